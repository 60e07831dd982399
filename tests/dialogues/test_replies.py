"""An answer to a digest becomes a contribution that a moderator reads (FEATURES D22)."""

import io
import os
from datetime import timedelta
from email.message import EmailMessage
from types import SimpleNamespace
from unittest.mock import Mock

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import override_settings
from django.utils import timezone

from accounts.models import User
from dialogues import replies
from dialogues.choices import Held, Standing
from dialogues.models import Contribution, DiscussionSpace
from dialogues.notifications import DiscussionDigest
from dialogues.steps import discussing
from tests.dialogues import builders

pytestmark = pytest.mark.django_db
KELVIN = "\N{KELVIN SIGN}"
"""A small k to whoever does not mind the case, and no letter of an address."""


@pytest.fixture(autouse=True)
def _domain(settings):
    settings.REPLY_DOMAIN = "reply.demo.example"
    settings.CONTACT_EMAIL = "secretariat@demo.example"


def mail(person, space, text="It costs too much.", **headers):
    made = EmailMessage()
    made["From"], made["To"] = f"A Person <{person.email}>", replies.address_for(person, space)
    made["Message-ID"] = "<one@mail.example>"
    for name, value in headers.items():
        del made[name]
        made[name] = value
    made.set_content(text)
    return made


def receive(monkeypatch, message, **options):
    raw = message if isinstance(message, bytes) else message.as_bytes()
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    said = io.StringIO()
    call_command("receive_reply", stdout=said, **options)
    return said.getvalue()


def refused(monkeypatch, message):
    with pytest.raises(CommandError) as why:
        receive(monkeypatch, message)
    return why.value.returncode, str(why.value)


def test_d22_an_answer_to_a_digest_is_a_contribution_that_waits_for_a_moderator(cast, monkeypatch, settings):
    space = builders.discussion(cast)
    User.objects.filter(pk=cast.owner.pk).update(name="A Person")
    digest = DiscussionDigest(space, rhythm="daily", day=builders.DAY)
    address = digest.answers_to(cast.owner)
    assert address == replies.address_for(cast.owner, space)
    assert len(address.partition("@")[0]) <= 64, "what a mailbox may have before the @"
    assert digest.answers_to(cast.member) != address
    text = "It costs a year of pay.\n\nNobody says why.\n\nOn 3 March 2030 the portal\nwrote:\n> Point 1.\n> Point 2.\n"
    for _twice in range(2):
        assert "taken" in receive(monkeypatch, mail(cast.owner, space, text), to=address.upper())
    made = Contribution.objects.get()
    assert (made.author, made.text) == (cast.owner, "It costs a year of pay.\n\nNobody says why.")
    assert (made.status, made.held_because) == (Standing.WAITING, Held.MAIL)
    assert cast.owner.current_memberships
    assert (made.body, made.organisation) == ("", None), "in a personal capacity: no membership is told of (P30)"
    late = mail(cast.owner, space)
    settings.REPLY_DOMAIN = ""
    assert digest.answers_to(cast.owner) == settings.CONTACT_EMAIL
    assert refused(monkeypatch, late)[0] == os.EX_CONFIG


def test_d22_nobody_writes_for_somebody_else(cast, monkeypatch):
    space = builders.discussion(cast)
    passed_on = mail(cast.owner, space, From=cast.member.email)
    assert refused(monkeypatch, passed_on)[0] == os.EX_DATAERR
    two = mail(cast.owner, space, From=f"{cast.member.email}, {cast.owner.email}")
    assert refused(monkeypatch, two)[0] == os.EX_DATAERR
    own = replies.address_for(cast.owner, space)
    forged = own.replace("reply+a", "reply+b")
    assert replies.whose(forged) is None
    for address in (forged, "reply+@x", "reply+" + "a" * 36 + "@x", f"reply+{KELVIN * 36}@x", "someone@demo.example"):
        assert refused(monkeypatch, mail(cast.owner, space, To=address))[0] == os.EX_NOUSER, address
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[]):
        assert replies.whose(own) is None
    User.objects.filter(pk=cast.owner.pk).update(is_active=False)
    assert refused(monkeypatch, mail(cast.owner, space))[0] == os.EX_NOUSER
    assert not Contribution.objects.exists()


