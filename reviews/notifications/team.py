"""What a State's own team hears of its draft. All of it is confidential: even its kind would tell that a
draft exists, so the secretariat never sees these rows (RELIABILITY condition 18)."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import STATE_ROLES, Role
from accounts.models import Membership, Organisation, User
from core.templatetags.portal import day_of
from notifications.kinds import Kind
from reviews.models import SectionAssignment, VoluntaryReview
from reviews.notifications.submission import focal_points


class WithinTeam(Kind):
    """A message inside one State's team."""

    reason = gettext_lazy("You get this because you belong to your State's team for its voluntary review.")
    roles = STATE_ROLES
    policy = "resend"

    def confidential(self) -> bool:
        return True


class SectionGiven(WithinTeam):
    """A ministry was given sections. About the review; facts: organisation, sections (codes), batch."""

    name = "reviews.section_given"
    label = gettext_lazy("Sections were given to your ministry")
    about: VoluntaryReview

    def recipients(self) -> list[User]:
        held = Membership.objects.current().filter(
            organisation=self.facts["organisation"], role=Role.MINISTRY_CONTRIBUTOR
        )
        return [membership.user for membership in held.select_related("user").order_by("pk")]

    def occasion(self) -> str:
        return f"{self.name}:{self.about.reference}:{self.facts['batch']}"

    def country(self) -> str:
        return self.about.country_id

    @cached_property
    def held(self) -> list[SectionAssignment]:
        """Those of the sections that the ministry still has."""
        still = self.about.assignments.filter(
            organisation=self.facts["organisation"], section__code__in=self.facts["sections"]
        )
        return list(still.select_related("section").order_by("section__order"))

    def irrelevant(self, recipient: User | str) -> str:
        if recipient not in self.recipients():
            return _("no longer of this ministry")
        if not self.about.is_editable or not self.held:
            return _("the ministry no longer has these sections")
        return ""

    def subject(self, recipient: User | str) -> str:
        due = min((one.due_on for one in self.held if one.due_on), default=None)
        if due is None:
            return _("Your part of the voluntary review for IMRF %(year)s") % {"year": self.about.cycle_id}
        return _("Wanted by %(day)s: your part of the voluntary review") % {"day": day_of(due)}

    def context(self, recipient: User | str) -> dict[str, Any]:
        return {
            "ministry": Organisation.objects.get(pk=self.facts["organisation"]),
            "cycle": self.about.cycle,
            "rows": [{"title": str(one.section), "due": day_of(one.due_on) if one.due_on else ""} for one in self.held],
            "note": self.held[0].note if self.held else "",
            "button_url": settings.SITE_URL + reverse("reviews:overview", kwargs=self.about.address),
            "button_label": _("Open your sections"),
        }


class SectionReady(WithinTeam):
    """A ministry says that its section is ready. About the assignment; facts: at (moment)."""

    name = "reviews.section_ready"
    label = gettext_lazy("A section is ready for your agreement")
    about: SectionAssignment

    def recipients(self) -> list[User]:
        """The focal points, and the officer named for the section while of the State's team."""
        country = self.about.review.country_id
        named = Membership.objects.team_of(country).filter(user=self.about.clearing_officer_id).select_related("user")
        return [*focal_points(country), *(membership.user for membership in named[:1])]

    def occasion(self) -> str:
        return f"{self.name}:{self.about.review.reference}:{self.about.pk}:{self.facts['at']}"

    def country(self) -> str:
        return self.about.review.country_id

    def irrelevant(self, recipient: User | str) -> str:
        if recipient not in self.recipients():
            return _("no longer asked to agree")
        cleared = self.about.review.clearances.filter(section=self.about.section_id, voided_at__isnull=True)
        if not self.about.ready_at or not self.about.review.is_editable or cleared.exists():
            return _("no longer waiting for agreement")
        return ""

    def subject(self, recipient: User | str) -> str:
        return _("Ready for your agreement: section %(code)s") % {"code": self.about.section.code.upper()}

    def context(self, recipient: User | str) -> dict[str, Any]:
        address = {**self.about.review.address, "code": self.about.section.code}
        return {
            "ministry": self.about.organisation,
            "section": self.about.section,
            "cycle": self.about.review.cycle,
            "button_url": settings.SITE_URL + reverse("reviews:agree", kwargs=address),
            "button_label": _("Read and agree"),
        }
