"""The author's side of a decision: the letter, the comments without names, a reply to each."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import allowed
from core.kept_text import text_is_kept
from core.workflow import MovedOn
from practices.forms.replies import RepliesForm
from practices.models import Decision
from practices.steps import deciding


@text_is_kept
def decision(request: HttpRequest, reference: str) -> HttpResponse:
    """The newest decision; while changes are asked for, a box for the reply to each point."""
    rows = Decision.objects.visible_to(request.user).filter(round__practice__reference=reference)
    found = rows.select_related("round__practice__organisation", "round__version").first()
    if found is None or not allowed(request.user, "practices.read_decision", found):
        raise Http404
    points = list(found.points.all())
    may_reply = allowed(request.user, "practices.reply_to_decision", found)
    form = RepliesForm(request.POST or None, points=points)
    if request.method == "POST":
        if not may_reply:
            raise Http404
        if form.is_valid():
            try:
                deciding.reply(found, form.replies(), by=request.user)
                messages.success(request, _("Your replies are kept."))
            except MovedOn as moved:
                messages.error(request, str(moved))
            return redirect("practices:decision", reference=reference)
    practice = found.round.practice
    context = {
        "decision": found,
        "practice": practice,
        "letter": [part for part in found.letter.split("\n\n") if part.strip()],
        "points": [(point, form[f"reply-{point.position}"]) for point in points],
        "form": form,
        "may_reply": may_reply and bool(points),
        "draft_url": practice.get_absolute_url() if may_reply else "",
        "trail": [{"label": _("My work"), "url": reverse("work")}, {"label": str(practice.reference), "url": ""}],
    }
    return render(request, "practices/decision.html", context, status=400 if form.errors else 200)
