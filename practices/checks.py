"""What is looked at before a practice goes out: what is missing, and the criteria, as advice or as a must.

Some things are always a must (a title, an objective, the consent); the criteria of the repository are advice,
unless the practice's call makes one a must (DOMAIN 5.1, 5.2).
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import rich_text
from practices.choices import Applicant, Stage, Status
from practices.models import Point
from practices.rules import BODIES

COMPACT = "2018-12"
"""The Compact was adopted in December 2018."""
TITLE_LENGTH, SUMMARY_LENGTH = 150, 1500
MOST_MAIN_OBJECTIVES = 3


KNOWN = frozenset({"UN", "NGO", "NGOS", "COVID", "II", "III", "IV", "VI"})
"""Letters that everybody reads."""


class Check(NamedTuple):
    """Something to mend, in words; `field` is its anchor on the page of the draft."""

    code: str
    text: str
    field: str = ""
    blocks: bool = False
    url: str = ""


CRITERIA: dict[str, Any] = {
    "after_compact": gettext_lazy("Carried out after December 2018, when the Compact was adopted"),
    "carried_out": gettext_lazy("Completed, or mostly carried out"),
    "principles": gettext_lazy("Names the guiding principles that it shows"),
    "impact": gettext_lazy("Says what it changed, and for whom"),
    "lessons": gettext_lazy("Says what was learnt"),
    "recommendations": gettext_lazy("Says what others need to know to do the same"),
    "innovation": gettext_lazy("Says what is innovative"),
    "main_objectives": gettext_lazy("Names at most three main objectives"),
    "title": gettext_lazy("Has a title of at most 150 characters, not in capitals"),
    "summary": gettext_lazy("Has a summary of at most 1,500 characters"),
    "acronyms": gettext_lazy("Writes out every acronym of title and summary once"),
}
"""What a call may make a must, in words for its page."""


def checks_of(practice: Any) -> list[Check]:
    """Everything to mend in `practice` as it is written now, what blocks first."""
    musts = set(practice.call.musts) if practice.call_id else set()
    found = [*_missing(practice), *_of_call(practice), *_unanswered(practice)]
    found += [Check(code, text, field, code in musts) for code, text, field in _criteria(practice)]
    return sorted(found, key=lambda check: not check.blocks)


def _missing(practice: Any) -> Iterator[Check]:
    """What no practice goes out without."""
    wanted: list[tuple[str, Any, str]] = [
        ("title", practice.title, _("Give it a title.")),
        ("summary", practice.summary, _("Write a summary.")),
        ("main_objectives", _any(practice.main_objectives), _("Name at least one main objective.")),
        ("type", practice.type, _("Say what type of practice it is.")),
        ("scope", practice.scope, _("Say how far it reaches.")),
        ("starts_on", practice.starts_on, _("Say when it began; the year is enough.")),
        ("implementer", practice.implementer, _("Name the main implementer.")),
        ("consent", practice.consent, _("Give your consent to its publication.")),
    ]
    if practice.on_behalf:
        wanted.append(("contact_name", practice.contact_name, _("Name the focal point of the main implementer.")))
        wanted.append(("contact_email", practice.contact_email, _("Give the e-mail address of that focal point.")))
    yield from (Check(f"no_{field}", text, field, blocks=True) for field, value, text in wanted if not value)
    if not (practice.ends_on or practice.is_ongoing):
        yield Check("no_end", _("Say when it ended, or that it goes on."), "ends_on", blocks=True)
    if practice.ends_on and practice.is_ongoing:
        yield Check("two_ends", _("It has an end, and goes on. Take one of the two out."), "ends_on", blocks=True)
    if any(not image.alternative.strip() for image in practice.images.standing()):
        yield Check("no_alternative", _("Say of each picture what it shows."), "images", blocks=True)


def _of_call(practice: Any) -> Iterator[Check]:
    """Whether its call is open, to this body, for this country and objective; only before the first submission."""
    call = practice.call if practice.call_id else None
    if call is None or practice.submitted_at:
        return
    if not call.takes_practices():
        text = _("The call “%(call)s” takes no practices now. Take the call out to submit it outside any call.")
        yield Check("closed", text % {"call": call}, "call", blocks=True)
    if not is_eligible(call, practice.organisation):
        yield Check("not_eligible", _("The call is not open to your organisation."), "call", blocks=True)
    asked: list[tuple[str, Any, str, str]] = [
        ("countries", call.countries, _("The call asks for practices in other States."), "countries"),
        ("objectives", call.objectives, _("The call asks for practices on other objectives."), "main_objectives"),
    ]
    for code, wanted, text, field in asked:
        keys = set(wanted.values_list("pk", flat=True))
        if keys and not keys & set(getattr(practice, field).values_list("pk", flat=True)):
            yield Check(f"other_{code}", text, field, blocks=True)


def is_eligible(call: Any, organisation: Any) -> bool:
    """Whether `organisation` may answer `call`, by its kind and its stakeholder group."""
    if organisation is None:
        return False
    kind = BODIES.get(organisation.kind)
    if call.applicants and kind not in call.applicants:
        return False
    if kind != Applicant.STAKEHOLDERS:
        return kind is not None
    groups = set(call.stakeholder_groups.values_list("pk", flat=True))
    return not groups or organisation.stakeholder_group_id in groups


def _criteria(practice: Any) -> Iterator[tuple[str, str, str]]:
    """(code of CRITERIA, what to mend, field) of each criterion that is not met."""
    if practice.ends_on and _is_before(practice.ends_on, COMPACT):
        yield "after_compact", _("It ended before December 2018, when the Compact was adopted."), "ends_on"
    if practice.stage in ("", Stage.BEGUN):
        text = _("Say how far it is.") if not practice.stage else _("It has only begun: its results are not known yet.")
        yield "carried_out", text, "stage"
    if not _any(practice.principles):
        yield "principles", _("Name the guiding principles that it shows."), "principles"
    told: list[tuple[str, str]] = [
        ("impact", _("Say what it changed, and for whom.")),
        ("lessons", _("Say what was learnt.")),
        ("recommendations", _("Say what others need to know to do the same.")),
        ("innovation", _("Say what is innovative in it.")),
    ]
    yield from ((name, text, name) for name, text in told if not rich_text.to_plain(getattr(practice, name)).strip())
    yield from _lengths(practice)


def _lengths(practice: Any) -> Iterator[tuple[str, str, str]]:
    if practice.main_objectives.count() > MOST_MAIN_OBJECTIVES:
        yield (
            "main_objectives",
            _("Name at most three main objectives, and the others as further ones."),
            "main_objectives",
        )
    title = practice.title
    if len(title) > TITLE_LENGTH:
        yield "title", _("The title has %(count)d characters; 150 are enough.") % {"count": len(title)}, "title"
    elif title and title == title.upper() != title.lower():
        yield "title", _("Write the title in small letters."), "title"
    # A text in capitals throughout is another hint.
    written = [one for one in (practice.title, practice.summary) if one != one.upper()]
    if unexplained := acronyms("\n".join(written)):
        text = _("Write out once what these letters stand for: %(letters)s.")
        yield "acronyms", text % {"letters": ", ".join(unexplained[:5])}, "summary"
    if len(practice.summary) > SUMMARY_LENGTH:
        text = _("The summary has %(count)d characters; 1,500 are enough.")
        yield "summary", text % {"count": len(practice.summary)}, "summary"


def acronyms(text: str) -> list[str]:
    """Words of two to eight capitals in `text` that stand nowhere in brackets, “(ILO)”, in their order."""
    found = dict.fromkeys(re.findall(r"\b[A-Z][A-Z0-9]{1,7}\b", text))
    return [one for one in found if f"({one})" not in text and one not in KNOWN]


def _any(picks: Any) -> bool:
    return bool(picks.exists())


def _is_before(date: str, other: str) -> bool:
    """Whether a date as exact as it was written lies before the month `other` in any case."""
    return date[: len(other)] < other[: len(date)]


def _unanswered(practice: Any) -> Iterator[Check]:
    """After peer review each released comment has its reply before the text goes out again (FEATURES A15)."""
    if practice.status != Status.REVISION_REQUESTED:
        return
    points = Point.objects.filter(decision__round__practice=practice, reply="")
    if count := points.count():
        text = ngettext(
            "Answer the comment of a reviewer that is still open.",
            "Answer the %(count)d comments of reviewers that are still open.",
            count,
        )
        url = reverse("practices:decision", kwargs={"reference": practice.reference})
        yield Check("replies", text % {"count": count}, blocks=True, url=url)
