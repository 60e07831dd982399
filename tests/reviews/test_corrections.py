"""After submission: replies to the secretariat's questions, a correction as the next version, withdrawal (R10, R11)."""

import html
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from core.models import Act
from imrf_portal.pages import day
from notifications.models import Message
from publications.models import Publication
from reviews.choices import Outcome, ReviewStatus
from reviews.models import Remark, Submission, VoluntaryReview
from reviews.steps import submission as steps
from reviews.steps import team
from tests.factories import CANARY, ready_review

FILL = "/en/reviews/2030/zz/fill/"
PUBLIC = "/en/reviews/2030/zz/"
NOTE = "A figure of 2029 was wrong."


def page(number, name=""):
    kwargs = {"year": 2030, "country": "zz", "number": number}
    if name in ("", "reply"):
        return reverse(f"reviews:submission{'_reply' if name else ''}", kwargs=kwargs)
    return reverse("reviews:submission_step", kwargs={**kwargs, "name": name})


@pytest.fixture
def first(cast) -> Submission:
    assert cast.officer
    assert cast.second_officer
    return steps.submit(ready_review(cast), by=cast.focal_point)


@pytest.fixture
def published(cast, first) -> Submission:
    steps.publish(steps.accept(first, by=cast.officer), by=cast.second_officer)
    return first


@pytest.fixture
def returned(cast, first) -> Remark:
    asked = [steps.Asking("Which year is meant?", "b1"), steps.Asking("Which objective?", "d2a", 5)]
    steps.send_back(first, by=cast.officer, remarks=asked)
    return first.remarks.get(question_key="b1")


# --- replies


def test_r11_a_reply_stands_beside_its_question_and_goes_with_the_next_submission(cast, returned):
    client = cast.client("focal_point")
    data = {f"reply-{returned.pk}": f"It is 2029. {CANARY}"}
    assert client.post(page(1, "reply"), data).status_code == 302
    assert CANARY in client.get(page(1)).text.split("Questions of the secretariat")[1].split("</section>")[0]
    asked = cast.client("officer").get(page(1)).text.split("Questions of the secretariat")[1].split("</section>")[0]
    assert "It is 2029." not in asked, "what a State does after a return is its own"
    assert Act.objects.get(verb="replied").confidential
    steps.submit(VoluntaryReview.objects.get(), by=cast.focal_point)
    now = cast.client("officer").get(page(2)).text
    assert "Replies to the questions on the submission before" in now
    assert "It is 2029." in now
    assert "It is 2029." in cast.client("officer").get(page(1)).text


def test_r11_a_question_without_a_reply_stands_beside_the_replies_and_none_comes_again_with_a_correction(
    cast, returned
):
    cast.client("focal_point").post(page(1, "reply"), {f"reply-{returned.pk}": "It is 2029."})
    second = steps.submit(VoluntaryReview.objects.get(), by=cast.focal_point)
    now = cast.client("officer").get(page(2)).text
    assert "Which objective?" in now
    assert "No reply beside the answer" in now
    steps.publish(steps.accept(second, by=cast.officer), by=cast.second_officer)
    steps.correct(second, by=cast.focal_point, note=NOTE)
    steps.submit(VoluntaryReview.objects.get(), by=cast.focal_point)
    assert "Which objective?" not in cast.client("officer").get(page(3)).text


def test_what_a_state_says_with_a_submission_reaches_the_officer_and_goes_when_it_is_called_back(cast):
    assert cast.officer
    ready_review(cast)
    said = f"Cleared by the Council.\n{CANARY}"
    form = {"form_key": str(uuid.uuid4()), "note": said}
    assert cast.prove("focal_point").post(f"{FILL}submit/", form).status_code == 302
    for who in ("officer", "focal_point"):
        facts = cast.client(who).get(page(1)).text.split("Where it stands")[1].split("</section>")[0]
        assert f"Cleared by the Council.<br>{CANARY}" in facts, who
    steps.call_back(Submission.objects.get(), by=cast.focal_point, note="Not yet.")
    assert CANARY not in cast.client("officer").get(page(1)).text
    assert "Not yet." in cast.client("officer").get(page(1)).text


def test_r11_what_the_secretariat_asks_on_the_whole_is_called_so(cast, first):
    steps.send_back(first, by=cast.officer, note="Two small questions.")
    facts = cast.client("focal_point").get(page(1)).text.split("Where it stands")[1].split("</section>")[0]
    assert facts.index("On the whole") < facts.index("Two small questions.")


