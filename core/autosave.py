"""An answer saves itself: what `static/js/autosave.js` and a view say to each other (docs/decisions/autosave.md).

The page: `<form data-autosave="ADDRESS" data-person="PK" data-record="reviews-12">` with the words of
`components/autosave_words.html` after it. In it, for each answer, an element `data-field="NAME"` that holds

- the boxes, inside `data-boxes`: whatever of them is named is sent as a form would send it;
- `<input type="hidden" name="NAME-seen">`, the token that says what the person saw;
- `data-line` for "Saved at 14:02", `data-problem` and `data-echo` for what the server made of it.

One answer is one POST to ADDRESS: its boxes, NAME-seen, `field` and `person`. The view is wrapped in `by_script`
and answers `saved`, `unchanged`, `conflict` (409, with `components/conflict.html` in place of the boxes) or
`refused`. What is stored, and how it is known that somebody else was faster, is the app's: `core.drafts` for the
fields of a model, `reviews.answers` for a questionnaire.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core import limits, plain_text
from core.templatetags.portal import clock

View = Callable[..., JsonResponse]
NOT_KEPT = "not kept"
"""The reason, in a record's history, of a row that holds a text which lost a conflict."""
MOST_IN_WINDOW = 240
"""Answers that one person may save in a minute: somebody who types fast saves twenty."""


def by_script(view: View) -> View:
    """Ask `view` to save one answer, for whoever wrote it and not too often; all in one transaction.

    GET gives a fresh token to a page that outlived its login. Raises nothing: BadRequest becomes a refusal.
    """

    @login_not_required
    @require_http_methods(["GET", "POST"])
    @wraps(view)
    def saving(request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        if not request.user.is_authenticated:
            return refused(_("You were signed out."), 401)
        if request.method == "GET":
            return JsonResponse({"token": get_token(request), "person": str(request.user.pk)})
        if request.POST.get("person", "") != str(request.user.pk):
            return refused(_("Somebody else is signed in in this browser now."), 403)
        if wait := limits.seconds_to_wait("save", request.user.pk, MOST_IN_WINDOW):
            response = refused(_("Too many answers at once. They are sent in a moment."), 429)
            response["Retry-After"] = str(wait)
            return response
        try:
            with transaction.atomic():
                return view(request, *args, **kwargs)
        except BadRequest as unusable:
            return refused(str(unusable), 400)

    saving.asks_to_sign_in = True  # type: ignore[attr-defined]  # itself, so that no text is lost on the way
    return saving


def saved(seen: str, at: datetime, **more: Any) -> JsonResponse:
    """It is stored; `seen` goes with what is typed next. `more`: problem, echo, answered."""
    said = {"problem": "", "echo": "", **more}
    said["echo"] = " ".join(filter(None, (said["echo"], plain_text.notice())))
    return JsonResponse({"state": "saved", "seen": seen, "at": clock(at), **said})


def unchanged(seen: str) -> JsonResponse:
    """There was nothing to store."""
    return JsonResponse({"state": "unchanged", "seen": seen})


def conflict(request: HttpRequest, sides: dict[str, Any]) -> JsonResponse:
    """Somebody was faster: both texts, as `components/conflict.html` takes them."""
    panel = render_to_string("components/conflict.html", {"it": sides}, request)
    return JsonResponse({"state": "conflict", "panel": panel}, status=409)


def writer(who: Any, reader: Any) -> dict[str, Any]:
    """Who wrote theirs, for the two sides of a conflict: `who` by office, or the `reader` in another window."""
    if who is not None and who == reader:
        return {"theirs_who": _("You, in another window"), "is_own": True}
    return {"theirs_who": str(who.office or who) if who else _("Somebody else"), "is_own": False}


def refused(message: str, status: int) -> JsonResponse:
    """It is not stored; `message` says why and the text stays in its box (400) or the answer is closed (403, 409)."""
    return JsonResponse({"state": "refused", "message": message}, status=status)
