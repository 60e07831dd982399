"""One's own data: to see, to take along, to be taken out (U6, P49)."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Invitation, User
from core.models import Act
from imrf_portal.pages.account import app_of, holders
from notifications.models import Message
from tests.factories import CANARY, ready_review

pytestmark = pytest.mark.django_db
DATA, CLOSE = "/en/accounts/data/", "/en/accounts/close/"


@pytest.mark.parametrize("address", [DATA, CLOSE])
def test_s11_both_pages_ask_for_fresh_proof(cast, address):
    assert "reauthenticate" in cast.client("member").get(address)["Location"]


def test_p49_own_data_are_shown_and_taken_along_and_no_answer_is_among_them(cast):
    ready_review(cast)
    client = cast.prove("focal_point")
    page = client.get(DATA).text
    taken = client.get(DATA, {"format": "json"})
    assert {app_of(one) for one in holders()} == set(json.loads(taken.content))
    assert json.loads(taken.content)["accounts"]["email"] == cast.focal_point.email
    assert "attachment" in taken["Content-Disposition"]
    for text in (page, taken.text):
        assert cast.focal_point.email in text
        assert CANARY not in text
        assert cast.alternate.email not in text


def test_u6_whoever_holds_a_role_is_not_erased(cast):
    client = cast.prove("alternate")
    assert "You still hold a role" in client.post(CLOSE).text
    assert User.objects.get(pk=cast.alternate.pk).is_active


def test_u6_an_account_is_closed_and_the_person_taken_out_of_every_app(cast):
    user, client = cast.member, cast.prove("member")
    address = user.email
    Message.objects.create(recipient=user, kind="x", occasion="y", address=address, subject="To you", text="For you")
    assert "What stays, and why" in client.get(CLOSE).text
    assert client.post(CLOSE).status_code == 302
    gone = User.objects.get(pk=user.pk)
    assert (gone.is_active, gone.name, gone.email == address) == (False, "", False)
    assert not Message.objects.exclude(text="").filter(recipient=user).exists()
    assert Act.objects.filter(verb="erased", object_id=str(user.pk)).exists()
    assert client.get(reverse("accounts:profile")).status_code == 302
    assert not client.login(username=address, password="a-long-enough-passphrase")  # pragma: allowlist secret


def test_own_data_are_in_words_on_the_page_and_as_they_are_in_the_file(cast):
    client = cast.prove("focal_point")
    Message.objects.create(recipient=cast.focal_point, kind="reviews.receipt", occasion="x:1", subject="To you")
    page, taken = client.get(DATA).text, client.get(DATA, {"format": "json"}).text
    for words, key in (("Receipt of your submission", "reviews.receipt"), ("Last login", "last_login")):
        assert words in page
        assert key not in page
        assert key in taken


KEPT_APART = {"core_act", "account_emailconfirmation"}
"""The log of acts says that somebody was erased; a key in an e-mail goes with its address, and says nothing."""


def test_s22_own_data_hold_every_table_that_erasing_touches(cast):
    person = cast.member
    Invitation.objects.create(
        organisation=cast.state, email=person.email, role="focal_point", accepted_by=person, invited_by=cast.officer
    )
    for holder in holders():
        with CaptureQueriesContext(connection) as reading:
            holder.personal_data(person)
        with CaptureQueriesContext(connection) as erasing:
            holder.erase(person)
        read = {name for one in reading for name in re.findall(r'(?:FROM|JOIN) "(\w+)"', one["sql"])}
        touched = {name for one in erasing for name in re.findall(r'^(?:UPDATE|DELETE FROM) "(\w+)"', one["sql"])}
        own = {name for name in touched if "historical" not in name} - KEPT_APART - {person._meta.db_table}
        assert own <= read, holder.__name__
