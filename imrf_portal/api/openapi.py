"""The OpenAPI document of version 1: what django-ninja knows of the operations, and the filters of the pages."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils import translation

from imrf_portal.api import problems, register
from imrf_portal.api.own import api
from imrf_portal.api.v1 import PLACE
from publications.choices import Kind
from publications.filters import MOST_VALUES, Facet, PublicationFilter

VALUES = {"type": "array", "items": {"type": "string"}, "maxItems": MOST_VALUES}


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """All of it, in English, made once a process."""
    with translation.override("en"):
        made = dict(api.get_openapi_schema(path_prefix=PLACE))
        made["info"] = {**made["info"], "license": {"name": "See the terms", "url": f"{settings.SITE_URL}/en/data/"}}
        made["servers"] = [{"url": settings.SITE_URL}]
        for path, methods in made["paths"].items():
            own = [*_filters(), *_of_search()] if path == f"{PLACE}publications" else []
            methods["get"].setdefault("parameters", []).extend([*own, _language()])
            for status, response in methods["get"]["responses"].items():
                if status != 200:
                    response["content"] = {problems.TYPE.partition(";")[0]: response["content"]["application/json"]}
        return made


def _filters() -> list[dict[str, Any]]:
    """Those that all publications have, then those of one kind; where two kinds have the same, they are one."""
    common = PublicationFilter(QueryDict(), columns=register.FILTERS)
    found = {one.name: _filter(one.name, one.label) for one in common.fields({})}
    own: dict[str, list[tuple[str, Facet]]] = {}
    for kind in Kind.values:
        for facet in register.facets_of([kind]):
            own.setdefault(facet.name, []).append((kind, facet))
    for name, facets in own.items():
        words = "; ".join(f"{facet.label} (with record={kind})" for kind, facet in facets)
        found[name] = _filter(name, words)
    return list(found.values())


def _filter(name: str, words: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": f"{words}. Several values: the parameter again.",
        "schema": VALUES,
        "style": "form",
        "explode": True,
    }


def _of_search() -> list[dict[str, Any]]:
    return [
        {"name": "q", "in": "query", "required": False, "description": "Words to look for.", "schema": _text()},
        {
            "name": "sort",
            "in": "query",
            "required": False,
            "description": "With q: the best first, or the newest.",
            "schema": {"type": "string", "enum": ["best", "newest"]},
        },
    ]


def _language() -> dict[str, Any]:
    return {
        "name": "lang",
        "in": "query",
        "required": False,
        "description": "In which the portal's own words come, as names of States; English without it.",
        "schema": {"type": "string", "enum": [code for code, _name in settings.LANGUAGES]},
    }


def _text() -> dict[str, Any]:
    return {"type": "string"}
