"""What the public reads of pledges; every page here knows `publications` alone."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import allowed
from core.kept import one_drawn
from core.templatetags.portal import day_of
from core.web_addresses import as_link
from pledges import charts, overview, publishing, reports
from pledges.choices import Progress
from pledges.models import Pledge
from publications.choices import Kind
from publications.models import Publication
from publications.querysets import PublicationQuerySet
from publications.views import (
    Versions,
    json_file,
    linked_data,
    of_version,
    points_to,
    public_list,
    public_page,
    whole_list,
)
from publications.views.embeds import framed


@login_not_required
def published(request: HttpRequest) -> HttpResponseBase:
    """All published pledges, filtered by the query string; `?format=` takes them along."""

    def pledges() -> PublicationQuerySet:
        return Publication.objects.visible_to(request.user).of_kind(Kind.PLEDGE).current()

    return whole_list(request, [Kind.PLEDGE], pledges, overview.listing)


@login_not_required
def seeking(request: HttpRequest) -> HttpResponseBase:
    """Those that seek partners."""
    pledges = Publication.objects.visible_to(request.user).of_kind(Kind.PLEDGE).current().with_facet("seeking", "yes")
    return public_list(request, pledges, replace(overview.listing(), title=_("Pledges that seek a match"), kinds=()))


@login_not_required
def public(request: HttpRequest, reference: str, number: int | None = None) -> HttpResponseBase:
    """The newest version, or version `number`, which says for ever what it said."""
    return public_page(request, reference, number, lambda one, versions: _page(request, one, versions))


@framed
def card(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The pledge as a card that other websites show in a frame."""
    return public_page(request, reference, None, lambda one, versions: _card(request, one))


def _card(request: HttpRequest, publication: Publication) -> HttpResponseBase:
    content, facts = publication.content.content, publication.facts
    drawn = charts.charts_of(content, reports.published_of(publication.reference))
    context = {
        "publication": publication,
        "content": content,
        **_standing(facts),
        "chart": next((one for one in drawn if not one.is_stage), None),
    }
    return render(request, "pledges/embed.html", context)


def _standing(facts: dict[str, Any]) -> dict[str, Any]:
    last = facts.get("last_report")
    return {
        "standing": Progress(facts.get("progress", Progress.NO_REPORT)).label,
        "age": reports.age_in_words(date.fromisoformat(last["on"]) if last else None),
    }


@login_not_required
def progress(request: HttpRequest, reference: str, report: int, number: int | None = None) -> HttpResponseBase:
    """A report on progress, a publication of its own; its versions as those of a pledge."""
    return public_page(request, f"{reference}-R{report}", number, lambda one, versions: _report(request, one, versions))


def _report(request: HttpRequest, publication: Publication, versions: list[Publication]) -> HttpResponseBase:
    content = publication.content.content
    if file := json_file(request, publication):
        return file
    pledge = content[Kind.PLEDGE]
    context = {
        **of_any(request, publication, versions),
        "linked_data": linked_data(request, publication, publication.authors),
        "content": content,
        "evidence": reports.evidence_of(content, versions[0].facts),
        "trail": [
            {"label": _("Pledges"), "url": reverse("pledges:list")},
            {"label": pledge["reference"], "url": reverse("pledges:public", args=[pledge["reference"]])},
            {"label": publication.reference},
        ],
    }
    return render(request, "pledges/report_public.html", context)


def _page(request: HttpRequest, publication: Publication, versions: Versions) -> HttpResponseBase:
    if file := json_file(request, publication):
        return file
    context = {
        "publication": publication,
        "text": _text(request, publication, versions),
        "permanent_url": request.build_absolute_uri(publication.version_url()),
        "trail": [{"label": _("Pledges"), "url": reverse("pledges:list")}, {"label": publication.reference}],
    }
    return render(request, "pledges/public.html", context)


def _text(request: HttpRequest, publication: Publication, versions: Versions) -> str:
    """Everything below the breadcrumb, and the linked data: drawn once for what is frozen, and anew with what stands
    around it: reports, pledges that answer or continue it, the day. Only the way to send an observation hangs on who
    reads."""
    observes = request.user.is_authenticated and may_observe(request.user, publication.reference)

    def draw() -> str:
        context = {**_context(request, publication, versions), "may_observe": observes}
        lead = context["content"]["lead"]["name"] or publication.body
        return render_to_string("pledges/public_text.html", context) + linked_data(request, publication, [lead])

    hangs_on = [request.build_absolute_uri(request.path), publication.pk, timezone.localdate(), observes]
    hangs_on += versions.hangs_on
    return one_drawn("pledge", hangs_on, draw)


def _context(request: HttpRequest, publication: Publication, versions: list[Publication]) -> dict[str, Any]:
    content, facts = publication.content.content, versions[0].facts
    told = reports.published_of(publication.reference)
    return {
        **of_any(request, publication, versions),
        "points_to": points_to(publication),
        "content": content,
        "today": facts,
        **_standing(facts),
        "card_url": request.build_absolute_uri(reverse("pledges:card", args=[publication.reference])),
        "charts": charts.charts_of(content, told),
        "reports": told,
        "is_seeking": publishing.is_seeking(content["seeks"]),
        "answered_by": _pointing_here("answers", publication.reference),
        "continued_by": _pointing_here("continues", publication.reference),
    }


def may_observe(user: Any, reference: str) -> bool:
    """Whether this person could send an observation on a pledge: asked of those who are signed in alone."""
    return allowed(user, "pledges.observe_pledge", Pledge.objects.filter(reference=reference).first())


def of_any(request: HttpRequest, publication: Publication, versions: list[Publication]) -> dict[str, Any]:
    """What the page of a pledge and that of a report both show."""
    return {
        **of_version(request, publication, versions),
        "about": _about(publication),
        "files": [
            {"label": file.name, "url": reverse("publications:file", args=[file.pk]), "lang": file.language}
            for file in publication.files.all()
        ],
        "downloads": [{"label": "JSON", "url": f"{request.path}?format=json", "data": True}],
    }


def _pointing_here(how: str, reference: str) -> list[Publication]:
    """Published pledges that answer or continue this one."""
    found = Publication.objects.of_kind(Kind.PLEDGE).current().with_facet(how, reference)
    return list(found.order_by("reference")[:50])


def _about(publication: Publication) -> list[dict[str, Any]]:
    return [
        {"label": _("Number"), "value": f"{publication.reference}, {_('version')} {publication.version}"},
        *([{"label": _("Received"), "value": day_of(received)}] if (received := publication.received_at) else []),
        {"label": _("Published"), "value": day_of(publication.published_at)},
        {"label": _("Original language"), "value": publication.get_language_display()},
        {"label": _("Fingerprint (SHA-256)"), "value": publication.content.sha256[:16]},
        *_found_in(publication.content.content.get("source") or {}),
    ]


def _found_in(source: dict[str, str]) -> list[dict[str, Any]]:
    """Where a pledge that an import brought was published before (W9)."""
    if not source.get("url"):
        return []
    return [{"label": _("Imported from"), "value": as_link(source["url"], source.get("title", ""))}]
