"""What all pages of people share: steps of records that have no workflow, the technical administrator."""

from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple

from django.http import HttpRequest

from core.access import allowed
from core.admin import PortalAdmin


class Offer(NamedTuple):
    """A step on the page of a record: its words, the permission it needs, and when it makes sense."""

    words: Any
    permission: str
    when: Callable[[Any], bool] = lambda record: True


class Desk(PortalAdmin):
    """Steps of records that have no workflow: each has an offer."""

    offers: ClassVar[dict[str, Offer]] = {}

    def open_steps(self, request: HttpRequest, record: Any) -> list[tuple[str, str]]:
        return [
            (name, str(offer.words))
            for name, offer in self.offers.items()
            if allowed(request.user, offer.permission, record) and offer.when(record)
        ]


def is_technical(request: HttpRequest) -> bool:
    """Whether the superuser flag is set: it opens accounts, and nothing that a State wrote."""
    return bool(getattr(request.user, "is_superuser", False))
