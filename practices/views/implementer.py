"""The page on which the focal point of an implementer says whether a practice may be sent on its behalf (A3)."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from practices.forms.acts import ImplementerForm
from practices.notifications.implementer import practice_of
from practices.steps import submission


@login_not_required
def implementer(request: HttpRequest, token: str) -> HttpResponse:
    """Title, summary and who sends it; two buttons. Whoever holds the link was written to at the named address."""
    practice = practice_of(token)
    if practice is None:
        return render(request, "practices/implementer_gone.html", status=404)
    form = ImplementerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        submission.answer_for_implementer(practice, **form.cleaned_data)
        return redirect(request.path)
    version = practice.latest_version()
    context = {"practice": practice, "version": version, "summary": version.content["summary"], "form": form}
    return render(request, "practices/implementer.html", context, status=400 if form.errors else 200)
