"""What the secretariat knows of each State for one forum, for day page, digest and reminders.

Submissions, documents, announcements, invitations and offices; never a draft, nor anything that
follows from one (RELIABILITY P1). A State has filed when it has a submitted version that it did not
call back, or when a document that it sent by e-mail is published or answered for by an officer: what
it sent is with the secretariat, so it is not reminded of it. What an import brought and nobody has
looked at yet does not count.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import InvitationState, Role
from accounts.models import Invitation, Membership
from forum.models import ForumCycle
from reference.models import Country
from reviews.choices import DocumentStatus, Outcome, Round
from reviews.models import Intention, ReceivedDocument, Submission

SUBMITTED, ANNOUNCED, NOTHING = "submitted", "announced", "nothing"
STANDINGS = {SUBMITTED: _("Submitted"), ANNOUNCED: _("Announced"), NOTHING: _("Nothing known")}


@dataclass
class Line:
    """One State in one cycle. `outcome` is the code of its newest submission's, or "document"."""

    country: Country
    regions: list[str]
    standing: str = NOTHING
    received: str = ""
    outcome: str = ""
    expected_on: date | None = None
    announced: bool = False
    focal_points: int = 0
    invitation: str = ""
    last_sign_in: datetime | None = None

    @property
    def words(self) -> str:
        """The standing in words."""
        return str(STANDINGS[self.standing])

    @property
    def invitation_words(self) -> str:
        """Where the invitation of a focal point stands, in words."""
        return str(InvitationState(self.invitation).label) if self.invitation else ""

    @property
    def month_of_last_sign_in(self) -> str:
        """`2030-01`: never the day, which could tell of work on a draft."""
        return f"{self.last_sign_in:%Y-%m}" if self.last_sign_in else ""


def lines(cycle: ForumCycle) -> list[Line]:
    """Every State by name, in six queries."""
    countries = Country.objects.prefetch_related("review_regions").by_name()
    found = {one.pk: Line(one, [str(region.review_name) for region in one.review_regions.all()]) for one in countries}
    for intention in Intention.objects.filter(cycle=cycle):
        line = found[intention.country_id]
        line.standing, line.announced, line.expected_on = ANNOUNCED, True, intention.expected_on
    for document in _documents_filed(cycle).order_by("registered_at"):
        line = found[document.country_id]
        line.standing, line.received, line.outcome = SUBMITTED, document.received_on, "document"
    for submission in Submission.objects.filter(cycle=cycle).received().defer("content").order_by("number"):
        line = found[submission.country_id]
        line.standing, line.outcome = SUBMITTED, submission.outcome
        line.received = f"{submission.received_at.astimezone(cycle.zone):%Y-%m-%d}"
    _add_people(found)
    return list(found.values())


def _add_people(found: dict[str, Line]) -> None:
    points = Membership.objects.focal_points()
    for code, signed_in in points.values_list("organisation__country", "user__last_login"):
        if code in found:
            found[code].focal_points += 1
            found[code].last_sign_in = max(filter(None, [found[code].last_sign_in, signed_in]), default=None)
    for invitation in invitations_of_focal_points().select_related("organisation"):
        if invitation.organisation.country_id in found:
            found[invitation.organisation.country_id].invitation = str(invitation.state)


def invitations_of_focal_points() -> Any:
    """Pending invitations of focal points by the secretariat, open and expired; never a State's own."""
    return Invitation.objects.pending().filter(role=Role.FOCAL_POINT, within_state=False)


def filed(cycle: ForumCycle) -> set[str]:
    """The codes of the States that have filed for this forum, in two queries."""
    submitted = Submission.objects.filter(cycle=cycle, review__round=Round.FORUM).exclude(outcome=Outcome.CALLED_BACK)
    documents = _documents_filed(cycle)
    return {*submitted.values_list("country", flat=True), *documents.values_list("country", flat=True)}


def has_filed(country: str, cycle: ForumCycle) -> bool:
    """Whether this State has."""
    submitted = Submission.objects.filter(cycle=cycle, country=country, review__round=Round.FORUM)
    return (
        submitted.exclude(outcome=Outcome.CALLED_BACK).exists()
        or _documents_filed(cycle).filter(country=country).exists()
    )


def _documents_filed(cycle: ForumCycle) -> Any:
    answered_for = Q(status=DocumentStatus.PUBLISHED) | Q(registered_by__isnull=False)
    return ReceivedDocument.objects.filter(answered_for, cycle=cycle, round=Round.FORUM, country__isnull=False)


@dataclass
class Situation:
    """The lists of the digest; empty when there is nothing open."""

    submitted: list[Line]
    announced: list[Line]
    open_invitations: list[Line]
    expired_invitations: list[Line]
    without_focal_point: list[Line]

    @property
    def is_empty(self) -> bool:
        """Whether no list holds anything."""
        return not any(vars(self).values())


def situation(cycle: ForumCycle) -> Situation:
    """The States of the digest, announced ones by the day they expect to submit."""
    every = lines(cycle)
    announced = [line for line in every if line.standing == ANNOUNCED]
    late = timezone.localdate().replace(year=9999)
    return Situation(
        submitted=[line for line in every if line.standing == SUBMITTED],
        announced=sorted(announced, key=lambda line: line.expected_on or late),
        open_invitations=[line for line in every if line.invitation == "open"],
        expired_invitations=[line for line in every if line.invitation == "expired"],
        without_focal_point=[line for line in every if not line.focal_points and line.country.kind != "sample"],
    )
