"""Reviews from a list: each row created, updated, held or refused, and nothing altered in silence."""

import csv
import io
import json
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from openpyxl import Workbook

from core import imports, uploads
from publications.models import ImportedRecord, Publication
from reviews.models import ReceivedDocument, VoluntaryReview
from reviews.steps import documents

ROW = {
    "id": "T-1",
    "kind": "review",
    "title": "Sample: submission to the regional review of 2020",
    "country": "Türkiye",
    "country_as_printed": "Turkey",
    "region": "UNECE",
    "review_round": "Regional review 2020",
    "submission_kind": "new",
    "lead_entity": None,
    "partners": [],
    "languages": ["fr", "en"],
    "objectives_covered": [15, 7],
    "objectives_list_complete": False,
    "consultations": [{"title": "Sample hearing", "date": "2020-02"}],
    "submitted": "2020",
    "summary": "Sample summary.",
    "results": "",
    "tags": ["a_tag"],
    "note": "A note of the collector.",
    "source": {"page_title": "A page", "url": "https://example.org/a"},
}


@pytest.fixture
def run(db, tmp_path, capsys):
    def running(*rows, name="rows.json", **options):
        path = tmp_path / name
        if name.endswith(".json"):
            path.write_text(json.dumps(list(rows)), encoding="utf-8")
        capsys.readouterr()
        call_command("import_reviews", str(path), format="json", **options)
        return json.loads(capsys.readouterr().out)

    return running


def workbook(sheet: bytes) -> bytes:
    """A workbook whose only sheet holds this."""
    sound, out = io.BytesIO(), io.BytesIO()
    Workbook().save(sound)
    with zipfile.ZipFile(sound) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            made.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else given.read(name))
    return out.getvalue()


def row(**fields) -> dict:
    return {**ROW, **fields}


def test_a_row_becomes_a_document_that_nobody_answers_for_yet(run):
    assert run(ROW) == [{"source_id": "T-1", "outcome": "created", "reference": "RR-2020-TR", "problems": []}]
    made = ReceivedDocument.objects.get()
    assert (made.country_id, made.round, made.year, made.cycle_id, made.kind) == ("TR", "regional", 2020, 2022, "new")
    assert (made.language, made.other_languages) == ("fr", ["en"])
    assert sorted(made.objectives.values_list("pk", flat=True)) == [7, 15]
    assert (made.web_address, made.source_title) == ("https://example.org/a", "A page")
    assert made.consultations == ROW["consultations"]
    assert (made.status, made.registered_by) == ("registered", None)
    assert not Publication.objects.exists()
    assert not VoluntaryReview.objects.exists()


def test_what_a_row_does_not_say_is_not_guessed_in_silence(run):
    line = run(row(submission_kind=None))[0]
    assert line["outcome"] == "created"
    assert "new or an update" in line["problems"][0]


def test_the_row_is_kept_as_it_came(run):
    run(ROW)
    kept = ImportedRecord.objects.get()
    assert kept.raw == ROW
    assert (kept.command, kept.source_id, kept.outcome) == ("import_reviews", "T-1", "created")


def test_running_again_updates_and_never_doubles(run):
    run(ROW)
    assert run(ROW) == [{"source_id": "T-1", "outcome": "updated", "reference": "RR-2020-TR", "problems": []}]
    changed = row(summary="A newer summary.", lead_entity="A ministry")
    [line] = run(changed)
    assert (line["outcome"], line["problems"]) == ("updated", ["Changed by this import: lead_entity, summary."])
    assert run(changed)[0]["problems"] == []
    assert ReceivedDocument.objects.get().summary == "A newer summary."
    assert ImportedRecord.objects.count() == 1


def test_an_unchanged_row_leaves_no_trace_in_the_history(run):
    run(ROW)
    made = ReceivedDocument.objects.get()
    run(ROW)
    assert made.history.count() == 1


def test_what_people_changed_since_is_held_with_the_difference_and_kept(run, cast):
    run(ROW)
    made = ReceivedDocument.objects.get()
    made.title = "An officer's title"
    documents.save(made, by=cast.officer)
    line = run(row(summary="Newer"))[0]
    assert line["outcome"] == "held"
    assert "nothing was overwritten" in line["problems"][0]
    assert "here “An officer's title”" in line["problems"][1]
    made.refresh_from_db()
    assert (made.title, made.summary, made.registered_by) == ("An officer's title", "Sample summary.", cast.officer)


