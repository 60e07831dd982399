"""A submitted version as officers and its own people read it; conflicts close it to everybody else (P22)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import downloads
from core.access import allowed, is_secretariat
from practices.choices import WITH_SECRETARIAT, Looked
from practices.duplicates import alike
from practices.forms.rounds import TieForm
from practices.models import PracticeImage, PracticeVersion, ReviewRound
from practices.steps import screening

RECUSED = gettext_lazy(
    "You are recused: you belong to the body or State that submitted this practice, or declared a tie with it. A "
    "colleague handles it."
)


def recused_from(count: int) -> str:
    """How many rows a list leaves out for an officer who is recused (FEATURES A19)."""
    said = ngettext(
        "%(count)d practice hidden: you are recused.", "%(count)d practices hidden: you are recused.", count
    )
    return said % {"count": count}


def version(request: HttpRequest, key: UUID) -> HttpResponse:
    """The frozen text, what the secretariat answered, and for an officer what is alike and what can be done."""
    record = visible_version(request.user, key)
    screens = allowed(request.user, "practices.screen_practice", record.practice)
    context = {
        "version": record,
        "practice": record.practice,
        "content": record.content,
        "decisions": record.screenings.all(),
        "looked": _looked(record) if screens else [],
        "ties": record.practice.officer_ties.select_related("officer") if screens else [],
        "others": record.practice.versions.defer("content"),
        "alike": alike(record, request.user) if screens else [],
        "round_url": _round_url(request.user, record),
        "admin_url": reverse("admin:practices_practice_change", args=[record.practice_id]) if screens else "",
        "trail": [{"label": _("My work"), "url": reverse("work")}, {"label": str(record.practice.reference)}],
    }
    return render(request, "practices/version.html", context)


def _looked(record: PracticeVersion) -> list[str]:
    """What the secretariat looked through before reviewers got it."""
    codes = {code for one in record.screenings.all() for code in one.looked}
    return [str(one.label) for one in Looked if one.value in codes]


def tie(request: HttpRequest, key: UUID) -> HttpResponse:
    """An officer declares a tie of her own: a colleague handles the practice from then on (A8)."""
    record = visible_version(request.user, key)
    if not allowed(request.user, "practices.screen_practice", record.practice):
        raise Http404
    form = TieForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        screening.declare_tie(record.practice, by=request.user, words=form.cleaned_data["words"])
        messages.success(request, _("You are recused from %(reference)s.") % {"reference": record.reference})
        return redirect("work")
    context = {
        "form": form,
        "back": record.get_absolute_url(),
        "title": _("You have a tie with this practice"),
        "lede": _("It closes to you at once: no reviewers, no counts, no messages. This cannot be undone."),
        "button": _("Step back"),
        "trail": [{"label": _("My work"), "url": reverse("work")}, {"label": str(record.reference)}],
    }
    return render(request, "practices/form_page.html", context, status=400 if form.errors else 200)


def _round_url(user: Any, record: PracticeVersion) -> str:
    """The desk of its peer review, for the officers who handle it."""
    round_ = ReviewRound.objects.visible_to(user).filter(version=record).select_related("practice").first()
    return round_.get_absolute_url() if round_ else ""


def image(request: HttpRequest, key: UUID, pk: UUID) -> HttpResponseBase:
    """A picture of that version, for whoever may read it."""
    record = visible_version(request.user, key)
    if str(pk) not in {one["id"] for one in record.content["images"]}:
        raise Http404
    found = get_object_or_404(PracticeImage, practice=record.practice_id, pk=pk)
    return downloads.file_response(found.file, name=found.name, content_type=found.content_type)


def visible_version(user: Any, key: UUID) -> PracticeVersion:
    """A version that `user` may read, or 404; an officer who is recused is told so instead of a hole (A8).

    Raises Http404, PermissionDenied.
    """
    versions = PracticeVersion.objects.visible_to(user).select_related("practice__organisation", "practice__call")
    found = versions.filter(pk=key).first()
    if found is not None:
        return found
    submitted = PracticeVersion.objects.filter(pk=key, practice__status__in=WITH_SECRETARIAT)
    if is_secretariat(user) and submitted.exists():
        raise PermissionDenied(RECUSED)
    raise Http404
