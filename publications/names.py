"""Names that lists and pages show beside frozen texts, and which officers may correct."""

import hashlib

from django.db import models

from accounts.models import Organisation
from core.kept import kept
from reference.models import Country, Objective

ALWAYS = (Country, Objective, Organisation)


def stamp(*more: type[models.Model]) -> str:
    """Changes within a minute of any correction of a name: what was drawn with the old ones is drawn anew.

    Of States, objectives and organizations, and of `more` that a page shows, with their dates.
    """
    always = kept("names", lambda: _stamp(ALWAYS))
    if not more:
        return always
    return f"{always}:{kept(':'.join(['names', *(model.__name__ for model in more)]), lambda: _stamp(more))}"


def _stamp(shown: tuple[type[models.Model], ...]) -> str:
    said = [list(model._default_manager.order_by("pk").values_list()) for model in shown]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]