def test_p1_a_reply_stays_the_states_own_when_the_next_submission_is_called_back(cast, returned):
    cast.client("focal_point").post(page(1, "reply"), {f"reply-{returned.pk}": "It is 2029."})
    second = steps.submit(VoluntaryReview.objects.get(), by=cast.focal_point)
    steps.call_back(second, by=cast.focal_point, note="Not yet.")
    assert "It is 2029." not in cast.client("officer").get(page(1)).text
    assert "It is 2029." not in cast.client("officer").get(page(2)).text


def test_r11_only_a_focal_point_replies_and_only_while_it_is_returned(cast, returned):
    data = {f"reply-{returned.pk}": "No."}
    for who, status in {"contributor": 403, "reader": 403, "officer": 403, "other_focal_point": 404}.items():
        assert cast.client(who).post(page(1, "reply"), data).status_code == status, who
    steps.submit(VoluntaryReview.objects.get(), by=cast.focal_point)
    assert cast.client("focal_point").post(page(1, "reply"), data).status_code == 403
    assert not Remark.objects.exclude(reply="").exists()


def test_b9_an_endless_reply_is_refused_in_words(cast, returned):
    other = Remark.objects.exclude(pk=returned.pk).get()
    data = {f"reply-{returned.pk}": "x" * 2001, f"reply-{other.pk}": "Objective 5."}
    reply = cast.client("focal_point").post(page(1, "reply"), data)
    assert reply.status_code == 400
    assert f"b1: {reply.context['replies'].errors[f'reply-{returned.pk}'][0]}" in html.unescape(reply.text)
    assert "x" * 2001 in reply.text, "what was typed is still there"
    assert "Objective 5." in reply.text
    assert not Remark.objects.exclude(reply="").exists()


def test_f5_a_reply_that_comes_too_late_comes_back_with_its_text(cast, returned):
    late, data = cast.client("focal_point"), {f"reply-{returned.pk}": f"It is 2029. {CANARY}"}
    signed_out = Client().post(page(1, "reply"), data)
    assert (signed_out.status_code, CANARY in signed_out.text) == (401, True)
    Submission.objects.update(outcome=Outcome.ACCEPTED)
    closed = late.post(page(1, "reply"), data)
    assert (closed.status_code, CANARY in closed.text) == (409, True)


def test_r11_an_endless_reply_of_somebody_who_may_not_reply_shows_no_form(cast, returned):
    assert cast.client("reader").post(page(1, "reply"), {f"reply-{returned.pk}": "x" * 2001}).status_code == 403


# --- corrections


def correct(cast, number=1):
    return cast.client("focal_point").post(page(number, "correct"), {"note": NOTE})


def test_r10_a_correction_is_the_next_version_and_the_old_one_stays_and_says_so(cast, published):
    assert correct(cast).status_code == 302
    review = VoluntaryReview.objects.get()
    assert (review.status, review.is_correction) == (ReviewStatus.DRAFT, True)
    review.answers.filter(question__key="d2a").update(value="<p>Year-round work scheme.</p>", version=2)
    assert "Seasonal work scheme." in cast.client("visitor").get(PUBLIC).text
    second = steps.submit(review, by=cast.focal_point)
    steps.publish(steps.accept(second, by=cast.officer), by=cast.second_officer)
    now = cast.client("visitor").get(PUBLIC).text
    assert "Corrects version 1" in now
    assert NOTE in now
    assert "<del>Seasonal</del><ins>Year" in now
    old = cast.client("visitor").get(f"{PUBLIC}v1/").text
    assert "An older version" in old
    assert "Seasonal work scheme." in old
    assert [one.version for one in Publication.objects.versions_of("RV-2030-ZZ")] == [2, 1]
    review.refresh_from_db()
    assert (review.status, review.is_correction) == (ReviewStatus.PUBLISHED, False)


def test_r10_what_a_correction_changes_stands_where_it_is_submitted(cast, published):
    assert "Corrects version" not in cast.client("focal_point").get(f"{FILL}check/").text
    correct(cast)
    check = cast.client("focal_point").get(f"{FILL}check/").text
    assert "No answer says anything else than before." in check
    review = VoluntaryReview.objects.get()
    review.answers.filter(question__key="d2a").update(value="<p>Year-round work scheme.</p>", version=2)
    for name in ("check", "preview"):
        shown = cast.client("focal_point").get(f"{FILL}{name}/").text
        assert "Corrects version 1" in shown, name
        assert NOTE in shown, name
        assert shown.count("<del>Seasonal</del><ins>Year") == 1, name
        assert shown.partition("Corrects version 1")[2].count('<details class="more">') >= 1, name


