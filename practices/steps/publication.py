"""A practice in public: published, confirmed once a year, corrected as a further version, retired (P31, P58)."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from core.workflow import perform, signed
from practices import publishing
from practices.choices import UseStatus
from practices.models import Practice, PracticeVersion
from practices.notifications import submitter as mail
from practices.standing import trail_of
from practices.steps import naming, translating
from practices.steps.submission import freeze
from publications import register
from publications.models import PRINTED, Publication


@transaction.atomic
def publish(practice: Practice, *, by: Any, note: str = "") -> Publication:
    """Show the version that was accepted to the public, with its pictures."""
    practice = perform(practice, "publish", by=by, note=note, log=False)
    version = practice.latest_version()
    publication = _publish(version, by=by, note="")
    mail.Published(version).queue()
    return publication


def start_correction(practice: Practice, *, by: Any, note: str = "") -> Practice:
    """Open the text to its people; what is public stays as it is."""
    return perform(practice, "start_correction", by=by, note=note)


def drop_correction(practice: Practice, *, by: Any, note: str = "") -> Practice:
    """Leave the public version as it is; what was written stays in the draft for the next correction."""
    return perform(practice, "drop_correction", by=by, note=note)


@transaction.atomic
def correct(practice: Practice, *, by: Any, note: str) -> Publication:
    """Publish the corrected text as the next version, with a note that says what changed; the secretariat is told."""
    practice = perform(practice, "correct", by=by, note=note, log=False)
    version = freeze(practice, by=by, note=note)
    publication = _publish(version, by=by, note=note)
    register.restate(publication.reference, facts={"corrected_on": timezone.localdate().isoformat()})
    _confirmed_today(practice, by)
    mail.Corrected(version).queue()
    return publication


@transaction.atomic
def confirm(practice: Practice, *, by: Any, note: str = "") -> Practice:
    """Its people say that it is still true."""
    practice = perform(practice, "confirm", by=by, note=note)
    return _confirmed_today(practice, by)


@transaction.atomic
def retire(practice: Practice, *, by: Any, note: str = "") -> Practice:
    """It stays readable and findable, marked as retired with its reason."""
    practice = perform(practice, "retire", by=by, note=note)
    facts = {"retired_on": timezone.localdate().isoformat(), "retired_because": note}
    register.restate(str(practice.reference), facts=facts)
    return practice


@transaction.atomic
def take_up_again(practice: Practice, *, by: Any, note: str = "") -> Practice:
    """The mark goes."""
    practice = perform(practice, "take_up_again", by=by, note=note)
    register.restate(str(practice.reference), facts={"retired_on": "", "retired_because": ""})
    return _confirmed_today(practice, by)


def _publish(version: PracticeVersion, *, by: Any, note: str) -> Publication:
    """Publish `version`; that it was peer reviewed rests on reports that were filed (A27), on nothing else."""
    practice = version.practice
    trail = trail_of(practice)
    publication = register.publish(
        publishing.head_of(version, peer_reviewed=trail is not None),
        dict(version.content),
        files=publishing.files_of(version),
        by=by,
        note=note,
    )
    facts = {
        "confirmed_on": practice.confirmed_on.isoformat() if practice.confirmed_on else "",
        "uses": uses(practice),
        "review": trail,
        **translating.facts_of(practice),
        **({} if practice.organisation else {PRINTED: practice.implementer}),
    }
    register.restate(publication.reference, facts=facts)
    naming.restate(practice)
    return publication


def uses(practice: Practice) -> list[dict[str, str]]:
    """Who took it up elsewhere, as far as it was checked; shown beside the text as a fact of today."""
    checked = practice.uses.filter(status=UseStatus.CONFIRMED).select_related("organisation").order_by("said_at")
    return [
        {"body": str(one.organisation), "account": one.account, "said_on": one.said_at.date().isoformat()}
        for one in checked
    ]


def _confirmed_today(practice: Practice, by: Any) -> Practice:
    practice.confirmed_on = timezone.localdate()
    signed(practice, by, "confirmed")
    practice.save(update_fields=["confirmed_on"])
    register.restate(str(practice.reference), facts={"confirmed_on": practice.confirmed_on.isoformat()})
    return practice
