"""Tables of dialogues and roundtables: one file a subject."""

from dialogues.models.discussion import (
    Contribution,
    ContributionFile,
    DiscussionSpace,
    GuidingQuestion,
    ModerationDecision,
    SpaceModerator,
)
from dialogues.models.evidence import EvidencePoint
from dialogues.models.following import OwnCalendar, SpaceFollower
from dialogues.models.helping import ContributionFlag, ContributionTranslation, ThreadSummary
from dialogues.models.meeting import DialogueSeries, Meeting, Participant, RoundtableObjective
from dialogues.models.notes import BackgroundNote, NoteAppointment, NoteClearance, NoteComment, NoteParagraph
from dialogues.models.number import LastMeetingNumber
from dialogues.models.phase import CommentPhase
from dialogues.models.record import MeetingFile, Recording
from dialogues.models.registration import Follower, Registration
from dialogues.models.session import Session

__all__ = [
    "BackgroundNote",
    "CommentPhase",
    "Contribution",
    "ContributionFile",
    "ContributionFlag",
    "ContributionTranslation",
    "DialogueSeries",
    "DiscussionSpace",
    "EvidencePoint",
    "Follower",
    "GuidingQuestion",
    "LastMeetingNumber",
    "Meeting",
    "MeetingFile",
    "ModerationDecision",
    "NoteAppointment",
    "NoteClearance",
    "NoteComment",
    "NoteParagraph",
    "OwnCalendar",
    "Participant",
    "Recording",
    "Registration",
    "RoundtableObjective",
    "Session",
    "SpaceFollower",
    "SpaceModerator",
    "ThreadSummary",
]
