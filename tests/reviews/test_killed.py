"""A submission whose process is killed: real processes, SIGKILL, the database that stays (RELIABILITY F9)."""

import pytest

from core.models import Act
from notifications.models import Message
from reviews.choices import ReviewStatus
from reviews.models import Submission
from tests.cast import Cast
from tests.factories import ready_review
from tests.processes import machine

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

MOMENTS = [
    "core.workflow.signed",  # the status is changed in memory, nothing is written
    "reviews.publishing.content_of",  # the status is written
    "reviews.models.Submission.__init__",  # the content is frozen
    "reviews.notifications.submission.Receipt.queue",  # the submission and its act are written
    "reviews.notifications.submission.Received.queue",  # and the receipt
    "django.db.backends.base.base.BaseDatabaseWrapper.commit",  # and everything else
]


@pytest.fixture
def here(tmp_path):
    with machine(tmp_path, "redis://127.0.0.1:1/0", "smtp://127.0.0.1:1") as running:
        yield running


def submitted_by_another_process(here, draft, by, *death: str) -> int:
    process = here.start("submit", *death, "--", str(draft.pk), str(by.pk))
    return process.wait(60)


@pytest.mark.usefixtures("lists")
def test_f9_killed_at_six_moments_of_a_submission_it_is_whole_or_not_at_all(here):
    cast = Cast()
    draft = ready_review(cast)
    Act.objects.all().delete()
    for moment in MOMENTS:
        death = ("--die-before", moment)
        assert submitted_by_another_process(here, draft, cast.focal_point, *death) == -9, moment
        draft.refresh_from_db()
        left = (Submission.objects.count(), Message.objects.count(), Act.objects.count(), draft.history.count())
        assert (draft.status, *left) == (ReviewStatus.DRAFT, 0, 0, 0, 1), moment
    assert submitted_by_another_process(here, draft, cast.focal_point) == 0
    draft.refresh_from_db()
    assert draft.status == ReviewStatus.SUBMITTED
    assert Submission.objects.get().number == 1, "no number was lost to a dead process"
    assert set(Message.objects.values_list("kind", "recipient")) == {
        ("reviews.receipt", cast.focal_point.pk),
        ("reviews.received", cast.officer.pk),
        ("reviews.received", cast.second_officer.pk),
    }
