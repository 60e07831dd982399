"""Around contributions: reports with an outcome, translations, summaries, digests, a hand-over, what waits too long."""

import uuid
from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from core.models import Act
from dialogues.choices import Held, Outcome, Standing
from dialogues.models import Contribution, ContributionFlag, DiscussionSpace, SpaceFollower
from dialogues.notifications import DiscussionDigest, QueueReminder
from dialogues.steps import discussing, moderating
from notifications import kinds
from notifications.models import Message
from tests.dialogues import builders

pytestmark = pytest.mark.django_db
MORNING = datetime(2027, 3, 9, 12, tzinfo=UTC)
"""A Tuesday, after six in New York."""


def at(name, *parts):
    return reverse(f"dialogues:{name}", args=parts)


def told(kind, to):
    message = Message.objects.get(kind=kind, recipient=to)
    return kinds.written(kinds.Kind.of(message), to).text


def queue_of(cast, space, who="moderator"):
    return cast.client(who).get(at("moderate", space.meeting.reference)).text


def report(cast, made, who="focal_point"):
    return cast.client(who).post(at("flag", made.pk), {"ground": "hate", "note": "It insults."})


def test_d6_a_report_of_a_reader_stands_in_the_queue_and_gets_an_outcome(cast):
    space = builders.discussion(cast)
    made = builders.contribution(space, cast.owner)
    assert cast.client("visitor").post(at("flag", made.pk), {"ground": "hate"}).status_code == 401
    assert not ContributionFlag.objects.exists()
    assert cast.client("owner").get(at("flag", made.pk)).status_code == 403, "not one's own"
    assert cast.client("focal_point").post(at("flag", made.pk), {"ground": ""}).status_code == 400
    for _press in range(2):
        assert report(cast, made).status_code == 302
    assert "It insults." in queue_of(cast, space)
    assert "It insults." not in cast.client("visitor").get(made.get_absolute_url()).text
    assert cast.client("member").post(at("let_stand", made.pk), {"words": "Fine."}).status_code == 403
    assert cast.client("moderator").post(at("let_stand", made.pk), {"words": "It is an opinion."}).status_code == 302
    flag = ContributionFlag.objects.get()
    assert flag.outcome == Outcome.STANDS
    assert "It is an opinion." in told("dialogues.flag_answered", cast.focal_point)
    assert "Nothing is reported." in queue_of(cast, space)
    assert cast.client("moderator").post(at("let_stand", made.pk), {"words": "Again."}).status_code == 400


@pytest.mark.parametrize("act", ["hide", "take_back"])
def test_d6_hiding_and_taking_back_are_outcomes_too(cast, act):
    space = builders.discussion(cast)
    made = builders.contribution(space, cast.owner)
    report(cast, made)
    if act == "hide":
        moderating.hide(made, by=cast.moderator, ground="hate", words="No insults.")
    else:
        discussing.take_back(made, by=cast.owner)
    assert ContributionFlag.objects.get().outcome == {"hide": Outcome.HIDDEN, "take_back": Outcome.GONE}[act]
    assert "contribution" in told("dialogues.flag_answered", cast.focal_point)


def test_d7_the_log_of_decisions_as_csv_is_the_secretariats_and_taking_it_is_noted(cast):
    space = builders.discussion(cast)
    made = builders.contribution(space, cast.owner)
    moderating.hide(made, by=cast.moderator, ground="hate", words="=SUM(1), no insults")
    address = at("moderation_log", space.meeting.reference)
    for who in ("moderator", "owner", "focal_point"):
        assert cast.client(who).get(address).status_code == 403, who
    lines = b"".join(cast.client("officer").get(address)).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("at,decision,rule,words,by")
    assert ",hide,3," in lines[1]
    assert cast.moderator.email in lines[1]
    assert ",=SUM" not in lines[1], "no formula runs in a spreadsheet"
    assert Act.objects.filter(verb="exported moderation log").count() == 1


