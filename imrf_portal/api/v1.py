"""Version 1 of the API: its operations in the order of the documentation.

What is answered never changes its meaning within a version; docs/api.md promises how long a version lasts.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime
from functools import wraps
from inspect import signature
from typing import Annotated, Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import NinjaAPI, Query
from ninja.errors import ValidationError
from pydantic import AfterValidator

from core import downloads, limits
from core.kept import drawn
from core.pagination import page_of
from imrf_portal.api import catalogue, register, schemas
from imrf_portal.api.problems import problem
from publications import counts, lists, names
from publications.choices import Kind, Standing
from publications.dumps import KEPT
from publications.filters import PublicationFilter
from publications.models import Dump
from publications.views import dumps as dump_view
from publications.views.public import cacheable

MOST = 100
"""Items of a page."""
USUAL = 25
PLACE = "/api/v1/"
ALWAYS = {"lang"}
"""Parameters of every address; the door has read them."""
OF_SEARCH = {"q", "sort"}

api = NinjaAPI(
    title="IMRF Portal: published data",
    version="1.0",
    urls_namespace="api-v1",
    docs_url=None,
    openapi_url=None,
    description="Everything that is published, read only and open to everybody, without a key. Under /own, with a "
    "personal token: the reviews of one's own State. A parameter that an address does not have, and one that takes one "
    "value and comes twice, is refused by name.",
)
Handler = Callable[..., HttpResponseBase]


def _sane(moment: datetime | None) -> datetime | None:
    """A moment with a zone, UTC where none is said, in the years that a portal can know."""
    if moment is None:
        return None
    if not 1970 < moment.year < 2200:
        raise ValueError("must lie between 1971 and 2199")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


Since = Annotated[datetime | None, AfterValidator(_sane)]
SINCE = Query(None, description="Only what changed at this moment or later, as 2026-11-01T00:00:00Z.")
AFTER = Query("", description="Where a page begins: part of `next`, made by the portal for this very selection.")
LIMIT = Query(USUAL, ge=1, description=f"Items of a page, {MOST} at most; more is taken for {MOST}.")


def get(
    path: str, answer: Any, *, summary: str, more: Iterable[int] = (), auth: Any = None
) -> Callable[[Handler], Handler]:
    """An operation: its address, what it answers, and `more` statuses besides 200, 400 and 429; `auth` says who may
    ask, and without it everybody may.

    A parameter that it does not have, and one that is said twice, is refused by name (RELIABILITY B15), so that a
    mistyped filter is not taken for a selection, nor the last of two values for both.
    """
    problems: dict[int, type[schemas.Problem]] = dict.fromkeys((400, *more, 429), schemas.Problem)
    if 410 in problems:
        problems[410] = schemas.Withdrawn

    def keep(view: Handler) -> Handler:
        known = {name for name in signature(view).parameters if f"{{{name}}}" not in path} - {"request"} | ALWAYS
        open_ended = getattr(view, "reads_filters", False)

        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            refused = None if open_ended else _refused(request, known)
            return refused or view(request, *args, **kwargs)

        return api.get(path, response={200: answer, **problems}, summary=summary, auth=auth)(asked)

    return keep


# --- publications


@get("/", schemas.Listed[schemas.Resource], summary="What there is")
def resources(request: HttpRequest) -> HttpResponseBase:
    """The lists of this API."""
    about = {
        "publications": "Everything that is published, the newest version of each",
        "changes": "What happened last to each publication, for those who keep a copy",
        "dumps": "Everything in files, made every night",
        **{name: one.about for name, one in catalogue.LISTS.items()},
    }
    items = [
        {"reference": name, "about": words, "url": request.build_absolute_uri(PLACE + name)}
        for name, words in about.items()
    ]
    return _listed(request, items)


def _reads_filters(view: Handler) -> Handler:
    view.reads_filters = True  # type: ignore[attr-defined]
    return view


@get("/publications", schemas.Listed[schemas.Publication], summary="Publications, newest first", more=[503])
@_reads_filters
def publications(
    request: HttpRequest, updated_since: Since = SINCE, limit: int = LIMIT, after: str = AFTER
) -> HttpResponseBase:
    """All kinds, filtered as on the pages. With exactly one `record` its own filters can be used as well.

    With `q` the best come first, unless `sort=newest`.
    """
    kinds = request.GET.getlist("record")
    wanted = PublicationFilter(request.GET, register.facets_of(kinds), register.FILTERS)
    if refused := _refused(request, {*ALWAYS, *OF_SEARCH, "updated_since", "limit", "after"}, several=wanted.names):
        return refused
    if wanted.problems:
        return problem(400, " ".join(wanted.problems))
    if wanted.order not in ("", *lists.ORDERS):
        return problem(400, f"Take one of {', '.join(lists.ORDERS)}.", parameter="sort")
    if wanted.words and (wait := limits.of_address(request, "search")):
        busy = problem(429, f"Too many searches in a minute. Ask again in {wait} seconds.")
        busy["Retry-After"] = str(wait)
        return busy
    rows = register.everything().current()
    if updated_since:
        rows = rows.filter(changed_at__gte=updated_since)
    shown = lists.PublicList(rows, wanted)
    selection = _name(wanted.selection(sort=wanted.order, since=str(updated_since or "")))

    def make() -> HttpResponse:
        read = shown.page if shown.found else shown.light_page
        page = read(after, min(limit, MOST), selection)
        if shown.is_behind:
            return _later()
        stamp = names.stamp()
        said = drawn("api-item", {one.pk: [one.changed_at, stamp] for one in page.rows}, written)
        return _page(request, [said[one.pk] for one in page.rows if one.pk in said], page.after)

    def written(keys: Sequence[int]) -> dict[int, str]:
        return {one.pk: _text(register.item(one)) for one in register.with_all(shown.whole(keys))}

    return _since_change(request, make)


@get("/publications/{reference}", schemas.WholePublication, summary="One publication, complete", more=[404, 410])
def publication(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The newest version; 410 with date and reason where it was withdrawn."""
    return _publication(request, reference, None)


