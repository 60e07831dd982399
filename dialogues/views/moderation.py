"""A discussion as those who prepare the meeting open it, and the moderators' queue, decisions and appeals."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.access import allowed
from core.kept_text import text_is_kept
from core.workflow import MovedOn
from dialogues import queue as waits
from dialogues.contributing import AnswerForm, HideForm, RestoreForm, SpaceForm, question_rows
from dialogues.forms.helping import LetStandForm
from dialogues.models import Contribution, ContributionFlag, DiscussionSpace, ModerationDecision
from dialogues.steps import discussing, flagging, moderating
from dialogues.views import planning
from dialogues.views.discussion import seen, seen_space, trail

FIRST = 50
"""Of the queue so many are shown, those that have waited longest."""


@text_is_kept
def set_up(request: HttpRequest, key: UUID) -> HttpResponse:
    """Open the discussion of a meeting, or change its dates, questions and moderators."""
    meeting = planning.own(request, key)
    space = DiscussionSpace.objects.filter(meeting=meeting).first()
    initial = None if space else {"questions": question_rows(meeting), "moderation": "before"}
    form = SpaceForm(request.POST or None, instance=space, initial=initial)
    if {"row", "out"} & set(request.POST):  # without script: one row more, or one less, and nothing is stored
        form = SpaceForm(instance=space, initial={name: form[name].value() for name in form.fields})
    elif request.method == "POST" and form.is_valid():
        if space:
            discussing.change_space(space, by=request.user, **form.written)
        else:
            discussing.open_space(meeting, by=request.user, form_key=form.cleaned_data["form_key"], **form.written)
        messages.success(request, _("Saved."))
        return redirect(meeting.get_absolute_url())
    context = {"meeting": meeting, "form": form, "title": _("Discussion"),
               "trail": planning.trail(meeting, _("Discussion"))}  # fmt: skip
    return render(request, "dialogues/discussion_setup.html", context, status=400 if form.errors else 200)


def queue(request: HttpRequest, reference: str) -> HttpResponse:
    """What waits for a moderator of this discussion, the oldest first: contributions, reports, appeals (D6)."""
    space = seen_space(request, reference)
    if not allowed(request.user, "dialogues.moderate_discussionspace", space):
        raise PermissionDenied(_("You do not moderate this discussion."))
    read = space.contributions.to_read_by(request.user)
    waiting = read.waiting().select_related("question", "reply_to", "attachment")
    flags = ContributionFlag.objects.filter(contribution__in=read.values("pk")).open()
    decisions: Any = ModerationDecision.objects.filter(contribution__in=read.values("pk"))
    context = {
        "space": space,
        "sum": waits.of(space, read),
        "waiting": list(waiting[:FIRST]),
        "flags": list(flags.select_related("contribution")[:FIRST]),
        "appeals": list(decisions.appealed().select_related("contribution").order_by("appealed_at")[:FIRST]),
        "may_hand_over": allowed(request.user, "dialogues.hand_over_discussionspace", space),
        "may_take_log": allowed(request.user, "dialogues.read_log_of_discussionspace", space),
        "trail": trail(request, space, _("Moderation")),
    }
    return render(request, "dialogues/discussion_queue.html", context)


@require_POST
def approve(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make it public."""
    it = seen(request, pk)
    try:
        moderating.approve(it, by=request.user)
    except MovedOn as moved:
        messages.info(request, str(moved))
    else:
        messages.success(request, _("It is public."))
    return _back(it)


@text_is_kept
def hide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hide it, by a rule and with words."""
    words = {"title": _("Hide this contribution"), "button": _("Hide")}
    return _act(request, seen(request, pk), moderating.hide, HideForm, words)


@text_is_kept
def restore(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make it public again."""
    words = {"title": _("Make this contribution public again"), "button": _("Make public")}
    return _act(request, seen(request, pk), moderating.restore, RestoreForm, words)


@text_is_kept
def let_stand(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was reported stays public; whoever reported it is told."""
    words = {"title": _("Let it stand"), "button": _("It stays public"), "done": _("Whoever reported it is told.")}
    return _act(request, seen(request, pk), flagging.let_stand, LetStandForm, words)


@text_is_kept
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer an appeal."""
    decisions = ModerationDecision.objects.visible_to(request.user).filter(appealed_at__isnull=False)
    decision = get_object_or_404(decisions.select_related("contribution__space__meeting__cycle"), pk=pk)
    if not allowed(request.user, "dialogues.answer_appeal", decision):
        raise PermissionDenied(_("Somebody else answers this: not its author, and not who decided first."))
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        upheld, words = form.cleaned_data["upheld"] == "yes", form.cleaned_data["answer"]
        try:
            moderating.answer(decision, by=request.user, upheld=upheld, words=words)
        except MovedOn as moved:
            form.add_error(None, str(moved))
        else:
            messages.success(request, _("The author is told."))
            return _back(decision.contribution)
    it = decision.contribution
    context = {"form": form, "it": it, "decision": decision, "title": _("Answer an appeal"), "button": _("Answer"),
               "trail": trail(request, it.space, _("Appeal"))}  # fmt: skip
    return render(request, "dialogues/discussion_act.html", context, status=400 if form.errors else 200)


def _act(request: HttpRequest, it: Contribution, step: Any, form_class: Any, words: dict[str, str]) -> HttpResponse:
    if not allowed(request.user, "dialogues.moderate_contribution", it):
        raise PermissionDenied(_("You do not moderate this contribution; nobody moderates their own."))
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            step(it, by=request.user, **form.cleaned_data)
        except MovedOn as moved:
            form.add_error(None, str(moved))
        else:
            messages.success(request, words.get("done") or _("The author is told."))
            return _back(it)
    context = {"form": form, "it": it, "trail": trail(request, it.space, _("Moderation")), **words}  # fmt: skip
    return render(request, "dialogues/discussion_act.html", context, status=400 if form.errors else 200)


def _back(it: Contribution) -> HttpResponse:
    return redirect(reverse("dialogues:moderate", kwargs={"reference": it.space.meeting.reference}))
