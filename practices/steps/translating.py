"""A published practice in further languages: written by its people, published beside the original (A29, X7)."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from core import rich_text
from core.access import demand, fresh
from core.models import Act
from core.workflow import MovedOn, NotReady, Problem, signed
from practices import publishing
from practices.models import PlainSummary, Practice, PracticeTranslation
from practices.steps import naming
from publications import register
from publications.models import Publication

PUBLISH = "practices.publish_translation_of_practice"


def original_of(practice: Practice) -> Publication:
    """The version that the public reads now. Raises MovedOn where there is none."""
    found = Publication.objects.current().filter(reference=practice.reference).select_related("content").first()
    if found is None:
        raise MovedOn(_("It is not public at present."))
    return found


@transaction.atomic
def start(practice: Practice, language: str, *, by: Any) -> PracticeTranslation:
    """The translation into `language`; one that is there already is given back."""
    locked = _open(practice, by)
    if language not in dict(settings.LANGUAGES) or language == original_of(locked).language:
        raise MovedOn(_("Choose another language than that of the original."))
    made, is_new = PracticeTranslation.objects.get_or_create(
        practice=locked, language=language, defaults={"started_by": fresh(by)}
    )
    if is_new:
        Act.objects.log("started", made, by=by)
    return made


def gaps(translation: PracticeTranslation, content: dict[str, Any]) -> list[Problem]:
    """What is missing before it can be published: all that the original says, who translated it, and when."""
    wanted = {
        "title": _("Title"),
        "summary": _("Summary"),
        **{one["code"]: one["title"] for one in content["sections"]},
    }
    found = [
        Problem(_("%(part)s: not translated yet.") % {"part": label}, f"#{name}")
        for name, label in wanted.items()
        if not rich_text.to_plain(getattr(translation, name)).strip()
    ]
    if not translation.translator:
        found.append(Problem(_("Say who translated it."), "#translator"))
    if translation.made_on is None:
        found.append(Problem(_("Say when it was translated."), "#made_on"))
    return found


@transaction.atomic
def publish(translation: PracticeTranslation, *, by: Any) -> Publication:
    """Freeze it beside the version that the public reads now, in which it then stays as it is.

    Raises NotReady with what is missing, MovedOn where this version is public in the language already.
    """
    practice = _open(translation.practice, by, PUBLISH)
    held = PracticeTranslation.objects.select_for_update(of=("self",)).get(pk=translation.pk)
    held.practice = practice
    original = original_of(practice)
    if held.published_version == original.version:
        raise MovedOn(
            _("This version is public in this language already. A further one follows with the next correction.")
        )
    content = original.content.content
    if problems := gaps(held, content):
        raise NotReady(*problems)
    made = register.publish(
        publishing.head_in_language(practice.latest_version(), held),
        publishing.in_language(content, held),
        names={naming.TRANSLATOR: {"name": held.translator, "office": ""}},
        by=by,
    )
    held.published_version = made.version
    signed(held, by, "published")
    held.save(update_fields=["published_version"])
    _restate(practice)
    return made


@transaction.atomic
def keep_plain(
    practice: Practice, language: str, *, text: str, translator: str, made_on: date, by: Any
) -> PlainSummary:
    """The summary in plain words of `language`, of the version that is public now; shown at once."""
    locked = _open(practice, by, PUBLISH)
    kept = PlainSummary.objects.filter(practice=locked, language=language).first()
    kept = kept or PlainSummary(practice=locked, language=language)
    kept.text, kept.translator, kept.made_on = text, translator, made_on
    kept.version = original_of(locked).version
    signed(kept, by)
    kept.save()
    Act.objects.log("changed", kept, by=by, detail=language)
    _restate(locked)
    return kept


@transaction.atomic
def drop_plain(summary: PlainSummary, *, by: Any) -> None:
    """Take it off the page; its history stays."""
    locked = _open(summary.practice, by, PUBLISH)
    Act.objects.log("took out", summary, by=by, detail=summary.language)
    signed(summary, by)
    summary.delete()
    _restate(locked)


def facts_of(practice: Practice) -> dict[str, Any]:
    """What the page of the original says of other languages, as facts of today."""
    public = practice.translations.filter(published_version__isnull=False)
    return {
        "translations": [
            {
                "language": one.language,
                "standing": one.standing,
                "as_of": one.made_on.isoformat() if one.made_on else "",
                "version": one.published_version,
            }
            for one in public
        ],
        "plain": [one.as_fact() for one in practice.plain_summaries.all()],
    }


def _restate(practice: Practice) -> None:
    register.restate(str(practice.reference), facts=facts_of(practice))
    naming.restate(practice)


def _open(practice: Practice, by: Any, permission: str = "practices.translate_practice") -> Practice:
    """The practice, held, that `by` may translate now; or, with PUBLISH, publish of it. Raises PermissionDenied."""
    locked = (
        Practice.objects.select_for_update(of=("self",), no_key=True).select_related("organisation").get(pk=practice.pk)
    )
    demand(by, permission, locked, _("Only people of the submitting organisation do this, once it is published."))
    return locked
