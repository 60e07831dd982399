"""After the reviews: the decision with its letter, sent once; the changed text goes back to its readers."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import allowed, fresh
from core.models import Act
from core.workflow import MovedOn, NotReady, perform
from practices.choices import FURTHER, AssignmentStatus, Criterion, Readers, Verdict
from practices.models import (
    Decision,
    PeerReview,
    Point,
    PracticeVersion,
    ReviewAssignment,
    ReviewerProfile,
    ReviewRound,
)
from practices.notifications import reviewing as mail
from practices.standing import standing
from practices.steps import reviewing

STEPS = {Verdict.PUBLISH: "accept", Verdict.CHANGES: "request_revision", Verdict.DECLINE: "decline_after_review"}


class Comment(NamedTuple):
    """A comment that can be released: `key` names it in the form, `number` is all that the author learns of whose."""

    key: str
    number: int
    about: str
    text: str


def comments_of(assignments: Iterable[ReviewAssignment]) -> list[Comment]:
    """Every comment to the author in the filed reports, reviewers numbered in the order in which they were asked."""
    filed = [one for one in assignments if one.status == AssignmentStatus.FILED]
    found = []
    for number, one in enumerate(filed, start=1):
        report: PeerReview = one.report
        said = [("", report.to_author)]
        said += [(name, getattr(report, f"{name}_comment")) for name in (*Criterion.values, *FURTHER)]
        found += [Comment(f"{one.pk}-{about or 'all'}", number, about, text) for about, text in said if text.strip()]
    return found


@transaction.atomic
def decide(
    round_: ReviewRound,
    *,
    by: Any,
    verdict: str,
    letter: str,
    summary: str,
    released: Iterable[str],
    readers: str = "",
) -> Decision:
    """Decide, keep the letter, send it to the author and the outcome to each reviewer; the round is over.

    `released` are keys of `comments_of`. Raises NotReady while reports are missing, or when a chosen comment was
    taken back meanwhile; MovedOn for a second press; PermissionDenied.
    """
    round_ = reviewing.held(round_)
    rows = list(round_.assignments.select_related("report", "reviewer"))
    if not standing(round_, rows).is_complete:
        raise NotReady(_("Reports are still missing."))
    known = {comment.key: comment for comment in comments_of(rows)}
    chosen = list(dict.fromkeys(released))
    if any(key not in known for key in chosen):
        raise NotReady(_("A comment that you chose was taken back meanwhile. Look at the page again."))
    perform(round_.practice, STEPS[Verdict(verdict)], by=by, note="", log=False)
    decision = Decision.objects.create(
        round=round_, verdict=verdict, letter=letter, summary=summary, by=by,
        readers=readers if verdict == Verdict.CHANGES else "",
    )  # fmt: skip
    Point.objects.bulk_create(
        Point(decision=decision, position=place, reviewer_number=one.number, about=one.about, text=one.text)
        for place, one in enumerate((known[key] for key in chosen), start=1)
    )
    _close(round_, rows)
    Act.objects.log("decided", decision, by=by)
    mail.DecisionLetter(decision).queue()
    mail.OutcomeTold(decision).queue()
    return decision


def _close(round_: ReviewRound, rows: list[ReviewAssignment]) -> None:
    """No report is awaited any more; whoever was still at work is told so."""
    now = timezone.now()
    ReviewRound.objects.filter(pk=round_.pk).update(closed_at=now)
    for one in rows:
        if one.status in (AssignmentStatus.INVITED, AssignmentStatus.PERHAPS, AssignmentStatus.ACCEPTED):
            PeerReview.objects.filter(assignment=one, sealed_at=None).update(sealed_at=now)
            mail.ReviewEnded(one, at=now).queue()


@transaction.atomic
def reply(decision: Decision, replies: dict[int, str], *, by: Any) -> None:
    """Keep what the author answers to each point, by its position. Raises MovedOn once the text was sent again."""
    if not allowed(fresh(by), "practices.reply_to_decision", decision):
        raise MovedOn(_("The changed text has been sent already."))
    for point in decision.points.select_for_update():
        text = replies.get(point.position, point.reply)
        if text != point.reply:
            point.reply, point.replied_at = text, timezone.now()
            point.save(update_fields=["reply", "replied_at"])


@transaction.atomic
def read_again(version: PracticeVersion) -> ReviewRound:
    """The changed text goes to whom the last decision names: the reviewers who reported, or the officer alone."""
    last = Decision.objects.filter(round__practice=version.practice, verdict=Verdict.CHANGES).order_by("-at").first()
    alone = last is not None and last.readers == Readers.OFFICER
    round_ = reviewing.open_round(version, alone=alone)
    if last is None or alone:
        return round_
    filed = last.round.assignments.filter(status=AssignmentStatus.FILED).select_related("reviewer")
    for one in filed:
        _ask_again(round_, one)
    return round_


def _ask_again(round_: ReviewRound, before: ReviewAssignment) -> None:
    """The same person, for the changed text, with a declaration of her own; whoever is tied by now is not asked."""
    profile, _made = ReviewerProfile.objects.get_or_create(user=before.reviewer)
    try:
        reviewing.invite(round_, profile, by=before.invited_by, again=True)
    except (NotReady, MovedOn, PermissionDenied):
        return  # the desk then says that one more has to be asked
