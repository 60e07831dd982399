"""Every message of reviews once, made by the step that causes it."""

from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

from forum.models import ForumCycle, ReminderPlan
from forum.steps import propose, put_in_force
from notifications.kinds import Kind
from notifications.models import Message
from reviews.models import ReceivedDocument
from reviews.notifications.reminders import ReviewDue, SecretariatDigest
from reviews.notifications.talk import SectionDue
from reviews.sections import section_in
from reviews.steps import documents, guests, signing, talk, team
from reviews.steps import submission as steps
from tests import factories
from tests.cast import Cast
from tests.notifications.samples import sample


def queued(name: str) -> list[Kind]:
    """The kind as the outbox rebuilds it from its rows."""
    return [Kind.of(message) for message in Message.objects.filter(kind=name)]


def submitted(cast: Cast):
    """A submission, with somebody in the secretariat to hear of it."""
    assert cast.officer
    assert cast.second_officer
    return steps.submit(factories.ready_review(cast), by=cast.focal_point)


@sample("reviews.receipt")
def receipt(cast: Cast):
    submitted(cast)
    return queued("reviews.receipt")


@sample("reviews.received")
def received(cast: Cast):
    submitted(cast)
    return queued("reviews.received")


@sample("reviews.called_back")
def called_back(cast: Cast):
    steps.call_back(submitted(cast), by=cast.focal_point, note="One figure was wrong.")
    return queued("reviews.called_back")


@sample("reviews.returned")
def returned(cast: Cast):
    steps.send_back(submitted(cast), by=cast.officer, note="Which year?")
    return queued("reviews.returned")


@sample("reviews.accepted")
def accepted(cast: Cast):
    steps.accept(submitted(cast), by=cast.officer)
    return queued("reviews.accepted")


@sample("reviews.published")
def published(cast: Cast):
    steps.publish(steps.accept(submitted(cast), by=cast.officer), by=cast.second_officer)
    return queued("reviews.published")


@sample("reviews.document_published")
def document_published(cast: Cast):
    assert cast.focal_point
    received = ReceivedDocument.objects.create(
        country=cast.state.country, cycle_id=2030, year=2030, title="Review of Demo State",
        web_address="https://example.org/review", registered_by=cast.officer, received_on="2029-11-02",
    )  # fmt: skip
    documents.release(received, by=cast.second_officer)
    return queued("reviews.document_published")


@sample("reviews.withdrawal_asked")
def withdrawal_asked(cast: Cast):
    record = steps.accept(submitted(cast), by=cast.officer)
    steps.publish(record, by=cast.second_officer)
    steps.ask_withdrawal(record, by=cast.focal_point, note="A new government.")
    return queued("reviews.withdrawal_asked")


@sample("reviews.section_given")
def section_given(cast: Cast):
    assert cast.contributor
    draft = factories.review(cast)
    sections = draft.questionnaire.sections.filter(code__in="ab")
    team.give(draft, cast.labour, sections, by=cast.focal_point, due_on=date(2030, 1, 31), note="Please be short.")
    team.give(draft, cast.labour, draft.questionnaire.sections.filter(code="c"), by=cast.focal_point)
    return queued("reviews.section_given")


@sample("reviews.section_ready")
def section_ready(cast: Cast):
    draft = factories.review(cast)
    assert cast.contributor
    team.give(draft, cast.labour, draft.questionnaire.sections.filter(code="b"), by=cast.focal_point)
    team.say_ready(draft, "b", ready=True, by=cast.contributor)
    return queued("reviews.section_ready")


def plan_in_force(cast):
    """Reminders 60 to 1 days before the preferred date of 2030."""
    due = ForumCycle.objects.get(year=2030).reviews_due
    plan = ReminderPlan.objects.create(kind="reviews.due", milestone=due, lead_days=[60, 30, 14, 7, 1])
    put_in_force(propose(plan, by=cast.officer), by=cast.second_officer)


@sample("reviews.due")
def due(cast: Cast):
    assert cast.focal_point
    plan_in_force(cast)
    return list(ReviewDue.plan(datetime(2030, 2, 14, 15, tzinfo=UTC)))


@sample("reviews.digest")
def digest(cast: Cast):
    assert cast.focal_point
    plan_in_force(cast)
    return list(SecretariatDigest.plan(datetime(2030, 2, 14, 15, tzinfo=UTC)))


def place_b(cast: Cast):
    """Section b of a draft, with the ministry of labour."""
    draft = factories.review(cast)
    assert cast.contributor
    team.give(draft, cast.labour, draft.questionnaire.sections.filter(code="b"), by=cast.focal_point)
    return section_in(draft, "b")


@sample("reviews.mentioned")
def mentioned(cast: Cast):
    talk.comment(place_b(cast), "Which year?", tell=[cast.contributor], by=cast.focal_point)
    return queued("reviews.mentioned")


@sample("reviews.handed_back")
def handed_back(cast: Cast):
    place = place_b(cast)
    team.say_ready(place.review, "b", ready=True, by=cast.contributor)
    talk.hand_back(section_in(place.review, "b"), "Please add figures.", by=cast.focal_point)
    return queued("reviews.handed_back")


@sample("reviews.signature_asked")
def signature_asked(cast: Cast):
    signing.add(place_b(cast).review, cast.contributor, "Legal adviser", by=cast.focal_point)
    return queued("reviews.signature_asked")


@sample("reviews.section_due")
def section_due(cast: Cast):
    place_b(cast).review.assignments.update(due_on=date(2030, 1, 31))
    days = [datetime(2030, 1, 24, 20, tzinfo=UTC), datetime(2030, 2, 1, 20, tzinfo=UTC)]
    return [kind for day in days for kind in SectionDue.plan(day)]


@sample("reviews.guest_invited")
def guest_invited(cast: Cast):
    draft = factories.ready_review(cast)
    sections = draft.questionnaire.sections.filter(code__in=("b", "c"))
    until = timezone.now() + timedelta(days=30)
    guests.invite(draft, "adviser@demo.example", "A. Adviser", sections, until=until, by=cast.focal_point)
    return queued("reviews.guest_invited")
