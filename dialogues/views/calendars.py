"""Calendar files of announced sessions, for programs to subscribe to."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from dialogues import calendar, schedule
from dialogues.publishing import KIND
from forum.models import ForumCycle
from publications.models import Publication
from reference.models import Objective


@login_not_required
@require_safe
def of_meeting(request: HttpRequest, reference: str) -> HttpResponse:
    """All sessions of a dialogue or roundtable."""
    found = list(_announced().filter(reference=reference))
    if not found:
        raise Http404
    return _file(request, reference, found[0].title, found)


@login_not_required
@require_safe
def of_session(request: HttpRequest, reference: str, session: Any) -> HttpResponse:
    """One session."""
    entries = schedule.entries(_announced().filter(reference=reference))
    for entry in entries:
        entry.sittings = [one for one in entry.sittings if one.fact["id"] == str(session)]
        if entry.sittings:
            return answer(request, reference, entry.publication.title, [entry])
    raise Http404


@login_not_required
@require_safe
def of_series(request: HttpRequest, slug: str) -> HttpResponse:
    """All meetings of a series."""
    found = list(_announced().with_facet("series", slug))
    if not found:
        raise Http404
    return _file(request, slug, found[0].facts["series"]["title"], found)


@login_not_required
@require_safe
def of_forum(request: HttpRequest, year: int) -> HttpResponse:
    """All meetings of a forum."""
    cycle = get_object_or_404(ForumCycle.objects.visible_to(request.user), year=year)
    name = _("Dialogues and roundtables %(year)s") % {"year": year}
    return _file(request, f"dialogues-{year}", name, list(_announced().filter(cycle=cycle)))


@login_not_required
@require_safe
def of_objective(request: HttpRequest, number: int) -> HttpResponse:
    """All meetings on an objective."""
    objective = get_object_or_404(Objective.objects.visible_to(request.user), number=number)
    name = _("Dialogues on objective %(number)s") % {"number": objective.number}
    return _file(request, f"dialogues-objective-{number}", name, list(_announced().of_objective(number)))


def _announced() -> Any:
    return Publication.objects.current().of_kind(KIND)


def _file(request: HttpRequest, stem: str, name: str, publications: list[Publication]) -> HttpResponse:
    return answer(request, stem, name, schedule.entries(publications))


def answer(
    request: HttpRequest,
    stem: str,
    name: str,
    entries: list[schedule.Entry],
    join: dict[str, str] | None = None,
) -> HttpResponse:
    """The file, in English as a calendar has no language; `?alarm=60` rings an hour ahead. `join` as calendar.ics."""
    typed = request.GET.get("alarm", "")
    alarm = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0
    with override("en"):
        content = calendar.ics(name, entries, alarm=min(alarm, calendar.MOST_ALARM), join=join)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{stem}.ics") or ""
    return response
