"""How to cite a publication: a sentence, BibTeX, RIS and CSL-JSON, for a version or for all (FEATURES O6)."""

import json
import re
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from core.templatetags.portal import day_of
from publications.models import Publication

TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
TEX.update({sign: "\\" + sign for sign in "{}%&#_$"})


class Source(NamedTuple):
    """What every form of citation says."""

    key: str
    authors: list[str]
    title: str
    publication: Publication
    url: str
    doi: str


class Citation(NamedTuple):
    """One publication in the forms that people and programs want."""

    text: str
    bibtex: str
    ris: str
    csl: str


TYPES = {"bibtex": "application/x-bibtex", "ris": "application/x-research-info-systems", "csl": "application/json"}
"""The forms that can be downloaded."""
ENDINGS = {"bibtex": "bib", "ris": "ris", "csl": "json"}


def cite(publication: Publication, *, every_version: bool = False) -> Citation:
    """The citation of this very version, or of the work in whatever version is the newest.

    The author is the body, or else the States. With DOI_PREFIX the address is that of the identifier, which
    the operator has to register: prefix, then the reference, with its version where one is meant. Two queries where
    neither was fetched before.
    """
    source = _source(publication, every_version=every_version)
    return Citation(_text(source), _bibtex(source), _ris(source), _csl(source))


def _source(publication: Publication, *, every_version: bool) -> Source:
    number = "" if every_version else f", {_('version')} {publication.version}"
    address = publication.get_absolute_url() if every_version else publication.version_url()
    key = publication.reference if every_version else f"{publication.reference}-v{publication.version}"
    doi = f"{settings.DOI_PREFIX}/{key.lower()}" if settings.DOI_PREFIX else ""
    url = settings.SITE_URL + address if address else ""
    return Source(
        key=key,
        authors=[_line(author) for author in publication.authors],
        title=f"{_line(publication.title)} ({publication.reference}{number})",
        publication=publication,
        url=f"https://doi.org/{doi}" if doi else url,
        doi=doi,
    )


def _text(source: Source) -> str:
    day = day_of(source.publication.published_at)
    said = f"{', '.join(source.authors)}." if source.authors else ""
    return " ".join(filter(None, [said, f"{source.title}.", f"{settings.SITE_NAME}, {day}.", source.url]))


def _bibtex(source: Source) -> str:
    when = source.publication.published_at
    fields = {
        "author": " and ".join("{" + _tex(author) + "}" for author in source.authors),
        "title": "{" + _tex(source.title) + "}",
        "year": f"{when:%Y}",
        "date": f"{when:%Y-%m-%d}",
        "publisher": _tex(str(settings.SITE_NAME)),
        "langid": source.publication.language,
        "doi": source.doi,
        "url": source.url,
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return "@techreport{" + ",\n".join([source.key, *lines]) + "\n}\n"


def _ris(source: Source) -> str:
    when = source.publication.published_at
    rows = [
        ("TY", "RPRT"),
        *(("AU", author) for author in source.authors),
        ("TI", source.title),
        ("PY", f"{when:%Y}"),
        ("DA", f"{when:%Y/%m/%d}"),
        ("PB", str(settings.SITE_NAME)),
        ("LA", source.publication.language),
        ("DO", source.doi),
        ("UR", source.url),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in rows if value or tag == "ER")


def _csl(source: Source) -> str:
    when = source.publication.published_at
    item: dict[str, Any] = {
        "id": source.key,
        "type": "report",
        "title": source.title,
        "author": [{"literal": author} for author in source.authors],
        "issued": {"date-parts": [[when.year, when.month, when.day]]},
        "publisher": str(settings.SITE_NAME),
        "language": source.publication.language,
        "DOI": source.doi,
        "URL": source.url,
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=1)


def _line(text: str) -> str:
    return " ".join(text.split())


def _tex(text: str) -> str:
    return re.sub(r"[\\~^{}%&#_$]", lambda sign: TEX[sign[0]], text)
