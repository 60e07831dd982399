"""From "check and submit" to the public page: who may do what, what is frozen, who hears of it."""

import hashlib
import threading
import uuid

import pytest
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Membership
from core.models import Act
from core.workflow import MovedOn
from notifications.kinds import Kind, written
from notifications.models import Message
from publications.models import Publication
from reviews.choices import Outcome, ReviewStatus
from reviews.models import Answer, Submission
from reviews.steps import submission as steps
from tests.factories import CANARY, answer, ready_review, review

ADDRESS = {"year": 2030, "country": "zz"}


def url(page, **more):
    return reverse(f"reviews:{page}", kwargs={**ADDRESS, **more})


def submit(cast, who="focal_point", **data):
    return cast.prove(who).post(url("submit"), {"form_key": uuid.uuid4(), **data})


@pytest.fixture
def submitted(cast):
    return steps.submit(ready_review(cast), by=cast.focal_point)


@pytest.fixture
def accepted(cast, submitted):
    return steps.accept(submitted, by=cast.officer)


@pytest.fixture
def published(cast, accepted):
    return steps.publish(accepted, by=cast.second_officer)


def test_the_check_page_links_what_is_missing_to_its_field(cast):
    review(cast)
    page = cast.client("focal_point").get(url("check")).text
    assert f'href="{url("section", code="a")}#a1"' in page
    assert "d0" in page


def test_a_voluntary_question_is_never_an_error(cast):
    ready_review(cast)
    response = cast.client("focal_point").get(url("check"))
    assert response.context["errors"] == []


def test_an_answer_that_could_not_be_read_waits_for_its_person(cast):
    draft = ready_review(cast)
    answer(draft, "a3", "31 June 2029", problem="31 June does not exist.")
    assert submit(cast).status_code == 409
    assert not Submission.objects.exists()


def test_p9_only_a_focal_point_submits_and_gives_proof_first(cast):
    draft = ready_review(cast)
    assert submit(cast, "contributor").status_code in (403, 409)
    assert submit(cast, "other_focal_point").status_code == 404
    assert submit(cast, "officer").status_code == 404
    unproved = cast.client("alternate").post(url("submit"), {"form_key": uuid.uuid4()})
    assert "reauthenticate" in unproved.url
    draft.refresh_from_db()
    assert draft.status == ReviewStatus.DRAFT


def test_s1_before_submission_a_second_factor_is_offered_once_more_to_who_has_none(cast):
    ready_review(cast)
    offer = "Add a second factor before you sign"
    assert offer in cast.client("focal_point").get(url("check")).text
    Authenticator.objects.create(user=cast.focal_point, type=Authenticator.Type.TOTP, data={})
    assert offer not in cast.client("focal_point").get(url("check")).text


def test_submitting_gives_a_receipt_to_state_and_secretariat(cast):
    ready_review(cast)
    assert cast.officer
    response = submit(cast)
    assert response.url == url("submission", number=1)
    page = cast.client("focal_point").get(response.url).text
    assert "RV-2030-ZZ/s1" in page
    kinds = set(Message.objects.values_list("kind", "recipient__email"))
    assert ("reviews.receipt", "focal-point@demo.example") in kinds
    assert ("reviews.received", "secretariat@demo.example") in kinds
    letter = Message.objects.filter(kind="reviews.receipt").latest("pk")
    fingerprint = Submission.objects.get().sha256
    words = written(Kind.of(letter), cast.focal_point)
    assert fingerprint in words.text, "R29: the receipt holds the fingerprint"
    assert fingerprint in words.html


def test_f2_a_second_press_leads_to_the_first_receipt(cast):
    ready_review(cast)
    key = uuid.uuid4()
    first, second = (submit(cast, form_key=key) for _press in range(2))
    assert first.url == second.url
    assert Submission.objects.count() == 1
    assert Message.objects.filter(kind="reviews.receipt").count() == 1


