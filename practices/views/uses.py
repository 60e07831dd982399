"""“We took it up”: a body tells that a published practice is in use there, its people answer (FEATURES A28)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import allowed
from core.kept_text import text_is_kept
from core.workflow import MovedOn, steps_open_to
from practices.choices import Status, UseStatus
from practices.forms.acts import UseAnswerForm, UseForm
from practices.models import Practice, UsedElsewhere
from practices.steps import uses
from practices.steps.drafting import bodies_of
from publications.models import Publication


@text_is_kept
def tell(request: HttpRequest, reference: str) -> HttpResponse:
    """Which body took it up, and how. 404 for a practice that is not public."""
    public = Publication.objects.current().filter(reference=reference).first()
    practice = Practice.objects.filter(reference=reference, status=Status.PUBLISHED).first()
    if public is None or practice is None:
        raise Http404
    page = reverse("practices:public", args=[reference])
    trail = [
        {"label": _("Practices"), "url": reverse("practices:list")},
        {"label": reference, "url": page},
        {"label": _("In use elsewhere")},
    ]
    bodies = bodies_of(request.user).exclude(pk=practice.organisation_id)
    if not bodies.exists():
        return render(request, "practices/nobody.html", {"trail": trail, "uses": True})
    form = UseForm(request.POST or None, organisations=bodies)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            uses.tell(practice, said["organisation"], said["account"], by=request.user, form_key=said["form_key"])
        except MovedOn as moved:
            form.add_error(None, str(moved))
        else:
            messages.success(
                request,
                _("Thank you. It stands on the page once the people of the practice and the secretariat confirm it."),
            )
            return redirect(page)
    context = {
        "form": form,
        "back": page,
        "title": _("We took this practice up"),
        "lede": public.title,
        "button": _("Send it"),
        "trail": trail,
    }
    return render(request, "practices/form_page.html", context, status=400 if form.errors else 200)


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The people of the practice say whether it is so; 404 for everybody else."""
    seen = UsedElsewhere.objects.visible_to(request.user).select_related("practice__organisation", "organisation")
    use = get_object_or_404(seen, pk=pk)
    if not allowed(request.user, "practices.answer_usedelsewhere", use):
        raise Http404
    if request.method == "GET" and not {"agree", "refuse"} & set(steps_open_to(request.user, use)):
        messages.info(
            request, _("This was answered. It stands so now: %(status)s.") % {"status": use.get_status_display()}
        )
        return redirect(use.practice)
    said_no = {"answer": "refuse", "note": use.answer} if use.status == UseStatus.REFUSED else None
    form = UseAnswerForm(request.POST or None, initial=said_no)
    if request.method == "POST" and form.is_valid():
        taken = uses.agree if form.cleaned_data["answer"] == "agree" else uses.refuse
        try:
            taken(use, by=request.user, note=form.cleaned_data["note"])
            messages.success(request, _("Thank you."))
        except MovedOn as moved:
            messages.error(request, str(moved))
        return redirect(use.practice)
    context = {
        "form": form,
        "practice": use.practice,
        "title": _("In use elsewhere: is it so?"),
        "lede": _("%(body)s says: “%(account)s”") % {"body": use.organisation, "account": use.account},
        "button": _("Send the answer"),
        "trail": [
            {"label": _("My work"), "url": reverse("work")},
            {"label": str(use.practice.reference), "url": use.practice.get_absolute_url()},
            {"label": _("In use elsewhere")},
        ],
    }
    return render(request, "practices/form_page.html", context, status=400 if form.errors else 200)
