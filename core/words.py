"""One language at a time: a language without a catalogue of ours speaks English throughout.

Django and allauth bring words in many languages. Beside ours, which nobody has translated yet, a page would be half in
one language and half in another, with dates in a third order (DOMAIN 7). So the words of others are taken from the day
on which `locale/<language>/` of this project has a catalogue, and not before; names from the lists of the United
Nations are data and stay in the language of the reader. Pages mark the language of their words by `words_language`.
"""

import gettext
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import dateformat, formats, translation
from django.utils.translation import to_locale, trans_real


class English(trans_real.DjangoTranslation):
    """A language whose words are the English ones; it keeps its own code and direction."""

    def merge(self, other: Any) -> None:
        """Take nothing from a catalogue of Django, of a library or of an app."""


@cache
def untranslated() -> tuple[str, ...]:
    """The languages of the portal, without English, for which this project has no catalogue."""
    others = (code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)
    return tuple(code for code in others if not _has_catalogue(code))


def speak_english(codes: Iterable[str]) -> None:
    """Words, months and the order of a date in English for the languages `codes`, in this process."""
    modules = formats.get_format_modules(settings.LANGUAGE_CODE)
    for code in codes:
        trans_real._translations[code] = English(code)  # type: ignore[attr-defined]  # there is no public door to either
        formats._format_modules_cache[code] = modules  # type: ignore[attr-defined]


@contextmanager
def of_django(code: str) -> Iterator[None]:
    """Within it the language `code` is active with the words that Django brings: for what is data in that language."""
    with translation.override(code):
        if code in untranslated():
            trans_real._active.value = _brought(code)  # type: ignore[attr-defined]
        yield


def written_day(when: date, code: str) -> str:
    """`31 мая 2029 г.`: a day as the language `code` writes it."""
    with of_django(code):
        return dateformat.format(when, _day_format(code))


@cache
def _brought(code: str) -> trans_real.DjangoTranslation:
    return trans_real.DjangoTranslation(code)


@cache
def _day_format(code: str) -> str:
    modules = [*formats.iter_format_modules(code, settings.FORMAT_MODULE_PATH)]
    return next((str(one.DATE_FORMAT) for one in modules if hasattr(one, "DATE_FORMAT")), settings.DATE_FORMAT)


def _has_catalogue(code: str) -> bool:
    return any(gettext.find("django", str(place), [to_locale(code)]) for place in settings.LOCALE_PATHS)
