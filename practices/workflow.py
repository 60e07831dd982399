"""The lives of a practice, of the work of its reviewers, and of a call for practices.

A practice. Above the line only its own people read it; below it the secretariat reads the version that was
submitted last, never the text that is being written (RELIABILITY P21, P22).

    (discard, restore) draft <--------+                    revision_requested <--+
                         |            |                            |             |
                       submit     send_back                    resubmit   request_revision
    ---------------------|------------|----------------------------|-------------|------------------
                         v            |                            v             |
                     submitted -------+--- send_to_review ---> in_review --------+
                       |     |                                  |     |
                    decline  |                    decline_after_review |
                       v     |                                  v   accept
                   declined  |                           declined     |
                             +- carry_over (imported alone) ---+      v
                                                               +-> accepted --publish--> published
    submitted, in_review, revision_requested, accepted --withdraw--> withdrawn

    published --confirm (still true)--> published      published --start_correction--> published
    published, being corrected --correct--> published  (a further version), or --drop_correction--> published
    published --retire--> archived --take_up_again--> published

A reviewer's assignment, in a round that is open and of a practice that is not withdrawn:

    proposed --waive (another officer)--> invited --agree--> accepted --file--> filed
        |                                  |   ^                 ^  |  <--take_back--  |
       drop                           decline  | think_again     |  say_perhaps        |
        v                                  v   | (24 hours) clear_tie v                |
     dropped                            declined              perhaps                  |
    invited, perhaps, accepted --replace--> replaced             |                     |
    invited, perhaps, accepted, filed --step_aside--> stepped_aside <--turn_away-- perhaps

A call: draft --open--> open --close--> closed --open--> open

A use elsewhere: asked --agree--> waiting, asked --refuse--> refused --agree--> waiting (the people of the practice);
waiting --confirm--> confirmed, waiting --decline--> declined, and from each of the two to the other (the secretariat)
"""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMModelMixin, transition

from core.workflow import Problem, StatusField, may
from practices.choices import UNDECIDED, AssignmentStatus, CallStatus, ImplementerAnswer, Status, UseStatus

BEFORE_READERS = ("submit", "resubmit", "correct")
"""Steps that ask the checks of a text."""


