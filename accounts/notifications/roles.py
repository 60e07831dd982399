"""Roles given and taken, requests to join."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import SECRETARIAT_ROLES, RequestOutcome, Role
from accounts.models import Membership, User
from accounts.notifications.notice import Notice, day
from notifications.kinds import Recipient, absolute


class RoleChanged(Notice):
    """A role was given or taken (S13). Facts: given."""

    name = "accounts.role_changed"
    label = gettext_lazy("A role was given or ended")
    falls_back = True

    def recipients(self) -> Iterable[Recipient]:
        return [self.about.user]

    def occasion(self) -> str:
        return f"accounts:role-{self.about.pk}:{'given' if self.facts['given'] else 'ended'}"

    def country(self) -> str:
        return self.about.act_country()

    def heading(self) -> str:
        words = {"organisation": self.about.organisation}
        if self.facts["given"]:
            return _("You have a new role: %(organisation)s") % words
        return _("A role of yours has ended: %(organisation)s") % words

    def paragraphs(self, recipient: Recipient) -> list[str]:
        words = {"role": self.about.get_role_display(), "organisation": self.about.organisation}
        first = (
            _("You are now: %(role)s, %(organisation)s.") if self.facts["given"]
            else _("You are no longer: %(role)s, %(organisation)s.")
        )  # fmt: skip
        return [first % words, *self._for_a_time(), _("If this is a mistake, write to the secretariat.")]

    def _for_a_time(self) -> list[str]:
        role = self.about
        if not self.facts["given"] or not role.ends_at:
            return []
        days = {"first": day(role.starts_at), "last": day(role.ends_at), "kept": "; ".join(role.keeps_back)}
        return [
            _("From %(first)s until %(last)s. It ends by itself.") % days,
            _("Not delegated to you: %(kept)s.") % days if role.withheld else "",
        ]

    def button(self) -> tuple[str, str]:
        return absolute("work"), _("To my work")


class BodiesMerged(Notice):
    """The body that somebody works for has become part of another on record. Facts: person."""

    name = "accounts.bodies_merged"
    label = gettext_lazy("Two organisations on record were merged")
    reason = gettext_lazy("You get this because you work for one of them at the portal.")

    def recipients(self) -> Iterable[Recipient]:
        return User.objects.filter(pk=self.facts["person"])

    def occasion(self) -> str:
        return f"accounts:merged-{self.about.pk}-{self.facts['person']}"

    def heading(self) -> str:
        return _("%(gone)s is now on record as %(stays)s") % self._names()

    def paragraphs(self, recipient: Recipient) -> list[str]:
        return [
            _("%(gone)s stood on the portal twice. Its people, practices, pledges and invitations are now with"
              " %(stays)s, and so is your role.") % self._names(),
            _("What was published keeps the name under which it was published. Old addresses lead on."),
            _("If this is a mistake, write to the secretariat."),
        ]  # fmt: skip

    def button(self) -> tuple[str, str]:
        return absolute("work"), _("To my work")

    def _names(self) -> dict[str, object]:
        return {"gone": self.about, "stays": self.about.merged_into}


class MembershipAsked(Notice):
    """Somebody wants to work for an organisation: to its administrators, or to the secretariat (P51)."""

    name = "accounts.membership_asked"
    label = gettext_lazy("Somebody asks to join an organisation")
    reason = gettext_lazy("You get this because you answer requests to join this organisation.")
    security = False

    def recipients(self) -> Iterable[Recipient]:
        roles = Membership.objects.current()
        administrators = roles.filter(
            role=Role.ORGANISATION_ADMINISTRATOR, organisation=self.about.organisation_id or 0
        )
        offices = administrators if administrators.exists() else roles.filter(role__in=SECRETARIAT_ROLES)
        return User.objects.filter(pk__in=offices.values("user")).exclude(pk=self.about.person_id)

    def occasion(self) -> str:
        return f"accounts:membership-request-{self.about.pk}"

    def irrelevant(self, recipient: Recipient) -> str:
        return "" if self.about.outcome == RequestOutcome.WAITING else _("The request is settled.")

    def heading(self) -> str:
        return _("Somebody asks to join: %(name)s") % {"name": self.about.name}

    def paragraphs(self, recipient: Recipient) -> list[str]:
        words = {"email": self.about.person.email, "name": self.about.name}
        return [
            _("%(email)s asks to work on the portal for %(name)s.") % words,
            _("Say yes only if you know that it is so: the person can then submit in its name."),
        ]

    def button(self) -> tuple[str, str]:
        return absolute("accounts:request", pk=self.about.pk), _("See the request")


class MembershipDeclined(Notice):
    """The answer was no, with the reason."""

    name = "accounts.membership_declined"
    label = gettext_lazy("A request to join an organisation was declined")
    reason = gettext_lazy("You get this because you asked to join an organisation.")
    security = False

    def recipients(self) -> Iterable[Recipient]:
        return [self.about.person]

    def occasion(self) -> str:
        return f"accounts:membership-request-{self.about.pk}:declined"

    def heading(self) -> str:
        return _("Not joined: %(name)s") % {"name": self.about.name}

    def paragraphs(self, recipient: Recipient) -> list[str]:
        words = {"name": self.about.name, "reason": self.about.reason}
        return [
            _("Your request to work on the portal for %(name)s was declined.") % words,
            _("Reason: %(reason)s") % words if self.about.reason else "",
        ]

    def button(self) -> tuple[str, str]:
        return absolute("accounts:profile"), _("To your profile")
