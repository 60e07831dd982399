"""Bodies that come by themselves: a common pledge is adopted, partners offer to take part (C3, C13)."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation
from core.access import allowed, demand, fresh
from core.models import Act
from core.workflow import MovedOn, NotReady, signed
from pledges import notifications
from pledges.choices import Answer
from pledges.models import Pledge, PledgeParticipant
from pledges.rules import speaks_for
from pledges.steps import partners


@transaction.atomic
def adopt(
    pledge: Pledge, body: Organisation, *, by: Any, agreed_to: str, form_key: uuid.UUID | None = None
) -> PledgeParticipant:
    """Make the commitment of a published common pledge that of `body` too; it was read as `agreed_to`.

    Whoever was asked or has offered confirms with it. Raises PermissionDenied to all who cannot commit `body`, MovedOn
    where the text is another one by now, NotReady for a body that takes part already.
    """
    by, pledge = fresh(by), partners.locked(pledge)
    _speak(by, body)
    demand(by, "pledges.adopt_pledge", pledge)
    if form_key and (first := pledge.participants.filter(form_key=form_key, organisation=body).first()):
        return first
    if pledge.published_version().commitment != agreed_to:
        raise MovedOn(_("The text has changed while you read it. Read it once more, then adopt it."))
    partner = pledge.participants.filter(organisation=body, answer__in=(Answer.INVITED, Answer.OFFERED)).first()
    partner = partner or _new(pledge, body, by, form_key)
    partner.agreed_to = agreed_to
    return _stored(partner, Answer.CONFIRMED, by)


@transaction.atomic
def offer(
    pledge: Pledge, body: Organisation, *, by: Any, contribution: str, offer: str, form_key: uuid.UUID | None = None
) -> PledgeParticipant:
    """Offer to take part in a pledge that seeks partners: once, until its lead answers.

    Raises PermissionDenied, or NotReady where nobody is sought any more or the body takes part already.
    """
    by, pledge = fresh(by), partners.locked(pledge)
    _speak(by, body)
    if form_key and (first := pledge.participants.filter(form_key=form_key).first()):
        return first
    if not allowed(by, "pledges.offer_to_pledge", pledge):
        raise NotReady(_("This pledge no longer seeks partners."))
    partner = _new(pledge, body, by, form_key)
    partner.contribution, partner.offer = contribution, offer
    partner.agreed_to = pledge.published_version().commitment
    partner.answer = Answer.OFFERED
    signed(partner, by, Answer.OFFERED)
    partner.save()
    Act.objects.log("offered to take part", partner, by=by)
    notifications.OfferMade(partner).queue()
    return partner


@transaction.atomic
def accept(partner: PledgeParticipant, *, by: Any) -> PledgeParticipant:
    """The lead takes it in. It stands beside the text it has read; if that is another one by now, it is asked again.

    Raises NotReady for a pledge that says it is made alone.
    """
    partner = partners.locked_partner(partner)
    by = demand(by, "pledges.answer_offer", partner)
    if not partner.pledge.is_joint:
        words = _("The pledge says that one body makes it alone. Change it into a pledge in partnership first.")
        raise NotReady(words)
    partner = _stored(partner, Answer.CONFIRMED, by)
    notifications.OfferAnswered(partner).queue()
    partners.ask_again(partner.pledge, by=by)
    return partner


@transaction.atomic
def turn_down(partner: PledgeParticipant, *, by: Any, reason: str = "") -> PledgeParticipant:
    """The lead does not take it in; `reason` goes to those who offered, in their letter."""
    partner = partners.locked_partner(partner)
    by = demand(by, "pledges.answer_offer", partner)
    partner.reason = reason
    partner = _stored(partner, Answer.DECLINED, by)
    notifications.OfferAnswered(partner).queue()
    return partner


@transaction.atomic
def take_back(partner: PledgeParticipant, *, by: Any) -> PledgeParticipant:
    """Those who offered think again."""
    partner = partners.locked_partner(partner)
    by = demand(by, "pledges.take_offer_back", partner)
    return _stored(partner, Answer.REMOVED, by)


def _speak(by: Any, body: Organisation) -> None:
    if not by.is_active or not allowed(by, "pledges.commit_organisation", body):
        raise PermissionDenied(_("Only people of the organisation itself can do this."))


def _new(pledge: Pledge, body: Organisation, by: Any, form_key: uuid.UUID | None) -> PledgeParticipant:
    partners.check_new(pledge, body, "")
    return PledgeParticipant(pledge=pledge, organisation=body, name=body.name, asked_by=by, form_key=form_key)


def _stored(partner: PledgeParticipant, answer: str, by: Any) -> PledgeParticipant:
    """With its answer; the public page follows, and the lead hears of whoever came by itself."""
    partner.answer, partner.answered_by, partner.answered_at = answer, by, timezone.now()
    if answer in (Answer.DECLINED, Answer.REMOVED):
        partner.form_key = None
    signed(partner, by, answer)
    try:
        with transaction.atomic():
            partner.save()
    except IntegrityError as twice:
        raise MovedOn(_("Your organisation takes part in this pledge already.")) from twice
    Act.objects.log(f"partner: {answer}", partner, by=by)
    if answer == Answer.CONFIRMED and not speaks_for(by, partner.pledge.organisation):
        notifications.PartnerAnswered(partner).queue()
    partners.restated(partner.pledge)
    return partner
