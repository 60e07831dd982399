"""From submission to publication: what State and secretariat do with a review, each in one transaction."""

import uuid
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.access import demand
from core.models import Act
from core.workflow import MovedOn, perform
from publications import register
from publications.models import Publication
from reviews import pieces, publishing
from reviews.choices import Outcome
from reviews.models import Remark, Submission, VoluntaryReview
from reviews.notifications import submission as mail
from reviews.steps import guests


class Asking(NamedTuple):
    """A remark of the secretariat on one answer (`objective` for sections that repeat), or on the whole."""

    text: str
    question_key: str = ""
    objective: int | None = None


@transaction.atomic
def submit(
    review: VoluntaryReview,
    *,
    by: Any,
    form_key: uuid.UUID | None = None,
    note: str = "",
    sections: Iterable[str] = (),
) -> Submission:
    """Freeze `review`, or the `sections` that go first, number the copy, send receipts to State and secretariat.

    A second press with the same `form_key` gives the first submission back (RELIABILITY F2).
    Raises NotReady with what blocks, MovedOn when it was submitted meanwhile, PermissionDenied.
    """
    VoluntaryReview.objects.select_for_update().get(pk=review.pk)  # of presses at once the others wait for the first
    if form_key and (first := Submission.objects.filter(review=review, form_key=form_key).first()):
        return first
    part = pieces.with_needed(review, sections) if sections else []
    if part and not pieces.may_be(review):
        raise MovedOn(_("The whole review is published. Correct it as a whole."))
    VoluntaryReview.objects.filter(pk=review.pk).update(part=part)
    review = perform(review, "submit", by=by, note=note, log=False)
    content = publishing.content_of(review)
    content = pieces.cut(content, review, part) if part else content
    content["office"] = office = by.office_in(review.country_id)
    now = timezone.now()
    due = review.cycle.reviews_due
    submission = Submission.objects.create(
        review=review,
        country=review.country,
        cycle=review.cycle,
        number=_next_number(review),
        content=content,
        sha256=register.fingerprint(content),
        received_at=now,
        after_preferred_date=due is not None and now > due.due_at(),
        is_part=bool(part),
        submitted_by=by,
        office=office,
        message=note,
        form_key=form_key,
    )
    Act.objects.log("submitted", submission, by=by, detail=submission.receipt)
    guests.end_all(review, by=by)
    mail.Receipt(submission).queue()
    mail.Received(submission).queue()
    return submission


@transaction.atomic
def call_back(submission: Submission, *, by: Any, note: str) -> Submission:
    """The State takes its submission back before the secretariat has accepted it; both keep the receipt."""
    _perform_on_latest(submission, "call_back", by=by, note=note)
    return _settle(submission, Outcome.CALLED_BACK, mail.CalledBack, by=by, note=note)


@transaction.atomic
def send_back(submission: Submission, *, by: Any, note: str = "", remarks: Iterable[Asking] = ()) -> Submission:
    """The secretariat returns it with questions, all at once. What the State does then is not seen."""
    _perform_on_latest(submission, "send_back", by=by, note=note)
    Remark.objects.bulk_create(
        Remark(
            submission=submission,
            question_key=remark.question_key,
            objective_id=remark.objective,
            text=remark.text,
            by=by,
        )
        for remark in remarks
    )
    return _settle(submission, Outcome.RETURNED, mail.Returned, by=by, note=note)


@transaction.atomic
def accept(submission: Submission, *, by: Any, note: str = "") -> Submission:
    """One officer accepts; another publishes (RELIABILITY P15)."""
    _perform_on_latest(submission, "accept", by=by, note=note)
    return _settle(submission, Outcome.ACCEPTED, mail.Accepted, by=by, note=note)


@transaction.atomic
def publish(submission: Submission, *, by: Any, note: str = "") -> Publication:
    """Another officer publishes the public part of what the first accepted.

    The public note to a version is the State's, about its correction; the officer's `note` is for State and officers.
    """
    _perform_on_latest(submission, "publish", by=by, note=note)
    content = publishing.public_part(submission.content)
    corrects = content.get("corrects")
    publication = register.publish(
        publishing.head_of_submission(submission),
        dict(content),
        files=publishing.files_of_submission(content),
        by=by,
        note=corrects["note"] if corrects else "",
    )
    for text in publishing.translations_of(submission.content):
        register.publish(publishing.head_of_submission(submission, text), dict(text), by=by)
    _settle(submission, Outcome.PUBLISHED, mail.Published, by=by, note=note)
    return publication


