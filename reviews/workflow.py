"""The lives of a voluntary review, of a questionnaire and of a document received by e-mail.

A review. Above the line only its State knows of it; the secretariat sees submissions (RELIABILITY P1).

    draft ---discard--> discarded ---restore--> draft
      | ^                                                      returned <--+
    submit  call back                                            |  ^      |
    --|-|------------------------------------------------------submit------|----
      v |                                                        v  |      |
     submitted --------------------- send back ------------------+--+------+
      |
     accept ---> accepted ---publish (another officer)---> published ---withdraw (two)---> withdrawn
                                                             |  ^
    draft <---correct (the published version stays as it is)-+  |
    draft, returned ---drop the correction----------------------+

A questionnaire: draft --propose--> proposed --put in force (another officer)--> in force --replace--> replaced
A received document: registered --release (another officer)--> published; one that was imported is
registered by nobody, until a first officer confirms it.
"""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMModelMixin, transition

from core.workflow import Problem, StatusField, may
from reviews.choices import EDITABLE, DocumentStatus, QuestionnaireStatus, ReviewStatus

PUBLIC_OR_CORRECTED = [
    ReviewStatus.PUBLISHED,
    ReviewStatus.DRAFT,
    ReviewStatus.RETURNED,
    ReviewStatus.SUBMITTED,
    ReviewStatus.ACCEPTED,
]
"""Where a version can be public; the rules ask whether one is, so that no step tells of a correction (P1)."""


class VoluntaryReviewWorkflow(FSMModelMixin, models.Model):
    """Statuses and steps of a review; consequences are in `steps.py`."""

    SECRECY = {"drop_correction": True, "ask_withdrawal": False, "propose_withdrawal": False}
    """That there was a correction is the State's own; a withdrawal is known to both, correction or not (P1)."""

    status = StatusField(_("status"), choices=ReviewStatus, default=ReviewStatus.DRAFT)
    discarded_at = models.DateTimeField(_("discarded"), null=True, editable=False)
    accepted_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, editable=False, related_name="+")
    withdrawal_proposed_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, editable=False, related_name="+"
    )
    withdrawal_reason = models.TextField(_("reason of the withdrawal"), blank=True, editable=False)
    withdrawal_wish = models.TextField(
        _("why the State asked for the withdrawal"), blank=True, default="", db_default="", editable=False
    )
    withdrawal_asked = models.BooleanField(default=False, db_default=False, editable=False)
    is_correction = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="A version is public already, and another one is on its way.",
    )
    part = models.JSONField(
        default=list, db_default=[], editable=False,
        help_text="The codes of the sections that are submitted first; empty for the whole.",
    )  # fmt: skip
    correction_note = models.TextField(_("what is corrected, and why"), blank=True, db_default="", editable=False)

    class Meta:
        abstract = True

    @transition(status, list(EDITABLE), ReviewStatus.SUBMITTED, permission=may("reviews.submit_voluntaryreview"))
    def submit(self, by: Any, note: str) -> None:
        """Submit to the secretariat."""

    @transition(
        status,
        ReviewStatus.SUBMITTED,
        ReviewStatus.DRAFT,
        permission=may("reviews.call_back_voluntaryreview"),
    )
    def call_back(self, by: Any, note: str) -> None:
        """Call the submission back."""

    @transition(
        status,
        ReviewStatus.SUBMITTED,
        ReviewStatus.RETURNED,
        permission=may("reviews.assess_voluntaryreview"),
    )
    def send_back(self, by: Any, note: str) -> None:
        """Return with questions."""

    @transition(
        status,
        ReviewStatus.SUBMITTED,
        ReviewStatus.ACCEPTED,
        permission=may("reviews.assess_voluntaryreview"),
    )
    def accept(self, by: Any, note: str) -> None:
        """Accept for publication."""
        self.accepted_by = by

    @transition(
        status,
        ReviewStatus.ACCEPTED,
        ReviewStatus.PUBLISHED,
        permission=may("reviews.publish_voluntaryreview"),
    )
    def publish(self, by: Any, note: str) -> None:
        """Publish."""
        self.is_correction = False

    @transition(
        status,
        ReviewStatus.PUBLISHED,
        ReviewStatus.DRAFT,
        permission=may("reviews.correct_voluntaryreview"),
    )
    def correct(self, by: Any, note: str) -> None:
        """Prepare a correction."""
        self.is_correction, self.correction_note = True, note

    @transition(
        status,
        list(EDITABLE),
        ReviewStatus.PUBLISHED,
        permission=may("reviews.drop_correction_of_voluntaryreview"),
    )
    def drop_correction(self, by: Any, note: str) -> None:
        """Drop the correction."""
        self.is_correction, self.correction_note = False, ""

    @transition(
        status,
        PUBLIC_OR_CORRECTED,
        None,
        permission=may("reviews.ask_withdrawal_of_voluntaryreview"),
    )
    def ask_withdrawal(self, by: Any, note: str) -> None:
        """Ask to withdraw from view."""
        self.withdrawal_reason, self.withdrawal_wish, self.withdrawal_asked = note, note, True
        self.withdrawal_proposed_by = None  # what two officers agree on is one and the same reason

    @transition(
        status,
        PUBLIC_OR_CORRECTED,
        None,
        permission=may("reviews.propose_withdrawal_of_voluntaryreview"),
    )
    def propose_withdrawal(self, by: Any, note: str) -> None:
        """Propose to withdraw from view."""
        self.withdrawal_proposed_by = by
        if note and note != self.withdrawal_reason:
            self.withdrawal_reason, self.withdrawal_asked = note, False  # another reason is not the State's wish

    @transition(
        status,
        PUBLIC_OR_CORRECTED,
        ReviewStatus.WITHDRAWN,
        permission=may("reviews.withdraw_voluntaryreview"),
    )
    def withdraw(self, by: Any, note: str) -> None:
        """Withdraw from view."""

    @transition(status, list(EDITABLE), ReviewStatus.DISCARDED, permission=may("reviews.discard_voluntaryreview"))
    def discard(self, by: Any, note: str) -> None:
        """Discard the draft."""
        self.discarded_at = timezone.now()

    @transition(
        status,
        ReviewStatus.DISCARDED,
        ReviewStatus.DRAFT,
        permission=may("reviews.discard_voluntaryreview"),
    )
    def restore(self, by: Any, note: str) -> None:
        """Take the draft back."""
        self.discarded_at = None

    def problems_before(self, step: str) -> list[Any]:
        """What stands in the way of `step`, as `reviews.checks.Check`; only submission asks for anything."""
        if step != "submit":
            return []
        from reviews import checks, signing

        found = [*checks.problems_of(self, self.part or None), *signing.problems_of(self)]  # type: ignore[arg-type]
        return [check for check in found if check.blocks]


