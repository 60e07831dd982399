"""What a published report names as evidence: which of it can still be opened, and where copies are (C17)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.access import allowed
from pledges.forms.progress import CopiesForm
from pledges.steps import evidence as steps
from pledges.views.drafting import trail
from pledges.views.progress import report_of


def evidence(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Each address with what the weekly look found, and a box for the address of a copy."""
    report = report_of(request, pk)
    if not allowed(request.user, "pledges.keep_evidence_of_report", report):
        raise PermissionDenied(_("Evidence is looked after once the report is published, by those who can write it."))
    links: list[Any] = list(report.links.all())
    form = CopiesForm(request.POST or None, links=links)
    if request.method == "POST" and form.is_valid():
        for link in links:
            if (copy := form.cleaned_data[f"copy-{link.pk}"]) != link.archived_url:
                steps.archive(link, by=request.user, archived_url=copy)
        messages.success(request, _("Saved."))
        return redirect(report.pledge)
    rows = [(link, form[f"copy-{link.pk}"]) for link in links]
    context = {"report": report, "form": form, "rows": rows, "trail": trail(report.pledge, _("Evidence"))}
    return render(request, "pledges/evidence.html", context, status=400 if form.errors else 200)
