"""X10: an officer keeps filters of a list under a name and chooses its columns; both are one's own and open nothing."""

import re

import pytest
from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from accounts import overview
from core.models import ChosenColumns, KeptFilter
from core.own_lists import MOST, filters_in
from tests.core.test_admin import PEOPLE_WITHOUT_DESK, url
from tests.practices.builders import submitted_practice

pytestmark = pytest.mark.django_db

LIST = "/admin/forum/milestone/"


def keep(client, name, query="kind__exact=fixed", at=LIST, **more):
    return client.post(f"{at}own-filters/", {"name": name, "query": query, **more}, follow=True)


def choose(client, *columns, at=LIST, **more):
    return client.post(f"{at}own-columns/", {"columns": columns, **more}, follow=True)


def headings(page):
    return re.findall(r'<th[^>]*class="[^"]*column-(\w+)', page)


# --- filters under a name


def test_present_filters_are_kept_under_a_name_stand_above_the_list_and_go_again(cast):
    client = cast.client("officer")
    assert "Keep these filters" not in client.get(LIST).text, "nothing is filtered: there is nothing to keep"
    assert 'value="cycle__exact=2030&amp;q=day"' in client.get(f"{LIST}?q=day&cycle__exact=2030&p=1&o=2").text
    kept = keep(client, "Days of 2030", "q=day&cycle__exact=2030&p=1&o=2")
    assert kept.request["QUERY_STRING"] == "cycle__exact=2030&q=day", "neither page nor order of columns is kept"
    assert "“Days of 2030” is kept" in kept.text
    assert "Keep these filters" not in kept.text, "it is kept already"
    page = client.get(LIST).text
    assert '<a href="/admin/forum/milestone/?cycle__exact=2030&amp;q=day">Days of 2030</a>' in page
    own = KeptFilter.objects.get()
    assert f'action="{LIST}own-filters/{own.pk}/remove/"' in page
    gone = client.post(f"{LIST}own-filters/{own.pk}/remove/", {"query": "q=day"}, follow=True)
    assert "“Days of 2030” is removed" in gone.text
    assert gone.request["QUERY_STRING"] == "q=day"
    assert not KeptFilter.objects.exists()


def test_a_filter_belongs_to_its_list(cast):
    client = cast.client("officer")
    keep(client, "Forum days")
    assert "Forum days" not in client.get("/admin/forum/forumdocument/").text
    own = KeptFilter.objects.get()
    assert client.post(f"/admin/forum/forumdocument/own-filters/{own.pk}/remove/").status_code == 404


def test_a_filter_is_ones_own(cast):
    keep(cast.client("officer"), "Mine")
    other = cast.client("head")
    assert "Mine" not in other.get(LIST).text
    assert other.post(f"{LIST}own-filters/{KeptFilter.objects.get().pk}/remove/").status_code == 404
    assert "“Mine” is kept" in keep(other, "Mine").text, "the same name is free for everybody else"


@pytest.mark.parametrize("who", PEOPLE_WITHOUT_DESK)
def test_whoever_does_not_open_the_list_keeps_nothing_of_it(cast, who):
    client = cast.client(who)
    for address, data in ((f"{LIST}own-filters/", {"name": "x", "query": "q=x"}), (f"{LIST}own-columns/", {})):
        assert client.post(address, data).status_code in (302, 403)
    assert not KeptFilter.objects.exists()
    assert not ChosenColumns.objects.exists()


def test_the_operator_keeps_nothing_of_a_list_that_opens_to_the_secretariat_alone(cast):
    client = cast.client("superuser")
    assert client.post("/admin/practices/practice/own-filters/", {"name": "x", "query": "q=x"}).status_code == 403
    assert client.post("/admin/practices/practice/own-columns/", {"columns": []}).status_code == 403


def test_what_cannot_be_kept_is_said_beside_the_field_and_what_was_typed_stays(cast):
    client = cast.client("officer")
    keep(client, "Forum days")
    again = keep(client, "Forum days", "q=other")
    assert again.status_code == 400
    assert "You keep another filter under this name" in again.text
    assert 'value="Forum days"' in again.text
    assert 'value="q=other"' in again.text
    assert keep(client, "").status_code == 400
    assert keep(client, "x" * 61).status_code == 400
    assert "Filter or search the list first" in keep(client, "None", "p=3").text
    assert "longer than what can be kept" in keep(client, "Long", "q=" + "x" * 3000).text
    assert keep(client, "N\0ul").status_code == 400
    assert keep(client, "Forum days").status_code == 200
    assert KeptFilter.objects.count() == 1, "a second press keeps nothing more"