@pytest.mark.django_db(transaction=True)
def test_f2_twenty_presses_at_once_are_one_submission_and_one_receipt(lists, cast):
    ready_review(cast)
    cookies, key, start = cast.prove("focal_point").cookies, uuid.uuid4(), threading.Barrier(20)
    told = []

    def press():
        client = Client()
        client.cookies = cookies
        start.wait()
        try:
            told.append(client.post(url("submit"), {"form_key": key}).headers.get("Location"))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _press in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert told == [url("submission", number=1)] * 20
    assert Submission.objects.count() == 1
    assert Message.objects.filter(kind="reviews.receipt").count() == 1


def test_a_tab_opened_before_somebody_else_submitted_changes_nothing(cast):
    ready_review(cast)
    submit(cast)
    assert submit(cast, "alternate").status_code == 409
    assert Submission.objects.count() == 1


def test_f9_a_crash_inside_submission_leaves_nothing_behind(cast, monkeypatch):
    draft = ready_review(cast)
    places = (
        (steps.publishing, "content_of"),
        (steps.register, "fingerprint"),
        (steps.Submission.objects, "create"),
        (steps.mail.Receipt, "queue"),
        (steps.mail.Received, "queue"),
    )
    for owner, place in places:

        def crash(*args, **kwargs):
            raise OSError("power")

        monkeypatch.setattr(owner, place, crash)
        with pytest.raises(OSError, match="power"):
            steps.submit(draft, by=cast.focal_point)
        monkeypatch.undo()
        draft.refresh_from_db()
        assert (draft.status, Submission.objects.count(), Message.objects.count()) == (ReviewStatus.DRAFT, 0, 0)


FILL = "/en/reviews/2030/zz/fill/"


def test_r11_a_question_of_the_secretariat_stands_beside_its_box_until_it_is_submitted_again(cast, submitted):
    page = cast.client("officer").get(url("remarks", number=1)).text
    assert page.count("Objective by objective: 5.") == 1, "which objective an answer is about is said"
    asked = {"note": "", "remark-b1": "Which ministries? <b>All</b>", "remark-d2a-5": "How many permits?"}
    assert cast.client("officer").post(url("remarks", number=1), asked).status_code == 302
    for section, words, other in (("b", "Which ministries? &lt;b&gt;All", "permits"),
                                  ("objectives/5", "How many permits?", "Which ministries?")):  # fmt: skip
        page = cast.client("focal_point").get(f"{FILL}{section}/").text
        assert "The secretariat asks" in page
        assert words in page
        assert other not in page
    assert "The secretariat asks" not in cast.client("focal_point").get(f"{FILL}objectives/23/").text
    assert submit(cast).status_code == 302
    assert "The secretariat asks" not in cast.client("focal_point").get(f"{FILL}b/").text


def test_r11_remarks_on_the_table_of_objectives_stand_in_their_row(cast):
    draft = ready_review(cast)
    answer(draft, "m1", "planned", objective=5)
    received = steps.submit(draft, by=cast.focal_point)
    steps.send_back(received, by=cast.officer, remarks=[steps.Asking("Since when?", "m1", 5)])
    page = cast.client("focal_point").get(f"{FILL}overview/").text
    assert page.count("Since when?") == 1


def test_a_submission_says_to_officer_and_state_alike_who_sees_it(cast, submitted):
    for who in ("officer", "focal_point"):
        page = cast.client(who).get(url("submission", number=1)).text
        assert "Visible to the State&#x27;s team and the secretariat" in page
        assert "Visible to your team only" not in page


def test_p14_what_was_submitted_never_changes_with_the_draft(cast, submitted):
    before = submitted.sha256
    Answer.objects.filter(question__key="b1").update(value="<p>Changed</p>")
    submitted.refresh_from_db()
    assert CANARY in str(submitted.content)
    assert steps.register.fingerprint(submitted.content) == before


