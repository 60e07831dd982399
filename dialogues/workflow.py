"""The life of a meeting: a dialogue, a roundtable, a hearing, the policy debate.

Above the line only those who prepare it read it (RELIABILITY P40).

    discarded <--discard-- draft <--restore-- discarded
                             |
    ---------------------announce--------------------------------
                             v
                         announced --revise--> announced (a further version of what is announced)
                          |     |
                       cancel   +--withdraw--> withdrawn  (announced by mistake; a stub stays)
                          v                        ^
                      cancelled -----withdraw------+

A meeting that is cancelled keeps its page, which says so. Times, places, links and what comes afterwards are facts
around the announcement: they change without a version.

The life of a contribution to a discussion: public at once or after a moderator has read it (`Held` says why), hidden
for a reason, and always its author's to take back.

    waiting --appear, approve--> published --hide--> hidden --restore--> published
       ^                             |                  |
       +--------- rewrite -----------+------------------+        any of them --take_back--> taken_back

The life of a background note. Each co-chair clears, then the secretariat; another officer than that one publishes.
A clearance holds for its wording alone: a change leads back to the drafting and asks for it again.

    drafting --hand_in--> with_chairs --agree--> with_secretariat --clear--> cleared --publish--> published
       ^                       |                        |                       |                     |
       +------ send_back ------+------------------------+-----------------------+                     |
       +------- take_up -------+------------------------+-----------------------+---------------------+

A co-chair or an officer sends it back, with what should change; `take_up` follows from a change or a withdrawal.
While it is drafted, the secretariat can put a wording out for comment (`steps/consulting.py`): the note stays a draft.
"""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMModelMixin, transition

from core.workflow import Problem, StatusField, may
from dialogues.choices import NoteStatus, Standing, Status


class MeetingWorkflow(FSMModelMixin, models.Model):
    """Statuses and steps of a meeting; consequences are in `steps/`."""

    status = StatusField(_("status"), choices=Status, default=Status.DRAFT)
    announced_at = models.DateTimeField(_("announced"), null=True, editable=False)
    discarded_at = models.DateTimeField(_("discarded"), null=True, editable=False)
    closing_reason = models.TextField(_("reason of the cancellation"), blank=True, editable=False)

    class Meta:
        abstract = True

    @transition(status, Status.DRAFT, Status.DISCARDED, permission=may("dialogues.change_meeting"))
    def discard(self, by: Any, note: str) -> None:
        """Discard the draft."""
        self.discarded_at = timezone.now()

    @transition(status, Status.DISCARDED, Status.DRAFT, permission=may("dialogues.change_meeting"))
    def restore(self, by: Any, note: str) -> None:
        """Take the draft back."""
        self.discarded_at = None

    @transition(status, Status.DRAFT, Status.ANNOUNCED, permission=may("dialogues.change_meeting"))
    def announce(self, by: Any, note: str) -> None:
        """Announce it."""
        self.announced_at = timezone.now()

    @transition(status, Status.ANNOUNCED, Status.ANNOUNCED, permission=may("dialogues.change_meeting"))
    def revise(self, by: Any, note: str) -> None:
        """Publish the new wording."""

    @transition(status, Status.ANNOUNCED, Status.CANCELLED, permission=may("dialogues.change_meeting"))
    def cancel(self, by: Any, note: str) -> None:
        """Cancel it."""
        self.closing_reason = note

    @transition(
        status,
        [Status.ANNOUNCED, Status.CANCELLED],
        Status.WITHDRAWN,
        permission=may("dialogues.withdraw_meeting"),
    )
    def withdraw(self, by: Any, note: str) -> None:
        """Withdraw the announcement."""
        self.closing_reason = note

    def problems_before(self, step: str) -> list[Problem]:
        """What the public would miss, in words; reasons where a step takes something from the public."""
        if step not in ("announce", "revise"):
            return []
        missing = {
            "title": _t("It has no title."),
            "slug": _t("It has no address."),
        }
        return [Problem(words, f"#{name}") for name, words in missing.items() if not getattr(self, name)]


