"""The secretariat's look at what is published, and its decisions on rows that an import held back."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.admin import PortalAdmin, ReadOnlyAdmin
from publications.models import ImportedRecord, Publication


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    """Every version of everything published; nothing is changed here."""

    list_display = ("reference", "version", "title", "kind", "language", "published_at", "is_current", "withdrawn_at")
    list_filter = ("kind", "is_current", ("withdrawn_at", admin.EmptyFieldListFilter), "cycle", "language")
    search_fields = ("reference", "title")
    readonly_fields = ("public_page", "fingerprint")

    @admin.display(description=_("public page"))
    def public_page(self, publication: Publication) -> str:
        """A link to this version."""
        address = publication.version_url()
        return format_html('<a href="{}">{}</a>', address, address) if address else "–"

    @admin.display(description=_("fingerprint (SHA-256)"))
    def fingerprint(self, publication: Publication) -> str:
        """Of the frozen content."""
        return publication.content.sha256


@admin.register(ImportedRecord)
class ImportedRecordAdmin(PortalAdmin):
    """What imports brought. A held row is decided on here, once; the row itself is not edited."""

    list_display = ("source_id", "command", "outcome", "reference", "why", "at", "decided_by")
    list_filter = ("outcome", ("decided_at", admin.EmptyFieldListFilter), "command")
    search_fields = ("source_id", "reference")
    list_select_related = ("decided_by",)
    fields = (
        "command", "source_id", "outcome", "why", "raw", "reference", "at", "decision", "decided_by", "decided_at",
    )  # fmt: skip
    readonly_fields = tuple(name for name in fields if name != "decision")

    @admin.display(description=_("problems"))
    def why(self, record: ImportedRecord) -> str:
        """The problems as sentences."""
        return " ".join(record.problems) or "–"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Keep who decided, and on which state of the row."""
        if obj.decision.strip():
            obj.decide(obj.decision.strip(), by=request.user)
        super().save_model(request, obj, form, change)
