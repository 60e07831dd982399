"""The secretariat's desk for people: what an officer reads there before and after a press of a button."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import steps
from accounts.models import Invitation
from core.models import Act
from tests.accounts.builders import NOTE_VERBALE, invited
from tests.cast import person

pytestmark = pytest.mark.django_db

ADD = "/admin/accounts/invitation/add/"


def typed(cast, **changes):
    fields = {"organisation": cast.state.pk, "role": "focal_point", "email": "new@mfa.example", "ground": NOTE_VERBALE}
    return {**fields, "name": "", "office": "Migration office", "message": "", **changes}


def step(invitation, name):
    return reverse("admin:accounts_invitation_step", args=[invitation.pk, name])


def state_page(cast):
    return reverse("admin:accounts_organisation_change", args=[cast.state.pk])


def test_an_invitation_says_that_it_is_sent_and_leads_to_its_page(cast):
    client = cast.prove("officer")
    assert "Send the invitation" in client.get(ADD).text
    response = client.post(ADD, typed(cast), follow=True)
    assert "The invitation goes to new@mfa.example now." in response.text
    assert response.redirect_chain[-1][0] == f"/admin/accounts/invitation/{Invitation.objects.get().pk}/change/"


def test_a_role_in_the_secretariat_says_that_it_waits_for_a_second_officer(cast):
    form = typed(cast, organisation=cast.secretariat.pk, role="secretariat_officer", ground="")
    response = cast.prove("head").post(ADD, form, follow=True)
    assert "It waits for a second officer" in response.text
    assert Invitation.objects.get().state == "waiting"


def test_an_address_that_is_invited_already_is_said_beside_the_field_and_nothing_typed_is_lost(cast):
    invited(cast, "new@mfa.example")
    response = cast.prove("officer").post(ADD, typed(cast))
    assert "This address is invited already. Send the invitation again instead." in response.text
    assert 'value="Migration office"' in response.text
    assert "was added successfully" not in response.text
    assert Invitation.objects.count() == 1


def test_correcting_an_address_says_who_gets_the_new_link(cast):
    shown = cast.prove("officer").get(step(invited(cast), "correct_address")).text
    assert "the address that you write below, with a new link" in shown
    assert "Nobody gets a message." not in shown


def test_a_hand_over_says_that_the_successor_is_written_to(cast):
    assert cast.focal_point
    url = reverse("admin:accounts_organisation_step", args=[cast.state.pk, "hand_over"])
    assert "the successor" in cast.prove("officer").get(url).text


def test_the_page_of_a_state_names_its_focal_points_and_invites_from_there(cast):
    assert cast.focal_point
    offer = invited(cast, "next@mfa.example")
    shown = cast.client("officer").get(state_page(cast)).text
    assert cast.focal_point.email in shown
    assert f"/admin/accounts/invitation/{offer.pk}/change/" in shown
    assert f"{ADD}?organisation={cast.state.pk}&amp;role=focal_point" in shown
    prefilled = cast.prove("officer").get(f"{ADD}?organisation={cast.state.pk}&role=focal_point").text
    assert f'<option value="{cast.state.pk}" selected' in prefilled


def test_condition_18_the_page_of_a_state_does_not_show_the_team_that_it_builds(cast):
    assert cast.contributor
    steps.invite(cast.labour, "hidden@labour.example", "ministry_contributor", by=cast.focal_point, within_state=True)
    shown = cast.client("officer").get(state_page(cast)).text
    assert cast.contributor.email not in shown
    assert "hidden@labour.example" not in shown


def test_the_list_of_people_names_their_roles_in_as_many_queries_for_thirty_as_for_one(cast):
    client, url = cast.client("officer"), "/admin/accounts/user/"
    assert "National focal point, Demo State" in client.get(url + "?q=" + cast.focal_point.email).text
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(30):
        person(f"somebody-{number}")
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)


def test_an_invitation_is_found_by_the_letters_of_its_state(cast):
    invited(cast, "new@mfa.example")
    client, url = cast.client("officer"), "/admin/accounts/invitation/"
    assert "new@mfa.example" in client.get(f"{url}?q=ZZ").text
    shown = client.get(f"{url}?q=XZ").text
    assert "new@mfa.example" not in shown
    assert "Nothing fits what is searched and filtered." in shown


def test_roles_are_filtered_in_words(cast):
    roles = reverse("admin:accounts_membership_changelist")
    page = cast.client("officer").get(roles).text
    assert "Goes on" in page
    assert "Waits for a second officer" in page
    assert "Not empty" not in page
    role = cast.second_officer.memberships.get()
    steps.propose_end_of_role(role, by=cast.head, note="Moved on")
    waiting = cast.client("officer").get(f"{roles}?end_proposed_by__isempty=0").text
    assert "second-officer@demo.example" in waiting
    assert "secretariat@demo.example" not in waiting.split('id="result_list"')[1]


def test_what_a_body_is_part_of_is_a_list_with_a_label_and_no_ministry_stands_in_it(cast):
    shown = cast.client("officer").get(f"/admin/accounts/organisation/{cast.labour.pk}/change/")
    field = shown.context["adminform"].form.fields["parent"]
    assert cast.state in field.queryset
    assert cast.health not in field.queryset
    assert "select2" not in shown.text


def test_w7_contacts_by_region_and_standing_leave_as_a_file_with_proof_and_on_record(cast):
    url = reverse("admin:accounts_membership_contacts")
    cast.focal_point, cast.contributor  # noqa: B018 - made when first asked for
    invited(cast, "next@mfa.example")
    Invitation.objects.create(email="team@mfa.example", organisation=cast.labour, role="focal_point", within_state=True)
    client = cast.client("officer")
    client.get(url)
    with CaptureQueriesContext(connection) as made:
        page = client.get(url)
    assert len(made) <= 10
    known = {one.email: one.standing for one in page.context["contacts"]}
    assert (known[cast.focal_point.email], known["next@mfa.example"]) == ("in office", "open")
    assert {cast.contributor.email, "team@mfa.example"}.isdisjoint(known), "P55"
    assert sum(one.standing == "nobody" for one in client.get(f"{url}?standing=nobody").context["contacts"]) >= 193
    assert "Nobody fits." in client.get(f"{url}?region=nowhere").text
    assert "reauthenticate" in client.get(f"{url}?format=csv").url, "S11: names of people leave"
    answer = cast.prove("officer").get(f"{url}?standing=open&format=csv")
    text = b"".join(answer.streaming_content).decode()
    assert "next@mfa.example" in text
    assert cast.focal_point.email not in text
    assert Act.objects.get(verb="exported contacts").detail == "1 rows"
    for who in ("focal_point", "member", "superuser"):
        assert cast.client(who).get(url).status_code in (302, 403), who
