"""The secretariat's first look: what is alike, letters seen before they go, nobody judges the own body (P24)."""

import pytest
from django.urls import reverse

from accounts.choices import Role
from accounts.models import Membership
from notifications.kinds import Kind
from notifications.models import Message
from practices.choices import Looked, Status
from practices.duplicates import alike
from practices.models import Practice, ScreeningDecision
from practices.steps import screening, submission
from tests.factories import CANARY
from tests.practices.builders import published_practice, submitted_practice
from tests.practices.reviewing import round_of

pytestmark = pytest.mark.django_db


def step(practice, name):
    return reverse("admin:practices_practice_step", args=[practice.pk, name])


def test_an_officer_finds_it_on_the_day_page_and_reads_the_version(cast):
    practice = submitted_practice(cast)
    desk = cast.client("officer").get("/admin/").text
    assert reverse("admin:practices_practice_change", args=[practice.pk]) in desk
    page = cast.client("officer").get(practice.latest_version().get_absolute_url()).text
    assert practice.title in page
    assert CANARY in page


def test_an_officer_goes_from_a_practice_under_review_to_the_desk_of_its_round(cast):
    practice = round_of(cast).practice
    page = cast.client("officer").get(reverse("admin:practices_practice_change", args=[practice.pk])).text
    assert f'<a href="/en/practices/{practice.reference}/round/">{practice.reference}, version 1</a>' in page


def test_p21_what_is_written_after_a_return_is_not_seen_and_the_version_that_was_sent_stays(cast):
    practice = submitted_practice(cast)
    version = practice.latest_version()
    screening.send_back(practice, by=cast.officer, letter="Please name the year.")
    Practice.objects.filter(pk=practice.pk).update(title="Being written anew")
    client = cast.client("officer")
    assert client.get(version.get_absolute_url()).status_code == 404
    assert "Being written anew" not in client.get(reverse("admin:practices_practice_changelist")).text
    assert client.get(reverse("admin:practices_practice_change", args=[practice.pk])).status_code == 404


def test_p24_a_letter_is_shown_as_it_will_go_out_before_it_goes(cast):
    practice = submitted_practice(cast)
    client = cast.client("officer")
    letter = {"letter": "Dear colleagues,\n\nplease name the year."}
    shown = client.post(step(practice, "send_back"), letter)
    assert "This letter goes out" in shown.text
    assert Practice.objects.get(pk=practice.pk).status == Status.SUBMITTED
    client.post(step(practice, "send_back"), {**letter, "seen": "1"})
    stored = Practice.objects.get(pk=practice.pk)
    assert (stored.status, stored.reference) == (Status.DRAFT, "PR-0001")
    assert ScreeningDecision.objects.get().letter.endswith("please name the year.")
    assert Message.objects.filter(kind="practices.returned", recipient=cast.owner).count() == 1
    assert "please name the year" in cast.client("owner").get(practice.get_absolute_url()).text


@pytest.mark.parametrize(
    ("name", "more", "told"),
    [("send_back", {}, "Say what should change"), ("decline", {"reason": "out_of_scope"}, "Say why it is not taken")],
)
def test_p24_a_letter_that_nobody_completed_does_not_go_out(cast, name, more, told):
    practice = submitted_practice(cast)
    client = cast.client("officer")
    offered = str(client.get(step(practice, name)).context["form"]["letter"].value())
    for seen in ({}, {"seen": "1"}):
        assert told in client.post(step(practice, name), {"letter": offered, **more, **seen}).text
    assert Practice.objects.get(pk=practice.pk).status == Status.SUBMITTED
    assert f"<li>{cast.owner.email}</li>" in client.get(step(practice, name)).text, "who has no name is listed once"


