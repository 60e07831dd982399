"""What a practice's people do with it: check, look at the future page, submit, and the steps after that."""

from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core.access import allowed
from core.admin import step_words
from core.templatetags.portal import day_of
from core.workflow import MovedOn, NotReady, kept_until, steps_open_to
from practices import checks, publishing
from practices.choices import Status
from practices.forms.acts import StepForm, SubmitForm
from practices.models import Practice
from practices.steps import drafting, naming, publication, submission


class Act(NamedTuple):
    """A step as its page offers it: what will happen, and whether a reason is asked for."""

    run: Callable[..., Any]
    explain: Any
    needs_reason: bool = False
    asks_reason: bool = True


ACTS: dict[str, Act] = {
    "discard": Act(
        drafting.discard,
        gettext_lazy("The draft goes out of sight. You can take it back within 30 days."),
        asks_reason=False,
    ),
    "restore": Act(drafting.restore, gettext_lazy("The draft comes back as it was."), asks_reason=False),
    "withdraw": Act(
        submission.withdraw,
        gettext_lazy(
            "The secretariat and the reviewers stop working on it. Number, date and reason stay visible to you and to "
            "the secretariat. It cannot be taken up again; a copy can be submitted anew."
        ),
        needs_reason=True,
    ),
    "confirm": Act(
        publication.confirm, gettext_lazy("The public page says that you confirmed it today."), asks_reason=False
    ),
    "start_correction": Act(
        publication.start_correction,
        gettext_lazy("You write in the text; the public page stays as it is until you publish the correction."),
        asks_reason=False,
    ),
    "drop_correction": Act(
        publication.drop_correction,
        gettext_lazy("The public version stays as it is. What you wrote is kept for the next correction."),
        asks_reason=False,
    ),
    "correct": Act(
        publication.correct,
        gettext_lazy("The text becomes the next version of the public page. Say what changed: readers see it."),
        needs_reason=True,
    ),
    "retire": Act(
        publication.retire,
        gettext_lazy(
            "The page stays readable and is marked as retired, with the reason. You can take it up again at any time."
        ),
        needs_reason=True,
    ),
    "take_up_again": Act(publication.take_up_again, gettext_lazy("The mark goes."), asks_reason=False),
}
"""Steps that have a page of their own here; submitting has the page of checks."""


def own(request: HttpRequest, key: UUID) -> Practice:
    """A practice of one's own organisation, or 404."""
    mine = Practice.objects.own_of(request.user).select_related("organisation", "call")
    return get_object_or_404(mine, pk=key)


def check(request: HttpRequest, key: UUID) -> HttpResponse:
    """What stands in the way, what to look at, and the last button."""
    return _check_page(request, own(request, key), SubmitForm())


@require_POST
def submit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Freeze and send; on any problem back to the page of checks, nothing lost. A second press changes nothing."""
    practice = own(request, key)
    form = SubmitForm(request.POST)
    if not form.is_valid():
        return _check_page(request, practice, form, status=400)
    step = submission.resubmit if practice.status == Status.REVISION_REQUESTED else submission.submit
    if practice.status not in (Status.DRAFT, Status.REVISION_REQUESTED) and not _pressed_twice(practice, form):
        messages.error(request, _("It has been submitted already."))
        return redirect(practice)
    try:
        version = step(practice, by=request.user, **form.cleaned_data)
    except (NotReady, MovedOn) as not_now:
        if isinstance(not_now, MovedOn):
            messages.error(request, str(not_now))
        return _check_page(request, own(request, key), form, status=409)
    number = version.practice.reference
    messages.success(request, _("Submitted. Its number is %(number)s. A receipt is on its way.") % {"number": number})
    return redirect(practice)


def _pressed_twice(practice: Practice, form: SubmitForm) -> bool:
    return practice.versions.filter(form_key=form.cleaned_data["form_key"]).exists()


def preview(request: HttpRequest, key: UUID) -> HttpResponse:
    """The future public page, marked "not public"."""
    practice = own(request, key)
    context = {
        "practice": practice,
        "content": publishing.content_of(practice),
        "trail": trail(practice.title or _("Draft"), _("Preview")),
    }
    return render(request, "practices/preview.html", context)


def act(request: HttpRequest, key: UUID, name: str) -> HttpResponse:
    """A page that says what the step does, and takes it on POST."""
    practice = own(request, key)
    if name not in ACTS:
        raise Http404
    if name not in steps_open_to(request.user, practice):
        raise PermissionDenied(_("This is not open to you, or no longer open."))
    offered = ACTS[name]
    form = StepForm(request.POST if request.method == "POST" else None, needs_reason=offered.needs_reason)
    if not offered.asks_reason:
        del form.fields["note"]
    if request.method == "POST" and form.is_valid():
        return _take(request, practice, offered, form)
    words = step_words(practice, name)
    context = {
        "practice": practice,
        "form": form,
        "title": words,
        "button": words,
        "lede": offered.explain,
        "trail": trail(practice.reference or practice.title or _("Draft"), words),
    }
    return render(request, "practices/form_page.html", context, status=400 if form.errors else 200)


@require_POST
def name_reviewers(request: HttpRequest, key: UUID) -> HttpResponse:
    """Whether reviewers who wish it are named on the public page (A18)."""
    practice = own(request, key)
    yes = request.POST.get("yes") == "1"
    naming.agree(practice, yes=yes, by=request.user)
    messages.success(request, _("Reviewers who wish it are named.") if yes else _("No reviewer is named."))
    return redirect(practice)


def _take(request: HttpRequest, practice: Practice, offered: Act, form: StepForm) -> HttpResponse:
    try:
        offered.run(practice, by=request.user, **form.cleaned_data)
    except MovedOn as moved:
        messages.error(request, str(moved))
    except NotReady as not_ready:
        for text in not_ready.texts:
            messages.error(request, text)
        return redirect("practices:check", key=practice.pk)
    else:
        messages.success(request, said_of_discarded(practice) if offered.run == drafting.discard else _("Done."))
    return redirect("work" if offered.run == drafting.discard else practice)


def _check_page(request: HttpRequest, practice: Practice, form: SubmitForm, status: int = 200) -> HttpResponse:
    found = checks.checks_of(practice) if practice.is_editable else []
    for_readers = practice.status in (Status.DRAFT, Status.REVISION_REQUESTED)
    context = {
        "practice": practice,
        "form": form,
        "errors": [one for one in found if one.blocks],
        "advice": [one for one in found if not one.blocks],
        "may_submit": for_readers and allowed(request.user, "practices.submit_practice", practice),
        "trail": trail(practice.title or _("Draft"), _("Check and submit")),
    }
    return render(request, "practices/check.html", context, status=status)


def trail(*here: str) -> list[dict[str, str]]:
    """The way here from My work."""
    return [{"label": _("My work"), "url": reverse("work")}, *({"label": one} for one in here)]


def said_of_discarded(practice: Practice) -> str:
    """That it was discarded, until when it can be taken back, and where."""
    until = day_of(kept_until(Practice.objects.get(pk=practice.pk)))
    words = format_html('<a href="{}">{}</a>', practice.get_absolute_url(), _("Take the draft back"))
    return format_html("{} {}", _("Discarded. You can take it back until %(day)s.") % {"day": until}, words)
