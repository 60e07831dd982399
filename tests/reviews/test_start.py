"""Starting a review, telling the secretariat, discarding and taking back (P8, P10, P11, F2, X9)."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Act
from reviews.choices import ReviewStatus
from reviews.models import Intention, VoluntaryReview
from reviews.steps import submission
from tests.factories import questionnaire_in_force, ready_review, review

START = "/en/reviews/start/"
ADDRESS = {"year": 2030, "country": "zz"}


def url(name, **more):
    return reverse(f"reviews:{name}", kwargs={**ADDRESS, **more})


def form(**fields):
    return {"form_key": uuid.uuid4(), "kind": "new", "reading": "all", "telling": "no", "expected_on": "", **fields}


@pytest.fixture
def questionnaire(cast):
    return questionnaire_in_force(cast)


def test_p8_a_focal_point_starts_a_review_with_the_questionnaire_in_force(cast, questionnaire):
    response = cast.client("focal_point").post(START, form(reading="own"))
    assert response.status_code == 302
    started = VoluntaryReview.objects.get()
    assert response.url == started.get_absolute_url()
    assert (started.questionnaire, started.kind, started.ministries_read_all) == (questionnaire, "new", False)
    assert Act.objects.get(verb="started").confidential


def test_p8_nobody_else_starts_one(cast, questionnaire):
    for who in ("contributor", "reader", "officer", "head", "member", "superuser"):
        assert cast.client(who).get(START).status_code == 403, who
        assert cast.client(who).post(START, form()).status_code == 403, who
    assert not VoluntaryReview.objects.exists()


def test_a_person_for_another_state_starts_that_states(cast, questionnaire):
    cast.client("other_focal_point").post(START + "?state=zz", form())
    assert [one.country_id for one in VoluntaryReview.objects.all()] == ["XZ"]


def test_an_update_uses_the_questionnaire_for_updates(cast, questionnaire):
    update = questionnaire_in_force(cast, "update")
    cast.client("focal_point").post(START, form(kind="update"))
    assert VoluntaryReview.objects.get().questionnaire == update


def test_without_a_questionnaire_in_force_the_page_says_so(cast):
    page = cast.client("focal_point").get(START)
    assert page.status_code == 200
    assert "not open yet" in page.text
    assert "<button" not in page.text.split("<main")[1].split("</main>")[0]


def test_f2_a_second_press_leads_to_the_first_review(cast, questionnaire):
    data = form()
    first = cast.client("focal_point").post(START, data)
    second = cast.client("focal_point").post(START, data)
    other_form = cast.client("alternate").post(START, form())
    assert first.url == second.url == other_form.url
    assert VoluntaryReview.objects.count() == 1


def test_b43_without_its_key_the_form_comes_back_with_a_fresh_one(cast, questionnaire):
    data = form(reading="own", form_key="x")
    page = cast.client("focal_point").post(START, data)
    assert page.status_code == 200
    assert "Send it once more" in page.text
    fresh = page.context["form"]["form_key"].value()
    assert uuid.UUID(fresh)
    assert cast.client("focal_point").post(START, {**data, "form_key": fresh}).status_code == 302


def test_b43_a_key_used_for_a_discarded_review_starts_nothing_twice(cast, questionnaire):
    data = form()
    cast.client("focal_point").post(START, data)
    cast.client("focal_point").post(url("discard"))
    page = cast.client("focal_point").post(START, data, follow=True)
    assert "was sent before" in page.text
    assert VoluntaryReview.objects.count() == 1


def test_b41_fields_that_are_not_in_the_form_change_nothing(cast, questionnaire):
    extra = {"status": "published", "country": "XZ", "started_by": cast.officer.pk, "cycle": 2026}
    cast.client("focal_point").post(START, form(**extra))
    started = VoluntaryReview.objects.get()
    assert (started.status, started.country_id, started.cycle_id) == ("draft", "ZZ", 2030)
    assert started.started_by == cast.focal_point


@pytest.mark.parametrize(("field", "value"), [("kind", "other"), ("kind", ""), ("reading", "some"), ("telling", "2")])
def test_b19_a_choice_that_is_none_is_refused_beside_its_field(cast, questionnaire, field, value):
    page = cast.client("focal_point").post(START, form(**{field: value}))
    assert page.status_code == 200
    assert field in page.context["form"].errors
    assert not VoluntaryReview.objects.exists()


@pytest.mark.parametrize("typed", ["31 February 2030", "1/2/2030", "0000-01-01", "soon", "1 January 2020"])
def test_b17_a_day_that_is_none_comes_back_as_typed(cast, questionnaire, typed):
    page = cast.client("focal_point").post(START, form(telling="yes", expected_on=typed))
    assert "expected_on" in page.context["form"].errors
    assert typed in page.text
    assert not VoluntaryReview.objects.exists()


def test_r21_what_the_state_says_at_the_start_is_all_the_secretariat_learns(cast, questionnaire):
    cast.client("focal_point").post(START, form(telling="yes", expected_on="28 February 2030"))
    said = Intention.objects.visible_to(cast.officer).get()
    assert said.expected_on.isoformat() == "2030-02-28"
    assert not VoluntaryReview.objects.visible_to(cast.officer).exists()


def test_r21_skipping_the_question_tells_nothing(cast, questionnaire):
    cast.client("focal_point").post(START, form())
    assert not Intention.objects.exists()


def test_a_day_without_yes_is_not_lost_in_silence(cast, questionnaire):
    page = cast.client("focal_point").post(START, form(expected_on="28 February 2030"))
    assert "telling" in page.context["form"].errors


# --- discard and take back


def test_p8_a_draft_is_discarded_after_a_confirming_page_and_gone_for_all(cast):
    ready_review(cast)
    assert "30 days" in cast.client("focal_point").get(url("discard")).text
    assert cast.client("contributor").get(url("discard")).status_code == 403
    assert cast.client("contributor").post(url("discard")).status_code == 403
    assert cast.client("focal_point").post(url("discard")).status_code == 302
    for who in ("focal_point", "contributor"):
        assert cast.client(who).get(url("overview")).status_code == 404


def test_x9_it_is_taken_back_within_30_days_with_its_answers(cast):
    draft = ready_review(cast)
    cast.client("focal_point").post(url("discard"))
    assert "Take the draft back" in cast.client("focal_point").get("/en/work/").text
    assert cast.client("contributor").post(url("restore", pk=draft.pk)).status_code == 403
    assert cast.client("other_focal_point").post(url("restore", pk=draft.pk)).status_code == 404
    assert cast.client("focal_point").post(url("restore", pk=draft.pk)).url == draft.get_absolute_url()
    assert draft.answers.count() == 9


def test_x9_after_30_days_it_stays_closed(cast):
    draft = ready_review(cast)
    cast.client("focal_point").post(url("discard"))
    VoluntaryReview.objects.filter(pk=draft.pk).update(discarded_at=timezone.now() - timedelta(days=30, seconds=1))
    assert "Take the draft back" not in cast.client("focal_point").get("/en/work/").text
    page = cast.client("focal_point").post(url("restore", pk=draft.pk), follow=True)
    assert "more than 30 days ago" in page.text
    assert VoluntaryReview.objects.get().status == ReviewStatus.DISCARDED


def test_it_is_not_taken_back_beside_another_one(cast):
    draft = ready_review(cast)
    cast.client("focal_point").post(url("discard"))
    cast.client("focal_point").post(START, form())
    page = cast.client("focal_point").post(url("restore", pk=draft.pk), follow=True)
    assert "Another review was started meanwhile" in page.text


def test_b48_get_neither_discards_nor_takes_back(cast):
    draft = review(cast)
    cast.client("focal_point").get(url("discard"))
    assert cast.client("focal_point").get(url("restore", pk=draft.pk)).status_code == 405
    assert VoluntaryReview.objects.get().status == ReviewStatus.DRAFT


def test_b44_a_submitted_review_is_not_discarded(cast):
    draft = review(cast)
    VoluntaryReview.objects.filter(pk=draft.pk).update(status="submitted")
    cast.client("focal_point").post(url("discard"))
    assert VoluntaryReview.objects.get().status == ReviewStatus.SUBMITTED


def test_a_receipt_of_a_discarded_review_is_never_given_again(cast):
    record = submission.submit(ready_review(cast), by=cast.focal_point)
    submission.send_back(record, by=cast.officer, note="?")
    cast.client("focal_point").post(url("discard"))
    again = submission.submit(ready_review(cast), by=cast.focal_point)
    assert (record.receipt, again.receipt) == ("RV-2030-ZZ/s1", "RV-2030-ZZ/s2")
    assert cast.client("officer").get(url("submission", number=1)).status_code == 200
