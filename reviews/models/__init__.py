"""Tables of voluntary reviews, one file per subject."""

from reviews.models.consultation import Consultation, NotKept
from reviews.models.draft import Answer, Attachment, Clearance, SectionAssignment, VoluntaryReview
from reviews.models.questionnaire import Question, Questionnaire, Section
from reviews.models.submission import Intention, ReceivedDocument, Remark, Submission

__all__ = [
    "Answer",
    "Attachment",
    "Clearance",
    "Consultation",
    "Intention",
    "NotKept",
    "Question",
    "Questionnaire",
    "ReceivedDocument",
    "Remark",
    "Section",
    "SectionAssignment",
    "Submission",
    "VoluntaryReview",
]
