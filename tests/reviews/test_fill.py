"""Filling a section through HTTP by a plain form, and what its page shows to whom."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Membership
from reviews.answers import History
from reviews.models import Answer, SectionAssignment
from tests import factories
from tests.cast import member
from tests.reviews.filling import FILL, answer, boxes, counted, save_one


@pytest.fixture
def review(cast):
    return factories.review(cast)


# --- the plain form


def test_r22_help_and_example_stand_under_the_question_and_the_example_is_no_answer(review, cast):
    page = cast.client("focal_point").get(f"{FILL}b/").text
    assert "Example of an answer" in page
    assert "Invented, to show the kind of answer." in page
    assert page.index('id="b1_help"') < page.index("The lead ministry sent the questions") < page.index('id="id_b1"')
    assert answer("b1") is None


def test_a_section_is_filled_by_a_plain_form(review, cast):
    client = cast.client("focal_point")
    page = client.get(f"{FILL}a/")
    sent = client.post(f"{FILL}a/", {**boxes(page), "a1": "Directorate", "a3": "31 May 2029", "a4": "en", "go": "next",
                                     "a2-0-name": "Contact", "a2-0-email": "x@demo.example"})  # fmt: skip
    assert sent.status_code == 302
    assert sent.url == f"{FILL}b/"
    assert (answer("a1").value, answer("a3").value, answer("a4").value) == ("Directorate", "2029-05-31", "en")
    assert answer("a2").value == [{"name": "Contact", "email": "x@demo.example"}]
    assert not Answer.objects.filter(question__key="a5").exists(), "what was left alone is not touched"


@pytest.mark.parametrize("section", ["a", "b", "c", "d", "e", "f", "g", "h"])
def test_every_section_opens_and_comes_back_unchanged(section, cast):
    factories.ready_review(cast)
    client = cast.client("focal_point")
    page = client.get(f"{FILL}{section}/")
    assert page.status_code == 200
    before = Answer.objects.count(), History.objects.count()
    posted = dict(boxes(page))
    for field in page.context["fields"]:
        raw = field.kind.untouched(field.stored)
        if isinstance(raw, str | list) and not (raw and isinstance(raw[0], dict)):
            posted[field.name] = raw
        for number, row in enumerate(raw if isinstance(raw, list) and raw and isinstance(raw[0], dict) else []):
            posted |= {f"{field.name}-{number}-{column}": cell for column, cell in row.items()}
    assert client.post(f"{FILL}{section}/", posted).status_code == 302
    assert (Answer.objects.count(), History.objects.count()) == before


def test_formatted_text_survives_a_plain_form_that_leaves_it_alone(review, cast):
    factories.answer(review, "b1", "<p>Said <strong>boldly</strong></p><ul><li>one</li><li>two</li></ul>")
    client = cast.client("focal_point")
    page = client.get(f"{FILL}b/")
    plain = next(field for field in page.context["fields"] if field.name == "b1").box["plain"]
    client.post(f"{FILL}b/", {**boxes(page), "b1": plain.replace("\n", "\r\n")})
    assert "<strong>" in answer("b1").value


def test_r7_what_cannot_be_read_is_kept_and_the_rest_is_saved(review, cast):
    client = cast.client("focal_point")
    page = client.get(f"{FILL}a/")
    client.post(f"{FILL}a/", {**boxes(page), "a1": "Directorate", "a3": "1/2/2030"})
    assert answer("a1").value == "Directorate"
    again = client.get(f"{FILL}a/").content.decode()
    assert 'value="1/2/2030"' in again
    assert "can be read in two ways" in again


def test_b8_b9_what_is_too_long_comes_back_in_its_box(review, cast):
    client = cast.client("focal_point")
    page = client.get(f"{FILL}a/")
    refused = client.post(f"{FILL}a/", {**boxes(page), "a1": "x" * 600, "a5b": "kept"})
    assert refused.status_code == 400
    assert "x" * 600 in refused.content.decode()
    assert "600" in refused.content.decode()
    assert answer("a1") is None
    assert answer("a5b").value == "kept"


@pytest.mark.parametrize(("typed", "told"), [("bell\x07", True), ("zero\u200bwidth", True), ("plain\r\ntext", False)])
def test_b3_b4_what_was_taken_out_is_told_by_the_form_and_beside_the_box(review, cast, typed, told):
    words = "Characters that cannot be seen were taken out"
    client = cast.client("focal_point")
    page = client.post(f"{FILL}a/", {**boxes(client.get(f"{FILL}a/")), "a1": typed}, follow=True)
    assert (words in page.text) == told
    assert (words in save_one(client, "a5b", typed).json()["echo"]) == told
    assert words not in client.post(f"{FILL}a/", boxes(client.get(f"{FILL}a/")), follow=True).text, "said once"


def test_b1_nul_is_refused(review, cast):
    assert save_one(cast.client("focal_point"), "a1", "a\x00b").status_code == 400


def test_b42_a_conflict_without_script_shows_both_and_each_way_out_works(review, cast):
    mine, theirs = cast.client("focal_point"), cast.client("alternate")
    for way, stands in (("mine", "my text"), ("theirs", "their text")):
        seen = boxes(mine.get(f"{FILL}a/"))
        theirs.post(f"{FILL}a/", {**boxes(theirs.get(f"{FILL}a/")), "a1": f"their text {way}"})
        clash = mine.post(f"{FILL}a/", {**seen, "a1": f"my text {way}"})
        assert clash.status_code == 409
        text = clash.content.decode()
        assert "Keep mine" in text
        assert "<ins>my</ins>" in text
        assert "<del>their</del>" in text
        field = next(field for field in clash.context["fields"] if field.name == "a1")
        chosen = {**dict(field.conflict["hidden"]), "keep": f"a1:{way}"}
        assert mine.post(f"{FILL}a/", chosen).url == f"{FILL}a/#a1"
        assert answer("a1").value == f"{stands} {way}"
        texts = set(History.objects.values_list("value", flat=True))
        assert {f"my text {way}", f"their text {way}"} <= texts


def test_both_texts_can_be_put_in_the_box(review, cast):
    mine, theirs = cast.client("focal_point"), cast.client("alternate")
    seen = boxes(mine.get(f"{FILL}b/"))
    theirs.post(f"{FILL}b/", {**boxes(theirs.get(f"{FILL}b/")), "b1": "their words"})
    clash = mine.post(f"{FILL}b/", {**seen, "b1": "my words"})
    field = next(field for field in clash.context["fields"] if field.name == "b1")
    chosen = {**dict(field.conflict["hidden"]), "keep": "b1:both"}
    page = mine.post(f"{FILL}b/", chosen)
    box = next(field for field in page.context["fields"] if field.name == "b1").box["plain"]
    assert "my words" in box
    assert "their words" in box
    mine.post(f"{FILL}b/", {**boxes(page), "b1": box})
    assert "my words" in answer("b1").value
    assert "their words" in answer("b1").value


def test_f3_ones_own_second_window_is_named_so_and_not_by_ones_office(review, cast):
    client = cast.client("focal_point")
    seen = boxes(client.get(f"{FILL}a/"))
    client.post(f"{FILL}a/", {**seen, "a1": "in one window"})
    text = client.post(f"{FILL}a/", {**seen, "a1": "in the other"}).text
    assert "You saved another answer in another window" in text
    assert "You, in another window" in text
    assert f"{cast.focal_point.office} saved" not in text


def test_b45_a_conflict_row_of_somebody_else_is_not_found(review, cast):
    client = cast.client("focal_point")
    client.post(f"{FILL}a/", {**boxes(client.get(f"{FILL}a/")), "a1": "x"})
    row = History.objects.first()
    chosen = {"a1-mine": row.history_id, "a1-theirs": "1.x", "keep": "a1:mine"}
    assert client.post(f"{FILL}a/", chosen).status_code == 404


def test_f5_a_plain_form_after_signing_out_comes_back_with_its_text(review, cast):
    client = Client(enforce_csrf_checks=True)
    late = client.post(f"{FILL}a/", {"a1": "typed before the time-out", "a1-seen": "0.x"})
    assert late.status_code == 401
    assert "typed before the time-out" in late.content.decode()
    client.force_login(cast.focal_point, backend="allauth.account.auth_backends.AuthenticationBackend")
    old = client.post(f"{FILL}a/", {"a1": "typed before the time-out", "a1-seen": "0.x"})
    assert old.status_code == 403
    token = old.context["csrf_token"]
    fields = {"a1": "typed before the time-out", "a1-seen": "0.x", "csrfmiddlewaretoken": str(token)}
    assert client.post(f"{FILL}a/", fields).status_code == 302
    assert answer("a1").value == "typed before the time-out"


def test_b43_a_form_of_another_site_is_refused(review, cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.focal_point, backend="allauth.account.auth_backends.AuthenticationBackend")
    refused = client.post(f"{FILL}a/", {"a1": "evil", "a1-seen": "0.x"}, headers={"Origin": "https://evil.example"})
    assert refused.status_code == 403
    assert "evil" not in refused.content.decode()


def test_f6_a_right_removed_meanwhile_stores_nothing_and_keeps_the_text(review, cast):
    SectionAssignment.objects.create(
        review=review, section=review.questionnaire.sections.get(code="a"), organisation=cast.labour
    )
    client = cast.client("contributor")
    seen = boxes(client.get(f"{FILL}a/"))
    SectionAssignment.objects.all().delete()
    late = client.post(f"{FILL}a/", {**seen, "a1": "typed"})
    assert late.status_code == 403
    assert "typed" in late.content.decode()
    Membership.objects.filter(user=cast.contributor).update(ends_at=timezone.now())
    gone = client.post(f"{FILL}a/", {**seen, "a1": "typed again"})
    assert gone.status_code == 404
    assert "typed again" in gone.content.decode()
    assert answer("a1") is None


def test_submitted_meanwhile_is_said_and_the_text_comes_back(review, cast):
    client = cast.client("focal_point")
    seen = boxes(client.get(f"{FILL}a/"))
    type(review).objects.filter(pk=review.pk).update(status="submitted")
    late = client.post(f"{FILL}a/", {**seen, "a1": "typed"})
    assert late.status_code == 409
    assert "submitted already" in late.content.decode()
    assert "typed" in late.content.decode()


def test_p3_readers_see_the_section_and_the_reason_why_they_cannot_write(review, cast):
    factories.answer(review, "a1", "Directorate")
    page = cast.client("reader").get(f"{FILL}a/").content.decode()
    assert "Directorate" in page
    assert "You may read this section" in page
    assert '<form method="post" novalidate' not in page


def test_p3_a_reader_of_a_ministry_that_has_the_section_writes_nothing(review, cast):
    section = review.questionnaire.sections.get(code="b")
    SectionAssignment.objects.create(review=review, section=section, organisation=cast.labour)
    client = Client()
    reader = member("labour-reader", cast.labour, Role.MISSION_READER)
    client.force_login(reader, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "data-autosave" not in client.get(f"{FILL}b/").text
    assert save_one(client, "b1", factories.CANARY, section="b").status_code == 403
    assert client.post(f"{FILL}b/", {"b1": factories.CANARY, "b1-seen": "0."}).status_code == 403
    assert client.post(f"{FILL}b/ready/", {"ready": "yes"}).status_code == 403
    assert not Answer.objects.exists()
    assert save_one(cast.client("contributor"), "b1", "<p>Written</p>", section="b").status_code == 200


@pytest.mark.parametrize("code", ["a", "b", "overview", "objectives/5", "f", "h"])
def test_readers_read_every_kind_of_section(cast, code):
    review = factories.ready_review(cast)
    factories.answer(review, "m1", "planned", objective=5)
    page = cast.client("reader").get(f"{FILL}{code}/")
    assert page.status_code == 200
    assert "data-autosave" not in page.content.decode()


@pytest.mark.parametrize("language", ["ar", "zh-hans", "fr", "ru", "es"])
def test_a_section_opens_in_each_language(cast, language):
    factories.ready_review(cast)
    for code in ("b", "overview", "objectives/5"):
        page = cast.client("focal_point").get(f"/{language}/reviews/2030/zz/fill/{code}/")
        assert page.status_code == 200


@pytest.mark.parametrize("who", ["other_focal_point", "officer", "head", "superuser", "member"])
def test_p1_p2_nobody_else_learns_of_the_section(review, cast, who):
    client = cast.client(who)
    for address in ("a/", "objectives/5/", "history/", "print/", "files/h1/"):
        assert client.get(FILL + address).status_code == 404
    assert save_one(client, "a1", "x").status_code == 404
    assert client.post(f"{FILL}a/", {"a1": "x", "a1-seen": "0.x"}).status_code == 404


def test_a_ministry_limited_to_its_sections_knows_no_other(review, cast):
    type(review).objects.update(ministries_read_all=False)
    section = review.questionnaire.sections.get(code="b")
    SectionAssignment.objects.create(review=review, section=section, organisation=cast.labour)
    client = cast.client("contributor")
    assert client.get(f"{FILL}b/").status_code == 200
    assert client.get(f"{FILL}a/").status_code == 404
    assert save_one(client, "a1", "x").status_code == 404


def test_p14_the_audience_stands_beside_each_box(review, cast):
    page = cast.client("focal_point").get(f"{FILL}a/").content.decode()
    assert page.count("For the secretariat only, never published") == 1
    assert "Published" in page


# --- objectives


def test_pages_for_each_objective_follow_the_chosen_ones(review, cast):
    client = cast.client("focal_point")
    empty = client.get(f"{FILL}objectives/")
    assert "Choose the objectives" in empty.content.decode()
    factories.answer(review, "d0", [5, 23])
    assert client.get(f"{FILL}objectives/").url == f"{FILL}objectives/5/"
    page = client.get(f"{FILL}objectives/5/")
    sent = client.post(f"{FILL}objectives/5/", {**boxes(page), "d2a-5": "Work", "d2b-5": ["5(a)"], "go": "next"})
    assert sent.url == f"{FILL}objectives/23/"
    assert answer("d2a", 5).value == "<p>Work</p>"
    assert answer("d2b", 5).value == ["5(a)"]
    assert client.get(f"{FILL}objectives/7/").status_code == 404


def test_the_table_shows_at_most_seven_rows_roundtable_by_roundtable(review, cast):
    factories.answer(review, "d0", list(range(1, 24)))
    client = cast.client("focal_point")
    counts = [len(client.get(f"{FILL}overview/?roundtable={number}").context["rows"]) for number in (1, 2, 3, 4)]
    assert sum(counts) == 23
    assert max(counts) <= 7
    page = client.get(f"{FILL}overview/?roundtable=1")
    number = page.context["rows"][0]["objective"].code
    posted = {**boxes(page), f"m1-{number}": "under_way", f"m3-{number}": "One sentence", "go": "next"}
    assert client.post(f"{FILL}overview/?roundtable=1", posted).url == f"{FILL}overview/?roundtable=2"
    assert answer("m1", number).value == "under_way"


# --- what it costs


def test_a_section_costs_the_same_queries_whatever_it_holds(review, cast):
    factories.answer(review, "d0", [5])
    client = cast.client("focal_point")
    client.get(f"{FILL}overview/")
    few = len(counted(lambda: client.get(f"{FILL}overview/?roundtable=1")))
    Answer.objects.update(value=list(range(1, 24)))
    for number in (2, 5, 6, 12):
        factories.answer(review, "m1", "planned", objective=number)
        factories.answer(review, "m3", "text", objective=number)
    assert len(counted(lambda: client.get(f"{FILL}overview/?roundtable=1"))) == few


def test_a_page_asks_for_nothing_rare_that_its_review_has_not(review, cast):
    client = cast.client("focal_point")
    client.get(f"{FILL}b/")
    sql = counted(lambda: client.get(f"{FILL}b/"))
    rare = ("reviews_earlierdocument", "reviews_comment", "reviews_clearance", "accounts_supportlook")
    assert not [one for one in sql for table in rare if f'FROM "{table}"' in one]
    assert len(sql) <= 9


def test_b9_without_script_two_megabytes_come_back_and_nothing_is_stored(review, cast):
    sent = {"a1": "Long text. " * 200_000, "a1-seen": "", "go": "next"}
    page = "/en/reviews/2030/zz/fill/a/"
    response = cast.client("focal_point").post(page, sent, headers={"sec-fetch-site": "same-origin"})
    assert response.status_code == 413
    assert sent["a1"] in response.text
    assert not Answer.objects.exists()
