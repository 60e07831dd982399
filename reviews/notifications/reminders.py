"""Reminders of the preferred date, and the secretariat's digest.

Reminders go by a plan that a second officer has put in force (FEATURES N2, RELIABILITY P48), to the focal
points of States that have not filed. The rule is "no submitted version", never "has a draft".
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.choices import Role
from accounts.models import Membership, User
from core.templatetags.portal import day_of, forum_time, own_time
from forum.models import VOLUNTARY_REVIEWS_DUE, ForumCycle, Milestone, Moment, ReminderPlan, moment
from notifications.kinds import Kind
from reference.models import Country
from reviews import board
from reviews.notifications.submission import ToSecretariat, focal_points

FIRST_DIGEST = timedelta(days=400)
"""Digests begin so long before the preferred date: as far as a reminder can reach back."""
MORNING = time(9)
NAMED = 30
"""So many States of one list are named in the digest; the others are counted."""


class ReviewDue(Kind):
    """The preferred date comes near. About the milestone; facts: country, due (ISO day), lead (days)."""

    name = "reviews.due"
    label = gettext_lazy("Reminder of the preferred date for voluntary reviews")
    reason = gettext_lazy("You get this because you are a focal point of your State.")
    roles = (Role.FOCAL_POINT,)
    optional = True
    digest = True
    planned_by = VOLUNTARY_REVIEWS_DUE
    placeholders = {
        "state": gettext_lazy("the State"),
        "forum": gettext_lazy("the year of the forum"),
        "days": gettext_lazy("the days that are left, as “14 days”"),
        "date": gettext_lazy("the preferred date in the forum's time zone"),
    }
    about: Milestone
    in_office_hours = True

    def __init__(self, about: Milestone | None = None, people: list[User] | None = None, **facts: Any) -> None:
        super().__init__(about, **facts)
        self._people = people
        self._moments: list[Moment] | None = None

    @classmethod
    def plan(cls, now: datetime) -> Iterable["ReviewDue"]:
        """The reminders whose time has come and is not yet over, in eight queries at most for each plan; none to a
        State that is to be called instead.

        Looks at the hours between a reminder and the next one, not at this very moment: whatever was
        off over the due hour, the reminder still goes, with the days that are truly left (F17).
        """
        for plan in ReminderPlan.objects.in_force().filter(kind=cls.name, milestone__cancelled_on=None):
            for at in plan.moments():
                if at.not_before <= now < at.expires_at:
                    yield from cls._of_moment(plan.milestone, at)

    @classmethod
    def turns(cls, first: date, last: date) -> set[date]:  # noqa: ARG003 - all that there are
        """The days of the plans in force."""
        plans = ReminderPlan.objects.in_force().filter(kind=cls.name, milestone__cancelled_on=None)
        return {at.not_before.astimezone(UTC).date() for plan in plans for at in plan.moments()}

    @classmethod
    def audience(cls, milestone: Milestone) -> list[str]:
        """The focal points of States that have not submitted and are not to be called; seven queries at most."""
        at = Moment(0, timezone.now(), milestone.due_at())
        due = list(cls._of_moment(milestone, at))
        states = Country.objects.in_bulk([one.country() for one in due])
        return [
            _("%(person)s <%(email)s>: focal point of %(state)s, which has not submitted")
            % {"person": person.name or person.email, "email": person.email, "state": states[one.country()]}
            for one in due
            for person in one.recipients()
        ]

    @classmethod
    def _of_moment(cls, milestone: Milestone, at: Moment) -> Iterable["ReviewDue"]:
        done, people = board.filed(milestone.cycle), defaultdict(list)
        points = Membership.objects.focal_points().select_related("user", "organisation").order_by("pk")
        for point in points:
            people[point.organisation.country_id].append(point.user)
        for country in sorted(set(people) - done - board.to_be_called(milestone.cycle)):
            facts = {"country": country, "due": milestone.ends_on, "lead": at.lead_days}
            kind = cls(milestone, people[country], **facts)
            kind._moments = [at]
            yield kind

    def moments(self) -> list[Moment]:
        """Its own moment and those after it, by the plan in force; none where it has no place in it."""
        if self._moments is None:
            plan = ReminderPlan.objects.in_force().filter(kind=self.name, milestone=self.about).first()
            leads = [at.lead_days for at in plan.moments()] if plan else []
            place = leads.index(self.facts["lead"]) if self.facts["lead"] in leads else len(leads)
            self._moments = plan.moments()[place:] if plan else []
        return self._moments

    def recipients(self) -> Iterable[User]:
        """The focal points of the State, each by a message of their own."""
        return focal_points(self.facts["country"]) if self._people is None else self._people

    def occasion(self) -> str:
        """With the due day: a milestone that moves makes new occasions."""
        facts = self.facts
        return f"reviews:{self.about.cycle_id}:{facts['country']}:due-{facts['due']}:{facts['lead']}-days"

    def not_before(self) -> datetime | None:
        return self.moments()[0].not_before if self.moments() else None

    def expires_at(self) -> datetime | None:
        """When the next one comes, or the preferred date has passed."""
        return self.moments()[0].expires_at if self.moments() else None

    def country(self) -> str:
        return str(self.facts["country"])

    def irrelevant(self, recipient: User | str) -> str:
        """Asked at the moment of sending: date, plan, submission, office. What was just planned was asked for these."""
        if self._people is not None:
            return "" if recipient in self._people else _("no longer focal point")
        if self.about.cancelled_on or self.about.ends_on.isoformat() != self.facts["due"]:
            return _("the date was moved")
        if not self.moments():
            return _("the reminder plan has ended")
        if board.has_filed(self.country(), self.about.cycle):
            return _("submitted meanwhile")
        return "" if recipient in focal_points(self.country()) else _("no longer focal point")

    def days_left(self) -> int:
        """Whole days until the preferred day, in the forum's zone, when it goes: now, or at its time to come."""
        now = timezone.now()
        today = max(now, self.goes_at or self.not_before() or now).astimezone(self.about.cycle.zone).date()
        return max(0, (self.about.ends_on - today).days)

    def subject(self, recipient: User | str) -> str:
        days, forum = self.days_left(), self.about.cycle_id
        if not days:
            return _("Preferably by today: voluntary review for the forum of %(forum)s") % {"forum": forum}
        words = ngettext(
            "%(days)d day left: voluntary review for the forum of %(forum)s",
            "%(days)d days left: voluntary review for the forum of %(forum)s",
            days,
        )
        return words % {"days": days, "forum": forum}

    def values(self, recipient: User | str) -> dict[str, str]:
        days = self.days_left()
        return {
            "state": str(Country.objects.get(pk=self.country())),
            "forum": str(self.about.cycle_id),
            "days": ngettext("%(days)d day", "%(days)d days", days) % {"days": days},
            "date": strip_tags(forum_time(self.about.due_at(), self.about.cycle.zone)),
        }

    def context(self, recipient: User | str) -> dict[str, Any]:
        zone = self.about.cycle.zone
        due = self.about.due_at()
        return {
            "country": Country.objects.get(pk=self.country()),
            "cycle": self.about.cycle,
            "due": strip_tags(forum_time(due, zone)),
            "own_due": strip_tags(own_time(due, zone)),
            "next": day_of(self.moments()[1].not_before) if len(self.moments()) > 1 else "",
            "button_url": settings.SITE_URL + reverse("work"),
            "button_label": _("Open my work"),
        }


