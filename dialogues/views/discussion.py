"""A discussion as everybody reads it, and what its writers do: contribute, rewrite, take back, appeal."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core import downloads, limits
from core.access import allowed
from core.kept_text import text_is_kept
from core.pagination import Page, page_of
from core.workflow import MovedOn, NotReady
from dialogues import publishing
from dialogues.choices import Decision, Ground, Rhythm, Standing
from dialogues.contributing import AppealForm, ContributionForm, WordsForm
from dialogues.models import (
    Contribution,
    ContributionFile,
    DiscussionSpace,
    GuidingQuestion,
    ModerationDecision,
    SpaceFollower,
    ThreadSummary,
)
from dialogues.steps import discussing as steps
from dialogues.views.evidence import may_mark
from dialogues.views.threads import threads

RELATED = ("author", "organisation", "attachment")
OWN = 10
"""One's own contributions beside the threads, a page."""
DECIDED = ("approved", "hidden", "appeals", "kept", "back")
"""What the public knows of the decisions of moderators, in numbers."""


def seen_space(request: HttpRequest, reference: str) -> DiscussionSpace:
    """A discussion that one may read, with its questions, for who is signed in with its moderators, or 404."""
    spaces = DiscussionSpace.objects.visible_to(request.user).select_related("meeting__cycle")
    brings = ("questions", "posts") if request.user.is_authenticated else ("questions",)
    return get_object_or_404(spaces.prefetch_related(*brings), meeting__reference=reference)


def seen(request: HttpRequest, pk: UUID) -> Contribution:
    """A contribution that one may read, or 404."""
    related = Contribution.objects.visible_to(request.user).select_related(
        "space__meeting__cycle", "question", "reply_to", *RELATED
    )
    return get_object_or_404(related.prefetch_related("space__posts"), pk=pk)


def trail(request: HttpRequest, space: DiscussionSpace, here: str = "") -> list[dict[str, str]]:
    """The way to a page: the meeting, its discussion, the page."""
    meeting = space.meeting
    public = f"/{request.path.split('/')[1]}/{meeting.public_path}"
    way = [
        {"label": _("Dialogues and roundtables"), "url": reverse("dialogues:list")},
        {"label": meeting.title, "url": public},
    ]
    discussion = {"label": _("Discussion")}
    if not here:
        return [*way, discussion]
    return [*way, {**discussion, "url": space.get_absolute_url()}, {"label": here}]


@login_not_required
@require_safe
def discussion(request: HttpRequest, reference: str) -> HttpResponse:
    """The threads, newest first, 25 contributions a page with their replies, and beside them a page of one's own. The
    same queries for a thousand."""
    space, asked = seen_space(request, reference), request.GET.get("question", "")
    questions: list[Any] = list(space.questions.all())
    public = space.contributions.filter(status=Standing.PUBLISHED).order_by()
    answers = dict(public.values_list("question").annotate(Count("pk")))
    for one in questions:
        one.answers = answers.get(one.pk, 0)
    question = next((one for one in questions if str(one.pk) == asked), None)
    if asked and question is None:
        raise Http404
    roots = space.contributions.with_traces().filter(reply_to=None, **({"question": question} if question else {}))
    is_open = space.is_open
    shown = threads(space, roots, request.GET.get("after", ""), is_open=is_open)
    about = {"question": asked} if asked else {}
    person = request.user if request.user.is_authenticated else None
    own = space.contributions.filter(author=person).exclude(status=Standing.TAKEN_BACK)
    mine = (
        page_of(own, request.GET.get("own", ""), order="written_at", size=OWN, asked="own") if person else Page([], "")
    )
    context = {
        "space": space,
        "meeting": space.meeting,
        "questions": questions,
        "question": question,
        "threads": shown.drawn,
        "older_url": f"?{urlencode({**about, 'after': shown.after})}" if shown.after else "",
        "is_open": is_open,
        "opens_later": timezone.now() < space.opens_at,
        "mine": mine.rows,
        "mine_older": f"?{urlencode({**about, 'own': mine.after})}" if mine.after else "",
        "mine_newer": f"?{urlencode(about)}" if request.GET.get("own") else "",
        "may_moderate": allowed(request.user, "dialogues.moderate_discussionspace", space),
        "rules": Ground.choices,
        "log": numbers(space),
        "summaries": _summaries(space, question),
        "follows": SpaceFollower.objects.filter(space=space, user=person).first() if person else None,
        "rhythms": [("", _("Never")), *Rhythm.choices],
        "trail": trail(request, space),
    }  # fmt: skip
    return render(request, "dialogues/discussion.html", context)


