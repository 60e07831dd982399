"""Letters to many, written, proposed and released by officers."""

from typing import Any

from notifications import steps
from notifications.choices import Nature
from notifications.models import Announcement
from tests.cast import Cast

SUBJECTS = {"en": "Session of 3 March moved", "fr": "Séance du 3 mars déplacée"}
TEXTS = {"en": "The session moves to 10 March.\n\nThe room stays.", "fr": "La séance est déplacée au 10 mars."}


def letter(cast: Cast, **fields: Any) -> Announcement:
    """A draft to all focal points, in English and French."""
    given = {"subjects": SUBJECTS, "texts": TEXTS, "audience": "accounts.focal_points:", "written_by": cast.officer}
    return Announcement.objects.create(**{**given, "nature": Nature.OFFICIAL, **fields})


def proposed(cast: Cast, **fields: Any) -> Announcement:
    """Handed to a second officer."""
    return steps.propose(letter(cast, **fields), by=cast.officer)


def released(cast: Cast, **fields: Any) -> Announcement:
    """On its way."""
    return steps.release(proposed(cast, **fields), by=cast.second_officer)
