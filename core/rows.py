"""What a row of a list says, value by value (docs/architecture.md, "Running").

A row is data of others: a value may be missing, stand as a list where a text is due, or as a text where a list is.
Nothing is guessed and nothing is lost in silence: what cannot be taken as it stands is said in a sentence.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from core import plain_text, reading

Row = dict[str, Any]
COUNTED = re.compile(
    r"(?:(?:objectives?|objectifs?|objetivos?|цель|goals?|sdgs?|ods|odd|principles?|principes?|principios?)\s*)?"
    r"([0-9]{1,3})(?:\.0)?(?:\s*[:.)–-](?:\s+\D.*)?)?",
    re.IGNORECASE | re.DOTALL,
)
""""17", "17.0", "Objective 17", "17: Eliminate all forms …", and not "17.5" or "1 and 2"."""
LISTED = re.compile(r"[0-9]{1,3}(?:,\s+[0-9]{1,3})+")
"""“5, 6”, and not “10,7”."""
CODE = re.compile("[a-z]{2,3}(-[a-z0-9]{2,8})*")
MARKS = re.compile(r"</?[a-z][^<>]{0,200}>|&(?:[a-z]{2,8}|#[0-9]{2,6});|[\ue000-\uf8ff]", re.IGNORECASE)
"""Of web pages, and of fonts whose signs nobody else can draw, as bullets of word processors are."""
MOST_MARKS = 5
HAPPENING = ("title", "date")
SHORT = 80
"""Characters of a value that a sentence quotes."""


class Followed(Row):
    """A row that knows which of its names, and of the parts of its values, were asked for."""

    def __init__(self, row: Row) -> None:
        super().__init__(row)
        self.asked: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        """The value, as of any row."""
        self.asked.add(name)
        return super().get(name, default)


def text_of(value: Any) -> str:
    """A value of a row as trimmed text; nothing for null, and 2 for 2.0, as sheets and programs write it."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def list_of(value: Any) -> list[Any]:
    """A value of a row as a list: JSON lists as they are, text by ";" or as JSON, nothing as the empty one."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict | bool):
        return [value] if value else []
    text = text_of(value)
    if text.startswith("["):
        parsed = _parsed(text)
        return parsed if isinstance(parsed, list) else [text]
    return [part.strip() for part in text.split(";") if part.strip()]


def part_of(row: Row, name: str, part: str) -> str:
    """The text of `row[name][part]`, or of a column `name.part`; of several, the first.

    A bare text is the address, where it is one, and else the title of the page.
    """
    whole, _others = _first(row.get(name))
    if isinstance(whole, dict):
        return text_of(whole.get(part))
    if isinstance(whole, str) and part == ("url" if is_address(whole.strip()) else "page_title") and whole.strip():
        return whole.strip()
    return text_of(row.get(f"{name}.{part}"))


def is_address(text: str) -> bool:
    """Whether `text` begins as an address on the web does."""
    return text.startswith(("http://", "https://"))


def truth_of(value: Any) -> bool:
    """Whether a value of a row says yes."""
    return value is True or text_of(value).lower() in ("true", "yes", "1")


def short(value: Any) -> str:
    """`value` as a sentence quotes it."""
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= SHORT else f"{text[: SHORT - 1]}…"


def _first(value: Any) -> tuple[Any, list[Any]]:
    """Of several values the first, and the others."""
    if isinstance(value, str) and value.lstrip().startswith(("{", "[")):
        value = _parsed(value)
    return (value[0], value[1:]) if isinstance(value, list) and value else (value, [])


@dataclass
class Reading:
    """What a row says in our terms. `held` are reasons why it waits for a decision, `problems` smaller ones."""

    row: Row
    values: dict[str, Any] = field(default_factory=dict)
    held: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.row = self.followed = Followed(self.row)

    @property
    def all_problems(self) -> list[str]:
        """Both kinds, the grave ones first."""
        return list(dict.fromkeys(self.held + self.problems))

    def unread(self, known: Container[str]) -> list[str]:
        """The names, and the parts of the source, that hold something, were not asked for and are not in `known`."""
        whole, _others = _first(self.row.get("source"))
        parts = {f"source.{part}": value for part, value in whole.items()} if isinstance(whole, dict) else {}
        named = {name: value for name, value in self.row.items() if not name.startswith("_")} | parts
        left = [name for name, value in named.items() if name not in self.followed.asked and name not in known]
        return [name for name in left if text_of(named[name]) and named[name] not in ([], {})]

    def part(self, name: str, part: str) -> str:
        """The text of `row[name][part]`, or of a column `name.part`; of several, the first."""
        self.followed.asked.add(f"{name}.{part}")
        return part_of(self.row, name, part)

    def hold(self, sentence: str, **words: Any) -> None:
        """The row waits for a decision, for this reason; `words` are quoted in it."""
        self.held.append(sentence % {name: short(value) for name, value in words.items()})

    def tell(self, sentence: str, **words: Any) -> None:
        """The row goes in, but this is said of it."""
        self.problems.append(sentence % {name: short(value) for name, value in words.items()})

    def text(self, name: str) -> str:
        """The value as text; several are joined by "; " and that is said."""
        value = self.row.get(name)
        if isinstance(value, bool | dict):
            self.hold(_("%(name)s: a text is expected, not “%(value)s”."), name=name, value=value)
            return ""
        if not isinstance(value, list):
            return text_of(value)
        texts = self.texts(name)
        if len(texts) > 1:
            self.tell(_("%(name)s holds several values, kept as one: %(values)s"), name=name, values=texts)
        return "; ".join(texts)

    def texts(self, name: str) -> list[str]:
        """The value as a list of texts that are not empty. Of an object, its `name`; without one it is said."""
        found = []
        for one in list_of(self.row.get(name)):
            value = one.get("name") if isinstance(one, dict) else one
            if isinstance(value, list | dict | bool) or (isinstance(one, dict) and not value):
                self.hold(_("%(name)s: a text is expected, not “%(value)s”."), name=name, value=one)
            elif text := self._cleaned(name, text_of(value), plain_text.clean_name):
                found.append(text)
                self._tell_beside(name, one)
        return found

    def _tell_beside(self, name: str, one: Any) -> None:
        """What an object says beside its name has no place."""
        beside = [part for part in one if part != "name" and one[part]] if isinstance(one, dict) else []
        if beside:
            words = _("%(name)s: of “%(value)s” only the name is read, not %(beside)s.")
            self.tell(words, name=name, value=text_of(one["name"]), beside=beside)

    def title(self) -> str:
        """Its title; without one the row is held."""
        held = len(self.held)
        title = self.line("title")
        if not title and len(self.held) == held:
            self.hold(_("It has no title."))
        return title

    def line(self, name: str) -> str:
        """One clean line; a text that must not stand here holds the row."""
        return self._clean(name, plain_text.clean_line)

    def lines(self, name: str) -> str:
        """Clean text with its lines."""
        return self._clean(name, plain_text.clean_lines)

    def numbers(self, name: str, known: Container[int], words: str) -> list[int]:
        """Those of a numbered list, sorted, once each; what is not in it is named and left out."""
        texts = self.texts(name)
        said = [one for text in texts for one in (re.split(r",\s+", text) if LISTED.fullmatch(text) else [text])]
        read = {one: int(match[1]) for one in said if (match := COUNTED.fullmatch(one))}
        if unknown := [one for one in said if read.get(one) not in known]:
            sentence = _("%(name)s: not among the %(list)s, and left out: %(values)s.")
            self.tell(sentence, name=name, list=words, values=unknown)
        return sorted({number for number in read.values() if number in known})

    def one_of(self, name: str, known: Mapping[str, Any], words: str) -> str:
        """The code of a closed list; what is not in it is named and left out."""
        said = self.text(name)
        if said and said.casefold() not in known:
            self.tell(_("%(list)s: “%(value)s” is not in the list, and was left out."), list=words, value=said)
        return str(known.get(said.casefold(), ""))

    def some_of(self, name: str, known: Mapping[str, Any], words: str) -> list[str]:
        """The codes of a closed list, once each; what is not in it is named and left out."""
        said = [one for text in self.texts(name) for one in _each_of(text.casefold(), known)]
        if unknown := [one for one in said if one not in known]:
            self.tell(_("%(list)s: “%(value)s” is not in the list, and was left out."), list=words, value=unknown)
        return list(dict.fromkeys(str(known[one]) for one in said if one in known))

    def named(self, name: str, find: Callable[[str], Any]) -> tuple[list[Any], list[str]]:
        """The keys of the records that `find` knows, sorted, and the names that it does not know."""
        records = {one: find(one) for one in self.texts(name)}
        keys = sorted({record.pk for record in records.values() if record is not None})
        return keys, [one for one, record in records.items() if record is None]

    def part_of_date(self, name: str) -> str:
        """A date as exact as it stands; one that cannot be read, or in two ways, is said and left out."""
        said = self.text(name)
        try:
            return reading.part_of_date(said.partition("T")[0]) if said else ""
        except ValidationError as error:
            self.problems.append(f"{name}: {error.messages[0]}")
            return ""

    def language(self, name: str) -> str:
        """The language of the text, by its code or its name; where none of ours is said, English, and that is told."""
        said = self.text(name)
        code = _languages().get(said.casefold()) or _languages().get(re.split("[-_]", said.casefold())[0])
        if not said:
            self.tell(_("It does not say in which language it is; it stands as English."))
        elif code is None:
            self.tell(_("The language “%(code)s” is none of the portal's; the text stands as English."), code=said)
        return code or "en"

    def languages(self, name: str) -> list[str]:
        """Codes of languages, once each, by their codes or names, the portal's own first; what is none is said."""
        codes = []
        for said in self.texts(name):
            code = _languages().get(said.casefold()) or _languages_of_the_world().get(said.casefold()) or said.lower()
            if CODE.fullmatch(code):
                codes.append(code)
            else:
                self.tell(_("%(name)s: “%(value)s” is no language, and was left out."), name=name, value=said)
        return list(dict.fromkeys(codes))

    def address(self) -> str:
        """`source.url`, where it is an address on the web; else that is said. Of several sources the first."""
        url = self.part("source", "url")
        _whole, others = _first(self.row.get("source"))
        for one in others:
            text = "; ".join(map(text_of, one.values())) if isinstance(one, dict) else text_of(one)
            self.tell(_("Of several sources the first is kept, and not: %(text)s"), text=text)
        try:
            URLValidator(schemes=["http", "https"])(url) if url else None
        except ValidationError:
            self.tell(_("The address of the source is none, and was left out: %(url)s"), url=url)
            return ""
        return url

    def happenings(self, name: str) -> list[dict[str, str]]:
        """What took place, each as its `title` and, where it is said, its `date`; the rest of it is named."""
        found = []
        for one in list_of(self.row.get(name)):
            said = one if isinstance(one, dict) else {"title": one}
            parts = {part: self._cleaned(name, text_of(said.get(part)), plain_text.clean_line) for part in HAPPENING}
            beside = [part for part, value in said.items() if part not in HAPPENING and value]
            if not parts["title"]:
                self.tell(_("%(name)s: “%(value)s” has no title, and was left out."), name=name, value=one)
                continue
            if beside:
                words = _("%(name)s: of “%(value)s” only title and date are read, not %(beside)s.")
                self.tell(words, name=name, value=parts["title"], beside=beside)
            found.append({part: text for part, text in parts.items() if text})
        return found

    def _clean(self, name: str, clean: Callable[[str], str]) -> str:
        text = self._cleaned(name, self.text(name), clean)
        if marks := list(dict.fromkeys(MARKS.findall(text))):
            shown = [f"U+{ord(mark):04X}" if len(mark) == 1 else mark for mark in marks[:MOST_MARKS]]
            self.tell(_("%(name)s: it holds marks that are shown as they stand: %(marks)s"), name=name, marks=shown)
        return text

    def _cleaned(self, name: str, raw: str, clean: Callable[[str], str]) -> str:
        try:
            text = clean(raw)
        except ValidationError as error:
            self.held.append(f"{name}: {error.messages[0]}")
            return ""
        if " ".join(text.split()) != " ".join(unicodedata.normalize("NFC", raw).split()):
            self.tell(_("%(name)s: invisible characters were left out."), name=name)
        return text


def _each_of(text: str, known: Container[str]) -> list[str]:
    """“national and local” as two where both are of the list."""
    parts = [part.strip() for part in " ".join(text.split()).replace(" and ", ",").split(",")]
    return parts if all(part in known for part in parts) else [text]


def _languages() -> dict[str, str]:
    """Codes and names of the portal's languages, in small letters."""
    known = {"zh": "zh-hans"}
    for code, name in settings.LANGUAGES:
        known |= {code: code, str(name).casefold(): code, get_language_info(code)["name"].casefold(): code}
    return known


@cache
def _languages_of_the_world() -> dict[str, str]:
    """Names of languages in English and in themselves, in small letters, and their codes."""
    named = {code: info for code, info in LANG_INFO.items() if "name" in info}
    return {info[name].casefold(): code for code, info in named.items() for name in ("name", "name_local")}


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
