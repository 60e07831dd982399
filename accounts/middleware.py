"""How long a login lives, who must have a second factor, and in which zone a person reads times."""

import time
import zoneinfo
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import FACTORS, SECRETARIAT_ROLES, Role

Answer = Callable[[HttpRequest], HttpResponse]

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600
LIFE_OF_STAFF = (30 * MINUTE, 12 * HOUR)
LIFE_AT_WORK = (4 * HOUR, 24 * HOUR)
LIFE_OF_MEMBERS = (14 * DAY, 30 * DAY)
ROLES_OF_MEMBERS = {Role.UN_ENTITY, Role.STAKEHOLDER}
SIGNED_IN_AT, SEEN_AT = "signed_in_at", "seen_at"
SET_UP_PAGES = {
    "account_change_password",
    "account_confirm_email",
    "account_email",
    "account_email_verification_sent",
    "account_logout",
    "account_reauthenticate",
    "alive",
    "ready",
}
OFFER_OF_FACTOR = gettext_lazy(
    "Protect your account: add a passkey or an authenticator under “Account and security”. It takes a minute."
)


def life_of(user: Any) -> tuple[int, int]:
    """Seconds that a login of `user` may idle and may last (RELIABILITY S10)."""
    roles = {role for role, _organisation, _country in user.current_roles}
    if user.is_superuser or roles & set(SECRETARIAT_ROLES):
        return LIFE_OF_STAFF
    return LIFE_AT_WORK if roles - ROLES_OF_MEMBERS else LIFE_OF_MEMBERS


def login_ends_in(request: HttpRequest) -> int:
    """Seconds until this login ends if nobody moves: counted here, since a device's clock may be wrong; 0 for none."""
    return max(0, int(getattr(request, "login_ends_at", 0) - time.time()))


class SessionLifeMiddleware:
    """End a login that idled or lasted too long for its roles (S10).

    The moment of the last sight is written at most once a minute, so that a page costs no write.
    `request.login_ends_at` says when it would end, for the warning five minutes before.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self.end_or_note(request)
        return self.get_response(request)

    def end_or_note(self, request: HttpRequest) -> None:
        """Sign out, or remember that this person was here."""
        now = int(time.time())
        since = request.session.setdefault(SIGNED_IN_AT, now)
        seen = request.session.setdefault(SEEN_AT, now)
        idle, longest = life_of(request.user)
        if now - seen > idle or now - since > longest:
            logout(request)
            messages.info(request, _("You were signed out because of the time that has passed. Sign in to go on."))
            return
        if now - seen >= MINUTE:
            request.session[SEEN_AT] = seen = now
            UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())
        request.login_ends_at = min(seen + idle, since + longest)  # type: ignore[attr-defined]


class SecondFactorMiddleware:
    """Lead whoever must have a second factor to the pages that set one up, and nowhere else (S1)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        """Redirect to the set-up page; None lets the request pass."""
        user: Any = request.user
        if not settings.SECOND_FACTOR_REQUIRED or not user.is_authenticated or is_set_up_page(request):
            return None
        if not user.must_have_second_factor() or has_factor(user):
            return None
        messages.warning(request, _("Your role works only with a second factor. Set up a passkey or an authenticator."))
        return HttpResponseRedirect(reverse("mfa_index"))


def is_set_up_page(request: HttpRequest) -> bool:
    """Whether the address belongs to setting up a factor or to leaving."""
    name = (request.resolver_match.view_name if request.resolver_match else "") or ""
    return name in SET_UP_PAGES or name.startswith("mfa_")


def has_factor(user: Any) -> bool:
    """Whether `user` has a passkey or an authenticator; recovery codes alone are none."""
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


class TimeZoneMiddleware:
    """Show times in the person's own zone; visitors read UTC beside the forum's."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        user: Any = request.user
        with timezone.override(zoneinfo.ZoneInfo(user.time_zone)):
            return self.get_response(request)
