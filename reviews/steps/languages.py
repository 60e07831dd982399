"""What a State does with the further languages of its review: add one, say what it is worth, translate, take it out."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import allowed, demand, fresh
from core.autosave import NOT_KEPT
from core.models import Act
from core.workflow import MovedOn
from reviews.answers import void_clearance
from reviews.languages import Beside
from reviews.models import Answer, ReviewLanguage, TranslatedAnswer, VoluntaryReview
from reviews.sections import section_in

MANAGE = "reviews.manage_voluntaryreview"


@transaction.atomic
def add(
    review: VoluntaryReview, language: str, standing: str, *, by: Any, form_key: uuid.UUID | None = None
) -> ReviewLanguage:
    """Begin a translation, or say of one that is there what it is worth."""
    _demand(review, by)
    if form_key and ReviewLanguage.objects.filter(form_key=form_key).exists():
        form_key = None  # the same page once more, for this language or another
    into, _is_new = ReviewLanguage.objects.update_or_create(
        review=review,
        language=language,
        defaults={"standing": standing},
        create_defaults={"standing": standing, "added_by": by, "form_key": form_key},
    )
    Act.objects.log("added language", into, by=by, detail=f"{language} {standing}")
    return into


@transaction.atomic
def take_out(into: ReviewLanguage, *, by: Any) -> None:
    """The translation is no longer part of the review; what was published of it stays with its version."""
    _demand(into.review, by)
    Act.objects.log("took language out", into, by=by, detail=into.language)
    into.delete()


def translate(
    into: ReviewLanguage, row: Beside, value: str, *, seen: int, of: int | None = None, by: Any
) -> TranslatedAnswer | None:
    """Keep `value` as the translation of the answer of `row`; an emptied one stays, so that its versions go on.

    `seen` is the version of the translation that the page showed, 0 for none; `of` is that of the original beside it:
    where that has changed meanwhile, the translation stays marked as older. Raises MovedOn when somebody else has
    written since, with `value` kept as a row of its own in the history; PermissionDenied where the section may not be
    written (any more).
    """
    by, answer = fresh(by), row.asked.answer
    with transaction.atomic():
        review = VoluntaryReview.objects.select_for_update().get(pk=into.review_id)
        place = section_in(review, row.asked.place.section.code)
        if answer is None or not allowed(by, "reviews.edit_section", place):
            raise PermissionDenied(_("You may no longer write in this section. Your text is below, to be copied."))
        stored = TranslatedAnswer.objects.select_for_update().filter(into=into, answer=answer).first()
        of = min(of or answer.version, answer.version)
        if stored is None and not value:
            return None
        if stored is not None and stored.value == value and (not value or stored.of_version >= of):
            return stored
        if stored is None or stored.version == seen:
            void_clearance(place, by, timezone.now())
            return _write(stored or TranslatedAnswer(into=into, version=0), answer, value, of, by)
        _set_aside(stored, answer, value, of, by)
    raise MovedOn(_("Somebody else has written here since you opened the page."))


def _write(text: TranslatedAnswer, answer: Answer, value: str, of: int, by: Any) -> TranslatedAnswer:
    text.answer, text.of_version = answer, of
    text.value, text.version = value, text.version + 1
    text.changed_by, text.changed_at = by, timezone.now()
    text.save()
    return text


def _set_aside(theirs: TranslatedAnswer, answer: Answer, value: str, of: int, by: Any) -> None:
    """The text that could not be saved, as a row of the history; one that stands there already is not lost."""
    if not value or theirs.history.filter(value=value).exists():
        return
    mine = TranslatedAnswer(
        pk=theirs.pk,
        into_id=theirs.into_id,
        answer=answer,
        value=value,
        of_version=of,
        version=theirs.version,
        changed_by=by,
    )
    TranslatedAnswer.history.bulk_history_create([mine], update=True, default_user=by, default_change_reason=NOT_KEPT)


def _demand(review: VoluntaryReview, by: Any) -> None:
    demand(by, MANAGE, review, _("A focal point adds languages, while the review is written."))
