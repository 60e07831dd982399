"""My work: what waits for whom, and nothing of a draft for those outside (U1, P1, L11)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.choices import Role
from reviews import overview
from reviews.models import Section, SectionAssignment
from reviews.steps import drafting
from reviews.steps import submission as steps
from tests.cast import member, ministry
from tests.factories import answer, questionnaire_in_force, ready_review, review

WORK = "/en/work/"


def give(draft, body, code, **fields):
    section = Section.objects.get(questionnaire=draft.questionnaire, code=code)
    return SectionAssignment.objects.create(review=draft, section=section, organisation=body, **fields)


def titles(user):
    return [item.title for item in overview.work_of(user)]


def test_before_the_start_a_focal_point_is_led_to_it_with_the_date_in_both_zones(cast):
    questionnaire_in_force(cast)
    cast.focal_point.time_zone = "Asia/Tokyo"
    cast.focal_point.save()
    (item,) = overview.work_of(cast.focal_point)
    assert item.url == "/en/reviews/start/"
    assert item.due.isoformat() == "2030-02-28T23:59:59-05:00"
    page = cast.client("focal_point").get(WORK).text
    assert "28 February 2030, 23:59 New York" in page
    assert "1 March 2030, 13:59" in page


def test_u1_a_new_focal_point_finds_five_first_steps_and_loses_them_when_done(cast):
    questionnaire_in_force(cast)
    page = cast.client("focal_point").get(WORK)
    desk = page.context["desks"][0]
    steps_ = desk.context["first_steps"]
    assert len(steps_) == 5
    assert [one["done"] for one in steps_] == [False] * 5
    draft = review(cast)
    assert cast.alternate
    give(draft, cast.labour, "c")
    drafting.say_intention(draft.country, draft.cycle, by=cast.focal_point)
    done = cast.client("focal_point").get(WORK).context["desks"][0].context["first_steps"]
    assert [one["done"] for one in done] == [False, True, True, True, True]
    assert cast.client("contributor").get(WORK).context["desks"][0].context.get("first_steps") is None


def test_how_far_it_is_in_agreed_sections_open_ones_and_to_do(cast):
    draft = ready_review(cast)
    desk = cast.client("focal_point").get(WORK).context["desks"][0].context
    assert desk["agreed"].answered == 0
    assert desk["open_answered"] == desk["total"].answered > 0
    assert desk["total"].todo == desk["total"].asked - desk["total"].answered
    assert draft.get_absolute_url() in cast.client("focal_point").get(WORK).text


def test_a_ministry_finds_its_sections_soonest_due_first(cast):
    draft = review(cast)
    today = timezone.localdate()
    give(draft, cast.labour, "e", due_on=today + timedelta(days=20))
    give(draft, cast.labour, "c", due_on=today + timedelta(days=5))
    give(draft, cast.labour, "f")
    give(draft, cast.health, "g", due_on=today)
    mine = overview.work_of(cast.contributor)
    assert [item.title[0] for item in mine] == ["C", "E", "F"]
    assert mine[0].due.date() == today + timedelta(days=5)
    assert titles(cast.reader) == []


def test_the_focal_point_finds_what_is_ready_and_what_came_back(cast):
    draft = ready_review(cast)
    given = give(draft, cast.labour, "c", ready_at=timezone.now())
    assert any("is ready" in title for title in titles(cast.focal_point))
    given.delete()
    record = steps.submit(draft, by=cast.focal_point)
    assert titles(cast.focal_point) == []
    steps.send_back(record, by=cast.officer, note="?", remarks=[steps.Asking("Which year?", "d2a", 5)])
    (item,) = overview.work_of(cast.focal_point)
    assert "questions on your submission" in item.title
    assert "1 remark on an answer" in item.words


def test_p1_officers_find_submissions_and_nothing_of_a_draft(cast):
    draft = ready_review(cast)
    for who in ("officer", "head", "superuser", "member", "other_focal_point"):
        page = cast.client(who).get(WORK)
        assert draft.get_absolute_url() not in page.text, who
        assert [title for title in titles(getattr(cast, who)) if "Start" not in title] == [], who
    record = steps.submit(draft, by=cast.focal_point)
    assert titles(cast.officer) == ["Demo State: voluntary review"]
    steps.accept(record, by=cast.officer)
    assert titles(cast.officer) == []
    assert len(titles(cast.second_officer)) == 1
    assert titles(cast.superuser) == []


def test_each_is_led_to_the_guide_that_is_for_them(cast):
    for who, guide in (("officer", "secretariat"), ("focal_point", "focal-points"), ("contributor", "focal-points")):
        assert f'href="/en/guides/{guide}/"' in cast.client(who).get(WORK).text, who
    assert "/en/guides/focal-points/" not in cast.client("officer").get(WORK).text


def test_p1_what_officers_see_is_the_same_with_and_without_a_draft(cast):
    questionnaire_in_force(cast)
    cast.client("officer").get(WORK)
    before = main(cast.client("officer").get(WORK).text)
    ready_review(cast)
    assert main(cast.client("officer").get(WORK).text) == before


def main(page):
    return page.split("<main")[1].split("</main>")[0]


def test_somebody_without_a_role_is_told_how_one_gets_one(cast):
    assert "by invitation" in cast.client("member").get(WORK).text


def test_the_address_of_the_secretariat_stands_on_every_desk(cast, settings):
    for who in ("focal_point", "contributor", "officer", "member"):
        assert f"mailto:{settings.CONTACT_EMAIL}" in cast.client(who).get(WORK).text


def test_s22_what_erase_touches_is_in_the_personal_data(cast):
    draft = review(cast)
    given = give(draft, cast.labour, "c", clearing_officer=cast.contributor)
    assert overview.personal_data(cast.contributor)["sections_to_agree_to"] == [str(given)]
    overview.erase(cast.contributor)
    given.refresh_from_db()
    assert given.clearing_officer is None
    assert overview.personal_data(cast.contributor)["sections_to_agree_to"] == []


def test_figures_count_what_is_published(cast):
    draft = ready_review(cast)
    (figure,) = overview.figures(draft.cycle)
    assert figure.value == 0
    record = steps.accept(steps.submit(draft, by=cast.focal_point), by=cast.officer)
    steps.publish(record, by=cast.second_officer)
    (figure,) = overview.figures(draft.cycle)
    assert figure.value == 1


@pytest.mark.parametrize("who", ["focal_point", "contributor"])
def test_l11_my_work_asks_the_same_for_one_ministry_and_for_many(cast, who):
    draft = review(cast)
    give(draft, cast.labour, "c", ready_at=timezone.now())
    answer(draft, "c3", "<p>x</p>", changed_by=cast.contributor)
    few = queries(cast, who)
    for number, code in enumerate("abdefg"):
        body = ministry(cast.state, f"Ministry {number}")
        person = member(f"m{number}", body, Role.MINISTRY_CONTRIBUTOR)
        give(draft, body, code, ready_at=timezone.now(), clearing_officer=person)
        give(draft, cast.labour, code)
    for key in ("c4", "c5"):
        answer(draft, key, "<p>x</p>", changed_by=cast.other_contributor)
    assert queries(cast, who) <= few <= 35


def queries(cast, who):
    cast.client(who).get(WORK)
    with CaptureQueriesContext(connection) as caught:
        cast.client(who).get(WORK)
    return len(caught)
