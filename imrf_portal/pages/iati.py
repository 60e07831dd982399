"""Published pledges that name amounts, as an activity file of IATI 2.03 (FEATURES O12).

A pledge is no commitment in law: its amounts are outgoing pledges (type of transaction 12). The portal tells what
others do, so it is a secondary reporter; its own identifiers begin with its host name. Its type is “other”, since
it speaks for no organization. The sector is ours: every pledge to the Compact gets the purpose code for migration. What
else is there the pledge gives: where that is a year, the file gives its first or last day and says what was given.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from accounts.choices import OrganisationKind
from core.reading import last_day
from publications import counts
from publications.feeds import NOT_XML
from publications.models import Publication
from publications.views.public import cacheable

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
VERSION = "2.03"
STATUS = {
    "in_progress": "2",
    "delayed": "2",
    "changed": "2",
    "completed": "3",
    "partly_completed": "3",
    "discontinued": "5",
}
"""Codes of ActivityStatus by what the last report says; 1, in preparation, before there is one."""
BODY = {OrganisationKind.STATE: "10", OrganisationKind.UN_ENTITY: "40"}
"""Codes of OrganisationType for kinds of bodies that have one."""
OTHER = "90"
MIGRATION = "15190"
"""The purpose code of the OECD for orderly, safe, regular and responsible migration and mobility."""
OUTGOING_PLEDGE = "12"
FUNDING, PLANNED_START, PLANNED_END = "1", "1", "3"
FIRST = "0000-01-01"
"""What a year or a month lacks of a day."""
CHUNK = 200


@login_not_required
@require_safe
def activities(request: HttpRequest) -> HttpResponseBase:
    """The file, written as it is read."""
    current = Publication.objects.visible_to(request.user).current().of_kind("pledge")
    pledges = current.filter(facets__name="amount").distinct().select_related("content", "organisation")
    _total, changed = counts.total_of_list(["pledge"])
    response = cacheable(
        request,
        [VERSION],
        lambda: StreamingHttpResponse(
            _file(pledges.order_by("pk").iterator(chunk_size=CHUNK), changed), content_type="application/xml"
        ),
        changed=changed,
    )
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _file(pledges: Iterator[Any], changed: Any) -> Iterator[bytes]:
    made = f' generated-datetime="{changed.isoformat()}"' if changed else ""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<iati-activities version="{VERSION}"{made}>\n'.encode()
    for pledge in pledges:
        yield ET.tostring(_activity(pledge, pledge.content.content), encoding="utf-8", xml_declaration=False) + b"\n"
    yield b"</iati-activities>\n"


def _activity(pledge: Publication, content: dict[str, Any]) -> ET.Element:
    """The elements in the order in which the schema wants them."""
    host, language = urlsplit(settings.SITE_URL).hostname or "", pledge.language.split("-")[0]
    changed = pledge.changed_at.isoformat()
    activity = ET.Element("iati-activity", {LANG: language, "last-updated-datetime": changed})
    _add(activity, "iati-identifier", text=f"{host}-{pledge.reference}")
    reporter = _add(activity, "reporting-org", ref=host, type=OTHER, **{"secondary-reporter": "1"})
    _say(reporter, str(settings.SITE_NAME), "en")
    _say(_add(activity, "title"), pledge.title, language)
    _say(_add(activity, "description", type="1"), content["text"] or pledge.title, language)
    kind = content["lead"]["kind"]
    body = _add(activity, "participating-org", role=FUNDING, **({"type": BODY[kind]} if kind in BODY else {}))
    _say(body, content["lead"]["name"] or str(pledge.organisation or ""), language)
    _add(activity, "activity-status", code=STATUS.get(pledge.facts.get("progress", ""), "1"))
    published = pledge.published_at.date().isoformat()
    begins, ends = content["starts_on"], content["ends_on"]
    _day(activity, PLANNED_START, begins + FIRST[len(begins) :] if begins else published, begins)
    if ends:
        _day(activity, PLANNED_END, last_day(ends).isoformat(), ends)
    for country in content["countries"]:
        _add(activity, "recipient-country", code=country["code"])
    _add(activity, "sector", vocabulary="1", code=MIGRATION)
    for row in content["amounts"]:
        _transaction(activity, row, published, language)
    link = _add(activity, "document-link", url=settings.SITE_URL + pledge.get_absolute_url(), format="text/html")
    _say(_add(link, "title"), pledge.title, language)
    _add(link, "category", code="A02")
    return activity


def _transaction(activity: ET.Element, row: dict[str, str], published: str, language: str) -> None:
    """An amount; the year for which it is meant is said in words, since its day is not known."""
    given = _add(activity, "transaction")
    _add(given, "transaction-type", code=OUTGOING_PLEDGE)
    _add(given, "transaction-date", **{"iso-date": published})
    value = _add(given, "value", currency=row["currency"], **{"value-date": published})
    value.text = row["amount"]
    words = [row.get("year", ""), row.get("money_label", ""), row.get("funding_label", "")]
    if said := ", ".join(word for word in words if word):
        _say(_add(given, "description"), said, language)


def _day(activity: ET.Element, kind: str, day: str, given: str) -> None:
    """A date, with what the pledge gives where that is a year, a month or nothing."""
    made = _add(activity, "activity-date", type=kind, **{"iso-date": day})
    if not given:
        _say(made, "Day of publication; the pledge names no beginning.", "en")
    elif day != given:
        _say(made, f"As given: {given}", "en")


def _add(parent: ET.Element, name: str, *, text: str = "", **attributes: str) -> ET.Element:
    made = ET.SubElement(parent, name, attributes)
    made.text = text or None
    return made


def _say(parent: ET.Element, text: str, language: str) -> None:
    words = ET.SubElement(parent, "narrative", {LANG: language})
    words.text = NOT_XML.sub(" ", text)
