"""Pictures of a draft: sending, describing, taking out, opening. A file leaves only through a view that asks (S26)."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import downloads
from core.access import allowed
from core.models import taken_out
from core.workflow import MovedOn
from practices.forms.acts import ImageForm, ImageWordsForm
from practices.models import Practice, PracticeImage
from practices.steps import drafting
from practices.views.acts import own, trail


def images(request: HttpRequest, key: UUID) -> HttpResponse:
    """The pictures, and a form for one more."""
    practice = own(request, key)
    _demand(request, practice)
    form = ImageForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _added(request, practice, form):
        return redirect("practices:images", key=key)
    context = {
        "practice": practice,
        "images": practice.images.standing(),
        "taken_out": [
            (one, reverse("practices:image_put_back", args=[key, one.pk])) for one in taken_out(practice.images.all())
        ],
        "form": form,
        "trail": trail(practice.title or _("Draft"), _("Pictures")),
    }
    return render(request, "practices/images.html", context, status=400 if form.errors else 200)


def _added(request: HttpRequest, practice: Practice, form: ImageForm) -> bool:
    """Whether it is stored; else the form says why not, and keeps the words."""
    try:
        image, had_more = drafting.add_image(practice, by=request.user, **form.cleaned_data)
    except ValidationError as refused:
        form.add_error("file", refused)
        return False
    except MovedOn as moved:
        form.add_error(None, str(moved))
        return False
    messages.success(request, _("Stored: %(name)s") % {"name": image.name})
    if had_more:
        messages.info(request, _("What was hidden in the file (place, author, camera or the like) was left out."))
    return True


def describe(request: HttpRequest, key: UUID, pk: UUID) -> HttpResponse:
    """Other words beside a picture."""
    image = _image(request, key, pk)
    _demand(request, image.practice)
    words = {name: getattr(image, name) for name in ("alternative", "caption", "credit")}
    form = ImageWordsForm(request.POST or None, initial=words)
    if request.method == "POST" and form.is_valid():
        drafting.describe_image(image, by=request.user, **form.cleaned_data)
        return redirect("practices:images", key=key)
    context = {"practice": image.practice, "form": form, "title": image.name, "button": _("Save"), "lede": "",
               "trail": trail(image.practice.title or _("Draft"), _("Pictures"))}  # fmt: skip
    return render(request, "practices/form_page.html", context, status=400 if form.errors else 200)


@require_POST
def take_out(request: HttpRequest, key: UUID, pk: UUID) -> HttpResponse:
    """Take a picture out."""
    image = _image(request, key, pk)
    _demand(request, image.practice)
    drafting.take_out_image(image, by=request.user)
    messages.success(request, _("Taken out: %(name)s") % {"name": image.name})
    return redirect("practices:images", key=key)


@require_POST
def put_back(request: HttpRequest, key: UUID, pk: UUID) -> HttpResponse:
    """Put a picture back that was taken out not long ago (X9)."""
    removed = taken_out(PracticeImage.objects.visible_to(request.user)).select_related("practice__organisation")
    image = get_object_or_404(removed, practice=key, pk=pk)
    _demand(request, image.practice)
    try:
        drafting.put_back_image(image, by=request.user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("Put back: %(name)s") % {"name": image.name})
    return redirect("practices:images", key=key)


def image(request: HttpRequest, key: UUID, pk: UUID) -> HttpResponseBase:
    """A picture, for the practice's own people; one that was taken out still stands in an earlier version."""
    found = get_object_or_404(PracticeImage.objects.visible_to(request.user), practice=key, pk=pk)
    return downloads.file_response(found.file, name=found.name, content_type=found.content_type)


def _image(request: HttpRequest, key: UUID, pk: UUID) -> PracticeImage:
    visible = PracticeImage.objects.visible_to(request.user).standing().select_related("practice__organisation")
    return get_object_or_404(visible, practice=key, pk=pk)


def _demand(request: HttpRequest, practice: Practice) -> None:
    if not allowed(request.user, "practices.edit_practice", practice):
        raise PermissionDenied(_("It cannot be changed now."))
