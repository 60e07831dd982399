"""Ministries invited, sections given and taken back (R4, R5, P6): for focal points alone."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Invitation, Membership, Organisation
from core.models import Act
from notifications.kinds import Kind, written
from notifications.models import Message
from reviews.models import Section, SectionAssignment, VoluntaryReview
from reviews.notifications import team as mail
from reviews.steps import team as steps
from tests.cast import member, ministry
from tests.factories import review

ADDRESS = {"year": 2030, "country": "zz"}


def url(name, **more):
    return reverse(f"reviews:{name}", kwargs={**ADDRESS, **more})


@pytest.fixture
def draft(cast):
    return review(cast)


def section(draft, code):
    return Section.objects.get(questionnaire=draft.questionnaire, code=code)


def give(draft, body, code, **fields):
    return SectionAssignment.objects.create(review=draft, section=section(draft, code), organisation=body, **fields)


def invite(cast, draft, who="focal_point", codes=("c",), **fields):
    data = {
        "form_key": uuid.uuid4(),
        "email": "labour@ministry.example",
        "ministry": "Ministry of Labour and Skills",
        "sections": [section(draft, code).pk for code in codes],
        "due_on": "",
        "note": "",
        **fields,
    }
    return cast.prove(who).post(url("team_invite"), data)


def test_r4_an_address_a_ministry_sections_a_day_and_a_note_are_enough(cast, draft):
    day = timezone.localdate() + timedelta(days=30)
    response = invite(cast, draft, codes=("c", "e"), due_on=day.isoformat(), note="Figures since 2026, please.")
    assert response.status_code == 302
    invitation = Invitation.objects.get()
    assert invitation.organisation.country_id == "ZZ"
    assert (invitation.role, invitation.within_state) == (Role.MINISTRY_CONTRIBUTOR, True)
    assert "Figures since 2026, please." in invitation.message
    given = SectionAssignment.objects.order_by("section__order")
    assert [(one.section.code, one.due_on) for one in given] == [("c", day), ("e", day)]


def test_r4_until_it_is_accepted_the_page_says_invited_and_when_it_expires(cast, draft):
    invite(cast, draft)
    page = cast.client("focal_point").get(url("team")).text
    assert "Invited, expires" in page
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert "Expired on" in cast.client("focal_point").get(url("team")).text
    assert "has expired" in cast.client("focal_point").get("/en/work/").text


def test_r4_it_is_sent_again_and_taken_back(cast, draft):
    invite(cast, draft)
    record = Invitation.objects.get()
    cast.prove("focal_point").post(url("team_invitation", pk=record.pk, act="again"))
    again = Invitation.objects.get()
    assert again.token_hash != record.token_hash
    cast.prove("focal_point").post(url("team_invitation", pk=record.pk, act="take-back"))
    assert Invitation.objects.get().state == "revoked"
    assert "Invited, not yet accepted" not in cast.client("focal_point").get(url("team")).text


def test_f2_a_second_press_invites_once(cast, draft):
    key = uuid.uuid4()
    for _press in range(2):
        assert invite(cast, draft, form_key=key).status_code == 302
    assert Invitation.objects.count() == 1
    assert SectionAssignment.objects.count() == 1
    assert Message.objects.filter(kind="accounts.invitation").count() == 1


def test_an_address_that_is_invited_already_says_so_and_changes_nothing(cast, draft):
    invite(cast, draft)
    page = invite(cast, draft, codes=("c", "e"))
    assert page.status_code == 200
    assert "invited already" in page.text
    assert "labour@ministry.example" in page.text
    assert SectionAssignment.objects.count() == 1


def test_somebody_of_the_ministry_gets_the_sections_without_an_invitation(cast, draft):
    response = invite(cast, draft, email=cast.contributor.email, ministry=str(cast.labour).upper())
    assert response.status_code == 302
    assert not Invitation.objects.exists()
    assert SectionAssignment.objects.get().organisation == cast.labour
    assert Message.objects.filter(kind="reviews.section_given", recipient=cast.contributor).count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "a@b\r\nBcc: x@y.example"),
        ("email", "a@b.example, c@d.example"),
        ("email", "x" * 320 + "@d.example"),
        ("ministry", "   "),
        ("ministry", "Ministry\u202eruobaL"),
        ("ministry", "M" * 251),
        ("sections", []),
        ("sections", ["99999999999999999999"]),
        ("sections", ["-1"]),
        ("sections", ["one"]),
        ("due_on", "31 June 2029"),
        ("due_on", "1 January 2020"),
        ("note", "x" * 1501),
    ],
)
def test_b19_b34_what_cannot_be_is_said_beside_its_field_and_kept(cast, draft, field, value):
    page = invite(cast, draft, **{field: value})
    assert page.status_code == 200
    assert field in page.context["form"].errors
    assert not Invitation.objects.exists()
    assert not Organisation.objects.filter(name__startswith="Ministry of Labour and").exists()
    assert page.context["form"]["note"].value() == (value if field == "note" else "")


def test_b45_sections_and_rows_of_another_state_are_missing(cast, draft):
    theirs = VoluntaryReview.objects.create(
        country=cast.other_state.country, cycle=draft.cycle, kind="new", questionnaire=draft.questionnaire
    )
    foreign = give(theirs, cast.other_state, "c")
    client = cast.client("focal_point")
    assert client.get(url("team_assignment", pk=foreign.pk)).status_code == 404
    assert client.post(url("team_take_back", pk=foreign.pk)).status_code == 404
    alien = Membership.objects.get(user=cast.other_focal_point)
    assert client.post(url("team_remove", pk=alien.pk)).status_code == 404
    page = client.post(url("team_give"), {"ministry": cast.other_state.pk, "sections": [foreign.section_id]})
    assert "ministry" in page.context["form"].errors
    assert SectionAssignment.objects.get() == foreign


def test_p6_ministries_and_readers_see_nothing_of_the_team(cast, draft):
    given = give(draft, cast.labour, "c")
    person = Membership.objects.get(user=cast.other_contributor)
    addresses = [
        url("team"), url("team_invite"), url("team_give"), url("team_assignment", pk=given.pk),
        url("team_remove", pk=person.pk),
    ]  # fmt: skip
    acts = [
        *addresses, url("team_reading"), url("team_take_back", pk=given.pk),
        url("team_invitation", pk=1, act="again"),
    ]  # fmt: skip
    for who in ("contributor", "other_contributor", "reader"):
        assert {cast.client(who).get(address).status_code for address in addresses} == {403}, who
        assert {cast.client(who).post(address).status_code for address in acts} == {403}, who
        assert url("team") not in cast.client(who).get(url("overview")).text
        assert "People you invited" not in cast.client(who).get("/en/work/").text
    assert SectionAssignment.objects.get() == given


def test_r5_sections_are_given_changed_and_taken_back(cast, draft):
    client = cast.client("focal_point")
    data = {"ministry": cast.labour.pk, "sections": [section(draft, "c").pk], "due_on": "", "note": "Please"}
    assert cast.contributor
    assert client.post(url("team_give"), data).status_code == 302
    client.post(url("team_give"), data)
    given = SectionAssignment.objects.get()
    officer = Membership.objects.get(user=cast.contributor)
    day = timezone.localdate() + timedelta(days=9)
    change = {"due_on": day.isoformat(), "note": "", "clearing_officer": officer.pk}
    assert client.post(url("team_assignment", pk=given.pk), change).status_code == 302
    given.refresh_from_db()
    assert (given.due_on, given.clearing_officer) == (day, cast.contributor)
    assert given.history.count() == 2
    client.post(url("team_take_back", pk=given.pk))
    assert not SectionAssignment.objects.exists()
    verbs = set(Act.objects.filter(confidential=True).values_list("verb", flat=True))
    assert {"gave section", "changed section of ministry", "took section back"} <= verbs


def test_only_somebody_of_the_team_is_named_to_agree(cast, draft):
    given = give(draft, cast.labour, "c")
    stranger = Membership.objects.get(user=cast.other_focal_point)
    page = cast.client("focal_point").post(
        url("team_assignment", pk=given.pk), {"due_on": "", "note": "", "clearing_officer": stranger.pk}
    )
    assert "clearing_officer" in page.context["form"].errors


def test_the_focal_point_chooses_whether_ministries_read_all(cast, draft):
    give(draft, cast.labour, "c")
    page = "/en/reviews/2030/zz/fill/"
    assert len(cast.client("contributor").get(page).context["rows"]) > 1
    cast.client("focal_point").post(url("team_reading"), {"reading": "own"})
    assert len(cast.client("contributor").get(page).context["rows"]) == 1
    assert cast.client("focal_point").post(url("team_reading"), {"reading": "?"}).status_code == 400
    draft.refresh_from_db()
    assert not draft.ministries_read_all


def test_p6_a_contributor_is_removed_after_a_confirming_page_and_sees_nothing_from_then_on(cast, draft):
    give(draft, cast.labour, "c")
    person = Membership.objects.get(user=cast.contributor)
    page = "/en/reviews/2030/zz/fill/"
    assert cast.client("contributor").get(page).status_code == 200
    assert cast.prove("focal_point").get(url("team_remove", pk=person.pk)).status_code == 200
    assert cast.client("contributor").get(page).status_code == 200
    cast.prove("focal_point").post(url("team_remove", pk=person.pk))
    assert cast.client("contributor").get(page).status_code == 302  # the login has ended with the role (S12)
    assert cast.prove("contributor", anew=True).get(page).status_code == 404
    assert SectionAssignment.objects.exists()


def test_a_focal_point_is_not_removed_by_another(cast, draft):
    other = Membership.objects.get(user=cast.alternate)
    assert cast.prove("focal_point").post(url("team_remove", pk=other.pk)).status_code == 404


def test_while_the_secretariat_has_it_the_team_stands_still(cast, draft):
    VoluntaryReview.objects.update(status="submitted")
    response = cast.client("focal_point").get(url("team"))
    assert response.status_code == 403
    assert "with the secretariat now" in response.text


def test_p55_the_secretariat_sees_no_message_and_no_invitation_of_the_team(cast, draft):
    assert cast.contributor
    invite(cast, draft)
    steps.give(draft, cast.labour, [section(draft, "e")], by=cast.focal_point)
    for who in ("officer", "head", "superuser"):
        user = getattr(cast, who)
        assert not Message.objects.visible_to(user).filter(kind__in=["accounts.invitation", "reviews.section_given"])
        assert not Invitation.objects.visible_to(user).filter(within_state=True).exists()
        assert not Act.objects.visible_to(user).filter(verb__in=["gave section", "invited"]).exists()


def test_a_message_about_sections_taken_back_is_not_sent(cast, draft):
    assert cast.contributor
    (given,) = steps.give(draft, cast.labour, [section(draft, "e")], by=cast.focal_point, note="Please")
    kind = Kind.of(Message.objects.get(kind="reviews.section_given"))
    assert kind.irrelevant(cast.contributor) == ""
    letter = written(kind, cast.contributor)
    assert "Please" in letter.text
    assert str(given.section) in letter.text
    steps.take_back(given, by=cast.focal_point)
    assert Kind.of(Message.objects.get(kind="reviews.section_given")).irrelevant(cast.contributor)


def test_f24_both_kinds_are_written_in_every_language(cast, draft, settings):
    (given,) = steps.give(draft, cast.labour, [section(draft, "e")], by=cast.focal_point)
    given.ready_at = timezone.now()
    kinds = [
        mail.SectionGiven(draft, organisation=cast.labour.pk, sections=["e"], batch="1"),
        mail.SectionReady(given, at=given.ready_at),
    ]
    for code, _name in settings.LANGUAGES:
        cast.contributor.language = code
        for kind in kinds:
            letter = written(kind, cast.contributor)
            assert "{" not in letter.subject + letter.text + letter.html


def test_l11_the_team_page_asks_the_same_for_one_ministry_and_for_many(cast, draft):
    def add(number):
        body = ministry(cast.state, f"Ministry {number}")
        member(f"m{number}", body, Role.MINISTRY_CONTRIBUTOR)
        give(draft, body, "c", clearing_officer=cast.contributor)
        invite(cast, draft, email=f"i{number}@m.example", ministry=f"Ministry {number}", codes=("e",))

    add(1)
    few = queries(cast)
    for number in range(2, 12):
        add(number)
    assert queries(cast) <= few <= 20


def queries(cast):
    cast.client("focal_point").get(url("team"))
    with CaptureQueriesContext(connection) as caught:
        cast.client("focal_point").get(url("team"))
    return len(caught)


def test_s11_inviting_sending_again_and_removing_ask_an_old_login_for_fresh_proof(cast, draft):
    invite(cast, draft)
    record, person = Invitation.objects.get(), cast.contributor.memberships.get()
    session = cast.client("focal_point").session
    session["account_authentication_methods"] = []
    session.save()
    for address in (
        url("team_invite"),
        url("team_invitation", pk=record.pk, act="take-back"),
        url("team_remove", pk=person.pk),
    ):
        assert "reauthenticate" in cast.client("focal_point").post(address).url
    assert Invitation.objects.get().state == "open"
    assert cast.contributor.memberships.get().is_current
