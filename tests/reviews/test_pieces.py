"""Chosen sections first: frozen, named and published alone, and nothing of the others leaves the State (R32)."""

import uuid

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from core.workflow import MovedOn, NotReady
from forum.models import ForumCycle
from publications.models import Publication
from reviews import board
from reviews.models import Submission, VoluntaryReview
from reviews.notifications.submission import Receipt, Received
from reviews.steps import submission as steps
from tests import factories
from tests.factories import CANARY

ADDRESS = {"year": 2030, "country": "zz"}


def url(page, **more):
    return reverse(f"reviews:{page}", kwargs={**ADDRESS, **more})


@pytest.fixture
def review(cast):
    """Section C is ready; the canary stands in others, and E has an answer that cannot be read."""
    review = factories.ready_review(cast)
    factories.answer(review, "c3", "<p>A committee of ministries.</p>")
    factories.answer(review, "e2", f"<p>{CANARY} at sea</p>", problem="It cannot be read.")
    review.consultations.create(title=f"{CANARY} consultation", starts_on="2029-05-05", is_public=True)
    review.answers.filter(question__key="h3").delete()
    return review


def send(cast, *sections):
    data = {"early-form_key": uuid.uuid4(), "early-sections": sections, "early-note": ""}
    return cast.prove("focal_point").post(url("submit_part"), data)


@pytest.fixture
def early(cast, review):
    assert send(cast, "c").status_code == 302
    return Submission.objects.get()


def test_r32_the_page_offers_sections_and_names_those_that_go_along(cast, review):
    page = cast.client("focal_point").get(url("check")).text
    assert "Submit chosen sections first" in page
    assert "With them go: A. About this review, H. Attachments and publication." in page
    assert send(cast).status_code == 400


def test_r32_the_secretariat_receives_the_chosen_sections_and_those_that_go_along(cast, early):
    assert {part["code"] for part in early.content["sections"]} == {"a", "c", "h"}
    assert early.is_part
    page = cast.client("officer").get(url("submission", number=1)).text
    assert "A committee of ministries." in page
    assert "Chosen sections, submitted first" in page
    assert "Next steps" in page


def test_r32_nothing_of_the_other_sections_leaves_the_state(cast, early):
    assert CANARY not in str(early.content)
    assert early.content["objectives"] == [], "which objectives are covered stands in a section that follows"
    publication = steps.publish(steps.accept(early, by=cast.officer), by=cast.second_officer)
    assert CANARY not in str(publication.content.content)
    for address in (url("submission", number=1), url("public"), "/en/reviews/", "/en/search/?q=committee"):
        assert CANARY not in cast.client("officer").get(address).text


def test_r32_only_the_chosen_sections_are_checked(cast, review):
    review.answers.filter(question__key="a1").delete()
    answer = send(cast, "c")
    assert answer.status_code == 409
    assert "Which body coordinated this review?" in answer.text
    assert not Submission.objects.exists()
    with pytest.raises(NotReady):
        steps.submit(review, by=cast.focal_point, sections=["c", "e"])


def test_r32_a_section_that_repeats_brings_the_list_of_objectives(cast, review):
    record = steps.submit(review, by=cast.focal_point, sections=["objectives"])
    assert {part["code"] for part in record.content["sections"]} == {"a", "d", "objectives", "h"}
    assert record.content["objectives"] == [5, 23]


def test_r32_the_receipt_names_the_sections(cast, early):
    said = render_to_string("reviews/mail/receipt.txt", Receipt(early).context(cast.focal_point))
    assert "Received were these sections, others follow: About this review, Policy and enabling environment," in said


def test_r32_the_letter_to_the_secretariat_says_that_others_follow(cast, early):
    for end in ("txt", "html"):
        said = render_to_string(f"reviews/mail/received.{end}", Received(early).context(cast.officer))
        assert "It holds chosen sections; the others follow." in said


def test_r32_the_desk_says_partly_and_the_state_is_still_reminded(cast, early):
    cycle = ForumCycle.objects.get(year=2030)
    line = next(line for line in board.lines(cycle) if line.country.pk == "ZZ")
    assert (line.words, line.is_part) == ("Partly submitted", True)
    assert board.filed(cycle) == set()
    assert not board.has_filed("ZZ", cycle)


def test_r32_the_public_page_says_which_are_in_and_the_whole_is_the_next_version(cast, early):
    steps.publish(steps.accept(early, by=cast.officer), by=cast.second_officer)
    said = cast.client("visitor").get(url("public")).text.partition("In this version:")[2]
    there, follow = said.split("Sections that follow:")
    assert "Policy and enabling environment" in there
    assert "Next steps" in follow
    steps.correct(early, by=cast.focal_point, note="The other sections.")
    review = VoluntaryReview.objects.get()
    review.answers.filter(question__key="e2").delete()
    assert "Submit chosen sections first" in cast.client("focal_point").get(url("check")).text
    whole = steps.submit(review, by=cast.focal_point)
    assert not whole.is_part
    steps.publish(steps.accept(whole, by=cast.officer), by=cast.second_officer)
    newest = Publication.objects.current().get()
    assert newest.version == 2
    assert "early" not in newest.content.content
    assert "Sections that follow:" not in cast.client("visitor").get(url("public")).text
    assert board.has_filed("ZZ", ForumCycle.objects.get(year=2030))
    steps.correct(whole, by=cast.focal_point, note="A word.")
    with pytest.raises(MovedOn):
        steps.submit(VoluntaryReview.objects.get(), by=cast.focal_point, sections=["c"])


def test_r32_a_second_piece_holds_what_is_published_already(cast, early):
    steps.publish(steps.accept(early, by=cast.officer), by=cast.second_officer)
    steps.correct(early, by=cast.focal_point, note="Another section.")
    record = steps.submit(VoluntaryReview.objects.get(), by=cast.focal_point, sections=["g"])
    assert {one["code"] for one in record.content["early"]["sections"]} == {"a", "c", "g", "h"}
