"""A cell that names a publication: kept as reference and version, read at first sight by its title.

Pledges and reports on them come in here from the register of publications alone. What is typed and names nothing
that is published stays a text: a pledge that is only intended has no number yet.
"""

import re
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from publications.models import Publication
from reviews.question_types.simple import Text

NAMED = re.compile(r"([A-Z]{2}-[0-9]{4,8}(?:-R[0-9]{1,4})?)(?: v([1-9][0-9]{0,3}))?(?:: (.*))?")


class Published(Text):
    """A publication of one kind: {"reference": "PL-0042", "version": 2, "title": …}, or a text."""

    def __init__(self, kind: str) -> None:
        self.published_kind = kind

    def parse(self, raw: Any, question: Any) -> Any:
        """The publication that is named, by its number with or without version (then the newest); else the text."""
        text = super().parse(in_words(raw) if isinstance(raw, dict) else raw, question)
        named = NAMED.fullmatch(text or "")
        if text is None or named is None:
            return text
        reference, version, said = named.groups()
        found = Publication.objects.of_kind(self.published_kind).filter(reference=reference, withdrawn_at=None)
        found = found.filter(version=version) if version else found.current()
        one = found.order_by("-standing").first()
        if one is None or (said and said != title_of(one)):
            return text  # with words of one's own: nothing that was typed is lost
        return value_of(one)

    def shown(self, value: Any, question: Any) -> SafeString:
        """Its title leads to the very version that was taken."""
        if not isinstance(value, dict):
            return format_html("{}", value or "")
        address = reverse("publications:by_number", args=[value["reference"], value["version"]])
        return format_html('<a href="{}">{}</a>', address, in_words(value))

    def plain(self, value: Any, question: Any) -> str:
        return in_words(value) if isinstance(value, dict) else super().plain(value, question)


def value_of(publication: Publication) -> dict[str, Any]:
    """What is kept of a publication that was taken."""
    return {"reference": publication.reference, "version": publication.version, "title": title_of(publication)}


def title_of(publication: Publication) -> str:
    """Its title, short enough to stay in the line of a box."""
    return str(" ".join(publication.title.split()))[:400]


def in_words(value: dict[str, Any]) -> str:
    """“PL-0042 v2: Skills of care workers”: in a box, in a Word file, for reading."""
    return "{reference} v{version}: {title}".format_map(value)
