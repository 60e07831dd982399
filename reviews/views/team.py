"""The State's team: ministries invited, sections given and taken back (R4, R5; P6). For focal points alone."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import steps as accounts
from accounts.choices import OrganisationKind, Role
from accounts.models import Invitation, Organisation
from core import proof
from core.access import allowed
from core.workflow import NotReady
from reviews.forms.team import AssignmentForm, GiveForm, InviteForm, ReadingForm
from reviews.models import SectionAssignment, VoluntaryReview
from reviews.sections import sections_in
from reviews.steps import team as steps
from reviews.views.check import review_of
from reviews.views.overview import trail_of

GUESTS_SHOWN = 50
"""Those who read now (at most `models.guest.MOST`), and the last of those who did."""


def team(request: HttpRequest, year: int, country: str) -> HttpResponse:
    """Who has which section, who is invited, and the forms to change it."""
    review = managed(request, year, country)
    return render(request, "reviews/team.html", _context(review))


def invite(request: HttpRequest, year: int, country: str) -> HttpResponse:
    """An address, a ministry, sections, a day, a note: works for people without an account."""
    review = managed(request, year, country)
    if not proof.is_fresh(request):
        return proof.ask(request)
    form = InviteForm(request.POST or None, sections=review.questionnaire.sections.all())
    if request.method == "POST" and form.is_valid() and _invited(request, review, form):
        return redirect("reviews:team", **review.address)
    context = {"review": review, "form": form, "ministries": _ministries(review)}
    return render(
        request, "reviews/team_invite.html", {**context, "trail": trail_in_team(review, _("Invite a ministry"))}
    )


def give(request: HttpRequest, year: int, country: str) -> HttpResponse:
    """Sections for a ministry that is there already."""
    review = managed(request, year, country)
    chosen = request.GET.get("ministry", "")
    form = GiveForm(
        request.POST or None,
        sections=review.questionnaire.sections.all(),
        ministries=_ministries(review),
        initial={"ministry": chosen if chosen.isdecimal() else None},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        steps.give(
            review, said["ministry"], said["sections"], by=request.user, due_on=said["due_on"], note=said["note"]
        )
        messages.success(request, _("Given to %(ministry)s.") % {"ministry": said["ministry"]})
        return redirect("reviews:team", **review.address)
    context = {"review": review, "form": form, "trail": trail_in_team(review, _("Give sections"))}
    return render(request, "reviews/team_give.html", context)


def assignment(request: HttpRequest, year: int, country: str, pk: int) -> HttpResponse:
    """What is asked of one ministry for one section: the day, the note, who agrees to it."""
    review, record = _assignment(request, year, country, pk)
    people = steps.people_of(review).select_related("user", "organisation").exclude(role=Role.FOCAL_POINT)
    named = people.filter(user=record.clearing_officer_id).first() if record.clearing_officer_id else None
    start = {"due_on": record.due_on, "note": record.note, "clearing_officer": named}
    form = AssignmentForm(request.POST or None, people=people, initial=start)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        officer = said["clearing_officer"].user if said["clearing_officer"] else None
        steps.change(record, by=request.user, due_on=said["due_on"], note=said["note"], clearing_officer=officer)
        messages.success(request, _("Changed: section %(code)s.") % {"code": record.section.code.upper()})
        return redirect("reviews:team", **review.address)
    context = {"review": review, "record": record, "form": form}
    return render(
        request, "reviews/team_assignment.html", {**context, "trail": trail_in_team(review, str(record.section))}
    )


@require_POST
def take_back(request: HttpRequest, year: int, country: str, pk: int) -> HttpResponse:
    """The ministry no longer has the section; what it wrote stays."""
    review, record = _assignment(request, year, country, pk)
    steps.take_back(record, by=request.user)
    words = _("%(ministry)s no longer has section %(code)s. What it wrote stays.")
    messages.success(request, words % {"ministry": record.organisation, "code": record.section.code.upper()})
    return redirect("reviews:team", **review.address)


@require_POST
def reading(request: HttpRequest, year: int, country: str) -> HttpResponse:
    """Whether ministries read all sections or their own alone."""
    review = managed(request, year, country)
    form = ReadingForm(request.POST)
    if not form.is_valid():
        return render(request, "reviews/team.html", {**_context(review), "form": form}, status=400)
    steps.let_read(review, everything=form.cleaned_data["reading"] == "all", by=request.user)
    messages.success(request, _("Kept."))
    return redirect("reviews:team", **review.address)


@require_POST
def invitation(request: HttpRequest, year: int, country: str, pk: int, act: str) -> HttpResponse:
    """Send an invitation again, or take it back."""
    review = managed(request, year, country)
    record = get_object_or_404(_invitations(review).visible_to(request.user), pk=pk)
    if not proof.is_fresh(request):
        return proof.ask(request)
    try:
        if act == "again":
            accounts.send_again(record, by=request.user)
            messages.success(request, _("Sent again to %(address)s. The old link is void.") % {"address": record.email})
        else:
            accounts.take_back(record, by=request.user)
            messages.success(request, _("Taken back. The link no longer works."))
    except NotReady as problems:
        messages.error(request, str(problems))
    return redirect("reviews:team", **review.address)


def remove(request: HttpRequest, year: int, country: str, pk: int) -> HttpResponse:
    """A confirming page, then somebody of a ministry no longer opens the draft."""
    review = managed(request, year, country)
    people = steps.people_of(review).exclude(role=Role.FOCAL_POINT).select_related("user", "organisation")
    membership = get_object_or_404(people, pk=pk)
    if not proof.is_fresh(request):
        return proof.ask(request)
    if request.method == "POST":
        try:
            steps.remove(membership, by=request.user)
        except NotReady as problems:
            messages.error(request, str(problems))
        else:
            messages.success(request, _("%(person)s no longer opens this review.") % {"person": membership.user})
        return redirect("reviews:team", **review.address)
    context = {"review": review, "membership": membership, "trail": trail_in_team(review, _("Remove"))}
    return render(request, "reviews/team_remove.html", context)


def managed(request: HttpRequest, year: int, country: str) -> VoluntaryReview:
    """The review of somebody who may manage its team now: 404 outside the team, 403 for others of it."""
    review = review_of(request, year, country)
    if not allowed(request.user, steps.MANAGE, review):
        raise PermissionDenied(
            _("Only a focal point of your State manages the team.")
            if review.is_editable
            else _("The team is managed while the review is being written. It is with the secretariat now.")
        )
    return review


def _assignment(request: HttpRequest, year: int, country: str, pk: int) -> tuple[VoluntaryReview, SectionAssignment]:
    review = managed(request, year, country)
    found = review.assignments.select_related("section", "organisation", "review")
    return review, get_object_or_404(found, pk=pk)


def _invited(request: HttpRequest, review: VoluntaryReview, form: InviteForm) -> bool:
    """Whether it went; else the reason stands in the form."""
    said = form.cleaned_data
    try:
        sent = steps.invite(
            review,
            said["email"],
            said["ministry"],
            said["sections"],
            by=request.user,
            due_on=said["due_on"],
            note=said["note"],
            form_key=said["form_key"],
        )
    except NotReady as problems:
        form.add_error("email", problems.texts)
        return False
    words = (
        _("Invited: %(address)s.") if sent else _("%(address)s works for this ministry already and has the sections.")
    )
    messages.success(request, words % {"address": said["email"]})
    return True


def _context(review: VoluntaryReview) -> dict[str, Any]:
    """Ten queries, whatever the number of ministries."""
    people = steps.people_of(review).select_related("user", "organisation").order_by("organisation__name", "pk")
    invitations = list(_invitations(review).select_related("organisation").order_by("organisation__name", "pk"))
    members = list(people)
    reading = {"reading": "all" if review.ministries_read_all else "own"}
    return {
        "review": review,
        "places": sections_in(review),
        "focal_points": [one for one in members if one.role == Role.FOCAL_POINT],
        "people": [one for one in members if one.role != Role.FOCAL_POINT],
        "invitations": invitations,
        "reading": ReadingForm(initial=reading, auto_id="id_team_%s"),
        "guests": review.guests.prefetch_related("sections").order_by("-invited_at")[:GUESTS_SHOWN],
        "trail": trail_of(review, _("Team")),
    }


def _invitations(review: VoluntaryReview) -> Any:
    """Those of this State's ministries that nobody has accepted or taken back."""
    return Invitation.objects.pending().filter(
        role=Role.MINISTRY_CONTRIBUTOR, organisation__country=review.country_id, within_state=True
    )


def _ministries(review: VoluntaryReview) -> Any:
    return Organisation.objects.filter(kind=OrganisationKind.MINISTRY, country=review.country_id).order_by("name")


def trail_in_team(review: VoluntaryReview, here: str) -> list[dict[str, str]]:
    """The way to a page under the team's."""
    trail = trail_of(review, _("Team"), here)
    trail[2]["url"] = reverse("reviews:team", kwargs=review.address)
    return trail
