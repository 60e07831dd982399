"""Beginning with an earlier review: its answers are taken in, and each is said to be still true or is changed (R12)."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access import demand
from core.models import Act
from core.workflow import MovedOn
from reviews import answers, earlier
from reviews.models import Answer, CarriedOver, SaidOfSection, VoluntaryReview
from reviews.sections import SectionInReview

READ_ONLY = gettext_lazy("You may read this section. Those whom the focal point has given it can write in it.")


def carry_over(review: VoluntaryReview, *, by: Any) -> int:
    """Fill the empty `review` with what fits of its earlier one; returns how many answers.

    Called within the transaction that starts it. Each waits until somebody looks at it; the history names the reason.
    """
    content = earlier.content_of(review)
    if content is None or content["form"] != "answers":
        return 0
    now = timezone.now()
    rows = [
        Answer(
            review=review,
            question=one.question,
            objective_id=one.objective,
            value=one.reading.value,
            standing=one.reading.standing,
            version=1,
            changed_by=by,
            changed_at=now,
        )
        for one in earlier.fits(review, content)
    ]
    Answer.objects.bulk_create(rows)
    answers.History.objects.bulk_create(answers.row_of(row, row, by, now, answers.CARRIED) for row in rows)
    CarriedOver.objects.bulk_create(CarriedOver(review=review, answer=row, by=by) for row in rows)
    Act.objects.log("carried over", review, by=by, detail=str(len(rows)))
    return len(rows)


@transaction.atomic
def still_true(place: SectionInReview, answer: Answer, *, by: Any) -> CarriedOver:
    """Say of a carried-over answer, as it stands now, that it is still true today.

    Raises PermissionDenied to whoever may not write in the section, MovedOn for an answer that was not carried over.
    """
    by = demand(by, "reviews.edit_section", place, READ_ONLY)
    carried = CarriedOver.objects.select_for_update(of=("self",)).filter(answer=answer.pk, review=place.review).first()
    if carried is None:
        raise MovedOn(_("This answer was not carried over from an earlier review."))
    carried.version, carried.as_of, carried.by = answer.version, timezone.localdate(), by
    carried.save(update_fields=["version", "as_of", "by"])
    return carried


@transaction.atomic
def say_of_section(place: SectionInReview, since: str, *, by: Any) -> SaidOfSection:
    """Say of a section whether it is unchanged since a document that cannot be compared. Raises PermissionDenied."""
    by = demand(by, "reviews.edit_section", place, READ_ONLY)
    said, _made = SaidOfSection.objects.update_or_create(
        review=place.review, section=place.section, defaults={"since": since, "by": by, "at": timezone.now()}
    )
    return said
