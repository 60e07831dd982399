"""Calls for practices as everybody reads them; what is public but never frozen, from its own table (`visible_to`)."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from practices import checks
from practices.choices import Applicant
from practices.forms.draft import PARTS, PracticeForm
from practices.models import CallForPractices
from publications.models import Publication

SHOWN = 100


@login_not_required
@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """Open calls first, then those that are over."""
    public = list(CallForPractices.objects.public())
    context = {
        "open": [call for call in public if call.takes_practices()],
        "over": [call for call in public if not call.takes_practices()],
        "trail": [{"label": _("Practices"), "url": reverse("practices:list")}, {"label": _("Calls")}],
    }
    return render(request, "practices/calls.html", context)


@login_not_required
@require_safe
def call(request: HttpRequest, slug: str) -> HttpResponse:
    """What is wanted, of whom, until when, by which criteria, and the answers to usual questions."""
    found = get_object_or_404(CallForPractices.objects.public(), slug=slug)
    applicants = dict(Applicant.choices)
    context = {
        "call": found,
        "is_open": found.takes_practices(),
        "progress": found.progress(),
        "published": Publication.objects.current().with_facet("call", found.slug).order_by("-published_at")[:SHOWN],
        "applicants": [applicants[one] for one in found.applicants if one in applicants],
        "groups": found.stakeholder_groups.all(),
        "countries": sorted(map(str, found.countries.all())),
        "objectives": found.objectives.values("number", "roundtable"),
        "musts": [words for code, words in checks.CRITERIA.items() if code in found.musts],
        "advice": [words for code, words in checks.CRITERIA.items() if code not in found.musts],
        "trail": [
            {"label": _("Practices"), "url": reverse("practices:list")},
            {"label": _("Calls"), "url": reverse("practices:calls")},
            {"label": found.title},
        ],
    }
    return render(request, "practices/call.html", context)


@login_not_required
@require_safe
def blank(request: HttpRequest) -> HttpResponse:
    """The form to read before one begins: every question with its help, and what is looked for."""
    fields = PracticeForm.base_fields
    parts = [(part, [fields[name] for name in part.fields]) for part in PARTS]
    trail = [{"label": _("Practices"), "url": reverse("practices:list")}, {"label": _("The form, to read")}]
    return render(request, "practices/blank.html", {"parts": parts, "trail": trail})
