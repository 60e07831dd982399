"""Own words for kinds of messages (FEATURES W6): versions by language, checked, previewed, put in force by another."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.workflow import MovedOn
from forum.models import ForumCycle
from notifications import steps, texts
from notifications.choices import TextStatus
from notifications.kinds import written
from notifications.models import MailText, Message
from reviews.notifications.reminders import ReviewDue
from tests.notifications import samples

WORDS = {
    "kind": "reviews.due",
    "language": "en",
    "subject": "{state}: {days} to go",
    "text": "Dear {name},\n\nplease send the review of {state} by {date}.",
}


def own(cast, **fields) -> MailText:
    """A draft."""
    return MailText.objects.create(**{**WORDS, "written_by": cast.officer, **fields})


def in_force(cast, **fields) -> MailText:
    """In force, by two officers."""
    return steps.put_text_in_force(steps.propose_text(own(cast, **fields), by=cast.officer), by=cast.second_officer)


def page(name: str, text: MailText, *rest: str) -> str:
    return reverse(f"admin:notifications_mailtext_{name}", args=[text.pk, *rest])


@pytest.fixture
def reminder(cast) -> ReviewDue:
    """A reminder to the focal point of Demo State."""
    due = ForumCycle.objects.get(year=2030).reviews_due
    return ReviewDue(due, [cast.focal_point], country="ZZ", due=due.ends_on, lead=14)


def test_w6_own_words_go_in_place_of_the_shipped_ones_within_the_same_frame(cast, reminder):
    shipped = written(reminder, cast.focal_point)
    in_force(cast)
    letter = written(reminder, cast.focal_point)
    assert letter.subject.startswith("Demo State: ")
    assert letter.subject.endswith(" days to go")
    assert f"Dear {cast.focal_point.email}," in letter.text
    assert "please send the review of Demo State by" in letter.html
    for part in ("You get this because you are a focal point of your State.", "/unsubscribe/", "/en/work/"):
        assert part in letter.text
        assert part in shipped.text
    assert "{" not in letter.text
    cast.focal_point.language = "fr"
    assert "please send" not in written(reminder, cast.focal_point).text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            {"text": "By {dat}"},
            "{dat}. What can stand in braces: {state}, {forum}, {days}, {date}, {name}.",
        ),
        ({"subject": "{state"}, "Not known here: {."),
        ({"subject": "{{ state }}"}, "Not known here: "),
        ({"kind": "accounts.invitation"}, "Select a valid choice"),
        ({"text": ""}, "This field is required"),
    ],
    ids=["unknown", "brace", "template", "a text that opens a door", "empty"],
)
def test_w6_placeholders_are_listed_and_checked_at_saving(cast, wrong, sentence):
    add, client = reverse("admin:notifications_mailtext_add"), cast.client("officer")
    shown = client.get(add).text
    assert "<code>{days}</code> the days that are left" in shown
    answer = client.post(add, {**WORDS, **wrong})
    assert sentence in answer.text.replace("&#x27;", "'")
    assert not MailText.objects.exists()


def test_w6_w13_another_officer_puts_in_force_and_versions_are_kept(cast, reminder):
    client = cast.client("officer")
    client.post(reverse("admin:notifications_mailtext_add"), WORDS)
    first = MailText.objects.get()
    client.post(page("step", first, "propose"), {"note": ""})
    assert client.post(page("change", first), {**WORDS, "text": "Changed"}).status_code == 403
    first.refresh_from_db()
    with pytest.raises(PermissionDenied):
        steps.put_text_in_force(first, by=cast.officer)
    assert "Texts of messages" in cast.client("second_officer").get("/admin/").text
    assert cast.client("second_officer").get(page("step", first, "put_in_force")).status_code == 302, "proof is asked"
    cast.prove("second_officer").post(page("step", first, "put_in_force"), {"note": ""})
    assert (
        f'value="{WORDS["subject"]}"'
        in client.get(f"{reverse('admin:notifications_mailtext_add')}?from={first.pk}").text
    )
    client.post(reverse("admin:notifications_mailtext_add"), {**WORDS, "subject": "Second"})
    second = MailText.objects.get(number=2)
    steps.put_text_in_force(steps.propose_text(second, by=cast.officer), by=cast.second_officer)
    found = dict(MailText.objects.values_list("number", "status"))
    assert found == {1: TextStatus.ENDED, 2: TextStatus.IN_FORCE}
    assert written(reminder, cast.focal_point).subject == "Second"
    with pytest.raises(MovedOn):
        steps.put_text_in_force(second, by=cast.head)


def test_w6_back_to_the_shipped_text(cast, reminder):
    shipped = written(reminder, cast.focal_point)
    text = in_force(cast)
    cast.client("officer").post(page("step", text, "end"), {"note": "As before"})
    assert written(reminder, cast.focal_point) == shipped


def test_w6_a_preview_shows_a_real_record_in_both_wordings(cast, reminder):
    text = own(cast)
    client = cast.client("officer")
    assert "No message of this kind has been planned yet" in client.get(page("preview", text)).text
    reminder.queue()
    shown = client.get(page("preview", text)).text
    assert "please send the review of Demo State by" in shown
    assert "In the words that the portal ships" in shown
    assert cast.focal_point.email in shown
    assert Message.objects.get(kind="reviews.due").text == ""


def test_f24_words_that_cannot_be_filled_any_more_give_way_to_the_shipped_ones(cast, reminder):
    shipped = written(reminder, cast.focal_point)
    text = in_force(cast)
    MailText.objects.filter(pk=text.pk).update(text="By {no_longer_known}")
    assert written(reminder, cast.focal_point) == shipped


samples.load()
OFFERED = [cls.name for cls in texts.offered() if cls.name in samples.shipped()]


@pytest.mark.parametrize("name", OFFERED)
def test_w6_a_kind_that_offers_it_gives_a_value_for_each_placeholder(cast, name):
    kind = samples.samples_of(name, cast)[0]
    (recipient, *_rest) = kind.recipients()
    values = kind.values(recipient)
    assert set(values) == set(kind.placeholders)
    assert all(values.values())


def test_own_words_are_of_the_secretariat_alone(cast):
    text = own(cast, released_at=datetime.now(UTC))
    for who in ("superuser", "focal_point"):
        assert cast.client(who).get(page("preview", text)).status_code in (302, 403, 404)
        assert not MailText.objects.visible_to(getattr(cast, who)).exists()
