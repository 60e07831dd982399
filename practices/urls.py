"""The addresses of practices, in the order of the story. A number is that of its reference: anything else is none."""

from typing import Any

from django.conf import settings
from django.urls import path, register_converter
from django.urls.converters import StringConverter

from practices.views import (
    acts,
    assess,
    calls,
    decisions,
    drafting,
    figures,
    images,
    implementer,
    proposal,
    public,
    roster,
    rounds,
    translating,
    uses,
    versions,
    word,
)


class _Reference(StringConverter):
    """PR-0042."""

    regex = "PR-[0-9]{4,8}"


class _Version(StringConverter):
    """Western digits, as a number."""

    regex = "[1-9][0-9]{0,3}"

    def to_python(self, value: str) -> Any:
        return int(value)


class _Step(StringConverter):
    """The name of a step, with hyphens."""

    regex = "[a-z_]{3,40}"


class _Digest(StringConverter):
    """The beginning of a SHA-256."""

    regex = "[0-9a-f]{20}"


class _Language(StringConverter):
    """A code of the portal's languages."""

    regex = "|".join(code for code, _name in settings.LANGUAGES)


register_converter(_Reference, "practice_reference")
register_converter(_Version, "practice_version")
register_converter(_Step, "practice_step")
register_converter(_Digest, "practice_digest")
register_converter(_Language, "practice_language")

app_name = "practices"
urlpatterns = [
    path("", public.published, name="list"),
    path("calls/", calls.calls, name="calls"),
    path("calls/<slug:slug>/", calls.call, name="call"),
    path("form/", calls.blank, name="blank"),
    path("<practice_reference:reference>/", public.public, name="public"),
    path("<practice_reference:reference>/v<practice_version:number>/", public.public, name="public_version"),
    path(
        "<practice_reference:reference>/v<practice_version:number>/<practice_language:language>/",
        public.translation,
        name="public_translation",
    ),
    path("implementers/<str:token>/", implementer.implementer, name="implementer"),
    path("<practice_reference:reference>/use/", uses.tell, name="use"),
    path("uses/<int:pk>/", uses.answer, name="use_answer"),
    path("versions/<uuid:key>/", versions.version, name="version"),
    path("versions/<uuid:key>/tie/", versions.tie, name="officer_tie"),
    path("versions/<uuid:key>/images/<uuid:pk>/", versions.image, name="version_image"),
    path("new/", drafting.start, name="start"),
    path("drafts/<uuid:key>/", drafting.desk, name="desk"),
    path("drafts/<uuid:key>/save/", drafting.save, name="save"),
    path("drafts/<uuid:key>/many/", drafting.many, name="many"),
    path("drafts/<uuid:key>/co-authors/", drafting.co_authors, name="co_authors"),
    path("drafts/<uuid:key>/copy/", drafting.clone, name="clone"),
    path("drafts/<uuid:key>/images/", images.images, name="images"),
    path("drafts/<uuid:key>/images/<uuid:pk>/", images.image, name="image"),
    path("drafts/<uuid:key>/images/<uuid:pk>/words/", images.describe, name="image_words"),
    path("drafts/<uuid:key>/images/<uuid:pk>/take-out/", images.take_out, name="image_take_out"),
    path("drafts/<uuid:key>/images/<uuid:pk>/put-back/", images.put_back, name="image_put_back"),
    path("drafts/<uuid:key>/languages/", translating.languages, name="languages"),
    path("drafts/<uuid:key>/languages/<practice_language:language>/", translating.translation, name="translation"),
    path(
        "drafts/<uuid:key>/languages/<practice_language:language>/start/", translating.start, name="translation_start"
    ),
    path(
        "drafts/<uuid:key>/languages/<practice_language:language>/save/",
        translating.save_translation,
        name="translation_save",
    ),
    path(
        "drafts/<uuid:key>/languages/<practice_language:language>/publish/",
        translating.publish_translation,
        name="publish_translation",
    ),
    path("drafts/<uuid:key>/languages/<practice_language:language>/plain/", translating.plain, name="plain"),
    path("drafts/<uuid:key>/reviewers-named/", acts.name_reviewers, name="name_reviewers"),
    path("drafts/<uuid:key>/word/", word.word, name="word"),
    path("drafts/<uuid:key>/word/<practice_digest:digest>/", word.back, name="word_back"),
    path("drafts/<uuid:key>/check/", acts.check, name="check"),
    path("drafts/<uuid:key>/preview/", acts.preview, name="preview"),
    path("drafts/<uuid:key>/submit/", acts.submit, name="submit"),
    path("drafts/<uuid:key>/steps/<practice_step:name>/", acts.act, name="act"),
    # --- peer review: the reviewer
    path("roster/", roster.roster, name="roster"),
    path("roster/thanks/<int:year>/", roster.letter, name="thanks"),
    path("reviewers/", roster.named, name="reviewers"),
    path("<practice_reference:reference>/assess/", assess.assess, name="assess"),
    path("<practice_reference:reference>/assess/<uuid:pk>/", assess.earlier, name="assess_earlier"),
    path("<practice_reference:reference>/assess/declaration/", assess.declare, name="declare"),
    path("<practice_reference:reference>/assess/tie/", assess.tie, name="assess_tie"),
    path("<practice_reference:reference>/assess/decline/", assess.decline, name="assess_decline"),
    path("<practice_reference:reference>/assess/date/", assess.ask_date, name="assess_date"),
    path("<practice_reference:reference>/assess/think-again/", assess.think_again, name="assess_think_again"),
    path("<practice_reference:reference>/assess/<uuid:pk>/name/", assess.be_named, name="assess_name"),
    path("<practice_reference:reference>/assess/report/", assess.report, name="assess_report"),
    path("<practice_reference:reference>/assess/report/save/", assess.save_report, name="assess_save"),
    path("<practice_reference:reference>/assess/report/take-back/", assess.take_back, name="assess_take_back"),
    path("<practice_reference:reference>/assess/copy/", assess.copy, name="assess_copy"),
    path("<practice_reference:reference>/assess/images/<uuid:pk>/", assess.image, name="assess_image"),
    # --- peer review: officers, then the author
    path("rounds/proposal/", proposal.proposal, name="round_proposal"),
    path("rounds/figures/", figures.figures, name="round_figures"),
    path("<practice_reference:reference>/round/", rounds.desk, name="round"),
    path("<practice_reference:reference>/round/ask/", rounds.ask, name="round_ask"),
    path("<practice_reference:reference>/round/copy/", rounds.copy, name="round_copy"),
    path("<practice_reference:reference>/round/decide/", rounds.decide, name="round_decide"),
    path("<practice_reference:reference>/round/<uuid:pk>/date/", rounds.move_date, name="round_date"),
    path("<practice_reference:reference>/round/<uuid:pk>/<practice_step:name>/", rounds.act, name="round_act"),
    path("<practice_reference:reference>/decision/", decisions.decision, name="decision"),
]
