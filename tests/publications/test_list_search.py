"""Words and counts in a public list: the page, its order, what stands beside the choices, the files."""

import json
import re

import pytest
from django.test import Client
from django.utils.html import escape

from forum.models import ForumCycle
from publications import counts, register, search
from publications.models import FacetCount, Publication
from tests.publications.test_search import lose_the_index

LIST = "/en/samples/"


@pytest.fixture
def visitor() -> Client:
    return Client()


@pytest.fixture
def practices(cast, publish):
    """Two in English, one in French."""
    publish({"schema": 1, "text": "Evening classes."}, reference="PR-1", title="Classes for domestic workers")
    publish(
        {"schema": 1, "text": "A <b>model</b> contract & a help line for domestic workers."},
        reference="PR-2",
        title="Fair contracts",
        countries=["XZ"] if cast.other_state else [],
    )
    publish(
        {"schema": 1, "text": "Une aide aux élèves et aux travailleuses."},
        reference="PR-3",
        title="École ouverte",
        language="fr",
        objectives=[7],
    )


def titles(page) -> list[str]:
    return re.findall(r'<div class="meta"><span>([^<]+)</span>', page.text)


def numbers(page) -> dict[str, dict[str, int]]:
    return {
        field.name: {option.value: option.number for option in (*field.boxes, *field.menu) if option.number}
        for field in page.context["fields"]
    }


def test_o1_words_find_and_mark_with_the_best_first(visitor, practices):
    page = visitor.get(f"{LIST}?q=domestic+worker")
    assert titles(page) == ["PR-1", "PR-2"]
    assert "2 reviews for “domestic worker”" in page.text
    assert "Classes for <mark>domestic workers</mark>" in page.text
    assert "help line for <mark>domestic workers</mark>." in page.text
    assert 'value="domestic worker"' in page.text
    assert titles(visitor.get(f"{LIST}?q=domestic+worker&sort=newest")) == ["PR-2", "PR-1"]


def test_o1_a_french_text_is_found_from_an_english_page_without_accents_and_in_the_plural(visitor, practices):
    page = visitor.get(f"{LIST}?q=eleve")
    assert titles(page) == ["PR-3"]
    assert '<p class="snippet" lang="fr" dir="auto">Une aide aux <mark>élèves</mark>' in page.text


def test_words_filters_and_order_keep_one_another(visitor, practices):
    page = visitor.get(f"{LIST}?q=domestic&country=XZ&sort=newest")
    assert titles(page) == ["PR-2"]
    assert 'href="?q=domestic&amp;sort=newest"' in page.text
    assert 'form="list-form"' in page.text
    assert page.text.count('<option value="newest" selected>') == 1


def test_o1_a_mistyped_word_is_said(visitor, practices):
    page = visitor.get(f"{LIST}?q=domestc")
    assert "Showing results for “<bdi>domestic</bdi>”. Nothing is published with “<bdi>domestc</bdi>”." in page.text
    assert titles(page) == ["PR-1", "PR-2"]


def test_b38_odd_words_have_a_page(visitor, practices):
    for typed in ('"><script>alert(1)</script>', "***", "NEAR(xy", "(a+)+$qq", "x" * 5_000):
        page = visitor.get(LIST, {"q": typed})
        assert page.status_code == 200
        assert titles(page) == []
        assert "Nothing fits this selection" in page.text
        assert "<script>alert" not in page.text
        assert escape(typed[:20]) in page.text
    assert visitor.get(f"{LIST}?q=a%00b").status_code == 400
    assert visitor.get(f"{LIST}?q=work&sort=password").status_code == 400


def test_o3_files_hold_what_the_words_find(visitor, practices):
    data = json.loads(b"".join(visitor.get(f"{LIST}?q=domestc&format=json").streaming_content))
    assert [item["reference"] for item in data["items"]] == ["PR-2", "PR-1"]
    assert data["about"]["Selection"] == "Words: “domestc”"
    assert data["about"]["Address"].endswith("/en/samples/?q=domestc")
    assert b"PR-3" in b"".join(visitor.get(f"{LIST}?q=eleves&format=csv"))


def test_rows_of_the_same_title_say_of_which_forum_they_are(visitor, publish):
    for year in (2026, 2030):
        publish(reference=f"DI-{year}", kind="dialogue", title="Roundtable 1", cycle=ForumCycle.objects.get(year=year))
    page = visitor.get("/en/search/?q=roundtable").text
    assert [page.count(f"<span>Forum of {year}</span>") for year in (2026, 2030)] == [1, 1]
    changes = visitor.get("/en/changes/").text
    assert [changes.count(f"Forum of {year}") for year in (2026, 2030)] == [1, 1]


def test_b14_pages_by_relevance_follow_one_another(visitor, publish, monkeypatch):
    for n in range(30):
        publish(reference=f"PR-{n:02}")
    first = visitor.get(f"{LIST}?q=sample&country=ZZ")
    second = visitor.get(LIST + first.context["older_url"])
    assert len(set(titles(first) + titles(second))) == 30
    assert second.context["older_url"] == ""
    assert visitor.get(LIST + first.context["older_url"].replace("sample", "review")).status_code == 400
    monkeypatch.setattr(search, "MOST", 27)  # the second page goes beyond the newest that are known
    newest = visitor.get(f"{LIST}?q=sample&sort=newest")
    assert len(set(titles(newest) + titles(visitor.get(LIST + newest.context["older_url"])))) == 30


