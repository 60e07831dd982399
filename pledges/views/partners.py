"""Partners: the lead's page of them, and the page on which a partner answers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.choices import OrganisationKind
from core import proof
from core.access import allowed
from core.kept_text import text_is_kept
from core.workflow import MovedOn, NotReady
from pledges import publishing
from pledges.choices import Answer
from pledges.forms.partners import AnswerForm, AskForm, LeaveForm, TurnDownForm
from pledges.models import PledgeParticipant
from pledges.rules import speaks_for
from pledges.steps import joining
from pledges.steps import partners as steps
from pledges.views.drafting import bodies_of, demand, own, partners_of, trail


@text_is_kept
def partners(request: HttpRequest, key: UUID) -> HttpResponse:
    """All partners with where each stands, and a form for one more."""
    pledge = own(request, key)
    demand(request, "pledges.ask_partners_of_pledge", pledge)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            partner = steps.ask(pledge, by=request.user, **form.cleaned_data)
        except NotReady as not_now:
            form.add_error(None, str(not_now))
        else:
            messages.success(request, _("Asked: %(name)s. A message is on its way.") % {"name": partner.name})
            return redirect("pledges:partners", key=pledge.pk)
    context = {
        "pledge": pledge,
        "form": form,
        "partners": partners_of(pledge),
        "trail": trail(pledge, _("Partners")),
    }
    return render(request, "pledges/partners.html", context, status=400 if form.errors else 200)


@require_POST
def act(request: HttpRequest, key: UUID, pk: UUID, act: str) -> HttpResponse:
    """What the lead does with a partner: ask again, take out, put back, pass the lead on."""
    pledge = own(request, key)
    demand(request, "pledges.ask_partners_of_pledge", pledge)
    partner = get_object_or_404(pledge.participants.all(), pk=pk)
    doing: dict[str, tuple[Any, str]] = {
        "again": (lambda: steps.remind(partner, by=request.user), _("Asked again: %(name)s")),
        "remove": (lambda: steps.remove(partner, by=request.user), _("Taken out: %(name)s")),
        "put_back": (lambda: steps.put_back(partner, by=request.user), _("Put back: %(name)s")),
        "accept": (lambda: joining.accept(partner, by=request.user), _("%(name)s takes part.")),
        "turn_down": (lambda: _turn_down(request, partner), _("Your answer went to %(name)s.")),
        "lead": (lambda: steps.pass_lead(pledge, partner, by=request.user), _("%(name)s leads now.")),
    }
    if act not in doing:
        raise Http404
    run, words = doing[act]
    name = partner.name
    try:
        run()
    except (NotReady, MovedOn) as not_now:
        messages.error(request, str(not_now))
    else:
        messages.success(request, words % {"name": name})
    return redirect("work") if act == "lead" else redirect("pledges:partners", key=pledge.pk)


def _turn_down(request: HttpRequest, partner: PledgeParticipant) -> None:
    """Raises NotReady for words that are too long: the answer does not go without them."""
    form = TurnDownForm(request.POST)
    if not form.is_valid():
        raise NotReady(*map(str, form.errors["reason"]))
    joining.turn_down(partner, by=request.user, **form.cleaned_data)


def partner(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The question to a partner. It opens for those who can answer it alone; its address holds no key."""
    seen = PledgeParticipant.objects.visible_to(request.user).select_related("pledge__organisation", "organisation")
    asked = get_object_or_404(seen, pk=pk)
    pledge = asked.pledge
    if speaks_for(request.user, pledge.organisation):
        return redirect("pledges:partners", key=pledge.pk)
    bodies = bodies_of(request.user)
    own_offer = asked.answer == Answer.OFFERED
    may_read = not own_offer and (
        speaks_for(request.user, asked.organisation) or (asked.organisation is None and bodies.exists())
    )
    form = AnswerForm(request.POST or None, bodies=bodies)
    if request.method == "POST":
        if not may_read and not own_offer:
            raise PermissionDenied(_("Only people of the organisation itself can answer."))
        if form.is_valid() and (answered := _answer(request, asked, form)):
            return answered
        asked.refresh_from_db()
        asked.pledge.refresh_from_db()
    commitment = asked.pledge.commitment_asked()
    stale = asked.is_confirmed and asked.agreed_to != commitment
    context = {
        "asked": asked,
        "pledge": asked.pledge,
        "may_read": may_read and allowed(request.user, "pledges.answer_pledgeparticipant", asked),
        "content": publishing.content_for_partners(asked.pledge) if may_read else None,
        "commitment": commitment,
        "form": form,
        "leave_form": LeaveForm(),
        "stale": stale,
        "asks": not asked.is_confirmed or stale,
        "trail": [{"label": _("My work"), "url": reverse("work")}, {"label": _("A pledge with partners")}],
    }
    return render(request, "pledges/partner.html", context, status=400 if form.errors else 200)


def _answer(request: HttpRequest, asked: PledgeParticipant, form: AnswerForm) -> HttpResponse | None:
    """Do what the button says; None where it could not be done, with the reason on the page. Who commits a State
    proves again who it is, as at a submission."""
    said, act = form.cleaned_data, request.POST.get("act", "")
    here, body = redirect(asked), asked.organisation or said["organisation"]
    if act == "confirm" and body and body.kind == OrganisationKind.STATE and not proof.is_fresh(request):
        return proof.ask(request)
    try:
        if act == "confirm":
            steps.confirm(asked, by=request.user, agreed_to=said["agreed_to"], body=said["organisation"])
            messages.success(request, _("Confirmed. Your organisation appears on the public page as a partner."))
        elif act == "refuse":
            steps.refuse(asked, by=request.user, reason=said["reason"])
            messages.success(request, _("Your answer went to those who asked. Nobody else sees it."))
            here = redirect("work")
        elif act == "leave":
            leaving = LeaveForm(request.POST)
            if not leaving.is_valid():
                form.add_error(None, " ".join(map(str, leaving.errors["on"])))
                return None
            steps.leave(asked, by=request.user, on=leaving.cleaned_data["on"])
            messages.success(request, _("Your organisation has left the pledge."))
            here = redirect("work")
        elif act == "take_back":
            joining.take_back(asked, by=request.user)
            messages.success(request, _("Taken back."))
            here = redirect("work")
        else:
            raise Http404
    except (NotReady, MovedOn) as not_now:
        form.add_error(None, str(not_now))
        return None
    return here
