"""Lists for feed readers. They stand outside the languages: `?lang=` says in which the portal's own words come."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import limits
from publications import feeds
from publications.choices import Standing
from publications.lists import Offer, PublicList, offer_of
from publications.models import Publication
from publications.views.public import cacheable

TYPE = "application/atom+xml; charset=utf-8"


@login_not_required
@require_safe
def feed(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The public list of this kind, or of all, as its query string selects it, newest first (FEATURES O9).

    400 in plain words for a wrong value; 429 for too many searches (S4); 503 while words cannot be looked for, since a
    feed without them would bring what nobody asked for.
    """
    offer = offer_of(kind)
    if offer is None:
        raise Http404
    with translation.override(_language(request)):
        shown = PublicList(offer.publications(request.user), offer.wanted(request.GET), offer.kinds)
        problems = [*_wrong_language(request), *shown.wanted.problems]
        if problems:
            return _in_plain_words("\n".join(problems), status=400)
        if shown.wanted.words and (refused := limits.too_often(request, "search")):
            return refused
        if shown.is_behind:
            return _in_plain_words(_("The search is being rebuilt. Try again in some minutes."), status=503)
        return cacheable(request, shown.hangs_on, lambda: _drawn(request, offer, shown))


@login_not_required
@require_safe
def changes(request: HttpRequest) -> HttpResponseBase:
    """What was published, corrected and withdrawn, of all kinds (FEATURES O16)."""
    originals = Publication.objects.visible_to(request.user).filter(standing=Standing.ORIGINAL)
    changed = originals.aggregate(changed=Max("changed_at"))["changed"]
    with translation.override(_language(request)):
        if problems := _wrong_language(request):
            return _in_plain_words("\n".join(problems), status=400)

        def make() -> HttpResponse:
            text = feeds.atom(
                title=_("%(portal)s: what has changed") % {"portal": settings.SITE_NAME},
                url=settings.SITE_URL + request.get_full_path(),
                page=settings.SITE_URL + reverse("home"),
                entries=feeds.changes(originals),
                changed=changed,
            )
            return HttpResponse(text, content_type=TYPE)

        return cacheable(request, (), make, changed=changed)


def _drawn(request: HttpRequest, offer: Offer, shown: PublicList) -> HttpResponse:
    """One page; `?after=` is checked as that of the list is."""
    after, said = request.GET.get("after", ""), {"lang": translation.get_language() or ""}
    page, here = shown.page(after), settings.SITE_URL + request.path
    title = str(offer.listing().title)
    if shown.wanted.words or shown.wanted.in_use:
        title = f"{title}: {shown.wanted.in_words()}"
    text = feeds.atom(
        title=title,
        url=f"{here}?{shown.selection(**said, **({'after': after} if after else {}))}",
        page=offer.url(shown.selection()),
        entries=map(feeds.entry_of, page.rows),
        changed=shown.changed,
        older=f"{here}?{shown.selection(**said, after=page.after)}" if page.after else "",
    )
    return HttpResponse(text, content_type=TYPE)


def _language(request: HttpRequest) -> str:
    wanted = request.GET.get("lang", "")
    return wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _wrong_language(request: HttpRequest) -> list[str]:
    wanted = request.GET.get("lang", "")
    if not wanted or wanted in dict(settings.LANGUAGES):
        return []
    languages = ", ".join(code for code, _name in settings.LANGUAGES)
    return [
        _("There is no language “%(language)s”. Take one of %(all)s.") % {"language": wanted[:20], "all": languages}
    ]


def _in_plain_words(words: str, *, status: int) -> HttpResponse:
    response: Any = HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response
