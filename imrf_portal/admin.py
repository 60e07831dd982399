"""What belongs to no single app at the secretariat's desk: the log of acts, the machine's schedule."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django_celery_beat.models import PeriodicTask

from core import downloads, proof
from core.admin import ActAdmin, ScheduleAdmin
from core.models import Act

COLUMNS = ("at", "by", "office", "verb", "what", "id", "reference", "state", "detail", "request")
MOST = 50_000


class LogAdmin(ActAdmin):
    """The log with its selection as CSV; taking it away is an act of its own (RELIABILITY P56, P57)."""

    change_list_template = "admin/log.html"

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


admin.site.register(Act, LogAdmin)
admin.site.register(PeriodicTask, ScheduleAdmin)
