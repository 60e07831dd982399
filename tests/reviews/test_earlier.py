"""An update begins with what the State has published: carried over by key, marked, compared, still true (R12)."""

import re
import uuid
import zoneinfo
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Act
from publications.models import Publication
from reviews.answers import CARRIED, History
from reviews.models import Answer, CarriedOver, Question, SaidOfSection, Section, SectionAssignment, VoluntaryReview
from reviews.steps import submission
from tests.factories import CANARY, answer, questionnaire_in_force, ready_review

START = "/en/reviews/start/"
FILL = "/en/reviews/2030/zz/fill/"
OLD = "Two ministries wrote, three regions commented."
NEW = "Four ministries wrote, three regions commented."


def form(**fields):
    return {"form_key": uuid.uuid4(), "kind": "new", "reading": "all", "telling": "no", "expected_on": "", **fields}


def publish(cast, draft):
    received = submission.submit(draft, by=cast.focal_point)
    submission.accept(received, by=cast.officer)
    return submission.publish(received, by=cast.second_officer)


@pytest.fixture
def published(cast) -> Publication:
    draft = ready_review(cast, year=2026)
    draft.answers.filter(question__key="b1").update(value=f"<p>{OLD}</p>")
    answer(draft, "c3", "<p>Nothing moved here.</p>")
    answer(draft, "g3", [5, 7])
    return publish(cast, draft)


@pytest.fixture
def update(cast, published) -> VoluntaryReview:
    questionnaire_in_force(cast)
    assert cast.client("focal_point").post(START, form(begin=published.reference)).status_code == 302
    return VoluntaryReview.objects.get(cycle=2030)


def box(page, name):
    return page.text.split(f'name="{name}-seen" value="')[1].split('"')[0]


def test_r12_the_start_page_offers_what_the_state_has_published_and_an_empty_form(cast, published):
    questionnaire_in_force(cast)
    page = cast.client("focal_point").get(START).text
    assert "The answers of RV-2026-ZZ" in page
    assert "An empty form" in page
    cast.client("focal_point").post(START, form(begin=""))
    review = VoluntaryReview.objects.get(cycle=2030)
    assert (review.earlier, review.answers.count()) == (None, 0)
    assert cast.client("focal_point").get(f"{FILL}earlier/").status_code == 404


def test_r12_anothers_review_cannot_be_begun_with(cast, published):
    questionnaire_in_force(cast)
    reply = cast.client("other_focal_point").post(START, form(begin=published.reference))
    assert reply.status_code == 302, "no such question is asked of a State that has published nothing"
    assert VoluntaryReview.objects.get(country="XZ").earlier is None
    assert not Answer.objects.filter(review__country="XZ").exists()


def test_r12_answers_are_carried_over_by_their_keys_and_wait_to_be_looked_at(cast, update):
    carried = {one.question.key: one for one in update.answers.select_related("question")}
    assert carried["b1"].value == f"<p>{OLD}</p>"
    assert carried["d0"].value == [5, 23]
    assert carried["d2a"].objective_id == 5
    assert "h3" not in carried, "what was for the secretariat only is not published, and not carried over"
    assert "h2" not in carried, "the statement of clearance is made anew"
    assert CarriedOver.objects.filter(as_of=None).count() == len(carried)
    assert {row.history_change_reason for row in History.objects.filter(review_id=update.pk)} == {CARRIED}
    assert Act.objects.get(verb="carried over").confidential
    page = cast.client("focal_point").get(f"{FILL}b/").text
    assert "From RV-2026-ZZ, nobody has looked at it yet." in page


def day_of(person) -> date:
    return timezone.localdate(timezone=zoneinfo.ZoneInfo(person.time_zone))


