"""The list that every kind shares: filters, wrong input, pages, the same selection to take away."""

import csv
import io
import json
import re

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from core import kept, limits
from forum.models import ForumCycle
from publications import register, views
from publications.choices import Kind
from publications.models import Publication
from tests.cast import state

LIST = "/en/samples/"


@pytest.fixture
def visitor() -> Client:
    return Client()


@pytest.fixture
def three(cast, publish):
    """One of Demo State for 2030, one of the other State for 2026 in French, one of both without a forum."""
    cycles = {cycle.year: cycle for cycle in ForumCycle.objects.all()}
    other = cast.other_state.country_id
    return [
        publish(cycle=cycles[2030]),
        publish(
            reference="RV-2026-XZ",
            countries=[other],
            objectives=[7],
            language="fr",
            cycle=cycles[2026],
            facets={"form": ["document"]},
        ),
        publish(reference="RV-2030-XX", countries=["ZZ", other], objectives=[]),
    ]


def references(page) -> list[str]:
    return [one for one in ("RV-2030-ZZ", "RV-2026-XZ", "RV-2030-XX") if f"review {one}<" in page.text]


def test_the_list_shows_what_is_current_and_counts_it_in_words(cast, visitor, publish, three):
    publish()
    page = visitor.get(LIST)
    assert page.status_code == 200
    assert "3 reviews" in page.text
    assert references(page) == ["RV-2030-ZZ", "RV-2026-XZ", "RV-2030-XX"]
    assert page.text.count("Sample review RV-2030-ZZ<") == 1
    assert 'href="/en/samples/RV-2030-ZZ/"' in page.text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("country=ZZ", ["RV-2030-ZZ", "RV-2030-XX"]),
        ("country=zz", ["RV-2030-ZZ", "RV-2030-XX"]),
        ("country=ZZ&country=XZ", ["RV-2030-ZZ", "RV-2026-XZ", "RV-2030-XX"]),
        ("country=ZZ&country=ZZ", ["RV-2030-ZZ", "RV-2030-XX"]),
        ("country=", ["RV-2030-ZZ", "RV-2026-XZ", "RV-2030-XX"]),
        ("objective=7", ["RV-2026-XZ"]),
        ("objective=5&country=XZ", []),
        ("cycle=2030", ["RV-2030-ZZ"]),
        ("language=fr", ["RV-2026-XZ"]),
        ("form=answers", ["RV-2030-ZZ", "RV-2030-XX"]),
        ("form=document&language=fr&cycle=2026", ["RV-2026-XZ"]),
    ],
)
def test_filters_narrow_the_list(visitor, three, query, expected):
    page = visitor.get(f"{LIST}?{query}")
    assert page.status_code == 200
    assert references(page) == expected


def test_a_filter_in_use_is_said_and_can_be_left_out(visitor, three):
    page = visitor.get(f"{LIST}?country=ZZ&objective=5")
    assert "State: Demo State" in page.text
    assert 'href="?objective=5"' in page.text
    assert 'name="country" value="ZZ" checked>' in page.text
    assert "1 review" in page.text


def test_nothing_found_and_nothing_published_are_different_words(visitor, db, three):
    assert "Nothing fits this selection" in visitor.get(f"{LIST}?objective=5&country=XZ").text
    Publication.objects.update(is_current=False)
    page = visitor.get(LIST)
    assert "Nothing is published here yet" in page.text
    assert "Reviews will stand here." in page.text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("country=ZZZ", "State: “ZZZ” is not in the list."),
        ("country=ZZ&country=QQ", "State: “QQ” is not in the list."),
        ("objective=24", "Objective: “24” is not in the list."),
        ("objective=9223372036854775808", "Objective: “9223372036854775808” is not in the list."),
        ("objective=%D9%A3", "Objective: “٣” is not in the list."),
        ("objective=-1", "Objective: “-1” is not in the list."),
        ("cycle=1.0", "Forum: “1.0” is not in the list."),
        ("language=%3Cb%3E", "Language: “&lt;b&gt;” is not in the list."),
        ("form=other", "Form: “other” is not in the list."),
        ("&".join(f"country=Q{n}" for n in range(500)), "State: at most 50 values at once."),
        ("format=pdf", "There is no format “pdf”."),
    ],
)
@pytest.mark.parametrize("form", ["", "&format=csv"])
def test_b15_a_wrong_value_is_named_and_selects_nothing(visitor, three, query, said, form):
    if "format" in query:
        form = ""
    page = visitor.get(f"{LIST}?{query}{form}")
    assert page.status_code == 400
    assert said in page.text
    assert references(page) == []


