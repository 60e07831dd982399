"""What is frozen when a pledge is submitted, and what the register gets of it.

A version says everything in labels of its own language: the page drawn from it asks no table of this app. Who has
confirmed and how far it is change without a new version: they are facts of today (`restated`).
"""

from datetime import date
from decimal import Decimal
from typing import Any, TypedDict

from django.utils import timezone, translation

from accounts.choices import OrganisationKind
from accounts.models import Organisation
from pledges.checks import has_measurable_target, is_measurable
from pledges.choices import JOINT, Answer, Form, Funding, Money, ObservationStatus, Purpose, Scope, Together
from pledges.models import Pledge, PledgeParticipant, PledgeTarget, PledgeVersion
from publications.choices import Kind
from publications.models import PRINTED, Publication
from publications.register import FileToPublish, Head, word

SCHEMA = 1
SUMMARY = 400
PRIVATE = ("contact", "binding")
"""What the secretariat reads and nobody else."""

PUBLIC_OF_SOURCE = ("title", "url", "collection", "submitted", "number", "sample")
"""Of where an imported pledge was found; never the partners that were printed there: they have not confirmed."""


class Content(TypedDict):
    """A pledge, schema 1. Codes stand beside the words of that day; `targets` keep their numbers over versions."""

    schema: int
    reference: str
    title: str
    language: str
    text: str
    lead: dict[str, str]
    of_state: bool
    together: dict[str, str]
    forms: list[dict[str, str]]
    scope: list[dict[str, str]]
    countries: list[dict[str, str]]
    places: str
    objectives: list[dict[str, Any]]
    principles: list[dict[str, Any]]
    actions: list[dict[str, str]]
    rights: str
    beneficiaries: str
    starts_on: str
    ends_on: str
    targets: list[dict[str, Any]]
    measurable: bool
    amounts: list[dict[str, str]]
    answers: dict[str, str] | None
    continues: dict[str, str] | None
    need: str
    seeks: dict[str, str] | None
    announced: dict[str, str] | None
    cycle: dict[str, Any] | None
    source: dict[str, str]
    contact: dict[str, str]
    binding: str


def content_of(pledge: Pledge) -> Content:
    """Everything that `pledge` says as it stands now, labels in its own language."""
    with translation.override(pledge.language):
        return Content(
            schema=SCHEMA,
            reference=pledge.reference or "",
            title=pledge.title,
            language=pledge.language,
            text=pledge.text,
            lead=_lead(pledge),
            of_state=pledge.is_of_a_state,
            together=word(Together, pledge.together),
            forms=[word(Form, one) for one in pledge.forms],
            scope=[word(Scope, one) for one in pledge.scope],
            countries=[{"code": one.code, "name": str(one)} for one in pledge.countries.by_name()],
            places=pledge.places,
            objectives=[
                {"number": one.number, "roundtable": str(one.roundtable), "title": str(one.title)}
                for one in pledge.objectives.all()
            ],
            principles=[{"number": one.pk, "title": str(one)} for one in pledge.principles.all()],
            actions=[{"code": one.code, "title": str(one)} for one in pledge.actions.all()],
            rights=pledge.rights,
            beneficiaries=pledge.beneficiaries,
            starts_on=pledge.starts_on,
            ends_on=pledge.ends_on,
            targets=numbered_targets(pledge),
            measurable=has_measurable_target(pledge.targets),
            amounts=[_amount(row) for row in pledge.amounts],
            answers=_other(pledge.answers),
            continues=_other(pledge.continues),
            need=pledge.need,
            seeks=_seeks(pledge),
            announced=_announced(pledge),
            cycle={"year": pledge.cycle.year, "name": str(pledge.cycle)} if pledge.cycle else None,
            source={name: text for name, text in pledge.source.items() if name in PUBLIC_OF_SOURCE},
            contact={"name": pledge.contact_name, "email": pledge.contact_email},
            binding=pledge.commitment(with_text=False),
        )


