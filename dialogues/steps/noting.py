"""A background note is opened, its people are named, its paragraphs are written and remarked upon."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.access import demand, has_role
from core.models import Act
from core.workflow import MovedOn, NotReady, perform, signed
from dialogues.choices import MeetingKind, NoteOffice, NoteStatus
from dialogues.models import BackgroundNote, Meeting, NoteAppointment, NoteComment, NoteParagraph
from dialogues.models.notes import SECRETARIAT
from dialogues.rules import ROLE_OF

WITH_A_NOTE = (MeetingKind.ROUNDTABLE, MeetingKind.POLICY_DEBATE)
"""Kinds of meetings that a background note is written for."""


def takes_a_note(meeting: Meeting) -> bool:
    """Whether a note can be opened for it: a roundtable or the policy debate, announced."""
    return meeting.kind in WITH_A_NOTE and bool(meeting.reference)


@transaction.atomic
def open_note(meeting: Meeting, *, by: Any, is_sample: bool = False) -> BackgroundNote:
    """The note of an announced roundtable or policy debate; the one that there is, on a second press.

    Raises PermissionDenied, and MovedOn for another kind of meeting or one that is not announced.
    """
    by = demand(by, "dialogues.open_note_of_meeting", meeting)
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if not takes_a_note(meeting):
        raise MovedOn(_("A background note belongs to a roundtable or to the policy debate, once it is announced."))
    if known := BackgroundNote.objects.filter(meeting=meeting).first():
        return known
    note = BackgroundNote(
        meeting=meeting,
        reference=str(meeting.reference).replace("DI-", "BN-"),
        language=meeting.language,
        is_sample=is_sample,
        started_by=by,
    )
    signed(note, by)
    note.save()
    Act.objects.log("opened", note, by=by)
    return note


@transaction.atomic
def appoint(note: BackgroundNote, person: User, office: str, *, by: Any) -> NoteAppointment:
    """Name a drafter or a co-chair, from now on. Raises NotReady where the person lacks the role, has another office in
    this note (nobody clears what they write), or has cleared the wording already."""
    demand(by, "dialogues.appoint_backgroundnote", note)
    office = NoteOffice(office)
    if not has_role(person, ROLE_OF[office]):
        words = _("%(person)s does not have the role “%(role)s”. It is given by an invitation.")
        raise NotReady(words % {"person": person, "role": ROLE_OF[office].label})
    present = BackgroundNote.objects.get(pk=note.pk)
    cleared = {one.by_id for one in present.valid_clearances if one.office == SECRETARIAT}
    if office == NoteOffice.CO_CHAIR and person.pk in cleared:
        words = _("This person has cleared this wording for the secretariat: nobody clears it twice.")
        raise NotReady(words)
    named, _made = NoteAppointment.objects.get_or_create(note=note, user=person, defaults={"office": office})
    if named.office != office:
        raise NotReady(_("This person has the other office here: nobody clears what they write."))
    Act.objects.log("named", note, by=by, detail=office.value)
    return named


@transaction.atomic
def end_appointment(named: NoteAppointment, *, by: Any) -> None:
    """Somebody writes or clears this note no longer; what they wrote and cleared stays."""
    demand(by, "dialogues.appoint_backgroundnote", named.note)
    Act.objects.log("ended an office", named.note, by=by, detail=named.office)
    named.delete()


# --- paragraphs


@transaction.atomic
def add_paragraph(note: BackgroundNote, *, by: Any, form_key: uuid.UUID | None = None) -> NoteParagraph:
    """An empty one at the end; the same `form_key` gives the first one again."""
    note = _writable(note, by)
    if form_key and (first := note.paragraphs.filter(form_key=form_key).first()):
        return first
    last = note.paragraphs.order_by("-position").values_list("position", flat=True).first()
    made = NoteParagraph(note=note, position=0 if last is None else last + 1, form_key=form_key)
    signed(made, by)
    made.save()
    return made


@transaction.atomic
def move(paragraph: NoteParagraph, *, by: Any, up: bool) -> None:
    """One place up or down; nothing at the end of the row."""
    note = _writable(paragraph.note, by)
    rows = list(note.paragraphs.standing())
    here = next((place for place, one in enumerate(rows) if one.pk == paragraph.pk), None)
    there = None if here is None else here + (-1 if up else 1)
    if here is None or there is None or not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for place, one in enumerate(rows):
        NoteParagraph.objects.filter(pk=one.pk).update(position=place)
    after_change(note, by=by)


@transaction.atomic
def remove(paragraph: NoteParagraph, *, by: Any) -> None:
    """Out of the note; it can be put back."""
    _set_removed(paragraph, by, timezone.now())


@transaction.atomic
def put_back(paragraph: NoteParagraph, *, by: Any) -> None:
    """Into the note again, where it stood."""
    _set_removed(paragraph, by, None)


def _set_removed(paragraph: NoteParagraph, by: Any, when: Any) -> None:
    note = _writable(paragraph.note, by)
    paragraph.removed_at = when
    signed(paragraph, by, "taken out" if when else "put back")
    paragraph.save(update_fields=["removed_at"])
    after_change(note, by=by)


def after_change(note: BackgroundNote, *, by: Any) -> BackgroundNote:
    """What a changed wording means for clearances: a note that was handed in is being drafted again.

    Called inside the transaction of the change, with the note locked. The clearances given stay in the record, for the
    wording that they were given for.
    """
    note = BackgroundNote.objects.get(pk=note.pk)
    if note.status == NoteStatus.DRAFTING or note.digest == note.handed_in:
        return note
    return perform(note, "take_up", by=by, note=_("The wording was changed."))


def _writable(note: BackgroundNote, by: Any) -> BackgroundNote:
    """The note, locked, for somebody who writes it: of two who write, one comes after the other."""
    demand(by, "dialogues.change_backgroundnote", note)
    return BackgroundNote.objects.select_for_update(no_key=True).get(pk=note.pk)


# --- remarks


@transaction.atomic
def comment(paragraph: NoteParagraph, *, by: Any, text: str, form_key: uuid.UUID | None = None) -> NoteComment:
    """A remark of a drafter, a co-chair or the secretariat. The same `form_key` gives the first one again."""
    by = demand(by, "dialogues.comment_on_backgroundnote", paragraph.note)
    if form_key and (first := paragraph.comments.filter(form_key=form_key).first()):
        return first
    return NoteComment.objects.create(paragraph=paragraph, by=by, text=text, form_key=form_key)


@transaction.atomic
def settle(remark: NoteComment, *, by: Any) -> None:
    """It is dealt with; it stays readable."""
    demand(by, "dialogues.comment_on_backgroundnote", remark.paragraph.note)
    if remark.settled_at is None:
        remark.settled_at, remark.settled_by = timezone.now(), by
        remark.save(update_fields=["settled_at", "settled_by"])