class QuestionnaireWorkflow(FSMModelMixin, models.Model):
    """Statuses and steps of a questionnaire: in force it never changes (RELIABILITY P19, P20)."""

    status = StatusField(_("status"), choices=QuestionnaireStatus, default=QuestionnaireStatus.DRAFT)
    proposed_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, editable=False, related_name="+")
    released_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, editable=False, related_name="+")
    in_force_since = models.DateTimeField(_("in force since"), null=True, editable=False)

    class Meta:
        abstract = True

    @transition(
        status,
        QuestionnaireStatus.DRAFT,
        QuestionnaireStatus.PROPOSED,
        permission=may("reviews.change_questionnaire"),
    )
    def propose(self, by: Any, note: str) -> None:
        """Propose to put in force."""
        self.proposed_by = by

    @transition(
        status,
        QuestionnaireStatus.PROPOSED,
        QuestionnaireStatus.DRAFT,
        permission=may("reviews.view_questionnaire"),
    )
    def take_up_again(self, by: Any, note: str) -> None:
        """Back to draft."""
        self.proposed_by = None

    @transition(
        status,
        QuestionnaireStatus.PROPOSED,
        QuestionnaireStatus.IN_FORCE,
        permission=may("reviews.release_questionnaire"),
    )
    def put_in_force(self, by: Any, note: str) -> None:
        """Put in force."""
        self.released_by = by
        self.in_force_since = timezone.now()

    @transition(
        status,
        QuestionnaireStatus.IN_FORCE,
        QuestionnaireStatus.REPLACED,
        permission=may("reviews.replace_questionnaire"),
    )
    def replace(self, by: Any, note: str) -> None:
        """Replace by a newer version."""

    def problems_before(self, step: str) -> list[Problem]:
        """A questionnaire without a question cannot be proposed."""
        if step in ("propose", "put_in_force"):
            return [Problem(text) for text in self.gaps()]  # type: ignore[attr-defined]
        return []


class ReceivedDocumentWorkflow(FSMModelMixin, models.Model):
    """A document sent by e-mail: one officer registers it, another releases it (RELIABILITY P63)."""

    status = StatusField(_("status"), choices=DocumentStatus, default=DocumentStatus.REGISTERED)

    class Meta:
        abstract = True

    @transition(
        status,
        DocumentStatus.REGISTERED,
        DocumentStatus.REGISTERED,
        permission=may("reviews.confirm_receiveddocument"),
    )
    def confirm(self, by: Any, note: str) -> None:
        """Confirm what was imported."""
        self.registered_by = by

    @transition(
        status,
        DocumentStatus.REGISTERED,
        DocumentStatus.PUBLISHED,
        permission=may("reviews.release_receiveddocument"),
    )
    def release(self, by: Any, note: str) -> None:
        """Publish."""

    def problems_before(self, step: str) -> list[Problem]:
        """A document needs a State, a file or an address, and the forum or Regional Review it is for."""
        return [Problem(text) for text in self.gaps()]  # type: ignore[attr-defined]