def test_r10_the_fingerprint_is_of_the_very_text_that_is_stored(cast, monkeypatch):
    draft = ready_review(cast)
    content = {**steps.publishing.content_of(draft), "figures": [1e16, 1.10, -0.0, 12345678901234567890]}
    monkeypatch.setattr(steps.publishing, "content_of", lambda review: content)
    submitted = steps.submit(draft, by=cast.focal_point)
    with connection.cursor() as cursor:
        cursor.execute("SELECT content, sha256 FROM reviews_submission")
        [(stored, sha256)] = cursor.fetchall()
    assert hashlib.sha256(stored.encode()).hexdigest() == sha256
    kept = Submission.objects.get(pk=submitted.pk)
    assert steps.register.fingerprint(kept.content) == sha256


def test_p12_state_and_secretariat_read_a_submission_and_nobody_else(cast, submitted):
    answers = {
        "focal_point": 200, "contributor": 200, "officer": 200, "head": 200,
        "other_focal_point": 404, "member": 404, "superuser": 404, "reviewer": 404,
    }  # fmt: skip
    assert {who: cast.client(who).get(url("submission", number=1)).status_code for who in answers} == answers
    assert cast.client("visitor").get(url("submission", number=1)).status_code == 302


def test_p64_the_state_calls_back_until_it_is_accepted_and_the_office_keeps_the_receipt_only(cast, submitted):
    page = url("submission_step", number=1, name="call_back")
    assert cast.client("officer").post(page, {"note": "x"}).status_code == 403
    assert cast.client("focal_point").post(page, {"note": ""}).status_code == 200
    assert cast.client("focal_point").post(page, {"note": "One figure was wrong."}).status_code == 302
    submitted.refresh_from_db()
    assert submitted.outcome == Outcome.CALLED_BACK
    seen = cast.client("officer").get(url("submission", number=1)).text
    assert "RV-2030-ZZ/s1" in seen
    assert CANARY not in seen
    assert CANARY in cast.client("focal_point").get(url("submission", number=1)).text
    assert Message.objects.filter(kind="reviews.called_back").exists()


def test_p64_not_after_it_was_accepted(cast, accepted):
    page = url("submission_step", number=1, name="call_back")
    assert cast.client("focal_point").post(page, {"note": "Late"}).status_code == 403


def test_p13_the_secretariat_asks_beside_single_answers_and_returns_all_at_once(cast, submitted):
    page = url("remarks", number=1)
    assert cast.client("focal_point").get(page).status_code == 403
    assert cast.client("officer").post(page, {"note": ""}).status_code == 200
    response = cast.client("officer").post(page, {"note": "", "remark-d2a-5": "Which year?"})
    assert response.status_code == 302
    submitted.refresh_from_db()
    assert submitted.outcome == Outcome.RETURNED
    assert submitted.review.status == ReviewStatus.RETURNED
    seen = cast.client("focal_point").get(url("submission", number=1)).text
    assert "Which year?" in seen
    assert 'href="#q-d2a-5"' in seen
    assert Message.objects.filter(kind="reviews.returned", recipient=cast.focal_point).count() == 1


def test_the_secretariat_does_not_see_what_a_state_does_after_a_return(cast, submitted):
    steps.send_back(submitted, by=cast.officer, note="?")
    answer(submitted.review, "c3", "<p>Written after the return.</p>")
    after = cast.client("officer").get(url("submission", number=1)).text
    assert "Written after the return" not in after
    assert cast.client("officer").get(url("overview")).status_code == 404


def test_p15_who_accepted_does_not_publish(cast, accepted):
    page = url("submission_step", number=1, name="publish")
    assert cast.prove("officer").post(page, {"note": ""}).status_code == 403
    assert cast.client("focal_point").post(page, {"note": ""}).status_code == 403
    assert "reauthenticate" in cast.client("second_officer").get(page).url
    assert cast.prove("second_officer").post(page, {"note": ""}).status_code == 302
    assert Publication.objects.get(reference="RV-2030-ZZ").version == 1


