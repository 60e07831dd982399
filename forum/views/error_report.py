"""What a reader says is wrong on a page: a form at the foot of every page, and a page of its own for mistakes in it."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core import limits
from core.kept_text import is_from_here
from forum import steps
from forum.forms import ErrorReportForm

LONGEST = 500
KEYS = {"token", "key", "secret", "uidb36"}
"""Parts of addresses that are the only key to what they lead to."""


@csrf_exempt  # it does nothing in anybody's name, and a token would make every public page one person's own
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_error(request: HttpRequest) -> HttpResponse:
    """The form by itself; what is sent goes to the secretariat's day page.

    A form with a mistake comes back with what was typed; 403 for one that another site sends, 429 for too many.
    """
    if request.method != "POST":
        return _page(request, ErrorReportForm(initial={"page": _path(request.GET.get("page", ""))}))
    if not is_from_here(request):
        raise PermissionDenied(_("This form was not sent from a page of the portal."))
    form = ErrorReportForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    if refused := limits.too_often(request, "error reports"):
        return refused
    given = form.cleaned_data
    if not given["website"]:  # a box that people do not see: who fills it in is a program, and hears the same
        language = get_language() or settings.LANGUAGE_CODE
        steps.report_error(_path(given["page"]), given["text"], given["email"], language)
    return redirect(f"{reverse('report_error')}?sent=1")


def _page(request: HttpRequest, form: ErrorReportForm) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "sent": "sent" in request.GET and not form.is_bound,
        "trail": [{"label": _("Home"), "url": reverse("home")}, {"label": _("Report an error"), "url": ""}],
    }
    return render(request, "forum/report_error.html", context)


def _path(address: str) -> str:
    """The path of a page that a visitor may read, without what was searched for there; the home page for any other.

    The address of a page behind the sign-in says who works on what (RELIABILITY P1, P30), and one with a key opens
    what it leads to: neither is for the secretariat to see.
    """
    path = urlsplit(address[:LONGEST]).path
    try:
        with translation.override(translation.get_language_from_path(path) or get_language()):
            match = resolve(path)
    except Resolver404:
        return reverse("home")
    is_public = not getattr(match.func, "login_required", True) and not getattr(match.func, "asks_to_sign_in", False)
    return path if is_public and not KEYS & match.kwargs.keys() else reverse("home")