def test_r30_a_ministry_reads_of_a_correction_what_changed_in_its_own_sections(cast, published):
    correct(cast)
    VoluntaryReview.objects.update(ministries_read_all=False)
    review = VoluntaryReview.objects.get()
    assert cast.contributor
    team.give(review, cast.labour, review.questionnaire.sections.filter(code="c"), by=cast.focal_point)
    review.answers.filter(question__key="d2a").update(value="<p>Year-round work scheme.</p>", version=2)
    for name in ("check", "preview"):
        shown = cast.client("contributor").get(f"{FILL}{name}/").text
        assert "Corrects version 1" in shown, name
        assert "Year-round" not in shown, name
        told = shown.partition("Corrects version 1")[2].partition("<h2")[0]
        assert "No answer says anything else than before." in told, (name, told[:500])


def test_p1_the_secretariat_learns_nothing_of_a_correction_until_it_is_submitted(cast, published):
    before = {who: cast.client(who).get(page(1)).context["steps"] for who in ("officer", "head")}
    seen = cast.client("visitor").get(PUBLIC).text
    messages = Message.objects.count()
    correct(cast)
    VoluntaryReview.objects.get().answers.filter(question__key="d2a").update(value=f"<p>{CANARY}-new</p>", version=2)
    for who, offered in before.items():
        again = cast.client(who).get(page(1))
        assert again.context["steps"] == offered, who
        assert f"{CANARY}-new" not in again.text
        assert cast.client(who).get(FILL).status_code == 404
    assert cast.client("visitor").get(PUBLIC).text == seen
    assert Message.objects.count() == messages
    assert Act.objects.get(verb="correct").confidential


def test_r10_only_a_focal_point_corrects_what_is_published_and_says_why(cast, published):
    for who, status in {"contributor": 403, "reader": 403, "officer": 403, "other_focal_point": 404}.items():
        assert cast.client(who).post(page(1, "correct"), {"note": NOTE}).status_code == status, who
    assert cast.client("focal_point").post(page(1, "correct"), {"note": ""}).status_code == 200
    assert VoluntaryReview.objects.get().status == ReviewStatus.PUBLISHED


def test_x9_a_correction_is_dropped_and_not_discarded(cast, published):
    correct(cast)
    client = cast.client("focal_point")
    assert client.post(f"{FILL}discard/").status_code == 403
    assert client.post(page(1, "drop_correction"), {"note": ""}).status_code == 302
    review = VoluntaryReview.objects.get()
    assert (review.status, review.is_correction, review.correction_note) == (ReviewStatus.PUBLISHED, False, "")
    assert Act.objects.get(verb="drop_correction").confidential, "nobody learns that there was one"
    assert correct(cast).status_code == 302


def test_p17_what_is_published_is_withdrawn_while_a_correction_is_written(cast, published):
    correct(cast)
    client = cast.client("focal_point")
    client.post(page(1, "ask_withdrawal"), {"note": "A new government."})
    assert VoluntaryReview.objects.get().status == ReviewStatus.DRAFT
    steps.propose_withdrawal(Submission.objects.get(), by=cast.head, note="")
    steps.withdraw(Submission.objects.get(), by=cast.officer)
    assert VoluntaryReview.objects.get().status == ReviewStatus.WITHDRAWN
    gone = cast.client("visitor").get(PUBLIC)
    assert gone.status_code == 410
    assert "Withdrawn at the request of the State. A new government." in gone.text


def test_p1_a_withdrawal_shows_nothing_of_a_correction_that_is_being_written(cast, published):
    def desk():
        return [
            entry.url
            for one in day.for_second_officer(cast.officer)
            if one.title == "Withdrawals"
            for entry in one.entries
        ]

    steps.propose_withdrawal(published, by=cast.head, note="An error of ours.")
    before = desk()
    assert before
    correct(cast)
    assert desk() == before
    client = cast.client("focal_point")
    client.post(page(1, "ask_withdrawal"), {"note": "A new government."})
    acts = Act.objects.filter(verb__in=("propose_withdrawal", "ask_withdrawal"))
    assert [act.confidential for act in acts] == [False, False]


