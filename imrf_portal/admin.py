"""What belongs to no single app at the secretariat's desk: the log of acts, the machine's schedule."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_celery_beat.models import PeriodicTask

from core import access, downloads, proof
from core.admin import ReadOnlyAdmin
from core.models import Act

COLUMNS = ("at", "by", "office", "verb", "what", "id", "reference", "state", "detail", "request")
MOST = 50_000


class VerbFilter(admin.AllValuesFieldListFilter):
    """By act, in the words of the list."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield {**choice, "display": str(choice["display"]).replace("_", " ")}


class RecordFilter(admin.RelatedOnlyFieldListFilter):
    """By kind of record, as the list names them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = _("record")

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        kinds = ContentType.objects.filter(pk__in=model_admin.get_queryset(request).values("content_type"))
        named = [(str(kind.pk), kind.model_class()) for kind in kinds]
        return sorted(((key, str(model._meta.verbose_name)) for key, model in named if model), key=lambda one: one[1])


@admin.register(Act)
class ActAdmin(ReadOnlyAdmin):
    """The log of acts: filtered by person, record and date; its selection leaves as CSV, which is an act of its own
    (RELIABILITY P56, P57)."""

    change_list_template = "admin/log.html"
    about = gettext_lazy("Who did what, when. Never what a record says. Nothing here can be changed.")
    list_display = ("at", "who", "act", "record", "country", "fact")
    list_filter = (("verb", VerbFilter), "country", ("content_type", RecordFilter))
    search_fields = ("reference", "by__email", "request_id")
    search_help_text = gettext_lazy("Reference, e-mail address or the number of a request")
    date_hierarchy = "at"
    list_select_related = ("by", "content_type")
    fields = readonly_fields = ("at", "who", "office", "act", "record", "country", "fact", "request_id")

    @admin.display(description=gettext_lazy("who"), ordering="by__email")
    def who(self, act: Act) -> str:
        """The person; the portal itself where nobody pressed a button."""
        return str(act.by) if act.by_id else _("the portal")

    @admin.display(description=gettext_lazy("act"), ordering="verb")
    def act(self, act: Act) -> str:
        """What was done, as words."""
        return act.words

    @admin.display(description=gettext_lazy("detail"))
    def fact(self, act: Act) -> str:
        """A fact in a few words."""
        return act.fact

    @admin.display(description=gettext_lazy("record"), ordering="content_type")
    def record(self, act: Act) -> Any:
        """Kind and reference; the way to its page where the desk has one."""
        model = act.content_type.model_class()
        name = str(model._meta.verbose_name) if model else act.content_type.model
        words = f"{name} {act.reference}".strip()
        if model is None or not self.admin_site.is_registered(model):
            return words
        page = f"admin:{act.content_type.app_label}_{act.content_type.model}_change"
        return format_html('<a href="{}">{}</a>', reverse(page, args=[quote(act.object_id)]), words)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def get_urls(self) -> list[URLPattern]:
        export = path("export/", self.admin_site.admin_view(self.export_view), name="core_act_export")
        return [export, *super().get_urls()]

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """What the list shows under the same filters, newest first, at most MOST rows; with fresh proof, since
        names and addresses of people leave with it (S11)."""
        if not proof.is_fresh(request):
            return proof.ask(request)
        acts = self.get_changelist_instance(request).get_queryset(request)[:MOST]
        person: Any = request.user
        Act.objects.log("exported log", person, by=person, detail=request.GET.urlencode()[:200])
        return downloads.as_csv("log", COLUMNS, map(_row, acts))


@admin.register(PeriodicTask)
class ScheduleAdmin(ReadOnlyAdmin):
    """Whether the machine's regular work runs: its last start and how often; for heads and the operator."""

    about = gettext_lazy(
        "What the machine does by itself, when it last did it, and how often. For heads and operators."
    )
    fields = list_display = ("name", "task", "enabled", "last_run_at", "total_run_count")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return PeriodicTask.objects.all()

    def has_module_permission(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return access.has_role(user, "secretariat_admin") or getattr(user, "is_superuser", False)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)


def _row(act: Act) -> tuple[Any, ...]:
    return (
        act.at.isoformat(),
        act.by or "",
        act.office,
        act.verb,
        act.content_type.model,
        act.object_id,
        act.reference,
        act.country,
        act.detail,
        act.request_id,
    )