def test_p63_a_confirmed_document_that_an_import_changes_is_looked_over_again(run, cast):
    run(ROW)
    documents.confirm(ReceivedDocument.objects.get(), by=cast.officer)
    run(ROW)
    assert ReceivedDocument.objects.get().registered_by == cast.officer
    run(row(summary="Newer"))
    assert ReceivedDocument.objects.get().registered_by is None


def test_what_is_published_is_held_and_not_changed(run, cast):
    run(ROW)
    documents.confirm(ReceivedDocument.objects.get(), by=cast.officer)
    documents.release(ReceivedDocument.objects.get(), by=cast.second_officer)
    page = Client().get("/en/reviews/regional/2020/tr/").text
    for words in ("Imported from elsewhere", 'href="https://example.org/a"'):
        assert words in page, "W9"
    assert "sent this review as a file" not in page
    assert run(ROW)[0]["outcome"] == "updated"
    line = run(row(summary="Newer"))[0]
    assert line["outcome"] == "held"
    assert "published already" in line["problems"][0]
    assert ReceivedDocument.objects.get().summary == "Sample summary."


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"country": None, "country_as_printed": "ESCAP member States"}, "It names no single State"),
        ({"country": "Atlantis"}, "“Atlantis” is no State"),
        ({"country": "Hong Kong", "country_as_printed": None}, "“Hong Kong” is no State"),
        ({"country": "Portugal", "country_as_printed": "Turkey"}, "It says Portugal, but “Turkey” is printed."),
        ({"review_round": "Regional review"}, "The year of the forum or of the Regional Review is missing."),
        ({"review_round": ""}, "says neither a forum nor a Regional Review"),
        ({"review_round": "IMRF 2023"}, "There is no forum in 2023."),
        ({"submission_kind": "synthesis"}, "neither a new review nor an update"),
        ({"title": "  "}, "It has no title."),
        ({"title": "x" * 301}, "title:"),
        ({"title": "a\u202eb"}, "title: Remove the hidden characters"),
        ({"source": {"url": "https://example.org/" + "x" * 500}}, "source.url:"),
        ({"lead_entity": "x" * 251}, "lead_entity:"),
        ({"review_round": "Regional review 2020-21"}, "names more than one year"),
        ({"status": "withdrawn"}, "Its status is “withdrawn”."),
        ({"review_round": "Regional review 2017"}, "2017 is before the Compact"),
    ],
)
def test_what_cannot_be_placed_is_held_with_its_row_and_makes_no_document(run, fields, sentence):
    [line] = run(row(**fields))
    assert (line["outcome"], line["reference"]) == ("held", None)
    assert any(sentence in problem for problem in line["problems"]), line
    assert not ReceivedDocument.objects.exists()
    assert ImportedRecord.objects.get().raw == row(**fields)


def test_smaller_problems_are_said_and_the_rest_is_taken(run):
    [line] = run(
        row(objectives_covered=[15, 24, "x"], submitted="31/02/2020", source={}, objectives_list_complete=True)
    )
    assert line["outcome"] == "created"
    assert "objectives_covered: not among the 23 objectives, and left out: 24, x." in line["problems"]
    assert any("submitted:" in problem for problem in line["problems"])
    assert any("no address" in problem for problem in line["problems"])
    made = ReceivedDocument.objects.get()
    assert (made.received_on, made.objectives_complete) == ("", False)


def test_what_a_document_has_no_place_for_is_named_and_the_gatherers_own_remarks_are_not(run):
    source = {**ROW["source"], "accessed": "2024-01-02"}
    [line] = run(
        row(length="34 pages", region="UNECE", entity_type="government", empty="", source=source, status="presented")
    )
    assert line["outcome"] == "created"
    assert line["problems"] == [
        "Its status is “presented”; it stands as received.",
        "Not read here, and kept with the row alone: length, source.accessed.",
    ]
    assert ImportedRecord.objects.get().raw["length"] == "34 pages"


