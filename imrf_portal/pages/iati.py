"""Published pledges that name amounts, as an activity file of IATI 2.03 (FEATURES O12).

A pledge is no commitment in law: its amounts are outgoing pledges (type of transaction 12). The portal tells what
others do, so it is a secondary reporter; its own identifiers begin with IATI_ORGANISATION, the identifier that its
keeper has registered. Without one, and without any pledge that names an amount, no file can be valid: then there is
none, and no page leads to it. Its type is “other”, since it speaks for no organization. The sector is ours: every
pledge to the Compact gets the purpose code for migration. What else is there the pledge gives: where that is a year,
the file gives its first or last day and says what was given. A pledge for several States does not say which share is
whose, and IATI takes several only with shares (rule 3.1.1): they are then a region of our own vocabulary, named in
words; so is a pledge that names none (rule 3.7.1).
"""

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.choices import OrganisationKind
from core.reading import last_day
from publications import counts
from publications.choices import Kind
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
OURS = "99"
"""The vocabulary of regions that a reporter defines."""
ABOUT_US = f"{settings.SITE_URL}/data/"
CHUNK = 200


@login_not_required
@require_safe
def activities(request: HttpRequest) -> HttpResponseBase:
    """The file, written as it is read; 404 with the reason where there can be none."""
    if not is_there():
        why = _("No activity file of IATI can be given here: %(reason)s") % {"reason": _reason()}
        return HttpResponse(f"{why}\n", status=404, content_type="text/plain; charset=utf-8")
    current = Publication.objects.visible_to(request.user).current().of_kind(Kind.PLEDGE)
    pledges = current.filter(facets__name="amount").distinct().select_related("content", "organisation")
    _total, changed = counts.total_of_list([Kind.PLEDGE])
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


def is_there() -> bool:
    """Whether there is a file that can be valid; at most one query."""
    amounts = counts.of_list(["pledge"], ["amount"]) if settings.IATI_ORGANISATION else {}
    return any(number > 0 for number in amounts.get("amount", {}).values())


def _reason() -> str:
    if not settings.IATI_ORGANISATION:
        return _("whoever keeps this portal has not registered an identifier with IATI.")
    return _("no published pledge names an amount.")


def _file(pledges: Iterator[Any], changed: Any) -> Iterator[bytes]:
    made = f' generated-datetime="{changed.isoformat()}"' if changed else ""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<iati-activities version="{VERSION}"{made}>\n'.encode()
    for pledge in pledges:
        yield ET.tostring(_activity(pledge, pledge.content.content), encoding="utf-8", xml_declaration=False) + b"\n"
    yield b"</iati-activities>\n"


def _activity(pledge: Publication, content: dict[str, Any]) -> ET.Element:
    """The elements in the order in which the schema wants them."""
    us = settings.IATI_ORGANISATION
    language = pledge.language.split("-")[0]
    changed = pledge.changed_at.isoformat()
    activity = ET.Element("iati-activity", {LANG: language, "last-updated-datetime": changed})
    _add(activity, "iati-identifier", text=f"{us}-{pledge.reference}")
    reporter = _add(activity, "reporting-org", ref=us, type=OTHER, **{"secondary-reporter": "1"})
    _say(reporter, str(settings.SITE_NAME), "en")
    _say(_add(activity, "title"), pledge.title, language)
    _say(_add(activity, "description", type="1"), content["text"] or pledge.title, language)
    kind = content["lead"]["kind"]
    body = _add(activity, "participating-org", role=FUNDING, **({"type": BODY[kind]} if kind in BODY else {}))
    _say(body, content["lead"]["name"] or str(pledge.organisation or ""), language)
    _add(activity, "activity-status", code=STATUS.get(pledge.facts.get("progress", ""), "1"))
    published = pledge.published_at.date().isoformat()
    _days(activity, content["starts_on"], content["ends_on"], published)
    _recipient(activity, content["countries"])
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


def _recipient(activity: ET.Element, countries: list[dict[str, str]]) -> None:
    """The one country; several or none as a region of our own, since no share of each is known."""
    if len(countries) == 1:
        _add(activity, "recipient-country", code=countries[0]["code"])
        return
    code = "+".join(one["code"] for one in countries) or "not-named"
    region = _add(activity, "recipient-region", vocabulary=OURS, code=code, **{"vocabulary-uri": ABOUT_US})
    names = ", ".join(one["name"] for one in countries)
    _say(region, f"{names}; no share of each is named." if names else "The pledge names no country.", "en")


def _days(activity: ET.Element, begins: str, ends: str, published: str) -> None:
    """Beginning and end. Without a beginning the day of publication stands there, or the end if that was earlier:
    what begins after its end is refused (rule 11.1.2)."""
    last = last_day(ends).isoformat() if ends else ""
    if begins:
        _day(activity, PLANNED_START, begins + FIRST[len(begins) :], begins)
    else:
        first = min(published, last or published)
        what = "Day of publication" if first == published else "Its end"
        _day(activity, PLANNED_START, first, first, f"{what}; the pledge names no beginning.")
    if ends:
        _day(activity, PLANNED_END, last, ends)


def _day(activity: ET.Element, kind: str, day: str, given: str, words: str = "") -> None:
    """A date, with what the pledge gives where that is a year, a month or nothing."""
    made = _add(activity, "activity-date", type=kind, **{"iso-date": day})
    if words:
        _say(made, words, "en")
    elif day != given:
        _say(made, f"As given: {given}", "en")


def _add(parent: ET.Element, name: str, *, text: str = "", **attributes: str) -> ET.Element:
    made = ET.SubElement(parent, name, attributes)
    made.text = text or None
    return made


def _say(parent: ET.Element, text: str, language: str) -> None:
    words = ET.SubElement(parent, "narrative", {LANG: language})
    words.text = NOT_XML.sub(" ", text)
