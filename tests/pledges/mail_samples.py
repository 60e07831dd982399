"""Every message of pledges once, made by the step that causes it."""

from datetime import date

from notifications.kinds import Kind
from notifications.models import Message
from pledges.models import Pledge
from pledges.notifications.progress import ReportDue
from pledges.steps import joining, observations, partners, progress, submission
from tests.cast import Cast
from tests.notifications.samples import sample
from tests.pledges import builders


def queued(name: str) -> list[Kind]:
    """The kind as the outbox rebuilds it from its rows."""
    return [Kind.of(message) for message in Message.objects.filter(kind=name)]


@sample("pledges.receipt")
def receipt(cast: Cast):
    builders.submitted(cast)
    return queued("pledges.receipt")


@sample("pledges.received")
def received(cast: Cast):
    builders.submitted(cast)
    return queued("pledges.received")


@sample("pledges.returned")
def returned(cast: Cast):
    submission.send_back(builders.submitted(cast), by=cast.officer, letter="Which register?")
    return queued("pledges.returned")


@sample("pledges.declined")
def declined(cast: Cast):
    submission.decline(builders.submitted(cast), by=cast.officer, reason="out_of_scope", letter="About refugees.")
    return queued("pledges.declined")


@sample("pledges.published")
def published(cast: Cast):
    builders.published(cast)
    return queued("pledges.published")


@sample("pledges.partner_asked")
def partner_asked(cast: Cast):
    pledge, _asked = builders.joint(cast)
    partners.ask(pledge, by=cast.pledger, name="A union", email="union@demo.example")
    return queued("pledges.partner_asked")


@sample("pledges.partner_answered")
def partner_answered(cast: Cast):
    _pledge, asked = builders.joint(cast)
    builders.confirmed(cast, asked)
    return queued("pledges.partner_answered")


@sample("pledges.passed_on")
def passed_on(cast: Cast):
    pledge, asked = builders.joint(cast)
    builders.confirmed(cast, asked)
    partners.pass_lead(pledge, asked, by=cast.pledger)
    return queued("pledges.passed_on")


@sample("pledges.progress_published")
def progress_published(cast: Cast):
    pledge, asked = builders.joint(cast)
    builders.confirmed(cast, asked)
    pledge = builders.published(cast, pledge)
    progress.publish(builders.report(cast.pledger, pledge, pledge.organisation), by=cast.pledger)
    return queued("pledges.progress_published")


@sample("pledges.report_due")
def report_due(cast: Cast):
    pledge = builders.published(cast)
    Pledge.objects.update(next_report_on=date(2028, 9, 20))
    return [ReportDue(cast.pledger, month="2028-08", pledges=[pledge.reference])]


@sample("pledges.offer_made")
def offer_made(cast: Cast):
    builders.offered(cast)
    return queued("pledges.offer_made")


@sample("pledges.offer_answered")
def offer_answered(cast: Cast):
    joining.turn_down(builders.offered(cast), by=cast.pledger, reason="We have found trainers.")
    return queued("pledges.offer_answered")


@sample("pledges.observation_received")
def observation_received(cast: Cast):
    assert cast.officer
    builders.observed(cast)
    return queued("pledges.observation_received")


@sample("pledges.observation_decided")
def observation_decided(cast: Cast):
    observations.decline(builders.observed(cast), by=cast.officer, letter="It names no source that can be opened.")
    return queued("pledges.observation_decided")


@sample("pledges.observation_published")
def observation_published(cast: Cast):
    observations.publish(builders.observed(cast), by=cast.officer)
    return queued("pledges.observation_published")
