"""The closed lists of what is published; a kind is a new line here."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a publication is."""

    REVIEW = "review", _("Voluntary review")
    REGIONAL_REVIEW = "regional_review", _("Voluntary review for a Regional Review")
    PRACTICE = "practice", _("Practice")
    PLEDGE = "pledge", _("Pledge")
    PROGRESS = "progress", _("Progress report on a pledge")
    PLEDGE_FIGURES = "pledge_figures", _("Pledges in figures")
    DIALOGUE = "dialogue", _("Dialogue or roundtable")
    NOTE = "note", _("Background note")


def kinds() -> list[tuple[str, Any]]:
    """The kinds, asked for at run time: a further one needs no migration of a lower app."""
    return Kind.choices


class Standing(models.TextChoices):
    """What a text in one language is worth beside the others of its version (DOMAIN 4.2, 11)."""

    ORIGINAL = "original", _("Original")
    OFFICIAL = "official", _("Official translation")
    COURTESY = "courtesy", _("Courtesy translation")


class ImportOutcome(models.TextChoices):
    """What an import made of one row."""

    CREATED = "created", _("Created")
    UPDATED = "updated", _("Updated")
    HELD = "held", _("Held for a decision")
    REFUSED = "refused", _("Refused")


class Rhythm(models.TextChoices):
    """How often a saved search is looked through for its person."""

    DAILY = "daily", _("Each day on which there is something new")
    WEEKLY = "weekly", _("On Mondays, if there is something new")


class ImportState(models.TextChoices):
    """How far the import of a file is; in the first, third and fifth a worker is at it."""

    LOOKING = "looking", _("Being looked through")
    LOOKED = "looked", _("Looked through: nothing is written yet")
    IMPORTING = "importing", _("Being imported")
    DONE = "done", _("Imported")
    UNDOING = "undoing", _("Being taken back")
    UNDONE = "undone", _("Taken back")
    DROPPED = "dropped", _("Dropped before anything was written")
    FAILED = "failed", _("Could not be read")


AT_WORK = (ImportState.LOOKING, ImportState.IMPORTING, ImportState.UNDOING)
