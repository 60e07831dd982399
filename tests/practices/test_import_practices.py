"""Practices from a list: none lost, none altered, what cannot be placed is said with its row (B33, F30)."""

import json

import pytest
from django.core.management import CommandError, call_command

from practices.choices import Status
from practices.models import Practice, PracticeVersion
from practices.steps import screening
from practices.steps.import_practices import PracticeImport
from publications.models import ImportedRecord, Publication

pytestmark = pytest.mark.django_db
import_rows, undo = PracticeImport().import_rows, PracticeImport().undo
ROW = {
    "id": "X-1",
    "kind": "practice",
    "title": '"Sample.example" – a website',
    "title_lang": "en",
    "lead_entity": "Demo Association of Migrants",
    "entity_type": "civil_society",
    "partners": ["A town", "Two schools"],
    "countries": ["Switzerland", "Hong Kong"],
    "regions": ["Europe", "Arab States"],
    "objectives_primary": [16, 99],
    "objectives_secondary": [],
    "objectives_suggested": [3],
    "principles": [],
    "sdgs": [17],
    "practice_type": "Website",
    "scope": "national",
    "start": "2018",
    "end": None,
    "dates_as_printed": "2018 - Present",
    "status": "ongoing",
    "summary": "A sample of an import.",
    "results": "Ten readers.",
    "source": {"collection": "A collection", "page_title": "A page", "url": "https://demo.example/page"},
}


def one(row):
    (line,) = import_rows([row])
    return line


def test_a_row_becomes_a_submitted_practice_and_every_word_stays(cast):
    assert cast.association
    line = one(ROW)
    practice = Practice.objects.get()
    assert (line.outcome, line.reference) == ("created", practice.reference)
    assert practice.status == Status.SUBMITTED
    assert practice.title == ROW["title"]
    assert practice.organisation == cast.association
    assert list(practice.main_objectives.values_list("pk", flat=True)) == [16]
    assert not practice.further_objectives.exists(), "what a reader suggested is no part of the record"
    assert not practice.consent, "nobody gave it here"
    assert (practice.type, practice.type_note, practice.dates_note) == ("other", "Website", "2018 - Present")
    assert "Hong Kong" in practice.scope_note
    said = " ".join(line.problems)
    assert all(word in said for word in ("99", "Hong Kong", "Arab States", "Website"))
    assert ImportedRecord.objects.get().raw == ROW


def test_running_again_doubles_nothing_and_a_changed_row_updates(cast):
    one(ROW)
    assert one(ROW).outcome == "updated"
    assert (Practice.objects.count(), PracticeVersion.objects.count()) == (1, 1)
    one({**ROW, "summary": "Better."})
    assert Practice.objects.get().summary == "Better."
    assert PracticeVersion.objects.first().content["summary"] == "Better."


def test_what_was_decided_here_is_not_overwritten(cast):
    one(ROW)
    screening.decline(Practice.objects.get(), by=cast.officer, letter="No.", reason="duplicate")
    line = one({**ROW, "title": "Another"})
    assert line.outcome == "held"
    assert "Another" in " ".join(line.problems)
    assert Practice.objects.get().title == ROW["title"]


@pytest.mark.parametrize(
    ("change", "outcome"),
    [({"title": ""}, "held"), ({"start": "2020", "end": "2014"}, "held"), ({"kind": "pledge"}, "refused"),
     ({"id": ""}, "refused"), ({"title": "x" * 301}, "held")],
)  # fmt: skip
def test_what_cannot_be_placed_is_held_or_refused_with_a_sentence(cast, change, outcome):
    line = one({**ROW, **change})
    assert (line.outcome, line.reference) == (outcome, None)
    assert line.problems
    assert not Practice.objects.exists()


