"""Moderation: told by a rule and in words, never of one's own, appealed once to another, in numbers for the public."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from core.templatetags.portal import day_of
from dialogues.choices import Standing
from dialogues.models import Contribution, ModerationDecision
from dialogues.steps import discussing, moderating
from notifications import kinds
from notifications.models import Message
from tests.dialogues import builders

pytestmark = pytest.mark.django_db


def queue(cast, space, who="moderator"):
    return cast.client(who).get(reverse("dialogues:moderate", args=[space.meeting.reference]))


def hide(cast, made, who="moderator", **typed):
    form = {"ground": "off_topic", "words": "Write about recognition.", **typed}
    return cast.client(who).post(reverse("dialogues:hide", args=[made.pk]), form)


def standing(made):
    return Contribution.objects.get(pk=made.pk).status


def test_d6_p43_what_waits_is_read_by_its_author_the_moderators_and_the_secretariat(cast):
    space = builders.discussion(cast, moderation="before")
    made = builders.contribution(space, cast.owner, "Words that wait.")
    assert "Words that wait." in queue(cast, space).text
    for who in ("owner", "moderator", "officer", "head"):
        assert cast.client(who).get(made.get_absolute_url()).status_code == 200, who
    for who in ("visitor", "member", "focal_point", "office", "superuser", "co_owner"):
        assert cast.client(who).get(made.get_absolute_url()).status_code == 404, who
    assert "Words that wait." not in cast.client("visitor").get(space.get_absolute_url()).text


@pytest.mark.parametrize("act", ["approve", "hide"])
def test_p44_only_moderators_of_the_space_and_the_head_decide(cast, act):
    space = builders.discussion(cast, moderation="before")
    made = builders.contribution(space, cast.owner)
    address = reverse(f"dialogues:{act}", args=[made.pk])
    form = {"ground": "hate", "words": "No."}
    for who in ("member", "focal_point", "superuser", "office", "owner", "officer"):
        assert cast.client(who).post(address, form).status_code in (403, 404), who
    assert standing(made) == Standing.WAITING
    assert cast.client("head").post(address, form).status_code == 302
    assert standing(made) != Standing.WAITING


def test_p44_nobody_moderates_what_they_wrote(cast):
    space = builders.discussion(cast, moderation="before")
    for who in (cast.moderator, cast.head):
        made = builders.contribution(space, who, f"By {who.email}")
        with pytest.raises(PermissionDenied):
            moderating.approve(made, by=who)
    assert "Your own: another moderator reads it." in queue(cast, space).text


def test_d7_the_author_is_told_rule_and_words_and_the_public_a_number(cast):
    space = builders.discussion(cast)
    made = builders.contribution(space, cast.focal_point)
    assert hide(cast, made, words="").status_code == 400
    assert hide(cast, made, ground="because").status_code == 400
    assert hide(cast, made).status_code == 302
    message = Message.objects.get(kind="dialogues.moderated")
    text = kinds.written(kinds.Kind.of(message), cast.focal_point).text
    assert "1. It is about something else." in text
    assert "Write about recognition." in text
    shown = cast.client("visitor").get(space.get_absolute_url()).text
    assert f"Hidden by a moderator on {day_of(timezone.now())}. Rule: 1. It is about something else." in shown
    assert "It is about something else. 1" in shown
    assert "Write about recognition." not in shown
    assert "It costs too much." not in shown


def test_d7_p45_p46_one_appeal_answered_by_another(cast):
    space = builders.discussion(cast)
    made = builders.contribution(space, cast.focal_point)
    hide(cast, made)
    address = reverse("dialogues:appeal", args=[made.pk])
    assert cast.client("owner").post(address, {"appeal": "Me too"}).status_code == 404
    assert cast.client("focal_point").post(address, {"appeal": "It is about cost."}).status_code == 302
    again = cast.client("focal_point").post(address, {"appeal": "Once more"})
    assert again.status_code == 400
    assert "Once more" in again.text
    decision = ModerationDecision.objects.get()
    answer = reverse("dialogues:answer", args=[decision.pk])
    form = {"upheld": "no", "answer": "You are right."}
    for who in ("moderator", "focal_point", "officer"):
        assert cast.client(who).post(answer, form).status_code == 403, who
    assert "Another moderator answers." in queue(cast, space).text
    assert cast.client("head").post(answer, form).status_code == 302
    assert standing(made) == Standing.PUBLISHED
    told = Message.objects.get(kind="dialogues.appeal_answered")
    assert "You are right." in kinds.written(kinds.Kind.of(told), cast.focal_point).text
    assert "0 stayed hidden, 1 public again" in cast.client("visitor").get(space.get_absolute_url()).text


def test_what_was_hidden_and_is_written_anew_is_read_again(cast):
    space = builders.discussion(cast)
    made = builders.contribution(space, cast.focal_point)
    hide(cast, made)
    discussing.rewrite(made, by=cast.focal_point, text="What recognition costs.", language="en")
    assert "What recognition costs." in queue(cast, space).text
    approve = reverse("dialogues:approve", args=[made.pk])
    for _press in range(2):
        assert cast.client("moderator").post(approve).status_code == 302
    assert standing(made) == Standing.PUBLISHED


def test_a_language_that_no_moderator_reads_waits_for_the_named_colleague(cast):
    space = builders.discussion(cast, moderation="before", reads=("en", "fr"))
    english = builders.contribution(space, cast.owner, "In English.")
    arabic = builders.contribution(space, cast.owner, "نص", language="ar")
    seen = queue(cast, space, "second_officer").text
    assert "نص" in seen
    assert "In English." not in seen
    assert cast.client("second_officer").post(reverse("dialogues:approve", args=[arabic.pk])).status_code == 302
    assert cast.client("second_officer").post(reverse("dialogues:approve", args=[english.pk])).status_code == 403
    assert standing(arabic) == Standing.PUBLISHED


@pytest.mark.parametrize("who", ["member", "focal_point", "officer", "office", "superuser"])
def test_p44_the_queue_is_for_those_who_moderate(cast, who):
    assert queue(cast, builders.discussion(cast), who).status_code == 403
