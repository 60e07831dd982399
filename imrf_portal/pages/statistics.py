"""What the Secretary-General's report counts for one forum, as a workbook with its definitions (FEATURES W12).

Submissions as the desk knows them; consultations and pledges as they are published. Nothing depends on a draft
(RELIABILITY P1), and no person or State is named.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core import downloads
from core.models import Act
from forum.models import ForumCycle
from pledges.choices import Form, Scope, Together
from publications.choices import Kind
from publications.models import Publication, PublicationContent, PublicationFacet
from reference.models import StakeholderGroup
from reviews import board
from reviews.choices import Approach, ConsultationForm

Rows = list[Sequence[Any]]


def workbook(request: HttpRequest, cycle: ForumCycle) -> HttpResponse:
    """A sheet for each table and one with their definitions; taking it away is on record (RELIABILITY P57)."""
    lines = board.lines(cycle)
    sheets = {
        _("By region"): by_region(lines),
        _("By month"): by_month(lines),
        _("Consultations"): consultations(cycle),
        _("Pledges by type"): pledges(cycle),
    }
    Act.objects.log("exported statistics", cycle, by=request.user)
    return downloads.as_workbook(f"statistics-{cycle.year}", {**sheets, downloads.ABOUT: about(cycle).items()})


def by_region(lines: Sequence[board.Line]) -> Rows:
    """States of each Regional Review and of all: how many there are, announced, submitted, published."""
    names = sorted({name for line in lines for name in line.regions})
    parts = [(name, [line for line in lines if name in line.regions]) for name in names]
    head = [_("Region"), _("States"), _("In preparation"), _("Submitted"), _("Published")]
    return [head, *([name, *_standing(part)] for name, part in [*parts, (_("All States"), lines)])]


def _standing(lines: Sequence[board.Line]) -> list[int]:
    submitted = [line for line in lines if line.standing == board.SUBMITTED]
    announced = sum(line.standing == board.ANNOUNCED for line in lines)
    return [len(lines), announced, len(submitted), sum(bool(line.published_on) for line in submitted)]


def by_month(lines: Iterable[board.Line]) -> Rows:
    """In which month the newest submission of each State was received, and how many States there were until then."""
    months = Counter(line.received[:7] for line in lines if line.received)
    total, rows = 0, []
    for month in sorted(months):
        total += months[month]
        rows.append([month, months[month], total])
    return [[_("Month"), _("States"), _("States so far")], *rows]


def consultations(cycle: ForumCycle) -> Rows:
    """The consultations that the published reviews of `cycle` name, by kind, by approach and by who took part."""
    texts = PublicationContent.objects.filter(publication__in=_published(Kind.REVIEW, cycle))
    told: list[dict[str, Any]] = []
    reviews = 0
    for content in texts.values_list("content", flat=True).iterator(chunk_size=20):
        found = content.get("consultations")
        if isinstance(found, list) and found:
            told, reviews = told + [one if isinstance(one, dict) else {} for one in found], reviews + 1
    forms, approaches = (Counter(one.get(key) for one in told) for key in ("form", "approach"))
    groups = Counter(group for one in told for group in set(one.get("stakeholder_groups", ())))
    counted = [one["participants"] for one in told if one.get("participants") is not None]
    return [
        [_("What is counted"), _("Number")],
        [_("Reviews that name consultations"), reviews],
        [_("Consultations"), len(told)],
        *([f"{_('Kind')}: {label}", forms[code]] for code, label in ConsultationForm.choices),
        *([f"{_('Approach')}: {label}", approaches[code]] for code, label in Approach.choices),
        *([f"{_('Stakeholder group')}: {group}", groups[str(group)]] for group in StakeholderGroup.objects.all()),
        [_("Consultations with a number of participants"), len(counted)],
        [_("Participants in these"), sum(counted)],
    ]


def pledges(cycle: ForumCycle) -> Rows:
    """Published pledges of `cycle` by what is given, at which level, alone or together."""
    published = _published(Kind.PLEDGE, cycle)
    facets = PublicationFacet.objects.filter(publication__in=published, name__in=("form", "level", "together"))
    numbers = {
        (name, value): number for name, value, number in facets.values_list("name", "value").annotate(Count("pk"))
    }
    kinds = (("form", _("Type"), Form), ("level", _("Level"), Scope), ("together", _("Alone or joint"), Together))
    rows = [
        [f"{head}: {label}", numbers.get((name, code), 0)]
        for name, head, choices in kinds
        for code, label in choices.choices
    ]
    return [[_("What is counted"), _("Pledges")], [_("All pledges"), published.count()], *rows]


def about(cycle: ForumCycle) -> dict[str, str]:
    """What is counted, how, where from and when."""
    return {
        _("Forum"): str(cycle),
        _("Made"): timezone.now().isoformat(timespec="seconds"),
        _("Address"): f"{settings.SITE_URL}{reverse('admin:statistics')}?cycle={cycle.year}",
        _("By region"): _(
            "States by the Regional Review to which they belong; a State of two regions counts in both, in the last "
            "row once. Submitted: with a submission that it did not call back, or a document sent by e-mail that an "
            "officer answers for. In preparation: said so, and not submitted. Published: what was submitted is public."
        ),
        _("By month"): _("The month, in the time zone of the forum, in which the newest submission was received."),
        _("Consultations"): _(
            "As published reviews in their newest version name them; those that a State keeps from publication are not "
            "counted, nor what is told in documents. One consultation counts once in its kind and approach, and under "
            "each group that took part. Participants are the sum of what States wrote, where they did."
        ),
        _("Pledges by type"): _(
            "Published pledges that name this forum, in their newest version, none that was withdrawn. A pledge of two "
            "types or levels counts in both; a joint pledge is one."
        ),
        _("Terms"): _("For the secretariat. Numbers change with what is submitted and published: name the day."),
    }


def _published(kind: str, cycle: ForumCycle) -> Any:
    return Publication.objects.current().of_kind(kind).of_cycle(cycle.year)
