"""Figures of peer review, and the rounds as a file, for the secretariat (FEATURES A26)."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import downloads
from core.access import is_secretariat
from core.models import Act
from practices import figures as counting
from practices.models import ReviewRound

COLUMNS = ("reference", "version", "began", "ended", "decision")


def figures(request: HttpRequest) -> HttpResponseBase:
    """Figures by call; `?format=csv|xlsx` gives the rounds. What an officer is recused from is only counted."""
    if not is_secretariat(request.user):
        raise Http404
    seen = ReviewRound.objects.visible_to(request.user).order_by("practice__reference", "version__number")
    rounds = list(seen.select_related("practice__call", "version", "decision__round"))
    hidden = ReviewRound.objects.count() - len(rounds)
    said = ngettext(
        "%(count)d round left out: you are recused. A colleague can see all.",
        "%(count)d rounds left out: you are recused. A colleague can see all.",
        hidden,
    ) % {"count": hidden}
    if (form := request.GET.get("format", "")) in ("csv", "xlsx"):
        if rounds:
            Act.objects.log("exported", rounds[0], by=request.user, detail=f"{len(rounds)} rounds")
        rows = [_row(one) for one in rounds]
        name = f"peer-review-{timezone.localdate().isoformat()}"
        if form == "csv":
            return downloads.as_csv(name, COLUMNS, [*rows, (said,)] if hidden else rows)
        return downloads.as_xlsx(name, COLUMNS, rows, {_("Left out"): said if hidden else "0"})
    trail = [
        {"label": _("Rounds of peer review"), "url": reverse("admin:practices_reviewround_changelist")},
        {"label": _("Figures")},
    ]
    context = {"calls": counting.by_call(rounds), "hidden": said if hidden else "", "balance": counting.balance(),
               "trail": trail}  # fmt: skip
    return render(request, "practices/round_figures.html", context)


def _row(one: ReviewRound) -> tuple[object, ...]:
    decision = getattr(one, "decision", None)
    verdict = str(decision.get_verdict_display()) if decision else ""
    return one.reference, one.version.number, one.opened_at, one.closed_at or "", verdict
