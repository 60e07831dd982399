"""Which messages dialogues send. Kinds are known once this is imported."""

from dialogues.notifications.discussions import (
    AppealAnswered,
    DiscussionDigest,
    FlagAnswered,
    HandedOver,
    Moderated,
    QueueReminder,
    WaitsForReader,
)
from dialogues.notifications.meetings import MeetingCancelled, Registered, SessionChanged, SessionReminder
from dialogues.notifications.notes import ClearanceAsked, DraftOut, NoteReturned, PointUsed

__all__ = [
    "AppealAnswered",
    "ClearanceAsked",
    "DiscussionDigest",
    "DraftOut",
    "FlagAnswered",
    "HandedOver",
    "MeetingCancelled",
    "Moderated",
    "NoteReturned",
    "PointUsed",
    "QueueReminder",
    "Registered",
    "SessionChanged",
    "SessionReminder",
    "WaitsForReader",
]
