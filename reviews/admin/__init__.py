"""The secretariat's desk of voluntary reviews.

Only what reached the secretariat is here: questionnaires, submissions, announcements, documents. Drafts,
answers, assignments, consultations and attachments are registered in no admin (RELIABILITY P1 to P4).
"""

from reviews.admin import documents, intentions, questionnaires, submissions

__all__ = ["documents", "intentions", "questionnaires", "submissions"]
