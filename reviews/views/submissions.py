"""One submission: its State's team and the secretariat read it; the steps of both."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core import downloads, proof
from core.access import allowed, is_secretariat
from core.admin import step_words
from core.kept_text import kept, text_is_kept
from core.models import Act
from core.templatetags.portal import forum_time
from core.workflow import MovedOn, steps_open_to
from reviews import earlier
from reviews.choices import Outcome, ReviewStatus
from reviews.forms.submission import NoteForm, ReasonForm, RemarksForm, RepliesForm
from reviews.models import Attachment, Submission, VoluntaryReview
from reviews.steps import submission as steps
from reviews.views.reading import reading_context


@dataclass(frozen=True)
class Offered:
    """A step as its page offers it."""

    run: Any
    explain: Any
    mail: tuple[Any, ...] = ()
    form: type[forms.Form] = forms.Form
    proof: bool = False
    danger: bool = False


STATE, OFFICE = gettext_lazy("focal points of the State"), gettext_lazy("the secretariat")
STEPS = {
    "call_back": Offered(
        steps.call_back,
        gettext_lazy(
            "The draft opens again. The secretariat keeps the receipt, reads your reason and no longer sees the text."
        ),
        mail=(OFFICE,),
        form=ReasonForm,
    ),
    "accept": Offered(
        steps.accept,
        gettext_lazy("A second officer can then publish it. The text is not changed."),
        mail=(STATE,),
        form=NoteForm,
    ),
    "publish": Offered(
        steps.publish,
        gettext_lazy("Everyone can read it from then on, at a permanent address."),
        mail=(STATE,),
        form=NoteForm,
        proof=True,
    ),
    "correct": Offered(
        steps.correct,
        gettext_lazy(
            "The review opens again for your team. What is published stays as it is until a new version is accepted "
            "and published; the old one then stays at its address and says so. What you write here is published too. "
            "Sections that follow those submitted first are added in this way as well."
        ),
        form=ReasonForm,
    ),
    "drop_correction": Offered(
        steps.drop_correction,
        gettext_lazy("What is published stays. What your team changed meanwhile is kept for a later correction."),
    ),
    "ask_withdrawal": Offered(
        steps.ask_withdrawal,
        gettext_lazy(
            "A head of the secretariat and a second officer decide. Title, dates and reason stay public. A "
            "withdrawal cannot be taken back."
        ),
        mail=(OFFICE,),
        form=ReasonForm,
    ),
    "propose_withdrawal": Offered(
        steps.propose_withdrawal,
        gettext_lazy(
            "Another officer carries the withdrawal out. The reason will be public. It cannot be taken back then."
        ),
        form=ReasonForm,
    ),
    "withdraw": Offered(
        steps.withdraw,
        gettext_lazy(
            "The public page keeps title, dates and reason; the text is hidden at once everywhere. "
            "This cannot be taken back."
        ),
        proof=True,
        danger=True,
    ),
}
"""`send_back` is not here: it has the page of remarks."""

SEEN_BY = gettext_lazy("Visible to the State's team and the secretariat")
SAID = {
    Outcome.WAITING: "",
    Outcome.RETURNED: gettext_lazy("On the whole"),
    Outcome.CALLED_BACK: gettext_lazy("Reason"),
    Outcome.ACCEPTED: gettext_lazy("Note"),
    Outcome.PUBLISHED: gettext_lazy("Note"),
}
"""What the words that come with an outcome are called."""
TONES = {Outcome.RETURNED: "warn", Outcome.CALLED_BACK: "warn", Outcome.PUBLISHED: "ok"}


def submission_of(request: HttpRequest, year: int, country: str, number: int) -> Submission:
    """The submission, or 404 to everybody but its State's team and the secretariat."""
    submissions = Submission.objects.visible_to(request.user).select_related(
        "review__country", "review__cycle", "review__questionnaire", "country", "cycle", "outcome_by"
    )
    return get_object_or_404(submissions, cycle=year, country=country.upper(), number=number)


def submission(request: HttpRequest, year: int, country: str, number: int) -> HttpResponse:
    """Receipt, outcome and remarks; the frozen text for those who may read it."""
    return _page(request, submission_of(request, year, country, number))


def _page(request: HttpRequest, record: Submission, replies: RepliesForm | None = None) -> HttpResponse:
    """The page; with `replies` where they came back."""
    readable = allowed(request.user, "reviews.read_submission", record)
    received = strip_tags(forum_time(record.received_at, record.cycle.time_zone))
    context = {
        "submission": record,
        "title": f"{record.country}: {record.cycle}",
        "status": _status(record),
        "received": received,
        "receipt_text": _("Fingerprint: %(sha)s") % {"sha": record.sha256[:16]},
        "facts": _facts(record, received, readable=readable),
        "steps": _buttons(request, record),
        "seen_by": SEEN_BY,
        "for_secretariat": is_secretariat(request.user),
        "asked": _remarks(request, record, replies) if readable else [],
        "replies": replies,
        "answered": _replies(record) if readable else [],
        "may_reply": _may_reply(request, record),
        "trail": _trail(request, record),
    }
    if readable:
        context |= {"files": _files(record), **reading_context(record.content)}
    return render(request, "reviews/submission.html", context, status=400 if replies else 200)


