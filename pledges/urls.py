"""The addresses of pledges, in the order of the story. A number is that of its reference: anything else is none."""

from typing import Any

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from pledges.views import drafting, evidence, figures, joining, observations, partners, progress, public, submission


class _Reference(StringConverter):
    """PL-0042."""

    regex = "PL-[0-9]{4,8}"


class _Version(StringConverter):
    """Western digits, as a number."""

    regex = "[1-9][0-9]{0,3}"

    def to_python(self, value: str) -> Any:
        return int(value)


class _Figures(StringConverter):
    """PF-2026-Q3."""

    regex = "PF-[0-9]{4}-Q[1-4]"


register_converter(_Figures, "pledge_figures")
register_converter(_Reference, "pledge_reference")
register_converter(_Version, "pledge_version")

app_name = "pledges"
urlpatterns = [
    path("", public.published, name="list"),
    path("seeking/", public.seeking, name="seeking"),
    path("figures/", figures.figures, name="figures"),
    path("figures/<pledge_figures:reference>/", figures.frozen, name="figures_frozen"),
    path("figures/<pledge_figures:reference>/v<pledge_version:number>/", figures.frozen, name="figures_version"),
    path("new/", drafting.start, name="start"),
    path("drafts/<uuid:key>/", drafting.desk, name="desk"),
    path("drafts/<uuid:key>/edit/", drafting.edit, name="edit"),
    path("drafts/<uuid:key>/save/", drafting.save, name="save"),
    path("drafts/<uuid:key>/missing/", drafting.missing, name="missing"),
    path("drafts/<uuid:key>/files/", drafting.files, name="files"),
    path("drafts/<uuid:key>/files/<uuid:pk>/", drafting.file, name="file"),
    path("drafts/<uuid:key>/files/<uuid:pk>/take-out/", drafting.take_out, name="take_out"),
    path("drafts/<uuid:key>/files/<uuid:pk>/put-back/", drafting.put_back, name="put_back"),
    path("drafts/<uuid:key>/writers/", drafting.delegates, name="delegates"),
    path("drafts/<uuid:key>/partners/", partners.partners, name="partners"),
    path("drafts/<uuid:key>/partners/<uuid:pk>/<slug:act>/", partners.act, name="partner_act"),
    path("drafts/<uuid:key>/continue/", drafting.carry_on, name="carry_on"),
    path("drafts/<uuid:key>/submit/", submission.submit, name="submit"),
    path("drafts/<uuid:key>/publish/", submission.change, name="change"),
    path("drafts/<uuid:key>/steps/<slug:step>/", submission.step, name="step"),
    path("drafts/<uuid:key>/progress/", progress.start, name="report_start"),
    path("drafts/<uuid:key>/no-change/", progress.no_change, name="no_change"),
    path("drafts/<uuid:key>/reminders/", progress.plan, name="plan_reports"),
    path("progress/<uuid:pk>/", progress.edit, name="report"),
    path("progress/<uuid:pk>/save/", progress.save, name="report_save"),
    path("progress/<uuid:pk>/publish/", progress.publish, name="report_publish"),
    path("progress/<uuid:pk>/steps/<slug:step>/", progress.step, name="report_step"),
    path("progress/<uuid:pk>/evidence/", evidence.evidence, name="evidence"),
    path("observations/<uuid:pk>/", observations.observation, name="observation"),
    path("partners/<uuid:pk>/", partners.partner, name="partner"),
    path("versions/<uuid:pk>/", submission.version, name="version"),
    path("versions/<uuid:pk>/files/<uuid:file>/", submission.file, name="version_file"),
    path("<pledge_reference:reference>/", public.public, name="public"),
    path("<pledge_reference:reference>/v<pledge_version:number>/", public.public, name="public_version"),
    path("<pledge_reference:reference>/card/", public.card, name="card"),
    path("<pledge_reference:reference>/adopt/", joining.adopt, name="adopt"),
    path("<pledge_reference:reference>/offer/", joining.offer, name="offer"),
    path("<pledge_reference:reference>/observe/", observations.observe, name="observe"),
    path("<pledge_reference:reference>/R<pledge_version:report>/", public.progress, name="progress"),
    path(
        "<pledge_reference:reference>/R<pledge_version:report>/v<pledge_version:number>/",
        public.progress,
        name="progress_version",
    ),
]
