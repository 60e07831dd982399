"""A pledge while its people write it: begun, where it stands, the page that saves itself, files, who writes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.choices import STATE_ROLES
from accounts.models import Membership, Organisation, User
from core import downloads
from core.access import allowed
from core.autosave import by_script, refused
from core.drafts import DraftPart
from core.kept_text import text_is_kept
from core.models import PUT_BACK_WITHIN, taken_out
from core.reading import last_day
from core.workflow import kept_until, steps_open_to
from pledges import checks, publishing
from pledges.forms.draft import PARTS, PledgeForm
from pledges.forms.steps import DelegatesForm, FileForm, StartForm, SubmitForm
from pledges.models import Pledge
from pledges.models.evidence import BROKEN_AFTER
from pledges.querysets import committed_by
from pledges.steps import drafting as steps

STEPS = ("start_change", "drop_change", "withdraw", "discard", "restore")
"""Steps that the page of a pledge offers as small buttons, in this order."""


def bodies_of(user: Any) -> Any:
    """The bodies that `user` can commit."""
    return Organisation.objects.filter(committed_by(user, "")).order_by("name")


def own(request: HttpRequest, key: UUID) -> Pledge:
    """A pledge that one may see, or 404."""
    seen = Pledge.objects.visible_to(request.user).select_related("organisation", "cycle")
    return get_object_or_404(seen, pk=key)


def demand(request: HttpRequest, permission: str, pledge: Pledge) -> None:
    """403 with a sentence for what one sees but may not do."""
    if not allowed(request.user, permission, pledge):
        raise PermissionDenied(_("You do not have the right to do this, or it is not open now."))


def trail(pledge: Pledge | None, here: str = "") -> list[dict[str, str]]:
    """The way to a page: My work, the pledge, the page."""
    way = [{"label": _("My work"), "url": reverse("work")}]
    if pledge is not None:
        name = pledge.reference or pledge.title or _("Draft of a pledge")
        way.append({"label": name, "url": pledge.get_absolute_url()} if here else {"label": name})
    return [*way, {"label": here}] if here else way


@text_is_kept
def start(request: HttpRequest) -> HttpResponse:
    """For whom, under which title. All else is written on the draft, which saves itself."""
    bodies = bodies_of(request.user)
    form = StartForm(request.POST or None, bodies=bodies)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        pledge = steps.start(said["organisation"], by=request.user, title=said["title"], form_key=said["form_key"])
        return redirect("pledges:edit", key=pledge.pk)
    context = {"form": form, "bodies": bodies, "trail": trail(None, _("New pledge"))}
    return render(request, "pledges/start.html", context, status=400 if form.errors else 200)


def desk(request: HttpRequest, key: UUID) -> HttpResponse:
    """Where a pledge stands: its partners, files, what is missing, what its people can do; the text to read."""
    pledge = own(request, key)
    leads = allowed(request.user, "pledges.start_pledge", pledge)
    open_steps = [name for name in steps_open_to(request.user, pledge) if name in STEPS]
    context = {
        "pledge": pledge,
        "content": publishing.content_of(pledge),
        "leads": leads,
        "may_edit": allowed(request.user, "pledges.edit_pledge", pledge),
        "may_submit": "submit" in steps_open_to(request.user, pledge),
        "may_publish": allowed(request.user, "pledges.change_pledge", pledge),
        "may_report": allowed(request.user, "pledges.report_on_pledge", pledge),
        "may_plan": allowed(request.user, "pledges.plan_reports_of_pledge", pledge),
        "may_carry_on": allowed(request.user, "pledges.carry_on_pledge", pledge),
        "reports": reports_of(request.user, pledge),
        "kept_until": kept_until(pledge),
        "discarded_reports": pledge.reports.visible_to(request.user).discarded_since(timezone.now() - PUT_BACK_WITHIN),
        "may_name": allowed(request.user, "pledges.name_delegates_of_pledge", pledge),
        "steps": open_steps,
        "checks": checks.checks_of(pledge) if pledge.is_editable else [],
        "partners": partners_of(pledge) if leads else [],
        "versions": list(pledge.versions.order_by("-number").defer("content")) if leads else [],
        "files": list(pledge.files.standing()) if allowed(request.user, "pledges.edit_pledge", pledge) else [],
        "trail": trail(pledge),
    }
    return render(request, "pledges/desk.html", context)


def reports_of(user: Any, pledge: Pledge) -> list[Any]:
    """The reports that `user` may see, drafts first and then by what they report for, the newest first, with how many
    pages of their evidence cannot be opened."""
    broken = Count("links", filter=Q(links__failures__gte=BROKEN_AFTER))
    mine = pledge.reports.visible_to(user).standing().annotate(broken=broken)
    found = mine.select_related("organisation", "pledge")
    return sorted(found, key=lambda one: (not one.reference, last_day(one.as_of or "9999")), reverse=True)


def partners_of(pledge: Pledge) -> list[Any]:
    """With whether each has confirmed the text as it stands."""
    now = pledge.commitment_asked()
    rows: list[Any] = list(pledge.participants.select_related("organisation"))
    for one in rows:
        one.is_stale = one.is_confirmed and one.agreed_to != now
    return rows


def carry_on(request: HttpRequest, key: UUID) -> HttpResponse:
    """Begin a pledge that continues this one."""
    pledge = own(request, key)
    demand(request, "pledges.carry_on_pledge", pledge)
    form = SubmitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        draft = steps.carry_on(pledge, by=request.user, form_key=form.cleaned_data["form_key"])
        return redirect("pledges:edit", key=draft.pk)
    title = _("Continue this pledge")
    lede = _(
        "A new draft begins with what this pledge says, where and for whom. Targets, money and dates are said anew, "
        "and partners are asked anew. Once both are public, each page leads to the other."
    )
    context = {
        "pledge": pledge, "form": form, "title": title, "lede": lede, "button": title, "trail": trail(pledge, title)
    }  # fmt: skip
    return render(request, "pledges/form_page.html", context, status=400 if form.errors else 200)


@text_is_kept
def edit(request: HttpRequest, key: UUID) -> HttpResponse:
    """The page that saves itself."""
    with transaction.atomic():
        form = _form(request, key)
        demand(request, "pledges.edit_pledge", form.instance)
        if request.method == "POST":
            form.take(by=request.user)
            if form.is_whole:
                return redirect(_where_to(request, form))
        pledge = form.instance
        found = checks.checks_of(pledge)
        context = {
            "pledge": pledge,
            "form": form,
            "parts": form.parts,
            "problems": [
                {"text": " ".join(map(str, errors)), "url": f"#{name}"} for name, errors in form.errors.items()
            ],
            "sections": [_mark(pledge, part, found) for part in PARTS],
            "checks": found,
            "advice_only": pledge.is_of_a_state,
            "trail": trail(pledge, _("Write")),
        }
        return render(request, "pledges/edit.html", context, status=form.status)


def _mark(pledge: Pledge, part: DraftPart, found: list[checks.Check]) -> dict[str, Any]:
    """A part of the page in the rail: nothing in it, something that its checks name, or all of it there."""
    plain = [name for name in part.fields if name not in ("language", "together")]
    values = [getattr(pledge, name) for name in plain]
    filled = any(value.exists() if hasattr(value, "exists") else value for value in values)
    missing = any(one.field in part.fields for one in found)
    state, words = ("part", _("something is missing")) if missing else ("done", _("complete"))
    if not filled:
        state, words = "empty", _("nothing yet")
    return {"label": part.title, "url": f"#{part.code}", "state": state, "state_label": words}


def _where_to(request: HttpRequest, form: PledgeForm) -> str:
    pledge: Pledge = form.instance
    here = reverse("pledges:edit", kwargs=pledge.address)
    stay = request.POST.get("row", "") or request.POST.get("out", "").rpartition("-")[0]
    if stay in form.fields:
        return f"{here}#{stay}"
    return pledge.get_absolute_url() if "check" in request.POST else here


@by_script
def save(request: HttpRequest, key: UUID) -> JsonResponse:
    """One field of the draft, sent by the script."""
    form = _form(request, key)
    if not allowed(request.user, "pledges.edit_pledge", form.instance):
        return refused(_("It can no longer be changed here."), 409)
    return form.answer(request)


def missing(request: HttpRequest, key: UUID) -> HttpResponse:
    """What the draft lacks at this moment, as the page of the draft shows it: asked for after each save (C1)."""
    pledge = own(request, key)
    demand(request, "pledges.edit_pledge", pledge)
    context = {"checks": checks.checks_of(pledge), "advice_only": pledge.is_of_a_state, "live": True}
    return render(request, "pledges/missing.html", context)


def _form(request: HttpRequest, key: UUID) -> PledgeForm:
    """The form over the locked record; inside a transaction."""
    mine = Pledge.objects.visible_to(request.user).select_related("organisation")
    return PledgeForm(
        request.POST or None,
        instance=get_object_or_404(mine.select_for_update(of=("self",), no_key=True), pk=key),
    )


def files(request: HttpRequest, key: UUID) -> HttpResponse:
    """The attachment and the letter of delegation."""
    pledge = own(request, key)
    demand(request, "pledges.edit_pledge", pledge)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            stored = steps.add_file(
                pledge, form.cleaned_data["file"], purpose=form.cleaned_data["purpose"], by=request.user
            )
        except ValidationError as wrong:
            form.add_error("file", wrong)
        else:
            messages.success(request, _("Stored: %(name)s") % {"name": stored.name})
            return redirect("pledges:files", key=pledge.pk)
    context = {
        "pledge": pledge,
        "form": form,
        "files": list(pledge.files.standing()),
        "taken_out": [
            (one, reverse("pledges:put_back", args=[pledge.pk, one.pk])) for one in taken_out(pledge.files.all())
        ],
        "trail": trail(pledge, _("Files")),
    }
    return render(request, "pledges/files.html", context, status=400 if form.errors else 200)


def file(request: HttpRequest, key: UUID, pk: UUID) -> HttpResponseBase:
    """A file of the draft, for those who write in it."""
    pledge = own(request, key)
    demand(request, "pledges.edit_pledge", pledge)
    stored = get_object_or_404(pledge.files.standing(), pk=pk)
    return downloads.file_response(stored.file, name=stored.name, content_type=stored.content_type)


@require_POST
def take_out(request: HttpRequest, key: UUID, pk: UUID) -> HttpResponse:
    """Take a file out."""
    pledge = own(request, key)
    demand(request, "pledges.edit_pledge", pledge)
    stored = get_object_or_404(pledge.files.standing(), pk=pk)
    steps.remove_file(stored, by=request.user)
    messages.success(request, _("Taken out: %(name)s") % {"name": stored.name})
    return redirect("pledges:files", key=pledge.pk)


@require_POST
def put_back(request: HttpRequest, key: UUID, pk: UUID) -> HttpResponse:
    """Put a file back that was taken out or replaced not long ago (X9)."""
    pledge = own(request, key)
    demand(request, "pledges.edit_pledge", pledge)
    stored = get_object_or_404(taken_out(pledge.files.all()), pk=pk)
    steps.put_back_file(stored, by=request.user)
    messages.success(request, _("Put back: %(name)s") % {"name": stored.name})
    return redirect("pledges:files", key=pledge.pk)


def delegates(request: HttpRequest, key: UUID) -> HttpResponse:
    """Who of the State's team writes in this pledge; only the focal point says."""
    pledge = own(request, key)
    demand(request, "pledges.name_delegates_of_pledge", pledge)
    body: Any = pledge.organisation
    held = Membership.objects.team_of(body.country_id).filter(role__in=STATE_ROLES).exclude(user=request.user.pk)
    people = User.objects.filter(pk__in=held.values("user")).order_by("name", "email")
    form = DelegatesForm(request.POST or None, people=people, initial={"delegates": pledge.delegates.all()})
    if request.method == "POST" and form.is_valid():
        steps.name_delegates(pledge, form.cleaned_data["delegates"], by=request.user)
        messages.success(request, _("Saved."))
        return redirect(pledge)
    title = _("Who may write in this pledge")
    lede = _("Only a focal point submits it. Who is named here writes in it and reads nothing else.")
    context = {"pledge": pledge, "form": form, "title": title, "lede": lede, "button": _("Save"),
               "trail": trail(pledge, title)}  # fmt: skip
    return render(request, "pledges/form_page.html", context, status=400 if form.errors else 200)
