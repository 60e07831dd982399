"""Everything that is published on one objective, principle, State, region or commission (FEATURES O2).

A page counts by the summary behind the public lists, so that its numbers are theirs, and says what is missing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from core import downloads
from imrf_portal.pages import overviews, tables
from imrf_portal.pages.cards import card
from imrf_portal.pages.search import address
from publications import counts, coverage, lists
from publications.models import Publication
from publications.views.public import cacheable, public_list
from reference.models import Action, Country, GuidingPrinciple, Objective, Region, RegionalCommission

NEWEST = 3
"""Of each kind on the page of a subject."""


class Link(NamedTuple):
    """A word that leads somewhere; `url` may be empty."""

    label: Any
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a page brings everything together on: all publications whose common facet `facet` holds `value`.

    `across` is the facet by which its table is laid out, `facts` are lines beside the text: (label, links).
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
    facts: Sequence[tuple[str, Sequence[Link]]] = field(default_factory=tuple)
    before: Link | None = None
    after: Link | None = None


# --- indexes


@login_not_required
@require_safe
def objectives(request: HttpRequest) -> HttpResponseBase:
    """The 23 objectives with what is published on each."""

    def groups() -> list[dict[str, Any]]:
        rows = list(Objective.objects.order_by("roundtable", "number"))
        label = _("Roundtable %(number)s")
        return [
            _group(label % {"number": number}, [one for one in rows if one.roundtable == number], "objective", _link_of)
            for number in range(1, 5)
        ]

    return _index(request, "objective", _("Objectives"), _("The 23 objectives of the Compact."), groups)


@login_not_required
@require_safe
def principles(request: HttpRequest) -> HttpResponseBase:
    """The ten guiding principles."""

    def groups() -> list[dict[str, Any]]:
        return [_group("", GuidingPrinciple.objects.all(), "principle", _link_of)]

    lede = _("The ten guiding principles of the Compact, paragraph 15.")
    return _index(request, "principle", _("Guiding principles"), lede, groups)


@login_not_required
@require_safe
def countries(request: HttpRequest) -> HttpResponseBase:
    """The States in the alphabetical order of the reader's language, by their first letters."""

    def groups() -> list[dict[str, Any]]:
        letters: dict[str, list[Country]] = {}
        for one in Country.objects.states().by_name():
            letters.setdefault(str(one)[:1].upper(), []).append(one)
        return [_group(letter, rows, "country", _link_of) for letter, rows in letters.items()]

    lede = _("193 Member States and two observer States, and what is published of each.")
    return _index(request, "country", _("Countries"), lede, groups)


@login_not_required
@require_safe
def regions(request: HttpRequest) -> HttpResponseBase:
    """The regional commissions with their reviews' regions, and the regions of the M49 standard."""

    def groups() -> list[dict[str, Any]]:
        areas = Region.objects.order_by("code")
        return [
            _group(_("Regional Reviews"), RegionalCommission.objects.all(), "region", _link_of),
            _group(_("Regions of the M49 standard"), areas, "area", _link_of),
        ]

    lede = _("By the regional commissions, which organize the Regional Reviews, and by the standard for statistics.")
    return _index(request, "region", _("Regions"), lede, groups)


# --- one subject


@login_not_required
@require_safe
def objective(request: HttpRequest, number: int) -> HttpResponseBase:
    """Everything on one of the 23 objectives."""
    one = get_object_or_404(Objective, pk=number)
    near = {other.pk: other for other in Objective.objects.filter(pk__in=[number - 1, number + 1])}
    actions = [Link(str(action), reverse("action", args=[action.slug])) for action in one.actions.order_by("order")]
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
        facts=[(_("Actions that States may draw from, in short"), actions)],
        before=_neighbour(near.get(number - 1)),
        after=_neighbour(near.get(number + 1)),
    )
    return _page(request, subject)


@login_not_required
@require_safe
def principle(request: HttpRequest, number: int) -> HttpResponseBase:
    """Everything that names one of the ten guiding principles."""
    one = get_object_or_404(GuidingPrinciple, pk=number)
    near = {other.pk: other for other in GuidingPrinciple.objects.filter(pk__in=[number - 1, number + 1])}
    subject = Subject(
        facet="principle",
        value=str(one.pk),
        title=one.name,
        across="region",
        trail=[Link(_("Guiding principles"), reverse("principles"))],
        eyebrow=_("Guiding principle %(number)s of 10") % {"number": one.number},
        lead=one.summary,
        before=_neighbour(near.get(number - 1)),
        after=_neighbour(near.get(number + 1)),
    )
    return _page(request, subject)