def test_there_is_a_bound(cast):
    client = cast.client("officer")
    KeptFilter.objects.bulk_create(
        KeptFilter(owner=cast.officer, of_list="forum.milestone", name=f"{n}", query=f"q={n}") for n in range(MOST)
    )
    assert f"You keep {MOST} filters of this list" in keep(client, "one more").text


@pytest.mark.parametrize("query", ["password__startswith=a", "cycle__exact=9999", "kind__exact=gone", "q=%00a", "x=1"])
def test_a_forged_or_stale_filter_opens_what_its_address_opens_and_no_more(cast, query):
    client = cast.client("officer")
    alone = client.get(f"{LIST}?{query}", follow=True).status_code
    assert keep(client, "Forged", query).status_code == alone in (200, 400)
    assert client.get(LIST).status_code == 200


def test_words_of_an_address_lead_nowhere_else():
    assert filters_in("//evil.example/?q=x") == "%2F%2Fevil.example%2F%3Fq=x", "they stand behind the ? of the list"
    assert filters_in("&".join(["a=1"] * 500)) == ""


# --- columns


def test_columns_are_chosen_per_person_and_the_one_that_leads_on_always_stays(cast):
    client, other = cast.client("officer"), cast.client("head")
    assert headings(client.get(LIST).text) == ["label", "cycle", "when", "kind", "audience", "confidence", "moves"]
    assert headings(choose(client, "kind", "cycle", query="kind__exact=fixed").text) == ["label", "cycle", "kind"]
    assert headings(client.get(LIST).text) == ["label", "cycle", "kind"]
    assert headings(other.get(LIST).text) == ["label", "cycle", "when", "kind", "audience", "confidence", "moves"]
    assert headings(choose(client).text) == ["label"]
    assert "As the list came" in client.get(LIST).text
    assert len(headings(choose(client, as_before="1").text)) == 7
    assert "As the list came" not in client.get(LIST).text


def test_further_columns_are_those_that_the_page_of_the_list_declares(cast):
    at = "/admin/practices/practice/"
    client = cast.client("officer")
    submitted_practice(cast)
    assert 'value="submitted_at"' in client.get(at).text
    assert headings(choose(client, "submitted_at", at=at).text)[-1] == "submitted_at"


@pytest.mark.parametrize("column", ["remind_text", "password", "cycle__name", "__class__", "delete", "\0"])
def test_a_column_that_is_not_declared_is_refused_in_the_form_and_silent_in_the_table(cast, column):
    client = cast.client("officer")
    assert choose(client, column).status_code == 400
    ChosenColumns.objects.create(owner=cast.officer, of_list="forum.milestone", columns=[column.replace("\0", "")])
    assert headings(client.get(LIST).text) == ["label"]


def declaring():
    return [page for page in admin.site._registry.values() if page.extra_columns]


def test_what_is_offered_beside_stands_on_the_page_of_the_record_or_in_a_filter_and_costs_no_query_a_row(rf, cast):
    request = rf.get("/")
    request.user = cast.head
    assert declaring()
    for page in declaring():
        known = {*page.get_fields(request), *map(str, page.list_filter), *getattr(page, "shown_fields", ())}
        for name in page.extra_columns:
            assert name in known, f"{page}: {name} is not shown to this officer elsewhere"
            try:
                field = page.model._meta.get_field(name)
            except FieldDoesNotExist:
                continue
            assert not isinstance(field, models.ForeignKey) or name in page.list_select_related, f"{page}: {name}"


def test_every_list_opens_with_all_its_columns_and_with_the_fewest(cast):
    client = cast.client("head")
    for model, page in admin.site._registry.items():
        at = url(model, "changelist")
        if client.get(at).status_code != 200:
            continue
        offered = re.findall(r'name="columns" value="(\w+)"', client.get(at).text)
        assert choose(client, *offered, at=at).status_code == 200, page
        assert choose(client, at=at).status_code == 200, page


# --- one's own data


def test_what_is_kept_is_among_ones_own_data_and_goes_with_the_account(cast):
    client = cast.client("officer")
    keep(client, "Forum days", "q=Forum")
    choose(client, "kind")
    held = overview.personal_data(cast.officer)
    assert held["filters_kept"] == [{"of_list": "forum.milestone", "name": "Forum days", "query": "q=Forum"}]
    assert held["columns_chosen"] == [{"of_list": "forum.milestone", "columns": ["kind"]}]
    overview.erase(cast.officer)
    assert not KeptFilter.objects.exists()
    assert not ChosenColumns.objects.exists()
