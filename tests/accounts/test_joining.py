"""People join an organisation outside States: they ask, its administrators or the secretariat answer (P51, U5)."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts import steps
from accounts.choices import OrganisationKind, RequestOutcome, Role
from accounts.likeness import looks_like
from accounts.models import Membership, MembershipRequest, Organisation
from core.workflow import NotReady
from notifications.models import Message
from tests.accounts.builders import body, letter, messages, roles_of
from tests.cast import member

pytestmark = pytest.mark.django_db
NEW = {
    "name": "Migrants’ Council of the North",
    "kind": "stakeholder",
    "stakeholder_group": "migrants",
    "country": "KE",
    "web_address": "council.example",
    "office": "Board",
    "message": "I keep the minutes.",
}


@pytest.fixture
def council(db) -> Organisation:
    return body("Migrants’ Council", OrganisationKind.STAKEHOLDER)


@pytest.fixture
def administrator(cast, council):
    return member("administrator", council, Role.ORGANISATION_ADMINISTRATOR)


def key(client, address: str) -> dict[str, str]:
    return {"form_key": str(client.get(address).context["form"]["form_key"].value())}


def ask(cast, council, who="member", **data):
    client = cast.client(who)
    address = f"/en/accounts/organisations/join/{council.slug}/"
    return client.post(address, {**key(client, address), **data}, follow=True)


def test_u5_somebody_finds_the_organisation_and_asks_and_the_secretariat_answers(cast, council):
    officer = cast.officer
    found = cast.client("member").get("/en/accounts/organisations/join/?q=migrants council").text
    assert f"/en/accounts/organisations/join/{council.slug}/" in found
    page = ask(cast, council, office="Board", message="I keep the minutes.")
    assert "You get a message when it is answered" in page.text
    (row,) = messages("accounts.membership_asked", officer)
    assert "asks to work on the portal for Migrants’ Council" in letter(row).text
    asked = MembershipRequest.objects.get()
    desk = f"/admin/accounts/membershiprequest/{asked.pk}/"
    assert "I keep the minutes." in cast.client("officer").get(f"{desk}change/").text
    done = cast.prove("officer").post(f"{desk}transition/approve/", {"as_administrator": "on"})
    assert done.status_code == 302
    assert roles_of(cast.member) == {
        (Role.STAKEHOLDER, council.pk),
        (Role.ORGANISATION_ADMINISTRATOR, council.pk),
    }
    assert len(messages("accounts.role_changed", cast.member)) == 2


def test_u5_an_organisation_that_nobody_knows_is_described_and_put_on_record(cast):
    assert cast.officer
    client = cast.client("member")
    address = "/en/accounts/organisations/join/new/"
    client.post(address, {**key(client, address), **NEW})
    asked = MembershipRequest.objects.get()
    assert asked.web_address == "https://council.example"
    steps.approve_request(asked, by=cast.officer)
    made = Organisation.objects.get(name=NEW["name"])
    assert (made.stakeholder_group_id, made.country_id, made.slug) == (
        "migrants",
        "KE",
        "migrants-council-of-the-north",
    )
    assert (Role.STAKEHOLDER, made.pk) in roles_of(cast.member)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": "Kenya"}, "A State invites its people itself"),
        ({"name": " "}, "This field is required"),
        ({"stakeholder_group": ""}, "Choose the group"),
        ({"kind": "state"}, "not one of the available choices"),
        ({"country": "XX"}, "not one of the available choices"),
        ({"web_address": "javascript:alert(1)"}, "This is not a web address"),
        ({"name": "x" * 251}, "at most 250"),
    ],
)
def test_a_mistake_is_named_beside_the_box_and_nothing_typed_is_lost(cast, change, words):
    client = cast.client("member")
    address = "/en/accounts/organisations/join/new/"
    page = client.post(address, {**key(client, address), **NEW, **change}).text
    assert words in page
    assert "I keep the minutes." in page
    assert not MembershipRequest.objects.exists()


def test_s6_nobody_asks_to_join_a_state_a_ministry_or_the_secretariat(cast):
    for closed in (cast.state, cast.labour, cast.secretariat):
        assert cast.client("member").get(f"/en/accounts/organisations/join/{closed.slug}/").status_code == 404
        with pytest.raises(NotReady):
            steps.ask_to_join(cast.member, closed)


def test_p51_an_administrator_answers_for_the_own_organisation_and_for_no_other(cast, council, administrator):
    asked = steps.ask_to_join(cast.member, council)
    other = steps.ask_to_join(cast.member, body("Other council", OrganisationKind.STAKEHOLDER))
    assert messages("accounts.membership_asked")[0].mailbox == administrator.email
    client = cast.client("visitor")
    client.force_login(administrator)
    assert client.get(f"/en/accounts/requests/{other.pk}/").status_code == 404
    assert "member@demo.example" in client.get(f"/en/accounts/organisations/{council.slug}/").text
    assert client.post(f"/en/accounts/requests/{asked.pk}/", {"act": "approve"}).status_code == 302
    assert roles_of(cast.member) == {(Role.STAKEHOLDER, council.pk)}


@pytest.mark.parametrize("who", ["other_focal_point", "focal_point", "contributor", "reviewer", "superuser", "visitor"])
def test_p51_nobody_else_learns_of_a_request_or_answers_it(cast, council, who):
    asked = steps.ask_to_join(cast.member, council)
    client = cast.client(who)
    for address in (f"/en/accounts/requests/{asked.pk}/", f"/en/accounts/organisations/{council.slug}/"):
        assert client.get(address).status_code in (302, 404)
        assert client.post(address, {"act": "approve"}).status_code in (302, 404)
    assert client.get(f"/admin/accounts/membershiprequest/{asked.pk}/change/").status_code in (302, 403, 404)
    assert roles_of(cast.member) == set()


def test_p51_nobody_answers_the_own_request(cast, council):
    asked = steps.ask_to_join(cast.officer, council)
    with pytest.raises(PermissionDenied):
        steps.approve_request(asked, by=cast.officer)
    administrator = member("administrator", council, Role.ORGANISATION_ADMINISTRATOR)
    with pytest.raises(PermissionDenied):
        steps.approve_request(steps.ask_to_join(cast.member, council), by=cast.member)
    assert steps.approve_request(asked, by=administrator)


def test_a_no_needs_a_reason_which_the_person_reads(cast, council, administrator):
    asked = steps.ask_to_join(cast.member, council)
    client = cast.client("visitor")
    client.force_login(administrator)
    page = client.post(f"/en/accounts/requests/{asked.pk}/", {"act": "decline"}).text
    assert "Say why" in page
    client.post(f"/en/accounts/requests/{asked.pk}/", {"act": "decline", "note": "We do not know you."})
    (row,) = messages("accounts.membership_declined", cast.member)
    assert "We do not know you." in letter(row).text
    assert roles_of(cast.member) == set()


def test_who_asked_takes_it_back_and_an_answer_comes_too_late(cast, council):
    assert cast.officer
    asked = steps.ask_to_join(cast.member, council)
    cast.client("member").post(f"/en/accounts/requests/{asked.pk}/", {"act": "take_back"})
    asked.refresh_from_db()
    assert asked.outcome == RequestOutcome.TAKEN_BACK
    with pytest.raises(NotReady):
        steps.approve_request(asked, by=cast.officer)
    row = Message.objects.get(kind="accounts.membership_asked")
    from notifications.kinds import Kind

    assert Kind.of(row).irrelevant(row.recipient)


def test_f2_two_presses_ask_once_and_one_waits_at_a_time(cast, council):
    client = cast.client("member")
    address = f"/en/accounts/organisations/join/{council.slug}/"
    once = key(client, address)
    client.post(address, once)
    client.post(address, once)
    assert MembershipRequest.objects.count() == 1
    assert "is waiting for an answer" in client.post(address, key(client, address)).text
    steps.approve_request(MembershipRequest.objects.get(), by=cast.officer)
    client = cast.prove("member", anew=True)  # the other logins ended with the new role (S12)
    assert "already" in client.post(address, key(client, address)).text


def test_only_five_requests_wait_at_once(cast):
    for number in range(5):
        steps.ask_to_join(cast.member, body(f"Council {number}", OrganisationKind.STAKEHOLDER))
    with pytest.raises(NotReady, match="Five of your requests"):
        steps.ask_to_join(cast.member, body("Council 6", OrganisationKind.STAKEHOLDER))


def test_p51_an_administrator_ends_the_role_of_a_contributor_and_not_of_others(cast, council, administrator):
    contributor = member("contributor", council, Role.STAKEHOLDER)
    elsewhere = member("elsewhere", body("Other", OrganisationKind.STAKEHOLDER), Role.STAKEHOLDER)
    steps.end_membership(contributor.memberships.get(), by=administrator)
    assert not Membership.objects.current().filter(user=contributor).exists()
    with pytest.raises(PermissionDenied):
        steps.end_membership(elsewhere.memberships.get(), by=administrator)


@pytest.mark.parametrize(
    "typed", ["Migrants Council", "MIGRANTS’ COUNCIL", "Мigrаnts’ Соuncil", "Migrants' Counsil", "Mïgrants Council"]
)
def test_b6_a_name_in_look_alike_letters_is_found_and_shown_to_the_officer(cast, council, typed):
    assert looks_like(typed, Organisation.objects.joinable()) == [council]
    asked = steps.ask_to_join(cast.member, name=typed, kind="stakeholder")
    page = cast.client("officer").get(f"/admin/accounts/membershiprequest/{asked.pk}/change/").text
    assert council.name in page


def test_an_unlike_name_finds_nothing(cast, council):
    assert looks_like("World Health Organization", Organisation.objects.filter(pk=council.pk)) == []
    assert looks_like("", Organisation.objects.joinable()) == []


def test_w1_requests_wait_on_the_day_page_until_they_are_answered(cast, council):
    asked = steps.ask_to_join(cast.member, council)
    assert "People who ask to join" in cast.client("officer").get("/admin/").text
    steps.decline_request(asked, by=cast.officer, note="no")
    assert "member@demo.example" not in cast.client("officer").get("/admin/").text
