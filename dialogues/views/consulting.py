"""The draft of a background note that is out for comment, as everybody reads it with what is said about it (D11)."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dialogues import evidence
from dialogues.choices import NOT_QUOTABLE, Standing
from dialogues.models import CommentPhase
from dialogues.views.discussion import seen_space
from dialogues.views.threads import threads
from publications.models import Publication


@login_not_required
@require_safe
def out(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The wording that went out, with its comments, newest first; `?paragraph=3` those on one paragraph. The same
    queries for a thousand."""
    phases = CommentPhase.objects.visible_to(request.user).select_related("note__meeting__cycle")
    phase = get_object_or_404(phases, pk=pk)
    meeting = phase.note.meeting
    space = seen_space(request, meeting.reference or "")
    public = phase.comments.filter(status=Standing.PUBLISHED, reply_to=None).order_by()
    counts = dict(public.values_list("paragraph").annotate(Count("pk")))
    asked = request.GET.get("paragraph", "")
    number = next((one["number"] for one in phase.wording["paragraphs"] if str(one["number"]) == asked), None)
    is_open = phase.is_out and space.is_open
    roots = phase.comments.with_traces().filter(reply_to=None, **({"paragraph": number} if number else {}))
    shown = threads(space, roots, request.GET.get("after", ""), is_open=is_open)
    more = {"paragraph": number, "after": shown.after} if number else {"after": shown.after}
    context = {
        "phase": phase,
        "note": phase.note,
        "meeting": meeting,
        "paragraphs": [{**one, "comments": counts.get(one["number"], 0)} for one in phase.wording["paragraphs"]],
        "sources": _sources(phase),
        "number": number,
        "is_open": is_open,
        "threads": shown.drawn,
        "older_url": f"?{urlencode(more)}" if shown.after else "",
        "public": Publication.objects.current().filter(reference=phase.note.reference).first(),
        "zone": space.time_zone,
        "trail": [
            {"label": _("Dialogues and roundtables"), "url": reverse("dialogues:list")},
            {"label": meeting.title, "url": f"{reverse('home')}{meeting.public_path}"},
            {"label": _("Draft of the background note")},
        ],
    }
    return render(request, "dialogues/notes/out.html", context)


def _sources(phase: CommentPhase) -> list[dict[str, Any]]:
    """Its sources as they were cited; what is no longer public, or no longer says it, is not shown again."""
    sources = phase.wording["sources"]
    points = phase.note.points.with_source().filter(pk__in=[one["point"] for one in sources])
    stand = {str(pk) for pk, state in evidence.states_of(points).items() if state not in NOT_QUOTABLE}
    return [{**one, "stands": one["point"] in stand} for one in sources]
