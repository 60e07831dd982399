"""Pages whose words the secretariat writes: about the process and the forms, privacy, accessibility, terms (W10)."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from core.loading import Loadable
from core.rich_text import to_plain
from core.workflow import Problem
from forum.choices import PlanStatus, TextState
from forum.querysets import PageTextQuerySet, TextPageQuerySet
from forum.workflow import ReleasedByAnother
from reference.models import Named

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

SOURCE = "en"
"""The language in which a page is written first; the others are translated from it (X7)."""


class TextPage(Named):
    """A page whose words the secretariat writes, by its address; `names` are its title in lists."""

    slug = models.SlugField(_("address"), primary_key=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = TextPageQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["loaded"])

    if TYPE_CHECKING:
        texts: ClassVar["RelatedManager[PageText]"]

    class Meta:
        verbose_name = _("page of text")
        verbose_name_plural = _("pages of text")
        ordering = ["order", "slug"]

    def get_absolute_url(self) -> str:
        """Its address in the active language."""
        return reverse("text_page", args=[self.slug])


class PageText(ReleasedByAnother, Loadable):
    """A version of the words of a page in one language; what was in force is kept, a change is the next version.

    `source_number` is the version of the English text that a translation says in another language.
    """

    page = models.ForeignKey(TextPage, models.PROTECT, related_name="texts", verbose_name=_("page"))
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    number = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    title = models.CharField(_("title"), max_length=150)
    body = models.TextField(_("text"), max_length=400_000)
    source_number = models.PositiveSmallIntegerField(_("translated from version"), null=True, editable=False)
    translator = models.CharField(_("translated by"), max_length=150, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("written by"),
    )
    written_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    released_at = models.DateTimeField(_("in force since"), null=True, editable=False)

    objects = PageTextQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["loaded"])

    class Meta:
        verbose_name = _("text of a page")
        verbose_name_plural = _("texts of pages")
        ordering = ["page", "language", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["page", "language", "number"], name="one_page_text_per_version"),
            models.UniqueConstraint(
                fields=["page", "language"], condition=Q(status=PlanStatus.IN_FORCE), name="one_page_text_in_force"
            ),
        ]

    def __str__(self) -> str:
        words = {"page": self.page, "language": self.get_language_display(), "number": self.number}
        return _now("%(page)s, %(language)s, version %(number)s") % words

    @property
    def lang(self) -> str:
        """For its element."""
        return "zh-Hans" if self.language == "zh-hans" else self.language

    @property
    def dir(self) -> str:
        """`rtl` for Arabic, `ltr` otherwise."""
        return "rtl" if self.language == "ar" else "ltr"

    def state(self, source: "PageText | None") -> TextState:
        """Whether it still says what the English text `source` in force says."""
        if self.language == SOURCE or source is None or self.source_number == source.number:
            return TextState.CURRENT
        return TextState.STALE

    def problems_before(self, step: str) -> list[Problem]:
        """A translator is named, and there is something to read."""
        found = []
        if step in ("propose", "put_in_force") and not to_plain(self.body).strip():
            found.append(Problem(_now("The text is empty.")))
        if step in ("propose", "put_in_force") and self.language != SOURCE and not self.translator.strip():
            found.append(Problem(_now("Say who translated it.")))
        return found
