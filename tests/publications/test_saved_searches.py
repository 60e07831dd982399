"""Searches that people keep, and the digest of what is new in them: once, true at sending, nothing lost."""

import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection, connections
from django.test import Client

from core.access import allowed
from notifications import delivery, outbox
from notifications.choices import Status
from notifications.models import Message, Preference
from publications import following, overview, register, steps
from publications.models import SavedSearch
from publications.notifications import SavedSearches
from tests.publications.test_search import lose_the_index

LIST, MINE = "/en/samples/", "/en/accounts/searches/"
NEW = f"{MINE}new/review/"
MONDAY = datetime(2030, 3, 4, 7, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def form(**fields):
    return {"form_key": uuid.uuid4(), "name": "Work at home", "rhythm": "daily", **fields}


@pytest.fixture
def follow(cast):
    """`follow("q=domestic")` keeps a search of the member, since the day before the Monday's window began."""

    def make(query: str = "", *, rhythm: str = "daily", name: str = "", person=None) -> SavedSearch:
        return SavedSearch.objects.create(
            person=person or cast.member,
            kind="review",
            query=query,
            name=name or query or "All",
            rhythm=rhythm,
            created_at=MONDAY - 8 * DAY,
        )

    return make


@pytest.fixture
def publish_at(publish):
    """Publish at a moment."""

    def make(moment: datetime, reference: str, **head):
        with time_machine.travel(moment, tick=False):
            return publish(reference=reference, title=head.pop("title", f"Title {reference}"), **head)

    return make


def digests() -> list[Message]:
    return list(Message.objects.filter(kind=SavedSearches.name).order_by("planned_at"))


def plan(now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        outbox.plan(now)


def send(now: datetime) -> list[str]:
    """Plan and deliver at `now`; the digests that went, as text."""
    plan(now)
    with time_machine.travel(now, tick=False):
        mail.outbox.clear()
        outbox.expire()
        delivery.deliver()
        return [str(one.body) for one in mail.outbox if "saved search" in one.body]


# --- keeping


def test_o10_the_selection_of_a_list_is_saved_named_listed_renamed_and_deleted(cast, publish):
    publish(title="Domestic work")
    client = cast.client("member")
    address = client.get(f"{LIST}?objective=5&country=ZZ&q=domestc").context["follow"]["mail"]
    assert address == f"{NEW}?q=domestic&country=ZZ&objective=5"
    page = client.get(address)
    assert "State: Demo State" in page.text
    assert client.post(address, form()).status_code == 302
    saved = SavedSearch.objects.get()
    assert (saved.person, saved.kind, saved.query) == (cast.member, "review", "q=domestic&country=ZZ&objective=5")
    page = client.get(MINE)
    assert "Work at home" in page.text
    assert "/en/samples/?q=domestic&amp;country=ZZ&amp;objective=5" in page.text
    client.post(f"{MINE}{saved.pk}/", {"name": "At home", "rhythm": "weekly"})
    saved.refresh_from_db()
    assert (saved.name, saved.rhythm) == ("At home", "weekly")
    for _press in range(2):
        assert client.post(f"{MINE}{saved.pk}/delete/").status_code == 302
    assert "No search is saved yet" in client.get(MINE).text


def test_o1_o10_a_search_over_everything_is_followed_by_feed_and_by_mail(cast, client, publish, publish_at):
    publish(title="Domestic work")
    page = client.get("/en/search/?q=domestic&objective=5")
    assert page.context["follow"]["feed"] == "/feeds/all.atom?q=domestic&objective=5"
    feed = client.get(page.context["follow"]["feed"]).text
    assert "<title>Everything published: " in feed
    assert "Domestic work" in feed
    member, address = cast.client("member"), page.context["follow"]["mail"]
    assert member.post(address, form()).status_code == 302
    assert "/en/search/?q=domestic&amp;objective=5" in member.get(MINE).text
    SavedSearch.objects.update(created_at=MONDAY - 8 * DAY)
    for kind in ("pledge", "practice"):
        publish_at(MONDAY - 4 * DAY / 24, kind, kind=kind, title=f"Domestic {kind}", objectives=[5])
    publish_at(MONDAY - 4 * DAY / 24, "other", title="Domestic things", objectives=[7])
    (letter,) = send(MONDAY)
    assert ["Domestic pledge" in letter, "Domestic practice" in letter, "Domestic things" in letter] == [
        True,
        True,
        False,
    ]


def test_f2_a_second_press_and_the_same_selection_make_one_search(cast):
    client, key = cast.client("member"), uuid.uuid4()
    for _press in range(2):
        client.post(f"{NEW}?objective=5", form(form_key=key))
    client.post(f"{NEW}?objective=5&objective=5", form(name="Again"))
    assert [one.name for one in SavedSearch.objects.all()] == ["Work at home"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [({"name": " "}, "This field is required"), ({"name": "x" * 121}, "120"), ({"rhythm": "hourly"}, "hourly")],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(cast, fields, said):
    page = cast.client("member").post(f"{NEW}?objective=5", form(**fields))
    assert page.status_code == 422
    assert said in page.text
    assert page.context["form"]["name"].value() == {"name": "Work at home", **fields}["name"]
    assert not SavedSearch.objects.exists()


def test_a_wrong_or_endless_selection_is_not_kept(cast):
    client = cast.client("member")
    for query, said in (("country=QQ", "State: “QQ” is not in the list."), ("q=" + "é " * 700, "too long")):
        page = client.post(f"{NEW}?{query}", form())
        assert page.status_code == 400
        assert said in page.text
    assert client.get(f"{MINE}new/unknown/").status_code == 404
    assert not SavedSearch.objects.exists()


def test_one_keeps_twenty_searches_at_most(cast, monkeypatch):
    monkeypatch.setattr(steps, "MOST_SEARCHES", 1)
    client = cast.client("member")
    client.post(NEW, form())
    page = client.post(f"{NEW}?objective=5", form())
    assert page.status_code == 422
    assert "You can keep 1 search. Delete one first." in page.text


def test_a_saved_search_is_its_persons_alone(cast, follow):
    saved = follow("country=ZZ", name="Secret interest")
    assert Client().get(MINE).status_code == Client().get(NEW).status_code == 302
    for who in ("focal_point", "officer", "head", "superuser"):
        other = getattr(cast, who)
        client = cast.client(who)
        assert "Secret interest" not in client.get(MINE).text
        assert client.get(f"{MINE}{saved.pk}/").status_code == 404
        client.post(f"{MINE}{saved.pk}/delete/")
        assert SavedSearch.objects.visible_to(other).count() == 0
        assert not allowed(other, "publications.view_savedsearch", saved)
    assert list(SavedSearch.objects.visible_to(cast.member)) == [saved]
    assert allowed(cast.member, "publications.view_savedsearch", saved)


def test_u6_own_data_name_saved_searches_and_closing_takes_them_away(cast, follow):
    follow("country=ZZ", name="Mine")
    (held,) = overview.personal_data(cast.member)["saved_searches"]
    assert (held["name"], held["query"]) == ("Mine", "country=ZZ")
    overview.erase(cast.member)
    assert not SavedSearch.objects.exists()


# --- telling


def test_o10_one_message_tells_of_all_due_searches_and_goes_once(cast, follow, publish_at):
    follow("country=ZZ", name="Of Demo State")
    follow("language=fr", name="In French", rhythm="weekly")
    follow("language=ar", name="In Arabic")
    publish_at(MONDAY - DAY, "RV-A", title="Nothing & more")
    publish_at(MONDAY - DAY, "RV-B", title="Vieux", language="fr", countries=[])
    for _again in range(5):
        plan(MONDAY)
    (letter,) = send(MONDAY)
    assert letter.index("Of Demo State: 1") < letter.index("Nothing & more")
    assert "In French: 1" in letter
    assert "Vieux" in letter
    assert "In Arabic" not in letter
    assert send(MONDAY + timedelta(hours=3)) == send(MONDAY + DAY) == []
    assert [one.occasion for one in digests()] == ["publications.saved_searches:2030-03-04"]


def test_e11_n6_where_nothing_is_new_nothing_goes(cast, follow, publish_at):
    publish_at(MONDAY - 10 * DAY, "RV-OLD")
    follow()
    follow("q=domestic")
    publish_at(MONDAY - DAY, "RV-X", countries=[], title="Other")
    SavedSearch.objects.filter(query="").delete()
    assert send(MONDAY) == []
    assert digests() == []


def test_e11_what_is_published_while_the_digest_is_built_comes_the_next_time(cast, follow, publish_at):
    follow()
    end = following.at(MONDAY.date(), following.ENDS)
    publish_at(end, "RV-IN")
    publish_at(end + timedelta(microseconds=1), "RV-NEXT")
    plan(MONDAY)
    publish_at(MONDAY, "RV-LATER")
    (first,) = send(MONDAY)
    (second,) = send(MONDAY + DAY)
    assert [name for name in ("RV-IN", "RV-NEXT", "RV-LATER") if f"Title {name}" in first] == ["RV-IN"]
    assert [name for name in ("RV-IN", "RV-NEXT", "RV-LATER") if f"Title {name}" in second] == ["RV-NEXT", "RV-LATER"]


def test_weekly_ones_come_on_mondays_with_the_whole_week(cast, follow, publish_at):
    follow(rhythm="weekly")
    publish_at(MONDAY - 3 * DAY, "RV-1")
    went = {}
    for n in range(9):
        if n == 2:
            publish_at(MONDAY + 2 * DAY - timedelta(hours=12), "RV-2")
        if letters := send(MONDAY + n * DAY):
            went[n] = letters[0]
    assert list(went) == [0, 7]
    assert "RV-1" in went[0]
    assert "RV-2" in went[7]
    assert "RV-1" not in went[7]


@pytest.mark.parametrize("what", ["withdrawn", "deleted", "index"])
def test_e5_relevance_is_asked_again_at_sending(cast, follow, publish_at, what):
    saved = follow("q=title")
    publish_at(MONDAY - DAY, "RV-1")
    plan(MONDAY)
    assert len(digests()) == 1
    if what == "withdrawn":
        register.withdraw("RV-1", by=cast.officer, reason="Asked.")
    elif what == "deleted":
        steps.delete_search(saved, by=cast.member)
    else:
        lose_the_index()
    assert send(MONDAY) == []
    assert digests()[0].status == Status.CANCELLED


def test_a_withdrawn_one_is_left_out_and_the_others_go(cast, follow, publish_at):
    follow()
    publish_at(MONDAY - DAY, "RV-1")
    publish_at(MONDAY - DAY, "RV-2")
    plan(MONDAY)
    register.withdraw("RV-1", by=cast.officer, reason="Asked.")
    (letter,) = send(MONDAY)
    assert "Title RV-2" in letter
    assert "RV-1" not in letter


@pytest.mark.parametrize("status", [Status.EXPIRED, Status.FAILED, Status.HELD])
def test_e11_what_a_lost_digest_would_have_told_the_next_one_tells(cast, follow, publish_at, status):
    follow()
    publish_at(MONDAY - DAY, "RV-1")
    plan(MONDAY)
    Message.objects.filter(kind=SavedSearches.name).update(status=status)
    publish_at(MONDAY, "RV-2")
    (letter,) = send(MONDAY + DAY)
    assert "Title RV-1" in letter
    assert "Title RV-2" in letter


@pytest.mark.parametrize("fields", [{"status": Status.UNCERTAIN}, {"status": Status.EXPIRED, "doubts": 1}])
def test_e2_what_may_have_arrived_is_not_told_again(cast, follow, publish_at, fields):
    follow()
    publish_at(MONDAY - DAY, "RV-1")
    plan(MONDAY)
    Message.objects.filter(kind=SavedSearches.name).update(**fields)
    assert send(MONDAY + DAY) == []


def test_f17_after_days_of_silence_one_digest_tells_all(cast, follow, publish_at):
    follow()
    for n in range(3):
        publish_at(MONDAY + n * DAY, f"RV-{n}")
    (letter,) = send(MONDAY + 3 * DAY)
    assert [n for n in range(3) if f"Title RV-{n}" in letter] == [0, 1, 2]


def test_many_are_counted_and_linked(cast, follow, publish_at, settings):
    follow("country=ZZ")
    for n in range(12):
        publish_at(MONDAY - DAY, f"RV-{n:02}")
    (letter,) = send(MONDAY)
    assert "country=ZZ: 12" in letter
    assert f"and 2 others: {settings.SITE_URL}/en/samples/?country=ZZ" in letter


def test_e10_the_digest_ends_by_one_press_and_the_page_says_so(cast, follow, publish_at):
    follow()
    publish_at(MONDAY - DAY, "RV-1")
    assert len(send(MONDAY)) == 1
    (letter,) = [one for one in mail.outbox if "saved search" in one.body]
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert Client().get(address).status_code == 200
    assert not Preference.objects.exists()
    assert Client().post(address).status_code == 200
    publish_at(MONDAY, "RV-2")
    assert send(MONDAY + DAY) == []
    assert "You have switched these messages off" in cast.client("member").get(MINE).text


def test_a_lost_index_does_not_stop_planning_and_nothing_is_told_without_it(cast, follow, publish_at):
    follow("q=title")
    follow("country=ZZ", person=cast.focal_point)
    publish_at(MONDAY - DAY, "RV-1")
    lose_the_index()
    plan(MONDAY)
    assert [one.recipient for one in digests()] == [cast.focal_point]


def test_the_brake_stays_off_while_a_day_is_planned_over_and_over(cast, follow, publish_at):
    for person in (cast.member, cast.focal_point, cast.alternate, cast.officer, cast.head, cast.second_officer):
        follow(person=person)
    publish_at(MONDAY - DAY, "RV-1")
    plan(MONDAY)
    register.withdraw("RV-1", by=cast.officer, reason="Asked.")
    publish_at(MONDAY - DAY, "RV-2", countries=[])
    follow("language=en", person=cast.superuser)
    plan(MONDAY)
    assert {one.status for one in digests()} == {Status.QUEUED}
    assert len(digests()) == 7


@pytest.mark.django_db(transaction=True)
def test_e1_two_planners_at_once_make_one_row(lists, cast, follow, publish_at):
    follow()
    publish_at(MONDAY - DAY, "RV-1")
    gate, broken = threading.Barrier(2), []

    def run() -> None:
        try:
            gate.wait()
            outbox.plan(MONDAY)
        except Exception as error:  # noqa: BLE001 - told below
            broken.append(error)
        finally:
            connections.close_all()

    planners = [threading.Thread(target=run) for _n in range(2 if connection.vendor == "postgresql" else 1)]
    if len(planners) == 1:  # SQLite in memory belongs to one thread: one after the other
        plan(MONDAY)
        plan(MONDAY)
    else:
        [one.start() for one in planners]
        [one.join() for one in planners]
    assert broken == []
    assert len(digests()) == 1
