"""The State's own chain of signatures: named persons, one after another, each on the text as it stands.

A signature keeps the fingerprint of the text it was given to. When an answer changes afterwards it no longer holds,
and the chain says so; whoever signed is asked again. Only the State's team knows of it.
"""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews import progress
from reviews.checks import Check
from reviews.models import SignOff, VoluntaryReview

SIGNED, VOID, TURN, LATER = "signed", "void", "turn", "later"
WORDS = {
    SIGNED: ("ok", gettext_lazy("Signed")),
    VOID: ("warn", gettext_lazy("Signed, and changed since")),
    TURN: ("info", gettext_lazy("Waits for this signature")),
    LATER: ("", gettext_lazy("Later")),
}
"""Tone and word of a link of the chain."""


@dataclass(frozen=True)
class Link:
    """One person of the chain, and where their signature stands."""

    row: SignOff
    state: str

    @property
    def is_open(self) -> bool:
        """Whether this person is asked now."""
        return self.state in (VOID, TURN)

    @property
    def status(self) -> dict[str, Any]:
        """Tone and word."""
        kind, label = WORDS[self.state]
        return {"kind": kind, "label": label}


def chain_of(review: VoluntaryReview) -> list[Link]:
    """The chain in its order, in two queries; the first whose signature does not hold is asked, the others wait."""
    rows = list(review.sign_offs.select_related("person"))
    now = progress.fingerprint(review) if rows else ""
    links, waits = [], False
    for row in rows:
        holds = bool(row.signed_at) and row.fingerprint == now
        state = SIGNED if holds else LATER if waits else VOID if row.signed_at else TURN
        links.append(Link(row, state))
        waits = waits or not holds
    return links


def next_of(review: VoluntaryReview) -> SignOff | None:
    """Whose signature is waited for now."""
    return next((link.row for link in chain_of(review) if link.is_open), None)


def problems_of(review: VoluntaryReview) -> list[Check]:
    """The State waits for its own signatures before it submits; a focal point can shorten the chain."""
    row = next_of(review)
    if row is None:
        return []
    text = _("Not signed yet: %(words)s, %(person)s") % {"words": row.words, "person": row.person}
    page = reverse("reviews:sign_offs", kwargs=review.address)
    return [Check(text, page, _("Signatures inside the State"), blocks=True)]