def step(request: HttpRequest, year: int, country: str, number: int, name: str) -> HttpResponse:
    """The page of one step: what will happen, a note or reason, one button."""
    record = submission_of(request, year, country, number)
    offered = STEPS.get(name)
    if offered is None:
        raise Http404
    _demand(request, record, name)
    if offered.proof and not proof.is_fresh(request):
        return proof.ask(request)
    # What the State gave as its reason stands in the box of the head who proposes.
    start = {"note": record.review.withdrawal_reason} if name == "propose_withdrawal" else {}
    form = offered.form(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            offered.run(record, by=request.user, **form.cleaned_data)
        except MovedOn as moved:
            messages.error(request, str(moved))
        return redirect("reviews:submission", **record.review.address, number=record.number)
    context = {
        "submission": record,
        "words": step_words(record.review, name),
        "seen_by": SEEN_BY,
        "explain": offered.explain,
        "mail": [str(who) for who in offered.mail],
        "danger": offered.danger,
        "reason": record.review.withdrawal_reason if "withdrawal" in name or name == "withdraw" else "",
        "form": form,
        "trail": _trail(request, record),
    }
    return render(request, "reviews/submission_step.html", context)


def remarks(request: HttpRequest, year: int, country: str, number: int) -> HttpResponse:
    """The secretariat writes its questions beside the answers and returns them all at once."""
    record = submission_of(request, year, country, number)
    _demand(request, record, "send_back")
    answers = [(part, answer) for part in record.content["sections"] for answer in part["answers"]]
    form = RemarksForm(
        request.POST if request.method == "POST" else None, names=[_name(part, answer) for part, answer in answers]
    )
    if request.method == "POST" and form.is_valid():
        asked = [_asking(name, text) for name, text in form.remarks().items()]
        try:
            steps.send_back(record, by=request.user, note=form.cleaned_data["note"], remarks=asked)
        except MovedOn as moved:
            messages.error(request, str(moved))
        return redirect("reviews:submission", **record.review.address, number=record.number)
    rows = [
        {
            "title": part["title"],
            "objective": part["objective"],
            "answer": answer,
            "name": _name(part, answer),
            "field": form[f"remark-{_name(part, answer)}"],
        }
        for part, answer in answers
    ]
    context = {"submission": record, "form": form, "rows": rows, "content": record.content}
    return render(request, "reviews/remarks.html", {**context, "trail": _trail(request, record)})


@text_is_kept
@require_POST
def reply(request: HttpRequest, year: int, country: str, number: int) -> HttpResponse:
    """The State replies to the questions, all at once; the secretariat reads it with the next submission."""
    record = submission_of(request, year, country, number)
    form = RepliesForm(request.POST, remarks=list(record.remarks.all()))
    if not form.is_valid():
        if not _may_reply(request, record):
            raise PermissionDenied(_("Only a focal point of the State replies, while the review is returned."))
        return _page(request, record, form)
    try:
        steps.reply(record, form.replies(), by=request.user)
    except MovedOn as moved:
        return kept(request, str(moved), 409)
    messages.success(request, _("Kept. It goes to the secretariat with your next submission."))
    return redirect("reviews:submission", **record.review.address, number=record.number)


def attachment(request: HttpRequest, year: int, country: str, number: int, pk: str) -> HttpResponseBase:
    """A file as it was submitted."""
    record = submission_of(request, year, country, number)
    listed = {file["id"] for file in record.content["files"]}
    if str(pk) not in listed or not allowed(request.user, "reviews.read_submission", record):
        raise Http404
    file = get_object_or_404(Attachment, pk=pk, review=record.review)
    if is_secretariat(request.user):  # what a State does with its own is not for the log that officers read (P1)
        Act.objects.log("opened file", record, by=request.user)
    return downloads.file_response(file.file, name=file.name, content_type=file.content_type)


def _open_steps(request: HttpRequest, record: Submission) -> list[str]:
    """Names of the steps open to this person here; none on a submission that was replaced."""
    if record.review.submissions.filter(number__gt=record.number).exists():
        return []
    return [name for name in steps_open_to(request.user, record.review) if name in (*STEPS, "send_back")]


def _demand(request: HttpRequest, record: Submission, name: str) -> None:
    if name not in _open_steps(request, record):
        raise PermissionDenied(_("This step is not open to you, or no longer open."))


def _buttons(request: HttpRequest, record: Submission) -> list[dict[str, Any]]:
    address = {**record.review.address, "number": record.number}
    return [
        {
            "label": step_words(record.review, name),
            "leads_on": name in ("accept", "publish"),
            "url": reverse("reviews:remarks", kwargs=address)
            if name == "send_back"
            else reverse("reviews:submission_step", kwargs={**address, "name": name}),
        }
        for name in _open_steps(request, record)
    ]


def _facts(record: Submission, received: str, *, readable: bool) -> list[dict[str, Any]]:
    """What is known of it; what the State says with it is as little shown as its text once it is called back."""
    facts = [
        {"label": _("Received"), "value": received},
        {"label": _("Submitted by"), "value": record.office},
        *_typed(_("The State says"), record.message if readable else ""),
        {"label": _("Outcome"), "value": record.get_outcome_display()},
        {"label": _("Since"), "value": strip_tags(forum_time(record.outcome_at, record.cycle.time_zone))},
        *_typed(SAID[Outcome(record.outcome)], record.note),
    ]
    if record.outcome == Outcome.PUBLISHED:
        url = reverse("reviews:public", kwargs=record.review.address)
        facts.append({"label": _("Published as"), "value": record.reference, "url": url})
        facts += _withdrawal(record.review)
    return facts


def _status(record: Submission) -> dict[str, Any]:
    """Tone and word; of what was published, whether it is withdrawn since."""
    if record.outcome == Outcome.PUBLISHED and record.review.status == ReviewStatus.WITHDRAWN:
        return {"kind": "warn", "label": record.review.get_status_display()}
    return {"kind": TONES.get(Outcome(record.outcome), "info"), "label": record.get_outcome_display()}


def _withdrawal(review: VoluntaryReview) -> list[dict[str, Any]]:
    """How far a withdrawal is, and why; it is known to State and secretariat alike."""
    if not review.withdrawal_reason:
        return []
    if review.status == ReviewStatus.WITHDRAWN:
        how_far = _("Carried out")
    elif review.withdrawal_proposed_by_id:
        how_far = _("Proposed by the secretariat; a second officer carries it out")
    else:
        how_far = _("Asked for by the State; a head of the secretariat proposes it, a second officer carries it out")
    wish = "" if review.withdrawal_wish == review.withdrawal_reason else review.withdrawal_wish
    return [
        {"label": _("Withdrawal"), "value": how_far},
        *_typed(_("Why"), review.withdrawal_reason),
        *_typed(_("Asked for by the State, in its words"), wish),
    ]


def _typed(label: Any, words: str) -> list[dict[str, Any]]:
    return [{"label": label, "value": words, "typed": True}] if words else []


def _remarks(request: HttpRequest, record: Submission, replies: RepliesForm | None) -> list[dict[str, Any]]:
    """The questions; the State's replies to them are its own until it submits again (P1). `replies` came back."""
    shown = not is_secretariat(request.user) or _was_replaced(record)
    typed = {one.pk: replies[f"reply-{one.pk}"] for one in record.remarks.all()} if replies else {}
    return [
        {
            "pk": one.pk,
            "name": one.name,
            "url": f"#q-{one.name}",
            "text": one.text,
            "reply": typed[one.pk].value() if one.pk in typed else one.reply if shown else "",
            "field": typed.get(one.pk),
        }
        for one in record.remarks.all()
    ]


def _replies(record: Submission) -> list[dict[str, Any]]:
    """What the State replied to the questions on the submission before, which this one answers."""
    earlier_ones = record.review.submissions.filter(number__lt=record.number).exclude(outcome=Outcome.CALLED_BACK)
    before = earlier_ones.order_by("-number").first()
    if before is None or before.outcome != Outcome.RETURNED:
        return []
    return [
        {"name": one.name, "url": f"#q-{one.name}", "text": one.text, "reply": one.reply}
        for one in before.remarks.all()
    ]


def _was_replaced(record: Submission) -> bool:
    later = record.review.submissions.filter(number__gt=record.number)
    return later.exclude(outcome=Outcome.CALLED_BACK).exists()


def _may_reply(request: HttpRequest, record: Submission) -> bool:
    is_open = record.outcome == Outcome.RETURNED and record.review.is_editable
    newest = is_open and not record.review.submissions.filter(number__gt=record.number).exists()
    return newest and allowed(request.user, "reviews.manage_voluntaryreview", record.review)


def _files(record: Submission) -> list[dict[str, Any]]:
    address = {**record.review.address, "number": record.number}
    return [
        {
            "label": file["name"],
            "url": reverse("reviews:submission_file", kwargs={**address, "pk": file["id"]}),
            "lang": file["language"],
        }
        for file in record.content["files"]
    ]


def _name(part: dict[str, Any], answer: dict[str, Any]) -> str:
    return earlier.name_of((answer["key"], earlier.number_of(part)))


def _asking(name: str, text: str) -> steps.Asking:
    key, _dash, objective = name.partition("-")
    return steps.Asking(text, key, int(objective) if objective else None)


def _trail(request: HttpRequest, record: Submission) -> list[dict[str, str]]:
    home = (
        {"label": _("Submissions"), "url": reverse("admin:reviews_submission_changelist")}
        if is_secretariat(request.user)
        else {"label": _("My work"), "url": reverse("work")}
    )
    address = {**record.review.address, "number": record.number}
    return [home, {"label": record.receipt, "url": reverse("reviews:submission", kwargs=address)}]
