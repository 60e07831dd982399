"""Which messages accounts sends, to whom, and why.

Links are made when a message is written, never kept in a row: an invitation's token from its nonce,
a link to confirm or reset from allauth's signed keys. Kinds with such a link are `secret`: nobody
reads their text here, and it is emptied once sent (docs/decisions/invitation-links.md).
"""

from accounts.notifications.account import (
    AccountExists,
    AddressChanged,
    ConfirmAddress,
    FactorChanged,
    NewDevice,
    PasswordReset,
    TokenMade,
)
from accounts.notifications.bounces import AddressRefused
from accounts.notifications.desk_notes import Mentioned, TaskGiven
from accounts.notifications.handovers import HandoverDone
from accounts.notifications.invitations import InvitationSent, OtherAddress, RenewalAsked
from accounts.notifications.lost_factor import FactorResetComing
from accounts.notifications.mail_of_allauth import from_allauth
from accounts.notifications.notice import day
from accounts.notifications.roles import BodiesMerged, MembershipAsked, MembershipDeclined, RoleChanged
from accounts.notifications.support import PageShown

__all__ = [
    "AccountExists",
    "AddressChanged",
    "AddressRefused",
    "BodiesMerged",
    "ConfirmAddress",
    "FactorChanged",
    "FactorResetComing",
    "HandoverDone",
    "InvitationSent",
    "MembershipAsked",
    "MembershipDeclined",
    "Mentioned",
    "NewDevice",
    "OtherAddress",
    "PageShown",
    "PasswordReset",
    "RenewalAsked",
    "RoleChanged",
    "TaskGiven",
    "TokenMade",
    "day",
    "from_allauth",
]
