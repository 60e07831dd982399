"""Every list of the secretariat's desk asks as often for thirty rows as for one, and at most fifteen times (L11)."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse
from django_celery_beat.models import PeriodicTask

from accounts.choices import OrganisationKind, Role
from accounts.models import DeskNote, Handover, Invitation, Membership, MembershipRequest, Organisation, User
from core.models import Act
from dialogues.choices import NoteOffice
from dialogues.models import BackgroundNote, Contribution, DiscussionSpace, Meeting, NoteAppointment
from forum.models import ForumCycle, ForumDocument, Milestone, RegionalReview, ReminderPlan
from notifications.models import Announcement, MailText, Message
from pledges.models import Pledge, PledgeParticipant, PledgeVersion
from practices.models import Practice, UsedElsewhere
from publications.models import ImportedRecord, ImportRun, Publication
from reference.models import Country, RegionalCommission
from reviews.models import Intention, Question, Questionnaire, ReceivedDocument, Section, Submission, VoluntaryReview
from tests import factories
from tests.cast import Cast, member, person, stakeholder
from tests.dialogues import builders

MOST = 15
ROWS = 30
TODAY = date(2029, 1, 1)
NOON = datetime(2029, 1, 1, 12, tzinfo=UTC)
NAME = {"en": "Sample"}


def _member(cast: Cast, n: int) -> Any:
    return member(f"listed-{n}", stakeholder(f"Listed {n}"), Role.STAKEHOLDER)


def _invitation(cast: Cast, n: int) -> Any:
    body = stakeholder(f"Invited {n}")
    inviter = person(f"inviter-{n}")
    return Invitation.objects.create(
        email=f"i{n}@demo.example", organisation=body, role=Role.STAKEHOLDER, invited_by=inviter
    )


def _handover(cast: Cast, n: int) -> Any:
    leaves, comes = person(f"leaves-{n}"), person(f"comes-{n}")
    return Handover.objects.create(organisation=stakeholder(f"Handed {n}"), from_user=leaves, to_user=comes)


def _request(cast: Cast, n: int) -> Any:
    body = stakeholder(f"Asked {n}")
    return MembershipRequest.objects.create(
        person=person(f"asks-{n}"), organisation=body, name=body.name, kind=OrganisationKind.STAKEHOLDER
    )


def _desk_note(cast: Cast, n: int) -> Any:
    who = {"written_by": person(f"notes-{n}"), "wanted_from": person(f"works-{n}")}
    return DeskNote.objects.create(
        content_type=ContentType.objects.get_for_model(Organisation), object_id=str(cast.state.pk), title=f"Sample {n}",
        text="Sample", **who,
    )  # fmt: skip


def _cycle(cast: Cast, n: int) -> ForumCycle:
    year = 2100 + n
    return ForumCycle.objects.create(year=year, ordinal=year, names=NAME, starts_on=TODAY, ends_on=TODAY)


def _milestone(cast: Cast, n: int) -> Milestone:
    return Milestone.objects.create(
        cycle=_cycle(cast, n), code=f"sample-{n}", labels=NAME, starts_on=TODAY, ends_on=TODAY, source="Sample"
    )


def _forum_document(cast: Cast, n: int) -> Any:
    return ForumDocument.objects.create(cycle=_cycle(cast, n), code=f"sample-{n}", kind="report", names=NAME)


def _regional_review(cast: Cast, n: int) -> Any:
    commissions = list(RegionalCommission.objects.all())
    return RegionalReview.objects.create(
        round=2100 + n, commission=commissions[n % len(commissions)], milestone=_milestone(cast, n)
    )


def _plan(cast: Cast, n: int) -> Any:
    return ReminderPlan.objects.create(kind="reviews.reminder", milestone=_milestone(cast, n), lead_days=[7])


def _letter(cast: Cast, n: int) -> Any:
    who = {"proposed_by": person(f"proposes-{n}"), "released_by": person(f"releases-{n}")}
    return Announcement.objects.create(subjects=NAME, texts=NAME, audience="accounts.focal_points:", **who)


def _text(cast: Cast, n: int) -> Any:
    who = {"proposed_by": person(f"suggests-{n}"), "released_by": person(f"agrees-{n}")}
    return MailText.objects.create(kind="reviews.due", language="en", number=n + 1, subject="S", text="T", **who)


def _country(n: int) -> Country:
    return Country.objects.order_by("code")[n]


def _received(cast: Cast, n: int) -> Any:
    return ReceivedDocument.objects.create(
        country=_country(n), cycle_id=2030, year=2030, title=f"Sample {n}", registered_by=person(f"registers-{n}")
    )


def _intention(cast: Cast, n: int) -> Any:
    return Intention.objects.create(country=_country(n), cycle_id=2030, said_by=person(f"says-{n}"))


def _questionnaire(cast: Cast, n: int) -> Questionnaire:
    return Questionnaire.objects.create(cycle=_cycle(cast, n), kind="new", version=1, titles=NAME)


def _whole_questionnaire(cast: Cast, n: int) -> Any:
    return n or factories.questionnaire_in_force(cast)


def _submission(cast: Cast, n: int) -> Any:
    country = _country(n)
    review = VoluntaryReview.objects.create(
        country=country, cycle_id=2030, questionnaire=_questionnaire(cast, n), started_by=person(f"starts-{n}")
    )
    return Submission.objects.create(
        review=review, country=country, cycle_id=2030, number=1, content={"reference": f"S-{n}"}, sha256="0" * 64
    )


def _imported(cast: Cast, n: int) -> Any:
    return ImportedRecord.objects.create(
        command="import_reviews",
        source_id=f"s-{n}",
        raw={},
        outcome="held",
        problems=["It has no title."],
        run=uuid.uuid4(),
    )


def _import_run(cast: Cast, n: int) -> Any:
    return ImportRun.objects.create(command="import_reviews", file_name=f"{n}.csv", by=cast.officer, state="looked")


def _pledge(n: int) -> Pledge:
    return Pledge.objects.create(organisation=stakeholder(f"Pledges {n}"), reference=f"PL-{9000 + n}", title="Sample")


def _pledge_version(cast: Cast, n: int) -> Any:
    return PledgeVersion.objects.create(
        pledge=_pledge(n), number=1, title="Sample", language="en", content={}, sha256="0" * 64, commitment="0" * 64
    )


def _pledge_partner(cast: Cast, n: int) -> Any:
    body = stakeholder(f"Partner {n}")
    return PledgeParticipant.objects.create(pledge=_pledge(n), organisation=body, name=body.name)


def _use(cast: Cast, n: int) -> Any:
    practice = Practice.objects.create(organisation=stakeholder(f"Owns {n}"), title="Sample")
    return UsedElsewhere.objects.create(practice=practice, organisation=stakeholder(f"Uses {n}"), account="Sample")


def _meeting(cast: Cast, n: int) -> Any:
    return builders.draft(cast.officer, title=f"Sample {n}")


def _contribution(cast: Cast, n: int) -> Any:
    space = DiscussionSpace.objects.create(
        meeting=_meeting(cast, n), purpose="Sample", opens_on=TODAY, closes_on=TODAY, opens_at=NOON, closes_at=NOON
    )
    return Contribution.objects.create(space=space, name=f"Says {n}", language="en", text="Sample", fingerprint=str(n))


def _note(cast: Cast, n: int) -> BackgroundNote:
    return BackgroundNote.objects.create(meeting=_meeting(cast, n), reference=f"BN-{9000 + n}")


def _appointment(cast: Cast, n: int) -> Any:
    return NoteAppointment.objects.create(note=_note(cast, n), user=person(f"drafts-{n}"), office=NoteOffice.DRAFTER)


MADE: dict[type[models.Model], Callable[[Cast, int], Any]] = {
    User: _member,
    Organisation: _member,
    Membership: _member,
    Invitation: _invitation,
    Handover: _handover,
    MembershipRequest: _request,
    DeskNote: _desk_note,
    ForumCycle: _cycle,
    Milestone: _milestone,
    ForumDocument: _forum_document,
    RegionalReview: _regional_review,
    ReminderPlan: _plan,
    Announcement: _letter,
    MailText: _text,
    ReceivedDocument: _received,
    Intention: _intention,
    Questionnaire: _questionnaire,
    Section: _whole_questionnaire,
    Question: _whole_questionnaire,
    Submission: _submission,
    ImportRun: _import_run,
    ImportedRecord: _imported,
    PledgeVersion: _pledge_version,
    PledgeParticipant: _pledge_partner,
    UsedElsewhere: _use,
    Meeting: _meeting,
    Contribution: _contribution,
    BackgroundNote: _note,
    NoteAppointment: _appointment,
}
ELSEWHERE = {Act, Message, Publication}
"""tests/core/test_admin.py, tests/notifications/test_pages.py and tests/publications/test_admin.py make their rows."""
APPS_OF_THEIR_OWN = {"practices", "pledges"}
"""Most of their rows take a whole workflow to make: tests/practices/test_screening.py, tests/pledges."""
LISTED = {model for model in admin.site._registry if model in MADE or model._meta.app_label not in APPS_OF_THEIR_OWN}
LISTS = sorted(LISTED - ELSEWHERE, key=lambda model: model._meta.label)


@pytest.mark.parametrize("model", LISTS, ids=lambda model: model._meta.label)
def test_l11_a_list_asks_the_same_for_one_row_and_for_thirty(cast, model, monkeypatch, django_assert_max_num_queries):
    if make := MADE.get(model):
        for n in range(ROWS):
            make(cast, n)
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    client = cast.client("superuser" if model is PeriodicTask else "officer")

    def count(rows: int) -> int:
        monkeypatch.setattr(admin.site._registry[model], "list_per_page", rows)
        with django_assert_max_num_queries(MOST) as asked:
            page = client.get(address)
        assert page.status_code == 200
        assert len(page.context["cl"].result_list) == min(rows, model._default_manager.count())
        return len(asked)

    client.get(address)  # the first request of a login registers it, once
    assert count(1) == count(ROWS)
