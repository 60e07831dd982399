"""The secretariat's look at what is published; its imports of lists, and decisions on rows that one held back."""

import json
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from core import downloads
from core.access import SECRETARIAT
from core.admin import PortalAdmin, ReadOnlyAdmin, Step, WordedFilter
from publications import importing, runs
from publications.models import ImportedRecord, ImportRun, Publication


class WithdrawnFilter(WordedFilter):
    """What stands, or was withdrawn."""

    words = (_("All"), _("Stands"), _("Withdrawn"))


class DecidedFilter(WordedFilter):
    """Rows without a decision, or with one."""

    words = (_("All"), _("Without a decision"), _("Decided"))


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    """Every version of everything published; nothing is changed here."""

    about = _(
        "Every version of everything that is public, as it was frozen. Nothing is changed here: a review, a practice "
        "or a pledge is corrected, or withdrawn, from its own page."
    )
    list_display = ("reference", "version", "title", "kind", "language", "published_at", "is_current", "withdrawn_at")
    extra_columns = ("cycle", "organisation", "received_at")
    list_select_related = ("cycle", "organisation")
    list_filter = ("kind", "is_current", ("withdrawn_at", WithdrawnFilter), "cycle", "language")
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

    about = _(
        "Row by row what imports brought. A row that was held waits for a decision on its page: write what was "
        "decided, once. The row itself is not edited."
    )
    list_display = ("source_id", "command", "outcome", "reference", "why", "at", "decided_by")
    list_filter = ("outcome", ("decided_at", DecidedFilter), "command")
    search_fields = ("source_id", "reference")
    list_select_related = ("decided_by",)
    fields = (
        "command", "source_id", "outcome", "why", "row", "reference", "at", "decision", "decided_by", "decided_at",
    )  # fmt: skip
    readonly_fields = tuple(name for name in fields if name != "decision")

    @admin.display(description=_("problems"))
    def why(self, record: ImportedRecord) -> str:
        """The problems as sentences."""
        return " ".join(record.problems) or "–"

    @admin.display(description=_("row as it came"))
    def row(self, record: ImportedRecord) -> str:
        """Name by name, each on a line; what is no text as JSON."""
        said = ((name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
                for name, value in record.raw.items())  # fmt: skip
        return format_html_join("", '<div><b>{}:</b> <span class="anywhere" dir="auto">{}</span></div>', said)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Keep who decided, and on which state of the row."""
        if obj.decision.strip():
            obj.decide(obj.decision.strip(), by=request.user)
        super().save_model(request, obj, form, change)


class ImportFileForm(forms.ModelForm):
    """Which list, and the file."""

    command = forms.ChoiceField(label=_("What the rows are"))
    file = forms.FileField(
        label=_("File"),
        validators=[runs.check_file],
        help_text=_(
            "XLSX, CSV, JSON or Word, at most 3,000 rows and 10 MB. The first row names the columns; one of them "
            "is “id”, your own number of each row."
        ),
    )

    class Meta:
        model = ImportRun
        fields = ("command", "file")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["command"]
        kinds.choices = [(one.command, one.label) for one in importing.OFFERED.values() if not one.is_of_bodies]


class NothingToSay(forms.Form):
    """A step that is one press."""


@admin.register(ImportRun)
class ImportRunAdmin(PortalAdmin):
    """Lists of earlier rounds: sent, looked through row by row, imported on a yes, taken back as one (W9, F30)."""

    about = _(
        "A list of reviews, practices or pledges from elsewhere. First it is looked through, and you read row by row "
        "what would happen; nothing is written before you say so, nothing is published by it, and the whole of it can "
        "be taken back while nobody has worked on it."
    )
    form = ImportFileForm
    add_roles = SECRETARIAT
    list_display = ("file_name", "what", "state", "total", "by", "at")
    list_filter = ("state", "command")
    search_fields = ("file_name",)
    list_select_related = ("by",)
    fields = ("what", "file_name", "state", "problem", "total", "by", "at")
    change_form_template = "admin/publications/import_run.html"
    steps: ClassVar[dict[str, Step]] = {
        "carry_out": Step(
            runs.carry_out,
            form=NothingToSay,
            explain=_("The rows go in as the page has said. What people changed or decided here is not overwritten."),
        ),
        "drop": Step(runs.drop, form=NothingToSay, explain=_("Nothing of it is imported.")),
        "take_back": Step(
            runs.take_back,
            form=NothingToSay,
            explain=_(
                "What the import created goes, what it changed is again as it stood. Where somebody has worked on a "
                "record of it, nothing is taken back and the page says which. Numbers are not given again."
            ),
            proof=True,
        ),
    }
    step_words: ClassVar[dict[str, Any]] = {
        "carry_out": _("Import"), "drop": _("Drop it"), "take_back": _("Take the import back"),
    }  # fmt: skip

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj else ImportFileForm.Meta.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """The step keeps the file and begins to look it through."""
        obj.file = None
        runs.take_in(obj, form.cleaned_data["file"], by=request.user)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The step has written it."""

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """On to what was found."""
        return HttpResponseRedirect(self.url_after_step(str(obj.pk)))

    def open_steps(self, request: HttpRequest, record: Any) -> list[tuple[str, str]]:
        if not runs.importer_of(record).may(request.user):
            return []
        return [(name, str(self.step_words[name])) for name in runs.STEPS.get(record.state, ())]

    def url_after_step(self, object_id: str, made: Any = None) -> str:
        return reverse("admin:publications_importrun_change", args=[object_id])

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        run = self.get_object(request, object_id)
        report = runs.report_of(run, request.GET) if run else None
        return super().change_view(request, object_id, form_url, {"run": run, "report": report})

    def get_urls(self) -> list[URLPattern]:
        report = path(
            "<uuid:key>/report/", self.admin_site.admin_view(self.report_view), name="publications_importrun_report"
        )
        return [report, *super().get_urls()]

    def report_view(self, request: HttpRequest, key: Any) -> HttpResponseBase:
        """The whole report as CSV."""
        run = self.get_object(request, str(key))
        if run is None:
            raise Http404
        rows = run.lines.values_list("number", "source_id", "outcome", "reference", "problems")
        names = ("row", "source_id", "outcome", "reference", "problems")
        return downloads.as_csv("import", names, ((*row[:4], " ".join(row[4])) for row in rows.iterator(500)))

    @admin.display(description=_("what the rows are"), ordering="command")
    def what(self, run: ImportRun) -> Any:
        """The list, in words."""
        return importing.OFFERED[run.command].label
