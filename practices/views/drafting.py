"""A practice while its people write it: starting, the page that saves itself, co-authors, copying."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.access import allowed
from core.admin import step_words
from core.autosave import by_script, refused
from core.kept_text import text_is_kept
from core.templatetags.portal import day_of
from core.workflow import kept_until, steps_open_to
from practices import checks, publishing
from practices.choices import Status
from practices.forms.acts import CoAuthorsForm
from practices.forms.draft import PARTS, ManyForm, PracticeForm, StartForm
from practices.models import CallForPractices, Practice
from practices.steps import drafting
from practices.timeline import timeline_of
from practices.views.acts import ACTS, own, trail


@text_is_kept
def start(request: HttpRequest) -> HttpResponse:
    """One page: for whom, under which title. All else is written on the draft, which saves itself."""
    bodies = drafting.bodies_of(request.user)
    if not bodies.exists():
        return render(request, "practices/nobody.html", {"trail": trail(_("Submit a practice"))})
    open_calls = [call for call in CallForPractices.objects.public() if call.takes_practices()]
    calls = [call for call in open_calls if any(checks.is_eligible(call, body) for body in bodies)]
    form = StartForm(
        request.POST or None,
        organisations=bodies,
        calls=calls,
        initial={"language": request.LANGUAGE_CODE, "call": _asked_call(request, calls)},
    )
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        practice = drafting.start(said.pop("organisation"), by=request.user, **said)
        return redirect(practice)
    context = {"form": form, "trail": trail(_("Submit a practice"))}
    return render(request, "practices/start.html", context, status=400 if form.errors else 200)


def _asked_call(request: HttpRequest, calls: list[Any]) -> Any:
    return next((call.pk for call in calls if call.slug == request.GET.get("call")), None)


@text_is_kept
def desk(request: HttpRequest, key: UUID) -> HttpResponse:
    """The page of a practice for its own people: to write while it is theirs to write, else to read."""
    with transaction.atomic():
        practice = own(request, key)
        if not allowed(request.user, "practices.edit_practice", practice):
            return _reading(request, practice)
        form = _form(request, key)
        if request.method == "POST":
            form.take(by=request.user)
            if form.is_whole:
                return redirect(f"{practice.get_absolute_url()}check/" if "check" in request.POST else practice)
        context = {
            "practice": practice,
            "form": form,
            "parts": form.parts,
            "sections": _sections(practice),
            "images": list(practice.images.standing()),
            "may_discard": allowed(request.user, "practices.discard_practice", practice),
            "letter": _letter(practice),
            "trail": trail(practice.title or _("Draft")),
        }
    return render(request, "practices/draft.html", context, status=form.status)


@by_script
def save(request: HttpRequest, key: UUID) -> JsonResponse:
    """One field of the draft, sent by the script."""
    form = _form(request, key)
    if not allowed(request.user, "practices.edit_practice", form.instance):
        return refused(_("It has been submitted already."), 409)
    return form.answer(request)


def _form(request: HttpRequest, key: UUID) -> PracticeForm:
    """The form over the locked record; inside a transaction."""
    mine = Practice.objects.own_of(request.user).select_related("organisation")
    locked = get_object_or_404(mine.select_for_update(of=("self",), no_key=True), pk=key)
    return PracticeForm(request.POST or None, instance=locked)


def _sections(practice: Practice) -> list[dict[str, Any]]:
    rail = [{"label": part.title, "url": f"#{part.code}"} for part in PARTS]
    return [*rail[:-1], {"label": _("Pictures"), "url": "#images"}, rail[-1]]


def _letter(practice: Practice) -> Any:
    """What the secretariat wrote when it gave the text back."""
    latest = practice.latest_version()
    return latest.screenings.filter(outcome="returned").first() if latest else None


def _reading(request: HttpRequest, practice: Practice) -> HttpResponse:
    """The text as it stands, where it stands, and what can be done with it."""
    if request.method == "POST":
        messages.error(request, _("It cannot be changed now. Nothing was stored."))
        return redirect(practice)
    context = {
        "practice": practice,
        "content": publishing.content_of(practice),
        "image_url": "practices:image",
        "timeline": timeline_of(practice),
        "steps": _acts(request, practice),
        "may_translate": allowed(request.user, "practices.translate_practice", practice),
        "was_reviewed": practice.was_reviewed(),
        "letter": _letter(practice),
        "kept_until": kept_until(practice),
        "public_url": _public_url(practice),
        "trail": trail(practice.reference or practice.title),
    }
    return render(request, "practices/reading.html", context)


def _public_url(practice: Practice) -> str:
    is_public = practice.status in (Status.PUBLISHED, Status.ARCHIVED)
    return reverse("practices:public", kwargs={"reference": practice.reference}) if is_public else ""


def _acts(request: HttpRequest, practice: Practice) -> list[dict[str, str]]:
    """The steps open to this person, with their words."""
    return [
        {
            "label": step_words(practice, name),
            "url": reverse("practices:act", kwargs={"key": practice.pk, "name": name}),
        }
        for name in steps_open_to(request.user, practice)
        if name in ACTS
    ]


def co_authors(request: HttpRequest, key: UUID) -> HttpResponse:
    """Who of the organisation writes along and hears of it (A3)."""
    practice = own(request, key)
    if not allowed(request.user, "practices.edit_practice", practice):
        raise PermissionDenied(_("It cannot be changed now."))
    people = drafting.colleagues(practice)
    form = CoAuthorsForm(
        request.POST if request.method == "POST" else None,
        colleagues=people,
        initial={"people": practice.co_authors.all()},
    )
    if request.method == "POST" and form.is_valid():
        drafting.set_co_authors(practice, form.cleaned_data["people"], by=request.user)
        messages.success(request, _("Co-authors are named."))
        return redirect(practice)
    context = {
        "practice": practice,
        "form": form,
        "title": _("Co-authors"),
        "lede": _("Everybody of your organisation can write here. Those you name get the messages about it."),
        "button": _("Save"),
        "trail": trail(practice.title or _("Draft"), _("Co-authors")),
    }
    return render(request, "practices/form_page.html", context, status=400 if form.errors else 200)


def many(request: HttpRequest, key: UUID) -> HttpResponse:
    """Bodies by the line, added to the table (200 at most)."""
    with transaction.atomic():
        practice = get_object_or_404(
            Practice.objects.own_of(request.user).select_related("organisation").select_for_update(of=("self",)), pk=key
        )
        if not allowed(request.user, "practices.edit_practice", practice):
            raise PermissionDenied(_("It cannot be changed now."))
        form = ManyForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            if drafting.add_bodies(practice, form.cleaned_data["lines"], by=request.user):
                return redirect(f"{practice.get_absolute_url()}#participants")
            form.add_error("lines", _("A table can have at most %(count)d rows.") % {"count": drafting.MOST_BODIES})
    context = {
        "practice": practice,
        "form": form,
        "title": _("Add many implementers, partners or donors"),
        "button": _("Add them"),
        "trail": trail(practice.title or _("Draft"), _("Add many")),
    }
    return render(request, "practices/form_page.html", context, status=400 if form.errors else 200)


@require_POST
def clone(request: HttpRequest, key: UUID) -> HttpResponse:
    """A new draft with the same text."""
    made = drafting.clone(own(request, key), by=request.user)
    messages.success(
        request, _("A copy, started on %(day)s. The first one stays as it is.") % {"day": day_of(made.started_at)}
    )
    return redirect(made)
