"""Pledges as the portal makes them, through its steps."""

from typing import Any

from pledges.choices import Form, Together
from pledges.models import Observation, ObservationsOpen, Pledge, PledgeParticipant, PledgeVersion, ProgressReport
from pledges.steps import drafting, joining, observations, partners, progress, submission
from tests.cast import Cast, organisation

TEXT = (
    "We will assess and certify the skills of migrant care workers in four cities, free of charge, so that a "
    "qualification earned in one country counts in the other. Assessors are trained in both languages, and childcare "
    "is given on the day of the assessment. The register of certificates is kept by both ministries and is public in "
    "figures, by sex and age."
)
TARGET = {
    "indicator": "Certified care workers",
    "baseline": "0",
    "target": "12000",
    "unit": "people",
    "by_when": "2028-12",
    "how_known": "Joint register",
}
LAW: dict[str, Any] = {
    "indicator": "Law in force",
    "baseline": "",
    "target": "",
    "unit": "",
    "by_when": "2027",
    "how_known": "Official gazette",
}


def draft(by: Any, body: Any, **fields: Any) -> Pledge:
    """A draft of `body` that lacks nothing, unless `fields` say otherwise."""
    pledge = drafting.start(body, by=by, title=fields.pop("title", "Skills of care workers"))
    values = {
        "text": TEXT,
        "forms": [Form.TECHNICAL],
        "scope": ["national"],
        "beneficiaries": "Care workers",
        "ends_on": "2028",
        "targets": [TARGET],
        **fields,
    }
    for name, value in values.items():
        setattr(pledge, name, value)
    pledge.save()
    pledge.objectives.set([18])
    return pledge


def of_bank(cast: Cast, **fields: Any) -> Pledge:
    """A draft of the bank, by `cast.pledger`."""
    by = cast.pledger
    return draft(by, organisation("Demo Development Bank"), **fields)


def of_state(cast: Cast, **fields: Any) -> Pledge:
    """A draft of Demo State, by its focal point."""
    return draft(cast.focal_point, cast.state, **fields)


def joint(cast: Cast, **fields: Any) -> tuple[Pledge, PledgeParticipant]:
    """A joint draft of the bank, and Demo City asked to take part."""
    pledge = of_bank(cast, together=Together.PARTNERSHIP, **fields)
    assert cast.partner
    asked = partners.ask(pledge, by=cast.pledger, name="Demo City", organisation=organisation("Demo City"))
    return pledge, asked


def confirmed(cast: Cast, asked: PledgeParticipant) -> PledgeParticipant:
    """`asked`, confirmed by Demo City."""
    pledge = Pledge.objects.get(pk=asked.pledge_id)
    return partners.confirm(asked, by=cast.partner, agreed_to=pledge.commitment())


def submitted(cast: Cast, pledge: Pledge | None = None) -> PledgeVersion:
    """A pledge that waits for the secretariat; of the bank if none is given."""
    assert cast.officer
    by = cast.focal_point if pledge and pledge.is_of_a_state else cast.pledger
    return submission.submit(pledge or of_bank(cast), by=by)


def published(cast: Cast, pledge: Pledge | None = None) -> Pledge:
    """A public pledge; of the bank if none is given."""
    version = submitted(cast, pledge)
    submission.publish(version, by=cast.officer)
    return Pledge.objects.select_related("organisation").get(pk=version.pledge_id)


def report(by: Any, pledge: Pledge, body: Any, **fields: Any) -> ProgressReport:
    """A draft of a report that lacks nothing, unless `fields` say otherwise."""
    draft = progress.start(pledge, body, by=by)
    values = {
        "as_of": "2025-06",
        "progress": "in_progress",
        "text": "Two centres are running.",
        "figures": [{"target": 1, "value": "4180"}],
        **fields,
    }
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save()
    return draft


def offered(cast: Cast, **fields: Any) -> PledgeParticipant:
    """An offer of Demo City to take part in a published pledge of the bank that seeks partners."""
    assert cast.partner
    pledge = published(cast, of_bank(cast, **{"seeks": "Trainers", **fields}))
    body = organisation("Demo City")
    return joining.offer(pledge, body, by=cast.partner, contribution="Classrooms", offer="From 2027, in two towns.")


def observed(cast: Cast, **said: Any) -> Observation:
    """An observation of Demo City on a published pledge of the bank, for a forum that takes them."""
    assert cast.partner
    pledge = published(cast)
    ObservationsOpen.objects.get_or_create(cycle=pledge.cycle)
    words = {
        "text": "Two of the four centres had not opened when we visited.",
        "source_title": "Report of a visit, 2026",
        "source_url": "https://www.example.org/visit",
        **said,
    }
    return observations.send(pledge, organisation("Demo City"), by=cast.partner, **words)