@get(
    "/publications/{reference}/versions/{number}",
    schemas.WholePublication,
    summary="One version, which never changes",
    more=[404, 410],
)
def version(request: HttpRequest, reference: str, number: int) -> HttpResponseBase:
    """What it said then; `today` says what is true around it now."""
    return _publication(request, reference, number)


@get("/changes", schemas.Listed[schemas.Change], summary="What changed, oldest first")
def changes(
    request: HttpRequest, updated_since: Since = SINCE, limit: int = LIMIT, after: str = AFTER
) -> HttpResponseBase:
    """For a copy that is to stay true: every reference once, at the moment when something last happened to it."""
    rows = register.everything().filter(is_current=True, standing=Standing.ORIGINAL)
    if updated_since:
        rows = rows.filter(changed_at__gte=updated_since)

    def make() -> HttpResponse:
        asked = _name(f"since={updated_since or ''}")
        page = page_of(rows, after, order="changed_at", size=min(limit, MOST), asked=asked, oldest=True)
        return _page(request, [_text(register.change(one)) for one in page.rows], page.after)

    return _since_change(request, make)


@get("/dumps", schemas.Listed[schemas.Dump], summary="Files of everything, made every night")
def dumps(request: HttpRequest) -> HttpResponseBase:
    """The newest first; the last ninety are kept. One in which something was withdrawn since is no longer there."""
    return _listed(request, [dump_view.as_said(one) for one in Dump.objects.visible_to(register.EVERYBODY)[:KEPT]])


# --- lists that publications refer to


@get("/milestones", schemas.Listed[schemas.Milestone], summary="Dates on the road to a forum")
def milestones(
    request: HttpRequest, cycle: int | None = Query(None, description="Year of a forum.")
) -> HttpResponseBase:
    """In the order of their cycles and days; what is unconfirmed is not told."""
    items = catalogue.LISTS["milestones"].items("milestones")
    return _listed(request, [one for one in items if cycle in (None, one["cycle"])])


def _offer(name: str, schema: Any) -> None:
    """A list that fits on one page, and each of its items."""
    about = catalogue.LISTS[name].about

    def every(request: HttpRequest) -> HttpResponseBase:
        return _listed(request, catalogue.LISTS[name].items(name))

    def one(request: HttpRequest, reference: str) -> HttpResponseBase:
        items = catalogue.LISTS[name].items(name)
        found = next((item for item in items if item["reference"].casefold() == reference.casefold()), None)
        if found is None:
            raise Http404
        return _answer(request, found)

    every.__name__, one.__name__ = name.replace("-", "_"), f"{name.replace('-', '_')}_one"
    get(f"/{name}", schemas.Listed[schema], summary=about)(every)
    get(f"/{name}/{{reference}}", schema, summary=f"{about}: one of them", more=[404])(one)


