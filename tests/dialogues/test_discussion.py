"""A discussion: read by everybody, written in with an account, between two dates, in the name that one may use."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from dialogues.choices import Held, Standing
from dialogues.models import Contribution, DiscussionSpace
from dialogues.steps import discussing, moderating
from tests.dialogues import builders

pytestmark = pytest.mark.django_db


def typed(space, text="It costs a year of pay.", **more):
    question = space.questions.first()
    return {"question": question.pk if question else "", "language": "en", "text": text, "name": "A. Person",
            "form_key": "8e3a1c2a-6b0e-4a55-9d52-0a3f8a7b1c11", "speaks_as": "personally", **more}  # fmt: skip


def write(space, reply_to=None):
    parts = [space.meeting.reference, *([reply_to.pk] if reply_to else [])]
    return reverse("dialogues:reply" if reply_to else "dialogues:contribute", args=parts)


def page(cast, space, who="visitor", **asked):
    return cast.client(who).get(space.get_absolute_url(), asked)


def set_up(cast, meeting, **changed):
    form = {"purpose": "Why.", "opens_on": "2029-11-01", "closes_on": "2029-12-31", "moderation": "before",
            "questions-0-text": "What does it cost?", "questions-0-by": "Demo State",
            "moderators-0-email": cast.moderator.email, "moderators-0-languages": ["en", "fr"],
            "reader_email": cast.officer.email, "form_key": "8e3a1c2a-6b0e-4a55-9d52-0a3f8a7b1c12",
            **changed}  # fmt: skip
    return cast.client("officer").post(reverse("dialogues:set_up_discussion", args=[meeting.pk]), form)


def test_d16_who_prepares_a_meeting_opens_its_discussion_whole(cast):
    meeting = builders.announced(cast)
    for _press in range(2):
        assert set_up(cast, meeting).status_code == 302
    space = DiscussionSpace.objects.get()
    text = page(cast, space).text
    assert "What does it cost?" in text
    assert "1 November 2029, 00:00 New York" in text, "the zone is shown"
    assert "Open the discussion" in cast.client("visitor").get(f"/en/{meeting.public_path}").text
    assert set_up(cast, meeting, **{"questions-0-text": "What is it worth?"}).status_code == 302
    assert space.questions.get().text == "What is it worth?"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"closes_on": "2029-10-01"}, "It closes before it opens."),
        ({"reader_email": ""}, "Name a colleague for what is written in them."),
        ({"moderators-0-email": "member@demo.example"}, "no account of a moderator"),
        ({"moderators-0-languages": "klingon"}, "Languages read: Select a valid choice"),
        ({"moderators-0-languages": []}, "Languages read: This field is required"),
        ({f"questions-{n}-text": f"Question {n}?" for n in range(6)}, "Five guiding questions at most"),
    ],
)
def test_a_discussion_that_nobody_could_answer_for_is_not_opened(cast, changed, sentence):
    answer = set_up(cast, builders.announced(cast), **changed)
    assert answer.status_code == 400
    assert sentence in answer.text
    assert "Why." in answer.text, "and what was typed stays"
    assert not DiscussionSpace.objects.exists()


def test_the_page_of_a_discussion_takes_a_row_more_without_script(cast):
    meeting = builders.announced(cast)
    assert cast.client("officer").get(reverse("dialogues:set_up_discussion", args=[meeting.pk])).status_code == 200
    answer = set_up(cast, meeting, row="questions")
    assert 'name="questions-1-text"' in answer.text
    assert not DiscussionSpace.objects.exists()


@pytest.mark.parametrize("who", ["member", "focal_point", "office", "moderator", "superuser"])
def test_nobody_else_opens_one(cast, who):
    address = reverse("dialogues:set_up_discussion", args=[builders.announced(cast).pk])
    assert cast.client(who).get(address).status_code == 404


def test_p41_reading_is_public_and_writing_needs_an_account(cast):
    space = builders.discussion(cast)
    assert cast.client("visitor").get(write(space)).status_code == 302
    assert cast.client("visitor").post(write(space), typed(space)).status_code == 401, "and the text comes back"
    for _press in range(2):
        assert cast.client("focal_point").post(write(space), typed(space)).status_code == 302
    made = Contribution.objects.get()
    assert (made.status, made.body) == (Standing.PUBLISHED, "Demo State")
    text = page(cast, space).text
    for words in ("It costs a year of pay.", "A. Person", "Demo State", "In a personal capacity", "1 contribution"):
        assert words in text
    assert "It costs a year of pay." in cast.client("visitor").get(made.get_absolute_url()).text


def test_a_draft_meeting_has_no_public_discussion(cast):
    space = builders.discussion(cast)
    made = builders.contribution(space, cast.focal_point)
    type(space.meeting).objects.filter(pk=space.meeting_id).update(status="draft")
    assert page(cast, space).status_code == 404
    assert cast.client("visitor").get(made.get_absolute_url()).status_code == 404


def test_p42_on_behalf_of_a_state_only_with_the_right_to(cast):
    space = builders.discussion(cast)
    state = cast.state.pk
    assert cast.client("focal_point").post(write(space), typed(space, speaks_as=state)).status_code == 302
    assert Contribution.objects.get().organisation == cast.state
    assert "On its behalf" in page(cast, space).text
    for who in ("contributor", "member", "other_focal_point", "officer"):
        assert cast.client(who).post(write(space), typed(space, speaks_as=state)).status_code == 400
    assert Contribution.objects.count() == 1


def test_a_reply_stands_under_what_it_answers_and_not_under_what_is_gone(cast):
    space = builders.discussion(cast)
    above = builders.contribution(space, cast.focal_point)
    answer = typed(space, "In our country less.")
    assert cast.client("owner").post(write(space, above), answer).status_code == 302
    reply = Contribution.objects.get(reply_to=above)
    assert page(cast, space).text.index("It costs too much.") < page(cast, space).text.index(reply.text)
    discussing.take_back(above, by=cast.focal_point)
    assert "Removed by its author." in page(cast, space).text
    late = cast.client("owner").post(
        write(space, above), {**answer, "form_key": "8e3a1c2a-6b0e-4a55-9d52-0a3f8a7b1c19", "text": "Still typed"}
    )
    assert late.status_code == 400
    assert "not public any more" in late.text
    assert "Still typed" in late.text


def test_d8_closed_by_the_server_and_the_text_is_kept(cast, time_machine):
    space = builders.discussion(cast)
    assert cast.client("owner").get(write(space)).status_code == 200
    time_machine.move_to(space.closes_at + timedelta(seconds=1), tick=False)
    late = cast.client("owner").post(write(space), typed(space, "Written at midnight"))
    assert late.status_code in (400, 401)
    assert "Written at midnight" in late.text
    assert not Contribution.objects.exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("x" * 10_001, "10000 characters"), ("", "required"), ("   ", "required")],
)
def test_what_is_no_contribution_comes_back(cast, text, sentence):
    space = builders.discussion(cast)
    answer = cast.client("owner").post(write(space), typed(space, text))
    assert answer.status_code == 400
    assert not Contribution.objects.exists()


def test_markup_is_text_and_ten_thousand_characters_are_taken(cast):
    space = builders.discussion(cast, reads=("en", "ar"))
    text = "<script>alert(1)</script>" + "ا" * 9_900
    assert cast.client("owner").post(write(space), typed(space, text, language="ar")).status_code == 302
    shown = page(cast, space).text
    assert "&lt;script&gt;alert(1)" in shown
    assert 'lang="ar" dir="auto"' in shown


def test_a_file_goes_with_it_and_is_seen_with_it(cast):
    space = builders.discussion(cast, moderation="before")
    pdf = SimpleUploadedFile("paper.pdf", b"%PDF-1.4\n%%EOF")
    assert cast.client("owner").post(write(space), {**typed(space), "file": pdf}).status_code == 302
    made = Contribution.objects.get()
    address = reverse("dialogues:contribution_file", args=[made.pk])
    assert cast.client("visitor").get(address).status_code == 404
    moderating.approve(made, by=cast.moderator)
    assert cast.client("visitor").get(address).getvalue().startswith(b"%PDF")
    assert "paper.pdf" in page(cast, space).text
    discussing.take_back(made, by=cast.owner)
    assert cast.client("visitor").get(address).status_code == 404


def test_a_bad_file_stores_nothing_and_keeps_the_text(cast):
    space = builders.discussion(cast)
    program = SimpleUploadedFile("paper.pdf", b"MZ\x00")
    answer = cast.client("owner").post(write(space), {**typed(space), "file": program})
    assert answer.status_code == 400
    assert "It costs a year of pay." in answer.text
    assert not Contribution.objects.exists()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("See http://a.example http://b.example www.c.example https://d.example", Held.LINKS),
        ("it  COSTS too much.", Held.REPEATED),
    ],
)
def test_b59_what_looks_like_spam_waits_for_a_moderator(cast, text, why):
    space = builders.discussion(cast)
    builders.contribution(space, cast.focal_point)
    made = builders.contribution(space, cast.owner, text)
    assert (made.status, made.held_because) == (Standing.WAITING, why)
    assert text not in page(cast, space).text


def test_b59_many_in_a_short_time_wait_and_too_many_are_refused(cast):
    space = builders.discussion(cast)
    made = [builders.contribution(space, cast.owner, f"Point {n}.") for n in range(discussing.MOST_IN_AN_HOUR)]
    assert [one.held_because for one in made[4:7]] == ["", Held.HASTE, Held.HASTE]
    answer = cast.client("owner").post(write(space), typed(space, "One more"))
    assert answer.status_code == 400
    assert "send it later" in answer.text
    assert "One more" in answer.text


def test_d6_who_belongs_to_no_organisation_is_read_once_before_being_public(cast):
    space = builders.discussion(cast)
    first = builders.contribution(space, cast.member, "First.")
    assert first.held_because == Held.NEWCOMER
    moderating.approve(first, by=cast.moderator)
    assert builders.contribution(space, cast.member, "Second.").status == Standing.PUBLISHED


def test_d10_half_an_hour_of_free_change_then_it_is_said(cast, time_machine):
    space = builders.discussion(cast)
    made = builders.contribution(space, cast.focal_point)
    change = reverse("dialogues:rewrite", args=[made.pk])
    assert cast.client("focal_point").post(change, {"language": "en", "text": "It costs much."}).status_code == 302
    assert "Changed on" not in page(cast, space).text
    Contribution.objects.update(published_at=timezone.now() - timedelta(minutes=31))
    assert cast.client("focal_point").post(change, {"language": "en", "text": "It costs a lot."}).status_code == 302
    assert "Changed on" in page(cast, space).text
    assert "It costs a lot." in page(cast, space).text
    assert cast.client("owner").get(change).status_code == 403


def test_d10_where_contributions_are_read_first_a_new_wording_is_read_too(cast):
    space = builders.discussion(cast, moderation="before")
    made = builders.contribution(space, cast.focal_point)
    moderating.approve(made, by=cast.moderator)
    discussing.rewrite(made, by=cast.focal_point, text="Quite another text.", language="en")
    made = Contribution.objects.get()
    assert made.status == Standing.WAITING
    assert "Quite another text." not in page(cast, space).text


def test_d10_what_is_taken_back_is_gone_and_a_line_stays(cast):
    space = builders.discussion(cast)
    made = builders.contribution(space, cast.focal_point, "Words to regret.")
    away = reverse("dialogues:take_back", args=[made.pk])
    assert cast.client("focal_point").get(away).status_code == 200
    assert Contribution.objects.get().status == Standing.PUBLISHED, "a look changes nothing"
    for _press in range(2):
        assert cast.client("focal_point").post(away).status_code == 302
    text = page(cast, space).text
    assert "Words to regret." not in text
    assert "Removed by its author." in text
    assert not Contribution.history.filter(text__contains="regret").exists()


def test_the_queries_of_a_discussion_do_not_grow_with_it(cast, django_assert_max_num_queries):
    space = builders.discussion(cast)
    first = builders.contribution(space, cast.focal_point)
    Contribution.objects.bulk_create(
        Contribution(space=space, question=first.question, author=cast.focal_point, name="N", language="en",
                     text=f"Point {n}", status="published", published_at=timezone.now(),
                     reply_to=first if n % 2 else None)
        for n in range(60)
    )  # fmt: skip
    client = cast.client("visitor")
    with django_assert_max_num_queries(17):
        text = client.get(space.get_absolute_url()).text
    assert "Older" in text
    assert page(cast, space, question="999").status_code == 404
    assert page(cast, space, after="forged").status_code == 400


def test_ones_own_contributions_come_a_page_at_a_time(cast):
    space, now = builders.discussion(cast), timezone.now()
    Contribution.objects.bulk_create(
        Contribution(space=space, author=cast.focal_point, name="N", language="en", text=f"Mine {n:02}.",
                     status="hidden", written_at=now - timedelta(minutes=n))
        for n in range(23)
    )  # fmt: skip
    question, seen, pages = space.questions.first(), [], []
    query = f"?question={question.pk}"
    while query:
        text = cast.client("focal_point").get(space.get_absolute_url() + query).text
        panel = text.partition('id="own"')[2].partition("</section>")[0]
        pages.append(re.findall(r"Mine (\d\d)\.", panel))
        seen += pages[-1]
        assert ("Newer" in panel) == (len(pages) > 1)
        older = re.search(r'rel="next" href="([^"]+)"', panel)
        query = unescape(older[1]) if older else ""
        assert not query or f"question={question.pk}" in query
    assert [len(one) for one in pages] == [10, 10, 3]
    assert seen == [f"{n:02}" for n in range(23)]
    assert cast.client("focal_point").get(space.get_absolute_url(), {"own": "forged"}).status_code == 400
    assert "Mine 00." not in page(cast, space, own="forged").text
