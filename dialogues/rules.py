"""Who may do what with meetings (RELIABILITY P40, condition 13; FEATURES D18), in their discussions (P41 to P46), and
with background notes (P47, condition 13).

Records: DialogueSeries, Meeting, Session, Participant, Recording, MeetingFile, RoundtableObjective; DiscussionSpace,
Contribution, ModerationDecision (the body that somebody speaks for is an Organisation); BackgroundNote with what
belongs to it. A missing record is a refusal. What is announced everybody reads in `publications`; these rules are about
the record that is worked on.
"""

from typing import Any

import rules
from django.utils import timezone

from accounts.choices import Right, Role
from core.access import delegated, has_role, is_secretariat, organisations_of
from dialogues.choices import PUBLIC, Moderation, NoteOffice, Standing, Status

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


# --- discussions


VOICES = (Role.FOCAL_POINT, Role.UN_ENTITY, Role.STAKEHOLDER)
"""Roles that speak on behalf of their State or organisation (P42)."""


def is_head(user: Any) -> bool:
    """Whether `user` heads the secretariat: the one who moderates everywhere (P44)."""
    return has_role(user, Role.SECRETARIAT_ADMIN)


def moderates(user: Any) -> bool:
    """Whether `user` may be put to moderate at all: a moderator, or an officer."""
    return is_secretariat(user) or has_role(user, Role.MODERATOR)


@rules.predicate
def is_open_to(user: Any, space: Any) -> bool:
    """Whether one can write here now: signed in, while it is open (P41, D8)."""
    return bool(getattr(user, "is_authenticated", False) and space.is_open)


@rules.predicate
def speaks_for(user: Any, organisation: Any) -> bool:
    """A focal point for the State, a contributor for the organisation (P42)."""
    return has_role(user, *VOICES, of=organisation)


@rules.predicate
def is_assigned(user: Any, space: Any) -> bool:
    """One of the moderators of this very space, as long as the role lasts; its named reader of other languages."""
    key = getattr(user, "pk", None)
    if key is None or not moderates(user):
        return False
    return space.reader_id == key or key in {one.user_id for one in space.posts.all()}


@rules.predicate
def is_of_own_space(user: Any, contribution: Any) -> bool:
    """Assigned to its space; the named reader sees what no moderator of it reads (condition 14)."""
    space = contribution.space
    if not is_assigned(user, space):
        return False
    is_moderator = user.pk in {one.user_id for one in space.posts.all()}
    return is_moderator or contribution.language not in space.languages_read


@rules.predicate
def is_author(user: Any, contribution: Any) -> bool:
    """One's own."""
    return contribution.author_id is not None and contribution.author_id == getattr(user, "pk", None)


@rules.predicate
def heads(user: Any, record: Any) -> bool:
    """The head of the secretariat."""
    return is_head(user)


@rules.predicate
def stays_open(user: Any, contribution: Any) -> bool:
    """The discussion is still open: what is written in it can change."""
    return is_open_to(user, contribution.space)


@rules.predicate
def is_public_now(user: Any, contribution: Any) -> bool:
    """It is public, of a meeting that is."""
    return contribution.status == Standing.PUBLISHED and contribution.space.meeting.status in PUBLIC


@rules.predicate
def needs_no_reading(user: Any, contribution: Any) -> bool:
    """Nothing holds it back, where contributions are read afterwards (D6)."""
    return contribution.space.moderation == Moderation.AFTER and not contribution.held_because


@rules.predicate
def of_announced_meeting(user: Any, space: Any) -> bool:
    """The discussion of a meeting that is public."""
    return space.meeting.status in PUBLIC


judges = (heads | is_of_own_space) & ~is_author
rules.add_perm("dialogues.change_discussionspace", holds_it)
rules.add_perm("dialogues.view_discussionspace", of_announced_meeting | holds_it | is_assigned)
rules.add_perm("dialogues.moderate_discussionspace", is_assigned | heads)
rules.add_perm("dialogues.write_in_discussionspace", is_open_to)
rules.add_perm("dialogues.speak_for_organisation", speaks_for)
delegated(Right.SUBMIT, "dialogues.speak_for_organisation")
rules.add_perm("dialogues.view_contribution", is_public_now | is_author | is_of_own_space | is_officer)
rules.add_perm("dialogues.change_contribution", is_author & stays_open)
rules.add_perm("dialogues.take_back_contribution", is_author)
rules.add_perm("dialogues.publish_contribution", is_author & needs_no_reading)
rules.add_perm("dialogues.moderate_contribution", judges)
rules.add_perm("dialogues.flag_contribution", rules.is_authenticated & is_public_now & ~is_author)
rules.add_perm("dialogues.translate_contribution", is_public_now & (heads | is_of_own_space))
rules.add_perm("dialogues.hand_over_discussionspace", is_assigned)
rules.add_perm("dialogues.read_log_of_discussionspace", is_officer)


