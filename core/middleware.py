"""What every answer of the portal has in common."""

import logging
from collections.abc import Callable, Iterator
from contextlib import suppress

from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    UnreadablePostError,
)
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from core import logs, plain_text
from core.plain_text import UNREADABLE, read_json, texts_of
from core.uploads import NO_ROOM

Answer = Callable[[HttpRequest], HttpResponse]

log = logging.getLogger("portal.middleware")
refusals = logging.getLogger("portal.refusals")

OFF = "accelerometer autoplay camera display-capture encrypted-media fullscreen geolocation gyroscope magnetometer"
OFF += " microphone midi payment picture-in-picture screen-wake-lock usb xr-spatial-tracking"
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in OFF.split())
REPORTS = 'policy="/policy-reports"'
FORMS = ("multipart/form-data", "application/x-www-form-urlencoded", "application/json")
REFUSED = {403: "refused", 404: "missing"}
METHODS = ("GET", "HEAD", "POST", "OPTIONS")
SECRETS = {"token", "key", "uidb36", "signed", "secret"}
"""Parts of an address that open something to whoever knows them."""
LARGEST_REQUEST = 60_000_000
"""Bytes; the largest file of any form is 25 MB."""
LARGEST_TEXT = 2_000_000
"""Bytes of all texts of a form in UTF-8. Up to DATA_UPLOAD_MAX_MEMORY_SIZE a form is read all the same, so that the
page which refuses it gives back what was typed (B9)."""
MOST_RANGES = 10
"""Parts of an answer that one request may ask for; no browser asks for several."""


FOR_OTHER_MACHINES = {
    "feed", "changes_feed", "sitemap", "sitemap_part", "catalogue", "iati", "oembed", "dump", "dump_checksum",
    "newest_dump", "publications:embed_list", "publications:embed_record",
}  # fmt: skip
"""Addresses at which other websites and harvesters take what is published."""


class RequestIdMiddleware:
    """Name the request, so that a person can quote it and an officer can find it; log what was refused."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = logs.new_request_id()  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-Id"] = request.id  # type: ignore[attr-defined]
        if response.status_code in REFUSED:
            log_refusal(request, REFUSED[response.status_code])
        return response


def log_refusal(request: HttpRequest, word: str) -> None:
    """Who asked for what, never the content (RELIABILITY 2). A page that a visitor misses is no news; one that a person
    asks for by the number of what is not theirs is (B45)."""
    who = getattr(getattr(request, "user", None), "pk", None)
    if who or word == "refused":
        refusals.warning("%s user=%s %s %s", word, who, request.method, request.path)


class PrivateByDefaultMiddleware:
    """Headers of RELIABILITY 7; what belongs to a login, or went wrong, is never stored by a cache.

    Whether somebody is signed in is told by the cookie: asking the database again could fail just when it
    is the database that failed.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Reporting-Endpoints", REPORTS)
        if opens_something(request):
            response.headers["Referrer-Policy"] = "strict-origin"
        if request.path.startswith(settings.STATIC_URL):
            return response
        patch_vary_headers(response, ("Cookie",))
        if settings.SESSION_COOKIE_NAME in request.COOKIES or response.cookies or response.status_code >= 400:
            response["Cache-Control"] = "private, no-store"
        return response


def opens_something(request: HttpRequest) -> bool:
    """Whether the address itself is a key, which no page may learn from the Referer header.

    `strict-origin` names the host alone. `no-referrer` would make the browser call the origin of a form
    "null", and every form of such a page would be refused as forged (docs/decisions/address-that-is-a-key.md).
    """
    match = request.resolver_match
    return match is not None and bool(SECRETS & match.kwargs.keys())


class PolicyMiddleware(CSPMiddleware):
    """The content policy, put together once: only frames and letters shown to an officer have one of their own."""

    usual = ""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Write the usual policy, or that of the view; none to the technical pages of development."""
        if settings.DEBUG or hasattr(response, "_csp_replace"):
            return super().process_response(request, response)
        self.usual = self.usual or build_policy()
        response.headers.setdefault("Content-Security-Policy", self.usual)
        return response


class RehearsalMiddleware:
    """In a rehearsal alone (`settings.REHEARSAL`): no search engine keeps a page, and what is made for other machines
    to take away is not there, so that nothing of it is ever taken for the forum (FEATURES W14)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def process_view(self, request: HttpRequest, *view: object) -> None:
        """Raise Http404 for feeds, site maps, catalogues and nightly files."""
        if request.resolver_match is not None and request.resolver_match.view_name in FOR_OTHER_MACHINES:
            raise Http404


