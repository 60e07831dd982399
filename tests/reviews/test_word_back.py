"""A Word file that comes back: what is offered, what is listed, what is refused, and that nothing is taken unasked."""

import copy as copying
import io
import json
import time
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from PIL import Image

from reviews import answers, jobs, tasks
from reviews.models import Answer, DraftCopy, ReturnedCopy, SectionAssignment
from reviews.steps import copies as steps
from tests import factories
from tests.reviews.test_word_out import ANSWERS, RICH

SEND = "/en/reviews/2030/zz/fill/copies/send-back/"


@pytest.fixture
def review(cast):
    draft = factories.review(cast)
    for key, value in ANSWERS.items():
        factories.answer(draft, key, value)
    factories.answer(draft, "d2a", "<p>Seasonal work scheme.</p>", objective=5)
    return draft


@pytest.fixture
def copy(review, cast):
    """A copy of the whole draft, made by the focal point."""
    made = steps.ask(review, format="docx", by=cast.focal_point)
    tasks.work("reviews.DraftCopy", str(made.pk))
    made.refresh_from_db()
    return made


@pytest.fixture
def document(copy):
    with copy.file.open() as file:
        return Document(io.BytesIO(file.read()))


def saved(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def heading(document, code):
    return next(p for p in document.paragraphs if p.style.name == "Heading 3" and p.text.startswith(f"{code} "))


def box(document, code):
    """The table under the heading of `code`."""
    return document_table(document, next(e for e in heading(document, code)._p.itersiblings() if e.tag == qn("w:tbl")))


def document_table(document, element):
    return next(table for table in document.tables if table._tbl is element)


def write(document, code, text):
    box(document, code).cell(0, 0).paragraphs[0].text = text


def send(client, data, name="copy.docx"):
    return client.post(SEND, {"file": SimpleUploadedFile(name, data)})


def back(client, document, name="copy.docx"):
    """Send the file, let a worker read it, and open the page."""
    response = send(client, document if isinstance(document, bytes) else saved(document), name)
    assert response.status_code == 302, response.content.decode()
    for one in ReturnedCopy.objects.filter(state="waiting"):
        tasks.work("reviews.ReturnedCopy", str(one.pk))
    return client.get(response.url)


def offered(page) -> dict[str, str]:
    return {one.field.name: one.kind for one in page.context["comparison"].proposals}


def unplaced(page) -> list[str]:
    return [text for text, _why in page.context["comparison"].unplaced]


def take(client, page, *names, **seen):
    proposals = {one.field.name: one.field.seen for one in page.context["comparison"].proposals}
    data = {f"{name}-seen": seen.get(name, token) for name, token in proposals.items()}
    return client.post(page.request["PATH_INFO"], {**data, "take": names}, follow=True)


def value(review, key, objective=None):
    return Answer.objects.get(review=review, question__key=key, objective=objective).value


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


def swap(document, code, old, new):
    for text in box(document, code)._tbl.iter(qn("w:t")):
        text.text = text.text.replace(old, new) if text.text else text.text


def swap_line(document, code, label):
    """Tick the line that holds `label`."""
    line = next(p for p in box(document, code)._tbl.iter(qn("w:p")) if label in "".join(p.itertext()))
    next(line.iter(qn("w:t"))).text = "☒"


def track(document, code, old, new):
    """Replace the first run of a box as a tracked change."""
    paragraph = box(document, code).cell(0, 0).paragraphs[0]._p
    spaces = f'{nsdecls("w")} w:author="x" w:date="2029-11-21T10:00:00Z"'
    gone = parse_xml(f'<w:del {spaces} w:id="900"><w:r><w:delText>{old}</w:delText></w:r></w:del>')
    come = parse_xml(f'<w:ins {spaces} w:id="901"><w:r><w:t>{new}</w:t></w:r></w:ins>')
    paragraph.replace(paragraph.find(qn("w:r")), gone)
    gone.addnext(come)


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


def test_the_same_file_again_shows_what_was_found_before(document, cast):
    client, data = cast.client("focal_point"), saved(document)
    back(client, data)
    again = client.post(SEND, {"file": SimpleUploadedFile("other name.docx", data)}, follow=True)
    assert "This very file was sent before" in again.content.decode()
    assert ReturnedCopy.objects.count() == 1


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


def rezipped(data: bytes, change=None, **extra) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(name, text) if change else text)
        for name, text in extra.items():
            new.writestr(name, text)
    return out.getvalue()


def with_entity(name, text):
    if name != "word/document.xml":
        return text
    head = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    return text.replace(b"<w:document", head + b"<w:document", 1)


def test_b22_entities_are_refused(document, cast):
    refused = send(cast.client("focal_point"), rezipped(saved(document), with_entity))
    assert refused.status_code == 400
    assert "defines entities" in refused.content.decode()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_b22_nor_in_another_encoding(document, cast, encoding):
    def other(name, text):
        if name != "word/document.xml":
            return text
        head = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'
        return (head + "<w:document/>").encode(encoding)

    assert send(cast.client("focal_point"), rezipped(saved(document), other)).status_code == 400


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", b"wordprocessingml.document")
        package.writestr("word/document.xml", b" " * 210_000_000)
    return out.getvalue()


