"""Evidence for a note: what can be quoted, what was marked, and what became of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.access import allowed
from core.kept_text import text_is_kept
from core.pagination import page_of
from core.workflow import MovedOn, NotReady
from dialogues import evidence
from dialogues.choices import NOT_QUOTABLE, SourceKind, SourceState, Standing
from dialogues.forms.note import MarkForm, PublicationForm
from dialogues.models import BackgroundNote, Contribution, EvidencePoint, Meeting, Recording
from dialogues.publishing import objectives_of
from dialogues.steps import evidence as steps
from publications.models import Publication

QUOTED = ("review", "practice", "pledge")
"""Kinds of publications that are offered as evidence."""
OFFERED = 25


def seen(request: HttpRequest, key: UUID) -> BackgroundNote:
    """A note that one writes, clears or oversees, or 404."""
    notes = BackgroundNote.objects.visible_to(request.user).select_related("meeting__cycle", "meeting__organisation")
    return get_object_or_404(notes.prefetch_related("appointments__user"), pk=key)


def written(request: HttpRequest, key: UUID) -> BackgroundNote:
    """A note that one writes; 403 in words for somebody who only reads it."""
    note = seen(request, key)
    if not allowed(request.user, "dialogues.change_backgroundnote", note):
        raise PermissionDenied(_("Its drafters write this note; you can remark on it."))
    return note


def trail(note: BackgroundNote, here: str = "") -> list[dict[str, str]]:
    """The way to a page: my work, the note, the page."""
    way = [{"label": _("My work"), "url": reverse("work")}]
    name = {"label": _("Background note %(number)s") % {"number": note.reference}}
    return [*way, {**name, "url": note.get_absolute_url()}, {"label": here}] if here else [*way, name]


def marked(note: BackgroundNote) -> list[dict[str, Any]]:
    """The points of a note: where each is from, what became of that, and on which paragraphs it bears. Four queries."""
    points = list(note.points.with_source().select_related("marked_by"))
    states = evidence.states_of(points)
    used: dict[Any, list[int]] = {}
    for number, paragraph in enumerate(note.standing_paragraphs, start=1):
        for point in paragraph.points.all():
            used.setdefault(point.pk, []).append(number)
    addresses = {
        one.reference: one.get_absolute_url()
        for one in Publication.objects.current().filter(reference__in=[one.reference for one in points])
    }
    return [
        {
            "point": one,
            "label": evidence.label_of(one),
            "url": addresses.get(one.reference, "") if one.reference else _url(one),
            "state": states[one.pk],
            "state_label": SourceState(states[one.pk]).label,
            "kind": _colour(states[one.pk]),
            "paragraphs": used.get(one.pk, []),
        }
        for one in points
    ]


def _colour(state: SourceState) -> str:
    return "bad" if state in NOT_QUOTABLE else "" if state == SourceState.SAME else "warn"


def _url(point: EvidencePoint) -> str:
    root = reverse("home")
    return f"{root}{evidence.source_of(point.kind, point.source).path}"


def desk(request: HttpRequest, key: UUID) -> HttpResponse:
    """The evidence desk (D20): points of a note, what bears on its objectives in one list to quote from, and how much
    of it each region has said."""
    note = seen(request, key)
    meetings = Q(pk=note.meeting_id) | Q(roundtable=note.meeting_id)
    around = Meeting.objects.announced().filter(meetings)
    said = Contribution.objects.filter(space__meeting__in=around, status=Standing.PUBLISHED)
    said = said.select_related("space__meeting", "organisation")
    page = page_of(said, request.GET.get("after", ""), order="written_at")
    numbers = [one["number"] for one in objectives_of(note.meeting)]
    published = Publication.objects.current().of_kind(*QUOTED)
    if numbers:
        published = published.of_objective(*numbers)
    context = {
        "note": note,
        "rows": marked(note),
        "page": page,
        "older_url": f"?after={page.after}" if page.after else "",
        "summaries": [one for one in around.order_by("kind", "number") if one.outcome.get("summary")],
        "transcripts": Recording.objects.released()
        .filter(meeting__in=around)
        .exclude(transcript="")
        .select_related("meeting"),
        "heard": evidence.heard(said, published),
        "published": list(published.select_related("organisation").order_by("-published_at")[:OFFERED]),
        "may_write": allowed(request.user, "dialogues.change_backgroundnote", note),
        "trail": trail(note, _("Evidence")),
    }
    return render(request, "dialogues/notes/evidence.html", context)


@text_is_kept
def mark(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    """A text with a form beside it: a passage of it becomes a point."""
    notes = _own_notes(request)
    found = evidence.source(kind, pk) if kind in SourceKind.values else None
    if found is None and request.method != "POST":
        raise Http404
    initial = {"quote": request.GET.get("passage", "")[:3000], "note": request.GET.get("note", "")}
    form = MarkForm(request.POST or None, initial=initial, notes=notes)
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"]
        try:
            steps.mark(note, kind, pk, by=request.user, quote=form.cleaned_data["quote"], **form.written)
        except NotReady as not_ready:
            form.add_error("quote", not_ready.texts)
        else:
            messages.success(request, _("The passage is a point for the note now."))
            return redirect("dialogues:evidence", key=note.pk)
    context = {"form": form, "source": found, "trail": [
        {"label": _("My work"), "url": reverse("work")}, {"label": _("Mark a passage")}]}  # fmt: skip
    return render(request, "dialogues/notes/mark.html", context, status=400 if form.errors else 200)


@text_is_kept
def mark_publication(request: HttpRequest, key: UUID) -> HttpResponse:
    """A published text, by its number, becomes a point."""
    note = written(request, key)
    initial = {"reference": request.GET.get("reference", "")[:40], "note": note.pk}
    form = PublicationForm(request.POST or None, initial=initial, notes=_own_notes(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        note = said["note"]
        try:
            steps.mark_publication(note, said["reference"], by=request.user, remark=said["remark"], **form.written)
        except NotReady as not_ready:
            form.add_error("reference", not_ready.texts)
        else:
            messages.success(request, _("It is a point for the note now."))
            return redirect("dialogues:evidence", key=note.pk)
    context = {"form": form, "note": note, "trail": trail(note, _("Name a published text"))}
    return render(request, "dialogues/notes/mark.html", context, status=400 if form.errors else 200)


@require_POST
def take_out(request: HttpRequest, key: UUID, pk: UUID) -> HttpResponse:
    """Take a mark back."""
    point = get_object_or_404(written(request, key).points.all(), pk=pk)
    try:
        steps.take_out(point, by=request.user)
    except MovedOn as moved:
        messages.error(request, str(moved))
    return redirect("dialogues:evidence", key=key)


def _own_notes(request: HttpRequest) -> Any:
    """The notes that one writes; 403 for somebody who writes none."""
    notes = BackgroundNote.objects.visible_to(request.user).select_related("meeting")
    mine = [one.pk for one in notes.prefetch_related("appointments") if
            allowed(request.user, "dialogues.change_backgroundnote", one)]  # fmt: skip
    if not mine:
        raise PermissionDenied(_("The drafters of a background note mark points."))
    return notes.filter(pk__in=mine)


def may_mark(user: Any) -> bool:
    """Whether `user` drafts a note at all: then pages offer to mark passages. No query for somebody without a role."""
    return bool(getattr(user, "is_authenticated", False)) and BackgroundNote.objects.drafted_by(user).exists()
