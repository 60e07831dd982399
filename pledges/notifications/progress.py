"""Progress: a report was published; a report would be welcome."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Organisation, User
from forum.models import ForumCycle
from notifications.kinds import Recipient, absolute
from pledges.audiences import speakers
from pledges.choices import ENDED, Answer, ReportStatus
from pledges.models import Pledge, PledgeParticipant, ProgressReport
from pledges.notifications.base import PLEDGING, Letter, speakers_of

MONTHS_AHEAD = (6, 1)
"""So long before the chosen date, and before a forum, a report is asked for (FEATURES C11)."""
YEAR = 12
MOST = 20
"""So many pledges are named in one message; the others are counted."""


class ProgressPublished(Letter):
    """To the other bodies of a pledge: one of them has reported, so that nobody learns of it from others."""

    name = "pledges.progress_published"
    label = gettext_lazy("A body of your pledge reported on progress")
    reason = gettext_lazy("You get this because you answer for an organisation that takes part in the pledge.")
    roles = PLEDGING
    optional = True
    digest = True
    about: ProgressReport

    def recipients(self) -> list[User]:
        partners = self.about.pledge.participants.filter(answer=Answer.CONFIRMED).select_related("organisation")
        bodies = [self.about.pledge.organisation, *(one.organisation for one in partners)]
        others = [body for body in bodies if body != self.about.organisation]
        return list(dict.fromkeys(person for body in others for person in speakers_of(body)))

    def occasion(self) -> str:
        return f"{self.name}:{self.about.reference}"

    def country(self) -> str:
        return self.about.act_country()

    def irrelevant(self, recipient: Recipient) -> str:
        return "" if recipient in self.recipients() else _("no longer answers for the pledge")

    def subject(self, recipient: Recipient) -> str:
        words = {"who": self.about.organisation, "number": self.about.pledge.reference}
        return _("%(who)s reports on pledge %(number)s") % words

    def paragraphs(self, recipient: Recipient) -> list[str]:
        return [_("The report is public. Your organisation can report on its own part at any time.")]

    def url(self) -> str:
        return absolute("pledges:public", reference=self.about.pledge.reference)


class ReportDue(Letter):
    """One message a month to a person, for all pledges whose report is near. Facts: month, pledges."""

    name = "pledges.report_due"
    label = gettext_lazy("A report on your pledges would be welcome")
    reason = gettext_lazy("You get this because you answer for organisations that have pledged.")
    button = gettext_lazy("Open my work")
    roles = PLEDGING
    optional = True
    digest = True
    about: User
    in_office_hours = True

    @classmethod
    def plan(cls, now: datetime) -> Iterable["ReportDue"]:
        """The messages of this month that are not there yet; four queries whatever the number of pledges."""
        due = list(_due(now))
        for person, numbers in _people_of(due).items():
            yield cls(person, month=f"{now:%Y-%m}", pledges=sorted(numbers))

    def recipients(self) -> list[User]:
        return [self.about]

    def occasion(self) -> str:
        return f"{self.name}:{self.facts['month']}"

    def expires_at(self) -> datetime:
        """With its month."""
        first = datetime.fromisoformat(f"{self.facts['month']}-01T00:00:00+00:00")
        return (first + timedelta(days=32)).replace(day=1)

    def irrelevant(self, recipient: Recipient) -> str:
        return "" if self._still() else _("reported meanwhile")

    def _still(self) -> list[Pledge]:
        """Those of its pledges that nobody has reported on meanwhile."""
        known = Pledge.objects.filter(reference__in=self.facts["pledges"])
        due = {one.pk for one in _due(datetime.fromisoformat(f"{self.facts['month']}-15T12:00:00+00:00"))}
        return [one for one in known.order_by("reference") if one.pk in due]

    def subject(self, recipient: Recipient) -> str:
        count = len(self._still())
        words = ngettext(
            "A report on %(count)d pledge would be welcome", "Reports on %(count)d pledges would be welcome", count
        )
        return words % {"count": count}

    def paragraphs(self, recipient: Recipient) -> list[str]:
        rows = self._still()
        lines = "\n".join(f"{one.reference} {one.title}" for one in rows[:MOST])
        more = _("And %(count)d more.") % {"count": len(rows) - MOST} if len(rows) > MOST else ""
        return [
            _("A few sentences and the latest figures are enough. “Nothing has changed” is one press, and says a lot."),
            lines,
            more,
            _("You choose the day of the next report, or switch reminders off, on the page of each pledge."),
        ]

    def url(self) -> str:
        return absolute("work")


def _due(now: datetime) -> Iterable[Pledge]:
    """Published pledges of which a report is near at `now`, by the chosen day (each year again) or by a forum.

    Whoever has reported within two months is left in peace.
    """
    recent = ProgressReport.objects.filter(status=ReportStatus.PUBLISHED, published_at__gte=now - timedelta(days=60))
    open_ones = Pledge.objects.published().filter(is_reminded=True).exclude(progress__in=ENDED)
    open_ones = open_ones.exclude(pk__in=recent.values("pledge")).select_related("organisation")
    if _before_a_forum(now):
        return open_ones
    months = [(now.month + ahead - 1) % YEAR + 1 for ahead in MONTHS_AHEAD]
    return open_ones.filter(next_report_on__month__in=months, next_report_on__lte=now.date() + timedelta(days=215))


def _before_a_forum(now: datetime) -> bool:
    cycle = ForumCycle.objects.filter(starts_on__gte=now.date()).order_by("starts_on").first()
    if cycle is None:
        return False
    months = (cycle.starts_on.year - now.year) * YEAR + cycle.starts_on.month - now.month
    return months in MONTHS_AHEAD


def _people_of(due: list[Pledge]) -> dict[User, set[str]]:
    """Who can report on which of `due`: by the body that leads and the partners that have confirmed."""
    if not due:
        return {}
    bodies: dict[Organisation, set[str]] = defaultdict(set)
    for one in due:
        if one.organisation:
            bodies[one.organisation].add(one.reference or "")
    partners = PledgeParticipant.objects.filter(pledge__in=[one.pk for one in due], answer=Answer.CONFIRMED)
    for partner in partners.select_related("organisation", "pledge"):
        if partner.organisation:
            bodies[partner.organisation].add(partner.pledge.reference or "")
    people: dict[User, set[str]] = defaultdict(set)
    for key, persons in speakers(bodies).items():
        numbers = next(found for body, found in bodies.items() if body.pk == key)
        for person in persons:
            people[person] |= numbers
    return people