for _list, _schema in {
    "countries": schemas.Country,
    "objectives": schemas.Objective,
    "principles": schemas.Principle,
    "actions": schemas.Action,
    "regions": schemas.Region,
    "commissions": schemas.Commission,
    "stakeholder-groups": schemas.StakeholderGroup,
    "cycles": schemas.Cycle,
}.items():
    _offer(_list, _schema)


# --- what went wrong


@api.exception_handler(ValidationError)
def _wrong_value(request: HttpRequest, error: Any) -> HttpResponse:
    first = error.errors[0]
    name = str(first["loc"][-1])
    return problem(400, f"{name}: {first['msg']}.", parameter=name)


def _raised(request: HttpRequest, error: Any) -> HttpResponse:
    """Left to the door, and what is none of its matter to Django."""
    raise error


for _kind in (Exception, Http404, BadRequest):
    api.add_exception_handler(_kind, _raised)


def _refused(request: HttpRequest, known: Collection[str], several: Collection[str] = ()) -> HttpResponse | None:
    """400 for parameters that are neither `known` nor of `several` values, and for those `known` that come twice."""
    if unknown := [name for name in request.GET if name not in known and name not in several]:
        named = ", ".join(f"“{name[:40]}”" for name in unknown[:5])
        return problem(400, f"There is no parameter {named} here. /api/docs lists them.", parameter=unknown[0][:40])
    if twice := [name for name in request.GET if name in known and len(request.GET.getlist(name)) > 1]:
        named = ", ".join(f"“{name}”" for name in twice)
        return problem(400, f"Say {named} once: it takes one value.", parameter=twice[0])
    return None


def _later() -> HttpResponse:
    """While words cannot be looked for an answer would leave something out."""
    response = problem(503, "The search is being rebuilt. Ask again in some minutes.")
    response["Retry-After"] = "120"
    return response


# --- answers


def _publication(request: HttpRequest, reference: str, number: int | None) -> HttpResponseBase:
    rows = register.everything().versions_of(reference).select_related("organisation", "content")
    versions = list(register.with_all(rows.prefetch_related("countries", "objectives")).defer("content__content"))
    found = (one for one in versions if (one.is_current if number is None else one.version == number))
    chosen = next(found, None)
    if chosen is None:
        raise Http404
    if chosen.withdrawn_at:
        return _withdrawn(chosen, versions)
    changed = max(one.changed_at for one in versions)
    parts = [(one.pk, one.is_current) for one in versions]
    return cacheable(
        request,
        parts,
        lambda: downloads.as_json(register.whole(chosen, versions)),
        changed=changed,
        dated=True,
    )


def _withdrawn(chosen: Any, versions: list[Any]) -> HttpResponse:
    detail = f"Withdrawn on {chosen.withdrawn_at:%d %B %Y}: {chosen.withdrawal_reason}"
    return problem(
        410,
        detail,
        reference=chosen.reference,
        withdrawn=chosen.withdrawn_at.isoformat(),
        reason=chosen.withdrawal_reason,
        address=register.item(chosen)["address"],
        fingerprints=[one.sha256 for one in versions],
    )


def _since_change(request: HttpRequest, make: Callable[[], HttpResponse]) -> HttpResponseBase:
    """An answer that is true until something in the register changes; to ask that is one query."""
    _total, changed = counts.total_of_list(Kind.values)
    return cacheable(request, (), make, changed=changed, dated=True)


def _text(item: dict[str, Any]) -> str:
    return json.dumps(item, ensure_ascii=False)


def _page(request: HttpRequest, items: list[str], after: str) -> HttpResponse:
    """A page of `items`, each written already, a line each."""
    query = request.GET.copy()
    query["after"] = after
    following = request.build_absolute_uri(f"{request.path}?{query.urlencode()}") if after else None
    rows = ",\n  ".join(items)
    text = f'{{\n "items": [\n  {rows}\n ],\n "next": {json.dumps(following)}\n}}'
    response = HttpResponse(text, content_type="application/json")
    if following:
        response["Link"] = f'<{following}>; rel="next"'
    return response


def _listed(request: HttpRequest, items: list[dict[str, Any]]) -> HttpResponseBase:
    return _answer(request, {"items": items, "next": None})


def _answer(request: HttpRequest, said: Any) -> HttpResponseBase:
    """What is short and made anew each time, told apart by itself."""
    return cacheable(request, [_name(json.dumps(said, sort_keys=True))], lambda: downloads.as_json(said))


def _name(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest()[:16]
