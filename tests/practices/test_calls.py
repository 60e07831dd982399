"""Calls: a public page, who may answer, and a reminder to drafts that goes once (FEATURES A25)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.models import Organisation
from notifications import outbox
from notifications.models import Message
from practices import checks
from practices.choices import CallStatus
from practices.models import CallForPractices
from practices.notifications.calls import CallCloses
from reference.models import Country, StakeholderGroup
from tests.practices.builders import practice, published_practice, ready_practice, submitted_practice

pytestmark = pytest.mark.django_db
DUE = date(2030, 3, 1)


def call(**fields):
    fields = {
        "slug": "domestic-work",
        "title": "Domestic work",
        "about": "What helps.",
        "status": CallStatus.OPEN,
        **fields,
    }
    return CallForPractices.objects.create(**fields)


def test_a_call_is_public_once_opened_with_criteria_and_answers(cast):
    record = call(
        status=CallStatus.DRAFT,
        musts=["after_compact"],
        questions=[{"question": "In which language?", "answer": "One of the six."}],
    )
    visitor = cast.client("visitor")
    assert visitor.get(record.get_absolute_url()).status_code == 404
    cast.client("officer").post(
        reverse("admin:practices_callforpractices_step", args=[record.pk, "open"]), {"note": ""}
    )
    text = visitor.get(record.get_absolute_url()).text
    assert "One of the six." in text
    assert "after December 2018" in text
    assert record.title in visitor.get(reverse("practices:calls")).text


def test_the_blank_form_is_read_without_signing_in(cast):
    assert "Main implementer" in cast.client("visitor").get(reverse("practices:blank")).text


def test_the_last_day_counts_to_its_end_in_the_zone_of_the_call():
    record = call(closes_on=DUE, time_zone="America/New_York")
    end = datetime(2030, 3, 2, 4, 59, 59, tzinfo=UTC)
    assert record.takes_practices(end)
    assert not record.takes_practices(end + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"applicants": ["states"]}, "not_eligible"), ({"status": "closed"}, "closed"), ({}, None)],
)
def test_eligibility_is_a_must_before_submission(cast, fields, code):
    draft = ready_practice(cast, call=call(**fields))
    assert {one.code for one in checks.checks_of(draft) if one.blocks} == ({code} if code else set())


def test_a_call_for_other_objectives_or_states_says_so(cast):
    record = call()
    record.objectives.set([23])
    record.countries.set(Country.objects.exclude(pk=cast.state.country_id)[:1])
    codes = {one.code for one in checks.checks_of(ready_practice(cast, call=record))}
    assert codes == {"other_objectives", "other_countries"}


def test_a_call_for_some_groups_of_stakeholders_is_open_to_them_alone(cast):
    record = call()
    asked, other = StakeholderGroup.objects.all()[:2]
    record.stakeholder_groups.set([asked])
    found = []
    for group in (asked, other):
        Organisation.objects.filter(pk=cast.association.pk).update(stakeholder_group=group)
        found.append(checks.is_eligible(record, Organisation.objects.get(pk=cast.association.pk)))
    assert found == [True, False]
    assert checks.is_eligible(record, cast.state), "the groups tell stakeholders apart, and nobody else"


def test_a_draft_is_reminded_once_and_what_was_submitted_is_not(cast):
    record = call(closes_on=DUE, time_zone="UTC")
    practice(cast, title="Still a draft", call=record)
    practice(cast, title="Outside any call")
    now = datetime(2030, 2, 27, 12, tzinfo=UTC)
    for _run in range(2):
        outbox.queue(list(CallCloses.plan(now)))
    (row,) = Message.objects.filter(kind=CallCloses.name)
    assert (row.recipient, row.occasion[-15:]) == (cast.owner, "2030-03-01:3-days"[-15:])
    assert not Message.objects.visible_to(cast.officer).filter(kind=CallCloses.name).exists()
    assert not list(CallCloses.plan(datetime(2030, 2, 1, tzinfo=UTC)))


def test_a25_the_page_of_a_call_counts_its_answers_without_a_name_until_they_are_published(cast):
    record = call()
    practice(cast, title="Still a draft", call=record)
    submitted_practice(cast, title="Sent in", call=record)
    published = published_practice(cast, title="Read and published", call=record)
    visitor = cast.client("visitor")
    text = visitor.get(record.get_absolute_url()).text
    assert record.progress() == {"received": 2, "waiting": 1, "published": 1}
    assert "Practices received" in text
    assert not any(title in text for title in ("Still a draft", "Sent in"))
    assert published.reference in text


def test_an_officer_writes_a_call_in_admin(cast):
    page = reverse("admin:practices_callforpractices_add")
    assert cast.client("officer").get(page).status_code == 200
    sent = {"title": "New", "slug": "new", "about": "x", "time_zone": "UTC", "reviewers_un": 1, "reviewers_outside": 2,
            "review_days": 21, "disagreement": 2, "applicants": ["states"], "questions-0-question": "Q?",
            "questions-0-answer": "A."}  # fmt: skip
    assert cast.client("officer").post(page, sent).status_code == 302
    made = CallForPractices.objects.get()
    assert (made.applicants, made.questions) == (["states"], [{"question": "Q?", "answer": "A."}])
    assert cast.client("owner").get(page).status_code in (302, 403)
