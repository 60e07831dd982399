"""Tables of voluntary reviews, one file per subject."""

from reviews.models.consultation import Consultation, NotKept
from reviews.models.copies import DraftCopy, ReturnedCopy
from reviews.models.draft import Answer, Attachment, Clearance, SectionAssignment, VoluntaryReview
from reviews.models.earlier import CarriedOver, EarlierDocument, SaidOfSection
from reviews.models.guest import GuestReader
from reviews.models.languages import ReviewLanguage, TranslatedAnswer
from reviews.models.questionnaire import Question, Questionnaire, Section
from reviews.models.submission import Intention, ReceivedDocument, Remark, Submission
from reviews.models.talk import Comment, SignOff

__all__ = [
    "Answer",
    "Attachment",
    "CarriedOver",
    "Clearance",
    "Comment",
    "Consultation",
    "DraftCopy",
    "EarlierDocument",
    "GuestReader",
    "Intention",
    "NotKept",
    "Question",
    "Questionnaire",
    "ReceivedDocument",
    "Remark",
    "ReturnedCopy",
    "ReviewLanguage",
    "SaidOfSection",
    "Section",
    "SectionAssignment",
    "SignOff",
    "Submission",
    "TranslatedAnswer",
    "VoluntaryReview",
]
