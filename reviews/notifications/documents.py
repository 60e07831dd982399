"""What a State hears of a document that it sent by e-mail, or published elsewhere."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Role
from accounts.models import User
from notifications.kinds import Note, Recipient, absolute
from reviews.choices import Round
from reviews.models import ReceivedDocument
from reviews.notifications.submission import focal_points


class DocumentPublished(Note):
    """To the focal points of the State: the secretariat has published what it received. An officer may leave it out, as
    for one of many earlier reviews that were imported."""

    name = "reviews.document_published"
    label = gettext_lazy("A document of your State was published")
    reason = gettext_lazy("You get this because you are a focal point of your State.")
    button = gettext_lazy("Read it")
    roles = (Role.FOCAL_POINT,)
    optional = True
    by_choice = True
    about: ReceivedDocument

    def recipients(self) -> list[User]:
        return focal_points(self.country())

    def occasion(self) -> str:
        return f"{self.name}:{self.about.pk}"

    def country(self) -> str:
        return self.about.country_id or ""

    def irrelevant(self, recipient: Recipient) -> str:
        return "" if recipient in self.recipients() else _("no longer focal point")

    def subject(self, recipient: Recipient) -> str:
        return _("Published: %(reference)s") % {"reference": self.about.reference}

    def paragraphs(self, recipient: Recipient) -> list[str]:
        facts = {"state": self.about.country, "reference": self.about.reference, "title": self.about.title}
        return [
            _("The secretariat has published a document of %(state)s as %(reference)s: “%(title)s”.") % facts,
            _("What you submit in the portal later becomes the next version."),
            _("If something about it is wrong, answer this message."),
        ]

    def url(self) -> str:
        name = "reviews:regional" if self.about.round == Round.REGIONAL else "reviews:public"
        return absolute(name, year=self.about.year, country=self.country().lower())
