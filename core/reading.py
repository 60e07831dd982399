"""Numbers and dates as people write them (RELIABILITY B11, B12, B17). Nothing is guessed: where two
readings are possible, a sentence asks."""

import calendar
import re
import unicodedata
from datetime import date, time
from decimal import Decimal
from functools import cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS, MONTHS_3, MONTHS_AP
from django.utils.translation import gettext as _

from core import words

MAX_DIGITS = 18
YEARS = range(1990, 2101)
SPACES = "\u00a0\u2009\u202f' ’"
NUMBER = re.compile(r"-?[0-9]+(?:[., ][0-9]+)*")
GROUPED = {mark: re.compile(rf"-?[0-9]{{1,3}}(?:{re.escape(mark)}[0-9]{{3}})+") for mark in ", ."}
YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})[-/.]([0-9]{4})")
CHINESE = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日")
YEAR = re.compile(r"[0-9]{4}年?")
MONTH_FIRST = re.compile(r"([0-9]{1,2})[-/.]([0-9]{4})")
MONTH_LAST = re.compile(r"([0-9]{4})(?:[-/.]|年)([0-9]{1,2})月?")
CLOCK = re.compile(r"([0-9]{1,2})(?:[:.h]([0-9]{2}))?h?\s*([ap])?\.?(?:m\.?)?")
WORDS = re.compile(r"[0-9]+|[^\W\d_]+")
LEVANTINE = ("شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول")
"""Second names of February to September, as UN documents write them in Arabic."""


def western(text: str) -> str:
    """`text` with the digits, signs and separators of any script as Western ones."""
    digits = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    for written, ours in (("٫", "."), ("٬", ","), ("−", "-"), ("–", "-"), ("،", ",")):
        digits = digits.replace(written, ours)
    return digits.strip()


def number(text: str) -> str:
    """The number in `text` with a point and no grouping: "1234.5". Raises ValidationError."""
    written = western(text)
    for space in SPACES:
        written = written.replace(space, " ")
    if not NUMBER.fullmatch(written):
        raise ValidationError(_("“%(text)s” is not a number. Write for example 1234.5") % {"text": text[:40]})
    plain = _without_grouping(written, text)
    if len(re.sub(r"\D", "", plain)) > MAX_DIGITS:
        raise ValidationError(_("The number is too large. Use a larger unit and say so."))
    whole, _point, decimals = plain.lstrip("-").partition(".")
    whole = whole.lstrip("0") or "0"
    read = f"{whole}.{decimals}" if decimals else whole
    return f"-{read}" if plain.startswith("-") and Decimal(read) else read


def _without_grouping(written: str, text: str) -> str:
    """A point for decimals is all that is left. One mark alone before three digits groups; only a point is unclear."""
    marks = re.findall("[., ]", written)
    if not marks:
        return written
    decimal = "" if len(set(marks)) == 1 and (len(marks) > 1 or marks[0] == " ") else marks[-1]
    if len(set(marks)) == 1 and len(marks) == 1 and GROUPED[marks[0]].fullmatch(written):
        if written.lstrip("-").startswith("0"):
            decimal = marks[0]
        elif marks[0] == ".":
            without = written.replace(".", "")
            raise ValidationError(
                _("“%(text)s” can be read in two ways. Write %(without)s or %(with)s.")
                % {"text": text[:40], "without": without, "with": f"{written}0"}
            )
        else:
            decimal = ""
    whole, point, decimals = written.rpartition(decimal) if decimal else (written, "", "")
    groups = set(re.findall("[., ]", whole))
    good = not groups or (len(groups) == 1 and GROUPED[groups.pop()].fullmatch(whole))
    if not good:
        raise ValidationError(
            _("In “%(text)s” the groups of digits do not fit. Write for example 1234567.8") % {"text": text[:40]}
        )
    return re.sub("[., ]", "", whole) + ("." + decimals if point else "")


def spelled(value: str) -> str:
    """A stored number with its thousands grouped; years and other four digits are left alone."""
    try:
        figure = Decimal(value)
    except ArithmeticError:
        return value
    return f"{figure:,}" if abs(figure) >= 10_000 else value


def day(text: str) -> date:
    """The day in `text`. Raises ValidationError, also where day and month could be exchanged."""
    written = western(text).replace("\u200f", "").lower()
    if match := YEAR_FIRST.fullmatch(written) or CHINESE.fullmatch(written):
        year, month, of_month = (int(part) for part in match.groups())
    elif match := YEAR_LAST.fullmatch(written):
        of_month, month, year = _year_last(int(match[1]), match[2], int(match[3]), int(match[4]))
    else:
        of_month, month, year = _in_words(written, text)
    if year not in YEARS:
        raise ValidationError(_no_such_year())
    try:
        return date(year, month, of_month)
    except ValueError as no_such_day:
        raise ValidationError(
            _("There is no such day: %(text)s. Write for example 30 June 2029") % {"text": text[:40]}
        ) from no_such_day


