"""A ministry says "ready"; the focal point or a named officer agrees; a change ends it visibly (R9, P5)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Act
from notifications.kinds import Kind
from notifications.models import Message
from reviews import answers, progress
from reviews.models import Clearance, Question, Section, SectionAssignment, VoluntaryReview
from reviews.notifications.team import SectionReady
from reviews.sections import section_in
from tests.factories import CANARY, answer, review

ADDRESS = {"year": 2030, "country": "zz"}
PAGE = "/en/reviews/2030/zz/fill/"


def url(name, code="c"):
    return reverse(f"reviews:{name}", kwargs={**ADDRESS, "code": code})


@pytest.fixture
def draft(cast):
    draft = review(cast)
    section = Section.objects.get(questionnaire=draft.questionnaire, code="c")
    SectionAssignment.objects.create(review=draft, section=section, organisation=cast.labour)
    answer(draft, "c3", f"<p>{CANARY}</p>")
    return draft


def agree(cast, who="focal_point"):
    page = cast.client(who).get(url("agree"))
    return cast.client(who).post(url("agree"), {"seen": page.context["seen"] if page.context else "0" * 64})


def test_a_ministry_says_ready_and_the_focal_point_hears_of_it(cast, draft):
    assert cast.focal_point
    cast.client("contributor").post(url("ready"), {"ready": "yes"})
    assert SectionAssignment.objects.get().ready_at
    assert "Ready to agree" in cast.client("focal_point").get(PAGE).text
    assert "is ready" in cast.client("focal_point").get("/en/work/").text
    row = Message.objects.get(kind="reviews.section_ready", recipient=cast.focal_point)
    assert row.confidential
    assert Kind.of(row).irrelevant(cast.focal_point) == ""
    cast.client("contributor").post(url("ready"), {"ready": "no"})
    assert not SectionAssignment.objects.get().ready_at
    assert Kind.of(row).irrelevant(cast.focal_point)


def test_f2_ready_pressed_twice_is_one_message(cast, draft):
    assert cast.focal_point
    for _press in range(2):
        cast.client("contributor").post(url("ready"), {"ready": "yes"})
    assert Message.objects.filter(kind="reviews.section_ready").count() == 1


def test_only_a_ministry_that_has_the_section_says_ready(cast, draft):
    for who in ("other_contributor", "reader", "focal_point"):
        assert cast.client(who).post(url("ready"), {"ready": "yes"}).status_code == 403, who
    assert not SectionAssignment.objects.get().ready_at


def test_r9_agreeing_keeps_person_office_date_and_fingerprint(cast, draft):
    assert CANARY in cast.client("focal_point").get(url("agree")).text
    assert agree(cast).status_code == 302
    clearance = Clearance.objects.get()
    section = Section.objects.get(questionnaire=draft.questionnaire, code="c")
    assert (clearance.by, clearance.office) == (cast.focal_point, cast.focal_point.office)
    assert clearance.fingerprint == progress.fingerprint(draft, section)
    assert (timezone.now() - clearance.at).total_seconds() < 60
    assert Act.objects.get(verb="agreed").confidential
    assert "Agreed" in cast.client("focal_point").get(PAGE).text


def test_p5_a_ministry_agrees_only_where_its_officer_is_named(cast, draft):
    assert cast.client("contributor").get(url("agree")).status_code == 403
    assert cast.client("contributor").post(url("agree"), {"seen": "0" * 64}).status_code == 403
    SectionAssignment.objects.update(clearing_officer=cast.contributor)
    assert agree(cast, "contributor").status_code == 302
    assert Clearance.objects.get().by == cast.contributor
    assert cast.client("other_contributor").post(url("take_agreement_back")).status_code == 403
    assert cast.client("contributor").post(url("take_agreement_back")).status_code == 302


def test_b44_others_do_not_agree_to_a_section(cast, draft):
    answers_of = {"other_contributor": 403, "reader": 403, "officer": 404, "head": 404, "other_focal_point": 404}
    for who, status in answers_of.items():
        assert cast.client(who).post(url("agree"), {"seen": "0" * 64}).status_code == status, who
        assert cast.client(who).post(url("take_agreement_back")).status_code == status, who
    assert not Clearance.objects.exists()


def test_p3_an_agreed_section_is_closed_to_its_ministry(cast, draft):
    agree(cast)
    assert cast.client("contributor").post(url("ready"), {"ready": "yes"}).status_code == 403
    page = cast.client("contributor").post(url("section"), {"c3": "<p>later</p>"})
    assert page.status_code == 403
    assert draft.answers.get(question__key="c3").value == f"<p>{CANARY}</p>"


def test_r9_a_change_ends_the_agreement_visibly(cast, draft):
    agree(cast)
    save(cast, draft, "<p>Changed.</p>")
    clearance = Clearance.objects.get()
    assert clearance.voided_by == cast.focal_point
    assert "no longer valid since" in cast.client("focal_point").get(PAGE).text


def save(cast, draft, text):
    place = section_in(draft, "c")
    question = Question.objects.get(section=place.section, key="c3")
    answers.put(place, question, None, text, cast.focal_point)


def test_b42_a_text_that_changed_since_it_was_read_is_not_agreed_to(cast, draft):
    seen = cast.client("focal_point").get(url("agree")).context["seen"]
    save(cast, draft, "<p>Changed meanwhile.</p>")
    page = cast.client("focal_point").post(url("agree"), {"seen": seen})
    assert page.status_code == 409
    assert "changed since you opened" in page.text
    assert "Changed meanwhile." in page.text
    assert not Clearance.objects.exists()


def test_f2_agreed_twice_is_one_agreement(cast, draft):
    seen = cast.client("focal_point").get(url("agree")).context["seen"]
    for _press in range(2):
        assert cast.client("focal_point").post(url("agree"), {"seen": seen}).status_code == 302
    assert Clearance.objects.count() == 1


@pytest.mark.parametrize("seen", ["", "x" * 64, "0" * 63, "G" * 64])
def test_a_form_without_its_fingerprint_agrees_to_nothing(cast, draft, seen):
    page = cast.client("focal_point").post(url("agree"), {"seen": seen})
    assert page.status_code == 409
    assert "Read the section on this page" in page.text
    assert not Clearance.objects.exists()


def test_p5_it_is_taken_back_and_stays_on_record(cast, draft):
    agree(cast)
    cast.client("focal_point").post(url("take_agreement_back"))
    clearance = Clearance.objects.get()
    assert clearance.voided_by == cast.focal_point
    assert agree(cast).status_code == 302
    assert Clearance.objects.filter(voided_at=None).count() == 1


def test_b44_nothing_is_agreed_after_submission(cast, draft):
    VoluntaryReview.objects.update(status="submitted")
    assert cast.client("focal_point").post(url("agree"), {"seen": "0" * 64}).status_code == 403
    assert not Clearance.objects.exists()


def test_b48_get_agrees_to_nothing(cast, draft):
    assert cast.client("focal_point").get(url("agree")).status_code == 200
    assert cast.client("focal_point").get(url("take_agreement_back")).status_code == 405
    assert cast.client("contributor").get(url("ready")).status_code == 405
    assert not Clearance.objects.exists()


def test_the_fingerprint_is_that_of_all_that_is_said(cast, draft):
    section = Section.objects.get(questionnaire=draft.questionnaire, code="c")
    first = progress.fingerprint(draft, section)
    answer(draft, "e1b", "<p>elsewhere</p>") if Question.objects.filter(key="e1b").exists() else None
    assert progress.fingerprint(draft, section) == first
    answer(draft, "c4", None, standing="not_applicable")
    assert progress.fingerprint(draft, section) != first


def test_p1_an_officer_who_has_left_the_team_hears_nothing_more_of_the_draft(cast, draft):
    assignment = SectionAssignment.objects.filter(organisation=cast.labour).first()
    assignment.clearing_officer = cast.other_contributor
    assignment.save()
    kind = SectionReady(assignment, at="2029-01-01")
    assert cast.other_contributor in kind.recipients()
    cast.other_contributor.memberships.update(ends_at=timezone.now())
    assert cast.other_contributor not in kind.recipients()
