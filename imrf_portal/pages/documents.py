"""Pages that are kept as files beside the code: what is new, and the guides (FEATURES X8, X12)."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from core.kept import release
from publications.views.public import cacheable

DOCS = Path(settings.BASE_DIR) / "docs"
IMAGE = re.compile(r'src="images/([\w-]+\.webp)"')


class Guide(NamedTuple):
    """A guide: what it is called, for whom, and the file that holds it, in English."""

    title: Any
    lede: Any
    file: str


GUIDES = {
    "focal-points": Guide(
        gettext_lazy("Guide for focal points"),
        gettext_lazy("How a State prepares and submits its voluntary review."),
        "for-focal-points.md",
    ),
    "reviewers": Guide(
        gettext_lazy("Guide for peer reviewers"),
        gettext_lazy("How a practice is reviewed: ties, scores, days, who reads what."),
        "for-reviewers.md",
    ),
    "secretariat": Guide(
        gettext_lazy("Guide for the secretariat"),
        gettext_lazy("How officers run a forum, in the order of their work."),
        "for-the-secretariat.md",
    ),
}


@login_not_required
@require_safe
def whats_new(request: HttpRequest) -> HttpResponseBase:
    """What has changed for those who use the portal, by date: docs/generated/whats-new.md."""
    return _page(request, _("What is new"), "generated/whats-new.md")


@login_not_required
@require_safe
def guides(request: HttpRequest) -> HttpResponseBase:
    """Every guide with a sentence."""
    context = {"guides": _links(), "trail": _trail(_("Guides"))}
    return cacheable(request, [release()], lambda: render(request, "pages/guides.html", context))


@login_not_required
@require_safe
def guide(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One of GUIDES."""
    if slug not in GUIDES:
        raise Http404
    return _page(request, str(GUIDES[slug].title), GUIDES[slug].file, others=_links(without=slug))


def _page(
    request: HttpRequest, title: str, file: str, *, others: list[dict[str, Any]] | None = None
) -> HttpResponseBase:
    text = _drawn(file)
    middle = [{"label": _("Guides"), "url": reverse("guides")}] if others else []
    context = {"title": title, "text": text, "others": others or [], "trail": _trail(*middle, title)}
    return cacheable(request, [release(), text], lambda: render(request, "pages/document.html", context))


def link_to(slug: str) -> dict[str, Any]:
    """One of GUIDES as a link: label, lede, url."""
    return {"label": GUIDES[slug].title, "lede": GUIDES[slug].lede, "url": reverse("guide", args=[slug])}


def _links(*, without: str = "") -> list[dict[str, Any]]:
    return [link_to(slug) for slug in GUIDES if slug != without]


def _trail(*parts: Any) -> list[dict[str, Any]]:
    home = {"label": _("Home"), "url": reverse("home")}
    return [home, *(part if isinstance(part, dict) else {"label": part, "url": ""} for part in parts)]


@lru_cache
def _drawn(file: str) -> SafeString:
    """A file of `docs` as HTML, its pictures from the static files; read once by a process."""
    from markdown_it import MarkdownIt

    text = (DOCS / file).read_text(encoding="utf-8")
    drawn = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    return mark_safe(IMAGE.sub(lambda found: f'src="{static("guide/" + found[1])}" loading="lazy"', drawn))  # noqa: S308 - our own
