"""Forum cycles, their milestones and documents, and the plans for reminding of them.

Every date is stored as it was announced, with its source and how sure it is; none is computed from
another. Days and times of day belong to the cycle's time zone (New York for every forum so far).
"""

from forum.models.clocked import Clocked, which_of_two
from forum.models.cycle import VOLUNTARY_REVIEWS_DUE, ForumCycle, Movable
from forum.models.documents import ForumDocument, RegionalReview
from forum.models.milestone import DEADLINES, Milestone
from forum.models.moments import END_OF_DAY, MORNING, is_time_zone, moment
from forum.models.reminder_plan import Moment, ReminderPlan, are_lead_days

__all__ = [
    "DEADLINES",
    "END_OF_DAY",
    "MORNING",
    "VOLUNTARY_REVIEWS_DUE",
    "Clocked",
    "ForumCycle",
    "ForumDocument",
    "Milestone",
    "Moment",
    "Movable",
    "RegionalReview",
    "ReminderPlan",
    "are_lead_days",
    "is_time_zone",
    "moment",
    "which_of_two",
]
