"""From a day and a time on the clock of the forum's zone to a moment, hours that are skipped or come twice included."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

END_OF_DAY = time(23, 59, 59)


MORNING = time(9)


def is_time_zone(name: str) -> None:
    """Raise ValidationError unless `name` is an IANA zone."""
    if name not in available_timezones():
        raise ValidationError(_("Choose an IANA time zone, for example America/New_York."))


def moment(day: date, at: time, zone: ZoneInfo, *, latest: bool = False) -> datetime:
    """The aware moment when the clocks of `zone` show `at` on `day`.

    A time that the clocks skip is moved on by what they skip. Of a time that they show twice the first
    is taken, or the second with `latest`, so that no day ends before its last second.
    """
    local = datetime.combine(day, at, tzinfo=zone)
    first, second = (_real(local.replace(fold=fold)) for fold in (0, 1))
    skipped = first.replace(tzinfo=None) != local.replace(tzinfo=None)
    return second if latest and not skipped else first


def _real(local: datetime) -> datetime:
    """The same moment as the clocks show it: there and back through UTC."""
    zone = local.tzinfo
    return local.astimezone(UTC).astimezone(zone)


def skipped(day: date, at: time, zone: ZoneInfo) -> str:
    """The sentence for a time that the clocks of `zone` skip on `day`, or nothing (B18)."""
    first = _real(datetime.combine(day, at, tzinfo=zone))
    if first.replace(tzinfo=None) == datetime.combine(day, at):
        return ""
    words = {"time": f"{at:%H:%M}", "zone": zone.key}
    return _now("The clocks of %(zone)s skip %(time)s on that day. Choose another time.") % words


def twice(day: date, at: time, zone: ZoneInfo) -> str:
    """The question for a time that the clocks of `zone` show twice on `day`, or nothing (B18)."""
    local = datetime.combine(day, at, tzinfo=zone)
    first, second = (_real(local.replace(fold=fold)) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset() or skipped(day, at, zone):
        return ""
    words = {"time": f"{at:%H:%M}", "zone": zone.key, "first": f"{first:%z}", "second": f"{second:%z}"}
    said = _now("The clocks of %(zone)s show %(time)s twice on that day, at UTC%(first)s and at UTC%(second)s.")
    return f"{said % words} {_now('Which is meant?')}"
