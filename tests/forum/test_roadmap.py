"""The road to a forum, as everybody sees it."""

from datetime import date, time

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from forum import calendar
from forum.models import ForumCycle, Milestone
from tests.forum.builders import milestone, utc

pytestmark = pytest.mark.django_db


def page(path="/en/roadmap/"):
    response = Client().get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def item(html, code):
    """The part of the page about one milestone."""
    return html.split(f'<li id="{code}"')[1].split("</li>")[0]


@time_machine.travel(utc(2026, 11, 24))
def test_the_roadmap_is_that_of_the_next_forum_without_signing_in():
    html = page()
    assert "Third International Migration Review Forum" in html
    assert "in the time zone of the Forum, New York." in html


def test_every_provisional_date_says_so():
    html = page("/en/roadmap/2030/")
    for code in Milestone.objects.filter(cycle=2030).values_list("code", flat=True):
        assert "Provisional" in item(html, code).split("</span><b")[0], code


def test_the_date_for_reviews_names_its_zone_and_source():
    entry = item(page("/en/roadmap/2030/"), "voluntary_reviews_due")
    assert "28 February 2030, 23:59 New York" in entry
    assert "Preferred date" in entry
    assert "by analogy with 2022" in entry


@time_machine.travel(utc(2022, 5, 18, 15))
def test_milestones_are_past_now_and_next():
    html = page("/en/roadmap/2022/")
    states = {
        code: item(html, code).split('data-state="')[1].split('"')[0]
        for code in ("hearing", "rt_3_4_policy", "plenary", "declaration_endorsed")
    }
    assert states == {"hearing": "past", "rt_3_4_policy": "now", "plenary": "next", "declaration_endorsed": "later"}


def test_months_and_periods_are_written_as_they_are_known():
    html = page("/en/roadmap/2022/")
    assert "March – April 2022" in item(html, "lac_virtual_roundtables")
    assert "19–20 May 2022" in item(html, "plenary")
    assert "31 August 2021 – 1 September 2021" in item(html, "regional_review_africa")


def test_what_is_unconfirmed_is_shown_to_nobody_outside_the_secretariat(cast):
    assert 'id="voluntary_reviews_due"' not in page("/en/roadmap/2026/")
    assert "2026-voluntary_reviews_due" not in Client().get("/calendar/2026.ics").content.decode()
    assert 'id="voluntary_reviews_due"' not in cast.client("focal_point").get("/en/roadmap/2026/").content.decode()
    assert 'id="voluntary_reviews_due"' in cast.client("officer").get("/en/roadmap/2026/").content.decode()


def test_an_earlier_plan_is_shown_beside_the_date_that_holds():
    html = page("/en/roadmap/2022/")
    assert "Earlier plan: 10–13 May 2022" in html
    moved = Milestone.objects.get(cycle=2030, code="hearing")
    moved.starts_on = moved.ends_on = date(2030, 5, 13)
    moved.save()
    entry = item(page("/en/roadmap/2030/"), "hearing")
    assert "13 May 2030" in entry
    assert "Moved. Earlier plan: 6 May 2030" in entry


def test_documents_lead_to_the_official_text():
    assert 'href="https://undocs.org/en/A/RES/76/266"' in page("/en/roadmap/2022/")


def test_english_words_on_another_page_say_that_they_are_english():
    assert '<b><bdi lang="en" dir="ltr">Plenary</bdi></b>' in page("/ar/roadmap/2022/")


@pytest.mark.parametrize(
    "path", ["/en/roadmap/2023/", "/en/roadmap/99999999999999999999/", "/calendar/1.ics", "/calendar/2030/none.ics"]
)
def test_an_unknown_forum_is_not_found(path):
    assert Client().get(path).status_code == 404


def test_nothing_is_changed_by_a_post():
    assert Client().post("/en/roadmap/").status_code == 405


def test_the_page_costs_the_same_for_three_and_for_thirty_milestones(django_assert_num_queries):
    client = Client()
    client.get("/en/roadmap/2030/")
    with django_assert_num_queries(4):
        client.get("/en/roadmap/2030/")
    for n in range(30):
        Milestone.objects.create(
            cycle_id=2030,
            code=f"more-{n}",
            labels={"en": "More"},
            starts_on=date(2030, 1, 1),
            ends_on=date(2030, 1, 1),
            source="test",
        )
    with django_assert_num_queries(4):
        client.get("/en/roadmap/2030/")


def test_the_next_milestone_is_the_first_to_come_and_cancelled_ones_are_not():
    Milestone.objects.filter(cycle=2030, code="regional_reviews").update(cancelled_on=date(2027, 1, 1))
    stops = Milestone.objects.filter(cycle=2030).on_the_road(utc(2026, 11, 24))
    assert [(s.milestone.code, str(s.state)) for s in stops[:3]] == [
        ("regional_reviews", "cancelled"),
        ("sg_report_2028", "next"),
        ("call_for_reviews", "later"),
    ]


@pytest.mark.parametrize("language", ["en", "fr", "ar", "zh-hans"])
def test_periods_are_written_in_the_language_that_the_words_of_the_page_have(language):
    with override(language):
        assert calendar.days_in_words(date(2022, 5, 17), date(2022, 5, 20)) == "17–20 May 2022"


def test_a_milestone_refuses_days_and_hours_that_do_not_fit():
    wrong = milestone(date(2030, 1, 2), ends_on=date(2030, 1, 1))
    backwards = milestone(date(2030, 1, 2), time_of_day=time(18), time_until=time(10))
    for record, field in ((wrong, "ends_on"), (backwards, "time_until")):
        with pytest.raises(Exception) as refused:  # noqa: PT011
            record.clean()
        assert field in refused.value.message_dict


def test_moments_are_aware():
    due = ForumCycle.objects.get(year=2030).reviews_due
    assert all(timezone.is_aware(at) for at in (due.due_at(), due.begins_at(), due.ends_at()))
