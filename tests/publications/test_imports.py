"""The secretariat imports a list from a page: told row by row, done on a yes, taken back as one (F30, B33, W9)."""

import io
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pledges.models import Pledge
from practices.models import Practice, PracticeVersion
from publications import runs
from publications.models import ImportedRecord, ImportLine, ImportRun, Publication
from reviews.models import ReceivedDocument

pytestmark = pytest.mark.django_db
ADD = "admin:publications_importrun_add"
ROWS = [
    {"id": "A", "title": "First", "summary": "Text.", "title_lang": "en", "source": {"url": "https://demo.example/a"}},
    {"id": "B", "title": ""},
    {"id": "A", "title": "Twice"},
]


def send(client, rows=ROWS, *, command="import_practices", name="list.json", data=None):
    data = json.dumps(rows).encode() if data is None else data
    return client.post(reverse(ADD), {"command": command, "file": SimpleUploadedFile(name, data)})


def page(run, name="change", *args):
    return reverse(f"admin:publications_importrun_{name}", args=[run.pk, *args])


def press(cast, who, run, step):
    return cast.prove(who).post(page(run, "step", step), {})


def test_f30_a_list_is_told_row_by_row_then_imported_then_taken_back_as_one(cast):
    client = cast.client("officer")
    assert send(client).status_code == 302
    run = ImportRun.objects.get()
    assert (run.state, run.total, run.by, bool(run.file)) == ("looked", 3, cast.officer, False)
    text = client.get(page(run)).text
    for sentence in (
        "Nothing is written yet",
        "It has no title.",
        "stands twice",
        "Created: 1",
        "Held for a decision: 1",
    ):
        assert sentence in text
    assert not Practice.objects.exists()
    assert not ImportedRecord.objects.exists()
    assert press(cast, "officer", run, "carry_out").status_code == 302
    practice = Practice.objects.get()
    assert practice.reference in client.get(page(run)).text
    assert "It has no title." in "".join(part.decode() for part in client.get(page(run, "report")).streaming_content)
    assert press(cast, "officer", run, "carry_out").status_code == 403, "once is enough"
    assert press(cast, "second_officer", run, "take_back").status_code == 302
    left = (Practice, PracticeVersion, ImportedRecord, Practice.history.model)
    assert [model.objects.count() for model in left] == [0, 0, 0, 0]
    run.refresh_from_db()
    assert (run.state, run.lines.count()) == ("undone", 3), "the report stays"


def test_f30_what_somebody_has_worked_on_is_not_taken_back_and_the_page_says_which(cast):
    from practices.steps import screening

    send(cast.client("officer"))
    run = ImportRun.objects.get()
    press(cast, "officer", run, "carry_out")
    screening.carry_over(Practice.objects.get(), by=cast.officer)
    press(cast, "officer", run, "take_back")
    run.refresh_from_db()
    assert (run.state, Practice.objects.count()) == ("done", 1)
    assert Practice.objects.get().reference in run.problem
    assert run.problem in cast.client("officer").get(page(run)).text.replace("&#x27;", "'")


def test_a_list_that_is_dropped_writes_nothing_and_cannot_be_imported_any_more(cast):
    send(cast.client("officer"))
    run = ImportRun.objects.get()
    press(cast, "officer", run, "drop")
    assert press(cast, "officer", run, "carry_out").status_code == 403
    assert not Practice.objects.exists()


def test_w9_one_page_takes_reviews_practices_and_pledges(cast):
    assert cast.state
    client = cast.client("officer")
    source = {"page_title": "A page", "url": "https://demo.example/a"}
    review = {"id": "R", "title": "A review", "country": "Mexico", "review_round": "Regional review 2021",
              "submission_kind": "new", "source": source}  # fmt: skip
    pledge = {"id": "P", "title": "A pledge", "summary": "Text", "pledger": "Demo State", "pledger_type": "state",
              "source": source}  # fmt: skip
    for command, row in (("import_reviews", review), ("import_practices", ROWS[0]), ("import_pledges", pledge)):
        send(client, [row], command=command)
        run = ImportRun.objects.get(command=command)
        press(cast, "officer", run, "carry_out")
        assert run.lines.get().outcome == "created", run.lines.get().problems
    assert [model.objects.count() for model in (ReceivedDocument, Practice, Pledge)] == [1, 1, 1]
    assert not Publication.objects.exists(), "an import publishes nothing"
    assert "https://demo.example/a" in str(Pledge.objects.get().versions.get().content["source"])
    for run in ImportRun.objects.all():
        press(cast, "officer", run, "take_back")
    assert [model.objects.count() for model in (ReceivedDocument, Practice, Pledge)] == [0, 0, 0]


