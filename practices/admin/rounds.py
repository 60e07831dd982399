"""Rounds of review and the roster, as lists; each round leads to its desk. Reports and ties stand in no admin page."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin import ReadOnlyAdmin, WordedFilter
from practices.choices import AWAITED, AssignmentStatus
from practices.models import ReviewerProfile, ReviewRound
from practices.views.versions import recused_from

ABOUT = gettext_lazy("Who reads which practice. Open a round to ask reviewers, to replace one, or to decide.")


class EndedFilter(WordedFilter):
    """Rounds under way, or those that have ended."""

    words = (gettext_lazy("All"), gettext_lazy("Under way"), gettext_lazy("Has ended"))


@admin.register(ReviewRound)
class ReviewRoundAdmin(ReadOnlyAdmin):
    """Rounds, those that wait for something first; what one is recused from is only counted (FEATURES A8, A19)."""

    about = ABOUT
    list_display = ("place", "title", "opened_at", "reports", "awaited", "ended")
    list_display_links = ("opened_at",)
    list_filter = (("closed_at", EndedFilter),)
    search_fields = ("practice__reference", "version__title")
    list_select_related = ("practice", "version", "decision")
    ordering = ("-opened_at",)
    fields = ("place", "title", "opened_at", "closed_at", "needs_un", "needs_outside", "review_days")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        filed = models.Q(assignments__status=AssignmentStatus.FILED)
        waiting = models.Q(assignments__status__in=AWAITED)
        counts = {
            "filed": models.Count("assignments", filter=filed, distinct=True),
            "waiting": models.Count("assignments", filter=waiting, distinct=True),
        }
        return super().get_queryset(request).annotate(**counts)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        hidden = ReviewRound.objects.open().count() - ReviewRound.objects.visible_to(request.user).open().count()
        figures = format_html('<a href="{}">{}</a>', reverse("practices:round_figures"), _("Figures of peer review"))
        asking = format_html('<a href="{}">{}</a>', reverse("practices:round_proposal"), _("Proposed reviewers"))
        about = format_html("{} {} {} · {}", ABOUT, recused_from(hidden) if hidden else "", asking, figures)
        return super().changelist_view(request, {"about": about, **(extra_context or {})})

    @admin.display(description=gettext_lazy("round"), ordering="practice__reference")
    def place(self, one: ReviewRound) -> str:
        """Its practice and version, leading to the desk."""
        return format_html('<a href="{}">{}</a>', one.get_absolute_url(), one)

    @admin.display(description=gettext_lazy("title"))
    def title(self, one: ReviewRound) -> str:
        """Of the version under review."""
        return str(one.version.title)

    @admin.display(description=gettext_lazy("reports"))
    def reports(self, one: Any) -> str:
        """How many are in, of how many."""
        return f"{one.filed} / {one.needs_un + one.needs_outside}"

    @admin.display(description=gettext_lazy("awaited"))
    def awaited(self, one: Any) -> int:
        """How many people are at work."""
        return int(one.waiting)

    @admin.display(description=gettext_lazy("outcome"))
    def ended(self, one: ReviewRound) -> str:
        """What was decided."""
        decision = getattr(one, "decision", None)
        return str(decision.get_verdict_display()) if decision else _("open") if one.is_open else "–"


@admin.register(ReviewerProfile)
class ReviewerProfileAdmin(ReadOnlyAdmin):
    """The roster with everybody's load. A person is put on it by the role of peer reviewer, and fills in the rest."""

    about = gettext_lazy(
        "Who can be asked for a review, with languages, objectives and load. People get here by the role of peer "
        "reviewer; what stands here they say of themselves."
    )
    list_display = ("person", "spoken", "numbers", "open_reviews", "reports", "last_report", "unavailable_until")
    list_select_related = ("user",)
    search_fields = ("user__name", "user__email", "affiliation")
    fields = ("person", "spoken", "numbers", "place_of_work", "open_reviews", "reports", "unavailable_until")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).with_load().prefetch_related("objectives")  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("person"), ordering="user__name")
    def person(self, one: ReviewerProfile) -> str:
        """By name."""
        return str(one.user)

    @admin.display(description=gettext_lazy("languages"))
    def spoken(self, one: ReviewerProfile) -> str:
        """Codes."""
        return ", ".join(one.languages)

    @admin.display(description=gettext_lazy("objectives"))
    def numbers(self, one: ReviewerProfile) -> str:
        """Their numbers."""
        return ", ".join(str(objective.pk) for objective in one.objectives.all())

    @admin.display(description=gettext_lazy("place of work"))
    def place_of_work(self, one: ReviewerProfile) -> str:
        """Where the person works without a role here; practices of that body are not offered to them."""
        return one.affiliation or "–"

    @admin.display(description=gettext_lazy("open reviews"), ordering="load")
    def open_reviews(self, one: Any) -> int:
        """Answers and reports that are awaited."""
        return int(one.load)

    @admin.display(description=gettext_lazy("reports"), ordering="done")
    def reports(self, one: Any) -> int:
        """Filed so far."""
        return int(one.done)

    @admin.display(description=gettext_lazy("last report"), ordering="last_filed_at")
    def last_report(self, one: Any) -> Any:
        """When the newest was filed."""
        return one.last_filed_at
