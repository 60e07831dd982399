"""What is kept for a minute, for each language, and made anew where the fast cache is away."""

from django.utils import translation

from core import kept as module
from core.kept import kept


def test_what_was_made_is_given_again():
    made = iter(["first", "second"])
    assert [kept("sample", lambda: next(made)) for _time in range(2)] == ["first", "first"]


def test_each_language_has_its_own():
    assert kept("sample", lambda: "States") == "States"
    with translation.override("fr"):
        assert kept("sample", lambda: "États") == "États"


def test_f10_it_is_made_each_time_where_the_cache_is_away(monkeypatch):
    class Away:
        def get(self, *args):
            raise ConnectionError

    monkeypatch.setattr(module, "caches", {"fast": Away()})
    made = iter(["first", "second"])
    assert [kept("sample", lambda: next(made)) for _time in range(2)] == ["first", "second"]
