"""Types that are chosen: single, several, yes or no, and picks from the Compact.

Options are drawn by `{% boxes %}`, never by Django's widget (PERFORMANCE.md 2).
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reference import catalogue
from reference.catalogue import Option
from reviews.choices import Meaning
from reviews.question_types.base import Refused, Type


class Single(Type):
    """One of the question's choices."""

    template = "reviews/questions/single.html"
    is_group = True

    def parse(self, raw: Any, question: Any) -> str | None:
        if not raw:
            return None
        if not isinstance(raw, str) or raw not in self.labels(question):
            raise Refused(_("This is not one of the choices of this question."))
        return raw

    def labels(self, question: Any) -> dict[str, Any]:
        """What is chosen from: label by value."""
        return dict(question.choices())

    def plain(self, value: Any, question: Any) -> str:
        return str(self.labels(question).get(value, value or ""))

    def box(self, untouched: Any, question: Any, objective: int | None) -> dict[str, Any]:
        return {"options": [Option(k, v, "", k == untouched) for k, v in self.labels(question).items()]}


class Boolean(Single):
    """Yes or no, kept as true or false."""

    NAMES = {True: "yes", False: "no"}

    def labels(self, question: Any) -> dict[str, Any]:
        return {"yes": _("Yes"), "no": _("No")}

    def untouched(self, value: Any) -> str:
        return value if isinstance(value, str) else self.NAMES.get(value, "")

    def parse(self, raw: Any, question: Any) -> Any:
        return {"yes": True, "no": False}.get(super().parse(raw, question) or "")

    def is_empty(self, value: Any) -> bool:
        return value is None or value == ""

    def plain(self, value: Any, question: Any) -> str:
        return super().plain(self.untouched(value), question)


class Multi(Type):
    """Several of the question's choices, kept as a list in the order of the choices."""

    template = "reviews/questions/multi.html"
    is_group = True

    def typed(self, post: QueryDict, name: str) -> list[str]:
        return post.getlist(name)

    def untouched(self, value: Any) -> list[str]:
        return [str(code) for code in _list(value)]

    def choices(self, question: Any) -> Mapping[Any, Any]:
        """What is chosen from: label by value, in order."""
        return dict(question.choices())

    def parse(self, raw: Any, question: Any) -> list[Any] | None:
        if not isinstance(raw, list):
            raise Refused(_("This is not one of the choices of this question."))
        known = {str(code): code for code in self.choices(question)}
        wanted = {text for text in raw if text}
        if not wanted <= known.keys():
            raise Refused(_("This is not one of the choices of this question."))
        return [code for text, code in known.items() if text in wanted] or None

    def said(self, code: Any, question: Any) -> str:
        """A chosen line for reading."""
        return str(self.choices(question).get(code, code))

    def shown(self, value: Any, question: Any) -> SafeString:
        lines = format_html_join("", "<li>{}</li>", ((self.said(code, question),) for code in _list(value)))
        return format_html("<ul>{}</ul>", lines) if lines else SafeString()

    def plain(self, value: Any, question: Any) -> str:
        return "; ".join(self.said(code, question) for code in _list(value))

    def joined(self, mine: Any, theirs: Any) -> list[Any] | None:
        return sorted({*_list(mine), *_list(theirs)}, key=str)

    def box(self, untouched: list[str], question: Any, objective: int | None) -> dict[str, Any]:
        chosen = set(untouched)
        return {"options": [Option(str(k), v, "", str(k) in chosen) for k, v in self.choices(question).items()]}


