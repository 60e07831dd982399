"""What the public opens of a publication besides its page, and what the public pages of all kinds share.

Sibling apps call `public_page` for one record in its versions; their lists are drawn by `public_lists.py`.
"""

import hashlib
import re
import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import content_disposition_header, http_date, quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import downloads, made_once, pdf
from core.access import allowed
from publications import citations, counts, names, printed
from publications.models import Publication, PublicationContent, PublishedFile

# --- pages of sibling apps


class Versions(list[Any]):
    """All versions of one record, newest first, each with the name of its body as it is now; `around` moves with
    whatever stands beside them, and with names."""

    around: Sequence[Any] = ()

    @property
    def hangs_on(self) -> list[Any]:
        """What a page of any of them hangs on, besides its address and its language."""
        return [*self.around, *((one.pk, one.is_current, one.changed_at, one.body_name) for one in self)]


def public_page(
    request: HttpRequest,
    reference: str,
    number: int | None,
    draw: Callable[[Publication, Versions], HttpResponseBase],
    *,
    beside: Sequence[str] = (),
) -> HttpResponseBase:
    """The newest version of `reference`, or version `number`, which says for ever what it said, as `draw` makes it.

    `draw` gets the version and all of them, newest first; content and files are read where it asks for them. `beside`
    are the kinds of which something stands there too, such as pledges that answer it. 404 for what was never
    published, 410 with the stub for what was withdrawn; `?format=bibtex|ris|csl` is the citation.
    """
    visible = Publication.objects.visible_to(request.user).versions_of(reference)
    versions = Versions(visible.annotate(body_name=F("organisation__name")))
    found = (one for one in versions if (one.is_current if number is None else one.version == number))
    publication = next(found, None)
    if publication is None:
        raise Http404
    if publication.withdrawn_at:
        return withdrawn(request, publication)
    stamp = names.stamp()
    versions.around = (stamp, *counts.total_of_list(beside)) if beside else (stamp,)
    response = cacheable(
        request,
        versions.hangs_on,
        lambda: citation_file(request, publication) or draw(publication, versions),
        changed=max(one.changed_at for one in versions),
        stamp=stamp,
    )
    if publication.path:
        response["Link"] = _embedded(publication)
    return response


def cacheable(
    request: HttpRequest,
    parts: Iterable[Any],
    make: Callable[[], HttpResponseBase],
    *,
    changed: datetime | None = None,
    dated: bool = False,
    stamp: str = "",
) -> HttpResponseBase:
    """The page that `make` draws, or 304 where the visitor has it already.

    `parts` and the moment `changed` are what the page hangs on, as
    `cacheable(request, [v.pk for v in versions], make, changed=max(v.changed_at for v in versions))`.
    The names of States, objectives and organizations are among it everywhere; `stamp` is theirs, where it is read
    already. Anybody may keep the page, and has to ask each time whether it is still true, so that a withdrawal works at
    once; nobody keeps what `make` marks itself. There is no Last-Modified, since a list from which something goes is no
    older, unless the page is `dated`: `changed` then moves whatever happens. Whoever has a session gets the page fresh.
    """
    if settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES:
        return make()
    etag = _etag(request, [stamp or names.stamp(), *parts, changed])
    moment = _over(changed) if dated else None
    response = get_conditional_response(request, etag=etag, last_modified=moment) or make()
    if moment and response.status_code in (200, 304):
        response["Last-Modified"] = http_date(moment)
    is_own = "Cache-Control" in response
    if response.status_code in (200, 304) and not is_own and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
        response["ETag"] = etag
        response["Cache-Control"] = "public, max-age=0, must-revalidate"
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response


def withdrawn(request: HttpRequest, publication: Publication) -> HttpResponse:
    """What is left of a withdrawn publication: 410 with title, dates, reason and fingerprint; for a program that asks
    for `?format=json` as a problem (RFC 9457)."""
    if request.GET.get("format") == "json":
        return _withdrawn_for_programs(publication)
    return render(request, "publications/withdrawn.html", {"publication": publication}, status=410)


