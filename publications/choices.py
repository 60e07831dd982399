"""The closed lists of publications."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What is published; a further app adds its kinds here."""

    REVIEW = "review", _("Voluntary review")


class Standing(models.TextChoices):
    """How a text in one language stands to the others of its version."""

    ORIGINAL = "original", _("Original")
    OFFICIAL = "official", _("Official translation")
    COURTESY = "courtesy", _("Courtesy translation")


class ImportOutcome(models.TextChoices):
    """What an import did with one row."""

    CREATED = "created", _("Created")
    UPDATED = "updated", _("Updated")
    HELD = "held", _("Held for a decision")
    REFUSED = "refused", _("Refused")
