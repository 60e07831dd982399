"""A person has neither factor nor recovery code any more: two officers and a day's wait (RELIABILITY S14)."""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import notifications
from accounts.models import FactorReset, User
from accounts.models.factor_reset import CALL_HOLDS, WAIT
from accounts.steps.people import end_logins
from core.access import demand
from core.models import Act
from core.workflow import MovedOn, NotReady


@transaction.atomic
def start_factor_reset(person: User, *, by: Any, called: str) -> FactorReset:
    """An officer has called back the number of the note verbale; nothing happens before another one confirms.

    Raises PermissionDenied, and NotReady where there is no factor or a reset stands open.
    """
    by = demand(by, "accounts.start_factorreset", person)
    if not called.strip():
        raise NotReady(_("Write which number you have called, and in which note verbale it stands."))
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not Authenticator.objects.filter(user=person).exists():
        raise NotReady(_("This account has no second factor: a new password is enough."))
    if FactorReset.objects.open().filter(person=person).exists():
        raise NotReady(_("A reset is on its way already."))
    reset = FactorReset.objects.create(person=person, called=called, started_by=by)
    Act.objects.log("reset of second factor started", reset, by=by)
    return reset


@transaction.atomic
def confirm_factor_reset(reset: FactorReset, *, by: Any) -> FactorReset:
    """Another officer has checked the call: the account and the alternate are told, and the day begins to run.

    Raises PermissionDenied, MovedOn, and NotReady where the call is too long ago.
    """
    reset = _locked(reset)
    if reset.confirmed_at:
        raise MovedOn(_("Another officer has confirmed it already."))
    if reset.started_at < timezone.now() - CALL_HOLDS:
        raise NotReady(_("The call is more than a week ago. Stop this reset and call again."))
    reset.confirmed_by = demand(by, "accounts.confirm_factorreset", reset)
    reset.confirmed_at = timezone.now()
    reset.save(update_fields=["confirmed_by", "confirmed_at"])
    Act.objects.log("reset of second factor confirmed", reset, by=by)
    notifications.FactorResetComing(reset).queue()
    return reset


@transaction.atomic
def stop_factor_reset(reset: FactorReset, *, by: Any) -> FactorReset:
    """An officer knows better, or the owner or the alternate has told one: the factors stay."""
    reset = _locked(reset)
    reset.stopped_by = demand(by, "accounts.stop_factorreset", reset)
    reset.stopped_at = timezone.now()
    reset.save(update_fields=["stopped_by", "stopped_at"])
    Act.objects.log("reset of second factor stopped", reset, by=by)
    return reset


@transaction.atomic
def stop_by_letter(reset: FactorReset, person: User) -> FactorReset:
    """Who was told of it pressed the button of the letter: the factors stay. Raises MovedOn when it is too late."""
    reset = _locked(reset)
    reset.stopped_by, reset.stopped_at = person, timezone.now()
    reset.save(update_fields=["stopped_by", "stopped_at"])
    Act.objects.log("reset of second factor stopped", reset, by=person, detail="by the link of the letter")
    return reset


def reset_lost_factors(now: datetime | None = None) -> int:
    """Take the factors off the accounts whose day is over; returns how many. Running again does nothing more.

    Where one was used or added since the call, it is not lost: the reset is stopped, and the factors stay.
    """
    due = FactorReset.objects.open().filter(confirmed_at__lte=(now or timezone.now()) - WAIT)
    return sum(_carry_out(reset) for reset in due)


@transaction.atomic
def _carry_out(reset: FactorReset) -> bool:
    try:
        reset = _locked(reset)
    except MovedOn:
        return False
    factors = Authenticator.objects.filter(user=reset.person)
    if factors.filter(Q(last_used_at__gt=reset.started_at) | Q(created_at__gt=reset.started_at)).exists():
        reset.stopped_at = timezone.now()
        reset.save(update_fields=["stopped_at"])
        Act.objects.log("reset of second factor stopped", reset, detail="a factor was used or added since the call")
        return False
    reset.done_at = timezone.now()
    reset.save(update_fields=["done_at"])
    factors.delete()
    end_logins(reset.person)
    Act.objects.log("second factor reset", reset)
    notifications.FactorChanged(reset.person, at=reset.done_at.isoformat(), what="factor_removed").queue()
    return True


def _locked(reset: FactorReset) -> FactorReset:
    """Read again and locked. Raises MovedOn when it is done or stopped."""
    found = FactorReset.objects.select_for_update(of=("self",)).select_related("person").get(pk=reset.pk)
    if not found.is_open:
        raise MovedOn(_("This reset is done or stopped already."))
    return found
