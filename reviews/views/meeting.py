"""The draft in a meeting of the ministries: one question a screen, what is decided, and what who does by when (R31)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.choices import OrganisationKind
from accounts.models import Organisation
from core.access import allowed
from core.kept_text import text_is_kept
from reviews.checks import Asked, everything_asked
from reviews.fields import fields_of
from reviews.forms.talk import ActionForm, DecisionForm
from reviews.models import Comment, VoluntaryReview
from reviews.sections import asked_of
from reviews.steps import talk, team
from reviews.views.check import review_of
from reviews.views.overview import trail_of


def begin(request: HttpRequest, year: int, country: str) -> HttpResponse:
    """The first question that nobody has dealt with, or the first of all."""
    review = review_of(request, year, country)
    asked = _asked(request, review)
    if not asked:
        raise Http404
    return redirect(_screen(review, next((one for one in asked if one.is_open), asked[0])))


@text_is_kept
def question(request: HttpRequest, year: int, country: str, name: str) -> HttpResponse:
    """One question with its answer in large type; under it a decision is noted, or an action given to a ministry."""
    review = review_of(request, year, country)
    asked = _asked(request, review)
    here = next((n for n, one in enumerate(asked) if one.name == name), None)
    if here is None:
        raise Http404
    one = asked[here]
    decision, action = _forms(request, review)
    if request.method == "POST" and (_noted(request, one, decision) or _given(request, one, action)):
        return redirect(_screen(review, one))
    context = {
        "review": review,
        "asked": one,
        "field": next(field for field in fields_of(one.place, [one.objective], editable=False) if field.name == name),
        "number": here + 1,
        "count": len(asked),
        "previous": _screen(review, asked[here - 1]) if here else "",
        "next": _screen(review, asked[here + 1]) if here + 1 < len(asked) else "",
        "decision": decision if allowed(request.user, "reviews.comment_on_section", one.place) else None,
        "action": action if allowed(request.user, team.MANAGE, review) else None,
        "wanted": _wanted(request, one),
        "comments": _said(request, one),
        "consultations": review.consultations.standing(),
        "trail": trail_of(review, _("In a meeting")),
    }
    status = 400 if decision.errors or action.errors else 200
    return render(request, "reviews/meeting.html", context, status=status)


def _asked(request: HttpRequest, review: VoluntaryReview) -> list[Asked]:
    """Every question of the sections that this person may read, in order."""
    asked = everything_asked(review)
    places = {one.place.section.pk: one.place for one in asked}
    may = {pk for pk, place in places.items() if allowed(request.user, "reviews.read_section", place)}
    return [one for one in asked if one.place.section.pk in may]


def _screen(review: VoluntaryReview, one: Asked) -> str:
    return reverse("reviews:meeting_question", kwargs={**review.address, "name": one.name})


def _forms(request: HttpRequest, review: VoluntaryReview) -> tuple[DecisionForm, ActionForm]:
    """Both forms; the one whose button was pressed holds what was sent."""
    wanted = request.POST.get("note", "")
    ministries = Organisation.objects.filter(kind=OrganisationKind.MINISTRY, country=review.country_id).order_by("name")
    return (
        DecisionForm(request.POST if wanted == "decision" else None, prefix="decision"),
        ActionForm(request.POST if wanted == "action" else None, prefix="action", ministries=ministries),
    )


def _noted(request: HttpRequest, one: Asked, form: DecisionForm) -> bool:
    """Whether a decision was noted; it is a comment on the answer."""
    if not form.is_bound or not form.is_valid():
        return False
    said = form.cleaned_data
    words = _("Decided in a meeting: %(text)s") % {"text": said["text"]}
    talk.comment(
        one.place, words, question=one.question, objective=one.objective, form_key=said["form_key"], by=request.user
    )
    messages.success(request, _("Noted beside the answer."))
    return True


def _given(request: HttpRequest, one: Asked, form: ActionForm) -> bool:
    """Whether an action was given: the section is wanted of the ministry by that day."""
    if form.is_bound and not allowed(request.user, team.MANAGE, one.place.review):
        raise PermissionDenied(_("Only a focal point of your State manages the team."))
    if not form.is_bound or not form.is_valid():
        return False
    said = form.cleaned_data
    note = f"{one.name}: {said['what']}"
    try:
        team.ask(
            one.place.review, said["ministry"], one.place.section, due_on=said["due_on"], note=note, by=request.user
        )
    except ValidationError as full:
        form.add_error("what", full)
        return False
    messages.success(request, _("Given to %(ministry)s.") % {"ministry": said["ministry"]})
    return True


def _wanted(request: HttpRequest, one: Asked) -> list[dict[str, Any]]:
    """Who has the section and until when; what a note says, only to the focal points and to its own ministry."""
    mine = asked_of(request.user, one.place)
    sees_all = allowed(request.user, team.MANAGE, one.place.review)
    return [
        {
            "organisation": held.organisation,
            "due_on": held.due_on,
            "note": held.note if sees_all or held in mine else "",
        }
        for held in one.place.assignments
    ]


def _said(request: HttpRequest, one: Asked) -> Any:
    """The open comments on this answer."""
    about = Comment.objects.visible_to(request.user).filter(review=one.place.review, question=one.question)
    return about.filter(objective=one.objective, resolved_at=None).select_related("by")
