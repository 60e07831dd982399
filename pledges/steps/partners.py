"""Partners of a joint pledge: asked, confirming, taken out, leaving; and who leads (C3, P34, P35, P39)."""

import uuid
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import OrganisationKind
from accounts.models import Organisation
from core.access import allowed, demand, fresh
from core.models import PUT_BACK_WITHIN, Act
from core.workflow import MovedOn, NotReady, signed
from pledges import notifications
from pledges.choices import OVER, PART, Answer
from pledges.models import Pledge, PledgeParticipant
from pledges.rules import PLEDGERS

MOST_PARTNERS = 200
BETWEEN_MESSAGES = timedelta(days=1)
"""From one question to a partner to the next that its lead can send."""


@transaction.atomic
def ask(
    pledge: Pledge,
    *,
    by: Any,
    name: str,
    email: str = "",
    organisation: Organisation | None = None,
    contribution: str = "",
    form_key: uuid.UUID | None = None,
) -> PledgeParticipant:
    """Ask a body on record, or one at the address `email`. Raises NotReady for one that is part already."""
    pledge = locked(pledge)
    by = demand(by, "pledges.ask_partners_of_pledge", pledge)
    if form_key and (first := pledge.participants.filter(form_key=form_key).first()):
        return first
    check_new(pledge, organisation, email)
    partner = PledgeParticipant(
        pledge=pledge,
        organisation=organisation,
        name=organisation.name if organisation else name,
        email=email,
        contribution=contribution,
        asked_by=by,
        form_key=form_key,
    )
    signed(partner, by)
    partner.save()
    Act.objects.log("asked a partner", partner, by=by)
    notifications.PartnerAsked(partner).queue()
    return partner


def check_new(pledge: Pledge, body: Organisation | None, email: str) -> None:
    """Raise NotReady for a body that files or has joined the pledge, cannot pledge, or is one too many."""
    part = pledge.participants.part()
    if body is not None and body == pledge.organisation:
        raise NotReady(_("%(name)s files this pledge and leads it already.") % {"name": body})
    if body is not None and body.kind not in PLEDGERS:
        raise NotReady(_("%(name)s cannot pledge. Name the State itself.") % {"name": body})
    if body is not None and part.filter(organisation=body).exists():
        raise NotReady(_("%(name)s is asked already.") % {"name": body})
    if body is None and part.filter(email__iexact=email).exists():
        raise NotReady(_("Somebody is asked at %(email)s already.") % {"email": email})
    if part.count() >= MOST_PARTNERS:
        raise NotReady(_("A pledge can have at most %(count)d partners.") % {"count": MOST_PARTNERS})


def ask_again(pledge: Pledge, *, by: Any) -> None:
    """Write to all who have confirmed another text than the present one."""
    for partner in pledge.participants.filter(answer=Answer.CONFIRMED).exclude(agreed_to=pledge.commitment_asked()):
        _ask_once_more(partner, by)


@transaction.atomic
def remind(partner: PledgeParticipant, *, by: Any) -> None:
    """Write once more to a partner that has not answered the present text; a day after the last question at the
    earliest, unless it has answered an earlier text meanwhile.

    Raises MovedOn where it has answered, NotReady where it was asked within a day.
    """
    partner = locked_partner(partner)
    by = demand(by, "pledges.ask_partners_of_pledge", partner.pledge)
    if partner.answer not in PART or (partner.is_confirmed and partner.agreed_to == partner.pledge.commitment_asked()):
        raise MovedOn(_("%(name)s has answered already.") % {"name": partner.name})
    answered = partner.answered_at is not None and partner.answered_at > partner.asked_at
    if not answered and partner.asked_at > timezone.now() - BETWEEN_MESSAGES:
        raise NotReady(_("%(name)s was asked less than a day ago. Wait a little.") % {"name": partner.name})
    _ask_once_more(partner, by)


def _ask_once_more(partner: PledgeParticipant, by: Any) -> None:
    partner.times_asked += 1
    partner.asked_at = timezone.now()
    signed(partner, by)
    partner.save(update_fields=["times_asked", "asked_at"])
    notifications.PartnerAsked(partner).queue()


@transaction.atomic
def confirm(
    partner: PledgeParticipant, *, by: Any, agreed_to: str, body: Organisation | None = None
) -> PledgeParticipant:
    """Take part in the text whose commitment is `agreed_to`: what the person has read, not what may stand there now.

    `body` is the organisation of a partner that was asked by address alone: one that `by` can commit. Confirming
    twice changes nothing. Raises MovedOn where the text, the pledge or the question is another one by now.
    """
    partner, by = _to_answer(partner, by)
    if partner.pledge.commitment_asked() != agreed_to:
        raise MovedOn(_("The text has changed while you read it. Read it once more, then confirm."))
    if partner.answer == Answer.CONFIRMED and partner.agreed_to == agreed_to:
        return partner
    if partner.organisation is None:
        _become(partner, body, by)
    partner.agreed_to = agreed_to
    _answer(partner, Answer.CONFIRMED, by)
    return partner


def _become(partner: PledgeParticipant, body: Organisation | None, by: Any) -> None:
    """The partner is `body` from now on."""
    if body is None or not allowed(by, "pledges.commit_organisation", body):
        raise NotReady(_("Choose the organisation for which you confirm. You must be one of its own people."))
    check_new(partner.pledge, body, "")
    partner.organisation, partner.name = body, body.name


