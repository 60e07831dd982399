"""A pledge before others read it: begun, written in by whom, files, discarded and taken back."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Organisation
from core import uploads
from core.access import demand
from core.models import Act
from core.workflow import demand_kept, perform, signed
from forum.models import ForumCycle
from pledges import publishing
from pledges.choices import EXTENSIONS
from pledges.models import Pledge, PledgeFile

MAX_BYTES = 25_000_000
SAID_ANEW = ("targets", "amounts", "starts_on", "ends_on", "answers", "need", "seeks", "seeks_partners_until",
             "announced_at", "announced_on", "announced_url")  # fmt: skip
"""What a pledge that continues another does not take over."""


def start(body: Organisation, *, by: Any, title: str, form_key: uuid.UUID | None = None) -> Pledge:
    """A new draft of `body`. The same `form_key` gives the first one again (F2).

    Raises PermissionDenied to all who cannot commit it (C9).
    """
    if form_key and (first := Pledge.objects.filter(form_key=form_key, started_by=by).first()):
        return first
    cycle = ForumCycle.objects.current()
    pledge = Pledge(
        organisation=body, title=title, started_by=by, form_key=form_key, cycle=cycle, language=by.language or "en"
    )
    by = demand(by, "pledges.start_pledge", pledge)
    signed(pledge, by)
    try:
        with transaction.atomic():
            pledge.save()
            Act.objects.log("started", pledge, by=by)
    except IntegrityError:
        return Pledge.objects.get(form_key=form_key, started_by=by)
    return pledge


@transaction.atomic
def carry_on(pledge: Pledge, *, by: Any, form_key: uuid.UUID | None = None) -> Pledge:
    """A new draft of the same body that continues the published `pledge` (C15), for the forum of today.

    What it says, where and for whom is taken over; what was to be reached, given or found by a day is said anew.
    Raises PermissionDenied. The same `form_key` gives the first one again (F2).
    """
    by = demand(by, "pledges.carry_on_pledge", pledge)
    draft = start(pledge.organisation, by=by, title=pledge.title, form_key=form_key)  # type: ignore[arg-type]  # it leads
    if draft.continues:
        return draft
    publishing.take_back(draft, pledge.published_version().content)
    for name in SAID_ANEW:
        setattr(draft, name, getattr(Pledge(), name))
    draft.continues = pledge.reference or ""
    signed(draft, by, "carried on")
    draft.save()
    return draft


@transaction.atomic
def name_delegates(pledge: Pledge, people: Iterable[Any], *, by: Any) -> None:
    """These people of the State's team write in this pledge from now on, and nobody else (condition 11)."""
    by = demand(by, "pledges.name_delegates_of_pledge", pledge)
    pledge.delegates.set(people)
    Act.objects.log("named who writes", pledge, by=by)


def discard(pledge: Pledge, *, by: Any) -> Pledge:
    """Out of sight; taken back within 30 days."""
    return perform(pledge, "discard", by=by)


@transaction.atomic
def restore(pledge: Pledge, *, by: Any) -> Pledge:
    """Take a discarded draft back. Raises MovedOn after 30 days."""
    demand_kept(pledge)
    return perform(pledge, "restore", by=by)


def add_file(pledge: Pledge, file: UploadedFile, *, purpose: str, by: Any) -> PledgeFile:
    """Check and store `file` in place of an earlier one. Raises ValidationError with a sentence (B23 to B27)."""
    by = demand(by, "pledges.edit_pledge", pledge)
    row = PledgeFile(pledge=pledge, purpose=purpose, language=pledge.language, uploaded_by=by)
    with transaction.atomic():
        Pledge.objects.select_for_update().get(pk=pledge.pk)
        earlier = pledge.files.standing().filter(purpose=purpose)
        earlier.update(removed_at=timezone.now())
        uploads.store(row, file, max_bytes=MAX_BYTES, extensions=EXTENSIONS)
    return row


def remove_file(row: PledgeFile, *, by: Any) -> None:
    """Take it out. The file stays where it is: a version may rest on it."""
    demand(by, "pledges.edit_pledge", row.pledge)
    row.removed_at = timezone.now()
    row.save(update_fields=["removed_at"])


@transaction.atomic
def put_back_file(row: PledgeFile, *, by: Any) -> None:
    """Put it in again, in place of the one that stands there now."""
    demand(by, "pledges.edit_pledge", row.pledge)
    Pledge.objects.select_for_update().get(pk=row.pledge_id)
    row.pledge.files.standing().filter(purpose=row.purpose).update(removed_at=timezone.now())
    row.removed_at = None
    row.save(update_fields=["removed_at"])
