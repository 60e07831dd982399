"""Submissions at the secretariat's desk: lists without content, steps with their page, drafts for nobody."""

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from core.models import Act
from notifications.models import Message
from reviews.models import Intention, Submission, VoluntaryReview
from reviews.steps import submission as steps
from tests.factories import CANARY, ready_review

LIST = "admin:reviews_submission_changelist"


@pytest.fixture
def received(cast) -> Submission:
    return steps.submit(ready_review(cast), by=cast.focal_point)


def page(submission) -> str:
    return reverse("admin:reviews_submission_change", args=[submission.pk])


def step(submission, name: str) -> str:
    return reverse("admin:reviews_submission_step", args=[submission.pk, name])


def status(submission) -> str:
    return VoluntaryReview.objects.get(pk=submission.review_id).status


def test_p1_nothing_of_a_draft_is_registered_in_admin():
    ours = {model._meta.model_name for model in admin.site._registry if model._meta.app_label == "reviews"}
    assert ours == {"questionnaire", "section", "question", "submission", "intention", "receiveddocument"}


def test_p12_the_list_says_where_each_stands_and_holds_no_content(cast, received):
    body = cast.client("officer").get(reverse(LIST)).content.decode()
    assert "RV-2030-ZZ/s1" in body
    assert "Waiting for the secretariat" in body
    assert CANARY not in body


@pytest.mark.parametrize(
    "query",
    ["cycle__year__exact=2030", "outcome__exact=waiting", "region=ece", "after_preferred_date__exact=1", "q=demo"],
)
def test_w2_the_list_is_filtered_by_cycle_outcome_region_and_preferred_date(cast, received, query):
    answer = cast.client("officer").get(f"{reverse(LIST)}?{query}")
    assert answer.status_code == 200
    shown = "RV-2030-ZZ/s1" in answer.content.decode()
    assert shown is not (query.startswith(("region", "after")))


def test_p12_the_page_leads_to_the_text_and_of_a_called_back_one_shows_the_receipt_alone(cast, received):
    client = cast.client("officer")
    reading = reverse("reviews:submission", kwargs={**received.review.address, "number": 1})
    assert reading in client.get(page(received)).content.decode()
    steps.call_back(received, by=cast.focal_point, note="An annex is missing")
    body = client.get(page(received)).content.decode()
    assert "RV-2030-ZZ/s1" in body
    assert "its text is no longer shown" in body
    assert reading not in body
    assert client.post(step(received, "accept"), {"note": ""}).status_code == 403


def test_p13_a_step_says_what_will_happen_and_who_gets_mail_before_it_is_taken(cast, received):
    client = cast.client("officer")
    body = client.get(step(received, "accept")).content.decode()
    assert "A second officer can then publish it." in body
    assert body.count(f'href="{page(received)}"') == 2, 'the record and "Not now" lead back'
    assert "focal-point@demo.example" in body
    assert status(received) == "submitted"
    assert client.post(step(received, "accept"), {"note": "Complete"}).status_code == 302
    assert status(received) == "accepted"
    assert Message.objects.filter(kind="reviews.accepted", recipient=cast.focal_point).count() == 1
    acts = Act.objects.visible_to(cast.officer).filter(by=cast.officer, country="ZZ")
    assert [(act.verb, act.detail) for act in acts] == [("accepted", "RV-2030-ZZ/s1")], "W4: one act, logged once"


def test_p13_returning_has_its_page_on_the_site_with_a_box_beside_each_answer(cast, received):
    remarks = reverse("reviews:remarks", kwargs={**received.review.address, "number": 1})
    client = cast.client("officer")
    assert remarks in client.get(page(received)).content.decode()
    assert client.post(step(received, "send_back"), {"note": "forged"}).url == remarks
    assert status(received) == "submitted"


def test_p15_only_another_officer_publishes_and_proves_who_they_are(cast, received):
    cast.client("officer").post(step(received, "accept"), {"note": ""})
    assert "Publish" not in cast.client("officer").get(page(received)).content.decode()
    assert cast.prove("officer").post(step(received, "publish"), {"note": ""}).status_code == 403
    asked = cast.client("second_officer").post(step(received, "publish"), {"note": ""})
    assert "reauthenticate" in asked.url
    assert status(received) == "accepted"
    cast.prove("second_officer").post(step(received, "publish"), {"note": ""})
    assert status(received) == "published"
    assert Submission.objects.get().outcome == "published"


