"""Two bodies on record turn out to be one: looked at first, for good, both histories kept (FEATURES U5)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import merging, steps
from accounts.choices import OrganisationKind, RequestOutcome, Role
from accounts.likeness import looks_like
from accounts.models import Invitation, Membership, MembershipRequest, Organisation, User
from core.models import Act
from core.workflow import MovedOn, NotReady
from pledges.models import Pledge, PledgeParticipant
from pledges.steps import submission
from practices.models import Practice
from publications.models import Publication
from publications.register import fingerprint
from tests.accounts.builders import body, letter, messages, roles_of
from tests.cast import member, organisation
from tests.pledges import builders as pledges
from tests.practices.builders import practice

pytestmark = pytest.mark.django_db
BANK, CITY = "Demo Development Bank", "Demo City"


@pytest.fixture
def twin(db) -> Organisation:
    """The bank a second time, under an older name."""
    return body("Development Bank of Demo", OrganisationKind.STAKEHOLDER)


def page_of(one: Organisation) -> str:
    return f"/admin/accounts/organisation/{one.pk}/merge/"


def merge(cast, gone: Organisation, into: Organisation):
    plan = steps.plan_of_merger(gone, into)
    return steps.merge_bodies(gone, into=into, seal=plan.seal, by=cast.officer)


def test_u5_every_relation_to_a_body_has_somebody_who_says_what_becomes_of_it():
    assert merging.relations() == set(merging.HOLDINGS), "declare it in the overview of its app (accounts/merging.py)"
    assert all(one.move or one.stays for one in merging.HOLDINGS.values())
    assert {one.relation for one in merging.HOLDINGS.values() if one.field.related_model is not Organisation} == set()


def test_u5_an_officer_reads_what_would_move_and_only_a_second_yes_moves_it(cast, twin):
    bank = organisation(BANK)
    theirs = practice(cast, organisation=twin, title="Savings of migrants")
    staff = member("staff", twin, Role.STAKEHOLDER)
    client = cast.prove("officer")
    assert page_of(twin) in client.get(f"/admin/accounts/organisation/{twin.pk}/change/").text
    looked = client.post(page_of(twin), {"into": bank.pk})
    assert "Nothing has been changed" in looked.text
    assert "Practices: <b>1</b>" in looked.text
    assert looked.context["form"]["into"].field.choices[1][0] == bank.pk, "the nearest name comes first"
    assert "cannot be taken back" in looked.text
    seal = looked.context["plan"].seal
    client.post(page_of(twin), {"into": bank.pk, "seal": seal, "yes": "1"})
    assert Practice.objects.get(pk=theirs.pk).organisation == twin, "without the tick nothing moves"
    practice(cast, organisation=twin, title="Came meanwhile")
    late = client.post(page_of(twin), {"into": bank.pk, "seal": seal, "sure": "on", "yes": "1"})
    assert "Something has changed since you read this" in late.text
    seal = late.context["plan"].seal
    steps.end_membership(staff.memberships.get(), by=staff)
    staff = member("another", twin, Role.STAKEHOLDER)
    swapped = client.post(page_of(twin), {"into": bank.pk, "seal": seal, "sure": "on", "yes": "1"})
    assert "Something has changed since you read this" in swapped.text, "as many as before, and another person"
    seal = swapped.context["plan"].seal
    done = client.post(page_of(twin), {"into": bank.pk, "seal": seal, "sure": "on", "yes": "1"})
    assert done.status_code == 302
    assert Practice.objects.get(pk=theirs.pk).organisation == bank
    assert roles_of(staff) == {(Role.STAKEHOLDER, bank.pk)}
    (row,) = messages("accounts.bodies_merged", staff)
    assert f"{twin} is now on record as {bank}" in letter(row).text
    assert client.post(page_of(twin), {"into": bank.pk, "seal": seal, "yes": "1", "sure": "1"}).url.endswith(
        f"/organisation/{twin.pk}/change/"
    ), "it is done once, and the page of the body says so"


@pytest.mark.parametrize("who", ["focal_point", "member", "superuser", "visitor"])
def test_u5_nobody_else_merges(cast, twin, who):
    assert cast.client(who).post(page_of(twin), {"into": twin.pk}).status_code in (302, 403, 404)


def test_u5_both_histories_stay_and_old_addresses_and_names_lead_on_for_ever(cast, twin):
    bank = organisation(BANK)
    staff = member("staff", twin, Role.STAKEHOLDER)
    submission.publish(submission.submit(pledges.draft(staff, twin), by=staff), by=cast.officer)
    published = Pledge.objects.get()
    before = Publication.objects.get(reference=published.reference)
    frozen = before.content.sha256
    assert cast.client("visitor").get(f"/en/organisations/{twin.slug}/").status_code == 200
    merge(cast, twin, bank)
    visitor = cast.client("visitor")
    led = visitor.get(f"/en/organisations/{twin.slug}/?format=csv")
    assert (led.status_code, led["Location"]) == (301, f"/en/organisations/{bank.slug}/?format=csv")
    assert published.reference in visitor.get(f"/en/organisations/{bank.slug}/").text
    kept = Publication.objects.get(reference=published.reference)
    assert fingerprint(kept.content.content) == frozen == kept.content.sha256, "what was published stays as it was"
    assert str(bank) in visitor.get(f"/en/pledges/?pledger={twin.pk}").text
    assert published.reference in visitor.get(f"/en/pledges/?pledger={twin.pk}").text, "an address that somebody kept"
    assert published.reference in visitor.get("/en/pledges/?q=development bank of demo").text
    assert (
        cast.client("member")
        .get(f"/en/accounts/organisations/join/{twin.slug}/")["Location"]
        .endswith(f"/join/{bank.slug}/")
    )
    assert looks_like("development bank of demo", Organisation.objects.joinable())[0] == bank
    for one, words in ((twin, f"merged into {bank.slug}"), (bank, f"took in {twin.slug}")):
        one.refresh_from_db()
        assert one.history.first().history_change_reason == words
        assert cast.client("officer").get(f"/admin/accounts/organisation/{one.pk}/history/").status_code == 200
    assert str(bank) in cast.client("officer").get(f"/admin/accounts/organisation/{twin.pk}/change/").text
    assert set(Act.objects.filter(verb__in=["merged", "took in another body"]).values_list("verb", flat=True)) == {
        "merged",
        "took in another body",
    }
    third = body("Bank of banks", OrganisationKind.STAKEHOLDER)
    merge(cast, bank, third)
    assert Organisation.objects.get(pk=twin.pk).merged_into == third, "one step, however often"


def test_u5_people_invitations_requests_domains_and_parts_move_and_none_is_doubled(cast, twin):
    bank = organisation(BANK)
    both = member("both", twin, Role.STAKEHOLDER)
    Membership.objects.create(user=both, organisation=bank, role=Role.STAKEHOLDER)
    past = member("past", twin, Role.STAKEHOLDER)
    steps.end_membership(past.memberships.get(), by=past)
    offered = steps.invite(twin, "new@bank.example", Role.STAKEHOLDER, by=cast.officer)
    steps.set_mail_domains(twin, ["bank.example"], by=cast.officer)
    asked = steps.ask_to_join(cast.member, twin)
    again = steps.ask_to_join(cast.member, bank)
    office = body("Bank, office of the north", OrganisationKind.STAKEHOLDER, parent=twin)
    merge(cast, twin, bank)
    assert roles_of(both) == {(Role.STAKEHOLDER, bank.pk)}
    assert past.memberships.get().organisation == twin, "a role that has ended belongs to the past of that body"
    assert Invitation.objects.get(pk=offered.pk).organisation == bank
    assert [str(one) for one in bank.mail_domains.all()] == ["bank.example"]
    assert MembershipRequest.objects.get(pk=asked.pk).outcome == RequestOutcome.TAKEN_BACK
    assert MembershipRequest.objects.get(pk=again.pk).outcome == RequestOutcome.WAITING
    office.refresh_from_db()
    assert office.parent == bank


def test_u5_where_both_have_a_part_in_one_pledge_people_say_first_which_is_meant(cast, twin):
    pledge, asked = pledges.joint(cast)
    bank = pledge.organisation
    PledgeParticipant.objects.filter(pk=asked.pk).update(organisation=twin)
    plan = steps.plan_of_merger(twin, bank)
    assert "Both have a part in a pledge that is not submitted yet" in plan.problems[0]
    with pytest.raises(NotReady):
        merge(cast, twin, bank)
    assert PledgeParticipant.objects.get(pk=asked.pk).organisation == twin
    client = cast.prove("officer")
    looked = client.post(page_of(twin), {"into": bank.pk}).text
    assert "What stands in the way" in looked
    assert "Merge for good" not in looked
    assert pledge.title not in looked, "no officer reads of a draft"
    Pledge.objects.filter(pk=pledge.pk).update(reference="P-2030-7", title="A title that is not submitted")
    looked = client.post(page_of(twin), {"into": bank.pk}).text
    assert "Both have a part in the pledge P-2030-7." in looked
    assert "A title that is not submitted" not in looked


def test_u5_states_ministries_and_bodies_of_another_kind_are_not_merged(cast, twin):
    entity = body("Entity", OrganisationKind.UN_ENTITY)
    for gone, into in ((cast.state, cast.other_state), (cast.labour, cast.health), (twin, entity), (twin, twin)):
        with pytest.raises(NotReady):
            merge(cast, gone, into)
    with pytest.raises(MovedOn):
        steps.merge_bodies(twin, into=organisation(BANK), seal="another", by=cast.officer)
    assert (
        page_of(cast.state)
        not in cast.client("officer").get(f"/admin/accounts/organisation/{cast.state.pk}/change/").text
    )


def test_u5_a_part_of_a_part_that_takes_in_the_whole_is_no_part_of_itself(cast, twin):
    above = body("Group of banks", OrganisationKind.STAKEHOLDER)
    Organisation.objects.filter(pk=twin.pk).update(parent=above)
    part = body("Bank, office of the north", OrganisationKind.STAKEHOLDER, parent=twin)
    branch = body("Bank, northern branch", OrganisationKind.STAKEHOLDER, parent=part)
    merge(cast, twin, branch)
    for one in (part, branch):
        one.refresh_from_db()
    assert (branch.parent, part.parent) == (above, branch)
    sent = {"name": above.name, "slug": above.slug, "kind": above.kind, "parent": part.pk}
    refused = cast.prove("officer").post(f"/admin/accounts/organisation/{above.pk}/change/", sent)
    assert "That body is itself part of this one." in refused.text


def test_u5_a_role_for_a_time_goes_on_in_the_body_that_stays_and_nobody_is_invited_for_the_other(cast, twin):
    bank, until = organisation(BANK), timezone.now() + timedelta(days=90)
    staff = member("staff", twin, Role.STAKEHOLDER, ends_at=until)
    merge(cast, twin, bank)
    assert list(staff.memberships.values_list("organisation", "ends_at")) == [(bank.pk, until)]
    page, client = "/admin/accounts/invitation/add/", cast.prove("officer")
    offered = client.get(page).context["adminform"].form.fields["organisation"].queryset
    assert (bank in offered, twin in offered) == (True, False)
    sent = {
        "role": Role.STAKEHOLDER,
        "email": "new@bank.example",
        "name": "",
        "office": "",
        "ground": "",
        "message": "",
    }
    assert client.post(page, {**sent, "organisation": twin.pk}).status_code == 200
    assert not Invitation.objects.exists()
    twin.refresh_from_db()
    with pytest.raises(NotReady, match="is part of another body now"):
        steps.invite(twin, "new@bank.example", Role.STAKEHOLDER, by=cast.officer)


def test_u5_who_needed_a_second_factor_needs_it_in_the_body_that_stays(cast, twin):
    bank, staff = organisation(BANK), member("staff", twin, Role.STAKEHOLDER)
    Organisation.objects.filter(pk=twin.pk).update(requires_second_factor=True)
    assert "A second factor becomes compulsory" in cast.prove("officer").post(page_of(twin), {"into": bank.pk}).text
    merge(cast, twin, bank)
    assert User.objects.get(pk=staff.pk).must_have_second_factor()


def test_u5_who_works_for_one_of_the_two_leaves_the_merger_to_another_officer(cast, twin):
    bank = organisation(BANK)
    Membership.objects.create(user=cast.officer, organisation=bank, role=Role.STAKEHOLDER)
    pledge = pledges.draft(member("staff", twin, Role.STAKEHOLDER), twin)
    client = cast.prove("officer")
    for gone, into in ((twin, bank), (bank, twin)):
        seal = client.post(page_of(gone), {"into": into.pk}).context["plan"].seal
        refused = client.post(page_of(gone), {"into": into.pk, "seal": seal, "sure": "on", "yes": "1"})
        assert "Ask another officer." in refused.text
    assert not Organisation.objects.exclude(merged_into=None).exists()
    assert not Pledge.objects.visible_to(User.objects.get(pk=cast.officer.pk)).filter(pk=pledge.pk).exists()
    assert cast.second_officer
    plan = steps.plan_of_merger(twin, bank)
    assert steps.merge_bodies(twin, into=bank, seal=plan.seal, by=cast.second_officer) == bank