def test_b15_an_unknown_parameter_is_ignored_with_a_notice(visitor, three):
    page = visitor.get(f"{LIST}?colour=blue&order=password")
    assert page.status_code == 200
    assert "<bdi>colour</bdi>" in page.text
    assert "<bdi>order</bdi>" in page.text
    assert len(references(page)) == 3


def test_b15_of_what_comes_twice_the_last_counts_and_the_page_says_so(visitor, three):
    said = "says the following more than once"
    page = visitor.get(f"{LIST}?q=nothing&sort=best&q=&country=ZZ&country=ZZ")
    assert said in page.text
    assert "<bdi>q</bdi>" in page.text
    assert references(page) == references(visitor.get(f"{LIST}?country=ZZ"))
    assert said not in visitor.get(f"{LIST}?q=&sort=best&country=ZZ&country=XZ").text


def test_b16_nobody_can_order_by_a_column(visitor, three):
    usual = references(visitor.get(LIST))
    for order in ("password", "-user__email", "organisation__name"):
        assert references(visitor.get(f"{LIST}?order={order}")) == usual


@pytest.mark.parametrize("after", ["99999999999999999999", "-1", "abc", "a:b:c"])
def test_b14_a_forged_page_key_is_refused(visitor, three, after):
    assert visitor.get(f"{LIST}?after={after}").status_code == 400


def test_b14_pages_follow_one_another_without_gap_or_repeat(visitor, publish):
    for n in range(30):
        publish(reference=f"RV-2030-{n:02}")
    first = visitor.get(f"{LIST}?country=ZZ")
    older = first.context["older_url"]
    assert "country=ZZ" in older
    second = visitor.get(LIST + older)
    row = re.compile(r'<div class="meta"><span>([^<]+)</span>')
    seen = [reference for page in (first, second) for reference in row.findall(page.text)]
    assert len(seen) == 30
    assert len(set(seen)) == 30
    assert "30 reviews" in second.text
    assert second.context["older_url"] == ""
    assert second.context["newer_url"] == "?country=ZZ"


@pytest.mark.parametrize(("query", "what"), [("q=sample", "search"), ("format=csv", "list taken away")])
def test_s4_searches_and_files_have_their_own_limits_and_reading_has_none(cast, visitor, monkeypatch, query, what):
    monkeypatch.setitem(limits.MOST, what, 2)
    assert [visitor.get(f"{LIST}?{query}").status_code for _time in range(3)] == [200, 200, 429]
    refused = visitor.get(f"{LIST}?{query}")
    assert "Too many tries in a short time" in refused.text
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert visitor.get(LIST).status_code == 200
    assert cast.client("focal_point").get(f"{LIST}?{query}").status_code == 200, "another person"


def test_s4_f10_where_the_fast_cache_is_away_reading_is_open(monkeypatch):
    class Away:
        def incr(self, key):
            raise ConnectionError

    monkeypatch.setattr(limits, "caches", {"fast": Away()})
    assert [limits.seconds_to_wait("search", "198.51.100.7", 0) for _time in range(3)] == [0, 0, 0]


