"""Feeds: the selection of a list for feed readers, read by a parser that is not ours."""

import re

import feedparser
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree

from publications import register, search
from publications.models import Publication
from tests.publications.public_tables import only_public_tables
from tests.publications.test_search import lose_the_index

FEED, CHANGES, LIST = "/feeds/review.atom", "/feeds/changes.atom", "/en/samples/"
HOSTILE = (
    "]]><script>alert(1)</script> & <b>bold</b>",
    "Two\nlines,\r\n\ttabs; and commas",
    "حماية العمال المنزليين",
    "\u202eright to left\u202c and \ufffe\x0b no XML",
    "é" * 75 + " 领事保护 🧭",
)


@pytest.fixture
def visitor() -> Client:
    return Client()


@pytest.fixture
def three(cast, publish):
    """Two of Demo State, one of the other State in French."""
    publish(reference="PR-1", title="Classes for domestic workers", summary="In the evening.", organisation=cast.state)
    publish(reference="PR-2", title="Fair contracts", objectives=[7])
    publish(reference="PR-3", title="École ouverte", language="fr", countries=[cast.other_state.country_id])


def read(response):
    """The feed as feedparser understands it; whatever is not well-formed, or lacks what Atom demands, fails here."""
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    etree.fromstring(response.content, etree.XMLParser(resolve_entities=False))
    feed = feedparser.parse(response.content)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    for one in (feed.feed, *feed.entries):
        assert one.id.startswith(("http", "urn:uuid:"))
        assert one.updated_parsed
        assert one.title
    assert len({one.id for one in feed.entries}) == len(feed.entries)
    return feed


def titles(response) -> list[str]:
    return [one.title for one in read(response).entries]


def test_o9_a_feed_holds_the_list_newest_first_with_author_and_address(visitor, three, settings):
    feed = read(visitor.get(FEED))
    assert [one.title for one in feed.entries] == ["École ouverte", "Fair contracts", "Classes for domestic workers"]
    last = feed.entries[-1]
    assert (last.author, last.summary) == ("Demo State", "In the evening.")
    assert last.link == f"{settings.SITE_URL}/en/samples/PR-1/"
    assert feed.feed.link == f"{settings.SITE_URL}/en/samples/"
    assert feed.feed.title == "Sample list"


@pytest.mark.parametrize(
    "query", ["country=ZZ", "objective=7", "language=fr", "q=domestic+worker", "q=domestc", "q=ecole&language=fr", ""]
)
def test_o9_n14_a_feed_selects_as_the_page_does(visitor, three, query):
    page = visitor.get(f"{LIST}?{query}")
    assert titles(visitor.get(f"{FEED}?{query}")) == [
        Publication.objects.get(reference=reference).title
        for reference in re.findall(r'<div class="meta"><span>([^<]+)</span>', page.text)
    ]


def test_o9_the_page_leads_to_the_feed_of_its_selection(visitor, three):
    page = visitor.get(f"{LIST}?objective=23&country=zz&objective=5&q=domestc&sort=newest&page=3")
    address = page.context["follow"]["feed"]
    assert address == f"{FEED}?q=domestic&country=ZZ&objective=23&objective=5"
    linked = address.replace("&", "&amp;")
    assert f'<link rel="alternate" type="application/atom+xml" title="Sample list" href="{linked}">' in page.text
    assert f'<a href="{linked}">Atom feed</a>' in page.text
    assert titles(visitor.get(address)) == ["Classes for domestic workers"]
    assert visitor.get("/fr/samples/").context["follow"]["feed"] == f"{FEED}?lang=fr"


def test_o9_the_portals_words_come_in_the_language_asked_for_and_texts_say_theirs(visitor, three, settings):
    xml = "{http://www.w3.org/XML/1998/namespace}lang"
    root = etree.fromstring(visitor.get(f"{FEED}?lang=ar", HTTP_ACCEPT_LANGUAGE="es").content)
    atom = {"a": "http://www.w3.org/2005/Atom"}
    assert root.get(xml) == "ar"
    assert [one.get(xml) for one in root.findall("a:entry/a:title", atom)] == ["fr", "en", "en"]
    assert root.find("a:entry/a:link", atom).get("href").startswith(f"{settings.SITE_URL}/ar/samples/")
    assert etree.fromstring(visitor.get(FEED, HTTP_ACCEPT_LANGUAGE="es").content).get(xml) == "en"
    ids = [[one.id for one in read(visitor.get(f"{FEED}?lang={code}")).entries] for code in ("en", "zh-hans")]
    assert ids[0] == ids[1]


