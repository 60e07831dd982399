"""Files of an answer: sending, taking out, opening. A file leaves only through a view that asks (S26)."""

from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import downloads
from core.access import allowed
from core.models import taken_out
from core.workflow import MovedOn
from reviews import answers
from reviews.choices import QuestionType
from reviews.fields import Field, fields_of
from reviews.forms.attachments import AttachmentForm
from reviews.models import Attachment, Question
from reviews.sections import SectionInReview, section_in
from reviews.steps import attachments as steps
from reviews.views.fill import reviews_of, why_not_edit


class Here(NamedTuple):
    """The question whose files are looked after."""

    place: SectionInReview
    field: Field

    @property
    def url(self) -> str:
        """Its page of files."""
        return reverse("reviews:attachments", kwargs={**self.place.review.address, "name": self.field.name})


def attachments(request: HttpRequest, year: int, country: str, name: str) -> HttpResponse:
    """The files of one answer, and a form for one more. A script that shows progress asks for JSON."""
    here = _here(request, {"year": year, "country": country}, name)
    why_not, status = why_not_edit(request.user, here.place)
    form = AttachmentForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if why_not:
            return _refused(request, why_not, status)
        if form.is_valid() and _added(request, here, form):
            messages.success(request, _("Stored: %(name)s") % {"name": form.cleaned_data["file"].name})
            return JsonResponse({"url": here.url}) if _wants_json(request) else redirect(here.url)
        if _wants_json(request):
            return JsonResponse({"message": " ".join(_sentences(form))}, status=400)
    context = {
        "review": here.place.review,
        "section": here.place.section,
        "field": here.field,
        "form": form,
        "why_not": why_not,
        "taken_out": [] if why_not else _taken_out(here),
        "back": back_to(here.place, here.field),
    }
    return render(request, "reviews/attachments.html", context, status=400 if form.errors else 200)


@require_POST
def take_out(request: HttpRequest, year: int, country: str, pk: Any) -> HttpResponse:
    """Take a file out of its answer."""
    place, attachment = _file(request, {"year": year, "country": country}, pk)
    why_not, status = why_not_edit(request.user, place)
    if why_not:
        return _refused(request, why_not, status)
    steps.remove(place, attachment, by=request.user)
    messages.success(request, _("Taken out: %(name)s") % {"name": attachment.name})
    field = Field(attachment.question, attachment.objective_id, None, editable=True)
    return redirect(Here(place, field).url)


@require_POST
def put_back(request: HttpRequest, year: int, country: str, pk: Any) -> HttpResponse:
    """Put a file back that was taken out not long ago (X9)."""
    place, attachment = _file(request, {"year": year, "country": country}, pk, removed=True)
    why_not, status = why_not_edit(request.user, place)
    if why_not:
        return _refused(request, why_not, status)
    try:
        with transaction.atomic():
            steps.put_back(place, attachment, by=request.user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("Put back: %(name)s") % {"name": attachment.name})
    field = Field(attachment.question, attachment.objective_id, None, editable=True)
    return redirect(Here(place, field).url)


def attachment(request: HttpRequest, year: int, country: str, pk: Any) -> HttpResponseBase:
    """A file of the draft, for those of the team who may read its section."""
    _place, record = _file(request, {"year": year, "country": country}, pk)
    return downloads.file_response(record.file, name=record.name, content_type=record.content_type)


def back_to(place: SectionInReview, field: Field) -> str:
    """The question in its section."""
    address = {**place.review.address, "code": place.section.code}
    if field.objective and place.section.repeat == "each_objective":
        page = reverse("reviews:section_objective", kwargs={**address, "objective": field.objective})
    else:
        page = reverse("reviews:section", kwargs=address)
    return f"{page}#{field.name}"


def _here(request: HttpRequest, address: dict[str, Any], name: str) -> Here:
    review = get_object_or_404(reviews_of(request.user, address))
    key, _dash, number = name.rpartition("-")
    questions = Question.objects.filter(
        section__questionnaire=review.questionnaire_id, type=QuestionType.FILE, key__in=(name, key)
    )
    question = questions.select_related("section").first()
    if question is None:
        raise Http404
    place = section_in(review, question.section.code)
    if not allowed(request.user, "reviews.read_section", place):
        raise Http404
    objective = int(number) if question.section.repeats and number.isascii() and number.isdecimal() else None
    fields = fields_of(place, [objective], editable=True, one=question.key)
    if fields[0].name != name:
        raise Http404
    return Here(place, fields[0])


def _taken_out(here: Here) -> list[tuple[Attachment, str]]:
    review, asked = here.place.review, here.field
    files = taken_out(review.attachments.filter(question=asked.question, objective=asked.objective))
    return [(one, reverse("reviews:attachment_put_back", kwargs={**review.address, "pk": one.pk})) for one in files]


def _file(
    request: HttpRequest, address: dict[str, Any], pk: Any, *, removed: bool = False
) -> tuple[SectionInReview, Attachment]:
    review = get_object_or_404(reviews_of(request.user, address))
    files = taken_out(review.attachments.all()) if removed else review.attachments.standing()
    record = get_object_or_404(files.select_related("question__section"), pk=pk)
    place = section_in(review, record.question.section.code)
    if not allowed(request.user, "reviews.read_section", place):
        raise Http404
    return place, record


def _added(request: HttpRequest, here: Here, form: AttachmentForm) -> bool:
    """Whether the file is stored; else the form says why not."""
    try:
        with transaction.atomic():
            get_object_or_404(answers.locked(reviews_of(request.user, here.place.review.address)))
            steps.add(here.place, here.field.question, here.field.objective, **form.cleaned_data, by=request.user)
    except ValidationError as refused:
        form.add_error("file", refused)
        return False
    except MovedOn as moved:
        form.add_error(None, str(moved))
        return False
    return True


def _refused(request: HttpRequest, why_not: str, status: int) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"message": why_not}, status=status)
    if status == 403:
        raise PermissionDenied(why_not)
    return render(request, "kept.html", {"reason": why_not, "sent": [], "readable": []}, status=status)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _sentences(form: AttachmentForm) -> list[str]:
    return [str(sentence) for sentences in form.errors.values() for sentence in sentences]
