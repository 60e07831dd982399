"""Who may do what with messages (promises P55, P59, P60). Records: Message; MailPause for the switch."""

from typing import Any

import rules

from core.access import has_role, is_secretariat
from notifications import kinds


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

rules.add_perm("notifications.view_message", is_mine | is_own_states_secret | runs_the_desk | (is_technical & is_open))
rules.add_perm("notifications.read_text", runs_the_desk & has_readable_text)
rules.add_perm("notifications.resolve", is_own_states_secret | runs_the_desk)
rules.add_perm("notifications.view_mailpause", works_in_secretariat | is_technical)
rules.add_perm("notifications.pause_mail", works_in_secretariat)
