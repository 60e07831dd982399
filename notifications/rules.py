"""Who may do what with messages and letters to many (promises P54, P55, P59, P60; FEATURES W6).

Records: Message; MailPause for the switch; Announcement; MailText.
"""

from typing import Any

import rules

from core.access import has_role, is_secretariat
from notifications import kinds
from notifications.choices import LetterStatus, TextStatus


@rules.predicate
def is_mine(user: Any, message: Any) -> bool:
    """The message went, or will go, to this person."""
    return message.recipient_id is not None and message.recipient_id == user.pk


@rules.predicate
def is_own_states_secret(user: Any, message: Any) -> bool:
    """Born of the State's own work, and this is its focal point (condition 18)."""
    return bool(message.confidential and message.country and has_role(user, "focal_point", of=message.country))


@rules.predicate
def is_open(user: Any, message: Any) -> bool:
    """Not confidential to a State."""
    return not message.confidential


@rules.predicate
def has_readable_text(user: Any, message: Any) -> bool:
    """Its text opens no door."""
    return not kinds.is_secret(message.kind)


works_in_secretariat = rules.predicate(is_secretariat, name="works_in_secretariat")
is_technical = rules.predicate(lambda user: bool(user.is_superuser), name="is_technical")
runs_the_desk = works_in_secretariat & is_open

rules.add_perm("notifications.view_refusedaddress", works_in_secretariat & is_open)
rules.add_perm("notifications.clear_refusedaddress", works_in_secretariat & is_open)
rules.add_perm("notifications.view_message", is_mine | is_own_states_secret | runs_the_desk | (is_technical & is_open))
rules.add_perm("notifications.read_text", runs_the_desk & has_readable_text)
rules.add_perm("notifications.resolve", is_own_states_secret | runs_the_desk)
rules.add_perm("notifications.view_mailpause", works_in_secretariat | is_technical)
rules.add_perm("notifications.pause_mail", works_in_secretariat)


# --- letters to many


@rules.predicate
def is_draft(user: Any, letter: Any) -> bool:
    """It can still be written: not once it was proposed."""
    return letter.status in (LetterStatus.DRAFT, TextStatus.DRAFT)


@rules.predicate
def is_another_than_the_proposer(user: Any, letter: Any) -> bool:
    """Somebody else proposed it: nobody releases what they proposed (condition 4)."""
    return letter.proposed_by_id is not None and letter.proposed_by_id != user.pk


@rules.predicate
def is_not_all_gone(user: Any, letter: Any) -> bool:
    """There is something left to stop."""
    return letter.released_at is None or letter.waiting().exists()


rules.add_perm("notifications.view_announcement", works_in_secretariat)
rules.add_perm("notifications.change_announcement", works_in_secretariat & is_draft)
rules.add_perm("notifications.test_announcement", works_in_secretariat)
rules.add_perm("notifications.propose_announcement", works_in_secretariat)
rules.add_perm("notifications.take_back_announcement", works_in_secretariat)
rules.add_perm("notifications.release_announcement", works_in_secretariat & is_another_than_the_proposer)
rules.add_perm("notifications.hold_announcement", works_in_secretariat & is_not_all_gone)
rules.add_perm("notifications.go_on_announcement", works_in_secretariat)
rules.add_perm("notifications.call_off_announcement", works_in_secretariat & is_not_all_gone)

# --- own words for a kind of message

rules.add_perm("notifications.view_mailtext", works_in_secretariat)
rules.add_perm("notifications.change_mailtext", works_in_secretariat & is_draft)
rules.add_perm("notifications.propose_mailtext", works_in_secretariat)
rules.add_perm("notifications.take_back_mailtext", works_in_secretariat)
rules.add_perm("notifications.put_in_force_mailtext", works_in_secretariat & is_another_than_the_proposer)
rules.add_perm("notifications.end_mailtext", works_in_secretariat)
