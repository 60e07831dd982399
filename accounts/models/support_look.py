"""One page of somebody's work, shown to an officer who helps (FEATURES U11). Nobody ever signs in as another."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.models.person import User
from accounts.querysets import SupportLookQuerySet

LASTS = timedelta(hours=24)


def a_day_from_now() -> datetime:
    """When a look that is opened now ends by itself."""
    return timezone.now() + LASTS


class SupportLook(models.Model):
    """A person lets a named officer read one page; it ends on its hour, or when one of them says so."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = models.CharField(max_length=300, help_text="The page, without the language it was read in.")
    opened_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="support_looks", verbose_name=_("shown by")
    )
    officer = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("officer"))
    country = models.CharField(max_length=2, blank=True)
    opened_at = models.DateTimeField(_("from"), default=timezone.now)
    until = models.DateTimeField(_("until"), default=a_day_from_now)
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("ended by"))

    objects = SupportLookQuerySet.as_manager()

    class Meta:
        verbose_name = _("look by support")
        verbose_name_plural = _("looks by support")
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                "address", "opened_by", "officer", condition=models.Q(ended_at=None), name="one_open_look_each"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        """Whether the officer may still look."""
        return self.ended_at is None and self.until > timezone.now()

    @property
    def url(self) -> str:
        """The page itself, in the language in use."""
        return f"/{translation.get_language()}/{self.address}"

    def act_country(self) -> str:
        """The State whose page it is, for the log of acts."""
        return self.country

    def is_confidential(self) -> bool:
        """What a person shows one officer is no matter of the others."""
        return True


def neutral(path: str) -> str:
    """`path` of a page without its language: `reviews/2030/zz/fill/b/`."""
    return path.split("/", 2)[-1]
