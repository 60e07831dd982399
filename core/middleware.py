"""What every answer of the portal has in common."""

import logging
import re
from collections.abc import Callable

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils.translation import gettext as _

from core import logs

Answer = Callable[[HttpRequest], HttpResponse]

refusals = logging.getLogger("portal.refusals")

PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
UNREADABLE = re.compile("[\x00\ud800-\udfff\ufffd]")


class RequestIdMiddleware:
    """Name the request, so that a person can quote it and an officer can find it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = logs.new_request_id()  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-Id"] = request.id  # type: ignore[attr-defined]
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Log a refusal: who and what was asked, never the content (RELIABILITY 2)."""
        if isinstance(exception, PermissionDenied):
            refusals.warning("refused user=%s %s %s", request.user.pk, request.method, request.path)


class PrivateByDefaultMiddleware:
    """Headers of RELIABILITY 7; a page for someone signed in is never stored by a cache."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            response["Cache-Control"] = "private, no-store"
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class ReadableInputMiddleware:
    """Refuse what no database can store: NUL, lone surrogates, bytes that are not UTF-8 (B1, B2).

    Django decodes broken bytes to U+FFFD; a person cannot type that character, so it is refused too.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: object) -> None:
        """Look at address, query and form; raise SuspiciousOperation (400) for unreadable text."""
        typed = [request.path]
        typed += [text for key, values in request.GET.lists() for text in (key, *values)]
        if request.method == "POST":
            try:
                typed += [str(text) for key, values in request.POST.lists() for text in (key, *values)]
                typed += [file.name or "" for files in request.FILES.lists() for file in files[1]]
            except UnreadablePostError as error:
                raise SuspiciousOperation(_("The connection broke off before all was received.")) from error
        if any(UNREADABLE.search(text) for text in typed):
            raise SuspiciousOperation(_("The text holds a character that cannot be stored. Remove it and send again."))
