"""What is frozen when a practice is submitted or published, in its own language and in others.

One shape for both: all that is written here is for the public; what is not (the focal point of the implementer)
is in no version. A version is complete: a page drawn from it asks no other table.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TypedDict

from django.utils import translation
from django.utils.translation import gettext_lazy

from core import rich_text
from practices.choices import BodyKind, Part, PracticeType, Scope, Stage
from practices.models import Practice, PracticeImage, PracticeTranslation, PracticeVersion
from publications.choices import Kind
from publications.register import FileToPublish, Head
from reference.choices import CountryKind
from reference.models import Country, GuidingPrinciple, Objective, Region, SustainableDevelopmentGoal

SCHEMA = 1
PARTS = {
    "impact": gettext_lazy("Benefit and impact"),
    "lessons": gettext_lazy("Key lessons"),
    "recommendations": gettext_lazy("Recommendations"),
    "innovation": gettext_lazy("What is innovative"),
    "resources": gettext_lazy("Resources that it took"),
}
"""The long texts, in the order of reading."""


class Content(TypedDict):
    """A whole practice, schema 1. `html` of `sections` is cleaned at writing and cleaned again at reading."""

    schema: int
    reference: str
    language: str
    title: str
    summary: str
    organisation: dict[str, str]
    call: dict[str, str] | None
    main_objectives: list[dict[str, Any]]
    further_objectives: list[dict[str, Any]]
    principles: list[dict[str, Any]]
    goals: list[dict[str, Any]]
    type: dict[str, str]
    scope: dict[str, str]
    countries: list[dict[str, Any]]
    regions: list[dict[str, str]]
    starts_on: str
    ends_on: str
    is_ongoing: bool
    dates_note: str
    stage: dict[str, str]
    implementer: dict[str, str]
    participants: list[dict[str, str]]
    sections: list[dict[str, str]]
    links: list[dict[str, str]]
    images: list[dict[str, str]]
    source: dict[str, str]
    sample: bool


def content_of(practice: Practice) -> Content:
    """Everything that `practice` says as it is written now, labels in the practice's own language."""
    countries = list(practice.countries.all())
    with translation.override(practice.language):
        return Content(
            schema=SCHEMA,
            reference=practice.reference or "",
            language=practice.language,
            title=practice.title,
            summary=practice.summary,
            organisation=_organisation(practice),
            call={"title": practice.call.title, "slug": practice.call.slug} if practice.call else None,
            main_objectives=_objectives(practice.main_objectives.all()),
            further_objectives=_objectives(practice.further_objectives.all()),
            principles=[
                {"number": p.number, "letter": p.letter, "name": str(p.name)} for p in practice.principles.all()
            ],
            goals=[{"number": goal.number, "name": str(goal.name)} for goal in practice.goals.all()],
            type=_choice(practice, "type") | {"note": practice.type_note},
            scope=_choice(practice, "scope") | {"note": practice.scope_note},
            countries=[{"code": one.pk, "name": str(one)} for one in countries],
            regions=[{"code": region.code, "name": str(region.name)} for region in practice.regions.all()],
            starts_on=practice.starts_on,
            ends_on=practice.ends_on,
            is_ongoing=practice.is_ongoing,
            dates_note=practice.dates_note,
            stage=_choice(practice, "stage"),
            implementer={
                "name": practice.implementer,
                "kind": practice.implementer_kind,
                "kind_label": practice.get_implementer_kind_display(),
                "web_address": practice.web_address,
            },
            participants=[_participant(row) for row in practice.participants],
            sections=_sections(practice),
            links=list(practice.links),
            images=[_image(image) for image in practice.images.standing()],
            source=dict(practice.source),
            sample=any(one.kind == CountryKind.SAMPLE for one in countries),
        )


def _organisation(practice: Practice) -> dict[str, str]:
    body = practice.organisation
    return {"name": str(body), "kind": str(body.get_kind_display())} if body else {}


def _objectives(objectives: Iterable[Any]) -> list[dict[str, Any]]:
    return [{"number": one.number, "title": str(one.title), "roundtable": one.roundtable} for one in objectives]


def _choice(practice: Practice, name: str) -> dict[str, str]:
    return {"code": getattr(practice, name), "label": str(getattr(practice, f"get_{name}_display")())}


def _participant(row: dict[str, Any]) -> dict[str, str]:
    kinds, parts = dict(BodyKind.choices), dict(Part.choices)
    return {
        **row,
        "kind_label": str(kinds.get(row.get("kind", ""), "")),
        "part_label": str(parts.get(row.get("part", ""), "")),
    }