class TooMuchText(BadRequest):
    """A form with more text than LARGEST_TEXT. Unlike with RequestDataTooBig it was read: its page gives it back."""


class Unwanted(BadRequest):
    """A request that is refused unread, with its own `status` (docs/decisions/ranges-and-packed-bodies.md)."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


class ReadableInputMiddleware:
    """Refuse what no database can store: NUL, lone surrogates, bytes that are not UTF-8 (B1, B2).

    Django decodes broken bytes to U+FFFD; a person cannot type that character, so it is refused too.
    A cookie of that kind is none (B50); methods that no page has are answered 405 (B48).
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        for name in [name for name, value in request.COOKIES.items() if UNREADABLE.search(value)]:
            del request.COOKIES[name]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: object) -> None:
        """Look at head, address, query and body; raise BadRequest for unreadable text, Unwanted, TooMuchText, or
        RequestDataTooBig."""
        refuse_unread(request)
        length = request.META.get("CONTENT_LENGTH") or "0"
        most = LARGEST_REQUEST if request.content_type in FORMS[:2] else LARGEST_TEXT
        if length.isdecimal() and int(length) > most:
            raise RequestDataTooBig
        texts = list(typed(request))
        unreadable = any(UNREADABLE.search(text) for text in texts)
        if length.isdecimal() and broke_off(request, int(length)):
            raise BadRequest(_("The connection broke off before all was received."))
        if sum(len(text.encode(errors="replace")) for text in texts) > LARGEST_TEXT:
            raise TooMuchText
        if unreadable:
            raise BadRequest(
                _("The text holds a character that cannot be stored, perhaps shown as �. Remove it and send again.")
            )


class TakenOutMiddleware:
    """Say on the next page that characters which cannot be seen were taken out of a form (B3, B4).

    Stands within the messages. What saves itself says so beside its box (`core.autosave.saved`).
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        plain_text.forget_notice()
        response = self.get_response(request)
        if request.method == "POST" and response.status_code == 302 and (notice := plain_text.notice()):
            messages.info(request, notice)
        return response


def refuse_unread(request: HttpRequest) -> None:
    """Raise Unwanted for a request for many parts of an answer, and for a packed body (B54)."""
    if request.headers.get("Range", "").count(",") >= MOST_RANGES:
        raise Unwanted(416, _("So many parts of one answer cannot be had at once. Ask for all of it."))
    if request.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise Unwanted(413, _("What was sent is packed, and nothing that comes packed is read. Send it as it is."))


def broke_off(request: HttpRequest, length: int) -> bool:
    """Whether less came than the `length` in bytes that was announced (F21).

    Servers hand over what arrived before the line was cut as if it were all; half a text must not be stored.
    """
    if request.method != "POST" or request.content_type not in FORMS:
        return False  # not read
    counted = getattr(getattr(request, "_stream", None), "_pos", None)  # by Django, unless the body was read whole
    return (len(request.body) if counted is None else counted) < length


def typed(request: HttpRequest) -> Iterator[str]:
    """Every text that `request` brings: its address, query, form, names of files, JSON.

    Raises BadRequest where the body broke off, is not the JSON that it says, or finds no room on the disk (F20).
    """
    yield request.path
    yield from (text for key, values in request.GET.lists() for text in (key, *values))
    if request.method != "POST":
        return
    try:
        yield from (str(text) for key, values in request.POST.lists() for text in (key, *values))
        yield from (file.name or "" for key, files in request.FILES.lists() for file in files)
        if request.content_type == "application/json":
            yield from texts_of(read_json(request.body or b"[]"))
    except UnreadablePostError as error:
        raise BadRequest(_("The connection broke off before all was received.")) from error
    except OSError as full:  # no room for a large file on its way to its place
        log.error("a file could not be put down: %s", full.strerror)  # noqa: TRY400 - its words name a path
        for handler in request.upload_handlers:
            with suppress(AttributeError, OSError):  # its half would stay on the full disk until the page is forgotten
                handler.file.close()  # type: ignore[attr-defined]
        raise BadRequest(NO_ROOM) from full
    except ValueError as error:
        raise BadRequest(_("What was sent is not readable JSON.")) from error
