"""Quorum, decision and its letter, changes with a reply to each point, the outcome for everybody, each once."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Membership
from core.workflow import MovedOn, NotReady
from notifications import outbox
from notifications.kinds import Kind
from notifications.models import Message
from practices.models import Decision, PeerReview, Practice, ReviewAssignment, ReviewRound
from practices.standing import standing, trail_of
from practices.steps import deciding, publication, reviewing, submission
from practices.timeline import timeline_of
from practices.views.reading import changes
from reference.models import Region
from tests.practices.reviewing import complete, filed, invited, reading, reviewer, round_of, three
from tests.practices.test_assess import client_of, page

pytestmark = pytest.mark.django_db
DECIDE = "/en/practices/PR-0001/round/decide/"


def now(round_):
    return standing(round_, round_.assignments.select_related("report"))


def decided(cast, verdict="changes", **fields):
    round_ = complete(cast)
    keys = [one.key for one in deciding.comments_of(round_.assignments.select_related("report"))]
    return deciding.decide(
        round_, by=cast.officer, verdict=verdict, letter="Dear author", summary="Agreed.", released=keys, **fields
    )


def test_a13_a_round_is_complete_with_one_from_the_un_and_two_from_outside(cast):
    round_ = round_of(cast)
    un, first, second = three(cast)
    filed(round_, first, cast.officer)
    filed(round_, second, cast.officer)
    assert not now(round_).is_complete
    assert now(round_).to_ask == {"un": 1, "outside": 0}
    filed(round_, un, cast.officer)
    assert now(round_).is_complete
    assert not now(round_).disagrees


def test_a13_reports_far_apart_ask_for_one_more_and_only_one(cast):
    round_ = round_of(cast)
    un, first, second = three(cast)
    filed(round_, un, cast.officer)
    filed(round_, first, cast.officer, innovation="3")
    filed(round_, second, cast.officer, innovation="1", innovation_comment="Known for long.")
    assert now(round_).apart == ["Innovation"]
    assert now(round_).disagrees
    invited(round_, reviewer(cast, "fourth"), cast.officer)
    assert not now(round_).disagrees


def test_b44_no_decision_before_the_reports_are_in(cast):
    round_ = round_of(cast)
    filed(round_, three(cast)[0], cast.officer)
    assert client_of(cast, cast.officer).get(DECIDE).status_code == 403
    with pytest.raises(NotReady):
        deciding.decide(round_, by=cast.officer, verdict="publish", letter="x", summary="x", released=[])
    assert Practice.objects.get().status == "in_review"


def test_a14_the_letter_is_previewed_and_sent_once(cast):
    round_ = complete(cast)
    client = client_of(cast, cast.officer)
    keys = [one.key for one in deciding.comments_of(round_.assignments.select_related("report"))]
    choice = {"verdict": "changes", "readers": "reviewers", "released": keys, "summary": "All agree."}
    preview = client.post(DECIDE, {**choice, "go": "preview"})
    assert preview.status_code == 200
    assert "Say who pays for it after 2026." in preview.content.decode()
    assert not Decision.objects.exists()
    letter = preview.context["form"].data["letter"]
    for _press in range(2):
        client.post(DECIDE, {**choice, "letter": letter, "go": "send"})
    assert Decision.objects.get().letter == letter.strip()
    assert "All agree." in client.get("/en/practices/PR-0001/round/").text, "the record of the secretariat"
    assert "All agree." not in page(cast, cast.owner, "/en/practices/PR-0001/decision/").text
    assert Message.objects.filter(kind="practices.decision").count() == 1
    assert Message.objects.filter(kind="practices.review_outcome").count() == 3
    practice = Practice.objects.get()
    assert practice.status == "revision_requested"
    events = timeline_of(practice)
    assert f"Decision: {Decision.objects.get().outcome}" in [one.words for one in events]


def test_a14_a_letter_that_nobody_touched_follows_the_choices_and_is_looked_at_before_it_goes(cast):
    complete(cast)
    client = client_of(cast, cast.officer)
    choice = {"verdict": "publish", "readers": "reviewers", "summary": "All agree.", "without": "None helps."}
    shown = client.post(DECIDE, {**choice, "go": "preview"}).context["form"].data
    letter = {"letter": shown["letter"], "written": shown["written"]}
    changed = client.post(DECIDE, {**choice, **letter, "verdict": "decline", "go": "send"})
    assert not Decision.objects.exists()
    assert "written anew for your choices" in changed.text
    assert "it will not be published" in changed.context["form"].data["letter"]
    letter = {name: changed.context["form"].data[name] for name in ("letter", "written")}
    client.post(DECIDE, {**choice, **letter, "verdict": "decline", "go": "send"})
    assert "it will not be published" in Decision.objects.get().letter


def test_a14_own_words_of_an_officer_do_not_go_with_another_decision_than_they_were_written_for(cast):
    complete(cast)
    client = client_of(cast, cast.officer)
    choice = {"verdict": "publish", "readers": "reviewers", "summary": "All agree.", "without": "None helps."}
    written = client.post(DECIDE, {**choice, "go": "preview"}).context["form"].data["written"]
    mine = {**choice, "verdict": "decline", "letter": "Welcome to the repository.", "go": "send"}
    told = client.post(DECIDE, {**mine, "written": written})
    assert not Decision.objects.exists()
    assert "You have changed your choices since it was written." in told.text
    assert "Welcome to the repository." in told.text, "what was typed is still there"
    client.post(DECIDE, {**mine, "letter": "We cannot take it.", "written": told.context["form"].data["written"]})
    assert Decision.objects.get().letter == "We cannot take it."


def test_w1_what_is_accepted_waits_on_my_work_of_officers_and_on_the_day_page(cast):
    decided(cast, verdict="publish")
    page_of = reverse("admin:practices_practice_change", args=[Practice.objects.get().pk])
    for desk in ("/en/work/", "/admin/"):
        assert page_of in page(cast, cast.second_officer, desk).text


def test_w4_the_history_of_a_practice_holds_its_decision_and_its_publication(cast):
    decided(cast, verdict="publish")
    publication.publish(Practice.objects.get(), by=cast.second_officer)
    history = reverse("admin:practices_practice_history", args=[Practice.objects.get().pk])
    told = page(cast, cast.officer, history).text
    assert "decided" in told
    assert "published (version 1)" in told
    log = page(cast, cast.second_officer, reverse("admin:core_act_changelist")).text
    assert '<td class="field-act">decided' not in log, "a recused officer reads the log as well"


def test_x1_the_title_of_a_form_that_came_back_says_so_once(cast):
    complete(cast)
    told = client_of(cast, cast.officer).post(DECIDE, {"go": "preview"}).text
    assert told.partition("<title>")[2].startswith("Error: Decide")


def test_a14_declining_without_a_comment_needs_a_word_why(cast):
    complete(cast)
    response = client_of(cast, cast.officer).post(
        DECIDE, {"verdict": "decline", "readers": "officer", "summary": "No.", "go": "preview"}
    )
    assert response.status_code == 400
    assert "say here why none goes along" in response.content.decode()


def test_a_second_officer_who_presses_later_is_told(cast):
    decision = decided(cast)
    with pytest.raises(MovedOn):
        deciding.decide(decision.round, by=cast.second_officer, verdict="decline", letter="x", summary="x", released=[])
    assert Decision.objects.count() == 1


def test_p30_the_author_reads_letter_and_comments_without_a_name(cast):
    decided(cast)
    text = page(cast, cast.owner, "/en/practices/PR-0001/decision/").content.decode()
    assert "Dear author" in text
    assert "Say who pays for it after 2026." in text
    for secret in ("first@", "second@", "un@", "House of", "I know this field well.", "Agreed."):
        assert secret not in text
    assert page(cast, cast.other_owner, "/en/practices/PR-0001/decision/").status_code == 404
    assert "Decision: changes are asked for" in text
    assert "(optional)" not in text, "each comment is answered before the changed text is sent"


def test_a14_who_is_declined_reads_the_outcome_and_comments_without_being_asked_to_reply(cast):
    decided(cast, verdict="decline")
    text = page(cast, cast.owner, "/en/practices/PR-0001/decision/").text
    assert "Decision: not to be published" in text
    assert "and your replies" not in text


def test_a15_each_point_gets_a_reply_that_the_readers_of_the_changed_text_see(cast):
    decision = decided(cast, readers="reviewers")
    client = client_of(cast, cast.owner)
    client.post("/en/practices/PR-0001/decision/", {"reply-1": "The ministry pays.", "reply-2": "", "reply-3": "Done."})
    assert list(decision.points.values_list("reply", flat=True)) == ["The ministry pays.", "", "Done."]


def changed(cast, **fields):
    decision = decided(cast, **fields)
    decision.points.update(reply="Done as you say.", replied_at=timezone.now())
    practice = Practice.objects.get()
    Practice.objects.update(summary="Workers now carry two records.")
    practice.refresh_from_db()
    return submission.resubmit(practice, by=cast.owner)


def test_a15_who_sends_a_changed_text_is_told_who_reads_it(cast):
    decision = decided(cast, readers="reviewers")
    decision.points.update(reply="Done as you say.", replied_at=timezone.now())
    practice = Practice.objects.get()
    told = "Those whom the letter name"
    assert told in page(cast, cast.owner, f"{practice.get_absolute_url()}check/").text
    submission.resubmit(practice, by=cast.owner)
    first, second = (
        " ".join(Kind.of(one).paragraphs(cast.owner))
        for one in Message.objects.filter(kind="practices.receipt").order_by("occasion")
    )
    assert (told in first, told in second) == (False, True)


def test_a15_the_same_reviewers_read_the_changed_text_with_a_comparison(cast):
    version = changed(cast, readers="reviewers")
    round_ = ReviewRound.objects.get(version=version)
    assert round_.assignments.filter(again=True, status="invited").count() == 3
    one = round_.assignments.first()
    reviewing.declare(one, "none", by=one.reviewer)
    text = page(cast, one.reviewer, "/en/practices/PR-0001/assess/").content.decode()
    assert "Done as you say." in text
    assert "<ins>" in text
    assert Message.objects.filter(kind="practices.review_invited").count() == 6


def test_a9_whoever_decides_reads_which_report_comes_from_somebody_with_a_tie_and_why(cast):
    complete(cast)
    tied = ReviewAssignment.objects.first()
    assert "with a tie" not in page(cast, cast.officer, DECIDE).content.decode()
    ReviewAssignment.objects.filter(pk=tied.pk).update(waived_at=timezone.now(), waiver_reason="It ended in 2024.")
    text = page(cast, cast.officer, DECIDE).content.decode()
    assert "Reports by people with a tie" in text
    assert "It ended in 2024." in text


def test_a15_whatever_differs_from_the_version_before_is_in_the_comparison(cast):
    decided(cast, readers="reviewers").points.update(reply="Done as you say.", replied_at=timezone.now())
    practice = Practice.objects.get()
    partner = {"name": "Demo University", "part": "partner", "kind": "academia", "country": ""}
    link = {"title": "Report", "url": "https://example.org/report"}
    fields = {"type": "service", "scope": "local", "stage": "completed", "is_ongoing": False, "ends_on": "2029-06"}
    Practice.objects.update(participants=[partner], links=[link], web_address="https://example.org/", **fields)
    practice.refresh_from_db()
    practice.principles.set([3])
    practice.goals.set([5])
    practice.main_objectives.set([6])
    practice.further_objectives.set([18])
    practice.regions.set(Region.objects.all()[:1])
    version = submission.resubmit(practice, by=cast.owner)
    assert {str(one["title"]) for one in changes(version)} == {
        "Main implementer", "Who took part", "Main objectives", "Further objectives", "Guiding principles",
        "Sustainable Development Goals", "Type", "How far it reaches", "Regions", "When", "How far it is", "Links",
    }  # fmt: skip


def test_a11_ones_own_report_on_the_version_before_stays_readable_for_oneself_alone(cast):
    version = changed(cast, readers="reviewers")
    now_asked = ReviewRound.objects.get(version=version).assignments.select_related("reviewer").first()
    before = ReviewAssignment.objects.get(reviewer=now_asked.reviewer, status="filed")
    address = f"/en/practices/PR-0001/assess/{before.pk}/"
    assert address in page(cast, before.reviewer, "/en/practices/roster/").content.decode()
    assert "Say who pays for it after 2026." in page(cast, before.reviewer, address).content.decode()
    reviewing.declare(now_asked, "none", by=now_asked.reviewer)
    assert address in page(cast, before.reviewer, "/en/practices/PR-0001/assess/").content.decode()
    another = ReviewAssignment.objects.filter(status="filed").exclude(pk=before.pk).first()
    assert page(cast, another.reviewer, address).status_code == 404


def test_a15_the_officer_alone_reads_it_when_the_letter_says_so(cast):
    version = changed(cast, readers="officer")
    round_ = ReviewRound.objects.get(version=version)
    assert not round_.assignments.exists()
    assert now(round_).is_complete
    deciding.decide(round_, by=cast.officer, verdict="publish", letter="Dear author", summary="Done.", released=[])
    assert Practice.objects.get().status == "accepted"


def test_a15_a_text_without_replies_is_not_sent(cast):
    decided(cast, readers="reviewers")
    with pytest.raises(NotReady):
        submission.resubmit(Practice.objects.get(), by=cast.owner)
    check = client_of(cast, cast.owner).get(f"{Practice.objects.get().get_absolute_url()}check/")
    assert '<a href="/en/practices/PR-0001/decision/">Answer the' in check.text


def test_whoever_was_still_reading_is_told_that_no_report_is_awaited(cast):
    round_ = complete(cast)
    late = reading(round_, reviewer(cast, "fourth"), cast.officer)
    deciding.decide(round_, by=cast.officer, verdict="publish", letter="x", summary="x", released=[])
    assert Message.objects.filter(kind="practices.review_ended", recipient=late.reviewer).count() == 1
    assert PeerReview.objects.get(assignment=late).sealed_at
    assert "no further report is awaited" in page(cast, late.reviewer, "/en/practices/PR-0001/assess/").content.decode()


def kinds_on(day):
    """The reminders that are planned on the `day`-th day from now."""
    moment = timezone.now() + timedelta(days=day)
    with time_machine.travel(moment, tick=False):
        return sorted(one.occasion for one in outbox.plan(moment) if one.kind.startswith("practices.review"))


def test_a16_answer_and_report_have_reminders_of_their_own_at_most_three_each(cast):
    round_ = round_of(cast)
    waiting, writing = reviewer(cast, "first"), reviewer(cast, "second")
    invited(round_, waiting, cast.officer)
    reading(round_, writing, cast.officer)
    Message.objects.all().delete()
    for day in range(40):
        kinds_on(day)
    sent = list(Message.objects.values_list("kind", "recipient__email").order_by("kind"))
    assert sent.count(("practices.review_response_due", "first@demo.example")) == 3
    assert sent.count(("practices.review_due", "second@demo.example")) == 3
    assert len(sent) == 6


def test_a16_a_reminder_stops_at_once_when_the_report_is_in(cast):
    assignment = reading(round_of(cast), reviewer(cast, "first"), cast.officer)
    due = reviewing.mail.ReportDue(assignment, due=assignment.review_by, offset=-7)
    assert due.irrelevant(assignment.reviewer) == ""
    ReviewAssignment.objects.update(status="filed")
    assert reviewing.mail.ReportDue.of(due.queue()[0]).irrelevant(assignment.reviewer)
    assert not kinds_on(20)


def test_a26_figures_and_export_leave_out_what_an_officer_is_recused_from_and_say_so(cast):
    complete(cast)
    Membership.objects.create(user=cast.second_officer, organisation=cast.association, role=Role.STAKEHOLDER)
    whole = page(cast, cast.officer, "/en/practices/rounds/figures/").content.decode()
    assert "1 of 1" in whole
    assert "left out" not in whole
    taken = page(cast, cast.officer, "/en/practices/rounds/figures/?format=csv")
    text = b"".join(taken.streaming_content).decode() if taken.streaming else taken.content.decode()
    assert "PR-0001" in text, "a colleague without a tie takes all of it along"
    for form in ("", "?format=csv"):
        response = page(cast, cast.second_officer, f"/en/practices/rounds/figures/{form}")
        text = b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()
        assert "1 round left out" in text
        assert "PR-0001" not in text
    assert page(cast, cast.owner, "/en/practices/rounds/figures/").status_code == 404


def test_a27_the_public_trail_has_dates_and_counts_and_no_name(cast):
    round_ = round_of(cast)
    assert trail_of(round_.practice) is None
    for profile in three(cast):
        filed(round_, profile, cast.officer)
    trail = trail_of(round_.practice)
    assert (trail["reports_un"], trail["reports_outside"], trail["revisions"], trail["waivers"]) == (1, 2, 0, 0)
    assert "first" not in str(trail)
