"""The next review of a State finds its pledges: offered as publications, kept as reference and version."""

import pytest
from django.urls import reverse

from pledges.models import Pledge, ProgressReport
from pledges.steps import progress, submission
from reviews import question_types
from reviews.answers import token
from reviews.models import Answer, Question
from reviews.steps import submission as reviewing
from tests.factories import ready_review, review
from tests.pledges import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def pledge(cast):
    """A published pledge of Demo State with a report, beside one of a bank, which is none of the State's."""
    builders.published(cast, builders.of_bank(cast, title="Of a bank"))
    made = builders.published(cast, builders.of_state(cast, title="Of the State"))
    progress.publish(builders.report(cast.focal_point, made, cast.state), by=cast.focal_point)
    return made


def page_of(draft):
    return reverse("reviews:section", kwargs={**draft.address, "code": "g"})


def take(cast, draft, reference, **more):
    sent = {"take": f"g2:{reference}", "g2-seen": token(None, Question.objects.get(key="g2")), **more}
    return cast.client("focal_point").post(page_of(draft), sent)


def test_pledges_of_the_state_are_offered_and_kept_as_reference_and_version(cast, pledge):
    draft = review(cast)
    shown = cast.client("focal_point").get(page_of(draft)).content.decode()
    assert f"{pledge.reference} v1: Of the State" in shown
    assert f"{pledge.reference}-R1 v1" in shown
    assert "Of a bank" not in shown
    answered = take(cast, draft, pledge.reference)
    assert answered.status_code == 302
    assert answered.url.endswith("#g2")
    (row,) = Answer.objects.get(question__key="g2").value
    assert row["pledge"] == {"reference": pledge.reference, "version": 1, "title": "Of the State"}
    assert (row["status"]["reference"], row["status"]["version"]) == (f"{pledge.reference}-R1", 1)
    assert "In the answer" in cast.client("focal_point").get(page_of(draft)).content.decode()


def test_a_further_version_leaves_what_was_taken_as_it_was(cast, pledge):
    draft = review(cast)
    take(cast, draft, pledge.reference)
    report = progress.start_correction(ProgressReport.objects.get(), by=cast.focal_point)
    progress.publish(report, by=cast.focal_point, note="Spelling")
    changed = submission.start_change(Pledge.objects.get(pk=pledge.pk), by=cast.focal_point)
    submission.change(changed, by=cast.focal_point, note="Spelling", editorial=True)
    stored = Answer.objects.get(question__key="g2")
    assert stored.value[0]["pledge"]["version"] == 1
    kind = question_types.of(stored.question)
    assert kind.parse(kind.untouched(stored.value), stored.question) == stored.value


def test_what_is_typed_and_names_nothing_published_stays_a_text(cast, pledge):
    draft = review(cast)
    typed = {"g2-0-pledge": "A pledge that we intend", "g2-1-pledge": f"{pledge.reference} v1: on good ways",
             "g2-2-pledge": pledge.reference, "g2-3-pledge": "PL-9999", "g2-4-pledge": "PL-0001"}  # fmt: skip
    take(cast, draft, "PL-7777", **typed)
    said = [row["pledge"] for row in Answer.objects.get(question__key="g2").value]
    own = {"reference": pledge.reference, "version": 1, "title": "Of the State"}
    bank = {"reference": "PL-0001", "version": 1, "title": "Of a bank"}
    assert said == ["A pledge that we intend", f"{pledge.reference} v1: on good ways", own, "PL-9999", bank]


def test_a_section_without_pledges_asks_for_none(cast):
    draft = review(cast)
    page = reverse("reviews:section", kwargs={**draft.address, "code": "b"})
    cast.client("focal_point").get(page)
    assert "Published pledges of your State" not in cast.client("focal_point").get(page).content.decode()


def test_what_was_taken_stands_on_the_published_review_and_leads_to_the_very_version(cast, pledge):
    draft = ready_review(cast)
    take(cast, draft, pledge.reference)
    received = reviewing.accept(reviewing.submit(draft, by=cast.focal_point), by=cast.officer)
    reviewing.publish(received, by=cast.second_officer)
    shown = cast.client("visitor").get("/en/reviews/2030/zz/").text
    address = reverse("publications:by_number", args=[pledge.reference, 1])
    assert f'<a href="{address}"' in shown
    assert f">{pledge.reference} v1: Of the State</a>" in shown
    assert f'<a href="{reverse("publications:by_number", args=[f"{pledge.reference}-R1", 1])}"' in shown
    assert cast.client("visitor").get(address).url == f"/en/pledges/{pledge.reference}/v1/"
    assert cast.client("visitor").get(reverse("publications:by_number", args=["PL-9999", 1])).status_code == 404
