"""What became of an answer."""

import re
import uuid

import pytest

from reviews.answers import History
from reviews.models import Answer
from tests import factories
from tests.reviews.filling import FILL, save_one

HISTORY = f"{FILL}history/"


@pytest.fixture
def review(cast):
    review = factories.review(cast)
    save_one(cast.client("focal_point"), "a1", "the first text", "0.")
    save_one(cast.client("alternate"), "a1", "the second text", "1.")
    return review


def test_r16_every_version_with_its_writer_and_what_changed(review, cast):
    page = cast.client("reader").get(f"{HISTORY}?answer=a1").content.decode()
    assert "<del>first</del><ins>second</ins>" in page
    assert cast.focal_point.office in page
    assert cast.focal_point.email not in page
    assert "Restore this version" not in page, "a reader restores nothing"
    assert "a1" in cast.client("reader").get(HISTORY).content.decode()


def test_r16_the_feed_is_narrowed_to_a_person_and_a_section(review, cast):
    save_one(cast.client("focal_point"), "b1", "<p>of section b</p>", "0.", section="b")
    client = cast.client("reader")
    page = client.get(HISTORY)
    assert {key for key, _name in page.context["writers"]} == {str(cast.focal_point.pk), str(cast.alternate.pk)}

    def shown(query: str) -> set[tuple[str, int]]:
        return {(line["name"], line["row"].version) for line in client.get(f"{HISTORY}?{query}").context["rows"]}

    assert shown(f"person={cast.alternate.pk}") == {("a1", 2)}
    assert shown(f"person={cast.focal_point.pk}&section=b") == {("b1", 1)}
    assert shown(f"person={cast.officer.pk}") == set()
    assert len(shown("person=x")) == len(shown(f"person={'9' * 40}")) == 3


def test_restoring_makes_a_new_version(review, cast):
    client = cast.client("focal_point")
    first = History.objects.get(version=1)
    client.post(f"{HISTORY}{first.history_id}/restore/", {"version": "2"})
    stored = Answer.objects.get()
    assert (stored.value, stored.version) == ("the first text", 3)
    assert History.objects.count() == 3


def test_restoring_from_an_old_page_changes_nothing(review, cast):
    first = History.objects.get(version=1)
    cast.client("focal_point").post(f"{HISTORY}{first.history_id}/restore/", {"version": "1"})
    assert Answer.objects.get().value == "the second text"


def test_p4_b45_nobody_else_sees_or_restores(review, cast):
    row = History.objects.first()
    for who in ("officer", "superuser", "other_focal_point", "member"):
        client = cast.client(who)
        assert client.get(f"{HISTORY}?answer=a1").status_code == 404
        assert client.post(f"{HISTORY}{row.history_id}/restore/", {"version": "2"}).status_code == 404
    client = cast.client("focal_point")
    assert client.get(f"{HISTORY}?answer=zz").status_code == 404
    assert client.post(f"{HISTORY}{uuid.uuid4()}/restore/", {"version": "2"}).status_code == 404
    assert client.get(f"{HISTORY}{row.history_id}/restore/").status_code == 405


def test_a_reader_restores_nothing(review, cast):
    first = History.objects.get(version=1)
    cast.client("reader").post(f"{HISTORY}{first.history_id}/restore/", {"version": "2"})
    assert Answer.objects.get().value == "the second text"


def test_limited_ministries_see_no_history_of_other_sections(review, cast):
    client = cast.client("contributor")
    named = re.compile(r"\ba1\b")  # by itself: a token of a form may hold the two letters
    assert named.search(client.get(HISTORY).content.decode().split("<main")[1])
    type(review).objects.update(ministries_read_all=False)
    assert client.get(f"{HISTORY}?answer=a1").status_code == 404
    assert not named.search(client.get(HISTORY).content.decode().split("<main")[1])