def _sections(practice: Practice | PracticeTranslation) -> list[dict[str, str]]:
    return [
        {"code": name, "title": str(title), "html": html}
        for name, title in PARTS.items()
        if rich_text.to_plain(html := getattr(practice, name)).strip()
    ]


def _image(image: PracticeImage) -> dict[str, str]:
    return {
        "id": str(image.pk),
        "name": image.name,
        "content_type": image.content_type,
        "alternative": image.alternative,
        "caption": image.caption,
        "credit": image.credit,
    }


def head_of(version: PracticeVersion, *, peer_reviewed: bool) -> Head:
    """What lists and filters know of a practice that is published as `version`."""
    practice, content = version.practice, version.content
    facets = {
        "goal": [str(goal["number"]) for goal in content["goals"]],
        "type": [content["type"]["code"]],
        "scope": [content["scope"]["code"]],
        "led_by": [content["implementer"]["kind"]],
        "call": [content["call"]["slug"] if content["call"] else ""],
        "review": ["peer_reviewed" if peer_reviewed else "carried_over" if practice.is_imported else ""],
    }
    return Head(
        reference=practice.reference or "",
        kind=Kind.PRACTICE,
        title=content["title"],
        summary=content["summary"],
        path=f"practices/{practice.reference}/",
        language=content["language"],
        organisation=practice.organisation,
        countries=[one["code"] for one in content["countries"]],
        objectives=[one["number"] for one in (*content["main_objectives"], *content["further_objectives"])],
        principles=[one["number"] for one in content["principles"]],
        received_at=practice.submitted_at,
        facets={name: [value for value in values if value] for name, values in facets.items()},
    )


def files_of(version: PracticeVersion) -> list[FileToPublish]:
    """Its images, in their order; `title` is what each shows."""
    stored = {str(image.pk): image for image in version.practice.images.all()}
    return [
        FileToPublish(
            file=stored[one["id"]].file,
            name=one["name"],
            content_type=one["content_type"],
            language=version.language,
            title=one["alternative"],
        )
        for one in version.content["images"]
    ]


# --- translations

TRANSLATED = ("title", "summary", *PARTS)
"""What people translate; everything else is said by our own lists."""


def in_language(content: dict[str, Any], translation_: PracticeTranslation) -> dict[str, Any]:
    """The published `content` as `translation_` says it: its texts, and our labels in its language.

    Names of bodies and what was typed into notes stay as they are; pictures stay with the original. Under
    "translation" stand the language and version it was made from.
    """
    language = translation_.language
    with translation.override(language):
        return {
            **content,
            "language": language,
            "translation": {
                "from": content["language"],
                "standing": translation_.standing,
                "as_of": translation_.made_on.isoformat() if translation_.made_on else "",
            },
            "title": translation_.title,
            "summary": translation_.summary,
            "main_objectives": _again(content["main_objectives"], Objective, "number", "title"),
            "further_objectives": _again(content["further_objectives"], Objective, "number", "title"),
            "principles": _again(content["principles"], GuidingPrinciple, "number", "name"),
            "goals": _again(content["goals"], SustainableDevelopmentGoal, "number", "name"),
            "countries": _again(content["countries"], Country, "code", "name"),
            "regions": _again(content["regions"], Region, "code", "name"),
            "type": _labelled(content["type"], PracticeType),
            "scope": _labelled(content["scope"], Scope),
            "stage": _labelled(content["stage"], Stage),
            "implementer": {
                **content["implementer"],
                "kind_label": _label(BodyKind, content["implementer"]["kind"], content["implementer"]["kind_label"]),
            },
            "participants": [_participant(row) for row in content["participants"]],
            "sections": _sections(translation_),
            "images": [],
        }


def _again(rows: list[dict[str, Any]], model: Any, key: str, said: str) -> list[dict[str, Any]]:
    """`rows` of a list of the Compact or the United Nations, each said in the active language."""
    known = {getattr(one, key): one for one in model.objects.filter(**{f"{key}__in": [row[key] for row in rows]})}
    return [{**row, said: str(getattr(known[row[key]], said)) if row[key] in known else row[said]} for row in rows]


def _labelled(row: dict[str, str], choices: Any) -> dict[str, str]:
    return {**row, "label": _label(choices, row["code"], row["label"])}


def _label(choices: Any, code: str, else_: str) -> str:
    return str(dict(choices.choices).get(code, else_))


def head_in_language(version: PracticeVersion, translation_: PracticeTranslation) -> Head:
    """What the register knows of the translation of `version`; lists filter by the original."""
    original = head_of(version, peer_reviewed=False)
    return replace(
        original,
        title=translation_.title,
        summary=translation_.summary,
        language=translation_.language,
        standing=translation_.standing,
        facets={},
    )
