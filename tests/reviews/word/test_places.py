"""Where an answer belongs that comes back in Word, and what has no place (RELIABILITY B58)."""

import copy as copying
import io

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from tests.reviews.test_word_out import RICH
from tests.reviews.word.copies import (
    back,
    box,
    document_table,
    heading,
    offered,
    swap_line,
    take,
    track,
    unplaced,
    value,
    write,
)


def test_b58_a_heading_without_its_code_is_found_by_its_bookmark_and_the_other_way_round(review, document, cast):
    write(document, "a1", "One")
    write(document, "a5b", "Two")
    first, second = heading(document, "a1"), heading(document, "a5b")
    for mark in list(second._p.iter(qn("w:bookmarkStart"), qn("w:bookmarkEnd"))):
        mark.getparent().remove(mark)
    first.runs[0].text = ""
    page = back(cast.client("focal_point"), document)
    assert offered(page) == {"a1": "change", "a5b": "change"}


def test_b58_without_code_and_bookmark_the_text_is_listed(review, document, cast):
    write(document, "a1", "Lost answer")
    paragraph = heading(document, "a1")
    for mark in list(paragraph._p.iter(qn("w:bookmarkStart"), qn("w:bookmarkEnd"))):
        mark.getparent().remove(mark)
    paragraph.runs[0].text = ""
    page = back(cast.client("focal_point"), document)
    assert offered(page) == {}
    assert "Lost answer" in unplaced(page)
    assert "a1" in page.context["file"].found["missing"]


def test_b58_words_outside_of_the_boxes_are_listed_and_never_dropped(review, document, cast):
    heading(document, "b1").insert_paragraph_before("A remark of the minister")
    document.add_paragraph("At the very end")
    page = back(cast.client("focal_point"), document)
    assert unplaced(page) == ["A remark of the minister", "At the very end"]
    assert "A remark of the minister" in page.content.decode()


def test_b58_a_question_taken_out_stays_as_it_is(review, document, cast):
    table = box(document, "b1")
    heading(document, "b1")._p.getparent().remove(heading(document, "b1")._p)
    table._tbl.getparent().remove(table._tbl)
    page = back(cast.client("focal_point"), document)
    assert offered(page) == {}
    assert page.context["file"].found["missing"] == ["b1"]
    assert value(review, "b1") == RICH


def test_b58_of_two_copies_of_one_field_the_changed_one_is_offered_and_the_other_listed(review, document, cast):
    def doubled(text):
        table, title = box(document, "a1"), heading(document, "a1")
        new_title, new_table = copying.deepcopy(title._p), copying.deepcopy(table._tbl)
        table._tbl.addnext(new_title)
        new_title.addnext(new_table)
        document_table(document, new_table).cell(0, 0).paragraphs[0].text = text

    doubled("Second wording")
    page = back(cast.client("focal_point"), document)
    assert offered(page) == {"a1": "change"}
    assert "more than once" in page.content.decode()
    doubled("Third wording")
    page = back(cast.client("focal_point"), document)
    assert "a1: Second wording" in unplaced(page)


def test_b58_tracked_changes_are_read_as_accepted_told_and_not_ticked(review, document, cast):
    track(document, "d2a-5", "Seasonal work scheme.", "Another scheme.")
    client = cast.client("focal_point")
    page = back(client, document)
    [proposal] = page.context["comparison"].proposals
    assert proposal.tracked
    assert not proposal.is_offered
    assert "tracked changes" in page.content.decode()
    take(client, page, "d2a-5")
    assert value(review, "d2a", 5) == "<p>Another scheme.</p>"


def test_b58_a_file_of_another_state_is_refused(document, cast):
    document.core_properties.identifier = "RV-2030-FR;q=new-1;v=3"
    page = back(cast.client("focal_point"), document).content.decode()
    assert "This file belongs to another review: RV-2030-FR" in page
    assert "Nothing was read" in page


def test_b58_an_older_questionnaire_is_told_and_placed_by_its_codes(review, document, cast):
    document.core_properties.identifier = "RV-2030-ZZ;q=new-7;v=1"
    write(document, "a1", "By its code")
    page = back(cast.client("focal_point"), document)
    assert "another version of the questionnaire" in page.content.decode()
    assert offered(page) == {"a1": "change"}


def test_b58_a_renamed_file_and_one_that_lost_its_properties_are_read(review, document, cast):
    write(document, "a1", "Without origin")
    document.core_properties.identifier = ""
    page = back(cast.client("focal_point"), document, name="final FINAL (2).docx")
    assert "no longer says which copy it was" in page.content.decode()
    assert offered(page)["a1"] == "conflict"
    assert page.context["comparison"].open
    assert not [one for one in page.context["comparison"].proposals if one.is_offered]


def test_b58_a_blank_form_filled_in_is_read(review, cast):
    from reviews.word import copies as word

    document = Document(io.BytesIO(word.of_blank(review.questionnaire, "en").data))
    write(document, "b5", "New text")
    write(document, "d2a", "About which objective?")
    page = back(cast.client("focal_point"), document)
    assert offered(page)["b5"] == "change"
    assert any("About which objective?" in text for text in unplaced(page))


def test_b58_a_file_with_none_of_our_questions_is_told(review, cast):
    other = Document()
    other.add_heading("Report", 1)
    other.add_paragraph("Text")
    assert "No question of this review was found" in back(cast.client("focal_point"), other).content.decode()


def test_an_objective_that_is_not_covered_waits_until_it_is_chosen(review, document, cast):
    client = cast.client("focal_point")
    cell = box(document, "d2a-5").cell(0, 0)
    cell.paragraphs[0].text = "Kept"
    page = back(client, document)
    review.answers.filter(question__key="d0").update(value=[23])
    page = client.get(page.request["PATH_INFO"])
    assert any("does not cover" in why for _text, why in page.context["comparison"].unplaced)
    review.answers.filter(question__key="d0").update(value=[5, 23])
    assert "d2a-5" in offered(client.get(page.request["PATH_INFO"]))


def test_a_table_with_rows_and_columns_too_many(review, document, cast):
    table = box(document, "c1")
    for number in range(210):
        table.add_row().cells[0].text = f"Law {number}"
    other = box(document, "f1")
    other.add_column(Mm(20)).cells[0].text = "Remark"
    other.rows[1].cells[-1].text = "a cell of its own"
    page = back(cast.client("focal_point"), document)
    assert {"f1: Remark", "f1: a cell of its own"} <= set(unplaced(page))
    proposal = next(one for one in page.context["comparison"].proposals if one.field.name == "c1")
    assert "at most 200 rows" in proposal.refusal
    assert 'value="c1"' not in page.content.decode()


def test_two_ticks_where_one_is_wanted_and_unknown_lines_are_listed(review, document, cast):
    swap_line(document, "c2", "Yes")
    write(document, "h2", "☒ Perhaps")
    page = back(cast.client("focal_point"), document)
    left = " ".join(unplaced(page))
    assert "☒ Yes / ☒" in left
    assert "☒ Perhaps" in left


def test_a_number_that_can_be_read_in_two_ways_is_kept_and_told(review, document, cast):
    write(document, "a3", "03/04/2027")
    page = back(cast.client("focal_point"), document)
    [proposal] = page.context["comparison"].proposals
    assert not proposal.is_offered
    assert "can be read in two ways" in page.content.decode()
