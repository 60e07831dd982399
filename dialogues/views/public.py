"""What the public reads of dialogues and roundtables; every page here knows `publications` and the forum alone."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import kept
from core.templatetags.portal import day_of
from dialogues import overview, publishing, schedule
from dialogues.choices import MeetingKind, When
from dialogues.publishing import KIND
from forum.models import ForumCycle, Milestone
from publications.models import Publication
from publications.querysets import PublicationQuerySet
from publications.views import json_file, of_version, public_page_at, whole_list


@login_not_required
@require_safe
def meetings(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """The meetings of a forum: what is next, series by series, the roundtables, what is over. Seven queries."""
    cycles = list(ForumCycle.objects.visible_to(request.user).order_by("year"))
    cycle = next((one for one in cycles if one.year == year), None) if year else ForumCycle.objects.current()
    if cycle is None:
        raise Http404
    entries = schedule.of_cycle(cycle)
    context = {
        "cycle": cycle,
        "cycles": cycles,
        "next": next((one for one in entries if one.state in (When.LIVE, When.NEXT) and one.sittings), None),
        "roundtables": sorted((one for one in entries if one.event == MeetingKind.ROUNDTABLE), key=lambda e: e.number),
        "around": [one for one in entries if one.event in (MeetingKind.HEARING, MeetingKind.POLICY_DEBATE)],
        "series": _by_series([one for one in entries if one.event == MeetingKind.DIALOGUE]),
        "regional": [one for one in entries if one.event == MeetingKind.REGIONAL_ROUNDTABLE],
        "trail": [{"label": _("Dialogues and roundtables")}],
    }
    return render(request, "dialogues/meetings.html", context)


@login_not_required
def search(request: HttpRequest) -> HttpResponseBase:
    """All announced meetings, filtered by the query string; `?format=` takes them along."""

    def found() -> PublicationQuerySet:
        return Publication.objects.visible_to(request.user).of_kind(KIND).current()

    return whole_list(request, [KIND], found, overview.listing)


@login_not_required
@require_safe
def series(request: HttpRequest, slug: str) -> HttpResponse:
    """The meetings that were announced under one name. 404 before the first of them is."""
    found = Publication.objects.visible_to(request.user).of_kind(KIND).current().with_facet("series", slug)
    entries = schedule.entries(found.prefetch_related("objectives"))
    if not entries:
        raise Http404
    about = max(entries, key=lambda one: one.publication.changed_at).publication.facts["series"]
    trail = [{"label": _("Dialogues and roundtables"), "url": reverse("dialogues:list")}, {"label": about["title"]}]
    context = {"series": {"slug": slug, **about}, "entries": entries, "trail": trail}
    return render(request, "dialogues/series.html", context)


@login_not_required
def meeting(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponseBase:
    """A dialogue, a hearing or the policy debate; version `number` says for ever what it said."""
    return _public(request, f"dialogues/{slug}/", number)


@login_not_required
def roundtable(request: HttpRequest, year: int, place: int, number: int | None = None) -> HttpResponseBase:
    """A roundtable of the forum of `year`."""
    return _public(request, f"roundtables/{year}/{place}/", number)


def _public(request: HttpRequest, path: str, number: int | None) -> HttpResponseBase:
    return public_page_at(request, KIND, path, number, lambda one, versions: _page(request, one, versions))


def _page(request: HttpRequest, publication: Publication, versions: list[Publication]) -> HttpResponseBase:
    content, newest = publication.content.content, versions[0]
    alive = {"sessions": newest.facts.get("sessions", []), "status": newest.facts.get("status", "")}
    if file := json_file(request, publication, today=alive):
        return file
    prefetch_related_objects([publication], "countries")  # both citations ask for them
    entry = schedule.entry(newest, _milestone(content))
    context = {
        **of_version(request, publication, versions),
        "content": content,
        "entry": entry,
        "sittings": _sittings(entry),
        "today": newest.facts,
        "note_out": _note_out(newest.facts),
        "recordings": [
            {**one, "languages": schedule.named([one["language"]])} for one in newest.facts.get("recordings", [])
        ],
        "people": _people(publication),
        "fed_by": _fed_by(content),
        "others": _others_of_series(newest),
        "about": _about(publication),
        "event": schedule.as_event(entry),
        "json_url": f"{request.path}?format=json",
        "trail": [
            {
                "label": _("Dialogues and roundtables"),
                "url": reverse("dialogues:of_forum", kwargs={"year": content["cycle"]}),
            },
            {"label": publication.title},
        ],
    }
    return render(request, "dialogues/public.html", context)


def _milestone(content: dict[str, Any]) -> Milestone | None:
    """The forum's own date that the meeting belongs to."""
    if not content["milestone"]:
        return None
    found = Milestone.objects.filter(cycle=content["cycle"], code=content["milestone"])
    return found.select_related("cycle").first()


def _note_out(facts: dict[str, Any]) -> dict[str, str] | None:
    """The draft of its note, while comments are taken."""
    found: dict[str, str] | None = facts.get("note_out")
    return found if found and datetime.fromisoformat(found["until"]) > timezone.now() else None


def _sittings(entry: schedule.Entry) -> str:
    """When and where it sits: drawn once for all readers of a time zone, and kept until a session changes."""
    if not entry.sittings:
        return ""
    hangs_on = [entry.publication.reference, *((one.fact, one.state) for one in entry.sittings)]
    drawn = kept.one_drawn("sittings", hangs_on, lambda: render_to_string("dialogues/sessions.html", {"entry": entry}))
    return mark_safe(drawn)  # noqa: S308 - drawn by a template


def _people(publication: Publication) -> list[dict[str, Any]]:
    """Who takes which part, by name where they agreed to it."""
    names, content = publication.content.names, publication.content.content
    return [
        {**one, "part": publishing.part_label(one["part"]), "name": names.get(one["key"], {}).get("name", "")}
        for one in content["people"]
    ]


def _fed_by(content: dict[str, Any]) -> list[schedule.Entry]:
    """The dialogues and regional roundtables that prepare this roundtable."""
    if content["kind"]["code"] != MeetingKind.ROUNDTABLE:
        return []
    found = Publication.objects.current().of_kind(KIND).filter(cycle=content["cycle"])
    return schedule.entries(found.with_facet("prepares", str(content["number"])))


def _others_of_series(publication: Publication) -> list[schedule.Entry]:
    """The whole series, this meeting among it."""
    of = publication.facts.get("series")
    if not of:
        return []
    found = Publication.objects.current().of_kind(KIND).with_facet("series", of["slug"])
    return schedule.entries(found)


def _by_series(entries: list[schedule.Entry]) -> list[dict[str, Any]]:
    """Dialogues under the name of their series, in the order of their first; those of none come last."""
    groups: dict[str, dict[str, Any]] = {}
    for one in entries:
        of = one.publication.facts.get("series") or {"slug": "", "title": ""}
        groups.setdefault(of["slug"], {**of, "entries": []})["entries"].append(one)
    return sorted(groups.values(), key=lambda group: not group["slug"])


def _about(publication: Publication) -> list[dict[str, Any]]:
    return [
        {"label": _("Number"), "value": f"{publication.reference}, {_('version')} {publication.version}"},
        {"label": _("Announced"), "value": day_of(publication.published_at)},
        {"label": _("Original language"), "value": publication.get_language_display()},
        {"label": _("Fingerprint (SHA-256)"), "value": publication.content.sha256[:16]},
    ]
