"""Habits of the house that no linter knows (docs/architecture.md)."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from imrf_portal.pages import overviews

ROOT = Path(settings.BASE_DIR)
APPS = tuple(path.parent.name for path in sorted(ROOT.glob("*/apps.py")) if path.parent.name != "imrf_portal")
ROOMS = {
    "__init__", "admin", "api", "apps", "audiences", "choices", "filters", "forms", "management", "migrations",
    "models", "notifications", "overview", "publishing", "querysets", "rules", "steps", "tasks", "templatetags", "urls",
    "views", "workflow",
}  # fmt: skip
MECHANISMS = {
    "core": {
        "access": "who may do what, asked in one way",
        "autosave": "what the script and a view say to each other when an answer saves itself",
        "broker": "telling the workers without waiting for them",
        "differences": "two texts side by side, word by word",
        "downloads": "lists and files that leave the portal",
        "in_bulk": "many rows of a list of the desk at once: shown first, then done one by one",
        "imports": "files with a list of records",
        "drafts": "a model form whose fields save themselves",
        "kept": "what is costly to make and seldom changes, kept for a minute",
        "kept_text": "a form that came too late comes back with its text",
        "limits": "how often one may ask for what is dear",
        "loading": "reference data that keeps what officers changed",
        "logs": "the id that all consequences of a request share",
        "made_once": "files that a worker makes once for everybody",
        "middleware": "what every answer has in common",
        "notices": "whether a step of an officer tells those concerned, in which words",
        "own_lists": "filters that an officer keeps and columns chosen in a list of the desk",
        "overview": "the questions that pages spanning all kinds ask each app",
        "pagination": "pages by key",
        "pdf": "a template as a file to print and to keep",
        "plain_text": "what is taken of typed text",
        "postgresql": "whether the line to the database still holds, listened to before it is asked over",
        "proof": "password or second factor again before a weighty act",
        "rehearsal": "an installation that is a rehearsal of the forum, and when its rounds end",
        "reading": "numbers and dates as people write them",
        "rich_text": "HTML by an allow-list",
        "reachable": "whether an address on the open web still answers",
        "rows": "what a row of a list says, value by value",
        "scanner": "what the virus scanner says of a file, and files that wait for it",
        "unasked": "fields that a form should not have had",
        "uploads": "which files are taken",
        "web_addresses": "which addresses on the web are taken",
        "word": "Word files written, opened safely and read again",
        "words": "languages that wait for their words speak English",
    },
    "reference": {
        "catalogue": "the Compact's lists as picks need them",
        "currencies": "amounts of money, by ISO 4217",
    },
    "accounts": {
        "adapter": "how allauth signs people in and up here",
        "addresses": "e-mail addresses of accounts, and what follows from changing one",
        "merging": "what moves where two bodies turn out to be one",
        "likeness": "which organisations a name resembles",
        "devices": "which browsers a person has signed in with",
        "middleware": "life of a login, second factor, time zone",
        "passwords": "which passwords are taken",
        "pending": "an invitation on its way through signing up",
    },
    "notifications": {
        "announcing": "how a letter to many goes out",
        "texts": "an officer's own words in place of the shipped ones",
        "digests": "when a person's digest goes, and what can wait for it",
        "working": "working days and office hours",
        "kinds": "what a message is",
        "home": "whose database this is: copies send nothing, a restore sends nothing twice",
        "outbox": "rows before messages",
        "delivery": "from row to mail server",
        "bounces": "what a mail server sends back",
    },
    "publications": {
        "names": "when a name beside a frozen text was corrected",
        "blank_list": "the document in which a body writes a list",
        "citations": "how to cite a publication, in the forms that programs take",
        "counts": "how many publications stand behind each choice of a filter",
        "coverage": "how what is published spreads over objectives, regions and kinds",
        "dumps": "all that is published, as files made every night",
        "engines": "words kept and found by PostgreSQL and SQLite alike",
        "feeds": "lists and changes for feed readers",
        "importing": "rows of a list become records, and one import is taken back",
        "lists": "what a public list shows, as a page and as a file",
        "printed": "a published version as PDF, made once",
        "records": "what is said of a publication wherever it is taken away",
        "register": "the only door to the public",
        "runs": "a file imported from a page: looked through, carried out, taken back",
        "related": "which publications share most with one another",
        "following": "what is new in the searches that people keep",
        "search": "full-text search in six languages",
        "words": "how words of six languages are made alike",
    },
    "forum": {
        "calendar": "milestones for calendar programs",
        "xliff": "texts of pages for tools of translators, and back",
    },
    "practices": {
        "checks": "what is missing before submission, and the criteria",
        "conflicts": "ties between a person and a practice",
        "duplicates": "which practices are alike",
        "figures": "figures of peer review by call",
        "letters": "the letter of a decision, written from what was chosen",
        "proposing": "reviewers for many rounds at once",
        "pictures": "a picture drawn anew, without what was hidden in it",
        "reading_copy": "the text under review as PDF, for its reviewers",
        "roster": "who can be asked for a review, and why",
        "thanks": "the yearly letter of thanks for a reviewer",
        "standing": "how a round of review stands: what is missing, where reports are apart",
        "word": "the draft of a practice as a Word file and back",
        "word_copies": "where such copies wait for a day",
        "timeline": "what happened to a practice, for its own people",
        "waiting": "what of peer reviews waits for a person",
    },
    "dialogues": {
        "calendar": "announced sessions for calendar programs",
        "contributing": "what may be typed about a discussion and in it",
        "evidence": "what a background note can rest on, and what became of it since",
        "clashes": "sessions that cannot both take place as planned",
        "replies": "contributions that come as an answer to an e-mail",
        "queue": "what waits for moderators of a discussion, and who answers for it",
        "schedule": "public meetings in the order of their time",
        "word": "a published background note as a Word file",
    },
    "pledges": {
        "charts": "the way of each target, drawn as SVG with its table",
        "checks": "what a pledge lacks to be measurable, in words",
        "figures": "the register in figures, with definitions, frozen once a quarter",
        "reports": "a progress report as it is frozen, and all of a pledge read together",
        "spread": "the register at a glance: pledges, bodies, money by currency, regions, objectives",
        "triage": "what an officer should look at in a submitted pledge",
    },
    "reviews": {
        "across": "published reviews read beside one another",
        "answers": "saving an answer so that nothing is lost",
        "board": "what the secretariat knows of each State, without a draft",
        "checks": "what is missing before submission",
        "conditions": "questions asked only where another was answered in a certain way",
        "earlier": "a review beside the one that it updates",
        "fields": "a question with its answer as boxes of a form",
        "frozen": "the shape of a review once it is frozen",
        "jobs": "work that somebody waits for, done by a worker",
        "pieces": "chosen sections that a State submits before the rest",
        "paper": "the questions with their answers as one text, to print or to take away",
        "presence": "what colleagues leave on a page of a section: open comments, and who is writing there",
        "languages": "a review in further languages, by the State itself",
        "progress": "how far a review is",
        "signing": "who signs a draft inside the State, in which order, and whether it still holds",
        "offered": "published pledges of the State, offered under questions about pledges",
        "outline": "the sections and questions of a questionnaire in force, read once",
        "question_types": "the closed list of kinds of questions",
        "versions": "what one version of a questionnaire asks otherwise than another",
        "waiting": "what of reviews waits for a person",
        "sections": "a section in one State's review",
        "support": "a section as somebody from outside of the team reads it",
        "word": "a review as a Word file and back",
    },
}
"""Files named after the mechanism that is an app's matter, each with its reason."""
BANNED = {"utils", "helpers", "services", "mixins", "managers", "common", "misc", "signals", "receivers"}


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders or (*APPS, "imrf_portal"):
        yield from (path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts)