def test_p16_everyone_reads_what_is_published_and_never_what_is_for_the_secretariat(cast, published):
    page = cast.client("visitor").get(url("public"))
    assert page.status_code == 200
    assert f"{CANARY} steps" in page.text
    for address in (url("public"), url("public") + "?format=json", url("public") + "?format=csv"):
        response = cast.client("visitor").get(address)
        body = b"".join(response) if response.streaming else response.content
        assert f"{CANARY} for the secretariat" not in body.decode()
        assert "office@demo.example" not in body.decode()
    assert cast.client("visitor").get(url("public_version", number=1)).status_code == 200
    assert cast.client("visitor").get(url("public_version", number=2)).status_code == 404


def test_what_is_for_the_secretariat_reaches_the_secretariat(cast, submitted):
    assert f"{CANARY} for the secretariat" in cast.client("officer").get(url("submission", number=1)).text


def test_the_preview_is_the_future_page_and_says_that_it_is_not_public(cast):
    ready_review(cast)
    page = cast.client("focal_point").get(url("preview")).text
    assert f"{CANARY} steps" in page
    assert f"{CANARY} for the secretariat" not in page
    assert "Not public" in page
    assert cast.client("officer").get(url("preview")).status_code == 404


def test_before_publication_the_public_address_is_missing_to_everyone(cast, submitted):
    for who in ("visitor", "focal_point", "officer"):
        assert cast.client(who).get(url("public")).status_code == 404


def test_r20_a_late_review_carries_its_date_and_no_stamp(cast, time_machine_late):
    record = steps.submit(ready_review(cast), by=cast.focal_point)
    assert record.after_preferred_date
    steps.publish(steps.accept(record, by=cast.officer), by=cast.second_officer)
    page = cast.client("visitor").get(url("public")).text.lower()
    assert "5 march 2030" in page
    assert "late" not in page.replace("latest", "").replace("translate", "")


@pytest.fixture
def time_machine_late():
    import time_machine

    with time_machine.travel("2030-03-05T15:00:00Z", tick=False):
        yield timezone.now()


def test_p17_a_withdrawal_takes_two_and_leaves_title_dates_and_reason(cast, published):
    asking = url("submission_step", number=1, name="ask_withdrawal")
    assert cast.client("focal_point").post(asking, {"note": "New government."}).status_code == 302
    withdraw = url("submission_step", number=1, name="withdraw")
    assert cast.prove("officer").post(withdraw, {"note": ""}).status_code == 403
    propose = url("submission_step", number=1, name="propose_withdrawal")
    assert cast.client("officer").post(propose, {"note": "Asked"}).status_code == 403
    assert cast.client("head").post(propose, {"note": "Asked by the State."}).status_code == 302
    assert cast.prove("head").post(withdraw, {"note": ""}).status_code == 403
    assert cast.prove("officer").post(withdraw, {"note": ""}).status_code == 302
    page = cast.client("visitor").get(url("public"))
    assert page.status_code == 410
    assert CANARY not in page.text
    assert "Asked by the State." in page.text


def test_b44_steps_out_of_order_change_nothing(cast, submitted):
    publish = url("submission_step", number=1, name="publish")
    assert cast.prove("second_officer").post(publish, {"note": ""}).status_code == 403
    steps.accept(submitted, by=cast.officer)
    again = url("submission_step", number=1, name="accept")
    assert cast.client("second_officer").post(again, {"note": ""}).status_code == 403
    submitted.refresh_from_db()
    assert submitted.outcome == Outcome.ACCEPTED


def test_b48_get_takes_no_step(cast, submitted):
    for name in ("call_back", "accept"):
        cast.client("focal_point").get(url("submission_step", number=1, name=name))
        cast.client("officer").get(url("submission_step", number=1, name=name))
    submitted.refresh_from_db()
    assert submitted.outcome == Outcome.WAITING