@pytest.mark.parametrize("who", ["visitor", "member", "focal_point", "superuser"])
def test_imports_are_the_secretariats_alone(cast, who):
    send(cast.client("officer"))
    run = ImportRun.objects.get()
    client = cast.client(who)
    for address in (reverse(ADD), page(run), page(run, "report"), page(run, "step", "carry_out")):
        assert client.get(address).status_code in (302, 403, 404)
    assert send(client).status_code in (302, 403)
    assert ImportRun.objects.count() == 1
    assert not ImportRun.objects.visible_to(getattr(cast, who, cast.member)).exists()


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("list.exe", b"x", "Send a file that ends in"),
        ("list.csv", b"name;title\n1;2\n", "has no column “id”"),
        ("list.csv", b"id;title;title\n1;2;3\n", "stands twice"),
        ("list.csv", b"id,title\n", "holds no rows"),
        ("list.json", b'[{"id": "a", "id": "b"}]', "stands twice"),
        ("list.xlsx", b"no workbook", "is not an XLSX workbook"),
        ("list.docx", b"no document", "is not a Word document"),
        ("list.csv", "id\nü".encode("latin-1"), "neither UTF-8 nor UTF-16"),
    ],
)
def test_b33_a_file_that_cannot_be_read_is_refused_in_a_sentence(cast, name, data, sentence):
    client = cast.client("officer")
    response = send(client, name=name, data=data)
    for run in ImportRun.objects.all():
        runs.work(run.pk)
    text = response.text if response.status_code == 200 else client.get(page(ImportRun.objects.get())).text
    assert sentence in text


def test_a_row_that_no_database_can_store_is_refused_and_the_others_go_on(cast):
    broken = [{"id": "A", "title": "a\x00b"}, {"id": "B", "note": ["\ud800"], "title": "B"}, "text", None]
    rows = [*broken, {**ROWS[0], "id": "C"}]
    send(cast.client("officer"), rows)
    assert [line.outcome for line in ImportLine.objects.all()] == ["refused"] * 4 + ["created"]


def test_b33_too_many_rows_are_refused_with_the_limit(cast, monkeypatch):
    monkeypatch.setattr(runs, "MAX_ROWS", 2)
    client = cast.client("officer")
    send(client)
    assert "more than 2 records" in client.get(page(ImportRun.objects.get())).text


@pytest.mark.parametrize(
    "data",
    [
        "id\ttitle\nA\tFirst\n".encode("utf-16"),
        "id;title\nA;First\n".encode("utf-16-le"),
        b"sep=;\r\nID;Title\r\nA;First",
    ],
)
def test_b33_what_excel_saves_as_text_is_read(cast, data):
    send(cast.client("officer"), name="list.csv", data=data)
    line = ImportLine.objects.get()
    assert (line.source_id, line.title, line.outcome) == ("A", "First", "created")


def test_a_formula_that_nobody_has_computed_and_a_cell_without_a_name_are_not_lost(cast):
    from openpyxl import Workbook

    book, file = Workbook(), io.BytesIO()
    book.active.append(["id", "title"])
    book.active.append(["A", "=1+1", "beyond"])
    book.create_sheet("notes").append(["Not", "a list"])
    book.save(file)
    send(cast.client("officer"), name="list.xlsx", data=file.getvalue())
    line = ImportLine.objects.get()
    assert line.title == "=1+1"
    assert any("beyond" in problem for problem in line.problems)


def test_a_word_document_holds_a_record_in_each_table(cast):
    from docx import Document

    document, file = Document(), io.BytesIO()
    document.add_paragraph("Text for people.")
    for number in ("A", "B"):
        table = document.add_table(rows=0, cols=2)
        for name, value in (("id", number), ("title", "A title"), ("objectives_primary", "6; 7")):
            cells = table.add_row().cells
            cells[0].text, cells[1].text = name, value
    document.save(file)
    send(cast.client("officer"), name="list.docx", data=file.getvalue())
    runs.work(ImportRun.objects.get().pk)
    assert [line.raw["objectives_primary"] for line in ImportLine.objects.all()] == ["6; 7", "6; 7"]
    assert {line.outcome for line in ImportLine.objects.all()} == {"created"}


def test_a_long_list_is_brought_on_by_a_worker_in_portions_and_goes_on_where_one_died(cast, monkeypatch):
    told = []
    monkeypatch.setattr(runs.broker, "send", lambda task, calls: told.append((task, calls)))
    monkeypatch.setattr(runs, "AT_ONCE", 10)
    monkeypatch.setattr(runs, "PORTION", 2)
    rows = [{**ROWS[0], "id": str(number)} for number in range(5)] + [{**ROWS[0], "id": "0"}]
    send(cast.client("officer"), rows)
    run = ImportRun.objects.get()
    assert (run.state, run.total) == ("looking", 0)
    assert "renews itself" in cast.client("officer").get(page(run)).text
    runs.work(run.pk, budget=0.0)
    ImportRun.objects.update(at=run.at - timedelta(hours=1))
    runs.look_after()
    assert told[-1] == ("publications.tasks.import_rows", [[str(run.pk)]])
    runs.work(run.pk)
    run.refresh_from_db()
    assert (run.state, run.total) == ("looked", 6)
    assert [line.outcome for line in run.lines.all()] == ["created"] * 5 + ["refused"]
    monkeypatch.setattr(runs, "PATIENCE", 0.0)
    press(cast, "officer", run, "carry_out")
    runs._bring_on(run := ImportRun.objects.get())
    assert (Practice.objects.count(), run.done) == (2, 2)
    runs.work(run.pk)
    assert (Practice.objects.count(), ImportRun.objects.get().state) == (5, "done")
