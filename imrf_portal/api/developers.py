"""The page for those who write programs: docs/api.md with the operations, drawn from the OpenAPI document."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.safestring import mark_safe

from core import downloads
from core.kept import release
from imrf_portal.api import openapi
from publications.views.public import cacheable

GUIDE = Path(settings.BASE_DIR) / "docs" / "api.md"
EXAMPLE = "https://portal.example"
"""The portal in the guide."""


def document(request: HttpRequest) -> HttpResponseBase:
    """The OpenAPI document."""
    return cacheable(request, [release()], lambda: downloads.as_json(openapi.document()))


def page(request: HttpRequest) -> HttpResponseBase:
    """The guide, whose examples the tests run, and every operation."""
    context = {"guide": _guide(settings.SITE_URL), "operations": _operations(), "document": "/api/v1/openapi.json"}
    return cacheable(request, [release()], lambda: render(request, "api/docs.html", context))


@lru_cache(maxsize=1)
def _guide(site: str) -> str:
    from markdown_it import MarkdownIt

    text = GUIDE.read_text(encoding="utf-8").replace(EXAMPLE, site)
    return mark_safe(MarkdownIt("commonmark", {"html": False}).enable("table").render(text))  # noqa: S308 - our own


@lru_cache(maxsize=1)
def _operations() -> list[dict[str, Any]]:
    document = openapi.document()
    return [
        {
            "path": path,
            "summary": operation["summary"],
            "description": operation.get("description", ""),
            "parameters": [_parameter(one) for one in operation.get("parameters", [])],
            "fields": _fields(operation, document["components"]["schemas"]),
        }
        for path, methods in document["paths"].items()
        for operation in methods.values()
    ]


def _parameter(one: dict[str, Any]) -> dict[str, str]:
    return {
        "name": one["name"],
        "place": one["in"],
        "about": one.get("description") or one["schema"].get("description", ""),
    }


def _fields(operation: dict[str, Any], schemas: dict[str, Any]) -> list[dict[str, str]]:
    """What is answered: of a list, each of its items."""
    schema = _read(operation["responses"][200]["content"]["application/json"]["schema"], schemas)
    if "items" in schema["properties"]:
        schema = _read(schema["properties"]["items"]["items"], schemas)
    return [
        {"name": name, "type": _type(one), "about": one.get("description", "")}
        for name, one in schema["properties"].items()
    ]


def _read(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    return schemas[schema["$ref"].rsplit("/", 1)[-1]] if "$ref" in schema else schema


def _type(one: dict[str, Any]) -> str:
    if "anyOf" in one:
        return " or ".join(map(_type, one["anyOf"]))
    if "$ref" in one:
        return str(one["$ref"]).rsplit("/", 1)[-1]
    if one.get("type") == "array":
        return f"list of {_type(one['items'])}"
    return str(one.get("format") or one.get("type", "value"))
