"""A moderator who goes away hands a discussion over (item 4 of dialogues: no discussion is left without anybody)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import allowed, fresh
from core.models import Act
from core.workflow import signed
from dialogues import notifications
from dialogues.models import DiscussionSpace, SpaceModerator
from dialogues.rules import moderates


@transaction.atomic
def hand_over(space: DiscussionSpace, *, by: Any, to: Any, languages: list[str]) -> None:
    """`to` answers for it in the place of `by`, as moderator (reading `languages`) and as named reader, and is told.

    Raises PermissionDenied where `by` does not answer for it, or `to` cannot be put to moderate.
    """
    by, to = fresh(by), fresh(to)
    space = DiscussionSpace.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=space.pk)
    if not allowed(by, "dialogues.hand_over_discussionspace", space) or not moderates(to) or to == by:
        raise PermissionDenied(_("You hand over what you moderate, to a moderator or an officer."))
    if space.posts.filter(user=by).delete()[0]:
        known = space.posts.filter(user=to).first()
        read = [*(known.languages if known else []), *languages]
        SpaceModerator.objects.update_or_create(space=space, user=to, defaults={"languages": list(dict.fromkeys(read))})
    if space.reader_id == by.pk:
        space.reader = to
        signed(space, by)
        space.save()
    Act.objects.log("handed over", space, by=by)
    notifications.HandedOver(space, to=to.pk, by=str(by), at=timezone.now()).queue()