ROWS = {
    "targets": ("indicator", "baseline", "target", "unit", "by_when", "how_known"),
    "amounts": ("amount", "currency", "year", "money", "funding"),
}
"""The columns of its tables: what a row holds besides was added when it was frozen."""
PLAIN = ("title", "language", "text", "places", "rights", "beneficiaries", "starts_on", "ends_on", "need")


def take_back(pledge: Pledge, content: dict[str, Any]) -> None:
    """Write into the unsaved `pledge` what the frozen `content` says, in place of a change that was begun."""
    for name in PLAIN:
        setattr(pledge, name, content[name])
    for name, columns in ROWS.items():
        setattr(pledge, name, [{key: row.get(key, "") for key in columns} for row in content[name]])
    pledge.together = content["together"]["code"]
    pledge.forms, pledge.scope = ([one["code"] for one in content[name]] for name in ("forms", "scope"))
    pledge.answers, pledge.continues = ((content[name] or {}).get("reference", "") for name in ("answers", "continues"))
    seeks, announced = content["seeks"] or {}, content["announced"] or {}
    pledge.seeks = seeks.get("what", "")
    pledge.seeks_partners_until = date.fromisoformat(seeks["until"]) if seeks.get("until") else None
    pledge.announced_at, pledge.announced_on = announced.get("at", ""), announced.get("on", "")
    pledge.announced_url = announced.get("url", "")
    pledge.contact_name, pledge.contact_email = content["contact"]["name"], content["contact"]["email"]
    pledge.countries.set([one["code"] for one in content["countries"]])
    pledge.objectives.set([one["number"] for one in content["objectives"]])
    pledge.principles.set([one["number"] for one in content["principles"]])
    pledge.actions.set([one["code"] for one in content["actions"]])


def content_for_partners(pledge: Pledge) -> dict[str, Any]:
    """What partners are asked about: the text as it stands, or what the public reads while a change is written."""
    version = pledge.put_to_partners()
    return public_part(version.content if version is not None else content_of(pledge))


def public_part(content: Content) -> dict[str, Any]:
    """`content` without what only the secretariat reads."""
    return {name: value for name, value in content.items() if name not in PRIVATE}


def numbered_targets(pledge: Pledge) -> list[dict[str, Any]]:
    """The rows of the table with their numbers: a row that says the same as a published one keeps that one's.

    The same indicator is the same target, whatever became of its number; else the same figures under another
    wording. Numbers of dropped targets are never given again.
    """
    known = list(PledgeTarget.objects.filter(pledge=pledge))
    free = [one for one in known if one.dropped_at is None]
    last = max((one.number for one in known), default=0)
    numbers: dict[int, int] = {}
    for same in (_same_indicator, _same_figures):
        for position, row in enumerate(pledge.targets):
            match = next((one for one in free if position not in numbers and same(one, row)), None)
            if match:
                numbers[position] = match.number
                free.remove(match)
    rows = []
    for position, row in enumerate(pledge.targets):
        if position not in numbers:
            last += 1
            numbers[position] = last
        rows.append({"number": numbers[position], **row, "measurable": is_measurable(row)})
    return rows


def _same_indicator(one: PledgeTarget, row: dict[str, Any]) -> bool:
    return " ".join(one.indicator.casefold().split()) == " ".join(row["indicator"].casefold().split())


def _same_figures(one: PledgeTarget, row: dict[str, Any]) -> bool:
    here = (decimal_of(row.get("baseline")), decimal_of(row.get("target")), row.get("by_when", ""), row.get("unit", ""))
    return (one.baseline, one.target, one.by_when, one.unit) == here


def targets_of(pledge: Pledge) -> list[PledgeTarget]:
    """The published targets of `pledge` that stand, in their order."""
    return list(PledgeTarget.objects.filter(pledge=pledge, dropped_at__isnull=True))


def decimal_of(text: Any) -> Decimal | None:
    """A stored number, or None for none."""
    return Decimal(text) if text else None


