"""What the secretariat knows of each State for one forum, for day page, digest and reminders.

Submissions, documents, announcements, invitations and offices; never a draft, nor anything that
follows from one (RELIABILITY P1). A State has filed when it has a submitted version that it did not
call back, or when a document that it sent by e-mail is published or answered for by an officer: what
it sent is with the secretariat, so it is not reminded of it. What an import brought and nobody has
looked at yet does not count.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, FilteredRelation, Max, OuterRef, Q, Subquery, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import InvitationState, OrganisationKind, Role
from accounts.models import DeskNote, Invitation, Membership, Organisation
from forum.models import ForumCycle
from notifications.choices import Status
from notifications.models import Message
from publications.choices import Kind
from publications.models import Publication
from reference.choices import CountryKind
from reference.models import Country, wording
from reviews.choices import DocumentStatus, Outcome, Round
from reviews.models import Intention, ReceivedDocument, Submission

SUBMITTED, ANNOUNCED, NOTHING = "submitted", "announced", "nothing"
STANDINGS = {SUBMITTED: _("Submitted"), ANNOUNCED: _("Announced"), NOTHING: _("Nothing known")}
PARTLY = _("Partly submitted")
STAGES = {
    Outcome.WAITING: _("Submitted: waits for the secretariat"),
    Outcome.RETURNED: _("Submitted: returned with questions"),
    Outcome.ACCEPTED: _("Submitted: accepted, waits for a second officer"),
    Outcome.PUBLISHED: _("Submitted: published"),
    "withdrawn": _("Submitted: published, and withdrawn since"),
    "document": _("Submitted: as a document sent by e-mail"),
}
"""What became of what a State submitted: the codes of `Line.outcome`."""
UNANSWERED = 2
"""After so many reminders without an answer an officer calls."""
TIME_TO_ANSWER = timedelta(days=7)
NEVER = datetime.min.replace(tzinfo=UTC)
REMINDER = "reviews.due"
"""The kind of message that reminds of the preferred date (`reviews.notifications.reminders.ReviewDue`)."""
SECRETARIATS_OWN = {"role": Role.FOCAL_POINT, "within_state": False}
"""Invitations of focal points that the secretariat knows of: never those by which a State builds its team (P55)."""


@dataclass
class Line:
    """One State in one cycle. `outcome` is the code of its newest submission, "withdrawn" or "document"; days are of
    the forum's zone. `body` is the State's organisation; `invitations` and `records` are the keys of what `invitation`
    and `received` tell of."""

    country: Country
    body: int | None = None
    invitations: list[Any] = field(default_factory=list)
    records: list[Any] = field(default_factory=list)
    regions: list[str] = field(default_factory=list)
    commissions: list[str] = field(default_factory=list)
    standing: str = NOTHING
    received: str = ""
    outcome: str = ""
    is_part: bool = False
    expected_on: date | None = None
    announced: bool = False
    returned_on: str = ""
    accepted_on: str = ""
    published_on: str = ""
    focal_points: int = 0
    invitation: str = ""
    invited_on: str = ""
    last_sign_in: datetime | None = None
    reminded_on: str = ""
    reminders: int = 0

    @property
    def words(self) -> str:
        """The standing in words."""
        return str(PARTLY if self.is_part else STANDINGS[self.standing])

    @property
    def invitation_words(self) -> str:
        """Where the newest invitation of a focal point stands, in words."""
        return str(InvitationState(self.invitation).label) if self.invitation else ""

    @property
    def month_of_last_sign_in(self) -> str:
        """`2030-01`: never the day, which could tell of work on a draft."""
        return f"{self.last_sign_in:%Y-%m}" if self.last_sign_in else ""

    @property
    def lacks_focal_point(self) -> bool:
        """Whether nobody answers for it yet; the sample State of the demonstration lacks nobody."""
        return not self.focal_points and self.country.kind != CountryKind.SAMPLE


CONTACTS: dict[str, tuple[Any, Callable[[Line], bool]]] = {
    "none": (_("Without a focal point"), lambda line: line.lacks_focal_point),
    "open": (_("Invited, not accepted yet"), lambda line: line.invitation == InvitationState.OPEN),
    "expired": (_("Invitation expired"), lambda line: line.invitation == InvitationState.EXPIRED),
    "never": (
        _("Focal point who never signed in"),
        lambda line: bool(line.focal_points) and line.last_sign_in is None,
    ),
    "unreminded": (
        _("Not reminded yet, and not submitted"),
        lambda line: line.standing != SUBMITTED and not line.reminders,
    ),
}
"""By what is known of its people a State can be looked for: words, and whether a line fits."""


def lines(cycle: ForumCycle) -> list[Line]:
    """Every State by name, in seven queries."""
    said = FilteredRelation("intentions", condition=Q(intentions__cycle=cycle))
    bodies = Organisation.objects.filter(kind=OrganisationKind.STATE, country=OuterRef("pk")).values("pk")[:1]
    countries: list[Any] = Country.objects.annotate(
        said=said, said_at=F("said__said_at"), expected_on=F("said__expected_on"), body=Subquery(bodies)
    ).by_name()
    found = {one.pk: Line(one, one.body) for one in countries}
    for country in countries:
        if country.said_at:
            line = found[country.pk]
            line.standing, line.announced, line.expected_on = ANNOUNCED, True, country.expected_on
    _add_regions(found)
    for document in _documents_filed(cycle).order_by("registered_at"):
        line = found[document.country_id]
        line.standing, line.received, line.outcome = SUBMITTED, document.received_on, "document"
        line.records.append(document.pk)
    _add_submissions(found, cycle)
    _add_people(found, cycle)
    _add_reminders(found, cycle)
    return list(found.values())


def _add_regions(found: dict[str, Line]) -> None:
    """Regional Reviews and commissions, which are lists of one kind, in one query."""
    columns = ("country_id", "regionalcommission__acronym", "regionalcommission__review_names")
    reviews = Country.review_regions.through.objects.values_list(*columns, Value(value=True))
    members = Country.commissions.through.objects.values_list(*columns, Value(value=False))
    for code, acronym, names, is_review in reviews.union(members, all=True).order_by("regionalcommission__acronym"):
        if is_review:
            found[code].regions.append(str(wording(names)))
        else:
            found[code].commissions.append(acronym)


def _add_submissions(found: dict[str, Line], cycle: ForumCycle) -> None:
    """The newest says how a State stands; an earlier return stays on record with its day."""
    gone = Publication.objects.filter(
        kind=Kind.REVIEW, cycle=cycle, countries=OuterRef("country"), is_current=True, withdrawn_at__isnull=False
    )
    submitted = Submission.objects.filter(cycle=cycle).received().annotate(is_gone=Exists(gone))
    for submission in submitted.defer("content").order_by("number"):
        line, on = found[submission.country_id], _day(submission.outcome_at, cycle)
        line.records = [*(line.records if line.outcome != "document" else ()), submission.pk]
        line.standing, line.outcome, line.is_part = SUBMITTED, submission.outcome, submission.is_part
        line.received = _day(submission.received_at, cycle)
        if submission.outcome == Outcome.RETURNED:
            line.returned_on = on
        elif submission.outcome == Outcome.ACCEPTED:
            line.accepted_on = on
        elif submission.outcome == Outcome.PUBLISHED:
            line.published_on = on
            line.outcome = "withdrawn" if submission.is_gone else line.outcome


def _add_people(found: dict[str, Line], cycle: ForumCycle) -> None:
    points = Membership.objects.focal_points()
    for code, signed_in in points.values_list("organisation__country", "user__last_login"):
        if code in found:
            found[code].focal_points += 1
            found[code].last_sign_in = max(filter(None, [found[code].last_sign_in, signed_in]), default=None)
    sent = Invitation.objects.filter(revoked_at__isnull=True, **SECRETARIATS_OWN)
    for invitation in sent.select_related("organisation").order_by("created_at"):
        if line := found.get(invitation.organisation.country_id or ""):
            line.invitations.append(invitation.pk)
            line.invitation = str(invitation.state)
            line.invited_on = _day(invitation.sent_at, cycle) if invitation.sent_at else ""


def _add_reminders(found: dict[str, Line], cycle: ForumCycle) -> None:
    """When a State's focal points were last reminded of the preferred date, and on how many days."""
    sent = Message.objects.filter(
        kind=REMINDER, status=Status.SENT, confidential=False, occasion__startswith=f"reviews:{cycle.pk}:"
    )
    told = sent.order_by().values_list("country").annotate(Max("sent_at"), Count("occasion", distinct=True))
    for code, last, times in told:
        if last and code in found:
            found[code].reminded_on, found[code].reminders = _day(last, cycle), times