def _withdrawn_for_programs(publication: Publication) -> JsonResponse:
    said = {
        "status": 410,
        "title": "Gone",
        "detail": _("This publication was withdrawn. Its reason stands here, its text is shown no more."),
        "reference": publication.reference,
        "version": publication.version,
        "withdrawn_at": publication.withdrawn_at,
        "reason": publication.withdrawal_reason,
    }
    problem = {"ensure_ascii": False}
    return JsonResponse(
        said, status=410, content_type="application/problem+json; charset=utf-8", json_dumps_params=problem
    )


def citation_file(request: HttpRequest, publication: Publication) -> HttpResponse | None:
    """The citation that `?format=bibtex`, `ris` or `csl` asks for, `of=all` that of all versions; else None."""
    form = request.GET.get("format", "")
    if form not in citations.TYPES:
        return None
    is_work = request.GET.get("of", "") == "all"
    cited = getattr(citations.cite(publication, every_version=is_work), form)
    response = HttpResponse(cited, content_type=f"{citations.TYPES[form]}; charset=utf-8")
    number = "" if is_work else f"-v{publication.version}"
    name = f"{publication.reference}{number}.{citations.ENDINGS[form]}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


def pdf_file(request: HttpRequest, publication: Publication) -> HttpResponseBase | None:
    """The PDF that `?format=pdf` asks for, or the page that says how far it is; None for anything else."""
    if request.GET.get("format", "") != "pdf" or not pdf.is_available():
        return None
    return made_once.answer(request, printed.wanted(publication))


# --- own addresses


@login_not_required
@require_safe
def file(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """A published file; missing once its publication is withdrawn."""
    stored = get_object_or_404(PublishedFile.objects.visible_to(request.user).select_related("publication"), pk=pk)
    if not allowed(request.user, "publications.read_file", stored):
        raise Http404
    return cacheable(
        request,
        (stored.sha256,),
        lambda: downloads.file_response(stored.file, name=stored.name, content_type=stored.content_type),
    )


@login_not_required
@require_safe
def by_number(request: HttpRequest, reference: str, version: int) -> HttpResponse:
    """The way to a version by its number, for texts that keep nothing else of it."""
    seen = Publication.objects.visible_to(request.user).filter(reference=reference, version=version).exclude(path="")
    one = seen.order_by("-standing").first()
    if one is None:
        raise Http404
    return redirect(one.version_url())


@login_not_required
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Which publication or published file a fingerprint belongs to (FEATURES R29)."""
    typed = request.GET.get("sha256", "").strip()
    sha256 = re.sub(r"[\s:]", "", typed[:200]).lower()
    is_one = re.fullmatch(r"[0-9a-f]{64}", sha256) is not None
    found: list[dict[str, Any]] = []
    if is_one:
        texts = PublicationContent.objects.filter(sha256=sha256).defer("content").select_related("publication")
        found = [{"publication": text.publication, "file": None} for text in texts.order_by("pk")[:20]]
        files = PublishedFile.objects.visible_to(request.user).filter(sha256=sha256).select_related("publication")
        found += [{"publication": one.publication, "file": one} for one in files.order_by("pk")[:20]]
    context = {"typed": typed[:200], "is_wrong": bool(typed) and not is_one, "asked": is_one, "found": found}
    return render(request, "publications/verify.html", context, status=400 if context["is_wrong"] else 200)


# --- parts


def _etag(request: HttpRequest, parts: Iterable[Any]) -> str:
    """Changes with the page's `parts`, language, address, the release's files, and once a day."""
    release = getattr(staticfiles_storage, "manifest_hash", "")
    said = [get_language(), request.get_full_path(), release, timezone.now().date(), *parts]
    return quote_etag(hashlib.sha256(repr([str(one) for one in said]).encode()).hexdigest()[:32])


def _embedded(publication: Publication) -> str:
    """Where programs learn how the page is shown in a frame (oembed.com, "Discovery")."""
    page = urlencode({"url": settings.SITE_URL + publication.get_absolute_url()})
    return f'<{settings.SITE_URL}{reverse("oembed")}?{page}>; rel="alternate"; type="application/json+oembed"'


def _over(changed: datetime | None) -> int | None:
    """`changed` in whole seconds, once that second is over: another change could share it."""
    second = int(changed.timestamp()) if changed else 0
    return second if 0 < second < int(timezone.now().timestamp()) else None
