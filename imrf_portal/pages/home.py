"""The home page: the forum, its road, how to take part, what was published last."""

from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core import kept
from core.templatetags.portal import day_of
from forum import calendar
from forum.models import VOLUNTARY_REVIEWS_DUE, ForumCycle, Milestone
from imrf_portal.pages import overviews
from imrf_portal.pages.cards import card
from publications import counts, coverage, names
from publications.choices import Kind
from publications.models import FacetCount, Publication
from reference.choices import MEMBER_STATES, CountryKind
from reference.models import Country, Objective

STONES = 6
LATEST = 5


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """Figures, the road to the next forum, ways to take part, the latest publications.

    Drawn once an hour for all visitors, and anew when something is published or a name or date changes; for whoever
    is signed in each time, in the zone of that person. Ten queries where it is drawn, one where it is not.
    """
    if request.user.is_authenticated:
        text = _text(request)
    else:
        _total, changed = counts.total_of_list(Kind.values)
        hangs_on = [names.stamp(ForumCycle, Milestone), changed, f"{timezone.now():%Y-%m-%d %H}"]
        text = kept.one_drawn("home", hangs_on, lambda: _text(request))
    context = {"website": website(), "text": mark_safe(text)}  # noqa: S308 - drawn by a template
    return render(request, "pages/home.html", context)


def _text(request: HttpRequest) -> str:
    """All of it but messages to the person."""
    cycle = ForumCycle.objects.current()
    cards = {overview.KIND: overview.CARD for overview in overviews()}
    published = Publication.objects.visible_to(request.user).current().of_kind(*cards)
    published = published.prefetch_related("objectives", "countries")
    context: dict[str, Any] = {
        "cycle": cycle,
        "others": ForumCycle.objects.exclude(pk__in=[cycle.pk] if cycle else []).order_by("year"),
        "rows": objective_rows(),
        "figures": figures(),
        "as_of": timezone.localdate(),
        "registers": [{"label": one.LABEL, "url": reverse(one.LIST)} for one in overviews()],
        "latest": [{"card": cards[one.kind], **card(one)} for one in published.order_by("-published_at")[:LATEST]],
        "ways": ways(cycle.reviews_due if cycle else None),
    }
    if cycle:
        context |= {
            "days": days_until(cycle),
            "when": calendar.days_in_words(cycle.starts_on, cycle.ends_on),
            "stones": near(_stones(cycle, request.user)),
        }
    return render_to_string("pages/home_text.html", context)


class Figure(NamedTuple):
    """A number, what it counts, and the list behind it; `of` is the whole, where there is one."""

    number: int
    label: str
    url: str
    of: int = 0


def figures() -> list[Figure]:
    """How many Member States have published a review, first; then how much there is of each kind. Two queries.

    Counted from the summary behind the public lists. The list behind the first has a row for each State, and says how
    many of them are Members; the others have as many rows as the number says.
    """
    members = Country.objects.filter(kind=CountryKind.MEMBER_STATE).values("pk")
    reported = FacetCount.objects.filter(name="country", kind=Kind.REVIEW, value__in=members, count__gt=0).count()
    kinds = {overview.KIND: overview for overview in overviews()}
    totals = coverage.of_kinds(kinds)
    states = ngettext("State has published a review", "States have published a review", reported)
    first = Figure(reported, states, reverse("coverage_states"), MEMBER_STATES)
    others = [one for kind, one in kinds.items() if kind != Kind.REVIEW]
    return [first, *(Figure(totals.get(one.KIND, 0), one.LABEL, reverse(one.LIST)) for one in others)]


def website() -> dict[str, Any]:
    """The portal in the words of schema.org, with its search."""
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": _("IMRF Portal"),
        "url": f"{settings.SITE_URL}{reverse('home')}",
        "inLanguage": get_language(),
        "potentialAction": {
            "@type": "SearchAction",
            "target": f"{settings.SITE_URL}{reverse('search')}?q={{search_term_string}}",
            "query-input": "required name=search_term_string",
        },
    }