@pytest.mark.parametrize(("encoding", "mark"), [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", ","), ("utf-16", ";")])
def test_b33_a_sheet_is_read_whatever_its_mark_and_encoding_and_a_formula_stays_text(cast, tmp_path, encoding, mark):
    file, report = tmp_path / "list.csv", tmp_path / "report.json"
    names = mark.join(["id", "title", "objectives_primary", "summary"])
    cells = mark.join(["A1", "=HYPERLINK(1)", '"6; 7"', "é"])
    file.write_text(f"{names}\n{cells}\n{cells}\n", encoding=encoding)
    call_command("import_practices", file, report=report, verbosity=0)
    lines = json.loads(report.read_text())
    assert [line["outcome"] for line in lines] == ["created", "refused"]
    practice = Practice.objects.get()
    assert (practice.title, practice.summary) == ("=HYPERLINK(1)", "é")
    assert sorted(practice.main_objectives.values_list("pk", flat=True)) == [6, 7]


def test_a_dry_run_changes_nothing(cast, tmp_path):
    file = tmp_path / "list.json"
    file.write_text(json.dumps([ROW]))
    call_command("import_practices", file, dry_run=True, verbosity=0)
    assert not Practice.objects.exists()
    assert not ImportedRecord.objects.exists()


def test_f30_one_undo_takes_the_whole_import_back(cast):
    list(import_rows([ROW, {**ROW, "id": "X-2"}, {**ROW, "id": "X-3", "title": ""}]))
    assert undo(ImportedRecord.objects.first().run) == 3
    left = (Practice, PracticeVersion, ImportedRecord, Practice.history.model)
    assert [model.objects.count() for model in left] == [0, 0, 0, 0]


def test_f30_what_was_decided_on_is_not_undone_and_nothing_else_either(cast):
    list(import_rows([ROW, {**ROW, "id": "X-2"}]))
    screening.carry_over(Practice.objects.first(), by=cast.officer)
    with pytest.raises(CommandError, match="Not undone"):
        call_command("import_practices", undo=ImportedRecord.objects.first().run)
    assert Practice.objects.count() == 2


def test_f30_an_undo_brings_back_what_the_import_before_had_written_and_the_last_comes_first(cast):
    def state():
        practice, kept = Practice.objects.get(), ImportedRecord.objects.order_by("source_id")
        return practice.title, practice.participants, list(kept.values("raw", "outcome", "problems", "run", "written"))

    list(import_rows([ROW, {**ROW, "id": "X-2", "title": ""}]))
    first, before = ImportedRecord.objects.first().run, state()
    list(import_rows([{**ROW, "title": "The wrong file", "partners": []}, {**ROW, "id": "X-2", "title": ""}]))
    second = ImportedRecord.objects.get(source_id="X-1").run
    assert Practice.objects.get().title == "The wrong file"
    with pytest.raises(ValueError, match="a later import"):
        undo(first)
    assert undo(second, by=cast.officer) == 1
    assert state() == before
    assert undo(first) == 2
    assert not Practice.objects.exists()


def test_an_import_asks_a_fixed_number_of_times_for_each_row_and_less_where_nothing_is_new(
    cast, django_assert_max_num_queries
):
    def asked(rows, most):
        with django_assert_max_num_queries(most) as queries:
            list(import_rows(rows))
        return len(queries)

    rows = [{**ROW, "id": f"X-{number}"} for number in range(30)]
    list(import_rows(rows[:1]))
    ten, twenty = asked(rows[1:11], 700), asked(rows[10:30], 1400)
    assert twenty < 2 * ten
    assert asked(rows, 110) < ten / 3


@pytest.mark.parametrize(("lead", "said"), [(ROW["lead_entity"], ROW["lead_entity"]), ("A town", "A town")])
def test_an_imported_practice_is_published_as_one_that_was_published_elsewhere(cast, lead, said):
    """By its body, as printed where that is not on record; never by the State where it was done (B63)."""
    from django.urls import reverse

    one({**ROW, "lead_entity": lead})
    practice = Practice.objects.get()
    for who, step in (("officer", "carry_over"), ("second_officer", "publish")):
        cast.prove(who).post(reverse("admin:practices_practice_step", args=[practice.pk, step]), {"note": ""})
    text = cast.client("visitor").get(f"/en/practices/{Publication.objects.get().reference}/").text
    assert "not peer reviewed here" in text
    assert "https://demo.example/page" in text
    assert Publication.objects.get().authors == [said]


def test_what_has_a_place_is_read_and_what_has_none_is_named(cast):
    texts = {"lessons": "Ask early.", "recommendations": "Begin small.", "resources": "USD 1.2 million"}
    said = {**texts, "replicability": "High", "amount": "€ 500.000", "scope": "Local. It also aims at Union policy."}
    partners = [{"name": "A town", "role": "donor"}]
    problems = one({**ROW, **said, "partners": partners}).problems
    practice = Practice.objects.get()
    for name, text in texts.items():
        assert text in getattr(practice, name)
    assert practice.scope_note.startswith("Local. It also aims at Union policy.; Hong Kong")
    assert "Not read here, and kept with the row alone: replicability, amount." in problems
    assert "partners: of “A town” only the name is read, not role." in problems
    assert not any("tags" in one or "objectives_suggested" in one for one in problems)


@pytest.mark.parametrize(
    ("fields", "began", "sentence"),
    [
        ({"start": "Sept 2019"}, "2019-09", ""),
        ({"start": "c. 2019"}, "", "Write for example 5 March 2021, March 2021 or only 2021."),
        ({"start": "1985"}, "", "start: The year must be between 1990 and 2100"),
        ({"start": "n/a", "end": "n/a", "dates_as_printed": ""}, "", ""),
    ],
)
def test_a_date_is_read_or_said_in_words_that_help(cast, fields, began, sentence):
    problems = " ".join(one({**ROW, **fields}).problems)
    assert Practice.objects.get().starts_on == began
    assert sentence in problems
    assert sentence or "start:" not in problems


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("practice_type", "x" * 121),
        ("dates_as_printed", "x" * 301),
        ("lead_entity", "x" * 301),
        ("partners", ["x" * 301]),
    ],
)
def test_what_is_too_long_is_named_as_the_file_calls_it(cast, field, text):
    line = one({**ROW, field: text})
    assert line.outcome == "held"
    assert any(problem.startswith(f"{field}: ") for problem in line.problems)