def test_b23_bombs_macros_locked_and_old_files_are_refused_in_words(document, cast):
    data = saved(document)
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("word/vbaProject.bin", b"x")
    macro = out.getvalue()
    many = io.BytesIO(data)
    with zipfile.ZipFile(many, "a") as package:
        for number in range(5_100):
            package.writestr(f"word/x{number}.xml", b"")
    climbing = io.BytesIO(data)
    with zipfile.ZipFile(climbing, "a") as package:
        package.writestr("../../etc/x", b"x")
    client = cast.client("focal_point")
    for sent in (bomb(), macro, many.getvalue(), climbing.getvalue(), b"PK\x03\x04 no zip"):
        refused = send(client, sent)
        assert refused.status_code == 400
        assert "Save it anew" in refused.content.decode()
    locked = send(client, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    assert "protected by a password" in locked.content.decode()
    assert send(client, data, name="copy.doc").status_code == 400
    assert send(client, b"").status_code == 400
    assert not ReturnedCopy.objects.exists()


def test_b23_a_text_that_is_larger_than_any_review_is_refused(document, cast, monkeypatch):
    from reviews.word import package

    monkeypatch.setattr(package, "MAX_TEXT", 1_000)
    assert "too long to be read" in send(cast.client("focal_point"), saved(document)).content.decode()


def test_broken_xml_is_told_and_no_error(document, cast):
    broken = rezipped(saved(document), lambda name, text: text[:-40] if name == "word/document.xml" else text)
    page = back(cast.client("focal_point"), broken).content.decode()
    assert "cannot be read" in page


def test_b58_a_file_with_none_of_our_questions_is_told(review, cast):
    other = Document()
    other.add_heading("Report", 1)
    other.add_paragraph("Text")
    assert "No question of this review was found" in back(cast.client("focal_point"), other).content.decode()


def test_pictures_and_links_to_elsewhere_are_never_fetched_and_told(review, document, cast, monkeypatch):
    import socket

    def reached(*args, **kwargs):
        raise AssertionError("the network was reached")

    picture = io.BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    cell = box(document, "b5").cell(0, 0)
    cell.paragraphs[0].add_run("Text with a picture").add_picture(picture)
    outside = document.part.relate_to(
        "http://127.0.0.1:9/x.png",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image",
        is_external=True,
    )
    assert outside
    data = saved(document)
    response = send(cast.client("focal_point"), data)
    monkeypatch.setattr(socket.socket, "connect", reached)
    from reviews.steps import returned

    one = ReturnedCopy.objects.get()
    returned.read(one)
    monkeypatch.undo()
    one.state = "done"
    one.save()
    page = cast.client("focal_point").get(response.url)
    assert offered(page) == {"b5": "change"}
    assert "Pictures" in page.content.decode()


def test_scripts_in_links_and_letters_that_are_none_are_cleaned(review, document, cast):
    cell = box(document, "b5").cell(0, 0)
    link = document.part.relate_to("javascript:alert(1)", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    spaces = nsdecls("w", "r")
    words = "<w:r><w:t>&lt;script&gt; here</w:t></w:r>"
    cell.paragraphs[0]._p.append(parse_xml(f'<w:hyperlink {spaces} r:id="{link}">{words}</w:hyperlink>'))
    client = cast.client("focal_point")
    page = back(client, document)
    take(client, page, "b5")
    assert value(review, "b5") == "<p>&lt;script&gt; here</p>"


def test_f29_a_reader_that_is_killed_is_followed_by_one_more(document, cast):
    client = cast.client("focal_point")
    response = send(client, saved(document))
    killed = timezone.now() - jobs.LEASE - timedelta(seconds=1)
    ReturnedCopy.objects.update(state="working", tries=1, claimed_at=killed)
    assert "being read" in client.get(response.url).content.decode()
    ReturnedCopy.objects.update(state="working", tries=2, claimed_at=killed)
    assert "It was tried twice" in client.get(response.url).content.decode()
    assert back(client, document).context["file"].state == "done", "the same file may be sent again after a failure"


def test_the_file_itself_is_deleted_once_it_is_read_and_what_was_read_after_a_month(document, cast):
    back(cast.client("focal_point"), document)
    one = ReturnedCopy.objects.get()
    assert not one.file
    ReturnedCopy.objects.update(asked_at=timezone.now() - timedelta(days=31))
    tasks.look_after_copies()
    assert not ReturnedCopy.objects.exists()


def test_a_copy_can_come_back_after_its_own_file_is_gone(review, document, cast):
    DraftCopy.objects.update(asked_at=timezone.now() - timedelta(days=40))
    tasks.look_after_copies()
    write(document, "a1", "After forty days")
    assert offered(back(cast.client("focal_point"), document)) == {"a1": "change"}


def test_a_filled_file_of_60_pages_is_read_in_less_than_two_seconds(review, cast):
    texts = [f"<p>{'Paragraph of a review that goes on. ' * 12}</p>" for _n in range(220)]
    review.answers.filter(question__key="b1").update(value="".join(texts))
    made = steps.ask(review, format="docx", by=cast.focal_point)
    tasks.work("reviews.DraftCopy", str(made.pk))
    made.refresh_from_db()
    with made.file.open() as file:
        send(cast.client("focal_point"), file.read())
    start = time.process_time()
    tasks.work("reviews.ReturnedCopy", str(ReturnedCopy.objects.get().pk))
    spent = time.process_time() - start
    assert ReturnedCopy.objects.get().state == "done"
    assert spent < 2, spent


def test_what_was_found_is_small_and_holds_changes_alone(document, cast):
    back(cast.client("focal_point"), document)
    assert len(json.dumps(ReturnedCopy.objects.get().found)) < 500