def head_of(version: PledgeVersion) -> Head:
    """What the register knows of `version`."""
    pledge, content = version.pledge, version.content
    return Head(
        reference=content["reference"],
        kind=Kind.PLEDGE,
        title=version.title,
        language=version.language,
        summary=content["text"][:SUMMARY],
        path=f"pledges/{content['reference']}/",
        organisation=pledge.organisation,
        cycle=pledge.cycle,
        countries=_countries_of(pledge, content),
        objectives=[one["number"] for one in content["objectives"]],
        principles=[one["number"] for one in content["principles"]],
        received_at=pledge.submitted_at,
        facets=facets_of(version),
    )


def facets_of(version: PledgeVersion) -> dict[str, list[str]]:
    """What the register is filtered by besides the common columns."""
    content = version.content
    return {
        "form": [one["code"] for one in content["forms"]],
        "level": [one["code"] for one in content["scope"]],
        "together": [content["together"]["code"]],
        "measurable": ["yes" if content["measurable"] else "no"],
        "action": [one["code"] for one in content["actions"]],
        "answers": [content["answers"]["reference"]] if content["answers"] else [],
        "continues": [content["continues"]["reference"]] if content["continues"] else [],
        "amount": amounts_by_currency(content),
        "currency": sorted({row["currency"] for row in content["amounts"]}),
        **_facets_of_today(version, confirmed(version)),
    }


def confirmed(version: PledgeVersion) -> list[PledgeParticipant]:
    """The partners that have confirmed what `version` says; none of a pledge that one body makes alone."""
    if version.content["together"]["code"] not in JOINT:
        return []
    part = version.pledge.participants.filter(answer=Answer.CONFIRMED, agreed_to=version.commitment)
    return list(part.select_related("organisation").order_by("answered_at", "pk"))


def restated(version: PledgeVersion, standing: dict[str, Any]) -> dict[str, Any]:
    """Facets and facts of today for `register.restate`: who has confirmed, who has left, and how far it is, as the
    `standing` of its reports says (`reports.standing_of`)."""
    partners = confirmed(version)
    left = version.pledge.participants.filter(answer=Answer.LEFT, left_on__isnull=False).select_related("organisation")
    facts = {
        **standing,
        "partners": [
            {
                "name": str(one.organisation),
                "kind": one.organisation.kind if one.organisation else "",
                "state": _state_of(one.organisation),
                "contribution": one.contribution,
                "confirmed_on": one.answered_at.date().isoformat() if one.answered_at else "",
            }
            for one in partners
        ],
        "left": [
            {"name": str(one.organisation), "on": one.left_on.isoformat()}
            for one in left
            if one.left_on and one.organisation_id not in {partner.organisation_id for partner in partners}
        ],
        "lead": str(version.pledge.organisation or ""),
        **({} if version.pledge.organisation else {PRINTED: version.content["lead"]["name"]}),
        "observations": observations_of(version.pledge),
    }
    reported = standing["last_report"]["on"][:4] if standing["last_report"] else "none"
    facets = {**_facets_of_today(version, partners), "progress": [standing["progress"]], "reported": [reported]}
    return {"facets": facets, "facts": facts}


def observations_of(pledge: Pledge) -> list[dict[str, str]]:
    """What others observe and what those who pledged say to it, as the public page shows it (C19)."""
    found = pledge.observations.filter(status=ObservationStatus.PUBLISHED).select_related("organisation")
    return [
        {
            "by": str(one.organisation),
            "on": one.published_at.date().isoformat() if one.published_at else "",
            "language": one.language,
            "text": one.text,
            "source_title": one.source_title,
            "source_url": one.source_url,
            "answer": one.answer,
            "answered_on": one.answered_at.date().isoformat() if one.answered_at else "",
        }
        for one in found.order_by("published_at")
    ]


def _facets_of_today(version: PledgeVersion, partners: list[PledgeParticipant]) -> dict[str, list[str]]:
    bodies = [version.pledge.organisation, *(one.organisation for one in partners)]
    return {
        "progress": [version.pledge.progress],
        "pledger": [str(body.pk) for body in bodies if body],
        "seeking": ["yes"] if is_seeking(version.content["seeks"]) else [],
    }


