"""A draft as a Word copy: fetched, sent back, and taken over box by box (FEATURES A1)."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import made_once
from core.access import allowed
from practices import word as files
from practices import word_copies
from practices.forms.acts import WordForm
from practices.forms.draft import PracticeForm
from practices.models import Practice
from practices.views.acts import own, trail

NOTES = {
    "tracked": gettext_lazy("Tracked changes that nobody has accepted or rejected are read as if they were accepted."),
    "comments": gettext_lazy("Comments in the margin are not read."),
    "pictures": gettext_lazy("Pictures in the file are left out. Add them on the page of pictures."),
    "footnotes": gettext_lazy("Footnotes cannot stand in a box. Their words are listed below."),
}


def word(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Fetch the copy, or send one back."""
    practice = _editable(request, key)
    if request.GET.get("format") == "docx":
        return made_once.answer(request, word_copies.wanted(practice))
    form = WordForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            digest = word_copies.take_in(practice, form.cleaned_data["file"], by=request.user)
            return redirect("practices:word_back", key=key, digest=digest)
        except ValidationError as refused:
            form.add_error("file", refused)
    context = {"practice": practice, "form": form, "trail": trail(practice.title or _("Draft"), _("Word copy"))}
    return render(request, "practices/word.html", context, status=400 if form.errors else 200)


def back(request: HttpRequest, key: UUID, digest: str) -> HttpResponseBase:
    """How far the reading is; then each change beside what stands, to be ticked and taken over."""
    practice, person = _editable(request, key), int(request.user.pk or 0)
    if not word_copies.is_known(practice, person, digest):
        raise Http404
    wanted = word_copies.found(practice, person, digest)
    if "HX-Request" in request.headers or not made_once.look(wanted).ready:
        return made_once.answer(request, wanted)
    returned = word_copies.read_before(practice, person, digest)
    if request.method == "POST" and "problem" not in returned:
        _take_over(request, practice, returned)
        return redirect("practices:word_back", key=key, digest=digest)
    changes = [] if "problem" in returned else files.changes_in(practice, returned)
    context = {
        "practice": practice,
        "problem": returned.get("problem", ""),
        "changes": changes,
        "may_take": any(not one.problem for one in changes),
        "is_of_another": "problem" not in returned and returned["of"] != f"practice:{practice.pk}",
        "found": len(returned.get("found", [])),
        "outside": returned.get("outside", []),
        "notes": [NOTES[name] for name in returned.get("notes", {}) if name in NOTES],
        "trail": trail(practice.title or _("Draft"), _("Word copy")),
    }
    return render(request, "practices/word_back.html", context)


def _take_over(request: HttpRequest, practice: Practice, returned: dict[str, object]) -> None:
    """Save what was ticked, and say what became of it."""
    with transaction.atomic():
        mine = Practice.objects.own_of(request.user).select_related("organisation")
        locked = get_object_or_404(mine.select_for_update(of=("self",), no_key=True), pk=practice.pk)
        if not allowed(request.user, "practices.edit_practice", locked):
            raise PermissionDenied(_("It cannot be changed now."))
        offered = {one.name for one in files.changes_in(locked, returned) if not one.problem}
        ticked = [name for name in request.POST.getlist("take") if name in offered]
        seen = {name: request.POST.get(f"{name}-seen", "") for name in ticked}
        form = PracticeForm(files.sent_for(returned, seen), instance=locked)
        form.take(by=request.user)
        late = [name for name, box in form.boxes.items() if box.conflict]
        refused = sum(len(errors) for errors in form.errors.values())
    if saved := len(ticked) - len(late) - refused:
        said = ngettext("%(count)d part was taken over.", "%(count)d parts were taken over.", saved)
        messages.success(request, said % {"count": saved})
    if late:
        messages.warning(request, _("Somebody saved a part meanwhile. Look at both texts again."))
    for errors in form.errors.values():
        messages.error(request, " ".join(map(str, errors)))


def _editable(request: HttpRequest, key: UUID) -> Practice:
    """One's own draft while it can be written in. Raises Http404, PermissionDenied."""
    practice = own(request, key)
    if not allowed(request.user, "practices.edit_practice", practice):
        raise PermissionDenied(_("It cannot be changed now."))
    return practice
