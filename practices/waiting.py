"""What of peer reviews waits for a person: answers and reports for a reviewer, rounds for an officer."""

from collections import defaultdict
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.choices import Role
from core.access import has_role, is_secretariat
from core.overview import WorkItem
from practices.choices import AssignmentStatus
from practices.models import ReviewAssignment, ReviewerProfile, ReviewRound
from practices.standing import standing

TIED = (AssignmentStatus.PROPOSED, AssignmentStatus.PERHAPS)
"""Another officer than the one who asked decides on the tie."""


def of_reviewer(user: Any) -> list[WorkItem]:
    """Invitations to answer and reports to write; the page of the roster while it is empty. Two queries."""
    if not has_role(user, Role.PEER_REVIEWER):
        return []
    mine = ReviewAssignment.objects.of_reviewer(user).in_open_rounds()
    rows = mine.filter(status__in=(AssignmentStatus.INVITED, AssignmentStatus.ACCEPTED))
    items = [_item(one) for one in rows.select_related("round__practice", "round__version")[:50]]
    if not ReviewerProfile.objects.filter(user=user).exists():
        words = (_("Languages, objectives, and until when you cannot review"),)
        items.append(WorkItem(_("Say what you can review"), reverse("practices:roster"), _("Fill in"), words=words))
    return items


def _item(one: ReviewAssignment) -> WorkItem:
    is_invited = one.status == AssignmentStatus.INVITED
    due = one.respond_by if is_invited else one.review_by
    return WorkItem(
        title=str(one.round.version.title),
        url=one.get_absolute_url(),
        action=_("Answer") if is_invited else _("Review"),
        due=one.round.end_of(due) if due else None,
        zone=one.round.time_zone,
        status={
            "kind": "bad" if one.is_late else "info",
            "label": _("Late") if one.is_late else one.get_status_display(),
        },
        words=(one.round.reference, _("Invitation to review") if is_invited else _("Report to write")),
    )


def of_officer(user: Any) -> list[WorkItem]:
    """Rounds that wait for a decision, for another officer's word, or for people to be asked. Two queries."""
    tied, others = rounds_of(user)
    return tied + others


def rounds_of(user: Any) -> tuple[list[WorkItem], list[WorkItem]]:
    """The same in two parts: those with a tie that waits for this very officer, and the others. Two queries."""
    if not is_secretariat(user):
        return [], []
    rounds = list(ReviewRound.objects.visible_to(user).open().select_related("practice", "version")[:50])
    rows: dict[Any, list[ReviewAssignment]] = defaultdict(list)
    for one in ReviewAssignment.objects.filter(round__in=rounds).select_related("report"):
        rows[one.round_id].append(one)
    parts: tuple[list[WorkItem], list[WorkItem]] = ([], [])
    for one in rounds:
        is_tied = any(row.status in TIED and row.invited_by_id != user.pk for row in rows[one.pk])
        if item := _round_item(one, rows[one.pk], is_tied=is_tied):
            parts[0 if is_tied else 1].append(item)
    return parts


def _round_item(one: ReviewRound, rows: list[ReviewAssignment], *, is_tied: bool) -> WorkItem | None:
    now = standing(one, rows)
    if is_tied:
        said, action = _("A tie waits for your word"), _("Look at it")
    elif now.is_complete and not now.disagrees:
        said, action = _("The reports are in"), _("Decide")
    elif now.disagrees or any(now.to_ask.values()):
        said, action = _("Reviewers to ask"), _("Ask")
    else:
        return None
    return WorkItem(
        title=str(one.version.title),
        url=one.get_absolute_url(),
        action=action,
        status={"kind": "info", "label": said},
        words=(one.reference, _("Peer review")),
    )
