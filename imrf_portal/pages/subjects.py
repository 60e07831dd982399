"""Reviews, practices, pledges and dialogues on one objective, principle, State, region or commission (FEATURES O2).

A page counts by the summary behind the public lists, so that its numbers are theirs, and says what is missing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from core import downloads, kept, limits
from imrf_portal.overview import badge, counted
from imrf_portal.pages import overviews, search, tables
from imrf_portal.pages.cards import card
from publications import counts, coverage, lists, names
from publications.choices import Kind
from publications.models import Publication
from publications.views.public import cacheable
from publications.views.public_lists import public_list
from reference.choices import CountryKind
from reference.models import Action, Country, GuidingPrinciple, Objective, Region, RegionalCommission

NEWEST = 3
"""Of each kind on the page of a subject."""
NAMED = (GuidingPrinciple, Action, Region, RegionalCommission, Country.review_regions.through)
"""What is named there beside the names of everywhere, and which States belong to which commission."""


class Link(NamedTuple):
    """A word that leads somewhere; `url` may be empty."""

    label: Any
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What stands beside the publications on a subject; `facts` are lines: (label, links)."""

    facts: Sequence[tuple[str, Sequence[Link]]] = field(default_factory=tuple)
    before: Link | None = None
    after: Link | None = None
    across_reviews: Link | None = None
    """Where what States say on it is read side by side."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a page brings everything together on: all publications whose common facet `facet` holds `value`.

    `across` is the facet by which its table is laid out; `beside` is asked when the page is drawn.
    """

    facet: str
    value: str
    title: Any
    across: str
    trail: Sequence[Link]
    eyebrow: Any = ""
    lead: Any = ""
    number: str = ""
    roundtable: int = 0
    sample: bool = False
    beside: Callable[[], Beside] = Beside


# --- one subject


@login_not_required
@require_safe
def objective(request: HttpRequest, number: int) -> HttpResponseBase:
    """Everything on one of the 23 objectives."""
    one = get_object_or_404(Objective, pk=number)

    def beside() -> Beside:
        actions = [Link(str(action), reverse("action", args=[action.slug])) for action in one.actions.order_by("order")]
        return Beside(
            facts=[(_("Actions that States may draw from, in short"), actions)],
            across_reviews=_what_states_say(request, one),
            **_neighbours(one),
        )

    eyebrow = _("Objective %(number)s of 23, roundtable %(roundtable)s")
    subject = Subject(
        facet="objective",
        value=str(one.pk),
        title=one.title,
        across="region",
        trail=[Link(_("Objectives"), reverse("objectives"))],
        eyebrow=eyebrow % {"number": one.number, "roundtable": one.roundtable},
        number=str(one.number),
        roundtable=one.roundtable,
        beside=beside,
    )
    return _page(request, subject)


@login_not_required
@require_safe
def principle(request: HttpRequest, number: int) -> HttpResponseBase:
    """Everything that names one of the ten guiding principles."""
    one = get_object_or_404(GuidingPrinciple, pk=number)
    subject = Subject(
        facet="principle",
        value=str(one.pk),
        title=one.name,
        across="region",
        trail=[Link(_("Guiding principles"), reverse("principles"))],
        eyebrow=_("Guiding principle %(number)s of 10") % {"number": one.number},
        lead=one.summary,
        beside=lambda: Beside(**_neighbours(one)),
    )
    return _page(request, subject)


@login_not_required
@require_safe
def country(request: HttpRequest, code: str) -> HttpResponseBase:
    """Everything of one State, and no trace of a draft."""
    one = get_object_or_404(Country.objects.select_related("region"), pk=code.upper())

    def beside() -> Beside:
        commissions = [Link(other.review_name, link_of(other)) for other in one.review_regions.all()]
        area = [Link(one.region, link_of(one.region))] if one.region else []
        return Beside(facts=[(_("Regional Reviews"), commissions), (_("Region of the M49 standard"), area)])

    subject = Subject(
        facet="country",
        value=one.pk,
        title=one.name,
        across="objective",
        trail=[Link(_("Countries"), reverse("countries"))],
        eyebrow=one.get_kind_display(),
        sample=one.kind == CountryKind.SAMPLE,
        beside=beside,
    )
    return _page(request, subject)


