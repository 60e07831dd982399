"""The pages whose words the secretariat writes, for everybody."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum.choices import TextState
from forum.models import PageText, TextPage
from forum.models.texts import SOURCE


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """All pages that have words, in the order of the secretariat; two queries."""
    pages = list(TextPage.objects.visible_to(request.user).readable())
    texts = chosen(PageText.objects.in_force().defer("body").filter(page__in=pages))
    rows = [{"page": page, "text": texts[page.pk]} for page in pages if page.pk in texts]
    return render(request, "forum/about.html", {"rows": rows, "trail": _trail(_("About"))})


@login_not_required
@require_safe
def text_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The words of a page in the reader's language, else in English; two queries."""
    page = get_object_or_404(TextPage.objects.visible_to(request.user), slug=slug)
    return render(
        request, "forum/text_page.html", context_of(page, list(PageText.objects.in_force().filter(page=page)))
    )


def context_of(page: TextPage, texts: list[PageText], text: PageText | None = None) -> dict[str, Any]:
    """What the page needs to show `text`, or the one for the active language. Raises Http404 where there is none."""
    source = next((one for one in texts if one.language == SOURCE), None)
    shown = text or chosen(texts).get(page.pk)
    if shown is None:
        raise Http404(_("This page has no text yet."))
    return {
        "page": page,
        "text": shown,
        "is_fallback": shown.language != (get_language() or SOURCE) and text is None,
        "is_stale": shown.state(source) == TextState.STALE,
        "is_translation": shown.language != SOURCE,
        "trail": [*_trail(_("About"), reverse("about")), {"label": shown.title, "url": ""}],
    }


def chosen(texts: Any) -> dict[str, PageText]:
    """Of each page its text in the active language, else the English one."""
    rank = {get_language() or SOURCE: 0, SOURCE: 1}
    found: dict[str, PageText] = {}
    for text in sorted((one for one in texts if one.language in rank), key=lambda one: rank[one.language]):
        found.setdefault(text.page_id, text)
    return found


def _trail(title: str, url: str = "") -> list[dict[str, str]]:
    return [{"label": _("Home"), "url": reverse("home")}, {"label": title, "url": url}]
