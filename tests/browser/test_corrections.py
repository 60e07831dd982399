"""Returned with a question, replied to, published, corrected: State, two officers, a reader."""

import pytest

from reviews.models import VoluntaryReview
from reviews.steps import submission as steps
from tests import factories
from tests.browser.conftest import DESK, PHONE
from tests.browser.person import Person
from tests.cast import Cast

pytestmark = pytest.mark.browser
SUBMISSIONS = "/en/reviews/2030/zz/submissions"


def test_r10_returned_replied_to_published_and_corrected(portal, new_context, accessible):
    cast = Cast()
    first = steps.submit(factories.ready_review(cast), by=cast.focal_point)
    steps.send_back(first, by=cast.officer, remarks=[steps.Asking("Which year is meant?", "b1")])
    state = Person(new_context(viewport=PHONE).new_page(), portal, accessible)
    state.sign_in(cast.focal_point.email).go(f"{SUBMISSIONS}/1/").write("Reply", "The year 2029.")
    state.press("Keep the replies").reads("It goes to the secretariat with your next submission.")
    second = steps.submit(VoluntaryReview.objects.get(), by=cast.focal_point)
    state.go(f"{SUBMISSIONS}/2/").reads("Replies to the questions on the submission before", "The year 2029.")
    steps.publish(steps.accept(second, by=cast.officer), by=cast.second_officer)
    state.go(f"{SUBMISSIONS}/2/").press("Prepare a correction").look()
    state.write("Reason", "A figure of 2029 was wrong.")
    state.press("Prepare a correction").press("Open the draft").reads("A correction")
    review = VoluntaryReview.objects.get()
    review.answers.filter(question__key="d2a").update(value="<p>Year-round work scheme.</p>", version=2)
    third = steps.submit(review, by=cast.focal_point)
    steps.publish(steps.accept(third, by=cast.officer), by=cast.second_officer)
    for size in (DESK, PHONE):
        reader = Person(new_context(viewport=size).new_page(), portal, accessible)
        reader.go("/en/reviews/2030/zz/").reads("Corrects version 1", "A figure of 2029 was wrong.")
        reader.page.locator(".alert summary").first.click()
        reader.look("open")
    reader.go("/en/reviews/2030/zz/v1/").reads("An older version")
