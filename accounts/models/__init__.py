"""People, bodies and who holds which role where.

Roles live on a membership of a person in an organisation, not on the account (DOMAIN 2): one person
can be official of a State, reviewer and moderator at once, and what a State began stays with the State
when its people change.
"""

from accounts.models.access_token import AccessToken
from accounts.models.desk_note import DeskNote
from accounts.models.factor_reset import FactorReset
from accounts.models.handover import Handover
from accounts.models.invitation import Invitation, hash_of
from accounts.models.membership import Membership, MembershipRequest, read_offices
from accounts.models.organisation import MailDomain, Organisation
from accounts.models.person import User, is_time_zone
from accounts.models.support_look import SupportLook, neutral

__all__ = [
    "AccessToken",
    "DeskNote",
    "FactorReset",
    "Handover",
    "Invitation",
    "MailDomain",
    "Membership",
    "MembershipRequest",
    "Organisation",
    "SupportLook",
    "User",
    "hash_of",
    "is_time_zone",
    "neutral",
    "read_offices",
]
