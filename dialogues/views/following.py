"""A digest of a discussion, its feed, and a calendar of one's own under a secret address."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dialogues import schedule
from dialogues.choices import PUBLIC, Place, Standing
from dialogues.forms.helping import FollowForm
from dialogues.models import Follower, Meeting, OwnCalendar, Registration
from dialogues.models.following import digest_of
from dialogues.publishing import KIND
from dialogues.steps import following as steps
from dialogues.views.calendars import answer
from dialogues.views.discussion import seen_space
from publications import feeds
from publications.models import Publication

NEWEST = 30


@require_POST
def follow(request: HttpRequest, reference: str) -> HttpResponse:
    """A digest daily, weekly or no more."""
    space, form = seen_space(request, reference), FollowForm(request.POST)
    if form.is_valid():
        steps.follow(space, by=request.user, rhythm=form.cleaned_data["rhythm"])
        messages.success(request, _("Saved."))
    return redirect(space)


@login_not_required
@require_safe
def feed(request: HttpRequest, reference: str) -> HttpResponse:
    """The newest contributions, for feed readers: following needs no account."""
    space = seen_space(request, reference)
    if space.meeting.status not in PUBLIC:
        raise Http404
    newest = list(space.contributions.filter(status=Standing.PUBLISHED).order_by("-published_at", "-pk")[:NEWEST])
    entries = [
        feeds.Entry(
            id=f"contributions/{one.pk}",
            title=", ".join(filter(None, [one.name, one.body])),
            lang=one.language,
            url=request.build_absolute_uri(one.get_absolute_url()),
            updated=one.edited_at or one.published_at,
            authors=[one.name],
            summary=one.text[:500],
        )
        for one in newest
        if one.published_at
    ]
    xml = feeds.atom(
        title=_("Discussion: %(title)s") % {"title": space.meeting.title},
        url=request.build_absolute_uri(),
        page=request.build_absolute_uri(space.get_absolute_url()),
        entries=entries,
        changed=max((one.updated for one in entries), default=None),
    )
    return HttpResponse(xml, content_type="application/atom+xml; charset=utf-8")


def own_calendar(request: HttpRequest) -> HttpResponse:
    """The address of one's own calendar: made, said once, made anew, taken back (D3)."""
    address = ""
    if request.method == "POST" and "no_more" in request.POST:
        steps.no_calendar(by=request.user)
        messages.success(request, _("The address opens nothing any more."))
        return redirect("dialogues:own_calendar")
    if request.method == "POST":
        secret = steps.new_calendar(by=request.user)
        address = request.build_absolute_uri(reverse("own_dialogue_calendar", kwargs={"secret": secret}))
    context = {
        "address": address,
        "known": OwnCalendar.objects.filter(user=request.user.pk).first(),
        "trail": [{"label": _("Dialogues and roundtables"), "url": reverse("dialogues:list")},
                  {"label": _("Your calendar")}],
    }  # fmt: skip
    response = render(request, "dialogues/own_calendar.html", context)
    response["Cache-Control"] = "no-store"
    return response


@login_not_required
@require_safe
def of_person(request: HttpRequest, secret: str) -> HttpResponse:
    """The meetings that this person follows, and the sessions they registered for, with the address to join of those
    in which they have a place. 404 for an address that was taken back."""
    own = OwnCalendar.objects.filter(digest=digest_of(secret), user__is_active=True).first()
    if own is None:
        raise Http404
    registered = Registration.objects.filter(user=own.user_id).exclude(place=Place.GIVEN_UP)
    mine = Q(pk__in=Follower.objects.filter(user=own.user_id).values("meeting")) | Q(
        pk__in=registered.values("session__meeting")
    )
    references = Meeting.objects.announced().filter(mine).values("reference")
    given = registered.filter(place=Place.GIVEN).select_related("session")
    join = {str(one.session_id): one.session.join_url for one in given if one.session.join_url}
    entries = schedule.entries(Publication.objects.current().of_kind(KIND).filter(reference__in=references))
    response = answer(request, "dialogues", _("Your dialogues"), entries, join=join)
    response["Cache-Control"] = "private, no-store"
    return response
