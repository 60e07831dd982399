"""Submitting, changing and withdrawing a pledge; a submitted version as the secretariat reads it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import downloads, proof
from core.access import allowed, is_secretariat
from core.templatetags.portal import day_of
from core.workflow import MovedOn, NotReady, kept_until
from pledges import checks, publishing, triage
from pledges.forms.steps import ChangeForm, ReasonForm, SubmitForm
from pledges.models import PledgeVersion
from pledges.steps import drafting
from pledges.steps import submission as steps
from pledges.views.drafting import demand, own, trail

STEPS: dict[str, tuple[Any, Any, Any, bool]] = {
    "discard": (
        drafting.discard,
        gettext_lazy("Discard the draft"),
        gettext_lazy("It goes out of sight, for partners too. You can take it back within 30 days."),
        False,
    ),
    "restore": (drafting.restore, gettext_lazy("Take the draft back"), gettext_lazy("It comes back as it was."), False),
    "start_change": (
        steps.start_change,
        gettext_lazy("Change the pledge"),
        gettext_lazy("You can write in it again. The public reads the present version until you publish the change."),
        False,
    ),
    "drop_change": (
        steps.drop_change,
        gettext_lazy("Drop the change"),
        gettext_lazy("The published pledge stays as it is; what you have changed in it is thrown away."),
        False,
    ),
    "withdraw": (
        steps.withdraw,
        gettext_lazy("Withdraw the pledge"),
        gettext_lazy(
            "It cannot be taken up again. Of a public pledge number, dates and the reason stay public, the text does "
            "not. Of one that is not public the secretariat alone reads the reason."
        ),
        True,
    ),
}
"""Steps with a page of their own: what runs, its button, what will happen, whether a reason is needed."""


def submit(request: HttpRequest, key: UUID) -> HttpResponse:
    """What is missing, what others will read, and the last button. A State proves again who presses it."""
    pledge = own(request, key)
    if request.method == "POST" and pledge.is_of_a_state and not proof.is_fresh(request):
        return proof.ask(request)
    form = SubmitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            version = steps.submit(pledge, by=request.user, form_key=form.cleaned_data["form_key"])
        except NotReady:
            form.add_error(None, _("Some things are still missing."))
        except MovedOn as moved:
            messages.error(request, str(moved))
            return redirect(pledge)
        else:
            words = _("Received. The number of your pledge is %(number)s: quote it at the Forum.")
            messages.success(request, words % {"number": version.pledge.reference})
            return redirect(pledge)
    demand(request, "pledges.submit_pledge", pledge)
    found = checks.checks_of(pledge)
    context = {
        "pledge": pledge,
        "form": form,
        "errors": [one for one in found if one.blocks],
        "advice": [one for one in found if not one.blocks],
        "content": publishing.content_of(pledge),
        "trail": trail(pledge, _("Check and submit")),
    }
    return render(request, "pledges/submit.html", context, status=400 if form.errors else 200)


def change(request: HttpRequest, key: UUID) -> HttpResponse:
    """Publish what was changed as a further version."""
    pledge = own(request, key)
    if request.method == "POST" and pledge.is_of_a_state and not proof.is_fresh(request):
        return proof.ask(request)
    form = ChangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            steps.change(pledge, by=request.user, **form.cleaned_data)
        except NotReady as not_now:
            form.add_error(None, str(not_now))
        except MovedOn as moved:
            messages.error(request, str(moved))
            return redirect(pledge)
        else:
            messages.success(request, _("Published as a further version."))
            return redirect(pledge)
    demand(request, "pledges.change_pledge", pledge)
    title = _("Publish the change")
    lede = (
        _("Only words differ from the published version.")
        if steps.is_editorial(pledge)
        else _("Targets, money, dates or the kind of pledge differ: every partner is asked to confirm again.")
    )
    context = {
        "pledge": pledge,
        "form": form,
        "title": title,
        "lede": lede,
        "button": title,
        "trail": trail(pledge, title),
    }
    return render(request, "pledges/form_page.html", context, status=400 if form.errors else 200)


def step(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    """A small step: what will happen, and the button."""
    if step not in STEPS:
        raise Http404
    pledge = own(request, key)
    run, title, lede, needs_reason = STEPS[step]
    demand(request, f"pledges.{step}{'_of' if step.endswith('_change') else ''}_pledge", pledge)
    form: Any = ReasonForm(request.POST or None) if needs_reason else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            run(pledge, by=request.user, **(form.cleaned_data if form else {}))
        except (MovedOn, NotReady) as not_now:
            messages.error(request, str(not_now))
        else:
            messages.success(request, said_of_discarded(pledge) if step == "discard" else _("Done."))
            if step == "start_change":
                return redirect("pledges:edit", key=pledge.pk)
        return redirect("work") if step == "discard" else redirect(pledge)
    context = {
        "pledge": pledge,
        "form": form,
        "title": title,
        "lede": lede,
        "button": title,
        "trail": trail(pledge, str(title)),
    }
    return render(request, "pledges/form_page.html", context, status=400 if form and form.errors else 200)


def version(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A submitted version: for the secretariat with what to look at, for its own people to read."""
    one = _version(request, pk)
    officer = is_secretariat(request.user)
    context = {
        "version": one,
        "pledge": one.pledge,
        "content": one.content,
        "officer": officer,
        "signs": triage.signs_of(one) if officer else [],
        "partners": list(one.pledge.participants.part().select_related("organisation")) if officer else [],
        "files": list(_files(one)) if officer else [],
        "admin_url": reverse("admin:pledges_pledgeversion_change", args=[one.pk]) if officer else "",
        "trail": [{"label": _("My work"), "url": reverse("work")}, {"label": str(one.reference)}],
    }
    return render(request, "pledges/version.html", context)


def file(request: HttpRequest, pk: UUID, file: UUID) -> HttpResponseBase:
    """A file that came with a version, the letter of delegation too: for the secretariat."""
    one = _version(request, pk)
    if not is_secretariat(request.user):
        raise Http404
    stored = get_object_or_404(_files(one), pk=file)
    return downloads.file_response(stored.file, name=stored.name, content_type=stored.content_type)


def _version(request: HttpRequest, pk: UUID) -> PledgeVersion:
    seen = PledgeVersion.objects.visible_to(request.user).select_related("pledge__organisation")
    one = get_object_or_404(seen, pk=pk)
    if not allowed(request.user, "pledges.view_pledgeversion", one):
        raise Http404
    return one


def _files(version: PledgeVersion) -> Any:
    """Those that came with it; none that was added while its people write again (P36)."""
    return version.pledge.files.standing().filter(uploaded_at__lte=version.submitted_at)


def said_of_discarded(pledge: Any) -> str:
    """That it was discarded, until when it can be taken back, and where."""
    pledge.refresh_from_db(fields=["discarded_at"])
    words = format_html('<a href="{}">{}</a>', pledge.get_absolute_url(), _("Take the draft back"))
    said = _("Discarded. You can take it back until %(day)s.") % {"day": day_of(kept_until(pledge))}
    return format_html("{} {}", said, words)
