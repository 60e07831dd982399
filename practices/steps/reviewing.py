"""Peer review, from the first reviewer asked to the last report: each step with what follows, in one transaction.

Whoever changes an assignment holds its round first, so that a report and a decision cannot pass each other.
"""

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import demand
from core.models import Act
from core.workflow import MovedOn, NotReady, perform, signed
from practices import conflicts
from practices.choices import AT_WORK, AWAITED, AssignmentStatus, Interest, Tie
from practices.models import (
    CallForPractices,
    ConflictDeclaration,
    PeerReview,
    Practice,
    PracticeVersion,
    ReviewAssignment,
    ReviewerProfile,
    ReviewRound,
)
from practices.notifications import reviewing as mail
from practices.notifications.dates import DateAsked, DateMoved

DAYS_TO_ANSWER = 7


@transaction.atomic
def open_round(version: PracticeVersion, *, alone: bool = False) -> ReviewRound:
    """The round on `version`, with the mix and days of its call; `alone`: the secretariat reads it without reviewers.

    A second call gives the same round back.
    """
    practice = version.practice
    call = practice.call or CallForPractices()
    round_, _made = ReviewRound.objects.get_or_create(
        version=version,
        defaults={
            "practice": practice,
            "needs_un": 0 if alone else call.reviewers_un,
            "needs_outside": 0 if alone else call.reviewers_outside,
            "review_days": call.review_days,
            "is_blind": call.is_blind,
            "reviewers_share": call.reviewers_share,
            "disagreement": call.disagreement,
            "further_criteria": call.further_criteria,
            "report_reminders": call.report_reminders,
            "time_zone": call.time_zone,
        },
    )
    return round_


def held(round_: ReviewRound) -> ReviewRound:
    """The round and its practice, locked and read again. Raises MovedOn when it is over."""
    ReviewRound.objects.select_for_update().get(pk=round_.pk)
    held = ReviewRound.objects.select_related("practice__organisation", "version").get(pk=round_.pk)
    if not held.is_open:
        raise MovedOn(_("This round of review is over: it was decided, or the practice was withdrawn."))
    return held


# --- the secretariat


@transaction.atomic
def invite(
    round_: ReviewRound, profile: ReviewerProfile, *, by: Any, reason: str = "", again: bool = False
) -> ReviewAssignment:
    """Ask a person; where a soft tie was found, propose it to another officer with the `reason` (FEATURES A6, A9).

    Raises NotReady for a hard tie or a missing reason, MovedOn for somebody who is asked already.
    """
    round_ = held(round_)
    demand(by, "practices.change_reviewround", round_)
    findings, seat = _look(round_, profile, by)
    heaviest = conflicts.result(findings)
    if heaviest == Tie.HARD:
        raise NotReady(*(one.words for one in findings))
    if heaviest == Tie.SOFT and not reason.strip() and not again:
        raise NotReady(_("Say why this tie is acceptable: another officer decides on it."))
    assignment = ReviewAssignment(
        round=round_, reviewer=profile.user, seat=seat, invited_by=by, tie_reason=reason, again=again
    )
    signed(assignment, by)
    try:
        with transaction.atomic():
            assignment.save()
    except IntegrityError:
        raise MovedOn(_("This person is asked already.")) from None
    if heaviest == Tie.SOFT:
        mail.WaiverWanted(assignment).queue()
        return assignment
    return _invited(perform(assignment, "invite", by=by), by)


def _look(round_: ReviewRound, profile: ReviewerProfile, by: Any) -> tuple[list[conflicts.Finding], str]:
    """The ties of this moment, kept, and the person's seat."""
    person = conflicts.people_of([profile])[profile.user_id]
    findings = conflicts.ties(person, conflicts.matter_of(round_.practice))
    conflicts.keep(round_.version, {profile.user_id: findings}, by=by)
    return findings, person.seat


def _invited(assignment: ReviewAssignment, by: Any) -> ReviewAssignment:
    """Dates begin, and the invitation goes out. A report waits for its reviewer."""
    today = timezone.localdate(timezone=assignment.round.zone)
    assignment.invited_at = timezone.now()
    assignment.respond_by = today + timedelta(days=DAYS_TO_ANSWER)
    assignment.review_by = today + timedelta(days=assignment.round.review_days)
    signed(assignment, by)
    assignment.save()
    PeerReview.objects.get_or_create(assignment=assignment)
    mail.ReviewInvited(assignment).queue()
    return assignment


