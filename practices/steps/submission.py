"""What a practice's people do with it once it is written: submit, send a changed text, withdraw."""

import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import Organisation
from core.access import fresh
from core.models import Act
from core.workflow import perform, signed
from practices import publishing
from practices.choices import ImplementerAnswer, Part, Status
from practices.models import Practice, PracticeParticipant, PracticeVersion
from practices.notifications import submitter as mail
from practices.notifications.implementer import ImplementerAnswered, ImplementerAsked
from practices.steps import deciding, reviewing
from publications import register
from reference.models import Country

ANSWER = ("implementer_answer", "implementer_answered_at", "implementer_words")


@transaction.atomic
def submit(practice: Practice, *, by: Any, form_key: uuid.UUID | None = None, note: str = "") -> PracticeVersion:
    """Freeze it, number it, send receipts. The same `form_key` gives the first version back (RELIABILITY F2).

    Raises NotReady with what blocks, MovedOn when it was submitted meanwhile, PermissionDenied.
    """
    if first := _sent_before(practice, form_key):
        return first
    practice = perform(practice, "submit", by=by, note=note)
    version = freeze(practice, by=by, form_key=form_key, note=note)
    mail.Receipt(version).queue()
    mail.Received(version).queue()
    _ask_implementer(version)
    return version


def _ask_implementer(version: PracticeVersion) -> None:
    """Whoever is named for an implementer that does not send it itself is asked, anew with each submission (A3)."""
    practice = version.practice
    practice.implementer_answer, practice.implementer_answered_at = ImplementerAnswer.WAITING, None
    practice.implementer_words = ""
    Practice.objects.filter(pk=practice.pk).update(**{name: getattr(practice, name) for name in ANSWER})
    if practice.on_behalf:
        ImplementerAsked(version).queue()


@transaction.atomic
def answer_for_implementer(practice: Practice, *, answer: str, words: str = "") -> Practice:
    """Keep what the focal point of the implementer says; after screening it changes nothing any more."""
    held = Practice.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=practice.pk)
    if held.status != Status.SUBMITTED or held.implementer_answer == answer:
        return held
    held.implementer_answer, held.implementer_words = answer, words
    held.implementer_answered_at = timezone.now()
    signed(held, None, "answered for the implementer")
    held.save(update_fields=ANSWER)
    ImplementerAnswered(held.latest_version(), answer=answer).queue()
    return held


@transaction.atomic
def resubmit(practice: Practice, *, by: Any, form_key: uuid.UUID | None = None, note: str = "") -> PracticeVersion:
    """Send the changed text that the decision asked for, as a further version."""
    if first := _sent_before(practice, form_key):
        return first
    practice = perform(practice, "resubmit", by=by, note=note)
    version = freeze(practice, by=by, form_key=form_key, note=note)
    deciding.read_again(version)
    mail.Receipt(version).queue()
    mail.Received(version).queue()
    return version


@transaction.atomic
def withdraw(practice: Practice, *, by: Any, note: str = "") -> Practice:
    """Its people take it back; number, date and reason stay for them and for the secretariat (A2)."""
    practice = perform(practice, "withdraw", by=by, note=note)
    reviewing.stop(practice)
    mail.Withdrawn(practice.latest_version()).queue()
    return practice


def freeze(practice: Practice, *, by: Any, form_key: uuid.UUID | None = None, note: str = "") -> PracticeVersion:
    """The text as it stands, as the next version; its bodies as rows that can be asked for."""
    content = publishing.content_of(practice)
    last = practice.versions.aggregate(Max("number"))["number__max"] or 0
    version = PracticeVersion.objects.create(
        practice=practice,
        number=last + 1,
        title=practice.title,
        language=practice.language,
        content=content,
        sha256=register.fingerprint(content),
        submitted_by=fresh(by) if by is not None else None,
        office=by.office if by is not None else "",
        note=note,
        form_key=form_key,
    )
    _list_bodies(practice)
    Act.objects.log("submitted", version, by=by, detail=f"version {version.number}")
    return version


def _sent_before(practice: Practice, form_key: uuid.UUID | None) -> PracticeVersion | None:
    return PracticeVersion.objects.filter(practice=practice, form_key=form_key).first() if form_key else None


def _list_bodies(practice: Practice) -> None:
    """Implementers and partners as rows, each with the organisation on record that has its very name."""
    lead = {"name": practice.implementer, "part": Part.LEAD, "kind": practice.implementer_kind}
    rows = [row for row in (lead, *practice.participants) if row["name"]]
    known, find = _on_record(), _finder(rows)
    practice.bodies.all().delete()
    PracticeParticipant.objects.bulk_create(
        PracticeParticipant(
            practice=practice,
            position=position,
            name=row["name"],
            part=row["part"] or Part.PARTNER,
            kind=row["kind"],
            country=find(row.get("country", "")),
            organisation_id=known(row["name"]),
        )
        for position, row in enumerate(rows)
    )


def _finder(rows: list[Any]) -> Callable[[str], Country | None]:
    """Finds States by name; where no row names one, none is read."""
    return Country.objects.finder() if any(row.get("country") for row in rows) else lambda _name: None


def _on_record() -> Callable[[str], int | None]:
    """Finds the id of the organisation that is called so, by name or short name; none where two are."""
    found: dict[str, set[int]] = {}
    for pk, name_on_record, short, names in Organisation.objects.known_as():
        for name in filter(None, (name_on_record, short, *names.values())):
            found.setdefault(name.casefold(), set()).add(pk)

    def find(name: str) -> int | None:
        ids = found.get(name.casefold(), set())
        return next(iter(ids)) if len(ids) == 1 else None

    return find
