"""What browsers tell when the content security policy held something back (RELIABILITY S18)."""

import logging
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.limits import too_often
from core.plain_text import read_json

log = logging.getLogger("portal.policy")
MOST_AT_ONCE = 10
TYPES = ("application/reports+json", "application/json")
TOLD = {"effectiveDirective": "rule", "blockedURL": "held back", "documentURL": "page"}
"""What is kept of a report; a sample of the page's text is not."""


@csrf_exempt  # a browser sends these by itself; nothing is changed by them
@login_not_required
@require_POST
def reports(request: HttpRequest) -> HttpResponse:
    """Log what a browser reports, addresses without their queries; 204 for whatever it sends, 400 for no JSON, 415 for
    what does not say that it is."""
    if slower := too_often(request, "policy reports"):
        return slower
    if request.content_type not in TYPES:
        return HttpResponse(status=415)
    try:
        sent = read_json(request.body)
    except ValueError:
        return HttpResponse(status=400)
    for report in [one for one in sent if isinstance(one, dict)][:MOST_AT_ONCE] if isinstance(sent, list) else []:
        if isinstance(body := report.get("body"), dict):
            log.warning("policy: %s", ", ".join(f"{word} {_short(body.get(key))}" for key, word in TOLD.items()))
    return HttpResponse(status=204)


def _short(address: Any) -> str:
    """Without query and fragment, which may hold what a person typed, in one line of the log."""
    text = str(address or "").partition("?")[0].partition("#")[0][:200]
    return "".join(c for c in text if c.isprintable())
