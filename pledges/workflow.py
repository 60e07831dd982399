"""The life of a pledge.

Above the line only its people and the partners they have asked read it; below it the secretariat reads the version
that was submitted, never the text that is being written (RELIABILITY P32, P34, P36).

    (discard, restore) draft <                          returned <--+
                         |                                 |        |
                       submit                            submit     |
    ---------------------|---------------------------------|--------|-----
                         v                                 v        |
                     submitted -------- send_back ------------------+
                       |     |
                   decline  publish
                       v     v
                 declined  published --start_change--> published --change--> published (a further version)
                             |
    submitted, returned -----+--withdraw--> withdrawn

Whether it is kept is not a status: `progress` is said again from the latest report. A change that was begun can be
dropped (`drop_change`): the draft is the published text again.

A report on its progress needs nobody's permission but its own body's:

    (discard, restore) draft --publish--> published --start_correction, publish--> published (a further version)

An observation of others is looked at by the secretariat; those who pledged can answer it once (FEATURES C19):

    waiting --publish--> published --respond--> published
       |  `--decline--> declined    |
       `------------withdraw--------+--> withdrawn
"""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMModelMixin, transition

from core.workflow import StatusField, may
from pledges.choices import WRITTEN_IN, ObservationStatus, ReportStatus, Status

FREEZES = ("submit", "change")
"""Steps after which others read the text."""


class PledgeWorkflow(FSMModelMixin, models.Model):
    """Statuses and steps of a pledge; consequences are in `steps/`."""

    SECRECY = {"drop_change": True}
    """A change that was dropped stays unknown to the secretariat."""

    status = StatusField(_("status"), choices=Status, default=Status.DRAFT)
    discarded_at = models.DateTimeField(_("discarded"), null=True, editable=False)
    being_changed_since = models.DateTimeField(_("being changed since"), null=True, editable=False)
    closing_reason = models.TextField(_("reason of the withdrawal"), blank=True, editable=False)

    class Meta:
        abstract = True

    @transition(status, Status.DRAFT, Status.DRAFT, permission=may("pledges.discard_pledge"))
    def discard(self, by: Any, note: str) -> None:
        """Discard the draft."""
        self.discarded_at = timezone.now()

    @transition(status, Status.DRAFT, Status.DRAFT, permission=may("pledges.restore_pledge"))
    def restore(self, by: Any, note: str) -> None:
        """Take the draft back."""
        self.discarded_at = None

    @transition(status, list(WRITTEN_IN), Status.SUBMITTED, permission=may("pledges.submit_pledge"))
    def submit(self, by: Any, note: str) -> None:
        """Submit to the secretariat."""

    @transition(status, Status.PUBLISHED, Status.PUBLISHED, permission=may("pledges.start_change_of_pledge"))
    def start_change(self, by: Any, note: str) -> None:
        """Change it."""
        self.being_changed_since = timezone.now()

    @transition(status, Status.PUBLISHED, Status.PUBLISHED, permission=may("pledges.change_pledge"))
    def change(self, by: Any, note: str) -> None:
        """Publish the change."""
        self.being_changed_since = None

    @transition(status, Status.PUBLISHED, Status.PUBLISHED, permission=may("pledges.drop_change_of_pledge"))
    def drop_change(self, by: Any, note: str) -> None:
        """Drop the change."""
        self.being_changed_since = None

    @transition(
        status,
        [Status.SUBMITTED, Status.RETURNED, Status.PUBLISHED],
        Status.WITHDRAWN,
        permission=may("pledges.withdraw_pledge"),
    )
    def withdraw(self, by: Any, note: str) -> None:
        """Withdraw."""
        self.closing_reason = note
        self.being_changed_since = None

    @transition(status, Status.SUBMITTED, Status.RETURNED, permission=may("pledges.screen_pledge"))
    def send_back(self, by: Any, note: str) -> None:
        """Return with remarks."""

    @transition(status, Status.SUBMITTED, Status.DECLINED, permission=may("pledges.screen_pledge"))
    def decline(self, by: Any, note: str) -> None:
        """Decline."""

    @transition(status, Status.SUBMITTED, Status.PUBLISHED, permission=may("pledges.screen_pledge"))
    def publish(self, by: Any, note: str) -> None:
        """Publish."""

    def problems_before(self, step: str) -> list[Any]:
        """What stands in the way of `step`; only a text that others will read is asked for anything."""
        if step not in FREEZES:
            return []
        from pledges.checks import checks_of

        return [check for check in checks_of(self) if check.blocks]  # type: ignore[arg-type]


