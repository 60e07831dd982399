"""Questions about what is published, and about what imports brought."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Self

from django.db import connections, models

from core.access import is_secretariat
from publications.choices import ImportOutcome, Standing


class PublicationQuerySet(models.QuerySet[Any]):
    """Questions about publications. No list loads the contents."""

    def visible_to(self, user: Any) -> Self:
        """All, for everybody (RELIABILITY P16, P31, P37). Of a withdrawn one only a stub is left to see."""
        return self.all()

    def current(self) -> Self:
        """What lists show: the newest version of each reference, as originally written, not withdrawn."""
        return self.filter(is_current=True, standing=Standing.ORIGINAL, withdrawn_at__isnull=True)

    def versions_of(self, reference: str) -> Self:
        """Every version of `reference` in its original language, newest first; withdrawn ones too."""
        return self.filter(reference=reference, standing=Standing.ORIGINAL).order_by("-version")

    def of_kind(self, *kinds: str) -> Self:
        """Of one of these kinds."""
        return self.filter(kind__in=kinds)

    def of_country(self, *codes: str) -> Self:
        """Of at least one of these States."""
        return self._linked("countries", codes)

    def of_objective(self, *numbers: int) -> Self:
        """On at least one of these objectives."""
        return self._linked("objectives", numbers)

    def of_cycle(self, *years: int) -> Self:
        """For the forum of one of these years."""
        return self.filter(cycle__in=years)

    def in_language(self, *codes: str) -> Self:
        """Written in one of these languages."""
        return self.filter(language__in=codes)

    def with_facet(self, name: str, *values: str) -> Self:
        """Whose facet `name` holds at least one of `values`."""
        facets = self.model._meta.get_field("facets").related_model._default_manager
        return self.filter(pk__in=facets.filter(name=name, value__in=values).values("publication"))

    def _linked(self, name: str, keys: Sequence[Any]) -> Self:
        """By a subquery: a join would repeat a row that has two of `keys`."""
        field: Any = self.model._meta.get_field(name)
        link = {f"{field.m2m_reverse_field_name()}__in": keys}
        rows = field.remote_field.through._default_manager.filter(**link)
        return self.filter(pk__in=rows.values(field.m2m_field_name()))


class CountQuerySet(models.QuerySet[Any]):
    """Rows that count something, each under its own key."""

    def add(self, rows: Sequence[Any], *, key: Sequence[str]) -> None:
        """Add `count` of each of `rows` to the row with the same `key`, or begin one; other columns are written over.

        One statement. In one order for all, so that two who count at once never wait for each other in a ring.
        """
        if not rows:
            return
        connection = connections[self.db]
        fields = [field for field in self.model._meta.concrete_fields if not field.primary_key]
        table, columns = self.model._meta.db_table, [field.column for field in fields]
        rows = sorted(rows, key=lambda row: [getattr(row, name) for name in key])
        row = f"({', '.join(['%s'] * len(fields))})"
        changes = [f"{name} = excluded.{name}" for name in columns if name not in (*key, "count")]
        sql = (
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([row] * len(rows))} "  # noqa: S608
            f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET "
            + ", ".join([f"count = {table}.count + excluded.count", *changes])
        )
        values = [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows for field in fields]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)


class PublishedFileQuerySet(models.QuerySet[Any]):
    """Questions about published files."""

    def visible_to(self, user: Any) -> Self:
        """The files of everything that is published and not withdrawn."""
        return self.filter(publication__withdrawn_at__isnull=True)


class ImportedRecordQuerySet(models.QuerySet[Any]):
    """Questions about the rows that imports brought."""

    def visible_to(self, user: Any) -> Self:
        """The secretariat's alone, and not what a body imported into its own drafts."""
        return self.filter(organisation__isnull=True) if is_secretariat(user) else self.none()

    def held(self) -> Self:
        """What still waits for a decision."""
        return self.filter(outcome=ImportOutcome.HELD, decided_at__isnull=True)


class ImportRunQuerySet(models.QuerySet[Any]):
    """Questions about files that people sent to be imported."""

    def visible_to(self, user: Any) -> Self:
        """The secretariat's own imports, to it; a body's to the person who sent the file."""
        if not user.is_authenticated:
            return self.none()
        own = models.Q(organisation__isnull=False, by=user)
        return self.filter(own | models.Q(organisation__isnull=True) if is_secretariat(user) else own)


class ImportLineQuerySet(models.QuerySet[Any]):
    """Questions about the rows of such a file."""

    def visible_to(self, user: Any) -> Self:
        """Those of the imports that `user` sees."""
        return self.filter(run__in=self.model._meta.get_field("run").related_model.objects.visible_to(user))

    def outcomes(self) -> dict[str, int]:
        """How many rows come to what; `unchanged` apart from `updated`."""
        found = self.order_by().values_list("outcome", "is_unchanged").annotate(models.Count("pk"))
        return {"unchanged" if same else outcome: count for outcome, same, count in found if outcome}


class SavedSearchQuerySet(models.QuerySet[Any]):
    """Questions about the searches that people keep."""

    def visible_to(self, user: Any) -> Self:
        """One's own, and no other."""
        return self.filter(person=user) if user.is_authenticated else self.none()


UNDER_WAY = timedelta(minutes=10)
"""Longer than any transaction takes."""


class DumpQuerySet(models.QuerySet[Any]):
    """Questions about the nightly files."""

    def visible_to(self, user: Any) -> Self:
        """Those in which nothing stands that was withdrawn since, for everybody; a withdrawal that had only just begun
        when a file was made may not have been there yet to be read."""
        publications = self.model._meta.apps.get_model("publications", "Publication").objects
        last = publications.aggregate(last=models.Max("withdrawn_at"))["last"]
        return self.filter(made_at__gt=last + UNDER_WAY) if last else self.all()