def test_b13_a_number_that_no_row_can_have_is_missing(visitor, db):
    assert visitor.get("/en/samples/RV-2030-ZZ/v9223372036854775808/").status_code == 404
    assert visitor.get("/en/files/9223372036854775808/").status_code == 404
    assert visitor.get("/en/files/00000000-0000-0000-0000-000000000000/").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?country=ZZ&objective=5&form=answers",
        "?q=sample",
        "?q=sample&sort=newest&country=ZZ",
        "?format=csv",
        "?format=json",
    ],
)
def test_l11_the_list_asks_at_most_twelve_times_with_1_and_with_30_rows(cast, visitor, publish, query):
    def count(most: int = 12) -> int:
        with CaptureQueriesContext(connection) as asked:
            b"".join(visitor.get(LIST + query))
        statements = [one["sql"] for one in asked if "SAVEPOINT" not in one["sql"]]  # only within a test's transaction
        assert len(statements) <= most
        return len(statements)

    def first_and_next() -> tuple[int, int]:
        """The first visitor reads the lists of the filters, and draws rows and choices, for those who come after."""
        kept.forget()
        return count(14), count()

    publish(organisation=cast.state)
    one = first_and_next()
    for n in range(29):
        body = state(f"X{n % 10}", f"State {n % 10}")
        publish(reference=f"RV-2030-{n:02}", organisation=body, countries=["ZZ", body.country_id])
    assert first_and_next() == one


def taken(visitor, query) -> list[dict[str, str]]:
    text = b"".join(visitor.get(f"{LIST}?{query}")).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_o3_csv_xlsx_and_json_hold_exactly_the_selection_of_the_page(visitor, three):
    query = "country=ZZ"
    expected = {"RV-2030-ZZ", "RV-2030-XX"}
    assert {row["reference"] for row in taken(visitor, f"{query}&format=csv")} == expected
    data = json.loads(b"".join(visitor.get(f"{LIST}?{query}&format=json").streaming_content))
    assert {item["reference"] for item in data["items"]} == expected
    assert data["about"]["Selection"] == "State: Demo State"
    book = load_workbook(io.BytesIO(visitor.get(f"{LIST}?{query}&format=xlsx").content))
    assert {row[0] for row in book["data"].iter_rows(min_row=2, values_only=True)} == expected
    about = dict(book["about"].iter_rows(values_only=True))
    assert about["Rows"] == "2"
    assert about["Address"].endswith("/en/samples/?country=ZZ")
    assert "Terms" in about


@pytest.mark.parametrize("page", [LIST, "/en/objectives/5/", "/en/coverage/states/"])
def test_o3_csv_comes_with_a_byte_order_mark_or_on_request_without(visitor, three, page):
    marked, bare = (b"".join(visitor.get(f"{page}?format={form}")) for form in ("csv", "csv-no-bom"))
    assert marked == b"\xef\xbb\xbf" + bare
    assert bare.decode("ascii")[:1].isalpha()


def test_o3_a_row_says_all_that_a_reader_needs_to_find_and_check_it(cast, visitor, publish, settings):
    received = timezone.now()
    made = publish(cycle=ForumCycle.objects.get(year=2030), organisation=cast.state, received_at=received)
    (row,) = taken(visitor, "format=csv")
    assert row["countries"] == "ZZ"
    assert row["country_names"] == row["organisation"] == "Demo State"
    assert (row["cycle"], row["objectives"], row["version"]) == ("2030", "5; 23", "1")
    assert row["sha256"] == made.content.sha256
    assert row["received"] == received.isoformat()
    assert row["address"] == f"{settings.SITE_URL}/en/samples/RV-2030-ZZ/"


def test_b32_a_title_that_could_be_a_formula_stays_a_title(visitor, publish):
    title = '=HYPERLINK("http://evil.example")'
    publish(title=title)
    assert taken(visitor, "format=csv")[0]["title"] == f"'{title}"
    book = load_workbook(io.BytesIO(visitor.get(f"{LIST}?format=xlsx").content))
    cell = book["data"]["D2"]
    assert (cell.value, cell.data_type) == (title, "s")


def test_p17_a_withdrawn_publication_is_in_no_list_and_no_download(cast, visitor, three):
    register.withdraw("RV-2030-ZZ", by=cast.officer, reason="Asked.")
    assert references(visitor.get(LIST)) == ["RV-2026-XZ", "RV-2030-XX"]
    assert "RV-2030-ZZ" not in {row["reference"] for row in taken(visitor, "format=csv")}