def test_d15_a_translation_stands_below_the_original_and_names_who_made_it(cast):
    space = builders.discussion(cast)
    made = builders.contribution(space, cast.owner, "Cela coûte trop.", language="fr")
    form = {"language": "en", "text": "It costs too much, translated.", "by_name": "A translator"}
    for who in ("owner", "focal_point", "officer"):
        assert cast.client(who).post(at("translate", made.pk), form).status_code == 403, who
    assert cast.client("moderator").post(at("translate", made.pk), {**form, "language": "fr"}).status_code == 400
    assert cast.client("moderator").post(at("translate", made.pk), form).status_code == 302
    text = cast.client("visitor").get(space.get_absolute_url()).text
    assert text.index("Cela coûte trop.") < text.index("It costs too much, translated.")
    assert "A translator" in text
    discussing.rewrite(made, by=cast.owner, text="Cela coûte peu.", language="fr")
    assert "translated." not in cast.client("visitor").get(space.get_absolute_url()).text, "it says so no more"


def test_d19_a_summary_is_the_moderators_and_links_to_what_it_rests_on(cast):
    space = builders.discussion(cast)
    made = builders.contribution(space, cast.owner)
    hidden = builders.contribution(space, cast.focal_point, "Rude.")
    moderating.hide(hidden, by=cast.moderator, ground="hate", words="No.")
    address = f"{at('summarise', space.meeting.reference)}?question={space.questions.get().pk}"
    form = {
        "language": "en",
        "text": "Cost comes first.",
        "rests_on": f"https://portal.example{made.get_absolute_url()}",
    }
    assert cast.client("owner").post(address, form).status_code == 403
    wrong = cast.client("moderator").post(address, {**form, "rests_on": hidden.get_absolute_url()})
    assert wrong.status_code == 400
    assert "is not the address of a public contribution" in wrong.text
    assert "Cost comes first." in wrong.text, "the text is still there"
    assert cast.client("moderator").post(address, {**form, "rests_on": ""}).status_code == 400
    assert cast.client("moderator").post(address, form).status_code == 302
    text = cast.client("visitor").get(space.get_absolute_url()).text
    assert "Summary by the moderators" in text
    assert text.index("Cost comes first.") < text.index("It costs too much.")
    assert f'<a href="{made.get_absolute_url()}"><bdi>A person</bdi>' in text
    assert cast.client("moderator").post(address, {**form, "text": ""}).status_code == 302
    assert "Cost comes first." not in cast.client("visitor").get(space.get_absolute_url()).text


def test_d14_followers_get_one_digest_a_day_and_no_message_for_each_contribution(cast, time_machine):
    time_machine.move_to(MORNING - timedelta(hours=20), tick=False)
    space = builders.discussion(cast)
    address = at("follow_discussion", space.meeting.reference)
    assert cast.client("member").post(address, {"rhythm": "daily"}).status_code == 302
    assert cast.client("focal_point").post(address, {"rhythm": "weekly"}).status_code == 302
    for text in ("Point one.", "Point two."):
        builders.contribution(space, cast.owner, text)
    assert not Message.objects.filter(recipient__in=[cast.member, cast.focal_point]).exists()
    time_machine.move_to(MORNING, tick=False)
    (daily,) = DiscussionDigest.plan(timezone.now())
    for _run in range(2):
        daily.queue()
    text = told("dialogues.discussion_digest", cast.member)
    assert "Point one." in text
    assert "Point two." in text
    following_monday = MORNING + timedelta(days=6)
    (weekly,) = DiscussionDigest.plan(following_monday)
    assert [one.pk for one in weekly.recipients()] == [cast.focal_point.pk]
    assert cast.client("member").post(address, {"rhythm": ""}).status_code == 302
    assert not SpaceFollower.objects.filter(user=cast.member).exists()
    assert daily.irrelevant(cast.member) == "no longer follows it"
    assert list(DiscussionDigest.plan(MORNING + timedelta(days=1))) == [], "nothing new, no digest"


