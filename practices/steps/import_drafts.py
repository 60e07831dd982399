"""A body brings many practices at once: each row becomes a draft of its own, which it checks and submits (A1).

The rows are read as those of the secretariat's list; what its page asks besides stands in further columns. Nothing is
submitted by it, consent is given on the page, and a draft that people have written in since is never overwritten.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from core.access import allowed
from core.models import Act
from core.rows import Reading, Row
from core.workflow import signed
from practices.choices import Status
from practices.models import Practice
from practices.steps import drafting
from practices.steps.import_practices import Lists, PracticeImport

COLUMNS = {
    "id": gettext_lazy("Your own number for it. Send the list again with the same numbers and the drafts are updated."),
    "title": gettext_lazy("Title, at most 300 characters."),
    "title_lang": gettext_lazy("Language of the text: ar, zh, en, fr, ru or es."),
    "summary": gettext_lazy("What was done, for whom, with what result."),
    "practice_type": gettext_lazy("For example “Project or programme”, “Policy or law”, “Tool or guidance”."),
    "objectives_primary": gettext_lazy("Numbers of the main objectives, separated by a semicolon: 6; 16"),
    "objectives_secondary": gettext_lazy("Numbers of further objectives."),
    "principles": gettext_lazy("Numbers of the guiding principles, 1 to 10."),
    "sdgs": gettext_lazy("Numbers of the Sustainable Development Goals."),
    "scope": gettext_lazy("local, national, regional, between_countries or global"),
    "countries": gettext_lazy("States in which it was carried out, separated by a semicolon."),
    "regions": gettext_lazy("Regions of the M49 standard, where it is not limited to States."),
    "start": gettext_lazy("Year, month or day: 2021, 2021-03, 2021-03-05"),
    "end": gettext_lazy("The same, or “ongoing”."),
    "status": gettext_lazy("completed, well_on_its_way or begun"),
    "lead_entity": gettext_lazy("The main implementer."),
    "entity_type": gettext_lazy("Its kind: government, un_entity, civil_society, trade_union, academia …"),
    "partners": gettext_lazy("Other implementers, partners and donors, separated by a semicolon."),
    "results": gettext_lazy("Benefit and impact: what changed, and how you know."),
    "lessons": gettext_lazy("Key lessons."),
    "recommendations": gettext_lazy("To those who want to do the same."),
    "innovation": gettext_lazy("What is innovative."),
    "resources": gettext_lazy("Resources that it took."),
}


class DraftImport(PracticeImport):
    """Drafts of one body."""

    command = "practice-drafts"
    label = gettext_lazy("Practices of your organisation")
    lede = gettext_lazy(
        "Bring many practices in one file. Each row becomes a draft of your organisation, which you check, complete "
        "and submit on its own page. First you read row by row what would happen; nothing is written before you say so."
    )
    is_of_bodies = True

    def __init__(self, organisation: Organisation | None = None) -> None:
        self.organisation = organisation
        if organisation is not None:
            self.command = f"{DraftImport.command}-{organisation.pk}"

    def of(self, organisation: Any) -> "DraftImport":
        return DraftImport(organisation)

    def may(self, user: Any) -> bool:
        return allowed(user, "practices.start_practice", Practice(organisation=self.organisation))

    def bodies(self, user: Any) -> Any:
        return drafting.bodies_of(user)

    def columns(self) -> dict[str, Any]:
        return COLUMNS

    def read(self, row: Row, lists: Lists) -> Reading:
        return self.read_what(row, lists)

    def write(self, record: Practice | None, values: dict[str, Any], *, by: Any) -> Practice:
        if record is None:
            plain = {name: value for name, value in values.items() if name not in self.picks}
            practice = drafting.start(self.organisation, by=by, **plain)
        else:
            practice = record
            for name, value in self.attributes(values).items():
                setattr(practice, name, value)
            signed(practice, by)
            practice.save()
            Act.objects.log("imported", practice, by=by)
        for name in self.picks:
            getattr(practice, name).set(values[name])
        return practice

    def closed(self, record: Practice) -> str:
        if record.status != Status.DRAFT:
            return _("It has been submitted; change it on its page.")
        return _("Its draft has been discarded; take it back first.") if record.discarded_at else ""
