"""What the frame of every page needs; reads no table for a visitor."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.middleware import login_ends_in
from imrf_portal.pages import overviews
from imrf_portal.pages.data import footer_links
from notifications import outbox


def frame(request: HttpRequest) -> dict[str, Any]:
    """Navigation, contact and banners for base.html."""
    places = [("roadmap", _("Roadmap")), *((overview.LIST, overview.LABEL) for overview in overviews())]
    places += [("objectives", _("Objectives")), ("countries", _("Countries"))]
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        places.append(("work", _("My work")))
        if user.is_staff:
            places.append(("admin:index", _("Administration")))
    nav = []
    for name, label in places:
        url = reverse(name)
        at_desk = "/fill/" in request.path or request.path.endswith("/reviews/start/")
        current = name == "work" if at_desk else _is_within(request, name, url)
        nav.append({"label": label, "url": url, "current": current})
    return {
        "nav": nav,
        "footer_links": [*around_links(), *footer_links(), *about_links()],
        "contact_email": settings.CONTACT_EMAIL,
        "site_url": settings.SITE_URL,
        "press_email": settings.PRESS_EMAIL,
        "data_email": settings.DATA_EMAIL,
        "demo_banner": settings.FORUM_DEMO,
        "mail_paused": bool(user is not None and user.is_authenticated and user.is_staff and outbox.paused()),
        "login_ends_in": login_ends_in(request),
        "request_id": getattr(request, "id", ""),
    }


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


def _is_within(request: HttpRequest, name: str, url: str) -> bool:
    """Whether this page lies under the place, or is another address of its app: roundtables belong to dialogues."""
    page = request.resolver_match
    space, _colon, _name = name.rpartition(":")
    return request.path.startswith(url) or bool(space and page and page.namespace == space)