def test_d14_without_an_account_one_follows_by_a_feed(cast):
    space = builders.discussion(cast)
    builders.contribution(space, cast.owner, "Public & <b>plain</b>.")
    builders.contribution(space, cast.member, "Words that wait.")
    feed = feedparser.parse(cast.client("visitor").get(at("discussion_feed", space.meeting.reference)).content)
    assert not feed.bozo
    assert len(feed.entries) == 1
    assert "Public" in feed.entries[0].summary


def test_a_language_that_no_moderator_reads_is_held_and_the_colleague_is_told_once(cast):
    space = builders.discussion(cast, reads=("en", "fr"))
    made = builders.contribution(space, cast.owner, "نص", language="ar")
    assert (made.status, made.held_because) == (Standing.WAITING, Held.LANGUAGE)
    assert "العربية" in told("dialogues.waits_for_reader", cast.second_officer)
    assert builders.contribution(space, cast.owner, "En français.", language="fr").status == Standing.PUBLISHED
    assert Message.objects.filter(kind="dialogues.waits_for_reader").count() == 1
    moderating.approve(made, by=cast.second_officer)
    kind = kinds.Kind.of(Message.objects.get(kind="dialogues.waits_for_reader"))
    assert kind.irrelevant(cast.second_officer) == "it waits no longer"


def test_a_language_that_only_a_former_moderator_read_is_held_for_the_colleague(cast):
    space = builders.discussion(cast, reads=("fr",))
    Membership.objects.filter(user=cast.moderator).update(ends_at=timezone.now())
    space = DiscussionSpace.objects.get(pk=space.pk)
    made = builders.contribution(space, cast.owner, "En français.", language="fr")
    assert (made.status, made.held_because) == (Standing.WAITING, Held.LANGUAGE)
    assert "En français." in queue_of(cast, space, "second_officer")
    assert cast.client("second_officer").post(at("approve", made.pk)).status_code == 302
    assert Contribution.objects.get(pk=made.pk).status == Standing.PUBLISHED


def test_where_the_colleague_is_gone_the_heads_of_the_secretariat_hear_of_it(cast):
    space = builders.discussion(cast, reads=("en",))
    DiscussionSpace.objects.update(reader=None)
    assert cast.head
    builders.contribution(DiscussionSpace.objects.get(pk=space.pk), cast.owner, "نص", language="ar")
    assert "العربية" in told("dialogues.waits_for_reader", cast.head)


def test_a_moderator_who_goes_away_hands_the_discussion_over(cast):
    space = builders.discussion(cast, moderation="before")
    made = builders.contribution(space, cast.owner)
    reported = builders.contribution(space, cast.owner, "Another.")
    moderating.approve(reported, by=cast.moderator)
    report(cast, reported)
    address = at("hand_over", space.meeting.reference)
    form = {"email": cast.officer.email, "languages": ["en", "es"]}
    assert cast.client("owner").post(address, form).status_code == 403
    wrong = cast.client("moderator").post(address, {**form, "email": cast.owner.email})
    assert wrong.status_code == 400
    assert cast.owner.email in wrong.text
    assert cast.client("moderator").post(address, form).status_code == 302
    assert space.posts.get().user == cast.officer
    assert "In the queue: 1 contribution, 1 report." in told("dialogues.handed_over", cast.officer)
    assert cast.client("moderator").get(at("moderate", space.meeting.reference)).status_code == 403
    assert cast.client("officer").post(at("approve", made.pk)).status_code == 302


def test_d17_what_has_waited_for_twelve_hours_is_said_once_a_day_to_those_who_may_decide(cast, time_machine):
    time_machine.move_to(MORNING - timedelta(hours=11), tick=False)
    space = builders.discussion(cast, moderation="before")
    builders.contribution(space, cast.owner)
    assert list(QueueReminder.plan(MORNING)) == [], "eleven hours are not twelve"
    time_machine.move_to(MORNING + timedelta(hours=2), tick=False)
    for _run in range(3):
        for one in QueueReminder.plan(timezone.now()):
            one.queue()
    got = Message.objects.filter(kind="dialogues.queue_reminder")
    assert [one.recipient for one in got] == [cast.moderator], "the colleague for other languages reads no English here"
    assert "1 contribution" in told("dialogues.queue_reminder", cast.moderator)


