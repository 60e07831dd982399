"""What reviewers and officers read of a frozen version: the short card, the text, what changed, a filed report."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from core import downloads, rich_text
from core.differences import Piece, difference
from core.templatetags.portal import iso_day
from practices.choices import Criterion, OwnLine, Score
from practices.models import PeerReview, Point, Practice, PracticeImage, PracticeVersion


def card(content: dict[str, Any], practice: Practice) -> dict[str, Any]:
    """All that an invited person sees before she has declared: title, bodies, States, objectives (FEATURES A5)."""
    names = [content["implementer"]["name"], *(one["name"] for one in content["participants"])]
    submitter = str(practice.organisation) if practice.organisation else ""
    return {
        "title": content["title"],
        "language": content["language"],
        "submitter": submitter,
        "bodies": [name for name in dict.fromkeys(names) if name and name != submitter],
        "countries": [one["name"] for one in content["countries"]],
        "objectives": [*content["main_objectives"], *content["further_objectives"]],
        "sample": content["sample"],
    }


def changes(version: PracticeVersion) -> list[dict[str, Any]]:
    """What differs from the version before, part by part; nothing for a first version."""
    before = version.practice.versions.filter(number=version.number - 1).first()
    if before is None:
        return []
    old, new = parts(before.content), parts(version.content)
    found = []
    for title in dict.fromkeys([*old, *new]):
        if old.get(title, "") != new.get(title, ""):
            pieces: list[Piece] = difference(old.get(title, ""), new.get(title, ""))
            found.append({"title": title, "pieces": pieces})
    return found


def parts(content: dict[str, Any]) -> dict[str, str]:
    """The texts of a version as plain text, by their title."""

    def names(rows: list[dict[str, Any]], key: str) -> str:
        return "\n".join(str(row.get(key, "")) for row in rows)

    dates = " – ".join(iso_day(one) for one in (content["starts_on"], content["ends_on"]) if one)
    facts = {
        _("Title"): content["title"],
        _("Summary"): content["summary"],
        _("Main implementer"): content["implementer"]["name"],
        _("Who took part"): names(content["participants"], "name"),
        _("States"): names(content["countries"], "name"),
        _("Objectives"): names([*content["main_objectives"], *content["further_objectives"]], "number"),
        _("When"): f"{dates} {content['dates_note']}".strip(),
        _("Links"): names(content["links"], "url"),
        _("Pictures"): names(content["images"], "alternative"),
    }
    return facts | {one["title"]: rich_text.to_plain(one["html"]) for one in content["sections"]}


def image_of(version: PracticeVersion, pk: UUID) -> HttpResponseBase:
    """A picture of the frozen version, under a number in place of its name (FEATURES A17). Raises Http404."""
    listed = [one["id"] for one in version.content["images"]]
    if str(pk) not in listed:
        raise Http404
    stored = get_object_or_404(PracticeImage, pk=pk, practice=version.practice)
    name = f"{version.practice.reference}-{listed.index(str(pk)) + 1}"
    return downloads.file_response(stored.file, name=name, content_type=stored.content_type)


def points_before(version: PracticeVersion) -> list[Point]:
    """The comments on the version before, each with the author's reply."""
    before = Point.objects.filter(
        decision__round__practice=version.practice, decision__round__version__number=version.number - 1
    )
    return list(before.order_by("position"))


def report_rows(report: PeerReview) -> dict[str, Any]:
    """A report to read: criteria with score and reason, own lines, recommendation, comments."""
    labels = dict(Score.choices)
    rows = [
        {
            "label": one.label,
            "score": getattr(report, one.code),
            "words": labels.get(getattr(report, one.code), ""),
            "comment": getattr(report, f"{one.code}_comment"),
            "lines": [(line.label, labels.get(getattr(report, line.value), "")) for line in OwnLine]
            if one.code == Criterion.PRINCIPLES
            else [],
        }
        for one in report.assignment.round.criteria
    ]
    return {"report": report, "rows": rows, "recommendation": report.get_recommendation_display()}
