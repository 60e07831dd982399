"""Published reviews read beside one another: what States say on an objective, and question by question.

Everything comes from frozen texts (`publications`), found again by the keys of their questions, which are the same
in every version of the questionnaire (FEATURES R26, R28).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from publications.models import Publication, PublicationFacet
from publications.querysets import PublicationQuerySet
from reference.models import Country
from reference.querysets import plain
from reviews import earlier
from reviews.choices import Since

MOST = 4
"""Reviews that can be read beside one another."""
COLUMNS = (
    "reference", "version", "state", "forum", "language", "section", "objective", "question", "label", "standing",
    "answer",
)  # fmt: skip
"""Of answers that are taken away; the same names in CSV, XLSX and JSON."""


class Head(NamedTuple):
    """A published review as a list of many knows it, without its text."""

    pk: int
    reference: str
    title: str
    state: Country | None
    year: int
    form: str


class Said(NamedTuple):
    """What a review says on an objective; a document says it in its file."""

    publication: Publication
    content: Mapping[str, Any]
    answers: Sequence[tuple[str, Mapping[str, Any]]]
    """Each with the name that its anchor has in the review."""

    @property
    def state(self) -> dict[str, Any]:
        """Code and name, and whether it is an invented one."""
        found: dict[str, Any] = self.content["country"]
        return found

    @property
    def is_document(self) -> bool:
        """Whether the State sent a file in place of answers."""
        return bool(self.content["form"] == "document")


class Cell(NamedTuple):
    """An answer of one of the reviews that are compared; `change` leads from its State's review before it."""

    column: "Column"
    name: str
    answer: Mapping[str, Any] | None
    change: earlier.Change | None


class Column(NamedTuple):
    """One of the reviews that are compared; `before` is the place of its State's review before it, if there is one."""

    publication: Publication
    content: Mapping[str, Any]
    before: int | None

    @property
    def language(self) -> str:
        """Of its text."""
        return str(self.content["language"])


@dataclass
class Row:
    """A question, with what each of the reviews answers."""

    name: str
    label: str
    language: str
    cells: list[Cell]


@dataclass
class Part:
    """A section of the reviews that are compared, or what it asks about one objective."""

    code: str
    title: str
    language: str
    objective: Mapping[str, Any] | None
    rows: list[Row] = field(default_factory=list)

    @property
    def label(self) -> str:
        """Short, for a row of many: a letter, or the word that its code is, and the number of the objective."""
        code = self.code.upper() if len(self.code) <= 2 else self.code.capitalize()
        return f"{code} {self.objective['number']}" if self.objective else code

    @property
    def name(self) -> str:
        """Its anchor, as the page of a review has it."""
        return earlier.name_of((self.code, self.objective["number"] if self.objective else None))


def heads(selected: PublicationQuerySet) -> list[Head]:
    """The reviews `selected` by the names of their States, newest forum first; three queries, and no text is read."""
    rows = list(selected.order_by().values_list("pk", "reference", "title", "cycle", "countries"))
    states = Country.objects.in_bulk({state for *_, state in rows if state})
    facets = PublicationFacet.objects.filter(publication__in=[row[0] for row in rows], name="form")
    forms = dict(facets.values_list("publication", "value"))
    found = [
        Head(pk, reference, title, states.get(state), year or 0, forms.get(pk, ""))
        for pk, reference, title, year, state in rows
    ]
    return sorted(found, key=lambda one: (plain(str(one.state or one.title)), -one.year, one.reference))


def on_objective(pks: Sequence[int], number: int) -> list[Said]:
    """What the reviews `pks` say on objective `number`, in their order; two queries."""
    return list(_said(_read(pks), number))


def compared(publications: Sequence[Publication]) -> list[Part]:
    """Question by question what each of the reviews `publications` answers, in the order of the first that asks."""
    columns = _columns(publications)
    texts = [_answers(column.content) for column in columns]
    parts: dict[tuple[str, int | None], Part] = {}
    placed: set[earlier.Key] = set()
    for column in columns:
        for part in column.content["sections"]:
            shown = parts.setdefault(earlier.mark_of(part), _part(part, column.language))
            for answer in part["answers"]:
                key = (answer["key"], earlier.number_of(part))
                if key not in placed:
                    placed.add(key)
                    shown.rows.append(_row(key, answer, columns, texts))
    return [part for part in parts.values() if part.rows]


def rows_of(publications: Iterable[Publication], number: int | None = None) -> Iterator[tuple[Any, ...]]:
    """Every answer of `publications`, or those on objective `number`, as rows of COLUMNS."""
    for one in publications:
        content = one.content.content
        for part in content.get("sections", ()):
            about = earlier.number_of(part)
            if number is not None and about != number:
                continue
            for answer in part["answers"]:
                yield (
                    one.reference, one.version, content["country"]["name"], content["cycle"]["name"], one.language,
                    part["title"], about or "", answer["key"], answer["label"], answer["standing"], answer["plain"],
                )  # fmt: skip


def _read(pks: Sequence[int]) -> list[Publication]:
    found = Publication.objects.select_related("content").in_bulk(pks) if pks else {}
    return [found[pk] for pk in pks if pk in found]


def _said(publications: Iterable[Publication], number: int) -> Iterator[Said]:
    for one in publications:
        content = one.content.content
        parts = [part for part in content.get("sections", ()) if earlier.number_of(part) == number]
        answers = [(earlier.name_of((answer["key"], number)), answer) for part in parts for answer in part["answers"]]
        yield Said(one, content, answers)


def _columns(publications: Sequence[Publication]) -> list[Column]:
    """Each with the place of the review of the same State that comes last before it."""
    contents = [one.content.content for one in publications]
    order = [(content["country"]["code"], content["cycle"]["year"]) for content in contents]

    def before(state: str, year: int) -> int | None:
        older = [(other[1], place) for place, other in enumerate(order) if other[0] == state and other[1] < year]
        return max(older)[1] if older else None

    return [
        Column(one, content, before(state, year))
        for one, content, (state, year) in zip(publications, contents, order, strict=True)
    ]


def _answers(content: Mapping[str, Any]) -> dict[earlier.Key, Mapping[str, Any]]:
    return {
        (answer["key"], earlier.number_of(part)): answer for part in content["sections"] for answer in part["answers"]
    }


def _part(part: Mapping[str, Any], language: str) -> Part:
    return Part(part["code"], part["title"], language, part["objective"])


def _row(
    key: earlier.Key,
    answer: Mapping[str, Any],
    columns: Sequence[Column],
    texts: Sequence[Mapping[earlier.Key, Mapping[str, Any]]],
) -> Row:
    name = earlier.name_of(key)
    cells = []
    for column, text in zip(columns, texts, strict=True):
        own = text.get(key)
        change = None
        if own is not None and column.before is not None:
            found = earlier.change(key, texts[column.before].get(key), own)
            change = found if found.how in (Since.CHANGED, Since.NEW, Since.UNCHANGED) else None
        cells.append(Cell(column, name, own, change))
    return Row(name, answer["label"], answer.get("label_lang", ""), cells)
