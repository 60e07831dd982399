"""What does not arrive for good marks the address and is told to who can ask for another one (FEATURES N13)."""

import io
import os
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from notifications import kinds as kinds_of
from notifications import outbox
from notifications.choices import Status
from notifications.models import Message, RefusedAddress
from tests.notifications import kinds

NESTED = b"".join(b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (depth, depth) for depth in range(3000))
"""A letter in a letter in a letter …"""
GONE = "550 5.1.1 no such person"


def refused(person, kind=kinds.Receipt, words=GONE) -> Message:
    """A message that the mail server refused while it was handed over."""
    [row] = kind(to=[person.pk]).queue()
    claimed = outbox.claim("test", ids=[str(row.pk)])
    assert claimed is not None
    Message.objects.filter(pk=row.pk).update(status=Status.SENDING)
    outbox.refused(claimed, words)
    return claimed


def told() -> dict[str, str]:
    """Who is to hear of which address."""
    return {row.recipient.email: row.occasion for row in outbox.plan() if row.kind == "accounts.address_refused"}


def report(message: Message, status="5.1.1", action="failed") -> bytes:
    """As RFC 3464 has it."""
    return f"""From: mailer-daemon@relay.example
To: portal@portal.example
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=x

--x
Content-Type: text/plain

It did not arrive.

--x
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; {message.mailbox}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 no such person

--x
Content-Type: text/rfc822-headers

Subject: x
Message-ID: <{message.pk}@{settings.MAIL_DOMAIN}>

--x--
""".encode()


def handed_over(monkeypatch, raw: bytes) -> str:
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    call_command("receive_bounce", stdout=out)
    return out.getvalue()


def test_n13_a_hard_bounce_marks_the_address_and_tells_alternate_and_officers(cast):
    cast.alternate, cast.officer, cast.other_focal_point  # noqa: B018 - made when first asked for
    refused(cast.focal_point)
    refused(cast.focal_point, kinds.HeldReceipt)
    [mark] = RefusedAddress.objects.all()
    assert (mark.address, mark.words) == (cast.focal_point.email, GONE)
    heard = told()
    assert {cast.alternate.email, cast.officer.email} <= heard.keys()
    assert not {cast.focal_point.email, cast.other_focal_point.email, cast.contributor.email} & heard.keys()
    assert told() == {}, "once"


@pytest.mark.parametrize("words", ["552 5.2.2 over quota", "554 5.7.1 looks like spam", "554 no"])
def test_n13_what_says_nothing_of_the_address_marks_none(cast, words):
    refused(cast.focal_point, words=words)
    assert not RefusedAddress.objects.exists()


def test_n13_p55_mail_of_a_states_own_work_tells_its_focal_points_alone(cast):
    cast.officer, cast.focal_point  # noqa: B018
    refused(cast.contributor, kinds.StateWork)
    assert set(told()) == {cast.focal_point.email}
    assert (
        cast.contributor.email
        not in cast.client("officer").get("/admin/notifications/refusedaddress/").content.decode()
    )
    RefusedAddress.objects.update(since=timezone.now() - timedelta(days=30))
    refused(cast.contributor)
    page = cast.client("officer").get("/admin/notifications/refusedaddress/").content.decode()
    assert cast.contributor.email in page, "the secretariat's own mail met it too"
    [mark] = RefusedAddress.objects.all()
    assert mark.since > timezone.now() - timedelta(hours=1), "not since when the State's own mail met it"
    assert cast.officer.email in told()
    Message.objects.filter(kind=kinds.StateWork.name).delete()  # so that it can be asked for again
    refused(cast.contributor, kinds.StateWork, "550 5.1.1 of a draft")
    mark.refresh_from_db()
    assert (mark.confidential, mark.words) == (False, GONE)


def test_n13_no_word_of_a_report_goes_into_a_letter(cast, monkeypatch):
    [row] = kinds.Receipt(to=[cast.focal_point.pk]).queue()
    Message.objects.filter(pk=row.pk).update(status=Status.SENT)
    forged = report(row).replace(b"550 no such person", b"550 sign in anew at https://portal.elsewhere.example/")
    assert handed_over(monkeypatch, forged) == "taken\n"
    cast.alternate  # noqa: B018 - made when first asked for
    [letter] = [
        kinds_of.written(kinds_of.Kind.of(one), one.recipient)
        for one in outbox.plan()
        if one.recipient == cast.alternate
    ]
    assert "elsewhere.example" not in letter.text
    assert "5.1.1" in letter.text


def test_n13_a_report_that_comes_later_does_the_same_once(cast, monkeypatch):
    [row] = kinds.Receipt(to=[cast.focal_point.pk]).queue()
    Message.objects.filter(pk=row.pk).update(status=Status.SENT)
    assert handed_over(monkeypatch, report(row)) == "taken\n"
    row.refresh_from_db()
    assert (row.status, row.error) == (Status.FAILED, "came back")
    assert RefusedAddress.objects.get().words.startswith("5.1.1 smtp; 550")
    assert "not taken" in handed_over(monkeypatch, report(row))


@pytest.mark.parametrize("change", [{"action": "delayed", "status": "4.4.1"}, {"status": "4.2.2"}])
def test_n13_a_delay_is_no_failure(cast, monkeypatch, change):
    [row] = kinds.Receipt(to=[cast.focal_point.pk]).queue()
    Message.objects.filter(pk=row.pk).update(status=Status.SENT)
    assert "not taken" in handed_over(monkeypatch, report(row, **change))
    assert not RefusedAddress.objects.exists()


@pytest.mark.parametrize(
    "raw", [NESTED, b"", b"\x00\xff" * 50, b"Subject: hello\n\nI am away.", b"Content-Type: multipart/report\n\nx"]
)
def test_n13_what_is_no_report_is_sent_back_with_a_sentence(db, monkeypatch, raw):
    with pytest.raises(CommandError, match="no report") as refusal:
        handed_over(monkeypatch, raw)
    assert refusal.value.returncode == os.EX_DATAERR


def test_n13_a_report_about_a_strangers_message_changes_nothing(cast, monkeypatch):
    [row] = kinds.Receipt(to=[cast.focal_point.pk]).queue()
    raw = report(row).replace(str(row.pk).encode(), b"00000000-0000-4000-8000-000000000000")
    assert "not taken" in handed_over(monkeypatch, raw)


def test_n13_an_officer_says_that_it_works_again_and_a_changed_address_is_not_told_of(cast):
    cast.officer  # noqa: B018
    refused(cast.focal_point)
    outbox.plan()
    [mark] = RefusedAddress.objects.all()
    page = f"/admin/notifications/refusedaddress/{mark.pk}/transition/works_again/"
    assert cast.client("focal_point").post(page, {"note": "x"}).status_code in (302, 403, 404)
    assert RefusedAddress.objects.exists()
    assert cast.client("officer").post(page, {"note": "They cleared the mailbox."}).status_code == 302
    assert not RefusedAddress.objects.exists()
