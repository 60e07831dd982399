"""What a link in a letter opens: an invitation to accept, a reset to stop. Looking changes nothing."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts import pending, steps
from accounts.middleware import OFFER_OF_FACTOR, has_factor
from accounts.models import Invitation
from accounts.notifications.lost_factor import read_stop
from accounts.views.taking import keep_login
from core.workflow import MovedOn

GONE = 410


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
