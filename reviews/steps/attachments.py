"""Adding a file to an answer and taking one out."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import uploads
from core.workflow import MovedOn
from reviews import answers
from reviews.models import Attachment, Question
from reviews.sections import SectionInReview

MAX_BYTES = 20_000_000
MOST_FILES = 20


def add(
    place: SectionInReview,
    question: Question,
    objective: int | None,
    *,
    file: UploadedFile,
    audience: str,
    language: str,
    by: Any,
) -> Attachment:
    """Check, store and list `file`. Raises ValidationError with a sentence; then neither file nor row is left (F20)."""
    attachment = Attachment(
        review=place.review,
        question=question,
        objective_id=objective,
        language=language,
        audience=audience if question.is_public else question.audience,
        uploaded_by=by,
    )

    def listed() -> None:
        _list(place, question, objective, lambda ids: [*ids, str(attachment.pk)], by)

    uploads.store(attachment, file, max_bytes=MAX_BYTES, then=listed)
    return attachment


@transaction.atomic
def remove(place: SectionInReview, attachment: Attachment, *, by: Any) -> None:
    """Take it out of the answer. The file stays where it is: a submission may rest on it."""
    attachment.removed_at = timezone.now()
    attachment.save(update_fields=["removed_at"])
    gone = str(attachment.pk)
    _list(place, attachment.question, attachment.objective_id, lambda ids: [one for one in ids if one != gone], by)


@transaction.atomic
def put_back(place: SectionInReview, attachment: Attachment, *, by: Any) -> None:
    """Put it in again, after those that stand there now. Raises ValidationError where there are too many."""
    attachment.removed_at = None
    attachment.save(update_fields=["removed_at"])
    back = str(attachment.pk)

    def listed(ids: list[str]) -> list[str]:
        return [*(one for one in ids if one != back), back]

    _list(place, attachment.question, attachment.objective_id, listed, by)


def _list(place: SectionInReview, question: Question, objective: int | None, change: Any, by: Any) -> None:
    """Change the list of files in the answer, on top of whatever it is now."""
    current = answers.find(place.review, question, objective)
    ids = change(list((current.value if current else None) or []))
    if len(ids) > MOST_FILES:
        raise ValidationError(_("An answer can have at most %(count)s files.") % {"count": MOST_FILES})
    if answers.put(place, question, objective, ids, by) is None:
        raise MovedOn(_("Somebody changed this answer at the same moment. Try again."))
