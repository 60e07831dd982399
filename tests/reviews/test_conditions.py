"""Questions asked only where another was answered in a certain way: never hidden, an answer never lost (R23)."""

import pytest
from django.urls import reverse

from reviews.models import Question, VoluntaryReview
from reviews.outline import forget
from reviews.progress import progress_of
from reviews.publishing import content_of
from tests.factories import answer, ready_review

FILL = "/en/reviews/2030/zz/fill/"


@pytest.fixture
def review(cast) -> VoluntaryReview:
    """A review in which c3, needed to submit, is asked only where c0 above it is answered with yes."""
    draft = ready_review(cast)
    section = draft.questionnaire.sections.get(code="c")
    Question.objects.bulk_create(
        [Question(section=section, order=1, key="c0", labels={"en": "Is there a plan?"}, type="boolean")]
    )
    section.questions.filter(key="c3").update(asked_if="c0 = yes", required=True)
    forget()
    answer(draft, "c3", "<p>Kept all the same.</p>")
    return draft


def keys_of(review):
    return {one["key"] for part in content_of(review)["sections"] for one in part["answers"]}


def test_r23_a_question_that_is_not_asked_stays_with_its_reason_and_can_be_written_in(cast, review):
    client = cast.client("focal_point")
    page = client.get(f"{FILL}c/").text
    box = page.split('id="c3"')[0].rsplit("<", 1)[1] + page.split('id="c3"')[1].split(">")[0]
    assert "is-not-asked" in box
    assert "Asked only if c0 is answered: Yes." in page
    assert 'name="c3-seen"' in page
    answer(review, "c0", True)
    page = client.get(f"{FILL}c/").text
    assert "is-not-asked" not in page
    assert "Asked only if c0 is answered: Yes." in page, "whoever reads it knows when it is asked"


def test_r23_its_answer_is_kept_left_out_of_the_submission_and_the_check_page_says_so(cast, review):
    answer(review, "c0", False)
    check = cast.client("focal_point").get(f"{FILL}check/").text
    assert "The answer is kept and left out of what you submit." in check
    assert "Not answered yet: c3" not in check
    assert "c3" not in keys_of(review)
    assert review.answers.get(question__key="c3").value == "<p>Kept all the same.</p>"
    review.answers.filter(question__key="c0").update(value=True)
    assert "c3" in keys_of(review)
    assert "The answer is kept and left out" not in cast.client("focal_point").get(f"{FILL}check/").text


def test_r23_it_counts_only_where_it_is_asked(cast, review):
    section = review.questionnaire.sections.get(code="c").pk
    answer(review, "c0", False)
    without = progress_of(review)[section]
    review.answers.filter(question__key="c0").update(value=True)
    withit = progress_of(review)[section]
    assert (withit.asked, withit.answered, withit.required) == (
        without.asked + 1,
        without.answered + 1,
        without.required + 1,
    )


def test_r23_the_blank_form_says_when_it_is_asked(cast, review):
    page = cast.client("visitor").get(reverse("reviews:blank", args=[review.questionnaire_id])).text
    assert "Asked only if c0 is answered: Yes." in page
