"""Voluntary reviews of Demo State: questionnaires in force, a plan of reminders, one review published, one document."""

import hashlib
from datetime import date

from django.core.files.base import ContentFile

from accounts.models import User
from forum import steps as plans
from forum.models import ForumCycle, ReminderPlan
from imrf_portal.management.samples import texts
from reference.models import Country
from reviews import answers
from reviews.choices import Round
from reviews.models import Questionnaire, ReceivedDocument, VoluntaryReview
from reviews.notifications.reminders import ReviewDue
from reviews.sections import section_in
from reviews.steps import consultations, documents, drafting, questionnaires, submission

NOW, BEFORE, EARLIEST = 2030, 2026, 2022
LEAD_DAYS = [60, 30, 14, 7, 1]


def make(people: dict[str, User]) -> None:
    """All of it, by the people of the demo; what is there already is left as it is."""
    officer, head = people["secretariat"], people["secretariat-head"]
    put_in_force(NOW, officer, head)
    put_in_force(BEFORE, officer, head)
    make_plan(officer, head)
    publish_review(people["focal-point"], officer, head)
    publish_document(officer, head)


def put_in_force(year: int, officer: User, head: User) -> None:
    """Both sample questionnaires of a forum, proposed by one officer and released by the other."""
    cycle = ForumCycle.objects.get(year=year)
    there = set(Questionnaire.objects.in_force(cycle).values_list("kind", flat=True))
    for name, kind in (("full", "new"), ("update", "update")):
        if kind not in there:
            form = questionnaires.load_sample(name, cycle, by=officer)
            form = questionnaires.propose(form, by=officer)
            questionnaires.put_in_force(form, by=head)


def make_plan(officer: User, head: User) -> None:
    """Reminders of the preferred date, proposed by one officer and put in force by the other."""
    milestone = ForumCycle.objects.get(year=NOW).reviews_due
    if milestone is None or ReminderPlan.objects.filter(kind=ReviewDue.name, milestone=milestone).exists():
        return
    plan = ReminderPlan.objects.create(kind=ReviewDue.name, milestone=milestone, lead_days=LEAD_DAYS)
    plans.put_in_force(plans.propose(plan, by=officer), by=head)


def publish_review(focal_point: User, officer: User, head: User) -> None:
    """What Demo State published for 2026; its review for 2030 is left to be started."""
    country = Country.objects.get(pk="ZZ")
    if VoluntaryReview.objects.filter(country=country, cycle=BEFORE, round=Round.FORUM).exists():
        return
    form = Questionnaire.objects.in_force(ForumCycle.objects.get(year=BEFORE)).get(kind="new")
    review = drafting.start(country, form, by=focal_point)
    for code, key, objective, value in texts.REVIEW_2026:
        place = section_in(review, code)
        answers.put(place, place.section.questions.get(key=key), objective, value, focal_point)
    held = {**texts.CONSULTATION, "starts_on": date.fromisoformat(texts.CONSULTATION["starts_on"])}
    consultations.add(review, held, by=focal_point)
    received = submission.submit(review, by=focal_point)
    submission.accept(received, by=officer)
    submission.publish(received, by=head)


def publish_document(officer: User, head: User) -> None:
    """A file that Demo State "sent by e-mail" for 2022, registered by one officer and released by the other."""
    country = Country.objects.get(pk="ZZ")
    if ReceivedDocument.objects.filter(country=country, year=EARLIEST).exists():
        return
    document = ReceivedDocument(
        country=country,
        cycle=ForumCycle.objects.get(year=EARLIEST),
        round=Round.FORUM,
        year=EARLIEST,
        title="Sample: review of Demo State, sent as a file",
        language="en",
        received_on="2022-03-04",
        lead_body="Migration office (sample)",
        summary="Sample text. A document of an invented State.",
        file_name="sample-review.pdf",
        content_type="application/pdf",
        sha256=hashlib.sha256(texts.PDF).hexdigest(),
    )
    document.file.save("sample-review.pdf", ContentFile(texts.PDF), save=False)
    documents.release(documents.save(document, by=officer), by=head)
