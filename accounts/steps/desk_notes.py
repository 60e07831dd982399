"""Notes and tasks that officers write beside a record (FEATURES W8). Nobody outside the secretariat learns of them."""

import uuid
from collections.abc import Collection
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import notifications
from accounts.models import DeskNote, User
from core.access import demand, is_secretariat
from core.models import Act
from core.workflow import MovedOn


@transaction.atomic
def write_note(
    record: Any,
    text: str,
    *,
    by: Any,
    wanted_from: User | None = None,
    told: Collection[User] = (),
    due_on: date | None = None,
    form_key: uuid.UUID | None = None,
) -> DeskNote:
    """Write beside `record`; whoever it is a task of, or is mentioned, gets a message without its text.

    The same `form_key` gives the first note again (F2). Raises PermissionDenied for a record that has no notes, and
    for a task of somebody outside the secretariat.
    """
    if form_key and (made := DeskNote.objects.filter(form_key=form_key).first()):
        return made
    note = DeskNote(
        content_type=ContentType.objects.get_for_model(record), object_id=str(record.pk), title=str(record)[:300],
        text=text, wanted_from=wanted_from, due_on=due_on, form_key=form_key,
    )  # fmt: skip
    note.written_by = by = demand(by, "accounts.view_desknote", note)
    outsider = any(not is_secretariat(one) for one in (wanted_from, *told) if one is not None)
    if record._meta.label_lower not in DeskNote.NOTED or outsider:
        raise PermissionDenied(_("Notes are for officers, beside States, submissions and documents."))
    note.save()
    note.told.set(told)
    Act.objects.log("note written", note, by=by)
    if wanted_from and wanted_from != by:
        notifications.TaskGiven(note).queue()
    notifications.Mentioned(note).queue()
    return note


@transaction.atomic
def give_task(record: Any, text: str, *, due_on: date, form_key: uuid.UUID) -> DeskNote:
    """The portal itself asks any officer for something beside `record`; the same `form_key` asks once."""
    about = {"content_type": ContentType.objects.get_for_model(record), "object_id": str(record.pk)}
    fields = {**about, "title": str(record)[:300], "text": text, "due_on": due_on, "by_the_portal": True}
    return DeskNote.objects.get_or_create(form_key=form_key, defaults=fields)[0]


@transaction.atomic
def settle_note(note: DeskNote, *, by: Any) -> DeskNote:
    """Mark it as dealt with. Raises MovedOn when another officer did."""
    note = DeskNote.objects.select_for_update(of=("self",)).get(pk=note.pk)
    if not note.is_open:
        raise MovedOn(_("Another officer has settled it already."))
    note.settled_by = demand(by, "accounts.settle_desknote", note)
    note.settled_at = timezone.now()
    note.save(update_fields=["settled_at", "settled_by"])
    Act.objects.log("note settled", note, by=by)
    return note


@transaction.atomic
def take_up_note(note: DeskNote, *, by: Any) -> DeskNote:
    """Open again what was settled by mistake."""
    note = DeskNote.objects.select_for_update(of=("self",)).get(pk=note.pk)
    by = demand(by, "accounts.view_desknote", note)
    note.settled_at, note.settled_by = None, None
    note.save(update_fields=["settled_at", "settled_by"])
    Act.objects.log("note taken up again", note, by=by)
    return note