def test_r12_one_press_says_still_true_and_a_change_says_changed(cast, update):
    client = cast.client("focal_point")
    page = client.get(f"{FILL}c/")
    reply = client.post(
        f"{FILL}c/", {"still_true": "c3", "c3-seen": box(page, "c3"), "c3": "<p>Nothing moved here.</p>"}
    )
    assert reply.url.endswith("#c3")
    carried = CarriedOver.objects.get(answer__question__key="c3")
    assert (carried.as_of, carried.by) == (day_of(cast.focal_point), cast.focal_point)
    assert "Still true, as of" in client.get(f"{FILL}c/").text
    page = client.get(f"{FILL}b/")
    client.post(f"{FILL}b/", {"b1": NEW, "b1-seen": box(page, "b1"), "b1-form": "text"})
    assert "Changed since RV-2026-ZZ." in client.get(f"{FILL}b/").text


def test_r12_who_may_not_write_says_nothing(cast, update):
    assert cast.contributor
    page = cast.client("contributor").get(f"{FILL}c/").text
    assert "still_true" not in page
    assert cast.client("contributor").post(f"{FILL}c/", {"still_true": "c3"}).status_code == 403
    assert not CarriedOver.objects.exclude(as_of=None).exists()


def test_r12_the_check_page_counts_what_nobody_has_looked_at_and_shows_words_that_changed(cast, update):
    update.answers.filter(question__key="b1").update(value=f"<p>{NEW}</p>", version=2)
    answer(update, "c4", "<p>Quite new.</p>")
    page = cast.client("focal_point").get(f"{FILL}check/").text
    assert "nobody has looked at it yet: " in page
    assert "<del>Two</del><ins>Four</ins> ministries" in page
    for words in ("Unchanged: ", "Changed: 1", "New: 1", "No longer answered: 1"):
        assert words in page, words


def test_r12_the_check_page_asks_as_much_for_one_answer_as_for_many(cast, update, django_assert_max_num_queries):
    client = cast.client("focal_point")
    client.get(f"{FILL}check/")
    with django_assert_max_num_queries(25):
        few = client.get(f"{FILL}check/").text
    longs = Question.objects.filter(section__questionnaire=update.questionnaire, section__code__in="bce", type="long")
    for question in longs.exclude(pk__in=update.answers.values("question")):
        answer(update, question.key, "<p>Said now.</p>")
    with django_assert_max_num_queries(25):
        many = client.get(f"{FILL}check/").text
    assert many.count("<ins>") > few.count("<ins>")


def test_r12_what_is_no_longer_asked_stands_beside(cast, published):
    questionnaire_in_force(cast, "update")
    cast.client("focal_point").post(START, form(kind="update", begin=published.reference))
    review = VoluntaryReview.objects.get(cycle=2030)
    carried = {one.question.key: one.value for one in review.answers.select_related("question")}
    assert carried == {"a4": "en", "b1": f"<p>{OLD}</p>"}, "an update asks some questions under the same keys"
    page = cast.client("focal_point").get(f"{FILL}earlier/").text
    kept, folded = re.split(r'<details class="more space-above">\s*<summary>No longer asked: ', page)
    assert "Nothing moved here." in folded, "a section that is gone is folded away, whole"
    assert '<span class="status status--warn">' not in kept


def test_r12_an_answer_that_a_question_of_today_cannot_hold_stands_beside(cast, published):
    form_ = questionnaire_in_force(cast)
    form_.sections.get(code="b").questions.filter(key="b1").update(type="number")
    form_.sections.get(code="d").questions.filter(key="d0").update(type="text")
    cast.client("focal_point").post(START, form(begin=published.reference))
    review = VoluntaryReview.objects.get(cycle=2030)
    assert not review.answers.filter(question__key__in=("b1", "d0")).exists()
    assert review.answers.filter(question__key="c3").exists()
    assert OLD in cast.client("focal_point").get(f"{FILL}earlier/").text


