"""Comments inside a State's team: said, resolved, and the note with which a section is handed back (FEATURES R17)."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access import allowed, demand
from core.models import Act
from core.workflow import MovedOn, signed
from reviews.models import Comment, Question
from reviews.notifications import talk as mail
from reviews.sections import SectionInReview

FOR_WRITERS = gettext_lazy("Those of the State's team who write do this, while the review is being written.")


@transaction.atomic
def comment(
    place: SectionInReview,
    text: str,
    *,
    by: Any,
    question: Question | None = None,
    objective: int | None = None,
    tell: Iterable[Any] = (),
    form_key: uuid.UUID | None = None,
) -> Comment:
    """Say something about an answer, or about the section; those of `tell` who may read it get a message.

    A second press with the same `form_key` gives the first comment back. Raises PermissionDenied.
    """
    by = demand(by, "reviews.comment_on_section", place, FOR_WRITERS)
    row = Comment(
        review=place.review,
        section=place.section,
        question=question,
        objective_id=objective,
        text=text,
        by=by,
        office=by.office,
        form_key=form_key,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        if first := Comment.objects.filter(form_key=form_key, review=place.review).first():
            return first
        raise MovedOn(_("This form was sent before. Send it once more.")) from None
    row.told.set(person for person in tell if allowed(person, "reviews.read_section", place))
    Act.objects.log("commented", row, by=by)
    mail.Mentioned(row).queue()
    return row


@transaction.atomic
def resolve(place: SectionInReview, row: Comment, *, done: bool, by: Any) -> Comment:
    """Mark a comment as dealt with, or open it again. Raises PermissionDenied."""
    by = demand(by, "reviews.comment_on_section", place, FOR_WRITERS)
    row = Comment.objects.select_for_update().get(pk=row.pk)
    row.resolved_at, row.resolved_by = (timezone.now(), by) if done else (None, None)
    row.save(update_fields=["resolved_at", "resolved_by"])
    Act.objects.log("resolved comment" if done else "opened comment again", row, by=by)
    return row


@transaction.atomic
def hand_back(place: SectionInReview, note: str, *, by: Any, form_key: uuid.UUID | None = None) -> Comment:
    """Give a section that its ministries called ready back to them, with what is wanted; they get a message.

    Raises PermissionDenied to all who do not agree to this section, MovedOn where nobody called it ready.
    """
    if form_key and (first := Comment.objects.filter(form_key=form_key, review=place.review).first()):
        return first
    by = demand(by, "reviews.clear_section", place, FOR_WRITERS)
    ready = [one for one in place.assignments if one.ready_at]
    if not ready:
        raise MovedOn(_("No ministry says that this section is ready."))
    for assignment in ready:
        assignment.ready_at = None
        signed(assignment, by)
        assignment.save(update_fields=["ready_at"])
    said = {"text": note, "by": by, "office": by.office, "form_key": form_key}
    row = Comment.objects.create(review=place.review, section=place.section, is_return=True, **said)
    Act.objects.log("handed section back", row, by=by)
    mail.HandedBack(row).queue()
    return row
