"""Those who were told of a date: when it is moved, one correction goes to exactly them (FEATURES N17)."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.models import Milestone
from notifications.audiences import Audience, Member
from notifications.choices import Status
from notifications.models import Message


def messages_about(milestones: Any) -> Any:
    """The messages about `milestones` (numbers) that went, the oldest first; none that a State's own work caused."""
    about = Q(content_type=ContentType.objects.get_for_model(Milestone), object_id__in=list(map(str, milestones)))
    return Message.objects.filter(about, status=Status.SENT, confidential=False).order_by("sent_at", "pk")


class Told(Audience):
    """Whoever got a message about one milestone; a seat is the first row that went to them."""

    name = "forum.told"
    label = gettext_lazy("Those who were told of a date")
    reason = gettext_lazy("You get this because the portal wrote to you about this date.")
    of_a_message = True

    @classmethod
    def choices(cls) -> Iterable[tuple[str, Any]]:
        dates = Milestone.objects.select_related("cycle").order_by("-cycle", "starts_on", "pk")
        known = {str(date.pk): date for date in dates}
        told = set(messages_about(known).values_list("object_id", flat=True).order_by())
        return [(key, str(date)) for key, date in known.items() if key in told]

    def members(self, seat: str = "", seen_by: Any = None) -> Iterable[Member]:
        rows = messages_about([self.choice]).select_related("recipient")
        rows = rows.filter(pk=seat) if seat else rows
        return [Member(row.recipient or row.address, str(row.pk), _("was told of this date")) for row in rows]