def test_more_than_a_thousand_is_said(visitor, practices, monkeypatch):
    monkeypatch.setattr(search, "MOST", 1)
    page = visitor.get(f"{LIST}?q=domestic")
    assert "More than 1 review for “domestic”" in page.text
    assert "The newest 1 results are put in order." in page.text


def test_f23_a_list_goes_on_without_its_index(visitor, practices):
    lose_the_index()
    page = visitor.get(f"{LIST}?q=domestic")
    assert page.status_code == 200
    assert "The search is being rebuilt" in page.text
    assert "ETag" not in page
    assert len(titles(page)) == 3
    assert visitor.get(f"{LIST}?q=domestic&format=csv").status_code == 503
    assert visitor.get(LIST).status_code == 200


def test_choices_are_counted_for_the_whole_list(cast, visitor, practices, publish):
    cycle = ForumCycle.objects.get(year=2030)
    publish(reference="PR-4", organisation=cast.state, cycle=cycle, principles=[3], countries=["TR", "FR"])
    seen = numbers(visitor.get(LIST))
    assert seen["country"] == {"ZZ": 2, "XZ": 1, "TR": 1, "FR": 1}
    assert seen["region"] == {"ece": 1, "escap": 1}
    assert seen["objective"] == {"5": 3, "23": 3, "7": 1}
    assert seen["principle"] == {"3": 1}
    assert seen["cycle"] == {"2030": 1}
    assert seen["language"] == {"en": 3, "fr": 1}
    assert seen["body"] == {"state": 1}
    assert seen["form"] == {"answers": 4}
    assert sum(seen["year"].values()) == 4


def test_the_summary_follows_publishing_correction_restating_and_withdrawal(cast, visitor, publish):
    def seen() -> dict[str, dict[str, int]]:
        shown = numbers(visitor.get(LIST))
        summary = counts.of_list(["review"])
        counts.rebuild()
        assert {k: {v: n for v, n in of.items() if n} for k, of in summary.items() if any(of.values())} == (
            counts.of_list(["review"])
        )
        return {name: shown.get(name, {}) for name in ("objective", "language", "form")}

    publish()
    assert seen() == {"objective": {"5": 1, "23": 1}, "language": {"en": 1}, "form": {"answers": 1}}
    publish({"schema": 1, "text": "traduit"}, language="fr", standing="courtesy")
    assert seen()["language"] == {"en": 1}
    publish(objectives=[7], language="es")
    assert seen() == {"objective": {"7": 1}, "language": {"es": 1}, "form": {"answers": 1}}
    register.restate("RV-2030-ZZ", facets={"form": ["document"]})
    assert seen()["form"] == {"document": 1}
    register.withdraw("RV-2030-ZZ", by=cast.officer, reason="Asked.")
    assert seen() == {"objective": {}, "language": {}, "form": {}}
    assert "0 reviews" in visitor.get(LIST).text


def test_choices_of_a_selection_are_counted_each_without_itself(visitor, practices):
    seen = numbers(visitor.get(f"{LIST}?language=en"))
    assert seen["language"] == {"en": 2, "fr": 1}
    assert seen["country"] == {"ZZ": 1, "XZ": 1}
    seen = numbers(visitor.get(f"{LIST}?language=en&country=XZ"))
    assert seen["language"] == {"en": 1}
    assert seen["country"] == {"ZZ": 1, "XZ": 1}
    assert seen["objective"] == {"5": 1, "23": 1}
    assert numbers(visitor.get(f"{LIST}?q=domestic"))["country"] == {"ZZ": 1, "XZ": 1}


def test_beyond_ten_thousand_nothing_is_counted_and_that_is_said(visitor, practices, monkeypatch):
    monkeypatch.setattr(counts, "MOST", 1)
    page = visitor.get(f"{LIST}?language=en")
    assert "More than 1 review<" in page.text
    assert "this selection has over 1." in page.text
    others = [field for field in page.context["fields"] if field.name != "language"]
    assert all(option.number is None for field in others for option in field.boxes)
    assert numbers(page)["language"] == {
        "en": 2,
        "fr": 1,
    }


def test_a_withdrawal_reaches_a_list_that_somebody_keeps(cast, visitor, practices):
    kept = visitor.get(LIST)["ETag"]
    assert visitor.get(LIST, headers={"if-none-match": kept}).status_code == 304
    register.withdraw("PR-1", by=cast.officer, reason="Asked.")
    assert visitor.get(LIST, headers={"if-none-match": kept}).status_code == 200


def test_what_a_search_found_is_found_anew_when_a_translation_brings_the_word(visitor, publish, practices):
    search = f"{LIST}?q=trabajadoras"
    first = visitor.get(search)
    assert (titles(first), visitor.get(search, headers={"if-none-match": first["ETag"]}).status_code) == ([], 304)
    publish(reference="PR-1", standing="official", language="es", title="Clases para trabajadoras")
    again = visitor.get(search, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, titles(again), numbers(again)["language"]) == (200, ["PR-1"], {"en": 1})


def test_a_facet_of_every_publication_is_no_apps_own(publish):
    with pytest.raises(ValueError, match="country"):
        publish(facets={"country": ["ZZ"]})
    assert not Publication.objects.exists()
    assert not FacetCount.objects.exists()


@pytest.mark.parametrize("query", ["q=domestic", "region=ece", "year=2030&principle=3&body=state&group=women"])
def test_every_filter_has_its_page(visitor, practices, query):
    assert visitor.get(f"{LIST}?{query}").status_code in (200, 400)
