"""What a page needs to show the frozen text of a review: public page, preview and submission alike."""

from typing import Any

from django.utils.translation import gettext as _

from reference.models import Objective
from reviews.publishing import Content


def reading_context(content: Content) -> dict[str, Any]:
    """`content` with its table of contents and the keys of the objectives it reports on, one query."""
    objectives = Objective.objects.filter(pk__in=content["objectives"])
    return {
        "content": content,
        "entries": contents_of(content),
        "objectives": [{"number": one.number, "roundtable": one.roundtable, "title": one.title} for one in objectives],
    }


def contents_of(content: Content) -> list[dict[str, Any]]:
    """Entries of the table of contents; the sections of single objectives stand one level down."""
    entries: list[dict[str, Any]] = []
    for part in content["sections"]:
        if part["objective"] is None:
            entries.append({"label": part["title"], "url": f"#{part['code']}"})
            continue
        number = part["objective"]["number"]
        entry = {
            "label": _("Objective %(number)s") % {"number": number},
            "url": f"#{part['code']}-{number}",
        }
        if not entries or entries[-1].get("code") != part["code"]:
            entries.append({"label": part["title"], "url": entry["url"], "code": part["code"], "entries": []})
        entries[-1]["entries"].append(entry)
    if content["consultations"]:
        entries.append({"label": _("Consultations held"), "url": "#consultations"})
    if content["files"]:
        entries.append({"label": _("Annexes"), "url": "#files"})
    return entries
