"""To whom a letter to many can go: a closed list, which the apps above fill.

An app writes its audiences in its own `audiences.py`, as subclasses of `Audience` with a `name`. A letter keeps
`<name>:<choice>`, and the people are asked for when it is released, and each once more before their copy goes.
An audience rests on what the secretariat may know: never on a draft (RELIABILITY P1).
"""

from collections.abc import Iterable
from typing import Any, ClassVar, NamedTuple

from django.utils.translation import gettext_lazy as _

from notifications.choices import LetterStatus, Status
from notifications.kinds import Recipient

NEWEST = 40
"""So many earlier letters are offered to be corrected."""
_audiences: dict[str, type["Audience"]] = {}


class Member(NamedTuple):
    """Somebody whom a letter reaches. `seat` is the State or body for which they get it, as the audience names it:
    whoever takes it over gets the letter in their place. `why` is said to the officer."""

    recipient: Recipient
    seat: str
    why: str


class Audience:
    """One group of recipients, narrowed to `choice`. Subclasses with a `name` are offered."""

    name: ClassVar[str] = ""
    """Unique, `<app>.<who>`."""
    label: ClassVar[Any] = ""
    reason: ClassVar[Any] = ""
    """ "You get this because …", at the foot of the letter."""
    of_a_message: ClassVar[bool] = False
    """Those who got an earlier message: a correction goes to them alone."""

    def __init_subclass__(cls, **options: Any) -> None:
        """Register a subclass with a name of its own; raise TypeError when another one has it."""
        super().__init_subclass__(**options)
        if not cls.__dict__.get("name"):
            return
        other = _audiences.get(cls.name)
        if other and (other.__module__, other.__qualname__) != (cls.__module__, cls.__qualname__):
            raise TypeError(f"two audiences are called {cls.name}")
        _audiences[cls.name] = cls

    def __init__(self, choice: str = "") -> None:
        self.choice = choice

    @classmethod
    def choices(cls) -> Iterable[tuple[str, Any]]:
        """What it can be narrowed to: (key, words), the most useful first."""
        return [("", cls.label)]

    def members(self, seat: str = "", seen_by: Any = None) -> Iterable[Member]:
        """The people now; of one seat only, where it is given. With `seen_by` (an officer) only those of whom this
        officer may know."""
        raise NotImplementedError

    @property
    def title(self) -> str:
        """Group and choice in words."""
        return _in_full(type(self), dict(self.choices()).get(self.choice, self.choice))


def find(key: str) -> Audience:
    """The audience that a letter names by `<name>:<choice>`. Raises LookupError when no app offers it."""
    name, _colon, choice = key.partition(":")
    return _audiences[name](choice)


def offered() -> list[tuple[Any, list[tuple[str, Any]]]]:
    """All there are, as the groups of a list of choices."""
    found = sorted(_audiences.items())
    groups = [(cls, [(f"{name}:{key}", _in_full(cls, words)) for key, words in cls.choices()]) for name, cls in found]
    return [(cls.label, choices) for cls, choices in groups if choices]


def _in_full(cls: type[Audience], words: Any) -> str:
    """With the name of the group: a closed list shows the chosen line alone."""
    return str(words) if str(words) in ("", str(cls.label)) else f"{cls.label}: {words}"


class WhoGotIt(Audience):
    """Exactly those to whom an earlier letter went; `choice` is its number, a seat the row that went."""

    name = "notifications.got"
    label = _("Those who got an earlier letter")
    reason = _("You get this because you got the letter that it is about.")
    of_a_message = True

    @classmethod
    def choices(cls) -> Iterable[tuple[str, Any]]:
        from notifications.models import Announcement

        gone = Announcement.objects.exclude(status__in=[LetterStatus.DRAFT, LetterStatus.PROPOSED])
        gone = gone.filter(released_at__isnull=False).order_by("-released_at")[:NEWEST]
        return [(str(one.pk), f"{one.released_at:%Y-%m-%d}: {one}") for one in gone]

    def members(self, seat: str = "", seen_by: Any = None) -> Iterable[Member]:
        from notifications.models import Announcement

        letter = Announcement.objects.filter(pk=self.choice).first() if self.choice.isdecimal() else None
        if letter is None:
            return []
        rows = letter.messages().filter(status=Status.SENT).select_related("recipient").order_by("sent_at", "pk")
        rows = rows.filter(pk=seat) if seat else rows
        return [Member(row.recipient or row.address, str(row.pk), str(_("got the letter"))) for row in rows]
