"""Pages for what went wrong: what happened, that the text is safe, what to do, and a number to quote."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import is_valid_path
from django.utils.translation import get_language_from_request, get_supported_language_variant
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from core.middleware import TooMuchText, Unwanted
from imrf_portal.api.problems import is_for_programs, problem

LANGUAGE = re.compile(r"/(?P<code>[A-Za-z]{2}(?:-[A-Za-z0-9]{2,8}){0,3})(?P<rest>/.*)?")
"""An address that begins with a language, ours or not."""
SHORTEST_TEXT = 20
"""Characters from which one word may be typed text; a shorter one is a choice or a number."""
SECRET_FIELDS = ("csrf", "password", "token", "code", "key", "next")


def _page(request: HttpRequest, status: int, template: str = "", **context: object) -> HttpResponse:
    if is_for_programs(request):
        return problem(status, str(context.get("reason") or _("This request cannot be answered.")))
    context["request_id"] = getattr(request, "id", "")
    return render(request, template or f"{status}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, 413 for too much at once, or what is Unwanted; with the sentence of a BadRequest that our code wrote.

    The words of other exceptions name settings, hosts and parsers: they are for the log.
    """
    if isinstance(exception, (RequestDataTooBig, TooMuchText)):
        return _page(request, 413, typed=typed_texts(request))
    if isinstance(exception, Unwanted):
        return _page(request, exception.status, "400.html", reason=str(exception))
    reason = str(exception) if type(exception) is BadRequest else ""
    return _page(request, 400, reason=reason, typed=typed_texts(request))


@requires_csrf_token
def forbidden(request: HttpRequest, exception: PermissionDenied | None = None) -> HttpResponse:
    """403, with the reason that the code gave."""
    return _page(request, 403, reason=str(exception or ""))


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404; the same words whether a thing is missing or not this person's to know.

    What was asked for in a language that is none of ours is there in the nearest of them, else in the reader's (B49).
    """
    if address := _in_our_language(request):
        return redirect(address)
    return _page(request, 404)


def _in_our_language(request: HttpRequest) -> str:
    found = LANGUAGE.fullmatch(request.path_info)
    if found is None or request.method not in ("GET", "HEAD"):
        return ""
    try:
        nearest = get_supported_language_variant(found["code"].lower())
    except LookupError:
        nearest = get_language_from_request(request)
    address = f"/{nearest}{found['rest'] or '/'}"
    return address if found["code"] != nearest and is_valid_path(address) else ""


@requires_csrf_token
def broken(request: HttpRequest) -> HttpResponse:
    """500, from a template that needs neither database nor session, with what was typed, to be copied (F8)."""
    if is_for_programs(request):
        return problem(500, "Something went wrong here. Ask again later.", request=getattr(request, "id", ""))
    context = {"request_id": getattr(request, "id", ""), "contact_email": settings.CONTACT_EMAIL}
    return HttpResponse(render_to_string("500.html", {**context, "typed": typed_texts(request)}), status=500)


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or old, with what was typed, to be copied (B43)."""
    return _page(request, 403, "403_csrf.html", typed=typed_texts(request))


def is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this portal sent the form; older ones name its origin alone."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    return bool(host := request.headers.get("Host")) and urlsplit(request.headers.get("Origin", "")).netloc == host


def typed_texts(request: HttpRequest) -> list[str]:
    """What was typed into the form that could not be taken: "back" would reload its page without them.

    Nothing of a form that another site sent, or a browser that does not say whence: it could put words
    on our page.
    """
    if not is_from_here(request):
        return []
    try:
        fields = request.POST.lists()
    except (SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError):
        return []  # the form itself is what could not be read
    return [
        str(text)
        for name, texts in fields
        for text in texts
        if (len(text) >= SHORTEST_TEXT or " " in text.strip())
        and not any(part in name.lower() for part in SECRET_FIELDS)
    ]
