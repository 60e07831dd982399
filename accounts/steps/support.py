"""A person lets one officer look at one page for a day (FEATURES U11, RELIABILITY S15)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import notifications
from accounts.models import SupportLook, User
from core.access import demand, fresh, is_secretariat
from core.models import Act
from core.workflow import MovedOn


@transaction.atomic
def let_look(address: str, officer: User, *, by: Any, country: str = "") -> SupportLook:
    """Show the page at `address` to `officer`; whoever calls has asked the app whether `by` may show it.

    Pressed twice it is one look. Raises PermissionDenied where the person named is no officer (any more).
    """
    by = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if not is_secretariat(fresh(officer)) or officer.pk == by.pk:
        raise PermissionDenied(_("Choose an officer of the secretariat."))
    mine = SupportLook.objects.filter(address=address, opened_by=by, officer=officer, ended_at=None)
    mine.filter(until__lte=timezone.now()).update(ended_at=timezone.now())
    if found := mine.first():
        return found
    look = SupportLook.objects.create(address=address, opened_by=by, officer=officer, country=country)
    Act.objects.log("page shown to support", look, by=by, detail=str(officer))
    notifications.PageShown(look).queue()
    return look


@transaction.atomic
def look(shown: SupportLook, *, by: Any) -> None:
    """Write down that the officer has read the page. Raises PermissionDenied once it is over."""
    by = demand(by, "accounts.look_as_support", shown)
    Act.objects.log("page read as support", shown, by=by)


@transaction.atomic
def end_look(shown: SupportLook, *, by: Any) -> SupportLook:
    """Nobody looks any more from this moment. Raises MovedOn when it is over already."""
    shown = SupportLook.objects.select_for_update().get(pk=shown.pk)
    if not shown.is_open:
        raise MovedOn(_("It has ended already."))
    shown.ended_by = demand(by, "accounts.end_supportlook", shown)
    shown.ended_at = timezone.now()
    shown.save(update_fields=["ended_at", "ended_by"])
    Act.objects.log("page no longer shown to support", shown, by=by)
    return shown
