"""The secretariat's day page (W1): what waits, for whom, and nothing that depends on a draft."""

import csv
import html
import io
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Invitation, Membership, Organisation
from core.models import Act
from forum import steps as plans
from forum.models import ForumCycle, ReminderPlan
from notifications.models import MailPause, Message
from practices.steps import reviewing
from publications.models import ImportedRecord
from reference.models import RegionalCommission
from reviews.models import Intention, ReceivedDocument, VoluntaryReview
from reviews.steps import questionnaires
from reviews.steps import submission as steps
from tests.factories import questionnaire_in_force, ready_review
from tests.pledges.builders import observed
from tests.practices.reviewing import complete, reviewer, round_of

INDEX, BOARD = "/admin/", "/admin/board/"


def page(cast, who: str, url: str = INDEX) -> str:
    return cast.client(who).get(url).text


def part(body: str, key: str) -> str:
    """The section of the page whose heading has the id `key`."""
    return body.partition(f'<h2 id="{key}">')[2].partition("</section>\n<section class")[0].partition("<h2 ")[0]


def test_w1_what_another_proposed_waits_for_me_and_what_i_proposed_does_not(cast):
    received = steps.submit(ready_review(cast), by=cast.focal_point)
    steps.accept(received, by=cast.officer)
    form = questionnaires.load_sample("update", ForumCycle.objects.get(year=2030), by=cast.officer)
    questionnaires.propose(form, by=cast.officer)
    due = ForumCycle.objects.get(year=2030).reviews_due
    plan = ReminderPlan.objects.create(kind="reviews.due", milestone=due, lead_days=[7])
    plans.propose(plan, by=cast.officer)
    ReceivedDocument.objects.create(
        country=cast.state.country, year=2026, title="Sent by mail", registered_by=cast.officer
    )
    theirs = part(page(cast, "second_officer"), "second")
    for words in ("RV-2030-ZZ/s1", "Reminder plans", "Questionnaires", "Sent by mail"):
        assert words in theirs
    assert "Nothing that others proposed waits for you." in part(page(cast, "officer"), "second")


def test_w1_peer_reviews_and_observations_wait_on_the_day_page_as_on_my_work(cast):
    assert cast.second_officer
    round_ = complete(cast)
    assert round_.get_absolute_url() in part(page(cast, "officer"), "officer")
    assert "The reports are in" in part(page(cast, "officer"), "officer")
    observed(cast)
    assert "Observations on pledges" in part(page(cast, "officer"), "officer")


def test_a9_a_tie_waits_for_the_officer_who_did_not_propose_the_reviewer(cast):
    round_ = round_of(cast)
    profile = reviewer(cast, "moved-on")
    Membership.objects.create(
        user=profile.user, organisation=cast.association, role=Role.STAKEHOLDER,
        starts_at=timezone.now() - timedelta(days=3000), ends_at=timezone.now() - timedelta(days=365),
    )  # fmt: skip
    reviewing.invite(round_, profile, by=cast.officer, reason="A year ago.")
    assert "A tie waits for your word" in part(page(cast, "second_officer"), "second")
    assert "Ties of reviewers" not in page(cast, "officer")


def test_p17_a_proposed_withdrawal_waits_for_the_others(cast):
    received = steps.submit(ready_review(cast), by=cast.focal_point)
    steps.accept(received, by=cast.officer)
    steps.publish(received, by=cast.second_officer)
    steps.propose_withdrawal(received, by=cast.head, note="asked for")
    assert "Withdrawals" in part(page(cast, "officer"), "second")
    assert "Withdrawals" not in part(page(cast, "head"), "second")


def test_w1_submissions_imports_and_invitations_wait_for_any_officer(cast):
    steps.submit(ready_review(cast), by=cast.focal_point)
    ReceivedDocument.objects.create(country=cast.state.country, year=2026, title="Imported")
    ImportedRecord.objects.create(
        command="import_reviews", source_id="T-9", raw={}, outcome="held", run="0" * 32, problems=["No State"]
    )
    body = Organisation.objects.get(country="MX", kind="state")
    for address, days in (("soon", 2), ("late", -1), ("later", 10)):
        Invitation.objects.create(
            email=f"{address}@mx.example", organisation=body, role="focal_point", invited_by=cast.officer,
            expires_at=timezone.now() + timedelta(days=days),
        )  # fmt: skip
    waiting = part(page(cast, "officer"), "officer")
    for words in ("RV-2030-ZZ/s1", "Imported", "T-9", "soon@mx.example", "late@mx.example"):
        assert words in waiting
    assert "later@mx.example" not in waiting