@pytest.mark.parametrize("text", HOSTILE)
def test_b55_whatever_a_title_holds_the_feed_is_valid_and_says_it(visitor, publish, text):
    publish(title=text, summary=text)
    said = " ".join(text.replace("\ufffe", " ").replace("\x0b", " ").split())
    for address in (FEED, f"{FEED}?q=nothing", CHANGES):
        for entry in read(visitor.get(address)).entries:
            element = etree.fromstring(visitor.get(address).content).find(".//{*}entry/{*}title")
            assert element.text.removeprefix("Published: ") == said
            assert entry.title_detail.type == "text/plain"  # shown as it stands, never read as markup


def test_b55_words_and_filters_in_the_address_of_a_feed_harm_nothing(visitor, three):
    feed = read(visitor.get(FEED, {"q": ']]>"&<x>\n', "country": "ZZ"}))
    assert feed.entries == []
    assert "State: Demo State" in feed.feed.title


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("country=QQ", "State: “QQ” is not in the list."),
        ("objective=24", "Objective: “24” is not in the list."),
        ("lang=tlh", "There is no language “tlh”."),
    ],
)
def test_b15_a_feed_names_a_wrong_value_and_brings_nothing(visitor, three, query, said):
    answer = visitor.get(f"{FEED}?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert said in answer.text
    assert visitor.get(f"{FEED}?after=99999999999999999999").status_code == 400
    assert visitor.get("/feeds/unknown.atom").status_code == 404


def test_p17_what_is_withdrawn_leaves_the_feed_at_once(cast, visitor, three):
    first = visitor.get(FEED)
    again = visitor.get(FEED, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    register.withdraw("PR-1", by=cast.officer, reason="Asked.")
    after = visitor.get(FEED, HTTP_IF_NONE_MATCH=first["ETag"])
    assert titles(after) == ["École ouverte", "Fair contracts"]
    assert "domestic" not in after.text


def test_a_new_version_is_the_same_entry_with_a_later_date(visitor, publish):
    publish()
    (first,) = read(visitor.get(FEED)).entries
    publish(title="Corrected")
    (second,) = read(visitor.get(FEED)).entries
    assert (second.id, second.title) == (first.id, "Corrected")
    assert second.updated >= first.updated


def test_an_empty_feed_is_valid_and_does_not_change_by_being_asked(db, visitor):
    assert read(visitor.get(FEED)).entries == []
    assert visitor.get(FEED).content == visitor.get(FEED).content


def test_a_feed_goes_on_in_pages_so_that_nothing_is_missed(visitor, publish):
    for n in range(30):
        publish(reference=f"PR-{n:02}")
    first = read(visitor.get(f"{FEED}?country=ZZ"))
    (older,) = [link.href for link in first.feed.links if link.rel == "next"]
    second = read(visitor.get(older))
    assert len({one.id for one in (*first.entries, *second.entries)}) == 30
    assert not [link for link in second.feed.links if link.rel == "next"]


def test_f23_a_feed_by_words_waits_for_its_index_rather_than_bring_everything(visitor, three):
    lose_the_index()
    assert visitor.get(f"{FEED}?q=domestic").status_code == 503
    assert len(titles(visitor.get(FEED))) == 3
    assert search.is_there() is False


def test_o16_changes_say_what_was_published_corrected_and_withdrawn(cast, visitor, three, publish):
    publish(reference="PR-2", title="Fairer contracts", note="A figure was wrong.")
    register.withdraw("PR-1", by=cast.officer, reason="Asked by the State.")
    feed = read(visitor.get(CHANGES))
    assert [one.title for one in feed.entries] == [
        "Withdrawn: Classes for domestic workers",
        "New version: Fairer contracts",
        "Published: École ouverte",
        "Published: Fair contracts",
    ]
    assert [one.get("summary") for one in feed.entries[:2]] == ["Asked by the State.", "A figure was wrong."]
    assert "In the evening" not in visitor.get(CHANGES).text


@pytest.mark.parametrize("address", [FEED, f"{FEED}?country=ZZ&q=sample", CHANGES])
def test_l11_a_feed_asks_as_often_for_30_rows_as_for_1_and_reads_public_tables_alone(visitor, publish, address):
    def count() -> int:
        with CaptureQueriesContext(connection) as asked, only_public_tables():
            visitor.get(address)
        return len([one for one in asked if "SAVEPOINT" not in one["sql"]])

    publish()
    count()
    one = count()
    for n in range(24):
        publish(reference=f"RV-2030-{n:02}")
    assert count() == one <= 30