def test_p18_not_even_the_name_of_a_file_for_the_secretariat_is_published(cast):
    draft = ready_review(cast)
    files = url("attachments", name="h1")
    for name, audience in (("open.pdf", "published"), (f"{CANARY}.pdf", "secretariat")):
        sent = SimpleUploadedFile(name, b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")
        assert cast.client("focal_point").post(files, {"file": sent, "audience": audience}).status_code == 302
    draft.answers.filter(question__key__in=("b1", "h3")).delete()
    cast.client("focal_point").get(url("overview"))  # where "Stored: …" is said
    preview = cast.client("focal_point").get(url("preview")).text
    submitted = steps.submit(draft, by=cast.focal_point)
    assert f"{CANARY}.pdf" in cast.client("officer").get(url("submission", number=1)).text
    steps.publish(steps.accept(submitted, by=cast.officer), by=cast.second_officer)
    pages = [preview]
    for query in ("", "?format=json", "?format=csv"):
        response = cast.client("visitor").get(url("public") + query)
        pages.append((b"".join(response) if response.streaming else response.content).decode())
    for page in pages:
        assert "open.pdf" in page
        assert CANARY not in page


def test_p1_the_state_that_opens_its_own_file_leaves_no_trace_for_the_secretariat(cast):
    draft = ready_review(cast)
    sent = SimpleUploadedFile("a.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")
    cast.client("focal_point").post(url("attachments", name="h1"), {"file": sent, "audience": "published"})
    submission = steps.submit(draft, by=cast.focal_point)
    file = url("submission_file", number=1, pk=submission.content["files"][0]["id"])
    opened = Act.objects.filter(verb="opened file")
    assert b"".join(cast.client("focal_point").get(file).streaming_content).startswith(b"%PDF")
    assert not opened.exists()
    assert b"".join(cast.client("officer").get(file).streaming_content).startswith(b"%PDF")
    assert [act.by for act in opened] == [cast.officer]


def test_b44_what_was_not_read_is_not_accepted_though_it_came_in_at_that_very_moment(cast, submitted, monkeypatch):
    perform = steps.perform

    def after_a_new_submission(review, step, **more):
        monkeypatch.setattr(steps, "perform", perform)
        steps.call_back(submitted, by=cast.focal_point, note="A figure was wrong.")
        steps.submit(review, by=cast.focal_point)
        return perform(review, step, **more)

    monkeypatch.setattr(steps, "perform", after_a_new_submission)
    with pytest.raises(MovedOn), transaction.atomic():
        steps.accept(submitted, by=cast.officer)


def test_p17_a_reason_that_changed_since_it_was_proposed_is_proposed_again(cast, published):
    names = ("ask_withdrawal", "propose_withdrawal", "withdraw")
    step = {name: url("submission_step", number=1, name=name) for name in names}
    cast.client("head").post(step["propose_withdrawal"], {"note": "A figure was wrong."})
    desk = reverse("admin:reviews_submission_step", args=[Submission.objects.get().pk, "withdraw"])
    for page in (step["withdraw"], desk):
        assert "A figure was wrong." in cast.prove("officer").get(page).text
    cast.client("focal_point").post(step["ask_withdrawal"], {"note": "Something else."})
    assert cast.prove("officer").post(step["withdraw"], {"note": ""}).status_code == 403
    assert cast.client("visitor").get(url("public")).status_code == 200


def test_u12_the_public_page_names_the_office_that_submitted_and_no_person(cast):
    cast.focal_point.memberships.update(office="Directorate of Migration")
    [own] = cast.focal_point.memberships.all()
    Membership.objects.create(user=cast.focal_point, organisation=cast.secretariat, role=Role.PEER_REVIEWER)
    own.pk, _earlier = None, own.delete()
    own.save()  # the other role is the older one
    draft = ready_review(cast)
    preview = cast.client("focal_point").get("/en/reviews/2030/zz/fill/preview/").text
    assert "Directorate of Migration, Demo State" in preview
    submission = steps.submit(draft, by=type(cast.focal_point).objects.get(pk=cast.focal_point.pk))
    public = steps.publish(steps.accept(submission, by=cast.officer), by=cast.second_officer)
    page = cast.client("visitor").get(public.get_absolute_url()).text
    assert "Directorate of Migration, Demo State" in page
    assert "Peer reviewer" not in page, "what else somebody is, is nobody's matter"
    assert cast.focal_point.email not in page
