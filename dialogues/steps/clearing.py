"""From the drafters over each co-chair and the secretariat to the public.

Who clears says which wording they saw: one that was changed meanwhile is not cleared unseen.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.access import demand, fresh
from core.models import Act
from core.workflow import MovedOn, NotReady, perform
from dialogues import notifications, publishing
from dialogues.choices import NoteOffice, NoteStatus
from dialogues.models import BackgroundNote, NoteClearance
from dialogues.models.notes import SECRETARIAT, held_as
from publications import register
from publications.models import Publication


@transaction.atomic
def hand_in(note: BackgroundNote, *, by: Any) -> BackgroundNote:
    """Ask the co-chairs to clear the wording as it stands. Raises NotReady with what it lacks."""
    note = perform(locked(note), "hand_in", by=by)
    note.handed_in = note.digest
    note.save(update_fields=["handed_in"])
    notifications.ClearanceAsked(note, digest=note.handed_in, turn=_turn(note)).queue()
    return note


@transaction.atomic
def agree(note: BackgroundNote, *, by: Any, seen: str) -> BackgroundNote:
    """A co-chair clears the wording `seen`; with the last of them it goes to the secretariat.

    Raises PermissionDenied, NotReady, and MovedOn where it is not with the co-chairs or no longer says that.
    """
    note = locked(note)
    by = demand(by, "dialogues.agree_to_backgroundnote", note)
    if note.status != NoteStatus.WITH_CHAIRS:
        raise MovedOn(_("Somebody has taken a step here meanwhile. Look at the page again."))
    demand_seen(note, seen)
    if problems := note.problems_before("agree"):
        raise NotReady(*problems)
    _keep(note, NoteOffice.CO_CHAIR, by)
    Act.objects.log("cleared for the co-chairs", note, by=by)
    note = BackgroundNote.objects.get(pk=note.pk)
    return note if note.chairs_missing else perform(note, "agree", by=by)


@transaction.atomic
def clear(note: BackgroundNote, *, by: Any, seen: str) -> BackgroundNote:
    """An officer clears it for the secretariat. Raises as `agree` does."""
    by, note = fresh(by), locked(note)
    demand_seen(note, seen)
    note = perform(note, "clear", by=by)
    _keep(note, SECRETARIAT, by)
    return note


@transaction.atomic
def send_back(note: BackgroundNote, *, by: Any, note_to_drafters: str) -> BackgroundNote:
    """A co-chair or an officer gives it back to the drafters, with what should change.

    Raises PermissionDenied for others, and MovedOn where it is not being cleared.
    """
    note = perform(locked(note), "send_back", by=by, note=note_to_drafters)
    notifications.NoteReturned(note, turn=_turn(note)).queue()
    return note


@transaction.atomic
def publish(note: BackgroundNote, *, by: Any, what_is_new: str = "") -> Publication:
    """Everybody reads it, with the annex of its sources; those whose words it rests on get one quiet message.

    Raises PermissionDenied for who cleared it, NotReady where a source is no longer public.
    """
    note = perform(locked(note), "publish", by=by, note=what_is_new)
    content = publishing.content_of_note(note)
    head = publishing.head_of_note(note, content)
    publication = register.publish(head, content, by=by, note=what_is_new)
    publishing.restate(note.meeting)
    notifications.PointUsed(note).queue()
    return publication


@transaction.atomic
def withdraw(note: BackgroundNote, *, by: Any, reason: str) -> None:
    """Take what is published out of view, all its versions; a stub with `reason` stays, and the note can be written on.

    Raises PermissionDenied, and MovedOn where nothing of it is public.
    """
    note = locked(note)
    demand(by, "dialogues.withdraw_backgroundnote", note)
    if not publishing.is_public(note):
        raise MovedOn(_("Nothing of this note is public."))
    if note.status == NoteStatus.PUBLISHED:
        note = perform(note, "take_up", by=by, note=reason)
    register.withdraw(note.reference, by=by, reason=reason)
    publishing.restate(note.meeting)


def locked(note: BackgroundNote) -> BackgroundNote:
    """The note, held until the transaction ends."""
    return BackgroundNote.objects.select_for_update(of=("self",)).select_related("meeting__cycle").get(pk=note.pk)


def _turn(note: BackgroundNote) -> int:
    """The newest row of its history: tells one hand-in or return from the next, whatever the wording."""
    return int(note.history.order_by("-history_date", "-history_id").first().history_id)


def demand_seen(note: BackgroundNote, seen: str) -> None:
    """Raise MovedOn where the wording is another one than was `seen`: nobody agrees to what they did not read."""
    if note.digest != seen:
        raise MovedOn(_("The wording was changed after you opened the page. Read it again first."))


def _keep(note: BackgroundNote, office: str, by: Any) -> None:
    held = held_as(office, by)
    body = str(held.organisation) if held else ""
    NoteClearance.objects.get_or_create(note=note, by=by, digest=note.digest, defaults={"office": office, "body": body})