def _summaries(space: DiscussionSpace, question: GuidingQuestion | None) -> list[ThreadSummary]:
    """What moderators pinned: of the question that is read, or all; a source that is hidden now is not linked."""
    public = Contribution.objects.filter(status=Standing.PUBLISHED)
    pinned = space.summaries.select_related("question")
    shown = pinned.filter(question=question) if question else pinned
    return list(shown.prefetch_related(Prefetch("rests_on", public, to_attr="sources")))


def numbers(space: DiscussionSpace) -> dict[str, Any]:
    """What moderators decided here, as everybody may know it: in numbers alone (D7). One query."""
    decisions = ModerationDecision.objects.filter(contribution__space=space).order_by()
    rows = decisions.values("ground").annotate(
        approved=Count("pk", Q(decision=Decision.APPROVE)),
        hidden=Count("pk", Q(decision=Decision.HIDE)),
        appeals=Count("pk", Q(appealed_at__isnull=False)),
        kept=Count("pk", Q(upheld=True)),
        back=Count("pk", Q(upheld=False)),
    )
    found: dict[str, Any] = {row["ground"]: row for row in rows}
    by_rule = [(Ground(code).label, found[code]["hidden"]) for code in Ground.values if code in found]
    sums = {name: sum(row[name] for row in found.values()) for name in DECIDED}
    return {**sums, "by_rule": by_rule}


@text_is_kept
def contribute(
    request: HttpRequest,
    reference: str,
    reply_to: UUID | None = None,
    phase: UUID | None = None,
    paragraph: int | None = None,
) -> HttpResponse:
    """Write a contribution, a reply, or a comment on a paragraph of a draft. Whatever stands in the way, the text stays
    in its box."""
    space, person = seen_space(request, reference), request.user
    draft = get_object_or_404(space.drafts.filter(pk=phase)) if phase else None
    if draft and draft.paragraph(paragraph) is None:
        raise Http404
    above = get_object_or_404(space.contributions.select_related("question"), pk=reply_to) if reply_to else None
    if above and above.status != Standing.PUBLISHED and request.method != "POST":
        raise Http404
    initial = {"name": getattr(person, "name", ""), "language": getattr(person, "language", ""),
               "question": request.GET.get("question", "")}  # fmt: skip
    form = ContributionForm(request.POST or None, request.FILES or None, person=person, space=space,
                            asks=not above and not draft, initial=initial)  # fmt: skip
    if request.method == "POST":
        made = _made(request, form, space, reply_to=above, phase=draft, paragraph=paragraph)
        if made is not None:
            return _sent(request, made)
    title = _("Reply") if above else _("Comment on the draft") if draft else _("Contribute")
    context = {
        "space": space,
        "form": form,
        "above": above,
        "draft": draft,
        "on": draft and draft.paragraph(paragraph),
        "is_open": space.is_open and (draft is None or draft.is_out),
        "title": title,
        "trail": trail(request, space, title),
    }
    return render(request, "dialogues/discussion_write.html", context, status=400 if form.errors else 200)


def _made(request: HttpRequest, form: ContributionForm, space: DiscussionSpace, **of: Any) -> Contribution | None:
    """The contribution that `form` holds; none, with the reason in the form, where something stands in the way."""
    if wait := limits.of_address(request, "contributions"):
        words = _("Very many contributions come from your network just now. Your text is still here: send it again in "
                  "%(seconds)s seconds.")  # fmt: skip
        form.add_error(None, words % {"seconds": wait})
    if not form.is_valid():
        return None
    try:
        return steps.contribute(space, by=request.user, file=form.cleaned_data["file"], **of, **form.written)
    except NotReady as not_ready:
        form.add_error(None, not_ready.texts)
    except ValidationError as wrong:
        form.add_error("file", wrong)
    return None


def _sent(request: HttpRequest, made: Contribution) -> HttpResponse:
    if made.status == Standing.PUBLISHED:
        messages.success(request, _("Your contribution is public."))
    else:
        messages.success(request, _("Thank you. A moderator reads your contribution before it is public."))
    return redirect(made)


