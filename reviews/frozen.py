"""The shape of a review once it is frozen, schema 1: what a submission keeps and a publication shows.

Pages, copies and earlier versions are drawn from it alone; a name in it is never given another meaning.
"""

from typing import Any, NotRequired, TypedDict

SCHEMA = 1


class FrozenAnswer(TypedDict):
    """An answer with its question, in the words of that day."""

    key: str
    label: str
    label_lang: str
    type: str
    audience: str
    standing: str
    value: Any
    html: str
    plain: str
    lang: NotRequired[str]
    """The language of the answer, where it is not that of the text around it."""
    as_of: NotRequired[str]
    """Carried over from an earlier review, and said to be still true on this day."""
    behind: NotRequired[bool]
    """Of a translation: its original changed after it was translated (X7)."""


class FrozenSection(TypedDict):
    """A section; one for each covered objective where it repeats."""

    code: str
    title: str
    objective: dict[str, Any] | None
    answers: list[FrozenAnswer]
    since: NotRequired[str]
    """What the State says of it beside an earlier document: a value of choices.Since."""


class FrozenTranslation(TypedDict):
    """The whole in a further language; `sections` as in the original, an answer that was not translated with `lang`.

    In the public version of the original only language and standing are left: the text is a publication of its own.
    """

    language: str
    standing: str
    country: NotRequired[dict[str, Any]]
    cycle: NotRequired[dict[str, Any]]
    sections: NotRequired[list[FrozenSection]]
    translation: NotRequired[dict[str, Any]]
    """`as_of`, the day of its newest text; once published `behind`, how many texts are older than their original."""


class Content(TypedDict):
    """A whole review, schema 1. `html` of answers is cleaned at writing and cleaned again at reading."""

    schema: int
    form: str
    reference: str
    round: str
    kind: str
    country: dict[str, Any]
    cycle: dict[str, Any]
    language: str
    questionnaire: dict[str, Any]
    objectives: list[int]
    sections: list[FrozenSection]
    consultations: list[dict[str, Any]]
    files: list[dict[str, Any]]
    office: NotRequired[str]
    """Which office submitted it, never who (FEATURES U12)."""
    early: NotRequired[dict[str, list[dict[str, str]]]]
    """Where chosen sections went first: `sections` that are in and those that `follow`, each with code and title."""
    corrects: NotRequired[dict[str, Any]]
    """The public version that it corrects, and the State's note: version, note."""
    translations: NotRequired[list[FrozenTranslation]]
    """What the State says of it in further languages (FEATURES R18)."""
    translation_of: NotRequired[str]
    """Of a translation: the language of the original."""
    standing: NotRequired[str]
    """Of a translation: official or courtesy."""
    update_of: NotRequired[dict[str, Any]]
    """The earlier review that it begins with: reference, version, name, form, names of answers no longer asked for."""