@login_not_required
@require_safe
def region(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Everything of the States of a region of the M49 standard."""
    one = get_object_or_404(Region.objects.select_related("parent"), slug=slug)

    def beside() -> Beside:
        parts = [Link(part, link_of(part)) for part in one.parts.all()]
        states = [Link(state, link_of(state)) for state in Country.objects.filter(region=one).by_name()]
        facts = [(_("Parts"), parts), (_("States"), states)]
        return Beside(facts=facts, across_reviews=_states_and_objectives(area=one.pk))

    subject = Subject(
        facet="area",
        value=one.pk,
        title=one.name,
        across="objective",
        trail=[Link(_("Regions"), reverse("regions")), *(Link(up, link_of(up)) for up in [one.parent] if up)],
        eyebrow=one.get_kind_display(),
        beside=beside,
    )
    return _page(request, subject)


@login_not_required
@require_safe
def commission(request: HttpRequest, code: str) -> HttpResponseBase:
    """Everything of the States that the Regional Review of a commission covers by geography."""
    one = get_object_or_404(RegionalCommission, pk=code)

    def beside() -> Beside:
        states = [Link(state, link_of(state)) for state in one.review_countries.states().by_name()]
        facts = [(_("States of this region"), states)]
        return Beside(facts=facts, across_reviews=_states_and_objectives(region=one.pk))

    subject = Subject(
        facet="region",
        value=one.pk,
        title=one.name,
        across="objective",
        trail=[Link(_("Regions"), reverse("regions"))],
        eyebrow=one.acronym,
        lead=_("Region of its Regional Review: %(region)s") % {"region": one.review_name},
        beside=beside,
    )
    return _page(request, subject)


# --- subjects whose page is a list


@login_not_required
@require_safe
def action(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What names one of the 187 actions."""
    try:
        one = Action.objects.select_related("objective").by_slug(slug)
    except Action.DoesNotExist as missing:
        raise Http404 from missing
    listing = lists.Listing(
        name=f"action-{one.slug}",
        title=_("Action %(code)s: %(label)s") % {"code": one.code, "label": one.name},
        lede=_("An action under objective %(number)s, in our words; the Compact has the agreed text.")
        % {"number": one.objective_id},
        empty=_("Nothing that is published names this action yet."),
        counted=counted,
        columns=("record", "country", "region", "cycle", "year", "language"),
        actions=[(_("Objective %(number)s") % {"number": one.objective_id}, link_of(one.objective))],
        badge=badge,
        above=_figures,
    )
    return public_list(request, _current(request).with_facet("action", one.code), listing)


@login_not_required
@require_safe
def organisation(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What an organization has published; 404 until there is something, so that nobody learns that it only prepares."""
    one = get_object_or_404(Organisation.objects.select_related("parent", "merged_into"), slug=slug)
    now = one.merged_into or one
    published = _current(request).filter(Q(organisation=now) | Q(organisation__merged_into=now))
    if not published.exists():
        raise Http404
    if now is not one:
        kept, address = request.META.get("QUERY_STRING", ""), reverse("published_by", args=[now.slug])
        return redirect(f"{address}?{kept}" if kept else address, permanent=True)
    part = _("Part of %(body)s.") % {"body": one.parent} if one.parent else ""
    listing = lists.Listing(
        name=f"organization-{one.slug}",
        title=str(one),
        lede=f"{one.get_kind_display()}. {part}" if part else one.get_kind_display(),
        counted=counted,
        columns=("record", "objective", "cycle", "year", "language"),
        badge=badge,
        above=_figures,
    )
    return public_list(request, published, listing)


def _figures(shown: lists.PublicList) -> str:
    """How many there are of each kind, of which there are none, and how it is counted: above a list of all kinds."""
    numbers = shown.numbers.get("record") or {}
    stats = [{"label": one.LABEL, "value": numbers.get(one.KIND, 0)} for one in overviews()]
    missing = [one["label"] for one in stats if not one["value"]]
    main = {one.KIND for one in overviews()}
    others = [(kind, label) for kind, label in Kind.choices if kind not in main and numbers.get(kind)]
    stats += [{"label": label, "value": numbers[kind]} for kind, label in others]
    if len(missing) == len(stats):
        return ""
    return render_to_string("pages/list_figures.html", {"stats": stats, "missing": missing})


# --- parts


def _page(request: HttpRequest, subject: Subject) -> HttpResponseBase:
    """The page of `subject`, or its table as `?format=csv|xlsx|json`; many queries for its first reader,
    who draws it, four for those after."""
    form = request.GET.get("format", "")
    if form in downloads.TAKEN and (refused := limits.too_often(request, "list taken away")):
        return refused
    kinds = {overview.KIND: overview for overview in overviews()}
    _total, changed = counts.total_of_list(kinds)
    hangs_on = [names.stamp(*NAMED), changed]

    def make() -> HttpResponseBase:
        if form in downloads.TAKEN:
            return _table(subject, _selected(request, subject, kinds), kinds).taken_away(request, form)
        key = (subject.facet, subject.value)
        drawn = kept.drawn("subject", {key: hangs_on}, lambda _keys: {key: _text(request, subject, kinds)})
        feeds = [{"label": one.LABEL, **place_of(kind, subject.facet, subject.value)} for kind, one in kinds.items()]
        context = {
            "subject": subject,
            "trail": [*subject.trail, Link(subject.title)],
            "feeds": feeds,
            "text": mark_safe(drawn[key]),  # noqa: S308 - drawn by a template
        }
        return render(request, "pages/subject.html", context)

    return cacheable(request, (subject.facet, subject.value, *hangs_on), make)


def _text(request: HttpRequest, subject: Subject, kinds: Mapping[str, Any]) -> str:
    """Sections, table and what stands beside them: the same for every reader."""
    selected = _selected(request, subject, kinds)
    table = _table(subject, selected, kinds)
    sections = _sections(subject, selected, kinds, table)
    context = {
        "subject": subject,
        "beside": subject.beside(),
        "sections": sections,
        "table": table,
        "total": sum(section["number"] for section in sections),
        "files": [{"label": name.upper(), "url": f"?format={name}"} for name in downloads.FORMATS],
    }
    return render_to_string("pages/subject_text.html", context)


def _selected(request: HttpRequest, subject: Subject, kinds: Mapping[str, Any]) -> Any:
    return _current(request).of_kind(*kinds).with_facet(subject.facet, subject.value)


def _sections(subject: Subject, selected: Any, kinds: Mapping[str, Any], table: tables.Table) -> list[dict[str, Any]]:
    """For each kind its number, its newest, where all of them stand, and the regions that nothing is from yet."""
    numbers = coverage.of_facet(subject.facet, subject.value, kinds)
    newest = coverage.newest_of_each_kind(selected, NEWEST).prefetch_related("objectives", "countries")
    shown: dict[str, list[dict[str, Any]]] = {}
    for one in newest:
        shown.setdefault(one.kind, []).append(card(one))
    return [
        {
            "id": kind,
            "label": overview.LABEL,
            "number": numbers.get(kind, 0),
            **place_of(kind, subject.facet, subject.value),
            "card": overview.CARD,
            "rows": shown.get(kind, []),
            "missing": _missing(table, column) if subject.across == "region" and numbers.get(kind) else [],
        }
        for column, (kind, overview) in enumerate(kinds.items())
    ]


def _missing(table: tables.Table, column: int) -> list[Any]:
    """The rows in which nothing stands under `column`; none where that is all of them, which is another sentence."""
    empty = [row.label for row in table.rows if not row.cells[column].number]
    return empty if len(empty) < len(table.rows) else []


def _table(subject: Subject, selected: Any, kinds: Mapping[str, Any]) -> tables.Table:
    """A row for each region or objective, a column for each kind."""
    by_region = subject.across == "region"
    return tables.table_of(
        coverage.by_kind(selected, subject.across),
        (subject.across, tables.regions() if by_region else tables.objectives()),
        ("record", {kind: overview.LABEL for kind, overview in kinds.items()}),
        name=f"{subject.facet}-{subject.value.lower()}",
        caption=_("By region of the Regional Reviews") if by_region else _("By objective"),
        head=_("Region") if by_region else _("Objective"),
        chosen={subject.facet: subject.value},
    )


def place_of(kind: str, facet: str, value: str) -> dict[str, str]:
    """The list of a kind with `value` of `facet` chosen, and its feed; search where the list has no such filter."""
    offer = lists.offer_of(kind)
    if offer is None or facet not in offer.listing().columns:
        return {"url": search.address(**{facet: value, "record": kind}), "feed": ""}
    chosen = f"?{facet}={value}"
    return {"url": reverse(offer.address) + chosen, "feed": reverse("feed", args=[kind]) + chosen}


ADDRESSES: dict[type, Callable[[Any], str]] = {
    Objective: lambda one: reverse("objective", args=[one.pk]),
    GuidingPrinciple: lambda one: reverse("principle", args=[one.pk]),
    Country: lambda one: reverse("country", args=[one.slug]),
    Region: lambda one: reverse("region", args=[one.slug]),
    RegionalCommission: lambda one: reverse("commission", args=[one.pk]),
}


def link_of(one: Any) -> str:
    """The page of a subject."""
    return ADDRESSES[type(one)](one)


def _what_states_say(request: HttpRequest, one: Objective) -> Link | None:
    """To the answers on an objective, by State; nothing before there is one."""
    reviews = _current(request).of_kind(Kind.REVIEW).of_objective(one.pk)
    count = reviews.order_by().values("countries").distinct().count()
    words = ngettext(
        "What %(count)d State says on this objective", "What %(count)d States say on this objective", count
    )
    return Link(words % {"count": count}, reverse("reviews:on_objective", args=[one.pk])) if count else None


def _states_and_objectives(**chosen: str) -> Link:
    return Link(_("States and objectives in their reviews"), f"{reverse('coverage_states')}?{urlencode(chosen)}")


def _neighbours(one: Any) -> dict[str, Any]:
    """What stands `before` and `after` an objective or a principle; nothing before the first and after the last."""
    rows = type(one).objects.filter(pk__in=[one.number - 1, one.number + 1])
    links = {row.number: Link(f"{row.number}. {row.short_label}", link_of(row)) for row in rows}
    return {"before": links.get(one.number - 1), "after": links.get(one.number + 1)}


def _current(request: HttpRequest) -> Any:
    return Publication.objects.visible_to(request.user).current()
