"""The secretariat's page of a forum: 193 States and what may be known of each, never whether a draft exists."""

import csv
import io
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Invitation, Organisation
from core.models import Act
from forum.models import ForumCycle, ReminderPlan
from notifications import kinds
from notifications.models import Message
from publications import register
from reference.models import Country, RegionalCommission
from reviews import board
from reviews.models import Intention, VoluntaryReview
from reviews.notifications.reminders import ReviewDue
from reviews.steps import submission as steps
from reviews.steps.drafting import discard
from tests.factories import ready_review

DESK = "/admin/board/"
MOST_QUERIES = 12


def line(code: str) -> board.Line:
    return next(one for one in board.lines(ForumCycle.objects.get(year=2030)) if one.country.pk == code)


def today() -> str:
    """The day of the forum's own zone, as the desk says it."""
    return timezone.localdate(timezone=ForumCycle.objects.get(year=2030).zone).isoformat()


def rows(cast, query: str = "") -> dict[str, dict[str, str]]:
    answer = cast.client("officer").get(f"{DESK}?cycle=2030&format=csv{query}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return {row["code"]: row for row in csv.DictReader(io.StringIO(text))}


def remind(cast, day: str, status: str = "sent") -> None:
    Message.objects.create(
        kind=board.REMINDER, occasion=f"reviews:2030:ZZ:due-2030-02-28:{day}", recipient=cast.focal_point,
        country="ZZ", status=status, sent_at=timezone.now() if status == "sent" else None,
    )  # fmt: skip


def test_w7_a_state_is_followed_from_the_invitation_to_publication(cast):
    cast.state.country.review_regions.add(RegionalCommission.objects.get(pk="ece"))
    cast.state.country.commissions.add(RegionalCommission.objects.get(pk="ece"))
    assert (line("ZZ").standing, line("ZZ").invitation, line("ZZ").lacks_focal_point) == ("nothing", "", False)
    Invitation.objects.create(
        email="a@zz.example", organisation=cast.state, role="focal_point", sent_at=timezone.now(),
        expires_at=timezone.now() + timedelta(days=3),
    )  # fmt: skip
    Invitation.objects.create(email="own@zz.example", organisation=cast.labour, role="focal_point", within_state=True)
    remind(cast, "60-days")
    remind(cast, "14-days")
    remind(cast, "7-days", status="queued")
    Intention.objects.create(country=cast.state.country, cycle_id=2030)
    known = line("ZZ")
    assert (known.invitation, known.invited_on) == ("open", today())
    assert (known.reminders, known.reminded_on, known.announced) == (2, today(), True)
    received = steps.submit(ready_review(cast), by=cast.focal_point)
    assert line("ZZ").outcome == "waiting"
    steps.accept(received, by=cast.officer)
    assert (line("ZZ").outcome, bool(line("ZZ").accepted_on)) == ("accepted", True)
    steps.publish(received, by=cast.second_officer)
    assert (line("ZZ").outcome, bool(line("ZZ").published_on)) == ("published", True)
    for query in ("&region=UNECE+region", "&commission=ECE", "&standing=published", "&standing=submitted"):
        assert "ZZ" in rows(cast, query), query
    for query in ("&standing=waiting", "&contact=none", "&contact=nonsense", "&contact=unreminded"):
        assert "ZZ" not in rows(cast, query), query
    assert rows(cast)["ZZ"]["reminders"] == "2"
    register.withdraw("RV-2030-ZZ", by=cast.officer, reason="The State asked for it.")
    assert (line("ZZ").outcome, bool(line("ZZ").published_on)) == ("withdrawn", True)
    assert Act.objects.filter(verb="exported board", by=cast.officer).count() == 9, "P57"


def test_the_reminder_that_the_desk_counts_is_the_one_that_is_sent():
    assert ReviewDue.name == board.REMINDER
    assert kinds.label_of(board.REMINDER)


def test_p1_what_a_state_does_after_a_return_is_not_seen(cast):
    received = steps.submit(ready_review(cast), by=cast.focal_point)
    steps.send_back(received, by=cast.officer, note="see questions")
    before = rows(cast)["ZZ"]
    assert (before["outcome"], bool(before["returned_on"])) == ("returned", True)
    discard(VoluntaryReview.objects.get(), by=cast.focal_point)
    assert rows(cast)["ZZ"] == before


def test_the_page_of_all_states_asks_twelve_times_at_most_whatever_is_known(cast):
    client = cast.client("officer")
    client.get(DESK)  # the first request of a login registers it, once

    def asked() -> int:
        with CaptureQueriesContext(connection) as made:
            page = client.get(DESK)
        assert len(page.context["lines"]) == Country.objects.count() >= 193
        return len(made)

    empty = asked()
    for body in Organisation.objects.filter(kind="state").select_related("country")[:60]:
        Intention.objects.create(country=body.country, cycle_id=2030)
        Invitation.objects.create(email=f"a@{body.pk}.example", organisation=body, role="focal_point")
    due = ForumCycle.objects.get(year=2030).reviews_due
    ReminderPlan.objects.create(kind="reviews.due", milestone=due, lead_days=[7])
    assert empty == asked() <= MOST_QUERIES
