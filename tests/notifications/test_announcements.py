"""Letters to many (FEATURES N9, W13; RELIABILITY P54, F25): written, looked at, released by another, sent once."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.choices import Role
from accounts.models import Membership, User
from core.models import Act
from core.workflow import MovedOn, NotReady
from notifications import announcing, audiences, delivery, outbox, steps
from notifications.choices import Choice, LetterStatus, Nature, Status
from notifications.models import Announcement, Message, Preference
from tests.cast import MAKERS, member, organisation
from tests.notifications import builders

NOON = datetime(2030, 1, 29, 12, tzinfo=UTC)


def page(name: str, letter: Announcement, *rest: str) -> str:
    return reverse(f"admin:notifications_announcement_{name}", args=[letter.pk, *rest])


def form(**changed) -> dict[str, str]:
    """What the page of a letter sends."""
    boxes = {"audience": "accounts.focal_points:", "nature": "official"}
    for name, texts in (("subjects", builders.SUBJECTS), ("texts", builders.TEXTS)):
        boxes |= {f"{name}_{code}": text for code, text in texts.items()}
    return {**boxes, **changed}


def states(letter: Announcement) -> dict[str, str]:
    """Address and state of each of its copies."""
    return {row.mailbox: row.status for row in letter.messages().select_related("recipient")}


def deliver(at: datetime | None = None, limit: int = 1000) -> list[str]:
    """The addresses to which a worker hands over at that moment; once the first ones have been looked at."""
    at = at or datetime.now(UTC) + timedelta(minutes=10)
    return [message.address for message in delivery.deliver(as_of=at, limit=limit).sent]


@pytest.fixture(autouse=True)
def officers(cast):
    """In office before any clock is turned."""
    return [cast.officer, cast.second_officer]


@pytest.fixture
def capitals(cast):
    """Two focal points of Demo State, one of another."""
    return [cast.focal_point, cast.alternate, cast.other_focal_point]


def many(count: int) -> None:
    """That many people of a stakeholder."""
    body = organisation("Demo Network")
    people = User.objects.bulk_create([User(email=f"n{n:03}@network.example", name=f"N {n}") for n in range(count)])
    Membership.objects.bulk_create([Membership(user=one, organisation=body, role=Role.STAKEHOLDER) for one in people])


# --- written


def test_n9_a_letter_is_written_in_the_languages_one_has_and_english_stands_in(cast, capitals):
    client = cast.client("officer")
    answer = client.post(reverse("admin:notifications_announcement_add"), form())
    assert answer.status_code == 302, answer.context["errors"]
    letter = Announcement.objects.get()
    assert (letter.written_by, letter.texts) == (cast.officer, builders.TEXTS)
    User.objects.filter(pk=cast.focal_point.pk).update(language="fr")
    User.objects.filter(pk=cast.alternate.pk).update(language="ar")
    shown = client.get(page("preview", letter)).text
    assert "Séance du 3 mars déplacée" in shown
    assert "Session of 3 March moved" in shown
    assert "here it is in English" in shown


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"texts_fr": ""}, "Missing here, though its other half is written: Français."),
        ({"subjects_en": ""}, "Write the English text"),
        ({"subjects_en": "x" * 70}, "at most 69 characters"),
        ({"audience": "accounts.everybody:"}, "Select a valid choice"),
        ({"nature": "correction"}, "A correction goes to those who got what it corrects."),
    ],
    ids=["half a language", "no English", "long subject", "no such group", "correction of nothing"],
)
def test_n9_what_does_not_fit_is_said_beside_the_box_and_what_was_typed_stays(cast, wrong, sentence):
    answer = cast.client("officer").post(reverse("admin:notifications_announcement_add"), form(**wrong))
    assert answer.status_code == 200
    assert sentence in answer.text
    assert builders.TEXTS["en"].splitlines()[0] in answer.text
    assert not Announcement.objects.exists()


def test_p54_letters_are_of_the_secretariat_alone(cast):
    letter = builders.letter(cast)
    for who in MAKERS:
        seen = Announcement.objects.visible_to(getattr(cast, who)).exists()
        assert seen == (who in {"officer", "second_officer", "head"}), who
    for name in ("preview", "recipients", "formatted"):
        assert cast.client("superuser").get(page(name, letter)).status_code == 404
        assert cast.client("focal_point").get(page(name, letter)).status_code in (302, 403)


# --- looked at


def test_n9_before_it_goes_one_sees_all_recipients_with_their_number_and_why(cast, capitals):
    letter = builders.letter(cast)
    shown = cast.client("officer").get(page("recipients", letter)).text
    assert "<b>3</b> recipients, if it were released now." in shown
    for person in capitals:
        assert person.email in shown
    assert "focal point of Other Demo State" in shown


def test_n9_a_preview_shows_three_real_recipients_and_nobodys_way_out(cast, capitals):
    member("fourth", cast.other_state, Role.FOCAL_POINT)
    letter = builders.letter(cast, nature=Nature.INFORMATION)
    client = cast.client("officer")
    shown = client.get(page("preview", letter)).text
    assert "4 people get it as things stand now." in shown
    assert shown.count("The session moves to 10 March.") == 3
    formatted = client.get(page("formatted", letter) + "?to=0")
    assert "The session moves to 10 March." in formatted.text
    assert "sandbox" in formatted["Content-Security-Policy"]
    assert client.get(page("formatted", letter) + "?to=4").status_code == 404
    for text in (shown, formatted.text):
        assert "/unsubscribe/" not in text


def test_n9_a_test_goes_to_oneself_once_in_each_language_and_to_nobody_else(cast, capitals):
    letter = builders.letter(cast)
    client = cast.client("officer")
    client.post(page("test", letter))
    deliver()
    assert {one.to[0] for one in mail.outbox} == {cast.officer.email}
    assert set(Message.objects.values_list("subject", flat=True)) == {
        "[Test] Session of 3 March moved",
        "[Test] Séance du 3 mars déplacée",
    }
    client.post(page("test", letter))
    deliver()
    assert len(mail.outbox) == 4
    client.get(page("test", letter))
    assert Message.objects.count() == 4
    assert not letter.messages().exists()


# --- two officers


def test_p54_w13_nobody_releases_what_they_proposed_and_proof_is_asked_afresh(cast, capitals):
    letter = builders.letter(cast)
    cast.client("officer").post(page("step", letter, "propose"), {"note": ""})
    letter = Announcement.objects.get()
    assert cast.prove("officer").get(page("step", letter, "release")).status_code == 403
    with pytest.raises(PermissionDenied):
        steps.release(letter, by=cast.officer)
    waits = cast.client("second_officer").get("/admin/").text
    assert "Letters to many" in waits
    assert str(letter) not in cast.client("officer").get("/admin/").text
    assert cast.client("second_officer").get(page("step", letter, "release")).status_code == 302
    client = cast.prove("second_officer")
    shown = client.get(page("step", letter, "release")).text
    assert "3 people get it, each once." in shown
    assert cast.alternate.email in shown
    assert not Message.objects.exists()
    client.post(page("step", letter, "release"), {"note": "", "seen": seen_on(shown)})
    letter = Announcement.objects.get()
    assert (letter.status, letter.proposed_by, letter.released_by) == ("released", cast.officer, cast.second_officer)
    assert letter.messages().count() == 3
    shown = client.get(page("change", letter)).text
    assert str(cast.officer) in shown
    assert str(cast.second_officer) in shown


def seen_on(shown: str) -> str:
    (mark,) = re.findall(r'name="seen" value="(\w+)"', shown)
    return mark


def test_p54_the_list_that_is_released_is_the_list_that_was_seen(cast, capitals):
    letter, client = builders.proposed(cast), cast.prove("second_officer")
    before = seen_on(client.get(page("step", letter, "release")).text)
    member("newcomer", cast.other_state, Role.FOCAL_POINT)
    again = client.post(page("step", letter, "release"), {"note": "As agreed.", "seen": before})
    assert "Somebody came to the list or left it since you looked." in again.text
    assert "newcomer@demo.example" in again.text
    assert "As agreed." in again.text
    assert not Message.objects.exists()
    client.post(page("step", letter, "release"), {"note": "As agreed.", "seen": seen_on(again.text)})
    assert letter.messages().count() == 4


def test_p54_what_was_proposed_is_not_edited_until_it_is_taken_back(cast, capitals):
    letter = builders.proposed(cast)
    client = cast.client("officer")
    assert client.post(page("change", letter), form(subjects_en="Another")).status_code == 403
    client.post(page("step", letter, "take_back"), {"note": ""})
    client.post(page("change", letter), form(subjects_en="Another"))
    assert Announcement.objects.get().subjects["en"] == "Another"


def test_p54_released_twice_it_goes_once(cast, capitals):
    letter = builders.proposed(cast)
    steps.release(letter, by=cast.second_officer)
    with pytest.raises(MovedOn):
        steps.release(letter, by=cast.head)
    announcing.put_in(Announcement.objects.get())
    assert letter.messages().count() == 3


def test_n9_a_letter_to_nobody_is_not_proposed(cast):
    with pytest.raises(NotReady, match="would reach nobody"):
        builders.proposed(cast)


# --- on its way


def test_f25_three_go_first_and_the_others_after_five_minutes_two_a_second(cast):
    many(300)
    with time_machine.travel(NOON, tick=False):
        letter = builders.released(cast, audience="accounts.organisations:stakeholder")
    times = list(letter.messages().order_by("not_before").values_list("not_before", flat=True))
    assert times[:3] == [NOON] * 3
    assert times[3] == NOON + timedelta(minutes=5)
    assert all(times.count(at) <= 120 for at in set(times))
    assert all(later - earlier <= timedelta(minutes=5) for earlier, later in pairwise(times))
    assert len(deliver(NOON + timedelta(minutes=4))) == 3
    assert Message.objects.due(NOON + timedelta(minutes=5)).count() == 120


def test_f25_called_off_at_the_tenth_of_600_at_most_eleven_arrive(cast):
    many(600)
    with time_machine.travel(NOON, tick=False):
        letter = builders.released(cast, audience="accounts.organisations:stakeholder")
    later = NOON + timedelta(minutes=30)
    arrived = len(deliver(later, limit=10))
    claimed = outbox.claim("another worker", as_of=later)
    steps.call_off(letter, by=cast.officer, note="Wrong date")
    assert delivery._prepare(claimed, later) is None
    arrived += len(deliver(later))
    assert arrived == 10
    assert set(letter.messages().values_list("status", flat=True)) == {Status.SENT, Status.CANCELLED}


def test_n9_paused_nothing_goes_and_going_on_it_goes_once(cast, capitals):
    with time_machine.travel(NOON, tick=False):
        letter = builders.released(cast)
        deliver(limit=1)
        client = cast.client("officer")
        client.post(page("step", letter, "hold"), {"note": "Look at the date"})
        assert deliver() == []
        assert sorted(states(letter).values()) == ["held", "held", "sent"]
        assert "Letters" not in client.get(reverse("admin:notifications_message_held")).text
        client.post(page("step", letter, "go_on"), {"note": ""})
        assert len(deliver()) == 2
    assert len(mail.outbox) == 3
    assert {address for one in mail.outbox for address in one.to} == {person.email for person in capitals}


def test_n9_called_off_before_it_is_released_it_never_goes_and_can_be_used_for_another(cast, capitals):
    letter = builders.proposed(cast)
    client = cast.client("officer")
    assert "This field is required" in client.post(page("step", letter, "call_off"), {"note": ""}).text
    client.post(page("step", letter, "call_off"), {"note": "Not needed"})
    letter = Announcement.objects.get()
    assert letter.status == LetterStatus.CALLED_OFF
    assert not Message.objects.exists()
    shown = client.get(reverse("admin:notifications_announcement_add") + f"?from={letter.pk}").text
    assert "The session moves to 10 March." in shown


def test_n9_what_has_gone_entirely_is_neither_paused_nor_called_off(cast, capitals):
    letter = builders.released(cast)
    deliver()
    shown = cast.client("officer").get(page("change", letter)).text
    for name in ("hold", "call_off"):
        assert page("step", letter, name) not in shown
        assert cast.client("officer").get(page("step", letter, name)).status_code == 403


def die_at(moment: str, later: datetime) -> None:
    """A worker that dies at `moment` of the first copy that it takes."""

    def die(name: str) -> None:
        if name == moment:
            raise SystemExit

    with pytest.MonkeyPatch.context() as dying:
        dying.setattr(outbox, "moment", die)
        with pytest.raises(SystemExit):
            deliver(later)


def test_e2_a_worker_that_dies_before_handing_over_leaves_the_copy_to_the_next(cast, capitals):
    builders.released(cast)
    later = datetime.now(UTC) + timedelta(minutes=10)
    die_at("opened", later)
    outbox.reclaim(later)
    assert len(deliver(later)) == 3
    assert len(mail.outbox) == 3


def test_e2_of_a_copy_whose_worker_died_while_handing_over_a_person_decides(cast, capitals):
    letter = builders.released(cast)
    later = datetime.now(UTC) + timedelta(minutes=10)
    die_at("answered", later)
    outbox.reclaim(later)
    deliver(later)
    assert sorted(states(letter).values()) == ["sent", "sent", "uncertain"]
    assert len(mail.outbox) == 3


# --- people who came and went


def test_e5_who_left_does_not_get_it_and_who_took_over_does_once(cast, capitals):
    letter = builders.released(cast)
    Membership.objects.filter(user=cast.other_focal_point).update(ends_at=datetime.now(UTC))
    successor = member("successor", cast.other_state, Role.FOCAL_POINT)
    later = datetime.now(UTC) + timedelta(minutes=10)
    deliver(later)
    deliver(later)
    found = states(letter)
    assert found[cast.other_focal_point.email] == Status.CANCELLED
    assert found[successor.email] == Status.SENT
    assert [one.to for one in mail.outbox].count([successor.email]) == 1
    assert len(found) == 4


def test_e5_a_newcomer_elsewhere_gets_nothing_that_nobody_released(cast, capitals):
    letter = builders.released(cast)
    Membership.objects.filter(user=cast.other_focal_point).update(ends_at=datetime.now(UTC))
    member("late-alternate", cast.state, Role.FOCAL_POINT)
    deliver()
    assert "late-alternate@demo.example" not in states(letter)


def test_e7_one_mailbox_of_two_functions_gets_one_copy(cast):
    body = organisation("Demo Network")
    for role in (Role.STAKEHOLDER, Role.ORGANISATION_ADMINISTRATOR):
        Membership.objects.create(user=cast.member, organisation=body, role=role)
    letter = builders.released(cast, audience="accounts.organisations:stakeholder")
    assert list(states(letter)) == [cast.member.email]


def test_n7_information_is_not_sent_to_those_who_switched_it_off_and_official_letters_are(cast, capitals):
    Preference.objects.create(user=cast.alternate, kind="notifications.information", choice=Choice.NEVER)
    letter = builders.letter(cast, nature=Nature.INFORMATION)
    shown = cast.client("officer").get(page("recipients", letter)).text
    assert "<b>2</b> recipients" in shown
    assert "1 person has switched such letters off and gets none." in shown
    information = builders.released(cast, nature=Nature.INFORMATION)
    official = builders.released(cast, nature=Nature.OFFICIAL)
    assert cast.alternate.email not in states(information)
    assert cast.alternate.email in states(official)
    later = datetime.now(UTC) + timedelta(minutes=10)
    deliver(later)
    ways_out = {one.to[0]: "List-Unsubscribe" in one.extra_headers for one in mail.outbox if "You get" in one.body}
    assert ways_out[cast.alternate.email] is False


def test_n7_switched_off_after_the_release_it_does_not_go(cast, capitals):
    letter = builders.released(cast, nature=Nature.INFORMATION)
    steps.choose(cast.alternate, "notifications.information", Choice.NEVER)
    deliver()
    assert states(letter)[cast.alternate.email] == Status.CANCELLED


# --- what became of it, and a correction


def test_n9_the_result_stands_beside_each_recipient(cast, capitals):
    letter = builders.released(cast)
    deliver()
    row = letter.messages().get(recipient=cast.alternate)
    Message.objects.filter(pk=row.pk).update(status=Status.FAILED, smtp_reply="550 5.1.1 unknown")
    client = cast.client("officer")
    shown = client.get(page("recipients", letter)).text
    assert "Taken over by the mail server: <b>2</b>" in shown
    assert "550 5.1.1 unknown" in shown
    assert "Refused: 1" in client.get(page("change", letter)).text
    verbs = set(Act.objects.filter(object_id=str(letter.pk)).values_list("verb", flat=True))
    assert {"propose", "release", "letter put into the outbox"} <= verbs


def test_n9_a_correction_goes_to_exactly_those_who_got_the_letter(cast, capitals):
    letter = builders.released(cast, nature=Nature.INFORMATION)
    later = datetime.now(UTC) + timedelta(minutes=10)
    deliver(later)
    Message.objects.filter(recipient=cast.alternate).update(status=Status.FAILED)
    member("newcomer", cast.other_state, Role.FOCAL_POINT)
    Membership.objects.filter(user=cast.other_focal_point).update(ends_at=datetime.now(UTC))
    steps.choose(cast.focal_point, "notifications.information", Choice.NEVER)
    client = cast.client("officer")
    add = reverse("admin:notifications_announcement_add") + f"?audience=notifications.got:{letter.pk}&nature=correction"
    assert add.replace("&", "&amp;") in client.get(page("change", letter)).text
    assert f'<option value="notifications.got:{letter.pk}" selected>' in client.get(add).text
    correction = builders.released(cast, audience=f"notifications.got:{letter.pk}", nature=Nature.CORRECTION)
    deliver(later)
    assert states(correction) == {cast.focal_point.email: "sent", cast.other_focal_point.email: "sent"}


# --- audiences


def every_audience() -> list[str]:
    return [key for _label, choices in audiences.offered() for key, _words in choices]


@pytest.mark.parametrize("rows", [1, 20])
def test_l11_a_list_of_recipients_asks_as_often_for_one_as_for_twenty(cast, rows, django_assert_max_num_queries):
    many(rows)
    letter = builders.letter(cast, audience="accounts.organisations:stakeholder", nature=Nature.INFORMATION)
    client = cast.client("officer")
    client.get(page("recipients", letter))
    with django_assert_max_num_queries(14):
        assert client.get(page("recipients", letter)).status_code == 200


def test_an_audience_has_a_name_words_and_a_reason():
    for name, cls in audiences._audiences.items():
        assert str(cls.label), name
        assert str(cls.reason).startswith("You get this because"), name


def test_a_letter_to_a_group_that_is_offered_no_more_opens_and_is_not_released(cast, capitals):
    letter = builders.proposed(cast)
    Announcement.objects.filter(pk=letter.pk).update(audience="pledges.of_old:")
    client = cast.prove("second_officer")
    for name in ("preview", "recipients", "change"):
        assert client.get(page(name, letter)).status_code == 200
    shown = client.get(page("step", letter, "release")).text
    answer = client.post(page("step", letter, "release"), {"note": "", "seen": seen_on(shown)})
    assert "This group of recipients is not offered any more." in answer.text
    assert not Message.objects.exists()