def clock(text: str) -> time:
    """The time of day in `text`: `10:00`, `15h00`, `3 pm`. Raises ValidationError, also for a bare `3`, which could be
    of the morning or of the afternoon."""
    match = CLOCK.fullmatch(western(text).replace("\u200f", "").lower())
    if match is None or not (match[2] or match[3] or "h" in match[0]):
        raise ValidationError(_("“%(text)s” is not a time. Write for example 10:00 or 3 pm.") % {"text": text[:20]})
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif half:
        hour = 24
    try:
        return time(hour, minute)
    except ValueError as no_such_time:
        raise ValidationError(_("There is no such time: “%(text)s”.") % {"text": text[:20]}) from no_such_time


def part_of_date(text: str) -> str:
    """A year, a month or a day as exact as it was written: "2021", "2021-03", "2021-03-05". Raises ValidationError."""
    written = western(text).replace("\u200f", "").lower()
    parts = WORDS.findall(written)
    if YEAR.fullmatch(written):
        year, month = int(written[:4]), 0
    elif match := MONTH_LAST.fullmatch(written):
        year, month = int(match[1]), int(match[2])
    elif match := MONTH_FIRST.fullmatch(written):
        year, month = int(match[2]), int(match[1])
    elif len(named := {_months()[part] for part in parts if part in _months()}) == 1 and _numbers(parts) == 1:
        year, month = int(next(part for part in parts if part.isdecimal())), named.pop()
    elif not YEAR_FIRST.fullmatch(written) and not YEAR_LAST.fullmatch(written) and not _has_day(parts):
        raise ValidationError(
            _("“%(text)s” is not a date. Write for example 5 March 2021, March 2021 or only 2021.")
            % {"text": text[:40]}
        )
    else:
        return day(text).isoformat()
    if year not in YEARS and year > 31:  # "4 March" names no year
        raise ValidationError(_no_such_year())
    if year not in YEARS or month > 12 or (month == 0 and not YEAR.fullmatch(written)):
        raise ValidationError(
            _("“%(text)s” is not a month. Write for example March 2021, or only 2021") % {"text": text[:40]}
        )
    return f"{year}-{month:02}" if month else str(year)


def first_day(written: str) -> date:
    """The first day of “2029”, “2029-03” or “2029-03-05”."""
    year, month, day = (*map(int, written.split("-")), 1, 1)[:3]
    return date(year, month, day)


def last_day(written: str) -> date:
    """The last day of “2029”, “2029-03” or “2029-03-05”."""
    parts = [*map(int, written.split("-"))]
    if len(parts) == 3:
        return date(*parts)
    month = parts[1] if len(parts) > 1 else 12
    return date(parts[0], month, calendar.monthrange(parts[0], month)[1])


def _no_such_year() -> str:
    text = _("The year must be between %(first)s and %(last)s, in the Gregorian calendar.")
    return text % {"first": YEARS[0], "last": YEARS[-1]}


def _has_day(parts: list[str]) -> bool:
    """Whether a month in words stands with two numbers, or a Chinese day is written: what `day` can judge."""
    return (any(part in _months() for part in parts) and _numbers(parts) == 2) or {"年", "月", "日"} <= set(parts)


def _numbers(parts: list[str]) -> int:
    return sum(part.isdecimal() for part in parts)


def _year_last(first: int, mark: str, second: int, year: int) -> tuple[int, int, int]:
    """Points mean day, month, year wherever they are used; slashes and hyphens may mean either order."""
    if mark != "." and first != second and first <= 12 and second <= 12:
        raise ValidationError(
            _("“%(text)s” can be read in two ways. Write %(one)s or %(other)s.")
            % {
                "text": f"{first}{mark}{second}{mark}{year}",
                "one": f"{first} {MONTHS[second]} {year}",
                "other": f"{second} {MONTHS[first]} {year}",
            }
        )
    return (second, first, year) if second > 12 and first <= 12 else (first, second, year)


def _in_words(written: str, text: str) -> tuple[int, int, int]:
    """“31 May 2029”, “May 31st, 2029”, “31 de mayo de 2029”: one month in words, a day and a year."""
    parts = WORDS.findall(written)
    months = {_months()[part] for part in parts if part in _months()}
    numbers = [int(part) for part in parts if part.isdecimal()]
    if len(months) != 1 or len(numbers) != 2:
        raise ValidationError(_("“%(text)s” is not a date. Write for example 31 May 2029") % {"text": text[:40]})
    of_month, year = sorted(numbers)
    return of_month, months.pop(), year


@cache
def _months() -> dict[str, int]:
    """Every name of a month in the six languages, in full and short, in lower case."""
    names = {name: number for number, name in enumerate(LEVANTINE, start=2)}
    for language, _name in settings.LANGUAGES:
        with words.of_django(language):
            for table in (MONTHS, MONTHS_3, MONTHS_AP):
                names |= {str(name).lower().strip("."): number for number, name in table.items()}
    names |= _russian_genitives()
    return names


def _russian_genitives() -> dict[str, int]:
    from django.utils.dates import MONTHS_ALT

    with words.of_django("ru"):
        return {str(name).lower(): number for number, name in MONTHS_ALT.items()}
