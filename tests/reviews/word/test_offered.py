"""A Word file that comes back: what is offered of it, and that nothing is taken unasked."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reviews import answers
from reviews.models import Answer, ReturnedCopy, SectionAssignment
from tests.reviews.test_word_out import ANSWERS, RICH
from tests.reviews.word.copies import (
    SEND,
    back,
    box,
    offered,
    saved,
    send,
    swap,
    swap_line,
    take,
    unplaced,
    value,
    write,
)


def test_a_file_that_nobody_changed_proposes_nothing(document, cast):
    page = back(cast.client("focal_point"), document)
    assert offered(page) == {}
    assert unplaced(page) == []
    assert page.context["file"].found["missing"] == []
    assert "Nothing to take over" in page.content.decode()


def test_r24_every_kind_of_answer_comes_back(review, document, cast):
    client = cast.client("focal_point")
    write(document, "a1", "Ministry of Migration")
    write(document, "a3", "31 May 2027")
    cell = box(document, "b5").cell(0, 0)
    cell.paragraphs[0].add_run("Plain, ")
    cell.paragraphs[0].add_run("bold").bold = True
    cell.add_paragraph("point", style="List Bullet")
    swap(document, "c2", "☒", "☐")
    swap_line(document, "c2", "Yes")
    swap_line(document, "b3", "Media")
    swap_line(document, "c6", "Human rights")
    swap_line(document, "d2b-5", "5(a)")
    table = box(document, "c1")
    row = ["Act 2", table.rows[1].cells[1].text, "2028", "www.example.org/x", "5, 7"]
    for cell, text in zip(table.rows[2].cells, row, strict=True):
        cell.text = text
    money = box(document, "f1")
    money.rows[2].cells[0].text = "Donors"
    money.rows[2].cells[1].text = "eur 2 500 000"
    write(document, "e2", "[Prefer not to say]")
    page = back(client, document)
    kinds = offered(page)
    assert set(kinds) == {"a1", "a3", "b5", "c2", "b3", "c6", "d2b-5", "c1", "f1", "e2"}
    assert set(kinds.values()) == {"change"}
    assert unplaced(page) == []
    take(client, page, *kinds)
    assert value(review, "a1") == "Ministry of Migration"
    assert value(review, "a3") == "2027-05-31"
    assert value(review, "b5") == "<p>Plain, <strong>bold</strong></p><ul><li>point</li></ul>"
    assert value(review, "c2") == "yes"
    assert set(value(review, "b3")) == {"migrants", "academia", "media"}
    assert len(value(review, "c6")) == 3
    assert value(review, "d2b", 5) == ["5(a)"]
    assert value(review, "c1")[1] == {**value(review, "c1")[0], "name": "Act 2", "year": "2028",
                                      "link": "https://www.example.org/x", "objectives": [5, 7]}  # fmt: skip
    assert value(review, "f1")[1] == {"source": "Donors", "amount": {"amount": "2500000", "currency": "EUR"}}
    assert Answer.objects.get(question__key="e2").standing == "prefer_not"
    assert value(review, "b1") == RICH
    assert offered(client.get(page.request["PATH_INFO"])) == {}


def test_nothing_is_taken_without_a_tick(review, document, cast):
    client = cast.client("focal_point")
    write(document, "a1", "Other")
    write(document, "a3", "31 May 2027")
    page = back(client, document)
    assert value(review, "a1") == ANSWERS["a1"]
    after = take(client, page, "a3")
    assert value(review, "a1") == ANSWERS["a1"]
    assert value(review, "a3") == "2027-05-31"
    assert "1 answer was taken over" in after.content.decode()
    assert "Nothing was ticked" in take(client, client.get(page.request["PATH_INFO"])).content.decode()


def test_the_differences_are_shown_word_by_word(review, document, cast):
    box(document, "d2a-5").cell(0, 0).paragraphs[0].runs[0].text = "Seasonal labour scheme."
    text = back(cast.client("focal_point"), document).content.decode()
    assert "Seasonal <del>work</del><ins>labour</ins> scheme." in text


def test_what_changed_here_alone_is_not_turned_back(review, document, cast):
    Answer.objects.filter(question__key="a1").update(value="Newer", version=2)
    assert offered(back(cast.client("focal_point"), document)) == {}


def test_r24_changed_on_both_sides_is_a_conflict_that_nobody_has_ticked(review, document, cast):
    write(document, "a1", "From the file")
    Answer.objects.filter(question__key="a1").update(value="From the page", version=2)
    page = back(cast.client("focal_point"), document)
    assert offered(page) == {"a1": "conflict"}
    assert 'value="a1" id="take-a1" aria-describedby="a1_label">' in page.content.decode()


def test_an_answer_saved_while_the_page_was_open_is_not_overwritten(review, document, cast):
    client = cast.client("focal_point")
    write(document, "a1", "From the file")
    page = back(client, document)
    Answer.objects.filter(question__key="a1").update(value="Meanwhile", version=2)
    after = take(client, page, "a1")
    assert value(review, "a1") == "Meanwhile"
    assert "saved by somebody else meanwhile" in after.content.decode()
    assert offered(after) == {"a1": "conflict"}
    assert answers.History.objects.filter(history_change_reason=answers.NOT_KEPT, value="From the file").exists()


def test_an_emptied_box_empties_nothing_by_itself(review, document, cast):
    write(document, "a1", "")
    page = back(cast.client("focal_point"), document)
    assert offered(page) == {"a1": "empties"}
    assert 'id="take-a1" aria-describedby="a1_label">' in page.content.decode()


def test_the_same_file_again_shows_what_was_found_before(document, cast):
    client, data = cast.client("focal_point"), saved(document)
    back(client, data)
    again = client.post(SEND, {"file": SimpleUploadedFile("other name.docx", data)}, follow=True)
    assert "This very file was sent before" in again.content.decode()
    assert ReturnedCopy.objects.count() == 1


def test_a_text_that_is_too_long_cannot_be_taken(review, document, cast):
    write(document, "b5", "x" * 20_001)
    page = back(cast.client("focal_point"), document)
    [proposal] = page.context["comparison"].proposals
    assert "at most 20,000" in proposal.refusal


def test_p3_a_ministry_takes_over_in_its_own_sections_alone(review, document, cast):
    section = review.questionnaire.sections.get(code="b")
    SectionAssignment.objects.create(review=review, section=section, organisation=cast.labour)
    write(document, "a1", "Not theirs")
    write(document, "b5", "Theirs")
    client = cast.client("contributor")
    page = back(client, document)
    assert {one.field.name: bool(one.refusal) for one in page.context["comparison"].proposals} == {
        "a1": True,
        "b5": False,
    }
    take(client, page, "a1", "b5")
    assert value(review, "a1") == ANSWERS["a1"]
    assert value(review, "b5") == "<p>Theirs</p>"
    type(review).objects.update(ministries_read_all=False)
    page = client.get(page.request["PATH_INFO"])
    assert ANSWERS["a1"] not in page.content.decode()
    assert "You may not read the section" in page.content.decode()


def test_p1_p7_nobody_else_sees_or_sends(review, document, cast):
    back(cast.client("focal_point"), document)
    address = reverse("reviews:returned", kwargs={**review.address, "pk": ReturnedCopy.objects.get().pk})
    for who in ("alternate", "reader", "officer", "superuser", "other_focal_point"):
        assert cast.client(who).get(address).status_code == 404, who
    for who in ("officer", "superuser", "other_focal_point"):
        assert send(cast.client(who), saved(document)).status_code == 404
    assert send(cast.client("reader"), saved(document)).status_code == 403
    type(review).objects.update(status="submitted")
    assert send(cast.client("focal_point"), saved(document)).status_code == 403
