"""When and where a meeting sits: added, moved, called off."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core.kept_text import text_is_kept
from core.workflow import MovedOn
from dialogues import clashes
from dialogues.forms.meeting import ReasonForm
from dialogues.forms.scheduling import SessionForm
from dialogues.models import Meeting, Session
from dialogues.steps import sessions as steps
from dialogues.views.planning import own, trail


@text_is_kept
def add(request: HttpRequest, key: UUID) -> HttpResponse:
    """One more sitting."""
    meeting = own(request, key)
    form = SessionForm(request.POST or None, instance=Session(meeting=meeting, time_zone=_zone_of(meeting)))
    if request.method == "POST" and form.is_valid():
        made = steps.add(meeting, by=request.user, form_key=form.cleaned_data["form_key"], **form.written)
        _say_clashes(request, made)
        return redirect(meeting.get_absolute_url())
    return _page(request, meeting, form, _("Add a session"))


@text_is_kept
def change(request: HttpRequest, key: UUID, pk: UUID) -> HttpResponse:
    """Another time, place or language."""
    meeting = own(request, key)
    session = get_object_or_404(meeting.sessions.filter(cancelled_at__isnull=True), pk=pk)
    form = SessionForm(request.POST or None, instance=session)
    if request.method == "POST" and form.is_valid():
        try:
            session = steps.change(session, by=request.user, **form.written)
        except MovedOn as moved:
            form.add_error(None, str(moved))
        else:
            messages.success(request, _("Changed. Calendars follow by themselves."))
            _say_clashes(request, session)
            return redirect(meeting.get_absolute_url())
    return _page(request, meeting, form, _("Change the session"))


@text_is_kept
def call_off(request: HttpRequest, key: UUID, pk: UUID) -> HttpResponse:
    """It does not take place."""
    meeting = own(request, key)
    session = get_object_or_404(meeting.sessions.filter(cancelled_at__isnull=True), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        steps.call_off(session, by=request.user, note=form.cleaned_data["note"])
        return redirect(meeting.get_absolute_url())
    return _page(request, meeting, form, _("Call the session off"))


def _say_clashes(request: HttpRequest, session: Session) -> None:
    """What does not go together with the new time; it is kept all the same."""
    for clash in clashes.of([session], request.user):
        other = clash.other if clash.one.pk == session.pk else clash.one
        messages.warning(request, _("Clash with “%(other)s”: %(why)s") % {"other": other, "why": clash.words})


def _zone_of(meeting: Meeting) -> str:
    """That of the session before; else of the forum."""
    last = meeting.sessions.order_by("-starts_at").first()
    return last.time_zone if last else str(meeting.cycle.time_zone)


def _page(request: HttpRequest, meeting: Meeting, form: SessionForm | ReasonForm, title: str) -> HttpResponse:
    context = {"meeting": meeting, "form": form, "title": title, "trail": trail(meeting, title)}
    return render(request, "dialogues/form_page.html", context, status=400 if form.errors else 200)
