"""A discussion is opened; people contribute, rewrite, take back, and appeal.

What is written is public at once or waits for a moderator (`why_held`). Of one person one thing happens after the
other: the row of the account is locked while contributions are counted.
"""

import hashlib
import re
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import uploads
from core.access import allowed, demand, fresh
from core.models import Act
from core.workflow import MovedOn, NotReady, perform, signed
from dialogues import notifications, publishing
from dialogues.choices import Decision, Held, Moderation, Outcome, Standing
from dialogues.models import (
    CommentPhase,
    Contribution,
    ContributionFile,
    DiscussionSpace,
    GuidingQuestion,
    Meeting,
    ModerationDecision,
    SpaceModerator,
)
from dialogues.steps import flagging

MAX_BYTES = 10_000_000
MOST_IN_AN_HOUR = 20
"""More contributions of one person are refused (B59)."""
MANY, SHORT = 5, timedelta(minutes=10)
"""So many in so short a time wait for a moderator."""
MANY_LINKS = 4
FREE_EDIT = timedelta(minutes=30)
"""So long a public contribution is changed without a trace (D10)."""
LINK = re.compile(r"https?://|www\.", re.IGNORECASE)


@transaction.atomic
def open_space(meeting: Meeting, *, by: Any, form_key: Any = None, **written: Any) -> DiscussionSpace:
    """The discussion of `meeting`; the one that there is, on a second press. Raises PermissionDenied."""
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    by = demand(by, "dialogues.change_discussionspace", meeting, _("You do not prepare this meeting."))
    known = DiscussionSpace.objects.filter(meeting=meeting).first()
    return known or _write(DiscussionSpace(meeting=meeting, form_key=form_key), by, "opened discussion", written)


@transaction.atomic
def change_space(space: DiscussionSpace, *, by: Any, **written: Any) -> DiscussionSpace:
    """Other dates, questions, moderators. Raises PermissionDenied."""
    space = DiscussionSpace.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=space.pk)
    by = demand(by, "dialogues.change_discussionspace", space, _("You do not prepare this meeting."))
    return _write(space, by, "changed discussion", written)


def _write(space: DiscussionSpace, by: Any, verb: str, written: dict[str, Any]) -> DiscussionSpace:
    questions, moderators = written.pop("questions"), written.pop("moderators")
    for name, value in written.items():
        setattr(space, name, value)
    signed(space, by)
    space.save()
    for position, row in enumerate(questions):
        GuidingQuestion.objects.update_or_create(space=space, position=position, defaults=row)
    space.questions.filter(position__gte=len(questions)).delete()
    space.posts.exclude(user__in=[person for person, _codes in moderators]).delete()
    for person, codes in moderators:
        SpaceModerator.objects.update_or_create(space=space, user=person, defaults={"languages": codes})
    Act.objects.log(verb, space, by=by)
    publishing.restate(space.meeting)
    return space


@transaction.atomic
def contribute(
    space: DiscussionSpace,
    *,
    by: Any,
    form_key: Any = None,
    reply_to: Contribution | None = None,
    file: UploadedFile | None = None,
    by_mail: bool = False,
    **written: Any,
) -> Contribution:
    """A contribution, or a reply to one, public at once or waiting; by mail it waits. A second press finds the first.

    Raises NotReady, in words, once the discussion is closed, for a reply to what is not public any more, for a comment
    on a draft that is no longer out, and for one too many; PermissionDenied for a body that one does not speak for;
    ValidationError for the file.
    """
    by = User.objects.select_for_update().get(pk=by.pk)
    known = Contribution.objects.filter(form_key=form_key, author=by).first() if form_key else None
    if known:
        return known
    space = DiscussionSpace.objects.select_related("meeting__cycle").get(pk=space.pk)
    _demand_open(space, by)
    _demand_time(by)
    body = written.get("organisation")
    if body is not None and not allowed(by, "dialogues.speak_for_organisation", body):
        raise PermissionDenied(_("You do not speak on behalf of this organisation."))
    made = Contribution(space=space, author=by, form_key=form_key, **written)
    if reply_to is not None:
        _answer(made, reply_to)
    if made.phase is not None:
        _demand_out(made)
    made.fingerprint = fingerprint(made.text)
    made.held_because = Held.MAIL if by_mail else why_held(made, by)
    signed(made, by)
    made.save()
    if file is not None:
        uploads.store(ContributionFile(contribution=made, uploaded_by=by), file, max_bytes=MAX_BYTES)
    if not made.held_because:
        made = perform(made, "appear", by=by, log=False)
    _tell_reader(made)
    Act.objects.log("contributed", made, by=by)
    return made


@transaction.atomic
def rewrite(contribution: Contribution, *, by: Any, text: str, language: str) -> Contribution:
    """The author's new wording. Where contributions are read first, and after a hiding, it waits again.

    Raises PermissionDenied for what is not one's own, NotReady once the discussion is closed.
    """
    by = fresh(by)
    mine = _own(contribution, by)
    if mine.status == Standing.TAKEN_BACK:
        raise MovedOn(_("This contribution was taken back."))
    _demand_open(mine.space, by)
    if (mine.text, mine.language) == (text, language):
        return mine
    now = timezone.now()
    if mine.published_at and now - mine.published_at > FREE_EDIT:
        mine.edited_at = now
    mine.text, mine.language, mine.fingerprint = text, language, fingerprint(text)
    mine.held_because = why_held(mine, by) or (Held.APPROVAL if mine.status == Standing.HIDDEN else "")
    mine.waits_since = now
    signed(mine, by)
    mine.save()
    mine.translations.all().delete()  # they say what is written no more
    if mine.held_because and mine.status != Standing.WAITING:
        mine = perform(mine, "rewrite", by=by)
    elif mine.status == Standing.WAITING and not mine.held_because:
        mine = perform(mine, "appear", by=by)
    _tell_reader(mine)
    return mine


