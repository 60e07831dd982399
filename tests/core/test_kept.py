"""What is kept for a minute, for each language; what is drawn once, and each time where the fast cache is away."""

from django.utils import timezone, translation
from django.utils.safestring import mark_safe

from core import kept as module
from core.kept import drawn, kept


def test_what_was_made_is_given_again():
    made = iter(["first", "second"])
    assert [kept("sample", lambda: next(made)) for _time in range(2)] == ["first", "first"]


def test_each_language_has_its_own():
    assert kept("sample", lambda: "States") == "States"
    with translation.override("fr"):
        assert kept("sample", lambda: "États") == "États"


def piece(parts, made: list[str]) -> str:
    def make(keys):
        return {key: mark_safe("<b>drawn</b>") for key in keys if not made.append(key)}

    return drawn("sample", {"a": parts}, make)["a"]


def test_a_piece_is_drawn_once_for_all_that_it_hangs_on():
    made: list[str] = []
    first, again = piece([1, "State"], made), piece([1, "State"], made)
    assert made == ["a"]
    assert first == again
    assert hasattr(again, "__html__"), "a piece stays markup"


def test_a_piece_is_drawn_anew_when_a_part_the_language_the_zone_or_the_release_changes(monkeypatch):
    made: list[str] = []
    piece([1], made)
    piece([2], made)
    with translation.override("fr"):
        piece([1], made)
    with timezone.override("Pacific/Auckland"):
        piece([1], made)
    monkeypatch.setattr(module, "release", lambda: "the next one")
    piece([1], made)
    assert len(made) == 5


def test_only_what_is_missing_is_drawn():
    asked = []

    def make(keys):
        asked.append(list(keys))
        return {key: str(key) for key in keys}

    drawn("sample", {1: [], 2: []}, make)
    assert drawn("sample", {1: [], 2: [], 3: []}, make) == {1: "1", 2: "2", 3: "3"}
    assert asked == [[1, 2], [3]]


def test_f10_pieces_are_drawn_each_time_where_the_cache_is_away(monkeypatch):
    class Away:
        def get_many(self, *args):
            raise ConnectionError

        set_many = get_many

    monkeypatch.setattr(module, "caches", {"fast": Away()})
    made: list[str] = []
    piece([1], made)
    piece([1], made)
    assert made == ["a", "a"]
