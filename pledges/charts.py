"""The way of each target, drawn by the server as inline SVG with the same figures as a table (FEATURES C12).

Only what is frozen is read: the pledge's content and those of its reports. A line joins the figures of the body that
speaks for the whole; what partners say of their own part stands in the table alone.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from core.reading import first_day, last_day
from core.templatetags.portal import figure, iso_day
from pledges.choices import Stage
from publications.models import Publication

LEFT, RIGHT, TOP, BOTTOM = 84, 575, 14, 206
"""The field in a picture of 600 by 240."""
LINES = 3
MOST_YEARS = 6


class Point(NamedTuple):
    """A place in the picture."""

    x: float
    y: float


class Told(NamedTuple):
    """A figure of a report: for when, in words, whose, for the whole or not, where it is read."""

    day: date
    as_of: str
    value: str
    words: str
    by: str
    for_all: bool
    reference: str
    url: str


class Milestone(NamedTuple):
    """A stage of the pledge by its day, marked over the figures of a target."""

    number: int
    x: float
    name: str
    by_when: str
    words: str
    is_reached: bool


@dataclass
class Chart:
    """One target with all that was told about it, the newest first."""

    target: dict[str, Any]
    told: list[Told]
    begins: date
    ends: date | None
    grid: list[tuple[float, str]] = field(default_factory=list)
    years: list[tuple[float, str]] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    straight: list[Point] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)
    expected: Decimal | None = None

    @property
    def is_stage(self) -> bool:
        """Whether it is reached or not, without a number."""
        return not self.target["target"]

    @property
    def latest(self) -> Told | None:
        """The newest figure for the whole."""
        return next((one for one in self.told if one.for_all), None)

    @property
    def line(self) -> str:
        """The points as SVG says them."""
        return " ".join(f"{one.x},{one.y}" for one in self.points)

    @property
    def straight_line(self) -> str:
        """The straight way from baseline to target."""
        return " ".join(f"{one.x},{one.y}" for one in self.straight)

    @property
    def share(self) -> float:
        """How much of the way is gone, of 100; for the bar, whose words carry it."""
        return self._share(Decimal(self.latest.value)) if self.latest else 0

    @property
    def expected_share(self) -> float | None:
        """Where the straight way would be today, of 100."""
        return None if self.expected is None else self._share(self.expected)

    def _share(self, value: Decimal) -> float:
        low, high = Decimal(self.target["baseline"] or 0), Decimal(self.target["target"])
        if low == high:
            return 100.0 if value >= high else 0.0
        return round(float(min(max((value - low) / (high - low), Decimal(0)), Decimal(1)) * 100), 1)

    @property
    def in_words(self) -> str:
        """What the picture shows, for those who do not see it."""
        target = {"name": self.target["indicator"], "target": self._said(self.target["target"])}
        if self.latest is None:
            return _("%(name)s: no figure reported yet; the target is %(target)s.") % target
        words = _("%(name)s: %(value)s reported for %(as_of)s; the target is %(target)s.")
        return words % {**target, "value": self._said(self.latest.value), "as_of": iso_day(self.latest.as_of)}

    def _said(self, value: str) -> str:
        return f"{figure(value)} {self.target['unit']}".strip()


def charts_of(content: dict[str, Any], reports: list[Publication], *, today: date | None = None) -> list[Chart]:
    """A chart for each target of a pledge's `content`, stages among them, from its `reports` (newest first)."""
    charts = []
    for target in content["targets"]:
        told = [one for report in reports for one in _told(target, report)]
        starts = [first_day(content["starts_on"])] if content["starts_on"] else []
        days = [one.day for one in told]
        begins = min([*starts, *days], default=today or timezone.localdate())
        ends = last_day(target["by_when"]) if target["by_when"] else None
        charts.append(Chart(target, told, begins, ends))
    stages = sorted((one for one in charts if one.is_stage and one.ends), key=lambda one: one.ends or one.begins)
    for chart in charts:
        if not chart.is_stage:
            _draw(chart, stages, today or timezone.localdate())
    return charts


def _told(target: dict[str, Any], report: Publication) -> list[Told]:
    content = report.content.content
    return [
        Told(
            day=last_day(content["as_of"]),
            as_of=content["as_of"],
            value=row["value"],
            words=row["label"] if row["is_stage"] else figure(row["value"]),
            by=content["body"]["name"],
            for_all=content["for_all"],
            reference=report.reference,
            url=report.get_absolute_url(),
        )
        for row in content["figures"]
        if row["target"] == target["number"] and row["is_stage"] == (not target["target"])
    ]


def _draw(chart: Chart, stages: list[Chart], today: date) -> None:
    """Fill in the places of everything in the picture; `stages` of the same pledge stand in it by their days."""
    whole = sorted((one for one in chart.told if one.for_all), key=lambda one: one.day)
    base, goal = Decimal(chart.target["baseline"] or 0), Decimal(chart.target["target"])
    values = [base, goal, *(Decimal(one.value) for one in whole)]
    low, high = min(values), max(values)
    high = high if high > low else low + 1
    days = [one.ends for one in stages if one.ends]
    last = max([chart.ends or chart.begins, *(one.day for one in whole), *days])
    chart.begins = min([chart.begins, *days])
    first_year, last_year = chart.begins.year, last.year + 1
    begins, span = date(first_year, 1, 1), (date(last_year, 1, 1) - date(first_year, 1, 1)).days

    def place(day: date, value: Decimal) -> Point:
        x = LEFT + (RIGHT - LEFT) * (day - begins).days / span
        return Point(round(x, 1), round(BOTTOM - (BOTTOM - TOP) * float((value - low) / (high - low)), 1))

    chart.grid = [
        (place(begins, value).y, figure(_short(value)))
        for value in (low + (high - low) * step / LINES for step in range(LINES + 1))
    ]
    step = max(1, -(-(last_year - first_year) // MOST_YEARS))
    chart.years = [(place(date(y, 1, 1), low).x, str(y)) for y in range(first_year, last_year + 1, step)]
    chart.milestones = [
        Milestone(
            number,
            place(one.ends or last, low).x,
            one.target["indicator"],
            one.target["by_when"],
            one.latest.words if one.latest else "",
            is_reached=one.latest is not None and one.latest.value == Stage.REACHED,
        )
        for number, one in enumerate(stages, start=1)
    ]
    start = place(chart.begins, base)
    chart.points = [place(one.day, Decimal(one.value)) for one in whole]
    if chart.target["baseline"] and whole and whole[0].day > chart.begins:
        chart.points.insert(0, start)
    if chart.ends and chart.ends > chart.begins:
        chart.straight = [start, place(chart.ends, goal)]
        gone = min(max((today - chart.begins).days / (chart.ends - chart.begins).days, 0), 1)
        chart.expected = Decimal(_short(base + (goal - base) * Decimal(str(round(gone, 4)))))


def _short(value: Decimal) -> str:
    """Without decimals where the number is large enough not to need them."""
    rounded = value.quantize(Decimal(1)) if abs(value) >= LINES * 10 else value.quantize(Decimal("0.1"))
    return f"{rounded.normalize():f}"
