"""The draft on the wall of a meeting: one question a screen, decisions as comments, actions as days (R31)."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from reviews.models import Comment, SectionAssignment
from tests.factories import CANARY, answer, review

FILL = "/en/reviews/2030/zz/fill/"
SOON = timezone.now() + timedelta(days=40)


@pytest.fixture
def draft(cast):
    made = review(cast)
    answer(made, "b1", "<p>Two ministries wrote.</p>")
    return made


def decide(client, name, text):
    form = {"note": "decision", "decision-text": text, "decision-form_key": uuid.uuid4()}
    return client.post(f"{FILL}meeting/{name}/", form)


def act(client, name, ministry, what="Ask the statistical office", day=SOON):
    form = {"note": "action", "action-what": what, "action-ministry": ministry.pk, "action-due_on": f"{day:%Y-%m-%d}"}
    return client.post(f"{FILL}meeting/{name}/", form)


def test_r31_the_meeting_begins_where_something_is_open_and_goes_on_question_by_question(cast, draft):
    client = cast.client("focal_point")
    begun = client.get(f"{FILL}meeting/")
    assert begun.status_code == 302
    page = client.get(f"{FILL}meeting/b1/").text
    assert "Two ministries wrote." in page
    assert page.count('class="legend"') == 1, "one question a screen"
    following = page.split('rel="next" href="')[1].split('"')[0]
    assert f'rel="prev" href="{FILL}meeting/b1/"' in client.get(following).text
    assert client.get(f"{FILL}meeting/nothing/").status_code == 404


def test_r31_a_decision_is_a_comment_on_the_answer(cast, draft):
    client = cast.client("focal_point")
    assert decide(client, "b1", "Shorten the second part.").status_code == 302
    row = Comment.objects.get()
    assert (row.name, row.text, row.by) == ("b1", "Decided in a meeting: Shorten the second part.", cast.focal_point)
    assert "Shorten the second part." in client.get(f"{FILL}meeting/b1/").text
    assert "Shorten the second part." in client.get(f"{FILL}b/comments/").text
    assert decide(client, "b1", "").status_code == 400


def test_r31_an_action_gives_the_section_to_a_ministry_with_its_day_and_keeps_what_was_wanted(cast, draft):
    assert cast.contributor
    client = cast.client("focal_point")
    assert act(client, "b1", cast.labour).status_code == 302
    held = SectionAssignment.objects.get(section__code="b")
    assert (held.organisation, held.due_on, held.note) == (cast.labour, SOON.date(), "b1: Ask the statistical office")
    later = SOON + timedelta(days=7)
    act(client, "b1", cast.labour, "Write a table", later)
    held.refresh_from_db()
    assert held.due_on == later.date()
    assert held.note == "b1: Ask the statistical office\nb1: Write a table"
    full = act(client, "b1", cast.labour, "x" * 301)
    assert full.status_code == 400
    assert act(client, "b1", cast.labour, day=timezone.now() - timedelta(days=3)).status_code == 400


def test_r31_a_ministry_sees_what_it_may_read_and_gives_no_actions(cast, draft):
    type(draft).objects.filter(pk=draft.pk).update(ministries_read_all=False)
    section = draft.questionnaire.sections.get(code="c")
    SectionAssignment.objects.create(review=draft, section=section, organisation=cast.labour)
    for ministry, note in ((cast.health, "For the other one."), (cast.labour, "For you.")):
        SectionAssignment.objects.update_or_create(
            review=draft, section=section, organisation=ministry, defaults={"note": note}
        )
    client = cast.client("contributor")
    page = client.get(f"{FILL}meeting/c3/").text
    assert "For you." in page
    assert str(cast.health) in page
    assert "For the other one." not in page, "a note to a ministry is its own and the focal points'"
    assert "For the other one." in cast.client("focal_point").get(f"{FILL}meeting/c3/").text
    assert client.get(f"{FILL}meeting/b1/").status_code == 404
    assert "Give an action" not in client.get(f"{FILL}meeting/c3/").text
    assert decide(client, "c3", "Agreed.").status_code == 302
    assert act(client, "c3", cast.labour).status_code == 403


def test_p1_nobody_outside_the_team_is_in_the_meeting(cast, draft):
    answer(draft, "c3", f"<p>{CANARY}</p>")
    for who in ("officer", "head", "superuser", "other_focal_point", "member"):
        for page in ("meeting/", "meeting/c3/"):
            assert cast.client(who).get(FILL + page).status_code == 404, who
