"""A date as exactly as its source gives it, and the rule that what is public has a source."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core import reading
from core.forms import PartOfDateField as FormField
from forum.choices import Confidence


def sourced(name: str) -> models.CheckConstraint:
    """The constraint `name`: what has no source is unconfirmed, and so not public
    (docs/decisions/facts-around-the-forum.md)."""
    return models.CheckConstraint(
        condition=Q(confidence=Confidence.UNCONFIRMED) | ~Q(source=""),
        name=name,
        violation_error_message=_("Name the source: what has none stays unconfirmed."),
    )


def is_part_of_date(value: str) -> None:
    """Raise ValidationError unless `value` is "2021", "2021-03" or "2021-03-05"."""
    if reading.part_of_date(value) != value:
        raise ValidationError(_("Write a year, a month or a day, for example 2021, March 2021 or 5 March 2021."))


class PartOfDateField(models.CharField):
    """A year, a month or a day, kept as it was written (`core.reading.part_of_date`); it sorts as dates do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 10)
        kwargs.setdefault("validators", [is_part_of_date])
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        """A box that reads dates as people write them."""
        words = {"label": kwargs.get("label", capfirst(self.verbose_name)), "required": not self.blank}
        return FormField(**words)
