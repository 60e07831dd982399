"""Personal tokens: made with fresh proof, shown once, known by a hash, ended (RELIABILITY S16)."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts import steps
from accounts.models import AccessToken, User, hash_of
from core.models import Act
from tests.accounts.builders import GOOD, letter, messages, sign_in
from tests.accounts.signing_in import with_factor
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
PAGE, NEW = "/en/accounts/tokens/", "/en/accounts/tokens/new/"
OWN = "/api/v1/own/reviews"
KEY = "7d0f58f0-6a2a-4a3c-9b58-7f6a3d1a3c0{}"
SECRET = re.compile(r"imrf_[\w-]{43}")


def made(client, number: int = 0, **data) -> str:
    """Through the page; the token as its person copies it."""
    shown = client.post(NEW, {"name": "Archive", "days": "90", "form_key": KEY.format(number), **data})
    assert shown.status_code == 200, shown
    (secret,) = set(SECRET.findall(shown.text))
    return secret


def opens(secret: str, client) -> int:
    return client.get(OWN, headers={"authorization": f"Bearer {secret}"}).status_code


def test_s16_a_token_is_shown_once_and_only_its_hash_is_kept(cast, client):
    person = cast.prove("focal_point")
    shown = person.post(NEW, {"name": "Archive", "days": "90", "form_key": KEY.format(0)})
    (secret,) = set(SECRET.findall(shown.text))
    assert shown["Cache-Control"] == "private, no-store"
    token = AccessToken.objects.get()
    assert (token.hash, token.expires_at - token.made_at) == (hash_of(secret), timedelta(days=90))
    assert opens(secret, client) == 200
    row = AccessToken.objects.values().get()
    rest = json.dumps([row, dict(person.session), list(Act.objects.values("verb", "detail"))], default=str)
    letters = [letter(one).text for one in messages("accounts.token_made", cast.focal_point)]
    for place in (person.get(PAGE).text, person.get("/en/accounts/data/?format=json").text, rest, *letters):
        assert secret not in place
        assert secret[12:] not in place
    assert token.hash not in person.get("/en/accounts/data/?format=json").text
    assert "Archive" in person.get("/en/accounts/data/?format=json").text
    assert token.prefix in person.get(PAGE).text
    assert len(letters) == 1
    assert Act.objects.get(verb="token made").by == cast.focal_point


def test_s16_the_same_form_sent_twice_makes_one_token_and_shows_nothing_again(cast):
    person = cast.prove("focal_point")
    secret = made(person)
    again = person.post(NEW, {"name": "Archive", "days": "90", "form_key": KEY.format(0)}, follow=True)
    assert "made already" in again.text
    assert secret not in again.text
    assert AccessToken.objects.count() == 1


def test_s11_s16_making_one_needs_fresh_proof_and_the_form_is_done_afterwards(cast):
    client = cast.client("focal_point")
    assert "reauthenticate" in client.get(NEW).url
    asked = client.post(NEW, {"name": "Archive", "days": "7", "form_key": KEY.format(0)})
    assert not AccessToken.objects.exists()
    done = client.post(asked.url, {"password": PASSWORD})
    assert SECRET.search(done.text)
    assert done["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("who", ["officer", "superuser", "member", "owner", "guest"])
def test_s16_nobody_outside_the_teams_of_states_makes_one(cast, who):
    client = cast.prove(who)
    assert client.get(NEW).status_code == 404
    assert client.post(NEW, {"name": "Archive", "days": "7", "form_key": KEY.format(0)}).status_code == 404
    assert NEW not in client.get(PAGE).text
    assert not AccessToken.objects.exists()


def test_s16_a_token_lives_ninety_days_at_most(cast, client):
    person = cast.prove("focal_point")
    wrong = person.post(NEW, {"name": "Archive", "days": "365", "form_key": KEY.format(0)})
    assert not AccessToken.objects.exists()
    assert "Archive" in wrong.text
    secret = made(person)
    with time_machine.travel(timezone.now() + timedelta(days=89, hours=23)):
        assert opens(secret, client) == 200
    with time_machine.travel(timezone.now() + timedelta(days=90, minutes=1)):
        assert opens(secret, client) == 401
    token, _secret = AccessToken.issue(cast.focal_point, name="x", lasts=timedelta(days=900))
    assert token.expires_at - token.made_at == timedelta(days=90)


def test_s16_five_tokens_at_a_time(cast):
    person = cast.prove("focal_point")
    for number in range(5):
        made(person, number)
    sixth = person.post(NEW, {"name": "Sixth", "days": "7", "form_key": KEY.format(6)})
    assert "You have 5 tokens" in sixth.text
    assert "Sixth" in sixth.text
    person.post(f"{PAGE}{AccessToken.objects.first().pk}/end/")
    made(person, 6)


def test_s16_it_ends_with_one_press_of_its_person_alone(cast, client):
    secret = made(cast.prove("focal_point"))
    end = f"{PAGE}{AccessToken.objects.get().pk}/end/"
    for who in ("alternate", "officer", "superuser"):
        assert cast.client(who).post(end).status_code == 404, who
        assert AccessToken.objects.get().prefix not in cast.client(who).get(PAGE).text
    assert cast.client("focal_point").get(end).status_code == 405
    assert opens(secret, client) == 200
    assert cast.client("focal_point").post(end).status_code == 302
    assert opens(secret, client) == 401
    assert "You have no token" in cast.client("focal_point").get(PAGE).text


def _sign_out_elsewhere(cast):
    first, _second = sign_in(cast.focal_point.email), sign_in(cast.focal_point.email)
    first.post("/en/accounts/sessions/")


def _change_password(cast):
    client = sign_in(cast.focal_point.email)
    client.post("/en/accounts/password/change/", {"oldpassword": PASSWORD, "password1": GOOD, "password2": GOOD})


def _set_password_at_the_console(cast):
    person = User.objects.get(pk=cast.focal_point.pk)
    person.set_password(GOOD)
    person.save()


def _closed_and_opened_again(cast):
    steps.disable(cast.focal_point, by=cast.head)
    steps.enable(cast.focal_point, by=cast.head)


ENDINGS = {
    "signed out everywhere else": _sign_out_elsewhere,
    "another password": _change_password,
    "another password without a word": _set_password_at_the_console,
    "logins ended by an officer": lambda cast: steps.end_logins_of(cast.focal_point, by=cast.head),
    "logins counted up": lambda cast: User.objects.filter(pk=cast.focal_point.pk).update(logins_ended=7),
    "not active": lambda cast: User.objects.filter(pk=cast.focal_point.pk).update(is_active=False),
    "closed and opened again": _closed_and_opened_again,
    "the role ended": lambda cast: steps.end_membership(cast.focal_point.memberships.get(), by=cast.officer),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_s12_s16_what_ends_the_logins_ends_the_tokens(cast, client, ending):
    assert cast.alternate, "the office is not left alone"
    secret = made(cast.prove("focal_point"))
    assert opens(secret, client) == 200
    ENDINGS[ending](cast)
    assert opens(secret, client) == 401


def test_s1_s16_where_a_second_factor_is_demanded_a_token_without_one_is_neither_made_nor_good(cast, client, settings):
    secret = made(cast.prove("focal_point"))
    settings.SECOND_FACTOR_REQUIRED = True
    cast.state.requires_second_factor = True
    cast.state.save()
    assert opens(secret, client) == 401
    person = cast.prove("focal_point")
    for asked in (person.get(NEW), person.post(NEW, {"name": "x", "days": "7", "form_key": KEY.format(1)})):
        assert asked.url == "/en/accounts/2fa/"
    with_factor(cast.focal_point)
    assert opens(secret, client) == 200
    assert opens(made(cast.prove("focal_point"), 2), client) == 200


def test_s16_the_day_of_its_last_use_is_kept_and_no_moment(cast, client):
    secret = made(cast.prove("focal_point"))
    assert "Never used" in cast.client("focal_point").get(PAGE).text
    opens(secret, client)
    assert AccessToken.objects.get().last_used_on == timezone.localdate()
    assert "Last used on" in cast.client("focal_point").get(PAGE).text


def test_u6_s16_tokens_go_with_the_account(cast):
    AccessToken.issue(cast.member, name="Archive", lasts=timedelta(days=7))
    cast.prove("member").post("/en/accounts/close/")
    assert not AccessToken.objects.exists()