@transaction.atomic
def waive(assignment: ReviewAssignment, *, by: Any, note: str) -> ReviewAssignment:
    """Another officer finds the tie acceptable and the invitation goes out (P27). Raises NotReady for a hard one."""
    round_ = held(assignment.round)
    findings, _seat = _look(round_, _profile_of(assignment), by)
    if conflicts.result(findings) == Tie.HARD:
        raise NotReady(*(one.words for one in findings))
    waived = perform(assignment, "waive", by=by, note=note)
    waived.waived_by, waived.waived_at, waived.waiver_reason = by, timezone.now(), note
    return _invited(waived, by)


@transaction.atomic
def drop(assignment: ReviewAssignment, *, by: Any, note: str = "") -> ReviewAssignment:
    """The proposal is not followed."""
    held(assignment.round)
    return _end(perform(assignment, "drop", by=by, note=note), by, note)


@transaction.atomic
def clear_tie(assignment: ReviewAssignment, *, by: Any, note: str) -> ReviewAssignment:
    """Another officer finds what the reviewer described no obstacle; why an earlier tie was none is kept before it.

    Raises NotReady for a hard tie on record.
    """
    round_ = held(assignment.round)
    findings, _seat = _look(round_, _profile_of(assignment), by)
    if conflicts.result(findings) == Tie.HARD:
        raise NotReady(*(one.words for one in findings))
    cleared = perform(assignment, "clear_tie", by=by, note=note)
    reasons = "\n".join(filter(None, [cleared.waiver_reason, note]))
    cleared.waived_by, cleared.waived_at, cleared.waiver_reason = by, timezone.now(), reasons
    cleared.accepted_at = cleared.accepted_at or timezone.now()
    cleared.filed_at = None
    signed(cleared, by, note)
    cleared.save()
    mail.TieCleared(cleared, at=cleared.waived_at).queue()
    return cleared


@transaction.atomic
def turn_away(assignment: ReviewAssignment, *, by: Any, note: str = "") -> ReviewAssignment:
    """What the reviewer described stands in the way."""
    held(assignment.round)
    ended = _end(perform(assignment, "turn_away", by=by, note=note), by, note)
    mail.ReviewEnded(ended, at=ended.closed_at).queue()
    return ended


@transaction.atomic
def move_date(assignment: ReviewAssignment, *, by: Any, day: date) -> ReviewAssignment:
    """Another day for the report, asked for or not; the reviewer is told. Raises MovedOn once nothing is awaited."""
    held(assignment.round)
    found = ReviewAssignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    demand(by, "practices.change_reviewassignment", found)
    if found.status not in AWAITED:
        raise MovedOn(_("Nothing is awaited from this person any more."))
    found.review_by, found.asked_date, found.asked_words = day, None, ""
    signed(found, by)
    found.save()
    DateMoved(found, due=day).queue()
    return found


@transaction.atomic
def replace(assignment: ReviewAssignment, *, by: Any, note: str = "") -> ReviewAssignment:
    """End an assignment that is late or no longer wanted; its unfinished report is sealed."""
    held(assignment.round)
    ended = _end(perform(assignment, "replace", by=by, note=note), by, note)
    mail.ReviewEnded(ended, at=ended.closed_at).queue()
    return ended


def _end(assignment: ReviewAssignment, by: Any, words: str) -> ReviewAssignment:
    assignment.closed_at, assignment.closing_words = timezone.now(), words
    signed(assignment, by, words)
    assignment.save()
    PeerReview.objects.filter(assignment=assignment, sealed_at=None).update(sealed_at=assignment.closed_at)
    return assignment


def _profile_of(assignment: ReviewAssignment) -> ReviewerProfile:
    return ReviewerProfile.objects.select_related("user").get_or_create(user=assignment.reviewer)[0]


def stop(practice: Practice) -> None:
    """Tell whoever is at work that no report is awaited any more: the practice was withdrawn."""
    rows = ReviewAssignment.objects.filter(round__practice=practice, round__closed_at=None, status__in=AWAITED)
    for one in rows.select_related("reviewer"):
        mail.ReviewEnded(one, at=practice.status_since).queue()


# --- the reviewer


