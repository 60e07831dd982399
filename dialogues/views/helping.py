"""What surrounds contributions: reports of readers, translations, pinned summaries, a hand-over, the log."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import downloads
from core.access import allowed
from core.kept_text import text_is_kept
from core.models import Act
from dialogues.choices import Ground
from dialogues.forms.helping import FlagForm, HandOverForm, SummaryForm, TranslationForm
from dialogues.models import DiscussionSpace, ModerationDecision, ThreadSummary
from dialogues.steps import flagging, handing_over, helping
from dialogues.views.discussion import seen, seen_space, trail

COLUMNS = ("at", "decision", "rule", "words", "by", "contribution", "language", "appealed", "appeal", "answered",
           "answered_by", "upheld", "answer")  # fmt: skip


@text_is_kept
def flag(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Report a contribution to the moderators."""
    it = seen(request, pk)
    if request.method != "POST" and not allowed(request.user, "dialogues.flag_contribution", it):
        raise PermissionDenied(_("One reports what is public, and not one’s own."))
    form = FlagForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        flagging.flag(it, by=request.user, **form.cleaned_data)
        messages.success(request, _("Thank you. A moderator looks at it, and you are told what came of it."))
        return redirect(it.space)
    context = {"form": form, "it": it, "title": _("Report this contribution"), "button": _("Report"),
               "trail": trail(request, it.space, _("Report"))}  # fmt: skip
    return render(request, "dialogues/discussion_act.html", context, status=400 if form.errors else 200)


@text_is_kept
def translate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add a translation, or change one (`?language=fr`)."""
    it = seen(request, pk)
    if not allowed(request.user, "dialogues.translate_contribution", it):
        raise PermissionDenied(_("Moderators add translations, of what is public."))
    known = it.translations.filter(language=request.GET.get("language", "")).first()
    initial = {"language": known.language, "text": known.text, "by_name": known.by_name} if known else {
        "by_name": str(getattr(request.user, "name", "")), "language": request.LANGUAGE_CODE}  # fmt: skip
    form = TranslationForm(request.POST or None, of=it, initial=initial)
    if request.method == "POST" and form.is_valid():
        helping.translate(it, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(it)
    context = {"form": form, "it": it, "title": _("Translate this contribution"), "button": _("Save"),
               "hint": _("The original stays first. Write what it says, and nothing else."),
               "trail": trail(request, it.space, _("Translation"))}  # fmt: skip
    return render(request, "dialogues/discussion_act.html", context, status=400 if form.errors else 200)


@text_is_kept
def summarise(request: HttpRequest, reference: str) -> HttpResponse:
    """Pin a summary at the head of a question (`?question=`), or of the whole discussion."""
    space = _moderated(request, reference)
    asked = request.GET.get("question", "")
    question = next((one for one in space.questions.all() if str(one.pk) == asked), None)
    if asked and question is None:
        raise Http404
    known = ThreadSummary.objects.filter(space=space, question=question).first()
    initial: dict[str, Any] = {"language": request.LANGUAGE_CODE}
    if known:
        addresses = [request.build_absolute_uri(one.get_absolute_url()) for one in known.rests_on.all()]
        initial = {"language": known.language, "text": known.text, "rests_on": "\n".join(addresses)}
    form = SummaryForm(request.POST or None, space=space, initial=initial)
    if request.method == "POST" and form.is_valid():
        helping.summarise(space, by=request.user, question=question, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(space)
    title = _("Summary: %(question)s") % {"question": question.text} if question else _("Summary of the discussion")
    return _form_page(request, space, form, title)


@text_is_kept
def hand_over(request: HttpRequest, reference: str) -> HttpResponse:
    """Somebody else moderates from now on."""
    space = seen_space(request, reference)
    if not allowed(request.user, "dialogues.hand_over_discussionspace", space):
        raise PermissionDenied(_("You do not moderate this discussion."))
    form = HandOverForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["email"]
        handing_over.hand_over(space, by=request.user, to=to, languages=form.cleaned_data["languages"])
        messages.success(request, _("Handed over to %(name)s, who is told.") % {"name": to})
        return redirect("work")
    return _form_page(request, space, form, _("Hand over this discussion"))


@require_safe
def log(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Every decision of moderators as CSV, for the secretariat; taking it along is noted (D7)."""
    space = seen_space(request, reference)
    if not allowed(request.user, "dialogues.read_log_of_discussionspace", space):
        raise PermissionDenied(_("The secretariat takes the log along; everybody reads its numbers."))
    Act.objects.log("exported moderation log", space.meeting, by=request.user)
    decisions = ModerationDecision.objects.filter(contribution__space=space).select_related(
        "contribution", "by", "answered_by"
    )
    return downloads.as_csv(f"moderation-{reference}", COLUMNS, (_line(one) for one in decisions))


def _line(one: ModerationDecision) -> tuple[Any, ...]:
    def moment(at: Any) -> str:
        return at.isoformat() if at else ""

    number = Ground.values.index(one.ground) + 1 if one.ground else ""
    upheld = "" if one.upheld is None else "yes" if one.upheld else "no"
    return (
        moment(one.at), one.decision, number, one.words, one.by.email if one.by else "", one.contribution_id,
        one.contribution.language, moment(one.appealed_at), one.appeal, moment(one.answered_at),
        one.answered_by.email if one.answered_by else "", upheld, one.answer,
    )  # fmt: skip


def _moderated(request: HttpRequest, reference: str) -> DiscussionSpace:
    space = seen_space(request, reference)
    if not allowed(request.user, "dialogues.moderate_discussionspace", space):
        raise PermissionDenied(_("You do not moderate this discussion."))
    return space


def _form_page(request: HttpRequest, space: DiscussionSpace, form: Any, title: str) -> HttpResponse:
    context = {"meeting": space.meeting, "form": form, "title": title, "back": space.get_absolute_url(),
               "trail": trail(request, space, title)}  # fmt: skip
    return render(request, "dialogues/form_page.html", context, status=400 if form.errors else 200)
