"""The catalogue of all data sets for other catalogues: DCAT-AP, as JSON-LD and as Turtle (FEATURES O11).

Both are written from the same nodes. A node is {"@id", "@type", property: values}; a value is a text, a node or a
reference to one, {"@id": …}, or {"@value": …} with a language or a type.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from core import downloads
from imrf_portal.pages import overviews
from publications import counts, lists
from publications.choices import Kind
from publications.models import Dump
from publications.records import licence_of
from publications.views.dumps import as_said
from publications.views.public import cacheable

Node = dict[str, Any]
PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
MEDIA = "https://www.iana.org/assignments/media-types/"
TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "facets": "application/jsonl",
    "atom": "application/atom+xml",
}
ENGLISH = "http://publications.europa.eu/resource/authority/language/ENG"
CONTINUOUS = "http://publications.europa.eu/resource/authority/frequency/CONT"


@login_not_required
@require_safe
def catalogue(request: HttpRequest, form: str) -> HttpResponseBase:
    """The catalogue as `jsonld` or `ttl`."""
    if form not in ("jsonld", "ttl"):
        raise Http404
    _total, changed = counts.total_of_list(Kind.values)
    dumps = [as_said(one) for one in Dump.objects.visible_to(request.user)[:1]]

    def make() -> HttpResponse:
        with translation.override("en"):
            nodes = list(_nodes(changed.isoformat() if changed else "", dumps))
        if form == "ttl":
            return HttpResponse(turtle(nodes), content_type="text/turtle; charset=utf-8")
        said = {"@context": PREFIXES, "@graph": nodes}
        text = json.dumps(said, ensure_ascii=False, indent=1)
        return HttpResponse(text, content_type="application/ld+json; charset=utf-8")

    response = cacheable(request, [form, dumps], make, changed=changed)
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _nodes(changed: str, dumps: list[dict[str, Any]]) -> Iterator[Node]:
    site, data = settings.SITE_URL, settings.SITE_URL + reverse("data")
    offers = [(overview, offer) for overview in overviews() if (offer := lists.offer_of(overview.KIND))]
    publisher = {"@id": f"{site}/#publisher"}
    names = ["everything", *(offer.kind for _overview, offer in offers)]
    yield {
        "@id": f"{site}/catalogue",
        "@type": "dcat:Catalog",
        "dct:title": _english(str(settings.SITE_NAME)),
        "dct:description": _english("Everything that is published for the International Migration Review Forum."),
        "dct:publisher": publisher,
        "dct:language": {"@id": ENGLISH},
        "foaf:homepage": {"@id": f"{site}/"},
        "dcat:dataset": [{"@id": f"{site}/catalogue#{name}"} for name in names],
        "dcat:service": {"@id": f"{site}/api/v1/"},
    }
    yield {"@id": publisher["@id"], "@type": "foaf:Agent", "foaf:name": _english(str(settings.SITE_NAME))}
    yield {
        "@id": f"{site}/api/v1/",
        "@type": "dcat:DataService",
        "dct:title": _english("API, version 1"),
        "dcat:endpointURL": {"@id": f"{site}/api/v1/"},
        "dcat:endpointDescription": {"@id": f"{site}/api/v1/openapi.json"},
        "dcat:servesDataset": [{"@id": f"{site}/catalogue#{name}"} for name in names],
    }
    common = _common(publisher, data, changed)
    whole = [_file(file["url"], file["format"], data, file) for dump in dumps for file in dump["files"]]
    yield _dataset(names[0], "All publications", "All kinds, every version.", whole, common)
    for overview, offer in offers:
        page = offer.url()
        files = [_file(f"{page}?format={form}", form, data) for form in downloads.FORMATS]
        files.append(_file(settings.SITE_URL + reverse("feed", args=[offer.kind]), "atom", data))
        if licence := licence_of(offer.kind):
            files = [{**file, "dct:license": {"@id": licence.url}} for file in files]
        yield _dataset(offer.kind, str(overview.LABEL), str(offer.listing().lede), files, common)


def _common(publisher: Node, data: str, changed: str) -> Node:
    """What is the same of every data set."""
    return {
        "dct:publisher": publisher,
        "dct:accrualPeriodicity": {"@id": CONTINUOUS},
        "dct:accessRights": {"@id": "http://publications.europa.eu/resource/authority/access-right/PUBLIC"},
        "dcat:landingPage": {"@id": data},
        "dcat:contactPoint": {
            "@id": f"{settings.SITE_URL}/#contact",
            "@type": "vcard:Organization",
            "vcard:fn": str(settings.SITE_NAME),
            "vcard:hasEmail": {"@id": f"mailto:{settings.CONTACT_EMAIL}"},
        },
        **({"dct:modified": _typed(changed, "dateTime")} if changed else {}),
    }


def _dataset(name: str, title: str, about: str, files: list[Node], common: Node) -> Node:
    return {
        "@id": f"{settings.SITE_URL}/catalogue#{name}",
        "@type": "dcat:Dataset",
        "dct:identifier": name,
        "dct:title": _english(title),
        "dct:description": _english(about or title),
        **common,
        "dcat:distribution": files,
    }


def _file(url: str, form: str, terms: str, dump: Node | None = None) -> Node:
    said: Node = {
        "@id": url,
        "@type": "dcat:Distribution",
        "dcat:accessURL": {"@id": url},
        "dcat:downloadURL": {"@id": url},
        "dcat:mediaType": {"@id": MEDIA + TYPES[form]},
        "dct:rights": {"@id": terms},
    }
    if dump:
        said |= {
            "dcat:compressFormat": {"@id": f"{MEDIA}application/gzip"},
            "dcat:byteSize": _typed(str(dump["size"]), "nonNegativeInteger"),
            "spdx:checksum": {
                "@id": f"{url}.sha256",
                "@type": "spdx:Checksum",
                "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                "spdx:checksumValue": _typed(dump["sha256"], "hexBinary"),
            },
        }
    return said


def _english(text: str) -> Node:
    return {"@value": text, "@language": "en"}


def _typed(value: str, kind: str) -> Node:
    return {"@value": value, "@type": f"xsd:{kind}"}


def turtle(nodes: list[Node]) -> str:
    """The same nodes as Turtle; one within another becomes a subject of its own, written once."""
    subjects: dict[str, str] = {}
    for node in nodes:
        _write(node, subjects)
    head = "".join(f"@prefix {name}: <{address}> .\n" for name, address in PREFIXES.items())
    return head + "\n" + "\n".join(subjects.values())


def _write(node: Node, subjects: dict[str, str]) -> str:
    said = []
    for name, values in node.items():
        if name != "@id":
            written = [_value(name, one, subjects) for one in (values if isinstance(values, list) else [values])]
            said += [f"    {'a' if name == '@type' else name} {', '.join(written)}"] if written else []
    subject = _term(node["@id"])
    if said:
        subjects[node["@id"]] = f"{subject}\n" + " ;\n".join(said) + " .\n"
    return subject


def _value(name: str, value: Any, subjects: dict[str, str]) -> str:
    if name == "@type":
        return str(value)
    if isinstance(value, str):
        return _quoted(value)
    if "@id" in value:
        return _write(value, subjects)
    kind = f"@{value['@language']}" if "@language" in value else f"^^{value['@type']}"
    return _quoted(value["@value"]) + kind


def _term(name: str) -> str:
    """A short name as it is, an address in angle brackets, in which some characters may not stand."""
    if name.partition(":")[0] in PREFIXES:
        return name
    return "<" + "".join(f"%{ord(one):02X}" if one in '<>"{}|^`\\ ' else one for one in name) + ">"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
