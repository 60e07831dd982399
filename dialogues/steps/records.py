"""What came of a meeting, kept and then released. Before its release nothing of it is on any page, in any file."""

import uuid
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import uploads
from core.access import demand
from core.models import Act
from core.workflow import MovedOn, signed
from dialogues.models import Meeting, MeetingFile, Recording
from dialogues.publishing import OUTCOME, restate

MAX_BYTES = 25_000_000
EXTENSIONS = ("pdf", "docx", "pptx", "odp", "odt", "xlsx", "txt")


@transaction.atomic
def add_recording(meeting: Meeting, *, by: Any, form_key: uuid.UUID | None = None, **written: Any) -> Recording:
    """Not public yet. The same `form_key` gives the first one again."""
    demand(by, "dialogues.change_meeting", meeting)
    if form_key and (first := meeting.recordings.filter(form_key=form_key).first()):
        return first
    recording = Recording(meeting=meeting, form_key=form_key, **written)
    signed(recording, by)
    recording.save()
    Act.objects.log("added a recording", meeting, by=by)
    return recording


@transaction.atomic
def change_recording(recording: Recording, *, by: Any, **written: Any) -> Recording:
    """Another address, captions, a transcript."""
    demand(by, "dialogues.change_recording", recording)
    for name, value in written.items():
        setattr(recording, name, value)
    signed(recording, by)
    recording.save()
    restate(recording.meeting)
    return recording


@transaction.atomic
def show(part: Recording | MeetingFile, *, by: Any) -> None:
    """Everybody sees it from now on."""
    _set_public(part, by=by, is_public=True)


@transaction.atomic
def hide(part: Recording | MeetingFile, *, by: Any) -> None:
    """It leaves every public page at once, for a time or for good."""
    _set_public(part, by=by, is_public=False)


def _set_public(part: Any, *, by: Any, is_public: bool) -> None:
    demand(by, f"dialogues.change_{part._meta.model_name}", part)
    part.is_public = is_public
    if isinstance(part, Recording):
        signed(part, by)
    part.save(update_fields=["is_public"])
    Act.objects.log("released" if is_public else "hid", part, by=by)
    restate(part.meeting)


@transaction.atomic
def add_file(meeting: Meeting, file: UploadedFile, *, title: str, language: str, by: Any) -> MeetingFile:
    """Check and store it, not public yet. Raises ValidationError with a sentence (B23 to B27)."""
    by = demand(by, "dialogues.change_meeting", meeting)
    row = MeetingFile(meeting=meeting, title=title, language=language, uploaded_by=by)
    uploads.store(row, file, max_bytes=MAX_BYTES, extensions=EXTENSIONS)
    return row


@transaction.atomic
def remove_file(row: MeetingFile, *, by: Any) -> None:
    """Take it out."""
    demand(by, "dialogues.change_meetingfile", row)
    row.removed_at = timezone.now()
    row.save(update_fields=["removed_at"])
    restate(row.meeting)


@transaction.atomic
def release_outcome(meeting: Meeting, *, by: Any) -> Meeting:
    """The public reads summary, key points, chat and attendance as they stand now. Raises MovedOn before the
    announcement: there is no page yet."""
    demand(by, "dialogues.release_outcome_of_meeting", meeting)
    if not meeting.reference:
        raise MovedOn(_("Announce the meeting first: its page is where the outcome stands."))
    meeting.outcome = {name: getattr(meeting, name) for name in OUTCOME}
    meeting.outcome_at = timezone.now()
    return _keep_outcome(meeting, "released the outcome", by)


@transaction.atomic
def hide_outcome(meeting: Meeting, *, by: Any) -> Meeting:
    """It leaves the public page; what is written stays."""
    demand(by, "dialogues.release_outcome_of_meeting", meeting)
    meeting.outcome, meeting.outcome_at = {}, None
    return _keep_outcome(meeting, "hid the outcome", by)


def _keep_outcome(meeting: Meeting, act: str, by: Any) -> Meeting:
    signed(meeting, by, act)
    meeting.save(update_fields=["outcome", "outcome_at"])
    Act.objects.log(act, meeting, by=by)
    restate(meeting)
    return meeting