class SecretariatDigest(ToSecretariat):
    """How reviews stand, for the secretariat: each Monday and with each reminder. About the milestone; facts: day."""

    name = "reviews.digest"
    label = gettext_lazy("Digest of voluntary reviews for the secretariat")
    optional = True
    about: Any

    @classmethod
    def plan(cls, now: datetime) -> Iterable["SecretariatDigest"]:
        """The newest digest that is due, while a plan of reminders is in force and the forum is not over."""
        plans = ReminderPlan.objects.in_force().filter(kind=ReviewDue.name, milestone__cancelled_on=None)
        for plan in plans:
            milestone, zone = plan.milestone, plan.milestone.cycle.zone
            begins, is_over = milestone.due_at() - FIRST_DIGEST, milestone.cycle.is_over(now)
            if is_over or now < begins:
                continue
            begun = [at.not_before for at in plan.moments() if at.not_before <= now]
            newest = max([monday(now, milestone.cycle), *begun])
            if not board.situation(milestone.cycle).is_empty:
                yield cls(milestone, day=newest.astimezone(zone).date())

    @classmethod
    def turns(cls, first: date, last: date) -> set[date]:
        """The first day of all, Mondays, and the days of the plans in force."""
        days = ReviewDue.turns(first, last)
        for plan in ReminderPlan.objects.in_force().filter(kind=ReviewDue.name, milestone__cancelled_on=None):
            days.add((plan.milestone.due_at() - FIRST_DIGEST).astimezone(UTC).date())
            for number in range((last - first).days + 1):
                end = datetime.combine(first + timedelta(days=number), time.max, UTC)
                days.add(monday(end, plan.milestone.cycle).astimezone(UTC).date())
        return days

    def occasion(self) -> str:
        return f"reviews:{self.about.cycle_id}:digest-{self.facts['day']}"

    def country(self) -> str:
        return ""

    def not_before(self) -> datetime:
        return moment(date.fromisoformat(self.facts["day"]), MORNING, self.about.cycle.zone)

    def expires_at(self) -> datetime:
        """After a week the next one has come."""
        return self.not_before() + timedelta(days=7)

    def irrelevant(self, recipient: User | str) -> str:
        if board.situation(self.about.cycle).is_empty:
            return _("nothing to tell")
        return super().irrelevant(recipient)

    def subject(self, recipient: User | str) -> str:
        day = day_of(date.fromisoformat(self.facts["day"]))
        return _("Voluntary reviews %(year)s: how they stand on %(day)s") % {
            "year": self.about.cycle_id,
            "day": day,
        }

    def context(self, recipient: User | str) -> dict[str, Any]:
        now = board.situation(self.about.cycle)
        lists = [
            (_("Submitted"), now.submitted, lambda line: line.received),
            (_("Announced"), now.announced, _expected),
            (_("Invitation open"), now.open_invitations, lambda line: ""),
            (_("Invitation expired"), now.expired_invitations, lambda line: ""),
            (_("Without a focal point"), now.without_focal_point, lambda line: ""),
        ]
        return {
            "cycle": self.about.cycle,
            "due": strip_tags(forum_time(self.about.due_at(), self.about.cycle.zone)),
            "lists": [_listed(title, states, words) for title, states, words in lists if states],
            "button_url": settings.SITE_URL + reverse("admin:index"),
            "button_label": _("Open the day page"),
        }


def monday(now: datetime, cycle: ForumCycle) -> datetime:
    """Nine o'clock of the newest Monday at `now`, in the forum's zone."""
    local = now.astimezone(cycle.zone)
    day = local.date() - timedelta(days=local.weekday())
    at = moment(day, MORNING, cycle.zone)
    return at if at <= now else moment(day - timedelta(days=7), MORNING, cycle.zone)


def _expected(line: board.Line) -> str:
    return _("expected by %(day)s") % {"day": day_of(line.expected_on)} if line.expected_on else ""


def _listed(title: str, states: list[board.Line], words: Any) -> dict[str, Any]:
    """A list with the names of its first States and the number of the others."""
    named = [f"{line.country} ({said})" if (said := words(line)) else str(line.country) for line in states]
    return {"title": title, "count": len(states), "names": named[:NAMED], "more": max(0, len(named) - NAMED)}
