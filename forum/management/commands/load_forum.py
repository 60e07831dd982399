"""Load the forum cycles with milestones, documents and Regional Reviews, and what stands around the forums: reports of
the Secretary-General, champion countries, the trust fund. Run after `load_reference`."""

import json
from pathlib import Path
from typing import Any

from django.db.models import Model
from django.utils import timezone

from core.loading import Report, load
from core.management.load_command import LoadCommand
from forum.choices import PlanStatus
from forum.models import (
    ChampionCount,
    ChampionMembership,
    ForumCycle,
    ForumDocument,
    Fund,
    FundFigure,
    JointProgramme,
    Milestone,
    PageText,
    Recommendation,
    RegionalReview,
    SecretaryGeneralReport,
    TextPage,
    ThematicArea,
)

DATA = Path(__file__).resolve().parents[2] / "data"
REASON = "load_forum"


class Command(LoadCommand):
    """The forums, from `forum/data`."""

    help = "Load forum cycles with their dates and documents, and what stands around them."

    def load(self) -> list[Report]:
        return load_all()


def load_all() -> list[Report]:
    """Load the tables in the order in which they point to one another."""
    cycles = load(ForumCycle, rows("cycles"), key=["year"], reason=REASON)
    milestones = load(Milestone, rows("milestones"), key=["cycle", "code"], reason=REASON)
    documents = load(ForumDocument, rows("documents"), key=["cycle", "code"], reason=REASON)
    reviews = pointing("regional_reviews", "milestone", Milestone)
    return [
        cycles,
        milestones,
        documents,
        load(RegionalReview, reviews, key=["round", "commission"], reason=REASON),
        *load_around(),
        load(TextPage, rows("text_pages"), key=["slug"], reason=REASON),
        load_texts(),
    ]


def load_around() -> list[Report]:
    """What stands around the forums."""
    reports = pointing("reports", "document", ForumDocument)
    loaded = [load(SecretaryGeneralReport, reports, key=["document"], reason=REASON)]
    said = pointing("recommendations", "report", SecretaryGeneralReport, "document__")
    tables: list[tuple[type[Model], list[dict[str, Any]], list[str]]] = [
        (Recommendation, said, ["report", "number"]),
        (ChampionMembership, rows("champions"), ["country"]),
        (ChampionCount, rows("champion_counts"), ["as_of"]),
        (Fund, rows("funds"), ["code"]),
        (ThematicArea, rows("thematic_areas"), ["fund", "number"]),
        (JointProgramme, rows("joint_programmes"), ["fund", "code"]),
        (FundFigure, rows("fund_figures"), ["fund", "kind", "programme", "as_of"]),
    ]
    return loaded + [load(model, given, key=key, reason=REASON) for model, given, key in tables]


def load_texts() -> Report:
    """The words of pages that the portal ships; in force at once where a page has none yet.

    A change in the file becomes a draft of the next version: what readers see is for two officers to change.
    """
    report = Report(table=str(PageText._meta.verbose_name_plural))
    for row in rows("page_texts"):
        versions = PageText.objects.filter(page=row["page"], language=row["language"]).order_by("number")
        newest, shipped = versions.last(), versions.exclude(loaded={}).last()
        if shipped and shipped.loaded == row:
            report.unchanged += 1
            continue
        words = {"page_id": row["page"], "language": row["language"], "title": row["title"], "body": row["body"]}
        text = PageText(
            **words,
            loaded=row,
            number=newest.number + 1 if newest else 1,
            status=PlanStatus.DRAFT if newest else PlanStatus.IN_FORCE,
            released_at=None if newest else timezone.now(),
        )
        text._change_reason = REASON  # type: ignore[attr-defined]  # simple-history reads it
        text.save()
        (report.updated if newest else report.created).append(f"{row['page']} {row['language']}")
    return report


def pointing(name: str, field: str, model: type[Model], way: str = "") -> list[dict[str, Any]]:
    """The rows of `data/<name>.json`, "2022 sg_report_2" in `field` made the key of that row of `model`.

    `way` leads from `model` to what has cycle and code.
    """
    found = model._base_manager.values_list(f"{way}cycle", f"{way}code", "pk")
    keys = {f"{year} {code}": pk for year, code, pk in found}
    return [{**row, field: keys[row[field]]} for row in rows(name)]


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of `data/<name>.json`."""
    data: dict[str, list[dict[str, Any]]] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return data["rows"]