@transaction.atomic
def reply(submission: Submission, replies: dict[int, str], *, by: Any) -> None:
    """What the State replies to the remarks, by their keys; it goes along with the next submission.

    Raises PermissionDenied to all but focal points, MovedOn when the review is not returned (any more).
    """
    review = VoluntaryReview.objects.select_for_update().get(pk=submission.review_id)
    refusal = _("Only a focal point of the State replies, while the review is returned.")
    by = demand(by, "reviews.manage_voluntaryreview", review, refusal)
    if submission.outcome != Outcome.RETURNED or review.submissions.filter(number__gt=submission.number).exists():
        raise MovedOn(_("The State has submitted again since. Open the newest submission."))
    for remark in submission.remarks.filter(pk__in=replies):
        if remark.reply != replies[remark.pk]:
            remark.reply, remark.replied_by, remark.replied_at = replies[remark.pk], by, timezone.now()
            remark.save(update_fields=["reply", "replied_by", "replied_at"])
    Act.objects.log("replied", review, by=by)


def correct(submission: Submission, *, by: Any, note: str) -> None:
    """The State opens what is published to correct it; the published version stays until the next is published."""
    perform(submission.review, "correct", by=by, note=note)


def drop_correction(submission: Submission, *, by: Any, note: str = "") -> None:
    """No correction after all; what is published stays as it is."""
    perform(submission.review, "drop_correction", by=by, note=note)


def ask_withdrawal(submission: Submission, *, by: Any, note: str) -> None:
    """The State asks that its published review be withdrawn from view."""
    review = perform(submission.review, "ask_withdrawal", by=by, note=note)
    mail.WithdrawalAsked(submission, asked=review.history.first().pk.hex).queue()


def propose_withdrawal(submission: Submission, *, by: Any, note: str) -> None:
    """A head of the secretariat proposes the withdrawal; another officer carries it out."""
    perform(submission.review, "propose_withdrawal", by=by, note=note)


@transaction.atomic
def withdraw(submission: Submission, *, by: Any, note: str = "") -> None:
    """The public page keeps title, dates and reason; the rest is hidden at once everywhere (P17)."""
    review = perform(submission.review, "withdraw", by=by, note=note, log=False)
    reason = review.withdrawal_reason
    if review.withdrawal_asked:
        with translation.override(submission.content["language"]):
            reason = _("Withdrawn at the request of the State. %(reason)s") % {"reason": reason}
    register.withdraw(review.reference, by=by, reason=reason)


def _next_number(review: VoluntaryReview) -> int:
    """One more than the State's last receipt for this forum, which a discarded review may have got."""
    same = Submission.objects.filter(country=review.country_id, cycle=review.cycle_id)
    return (same.aggregate(Max("number"))["number__max"] or 0) + 1


def _perform_on_latest(submission: Submission, step: str, *, by: Any, note: str) -> None:
    """An officer's old tab must not decide on a text that has been replaced.

    Asked when the review is held by the step: a text that came in at that very moment has not been read.
    """
    perform(submission.review, step, by=by, note=note, log=False)  # `_settle` writes the act, with the receipt
    if submission.review.submissions.filter(number__gt=submission.number).exists():
        raise MovedOn(_("The State has submitted again since. Open the newest submission."))


def _settle(
    submission: Submission, outcome: Outcome, kind: type[mail.AboutSubmission], *, by: Any, note: str
) -> Submission:
    submission.outcome = outcome
    submission.outcome_at = timezone.now()
    submission.outcome_by = by
    submission.note = note
    submission.save(update_fields=["outcome", "outcome_at", "outcome_by", "note"])
    if outcome != Outcome.PUBLISHED:  # the register writes that act
        Act.objects.log(outcome, submission, by=by, detail=submission.receipt)
    kind(submission).queue()
    return submission
