"""Tables of practices, one file per subject."""

from practices.models.call import CallForPractices
from practices.models.number import LastNumber
from practices.models.practice import Practice, PracticeImage, PracticeParticipant
from practices.models.version import PracticeVersion, ScreeningDecision, UsedElsewhere

__all__ = [
    "CallForPractices",
    "LastNumber",
    "Practice",
    "PracticeImage",
    "PracticeParticipant",
    "PracticeVersion",
    "ScreeningDecision",
    "UsedElsewhere",
]
