"""A digest of a discussion, and a calendar of one's own."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.access import demand
from core.models import Act
from dialogues.models import DiscussionSpace, OwnCalendar, SpaceFollower


def follow(space: DiscussionSpace, *, by: Any, rhythm: str) -> None:
    """Tell this person daily or weekly what is new; "" for no more (D14). Raises PermissionDenied."""
    by = demand(by, "dialogues.view_discussionspace", space, _("This discussion is not public."))
    if rhythm:
        SpaceFollower.objects.update_or_create(space=space, user=by, defaults={"rhythm": rhythm})
    else:
        SpaceFollower.objects.filter(space=space, user=by).delete()


@transaction.atomic
def new_calendar(*, by: Any) -> str:
    """The secret of this person's calendar, said once; the one before opens nothing any more (D3)."""
    by = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    calendar = OwnCalendar.objects.filter(user=by).first() or OwnCalendar(user=by)
    secret = calendar.renew()
    calendar.save()
    Act.objects.log("made an address of their calendar", by, by=by)
    return secret


@transaction.atomic
def no_calendar(*, by: Any) -> None:
    """Its address opens nothing any more."""
    if OwnCalendar.objects.filter(user=by).delete()[0]:
        Act.objects.log("took back the address of their calendar", by, by=by)
