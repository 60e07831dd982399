"""Following a meeting, registering for a session, and the list for those who prepare it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import downloads
from core.access import allowed
from core.kept_text import text_is_kept
from core.models import Act
from dialogues.choices import PUBLIC, Place
from dialogues.forms.taking_part import RegistrationForm
from dialogues.models import Follower, Meeting, Registration, Session
from dialogues.steps import registering as steps
from dialogues.views.planning import own, trail

COLUMNS = ("name", "organisation", "language", "needs", "place", "asked")


def meeting(request: HttpRequest, reference: str) -> HttpResponse:
    """What one has asked for of a meeting: to be told, and places in its sessions."""
    public = _public(reference)
    sessions: list[Any] = list(public.sessions.filter(cancelled_at__isnull=True))
    mine = {one.session_id: one for one in Registration.objects.filter(session__meeting=public, user=request.user.pk)}
    for one in sessions:
        one.mine = mine.get(one.pk)
        one.is_open = allowed(request.user, "dialogues.register_session", one)
    context = {
        "meeting": public,
        "sessions": sessions,
        "follows": Follower.objects.filter(meeting=public, user=request.user.pk).exists(),
        "trail": [
            {"label": _("Dialogues and roundtables"), "url": reverse("dialogues:list")},
            {"label": public.title, "url": _page(request, public)},
            {"label": _("Take part")},
        ],
        "page_url": _page(request, public),
    }
    return render(request, "dialogues/take_part.html", context)


@require_POST
def follow(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask to be told, or no more."""
    public = _public(reference)
    if "no_more" in request.POST:
        steps.unfollow(public, by=request.user)
        messages.success(request, _("You will not be told any more."))
    else:
        steps.follow(public, by=request.user)
        messages.success(request, _("You will be told of changes, and reminded a day and an hour ahead."))
    return redirect("dialogues:take_part", reference=reference)


@text_is_kept
def register(request: HttpRequest, session: UUID) -> HttpResponse:
    """Ask for a place in a session, or change what was written."""
    seat = get_object_or_404(Session.objects.filter(meeting__status__in=PUBLIC).select_related("meeting"), pk=session)
    mine = Registration.objects.filter(session=seat, user=request.user.pk).first()
    person: Any = request.user
    fresh = Registration(session=seat, user=person, name=person.name, body=_body_of(person), language=person.language)
    form = RegistrationForm(request.POST or None, instance=mine or fresh)
    if request.method == "POST" and form.is_valid():
        made = steps.register(seat, by=request.user, **form.cleaned_data)
        given = made.place == Place.GIVEN
        messages.success(request, _("You have a place.") if given else _("You are on the waiting list."))
        return redirect("dialogues:register", session=session)
    context = {
        "session": seat,
        "meeting": seat.meeting,
        "form": form,
        "mine": mine if mine and mine.place != Place.GIVEN_UP else None,
        "is_open": allowed(request.user, "dialogues.register_session", seat),
        "left": _left(seat),
        "trail": [
            {"label": _("Dialogues and roundtables"), "url": reverse("dialogues:list")},
            {"label": seat.meeting.title, "url": _page(request, seat.meeting)},
            {"label": _("Register")},
        ],
    }
    return render(request, "dialogues/register.html", context, status=400 if form.errors else 200)


@require_POST
def give_up(request: HttpRequest, session: UUID) -> HttpResponse:
    """Give one's place up."""
    mine = get_object_or_404(Registration, session=session, user=request.user.pk)
    steps.give_up(mine, by=request.user)
    messages.success(request, _("Your place is given up."))
    return redirect("dialogues:register", session=session)


def registrations(request: HttpRequest, key: UUID, pk: UUID) -> HttpResponseBase:
    """Who registered, for those who prepare the session; `?format=csv` takes the list along, which is logged."""
    prepared = own(request, key)
    session = get_object_or_404(prepared.sessions.all(), pk=pk)
    rows = session.registrations.exclude(place=Place.GIVEN_UP).select_related("user")
    if request.GET.get("format") == "csv":
        Act.objects.log("exported registrations", prepared, by=request.user)
        lines = ((one.name, one.body, one.language, one.needs, one.get_place_display(), one.asked_at.isoformat())
                 for one in rows)  # fmt: skip
        return downloads.as_csv(f"registrations-{session.starts_on}", COLUMNS, lines)
    context = {
        "meeting": prepared,
        "session": session,
        "rows": rows,
        "given": sum(one.place == Place.GIVEN for one in rows),
        "trail": trail(prepared, _("Registrations")),
    }
    return render(request, "dialogues/registrations.html", context)


def _public(reference: str) -> Meeting:
    return get_object_or_404(Meeting.objects.announced(), reference=reference)


def _page(request: HttpRequest, meeting: Meeting) -> str:
    return f"/{request.path.split('/')[1]}/{meeting.public_path}"


def _body_of(person: Any) -> str:
    return str(person.current_memberships[0].organisation) if person.current_memberships else ""


def _left(session: Session) -> int | None:
    return None if session.places is None else max(0, session.places - session.registrations.given().count())