def test_p55_an_invitation_by_which_a_state_builds_its_team_is_not_there(cast):
    Invitation.objects.create(
        email="a@zz.example", organisation=cast.labour, role="ministry_contributor", within_state=True,
        expires_at=timezone.now() - timedelta(days=1),
    )  # fmt: skip
    assert "a@zz.example" not in page(cast, "officer")


def test_p1_a_draft_changes_nothing_on_the_page_and_the_board(cast):
    cast.focal_point, cast.officer  # noqa: B018 - made when first asked for
    questionnaire_in_force(cast)

    def seen() -> list[str]:
        bodies = [page(cast, "officer", url) for url in (INDEX, BOARD)]
        return [re.sub(r'csrfmiddlewaretoken" value="[^"]+|data-login-ends="[0-9]+', "", body) for body in bodies]

    before = seen()
    ready_review(cast)
    assert seen() == before


def test_w1_the_board_counts_by_region_what_was_submitted_announced_and_what_is_not_known(cast):
    cast.state.country.review_regions.add(RegionalCommission.objects.get(pk="ece"))
    steps.submit(ready_review(cast), by=cast.focal_point)
    Intention.objects.create(country=cast.other_state.country, cycle_id=2030, expected_on=date(2030, 2, 20))
    body = cast.client("officer").get(INDEX)
    rows = {region.name: region[1:] for region in body.context["board"]}
    every = rows.pop("All States")
    assert every[:2] == (1, 1)
    assert sum(submitted for submitted, _announced, _nothing in rows.values()) == 1