def lines_with(pattern: str, paths: Iterator[Path]) -> list[str]:
    found = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if found.search(line)
    ]


@pytest.mark.parametrize("app", APPS)
def test_an_app_has_the_rooms_of_every_app_and_its_own_mechanism_only(app):
    found = {path.stem for path in (ROOT / app).iterdir() if path.suffix == ".py" or path.is_dir()}
    found -= {"__pycache__", "data"}
    assert found <= ROOMS | set(MECHANISMS.get(app, {})), "a new room needs its sentence in MECHANISMS"


def test_import_linter_knows_every_app():
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    assert {*APPS, "imrf_portal"} == set(contract["root_packages"])


@pytest.mark.parametrize("overview", overviews(), ids=lambda overview: overview.__name__)
def test_every_kind_of_record_answers_the_pages_that_span_all(overview):
    asked = {"LABEL", "LIST", "KIND", "CARD", "work_of", "desks_of", "figures", "personal_data", "erase"}
    assert asked <= set(vars(overview))


def test_no_room_is_a_drawer():
    assert not [path for path in sources() if path.stem in BANNED]


def test_records_are_asked_about_by_allowed_alone():
    calls = lines_with(r"\.has_perm\(|\.has_perms\(", sources())
    assert [line for line in calls if "rules.has_perm" not in line] == []