def test_a4_what_goes_out_with_a_practice_sent_to_reviewers_is_shown_first_and_is_all_that_goes_out(cast):
    practice = submitted_practice(cast)
    client = cast.client("officer")
    asked = client.get(step(practice, "send_to_review"))
    assert "read by reviewers from the United Nations and from outside" in asked.text
    sent = {"looked": Looked.values, "letter": "Dear colleagues,\n\nit is with the reviewers.", "version": "1"}
    assert "This letter goes out" in client.post(step(practice, "send_to_review"), sent).text
    assert not Message.objects.filter(kind="practices.sent_to_review").exists()
    client.post(step(practice, "send_to_review"), {**sent, "seen": "1"})
    told = Kind.of(Message.objects.get(kind="practices.sent_to_review"))
    assert told.paragraphs(cast.owner) == ["Dear colleagues,", "it is with the reviewers."]


def test_a4_a_page_opened_on_an_earlier_version_decides_nothing(cast):
    practice = submitted_practice(cast)
    client = cast.client("officer")
    opened = client.get(step(practice, "decline")).context["form"]["version"].value()
    screening.send_back(practice, by=cast.officer, letter="Please name the year.")
    submission.submit(Practice.objects.get(pk=practice.pk), by=cast.owner)
    sent = {"letter": "No.", "reason": "out_of_scope", "version": opened, "seen": "1"}
    told = client.post(step(practice, "decline"), sent)
    assert "A newer version has come in since" in told.text
    assert Practice.objects.get(pk=practice.pk).status == Status.SUBMITTED


def test_declining_needs_a_reason_of_the_list(cast):
    practice = submitted_practice(cast)
    client = cast.client("officer")
    client.post(step(practice, "decline"), {"letter": "No.", "reason": "mood", "seen": "1"})
    assert Practice.objects.get(pk=practice.pk).status == Status.SUBMITTED
    client.post(step(practice, "decline"), {"letter": "No.", "reason": "out_of_scope", "seen": "1"})
    assert Practice.objects.get(pk=practice.pk).status == Status.DECLINED


def test_p24_an_officer_of_the_submitting_body_reaches_neither_text_nor_step_and_gets_no_mail(cast):
    Membership.objects.create(user=cast.officer, organisation=cast.association, role=Role.PEER_REVIEWER)
    assert cast.second_officer
    practice = submitted_practice(cast)
    client = cast.client("officer")
    told = client.get(practice.latest_version().get_absolute_url())
    assert told.status_code == 403
    assert "You are recused" in told.text
    assert CANARY not in told.text
    assert "1 practice hidden: you are recused." in client.get(reverse("admin:practices_practice_changelist")).text
    assert client.post(step(practice, "send_to_review"), {"letter": "x", "seen": "1"}).status_code == 404
    assert not Message.objects.filter(kind="practices.received", recipient=cast.officer).exists()
    assert Message.objects.filter(kind="practices.received", recipient=cast.second_officer).exists()


def test_near_duplicates_are_found_by_title_and_by_summary_and_nothing_else(cast):
    published_practice(cast)
    published_practice(
        cast, title="Quite another name", summary="Boats are counted at the mouth of the river by night."
    )
    practice = submitted_practice(cast, title="A skills passport for the seasonal workers", summary="Other words here.")
    assert [one.reference for one in alike(practice.latest_version(), cast.officer)] == ["PR-0001"]
    by_text = submitted_practice(
        cast, title="Count", summary="At the mouth of the river boats are counted by night, every night."
    )
    assert "PR-0002" in [one.reference for one in alike(by_text.latest_version(), cast.officer)]


def test_an_older_screen_does_not_decide_on_a_newer_text(cast):
    practice = submitted_practice(cast)
    with pytest.raises(screening.MovedOn):
        screening.send_back(practice, by=cast.officer, letter="x", version=7)
    assert Practice.objects.get(pk=practice.pk).status == Status.SUBMITTED


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_in_admin_takes_the_same_queries_for_one_and_for_thirty(cast, count, django_assert_max_num_queries):
    for _number in range(count):
        submitted_practice(cast)
    client = cast.client("officer")
    client.get(reverse("admin:practices_practice_changelist"))
    with django_assert_max_num_queries(14):
        client.get(reverse("admin:practices_practice_changelist"))
