"""The matrix's rows about people: P49, P52, P53, P61, P62."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client

from accounts import overview, steps
from accounts.choices import Role
from accounts.models import Handover, Invitation, Membership, Organisation, User
from core.access import allowed
from core.workflow import NotReady
from tests.accounts.builders import body, invited, messages, path_of, roles_of, second_head
from tests.cast import MAKERS, member, person

pytestmark = pytest.mark.django_db
EVERYBODY = list(MAKERS)


def everyone(cast):
    return {name: getattr(cast, name) for name in EVERYBODY}


def test_p49_everybody_changes_the_own_account_and_no_other(cast):
    people = everyone(cast)
    for name, user in people.items():
        fresh = User.objects.get(pk=user.pk)
        assert allowed(fresh, "accounts.view_user", fresh)
        assert [allowed(fresh, "accounts.change_user", other) for other in people.values()].count(True) == 1, name
    client = cast.client("member")
    data = {
        "name": "Ana",
        "language": "fr",
        "time_zone": "Africa/Nairobi",
        "email": "x@x.example",
        "is_superuser": "on",
    }
    assert client.post("/en/accounts/profile/", data).url == "/fr/accounts/profile/"
    saved = User.objects.get(pk=cast.member.pk)
    assert (saved.name, saved.language, saved.time_zone) == ("Ana", "fr", "Africa/Nairobi")
    assert (saved.email, saved.is_superuser) == ("member@demo.example", False)
    assert Client().get("/en/accounts/profile/").status_code == 302


def test_p49_own_data_are_exported_and_erased_and_the_office_stays(cast):
    invitation = invited(cast, "person@x.example", name="A Person")
    user = person("leaver", name="A Person")
    Invitation.objects.filter(pk=invitation.pk).update(email=user.email)
    steps.accept(Invitation.objects.get(pk=invitation.pk), user)
    data = overview.personal_data(User.objects.get(pk=user.pk))
    assert data["name"] == "A Person"
    assert data["roles"][0]["organisation"] == "Demo State"
    overview.erase(User.objects.get(pk=user.pk))
    left = str(list(User.objects.filter(pk=user.pk).values())) + str(list(Invitation.objects.values()))
    left += str(list(Invitation.history.values()))
    assert "A Person" not in left
    assert "leaver@demo.example" not in left
    assert Membership.objects.filter(user=user, organisation=cast.state).exists()


def test_p53_contact_data_are_for_the_team_fellow_members_and_the_secretariat(cast):
    people = everyone(cast)
    own = {"focal_point", "alternate", "reader"}
    ministries = {"contributor", "other_contributor"}
    others = {"other_focal_point", "second_co_chair"}
    drafters = {"drafter", "second_drafter"}
    hub = {"officer", "second_officer", "head", "reviewer", "moderator"}
    association = {"owner", "co_owner"}
    for name in people:
        viewer = User.objects.get(pk=people[name].pk)
        seen = {other for other, user in people.items() if allowed(viewer, "accounts.view_user", user)}
        if name in {"officer", "second_officer", "head", "superuser"}:
            assert seen == set(people)
        else:
            groups = (others, drafters, hub, association)
            known = dict.fromkeys(own, own | ministries | {"co_chair"}) | dict.fromkeys(ministries, own | ministries)
            known["co_chair"] = own | {"co_chair"}
            fellows = known.get(name) or next((group for group in groups if name in group), {name})
            assert seen == fellows, name


@pytest.mark.parametrize("model", [User, Organisation, Membership, Invitation, Handover])
def test_p53_the_database_and_the_rules_agree_on_who_sees_what(cast, model):
    people = everyone(cast)
    steps.ministry("XZ", "Other Ministry") if cast.other_state else None
    business = body("A Union", "stakeholder", country=cast.state.country)
    member("unionist", business, Role.STAKEHOLDER)
    invited(cast)
    steps.invite(cast.labour, "m@x.example", Role.MINISTRY_CONTRIBUTOR, by=cast.focal_point, within_state=True)
    steps.invite(cast.secretariat, "o@x.example", Role.SECRETARIAT_OFFICER, by=cast.head)
    steps.invite(cast.state, "alt@x.example", Role.FOCAL_POINT, by=cast.focal_point)
    Handover.objects.create(organisation=cast.state)
    permission = f"accounts.view_{model._meta.model_name}"
    for user in User.objects.all():
        by_query = set(model.objects.visible_to(user).values_list("pk", flat=True))
        by_rule = {one.pk for one in model.objects.all() if allowed(user, permission, one)}
        assert by_query == by_rule, (user.email, people)


def test_p53_a_stakeholder_with_a_seat_in_a_state_sees_nothing_of_its_team(cast):
    business = body("A Union", "stakeholder", country=cast.state.country)
    unionist = member("unionist", business, Role.STAKEHOLDER)
    assert cast.focal_point
    assert list(User.objects.visible_to(unionist)) == [unionist]
    assert not Organisation.objects.visible_to(unionist).filter(kind="ministry").exists()


def test_p52_a_head_proposes_and_another_officer_releases(cast):
    for name in set(EVERYBODY) - {"head", "superuser"}:
        with pytest.raises(PermissionDenied):
            steps.invite(cast.secretariat, "o@un.example", Role.SECRETARIAT_OFFICER, by=getattr(cast, name))
    proposed = steps.invite(cast.secretariat, "o@un.example", Role.SECRETARIAT_OFFICER, by=cast.head)
    assert proposed.state == "waiting"
    assert not messages("accounts.invitation")
    for name in set(EVERYBODY) - {"officer", "second_officer"}:
        with pytest.raises(PermissionDenied):
            steps.release_invitation(proposed, by=getattr(cast, name))
    assert steps.release_invitation(proposed, by=cast.officer).state == "open"


def test_p52_nobody_releases_the_own_role(cast):
    proposed = steps.invite(cast.secretariat, cast.officer.email, Role.SECRETARIAT_ADMIN, by=cast.head)
    with pytest.raises(PermissionDenied):
        steps.release_invitation(proposed, by=cast.officer)


def test_p52_a_role_of_the_secretariat_is_nothing_before_it_is_released(cast):
    proposed = steps.invite(cast.secretariat, cast.member.email, Role.SECRETARIAT_OFFICER, by=cast.superuser)
    with pytest.raises(steps.InvitationClosed):
        steps.accept(proposed, cast.member)
    released = steps.release_invitation(proposed, by=cast.officer)
    steps.accept(released, cast.member)
    assert roles_of(cast.member) == {(Role.SECRETARIAT_OFFICER, cast.secretariat.pk)}


def test_p52_correcting_the_address_after_the_release_needs_another_release(cast):
    proposed = steps.invite(cast.secretariat, "o@un.example", Role.SECRETARIAT_OFFICER, by=cast.head)
    released = steps.release_invitation(proposed, by=cast.officer)
    path = path_of(released)
    corrected = steps.correct_address(released, "friend@un.example", by=cast.head)
    assert corrected.state == "waiting"
    assert Client().get(path).status_code == 410
    assert not messages("accounts.invitation", "friend@un.example")


def test_p52_a_role_is_taken_by_two(cast):
    role = cast.second_officer.memberships.get()
    assert cast.officer
    with pytest.raises(PermissionDenied):
        steps.end_membership(role, by=cast.head)
    with pytest.raises(PermissionDenied):
        steps.propose_end_of_role(role, by=cast.officer)
    role = steps.propose_end_of_role(role, by=cast.head, note="left")
    assert roles_of(cast.second_officer)
    for name in ("head", "second_officer", "superuser", "focal_point"):
        with pytest.raises(PermissionDenied):
            steps.release_end_of_role(role, by=getattr(cast, name))
    steps.release_end_of_role(role, by=cast.officer)
    assert not roles_of(cast.second_officer)
    assert messages("accounts.role_changed", cast.second_officer)


def test_p52_nobody_proposes_the_end_of_the_own_role_and_one_head_stays(cast):
    own = cast.head.memberships.get()
    with pytest.raises(PermissionDenied):
        steps.propose_end_of_role(own, by=cast.head)
    other = second_head(cast)
    proposed = steps.propose_end_of_role(own, by=other)
    steps.release_end_of_role(proposed, by=cast.officer)
    last = steps.propose_end_of_role(other.memberships.get(), by=cast.superuser)
    with pytest.raises(NotReady, match="needs a head"):
        steps.release_end_of_role(last, by=cast.officer)


def test_p52_the_first_two_heads_come_by_command_once(db, capsys):
    call_command("create_secretariat", "a@un.example", "b@un.example")
    lines = capsys.readouterr().out.strip().splitlines()
    assert [line.split(":")[0] for line in lines] == ["a@un.example", "b@un.example"]
    for line, address in zip(lines, ("a@un.example", "b@un.example"), strict=True):
        path = "/en" + line.split("/en", 1)[1]
        client = Client()
        client.post(path, {"sign_up": "1"})
        words = "quiet herons wade seven"  # pragma: allowlist secret
        client.post("/en/accounts/signup/", {"email": address, "password1": words, "password2": words})
        assert User.objects.get(email=address).is_staff
    with pytest.raises(CommandError, match="head of the secretariat already"):
        call_command("create_secretariat", "c@un.example", "d@un.example")


def test_p52_the_command_wants_two_people(db):
    with pytest.raises(CommandError, match="two addresses"):
        call_command("create_secretariat", "a@un.example", "A@un.example")
    with pytest.raises(CommandError):
        call_command("create_secretariat", "a@un.example", "nobody")


def test_p61_only_a_head_or_the_technical_administrator_disables_and_ends_logins(cast):
    assert cast.focal_point
    victim = cast.client("focal_point")
    assert victim.get("/en/work/").status_code == 200
    for name in set(EVERYBODY) - {"head", "superuser"}:
        for step in (steps.disable, steps.end_logins_of):
            with pytest.raises(PermissionDenied):
                step(cast.focal_point, by=getattr(cast, name))
    url = f"/admin/accounts/user/{cast.focal_point.pk}/transition/disable/"
    assert cast.prove("officer").post(url, {"note": "x"}).status_code == 403
    for name in ("head", "superuser"):
        client = cast.prove(name)
        assert client.get("/admin/accounts/user/").status_code == 200
        steps.enable(cast.focal_point, by=cast.head)
        assert client.post(url, {"note": "phone stolen"}).status_code == 302
        assert not User.objects.get(pk=cast.focal_point.pk).is_active
    assert victim.get("/en/work/").status_code == 302
    assert "phone stolen" in cast.client("head").get(f"/admin/accounts/user/{cast.focal_point.pk}/history/").text


def test_p61_asks_for_fresh_proof(cast):
    url = f"/admin/accounts/user/{cast.member.pk}/transition/end_logins/"
    assert "reauthenticate" in cast.client("head").get(url).url


def test_p61_nobody_disables_the_own_account(cast):
    with pytest.raises(PermissionDenied):
        steps.disable(cast.head, by=cast.head)


def test_p62_s15_there_is_no_way_to_act_as_somebody_else(cast):
    own = [app for app in apps.get_app_configs() if Path(app.path).parent == Path(settings.BASE_DIR)]
    assert len(own) >= 10, "every app of the portal is read"
    sources = [path for app in own for path in _code(app.label)]
    words = ("force_login", "hijack", "login_as", "become_user", "impersonate(", "auth.login(", "import login\n")
    for path in sources:
        text = path.read_text()
        assert not [word for word in words if word in text], path
        assert not re.search(r"request\.user = (?!AnonymousUser)", text), path
    for url in ("/admin/accounts/user/{}/login/", "/admin/accounts/user/{}/hijack/", "/admin/login/user/{}/"):
        assert cast.client("superuser").post(url.format(cast.member.pk)).status_code in {302, 404}
        assert cast.client("superuser").get("/en/accounts/profile/").context["user"] == cast.superuser


def _code(app: str) -> list[Path]:
    return [path for path in (Path(settings.BASE_DIR) / app).rglob("*.py") if "migrations" not in path.parts]


def test_p1_the_desk_for_people_shows_no_invitation_within_a_state(cast):
    hidden = steps.invite(cast.labour, "m@x.example", Role.MINISTRY_CONTRIBUTOR, by=cast.focal_point, within_state=True)
    for name in ("officer", "head", "superuser"):
        client = cast.client(name)
        assert "m@x.example" not in client.get("/admin/accounts/invitation/").content.decode()
        response = client.get(f"/admin/accounts/invitation/{hidden.pk}/history/")
        assert response.status_code in {302, 403, 404}
    page = cast.client("officer").get(f"/admin/accounts/user/{cast.contributor.pk}/change/").content.decode()
    assert "Ministry of Labour" in page


@pytest.mark.parametrize("model", ["user", "organisation", "membership", "invitation", "handover"])
def test_every_list_of_the_desk_opens_for_the_secretariat_alone(cast, model):
    url = f"/admin/accounts/{model}/"
    assert cast.client("officer").get(url).status_code == 200
    for name in ("focal_point", "member", "moderator", "visitor"):
        assert cast.client(name).get(url).status_code in {302, 403}
    expected = 403 if model in {"organisation", "handover"} else 200
    assert cast.client("superuser").get(url).status_code == expected


def test_u1_an_officer_invites_a_focal_point_in_admin(cast):
    url = "/admin/accounts/invitation/add/"
    data = {
        "organisation": cast.state.pk,
        "role": "focal_point",
        "email": "fp@gov.example",
        "ground": "",
        "message": "",
    }
    assert "reauthenticate" in cast.client("officer").get(url).url
    client = cast.prove("officer")
    assert client.get(url).status_code == 200
    assert "note verbale" in client.post(url, data).content.decode()
    assert client.post(url, {**data, "ground": "NV 1"}).status_code == 302
    made = Invitation.objects.get()
    assert (made.email, made.ground, made.invited_by, made.state) == ("fp@gov.example", "NV 1", cast.officer, "open")
    for step in ("send_again", "take_back"):
        page = client.get(f"/admin/accounts/invitation/{made.pk}/transition/{step}/")
        assert page.status_code == 200
        assert client.post(f"/admin/accounts/invitation/{made.pk}/transition/{step}/", {}).status_code == 302
    assert client.get(f"/admin/accounts/invitation/{made.pk}/change/").status_code == 200
    made.refresh_from_db()
    assert made.state == "revoked"


def test_an_officer_cannot_invite_into_a_states_team_or_the_secretariat(cast):
    client = cast.prove("officer")
    url = "/admin/accounts/invitation/add/"
    for body_, role in ((cast.secretariat, "secretariat_officer"), (cast.state, "mission_reader"),
                        (cast.labour, "focal_point")):  # fmt: skip
        data = {"organisation": body_.pk, "role": role, "email": "x@x.example", "ground": "NV", "message": ""}
        assert client.post(url, data).status_code == 200
    assert not Invitation.objects.exists()


def test_load_organisations_twice_changes_nothing_and_keeps_edits(db, capsys):
    states = Organisation.objects.filter(kind="state")
    assert states.filter(country__kind="member_state").count() == 193
    iom = Organisation.objects.get(slug="iom")
    iom.name = "IOM, as the officer writes it"
    iom.save()
    call_command("load_organisations")
    assert Organisation.objects.get(slug="iom").name == "IOM, as the officer writes it"
    assert "0 created, 0 updated" in capsys.readouterr().out
    assert apps.get_model("accounts", "Organisation").objects.filter(kind="secretariat").count() == 1


def test_u4_the_team_page_shows_people_roles_and_invitations_with_expiry(cast):
    assert cast.alternate
    assert cast.contributor
    assert cast.reader
    steps.invite(cast.labour, "m@x.example", Role.MINISTRY_CONTRIBUTOR, by=cast.focal_point, within_state=True)
    page = cast.client("focal_point").get("/en/accounts/team/zz/").content.decode()
    for text in ("National focal point", "Ministry of Labour", "m@x.example", "expires"):
        assert text in page
    for name in ("contributor", "reader", "other_focal_point", "officer", "head", "superuser", "member"):
        assert cast.client(name).get("/en/accounts/team/zz/").status_code == 404
    assert cast.client("focal_point").get("/en/accounts/team/qq/").status_code == 404


def test_the_team_page_makes_the_same_queries_for_2_and_for_30_people(cast):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = cast.client("focal_point")
    client.get("/en/accounts/team/zz/")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get("/en/accounts/team/zz/").status_code == 200
        return len(caught)

    assert cast.contributor
    steps.invite(cast.labour, "m0@x.example", Role.MINISTRY_CONTRIBUTOR, by=cast.focal_point, within_state=True)
    few = queries()
    for number in range(30):
        member(f"m{number}", cast.labour, Role.MINISTRY_CONTRIBUTOR)
        steps.invite(
            cast.labour, f"i{number}@x.example", Role.MINISTRY_CONTRIBUTOR, by=cast.focal_point, within_state=True
        )
    assert queries() == few


def test_a_focal_point_sends_again_corrects_and_takes_back_on_the_team_page(cast):
    one = steps.invite(cast.labour, "m@x.example", Role.MINISTRY_CONTRIBUTOR, by=cast.focal_point, within_state=True)
    url = f"/en/accounts/team/zz/invitations/{one.pk}/"
    client = cast.prove("focal_point")
    assert client.get(url).status_code == 200
    first = path_of(one)
    assert client.post(url, {"act": "again"}).status_code == 302
    assert Client().get(first).status_code == 410
    assert client.post(url, {"act": "correct", "email": "right@x.example"}).status_code == 302
    assert messages("accounts.invitation", "right@x.example")
    assert client.post(url, {"act": "take_back"}).status_code == 302
    assert client.get(url).status_code == 404
    assert cast.prove("other_focal_point").get(url).status_code == 404


def test_b45_another_states_invitation_or_role_in_the_address_is_not_found(cast, caplog):
    one = steps.invite(cast.labour, "m@x.example", Role.MINISTRY_CONTRIBUTOR, by=cast.focal_point, within_state=True)
    client = cast.prove("other_focal_point")
    assert client.get(f"/en/accounts/team/xz/invitations/{one.pk}/").status_code == 404
    role = cast.contributor.memberships.get()
    assert client.post(f"/en/accounts/roles/{role.pk}/end/", {}).status_code == 404
    asked = f"missing user={cast.other_focal_point.pk} POST /en/accounts/roles/{role.pk}/end/"
    assert asked in caplog.messages, "it is logged who asked for what"
    assert client.get("/en/accounts/roles/9223372036854775808/end/").status_code == 404
    assert cast.prove("focal_point").post(f"/en/accounts/roles/{role.pk}/end/", {}).status_code == 302
    assert not roles_of(cast.contributor)


def test_r4_a_focal_point_invites_a_ministry_without_any_review(cast):
    client = cast.prove("focal_point")
    url = "/en/accounts/team/zz/invite/"
    data = {"role": "ministry_contributor", "email": "m@labour.example",
            "form_key": "7d0f58f0-6a2a-4a3c-9b58-7f6a3d1a3c11"}  # fmt: skip
    assert "Name the ministry" in client.post(url, data).content.decode()
    assert client.post(url, {**data, "ministry": "Ministry of Labour"}).status_code == 302
    made = Invitation.objects.get()
    assert (made.organisation.kind, made.organisation.parent, made.within_state) == ("ministry", cast.state, True)
    assert not Invitation.objects.visible_to(cast.officer).exists()
    assert [row.confidential for row in messages("accounts.invitation")] == [True]
