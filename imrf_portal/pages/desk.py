"""One page a forum: each State and what the secretariat may know of it, from the invitation to publication.

Nothing here depends on a draft (RELIABILITY P1): `reviews.board` asks submissions, documents, announcements,
invitations, sign-ins by month, and the mail that went. Names of people stand in the list of contacts alone.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core import downloads
from core.models import Act
from forum.models import ForumCycle
from reviews import board

COLUMNS = ("code", "state", "region", "commissions", "invitation", "invited_on", "focal_points", "last_sign_in",
           "standing", "expected_by", "received", "outcome", "returned_on", "accepted_on", "published_on",
           "reminded_on", "reminders")  # fmt: skip
FILTERS = ("region", "commission", "standing", "contact")


class Step(NamedTuple):
    """How many of the States shown have come so far."""

    words: str
    number: int


def steps_of(lines: Iterable[board.Line]) -> list[Step]:
    """From the invitation to publication, counted."""
    lines = list(lines)
    asked: list[tuple[str, Callable[[board.Line], Any]]] = [
        (_("invited"), lambda line: line.invitation or line.focal_points),
        (_("with a focal point"), lambda line: line.focal_points),
        (_("signed in"), lambda line: line.last_sign_in),
        (_("in preparation, as the State said"), lambda line: line.announced),
        (_("reminded"), lambda line: line.reminders),
        (_("submitted"), lambda line: line.standing == board.SUBMITTED),
        (_("published"), lambda line: line.published_on),
    ]
    return [Step(words, sum(bool(test(line)) for line in lines)) for words, test in asked]


def selection(request: HttpRequest, every: list[board.Line]) -> tuple[dict[str, str], list[board.Line]]:
    """What the address asks for, and the lines that fit; an unknown word fits nothing."""
    asked = {name: request.GET.get(name, "") for name in FILTERS}
    _words, contact_fits = board.CONTACTS.get(asked["contact"], ("", lambda line: not asked["contact"]))
    chosen = [
        line
        for line in every
        if asked["region"] in ("", *line.regions)
        and asked["commission"] in ("", *line.commissions)
        and asked["standing"] in ("", line.standing, line.outcome)
        and contact_fits(line)
    ]
    return asked, chosen


def page(request: HttpRequest) -> dict[str, Any]:
    """The context of the page: the lines of one forum that fit, the filters with their choices."""
    cycles = list(ForumCycle.objects.order_by("-year"))
    cycle = cycle_of(request, cycles)
    every = board.lines(cycle)
    asked, chosen = selection(request, every)
    regions = sorted({name for line in every for name in line.regions})
    commissions = sorted({name for line in every for name in line.commissions})
    choices = {
        "region": (_("Region"), [(name, name) for name in regions]),
        "commission": (_("Commission"), [(name, name) for name in commissions]),
        "standing": (_("Review"), [*board.STANDINGS.items(), *board.STAGES.items()]),
        "contact": (_("People"), [(code, words) for code, (words, _fits) in board.CONTACTS.items()]),
    }
    kept = request.GET.copy()
    kept.pop("format", None)
    return {
        "cycle": cycle,
        "cycles": cycles,
        "lines": chosen,
        "steps": steps_of(chosen),
        "filters": [(name, *choices[name], asked[name]) for name in FILTERS],
        "query": kept.urlencode(),
    }


def as_csv(request: HttpRequest, context: dict[str, Any]) -> Any:
    """The same selection as a file; taking it away is on record (RELIABILITY P57)."""
    cycle, lines = context["cycle"], context["lines"]
    Act.objects.log("exported board", cycle, by=request.user, detail=f"{len(lines)} rows")
    return downloads.as_csv(f"states-{cycle.year}", COLUMNS, map(row_of, lines))


def row_of(line: board.Line) -> tuple[Any, ...]:
    """A line for CSV, in the order of COLUMNS; no person's name in it."""
    return (
        line.country.pk,
        str(line.country),
        "; ".join(line.regions),
        "; ".join(line.commissions),
        line.invitation,
        line.invited_on,
        line.focal_points,
        line.month_of_last_sign_in,
        line.standing,
        line.expected_on.isoformat() if line.expected_on else "",
        line.received,
        line.outcome,
        line.returned_on,
        line.accepted_on,
        line.published_on,
        line.reminded_on,
        line.reminders,
    )


def cycle_of(request: HttpRequest, cycles: list[ForumCycle]) -> ForumCycle:
    """Of `cycles`, newest first, the one asked for, or the current one. Raises BadRequest for an unknown one."""
    year = request.GET.get("cycle", "")
    coming = [one for one in reversed(cycles) if not one.is_over()]
    wanted = [one for one in cycles if str(one.year) == year] if year else [*coming, *cycles]
    if not wanted:
        raise BadRequest(_("There is no forum in the year that this address names."))
    return wanted[0]
