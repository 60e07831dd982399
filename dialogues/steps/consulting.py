"""The draft of a background note goes out for comment, and comes back (FEATURES D11).

Comments are contributions to the discussion of the meeting: its moderators read them by its rules, nothing else is
needed. The wording that went out stays as it was; its drafters may write on meanwhile.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import demand
from core.models import Act
from core.templatetags.portal import day_of
from core.workflow import MovedOn, NotReady, Problem
from dialogues import notifications, publishing
from dialogues.choices import NoteStatus
from dialogues.models import BackgroundNote, CommentPhase, DiscussionSpace
from dialogues.steps.clearing import demand_seen, locked


@transaction.atomic
def put_out(note: BackgroundNote, *, by: Any, closes_on: date, seen: str) -> CommentPhase:
    """Everybody reads the wording as it stands now, and whoever has an account comments on its paragraphs until the end
    of `closes_on`; the phase that there is, on a second press.

    Raises PermissionDenied; MovedOn for a note that is not being drafted or no longer says what was `seen`; NotReady
    with what stands in the way: an empty paragraph, a source that is not public, no open discussion until that day.
    """
    note = locked(note)
    demand(by, "dialogues.put_out_backgroundnote", note)
    if known := note.phases.out().first():
        return known
    if note.status != NoteStatus.DRAFTING:
        raise MovedOn(_("It was handed in: only what is being drafted goes out for comment."))
    demand_seen(note, seen)
    if problems := [*note.problems_before("put_out"), *_problems_with(note, closes_on)]:
        raise NotReady(*problems)
    phase = CommentPhase(note=note, wording=publishing.wording_of(note), closes_on=closes_on, opened_by=by)
    phase.save()
    Act.objects.log("put out for comment", note, by=by)
    publishing.restate(note.meeting)
    notifications.DraftOut(phase).queue()
    return phase


@transaction.atomic
def end(note: BackgroundNote, *, by: Any) -> None:
    """No more comments are taken, before the day that was said. Raises PermissionDenied, MovedOn where none are."""
    note = locked(note)
    demand(by, "dialogues.put_out_backgroundnote", note)
    phase = note.phases.out().first()
    if phase is None:
        raise MovedOn(_("It is not out for comment."))
    phase.ended_at = timezone.now()
    phase.save(update_fields=["ended_at"])
    Act.objects.log("ended comments", note, by=by)
    publishing.restate(note.meeting)


def _problems_with(note: BackgroundNote, closes_on: date) -> list[Problem]:
    """Comments stand in the discussion of the meeting, which has to be open until the last day."""
    space = DiscussionSpace.objects.select_related("meeting__cycle").filter(meeting=note.meeting).first()
    if space is None or not space.is_open:
        return [Problem(_("Comments stand in the discussion of the meeting, and none is open there. Open it first."))]
    if closes_on > space.closes_on:
        words = _("The discussion of the meeting closes on %(day)s. Choose no later day, or let it be open longer.")
        return [Problem(words % {"day": day_of(space.closes_on)})]
    return []