@transaction.atomic
def take_back(contribution: Contribution, *, by: Any) -> Contribution:
    """A line stays where it stood; text, earlier wordings and file go (D10). Raises PermissionDenied, MovedOn."""
    taken = perform(_own(contribution, fresh(by)), "take_back", by=by)
    taken.text, taken.fingerprint = "", ""
    signed(taken, by)
    taken.save()
    Contribution.history.filter(id=taken.pk).update(text="")
    taken.translations.all().delete()
    flagging.close(taken, by=by, outcome=Outcome.GONE)
    ContributionFile.objects.filter(contribution=taken).update(removed_at=timezone.now())
    return taken


@transaction.atomic
def appeal(decision: ModerationDecision, *, by: Any, words: str) -> ModerationDecision:
    """Ask another moderator, once (P45). Raises PermissionDenied for somebody else's, MovedOn for a second time."""
    decision = ModerationDecision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    mine = _own(decision.contribution, by)
    if decision.decision != Decision.HIDE or decision.appealed_at or mine.status != Standing.HIDDEN:
        raise MovedOn(_("There is nothing here to appeal against, or you have done so."))
    decision.appeal, decision.appealed_at = words, timezone.now()
    decision.save(update_fields=["appeal", "appealed_at"])
    Act.objects.log("appealed", mine, by=by)
    return decision


def why_held(contribution: Contribution, by: Any) -> str:
    """Why it waits for a moderator; "" where it is public at once."""
    others = Contribution.objects.exclude(pk=contribution.pk)
    of_person = others.filter(author=by)
    if contribution.space.moderation == Moderation.BEFORE:
        return Held.APPROVAL
    if not by.current_memberships and not of_person.filter(published_at__isnull=False).exists():
        return Held.NEWCOMER
    if contribution.language not in contribution.space.languages_read:
        return Held.LANGUAGE
    if len(LINK.findall(contribution.text)) >= MANY_LINKS:
        return Held.LINKS
    if others.filter(fingerprint=contribution.fingerprint).exists():
        return Held.REPEATED
    if of_person.filter(written_at__gt=timezone.now() - SHORT).count() >= MANY:
        return Held.HASTE
    return ""


def _tell_reader(contribution: Contribution) -> None:
    """What no moderator of the discussion can read waits for a named colleague, who hears of it."""
    space = contribution.space
    if contribution.status == Standing.WAITING and contribution.language not in space.languages_read:
        notifications.WaitsForReader(
            space,
            contribution=contribution.pk,
            since=contribution.waits_since,
            language=contribution.get_language_display(),
        ).queue()


def fingerprint(text: str) -> str:
    """The same for texts that differ in capitals and blanks alone."""
    return hashlib.sha256(" ".join(text.casefold().split()).encode()).hexdigest()


def _own(contribution: Contribution, by: Any) -> Contribution:
    related = Contribution.objects.select_for_update(of=("self",)).select_related("space__meeting__cycle")
    locked = related.get(pk=contribution.pk)
    if locked.author_id != by.pk:
        raise PermissionDenied(_("This is somebody else’s contribution."))
    return locked


def _demand_open(space: DiscussionSpace, by: Any) -> None:
    if allowed(by, "dialogues.write_in_discussionspace", space):
        return
    if timezone.now() < space.opens_at:
        raise NotReady(_("This discussion is not open yet. Your text is still here to copy."))
    raise NotReady(_("This discussion has closed meanwhile. Your text is still here to copy."))


def _demand_out(made: Contribution) -> None:
    """A comment on a draft is on a paragraph of the one that is out now, of this very meeting."""
    phase = CommentPhase.objects.select_related("note").get(pk=made.phase_id)
    its_own = phase.note.meeting_id == made.space.meeting_id and phase.paragraph(made.paragraph) is not None
    if not its_own or not phase.is_out:
        raise NotReady(_("Comments on this draft are taken no more. Your text is still here to copy."))


def _demand_time(by: Any) -> None:
    hour = timezone.now() - timedelta(hours=1)
    if Contribution.objects.filter(author=by, written_at__gt=hour).count() >= MOST_IN_AN_HOUR:
        raise NotReady(_("You have written a lot in the last hour. Your text is still here: send it later."))


def _answer(made: Contribution, reply_to: Contribution) -> None:
    """A reply stands under the first of its thread, in its question."""
    above = Contribution.objects.select_related("reply_to").get(pk=reply_to.pk)
    root = above.reply_to or above
    if any(one.status != Standing.PUBLISHED or one.space_id != made.space_id for one in (above, root)):
        raise NotReady(_("What you answer is not public any more. Your text is still here to copy."))
    made.reply_to, made.question = root, root.question
