"""A portal to try out: accounts named by their role, an invented State, and samples that say they are samples."""

import hashlib
import os
import secrets
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts import steps as accounts
from accounts.choices import OrganisationKind, Role
from accounts.models import Membership, Organisation, User
from forum import steps as plans
from forum.models import ForumCycle, ReminderPlan
from imrf_portal.management import sample
from reference.choices import CountryKind
from reference.models import Country
from reviews import answers
from reviews.choices import Round
from reviews.models import Questionnaire, ReceivedDocument, VoluntaryReview
from reviews.notifications.reminders import ReviewDue
from reviews.sections import section_in
from reviews.steps import consultations, documents, drafting, questionnaires, submission

NOW, BEFORE, EARLIEST = 2030, 2026, 2022
LEAD_DAYS = [60, 30, 14, 7, 1]
STATES = {"ZZ": "Demo State", "XZ": "Other Demo State"}
"""User-assigned codes of ISO 3166: no State has them, and none will."""
PEOPLE = (
    ("focal-point", "ZZ", Role.FOCAL_POINT, "Migration office (sample)"),
    ("ministry", "Ministry of Labour (sample)", Role.MINISTRY_CONTRIBUTOR, "Unit for labour migration (sample)"),
    ("other-state", "XZ", Role.FOCAL_POINT, "Migration office (sample)"),
    ("secretariat", "", Role.SECRETARIAT_OFFICER, "Officer for reviews (sample)"),
    ("secretariat-head", "", Role.SECRETARIAT_ADMIN, "Head (sample)"),
)


class Command(BaseCommand):
    """Safe to run again: what is there already is left as it is."""

    help = "Make the demo: accounts, Demo State, sample questionnaires, a plan of reminders, sample publications."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="do not print the accounts")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("The demo has known accounts: it is made in debug mode only.")
        password = os.environ.get("DEMO_PASSWORD") or f"demo-{secrets.token_hex(4)}-{secrets.token_hex(4)}"
        with transaction.atomic():
            people = make_people(password)
            officer, head = people["secretariat"], people["secretariat-head"]
            put_in_force(NOW, officer, head)
            put_in_force(BEFORE, officer, head)
            make_plan(officer, head)
            publish_review(people["focal-point"], officer, head)
            publish_document(officer, head)
        if not options["quiet"]:
            self.stdout.write(f"Demo accounts, all with the password {password}\n")
            for person in people.values():
                self.stdout.write(f"  {person.email:34} {person.memberships.select_related('organisation').first()}\n")


def make_people(password: str) -> dict[str, User]:
    """The accounts by name, each with its role and `password`."""
    bodies = {code: state(code, name) for code, name in STATES.items()}
    bodies[""] = Organisation.objects.get(kind=OrganisationKind.SECRETARIAT)
    ministry = PEOPLE[1][1]
    bodies[ministry] = accounts.ministry("ZZ", ministry)
    return {name: person(name, bodies[body], role, office, password) for name, body, role, office in PEOPLE}


def state(code: str, name: str) -> Organisation:
    """A sample State and its organisation."""
    country, _made = Country.objects.get_or_create(
        code=code, defaults={"names": {"en": name}, "kind": CountryKind.SAMPLE}
    )
    body, _made = Organisation.objects.get_or_create(
        kind=OrganisationKind.STATE, country=country, defaults={"name": name, "slug": f"state-{country.slug}"}
    )
    return body


def person(name: str, body: Organisation, role: str, office: str, password: str) -> User:
    """Somebody with a confirmed address and one role, as after an accepted invitation."""
    email = f"{name}@demo.example"
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, password)
    if not user.check_password(password):
        user.set_password(password)
        user.save()
    user.emailaddress_set.get_or_create(email=email, defaults={"verified": True, "primary": True})
    released = {"released_at": timezone.now()} if role.startswith("secretariat_") else {}
    Membership.objects.get_or_create(
        user=user, organisation=body, role=role, ends_at=None, defaults={"office": office, **released}
    )
    return user


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
    for code, key, objective, value in sample.REVIEW_2026:
        place = section_in(review, code)
        answers.put(place, place.section.questions.get(key=key), objective, value, focal_point)
    held = {**sample.CONSULTATION, "starts_on": date.fromisoformat(sample.CONSULTATION["starts_on"])}
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
        sha256=hashlib.sha256(sample.PDF).hexdigest(),
    )
    document.file.save("sample-review.pdf", ContentFile(sample.PDF), save=False)
    documents.release(documents.save(document, by=officer), by=head)
