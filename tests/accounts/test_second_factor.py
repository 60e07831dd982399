"""A second factor: who must have one, and what it keeps (RELIABILITY S1, S2)."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts import steps
from accounts.models import User, read_offices
from core.models import Act
from tests.accounts.builders import sign_in
from tests.accounts.signing_in import HERE, add_factor, code_of, is_in, with_factor
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["officer", "head", "superuser", "moderator"])
def test_s1_without_a_second_factor_a_compulsory_role_reaches_only_the_set_up_pages(cast, settings, name):
    settings.SECOND_FACTOR_REQUIRED = True
    client = cast.prove(name)
    for url in ("/en/work/", "/admin/", HERE, "/en/", "/en/reviews/", "/en/accounts/messages/"):
        assert client.get(url).url == "/en/accounts/2fa/", url
    assert client.get("/en/accounts/2fa/").status_code == 200
    add_factor(client)
    assert client.get(HERE).status_code == 200


@pytest.mark.parametrize("name", ["focal_point", "contributor", "member"])
def test_s1_others_are_only_offered_one(cast, settings, name):
    settings.SECOND_FACTOR_REQUIRED = True
    assert is_in(cast.client(name))


def test_s1_a_state_can_demand_it_of_its_people(cast, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    cast.state.requires_second_factor = True
    cast.state.save()
    assert cast.client("focal_point").get(HERE).url == "/en/accounts/2fa/"


@pytest.fixture
def demanded(cast, settings):
    """The State's own switch, through its page."""
    settings.SECOND_FACTOR_REQUIRED = True

    def switch(*, on):
        return cast.prove("focal_point").post(SWITCH, {"compulsory": "on"} if on else {})

    return switch


SWITCH = "/en/accounts/team/zz/second-factor/"


def test_s1_a_focal_point_makes_it_compulsory_for_the_state_and_its_ministries_and_takes_it_back(cast, demanded):
    assert demanded(on=True).status_code == 302
    for name in ("focal_point", "contributor"):
        assert cast.client(name).get(HERE).url == "/en/accounts/2fa/", name
    for name in ("member", "other_focal_point"):
        assert is_in(cast.client(name)), name
    point = cast.prove("focal_point")
    add_factor(point)
    assert "has made a second factor compulsory" in point.get("/en/accounts/team/zz/").text
    acts = Act.objects.filter(verb="second factor made compulsory")
    assert acts.get().by == cast.focal_point
    assert point.post(SWITCH, {}).status_code == 302
    assert is_in(cast.client("contributor"))


def test_s1_the_page_says_who_has_none_yet(cast, demanded):
    with_factor(cast.contributor)
    cast.focal_point.name = "Ana Point"
    cast.focal_point.save()
    shown = cast.prove("focal_point").get(SWITCH).text
    assert "Without a second factor today" in shown
    assert "Ana Point" in shown
    assert str(cast.contributor) not in shown


def test_s1_a_state_does_not_take_back_what_the_secretariat_demands(cast, demanded):
    cast.state.requires_second_factor = True
    cast.state.save()
    with_factor(cast.focal_point)
    assert demanded(on=False).status_code == 302
    assert cast.client("contributor").get(HERE).url == "/en/accounts/2fa/"


@pytest.mark.parametrize("name", ["contributor", "other_focal_point", "member", "officer", "superuser"])
def test_s1_nobody_else_opens_the_switch_of_a_state(cast, name):
    assert cast.prove(name).get(SWITCH).status_code == 404
    assert cast.prove(name).post(SWITCH, {"compulsory": "on"}).status_code == 404
    cast.state.refresh_from_db()
    assert not cast.state.asks_own_people_for_second_factor


@pytest.mark.parametrize("name", ["contributor", "other_focal_point", "officer"])
def test_s1_the_step_itself_refuses_whoever_does_not_lead_the_team_at_this_moment(cast, name):
    with pytest.raises(PermissionDenied):
        steps.ask_for_second_factor(cast.state, by=getattr(cast, name), compulsory=True)
    cast.state.refresh_from_db()
    assert not cast.state.asks_own_people_for_second_factor


@pytest.mark.django_db(transaction=True)
def test_s1_the_step_opens_a_transaction_of_its_own_as_postgresql_asks(lists, cast):
    steps.ask_for_second_factor(cast.state, by=cast.focal_point, compulsory=True)
    cast.state.refresh_from_db()
    assert cast.state.asks_own_people_for_second_factor


def test_s1_people_whose_roles_were_read_together_are_asked_for_a_factor_like_one_alone(cast):
    cast.state.requires_second_factor = True
    cast.state.save()
    people = list(User.objects.filter(pk__in=[cast.focal_point.pk, cast.member.pk]))
    read_offices(people)
    assert {person.pk: person.must_have_second_factor() for person in people} == {
        cast.focal_point.pk: True,
        cast.member.pk: False,
    }


def test_s1_the_switch_asks_for_fresh_proof(cast):
    assert "reauthenticate" in cast.client("focal_point").get(SWITCH).url


def test_s1_the_secretariat_switches_it_in_admin_and_the_own_choice_is_the_states(cast):
    page = f"/admin/accounts/organisation/{cast.state.pk}/change/"
    sent = {"name": cast.state.name, "requires_second_factor": "on", "asks_own_people_for_second_factor": "on"}
    assert cast.prove("officer").post(page, sent).status_code == 302
    cast.state.refresh_from_db()
    assert (cast.state.requires_second_factor, cast.state.asks_own_people_for_second_factor) == (True, False)


def test_s1_the_last_factor_of_a_compulsory_role_stays(cast, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    client = cast.prove("officer")
    add_factor(client)
    client = cast.prove("officer")
    client.post("/en/accounts/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=cast.officer, type="totp").exists()
    free = cast.prove("member")
    add_factor(free)
    free = cast.prove("member")
    free.post("/en/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=cast.member, type="totp").exists()


def test_s1_recovery_codes_alone_are_no_factor(cast, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    Authenticator.objects.create(user=cast.officer, type="recovery_codes", data={"seed": "x", "used_mask": 0})
    assert cast.client("officer").get(HERE).url == "/en/accounts/2fa/"


def test_s1_a_person_with_a_factor_is_asked_for_it_at_sign_in(cast):
    with_factor(cast.officer)
    client = sign_in(cast.officer.email)
    assert not is_in(client)


def test_the_secret_of_an_authenticator_is_not_in_the_database_in_clear(cast):
    client = cast.prove("member")
    client.get("/en/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    client.post("/en/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert secret not in str(Authenticator.objects.get(user=cast.member, type="totp").data)


def test_s2_admin_has_no_door_of_its_own(cast):
    response = Client().get("/admin/login/")
    assert response.status_code == 302
    assert response.url.startswith("/en/accounts/login/")
    refused = Client().post("/admin/login/", {"username": cast.officer.email, "password": PASSWORD})
    assert refused.status_code == 302
    with_factor(cast.officer)
    half = sign_in(cast.officer.email)
    assert "login" in half.get("/admin/").url