@login_not_required
@require_safe
def country(request: HttpRequest, code: str) -> HttpResponseBase:
    """Everything of one State, and no trace of a draft."""
    one = get_object_or_404(Country.objects.select_related("region"), pk=code.upper())
    commissions = [Link(other.review_name, _link_of(other)) for other in one.review_regions.all()]
    area = [Link(one.region, _link_of(one.region))] if one.region else []
    subject = Subject(
        facet="country",
        value=one.pk,
        title=one.name,
        across="objective",
        trail=[Link(_("Countries"), reverse("countries"))],
        eyebrow=one.get_kind_display(),
        sample=one.kind == "sample",
        facts=[(_("Regional Reviews"), commissions), (_("Region of the M49 standard"), area)],
    )
    return _page(request, subject)


@login_not_required
@require_safe
def region(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Everything of the States of a region of the M49 standard."""
    one = get_object_or_404(Region.objects.select_related("parent"), slug=slug)
    parts = [Link(part, _link_of(part)) for part in one.parts.all()]
    states = [Link(state, _link_of(state)) for state in Country.objects.filter(region=one).by_name()]
    subject = Subject(
        facet="area",
        value=one.pk,
        title=one.name,
        across="objective",
        trail=[Link(_("Regions"), reverse("regions")), *(Link(up, _link_of(up)) for up in [one.parent] if up)],
        eyebrow=one.get_kind_display(),
        facts=[(_("Parts"), parts), (_("States"), states)],
    )
    return _page(request, subject)


@login_not_required
@require_safe
def commission(request: HttpRequest, code: str) -> HttpResponseBase:
    """Everything of the States that the Regional Review of a commission covers by geography."""
    one = get_object_or_404(RegionalCommission, pk=code)
    states = [Link(state, _link_of(state)) for state in one.review_countries.states().by_name()]
    subject = Subject(
        facet="region",
        value=one.pk,
        title=one.name,
        across="objective",
        trail=[Link(_("Regions"), reverse("regions"))],
        eyebrow=one.acronym,
        lead=_("Region of its Regional Review: %(region)s") % {"region": one.review_name},
        facts=[(_("States of this region"), states)],
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
        counted=_records,
        columns=("record", "country", "region", "cycle", "year", "language"),
        actions=[(_("Objective %(number)s") % {"number": one.objective_id}, _link_of(one.objective))],
        badge=_badge,
    )
    return public_list(request, _current(request).with_facet("action", one.code), listing)


@login_not_required
@require_safe
def organisation(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What an organization has published; 404 until there is something, so that nobody learns that it only prepares."""
    one = get_object_or_404(Organisation, slug=slug)
    published = _current(request).filter(organisation=one)
    if not published.exists():
        raise Http404
    listing = lists.Listing(
        name=f"organization-{one.slug}",
        title=one.name,
        lede=one.get_kind_display(),
        counted=_records,
        columns=("record", "objective", "cycle", "year", "language"),
        badge=_badge,
    )
    return public_list(request, published, listing)


# --- parts


def _page(request: HttpRequest, subject: Subject) -> HttpResponseBase:
    """The page of `subject`, or its table as `?format=csv|xlsx|json`; twelve queries for a visitor."""
    form = request.GET.get("format", "")
    kinds = {overview.KIND: overview for overview in overviews()}
    _total, changed = counts.total_of_list(kinds)

    def make() -> HttpResponseBase:
        selected = _current(request).of_kind(*kinds).with_facet(subject.facet, subject.value)
        table = _table(subject, coverage.by_kind(selected, subject.across), kinds)
        if form in downloads.FORMATS:
            return table.taken_away(request, form)
        sections = _sections(subject, selected, kinds)
        context = {
            "subject": subject,
            "trail": [*subject.trail, Link(subject.title)],
            "sections": sections,
            "table": table,
            "total": sum(section["number"] for section in sections),
            "files": [{"label": name.upper(), "url": f"?format={name}"} for name in downloads.FORMATS],
        }
        return render(request, "pages/subject.html", context)

    return cacheable(request, (subject.facet, subject.value), make, changed=changed)


def _sections(subject: Subject, selected: Any, kinds: Mapping[str, Any]) -> list[dict[str, Any]]:
    """For each kind its number, its newest, and where all of them stand."""
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
            "url": _list_of(overview, subject),
            "feed": _feed_of(kind, subject),
            "card": overview.CARD,
            "rows": shown.get(kind, []),
        }
        for kind, overview in kinds.items()
    ]


