"""What people do with accounts, roles and invitations; each step with everything that follows from it."""

from accounts.steps.bodies import ask_for_second_factor, ministry, set_mail_domains, set_office_hours
from accounts.steps.desk_notes import give_task, settle_note, take_up_note, write_note
from accounts.steps.handover import hand_over
from accounts.steps.invitations import (
    InvitationClosed,
    WrongAddress,
    accept,
    ask_for_renewal,
    ask_inviter,
    confirm_other_address,
    correct_address,
    invite,
    invite_first_heads,
    opened,
    problems_before_inviting,
    release_invitation,
    send_again,
    take_back,
)
from accounts.steps.joining import approve_request, ask_to_join, decline_request, take_back_request
from accounts.steps.lost_factor import (
    confirm_factor_reset,
    reset_lost_factors,
    start_factor_reset,
    stop_by_letter,
    stop_factor_reset,
)
from accounts.steps.merging import merge_bodies, plan_of_merger
from accounts.steps.people import disable, enable, end_logins, end_logins_of
from accounts.steps.roles import end_membership, propose_end_of_role, release_end_of_role
from accounts.steps.support import end_look, let_look, look
from accounts.steps.tokens import end_token, end_tokens_of, make_token, token_of

__all__ = [
    "InvitationClosed",
    "WrongAddress",
    "accept",
    "approve_request",
    "ask_for_renewal",
    "ask_for_second_factor",
    "ask_inviter",
    "ask_to_join",
    "confirm_factor_reset",
    "confirm_other_address",
    "correct_address",
    "decline_request",
    "disable",
    "enable",
    "end_logins",
    "end_logins_of",
    "end_look",
    "end_membership",
    "end_token",
    "end_tokens_of",
    "give_task",
    "hand_over",
    "invite",
    "invite_first_heads",
    "let_look",
    "look",
    "make_token",
    "merge_bodies",
    "ministry",
    "opened",
    "plan_of_merger",
    "problems_before_inviting",
    "propose_end_of_role",
    "release_end_of_role",
    "release_invitation",
    "reset_lost_factors",
    "send_again",
    "set_mail_domains",
    "set_office_hours",
    "settle_note",
    "start_factor_reset",
    "stop_by_letter",
    "stop_factor_reset",
    "take_back",
    "take_back_request",
    "take_up_note",
    "token_of",
    "write_note",
]
