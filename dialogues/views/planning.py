"""A meeting while it is prepared: begun, where it stands, the page that saves itself, its steps, its people."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.access import allowed, is_secretariat
from core.autosave import by_script, refused
from core.kept_text import text_is_kept
from core.workflow import MovedOn, NotReady, kept_until, steps_open_to
from dialogues import clashes, publishing
from dialogues.forms.meeting import PARTS, MeetingForm, NoteForm, ParticipantForm, ReasonForm, StartForm
from dialogues.models import BackgroundNote, Meeting
from dialogues.rules import offices_of
from dialogues.steps import announcing, noting, planning
from publications.models import Publication

STEPS: dict[str, Any] = {
    "announce": (announcing.announce, NoteForm),
    "revise": (announcing.revise, NoteForm),
    "cancel": (announcing.cancel, ReasonForm),
    "withdraw": (announcing.withdraw, ReasonForm),
    "discard": (planning.discard, forms.Form),
    "restore": (planning.restore, forms.Form),
}
"""Steps of a meeting by name: the function and its form."""


def own(request: HttpRequest, key: UUID) -> Meeting:
    """A meeting that one prepares, or 404."""
    seen = Meeting.objects.visible_to(request.user)
    related = seen.select_related(
        "cycle", "organisation", "series", "roundtable", "milestone", "region", "discussion__reader"
    )
    return get_object_or_404(related, pk=key)


def trail(meeting: Meeting | None, here: str = "") -> list[dict[str, str]]:
    """The way to a page: planning, the meeting, the page."""
    way = [{"label": _("Planning of dialogues"), "url": reverse("dialogues:planning")}]
    if meeting is not None:
        name = str(meeting)
        way.append({"label": name, "url": meeting.get_absolute_url()} if here else {"label": name})
    return [*way, {"label": here}] if here else way


def holds_meetings(user: Any) -> bool:
    """Whether this person prepares meetings at all."""
    return is_secretariat(user) or bool(offices_of(user))


def plan(request: HttpRequest) -> HttpResponse:
    """All meetings that one prepares, drafts too, the newest forum first."""
    if not holds_meetings(request.user):
        raise PermissionDenied(_("Dialogues are prepared by the secretariat and by regional offices."))
    seen = Meeting.objects.visible_to(request.user).standing().select_related("series", "organisation", "cycle")
    rows = seen.prefetch_related("sessions").order_by("-cycle", "kind", "number", "started_at")
    context = {"meetings": rows, "trail": [{"label": _("Planning of dialogues")}]}
    return render(request, "dialogues/planning.html", context)


@text_is_kept
def start(request: HttpRequest) -> HttpResponse:
    """What kind of meeting, for which forum; all else is written on the draft, which saves itself."""
    if not holds_meetings(request.user):
        raise PermissionDenied(_("Dialogues are prepared by the secretariat and by regional offices."))
    offices = None if is_secretariat(request.user) else offices_of(request.user)
    form = StartForm(request.POST or None, offices=offices)
    by: Any = request.user
    if request.method == "POST" and form.is_valid():
        try:
            meeting = planning.start(by=by, language=by.language, **form.cleaned_data)
        except ValidationError as there_already:
            form.add_error(None, there_already)
        else:
            return redirect("dialogues:edit", key=meeting.pk)
    context = {"form": form, "trail": trail(None, _("New meeting"))}
    return render(request, "dialogues/start.html", context, status=400 if form.errors else 200)


def desk(request: HttpRequest, key: UUID) -> HttpResponse:
    """Where a meeting stands: sessions, people, what can be done; what the public reads."""
    meeting = own(request, key)
    content, _names = publishing.content_of(meeting)
    context = {
        "meeting": meeting,
        "content": content,
        "is_changed": _is_changed(meeting, content),
        "sessions": list(meeting.sessions.all()),
        "people": list(meeting.participants.all()),
        "may_change": allowed(request.user, "dialogues.change_meeting", meeting),
        "steps": [name for name in steps_open_to(request.user, meeting) if name in STEPS],
        "clashes": clashes.of(meeting.sessions.held(), request.user),
        "kept_until": kept_until(meeting),
        "problems": meeting.problems_before("announce"),
        "discussion": getattr(meeting, "discussion", None),
        "note": BackgroundNote.objects.visible_to(request.user).filter(meeting=meeting).first(),
        "may_open_note": noting.takes_a_note(meeting)
        and allowed(request.user, "dialogues.open_note_of_meeting", meeting),
        "trail": trail(meeting),
    }
    return render(request, "dialogues/desk.html", context)


def _is_changed(meeting: Meeting, content: Any) -> bool:
    """Whether what is written differs from what the public reads."""
    shown = Publication.objects.current().filter(reference=meeting.reference or "").select_related("content").first()
    return shown is not None and shown.content.content != content


@text_is_kept
def edit(request: HttpRequest, key: UUID) -> HttpResponse:
    """The page that saves itself."""
    with transaction.atomic():
        form = draft(request, key, MeetingForm)
        if request.method == "POST":
            form.take(by=request.user)
            if form.is_whole:
                is_done = "check" in request.POST and not anchor(request, form)
                here = f"{reverse('dialogues:edit', kwargs=form.instance.address)}{anchor(request, form)}"
                return redirect(form.instance.get_absolute_url() if is_done else here)
        meeting = form.instance
        context = {
            "meeting": meeting,
            "form": form,
            "parts": form.parts,
            "problems": problems_of(form),
            "sections": [{"label": part.title, "url": f"#{part.code}"} for part in PARTS],
            "trail": trail(meeting, _("Write")),
        }
        return render(request, "dialogues/edit.html", context, status=form.status)


@by_script
def save(request: HttpRequest, key: UUID) -> JsonResponse:
    """One field of the draft, sent by the script."""
    return field_saved(request, key, MeetingForm)


def draft(request: HttpRequest, key: UUID, form_class: Any) -> Any:
    """A form of what is written of a meeting (core.drafts), over the locked record; inside a transaction."""
    mine = Meeting.objects.visible_to(request.user).select_for_update(of=("self",), no_key=True)
    return form_class(request.POST or None, instance=get_object_or_404(mine, pk=key))


def field_saved(request: HttpRequest, key: UUID, form_class: Any) -> JsonResponse:
    """The answer to the script that sent one field of such a form."""
    form = draft(request, key, form_class)
    if not allowed(request.user, "dialogues.change_meeting", form.instance):
        return refused(_("It can no longer be changed here."), 409)
    answer: JsonResponse = form.answer(request)
    return answer


def anchor(request: HttpRequest, form: Any) -> str:
    """The table to which a row was added, or from which one was taken, for the page to come back to; "" without one."""
    stay = request.POST.get("row", "") or request.POST.get("out", "").rpartition("-")[0]
    return f"#{stay}" if stay in form.fields else ""


def problems_of(form: Any) -> list[dict[str, str]]:
    """What stands at the top of a page that saves itself: each mistake with the way to its field."""
    return [{"text": " ".join(map(str, errors)), "url": f"#{name}"} for name, errors in form.errors.items()]


def step(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    """Say what a step does, and take it on POST."""
    meeting = own(request, key)
    if step not in STEPS:
        raise Http404
    if step not in steps_open_to(request.user, meeting):
        raise PermissionDenied(_("This step is not open to you, or no longer open."))
    run, form_class = STEPS[step]
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            run(meeting, by=request.user, **form.cleaned_data)
        except NotReady as not_ready:
            form.add_error(None, not_ready.texts)
        except MovedOn as moved:
            form.add_error(None, str(moved))
        else:
            messages.success(request, _("Done."))
            return redirect(meeting.get_absolute_url())
    context = {"meeting": meeting, "form": form, "step": step, "trail": trail(meeting, _("Confirm"))}
    return render(request, "dialogues/step.html", context, status=400 if form.errors else 200)


@text_is_kept
def add_participant(request: HttpRequest, key: UUID) -> HttpResponse:
    """Somebody takes a part."""
    meeting = own(request, key)
    form = ParticipantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        planning.add_participant(meeting, by=request.user, form_key=form.cleaned_data["form_key"], **form.written)
        return redirect(meeting.get_absolute_url())
    context = {"meeting": meeting, "form": form, "title": _("Add to the programme"),
               "trail": trail(meeting, _("Programme"))}  # fmt: skip
    return render(request, "dialogues/form_page.html", context, status=400 if form.errors else 200)


@require_POST
def remove_participant(request: HttpRequest, key: UUID, pk: UUID) -> HttpResponse:
    """Take somebody out of the programme."""
    meeting = own(request, key)
    planning.remove_participant(get_object_or_404(meeting.participants.all(), pk=pk), by=request.user)
    return redirect(meeting.get_absolute_url())
