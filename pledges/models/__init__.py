"""Pledges as they are written, their partners, and the versions that others read."""

from pledges.models.evidence import EvidenceLink
from pledges.models.followed import FollowedPledge, FollowedReport
from pledges.models.number import LastPledgeNumber, next_reference
from pledges.models.observation import Observation, ObservationsOpen
from pledges.models.participant import PledgeParticipant
from pledges.models.pledge import Pledge, PledgeFile
from pledges.models.progress import ProgressReport
from pledges.models.version import PledgeTarget, PledgeVersion

__all__ = [
    "EvidenceLink",
    "FollowedPledge",
    "FollowedReport",
    "LastPledgeNumber",
    "Observation",
    "ObservationsOpen",
    "Pledge",
    "PledgeFile",
    "PledgeParticipant",
    "PledgeTarget",
    "PledgeVersion",
    "ProgressReport",
    "next_reference",
]
