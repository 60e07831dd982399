"""What of voluntary reviews waits for a person: in a State's team, as a guest of one, in the secretariat."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.choices import InvitationState
from core.access import allowed
from core.overview import WorkItem
from core.templatetags.portal import clock, day_of
from forum.models import END_OF_DAY, moment
from reviews import progress, signing
from reviews.choices import Outcome, ReviewStatus
from reviews.models import GuestReader, Submission


def in_team(user: Any, desk: dict[str, Any]) -> list[WorkItem]:
    """What waits for somebody of a State's team, from its `desk` as `reviews.overview` draws it."""
    if desk["review"] is None:
        return [_start_item(desk)] if desk["may_start"] else []
    if not desk["review"].is_editable:
        return []
    ready = [_ready_item(row) for row in desk["rows"] if row["agree_url"] and row["stand"].is_ready]
    own = [_section_item(desk, row) for row in desk["rows"] if row["is_mine"] and row["ready_url"]]
    return (
        _returned(desk)
        + _signature(user, desk)
        + ready
        + [item for item in own if item]
        + (_expired(desk) if desk["leads"] else [])
    )


def _start_item(desk: dict[str, Any]) -> WorkItem:
    cycle, due = desk["cycle"], desk["due"]
    return WorkItem(
        title=_("Start your voluntary review for IMRF %(year)s") % {"year": cycle.year},
        url=reverse("reviews:start"),
        action=_("Start"),
        due=due.due_at() if due else None,
        zone=cycle.time_zone,
        status={"kind": "", "label": str(progress.STATES["empty"][1])},
        words=(str(desk["state"]),),
    )


def _returned(desk: dict[str, Any]) -> list[WorkItem]:
    submission = desk["submission"]
    if desk["review"].status != ReviewStatus.RETURNED or submission is None:
        return []
    count = len(submission.remarks.all())
    return [
        WorkItem(
            title=_("The secretariat has questions on your submission"),
            url=reverse("reviews:submission", kwargs={**desk["review"].address, "number": submission.number}),
            action=_("Read"),
            status={"kind": "warn", "label": _("Returned with questions")},
            words=(
                submission.receipt,
                ngettext("%(count)d remark on an answer", "%(count)d remarks on answers", count) % {"count": count},
                day_of(submission.outcome_at),
            ),
        )
    ]


def _signature(user: Any, desk: dict[str, Any]) -> list[WorkItem]:
    link = desk["signature"]
    if link is None or link.person_id != user.pk:
        return []
    return [
        WorkItem(
            title=_("Your signature is asked for: %(words)s") % {"words": link.words},
            url=reverse("reviews:sign_offs", kwargs=desk["review"].address),
            action=_("Read and sign"),
            status={"kind": "info", "label": str(signing.WORDS[signing.TURN][1])},
            words=(),
        )
    ]


def _ready_item(row: dict[str, Any]) -> WorkItem:
    stand = row["stand"]
    bodies = ", ".join(str(one.organisation) for one in stand.place.assignments)
    since = max(one.ready_at for one in stand.place.assignments)
    return WorkItem(
        title=_("%(who)s: section %(section)s is ready") % {"who": bodies, "section": stand.place.section},
        url=row["agree_url"],
        action=_("Read and agree"),
        status={"kind": "info", "label": _("Ready for your agreement")},
        words=(_answered(stand.progress), day_of(since)),
    )


def _section_item(desk: dict[str, Any], row: dict[str, Any]) -> WorkItem | None:
    """A ministry's own section, until it says that it is ready."""
    if row["is_ready"]:
        return None
    stand = row["stand"]
    due_on = min((one.due_on for one in stand.place.assignments if one.due_on), default=None)
    late = row["late"]
    words = _("Late since %(day)s") if late else _("Wanted by %(day)s")
    status = (
        dict(stand.status)
        if due_on is None
        else {"kind": "bad" if late else "warn", "label": words % {"day": day_of(due_on)}}
    )
    zone = desk["cycle"].zone
    return WorkItem(
        title=str(stand.place.section),
        url=row["url"],
        action=_("Continue") if stand.progress.answered else _("Begin"),
        due=moment(due_on, END_OF_DAY, zone) if due_on else None,
        zone=desk["cycle"].time_zone,
        status=status,
        words=(_answered(stand.progress),),
    )


def _expired(desk: dict[str, Any]) -> list[WorkItem]:
    """Invitations whose link no longer works and that nobody has taken back."""
    over = [one for one in desk["invitations"] if one.state == InvitationState.EXPIRED and one.within_state]
    url = reverse("reviews:team", kwargs=desk["review"].address)
    return [
        WorkItem(
            title=_("The invitation of %(ministry)s has expired") % {"ministry": one.organisation},
            url=url,
            action=_("Send again"),
            status={"kind": "warn", "label": _("Expired")},
            words=(one.email,),
        )
        for one in over
    ]


def _answered(count: progress.Progress) -> str:
    return _("%(answered)s of %(asked)s answered") % {"answered": count.answered, "asked": count.asked}


def of_guest(user: Any) -> list[WorkItem]:
    """Drafts of other States that this person may read in parts, or is invited to."""
    waiting = GuestReader.objects.waiting_for(user).select_related("review__country", "review__cycle")
    return [
        WorkItem(
            title=_("%(state)s lets you read part of a draft") % {"state": one.review.country},
            url=reverse("reviews:guest", args=[one.pk]),
            action=_("Read") if one.person_id else _("See the invitation"),
            due=one.until,
            zone=user.time_zone,
            status={"kind": "info", "label": _("For reading only")},
            words=(one.review.title, _("until %(when)s") % {"when": clock(one.until)}),
        )
        for one in waiting
    ]


def of_secretariat(user: Any) -> list[WorkItem]:
    """Submissions that wait for this officer: to check, or to publish what another accepted."""
    waiting = Submission.objects.visible_to(user).filter(outcome__in=(Outcome.WAITING, Outcome.ACCEPTED))
    waiting = waiting.select_related("review__cycle", "review__country", "country").order_by("received_at")
    return [
        WorkItem(
            title=_("%(state)s: voluntary review") % {"state": one.country},
            url=reverse("reviews:submission", kwargs={**one.review.address, "number": one.number}),
            action=_("Check") if one.outcome == Outcome.WAITING else _("Look at it"),
            status={"kind": "info", "label": one.get_outcome_display()},
            words=(one.receipt, day_of(one.received_at)),
        )
        for one in waiting
        if one.outcome == Outcome.WAITING or allowed(user, "reviews.publish_voluntaryreview", one.review)
    ]
