"""A body brings many practices in one file: told row by row, written into its drafts on a yes (A1, F30)."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from core.models import Act
from practices.models import Practice
from publications import blank_list, runs
from publications.models import ImportedRecord, ImportRun

pytestmark = pytest.mark.django_db
SEND = reverse("publications:import_send", args=["practice-drafts"])
ROW = {
    "id": "1",
    "title": "A sample practice",
    "title_lang": "en",
    "summary": "What was done.",
    "countries": "Mexico; Canada",
    "objectives_primary": "6; 16",
    "start": "2021",
    "end": "ongoing",
    "lessons": "Begin early.",
}


def send(client, body, *rows):
    book, file = Workbook(), io.BytesIO()
    names = list(dict.fromkeys([*ROW, *(name for row in rows for name in row)]))
    book.active.append(names)
    for row in rows:
        book.active.append([{**ROW, **row}.get(name) for name in names])
    book.save(file)
    key = client.get(SEND).context["form"]["form_key"].value()
    return client.post(
        SEND, {"organisation": body.pk, "form_key": key, "file": SimpleUploadedFile("list.xlsx", file.getvalue())}
    )


def press(client, name):
    return client.post(reverse("publications:import_step", args=[ImportRun.objects.first().pk, name]))


def test_a_list_becomes_drafts_of_the_body_after_it_was_told_row_by_row(cast):
    client = cast.client("owner")
    strange = {"id": "3", "countries": "Atlantis", "start": "last spring", "budget": "USD 5", "status": ""}
    page = send(client, cast.association, {}, {"id": "2", "title": ""}, strange)
    text = client.get(page["Location"]).text
    for sentence in (
        "Nothing is written yet",
        "It has no title.",
        "Atlantis",
        "Not read here, and kept with the row alone: budget.",
        "Created: 2",
        "March 2021 or only 2021.",
    ):
        assert sentence in text
    for sentence in ("Left out: 1", "Mend them in your file and send it again"):
        assert sentence in text
    assert not Practice.objects.exists()
    assert "Number here" not in text
    press(client, "carry_out")
    practice = Practice.objects.get(title=ROW["title"], countries="MX")
    assert f'<a href="{practice.get_absolute_url()}">{practice.title}</a>' in client.get(page["Location"]).text
    assert (practice.status, practice.organisation, practice.started_by) == (
        "draft", cast.association, cast.owner)  # fmt: skip
    assert (practice.starts_on, practice.is_ongoing, practice.consent, practice.reference) == (
        "2021",
        True,
        False,
        None,
    )
    assert "Begin early." in practice.lessons
    assert sorted(practice.main_objectives.values_list("pk", flat=True)) == [6, 16]
    assert client.get(practice.get_absolute_url()).status_code == 200


def test_sent_again_it_updates_what_nobody_has_written_in_and_holds_the_rest(cast):
    client = cast.client("owner")
    send(client, cast.association, {}, {"id": "2", "title": "Second"})
    press(client, "carry_out")
    Practice.objects.filter(title="Second").update(summary="Written here.")
    send(client, cast.association, {"title": "Better"}, {"id": "2", "title": "Second, changed"})
    press(client, "carry_out")
    assert sorted(Practice.objects.values_list("title", flat=True)) == ["Better", "Second"]
    assert [line.outcome for line in ImportRun.objects.first().lines.all()] == ["updated", "held"]


def test_f30_it_is_taken_back_as_one(cast):
    client = cast.client("owner")
    send(client, cast.association, {}, {"id": "2"})
    press(client, "carry_out")
    assert Practice.objects.count() == 2
    press(client, "take_back")
    assert [model.objects.count() for model in (Practice, ImportedRecord, Practice.history.model)] == [0, 0, 0]


def test_the_list_and_its_rows_are_the_senders_alone(cast):
    client = cast.client("owner")
    send(client, cast.association, {}, {"id": "2", "title": ""})
    press(client, "carry_out")
    run = ImportRun.objects.get()
    desk = reverse("admin:publications_importrun_change", args=[run.pk])
    for who in ("officer", "head", "superuser", "member", "focal_point", "co_owner", "other_owner"):
        other = cast.client(who)
        assert other.get(run.get_absolute_url()).status_code == 404, who
        assert other.post(reverse("publications:import_step", args=[run.pk, "take_back"])).status_code == 404, who
        assert other.get(desk).status_code in (302, 403, 404), who
        assert not ImportRun.objects.visible_to(getattr(cast, who)).exists()
        assert not ImportedRecord.objects.visible_to(getattr(cast, who)).exists()
    assert not Act.objects.visible_to(cast.officer).filter(verb__in=["sent list", "imported list"]).exists()


def test_who_writes_for_no_body_finds_no_such_page_and_none_can_be_named_that_is_not_ones_own(cast):
    assert cast.client("member").get(SEND).status_code == 404
    response = send(cast.client("owner"), cast.state)
    assert response.status_code == 400
    assert not ImportRun.objects.exists()


def test_the_sheet_holds_the_names_and_explains_them_and_the_word_document_comes_back_as_it_left(cast):
    from docx import Document

    client = cast.client("owner")
    sheet = client.get(reverse("publications:import_sheet", args=["practice-drafts", cast.association.pk]))
    book = load_workbook(io.BytesIO(sheet.content))
    names = [cell.value for cell in book.worksheets[0][1]]
    assert set(ROW) <= set(names)
    assert [row[0].value for row in book.worksheets[1].rows] == names
    blank_list.make("practice-drafts", "en")
    document = client.get(reverse("publications:import_document", args=["practice-drafts"]))
    written = Document(io.BytesIO(b"".join(document.streaming_content)))
    for row in written.tables[0].rows:
        row.cells[1].text = ROW.get(row.cells[0].text, "")
    file = io.BytesIO()
    written.save(file)
    key = client.get(SEND).context["form"]["form_key"].value()
    filled = SimpleUploadedFile("list.docx", file.getvalue())
    client.post(SEND, {"organisation": cast.association.pk, "form_key": key, "file": filled})
    runs.work(ImportRun.objects.get().pk)
    assert ImportRun.objects.get().lines.get().outcome == "created"
