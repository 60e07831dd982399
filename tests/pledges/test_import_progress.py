"""A body reports on many pledges in one sheet: downloaded, filled in, told row by row, then drafts (C14)."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from pledges.models import ProgressReport
from pledges.steps import progress
from publications.models import ImportRun, Publication
from tests.pledges import builders

pytestmark = pytest.mark.django_db
SEND = reverse("publications:import_send", args=["pledge-progress"])


def sheet(client, body):
    answer = client.get(reverse("publications:import_sheet", args=["pledge-progress", body.pk]))
    return load_workbook(io.BytesIO(answer.content))


def send(client, body, book, **cells):
    names = [cell.value for cell in book.worksheets[0][1]]
    for name, value in cells.items():
        book.worksheets[0].cell(2, names.index(name) + 1, value)
    file = io.BytesIO()
    book.save(file)
    key = client.get(SEND).context["form"]["form_key"].value()
    filled = SimpleUploadedFile("progress.xlsx", file.getvalue())
    client.post(SEND, {"organisation": body.pk, "form_key": key, "file": filled})
    return ImportRun.objects.first()


def press(client, run, name):
    client.post(reverse("publications:import_step", args=[run.pk, name]))


FILLED = {"progress": "in_progress", "as_of": "2026-03", "text": "Done so far.", "value_1": "1,200"}


def test_c14_the_sheet_holds_the_pledges_and_comes_back_as_drafts_after_a_yes(cast):
    pledge = builders.published(cast)
    client, body = cast.client("pledger"), pledge.organisation
    book = sheet(client, body)
    assert [cell.value for cell in book.worksheets[0][2]][:2] == [f"{pledge.reference}-R1", pledge.title]
    run = send(client, body, book, **FILLED)
    assert run.lines.get().problems == [], "what the sheet itself holds is no stranger"
    assert "Nothing is written yet" in client.get(run.get_absolute_url()).text
    assert not ProgressReport.objects.exists(), "nothing applies until confirmed"
    press(client, run, "carry_out")
    report = ProgressReport.objects.get()
    assert (report.status, report.progress, report.as_of, report.text) == (
        "draft", "in_progress", "2026-03", "Done so far.")  # fmt: skip
    assert [figure["value"] for figure in report.figures] == ["1200"]
    assert not Publication.objects.of_kind("progress").exists()
    progress.publish(report, by=cast.pledger)
    again = send(client, body, book, **{**FILLED, "text": "Changed"})
    assert "is published" in " ".join(again.lines.get().problems)
    assert sheet(client, body).worksheets[0].cell(2, 1).value == f"{pledge.reference}-R2"
    other = sheet(cast.client("focal_point"), cast.state).worksheets[0]
    assert other.max_row == 1, "pledges of others are in no sheet"


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"value_1": "200.000 euros"}, "is not a number"),
        ({"value_1": "1.234"}, "two ways"),
        ({"progress": "splendid"}, "not in the list"),
        ({"as_of": "12/11/2026"}, "two ways"),
        ({"id": "PL-9999-R1"}, "no published pledge"),
        ({"progress": None, "as_of": None, "text": None, "value_1": None}, "Nothing is filled in"),
    ],
)
def test_c14_what_can_be_read_in_two_ways_or_not_at_all_is_held(cast, cells, sentence):
    pledge = builders.published(cast)
    client = cast.client("pledger")
    run = send(client, pledge.organisation, sheet(client, pledge.organisation), **{**FILLED, **cells})
    line = run.lines.get()
    assert line.outcome == "held"
    assert sentence in " ".join(line.problems)


def test_c14_a_report_that_is_written_by_hand_is_not_touched(cast):
    pledge = builders.published(cast)
    client = cast.client("pledger")
    report = progress.start(pledge, pledge.organisation, by=cast.pledger)
    run = send(client, pledge.organisation, sheet(client, pledge.organisation), **FILLED)
    press(client, run, "carry_out")
    assert run.lines.get().outcome == "held"
    report.refresh_from_db()
    assert report.text == ""


def test_c14_who_speaks_for_no_body_reports_for_none(cast):
    pledge = builders.published(cast)
    address = reverse("publications:import_sheet", args=["pledge-progress", pledge.organisation_id])
    for who in ("member", "officer", "focal_point"):
        assert cast.client(who).get(address).status_code == 404, who