def ways(due: Any) -> list[dict[str, Any]]:
    """Four ways to take part, by who one is; each with the places where it begins. `due` is the preferred date."""
    practice = (_("Submit a practice"), reverse("practices:start"))
    pledge = (_("Make a pledge"), reverse("pledges:start"))
    dialogues = (_("Dialogues and roundtables"), reverse("dialogues:list"))
    by = _("For national focal points and those they invite.")
    if due:
        day = day_of(due.ends_on)
        by = _("For national focal points and those they invite. Preferably by %(day)s.") % {"day": day}
    return [
        {
            "icon_name": "file",
            "title": _("You work for a State"),
            "text": _("Answer the voluntary review questionnaire with your ministries, log your consultations, submit "
                      "once. Share practices, make pledges."),
            "note": by,
            "links": [(_("Start or continue a review"), reverse("work")),
                      (_("The questionnaire"), reverse("reviews:questionnaires")), practice, pledge],
        },
        {
            "icon_name": "globe",
            "title": _("You work for a United Nations entity"),
            "text": _("Say what was tried, for whom and with what result, review what others share, support States "
                      "before the forum."),
            "note": _("For members of the United Nations Network on Migration and other entities. Always open."),
            "links": [practice, pledge, dialogues],
        },
        {
            "icon_name": "flag",
            "title": _("You are a stakeholder"),
            "text": _("Migrants, civil society, cities, unions, business, academia: commit to something that can be "
                      "measured, show what works, speak in the discussions."),
            "note": _("Reading is open to everybody; to write one needs an account."),
            "links": [(_("How stakeholders take part"), reverse("stakeholders")), practice, pledge, dialogues],
        },
        {
            "icon_name": "talk",
            "title": _("You want to read and follow"),
            "text": _("Read what was published, each under an address that stays; follow it by feed or mail; take the "
                      "data along."),
            "note": _("Open to everybody, without an account."),
            "links": [(_("Published reviews"), reverse("reviews:list")), (_("Roadmap"), reverse("roadmap")),
                      (_("Open data"), reverse("data"))],
        },
    ]  # fmt: skip


def days_until(cycle: ForumCycle) -> int:
    """Whole days until the first day of the forum, counted in its own zone; not below zero."""
    return max(0, (cycle.starts_on - timezone.localdate(timezone=cycle.zone)).days)


def objective_rows() -> list[dict[str, Any]]:
    """The 23 objectives, a row for each roundtable, as `components/objgrid.html` takes them; one query."""
    rows: dict[int, list[dict[str, Any]]] = {}
    for objective in Objective.objects.order_by("roundtable", "number"):
        url = reverse("objective", args=[objective.pk])
        tile = {"number": objective.number, "title": objective.short_label, "url": url}
        rows.setdefault(objective.roundtable, []).append(tile)
    return [
        {"number": number, "label": _("Roundtable %(number)s") % {"number": number}, "tiles": tiles}
        for number, tiles in rows.items()
    ]


def _stones(cycle: ForumCycle, user: Any) -> list[dict[str, Any]]:
    """The road with the code of each milestone."""
    return [{**stone, "code": stone["milestone"].code} for stone in calendar.road(cycle, user)]


def near(stones: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """At most six milestones of a road: the last one that is past, what is now, and what comes next.

    The preferred date for reviews and the end of the road always stand among them while they are ahead.
    """
    ahead = next((place for place, stone in enumerate(stones) if stone["state"] != "past"), len(stones))
    first = min(max(0, ahead - 1), max(0, len(stones) - STONES))
    window = stones[first : first + STONES]
    missing = [one for one in stones[first + STONES :] if one.get("code") == VOLUNTARY_REVIEWS_DUE or one is stones[-1]]
    return window[: STONES - len(missing)] + missing
