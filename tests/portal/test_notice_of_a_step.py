"""A step of an officer tells those concerned or not, as they say; what belongs to a procedure always goes (N9)."""

import pytest
from django.urls import reverse

from core.models import Act
from notifications.kinds import Kind, registry, written
from notifications.models import Message
from reviews.steps import submission as steps
from tests import factories

WORDS = "Thank you for the annex.\n\nWe publish on Monday."


@pytest.fixture
def waiting(cast):
    """A submission that waits, with its pages in admin."""
    assert cast.officer
    submission = steps.submit(factories.ready_review(cast), by=cast.focal_point)

    def page(step: str) -> str:
        return reverse("admin:reviews_submission_step", args=[submission.pk, step])

    return page


def accepted():
    return Message.objects.filter(kind="reviews.accepted")


def test_n9_the_page_asks_whether_to_tell_and_no_means_no(cast, waiting):
    officer = cast.client("officer")
    page = officer.get(waiting("accept")).text
    assert cast.focal_point.email in page
    assert page.index("Send the message") < page.index("Your own words in it")
    refused = officer.post(waiting("accept"), {"notice-send": "no", "notice-words": WORDS})
    assert "send the message, or empty the box" in refused.text
    assert "We publish on Monday." in refused.text
    assert not accepted().exists()
    assert officer.post(waiting("accept"), {"notice-send": "no"}).status_code == 302
    assert not accepted().exists()
    act = Act.objects.get(verb="left the message out")
    assert (act.by, act.reference) == (cast.officer, "RV-2030-ZZ")


def test_n9_an_officers_own_words_stand_in_the_message(cast, waiting):
    sent = cast.client("officer").post(waiting("accept"), {"notice-send": "yes", "notice-words": f"{WORDS}<b>"})
    assert sent.status_code == 302
    letter = written(Kind.of(accepted().get()), cast.focal_point)
    assert "The secretariat adds:\nThank you for the annex.\n\nWe publish on Monday.<b>" in letter.text
    assert "<p>We publish on Monday.&lt;b&gt;</p>" in letter.html
    assert letter.text.index("The secretariat adds") < letter.text.index("http://")


def test_n9_what_belongs_to_the_procedure_always_goes_and_the_page_says_so(cast, waiting):
    cast.client("officer").post(waiting("accept"), {})
    assert accepted().count() == 1, "a form without the question tells"
    second = cast.prove("second_officer")
    page = second.get(waiting("publish")).text
    assert "It always goes: it belongs to the procedure." in page
    assert "Send the message" not in page
    second.post(waiting("publish"), {"notice-send": "no", "notice-words": "Nothing."})
    row = Message.objects.get(kind="reviews.published")
    assert row.officers_words == ""


def test_n9_receipts_returns_and_security_mail_are_never_left_to_choice():
    by_choice = {cls.name for cls in registry() if cls.by_choice}
    assert by_choice == {
        "reviews.accepted", "reviews.document_published", "practices.published", "practices.use_answered",
        "pledges.published",
    }  # fmt: skip
