"""What a page needs to show the frozen text of a review: public page, preview and submission alike."""

from collections.abc import Container
from typing import Any

from django.utils.translation import gettext as _

from reference.models import Objective
from reviews import earlier
from reviews.checks import Asked
from reviews.choices import Since
from reviews.frozen import Content
from reviews.models import VoluntaryReview
from reviews.outline import outline_of
from reviews.publishing import language_of, sections_of


def reading_context(content: Content, without: Container[str] = ()) -> dict[str, Any]:
    """`content` with its table of contents and the keys of the objectives it reports on, one query; `without` are the
    codes of sections that it leaves out."""
    compared = earlier.read_beside(content)
    objectives = Objective.objects.filter(pk__in=content["objectives"])
    return {
        "content": _with_changes(content, compared),
        "left": _left(content, compared),
        "corrected": earlier.beside_corrected(content, without),
        "entries": contents_of(content),
        "objectives": [{"number": one.number, "roundtable": one.roundtable, "title": one.title} for one in objectives],
    }


def draft_beside(review: VoluntaryReview, codes: set[str], asked: list[Asked]) -> list[earlier.Compared]:
    """The sections `codes` of a draft beside the earlier ones, and earlier ones that no section of it follows.

    `asked` is everything that is asked in it: the language of the text may stand in another section.
    """
    content = earlier.content_of(review)
    if content is None or content["form"] != "answers":
        return []
    own = {section.code for section in outline_of(review.questionnaire_id).sections}
    shown = codes | {part["code"] for part in content["sections"] if part["code"] not in own}
    now = {"sections": sections_of(review, asked, codes)}
    return earlier.compare(content, now, earlier.no_longer_asked(content, asked), shown)


def draft_beside_corrected(review: VoluntaryReview, codes: set[str], asked: list[Asked]) -> dict[str, Any]:
    """What reviews/corrected.html says of the sections `codes` of a draft; nothing where it corrects no version."""
    corrects = earlier.corrected(review)
    if corrects is None:
        return {}
    now = {"reference": review.reference, "corrects": corrects, "sections": sections_of(review, asked, codes)}
    changed = earlier.beside_corrected(now, hidden_from(review, codes))
    return {"corrects": corrects, "corrected": changed, "lang": language_of(asked)}


def hidden_from(review: VoluntaryReview, codes: set[str]) -> set[str]:
    """The codes of its sections besides `codes`, which somebody reads."""
    return {section.code for section in outline_of(review.questionnaire_id).sections} - codes


def _with_changes(content: Content, compared: list[earlier.Compared]) -> dict[str, Any]:
    """`content`, each answer with how it stands to the earlier one, each section with the counts of that."""
    shown: dict[str, Any] = dict(content)
    if "update_of" not in content:
        return shown
    found = {(one.code, one.objective): one for one in compared}
    shown["sections"] = [_with_stand(part, found.get(earlier.mark_of(part))) for part in content["sections"]]
    return shown


def _with_stand(part: Any, beside: earlier.Compared | None) -> dict[str, Any]:
    if beside is None:
        since = part.get("since")
        words = _("Beside the earlier document: %(since)s") % {"since": Since(since).label} if since else ""
        return {**part, "stand": words}
    changes = {change.name: change for change in beside.changes}
    number = earlier.number_of(part)
    return {
        **part,
        "stand": " · ".join(f"{word}: {count}" for word, count in beside.counts),
        "answers": [
            {**answer, "change": changes.get(earlier.name_of((answer["key"], number)))} for answer in part["answers"]
        ],
        "left": [change for change in beside.changes if change.how in (earlier.GONE, earlier.LEFT_OUT)],
    }


def _left(content: Content, compared: list[earlier.Compared]) -> list[earlier.Change]:
    """What only the earlier review says, in sections that this one does not have."""
    own = {earlier.mark_of(part) for part in content["sections"]}
    return [change for one in compared if (one.code, one.objective) not in own for change in one.changes]


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
