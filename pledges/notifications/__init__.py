"""Which messages pledges send, to whom, and why."""

from pledges.notifications.base import officers, speakers_of
from pledges.notifications.observations import ObservationDecided, ObservationPublished, ObservationReceived
from pledges.notifications.partners import OfferAnswered, OfferMade, PartnerAnswered, PartnerAsked, PassedOn
from pledges.notifications.progress import ProgressPublished, ReportDue
from pledges.notifications.submission import Declined, Published, Receipt, Received, Returned

__all__ = [
    "Declined",
    "ObservationDecided",
    "ObservationPublished",
    "ObservationReceived",
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