@pytest.mark.parametrize(
    ("said", "reference"),
    [
        ("Examen régional 2021", "RR-2021-TR"),
        ("Revisión regional de 2021", "RR-2021-TR"),
        ("Региональный обзор 2021", "RR-2021-TR"),
        ("الاستعراض الإقليمي ٢٠٢١", "RR-2021-TR"),
        ("2021年区域审查", "RR-2021-TR"),
        ("Foro de Examen de la Migración Internacional 2022", "RV-2022-TR"),
        ("المنتدى الدولي لاستعراض الهجرة 2022", "RV-2022-TR"),
        ("2022年国际移民审查论坛", "RV-2022-TR"),
    ],
)
def test_a_round_is_understood_in_each_of_the_six_languages(run, said, reference):
    assert run(row(review_round=said)) == [
        {"source_id": "T-1", "outcome": "created", "reference": reference, "problems": []}
    ]


def test_a_language_is_known_by_its_code_or_its_name_and_what_is_none_is_said(run):
    [line] = run(row(languages=["French", "Português", "ZH", "sign language"]))
    assert line["problems"] == ["languages: “sign language” is no language, and was left out."]
    made = ReceivedDocument.objects.get()
    assert (made.language, made.other_languages) == ("fr", ["pt", "zh-hans"])


@pytest.mark.parametrize(
    ("source", "address", "title", "sentence"),
    [
        ("javascript:alert(1)", "", "javascript:alert(1)", "names no address"),
        ({"url": "www.example.org/a b.pdf"}, "", "", "is none, and was left out: www.example.org/a b.pdf"),
        ("Annual report 2019, p. 12", "", "Annual report 2019, p. 12", "names no address"),
        ([{"url": "https://a.example/1"}, {"url": "https://b.example/2"}], "https://a.example/1", "", "b.example/2"),
    ],
)
def test_of_a_source_nothing_is_lost_in_silence(run, source, address, title, sentence):
    [line] = run(row(source=source))
    assert line["outcome"] == "created"
    assert sentence in " ".join(line["problems"])
    made = ReceivedDocument.objects.get()
    assert (made.web_address, made.source_title) == (address, title)


def test_numbers_that_programs_write_with_a_point_and_lists_with_commas_are_read(run):
    [line] = run(row(objectives_covered=[7.0, "8.0", "5, 6", "5-7", "10,7"], submitted=2020.0))
    assert line["problems"] == ["objectives_covered: not among the 23 objectives, and left out: 5-7, 10,7."]
    made = ReceivedDocument.objects.get()
    assert (sorted(made.objectives.values_list("pk", flat=True)), made.received_on) == ([5, 6, 7, 8], "2020")


def test_consultations_stand_as_they_are_written_and_what_has_no_place_is_named(run, cast):
    held = ["Hearing with NGOs, Kyiv", {"title": "Round table", "date": "Oct 2020", "participants": "30 people"}, {}]
    [line] = run(row(consultations=held))
    assert "consultations: of “Round table” only title and date are read, not participants." in line["problems"]
    document = ReceivedDocument.objects.get()
    assert document.consultations == [
        {"title": "Hearing with NGOs, Kyiv"},
        {"title": "Round table", "date": "Oct 2020"},
    ]
    documents.confirm(document, by=cast.officer)
    documents.release(ReceivedDocument.objects.get(), by=cast.second_officer)
    page = Client().get("/en/reviews/regional/2020/tr/").text
    assert "Hearing with NGOs, Kyiv" in page
    assert "Round table, Oct 2020" in page


def test_texts_of_another_script_run_their_own_way_on_the_public_page(run, cast):
    text = "التقرير الوطني الطوعي"
    run(row(summary=text, results=text, lead_entity=text, partners=[text]))
    documents.confirm(ReceivedDocument.objects.get(), by=cast.officer)
    documents.release(ReceivedDocument.objects.get(), by=cast.second_officer)
    page = Client().get("/en/reviews/regional/2020/tr/").text
    assert page.count(f'<div dir="auto"><p>{text}</p></div>') == 2
    assert f'<p dir="auto">{text}</p>' in page
    assert f'<li dir="auto">{text}</li>' in page


def test_a_title_that_may_not_stand_is_not_said_to_be_missing(run):
    [line] = run(row(title="a\u202eb"))
    assert len(line["problems"]) == 1


@pytest.mark.parametrize(
    "bad",
    [
        "text",
        None,
        7,
        {"title": "no id"},
        row(kind="pledge"),
        row(title="a\x00b"),
        row(id="T\ud800"),
        row(note="\ud800"),
        row(partners=[{"\udfff": 1}]),
    ],
)
def test_what_is_no_record_is_refused_and_the_others_go_in(run, bad):
    lines = run(bad, row(id="T-2"))
    assert [line["outcome"] for line in lines] == ["refused", "created"]
    assert lines[0]["problems"]


