"""Word files that are broken, hostile or too large, and what becomes of those that were read."""

import io
import json
import time
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image

from reviews import jobs, tasks
from reviews.models import DraftCopy, ReturnedCopy
from reviews.steps import copies as steps
from tests.reviews.word.copies import back, box, offered, rezipped, saved, send, take, value, write


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
    from core.word import package

    monkeypatch.setattr(package, "MAX_TEXT", 1_000)
    assert "too long to be read" in send(cast.client("focal_point"), saved(document)).content.decode()


def test_broken_xml_is_told_and_no_error(document, cast):
    broken = rezipped(saved(document), lambda name, text: text[:-40] if name == "word/document.xml" else text)
    page = back(cast.client("focal_point"), broken).content.decode()
    assert "cannot be read" in page


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
