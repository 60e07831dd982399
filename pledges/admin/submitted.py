"""The secretariat's queue of submitted pledges. Drafts are registered nowhere; the text has a page of its own."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import proof
from core.admin import ReadOnlyAdmin, Step
from pledges.choices import Outcome
from pledges.forms.steps import DeclineForm, LetterForm
from pledges.models import PledgeParticipant, PledgeVersion
from pledges.notifications import speakers_of
from pledges.notifications.submission import Published
from pledges.steps import submission as steps
from pledges.triage import holding_back

SHOWN = 20
"""Imported pledges that are named before all are published."""


def mailboxes(version: PledgeVersion) -> list[str]:
    """Those who will hear of a step, by name and address."""
    return [person.mailbox for person in speakers_of(version.pledge.organisation)]


@admin.register(PledgeVersion)
class PledgeVersionAdmin(ReadOnlyAdmin):
    """Submitted pledges; each leads to its reading page."""

    about = gettext_lazy(
        "What was submitted. Read it, then publish it, return it with remarks or decline it: for its form, never for "
        "its merit. A pledge in a State's name that did not come from its focal point is held back here. Drafts are "
        "never shown."
    )
    list_display = ("number_of_pledge", "title", "pledged_by", "outcome", "submitted_at", "days_waiting")
    extra_columns = ("reason", "office", "language")
    list_filter = ("outcome", "reason", "pledge__organisation__kind", "language")
    list_select_related = ("pledge__organisation",)
    search_fields = ("title", "pledge__reference", "pledge__organisation__name")
    date_hierarchy = "submitted_at"
    ordering = ("-submitted_at",)
    fields = readonly_fields = ("number_of_pledge", "title", "pledged_by", "outcome", "reason", "letter",
                                "submitted_at", "office", "note", "reading_page")  # fmt: skip
    steps: ClassVar[dict[str, Step]] = {
        "publish": Step(
            steps.publish,
            explain=gettext_lazy("Everyone can read it from then on, with the partners that have confirmed."),
            mail=mailboxes,
            tells=[Published],
            proof=True,
        ),
        "send_back": Step(
            steps.send_back,
            form=LetterForm,
            explain=gettext_lazy("It is open again for those who filed it, with your remarks."),
            mail=mailboxes,
        ),
        "decline": Step(
            steps.decline,
            form=DeclineForm,
            explain=gettext_lazy("It is not recorded. Nothing of it becomes public; the number is not given again."),
            mail=mailboxes,
        ),
    }

    change_list_template = "admin/pledges/submitted_list.html"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).defer("content")

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.imported_view)
        return [path("imported/", page, name="pledges_pledgeversion_imported"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """With the way to the imported ones, while any wait."""
        return super().changelist_view(request, {"imported": steps.imported_waiting().count(), **(extra_context or {})})

    def imported_view(self, request: HttpRequest) -> HttpResponse:
        """Publish imported pledges that wait, many at once: how many, what is left out, and a fresh proof (C4)."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if not proof.is_fresh(request):
            return proof.ask(request)
        waiting = steps.imported_waiting()
        if request.method == "POST":
            done, left = steps.publish_imported(by=request.user)
            words = ngettext("%(count)d pledge was published.", "%(count)d pledges were published.", done)
            messages.success(request, words % {"count": done})
            if left:
                kept = ngettext(
                    "%(count)d was left in the queue: look at it one by one.",
                    "%(count)d were left in the queue: look at them one by one.",
                    left,
                )
                messages.warning(request, kept % {"count": left})
            return HttpResponseRedirect(self.list_url())
        count = waiting.count()
        first = list(waiting[:SHOWN])
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Publish imported pledges"),
            "count": count,
            "most": steps.MOST_AT_ONCE,
            "at_once": min(count, steps.MOST_AT_ONCE),
            "first": [(one, holding_back(one)) for one in first],
            "more": count - len(first),
            "list_url": self.list_url(),
        }
        return TemplateResponse(request, "admin/pledges/publish_imported.html", context)

    def workflow_of(self, record: PledgeVersion) -> Any:
        """The steps are those of the pledge that the version belongs to."""
        return record.pledge

    def open_steps(self, request: HttpRequest, record: PledgeVersion) -> list[tuple[str, str]]:
        """None on a version that has been answered."""
        return super().open_steps(request, record) if record.outcome == Outcome.WAITING else []

    @admin.display(description=gettext_lazy("number"), ordering="pledge__reference")
    def number_of_pledge(self, version: PledgeVersion) -> str:
        """PL-0042."""
        return str(version.reference)

    @admin.display(description=gettext_lazy("pledged by"), ordering="pledge__organisation__name")
    def pledged_by(self, version: PledgeVersion) -> str:
        """The body that files it; of an imported one that is not on record here, as it was printed."""
        return str(version.pledge.organisation or version.pledge.source.get("pledger") or "–")

    @admin.display(description=gettext_lazy("days waiting"), ordering="submitted_at")
    def days_waiting(self, version: PledgeVersion) -> int | str:
        """Whole days since it waits; nothing where it does not."""
        return (timezone.now() - version.submitted_at).days if version.outcome == Outcome.WAITING else "–"

    @admin.display(description=gettext_lazy("text"))
    def reading_page(self, version: PledgeVersion) -> Any:
        """The way to the text."""
        return format_html('<a href="{}">{}</a>', reverse("pledges:version", args=[version.pk]), _("Read it"))


@admin.register(PledgeParticipant)
class PledgeParticipantAdmin(ReadOnlyAdmin):
    """Partners of what was submitted, and where each stands (P35)."""

    about = gettext_lazy("Partners of submitted pledges. Reasons that partners gave are for the lead alone.")
    list_display = ("number_of_pledge", "name", "answer", "asked_at", "answered_at", "times_asked")
    list_filter = ("answer",)
    list_select_related = ("pledge",)
    search_fields = ("name", "pledge__reference")
    ordering = ("-asked_at",)
    fields = readonly_fields = (
        "number_of_pledge",
        "name",
        "answer",
        "asked_at",
        "answered_at",
        "times_asked",
        "left_on",
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).filter(pledge__reference__isnull=False)

    @admin.display(description=gettext_lazy("number"), ordering="pledge__reference")
    def number_of_pledge(self, partner: PledgeParticipant) -> str:
        """PL-0042."""
        return str(partner.pledge.reference)
