"""A published background note as a Word file (publications/printed.py)."""

import io
from typing import Any

from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from publications import printed
from publications.models import Publication


def write(publication: Publication) -> bytes:
    """The note with its annex. Call it with the language of the note active: labels are said in it."""
    from docx import Document

    from core.word.binding import TAGS

    content, document = publication.content.content, Document()
    document.core_properties.title = publication.title
    document.core_properties.language = TAGS.get(publication.language, publication.language)
    document.core_properties.identifier = f"{publication.reference};v={publication.version}"
    document.core_properties.author = document.core_properties.comments = ""
    _said(document, publication.title, "Title")
    _said(
        document,
        _("%(number)s, version %(version)s") % {"number": publication.reference, "version": publication.version},
    )
    _said(document, printed.address_of(publication))
    for one in content["paragraphs"]:
        if one["heading"]:
            _said(document, one["heading"], "Heading 1")
        cited = f" [{', '.join(map(str, one['sources']))}]" if one["sources"] else ""
        _said(document, f"{one['number']}. {one['text']}{cited}")
    if content["sources"]:
        _said(document, _("Annex: sources"), "Heading 1")
    for one in content["sources"]:
        _said(document, f"[{one['number']}] {one['from']}", "Heading 2")
        _said(document, one["quote"] or one["remark"], "Quote")
        if one["url"]:
            _said(document, f"{settings.SITE_URL}/{publication.language}/{one['url']}")
    if get_language_info(publication.language)["bidi"]:
        _turn(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _said(document: Any, text: str, style: str = "Normal") -> None:
    lines = text.split("\n")
    paragraph = document.add_paragraph(lines[0], style=style)
    for line in lines[1:]:
        paragraph.add_run().add_break()
        paragraph.add_run(line)


def _turn(document: Any) -> None:
    """Right to left, paragraph by paragraph, as word processors keep it."""
    from docx.oxml import OxmlElement

    for paragraph in document.paragraphs:
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        for run in paragraph.runs:
            run._r.get_or_add_rPr().append(OxmlElement("w:rtl"))
