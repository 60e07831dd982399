"""Which messages pledges send, to whom, and why."""

from pledges.notifications.base import officers, speakers_of
from pledges.notifications.partners import OfferAnswered, OfferMade, PartnerAnswered, PartnerAsked, PassedOn
from pledges.notifications.progress import ProgressPublished, ReportDue
from pledges.notifications.submission import Declined, Published, Receipt, Received, Returned

__all__ = [
    "Declined",
    "OfferAnswered",
    "OfferMade",
    "PartnerAnswered",
    "PartnerAsked",
    "PassedOn",
    "ProgressPublished",
    "Published",
    "Receipt",
    "Received",
    "ReportDue",
    "Returned",
    "officers",
    "speakers_of",
]
