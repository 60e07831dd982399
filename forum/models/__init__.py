"""Forum cycles, their milestones and documents, the plans for reminding of them, and what stands around a forum:
the Secretary-General's reports, champion countries, the trust fund.

Every date is stored as it was announced, with its source and how sure it is; none is computed from
another. Days and times of day belong to the cycle's time zone (New York for every forum so far).
"""

from forum.models.champions import ChampionCount, ChampionMembership
from forum.models.clocked import Clocked, which_of_two
from forum.models.cycle import VOLUNTARY_REVIEWS_DUE, ForumCycle, Movable
from forum.models.documents import ForumDocument, RegionalReview
from forum.models.error_report import ErrorReport
from forum.models.fund import Fund, FundFigure, JointProgramme, ThematicArea
from forum.models.milestone import DEADLINES, Milestone
from forum.models.moments import END_OF_DAY, MORNING, is_time_zone, moment
from forum.models.reminder_plan import Moment, ReminderPlan, are_lead_days
from forum.models.reports import Recommendation, SecretaryGeneralReport
from forum.models.texts import PageText, TextPage

__all__ = [
    "DEADLINES",
    "END_OF_DAY",
    "MORNING",
    "VOLUNTARY_REVIEWS_DUE",
    "ChampionCount",
    "ChampionMembership",
    "Clocked",
    "ErrorReport",
    "ForumCycle",
    "ForumDocument",
    "Fund",
    "FundFigure",
    "JointProgramme",
    "Milestone",
    "Moment",
    "Movable",
    "PageText",
    "Recommendation",
    "RegionalReview",
    "ReminderPlan",
    "SecretaryGeneralReport",
    "TextPage",
    "ThematicArea",
    "are_lead_days",
    "is_time_zone",
    "moment",
    "which_of_two",
]
