"""A form that arrives too late comes back with its text: signed out meanwhile, or with an old token (F5, B43)."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponse]
OURS = ("csrfmiddlewaretoken",)
TECHNICAL = ("-seen", "-standing", "-mine")


class _Check(CsrfViewMiddleware):
    """Django's own check, asked for its opinion."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def _nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def csrf_problem(request: HttpRequest) -> str:
    """Why the form is not one of this login; empty where it is."""
    check = _Check(_nothing)
    return str(check.process_view(request, _nothing, (), {}) or "")


def is_from_here(request: HttpRequest) -> bool:
    """Whether a page of this portal sent the form, as far as the browser says."""
    origin = request.headers.get("Origin", "")
    return not origin or urlsplit(origin).netloc == request.get_host()


def text_is_kept(view: View) -> View:
    """Let `view` be asked only by somebody signed in, with a good token; else the text comes back to be sent again."""

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def keeping(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            if request.user.is_authenticated:
                return view(request, *args, **kwargs)
            return redirect_to_login(request.get_full_path())
        problem = csrf_problem(request)
        if problem and not is_from_here(request):
            raise PermissionDenied(_("This form was not sent from a page of the portal."))
        if not request.user.is_authenticated:
            return kept(request, _("You were signed out before this was saved."), 401, may_send=True)
        if problem:
            return kept(request, _("You are signed in. Send your text once more to save it."), 403, may_send=True)
        try:
            return view(request, *args, **kwargs)
        except Http404:  # the role ended, the draft was discarded: nothing is told, and nothing typed is lost
            return kept(request, _("This page is not open to you, or no longer open. Nothing was stored."), 404)
        except BadRequest as unusable:
            return kept(request, str(unusable), 400)

    keeping.asks_to_sign_in = True  # type: ignore[attr-defined]  # itself, so that no text is lost on the way
    return keeping


def kept(request: HttpRequest, reason: str, status: int, *, may_send: bool = False) -> HttpResponse:
    """A page with all that was typed, to copy it or to send it again."""
    sent = [(name, text) for name, texts in request.POST.lists() for text in texts if name not in OURS]
    context = {
        "reason": reason,
        "sent": sent,
        "readable": [(name, text) for name, text in sent if text.strip() and not name.endswith(TECHNICAL)],
        "may_send": may_send,
        "sign_in": "" if request.user.is_authenticated else f"{reverse('account_login')}?next={reverse('work')}",
    }
    return render(request, "kept.html", context, status=status)
