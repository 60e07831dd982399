"""How the portal is doing, for everybody (FEATURES X11): what /readyz knows, in words; plain HTML."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum.models import PageText
from forum.views.texts import chosen
from imrf_portal.pages.health import checks
from notifications.choices import Status
from notifications.models import Message

KNOWN_TROUBLES = "known-troubles"


@login_not_required
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """Whether each part works now, when mail last went out, the version, the last try at a restore, known troubles."""
    found = checks()
    words = {
        "database": _("Reading and writing"),
        "cache": _("Signing in and limits"),
        "queue": _("Mail and files made in the background"),
        "disk": _("Room for files"),
        "mail": _("Mail to the outside"),
    }
    texts = PageText.objects.in_force().filter(page=KNOWN_TROUBLES)
    context: dict[str, Any] = {
        "parts": [{"label": words[name], "works": works} for name, works in found.items()],
        "all_well": all(found.values()),
        "mail_sent_at": last_mail(),
        "version": settings.VERSION,
        "restore_tried_on": settings.RESTORE_TRIED_ON,
        "troubles": chosen(texts).get(KNOWN_TROUBLES),
        "trail": [{"label": _("Home"), "url": reverse("home")}, {"label": _("Status"), "url": ""}],
    }
    return render(request, "pages/status.html", context)


def last_mail() -> datetime | None:
    """When the last message went out of those the secretariat may know of; None before the first.

    The moment of any other would tell that a State is at work (condition 18).
    """
    known = Message.objects.filter(status=Status.SENT, confidential=False)
    sent: datetime | None = known.aggregate(last=Max("sent_at"))["last"]
    return sent