@transaction.atomic
def declare(assignment: ReviewAssignment, answer: str, *, by: Any, words: str = "") -> ReviewAssignment:
    """Keep what the reviewer declares, and open or close the text by it (FEATURES A5).

    "None" opens it, unless a tie on record has come since: then officers look at it first. "Perhaps" and "aside"
    close it at once; the second seals the report. Raises MovedOn, PermissionDenied.
    """
    round_ = held(assignment.round)
    if answer == Interest.NONE and assignment.status in (AssignmentStatus.ACCEPTED, AssignmentStatus.FILED):
        demand(by, "practices.declare_reviewassignment", assignment)
        ConflictDeclaration.objects.create(assignment=assignment, answer=answer, words=words)
        return assignment
    step = {Interest.NONE: "agree", Interest.PERHAPS: "say_perhaps", Interest.ASIDE: "step_aside"}[Interest(answer)]
    if step == "agree":
        findings, _seat = _look(round_, _profile_of(assignment), by)
        if conflicts.result(findings) == Tie.HARD or (findings and assignment.waived_at is None):
            step, words = "say_perhaps", "\n".join([words, *(one.words for one in findings)]).strip()
    changed = perform(assignment, step, by=by, note="")
    ConflictDeclaration.objects.create(assignment=changed, answer=answer, words=words)
    if step == "step_aside":
        changed = _end(changed, by, words)
    elif step == "agree":
        changed.accepted_at = timezone.now()
        signed(changed, by)
        changed.save()
    mail.news(changed, at=timezone.now())
    return changed


@transaction.atomic
def decline(assignment: ReviewAssignment, *, by: Any, reason: str, suggestion: str = "") -> ReviewAssignment:
    """The invited person declines, and may name somebody else (FEATURES A10)."""
    held(assignment.round)
    declined = perform(assignment, "decline", by=by)
    declined.decline_reason, declined.suggestion = reason, suggestion
    declined = _end(declined, by, "")
    mail.news(declined, at=timezone.now())
    return declined


@transaction.atomic
def ask_date(assignment: ReviewAssignment, *, by: Any, day: date, words: str = "") -> ReviewAssignment:
    """The reviewer asks for another day; until the officer has moved it the first one stands (FEATURES A10)."""
    held(assignment.round)
    found = ReviewAssignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    demand(by, "practices.declare_reviewassignment", found)
    if found.status not in AWAITED:
        raise MovedOn(_("Nothing is awaited from you here any more."))
    found.asked_date, found.asked_words = day, words
    signed(found, by)
    found.save()
    DateAsked(found, day=day).queue()
    return found


@transaction.atomic
def think_again(assignment: ReviewAssignment, *, by: Any) -> ReviewAssignment:
    """Take a refusal back within a day. Raises MovedOn where somebody was asked again meanwhile."""
    held(assignment.round)
    same = ReviewAssignment.objects.filter(round=assignment.round, reviewer=assignment.reviewer, status__in=AT_WORK)
    if same.exists():
        raise MovedOn(_("You were invited again meanwhile."))
    back = perform(assignment, "think_again", by=by)
    back.closed_at, back.decline_reason = None, ""
    signed(back, by)
    back.save()
    PeerReview.objects.filter(assignment=back).update(sealed_at=None)
    return back


@transaction.atomic
def file(assignment: ReviewAssignment, *, by: Any) -> ReviewAssignment:
    """Send the report. Raises NotReady with what is missing, MovedOn for a second press or a closed round."""
    held(assignment.round)
    filed = perform(assignment, "file", by=by)
    filed.filed_at = timezone.now()
    signed(filed, by)
    filed.save()
    mail.news(filed, at=timezone.now())
    return filed


@transaction.atomic
def take_back(assignment: ReviewAssignment, *, by: Any) -> ReviewAssignment:
    """Open a filed report again, until the decision."""
    held(assignment.round)
    back = perform(assignment, "take_back", by=by)
    back.filed_at = None
    signed(back, by)
    back.save()
    return back


@transaction.atomic
def save_profile(profile: ReviewerProfile, form: Any, *, by: Any) -> ReviewerProfile:
    """What a reviewer says of herself on the roster."""
    demand(by, "practices.edit_reviewerprofile", profile)
    signed(profile, by)
    saved: ReviewerProfile = form.save()
    Act.objects.log("changed", saved, by=by)
    return saved