def test_w1_the_board_is_filtered_and_leaves_as_csv_without_a_persons_name(cast):
    Intention.objects.create(country=cast.state.country, cycle_id=2030, expected_on=date(2030, 2, 20))
    person = cast.focal_point
    person.last_login = timezone.now()
    person.save()
    shown = page(cast, "officer", f"{BOARD}?standing=announced")
    assert "Demo State" in shown
    assert "Mexico" not in shown
    answer = cast.client("officer").get(f"{BOARD}?cycle=2030&standing=announced&format=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text))
    assert (row["code"], row["standing"], row["expected_by"], row["focal_points"]) == (
        "ZZ",
        "announced",
        "2030-02-20",
        "1",
    )
    assert row["last_sign_in"] == f"{timezone.now():%Y-%m}"
    assert person.email not in text
    assert Act.objects.filter(verb="exported board", by=cast.officer).exists(), "P57: exports are logged"


def test_w1_a_state_on_the_board_leads_to_the_one_record_and_to_a_list_of_several(cast):
    def links() -> list[str]:
        shown = cast.client("officer").get(BOARD, {"cycle": 2030}).text
        row = next(one for one in shown.split("<tr>") if ">Demo State</a>" in one)
        return [html.unescape(one) for one in re.findall(r'<a href="([^"]+)"', row)]

    def desk(name, *args):
        return reverse(f"admin:{name}", args=args)

    first = steps.submit(ready_review(cast), by=cast.focal_point)
    asked = Invitation.objects.create(
        email="new@x.example", organisation=cast.state, role=Role.FOCAL_POINT, invited_by=cast.officer
    )
    there = [desk("accounts_organisation_change", cast.state.pk), desk("accounts_invitation_change", asked.pk)]
    assert links() == [*there, desk("reviews_submission_change", first.pk)]
    assert all(cast.client("officer").get(one, follow=True).status_code == 200 for one in links())
    steps.send_back(first, by=cast.officer, note="Which year?")
    steps.submit(VoluntaryReview.objects.get(), by=cast.focal_point)
    assert links() == [*there, f"{desk('reviews_submission_changelist')}?cycle__year__exact=2030&q=ZZ"]


@pytest.mark.parametrize("query", ["cycle=1999", "cycle=x", "cycle=99999999999"])
def test_an_unknown_cycle_is_told_in_a_sentence(cast, query):
    assert cast.client("officer").get(f"{BOARD}?{query}").status_code == 400


@pytest.mark.parametrize("query", ["region=nowhere", "standing=nonsense"])
def test_a_selection_that_fits_nothing_says_so(cast, query):
    assert "No State fits." in page(cast, "officer", f"{BOARD}?{query}")


def test_w1_every_page_of_admin_says_that_mail_is_paused_and_the_switch_is_at_hand(cast):
    switch = reverse("admin:notifications_message_pause")
    assert switch in page(cast, "officer")
    assert "All mail is paused." not in page(cast, "officer", BOARD)
    MailPause.objects.create(pk=1, paused=True, changed_by=cast.head)
    for url in (INDEX, BOARD, reverse("admin:reviews_submission_changelist")):
        assert "All mail is paused." in page(cast, "officer", url)


def test_n5_the_page_counts_what_mail_failed_is_uncertain_or_held(cast):
    for status in ("failed", "uncertain", "held"):
        Message.objects.create(kind="x", occasion=status, recipient=cast.officer, status=status)
    mail = part(page(cast, "officer"), "mail")
    assert "uncertain: <b>1</b>" in mail
    assert "held: <b>1</b>" in mail


def test_w1_states_without_a_focal_point_are_counted_and_listed(cast):
    cast.focal_point  # noqa: B018
    body = page(cast, "officer")
    assert "<b>195</b> States have no focal point." in body
    link = f"{reverse('admin:accounts_organisation_changelist')}?focal_point=none"
    assert link in body
    assert cast.client("officer").get(link).status_code == 200


def test_w2_the_technical_administrator_sees_tables_and_no_matter_of_states(cast):
    steps.submit(ready_review(cast), by=cast.focal_point)
    for url in (INDEX, BOARD):
        body = page(cast, "superuser", url)
        assert "RV-2030-ZZ" not in body
        assert "Nothing known" not in body


@pytest.mark.parametrize("who", ["focal_point", "contributor", "member", "visitor"])
def test_w2_the_desk_is_closed_to_all_others(cast, who):
    for url in (INDEX, BOARD, f"{BOARD}?format=csv"):
        assert cast.client(who).get(url).status_code in (302, 403, 404)


def test_w1_the_page_costs_the_same_for_one_and_for_thirty(cast):
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            page(cast, "officer")
        return len(made)

    def add(count):
        start = Intention.objects.count()
        bodies = Organisation.objects.filter(kind="state").order_by("pk")[start : start + count]
        for body in bodies:
            Intention.objects.create(country=body.country, cycle_id=2030)
            ReceivedDocument.objects.create(country=body.country, year=2026, title="x", registered_by=cast.head)
            Invitation.objects.create(
                email=f"a@{body.pk}.example", organisation=body, role="focal_point", invited_by=cast.head,
                expires_at=timezone.now() - timedelta(days=1),
            )  # fmt: skip

    page(cast, "officer")
    add(1)
    one = queries()
    add(30)
    assert queries() == one
    assert one < 55


def test_p57_w4_the_log_leaves_as_csv_under_its_filters_and_that_is_an_act_too(cast):
    received = steps.submit(ready_review(cast), by=cast.focal_point)
    steps.accept(received, by=cast.officer)
    client = cast.client("officer")
    shown = client.get(f"{reverse('admin:core_act_changelist')}?verb__exact=accepted").text
    assert f"{reverse('admin:core_act_export')}?verb__exact=accepted" in shown
    assert "reauthenticate" in client.get(reverse("admin:core_act_export")).url, "S11: names of people leave"
    answer = cast.prove("officer").get(f"{reverse('admin:core_act_export')}?verb=accepted")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert {(row["verb"], row["state"]) for row in rows} == {("accepted", "ZZ")}
    assert Act.objects.filter(verb="exported log", by=cast.officer).exists()


def test_p56_the_log_holds_no_act_on_a_draft_and_is_closed_to_states(cast):
    draft = ready_review(cast)
    Act.objects.log("started", draft, by=cast.focal_point)
    text = b"".join(cast.prove("officer").get(reverse("admin:core_act_export")).streaming_content).decode()
    assert "started" not in text
    assert cast.client("focal_point").get(reverse("admin:core_act_export")).status_code in (302, 403)


def test_the_day_page_says_what_is_not_in_force_yet_for_the_forum(cast):
    words = ("No questionnaire is in force", "No reminder plan is in force")
    assert all(sentence in page(cast, "officer") for sentence in words)
    questionnaire_in_force(cast)
    due = ForumCycle.objects.get(year=2030).reviews_due
    plan = plans.propose(ReminderPlan.objects.create(kind="reviews.due", milestone=due, lead_days=[7]), by=cast.officer)
    plans.put_in_force(plan, by=cast.second_officer)
    assert not any(sentence in page(cast, "officer") for sentence in words)


def test_the_day_page_leads_to_what_an_officer_begins_most_often(cast):
    body = part(page(cast, "officer"), "begin")
    for name in ("accounts_invitation_add", "reviews_receiveddocument_add", "notifications_message_calendar"):
        assert reverse(f"admin:{name}") in body
