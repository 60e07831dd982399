"""What went wrong, told to programs (RFC 9457)."""

from http.client import responses
from typing import Any

from django.http import HttpRequest, JsonResponse

TYPE = "application/problem+json; charset=utf-8"
PLACE = "/api/"


def problem(status: int, detail: str, **more: Any) -> JsonResponse:
    """`detail` says in a sentence what to do; `more` is what a program can act on."""
    said = {"status": status, "title": responses[status], "detail": detail, **more}
    return JsonResponse(said, status=status, content_type=TYPE, json_dumps_params={"ensure_ascii": False})


def is_for_programs(request: HttpRequest) -> bool:
    """Whether a program asked, that wants no page."""
    return request.path.startswith(PLACE)