class PracticeWorkflow(FSMModelMixin, models.Model):
    """Statuses and steps of a practice; consequences are in `steps/`."""

    status = StatusField(_("status"), choices=Status, default=Status.DRAFT)
    status_since = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    discarded_at = models.DateTimeField(_("discarded"), null=True, editable=False)
    being_corrected_since = models.DateTimeField(_("being corrected since"), null=True, editable=False)
    closing_reason = models.TextField(_("reason of the withdrawal"), blank=True, editable=False)

    class Meta:
        abstract = True

    def _enter(self) -> None:
        self.status_since = timezone.now()

    # --- its own people (P21, P23, P58)

    @transition(status, Status.DRAFT, Status.DRAFT, permission=may("practices.discard_practice"))
    def discard(self, by: Any, note: str) -> None:
        """Discard the draft."""
        self.discarded_at = timezone.now()

    @transition(status, Status.DRAFT, Status.DRAFT, permission=may("practices.restore_practice"))
    def restore(self, by: Any, note: str) -> None:
        """Take the draft back."""
        self.discarded_at = None

    @transition(status, Status.DRAFT, Status.SUBMITTED, permission=may("practices.submit_practice"))
    def submit(self, by: Any, note: str) -> None:
        """Submit to the secretariat."""
        self.take_number()  # type: ignore[attr-defined]
        self._enter()

    @transition(status, Status.REVISION_REQUESTED, Status.IN_REVIEW, permission=may("practices.submit_practice"))
    def resubmit(self, by: Any, note: str) -> None:
        """Send the changed text."""
        self._enter()

    @transition(status, list(UNDECIDED), Status.WITHDRAWN, permission=may("practices.withdraw_practice"))
    def withdraw(self, by: Any, note: str) -> None:
        """Withdraw."""
        self.closing_reason = note
        self._enter()

    @transition(status, Status.PUBLISHED, Status.PUBLISHED, permission=may("practices.keep_practice"))
    def confirm(self, by: Any, note: str) -> None:
        """Confirm that it is still true."""

    @transition(status, Status.PUBLISHED, Status.PUBLISHED, permission=may("practices.start_correction_of_practice"))
    def start_correction(self, by: Any, note: str) -> None:
        """Correct or update it."""
        self.being_corrected_since = timezone.now()

    @transition(status, Status.PUBLISHED, Status.PUBLISHED, permission=may("practices.correct_practice"))
    def correct(self, by: Any, note: str) -> None:
        """Publish the correction."""
        self.being_corrected_since = None

    @transition(status, Status.PUBLISHED, Status.PUBLISHED, permission=may("practices.correct_practice"))
    def drop_correction(self, by: Any, note: str) -> None:
        """Leave it as it was published."""
        self.being_corrected_since = None

    @transition(status, Status.PUBLISHED, Status.ARCHIVED, permission=may("practices.keep_practice"))
    def retire(self, by: Any, note: str) -> None:
        """Retire it."""
        self.closing_reason = note
        self.being_corrected_since = None
        self._enter()

    @transition(status, Status.ARCHIVED, Status.PUBLISHED, permission=may("practices.keep_practice"))
    def take_up_again(self, by: Any, note: str) -> None:
        """Take it up again."""
        self.closing_reason = ""
        self._enter()

    # --- the secretariat: screening (P24)

    @transition(status, Status.SUBMITTED, Status.DRAFT, permission=may("practices.screen_practice"))
    def send_back(self, by: Any, note: str) -> None:
        """Return for changes."""
        self._enter()

    @transition(status, Status.SUBMITTED, Status.DECLINED, permission=may("practices.screen_practice"))
    def decline(self, by: Any, note: str) -> None:
        """Decline."""
        self._enter()

    @transition(status, Status.SUBMITTED, Status.IN_REVIEW, permission=may("practices.screen_practice"))
    def send_to_review(self, by: Any, note: str) -> None:
        """Send to peer review."""
        self._enter()

    @transition(status, Status.SUBMITTED, Status.ACCEPTED, permission=may("practices.carry_over_practice"))
    def carry_over(self, by: Any, note: str) -> None:
        """Take over as it was published elsewhere."""
        self._enter()

    # --- the secretariat: after the reviews (P24)

    @transition(status, Status.IN_REVIEW, Status.REVISION_REQUESTED, permission=may("practices.decide_practice"))
    def request_revision(self, by: Any, note: str) -> None:
        """Ask for changes."""
        self._enter()

    @transition(status, Status.IN_REVIEW, Status.ACCEPTED, permission=may("practices.decide_practice"))
    def accept(self, by: Any, note: str) -> None:
        """Accept for publication."""
        self._enter()

    @transition(status, Status.IN_REVIEW, Status.DECLINED, permission=may("practices.decide_practice"))
    def decline_after_review(self, by: Any, note: str) -> None:
        """Decline after peer review."""
        self._enter()

    @transition(status, Status.ACCEPTED, Status.PUBLISHED, permission=may("practices.publish_practice"))
    def publish(self, by: Any, note: str) -> None:
        """Publish."""
        self._enter()

    def problems_before(self, step: str) -> list[Any]:
        """What stands in the way of `step`: before readers get a text, whatever its call makes a must; before
        reviewers do, the word of an implementer on whose behalf it was sent (A3)."""
        if step == "send_to_review" and self.on_behalf and self.implementer_answer != ImplementerAnswer.AGREED:  # type: ignore[attr-defined]
            return [Problem(_t("The focal point of the main implementer has not agreed yet."))]
        if step not in BEFORE_READERS:
            return []
        from practices import checks

        return [check for check in checks.checks_of(self) if check.blocks]


class CallWorkflow(FSMModelMixin, models.Model):
    """Statuses and steps of a call for practices."""

    status = StatusField(_("status"), choices=CallStatus, default=CallStatus.DRAFT)

    class Meta:
        abstract = True

    @transition(
        status,
        [CallStatus.DRAFT, CallStatus.CLOSED],
        CallStatus.OPEN,
        permission=may("practices.change_callforpractices"),
    )
    def open(self, by: Any, note: str) -> None:
        """Open the call."""

    @transition(status, CallStatus.OPEN, CallStatus.CLOSED, permission=may("practices.change_callforpractices"))
    def close(self, by: Any, note: str) -> None:
        """Close the call."""

    def problems_before(self, step: str) -> list[Problem]:
        """A call without a text cannot be opened."""
        return [Problem(text) for text in self.gaps()] if step == "open" else []  # type: ignore[attr-defined]


class UseWorkflow(FSMModelMixin, models.Model):
    """What a body says of a practice that it took up: shown once the people of the practice have confirmed it and the
    secretariat has checked it (FEATURES A28)."""

    status = StatusField(_("standing"), choices=UseStatus, default=UseStatus.WAITING)

    class Meta:
        abstract = True

    @transition(
        status,
        [UseStatus.ASKED, UseStatus.REFUSED],
        UseStatus.WAITING,
        permission=may("practices.answer_usedelsewhere"),
    )
    def agree(self, by: Any, note: str) -> None:
        """Yes, it is so."""

    @transition(status, UseStatus.ASKED, UseStatus.REFUSED, permission=may("practices.answer_usedelsewhere"))
    def refuse(self, by: Any, note: str) -> None:
        """No, it is not so."""

    @transition(
        status,
        [UseStatus.WAITING, UseStatus.DECLINED],
        UseStatus.CONFIRMED,
        permission=may("practices.check_usedelsewhere"),
    )
    def confirm(self, by: Any, note: str) -> None:
        """Confirm."""

    @transition(
        status,
        [UseStatus.WAITING, UseStatus.CONFIRMED],
        UseStatus.DECLINED,
        permission=may("practices.check_usedelsewhere"),
    )
    def decline(self, by: Any, note: str) -> None:
        """Do not show."""

    def problems_before(self, step: str) -> list[Problem]:
        """Nothing stands in the way."""
        return []