def test_d17_where_no_moderator_is_left_the_heads_are_reminded(cast, time_machine):
    space = builders.discussion(cast, moderation="before", reader=None)
    assert cast.head
    builders.contribution(space, cast.owner)
    Membership.objects.filter(user=cast.moderator).update(ends_at=timezone.now())
    time_machine.move_to(timezone.now() + timedelta(days=2), tick=False)
    time_machine.move_to(timezone.now().replace(hour=16), tick=False)
    (one,) = QueueReminder.plan(timezone.now())
    assert one.recipients() == [cast.head]


def test_d17_what_none_of_the_moderators_may_decide_is_said_to_the_heads(cast, django_assert_max_num_queries):
    space = builders.discussion(cast)
    hidden = builders.contribution(space, cast.focal_point)
    moderating.hide(hidden, by=cast.moderator, ground="off_topic", words="Write about cost.")
    discussing.appeal(hidden.decisions.get(), by=cast.focal_point, words="It is about cost.")
    assert cast.head
    assert QueueReminder(space).recipients() == [cast.head], "who hid it does not answer the appeal"
    builders.contribution(space, cast.second_officer, "نص", language="ar")
    builders.contribution(space, cast.owner, "نص آخر", language="ar")
    assert set(QueueReminder(space).recipients()) == {cast.head, cast.moderator, cast.second_officer}
    for number in range(5):
        builders.contribution(space, cast.second_officer, f"نص {number}", language="ar")
    reminder = QueueReminder(DiscussionSpace.objects.get())
    with django_assert_max_num_queries(12):  # however much waits
        reminder.recipients()


def test_my_work_leads_a_moderator_to_the_queue(cast):
    space = builders.discussion(cast, moderation="before")
    assert "Discussions you moderate" in cast.client("moderator").get("/en/work/").text
    builders.contribution(space, cast.owner)
    work = cast.client("moderator").get("/en/work/")
    assert "1 waits" in work.text
    assert at("moderate", space.meeting.reference) in work.text
    assert "1 waits" in cast.client("head").get("/en/work/").text
    assert at("moderate", space.meeting.reference) not in cast.client("owner").get("/en/work/").text


def test_p46_what_another_has_to_answer_does_not_wait_on_ones_own_work(cast):
    space = builders.discussion(cast)
    hidden = builders.contribution(space, cast.focal_point)
    moderating.hide(hidden, by=cast.moderator, ground="off_topic", words="Write about cost.")
    discussing.appeal(hidden.decisions.get(), by=cast.focal_point, words="It is about cost.")
    queue = at("moderate", space.meeting.reference)
    assert "1 waits" not in cast.client("moderator").get("/en/work/").text
    for desk in ("/en/work/", "/admin/"):
        text = cast.client("head").get(desk).text
        assert "1 waits" in text
        assert queue in text


def test_b59_from_one_address_only_so_many_contributions_in_a_minute(cast, monkeypatch):
    from core import limits

    space = builders.discussion(cast)
    monkeypatch.setitem(limits.MOST, "contributions", 2)
    form = {"question": space.questions.get().pk, "language": "en", "name": "A", "speaks_as": "personally"}
    said = []
    for who in ("owner", "focal_point", "pledger"):
        typed = {**form, "text": f"Point of {who}.", "form_key": str(uuid.uuid4())}
        said.append(cast.client(who).post(at("contribute", space.meeting.reference), typed))
    assert [one.status_code for one in said] == [302, 302, 400]
    assert "Point of pledger." in said[2].text, "the text is still there"
    assert "from your network" in said[2].text
    assert Contribution.objects.count() == 2