def test_p17_a_head_proposes_a_withdrawal_and_another_officer_carries_it_out(cast, received):
    cast.client("officer").post(step(received, "accept"), {"note": ""})
    cast.prove("second_officer").post(step(received, "publish"), {"note": ""})
    assert cast.client("officer").post(step(received, "propose_withdrawal"), {"note": "no"}).status_code == 403
    assert (
        "This field is required" in cast.client("head").post(step(received, "propose_withdrawal"), {}).content.decode()
    )
    cast.client("head").post(step(received, "propose_withdrawal"), {"note": "At the State's wish"})
    assert cast.prove("head").post(step(received, "withdraw"), {"note": ""}).status_code == 403
    cast.prove("officer").post(step(received, "withdraw"), {"note": ""})
    assert status(received) == "withdrawn"


def test_w2_a_step_forged_into_the_form_of_the_record_does_nothing(cast, received):
    client = cast.client("officer")
    for field in ("_fsm_transition_to", "_transition", "status", "outcome"):
        assert client.post(page(received), {field: "publish"}).status_code == 403
    for name in ("call_back", "submit", "discard", "ask_withdrawal", "nonsense"):
        assert client.post(step(received, name), {"note": "x"}).status_code == 404
    assert status(received) == "submitted"


def test_p13_an_older_submission_offers_no_step(cast, received):
    steps.send_back(received, by=cast.officer, note="One question")
    newer = steps.submit(received.review, by=cast.focal_point)
    client = cast.client("officer")
    assert client.post(step(received, "accept"), {"note": ""}).status_code == 403
    assert client.post(step(newer, "accept"), {"note": ""}).status_code == 302


def test_p1_what_a_state_does_after_a_return_changes_nothing_at_the_desk(cast, received):
    steps.send_back(received, by=cast.officer, note="One question")
    client = cast.client("officer")
    before = client.get(page(received)).content, client.get(reverse(LIST)).content
    VoluntaryReview.objects.get(pk=received.review_id).answers.update(value="changed", changed_at=timezone.now())
    after = client.get(page(received)).content, client.get(reverse(LIST)).content
    assert [_without_token(one) for one in before] == [_without_token(one) for one in after]


def _without_token(body: bytes) -> str:
    import re

    return re.sub(r'(csrfmiddlewaretoken" value|nonce|csrfToken|data-login-ends)="?[^">]+', "", body.decode())


@pytest.mark.parametrize("who", ["focal_point", "contributor", "other_focal_point", "superuser", "member", "visitor"])
def test_p14_the_desk_is_closed_to_all_others(cast, received, who):
    client = cast.client(who)
    for url in (reverse(LIST), page(received), step(received, "accept")):
        answer = client.get(url)
        assert answer.status_code in (302, 403, 404), (who, url)
        assert CANARY not in answer.content.decode()
    client.post(step(received, "accept"), {"note": ""})
    assert status(received) == "submitted"


def test_p14_no_page_of_the_desk_takes_an_answer(cast, received):
    sha = received.sha256
    client = cast.client("officer")
    data = {"content": "{}", "sha256": "0", "note": "x", "review": received.review_id}
    assert client.post(page(received), data).status_code == 403
    assert client.get(reverse("admin:reviews_submission_delete", args=[received.pk])).status_code == 403
    assert client.post(reverse("admin:reviews_submission_add"), data).status_code in (403, 404)
    assert Submission.objects.get(pk=received.pk).sha256 == sha


def test_p11_what_a_state_announced_is_read_and_not_written(cast):
    Intention.objects.create(country=cast.state.country, cycle_id=2030, expected_on="2030-02-20")
    client, one = cast.client("officer"), Intention.objects.get()
    url = reverse("admin:reviews_intention_change", args=[one.pk])
    assert "Demo State" in client.get(reverse("admin:reviews_intention_changelist")).content.decode()
    assert client.get(url).status_code == 200
    assert client.post(url, {"expected_on": "2030-03-01"}).status_code == 403


@pytest.mark.parametrize("pk", ["0", "not-an-id", "00000000-0000-0000-0000-000000000000"])
def test_an_address_of_nothing_is_not_found(cast, db, pk):
    url = reverse("admin:reviews_submission_change", args=[pk])
    assert cast.client("officer").get(url).status_code in (302, 404)


def test_w2_the_list_costs_the_same_for_one_and_for_thirty(cast, received, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = cast.client("officer")
    client.get(reverse(LIST))
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(reverse(LIST))
    copies = [
        Submission(review=received.review, country=received.country, cycle=received.cycle, number=number,
                   content=received.content, sha256=received.sha256, office="x")
        for number in range(2, 31)
    ]  # fmt: skip
    Submission.objects.bulk_create(copies)
    with django_assert_num_queries(len(one)):
        client.get(reverse(LIST))
