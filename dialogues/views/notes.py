"""A background note as those who write and clear it see it: the whole, one paragraph, remarks, steps, people."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core import proof
from core.access import allowed
from core.autosave import by_script, refused
from core.kept_text import text_is_kept
from core.workflow import MovedOn, NotReady, steps_open_to
from dialogues import publishing
from dialogues.choices import NoteOffice, NoteStatus, Standing
from dialogues.forms.meeting import ReasonForm
from dialogues.forms.note import AppointForm, BackForm, CommentForm, NothingForm, ParagraphForm, PublishForm, PutOutForm
from dialogues.models import BackgroundNote, NoteAppointment, NoteComment, NoteParagraph
from dialogues.models.notes import BUDGET, SECRETARIAT, held_as
from dialogues.steps import clearing, consulting, noting
from dialogues.views.evidence import marked, seen, trail, written
from dialogues.views.planning import own, problems_of
from publications.models import Publication


def note(request: HttpRequest, key: UUID) -> HttpResponse:
    """The whole note: its paragraphs with what they rest on and what is remarked, who has cleared it, what is next.
    The same queries for ten paragraphs as for one."""
    it = seen(request, key)
    remarks = NoteComment.objects.select_related("by", "settled_by")
    rows = it.paragraphs.standing().prefetch_related("points", Prefetch("comments", remarks))
    it.standing_paragraphs = list(rows)
    may_write = allowed(request.user, "dialogues.change_backgroundnote", it)
    offices = {one.user_id: one.get_office_display() for one in it.appointments.all()}
    rests = {row["point"].pk: row for row in marked(it)}
    context = {
        "note": it,
        "paragraphs": [
            {
                "it": one,
                "number": number,
                "points": [rests[point.pk] for point in one.points.all()],
                "remarks": [_remark(remark, offices) for remark in one.comments.all()],
            }
            for number, one in enumerate(it.standing_paragraphs, start=1)
        ],
        "removed": list(it.paragraphs.filter(removed_at__isnull=False)) if may_write else [],
        "words": f"{it.words:,}",
        "budget": f"{BUDGET:,}",
        "over": max(0, it.words - BUDGET),
        "resting_on_nothing": [n for n, one in enumerate(it.standing_paragraphs, start=1) if not one.points.all()],
        "comment_form": CommentForm(auto_id="comment-%s"),
        "may_write": may_write,
        "clearances": _clearances(it),
        "steps": _steps_of(request, it),
        "last_words": _last_words(it),
        "public": Publication.objects.current().filter(reference=it.reference).first(),
        "phases": list(it.phases.annotate(said=Count("comments", Q(comments__status=Standing.PUBLISHED)))),
        "may_appoint": allowed(request.user, "dialogues.appoint_backgroundnote", it),
        "trail": trail(it),
    }
    return render(request, "dialogues/notes/note.html", context)


def _remark(one: NoteComment, offices: dict[int, Any]) -> dict[str, Any]:
    who = one.by.name if one.by else ""
    return {"it": one, "who": who or offices.get(one.by_id or 0, _("Secretariat"))}


def _clearances(note: BackgroundNote) -> list[dict[str, Any]]:
    """Each co-chair and the secretariat, with the day on which they cleared the present wording, if they have."""
    given = note.valid_clearances
    rows = []
    for one in note.chairs:
        clearance = next((it for it in given if it.by_id == one.user_id), None)
        role = str(held_as(one.office, one.user) or "")
        rows.append({"who": one.user.name or one.get_office_display(), "body": role, "given": clearance})
    office = next((it for it in given if it.office == SECRETARIAT), None)
    return [*rows, {"who": _("Secretariat"), "body": "", "given": office}]


def _last_words(note: BackgroundNote) -> str:
    """What was said when it last came back, while it is being drafted."""
    if note.status != NoteStatus.DRAFTING:
        return ""
    newest = note.history.order_by("-history_date", "-history_id").first()
    return (newest.history_change_reason or "") if newest else ""


# --- steps


class _Step:
    """A step as its page says and takes it."""

    def __init__(self, label: Any, explain: Any, run: Any, form: Any = NothingForm, *, proof: bool = False) -> None:
        self.label, self.explain, self.run, self.form, self.proof = label, explain, run, form, proof


STEPS = {
    "put_out": _Step(
        gettext_lazy("Put it out for comment"),
        gettext_lazy(
            "Everybody reads the wording as it stands now, and comments on its paragraphs in the discussion of "
            "the meeting. Those who follow it get a message."
        ),
        lambda note, by, seen, said: consulting.put_out(note, by=by, seen=seen, closes_on=said["closes_on"]),
        PutOutForm,
        proof=True,
    ),
    "end_comments": _Step(
        gettext_lazy("Take no more comments"),
        gettext_lazy("The draft and its comments stay readable."),
        lambda note, by, seen, said: consulting.end(note, by=by),
    ),
    "hand_in": _Step(
        gettext_lazy("Hand in to the co-chairs"),
        gettext_lazy("Each co-chair gets a message and clears the wording as it stands, or sends it back."),
        lambda note, by, seen, said: clearing.hand_in(note, by=by),
    ),
    "agree": _Step(
        gettext_lazy("Clear it as co-chair"),
        gettext_lazy("You agree to the wording that you see. If a word changes, you are asked again."),
        lambda note, by, seen, said: clearing.agree(note, by=by, seen=seen),
    ),
    "clear": _Step(
        gettext_lazy("Clear it for the secretariat"),
        gettext_lazy("Another officer than you then publishes it."),
        lambda note, by, seen, said: clearing.clear(note, by=by, seen=seen),
    ),
    "publish": _Step(
        gettext_lazy("Publish it"),
        gettext_lazy("Everybody reads it with the annex of its sources. Those whose words it rests on get a message."),
        lambda note, by, seen, said: clearing.publish(note, by=by, what_is_new=said["note"]),
        PublishForm,
        proof=True,
    ),
    "send_back": _Step(
        gettext_lazy("Send it back"),
        gettext_lazy("It goes back to its drafters, who get a message."),
        lambda note, by, seen, said: clearing.send_back(note, by=by, note_to_drafters=said["note"]),
        BackForm,
    ),
    "withdraw": _Step(
        gettext_lazy("Withdraw what is published"),
        gettext_lazy(
            "All versions leave the public page; a stub with the reason stays. This cannot be taken back, but the note "
            "can be written on."
        ),
        lambda note, by, seen, said: clearing.withdraw(note, by=by, reason=said["note"]),
        ReasonForm,
        proof=True,
    ),
}


def _steps_of(request: HttpRequest, note: BackgroundNote) -> list[dict[str, Any]]:
    """What this person can do next, in the order of the way."""
    return [{"name": name, "label": STEPS[name].label} for name in _open_steps(request.user, note)]


def _open_steps(user: Any, note: BackgroundNote) -> list[str]:
    """Of STEPS those that the workflow opens to this person; to withdraw what is public, whatever is drafted; to put a
    draft out for comment, or to end that."""
    names = set(steps_open_to(user, note))
    is_out = note.phases.out().exists()
    if allowed(user, "dialogues.put_out_backgroundnote", note) and (is_out or note.status == NoteStatus.DRAFTING):
        names.add("end_comments" if is_out else "put_out")
    if allowed(user, "dialogues.withdraw_backgroundnote", note) and publishing.is_public(note):
        names.add("withdraw")
    return [name for name in STEPS if name in names]


def take_step(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    """Say what a step does, and take it on POST."""
    it = seen(request, key)
    if step not in STEPS:
        raise Http404
    if step not in _open_steps(request.user, it):
        raise PermissionDenied(_("This step is not open to you, or no longer open."))
    way = STEPS[step]
    if way.proof and not proof.is_fresh(request):
        return proof.ask(request)
    form = way.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            way.run(it, request.user, request.POST.get("seen", ""), form.cleaned_data)
        except NotReady as not_ready:
            form.add_error(None, not_ready.texts)
        except MovedOn as moved:
            form.add_error(None, str(moved))
        else:
            messages.success(request, _("Done."))
            return redirect(it)
    wording = it.standing_paragraphs if step in ("put_out", "agree", "clear", "publish") else []
    context = {"note": it, "form": form, "step": way, "paragraphs": wording, "trail": trail(it, _("Confirm"))}
    return render(request, "dialogues/notes/step.html", context, status=400 if form.errors else 200)


# --- people


@require_POST
def open_note(request: HttpRequest, key: UUID) -> HttpResponse:
    """Open the note of a meeting, and go on to name its people."""
    meeting = own(request, key)
    try:
        it = noting.open_note(meeting, by=request.user)
    except MovedOn as moved:
        messages.error(request, str(moved))
        return redirect(meeting.get_absolute_url())
    return redirect("dialogues:note_people", key=it.pk)


@text_is_kept
def people(request: HttpRequest, key: UUID) -> HttpResponse:
    """Who drafts and who clears; the secretariat names them."""
    it = seen(request, key)
    if not allowed(request.user, "dialogues.appoint_backgroundnote", it):
        raise PermissionDenied(_("The secretariat names drafters and co-chairs."))
    form = AppointForm(request.POST or None, initial={"office": NoteOffice.DRAFTER})
    if request.method == "POST" and form.is_valid():
        try:
            noting.appoint(it, form.cleaned_data["email"], form.cleaned_data["office"], by=request.user)
        except NotReady as not_ready:
            form.add_error("email", not_ready.texts)
        else:
            return redirect("dialogues:note_people", key=key)
    context = {
        "note": it,
        "form": form,
        "people": it.appointments.all(),
        "trail": trail(it, _("Who writes and clears")),
    }
    return render(request, "dialogues/notes/people.html", context, status=400 if form.errors else 200)


@require_POST
def end_office(request: HttpRequest, key: UUID, pk: int) -> HttpResponse:
    """Somebody writes or clears it no longer."""
    named = get_object_or_404(NoteAppointment.objects.filter(note=seen(request, key)), pk=pk)
    noting.end_appointment(named, by=request.user)
    return redirect("dialogues:note_people", key=key)


# --- paragraphs


@require_POST
def add_paragraph(request: HttpRequest, key: UUID) -> HttpResponse:
    """A further paragraph, to be written on its own page."""
    made = noting.add_paragraph(written(request, key), by=request.user)
    return redirect("dialogues:paragraph", key=key, pk=made.pk)


@text_is_kept
def paragraph(request: HttpRequest, key: UUID, pk: UUID) -> HttpResponse:
    """One paragraph, which saves itself, with the points to choose from."""
    with transaction.atomic():
        form = _form(request, key, pk)
        if request.method == "POST":
            form.take(by=request.user)
            noting.after_change(form.instance.note, by=request.user)
            if form.is_whole:
                done = "done" in request.POST
                return redirect("dialogues:note", key=key) if done else redirect(request.path)
        it: BackgroundNote = form.instance.note
        context = {
            "note": it,
            "form": form,
            "boxes": form.boxes,
            "number": [one.pk for one in it.standing_paragraphs].index(pk) + 1,
            "words": f"{it.words:,}",
            "budget": f"{BUDGET:,}",
            "over": max(0, it.words - BUDGET),
            "problems": problems_of(form),
            "trail": trail(it, _("Paragraph")),
        }
        return render(request, "dialogues/notes/paragraph.html", context, status=form.status)


@by_script
def save_paragraph(request: HttpRequest, key: UUID, pk: UUID) -> JsonResponse:
    """One field of it, sent by the script."""
    try:
        form = _form(request, key, pk)
    except PermissionDenied:
        return refused(_("You no longer write this note."), 403)
    answer = form.answer(request)
    noting.after_change(form.instance.note, by=request.user)
    return answer


def _form(request: HttpRequest, key: UUID, pk: UUID) -> ParagraphForm:
    """The form over the locked paragraph of the locked note; inside a transaction."""
    it = written(request, key)
    BackgroundNote.objects.select_for_update(no_key=True).get(pk=it.pk)
    rows = NoteParagraph.objects.filter(note=it).standing().select_related("note__meeting__cycle")
    locked = get_object_or_404(rows.select_for_update(of=("self",), no_key=True), pk=pk)
    return ParagraphForm(request.POST or None, instance=locked)


@require_POST
def act_on_paragraph(request: HttpRequest, key: UUID, pk: UUID, act: str) -> HttpResponse:
    """Move it up or down, take it out, or put it back."""
    it = get_object_or_404(written(request, key).paragraphs.select_related("note"), pk=pk)
    acts: dict[str, Any] = {
        "up": lambda: noting.move(it, by=request.user, up=True),
        "down": lambda: noting.move(it, by=request.user, up=False),
        "remove": lambda: noting.remove(it, by=request.user),
        "put-back": lambda: noting.put_back(it, by=request.user),
    }
    if act not in acts:
        raise Http404
    acts[act]()
    return redirect("dialogues:note", key=key)


@text_is_kept
def comment(request: HttpRequest, key: UUID, pk: UUID) -> HttpResponse:
    """A remark on a paragraph; what cannot be taken comes back with its text."""
    it = get_object_or_404(seen(request, key).paragraphs.standing().select_related("note"), pk=pk)
    form = CommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        noting.comment(it, by=request.user, text=form.cleaned_data["text"], form_key=form.cleaned_data["form_key"])
        return redirect(f"{it.note.get_absolute_url()}#remarks-{it.pk}")
    context = {"note": it.note, "paragraph": it, "form": form, "trail": trail(it.note, _("Remark"))}
    return render(request, "dialogues/notes/comment.html", context, status=400 if form.errors else 200)


@require_POST
def settle(request: HttpRequest, key: UUID, pk: int) -> HttpResponse:
    """A remark is dealt with."""
    remarks = NoteComment.objects.filter(paragraph__note=seen(request, key)).select_related("paragraph__note")
    remark = get_object_or_404(remarks, pk=pk)
    noting.settle(remark, by=request.user)
    return redirect(f"{remark.paragraph.note.get_absolute_url()}#remarks-{remark.paragraph_id}")
