"""An office that changed hands."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import STATE_ROLES
from accounts.models import Membership, User
from accounts.notifications.notice import Notice, minute
from notifications.kinds import Recipient


class HandoverDone(Notice):
    """The office of focal point went from one person to another: receipt for both, news for the team."""

    name = "accounts.handover"
    label = gettext_lazy("An office was handed over")
    reason = gettext_lazy("You get this because you work for this State on the portal.")
    roles = STATE_ROLES
    security = False

    def recipients(self) -> Iterable[Recipient]:
        team = Membership.objects.team_of(self.about.organisation.country_id)
        people = {self.about.from_user_id, self.about.to_user_id, *team.values_list("user", flat=True)}
        return User.objects.filter(pk__in=people, is_active=True)

    def occasion(self) -> str:
        return f"accounts:handover-{self.about.pk}"

    def country(self) -> str:
        return self.about.act_country()

    def heading(self) -> str:
        return _("Handed over: focal point of %(organisation)s") % {"organisation": self.about.organisation}

    def paragraphs(self, recipient: Recipient) -> list[str]:
        words = {
            "old": self.about.from_user or _("the former focal point"),
            "new": self.about.to_user or _("the successor"),
            "at": minute(self.about.at.isoformat()),
            "number": self.about.pk,
        }
        what = _("On %(at)s the office of focal point went from %(old)s to %(new)s.") % words
        stays = _("Drafts, sections and dates belong to the State and stay as they are.")
        receipt = _("Receipt number: H-%(number)s.") % words
        own = recipient in (self.about.from_user, self.about.to_user)
        ended = _("Your access as focal point ended at that minute.") if recipient == self.about.from_user else ""
        return [what, ended, stays, receipt if own else ""]