class ReportWorkflow(FSMModelMixin, models.Model):
    """Statuses and steps of a progress report; consequences are in `steps/progress.py`."""

    SECRECY = {"drop_correction": True}
    """A correction that was dropped stays unknown to the secretariat."""

    status = StatusField(_("status"), choices=ReportStatus, default=ReportStatus.DRAFT)
    discarded_at = models.DateTimeField(_("discarded"), null=True, editable=False)
    being_corrected_since = models.DateTimeField(_("being corrected since"), null=True, editable=False)

    class Meta:
        abstract = True

    @transition(status, ReportStatus.DRAFT, ReportStatus.DRAFT, permission=may("pledges.discard_progressreport"))
    def discard(self, by: Any, note: str) -> None:
        """Discard the report."""
        self.discarded_at = timezone.now()

    @transition(status, ReportStatus.DRAFT, ReportStatus.DRAFT, permission=may("pledges.restore_progressreport"))
    def restore(self, by: Any, note: str) -> None:
        """Take the report back."""
        self.discarded_at = None

    @transition(status, list(ReportStatus), ReportStatus.PUBLISHED, permission=may("pledges.publish_progressreport"))
    def publish(self, by: Any, note: str) -> None:
        """Publish the report."""
        self.being_corrected_since = None

    @transition(
        status, ReportStatus.PUBLISHED, ReportStatus.PUBLISHED, permission=may("pledges.start_correction_of_report")
    )
    def start_correction(self, by: Any, note: str) -> None:
        """Correct the report."""
        self.being_corrected_since = timezone.now()

    @transition(
        status, ReportStatus.PUBLISHED, ReportStatus.PUBLISHED, permission=may("pledges.drop_correction_of_report")
    )
    def drop_correction(self, by: Any, note: str) -> None:
        """Drop the correction."""
        self.being_corrected_since = None

    def problems_before(self, step: str) -> list[Any]:
        """What stands in the way of `step`: only what is published is asked for anything."""
        if step != "publish":
            return []
        from pledges.reports import problems_of

        return list(problems_of(self))  # type: ignore[arg-type]


class ObservationWorkflow(FSMModelMixin, models.Model):
    """Statuses and steps of an observation; consequences are in `steps/observations.py`."""

    status = StatusField(_("status"), choices=ObservationStatus, default=ObservationStatus.WAITING)
    letter = models.TextField(_("letter"), blank=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    answer = models.TextField(_("answer of those who pledged"), max_length=3000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)

    class Meta:
        abstract = True

    @transition(
        status,
        ObservationStatus.WAITING,
        ObservationStatus.PUBLISHED,
        permission=may("pledges.moderate_observation"),
    )
    def publish(self, by: Any, note: str) -> None:
        """Publish it."""
        self.published_at = timezone.now()

    @transition(
        status, ObservationStatus.WAITING, ObservationStatus.DECLINED, permission=may("pledges.moderate_observation")
    )
    def decline(self, by: Any, note: str) -> None:
        """Do not publish it."""
        self.letter = note

    @transition(
        status,
        [ObservationStatus.WAITING, ObservationStatus.PUBLISHED],
        ObservationStatus.WITHDRAWN,
        permission=may("pledges.withdraw_observation"),
    )
    def withdraw(self, by: Any, note: str) -> None:
        """Take it back."""

    @transition(
        status,
        ObservationStatus.PUBLISHED,
        ObservationStatus.PUBLISHED,
        permission=may("pledges.respond_to_observation"),
    )
    def respond(self, by: Any, note: str) -> None:
        """Answer it."""
        self.answer, self.answered_at = note, timezone.now()

    def problems_before(self, step: str) -> list[Any]:
        """Nothing: its form has asked for all that it needs."""
        return []
