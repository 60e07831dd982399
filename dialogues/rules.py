"""Who may do what with meetings (RELIABILITY P40, condition 13; FEATURES D18).

Records: DialogueSeries, Meeting, Session, Participant, Recording, MeetingFile. A missing record is a refusal. What is
announced everybody reads in `publications`; these rules are about the record that is worked on.
"""

from typing import Any

import rules
from django.utils import timezone

from accounts.choices import Role
from core.access import is_secretariat, organisations_of
from dialogues.choices import PUBLIC, Status

is_officer = rules.predicate(lambda user, record: is_secretariat(user), name="is_officer_of_dialogues")


def offices_of(user: Any) -> set[int]:
    """The regional offices in whose name `user` holds meetings, by id."""
    return organisations_of(user, Role.REGIONAL_OFFICE)


@rules.predicate
def of_own_office(user: Any, record: Any) -> bool:
    """Held by the person's own regional office; a session, a recording or a file goes with its meeting."""
    meeting = getattr(record, "meeting", record)
    return meeting.organisation_id is not None and meeting.organisation_id in offices_of(user)


@rules.predicate
def is_shown(user: Any, record: Any) -> bool:
    """A part that was released to the public, of a meeting that is public."""
    return bool(record.is_public) and record.meeting.status in PUBLIC


holds_it = is_officer | of_own_office


@rules.predicate
def takes_registrations(user: Any, session: Any) -> bool:
    """Whether one can register here now, signed in: open, announced, not over, not called off."""
    return bool(
        getattr(user, "is_authenticated", False)
        and session.registers_here
        and session.cancelled_at is None
        and session.meeting.status == Status.ANNOUNCED
        and session.ends_at > timezone.now()
    )


for name in ("dialogueseries", "meeting", "session", "participant"):
    rules.add_perm(f"dialogues.view_{name}", holds_it)
    rules.add_perm(f"dialogues.change_{name}", holds_it)
for name in ("recording", "meetingfile"):
    rules.add_perm(f"dialogues.view_{name}", holds_it | is_shown)
    rules.add_perm(f"dialogues.change_{name}", holds_it)
rules.add_perm("dialogues.release_outcome_of_meeting", is_officer)  # D12: an officer publishes
rules.add_perm("dialogues.start_meeting", holds_it)
rules.add_perm("dialogues.withdraw_meeting", is_officer)
rules.add_perm("dialogues.view_roundtableobjective", is_officer)
rules.add_perm("dialogues.change_roundtableobjective", is_officer)
rules.add_perm("dialogues.register_session", takes_registrations)
rules.add_perm("dialogues.read_registrations_of_session", holds_it)
