"""An office that passes from one person to the next."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Organisation
from accounts.models.person import User
from accounts.querysets import HandoverQuerySet


class Handover(models.Model):
    """A focal point left and another came: who, when, on what ground (FEATURES U2)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="handovers")
    from_user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    to_user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    ground = models.CharField(_("ground"), max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.at:%Y-%m-%d}"

    def act_country(self) -> str:
        """The State whose office changed hands."""
        return self.organisation.country_id or ""
