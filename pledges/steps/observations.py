"""Observations of others on a published pledge: sent in, looked at, answered, taken back (FEATURES C19)."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.choices import OrganisationKind
from accounts.models import Organisation
from core.access import allowed, demand
from core.models import Act
from core.workflow import MovedOn, perform, signed
from pledges import notifications
from pledges.models import Observation, Pledge
from pledges.steps.progress import bodies_of
from pledges.steps.submission import restate


def observers_of(pledge: Pledge, bodies: Any) -> Any:
    """Of `bodies` those that can observe: outside States, with no part in the pledge."""
    part = [body.pk for body in bodies_of(pledge)]
    return bodies.filter(kind=OrganisationKind.STAKEHOLDER).exclude(pk__in=part)


@transaction.atomic
def send(pledge: Pledge, body: Organisation, *, by: Any, form_key: uuid.UUID | None = None, **said: str) -> Observation:
    """An observation of `body` that waits for the secretariat. The same `form_key` gives the first one again (F2).

    Raises PermissionDenied where observations are not taken, to whoever cannot speak for `body`, and for a body that
    takes part in the pledge itself; MovedOn where `form_key` has sent something else, as by "back" in a browser.
    """
    by = demand(by, "pledges.observe_pledge", pledge)
    observes = observers_of(pledge, Organisation.objects.filter(pk=body.pk)).exists()
    if not observes or not allowed(by, "pledges.commit_organisation", body):
        raise PermissionDenied(_("A body that takes part reports on progress instead; a State observes nothing here."))
    same = pledge.observations.filter(form_key=form_key, organisation=body) if form_key else Observation.objects.none()
    if first := same.first():
        return first
    made = Observation(pledge=pledge, organisation=body, written_by=by, form_key=form_key, **said)
    signed(made, by)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as taken:
        if first := same.first():
            return first
        raise MovedOn(_("This form was sent already, for another body or pledge. Send it once more.")) from taken
    Act.objects.log("sent an observation", made, by=by)
    notifications.ObservationReceived(made).queue()
    return made


@transaction.atomic
def publish(observation: Observation, *, by: Any, note: str = "") -> Observation:
    """It stands beside the reports; those who pledged hear of it and can answer."""
    observation = perform(observation, "publish", by=by, note=note)
    restate(observation.pledge)
    notifications.ObservationDecided(observation).queue()
    notifications.ObservationPublished(observation).queue()
    return observation


@transaction.atomic
def decline(observation: Observation, *, by: Any, letter: str) -> Observation:
    """It does not become public, for a reason of the rules, with a letter."""
    observation = perform(observation, "decline", by=by, note=letter)
    notifications.ObservationDecided(observation).queue()
    return observation


@transaction.atomic
def withdraw(observation: Observation, *, by: Any) -> Observation:
    """Its own people take it back."""
    observation = perform(observation, "withdraw", by=by)
    restate(observation.pledge)
    return observation


@transaction.atomic
def answer(observation: Observation, *, by: Any, text: str) -> Observation:
    """What those who pledged say to it, public at once and beside it. Raises MovedOn for one that is answered."""
    if Observation.objects.select_for_update().get(pk=observation.pk).answer:
        raise MovedOn(_("It is answered already."))
    observation = perform(observation, "respond", by=by, note=text)
    restate(observation.pledge)
    return observation
