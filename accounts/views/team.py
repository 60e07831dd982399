"""The team of a State: its people and invitations, the office handed over, what the State decides for its people."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import forms, notifications, steps
from accounts.choices import STATE_ROLES, OrganisationKind, Role
from accounts.models import Handover, Invitation, Membership, Organisation, User
from accounts.views.taking import keep_login, posted, report, take
from core.access import allowed
from core.proof import fresh_proof_required
from core.workflow import NotReady
from notifications import steps as mail_steps
from notifications.forms import OneDecisionForm
from notifications.kinds import label_of
from notifications.models import Message


def team(request: HttpRequest, code: str) -> HttpResponse:
    """People, roles and invitations of a State, for its focal points."""
    state = own_state(request, code, "accounts.view_team")
    user: Any = request.user
    of_state = Membership.objects.unended().filter(role__in=STATE_ROLES, organisation__country=state.country_id)
    people = of_state.select_related("user", "organisation")
    rows = [
        (one, allowed(user, "accounts.end_membership", one) and one.user_id != user.pk)
        for one in people.order_by("organisation__kind", "organisation__name", "user__name", "pk")
    ]
    invitations = (
        Invitation.objects.pending()
        .visible_to(user)
        .filter(organisation__country=state.country_id, role__in=STATE_ROLES)
        .select_related("organisation", "invited_by")
    )
    handovers = Handover.objects.filter(organisation=state).select_related("from_user", "to_user")[:10]
    context = {
        "state": state,
        "people": rows,
        "may_manage": allowed(user, "accounts.manage_team", state),
        "invitations": [(one, allowed(user, "accounts.manage_invitation", one)) for one in invitations],
        "handovers": handovers,
        "waiting_mail": [(one, label_of(one.kind)) for one in _waiting_mail(user, state)],
        "has_alternate": sum(one.role == Role.FOCAL_POINT for one, _may_end in rows) > 1,
    }
    return render(request, "accounts/team.html", context)


@fresh_proof_required
def invite(request: HttpRequest, code: str) -> HttpResponse:
    """Ask an alternate, a ministry's person or a reader into the team (R4)."""
    state = own_state(request, code)
    form = forms.InviteForm(posted(request))

    def run(data: dict[str, Any]) -> str:
        body = steps.ministry(state.country, data["ministry"]) if data["role"] == Role.MINISTRY_CONTRIBUTOR else state
        offered = steps.invite(body, by=request.user, **form.offer())
        if offered.needs_release:
            return _("Proposed. The secretariat confirms it, then the invitation is sent.")
        return _("Invited: %(email)s. The link works until %(day)s.") % {
            "email": offered.email,
            "day": notifications.day(offered.expires_at or timezone.now()),
        }

    back = team_url(state)
    return take(request, form, run, template="accounts/invite.html", context={"state": state, "back": back}, after=back)


