"""Tasks that officers give one another. The text stays at the desk: mail names the record alone."""

from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access import is_secretariat
from notifications.kinds import Note, Recipient, absolute


class TaskGiven(Note):
    """An officer has a task beside a record."""

    name = "accounts.task_given"
    label = gettext_lazy("A colleague of the secretariat gives you a task")
    reason = gettext_lazy("You get this because you work in the secretariat.")
    optional = True
    button = gettext_lazy("Read the task")

    def recipients(self) -> Iterable[Recipient]:
        return [self.about.wanted_from] if self.about.wanted_from else []

    def occasion(self) -> str:
        return f"accounts:desk-note-{self.about.pk}"

    def irrelevant(self, recipient: Recipient) -> str:
        if not self.about.is_open:
            return _("settled meanwhile")
        return "" if is_secretariat(recipient) else _("no longer in the secretariat")

    def subject(self, recipient: Recipient) -> str:
        return _("A task for you: %(record)s") % {"record": self.about.title}

    def paragraphs(self, recipient: Recipient) -> list[str]:
        by, due = self.about.written_by, self.about.due_on
        return [
            _("%(officer)s wrote a note beside this record and wants something from you.") % {"officer": by or "–"},
            _("Wanted by %(day)s.") % {"day": date_format(due, "j F Y")} if due else "",
        ]

    def url(self) -> str:
        return absolute("admin:accounts_desknote_change", object_id=self.about.pk)


class Mentioned(TaskGiven):
    """An officer is mentioned in a note; whose task it is has a message of their own."""

    name = "accounts.mentioned"
    label = gettext_lazy("A colleague of the secretariat mentions you in a note")
    button = gettext_lazy("Read the note")

    def recipients(self) -> Iterable[Recipient]:
        others = self.about.told.exclude(pk__in=[self.about.written_by_id or 0, self.about.wanted_from_id or 0])
        return list(others.order_by("pk"))

    def occasion(self) -> str:
        return f"accounts:desk-note-{self.about.pk}:mentioned"

    def subject(self, recipient: Recipient) -> str:
        return _("You are mentioned: %(record)s") % {"record": self.about.title}

    def paragraphs(self, recipient: Recipient) -> list[str]:
        facts = {"officer": self.about.written_by or "–"}
        return [_("%(officer)s mentions you in a note beside this record.") % facts]
