"""What every type of question can do."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

MAX_CHARACTERS = 20_000
MAX_LINE = 500
KEEP: Any = object()
"""What `typed` returns where a form carries no value of its own: the stored one stays."""


class Refused(ValidationError):
    """Input that is not stored at all: too long, not of this question's choices, not writable text.

    A plain ValidationError means: kept as typed, shown with the sentence, and only submission waits.
    """


class Type:
    """A type of question. `value` is what `parse` made, or what was typed where that could not be read."""

    template = ""
    is_group = False
    """Whether it has several boxes, so that its question is the legend of a fieldset and not a label."""

    def typed(self, post: QueryDict, name: str) -> Any:
        """What the boxes called `name` hold, unread."""
        return post.get(name, "")

    def untouched(self, value: Any) -> Any:
        """What `typed` returns of a box that shows `value` and was left alone."""
        return "" if value is None else value

    def parse(self, raw: Any, question: Any) -> Any:
        """The value in `raw`; None where there is none. Raises ValidationError, or Refused."""
        raise NotImplementedError

    def as_value(self, raw: Any) -> Any:
        """`raw` as `untouched` takes it, for a form that comes back unsaved."""
        return raw

    def is_empty(self, value: Any) -> bool:
        """Whether `value` says nothing."""
        return value in (None, "", [], {})

    def shown(self, value: Any, question: Any) -> SafeString:
        """`value` for reading, as safe HTML."""
        return as_paragraphs(self.plain(value, question))

    def plain(self, value: Any, question: Any) -> str:
        """`value` as text, for comparing, CSV and mail."""
        return "" if value is None else str(value)

    def echo(self, value: Any, question: Any) -> str:
        """What was understood, said back beside the box; empty where the box says it all."""
        return ""

    def joined(self, mine: Any, theirs: Any) -> Any:
        """Both values in one box, to be edited; None where that makes no sense."""
        return None

    def box(self, untouched: Any, question: Any, objective: int | None) -> dict[str, Any]:
        """What the template needs to draw the boxes, besides the value, from what `untouched` made of it."""
        return {}


def as_paragraphs(text: str) -> SafeString:
    """Plain text as escaped paragraphs."""
    return mark_safe(linebreaks(text, autoescape=True)) if text else SafeString()  # noqa: S308 - escaped here


def not_longer(text: str, limit: int) -> str:
    """`text`, unless it is longer than `limit` characters. Raises Refused with both figures (B8, B9)."""
    if len(text) > limit:
        raise Refused(
            _("The text has %(present)s characters; at most %(limit)s can be stored. Shorten it; it is still here.")
            % {"present": f"{len(text):,}", "limit": f"{limit:,}"}
        )
    return text
