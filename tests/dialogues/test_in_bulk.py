"""The secretariat in admin, many at once; letters to those around a meeting."""

import pytest
from django.urls import reverse

from dialogues.choices import Standing, Status
from dialogues.models import Contribution, Meeting
from dialogues.steps import registering
from notifications.audiences import find
from tests.dialogues import builders

pytestmark = pytest.mark.django_db


def act(cast, model, action, chosen, who="officer"):
    form = {"action": action, "_selected_action": [str(one.pk) for one in chosen]}
    return cast.client(who).post(reverse(f"admin:dialogues_{model}_changelist"), form, follow=True)


def test_a_series_is_announced_at_once_and_what_is_refused_is_said_by_name(cast):
    drafts = [builders.draft(cast.officer, title=f"Dialogue {n}") for n in range(3)]
    Meeting.objects.filter(pk=drafts[1].pk).update(slug="")
    answer = act(cast, "meeting", "announce_chosen", drafts)
    assert "It has no address." in answer.text
    assert "Done for 2." in answer.text
    assert [Meeting.objects.get(pk=one.pk).status for one in drafts] == [
        Status.ANNOUNCED,
        Status.DRAFT,
        Status.ANNOUNCED,
    ]


def test_p44_several_contributions_are_made_public_at_once_by_who_may_and_by_nobody_else(cast):
    space = builders.discussion(cast, moderation="before")
    made = [builders.contribution(space, cast.owner, f"Point {n}.") for n in range(2)]
    assert "Done for" not in act(cast, "contribution", "make_public", made).text, (
        "an officer who moderates nothing here"
    )
    assert act(cast, "contribution", "make_public", made, "moderator").status_code in (302, 403, 404, 200)
    assert set(Contribution.objects.values_list("status", flat=True)) == {Standing.WAITING}
    assert "Done for 2." in act(cast, "contribution", "make_public", made, "head").text
    assert set(Contribution.objects.values_list("status", flat=True)) == {Standing.PUBLISHED}


def test_letters_reach_who_registered_or_follows_and_who_contributed(cast):
    space = builders.discussion(cast)
    meeting = space.meeting
    registering.follow(meeting, by=cast.member)
    builders.contribution(space, cast.owner)
    assert [one.recipient for one in find(f"dialogues.taking_part:{meeting.reference}").members()] == [cast.member]
    writers = find(f"dialogues.contributing:{meeting.reference}")
    assert [one.recipient for one in writers.members()] == [cast.owner]
    assert list(writers.members(seat="0")) == []
    assert meeting.title in writers.title
    assert list(find("dialogues.contributing:DI-9999").members()) == []