@login_not_required
@require_safe
def contribution(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One contribution, to be cited; for its author and the moderators also where it stands, and why."""
    it: Any = seen(request, pk)
    is_mine = it.author_id is not None and it.author_id == request.user.pk
    judges = allowed(request.user, "dialogues.moderate_contribution", it)
    decisions = list(it.decisions.all()) if is_mine or judges else []
    it.versions = list(it.translations.all())
    context = {
        "it": it,
        "space": it.space,
        "is_mine": is_mine,
        "judges": judges,
        "decisions": decisions,
        "may_flag": allowed(request.user, "dialogues.flag_contribution", it),
        "may_translate": allowed(request.user, "dialogues.translate_contribution", it),
        "flags": list(it.flags.filter(outcome="")) if judges else [],
        "may_rewrite": is_mine and allowed(request.user, "dialogues.change_contribution", it),
        "may_appeal": next((one for one in decisions if is_mine and _can_be_appealed(one, it)), None),
        "uses": publishing.uses_of(it),
        "may_mark": may_mark(request.user),
        "trail": trail(request, it.space, _("Contribution")),
    }
    return render(request, "dialogues/discussion_one.html", context)


@text_is_kept
def rewrite(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change one's own contribution."""
    it = _own(request, pk)
    form = WordsForm(request.POST or None, initial={"language": it.language, "text": it.text})
    if request.method == "POST" and form.is_valid():
        try:
            made = steps.rewrite(it, by=request.user, **form.cleaned_data)
        except NotReady as not_ready:
            form.add_error(None, not_ready.texts)
        except MovedOn as moved:
            form.add_error(None, str(moved))
        else:
            return _sent(request, made)
    context = {"form": form, "it": it, "title": _("Change your contribution"), "button": _("Save"),
               "hint": _("For 30 minutes nobody sees that it was changed; later the page says so."),
               "trail": trail(request, it.space, _("Change"))}  # fmt: skip
    return render(request, "dialogues/discussion_act.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what taking back does, and do it on POST."""
    it = _own(request, pk)
    if request.method == "POST":
        try:
            steps.take_back(it, by=request.user)
        except MovedOn as moved:
            messages.info(request, str(moved))
        else:
            messages.success(request, _("Your contribution is taken back."))
        return redirect(it.space)
    context = {"it": it, "title": _("Take back your contribution"), "button": _("Take it back"),
               "hint": _("Your text and your file go for good. Where it was public, a line says so."),
               "trail": trail(request, it.space, _("Take back"))}  # fmt: skip
    return render(request, "dialogues/discussion_act.html", context)


@text_is_kept
def appeal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask another moderator, once."""
    it = _own(request, pk)
    against = next((one for one in it.decisions.all() if _can_be_appealed(one, it)), None)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and against is None:
        form.add_error(None, _("There is nothing here to appeal against, or you have done so."))
    elif against is None:
        raise Http404
    if request.method == "POST" and form.is_valid() and against:
        try:
            steps.appeal(against, by=request.user, words=form.cleaned_data["appeal"])
        except MovedOn as moved:
            form.add_error(None, str(moved))
        else:
            messages.success(request, _("Another moderator answers you here and by e-mail."))
            return redirect(it)
    context = {"form": form, "it": it, "title": _("Appeal"), "button": _("Send the appeal"), "hint": _(
        "Once for each decision. Somebody else than who decided looks at it and answers in words."),
        "trail": trail(request, it.space, _("Appeal"))}  # fmt: skip
    return render(request, "dialogues/discussion_act.html", context, status=400 if form.errors else 200)


@login_not_required
@require_safe
def attachment(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The file of a contribution, for whoever sees the contribution."""
    files = ContributionFile.objects.visible_to(request.user).filter(removed_at__isnull=True)
    found = get_object_or_404(files, contribution=pk)
    return downloads.file_response(found.file, name=found.name, content_type=found.content_type)


def _own(request: HttpRequest, pk: UUID) -> Contribution:
    it = seen(request, pk)
    if it.author_id is None or it.author_id != request.user.pk:
        raise PermissionDenied(_("This is somebody else’s contribution."))
    return it


def _can_be_appealed(decision: ModerationDecision, it: Contribution) -> bool:
    newest = decision.decision == Decision.HIDE and it.status == Standing.HIDDEN
    return newest and decision.appealed_at is None and decision == it.decisions.last()
