"""Tables of practices, one file per subject."""

from practices.models.call import CallForPractices
from practices.models.decision import Decision, Point
from practices.models.number import LastNumber
from practices.models.practice import Practice, PracticeImage, PracticeParticipant
from practices.models.review import ConflictCheck, ConflictDeclaration, PeerReview, ReviewAssignment, ReviewRound
from practices.models.reviewer import ReviewerProfile
from practices.models.translation import PlainSummary, PracticeTranslation
from practices.models.version import OfficerTie, PracticeVersion, ScreeningDecision, UsedElsewhere

__all__ = [
    "CallForPractices",
    "ConflictCheck",
    "ConflictDeclaration",
    "Decision",
    "LastNumber",
    "OfficerTie",
    "PeerReview",
    "PlainSummary",
    "Point",
    "Practice",
    "PracticeImage",
    "PracticeParticipant",
    "PracticeTranslation",
    "PracticeVersion",
    "ReviewAssignment",
    "ReviewRound",
    "ReviewerProfile",
    "ScreeningDecision",
    "UsedElsewhere",
]