def test_marks_of_web_pages_and_of_symbol_fonts_stand_as_they_are_and_are_told(cast):
    text = "<p>First&nbsp;line</p>\n\uf0b7 5 < 6 & 7"
    problems = one({**ROW, "summary": text}).problems
    assert Practice.objects.get().summary == text
    assert "summary: it holds marks that are shown as they stand: <p>, &nbsp;, </p>, U+F0B7" in problems


def test_a_partner_is_cleaned_as_every_name_is(cast):
    line = one({**ROW, "partners": ["A\u200b town"]})
    assert Practice.objects.get().participants[0]["name"] == "A town"
    assert "partners: invisible characters were left out." in line.problems
    line = one({**ROW, "id": "X-2", "partners": ["\u202eA town"]})
    assert line.outcome == "held"


@pytest.mark.parametrize(
    "source",
    [{"collection": "A collection", "page_title": "A page", "url": "https://demo.example/page"},
     {"collection": "A collection", "page_title": "A page"}, {"collection": "A collection"}],
)  # fmt: skip
def test_w9_the_public_page_says_where_it_was_found_with_or_without_an_address(cast, source):
    from practices.steps import publication

    one({**ROW, "source": source})
    screening.carry_over(Practice.objects.get(), by=cast.officer)
    publication.publish(Practice.objects.get(), by=cast.second_officer)
    text = cast.client("visitor").get(f"/en/practices/{Publication.objects.get().reference}/").text
    found = text.partition("Published before in:")[2].partition("</p>")[0]
    assert all(value in found for value in source.values())
