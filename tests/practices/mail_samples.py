"""Every message of practices once, made by the step that causes it."""

from datetime import UTC, date, datetime

from notifications.kinds import Kind
from notifications.models import Message
from practices.models import CallForPractices
from practices.notifications import reviewing
from practices.notifications.calls import CallCloses
from practices.notifications.submitter import StillTrue
from practices.steps import deciding, publication, screening, submission, uses
from practices.steps import reviewing as peer_steps
from tests.cast import Cast
from tests.notifications.samples import sample
from tests.practices import reviewing as peer
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


def on_behalf(cast: Cast):
    """A submitted practice of somebody else's."""
    contact = {"on_behalf": True, "contact_name": "Contact", "contact_email": "contact@elsewhere.example"}
    return submission.submit(ready_practice(cast, **contact), by=cast.owner)


@sample("practices.implementer_asked")
def implementer_asked(cast: Cast):
    on_behalf(cast)
    return queued("practices.implementer_asked")


@sample("practices.implementer_answered")
def implementer_answered(cast: Cast):
    submission.answer_for_implementer(on_behalf(cast).practice, answer="agreed", words="The year is right.")
    return queued("practices.implementer_answered")


# --- peer review


def with_report(cast: Cast):
    """A round with a report in, by somebody with a name."""
    return peer.filed(peer.round_of(cast), peer.reviewer(cast, "first"), cast.officer)


@sample("practices.review_invited")
def review_invited(cast: Cast):
    peer.invited(peer.round_of(cast), peer.reviewer(cast, "first"), cast.officer)
    return queued("practices.review_invited")


@sample("practices.review_response_due")
def review_response_due(cast: Cast):
    one = peer.invited(peer.round_of(cast), peer.reviewer(cast, "first"), cast.officer)
    return [reviewing.ResponseDue(one, due=one.respond_by, offset=offset) for offset in (-3, 3)]


@sample("practices.review_due")
def review_due(cast: Cast):
    one = peer.reading(peer.round_of(cast), peer.reviewer(cast, "first"), cast.officer)
    return [reviewing.ReportDue(one, due=one.review_by, offset=offset) for offset in (-7, 3)]


@sample("practices.review_date_asked")
def review_date_asked(cast: Cast):
    one = peer.reading(peer.round_of(cast), peer.reviewer(cast, "first"), cast.officer)
    peer_steps.ask_date(one, by=one.reviewer, day=date(2030, 3, 1), words="I travel.")
    return queued("practices.review_date_asked")


@sample("practices.review_date_moved")
def review_date_moved(cast: Cast):
    one = peer.reading(peer.round_of(cast), peer.reviewer(cast, "first"), cast.officer)
    peer_steps.move_date(one, by=cast.officer, day=date(2030, 3, 1))
    return queued("practices.review_date_moved")


@sample("practices.review_ended")
def review_ended(cast: Cast):
    one = peer.reading(peer.round_of(cast), peer.reviewer(cast, "first"), cast.officer)
    peer_steps.replace(one, by=cast.officer, note="Late.")
    return queued("practices.review_ended")


@sample("practices.review_tie_cleared")
def review_tie_cleared(cast: Cast):
    one = peer.invited(peer.round_of(cast), peer.reviewer(cast, "first"), cast.officer)
    one = peer_steps.declare(one, "perhaps", by=one.reviewer, words="We met once.")
    peer_steps.clear_tie(one, by=cast.second_officer, note="Long ago.")
    return queued("practices.review_tie_cleared")


@sample("practices.review_waiver_wanted")
def review_waiver_wanted(cast: Cast):
    one = peer.invited(peer.round_of(cast), peer.reviewer(cast, "first"), cast.officer)
    peer_steps.declare(one, "perhaps", by=one.reviewer, words="We met once.")
    return queued("practices.review_waiver_wanted")


@sample("practices.review_news")
def review_news(cast: Cast):
    with_report(cast)
    return queued("practices.review_news")


@sample("practices.review_outcome")
def review_outcome(cast: Cast):
    deciding.decide(peer.complete(cast), by=cast.officer, verdict="publish", letter="Dear", summary="x", released=[])
    return queued("practices.review_outcome")


@sample("practices.decision")
def decision(cast: Cast):
    deciding.decide(peer.complete(cast), by=cast.officer, verdict="decline", letter="Dear", summary="x", released=[])
    return queued("practices.decision")


# --- once it is public


@sample("practices.still_true")
def still_true(cast: Cast):
    return [StillTrue(published_practice(cast).latest_version(), since="2029-01-01", year=1)]


def use_of(cast: Cast):
    assert cast.officer
    return uses.tell(published_practice(cast), cast.other_association, "In two ports.", by=cast.other_owner)


@sample("practices.use_asked")
def use_asked(cast: Cast):
    use_of(cast)
    return queued("practices.use_asked")


@sample("practices.use_told")
def use_told(cast: Cast):
    uses.agree(use_of(cast), by=cast.owner)
    return queued("practices.use_told")


@sample("practices.use_answered")
def use_answered(cast: Cast):
    uses.confirm(uses.agree(use_of(cast), by=cast.owner), by=cast.officer, note="Thank you.")
    return queued("practices.use_answered")