def test_an_id_that_stands_twice_is_refused_the_second_time(run):
    assert [line["outcome"] for line in run(ROW, row(title="Other"))] == ["created", "refused"]


def test_a_held_row_goes_in_once_it_is_put_right(run):
    run(row(country=None, country_as_printed=None))
    assert run(ROW)[0]["outcome"] == "created"
    assert ImportedRecord.objects.count() == 1


def test_a_dry_run_says_the_same_and_changes_nothing(run, tmp_path):
    report = tmp_path / "report.json"
    said = run(ROW, row(id="T-2", country="Atlantis"), dry_run=True, report=report)
    assert [line["outcome"] for line in said] == ["created", "held"]
    assert json.loads(report.read_text(encoding="utf-8")) == said
    assert not ReceivedDocument.objects.exists()
    assert not ImportedRecord.objects.exists()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_sheet_with_the_same_names_says_the_same(run, tmp_path, kind):
    flat = {
        **{name: value for name, value in ROW.items() if name not in ("source", "consultations")},
        "languages": "fr; en",
        "objectives_covered": "15;7",
        "partners": "",
        "tags": "a_tag",
        "objectives_list_complete": "no",
        "consultations": json.dumps(ROW["consultations"]),
        "source.url": ROW["source"]["url"],
        "source.page_title": ROW["source"]["page_title"],
    }
    if kind == "csv":
        with (tmp_path / "rows.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, flat)
            writer.writeheader()
            writer.writerow(flat)
    else:
        from openpyxl import Workbook

        book = Workbook()
        book.active.append(list(flat))
        book.active.append(list(flat.values()))
        book.save(tmp_path / "rows.xlsx")
    [line] = run(name=f"rows.{kind}")
    assert line == {"source_id": "T-1", "outcome": "created", "reference": "RR-2020-TR", "problems": []}
    made = ReceivedDocument.objects.get()
    assert (made.language, made.other_languages, made.received_on) == ("fr", ["en"], "2020")
    assert sorted(made.objectives.values_list("pk", flat=True)) == [7, 15]
    assert made.consultations == ROW["consultations"]
    assert run(ROW)[0]["problems"] == []


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("rows.json", b"{not json", "is not JSON"),
        ("rows.json", b'{"a": 1}', "must hold one list"),
        ("rows.json", b"\xff\xfe\x00", "is neither UTF-8 nor UTF-16"),
        ("rows.json", b"[" * 100_000 + b"]" * 100_000, "too deeply"),
        ("rows.json", b'[{"id": "a", "n": NaN}]', "NaN is no number"),
        ("rows.json", b'[{"id": "a", "n": 1e999}]', "1e999 is no number"),
        ("rows.xlsx", b"no workbook", "is not an XLSX workbook"),
        ("rows.xlsx", workbook(b"<worksheet"), "is not an XLSX workbook"),
        ("rows.doc", b"", "ends in .json, .csv or .xlsx"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(db, tmp_path, name, content, sentence):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(CommandError, match=sentence):
        call_command("import_reviews", str(path))


def test_b23_a_workbook_that_unpacks_to_more_than_can_be_held_is_refused(db, tmp_path, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_UNPACKED", 100_000)
    path = tmp_path / "rows.xlsx"
    path.write_bytes(workbook(b" " * 1_000_000))
    with pytest.raises(CommandError, match="is not an XLSX workbook"):
        call_command("import_reviews", str(path))


def test_a_missing_file_is_refused_in_a_sentence(db, tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_reviews", str(tmp_path / "none.json"))


def test_people_read_one_line_a_record_and_the_counts(db, tmp_path, capsys):
    path = tmp_path / "rows.json"
    path.write_text(json.dumps([ROW]), encoding="utf-8")
    call_command("import_reviews", str(path))
    printed = capsys.readouterr().out
    assert "T-1: created, RR-2020-TR" in printed
    assert "1 created, 0 updated, 0 held, 0 refused." in printed


def test_a_bar_is_drawn_on_a_terminal_alone(capsys):
    import io

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    out = Terminal()
    assert list(imports.counted([1, 2], 2, out)) == [1, 2]
    assert out.getvalue().endswith("2/2\n")
    quiet = io.StringIO()
    assert list(imports.counted([1], 1, quiet)) == [1]
    assert quiet.getvalue() == ""