def test_d22_what_cannot_be_taken_is_answered_in_a_sentence(cast, monkeypatch):
    space = builders.discussion(cast)
    only_html = mail(cast.owner, space)
    only_html.set_content("<p>Dear.</p>", subtype="html")
    for message, sentence in (
        (mail(cast.owner, space, "a" + "\u0301" * 400), "more marks than any language uses"),
        (mail(cast.owner, space, "> only what was quoted\n"), "No words of yours"),
        (only_html, "as plain text"),
        (mail(cast.owner, space, "long " * 3_000), "10,000 characters"),
        (b"x" * 1_000_001, "too large"),
    ):
        code, said = refused(monkeypatch, message)
        assert (code, sentence in said) == (os.EX_DATAERR, True), said
    assert refused(monkeypatch, b"\0\xff\xfe: \r\n\r\n\0")[0] == os.EX_NOUSER
    whole = mail(cast.owner, space, "\\ud800").as_bytes()
    for charset in (b"unicode_escape", b"base64"):
        assert b'charset="utf-8"' in whole
        broken = whole.replace(b'charset="utf-8"', b'charset="' + charset + b'"')
        assert refused(monkeypatch, broken) == (os.EX_DATAERR, "The message cannot be read."), charset
    away = mail(cast.owner, space, **{"Auto-Submitted": "auto-replied"})
    assert "a machine wrote it" in receive(monkeypatch, away)
    User.objects.filter(pk=cast.owner.pk).update(name="")
    assert "has no name" in refused(monkeypatch, mail(cast.owner, space))[1]
    User.objects.filter(pk=cast.owner.pk).update(name="A Person")
    DiscussionSpace.objects.update(closes_at=space.opens_at)
    assert "closed meanwhile" in refused(monkeypatch, mail(cast.owner, space))[1]
    assert not Contribution.objects.exists()


def test_d22_what_fails_with_us_is_logged_and_brought_again_not_sent_back(cast, monkeypatch, caplog):
    space = builders.discussion(cast)
    User.objects.filter(pk=cast.owner.pk).update(name="A Person")
    for fault in (OperationalError("the database is away"), TypeError("a mistake of ours")):
        monkeypatch.setattr(discussing, "contribute", Mock(side_effect=fault))
        assert refused(monkeypatch, mail(cast.owner, space)) == (os.EX_TEMPFAIL, "Try again.")
        assert str(fault) in caplog.text


def test_d22_an_address_ends_after_thirty_days_and_says_so_to_its_person_alone(cast, monkeypatch):
    space = builders.discussion(cast)
    DiscussionSpace.objects.update(closes_at=space.closes_at + timedelta(days=300))
    User.objects.filter(pk=cast.owner.pk).update(name="A Person")
    begun = timezone.now()
    answer, strange = mail(cast.owner, space), mail(cast.owner, space, From=cast.member.email)
    with time_machine.travel(begun + timedelta(days=31), tick=False):
        assert "too old" in refused(monkeypatch, answer)[1]
        assert "too old" not in refused(monkeypatch, strange)[1]
        assert "taken" in receive(monkeypatch, mail(cast.owner, space)), "a newer digest brings a newer one"
    with time_machine.travel(begun + timedelta(days=29), tick=False):
        assert "taken" in receive(monkeypatch, answer)


def test_d22_b4_what_cannot_be_seen_is_taken_out(cast, monkeypatch):
    User.objects.filter(pk=cast.owner.pk).update(name="A Person")
    message = mail(cast.owner, builders.discussion(cast), "It \x1b[31mcosts\x07 too\x00 much.")
    assert "taken" in receive(monkeypatch, message)
    assert Contribution.objects.get().text == "It [31mcosts too much."


def test_d22_a_line_of_any_length_is_soon_read():
    def read(line):
        words = EmailMessage()
        words.set_content(f"Mine.\n{line}\nMine as well.")
        return replies.read(words.as_bytes()).words.partition("\n")[2]

    for line in ("-" * 100_000 + "x", "--- " * 25_000 + "x", "_" * 9 + "-" * 100_000, "---"):
        assert read(line) == f"{line}\nMine as well.", line[:20]
    for line in ("-----Original message-----", "-" * 100_000, "--- Sent from afar ---", "_" * 10, "-- ", "> What?"):
        assert read(line) == "", line[:20]


def test_d22_the_page_of_a_meeting_is_light_and_asks_nobody_else(cast, client):
    page = client.get(f"/en/{builders.announced(cast).public_path}")
    assert len(page.content) < 30_000
    assert "<iframe" not in page.text
    assert "<video" not in page.text
