"""What the public sees: frozen, numbered versions; search, counts and saved searches of them.

The database itself refuses to change a frozen column (triggers of the first migration); what may
change are the few columns that say where a version stands: current, withdrawn, facts.
"""

import json
import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core import downloads
from publications.choices import Rhythm, Standing, kinds
from publications.querysets import (
    CountQuerySet,
    DumpQuerySet,
    PublicationQuerySet,
    PublishedFileQuerySet,
    SavedSearchQuerySet,
)


class CanonicalJSONField(models.TextField):
    """JSON kept as the very text that is hashed.

    A JSON column would write numbers in its own way (PostgreSQL reads 1e16 and gives back an integer),
    and the fingerprint could not be checked against what is stored (docs/decisions/frozen-text.md).
    """

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        """The content."""
        return None if value is None else json.loads(value)

    def to_python(self, value: Any) -> Any:
        """The content, of the text of a fixture as well."""
        return json.loads(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> str | None:
        """The canonical text."""
        return None if value is None else canonical(value)

    def value_to_string(self, obj: models.Model) -> str:
        """The canonical text, for dumpdata."""
        return canonical(self.value_from_object(obj))


def canonical(content: Any) -> str:
    """The text of `content` that is stored and hashed. Raises ValueError for what JSON cannot say (NaN)."""
    text = downloads.dumps(content)
    json.loads(text, parse_constant=_no_number)
    return text


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number that JSON knows")


PRINTED = "printed_by"
"""The fact that names the body of an imported text as it was printed, where that body is not on record."""


class Publication(models.Model):
    """One version of one public text in one language. Written by `register` alone, never edited."""

    reference = models.CharField(_("reference"), max_length=40)
    version = models.PositiveIntegerField(_("version"))
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    standing = models.CharField(_("standing"), max_length=10, choices=Standing, default=Standing.ORIGINAL)
    kind = models.CharField(_("kind"), max_length=30, choices=kinds)
    part_of = models.CharField(_("part of"), max_length=40, blank=True, help_text=_("Reference of the whole."))
    title = models.CharField(_("title"), max_length=500)
    summary = models.TextField(_("summary"), blank=True)
    path = models.CharField(
        _("address"), max_length=200, blank=True, help_text=_("Without language, for example reviews/2030/mx/.")
    )
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, related_name="+", verbose_name=_("organisation")
    )
    cycle = models.ForeignKey(
        "forum.ForumCycle", models.PROTECT, null=True, related_name="publications", verbose_name=_("forum cycle")
    )
    countries = models.ManyToManyField("reference.Country", related_name="publications", verbose_name=_("States"))
    objectives = models.ManyToManyField(
        "reference.Objective", related_name="publications", verbose_name=_("objectives")
    )
    principles = models.ManyToManyField(
        "reference.GuidingPrinciple", related_name="publications", verbose_name=_("guiding principles")
    )
    received_at = models.DateTimeField(_("received"), null=True)
    published_at = models.DateTimeField(_("published"), default=timezone.now)
    note = models.TextField(_("note to this version"), blank=True)

    is_current = models.BooleanField(_("newest version"), default=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawal_reason = models.TextField(_("reason of withdrawal"), blank=True)
    facts = models.JSONField(_("facts of today"), default=dict)
    changed_at = models.DateTimeField(_("page last changed"), default=timezone.now)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["reference", "version", "language"], name="a_version_once_in_a_language"),
            models.UniqueConstraint(
                fields=["reference"],
                condition=Q(is_current=True, standing=Standing.ORIGINAL),
                name="one_current_original",
            ),
            models.UniqueConstraint(
                fields=["reference", "version"],
                condition=Q(standing=Standing.ORIGINAL),
                name="one_original_of_a_version",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="versions_count_from_one"),
            models.CheckConstraint(condition=Q(standing__in=Standing.values), name="a_standing_of_the_list"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawal_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason="")),
                name="withdrawn_with_a_reason",
            ),
        ]
        indexes = [
            # The public list in its own order.
            models.Index(
                fields=["kind", "-published_at", "-id"],
                condition=Q(is_current=True, withdrawn_at__isnull=True),
                name="publication_public_list",
            ),
            # What changed, oldest first, for those who keep a copy.
            models.Index(
                fields=["changed_at", "id"],
                condition=Q(is_current=True, standing=Standing.ORIGINAL),
                name="publication_changes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} v{self.version}"

    @property
    def body(self) -> str:
        """Whose text it is: an organisation on record, or one as an import found it printed; empty for a State's."""
        return str(self.organisation or self.facts.get(PRINTED, ""))

    @property
    def authors(self) -> list[str]:
        """Who answers for the text: its body, or else its States; never a State for a body that is not on record."""
        if self.organisation or PRINTED in self.facts:
            return [self.body] if self.body else []
        return [str(country) for country in self.countries.all()]

    def get_absolute_url(self) -> str:
        """The address that always shows the newest version; empty for what has no page."""
        return f"{get_script_prefix()}{get_language() or 'en'}/{self.path}" if self.path else ""

    def act_country(self) -> str:
        """The State whose text it is, which so reads in the log what was done with it (condition 19)."""
        if self.organisation:
            return self.organisation.act_country()
        states = self.countries.values_list("pk", flat=True)[:2]
        return str(states[0]) if len(states) == 1 else ""

    def of_forum(self) -> str:
        """“Forum of 2030”, which tells apart what bears the same title each time; "" for what belongs to none."""
        return str(_("Forum of %(year)s") % {"year": self.cycle_id}) if self.cycle_id else ""

    def version_url(self) -> str:
        """The address of this very version (FEATURES O5)."""
        return f"{self.get_absolute_url()}v{self.version}/" if self.path else ""


class PublicationContent(models.Model):
    """The complete public content of one version. Lists never load it.

    Withdrawal empties `content` and keeps the fingerprint. `names` are the personal names that are
    public by consent, {id of the person: {name, office}}: outside the hash, so that they can be erased.
    """

    publication = models.OneToOneField(Publication, models.PROTECT, primary_key=True, related_name="content")
    content = CanonicalJSONField(_("content"))
    schema = models.PositiveSmallIntegerField(_("version of the schema"))
    sha256 = models.CharField(_("fingerprint (SHA-256)"), max_length=64, db_index=True)
    names = models.JSONField(_("names, public by consent"), default=dict)

    class Meta:
        verbose_name = _("content of a publication")
        verbose_name_plural = _("contents of publications")

    def __str__(self) -> str:
        return self.sha256


class WithdrawnContent(models.Model):
    """What withdrawal took out of reach: kept for the archive, read by no public page (DOMAIN 11, "Records")."""

    publication = models.OneToOneField(Publication, models.PROTECT, primary_key=True, related_name="withdrawn_content")
    content = CanonicalJSONField(_("content"))
    summary = models.TextField(_("summary"), blank=True)
    names = models.JSONField(_("names, public by consent"), default=dict)
    facts = models.JSONField(_("facts of that day"), default=dict)

    class Meta:
        verbose_name = _("withdrawn content")
        verbose_name_plural = _("withdrawn contents")

    def __str__(self) -> str:
        return str(self.publication_id)


def place_of_file(file: "PublishedFile", name: str) -> str:
    """Under its own id: a shown name never becomes a path (RELIABILITY B27)."""
    return f"publications/{file.pk.hex[:2]}/{file.pk.hex}"


class PublishedFile(models.Model):
    """The publication's own copy of an attachment, with its hash."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="files")
    file = models.FileField(upload_to=place_of_file)
    name = models.CharField(_("name"), max_length=255)
    title = models.CharField(_("title"), max_length=500, blank=True)
    content_type = models.CharField(max_length=120)
    language = models.CharField(_("language"), max_length=12, blank=True)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(_("fingerprint (SHA-256)"), max_length=64, db_index=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = PublishedFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("published file")
        verbose_name_plural = _("published files")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title or self.name


class PublicationFacet(models.Model):
    """What an app filters its publications by, beyond the common columns."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="facets")
    name = models.CharField(max_length=40)
    value = models.CharField(max_length=120)

    class Meta:
        verbose_name = _("facet")
        verbose_name_plural = _("facets")
        constraints = [models.UniqueConstraint(fields=["publication", "name", "value"], name="a_facet_once")]
        indexes = [models.Index(fields=["name", "value"])]

    def __str__(self) -> str:
        return f"{self.name}={self.value}"


class FacetCount(models.Model):
    """How many current publications of a kind hold a value of a facet: the summary behind an unfiltered list.

    Kept by `register` with every step; name and value "" count the publications themselves.
    """

    kind = models.CharField(max_length=30)
    name = models.CharField(max_length=40, blank=True)
    value = models.CharField(max_length=120, blank=True)
    count = models.IntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = CountQuerySet.as_manager()

    class Meta:
        verbose_name = _("count beside a choice")
        verbose_name_plural = _("counts beside choices")
        constraints = [models.UniqueConstraint(fields=["kind", "name", "value"], name="a_count_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}={self.value}: {self.count}"


class SearchText(models.Model):
    """What search knows of one current original: its words, and the passages that snippets are cut from.

    Written by `search` alone, made anew by `rebuild_search`. `passages` is a list of [language, [texts]], the
    original first, then its translations. `vector` is PostgreSQL's; SQLite keeps the words in a table of FTS5.
    """

    publication = models.OneToOneField(Publication, models.CASCADE, primary_key=True, related_name="search_text")
    passages = models.JSONField(default=list)
    spellings = models.JSONField(default=dict, help_text="The words counted in SearchWord for this text.")
    vector = SearchVectorField(null=True)

    class Meta:
        verbose_name = _("text for search")
        verbose_name_plural = _("texts for search")
        indexes = [GinIndex(fields=["vector"], name="search_text_vector")]

    def __str__(self) -> str:
        return str(self.publication_id)


class SearchWord(models.Model):
    """A word of titles and summaries that are public now, against which typing mistakes are held."""

    word = models.CharField(max_length=60, unique=True, help_text="Without case and marks.")
    spelling = models.CharField(max_length=60)
    script = models.CharField(max_length=10)
    length = models.PositiveSmallIntegerField()
    count = models.IntegerField(default=0, help_text="Texts that hold it.")

    objects = CountQuerySet.as_manager()

    class Meta:
        verbose_name = _("word for search")
        verbose_name_plural = _("words for search")
        indexes = [models.Index(fields=["script", "length"], name="search_word_alike")]

    def __str__(self) -> str:
        return self.spelling


class SavedSearch(models.Model):
    """A selection of a public list that a person follows by mail. Seen by nobody else.

    `query` is `PublicList.selection`, alike for the same selection. What was told already is known from the
    messages that went (docs/decisions/saved-searches.md), so that no second record can disagree with them.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=30, choices=kinds)
    query = models.CharField(_("selection"), max_length=1500, blank=True)
    name = models.CharField(_("name"), max_length=120)
    rhythm = models.CharField(_("how often"), max_length=10, choices=Rhythm, default=Rhythm.WEEKLY)
    created_at = models.DateTimeField(_("saved"), default=timezone.now)
    form_key = models.UUIDField(null=True, editable=False)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "query"], name="a_selection_saved_once"),
            models.UniqueConstraint(fields=["person", "form_key"], name="a_search_for_a_press"),
            models.CheckConstraint(condition=Q(rhythm__in=Rhythm.values), name="a_rhythm_of_the_list"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def asked(self) -> QueryDict:
        """The selection as a list reads it."""
        return QueryDict(self.query)


class Dump(models.Model):
    """All that was published on one day, as files to take away; the newest ninety are kept (FEATURES O15).

    `files` is a list of {format, name, place, size, sha256}, `place` being the name in the storage.
    """

    day = models.DateField(_("day"), unique=True)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    records = models.PositiveIntegerField(_("records"))
    files = models.JSONField(_("files"), default=list)

    objects = DumpQuerySet.as_manager()

    class Meta:
        verbose_name = _("dump")
        verbose_name_plural = _("dumps")
        ordering = ["-day"]

    def __str__(self) -> str:
        return self.day.isoformat()
