"""What the frame of every page needs; reads no table for a visitor."""

from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.middleware import login_ends_in
from imrf_portal.pages import overviews
from imrf_portal.pages.data import footer_links
from notifications import outbox


class Place(NamedTuple):
    """Where a link of the frame leads; `name` is its address's."""

    name: str
    label: str
    url: str


def frame(request: HttpRequest) -> dict[str, Any]:
    """Navigation, contact and banners for base.html."""
    user: Any = getattr(request, "user", None) or AnonymousUser()
    language = get_language() or ""
    places = [*public_places(language)]
    if user.is_authenticated:
        own = own_places(language)
        places += own if user.is_staff else own[:1]
    return {
        "nav": [{"label": one.label, "url": one.url, "current": _is_current(request, one)} for one in places],
        "footer_links": foot(language),
        "contact_email": settings.CONTACT_EMAIL,
        "site_url": settings.SITE_URL,
        "press_email": settings.PRESS_EMAIL,
        "data_email": settings.DATA_EMAIL,
        "demo_banner": settings.FORUM_DEMO,
        "mail_paused": bool(user.is_staff and outbox.paused()),
        "login_ends_in": login_ends_in(request),
        "request_id": getattr(request, "id", ""),
    }


# Addresses and words of a language stay as they are while a process lives, and to find an address takes Django longer
# than to draw it: sixty of them would be a tenth of a page.


@cache
def public_places(language: str) -> list[Place]:
    """What the navigation shows to everybody, in `language`, which is the active one."""
    places = [("roadmap", _("Roadmap")), *((overview.LIST, overview.LABEL) for overview in overviews())]
    places += [("objectives", _("Objectives")), ("countries", _("Countries"))]
    return [Place(name, str(label), reverse(name)) for name, label in places]


@cache
def own_places(language: str) -> list[Place]:
    """What it shows besides to who is signed in, and last to the secretariat."""
    places = [("work", _("My work")), ("admin:index", _("Administration"))]
    return [Place(name, label, reverse(name)) for name, label in places]


@cache
def foot(language: str) -> list[dict[str, str]]:
    """The links at the foot of every page."""
    return [*around_links(), *footer_links(), *about_links()]


def around_links() -> list[dict[str, str]]:
    """What stands around the forum, at the foot of every page."""
    places = [
        ("secretary_general", _("Reports of the Secretary-General")),
        ("champions", _("Champion countries")),
        ("trust_fund", _("Trust fund")),
        ("stakeholders", _("Stakeholders")),
    ]
    return [{"label": label, "url": reverse(name)} for name, label in places]


def about_links() -> list[dict[str, str]]:
    """The pages about the portal that every page leads to; the others stand under "About"."""
    pages = [("privacy", _("Privacy")), ("accessibility", _("Accessibility")), ("terms", _("Terms"))]
    links = [{"label": label, "url": reverse("text_page", args=[slug])} for slug, label in pages]
    places = [("guides", _("Guides")), ("whats_new", _("What is new"))]
    places += [("measured", _("Measured promises")), ("status", _("Status"))]
    about = {"label": _("About"), "url": reverse("about")}
    return [about, *links, *({"label": label, "url": reverse(name)} for name, label in places)]


def _is_current(request: HttpRequest, place: Place) -> bool:
    """Whether this page lies under the place, or is another address of its app: roundtables belong to dialogues.

    The pages on which a review is written are a person's work.
    """
    if "/fill/" in request.path or request.path.endswith("/reviews/start/"):
        return place.name == "work"
    page = request.resolver_match
    space, _colon, _name = place.name.rpartition(":")
    return request.path.startswith(place.url) or bool(space and page and page.namespace == space)