def test_r12_the_published_page_says_of_each_answer_how_it_stands(cast, update):
    update.answers.filter(question__key="b1").update(value=f"<p>{NEW}</p>", version=2)
    CarriedOver.objects.filter(answer__question__key="c3").update(as_of=date(2029, 11, 28))
    answer(update, "a2", [{"name": "Contact of record", "office": "Directorate", "email": "office@demo.example"}])
    answer(update, "h2", True)
    answer(update, "h3", f"<p>{CANARY}</p>")
    public = publish(cast, update)
    page = cast.client("visitor").get(public.get_absolute_url()).text
    assert "RV-2026-ZZ, version 1" in page
    assert "<del>Two</del><ins>Four</ins>" in page
    assert "Still true, as of 28 November 2029." in page
    assert CANARY not in page
    content = cast.client("visitor").get(f"{public.get_absolute_url()}?format=json").json()
    assert content["update_of"]["reference"] == "RV-2026-ZZ"
    as_of = [one["as_of"] for part in content["sections"] for one in part["answers"] if "as_of" in one]
    assert as_of == ["2029-11-28"]


def test_p17_once_the_earlier_review_is_withdrawn_its_words_stand_nowhere(cast, update):
    from publications import register

    update.answers.filter(question__key="b1").update(value=f"<p>{NEW}</p>", version=2)
    answer(update, "a2", [{"name": "Contact of record", "office": "Directorate", "email": "office@demo.example"}])
    answer(update, "h2", True)
    public = publish(cast, update)
    assert "<del>Two</del>" in cast.client("visitor").get(public.get_absolute_url()).text
    register.withdraw("RV-2026-ZZ", by=cast.officer, reason="Asked for by the State.")
    assert "<del>Two</del>" not in cast.client("visitor").get(public.get_absolute_url()).text


def test_p1_nobody_outside_the_team_learns_of_the_comparison(cast, update):
    for who in ("officer", "head", "superuser", "other_focal_point", "member"):
        assert cast.client(who).get(f"{FILL}earlier/").status_code == 404, who
        assert cast.client(who).post(f"{FILL}earlier/c/", {"since": "new"}).status_code == 404, who


def test_a_ministry_limited_to_its_sections_reads_no_other_beside(cast, update):
    VoluntaryReview.objects.filter(pk=update.pk).update(ministries_read_all=False)
    section = Section.objects.get(questionnaire=update.questionnaire, code="c")
    SectionAssignment.objects.create(review=update, section=section, organisation=cast.labour)
    update.answers.filter(question__key="b1").update(value=f"<p>{CANARY}</p>", version=2)
    assert CANARY in cast.client("focal_point").get(f"{FILL}earlier/").text
    for page in ("earlier/", "check/"):
        assert CANARY not in cast.client("contributor").get(FILL + page).text


@pytest.fixture
def beside_document(cast) -> VoluntaryReview:
    from imrf_portal.management.samples import reviews as samples

    assert cast.state
    samples.publish_document(cast.officer, cast.second_officer)
    questionnaire_in_force(cast)
    cast.client("focal_point").post(START, form(begin="RV-2022-ZZ"))
    return VoluntaryReview.objects.get(cycle=2030)


def test_r12_a_document_stands_beside_the_form_and_each_section_says_how_it_stands(cast, beside_document):
    client = cast.client("focal_point")
    page = client.get(f"{FILL}earlier/").text
    assert "sample-review.pdf" in page
    assert client.post(f"{FILL}earlier/c/", {"since": "unchanged"}).status_code == 302
    client.post(f"{FILL}earlier/c/", {"since": "changed"})
    said = SaidOfSection.objects.get()
    assert (said.since, said.by, said.section.code) == ("changed", cast.focal_point, "c")
    assert "Choose one of the three." in client.post(f"{FILL}earlier/c/", {"since": "x"}, follow=True).text
    answer(beside_document, "c3", "<p>Text.</p>")
    assert "Beside the earlier document: Changed" in client.get(f"{FILL}preview/").text
    assert not beside_document.carried.exists()


def test_r12_a_ministry_says_it_of_its_own_section_alone(cast, beside_document):
    section = Section.objects.get(questionnaire=beside_document.questionnaire, code="c")
    SectionAssignment.objects.create(review=beside_document, section=section, organisation=cast.labour)
    client = cast.client("contributor")
    for code in "bc":
        client.post(reverse("reviews:earlier_say", kwargs={**beside_document.address, "code": code}), {"since": "new"})
    assert [one.section.code for one in SaidOfSection.objects.all()] == ["c"]
