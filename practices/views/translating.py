"""A published practice in further languages, for its own people: which there are, one of them, plain words."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.access import allowed
from core.autosave import by_script, refused
from core.kept_text import text_is_kept
from core.workflow import MovedOn, NotReady
from practices import publishing
from practices.forms.translating import PlainForm, TranslationForm
from practices.models import Practice, PracticeTranslation
from practices.steps import translating as steps
from practices.views.acts import own, trail


def languages(request: HttpRequest, key: UUID) -> HttpResponse:
    """Each language with its translation and its plain words, and what can be begun."""
    practice, original = _mine(request, key)
    translations = {one.language: one for one in practice.translations.all()}
    plain = {one.language: one for one in practice.plain_summaries.all()}
    rows = [
        {
            "code": code,
            "name": name,
            "is_original": code == original.language,
            "translation": translations.get(code),
            "plain": plain.get(code),
        }
        for code, name in settings.LANGUAGES
    ]
    context = {"practice": practice, "original": original, "rows": rows, "trail": _trail(practice)}
    return render(request, "practices/languages.html", context)


@require_POST
def start(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    """Begin a translation, or go on with the one that is there."""
    practice, _original = _mine(request, key)
    try:
        steps.start(practice, language, by=request.user)
    except MovedOn as moved:
        messages.error(request, str(moved))
        return redirect("practices:languages", key=key)
    return redirect("practices:translation", key=key, language=language)


@text_is_kept
def translation(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    """The original part by part, with a box for each; saved as it is typed."""
    with transaction.atomic():
        practice, original = _mine(request, key)
        form = _form(request, practice, language)
        if request.method == "POST":
            form.take(by=request.user)
            if form.is_whole:
                name = "publish_translation" if "publish" in request.POST else "translation"
                return redirect(f"practices:{name}", key=key, language=language)
        context = {
            "practice": practice,
            "translation": form.instance,
            "original": original,
            "form": form,
            "parts": _parts(form, original.content.content),
            "about": [form.boxes[name] for name in ("standing", "translator", "made_on")],
            "is_public": form.instance.published_version == original.version,
            "trail": _trail(practice, dict(settings.LANGUAGES)[language]),
        }
    return render(request, "practices/translation.html", context, status=form.status)


@by_script
def save_translation(request: HttpRequest, key: UUID, language: str) -> JsonResponse:
    """One box, sent by the script."""
    practice = own(request, key)
    if not allowed(request.user, "practices.translate_practice", practice):
        return refused(_("It is not published any more. Your text is still here: copy it."), 409)
    return _form(request, practice, language).answer(request)


def publish_translation(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    """The future page, what is still missing, and the last button."""
    practice, original = _mine(request, key)
    found = get_object_or_404(practice.translations.all(), language=language)
    problems = steps.gaps(found, original.content.content)
    if request.method == "POST":
        try:
            made = steps.publish(found, by=request.user)
        except NotReady as not_ready:
            problems = not_ready.problems
        except MovedOn as moved:
            messages.error(request, str(moved))
            return redirect("practices:languages", key=key)
        else:
            messages.success(request, _("Published. It stands beside the original."))
            return redirect(
                "practices:public_translation", reference=made.reference, number=made.version, language=language
            )
    context = {
        "practice": practice,
        "translation": found,
        "content": publishing.in_language(original.content.content, found),
        "problems": problems,
        "is_public": found.published_version == original.version,
        "trail": _trail(practice, dict(settings.LANGUAGES)[language]),
    }
    return render(
        request, "practices/translation_publish.html", context, status=400 if request.method == "POST" else 200
    )


@text_is_kept
def plain(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    """The summary in plain words of one language: written, changed, taken out."""
    practice, original = _mine(request, key)
    if language not in dict(settings.LANGUAGES):
        raise Http404
    kept = practice.plain_summaries.filter(language=language).first()
    if request.method == "POST" and "take_out" in request.POST and kept:
        steps.drop_plain(kept, by=request.user)
        messages.success(request, _("Taken out."))
        return redirect("practices:languages", key=key)
    initial = {"text": kept.text, "translator": kept.translator, "made_on": kept.made_on} if kept else None
    form = PlainForm(request.POST or None, initial=initial, language=language)
    if request.method == "POST" and form.is_valid():
        steps.keep_plain(practice, language, by=request.user, **form.cleaned_data)
        messages.success(request, _("Kept. It stands on the public page."))
        return redirect("practices:languages", key=key)
    context = {
        "practice": practice,
        "form": form,
        "kept": kept,
        "is_stale": bool(kept and kept.version != original.version),
        "language_name": dict(settings.LANGUAGES)[language],
        "trail": _trail(practice, dict(settings.LANGUAGES)[language]),
    }
    return render(request, "practices/plain.html", context, status=400 if form.errors else 200)


def _mine(request: HttpRequest, key: UUID) -> tuple[Practice, Any]:
    """One's own published practice and what the public reads of it. Raises Http404, PermissionDenied."""
    practice = own(request, key)
    if not allowed(request.user, "practices.translate_practice", practice):
        raise PermissionDenied(
            _("Only a published practice is translated here, by those who write for its organisation.")
        )
    try:
        return practice, steps.original_of(practice)
    except MovedOn as moved:
        raise PermissionDenied(str(moved)) from moved


def _form(request: HttpRequest, practice: Practice, language: str) -> TranslationForm:
    """The form over the locked record; inside a transaction."""
    mine = PracticeTranslation.objects.visible_to(request.user).select_for_update(of=("self",), no_key=True)
    return TranslationForm(request.POST or None, instance=get_object_or_404(mine, practice=practice, language=language))


def _parts(form: TranslationForm, content: dict[str, Any]) -> list[dict[str, Any]]:
    """Title, summary and the sections that the original has: what it says, and the box beside it."""
    boxes = form.boxes
    said = [("title", content["title"], False), ("summary", content["summary"], False)]
    said += [(one["code"], one["html"], True) for one in content["sections"]]
    return [{"box": boxes[name], "text": text, "is_rich": is_rich} for name, text, is_rich in said]


def _trail(practice: Practice, *here: str) -> list[dict[str, str]]:
    return trail(practice.reference or "", _("Languages"), *here)