def is_seeking(seeks: dict[str, str] | None, today: date | None = None) -> bool:
    """Whether partners are sought still: the last day is one of them (C13)."""
    if not seeks:
        return False
    return not seeks["until"] or date.fromisoformat(seeks["until"]) >= (today or timezone.localdate())


def amounts_by_currency(content: dict[str, Any]) -> list[str]:
    """“USD 2400000” for each currency: what a pledge gives, added up within it and never across (C8)."""
    sums: dict[str, Decimal] = {}
    for row in content["amounts"]:
        sums[row["currency"]] = sums.get(row["currency"], Decimal(0)) + Decimal(row["amount"])
    return [f"{currency} {amount:f}" for currency, amount in sorted(sums.items())]


def _state_of(body: Organisation | None) -> str:
    return (body.country_id or "") if body and body.kind == OrganisationKind.STATE else ""


def files_of(pledge: Pledge) -> list[FileToPublish]:
    """The attachment, if there is one; a letter of delegation never."""
    return [
        FileToPublish(file=one.file, name=one.name, content_type=one.content_type, language=one.language)
        for one in pledge.files.standing().filter(purpose=Purpose.ATTACHMENT)
    ]


def keep_targets(version: PledgeVersion, now: Any) -> None:
    """Write the targets of `version` as rows; what is no longer among them is dropped, not deleted."""
    numbers = []
    for position, row in enumerate(version.content["targets"]):
        numbers.append(row["number"])
        values = {
            "indicator": row["indicator"],
            "unit": row["unit"],
            "baseline": decimal_of(row["baseline"]),
            "target": decimal_of(row["target"]),
            "by_when": row["by_when"],
            "how_known": row["how_known"],
            "position": position,
            "dropped_at": None,
        }
        PledgeTarget.objects.update_or_create(pledge=version.pledge, number=row["number"], defaults=values)
    PledgeTarget.objects.filter(pledge=version.pledge, dropped_at__isnull=True).exclude(number__in=numbers).update(
        dropped_at=now
    )


def _countries_of(pledge: Pledge, content: dict[str, Any]) -> list[str]:
    """Where it works, and the State that pledges."""
    own = [pledge.organisation.country_id] if pledge.organisation and pledge.is_of_a_state else []
    return list(dict.fromkeys([*own, *(one["code"] for one in content["countries"])]))


def _lead(pledge: Pledge) -> dict[str, str]:
    if pledge.organisation is None:
        return {"name": pledge.source.get("pledger", ""), "kind": "", "kind_label": "", "country": ""}
    return body_of(pledge.organisation)


def body_of(body: Organisation) -> dict[str, str]:
    """A State, UN entity or organisation as content names it."""
    country = body.country_id or "" if body.kind == OrganisationKind.STATE else ""
    return {"name": str(body), "kind": body.kind, "kind_label": body.get_kind_display(), "country": country}


def _amount(row: dict[str, str]) -> dict[str, str]:
    return {
        **row,
        "money_label": word(Money, row.get("money", ""))["label"],
        "funding_label": word(Funding, row.get("funding", ""))["label"],
    }


def _other(reference: str) -> dict[str, str] | None:
    """Another pledge by its number, with the title that the public knows it by."""
    if not reference:
        return None
    known = Publication.objects.current().filter(reference=reference).first()
    return {"reference": reference, "title": known.title if known else ""}


def _seeks(pledge: Pledge) -> dict[str, str] | None:
    if not pledge.seeks:
        return None
    until = pledge.seeks_partners_until
    return {"what": pledge.seeks, "until": until.isoformat() if until else ""}


def _announced(pledge: Pledge) -> dict[str, str] | None:
    if not (pledge.announced_at or pledge.announced_on or pledge.announced_url):
        return None
    return {"at": pledge.announced_at, "on": pledge.announced_on, "url": pledge.announced_url}
