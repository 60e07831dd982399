"""What dialogues bring to the permission matrix (tests/test_matrix.py)."""

from dialogues.choices import Status
from dialogues.models import Meeting
from dialogues.steps import noting
from tests.dialogues import builders
from tests.factories import CANARY

PUBLIC = {
    "dialogues:list": "announced meetings of the next forum",
    "dialogues:of_forum": "announced meetings of a forum",
    "dialogues:search": "announced meetings",
    "dialogues:series": "a series with its announced meetings",
    "dialogues:public": "an announced meeting",
    "dialogues:public_version": "one version of it",
    "dialogues:roundtable": "an announced roundtable",
    "dialogues:roundtable_version": "one version of it",
    "dialogues:public_note": "a published background note",
    "dialogues:public_note_version": "one version of it",
    "dialogues:roundtable_note": "the published background note of a roundtable",
    "dialogues:roundtable_note_version": "one version of it",
    "dialogues:note_out": "the draft of a background note that is out for comment",
    "dialogues:file": "a file of a meeting that was released",
    "dialogues:discussion": "the discussion of an announced meeting",
    "dialogues:contribution": "one public contribution, to be cited",
    "dialogues:contribution_file": "the file of a public contribution",
    "dialogues:discussion_feed": "the newest contributions for feed readers",
    "own_dialogue_calendar": "a person's own calendar, by an address that only they know",
    "meeting_calendar": "an announced meeting for calendar programs",
    "session_calendar": "one of its sessions for calendar programs",
    "series_calendar": "a series for calendar programs",
    "dialogues_calendar": "the meetings of a forum for calendar programs",
    "objective_calendar": "the meetings on an objective for calendar programs",
}
"""Names of the addresses that open without signing in: why."""
MODEL, VIEW = Meeting, "dialogues.view_meeting"
STATUSES = [Status.DRAFT, Status.DISCARDED, Status.ANNOUNCED, Status.CANCELLED, Status.WITHDRAWN]
STARTS = ["/en/dialogues/"]
"""Pages from which the crawl looks for the words of a draft."""
READ_BY = ("officer", "head")
"""Those of the crawl who prepare meetings and so read every draft (P40)."""


def draft(cast):
    """A draft of a regional office with `tests.factories.CANARY` in it, that only it and the secretariat may meet."""
    meeting = builders.draft(cast.office, organisation=builders.office_of(cast.office), title=f"{CANARY} dialogue",
                             about=f"{CANARY} text")  # fmt: skip
    Meeting.objects.filter(pk=meeting.pk).update(reference=f"DI-{9000 + Meeting.objects.count()}")
    meeting.refresh_from_db()
    return meeting


def beside(cast):
    """A background note with the canary in a paragraph and a remark (P47): where else the crawl looks from."""
    note = builders.note(cast)
    one = builders.paragraph(note, cast.drafter, f"{CANARY} text")
    noting.comment(one, by=cast.co_chair, text=f"{CANARY} remark")
    return [note.get_absolute_url(), f"/en/{note.meeting.public_path}"]
