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
    """All that a version says, as plain text by its title: whatever differs shows in a comparison."""

    def lines(rows: list[dict[str, Any]], *keys: str) -> str:
        return "\n".join(" · ".join(str(row[key]) for key in keys if row.get(key)) for row in rows)

    ends = _("it goes on") if content["is_ongoing"] and not content["ends_on"] else iso_day(content["ends_on"])
    dates = " – ".join(filter(None, (iso_day(content["starts_on"]), ends)))
    facts = {
        _("Title"): content["title"],
        _("Summary"): content["summary"],
        _("Main implementer"): lines([content["implementer"]], "name", "kind_label", "web_address"),
        _("Who took part"): lines(content["participants"], "name", "part_label", "kind_label", "country"),
        _("Main objectives"): lines(content["main_objectives"], "number", "title"),
        _("Further objectives"): lines(content["further_objectives"], "number", "title"),
        _("Guiding principles"): lines(content["principles"], "letter", "name"),
        _("Sustainable Development Goals"): lines(content["goals"], "number", "name"),
        _("Type"): lines([content["type"]], "label", "note"),
        _("How far it reaches"): lines([content["scope"]], "label", "note"),
        _("States"): lines(content["countries"], "name"),
        _("Regions"): lines(content["regions"], "name"),
        _("When"): f"{dates} {content['dates_note']}".strip(),
        _("How far it is"): content["stage"]["label"],
        _("Links"): lines(content["links"], "title", "url"),
        _("Pictures"): lines(content["images"], "alternative", "caption", "credit"),
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
