"""Every message of practices once, made by the step that causes it."""

from datetime import UTC, date, datetime

from notifications.kinds import Kind
from notifications.models import Message
from practices.models import CallForPractices
from practices.notifications.calls import CallCloses
from practices.steps import publication, screening, submission
from tests.cast import Cast
from tests.notifications.samples import sample
from tests.practices.builders import published_practice, ready_practice


def queued(name: str) -> list[Kind]:
    """The kind as the outbox rebuilds it from its rows."""
    return [Kind.of(message) for message in Message.objects.filter(kind=name)]


def submitted(cast: Cast):
    """A submitted version, with somebody in the secretariat to hear of it."""
    assert cast.officer
    return submission.submit(ready_practice(cast), by=cast.owner)


@sample("practices.receipt")
def receipt(cast: Cast):
    submitted(cast)
    return queued("practices.receipt")


@sample("practices.received")
def received(cast: Cast):
    submitted(cast)
    return queued("practices.received")


@sample("practices.withdrawn")
def withdrawn(cast: Cast):
    submission.withdraw(submitted(cast).practice, by=cast.owner, note="A partner left.")
    return queued("practices.withdrawn")


@sample("practices.returned")
def returned(cast: Cast):
    screening.send_back(submitted(cast).practice, by=cast.officer, letter="Please name the year.")
    return queued("practices.returned")


@sample("practices.declined")
def declined(cast: Cast):
    practice = submitted(cast).practice
    screening.decline(practice, by=cast.officer, letter="It is there already.", reason="duplicate")
    return queued("practices.declined")


@sample("practices.sent_to_review")
def sent_to_review(cast: Cast):
    screening.send_to_review(submitted(cast).practice, by=cast.officer)
    return queued("practices.sent_to_review")


@sample("practices.published")
def published(cast: Cast):
    published_practice(cast)
    return queued("practices.published")


@sample("practices.corrected")
def corrected(cast: Cast):
    practice = published_practice(cast)
    assert cast.officer
    publication.start_correction(practice, by=cast.owner)
    publication.correct(practice, by=cast.owner, note="A year was wrong.")
    return queued("practices.corrected")


@sample("practices.call_closes")
def call_closes(cast: Cast):
    call = CallForPractices.objects.create(
        slug="c", title="A call", about="x", status="open", closes_on=date(2030, 3, 1), time_zone="UTC"
    )
    ready_practice(cast, call=call)
    return list(CallCloses.plan(datetime(2030, 2, 27, 12, tzinfo=UTC)))