def test_l7_whoever_takes_a_list_away_as_json_does_not_wait_for_its_last_row(visitor, three, monkeypatch):
    asked = []
    told = views.public_lists.record
    monkeypatch.setattr(views.public_lists, "record", lambda one: asked.append(one.pk) or told(one))
    parts = iter(visitor.get(f"{LIST}?format=json").streaming_content)
    first = next(parts)
    assert (b'"about"' in first, asked) == (True, [])
    assert len(json.loads(first + b"".join(parts))["items"]) == len(asked) == 3


def test_the_list_comes_from_the_memory_of_the_browser_until_something_changes(cast, visitor, publish, three):
    first = visitor.get(LIST)
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert {"Accept-Language", "Cookie"} <= {part.strip() for part in first["Vary"].split(",")}
    again = visitor.get(LIST, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert visitor.get(f"{LIST}?country=ZZ", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200
    assert visitor.get("/fr/samples/", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200
    register.withdraw("RV-2030-ZZ", by=cast.officer, reason="Asked.")
    assert visitor.get(LIST, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


@pytest.mark.parametrize("path", ["reviews", "practices", "pledges", "dialogues/search", "search"])
def test_whoever_has_a_list_already_is_told_so_before_anything_else_of_it_is_made(
    visitor, publish, settings, monkeypatch, path
):
    settings.ROOT_URLCONF = "imrf_portal.urls"
    for kind in Kind.values:
        publish(reference=f"X-{kind}", kind=kind, facets={})
    first = visitor.get(f"/en/{path}/")
    monkeypatch.setattr(views.public_lists, "public_list", None)
    with CaptureQueriesContext(connection) as asked:
        assert visitor.get(f"/en/{path}/", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    assert len(asked) == 1


@pytest.mark.parametrize("query", ["", "?country=ZZ", "?q=sample"])
def test_a_list_that_somebody_keeps_is_read_again_when_an_organization_is_renamed(visitor, publish, query):
    body = state("ZZ", "Zeeland")
    publish(organisation=body, title="A sample")
    first = visitor.get(LIST + query)
    assert visitor.get(LIST + query, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    body.name = "Ministry of Movement"
    body.save()
    a_minute_passes()
    again = visitor.get(LIST + query, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, "Ministry of Movement" in again.text) == (200, True)


def test_whoever_is_signed_in_gets_the_list_fresh_and_it_is_never_kept(cast, three):
    client = cast.client("focal_point")
    page = client.get(LIST)
    assert page["Cache-Control"] == "private, no-store"
    assert "ETag" not in page


def a_minute_passes() -> None:
    """What is kept for a minute is gone; what hangs on its parts stays."""
    caches["near"].clear()


@pytest.fixture
def read(cast, visitor, publish):
    """One review in a list that somebody has read, so that its row and the choices are kept."""
    made = publish()
    assert "Demo State" in visitor.get(LIST).text
    return made


def test_p37_a_withdrawal_is_seen_at_once_in_a_list_that_was_drawn(cast, visitor, read):
    register.withdraw(read.reference, by=cast.officer, reason="Published by mistake.")
    assert "Sample review" not in visitor.get(LIST).text


def test_a_new_version_is_seen_at_once_in_a_list_that_was_drawn(visitor, publish, read):
    publish(title="The corrected title")
    page = visitor.get(LIST).text
    assert "The corrected title" in page
    assert "Sample review" not in page


def test_a_correction_of_a_name_is_seen_within_a_minute_in_rows_and_choices(cast, visitor, read):
    country = cast.state.country
    country.names = {"en": "Renamed State"}
    country.save()
    a_minute_passes()
    page = visitor.get(LIST).text
    assert page.count("Renamed State") == 2
    assert "Demo State" not in page


def test_a_body_with_another_name_is_seen_at_once(cast, visitor, publish):
    publish(organisation=cast.association)
    assert cast.association.name in visitor.get(LIST).text
    cast.association.name = "The Renamed Association"
    cast.association.save()
    assert "The Renamed Association" in visitor.get(LIST).text


def test_l11_a_list_that_was_drawn_asks_twice(visitor, read, django_assert_num_queries):
    with django_assert_num_queries(2):
        visitor.get(LIST)