def test_a_status_changes_through_the_workflow_alone():
    # The outbox has states, not a workflow: it claims a row by the number of rows that changed.
    apps_with_workflows = [app for app in APPS if app != "notifications"]
    assert lines_with(r"\.update\([^)]*\bstatus=", sources(*apps_with_workflows)) == []


def test_transitions_are_called_by_perform_and_perform_by_steps():
    callers = lines_with(r"\bperform\(", sources(*APPS))
    assert [line for line in callers if "/steps" not in line and "core/workflow" not in line] == []


def test_no_signals_between_our_own_models():
    assert lines_with(r"@receiver|\bpost_save\b|\bpre_save\b|post_delete", sources()) == []


def test_no_template_holds_script_or_style():
    def templates() -> Iterator[Path]:
        # Mail programs know no sheets: letters carry their style in them.
        pages = (ROOT / "templates").rglob("*.html")
        yield from (path for path in pages if "mail" not in path.parts and path.name != "letter.html")

    # A script of the type application/json is data, which nothing runs.
    script = r"<script(?![^>]*\b(?:src=|type=\"application/json\"))"
    assert lines_with(rf"\sstyle=\"|<style|\son[a-z]+=\"|{script}", templates()) == []


def test_templates_are_short():
    tall = [path for path in (ROOT / "templates").rglob("*.html") if len(path.read_text().splitlines()) > 150]
    assert tall == []


def test_scripts_of_ours_are_short():
    tall = [path for path in (ROOT / "static" / "js").glob("*.js") if len(path.read_text().splitlines()) > 150]
    assert tall == []


def test_every_public_function_is_typed_and_says_what_it_does():
    silent = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if is_public_function(node) and (ast.get_docstring(node) is None or node.returns is None)
    ]
    assert silent == []


def is_public_function(node):
    return isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.col_offset == 0


def test_drawings_of_the_workflows_are_fresh(tmp_path):
    drawn = tmp_path / "workflows.md"
    call_command("draw_workflows", output=str(drawn))
    kept = ROOT / "docs" / "generated" / "workflows.md"
    assert kept.read_text() == drawn.read_text(), "run: make manage c=draw_workflows"


def names_of_tests() -> set[str]:
    return {
        node.name
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def promised() -> dict[str, str]:
    page = (ROOT / "docs" / "promises.md").read_text()
    rows = re.findall(r"^\| ([A-Z]\d+) \|.*\| `(\w+)` \|$", page, re.MULTILINE)
    return dict(rows)


def test_every_promise_names_a_test_that_exists():
    tests = names_of_tests()
    assert {number: test for number, test in promised().items() if test not in tests} == {}


def test_every_promise_is_in_the_name_of_its_test():
    def named(number: str, test: str) -> bool:
        return number.lower() in test.split("_")

    assert {number: test for number, test in promised().items() if not named(number, test)} == {}


def test_features_name_files_and_tests_that_exist():
    rows = re.findall(
        r"`((?:tests|[a-z_]+)/[\w/]+\.(?:py|html|js|css))`", (ROOT / "docs/generated/features.md").read_text()
    )
    assert rows
    assert [path for path in rows if not (ROOT / path).exists()] == []


def test_every_model_of_ours_lives_in_a_known_app():
    ours = {model._meta.app_label for model in apps.get_models() if (ROOT / model._meta.app_label).is_dir()}
    assert ours <= set(APPS)


def test_nothing_names_a_machine_or_a_registry():
    lock = (ROOT / "requirements.lock").read_text()
    assert "://" not in lock