def to_be_called(cycle: ForumCycle) -> set[str]:
    """The codes of the States that left two reminders unanswered for a week each: the third is a call (FEATURES N12).

    What counts as an answer is what the secretariat may know: an announcement, a sign-in of a focal point in the month
    of the reminder or later, a call that an officer has settled. Never a draft (P1). Four queries.
    """
    sent = Message.objects.filter(
        kind=REMINDER, status=Status.SENT, confidential=False, occasion__startswith=f"reviews:{cycle.pk}:",
        sent_at__lte=timezone.now() - TIME_TO_ANSWER,
    )  # fmt: skip
    went = list(sent.order_by().values_list("country", "occasion").annotate(Max("sent_at")))
    answered = _answers(cycle) if went else {}
    open_ones = Counter(code for code, _occasion, at in went if at > answered.get(code, NEVER))
    return {code for code, count in open_ones.items() if count >= UNANSWERED}


def _answers(cycle: ForumCycle) -> dict[str, datetime]:
    """By State, until when its reminders count as answered."""
    found: dict[str, datetime] = dict(Intention.objects.filter(cycle=cycle).values_list("country", "said_at"))
    for code, at in Membership.objects.focal_points().values_list("organisation__country", "user__last_login"):
        if at:
            month_over = (at.replace(day=1, hour=0, minute=0, second=0, microsecond=0) + timedelta(days=32)).replace(
                day=1
            )
            found[code] = max(found.get(code, NEVER), month_over)
    bodies = Organisation.objects.filter(kind=OrganisationKind.STATE).values_list("pk", "country")
    states = {str(pk): code for pk, code in bodies}
    for pk, at in DeskNote.objects.of_the_portal().settled().values_list("object_id", "settled_at"):
        if code := states.get(pk):
            found[code] = max(found.get(code, NEVER), at)
    return found


def _day(moment: datetime, cycle: ForumCycle) -> str:
    return f"{moment.astimezone(cycle.zone):%Y-%m-%d}"


def filed(cycle: ForumCycle) -> set[str]:
    """The codes of the States that have filed for this forum, in two queries."""
    submitted = Submission.objects.filter(cycle=cycle, review__round=Round.FORUM, is_part=False).exclude(
        outcome=Outcome.CALLED_BACK
    )
    documents = _documents_filed(cycle)
    return {*submitted.values_list("country", flat=True), *documents.values_list("country", flat=True)}


def has_filed(country: str, cycle: ForumCycle) -> bool:
    """Whether this State has."""
    submitted = Submission.objects.filter(cycle=cycle, country=country, review__round=Round.FORUM, is_part=False)
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
        open_invitations=[line for line in every if line.invitation == InvitationState.OPEN],
        expired_invitations=[line for line in every if line.invitation == InvitationState.EXPIRED],
        without_focal_point=[line for line in every if line.lacks_focal_point],
    )