def test_p17_another_reason_than_the_states_is_not_said_to_be_its_wish(cast, published):
    cast.client("focal_point").post(page(1, "ask_withdrawal"), {"note": "A new government."})
    steps.propose_withdrawal(published, by=cast.head, note="A file with personal data.")
    for who in ("focal_point", "second_officer"):
        shown = cast.client(who).get(page(1)).text
        assert "A new government." in shown, "what the State wrote stands beside another reason"
        assert "A file with personal data." in shown
    steps.withdraw(Submission.objects.get(), by=cast.officer)
    gone = cast.client("visitor").get(PUBLIC).text
    assert "A file with personal data." in gone
    assert "at the request of the State" not in gone


def test_p17_nothing_is_withdrawn_of_a_draft_that_was_never_published(cast):
    review = ready_review(cast)
    first = steps.submit(review, by=cast.focal_point)
    steps.call_back(first, by=cast.focal_point, note="Not yet.")
    for who in ("focal_point", "head"):
        for name in ("ask_withdrawal", "propose_withdrawal", "drop_correction"):
            assert cast.client(who).post(page(1, name), {"note": "x"}).status_code == 403, (who, name)


def test_a_correction_is_submitted_by_the_page_as_any_review_is(cast, published):
    correct(cast)
    data = {"form_key": uuid.uuid4(), "note": ""}
    assert cast.prove("focal_point").post(f"{FILL}submit/", data).status_code == 302
    assert Submission.objects.count() == 2


def test_p17_state_and_secretariat_read_how_far_a_withdrawal_is(cast, published):
    def seen(who):
        return html.unescape(cast.client(who).get(page(1)).text.split("</main>")[0])

    assert "Withdrawal" not in seen("officer")
    cast.client("focal_point").post(page(1, "ask_withdrawal"), {"note": "A new government's wish."})
    for who in ("focal_point", "officer"):
        assert "Asked for by the State" in seen(who), who
        assert "A new government's wish." in seen(who), who
    proposal = cast.client("head").get(page(1, "propose_withdrawal"))
    assert proposal.context["form"]["note"].value() == "A new government's wish.", "the State's own words"
    cast.client("head").post(page(1, "propose_withdrawal"), {"note": "A new government's wish."})
    assert "a second officer carries it out" in seen("focal_point")
    steps.withdraw(published, by=cast.officer)
    for who in ("focal_point", "officer"):
        assert "Carried out" in seen(who), who
        assert "Withdrawn</span>" in seen(who).split("<h1")[0], who
    assert "Withdrawn at the request of the State. A new" in html.unescape(cast.client("visitor").get(PUBLIC).text)


def test_a_correction_of_what_was_withdrawn_does_not_claim_that_nothing_changed(cast, published):
    correct(cast)
    second = steps.submit(VoluntaryReview.objects.get(), by=cast.focal_point)
    steps.publish(steps.accept(second, by=cast.officer), by=cast.second_officer)
    assert "No answer says anything else than before." in cast.client("officer").get(page(2)).text
    steps.propose_withdrawal(second, by=cast.head, note="An error of ours.")
    steps.withdraw(second, by=cast.officer)
    now = cast.client("officer").get(page(2)).text
    assert "Corrects version 1" in now
    assert "No answer says anything else than before." not in now


def test_what_an_officer_says_with_a_step_is_read_by_the_state_and_published_nowhere(cast, first):
    cast.client("officer").post(page(1, "accept"), {"note": "Complete, aside-7c"})
    assert "aside-7c" in cast.client("focal_point").get(page(1)).text
    assert "never published" in cast.prove("second_officer").get(page(1, "publish")).text
    cast.prove("second_officer").post(page(1, "publish"), {"note": "At last, aside-7c"})
    assert "aside-7c" in cast.client("focal_point").get(page(1)).text
    correct(cast)
    second = steps.submit(VoluntaryReview.objects.get(), by=cast.focal_point)
    steps.publish(steps.accept(second, by=cast.officer), by=cast.second_officer, note="aside-7c")
    notes = Publication.objects.order_by("version").values_list("note", flat=True)
    assert list(notes) == ["", NOTE], "the public note to a version is the State's"
    for address in (PUBLIC, "/api/v1/publications/RV-2030-ZZ", "/feeds/review.atom", f"{PUBLIC}v1/"):
        answer = cast.client("visitor").get(address)
        assert answer.status_code == 200, address
        assert "aside-7c" not in answer.text, address