@fresh_proof_required
def team_invitation(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One invitation of the team: send again, correct the address, take back, confirm another address."""
    state = own_state(request, code)
    user: Any = request.user
    mine = Invitation.objects.pending().visible_to(user).filter(organisation__country=state.country_id)
    offered = get_object_or_404(mine.select_related("organisation", "claimed_by"), pk=pk)
    if not allowed(user, "accounts.manage_invitation", offered):
        raise PermissionDenied(_("This invitation is not yours to change."))
    act = request.POST.get("act", "")
    form = forms.AddressForm(offered, request.POST if act == "correct" else None)
    runs: dict[str, Callable[[], Any]] = {
        "again": lambda: steps.send_again(offered, by=user),
        "correct": lambda: steps.correct_address(offered, form.cleaned_data["email"], by=user),
        "take_back": lambda: steps.take_back(offered, by=user),
        "confirm": lambda: steps.confirm_other_address(offered, by=user),
    }
    if request.method == "POST" and act in runs and (act != "correct" or form.is_valid()):
        try:
            runs[act]()
        except NotReady as not_ready:
            report(request, not_ready)
        except steps.InvitationClosed:
            messages.error(request, _("The invitation is no longer open. Send it again first."))
        else:
            messages.success(request, _("Done."))
            return redirect(team_url(state))
    context = {"state": state, "invitation": offered, "form": form, "back": team_url(state)}
    return render(request, "accounts/team_invitation.html", context)


@fresh_proof_required
def hand_over(request: HttpRequest, code: str) -> HttpResponse:
    """The leaving focal point hands the office over (U2)."""
    state = own_state(request, code)
    user: Any = request.user
    office = Membership.objects.focal_points(state.country_id).filter(user=user).select_related("organisation").get()
    form = forms.HandOverForm(office, posted(request))

    def run(data: dict[str, Any]) -> str:
        done = steps.hand_over(state, user, data["to"], by=user, ground=data["note"])
        keep_login(request)
        if isinstance(done, Handover):
            return _("Handed over. Receipt number: H-%(number)s. Thank you for your work.") % {"number": done.pk}
        return _("Prepared. The office changes hands in the minute in which your successor accepts.")

    context = {"state": state, "office": office, "back": team_url(state)}
    return take(request, form, run, template="accounts/hand_over.html", context=context, after=reverse("work"))


@fresh_proof_required
def team_second_factor(request: HttpRequest, code: str) -> HttpResponse:
    """A State makes a second factor compulsory for its people, or leaves it open again (S1)."""
    state = own_state(request, code)
    team = Membership.objects.team_of(state.country_id).values("user")
    without = User.objects.filter(pk__in=team).without_factor().order_by("name", "email")
    form = forms.SecondFactorForm(posted(request), initial={"compulsory": state.asks_own_people_for_second_factor})

    def run(data: dict[str, Any]) -> str:
        steps.ask_for_second_factor(state, by=request.user, **data)
        return _("Saved.")

    context = {"state": state, "without": without, "back": team_url(state)}
    return take(request, form, run, template="accounts/team_second_factor.html", context=context, after=team_url(state))


def team_hours(request: HttpRequest, code: str) -> HttpResponse:
    """A State says when its offices are open, so that reminders come then (N11)."""
    state = own_state(request, code)
    kept = {"days_off": state.week.off, "opens_at": state.opens_at, "closes_at": state.closes_at}
    form = forms.OfficeHoursForm(posted(request), initial=kept)

    def run(data: dict[str, Any]) -> str:
        steps.set_office_hours(state, by=request.user, **data)
        return _("Saved.")

    context = {"state": state, "back": team_url(state)}
    return take(request, form, run, template="accounts/team_hours.html", context=context, after=team_url(state))


def team_message(request: HttpRequest, code: str, pk: UUID) -> HttpResponse:
    """A message of the State's own work that nobody knows to have arrived: its focal point decides (P60)."""
    state = own_state(request, code)
    message = get_object_or_404(_waiting_mail(request.user, state), pk=pk)
    form = OneDecisionForm(message, posted(request))

    def run(data: dict[str, Any]) -> str:
        getattr(mail_steps, data["decision"])(message, by=request.user, note=data["note"])
        return _("Decided.")

    context = {"state": state, "message": message, "kind": label_of(message.kind), "back": team_url(state)}
    return take(request, form, run, template="accounts/team_message.html", context=context, after=team_url(state))


def _waiting_mail(user: Any, state: Organisation) -> QuerySet[Message]:
    own = Message.objects.visible_to(user).own_to(state.country_id or "")
    return own.needing_decision().select_related("recipient")


def own_state(request: HttpRequest, code: str, permission: str = "accounts.manage_team") -> Organisation:
    """The State whose team this person leads; 404 for any other, so that nothing is learnt. Who stands in without the
    right to change the team reads why."""
    state = get_object_or_404(
        Organisation.objects.select_related("country"), kind=OrganisationKind.STATE, country=code.upper()
    )
    if not allowed(request.user, "accounts.view_team", state):
        raise Http404
    if not allowed(request.user, permission, state):
        raise PermissionDenied(_("You stand in for a time, and changing the team was not delegated to you."))
    return state


def team_url(organisation: Organisation) -> str:
    """The page of the team that a State or ministry belongs to."""
    return reverse("accounts:team", args=[(organisation.country_id or "").lower()])
