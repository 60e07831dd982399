"""A second factor that was lost, and how it is taken off the account."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.person import User
from accounts.querysets import FactorResetQuerySet

WAIT = timedelta(hours=24)
"""Between the second officer's word and the reset: long enough for the owner to say no (RELIABILITY S14)."""


CALL_HOLDS = timedelta(days=7)
"""So long after the call another officer can confirm it: an older one says nothing of today."""


class FactorReset(models.Model):
    """One officer called back, another confirmed, a day went by: then the factors go (RELIABILITY S14).

    started ──confirm, by another officer──► confirmed ──24 hours──► done
       └──────────── stop ────────────┴──► stopped
    """

    person = models.ForeignKey(User, models.CASCADE, related_name="factor_resets", verbose_name=_("person"))
    called = models.CharField(
        _("called back"), max_length=300,
        help_text=_("The number that was called, and where it stands: reference and date of the note verbale."),
    )  # fmt: skip
    started_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("started by"))
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    confirmed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("confirmed by"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    stopped_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("stopped by"))
    stopped_at = models.DateTimeField(_("stopped"), null=True)
    done_at = models.DateTimeField(_("done"), null=True)

    objects = FactorResetQuerySet.as_manager()

    class Meta:
        verbose_name = _("lost second factor")
        verbose_name_plural = _("lost second factors")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "person", condition=Q(done_at=None, stopped_at=None), name="one_open_reset_of_factors_each"
            )
        ]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def is_open(self) -> bool:
        """Whether it was neither done nor stopped."""
        return self.done_at is None and self.stopped_at is None

    @property
    def due_at(self) -> datetime | None:
        """When the factors go; None before another officer has confirmed."""
        return self.confirmed_at + WAIT if self.confirmed_at else None
