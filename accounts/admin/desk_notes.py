"""Notes and tasks beside records: written from the page of the record, settled here (FEATURES W8)."""

from typing import Any, ClassVar

from django import forms as django_forms
from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import steps
from accounts.admin.desk import Desk, Offer
from accounts.models import DeskNote, User
from core.access import is_secretariat
from core.admin import ReadOnlyAdmin, Step
from core.forms import DayField, LinesField, OnceForm


class NoteForm(OnceForm):
    """What an officer writes beside a record."""

    text = LinesField(label=gettext_lazy("Note"), max_length=2000, widget=django_forms.Textarea(attrs={"rows": 5}))
    wanted_from = django_forms.ModelChoiceField(
        label=gettext_lazy("Task of"), queryset=User.objects.none(), required=False,
        help_text=gettext_lazy("This officer gets a message that names the record, not what you wrote."),
    )  # fmt: skip
    told = django_forms.ModelMultipleChoiceField(
        label=gettext_lazy("Mention"), queryset=User.objects.none(), required=False,
        widget=django_forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Colleagues who should read it. They get a message that names the record."),
    )  # fmt: skip
    due_on = DayField(label=gettext_lazy("Wanted by"), required=False, not_past=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("wanted_from", "told"):
            field: Any = self.fields[name]
            field.queryset = User.objects.officers().order_by("email")


class OpenFilter(admin.SimpleListFilter):
    """What is to be done, and by whom."""

    title = gettext_lazy("what is to be done")
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        mine, anybody = ("mine", _("My open tasks")), ("anybody", _("Tasks for any officer"))
        return [mine, anybody, ("all", _("All that is open")), ("settled", _("Settled"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        found = {
            "mine": queryset.filter(settled_at__isnull=True, wanted_from=request.user.pk),
            "anybody": queryset & DeskNote.objects.for_anybody(),
            "all": queryset.filter(settled_at__isnull=True),
            "settled": queryset.filter(settled_at__isnull=False),
        }
        return found.get(self.value() or "", queryset)


@admin.register(DeskNote)
class DeskNoteAdmin(Desk, ReadOnlyAdmin):
    """Internal notes and tasks."""

    about = gettext_lazy(
        "What officers write to one another beside a State, a submission or a document. Nobody outside the secretariat "
        "sees it, and it is in no export. A note is written on the page of its record."
    )
    list_display = ("title", "wanted_from", "due_on", "written_by", "written_at", "settled_at")
    list_filter = (OpenFilter,)
    list_select_related = ("wanted_from", "written_by")
    search_fields = ("title", "text")
    fields = readonly_fields = (
        "title", "text", "written_by", "written_at", "wanted_from", "mentioned", "due_on", "settled_by", "settled_at",
    )  # fmt: skip
    steps: ClassVar = {
        "settle": Step(
            steps.settle_note,
            form=django_forms.Form,
            explain=gettext_lazy("It is dealt with and leaves the lists of what is open. It can be taken up again."),
        ),
        "take_up": Step(
            steps.take_up_note, form=django_forms.Form, explain=gettext_lazy("It is open again for whoever has it.")
        ),
    }
    offers: ClassVar = {
        "settle": Offer(gettext_lazy("Settle"), "accounts.settle_desknote"),
        "take_up": Offer(gettext_lazy("Take up again"), "accounts.view_desknote", lambda note: not note.is_open),
    }

    @admin.display(description=gettext_lazy("mentioned"))
    def mentioned(self, note: DeskNote) -> str:
        """Who was told of it."""
        return ", ".join(str(one) for one in note.told.all())

    def get_urls(self) -> list[URLPattern]:
        write = path("write/<str:label>/<str:pk>/", self.admin_site.admin_view(self.write_view),
                     name="accounts_desknote_write")  # fmt: skip
        return [write, *super().get_urls()]

    def write_view(self, request: HttpRequest, label: str, pk: str) -> HttpResponse:
        """Write beside a record that one may see; 404 for any other."""
        if not is_secretariat(request.user):
            raise PermissionDenied
        record = _record(request, label, pk)
        form = NoteForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            steps.write_note(record, data.pop("text"), by=request.user, **data)
            messages.success(request, _("The note is kept. Officers alone see it."))
            return HttpResponseRedirect(_page_of(record))
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "original": record, "form": form,
            "title": _("Write a note"), "list_url": self.list_url(), "record_url": _page_of(record),
            "explain": _("Officers alone see it, beside this record. It is in no export."),
            "mail": [_("the officer whose task it is, if you choose one"), _("the colleagues whom you mention")],
        }  # fmt: skip
        return TemplateResponse(request, "admin/portal_step.html", context)


def _record(request: HttpRequest, label: str, pk: str) -> Any:
    """The record that an address names. Raises Http404 for what has no notes, is not there or is not to be seen."""
    if label not in DeskNote.NOTED:
        raise Http404
    model = apps.get_model(label)
    record = admin.site._registry[model].get_object(request, pk)
    if record is None:
        raise Http404
    return record


def _page_of(record: Any) -> str:
    name = f"admin:{record._meta.app_label}_{record._meta.model_name}_change"
    return reverse(name, args=[record.pk])