class Ranked(Multi):
    """The first few of the question's choices, kept as a list in the order of their rank: at most `ranks` of them."""

    template = "reviews/questions/ranked.html"

    def typed(self, post: QueryDict, name: str) -> list[str]:
        """One list for each rank; a rank left empty moves up those below it."""
        return [code for code in post.getlist(name) if code]

    def parse(self, raw: Any, question: Any) -> list[Any] | None:
        if not isinstance(raw, list):
            raise Refused(_("This is not one of the choices of this question."))
        known = self.choices(question)
        if not all(isinstance(code, str) and code in known for code in raw if code):
            raise Refused(_("This is not one of the choices of this question."))
        order = [code for code in raw if code]
        if len(order) > self.most(question):
            raise Refused(_("At most %(most)s can be put in order.") % {"most": self.most(question)})
        if len(set(order)) < len(order):
            twice = next(code for code in order if order.count(code) > 1)
            raise ValidationError(
                _("“%(choice)s” stands in two places. Choose it once.") % {"choice": str(known[twice])[:200]}
            )
        return order or None

    def most(self, question: Any) -> int:
        """How many ranks there are."""
        return min(question.ranks, len(self.choices(question)))

    def shown(self, value: Any, question: Any) -> SafeString:
        lines = format_html_join("", "<li>{}</li>", ((self.said(code, question),) for code in _list(value)))
        return format_html("<ol>{}</ol>", lines) if lines else SafeString()

    def plain(self, value: Any, question: Any) -> str:
        return "; ".join(f"{rank}. {self.said(code, question)}" for rank, code in enumerate(_list(value), start=1))

    def joined(self, mine: Any, theirs: Any) -> None:
        """Two orders are not one."""

    def box(self, untouched: list[str], question: Any, objective: int | None) -> dict[str, Any]:
        labels = self.choices(question)
        chosen = [*untouched, *[""] * (self.most(question) - len(untouched))]
        return {
            "ranks": [
                [Option(str(code), label, "", str(code) == here) for code, label in labels.items()] for here in chosen
            ],
            "options": [Option(str(code), label, "", str(code) in chosen) for code, label in labels.items()],
        }


class FromTheCompact(Multi):
    """Several of one of the Compact's lists."""

    template = "reviews/questions/picks.html"

    def entries(self) -> dict[Any, catalogue.Entry]:
        """The list."""
        raise NotImplementedError

    def choices(self, question: Any) -> Mapping[Any, Any]:
        return self.entries()

    def said(self, code: Any, question: Any) -> str:
        entry = self.entries().get(code)
        if entry is None:
            return str(code)
        return f"{entry.mark}. {entry.label}" if entry.mark.isdecimal() else f"{entry.mark} {entry.label}".strip()

    def box(self, untouched: list[str], question: Any, objective: int | None) -> dict[str, Any]:
        chosen = set(untouched)
        entries = [e for e in self.entries().values() if self.belongs(e, objective) or str(e.code) in chosen]
        # The question that says what a review covers has the titles in full; the others have what one knows by then.
        full = question.meaning == Meaning.COVERED
        return {
            "options": [
                Option(str(e.code), e.label if full else e.in_short, e.mark, str(e.code) in chosen) for e in entries
            ]
        }

    def belongs(self, entry: catalogue.Entry, objective: int | None) -> bool:
        """Whether `entry` is offered on the page of `objective`."""
        return True


class Objectives(FromTheCompact):
    """Objectives of the Compact, kept as numbers."""

    def entries(self) -> dict[Any, catalogue.Entry]:
        return catalogue.objectives()


class Actions(FromTheCompact):
    """Actions of the Compact, kept as codes; on an objective's page its own are offered."""

    def entries(self) -> dict[Any, catalogue.Entry]:
        return catalogue.actions()

    def belongs(self, entry: catalogue.Entry, objective: int | None) -> bool:
        return objective is None or entry.group == objective


class Principles(FromTheCompact):
    """Guiding principles, kept as numbers."""

    def entries(self) -> dict[Any, catalogue.Entry]:
        return catalogue.principles()


class Stakeholders(FromTheCompact):
    """Stakeholder groups, kept as codes."""

    def entries(self) -> dict[Any, catalogue.Entry]:
        return catalogue.stakeholders()


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
