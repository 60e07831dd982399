"""Something with times of day on the clock of a place, hours that are skipped or come twice included (B18)."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from forum.choices import OfTwo
from forum.models.cycle import Movable
from forum.models.moments import moment, skipped, twice


def which_of_two() -> Any:
    """The column `of_two`: which is meant of times that the clocks show twice; empty where they do not."""
    return models.CharField(
        _("if the clocks show it twice"),
        max_length=6,
        choices=OfTwo,
        blank=True,
        default="",
        db_default="",
        help_text=_("Only for a time within the hour that comes twice when the clocks go back."),
    )


class Clocked(Movable):
    """Has `of_two`, `zone`, and `clock_times`: each time of day by its field, with its day."""

    of_two: str
    time_of_day: time | None
    time_until: time | None
    MOVES = (*Movable.MOVES, "of_two")

    class Meta:
        abstract = True

    @property
    def zone(self) -> ZoneInfo:
        """Whose clocks show the times."""
        raise NotImplementedError

    def clock_times(self) -> Iterable[tuple[str, date]]:
        """The names of its times, each with its day."""
        raise NotImplementedError

    def save(self, *args: Any, **kwargs: Any) -> None:
        """No choice is kept that no time needs: after a move the next one would not be asked for."""
        if self.of_two and not any(self._asked_of(twice)):
            self.of_two = ""
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "of_two"}
        super().save(*args, **kwargs)

    def check_clock(self) -> None:
        """Raise ValidationError, at its field, for a time that the clocks skip; at `of_two` for one that they show
        twice while nothing says which is meant."""
        for name, error in zip([name for name, _day in self.clock_times()], self._asked_of(skipped), strict=True):
            if error:
                raise ValidationError({name: error})
        question = next(filter(None, self._asked_of(twice)), "")
        if question and not self.of_two:
            raise ValidationError({"of_two": question})

    def moment_at(self, day: date, at: time | None, otherwise: time, *, ends: bool = False) -> datetime:
        """When the clocks show `at` on `day`, as `of_two` says. Where nothing is said an end is the later one, so that
        nothing is over too early."""
        latest = ends if at is None or not self.of_two else self.of_two == OfTwo.SECOND
        return moment(day, otherwise if at is None else at, self.zone, latest=latest)

    def _asked_of(self, question: Any) -> list[str]:
        times = [(day, getattr(self, name)) for name, day in self.clock_times()]
        return [question(day, at, self.zone) if at and day else "" for day, at in times]