class ContributionWorkflow(FSMModelMixin, models.Model):
    """Statuses and steps of a contribution (RELIABILITY P44); consequences are in `steps/`."""

    status = StatusField(_("status"), choices=Standing, default=Standing.WAITING)
    published_at = models.DateTimeField(_("public since"), null=True, editable=False)

    class Meta:
        abstract = True

    @transition(status, Standing.WAITING, Standing.PUBLISHED, permission=may("dialogues.publish_contribution"))
    def appear(self, by: Any, note: str) -> None:
        """Be public at once."""
        self.published_at = timezone.now()

    @transition(status, Standing.WAITING, Standing.PUBLISHED, permission=may("dialogues.moderate_contribution"))
    def approve(self, by: Any, note: str) -> None:
        """Make it public."""
        self.published_at = self.published_at or timezone.now()

    @transition(
        status,
        [Standing.WAITING, Standing.PUBLISHED],
        Standing.HIDDEN,
        permission=may("dialogues.moderate_contribution"),
    )
    def hide(self, by: Any, note: str) -> None:
        """Hide it, with a reason."""

    @transition(status, Standing.HIDDEN, Standing.PUBLISHED, permission=may("dialogues.moderate_contribution"))
    def restore(self, by: Any, note: str) -> None:
        """Make it public again."""
        self.published_at = self.published_at or timezone.now()

    @transition(
        status,
        [Standing.PUBLISHED, Standing.HIDDEN],
        Standing.WAITING,
        permission=may("dialogues.change_contribution"),
    )
    def rewrite(self, by: Any, note: str) -> None:
        """Send the new wording to the moderators."""

    @transition(
        status,
        [Standing.WAITING, Standing.PUBLISHED, Standing.HIDDEN],
        Standing.TAKEN_BACK,
        permission=may("dialogues.take_back_contribution"),
    )
    def take_back(self, by: Any, note: str) -> None:
        """Take it back."""

    def problems_before(self, step: str) -> list[Problem]:
        """Nothing stands in the way of any."""
        return []


class NoteWorkflow(FSMModelMixin, models.Model):
    """Statuses and steps of a background note (RELIABILITY P47); consequences are in `steps/`."""

    status = StatusField(_("status"), choices=NoteStatus, default=NoteStatus.DRAFTING)

    class Meta:
        abstract = True

    @transition(status, NoteStatus.DRAFTING, NoteStatus.WITH_CHAIRS, permission=may("dialogues.change_backgroundnote"))
    def hand_in(self, by: Any, note: str) -> None:
        """Ask the co-chairs to clear it."""

    @transition(
        status, NoteStatus.WITH_CHAIRS, NoteStatus.WITH_SECRETARIAT, permission=may("dialogues.agree_to_backgroundnote")
    )
    def agree(self, by: Any, note: str) -> None:
        """The last of the co-chairs clears it."""

    @transition(
        status, NoteStatus.WITH_SECRETARIAT, NoteStatus.CLEARED, permission=may("dialogues.clear_backgroundnote")
    )
    def clear(self, by: Any, note: str) -> None:
        """Clear it for the secretariat."""

    @transition(status, NoteStatus.CLEARED, NoteStatus.PUBLISHED, permission=may("dialogues.publish_backgroundnote"))
    def publish(self, by: Any, note: str) -> None:
        """Publish it."""

    @transition(
        status,
        [NoteStatus.WITH_CHAIRS, NoteStatus.WITH_SECRETARIAT, NoteStatus.CLEARED],
        NoteStatus.DRAFTING,
        permission=may("dialogues.send_back_backgroundnote"),
    )
    def send_back(self, by: Any, note: str) -> None:
        """Send it back to its drafters."""

    @transition(
        status,
        [NoteStatus.WITH_CHAIRS, NoteStatus.WITH_SECRETARIAT, NoteStatus.CLEARED, NoteStatus.PUBLISHED],
        NoteStatus.DRAFTING,
        permission=may("dialogues.comment_on_backgroundnote"),
    )
    def take_up(self, by: Any, note: str) -> None:
        """Back to the drafting."""

    def problems_before(self, step: str) -> list[Problem]:
        """What a note lacks before anybody reads, clears or publishes it: a text, sources that still stand; co-chairs,
        and that it is back from the public, where it is not to be put out."""
        if step in ("take_up", "send_back"):
            return []
        from dialogues import evidence

        note: Any = self
        problems = []
        if step == "hand_in" and note.phases.out().exists():
            problems.append(Problem(_t("It is out for comment: wait for the end, or let the secretariat end it.")))
        if not note.standing_paragraphs:
            problems.append(Problem(_t("It has no paragraph yet.")))
        for number, one in enumerate(note.standing_paragraphs, start=1):
            if not one.text:
                words = _t("Paragraph %(number)d is empty: write it, or take it out.") % {"number": number}
                problems.append(Problem(words, f"#paragraph-{number}"))
        if step != "put_out" and not note.chairs:
            problems.append(Problem(_t("No co-chair is named for it: the secretariat names them.")))
        for number in evidence.paragraphs_that_cannot_stand(note):
            words = _t("Paragraph %(number)d rests on something that is no longer public or no longer says it.")
            problems.append(Problem(words % {"number": number}, f"#paragraph-{number}"))
        return problems
