"""Invitations of focal points from a list: looked at row by row first, sent after a yes (FEATURES W3, RELIABILITY B52).

Both steps read the same text. Each row has a key of its own made from the key of the page, so that a second press,
or a page sent again after a fault, invites nobody twice.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.addresses import normalised
from accounts.choices import OrganisationKind, Role
from accounts.models import Invitation, Membership, Organisation
from accounts.steps.invitations import A_DAY, OVERDRAWN, invite
from core import plain_text
from core.rows import Reading, Row
from core.workflow import NotReady
from reference.models import Country

AT_ONCE = 50
"""Rows of one list (B52)."""
COLUMNS = ("state", "email", "name", "office", "ground")
LONGEST = {"name": 150, "office": 200, "ground": 200}
PRIVATE = {
    "gmail.com", "googlemail.com", "yahoo.com", "hotmail.com", "outlook.com", "live.com", "icloud.com", "mail.ru",
    "yandex.ru", "qq.com", "163.com", "126.com", "gmx.net", "gmx.de", "proton.me",
}  # fmt: skip
"""Providers of private mailboxes: said, never refused; some ministries have no others."""


@dataclass
class Offer:
    """One row: whom it would invite for which State, what stands in the way, what is worth a second look."""

    number: int
    state: Organisation | None
    email: str
    texts: dict[str, Any]
    problems: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    invitation: Invitation | None = None

    @property
    def is_good(self) -> bool:
        """Whether it can be sent."""
        return not self.problems

    def cells(self) -> list[str]:
        """The row as it is sent again with the yes, in the order of COLUMNS."""
        state = self.state.country_id if self.state else self.texts["state"]
        return [state or "", self.email, *(self.texts[name] for name in LONGEST)]


@dataclass
class Known:
    """What the portal knows beforehand, asked once for all rows."""

    find: Any
    bodies: dict[str, Organisation]
    members: set[tuple[str, int]]
    invited: set[tuple[str, int]]
    led: set[int]
    left: int


def look(rows: Iterable[Any], *, by: Any) -> list[Offer]:
    """Every row with what would become of it, in five queries; nothing is sent."""
    known, offers = _known(by), list[Offer]()
    seen: set[str] = set()
    for number, row in enumerate(rows, start=1):
        offer = _read(number, row if isinstance(row, dict) else {}, known)
        if offer.is_good and offer.email in seen:
            offer.problems.append(_("This address stands in the list twice."))
        elif offer.is_good:
            seen.add(offer.email)
        if offer.is_good:
            _weigh(offer, known, by)
        offers.append(offer)
    return offers


def send(rows: Iterable[Any], *, by: Any, key: uuid.UUID, message: str = "") -> list[Offer]:
    """Invite whoever can be invited; a row that was sent before under this `key` is found again, not repeated.

    A row that cannot go says why, and keeps no other from going.
    """
    offers = look(rows, by=by)
    keys = {offer.number: uuid.uuid5(key, f"{offer.number} {offer.email}") for offer in offers}
    done = {one.form_key: one for one in Invitation.objects.filter(form_key__in=keys.values(), invited_by=by)}
    for offer in offers:
        if made := done.get(keys[offer.number]):
            offer.invitation, offer.problems = made, []
        elif offer.is_good and offer.state:
            try:
                offer.invitation = invite(
                    offer.state, offer.email, Role.FOCAL_POINT, by=by, form_key=keys[offer.number], message=message,
                    **{name: offer.texts[name] for name in LONGEST},
                )  # fmt: skip
            except NotReady as stands:
                offer.problems = stands.texts
            except PermissionDenied as refused:
                offer.problems = [str(refused)]
    return offers


def _known(by: Any) -> Known:
    points = {"role": Role.FOCAL_POINT}
    bodies = {one.country_id or "": one for one in Organisation.objects.filter(kind=OrganisationKind.STATE)}
    members = Membership.objects.focal_points().values_list("user__email", "organisation")
    invited = Invitation.objects.open().filter(**points).values_list("email", "organisation")
    today = Invitation.objects.filter(invited_by=by, created_at__gt=timezone.now() - timedelta(days=1)).count()
    held = {(email.lower(), body) for email, body in members}
    return Known(
        Country.objects.all().finder(), bodies, held, {(email.lower(), body) for email, body in invited},
        {body for _email, body in held}, A_DAY - today,
    )  # fmt: skip


def _read(number: int, row: Row, known: Known) -> Offer:
    """The values of a row as they would be stored."""
    found = Reading(row)
    texts = {name: found.line(name) for name in COLUMNS if name != "email"}
    country = known.find(texts["state"]) if texts["state"] else None
    state = known.bodies.get(country.pk) if country else None
    offer = Offer(number, state, found.text("email"), texts, found.held)
    if state is None:
        words = _("“%(state)s” is no State that the portal knows.") if texts["state"] else _("Which State?")
        offer.problems.append(words % {"state": texts["state"][:60]})
    try:
        offer.email = normalised(plain_text.clean_line(offer.email))
    except ValidationError as error:
        offer.problems += error.messages
    for name, most in LONGEST.items():
        if len(texts[name]) > most:
            offer.problems.append(_("%(column)s: at most %(most)s characters.") % {"column": name, "most": most})
    if not texts["ground"]:
        offer.problems.append(_("Give reference and date of the note verbale."))
    return offer


def _weigh(offer: Offer, known: Known, by: Any) -> None:
    """What the portal knows of this address and State."""
    body = offer.state.pk if offer.state else 0
    place = (offer.email, body)
    stands = [
        (
            offer.email == by.email.lower(),
            _("Nobody gives a role to themselves. Ask another officer to invite you."),
        ),
        (place in known.members, _("This person has the role already.")),
        (place in known.invited, _("This address is invited already. Send the invitation again instead.")),
        (known.left <= 0, _("At most %(limit)s invitations a day. Go on tomorrow.") % OVERDRAWN),
    ]
    offer.problems += [words for is_so, words in stands if is_so]
    if offer.is_good:
        known.left -= 1
    if body in known.led:
        offer.hints.append(_("The State has a focal point: this one would come beside."))
    if offer.email.rpartition("@")[2] in PRIVATE:
        offer.hints.append(_("A mailbox of a private provider: compare it with the note verbale."))
