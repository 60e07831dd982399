"""The screens of people: an invitation, the own profile, the team of a State."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import forms, notifications, pending, steps
from accounts.addresses import address_tells, domains_of
from accounts.choices import CONTRIBUTORS, STATE_ROLES, OrganisationKind, Role
from accounts.likeness import looks_like
from accounts.middleware import OFFER_OF_FACTOR, has_factor, login_ends_in
from accounts.models import AccessToken, Handover, Invitation, Membership, MembershipRequest, Organisation, User
from accounts.notifications.lost_factor import read_stop
from core.access import allowed, is_secretariat
from core.proof import fresh_proof_required
from core.workflow import MovedOn, NotReady
from notifications import steps as mail_steps
from notifications.forms import OneDecisionForm
from notifications.kinds import label_of
from notifications.models import Message

GONE = 410


# --- an invitation


@login_not_required
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What is offered, to whoever has the link. Looking changes nothing; a POST accepts (S7, B51)."""
    offered = steps.opened(token)
    if offered is None:
        return closed(request, token)
    if request.method == "POST":
        return answer(request, offered)
    return render(request, "accounts/invitation.html", {"invitation": offered})


def closed(request: HttpRequest, token: str) -> HttpResponse:
    """Used, expired, taken back, replaced or forged look the same; asking for a new one always answers."""
    if request.method == "POST":
        steps.ask_for_renewal(token)
    return render(request, "accounts/invitation_closed.html", {"asked": request.method == "POST"}, status=GONE)


def answer(request: HttpRequest, offered: Invitation) -> HttpResponse:
    """Accept, or go and make a login first."""
    user: Any = request.user
    if not user.is_authenticated:
        pending.remember(request, offered)
        return redirect("account_login" if "sign_in" in request.POST else "account_signup")
    try:
        steps.accept(offered, user)
    except steps.WrongAddress:
        steps.ask_inviter(offered, user)
        return render(request, "accounts/invitation_asked.html", {"invitation": offered})
    except steps.InvitationClosed:
        return closed(request, "")
    pending.forget(request)
    keep_login(request)
    messages.success(request, _("You have accepted. Welcome."))
    if not has_factor(user):
        messages.info(request, OFFER_OF_FACTOR)
    return redirect("work")


@login_not_required
@never_cache
def stop_reset(request: HttpRequest, token: str) -> HttpResponse:
    """The way out of a letter that a second factor will be reset: looking changes nothing, a press stops it (S14)."""
    found = read_stop(token)
    if found is None:
        raise Http404
    reset, person = found
    stopped = False
    if request.method == "POST":
        try:
            steps.stop_by_letter(reset, person)
            stopped = True
        except MovedOn:
            reset.refresh_from_db()
    return render(request, "accounts/stop_reset.html", {"reset": reset, "stopped": stopped})


# --- the person


