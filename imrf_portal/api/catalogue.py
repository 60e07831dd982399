"""The closed lists that publications refer to, as the API says them; each fits on one page."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import translation

from core.kept import kept
from forum.models import ForumCycle, Milestone
from imrf_portal.pages.subjects import link_of
from reference.models import (
    Action,
    Country,
    GuidingPrinciple,
    Objective,
    Region,
    RegionalCommission,
    StakeholderGroup,
)

Item = dict[str, Any]
EVERYBODY = AnonymousUser()


class List(NamedTuple):
    """A list: what it holds, its rows, and what is said of each."""

    about: str
    rows: Callable[[], Iterable[Any]]
    say: Callable[[Any], Item]

    def items(self, name: str) -> list[Item]:
        """All of it, at most a minute old."""
        with translation.override("en"):  # addresses; the names come in all languages
            return kept(f"api:{name}", lambda: [self.say(one) for one in self.rows()])


def _named(one: Any, reference: str, address: str = "") -> Item:
    return {"reference": reference, "names": one.names, "address": settings.SITE_URL + address if address else ""}


def _country(one: Country) -> Item:
    return {
        **_named(one, one.code, link_of(one)),
        **{name: getattr(one, name) for name in ("iso3", "m49", "kind", "ldc", "lldc", "sids")},
        "region": one.region_id,
        "commissions": [other.pk for other in one.commissions.all()],
        "review_regions": [other.pk for other in one.review_regions.all()],
    }


def _objective(one: Objective) -> Item:
    said = {name: getattr(one, name) for name in ("number", "paragraph", "short_labels", "roundtable")}
    return {**_named(one, str(one.number), link_of(one)), **said}


def _principle(one: GuidingPrinciple) -> Item:
    said = {name: getattr(one, name) for name in ("number", "letter", "short_labels", "summaries")}
    return {**_named(one, str(one.number), link_of(one)), **said}


def _action(one: Action) -> Item:
    address = reverse("action", args=[one.slug])
    return {**_named(one, one.slug, address), "code": one.code, "objective": one.objective_id, "letter": one.letter}


def _region(one: Region) -> Item:
    return {**_named(one, one.code, link_of(one)), "kind": one.kind, "part_of": one.parent_id}


def _commission(one: RegionalCommission) -> Item:
    return {**_named(one, one.code, link_of(one)), "acronym": one.acronym, "review_names": one.review_names}


def _group(one: StakeholderGroup) -> Item:
    said = {name: getattr(one, name) for name in ("order", "in_compact", "descriptions")}
    return {**_named(one, one.code), **said}


def _cycle(one: ForumCycle) -> Item:
    return {
        **_named(one, str(one.year), reverse("roadmap_cycle", args=[one.year])),
        **{name: getattr(one, name) for name in ("year", "ordinal", "time_zone", "venues")},
        "starts_on": one.starts_on.isoformat(),
        "ends_on": one.ends_on.isoformat(),
        "provisional": one.dates_provisional,
        "calendar": settings.SITE_URL + reverse("calendar", args=[one.year]),
    }


def _milestone(one: Milestone) -> Item:
    moments = ("starts_on", "ends_on", "time_of_day", "time_until", "cancelled_on")
    return {
        "reference": f"{one.cycle_id}-{one.code}",
        "names": one.labels,
        "address": settings.SITE_URL + reverse("roadmap_cycle", args=[one.cycle_id]),
        "cycle": one.cycle_id,
        "time_zone": one.cycle.time_zone,
        **{name: value.isoformat() if (value := getattr(one, name)) else None for name in moments},
        **{name: getattr(one, name) for name in ("code", "kind", "audience", "precision", "confidence", "source")},
        "notes": one.notes,
    }


LISTS = {
    "countries": List(
        "Member States and observer States of the United Nations",
        lambda: Country.objects.visible_to(EVERYBODY).prefetch_related("commissions", "review_regions"),
        _country,
    ),
    "objectives": List(
        "The 23 objectives of the Global Compact for Migration",
        lambda: Objective.objects.visible_to(EVERYBODY),
        _objective,
    ),
    "principles": List(
        "Its ten guiding principles", lambda: GuidingPrinciple.objects.visible_to(EVERYBODY), _principle
    ),
    "actions": List("The actions under its objectives", lambda: Action.objects.visible_to(EVERYBODY), _action),
    "regions": List("Regions of the M49 standard", lambda: Region.objects.visible_to(EVERYBODY), _region),
    "commissions": List(
        "Regional commissions and their Regional Reviews",
        lambda: RegionalCommission.objects.visible_to(EVERYBODY),
        _commission,
    ),
    "stakeholder-groups": List(
        "Groups of stakeholders", lambda: StakeholderGroup.objects.visible_to(EVERYBODY), _group
    ),
    "cycles": List("Forums, by their year", lambda: ForumCycle.objects.visible_to(EVERYBODY), _cycle),
    "milestones": List(
        "Dates on the road to a forum",
        lambda: Milestone.objects.visible_to(EVERYBODY).select_related("cycle"),
        _milestone,
    ),
}
"""By the name in the address."""
