"""The draft at a glance: counts, states, who may do what (R6, U4, L11)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reviews import progress
from reviews.choices import Standing
from reviews.models import Answer, Consultation, Section, SectionAssignment
from reviews.steps import submission as steps
from tests.factories import CANARY, answer, ready_review, review

ADDRESS = {"year": 2030, "country": "zz"}
PAGE = "/en/reviews/2030/zz/fill/"


def url(name, **more):
    return reverse(f"reviews:{name}", kwargs={**ADDRESS, **more})


def give(draft, body, code, **fields):
    section = Section.objects.get(questionnaire=draft.questionnaire, code=code)
    return SectionAssignment.objects.create(review=draft, section=section, organisation=body, **fields)


def stands(draft):
    return {stand.place.section.code: stand for stand in progress.stands_of(draft)}


def test_r6_a_question_counts_as_answered_when_it_is_dealt_with_in_any_way(cast):
    draft = review(cast)
    before = stands(draft)["c"].progress
    answer(draft, "c3", "<p>x</p>")
    answer(draft, "c4", None, standing=Standing.NOT_APPLICABLE)
    answer(draft, "c5", None, standing=Standing.PREFER_NOT)
    answer(draft, "c7", "<p>kept, not counted</p>", standing=Standing.OPEN)
    after = stands(draft)["c"].progress
    assert (before.answered, after.answered) == (0, 3)
    assert before.asked == after.asked


def test_r6_a_section_for_each_objective_counts_once_for_every_covered_one(cast):
    draft = review(cast)
    section = Section.objects.get(questionnaire=draft.questionnaire, questions__key="d2a")
    none = stands(draft)[section.code].progress
    answer(draft, "d0", [5, 15, 23])
    asked = section.questions.count()
    answer(draft, "d2a", "<p>x</p>", objective=5)
    answer(draft, "d2a", "<p>no longer covered</p>", objective=9)
    some = stands(draft)[section.code].progress
    assert none.asked == 0
    assert (some.asked, some.answered) == (3 * asked, 1)


def test_r6_required_questions_that_are_open_are_counted_apart(cast):
    draft = ready_review(cast)
    assert progress.total(one.progress for one in stands(draft).values()).required_open == 0
    Answer.objects.filter(question__key="a1").delete()
    assert stands(draft)["a"].progress.required_open == 1
    assert "1 required open" in cast.client("focal_point").get(PAGE).text


def test_the_log_of_consultations_is_no_question(cast):
    draft = review(cast)
    section = Section.objects.get(questionnaire=draft.questionnaire, code="b")
    shown = section.questions.exclude(type="consultations").count()
    assert stands(draft)["b"].progress.asked == shown < section.questions.count()


def test_r6_not_looked_at_and_begun_differ(cast):
    draft = review(cast)
    assert stands(draft)["c"].state == "empty"
    answer(draft, "c3", "", standing=Standing.OPEN)
    assert stands(draft)["c"].state == "part"


def test_r6_the_last_change_names_the_office_that_made_it(cast):
    draft = review(cast)
    answer(draft, "c3", "<p>x</p>", changed_by=cast.contributor)
    stand = stands(draft)["c"]
    assert stand.changed_by == cast.contributor
    shown = cast.client("focal_point").get(PAGE).text
    assert "Ministry contributor, Ministry of Labour" in shown
    assert cast.contributor.email not in shown


def test_a_section_about_objectives_says_what_its_length_waits_for(cast):
    review(cast)
    shown = cast.client("focal_point").get(PAGE).text
    assert "As many as you choose objectives" in shown
    assert "0 of 0" not in shown


def test_r6_late_is_said_to_the_team_beside_its_date(cast):
    draft = review(cast)
    give(draft, cast.labour, "c", due_on=timezone.localdate().replace(year=2020))
    assert "Late since" in cast.client("focal_point").get(PAGE).text
    assert "Late since" in cast.client("contributor").get(PAGE).text
    answer(draft, "c3", "<p>x</p>")
    SectionAssignment.objects.update(ready_at=timezone.now())
    assert "Late since" not in cast.client("focal_point").get(PAGE).text


def test_p1_it_is_missing_to_everybody_outside_the_team(cast):
    ready_review(cast)
    for who in ("member", "other_focal_point", "officer", "head", "superuser", "reviewer"):
        for name in ("overview", "rights", "team", "consultations", "discard"):
            assert cast.client(who).get(url(name)).status_code == 404, (who, name)


def test_p2_a_limited_ministry_finds_its_own_sections_alone(cast):
    draft = review(cast, ministries_read_all=False)
    give(draft, cast.labour, "c")
    page = cast.client("contributor").get(PAGE)
    assert [row["section"].code for row in page.context["rows"]] == ["c"]
    assert cast.client("contributor").get(url("agree", code="a")).status_code == 404
    assert len(cast.client("focal_point").get(PAGE).context["rows"]) > 5
    assert [row["section"].code for row in cast.client("reader").get(PAGE).context["rows"]] == []


def test_u4_what_may_i_do_comes_from_the_rules(cast):
    draft = review(cast)
    give(draft, cast.labour, "c")
    mine = cast.client("contributor").get(url("rights")).context
    by_code = {row["section"].code: [right.is_open for right in row["rights"]] for row in mine["sections"]}
    assert by_code["c"] == [True, True, True, False]
    assert by_code["a"] == [True, False, False, False]
    assert "Invite ministries, give them sections, take sections back" in [
        str(right.words) for right in mine["rights"] if not right.is_open
    ]
    lead = cast.client("focal_point").get(url("rights")).context
    assert [right.is_open for right in lead["rights"]] == [True, True, True, True, False, True, True, True]


@pytest.mark.parametrize("who", ["focal_point", "contributor"])
def test_l11_the_overview_asks_the_same_for_one_answer_and_for_many(cast, who, django_assert_max_num_queries):
    draft = review(cast)
    give(draft, cast.labour, "c")
    answer(draft, "c3", "<p>x</p>", changed_by=cast.contributor)
    few = queries(cast, who)
    answer(draft, "d0", [5, 15, 23])
    for objective in (5, 15, 23):
        for key in ("d2a", "d2e", "d2g"):
            answer(draft, key, "<p>x</p>", objective=objective, changed_by=cast.other_contributor)
    for code in "abdefg":
        if Section.objects.filter(questionnaire=draft.questionnaire, code=code).exists():
            give(draft, cast.labour, code)
            give(draft, cast.health, code)
    assert queries(cast, who) <= few
    with django_assert_max_num_queries(25):
        cast.client(who).get(PAGE)


def queries(cast, who):
    cast.client(who).get(PAGE)
    with CaptureQueriesContext(connection) as caught:
        cast.client(who).get(PAGE)
    return len(caught)


@pytest.mark.parametrize("who", ["contributor", "reader"])
def test_p2_a_limited_ministry_meets_no_consultation_of_others_and_no_other_section(cast, who):
    draft = ready_review(cast, ministries_read_all=False)
    give(draft, cast.labour, "c", clearing_officer=cast.contributor)
    give(draft, cast.health, "e")
    Consultation.objects.create(
        review=draft, title=CANARY, form="meeting", starts_on=timezone.localdate(), level="national",
        approach="whole_of_society", is_public=True,
    )  # fmt: skip
    for name in ("overview", "check", "preview", "print", "rights", "history"):
        page = cast.client(who).get(url(name))
        assert page.status_code == 200, name
        assert CANARY not in page.text, name
        assert str(cast.health) not in page.text, name
    for name in ("preview", "print"):
        assert CANARY in cast.client("focal_point").get(url(name)).text, name


def test_r6_nothing_is_being_written_once_it_was_submitted(cast):
    draft = ready_review(cast)
    give(draft, cast.labour, "a", due_on=timezone.localdate() - timedelta(days=3))
    steps.submit(draft, by=cast.focal_point)
    page = cast.client("focal_point").get(PAGE).text
    sections = page.split("<tbody")[1].split("</tbody")[0]
    for word in ("Being written", "Not started", "Late since", "Wanted by"):
        assert word not in sections
    assert "Submitted" in sections
    assert "Left empty" in sections
    assert "Being written" not in cast.client("focal_point").get("/en/work/").text


def test_p1_what_the_secretariat_knows_is_true_at_every_stand(cast):
    assert cast.officer
    draft = ready_review(cast)

    def page():
        return cast.client("focal_point").get(PAGE).text

    assert "does not see that a draft exists" in page()
    record = steps.submit(draft, by=cast.focal_point)
    assert f"It has received {record.receipt}" in page()
    assert "does not see" not in page()
    assert "Check and submit" not in page().split("</main>")[0].split("<aside")[0], "nothing is submitted twice"
    steps.send_back(record, by=cast.officer, note="A question.")
    assert "It does not see what is changed since." in page()
    assert "Check and submit" in page()


def test_a_ministry_is_led_to_what_is_missing_and_not_to_submitting(cast):
    give(review(cast), cast.labour, "c")
    assert "Check what is missing" in cast.client("contributor").get(PAGE).text
    assert "Check and submit" not in cast.client("contributor").get(PAGE).text


def test_r5_a_section_says_to_its_ministry_alone_what_is_wanted_and_is_said_to_be_ready_there(cast):
    draft = review(cast)
    given = give(draft, cast.labour, "c", due_on=timezone.localdate().replace(year=2029), note="Only <b>new</b> laws.")
    section = url("section", code="c")
    page = cast.client("contributor").get(section).text
    assert "Wanted of Ministry of Labour by" in page
    assert "Only &lt;b&gt;new&lt;/b&gt; laws." in page
    assert cast.client("contributor").post(url("ready", code="c"), {"ready": "yes"}).status_code == 302
    given.refresh_from_db()
    assert given.ready_at
    assert "Not ready after all" in cast.client("contributor").get(section).text
    for who in ("focal_point", "reader"):
        other = cast.client(who).get(section).text
        assert "laws." not in other, who
        assert url("ready", code="c") not in other, who