class AssignmentWorkflow(FSMModelMixin, models.Model):
    """Statuses and steps of one reviewer's work; consequences are in `steps/reviewing.py`."""

    status = StatusField(_("status"), choices=AssignmentStatus, default=AssignmentStatus.PROPOSED)

    class Meta:
        abstract = True

    # --- the secretariat (P25, P27)

    @transition(
        status,
        AssignmentStatus.PROPOSED,
        AssignmentStatus.INVITED,
        permission=may("practices.waive_reviewassignment"),
    )
    def waive(self, by: Any, note: str) -> None:
        """Agree to the tie and invite."""

    @transition(
        status,
        AssignmentStatus.PROPOSED,
        AssignmentStatus.DROPPED,
        permission=may("practices.change_reviewassignment"),
    )
    def drop(self, by: Any, note: str) -> None:
        """Do not invite."""

    @transition(
        status,
        AssignmentStatus.PROPOSED,
        AssignmentStatus.INVITED,
        permission=may("practices.invite_reviewassignment"),
    )
    def invite(self, by: Any, note: str) -> None:
        """Invite."""

    @transition(
        status,
        AssignmentStatus.PERHAPS,
        AssignmentStatus.ACCEPTED,
        permission=may("practices.waive_reviewassignment"),
    )
    def clear_tie(self, by: Any, note: str) -> None:
        """The tie does not stand in the way."""

    @transition(
        status,
        AssignmentStatus.PERHAPS,
        AssignmentStatus.STEPPED_ASIDE,
        permission=may("practices.change_reviewassignment"),
    )
    def turn_away(self, by: Any, note: str) -> None:
        """The tie stands in the way."""

    @transition(
        status,
        [AssignmentStatus.INVITED, AssignmentStatus.PERHAPS, AssignmentStatus.ACCEPTED],
        AssignmentStatus.REPLACED,
        permission=may("practices.change_reviewassignment"),
    )
    def replace(self, by: Any, note: str) -> None:
        """End the assignment."""

    # --- the reviewer (P26, P28)

    @transition(
        status,
        AssignmentStatus.INVITED,
        AssignmentStatus.ACCEPTED,
        permission=may("practices.declare_reviewassignment"),
    )
    def agree(self, by: Any, note: str) -> None:
        """No tie: read and review."""

    @transition(
        status,
        [AssignmentStatus.INVITED, AssignmentStatus.ACCEPTED, AssignmentStatus.FILED],
        AssignmentStatus.PERHAPS,
        permission=may("practices.declare_reviewassignment"),
    )
    def say_perhaps(self, by: Any, note: str) -> None:
        """Describe a possible tie."""

    @transition(
        status,
        [
            AssignmentStatus.INVITED,
            AssignmentStatus.PERHAPS,
            AssignmentStatus.ACCEPTED,
            AssignmentStatus.FILED,
        ],
        AssignmentStatus.STEPPED_ASIDE,
        permission=may("practices.declare_reviewassignment"),
    )
    def step_aside(self, by: Any, note: str) -> None:
        """Step aside."""

    @transition(
        status,
        AssignmentStatus.INVITED,
        AssignmentStatus.DECLINED,
        permission=may("practices.declare_reviewassignment"),
    )
    def decline(self, by: Any, note: str) -> None:
        """Decline the invitation."""

    @transition(
        status,
        AssignmentStatus.DECLINED,
        AssignmentStatus.INVITED,
        permission=may("practices.think_again_on_reviewassignment"),
    )
    def think_again(self, by: Any, note: str) -> None:
        """Take the refusal back."""

    @transition(
        status,
        AssignmentStatus.ACCEPTED,
        AssignmentStatus.FILED,
        permission=may("practices.declare_reviewassignment"),
    )
    def file(self, by: Any, note: str) -> None:
        """Send the report."""

    @transition(
        status,
        AssignmentStatus.FILED,
        AssignmentStatus.ACCEPTED,
        permission=may("practices.declare_reviewassignment"),
    )
    def take_back(self, by: Any, note: str) -> None:
        """Take the report back."""
