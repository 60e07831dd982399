"""Whom letters to many can reach: each audience of each app, and that none tells of a draft (P1)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.choices import Role
from accounts.models import Membership, Organisation
from forum.models import ForumCycle
from imrf_portal.pages import KINDS
from notifications import audiences, delivery, outbox
from notifications.choices import Nature, Status
from notifications.models import Announcement
from practices.models import CallForPractices
from practices.steps import submission as practices
from reviews.models import Intention
from reviews.notifications.reminders import ReviewDue
from reviews.steps import submission as reviews
from tests.cast import MAKERS, member
from tests.factories import ready_review
from tests.notifications import builders as letters
from tests.pledges import builders as pledges
from tests.practices.builders import ready_practice
from tests.test_matrix import MATRICES


def of(key: str, **asked) -> list:
    """The addresses of an audience."""
    members = audiences.find(key).members(**asked)
    return [getattr(one.recipient, "email", one.recipient) for one in members]


def everybody() -> dict[str, list]:
    """Each audience that is offered, with its people and why."""
    keys = [key for _label, choices in audiences.offered() for key, _words in choices]
    return {key: [(str(one.recipient), one.seat, one.why) for one in audiences.find(key).members()] for key in keys}


def test_p1_no_audience_tells_that_a_draft_exists(cast):
    for who in MAKERS:
        assert getattr(cast, who)
    before = everybody()
    assert before["reviews.not_submitted:2030"]
    for matrix in MATRICES:
        matrix.draft(cast)
    assert len(MATRICES) == len(KINDS)
    assert everybody() == before


def test_focal_points_of_all_states_or_of_one_region(cast):
    mexico = Organisation.objects.get(kind="state", country="MX")
    chief = member("mexico", mexico, Role.FOCAL_POINT)
    assert {cast.focal_point.email, chief.email} == set(of("accounts.focal_points:"))
    (region,) = mexico.country.review_regions.all()
    assert of(f"accounts.focal_points:{region.pk}") == [chief.email]
    Membership.objects.filter(user=chief).update(ends_at=datetime.now(UTC))
    assert of(f"accounts.focal_points:{region.pk}") == []


def test_people_of_organisations_outside_states_and_holders_of_a_role(cast):
    assert {cast.owner.email, cast.pledger.email} == set(of("accounts.organisations:stakeholder"))
    assert cast.contributor.email
    assert cast.reviewer.email
    assert of("accounts.organisations:ministry") == []
    assert of("accounts.roles:peer_reviewer") == [cast.reviewer.email]
    assert of("accounts.roles:focal_point") == []


def test_focal_points_by_how_their_state_stands(cast):
    point, other = cast.focal_point.email, cast.other_focal_point.email
    draft = ready_review(cast)
    assert set(of("reviews.not_submitted:2030")) == {point, other}
    Intention.objects.create(country=cast.other_state.country, cycle_id=2030, said_by=cast.other_focal_point)
    assert of("reviews.announced:2030") == [other]
    reviews.submit(draft, by=cast.focal_point)
    assert of("reviews.not_submitted:2030") == [other]
    assert of("reviews.submitted:2030") == [point]
    assert of("reviews.submitted:2030", seat="XZ") == []
    assert of("reviews.not_submitted:2030", seat="XZ") == [other]


def test_a_state_that_submits_before_its_copy_goes_gets_none(cast):
    assert cast.second_officer
    draft = ready_review(cast)
    letter = letters.released(cast, audience="reviews.not_submitted:2030")
    reviews.submit(draft, by=cast.focal_point)
    delivery.deliver()
    (row,) = letter.messages()
    assert (row.status, row.error) == (Status.CANCELLED, "no longer one of those to whom it goes")


@pytest.fixture
def answered(cast) -> str:
    """A call with a submitted practice, a draft of another body, and its audience."""
    call = CallForPractices.objects.create(slug="demo", title="Demo call", status="open")
    practices.submit(ready_practice(cast, call=call), by=cast.owner)
    ready_practice(cast, call=call, organisation=cast.other_association, started_by=cast.other_owner, title="A draft")
    return f"practices.submitters:{call.pk}"


def test_those_who_submitted_to_a_call(cast, answered):
    assert cast.co_owner
    assert of(answered) == [cast.owner.email]
    Membership.objects.filter(user=cast.owner).update(ends_at=datetime.now(UTC))
    assert of(answered) == [cast.co_owner.email]


def test_a8_a_recused_officer_does_not_learn_from_a_list_who_submitted(cast, answered):
    Membership.objects.create(user=cast.officer, organisation=cast.association, role=Role.PEER_REVIEWER)
    letter = letters.letter(cast, audience=answered)
    for name in ("preview", "recipients"):
        page = reverse(f"admin:notifications_announcement_{name}", args=[letter.pk])
        assert cast.owner.email not in cast.client("officer").get(page).text
        assert cast.owner.email in cast.client("head").get(page).text
    page = reverse("admin:notifications_announcement_recipients", args=[letter.pk])
    assert "1 more is not shown to you, because you are recused." in cast.client("officer").get(page).text


def test_those_who_answer_for_pledges_and_their_partners(cast):
    pledge, asked = pledges.joint(cast)
    assert of("pledges.partners:invited") == of("pledges.leads:") == []
    pledge = pledges.published(cast, pledge)
    assert of("pledges.partners:invited") == [cast.partner.email]
    assert of("pledges.leads:") == [cast.pledger.email]
    assert of("pledges.partners:confirmed") == []
    pledges.confirmed(cast, asked)
    assert of("pledges.partners:invited") == []
    assert of("pledges.partners:confirmed") == [cast.partner.email]
    assert of("pledges.partners:confirmed", seat=str(asked.pk)) == [cast.partner.email]


def test_n17_who_was_told_of_a_date_gets_its_correction_and_nobody_else(cast):
    due = ForumCycle.objects.get(year=2030).reviews_due
    for person in (cast.focal_point, cast.other_focal_point):
        ReviewDue(due, [person], country="ZZ", due=due.ends_on, lead=14).queue()
    rows = outbox.Message.objects.filter(kind="reviews.due")
    rows.filter(recipient=cast.focal_point).update(status=Status.SENT, sent_at=datetime.now(UTC))
    page = reverse("admin:forum_milestone_change", args=[due.pk])
    client = cast.client("officer")
    write = f"?audience=forum.told:{due.pk}&amp;nature=correction"
    assert "1 person was told of this date." in client.get(page).text
    day = date(2030, 3, 15)
    moved = {**_boxes(client.get(page)), "starts_on": day, "ends_on": day}
    answer = client.post(page, moved, follow=True)
    assert write in answer.text
    letter = letters.released(cast, audience=f"forum.told:{due.pk}", nature=Nature.CORRECTION)
    member("newcomer", cast.state, Role.FOCAL_POINT)
    delivery.deliver(as_of=datetime.now(UTC) + timedelta(minutes=10))
    assert [(row.mailbox, row.status) for row in letter.messages()] == [(cast.focal_point.email, "sent")]
    assert str(Announcement.objects.get()) in client.get(page).text


def _boxes(page):
    """What the form of an admin page would send as it stands."""
    boxes: dict = {}
    for bound in page.context["adminform"].form:
        widget, value = bound.field.widget, bound.value()
        if hasattr(widget, "decompress"):
            parts = zip(widget.widgets_names, widget.decompress(value), strict=True)
            boxes |= {f"{bound.html_name}{name}": part or "" for name, part in parts}
        elif value is not None:
            boxes[bound.html_name] = value
    return boxes
