"""Focal points of many States are invited from a list: read row by row first, sent once after a yes (W3, B52)."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Invitation
from core.models import Act
from notifications.models import Message
from tests.accounts.builders import invited

pytestmark = pytest.mark.django_db
LIST = """Demo State; New@MFA.example; ; Migration office; NV 12 of 3 March 2029
ZZ\tno tab here
Mexiko; a@sre.example; A; ; NV 13
MX; not an address; ; ; NV 14
Mexico; b@gmail.com; ; ; NV 15
Méxique; c@sre.example; ; ; NV 16
Kenya; d+review@mfa.example; ; ;
Kenya; d+review@mfa.example; ; ; NV 17
Kenya; D+review@mfa.example; ; ; NV 18
"""


def url() -> str:
    return reverse("admin:accounts_invitation_many")


def look(cast, text: str = LIST, **extra):
    return cast.prove("officer").post(url(), {"text": text, "form_key": str(uuid.uuid4()), **extra})


def hidden(page) -> dict[str, str]:
    """What the button “Send” carries."""
    form = page.text.partition('<input type="hidden" name="form_key"')[2]
    return {"form_key": re.search(r'value="([^"]+)"', form)[1], "text": page.context["kept"], "message": "", "yes": "1"}


def test_w3_a_list_is_read_row_by_row_and_sent_once_after_a_yes(cast):
    invited(cast, "old@mfa.example")
    before = Invitation.objects.count()
    page = look(cast)
    said = {offer.number: " ".join(offer.problems) for offer in page.context["offers"]}
    assert Invitation.objects.count() == before, "looking sends nothing"
    assert [number for number, words in said.items() if not words] == [1, 5, 6, 8]
    assert "is no State that the portal knows" in said[3]
    assert "Write one e-mail address" in said[4]
    assert "note verbale" in said[7]
    assert "twice" in said[9]
    assert "private provider" in page.text
    client = cast.client("officer")
    done = client.post(url(), hidden(page))
    assert "4</b> invitations of this list" in done.text
    made = Invitation.objects.filter(role="focal_point", email__in=["new@mfa.example", "b@gmail.com"])
    assert {one.organisation.country_id for one in made} == {"ZZ", "MX"}
    assert made.get(email="new@mfa.example").ground == "NV 12 of 3 March 2029"
    assert Message.objects.filter(kind="accounts.invitation").count() == 5
    assert Act.objects.filter(verb="invited", by=cast.officer).count() == 5
    again = client.post(url(), hidden(page))
    assert "4</b> invitations of this list" in again.text
    assert Message.objects.filter(kind="accounts.invitation").count() == 5, "a second press invites nobody twice"
    assert [offer.is_good for offer in look(cast).context["offers"]].count(True) == 0


def test_b52_fifty_at_a_time_two_hundred_a_day_and_never_oneself(cast, monkeypatch):
    many = "".join(f"MX; a{n}@sre.example; ; ; NV\n" for n in range(51))
    assert "at most 50 are taken at once" in look(cast, many).text
    assert "at most 50 are" in look(cast, "MX; a@b.example\n" * 4000).text
    own = look(cast, f"MX; {cast.officer.email}; ; ; NV")
    assert "Nobody gives a role to themselves." in own.text
    monkeypatch.setattr("accounts.steps.invite_many.A_DAY", 1)
    offers = look(cast, "MX; a@sre.example; ; ; NV\nMX; b@sre.example; ; ; NV").context["offers"]
    assert [offer.is_good for offer in offers] == [True, False]


def test_a_file_and_what_is_no_list(cast):
    names = "State,E-mail,Name,Office,Ground\n"
    file = SimpleUploadedFile("list.csv", f"\ufeff{names}Kenya,k@mfa.example,,,NV 3\n".encode())
    page = look(cast, "", file=file)
    assert [offer.email for offer in page.context["offers"]] == ["k@mfa.example"]
    for text, words in (
        ("", "one of the two"),
        ("state;email\n", "no row"),
        ("just words", "no row"),
    ):
        answer = look(cast, text)
        assert answer.status_code == 200
        assert words in answer.text
    assert "Send a CSV file" in look(cast, "", file=SimpleUploadedFile("a.xlsx", b"PK")).text
    assert Invitation.objects.count() == 0


def test_the_page_is_the_secretariats_and_wants_fresh_proof(cast):
    for who in ("focal_point", "member", "superuser"):
        assert cast.client(who).get(url()).status_code in (302, 403), who
    assert "reauthenticate" in cast.client("officer").get(url()).url
    assert "Look at the list" in cast.prove("officer").get(url()).text
