"""A body brings many records of its own in one file: sends it, reads row by row what would happen, says yes (F30)."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.forms import ForABody
from core import downloads, made_once
from core.forms import OnceForm
from core.workflow import MovedOn
from publications import blank_list, importing, runs
from publications.choices import ImportState
from publications.models import ImportedRecord, ImportRun

BUTTONS = {
    "carry_out": gettext_lazy("Write them into drafts"),
    "drop": gettext_lazy("Drop the list"),
    "take_back": gettext_lazy("Take it all back"),
}


class SendForm(ForABody, OnceForm):
    """For which body, and the file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        validators=[runs.check_file],
        error_messages={"required": gettext_lazy("Choose the file to send.")},
        help_text=gettext_lazy("XLSX, CSV, JSON or Word; at most 3,000 rows and 10 MB."),
    )


def send(request: HttpRequest, command: str) -> HttpResponse:
    """The page with the sheet to fill in and the box for the file."""
    importer, bodies = _offered(request, command)
    form = SendForm(request.POST or None, request.FILES or None, bodies=bodies)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        run = ImportRun(command=command, organisation=said["organisation"], form_key=said["form_key"])
        try:
            return redirect("publications:import", runs.take_in(run, said["file"], by=request.user).pk)
        except ValidationError as refused:
            form.add_error("file", refused)
    sent = ImportRun.objects.visible_to(request.user).filter(command=command)[:20]
    context = {"form": form, "importer": importer, "bodies": bodies, "sent": sent, "command": command,
               "trail": [*_back(), {"label": importer.label}]}  # fmt: skip
    return render(request, "publications/import_send.html", context, status=400 if form.errors else 200)


@require_safe
def sheet(request: HttpRequest, command: str, body: int) -> HttpResponseBase:
    """The workbook to fill in: the names, what stands there already, and a second sheet that explains each name."""
    importer, bodies = _offered(request, command)
    own = importer.of(get_object_or_404(bodies, pk=body))
    columns = own.columns()
    rows = own.rows()
    return downloads.as_xlsx(command, list(columns), rows, {name: str(words) for name, words in columns.items()})


@require_safe
def document(request: HttpRequest, command: str) -> HttpResponseBase:
    """The table to fill in, as a Word document; a worker makes it once for each language."""
    importer, _bodies = _offered(request, command)
    if not importer.takes_word:
        raise Http404
    return made_once.answer(request, blank_list.wanted(command, get_language() or "en"))


@require_safe
def imported(request: HttpRequest, key: UUID) -> HttpResponse:
    """What would happen, or happened, row by row."""
    run = _own(request, key)
    importer = runs.importer_of(run)
    steps = runs.STEPS.get(ImportState(run.state), {}) if importer.may(request.user) else {}
    report = runs.report_of(run, request.GET)
    if run.state == ImportState.DONE:
        _lead_to_drafts(importer, report.lines)
    context = {
        "run": run,
        "importer": importer,
        "report": report,
        "steps": [(name, BUTTONS[name]) for name in steps],
        "trail": [
            *_back(),
            {"label": importer.label, "url": reverse("publications:import_send", args=[run.command])},
            {"label": run.file_name},
        ],
    }
    return render(request, "publications/import_run.html", context)


@require_POST
def step(request: HttpRequest, key: UUID, name: str) -> HttpResponse:
    """One of the buttons."""
    run = _own(request, key)
    try:
        taken = runs.STEPS.get(ImportState(run.state), {})[name]
        taken(run, by=request.user)
    except (KeyError, MovedOn):
        messages.error(request, _("This import has moved on. Look at it again."))
    return redirect("publications:import", key)


def _lead_to_drafts(importer: importing.Importer[Any, Any], lines: list[Any]) -> None:
    """Give each row the address of its draft, where it has become one. Two queries."""
    rows = ImportedRecord.objects.filter(command=importer.command, source_id__in=[line.source_id for line in lines])
    keys = dict(rows.exclude(record_id="").values_list("source_id", "record_id"))
    drafts: dict[str, Any] = {
        str(pk): draft for pk, draft in importer.model._default_manager.in_bulk(keys.values()).items()
    }
    for line in lines:
        draft = drafts.get(keys.get(line.source_id, ""))
        line.url = draft.get_absolute_url() if draft and line.outcome in ("created", "updated") else ""


def _back() -> list[dict[str, Any]]:
    return [{"label": _("My work"), "url": reverse("work")}]


def _own(request: HttpRequest, key: UUID) -> ImportRun:
    runs_of_bodies = ImportRun.objects.visible_to(request.user).filter(organisation__isnull=False)
    return get_object_or_404(runs_of_bodies.select_related("organisation"), pk=key)


def _offered(request: HttpRequest, command: str) -> tuple[importing.Importer[Any, Any], Any]:
    """The importer, and the bodies for which this person may use it. Raises Http404 where there is none."""
    importer = importing.OFFERED.get(command)
    if importer is None or not importer.is_of_bodies:
        raise Http404
    bodies = importer.bodies(request.user)
    if not bodies.exists():
        raise Http404
    return importer, bodies