def _table(subject: Subject, cells: coverage.Cells, kinds: Mapping[str, Any]) -> tables.Table:
    """A row for each region or objective, a column for each kind."""
    by_region = subject.across == "region"
    return tables.table_of(
        cells,
        (subject.across, tables.regions() if by_region else tables.objectives()),
        ("record", {kind: overview.LABEL for kind, overview in kinds.items()}),
        name=f"{subject.facet}-{subject.value.lower()}",
        caption=_("By region of the Regional Reviews") if by_region else _("By objective"),
        head=_("Region") if by_region else _("Objective"),
        chosen={subject.facet: subject.value},
    )


def _list_of(overview: Any, subject: Subject) -> str:
    """The list of a kind with this subject chosen; where that list has no such filter, search with both."""
    offer = lists.offer_of(overview.KIND)
    if offer and subject.facet in offer.listing().columns:
        return f"{reverse(offer.address)}?{subject.facet}={subject.value}"
    return address(**{subject.facet: subject.value, "record": overview.KIND})


def _feed_of(kind: str, subject: Subject) -> str:
    offer = lists.offer_of(kind)
    if offer is None or subject.facet not in offer.listing().columns:
        return ""
    return f"{reverse('feed', args=[kind])}?{subject.facet}={subject.value}"


def _index(
    request: HttpRequest, facet: str, title: str, lede: str, groups: Callable[[], list[dict[str, Any]]]
) -> HttpResponseBase:
    """All subjects of one kind with the numbers of what is published on each."""
    kinds = {overview.KIND: overview.LABEL for overview in overviews()}
    _total, changed = counts.total_of_list(kinds)

    def make() -> HttpResponse:
        drawn = groups()
        for name in {entry["facet"] for group in drawn for entry in group["entries"]}:
            numbers = coverage.of_values(name, kinds)
            for entry in (entry for group in drawn for entry in group["entries"] if entry["facet"] == name):
                entry["numbers"] = [
                    {"label": label, "number": number}
                    for kind, label in kinds.items()
                    if (number := numbers.get((entry["value"], kind), 0))
                ]
        return render(request, "pages/subjects.html", {"title": title, "lede": lede, "groups": drawn})

    return cacheable(request, (facet,), make, changed=changed)


def _group(label: str, rows: Iterable[Any], facet: str, url: Callable[[Any], str]) -> dict[str, Any]:
    entries = [
        {
            "facet": facet,
            "value": str(one.pk),
            "number": str(one.number) if hasattr(one, "number") else "",
            "title": one.review_name if isinstance(one, RegionalCommission) else one.name,
            "roundtable": getattr(one, "roundtable", 0),
            "url": url(one),
        }
        for one in rows
    ]
    return {"label": label, "entries": entries}


ADDRESSES: dict[type, Callable[[Any], str]] = {
    Objective: lambda one: reverse("objective", args=[one.pk]),
    GuidingPrinciple: lambda one: reverse("principle", args=[one.pk]),
    Country: lambda one: reverse("country", args=[one.slug]),
    Region: lambda one: reverse("region", args=[one.slug]),
    RegionalCommission: lambda one: reverse("commission", args=[one.pk]),
}


def _link_of(one: Any) -> str:
    """The page of a subject."""
    return ADDRESSES[type(one)](one)


def _neighbour(one: Any) -> Link | None:
    return Link(f"{one.number}. {one.short_label}", _link_of(one)) if one else None


def _current(request: HttpRequest) -> Any:
    return Publication.objects.visible_to(request.user).current()


def _records(count: int) -> str:
    return ngettext("%(count)d record", "%(count)d records", count) % {"count": count}


def _badge(publication: Publication) -> dict[str, str]:
    return {"kind": "", "label": str(publication.get_kind_display())}