@transaction.atomic
def refuse(partner: PledgeParticipant, *, by: Any, reason: str = "") -> PledgeParticipant:
    """Do not take part. The reason is for the lead alone; nobody else ever sees that there was a question."""
    partner, by = _to_answer(partner, by)
    if partner.answer != Answer.INVITED:
        raise MovedOn(_("You have confirmed already. You can leave the pledge instead."))
    partner.reason = reason
    _answer(partner, Answer.DECLINED, by)
    return partner


@transaction.atomic
def remove(partner: PledgeParticipant, *, by: Any) -> PledgeParticipant:
    """The lead takes it out, whatever it has answered."""
    partner = locked_partner(partner)
    by = demand(by, "pledges.remove_pledgeparticipant", partner)
    _answer(partner, Answer.REMOVED, by)
    return partner


@transaction.atomic
def put_back(partner: PledgeParticipant, *, by: Any) -> PledgeParticipant:
    """The lead has taken it out by mistake: it stands again where it stood, and nobody is written to (X9).

    Raises NotReady where its body is part anew or too much time has passed.
    """
    partner = locked_partner(partner)
    by = demand(by, "pledges.put_back_pledgeparticipant", partner)
    before = partner.history.exclude(answer=Answer.REMOVED).order_by("-history_date", "-history_id").first()
    too_late = partner.answered_at is None or partner.answered_at < timezone.now() - PUT_BACK_WITHIN
    if before is None or before.answer not in PART or too_late:
        raise NotReady(_("%(name)s can no longer be put back. Ask it anew.") % {"name": partner.name})
    check_new(partner.pledge, partner.organisation, partner.email)
    partner.answer, partner.answered_by_id, partner.answered_at = (
        before.answer,
        before.answered_by_id,
        before.answered_at,
    )
    signed(partner, by, "put back")
    partner.save()
    Act.objects.log("partner: put back", partner, by=by)
    restated(partner.pledge)
    return partner


@transaction.atomic
def leave(partner: PledgeParticipant, *, by: Any, on: date | None = None) -> PledgeParticipant:
    """The partner leaves, from a day on; that it took part stays on the page."""
    partner = locked_partner(partner)
    by = demand(by, "pledges.leave_pledgeparticipant", partner)
    partner.left_on = on or timezone.localdate()
    _answer(partner, Answer.LEFT, by)
    return partner


@transaction.atomic
def pass_lead(pledge: Pledge, to: PledgeParticipant, *, by: Any) -> Pledge:
    """A partner that has confirmed leads from now on; who led before is a partner that has confirmed.

    Never to a State: what stands in its name comes from its own focal point (C9).
    """
    pledge = locked(pledge)
    by = demand(by, "pledges.pass_lead_of_pledge", pledge)
    to = locked_partner(to)
    if to.pledge_id != pledge.pk or to.answer != Answer.CONFIRMED or to.organisation is None:
        raise NotReady(_("Only a partner that has confirmed can lead."))
    if to.organisation.kind == OrganisationKind.STATE:
        raise NotReady(_("A State leads only what its own focal point has filed."))
    former, lead = pledge.organisation, to.organisation
    to.organisation, to.name = former, str(former)
    signed(to, by, "passed the lead on")
    to.save(update_fields=["organisation", "name"])
    pledge.organisation = lead
    signed(pledge, by, "passed the lead on")
    pledge.save(update_fields=["organisation"])
    pledge.delegates.clear()
    Act.objects.log("passed the lead on", pledge, by=by)
    notifications.PassedOn(to, on=timezone.now().isoformat()).queue()
    restated(pledge)
    return pledge


def _to_answer(partner: PledgeParticipant, by: Any) -> tuple[PledgeParticipant, Any]:
    partner, by = locked_partner(partner), fresh(by)
    if partner.answer in OVER:
        raise MovedOn(_("This question is closed: you are not asked any more."))
    if not allowed(by, "pledges.answer_pledgeparticipant", partner):
        demand(by, "pledges.view_pledgeparticipant", partner)
        raise MovedOn(_("This pledge can no longer be joined."))
    return partner, by


def _answer(partner: PledgeParticipant, answer: str, by: Any) -> None:
    partner.answer, partner.answered_by, partner.answered_at = answer, by, timezone.now()
    signed(partner, by, answer)
    partner.form_key = None if answer in OVER else partner.form_key
    try:
        with transaction.atomic():
            partner.save()
    except IntegrityError as twice:
        raise MovedOn(_("Your organisation takes part in this pledge already.")) from twice
    Act.objects.log(f"partner: {answer}", partner, by=by)
    if answer != Answer.REMOVED:
        notifications.PartnerAnswered(partner).queue()
    restated(partner.pledge)


def restated(pledge: Pledge) -> None:
    """The public page says who takes part today."""
    from pledges.steps.submission import restate

    restate(pledge)


def locked(pledge: Pledge) -> Pledge:
    """Read again under its lock."""
    return Pledge.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=pledge.pk)


def locked_partner(partner: PledgeParticipant) -> PledgeParticipant:
    """The pledge first, then the partner: everybody locks in this order."""
    pledge = locked(partner.pledge)
    fresh_row: PledgeParticipant = (
        PledgeParticipant.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=partner.pk)
    )
    fresh_row.pledge = pledge
    return fresh_row
