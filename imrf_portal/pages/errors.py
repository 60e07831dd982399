"""Pages for what went wrong: what happened, that the text is safe, what to do, and a number to quote."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token


def _page(request: HttpRequest, status: int, reason: str = "", template: str = "") -> HttpResponse:
    context = {"reason": reason, "request_id": getattr(request, "id", "")}
    return render(request, template or f"{status}.html", context, status=status)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, with the sentence of the exception where it was written for people."""
    return _page(request, 400, str(exception or ""))


@requires_csrf_token
def forbidden(request: HttpRequest, exception: PermissionDenied | None = None) -> HttpResponse:
    """403, with the reason that the code gave."""
    return _page(request, 403, str(exception or ""))


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404; the same words whether a thing is missing or not this person's to know."""
    return _page(request, 404)


@requires_csrf_token
def broken(request: HttpRequest) -> HttpResponse:
    """500, from a template that needs neither database nor session."""
    page = render_to_string("500.html", {"request_id": getattr(request, "id", "")})
    return HttpResponse(page, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or old; what was typed is still in the browser."""
    return _page(request, 403, template="403_csrf.html")
