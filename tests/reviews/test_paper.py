"""The questionnaire on paper."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories

PRINT = "/en/reviews/2030/zz/fill/print/"


def test_p7_the_whole_questionnaire_prints_with_its_codes(cast):
    factories.ready_review(cast)
    page = cast.client("focal_point").get(PRINT).content.decode()
    assert "Draft, not submitted" in page
    for said in ("a1", "Directorate of Migration", "d2a-5", "Seasonal work scheme.", "Not answered", "h3"):
        assert said in page


def test_p1_nobody_else_prints_it(cast):
    factories.ready_review(cast)
    for who in ("officer", "superuser", "other_focal_point", "member"):
        assert cast.client(who).get(PRINT).status_code == 404


def test_a_limited_ministry_prints_its_own_sections(cast):
    factories.ready_review(cast, ministries_read_all=False)
    assert "Directorate of Migration" not in cast.client("contributor").get(PRINT).content.decode()


def test_everybody_finds_the_blank_form_from_the_list_of_reviews(cast):
    review = factories.ready_review(cast)
    visitor = cast.client("visitor")
    assert 'href="/en/reviews/questionnaires/"' in visitor.get("/en/reviews/").text
    forms = visitor.get("/en/reviews/questionnaires/").text
    assert f'href="/en/reviews/questionnaires/{review.questionnaire_id}/"' in forms
    assert factories.CANARY not in forms


def test_the_blank_form_is_public_and_holds_no_answer(cast):
    review = factories.ready_review(cast)
    page = cast.client("visitor").get(f"/en/reviews/questionnaires/{review.questionnaire_id}/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "Which body coordinated this review?" in text
    assert "☐ English" in text
    assert "Sample, not an official questionnaire" in text
    assert factories.CANARY not in text


def test_an_officer_who_previews_a_form_finds_the_way_back_and_others_are_not_shown_it(cast):
    form = factories.review(cast).questionnaire_id
    address, back = f"/en/reviews/questionnaires/{form}/", f'href="/admin/reviews/questionnaire/{form}/change/"'
    assert back in cast.client("officer").get(address).text
    for who in ("visitor", "focal_point", "superuser"):
        assert back not in cast.client(who).get(address).text


def test_a_form_that_is_not_in_force_is_not_public(cast):
    from forum.models import ForumCycle
    from reviews.steps import questionnaires

    draft = questionnaires.load_sample("full", ForumCycle.objects.get(year=2030), by=cast.officer)
    assert cast.client("visitor").get(f"/en/reviews/questionnaires/{draft.pk}/").status_code == 404
    assert cast.client("officer").get(f"/en/reviews/questionnaires/{draft.pk}/").status_code == 200


def test_printing_costs_the_same_queries_whatever_is_answered(cast):
    review = factories.ready_review(cast)
    factories.answer(review, "d2d", [1], objective=5)
    client = cast.client("focal_point")
    client.get(PRINT)
    with CaptureQueriesContext(connection) as few:
        client.get(PRINT)
    for number in (*range(1, 5), *range(6, 24)):
        factories.answer(review, "d2a", "<p>x</p>", objective=number)
        factories.answer(review, "d2d", [1, 2], objective=number)
    review.answers.filter(question__key="d0").update(value=list(range(1, 24)))
    with CaptureQueriesContext(connection) as many:
        client.get(PRINT)
    assert len(many) == len(few)
