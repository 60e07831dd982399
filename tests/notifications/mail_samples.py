"""Each kind of letter to many once: to a focal point, in English and French, so that four languages fall back."""

from notifications import steps
from notifications.choices import Nature
from notifications.kinds import Kind
from notifications.models import Message
from tests.cast import Cast
from tests.notifications import builders
from tests.notifications.samples import sample


def sent(cast: Cast, nature: Nature) -> list[Kind]:
    """The kind as the outbox rebuilds it from its rows."""
    assert cast.focal_point
    return [Kind.of(row) for row in builders.released(cast, nature=nature).messages()]


@sample("notifications.information")
def information(cast: Cast):
    return sent(cast, Nature.INFORMATION)


@sample("notifications.official")
def official(cast: Cast):
    return sent(cast, Nature.OFFICIAL)


@sample("notifications.correction")
def correction(cast: Cast):
    return sent(cast, Nature.CORRECTION)


@sample("notifications.test")
def test_letter(cast: Cast):
    steps.send_test(builders.letter(cast), by=cast.officer)
    return [Kind.of(row) for row in Message.objects.filter(kind="notifications.test")]