@rules.predicate
def may_judge_appeal(user: Any, decision: Any) -> bool:
    """Who may moderate the contribution, and did not decide first (P46)."""
    return decision.by_id != getattr(user, "pk", None) and bool(judges(user, decision.contribution))


rules.add_perm("dialogues.answer_appeal", may_judge_appeal)


# --- background notes


ROLE_OF = {NoteOffice.DRAFTER: Role.NOTE_DRAFTER, NoteOffice.CO_CHAIR: Role.ROUNDTABLE_CO_CHAIR}
"""The role that somebody must hold now to be named for a note, and to stay so."""


def _holds(user: Any, note: Any, office: NoteOffice) -> bool:
    key = getattr(user, "pk", None)
    if key is None or not has_role(user, ROLE_OF[office]):
        return False
    return any(one.user_id == key and one.office == office for one in note.appointments.all())


def _note_of(record: Any) -> Any:
    """A note, or that of a paragraph, a point, a remark."""
    record = getattr(record, "paragraph", record)
    return getattr(record, "note", record)


@rules.predicate
def drafts(user: Any, record: Any) -> bool:
    """A drafter of this very note, as long as the role lasts."""
    return _holds(user, _note_of(record), NoteOffice.DRAFTER)


@rules.predicate
def co_chairs(user: Any, record: Any) -> bool:
    """A co-chair of this very note, as long as the role lasts."""
    return _holds(user, _note_of(record), NoteOffice.CO_CHAIR)


@rules.predicate
def waits_for_others(user: Any, note: Any) -> bool:
    """Has cleared this wording; other co-chairs have not yet."""
    missing = {one.user_id for one in note.chairs_missing}
    return bool(missing) and user.pk not in missing


@rules.predicate
def cleared_by_another(user: Any, note: Any) -> bool:
    """Who publishes is not who cleared this wording."""
    return user.pk not in note.cleared_by


@rules.predicate
def cleared_as_co_chair(user: Any, note: Any) -> bool:
    """Has cleared this very wording as a co-chair: one person clears a wording once."""
    return any(one.by_id == user.pk and one.office == NoteOffice.CO_CHAIR for one in note.valid_clearances)


@rules.predicate
def is_out_for_comment(user: Any, phase: Any) -> bool:
    """A draft that was put out, of a meeting that is public (D11)."""
    return phase.note.meeting.status in PUBLIC


reads_it = is_officer | drafts | co_chairs
rules.add_perm("dialogues.open_note_of_meeting", is_officer)
rules.add_perm("dialogues.appoint_backgroundnote", is_officer)
for name in ("backgroundnote", "noteparagraph", "noteappointment", "noteclearance", "evidencepoint", "notecomment"):
    rules.add_perm(f"dialogues.view_{name}", reads_it)
for name in ("backgroundnote", "noteparagraph", "evidencepoint"):
    rules.add_perm(f"dialogues.change_{name}", drafts | heads)
rules.add_perm("dialogues.comment_on_backgroundnote", reads_it)
rules.add_perm("dialogues.agree_to_backgroundnote", co_chairs & ~waits_for_others)
rules.add_perm("dialogues.send_back_backgroundnote", is_officer | co_chairs)
rules.add_perm("dialogues.clear_backgroundnote", is_officer & ~drafts & ~co_chairs & ~cleared_as_co_chair)
rules.add_perm("dialogues.put_out_backgroundnote", is_officer)
rules.add_perm("dialogues.view_commentphase", is_out_for_comment | reads_it)
rules.add_perm("dialogues.withdraw_backgroundnote", is_officer)
rules.add_perm("dialogues.publish_backgroundnote", is_officer & cleared_by_another)
