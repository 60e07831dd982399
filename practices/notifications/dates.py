"""Another day for a report: a reviewer asks for it, an officer sets it (FEATURES A10)."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.templatetags.portal import day_of
from practices.choices import AssignmentStatus
from practices.models import ReviewAssignment
from practices.notifications.reviewing import ToOfficers, WhileStatus


class DateMoved(WhileStatus):
    """Another day for the report. Facts: due."""

    name = "practices.review_date_moved"
    label = gettext_lazy("Another day for your report")
    wanted = (AssignmentStatus.INVITED, AssignmentStatus.PERHAPS, AssignmentStatus.ACCEPTED)

    def subject(self, recipient: User | str) -> str:
        return _("Another day for your report: %(reference)s") % {"reference": self.practice.reference}

    def words(self) -> list[str]:
        return [_("Your report is now due by %(day)s.") % {"day": self.until(self.about.review_by)}]  # type: ignore[arg-type]


class DateAsked(ToOfficers):
    """A reviewer asks for another day. About the assignment; facts: day."""

    name = "practices.review_date_asked"
    label = gettext_lazy("A reviewer asks for another day")
    about: ReviewAssignment

    def irrelevant(self, recipient: User | str) -> str:
        return super().irrelevant(recipient) or ("" if self.about.asked_date else _("answered meanwhile"))

    def subject(self, recipient: User | str) -> str:
        return _("Another day asked for: review of %(reference)s") % {"reference": self.practice.reference}

    def words(self) -> list[str]:
        asked = day_of(date.fromisoformat(self.facts["day"]))
        return [
            _("A reviewer could report by %(day)s. Until you move the date, the first one stands.") % {"day": asked}
        ]
