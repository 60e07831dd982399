"""Published pledges and their reports as the secretariat follows them: what is overdue, which evidence is gone.

Titles and standing come from the register, never from a text that is being changed: they are public. One thing shown is
on no public page, the day that a body planned for its next report, by which the secretariat sees whose report would be
welcome (C6). Whether the body has itself reminded is its own affair and not shown.
"""

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin import ReadOnlyAdmin
from pledges.choices import ENDED, Progress, ReportStatus
from pledges.models import FollowedPledge, FollowedReport
from pledges.models.evidence import BROKEN_AFTER
from publications.models import Publication, PublicationFacet


def broken_at(path: str) -> Q:
    """Evidence that cannot be opened; `path` leads to it."""
    return Q(**{f"{path}failures__gte": BROKEN_AFTER})


class ReportFilter(admin.SimpleListFilter):
    """By the report that is to come."""

    title = gettext_lazy("report")
    parameter_name = "report"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("late", _("Past the planned day")), ("none", _("None yet")), ("told", _("At least one"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        if self.value() == "late":
            return queryset.late()  # type: ignore[attr-defined]
        if self.value() in ("none", "told"):
            return queryset.filter(last_report__isnull=self.value() == "none")
        return queryset


@admin.register(FollowedPledge)
class FollowedPledgeAdmin(ReadOnlyAdmin):
    """Who reports, and whose report would be welcome."""

    about = gettext_lazy(
        "Published pledges with their reports. A planned day that has passed is an invitation, no fault: write to many "
        "by an announcement to “Those who answer for published pledges”."
    )
    list_display = ("reference", "public_title", "organisation", "progress", "how_many", "last_report_on",
                    "next_report_on", "waits", "pages_named")  # fmt: skip
    list_filter = (ReportFilter, "progress", "organisation__kind", "cycle")
    list_select_related = ("organisation",)
    search_fields = ("reference", "organisation__name")
    ordering = ("next_report_on", "pk")
    fields = readonly_fields = ("reference", "public_title", "organisation", "progress", "how_many", "last_report_on",
                                "next_report_on", "pages_named", "public_page")  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        title = Publication.objects.current().filter(reference=OuterRef("reference")).values("title")[:1]
        told = Q(reports__status=ReportStatus.PUBLISHED)
        broken = broken_at("reports__links__")
        rows = super().get_queryset(request).annotate(shown_title=Subquery(title))
        return rows.annotate(
            told=Count("reports", filter=told, distinct=True),
            last_report=Max("reports__published_at", filter=told),
            links=Count("reports__links", distinct=True),
            broken=Count("reports__links", filter=broken, distinct=True),
        )

    @admin.display(description=gettext_lazy("title"))
    def public_title(self, pledge: Any) -> str:
        """As the public reads it."""
        return str(pledge.shown_title or "–")

    @admin.display(description=gettext_lazy("reports"), ordering="told")
    def how_many(self, pledge: Any) -> int:
        """How many are published."""
        return int(pledge.told)

    @admin.display(description=gettext_lazy("last report"), ordering="last_report")
    def last_report_on(self, pledge: Any) -> str:
        """When the newest was published."""
        return date_format(timezone.localdate(pledge.last_report)) if pledge.last_report else "–"

    @admin.display(description=gettext_lazy("days past it"))
    def waits(self, pledge: Any) -> int | str:
        """Whole days; nothing where none is awaited."""
        days = (timezone.localdate() - pledge.next_report_on).days if pledge.next_report_on else 0
        return days if days > 0 and pledge.progress not in ENDED else "–"

    @admin.display(description=gettext_lazy("evidence"))
    def pages_named(self, pledge: Any) -> str:
        """Pages that its reports name, and how many cannot be opened."""
        return evidence_in_words(pledge.links, pledge.broken)

    @admin.display(description=gettext_lazy("public page"))
    def public_page(self, pledge: Any) -> Any:
        """The way to it."""
        return page_at(f"pledges/{pledge.reference}/")


@admin.register(FollowedReport)
class FollowedReportAdmin(ReadOnlyAdmin):
    """What was reported, the newest first."""

    about = gettext_lazy(
        "Published progress reports, the newest first. Drafts and corrections under way are not shown."
    )
    list_display = ("reference", "organisation", "first_published", "said", "pages_named", "public_page")
    list_filter = ("organisation__kind", "pledge__cycle")
    list_select_related = ("organisation", "pledge")
    search_fields = ("reference", "organisation__name")
    date_hierarchy = "published_at"
    ordering = ("-published_at",)
    fields = readonly_fields = ("reference", "organisation", "first_published", "said", "pages_named", "public_page")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        here = PublicationFacet.objects.filter(name="progress", publication__reference=OuterRef("reference"))
        said = here.filter(publication__is_current=True).values("value")[:1]
        rows = super().get_queryset(request).annotate(told=Subquery(said))
        return rows.annotate(
            named=Count("links", distinct=True), broken=Count("links", filter=broken_at("links__"), distinct=True)
        )

    @admin.display(description=gettext_lazy("published"), ordering="published_at")
    def first_published(self, report: Any) -> str:
        """When it was first published."""
        return date_format(timezone.localtime(report.published_at), "DATETIME_FORMAT")

    @admin.display(description=gettext_lazy("progress"))
    def said(self, report: Any) -> str:
        """How far the pledge is, as the public reads it."""
        return str(Progress(report.told).label) if report.told else "–"

    @admin.display(description=gettext_lazy("evidence"))
    def pages_named(self, report: Any) -> str:
        """Pages that it names, and how many cannot be opened."""
        return evidence_in_words(report.named, report.broken)

    @admin.display(description=gettext_lazy("public page"))
    def public_page(self, report: Any) -> Any:
        """The way to it."""
        return page_at(f"pledges/{report.pledge.reference}/R{report.number}/")


def evidence_in_words(named: int, broken: int) -> str:
    """“3, 1 cannot be opened”."""
    return (
        _("%(named)d, %(broken)d cannot be opened") % {"named": named, "broken": broken}
        if broken
        else str(named or "–")
    )


def page_at(path: str) -> Any:
    """A link to a public page."""
    address = Publication(path=path).get_absolute_url()
    return format_html('<a href="{}">{}</a>', address, path)