def profile(request: HttpRequest) -> HttpResponse:
    """Name, language, zone, and the roles one holds (P49, U7)."""
    user: Any = request.user
    form = forms.ProfileForm(posted(request), instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        with translation.override(user.language):
            return redirect("accounts:profile")
    if form.errors:
        user.refresh_from_db()
    roles = [(role, allowed(user, "accounts.end_membership", role)) for role in user.current_memberships]
    context = {
        "form": form,
        "roles": roles,
        "requests": MembershipRequest.objects.waiting().filter(person=user),
        "near": _bodies_by_address(user),
    }
    return render(request, "accounts/profile.html", context)


def tokens(request: HttpRequest) -> HttpResponse:
    """The personal tokens that work: what each is called and opens, until when, and when it was last used (S16)."""
    user: Any = request.user
    mine = [one for one in AccessToken.objects.visible_to(user).open() if one.is_open]
    may_make = allowed(user, "accounts.make_accesstoken", user)
    return render(request, "accounts/tokens.html", {"tokens": mine, "may_make": may_make})


@never_cache
@fresh_proof_required
def make_token(request: HttpRequest) -> HttpResponse:
    """Make one. The page that answers shows it, and nothing shows it again."""
    user: Any = request.user
    if not allowed(user, "accounts.make_accesstoken", user):
        raise Http404
    form = forms.TokenForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = steps.make_token(**form.cleaned_data, by=user)
        except NotReady as not_ready:
            report(request, not_ready)
        except MovedOn as moved:
            messages.error(request, str(moved))
            return redirect("accounts:tokens")
        else:
            return render(request, "accounts/token_made.html", {"token": token, "secret": secret})
    return render(request, "accounts/make_token.html", {"form": form})


@require_POST
def end_token(request: HttpRequest, pk: int) -> HttpResponse:
    """End one with a press."""
    steps.end_token(get_object_or_404(AccessToken.objects.visible_to(request.user), pk=pk), by=request.user)
    messages.success(request, _("The token has ended."))
    return redirect("accounts:tokens")


@require_POST
def end_tour(request: HttpRequest) -> HttpResponse:
    """Never show the first tour again (FEATURES X8)."""
    user: Any = request.user
    user.tour_ended_at = timezone.now()
    user.save(update_fields=["tour_ended_at"])
    return redirect("work")


@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Stay signed in: being here is enough; the middleware has noted it (S10). Says for how many seconds."""
    return HttpResponse(status=204, headers={"Login-Ends-In": login_ends_in(request)})


@fresh_proof_required
def end_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what ends, then end it: one's own role, or one of the State's team."""
    user: Any = request.user
    membership = get_object_or_404(Membership.objects.unended().visible_to(user).select_related("organisation"), pk=pk)
    if not allowed(user, "accounts.end_membership", membership):
        raise PermissionDenied(_("This role is not yours to end."))
    is_own = membership.user_id == user.pk
    form = Form(posted(request))
    back = reverse("accounts:profile") if is_own else team_url(membership.organisation)

    def run(data: dict[str, Any]) -> str:
        steps.end_membership(membership, by=user, **data)
        if is_own:
            keep_login(request)
        return _("The role has ended.")

    context = {"membership": membership, "is_own": is_own, "back": back}
    return take(request, form, run, template="accounts/end_role.html", context=context, after=back)


# --- organisations outside States


def find_organisation(request: HttpRequest) -> HttpResponse:
    """Look for one's organisation by name; those it looks like are offered before a new one is described."""
    form = forms.OrganisationSearchForm(request.GET if "q" in request.GET else None)
    typed = form.cleaned_data["q"] if form.is_bound and form.is_valid() else ""
    joinable = Organisation.objects.visible_to(request.user).joinable()
    found = looks_like(typed, joinable) if typed else []
    context = {"form": form, "typed": typed, "found": found, "near": _bodies_by_address(request.user)}
    return render(request, "accounts/find_organisation.html", context)


def _bodies_by_address(person: Any) -> QuerySet[Organisation]:
    """Those that a confirmed address of `person` is of, and for which they do not work yet. It gives no role."""
    bodies = Organisation.objects.joinable().at_home_in(domains_of(person.confirmed_addresses()))
    return bodies.exclude(pk__in=[one.organisation_id for one in person.current_memberships])


def join(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask to join an organisation on record (P51)."""
    body = get_object_or_404(Organisation.objects.visible_to(request.user).filter(kind__in=CONTRIBUTORS), slug=slug)
    if body.merged_into:
        return redirect("accounts:join", body.merged_into.slug, permanent=True)
    form = forms.JoinForm(posted(request))
    return _ask(request, form, body, {"organisation": body})


def describe_organisation(request: HttpRequest) -> HttpResponse:
    """Describe an organisation that is not on record, and ask to join it."""
    form = forms.DescribeOrganisationForm(posted(request), initial={"name": request.GET.get("name", "")[:250]})
    return _ask(request, form, None, {})


def _ask(request: HttpRequest, form: Form, body: Organisation | None, context: dict[str, Any]) -> HttpResponse:
    def run(data: dict[str, Any]) -> str:
        asked = steps.ask_to_join(request.user, body, **data)  # type: ignore[arg-type]
        return _("Asked: %(name)s. You get a message when it is answered.") % {"name": asked.name}

    after = reverse("accounts:profile")
    return take(request, form, run, template="accounts/join.html", context={**context, "back": after}, after=after)


def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """The people of an organisation and those who ask to join, for its administrators (condition 16)."""
    body = get_object_or_404(Organisation.objects.visible_to(request.user).filter(kind__in=CONTRIBUTORS), slug=slug)
    user: Any = request.user
    if body.merged_into and allowed(user, "accounts.administer_organisation", body.merged_into):
        return redirect("accounts:organisation", body.merged_into.slug, permanent=True)
    if not allowed(user, "accounts.administer_organisation", body):
        raise Http404
    people = Membership.objects.current().filter(organisation=body).select_related("user", "organisation")
    context = {
        "organisation": body,
        "people": [
            (one, allowed(user, "accounts.end_membership", one) and one.user_id != user.pk)
            for one in people.order_by("user__name", "pk")
        ],
        "requests": body.membership_requests.waiting().select_related("person"),
    }
    return render(request, "accounts/organisation.html", context)


def membership_request(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: whoever asked may take it back, an administrator answers; officers have their desk for it."""
    asked = get_object_or_404(MembershipRequest.objects.visible_to(request.user).select_related("person"), pk=pk)
    user: Any = request.user
    if is_secretariat(user) and asked.person_id != user.pk:
        return redirect("admin:accounts_membershiprequest_change", asked.pk)
    form = forms.AnswerForm(posted(request))
    may = {
        "decide": allowed(user, "accounts.decide_membershiprequest", asked),
        "take_back": allowed(user, "accounts.take_back_membershiprequest", asked),
    }
    if request.method == "POST" and form.is_valid():
        try:
            if _answered(request.POST.get("act", ""), asked, form, by=user):
                messages.success(request, _("Done."))
                return redirect("accounts:profile")
        except NotReady as not_ready:
            report(request, not_ready)
    context = {"asked": asked, "form": form, "may": may, "address": address_tells(asked)}
    return render(request, "accounts/request.html", context)


def _answered(act: str, asked: MembershipRequest, form: Form, *, by: Any) -> bool:
    """Take the step that was pressed; False with a message in the form where something is missing."""
    note = form.cleaned_data["note"]
    if act == "decline" and not note:
        form.add_error("note", _("Say why: the person reads it."))
        return False
    runs: dict[str, Callable[[], Any]] = {
        "approve": lambda: steps.approve_request(asked, by=by, note=note),
        "decline": lambda: steps.decline_request(asked, by=by, note=note),
        "take_back": lambda: steps.take_back_request(asked, by=by),
    }
    return act in runs and bool(runs[act]())


# --- the team of a State


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


def take(
    request: HttpRequest,
    form: Form,
    run: Callable[[dict[str, Any]], str],
    *,
    template: str,
    context: dict[str, Any],
    after: str,
) -> HttpResponse:
    """Show a form; on a good POST take the step that it is for, say what happened and go on to `after`."""
    if request.method == "POST" and form.is_valid():
        try:
            said = run(form.cleaned_data)
        except NotReady as not_ready:
            report(request, not_ready)
        except MovedOn as moved:
            messages.error(request, str(moved))
        else:
            messages.success(request, said)
            return redirect(after)
    return render(request, template, {**context, "form": form})


def keep_login(request: HttpRequest) -> None:
    """Of the logins that ended with a role, the one in hand goes on, under a new key (S9, S12)."""
    user: Any = request.user
    user.refresh_from_db(fields=["logins_ended"])
    update_session_auth_hash(request, user)


def posted(request: HttpRequest) -> Any:
    """What was sent, also when it was nothing at all; None for a first look."""
    return request.POST if request.method == "POST" else None


def report(request: HttpRequest, not_ready: NotReady) -> None:
    """What stands in the way, at the top of the page; what was typed stays in the form."""
    for problem in not_ready.problems:
        messages.error(request, problem.text)
