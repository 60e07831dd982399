"""What came of a meeting: written, recordings and files kept, each released or hidden."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import downloads
from core.access import allowed
from core.autosave import by_script
from core.kept_text import text_is_kept
from core.workflow import MovedOn
from dialogues import publishing
from dialogues.forms.record import MeetingFileForm, OutcomeForm, RecordingForm
from dialogues.models import Meeting, MeetingFile, Recording
from dialogues.steps import records as steps
from dialogues.views.planning import anchor, draft, field_saved, own, problems_of, trail


@text_is_kept
def outcome(request: HttpRequest, key: UUID) -> HttpResponse:
    """The page that saves itself, with recordings and files beside it."""
    with transaction.atomic():
        form = draft(request, key, OutcomeForm)
        if request.method == "POST":
            form.take(by=request.user)
            if form.is_whole:
                return redirect(f"{reverse('dialogues:outcome', kwargs=form.instance.address)}{anchor(request, form)}")
        meeting = form.instance
        written = {name: getattr(meeting, name) for name in publishing.OUTCOME}
        context = {
            "meeting": meeting,
            "form": form,
            "boxes": form.boxes,
            "recordings": list(meeting.recordings.select_related("session")),
            "files": list(meeting.files.filter(removed_at__isnull=True)),
            "may_release": allowed(request.user, "dialogues.release_outcome_of_meeting", meeting),
            "is_released": meeting.outcome_at is not None,
            "is_changed": any(written.values()) and written != meeting.outcome,
            "problems": problems_of(form),
            "trail": trail(meeting, _("Outcome")),
        }
        return render(request, "dialogues/outcome_edit.html", context, status=form.status)


@by_script
def save(request: HttpRequest, key: UUID) -> JsonResponse:
    """One field of the outcome, sent by the script."""
    return field_saved(request, key, OutcomeForm)


@require_POST
def release_outcome(request: HttpRequest, key: UUID, act: str) -> HttpResponse:
    """Show the outcome as it is written now, or hide it."""
    acts = {"release": steps.release_outcome, "hide": steps.hide_outcome}
    meeting = own(request, key)
    if act not in acts:
        raise Http404
    try:
        acts[act](meeting, by=request.user)
    except MovedOn as moved:
        messages.error(request, str(moved))
    else:
        messages.success(request, _("Everybody reads it now.") if act == "release" else _("It is hidden."))
    return redirect("dialogues:outcome", key=key)


@text_is_kept
def add_recording(request: HttpRequest, key: UUID) -> HttpResponse:
    """The address of a recording in one language."""
    meeting = own(request, key)
    form = RecordingForm(request.POST or None, instance=Recording(meeting=meeting))
    if request.method == "POST" and form.is_valid():
        steps.add_recording(meeting, by=request.user, form_key=form.cleaned_data["form_key"], **form.written)
        return redirect("dialogues:outcome", key=key)
    return _form_page(request, meeting, form, _("Add a recording"))


@text_is_kept
def change_recording(request: HttpRequest, key: UUID, pk: UUID) -> HttpResponse:
    """Another address, captions, a transcript."""
    meeting = own(request, key)
    form = RecordingForm(request.POST or None, instance=get_object_or_404(meeting.recordings.all(), pk=pk))
    if request.method == "POST" and form.is_valid():
        steps.change_recording(form.instance, by=request.user, **form.written)
        return redirect("dialogues:outcome", key=key)
    return _form_page(request, meeting, form, _("Change the recording"))


@require_POST
def act_on_recording(request: HttpRequest, key: UUID, pk: UUID, act: str) -> HttpResponse:
    """Show it to the public, or hide it."""
    recording = get_object_or_404(own(request, key).recordings.all(), pk=pk)
    return _done(request, key, act, {"show": steps.show, "hide": steps.hide}, recording)


def add_file(request: HttpRequest, key: UUID) -> HttpResponse:
    """A presentation or another file."""
    meeting = own(request, key)
    form = MeetingFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            steps.add_file(meeting, said["file"], title=said["title"], language=said["language"], by=request.user)
        except ValidationError as wrong:
            form.add_error("file", wrong)
        else:
            return redirect("dialogues:outcome", key=key)
    return _form_page(request, meeting, form, _("Add a file"))


@require_POST
def act_on_file(request: HttpRequest, key: UUID, pk: UUID, act: str) -> HttpResponse:
    """Show it to the public, hide it, or take it out."""
    acts = {"show": steps.show, "hide": steps.hide, "remove": steps.remove_file}
    row = get_object_or_404(own(request, key).files.filter(removed_at__isnull=True), pk=pk)
    return _done(request, key, act, acts, row)


@login_not_required
@require_safe
def file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """A file that was released; before that for those alone who prepare the meeting."""
    seen = MeetingFile.objects.visible_to(request.user).filter(removed_at__isnull=True).select_related("meeting")
    row = get_object_or_404(seen, pk=pk)
    return downloads.file_response(row.file, name=row.name, content_type=row.content_type)


def _done(request: HttpRequest, key: UUID, act: str, acts: dict[str, Any], part: Any) -> HttpResponse:
    if act not in acts:
        raise Http404
    acts[act](part, by=request.user)
    return redirect("dialogues:outcome", key=key)


def _form_page(
    request: HttpRequest, meeting: Meeting, form: RecordingForm | MeetingFileForm, title: str
) -> HttpResponse:
    back = reverse("dialogues:outcome", kwargs=meeting.address)
    context = {"meeting": meeting, "form": form, "title": title, "back": back, "trail": trail(meeting, title)}
    return render(request, "dialogues/form_page.html", context, status=400 if form.errors else 200)
