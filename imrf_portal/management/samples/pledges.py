"""Pledges of the demo: one published with a partner and reports on its progress, and a draft that asks another."""

from django.utils import timezone

from accounts.models import Organisation, User
from pledges.choices import Form, Progress, Scope, Stage, Together
from pledges.models import Pledge
from pledges.steps import drafting, partners, progress, submission

NOTE = "Sample text about invented work, to show how a pledge looks."
THIS_YEAR = timezone.localdate().year
SKILLS = {
    "text": (
        f"{NOTE} Two bodies that do not exist will assess and certify the skills of migrant care workers in four "
        "cities, free of charge, so that a qualification earned in one country counts in the other. Assessors are "
        "trained in both languages, and childcare is given on the day of the assessment. The register of certificates "
        "is public in figures, by sex and age."
    ),
    "together": Together.PARTNERSHIP,
    "forms": [Form.TECHNICAL, Form.FINANCIAL],
    "scope": [Scope.NATIONAL],
    "beneficiaries": "Sample: migrant care workers",
    "starts_on": f"{THIS_YEAR - 2}-06",
    "ends_on": f"{THIS_YEAR + 2}",
    "targets": [
        {"indicator": "Sample: certified care workers", "baseline": "0", "target": "12000", "unit": "people",
         "by_when": f"{THIS_YEAR + 2}-12", "how_known": "Sample: joint register"},
        {"indicator": "Sample: law on recognition in force", "baseline": "", "target": "", "unit": "",
         "by_when": f"{THIS_YEAR}", "how_known": "Sample: official gazette"},
    ],
    "amounts": [
        {"amount": "2400000", "currency": "USD", "year": f"{THIS_YEAR}", "money": "new", "funding": "secured"},
    ],
    "seeks": "Sample: trainers in two border towns",
    "source": {"sample": "yes"},
}  # fmt: skip


def make(people: dict[str, User]) -> None:
    """All of it; what is there already is left as it is."""
    pledger, partner = people["pledger"], people["partner"]
    bank = Organisation.objects.get(memberships__user=pledger)
    city = Organisation.objects.get(memberships__user=partner)
    if Pledge.objects.filter(organisation__in=[bank, city]).exists():
        return
    pledge = _written(bank, pledger, "Sample: skills of 12,000 care workers")
    asked = partners.ask(pledge, by=pledger, name=city.name, organisation=city, contribution="Sample: classrooms")
    partners.confirm(asked, by=partner, agreed_to=pledge.commitment())
    version = submission.submit(pledge, by=pledger)
    submission.publish(version, by=people["secretariat"])
    for as_of, figure, words in (
        (f"{THIS_YEAR - 2}-12", "900", "Sample: the first centre opened in October."),
        (f"{THIS_YEAR - 1}-06", "2350", "Sample: two centres are running; five in six people certified are women."),
        (f"{THIS_YEAR - 1}-12", "4180", "Sample: a third centre opened, and people wait for 4 weeks instead of 11."),
    ):
        report = progress.start(Pledge.objects.get(pk=pledge.pk), bank, by=pledger)
        report.as_of, report.progress, report.text = as_of, Progress.IN_PROGRESS, words
        report.figures = [{"target": 1, "value": figure}, {"target": 2, "value": Stage.UNDER_WAY.value}]
        report.obstacles = "Sample: mutual recognition still stops at midwifery." if figure == "4180" else ""
        report.save()
        progress.publish(report, by=pledger)
    second = _written(bank, pledger, "Sample: savings accounts without a fee")
    partners.ask(second, by=pledger, name=city.name, organisation=city)


def _written(body: Organisation, by: User, title: str) -> Pledge:
    pledge = drafting.start(body, by=by, title=title)
    for name, value in SKILLS.items():
        setattr(pledge, name, value)
    pledge.save()
    pledge.objectives.set([5, 18])
    return Pledge.objects.select_related("organisation").get(pk=pledge.pk)
