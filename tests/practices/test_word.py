"""The draft as a Word copy: out, worked on by somebody, back, and taken over part by part (A1)."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn

from practices import tasks, word, word_copies
from practices.models import Practice
from reference.models import Region
from tests.practices.builders import ready_practice
from tests.reviews.word.copies import box, saved

pytestmark = pytest.mark.django_db
LIST = "<p>Two <strong>thousand</strong> passports.</p><ul><li>first</li><li><em>second</em></li></ul>"


@pytest.fixture(autouse=True)
def _own_place(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def draft_of(cast, **fields):
    return ready_practice(
        cast,
        impact=LIST,
        participants=[{"name": "House of work", "part": "partner", "kind": "academia", "country": "Nepal"}],
        links=[{"title": "Its page", "url": "https://demo.example/page"}],
        **fields,
    )


def send(client, practice, data, name="copy.docx"):
    page = client.post(reverse("practices:word", args=[practice.pk]), {"file": SimpleUploadedFile(name, data)})
    assert page.status_code == 302, page.text
    digest = page["Location"].rstrip("/").rpartition("/")[2]
    tasks.read_word(str(practice.pk), int(client.session["_auth_user_id"]), digest)
    return page["Location"]


def changes(page):
    return {one.name: one for one in page.context["changes"]}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_copy_that_nobody_touched_changes_nothing(cast, language):
    practice = draft_of(cast, language=language)
    returned = word.read(io.BytesIO(word.write(practice)))
    assert set(returned["found"]) == set(word.names())
    assert word.changes_in(practice, returned) == []
    Practice.objects.filter(pk=practice.pk).update(lessons="<p>Written meanwhile.</p>")
    assert word.changes_in(Practice.objects.get(pk=practice.pk), returned) == []  # what others wrote since stays


def test_a_line_is_ticked_by_any_sign_that_people_put_before_it(cast):
    document = Document(io.BytesIO(word.write(draft_of(cast))))
    lines = list(box(document, "main_objectives")._tbl.iter(qn("w:p")))
    for line, said in zip(lines, ["X", "x", "■", "Perhaps"], strict=False):
        next(line.iter(qn("w:t"))).text = said
    returned = word.read(io.BytesIO(saved(document)))
    assert {"1", "2", "3"} <= set(returned["sent"]["main_objectives"])
    assert "4" not in returned["sent"]["main_objectives"]
    assert [one for one in returned["outside"] if one.startswith("Perhaps ")], "no sign: said, not lost"


def test_many_regions_are_found_by_one_query(django_assert_num_queries):
    first, second = Region.objects.all()[:2]
    with django_assert_num_queries(1):
        sent, unknown = word._sent_names("regions", [f"{first.names['en']}; Atlantis", second.names["en"].upper()])
    assert (sent, unknown) == ({"regions": [first.pk, second.pk]}, ["Atlantis"])


def test_what_was_changed_in_it_is_shown_and_taken_over_part_by_part(cast):
    practice, client = draft_of(cast), cast.client("owner")
    address = reverse("practices:word", args=[practice.pk])
    assert client.get(f"{address}?format=docx").status_code == 202
    wanted = word_copies.wanted(practice)
    tasks.make_word(str(practice.pk), wanted.name)
    with default_storage.open(wanted.name) as stored:
        document = Document(io.BytesIO(stored.read()))

    box(document, "summary").cell(0, 0).paragraphs[0].text = "A record goes with the worker. =1+1 <script>"
    box(document, "lessons").cell(0, 0).paragraphs[0].text = "Ask the employers."
    box(document, "countries").cell(0, 0).paragraphs[0].text = "Mexique; Atlantis"
    box(document, "web_address").cell(0, 0).paragraphs[0].text = "javascript:alert(1)"
    box(document, "participants").cell(2, 0).paragraphs[0].text = "A second partner"
    tick = next(
        p
        for p in box(document, "main_objectives")._tbl.iter(qn("w:p"))
        if "Address and reduce" in "".join(p.itertext())
    )
    next(tick.iter(qn("w:t"))).text = "☒"
    Practice.objects.filter(pk=practice.pk).update(lessons="<p>Written meanwhile.</p>")
    back = send(client, practice, saved(document))
    page = client.get(back)
    found = changes(page)
    assert set(found) == {"summary", "lessons", "countries", "web_address", "participants", "main_objectives"}
    assert {name for name, one in found.items() if one.is_offered} == {
        "summary", "countries", "participants", "main_objectives"}  # fmt: skip
    assert found["lessons"].is_conflict
    assert found["web_address"].problem
    assert "Atlantis" in page.context["outside"]
    assert "&lt;script&gt;" in page.text

    ticked = ["summary", "participants", "main_objectives", "web_address"]
    sent = {"take": ticked, **{f"{name}-seen": one.seen for name, one in found.items()}}
    client.post(back, sent)
    stored = Practice.objects.get(pk=practice.pk)
    assert stored.summary == "A record goes with the worker. =1+1 <script>"
    assert [row["name"] for row in stored.participants] == ["House of work", "A second partner"]
    assert stored.participants[0]["part"] == "partner"
    assert len(stored.main_objectives.all()) == 2
    assert (stored.lessons, stored.web_address) == ("<p>Written meanwhile.</p>", "")
    assert set(changes(client.get(back))) == {"lessons", "countries", "web_address"}


def test_it_opens_to_those_alone_who_write_the_draft_and_is_gone_after_a_day(cast, monkeypatch):
    practice, client = draft_of(cast), cast.client("owner")
    address = reverse("practices:word", args=[practice.pk])
    for name, content in (("copy.pdf", b"%PDF-1.7"), ("copy.docx", b"PK nothing"), ("copy.docx", b"")):
        page = client.post(address, {"file": SimpleUploadedFile(name, content)})
        assert page.status_code == 400, name
    back = send(client, practice, word.write(practice))
    assert "Nothing to take over" in client.get(back).text
    for who, codes in (("co_owner", (200, 404)), ("other_owner", (404, 404)), ("officer", (404, 404))):
        assert tuple(cast.client(who).get(one).status_code for one in (address, back)) == codes, who
    monkeypatch.setattr(word_copies, "KEPT", -word_copies.KEPT)
    tasks.forget_word()
    assert client.get(back).status_code == 404
