"""Questions about what is published. Everybody sees the same; the order is by key."""

from typing import Any

from django.db import models

from core.access import is_secretariat


class PublicationQuerySet(models.QuerySet[Any]):
    """Questions about publications."""

    def visible_to(self, user: Any) -> "PublicationQuerySet":
        """All of them, to everybody (RELIABILITY P16); a withdrawn one is a stub, see `standing`."""
        return self.all()

    def current(self) -> "PublicationQuerySet":
        """The newest version of each reference, in its original language."""
        return self.filter(is_current=True)

    def standing(self) -> "PublicationQuerySet":
        """Those not withdrawn from view."""
        return self.filter(withdrawn_at__isnull=True)


class ImportedRecordQuerySet(models.QuerySet[Any]):
    """Questions about what imports brought."""

    def visible_to(self, user: Any) -> "ImportedRecordQuerySet":
        """The secretariat's alone."""
        return self.all() if is_secretariat(user) else self.none()

    def held(self) -> "ImportedRecordQuerySet":
        """Rows that wait for a decision."""
        return self.filter(outcome="held")
