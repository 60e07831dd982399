"""A capital works together: comments, a section handed back, the State's own signatures, who is here (R3, R16, R17)."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from core.models import Act
from notifications import kinds
from notifications.models import Message
from reference import catalogue
from reviews import signing
from reviews.models import Answer, Comment, Section, SectionAssignment, SignOff, Submission, VoluntaryReview
from reviews.notifications.talk import SectionDue
from reviews.steps import submission
from tests.factories import CANARY, answer, ready_review

ADDRESS = {"year": 2030, "country": "zz"}
FILL = "/en/reviews/2030/zz/fill/"
OUTSIDE = ("visitor", "officer", "head", "superuser", "other_focal_point", "member")


def url(name, **more):
    return reverse(f"reviews:{name}", kwargs={**ADDRESS, **more})


@pytest.fixture
def draft(cast) -> VoluntaryReview:
    draft = ready_review(cast)
    section = Section.objects.get(questionnaire=draft.questionnaire, code="b")
    SectionAssignment.objects.create(review=draft, section=section, organisation=cast.labour)
    assert cast.contributor
    assert cast.focal_point
    return draft


def say(cast, who, text, code="b", **more):
    data = {"form_key": uuid.uuid4(), "about": "b1", "text": text, **more}
    return cast.client(who).post(url("comments", code=code), data)


def member(user):
    return Membership.objects.current().get(user=user).pk


# --- comments


def test_r17_a_comment_on_an_answer_is_said_shown_beside_it_and_resolved(cast, draft):
    assert say(cast, "contributor", "Which year is meant?").status_code == 302
    row = Comment.objects.get()
    assert (row.name, row.by, row.office) == ("b1", cast.contributor, cast.contributor.office)
    page = cast.client("focal_point").get(f"{FILL}b/").text
    assert "Comments (1)" in page
    assert '<span class="small">(1)</span>' in page
    assert "Which year is meant?" in cast.client("focal_point").get(url("comments", code="b")).text
    cast.client("focal_point").post(url("comment_resolve", code="b", pk=row.pk), {"done": "yes"})
    row.refresh_from_db()
    assert row.resolved_by == cast.focal_point
    assert "Comments (1)" not in cast.client("focal_point").get(f"{FILL}b/").text
    cast.client("contributor").post(url("comment_resolve", code="b", pk=row.pk), {"done": "no"})
    row.refresh_from_db()
    assert row.resolved_at is None


def test_r17_who_is_ticked_is_told_without_a_word_of_the_comment(cast, draft):
    say(cast, "contributor", f"{CANARY}?", tell=[member(cast.focal_point)])
    message = Message.objects.get(kind="reviews.mentioned")
    assert (message.recipient, message.confidential) == (cast.focal_point, True)
    letter = kinds.written(kinds.Kind.of(message), cast.focal_point)
    assert CANARY not in letter.subject + letter.text + letter.html
    assert "wrote a comment" in letter.text
    Comment.objects.update(resolved_at=timezone.now())
    assert kinds.Kind.of(message).irrelevant(cast.focal_point)


def test_r17_somebody_who_may_not_read_the_section_is_not_told(cast, draft):
    VoluntaryReview.objects.update(ministries_read_all=False)
    say(cast, "focal_point", "For us alone.", tell=[member(cast.other_contributor)])
    assert not Message.objects.filter(kind="reviews.mentioned").exists()
    assert cast.client("other_contributor").get(url("comments", code="b")).status_code == 404


def test_f2_a_comment_sent_twice_is_one(cast, draft):
    key = uuid.uuid4()
    for _press in range(2):
        say(cast, "contributor", "Once.", form_key=key)
    assert Comment.objects.count() == 1


def test_r17_readers_read_and_say_nothing(cast, draft):
    say(cast, "contributor", "Which year?")
    assert "Which year?" in cast.client("reader").get(url("comments", code="b")).text
    assert say(cast, "reader", "I think so.").status_code == 403
    assert Comment.objects.count() == 1


def test_an_empty_or_endless_comment_comes_back_with_its_reason(cast, draft):
    assert say(cast, "contributor", " ").status_code == 400
    back = say(cast, "contributor", "x" * 2001)
    assert back.status_code == 400
    assert "x" * 2001 in back.text
    assert not Comment.objects.exists()


def test_p1_comments_signatures_and_notes_stay_inside_the_team(cast, draft):
    """The canary of internal words: nowhere outside, not in copies, submission, publication, JSON, search, log."""
    say(cast, "contributor", f"comment {CANARY}-talk")
    SectionAssignment.objects.update(ready_at=timezone.now())
    cast.client("focal_point").post(url("hand_back", code="b"), {"form_key": uuid.uuid4(), "text": f"{CANARY}-note"})
    link = SignOff.objects.create(review=draft, order=1, person=cast.focal_point, words=f"{CANARY}-words")
    for who in OUTSIDE:
        for page in ("comments", "hand_back"):
            assert cast.client(who).get(url(page, code="b")).status_code in (302, 404, 405), who
        assert cast.client(who).get(url("sign_offs")).status_code in (302, 404), who
        assert cast.client(who).post(url("sign", pk=link.pk)).status_code in (302, 403, 404), who
    seen = signing.progress.fingerprint(draft)
    cast.client("focal_point").post(url("sign", pk=link.pk), {"seen": seen})
    received = submission.submit(draft, by=cast.focal_point)
    submission.accept(received, by=cast.officer)
    public = submission.publish(received, by=cast.second_officer)
    address = public.get_absolute_url()
    pages = [address, f"{address}?format=json", f"{address}?format=csv", "/en/reviews/?q=canary", "/en/reviews/"]
    texts = [cast.client("visitor").get(page).getvalue().decode() for page in pages]
    texts += [cast.client("officer").get(f"/en/reviews/2030/zz/submissions/{received.number}/").text]
    texts += [str(Submission.objects.get().content), str(list(Act.objects.values_list("detail", "reference")))]
    for text in texts:
        for word in ("talk", "note", "words"):
            assert f"{CANARY}-{word}" not in text
    acts = Act.objects.filter(verb__in=("commented", "signed", "handed section back"))
    assert {act.confidential for act in acts} == {True}


def test_comments_cost_the_same_queries_whatever_their_number(cast, draft, django_assert_max_num_queries):
    def many(count):
        for number in range(count):
            say(cast, "contributor", f"Number {number}")

    many(1)
    client = cast.client("focal_point")
    client.get(f"{FILL}b/")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost(page):
        catalogue.forget()  # kept for a minute, which may end between the two
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        return len(queries)

    pages = (f"{FILL}b/", url("comments", code="b"))
    before = [cost(page) for page in pages]
    many(6)
    assert [cost(page) for page in pages] == before


# --- handed back


def test_r5_a_section_is_handed_back_with_a_note_and_its_ministry_hears_of_it(cast, draft):
    SectionAssignment.objects.update(ready_at=timezone.now())
    assert "Hand the section back" in cast.client("focal_point").get(url("comments", code="b")).text
    assert "Hand the section back" not in cast.client("contributor").get(url("comments", code="b")).text
    data = {"form_key": uuid.uuid4(), "text": "Please add the figures of 2029."}
    for _press in range(2):
        cast.client("focal_point").post(url("hand_back", code="b"), data)
    assert SectionAssignment.objects.get().ready_at is None
    assert Comment.objects.get().is_return
    message = Message.objects.get(kind="reviews.handed_back")
    assert (message.recipient, message.confidential) == (cast.contributor, True)
    assert "figures of 2029" in cast.client("contributor").get(url("comments", code="b")).text


def test_r5_only_whoever_agrees_hands_back(cast, draft):
    SectionAssignment.objects.update(ready_at=timezone.now())
    for who in ("contributor", "other_contributor", "reader"):
        reply = cast.client(who).post(url("hand_back", code="b"), {"form_key": uuid.uuid4(), "text": "No."})
        assert reply.status_code == 403, who
    assert SectionAssignment.objects.get().ready_at


def test_f5_a_note_that_is_too_long_comes_back_with_its_text(cast, draft):
    SectionAssignment.objects.update(ready_at=timezone.now())
    note = {"form_key": uuid.uuid4(), "text": f"{CANARY} " + "x" * 2001}
    page = cast.client("focal_point").post(url("hand_back", code="b"), note)
    assert page.status_code == 400
    assert page.context["note"].errors
    assert CANARY in page.text.split("Hand the section back")[1].split("</form>")[0]
    assert f'action="{url("comments", code="b")}"' in page.text, (
        "the other form of the page still goes to its own place"
    )
    assert SectionAssignment.objects.get().ready_at
    refused = cast.client("reader").post(url("hand_back", code="b"), note)
    assert "Hand the section back" not in refused.text


def test_f5_a_note_about_a_section_that_is_no_longer_ready_comes_back_with_its_text(cast, draft):
    note = {"form_key": uuid.uuid4(), "text": CANARY}
    page = cast.client("focal_point").post(url("hand_back", code="b"), note)
    assert (page.status_code, CANARY in page.text) == (409, True)


def test_f5_what_is_said_after_the_login_ended_comes_back(draft):
    for name, code in {"comments": {"code": "b"}, "hand_back": {"code": "b"}, "sign_offs": {}}.items():
        page = Client().post(url(name, **code), {"text": CANARY, "words": CANARY})
        assert (page.status_code, CANARY in page.text) == (401, True), name


# --- signatures


def add(cast, person, words, who="focal_point"):
    return cast.client(who).post(url("sign_offs"), {"form_key": uuid.uuid4(), "person": member(person), "words": words})


def sign(cast, who, link):
    page = cast.client(who).get(url("sign_offs"))
    return cast.client(who).post(url("sign", pk=link.pk), {"seen": page.context["seen"]}, follow=True)


def test_r9_named_persons_sign_in_order_and_submission_waits_for_them(cast, draft):
    add(cast, cast.contributor, "Legal adviser")
    add(cast, cast.alternate, "Head of cabinet")
    first, second = SignOff.objects.all()
    assert [one.recipient for one in Message.objects.filter(kind="reviews.signature_asked")] == [cast.contributor]
    assert "Your signature is asked for" in cast.client("contributor").get("/en/work/").text
    assert "Not signed yet: Legal adviser" in cast.client("focal_point").get(f"{FILL}check/").text
    assert cast.prove("focal_point").post(f"{FILL}submit/", {"form_key": uuid.uuid4()}).status_code == 409
    assert "not your turn" in sign(cast, "alternate", second).text
    sign(cast, "contributor", first)
    sign(cast, "alternate", second)
    assert [link.state for link in signing.chain_of(draft)] == [signing.SIGNED, signing.SIGNED]
    assert Message.objects.filter(kind="reviews.signature_asked", recipient=cast.alternate).exists()
    first.refresh_from_db()
    assert first.office == cast.contributor.office
    assert cast.prove("focal_point").post(f"{FILL}submit/", {"form_key": uuid.uuid4()}).status_code == 302


def test_r9_a_change_ends_the_signatures_visibly(cast, draft):
    add(cast, cast.contributor, "Legal adviser")
    link = SignOff.objects.get()
    sign(cast, "contributor", link)
    Answer.objects.filter(question__key="b1").update(value="<p>Other words.</p>")
    assert "Signed, and changed since" in cast.client("focal_point").get(url("sign_offs")).text
    old = cast.client("contributor").post(url("sign", pk=link.pk), {"seen": "0" * 64}, follow=True)
    assert "The text has changed since you opened this page" in old.text
    sign(cast, "contributor", link)
    assert signing.chain_of(draft)[0].state == signing.SIGNED


def test_r9_so_does_what_is_frozen_with_the_answers(cast, draft):
    add(cast, cast.contributor, "Legal adviser")
    link = SignOff.objects.get()
    for change in (
        lambda: draft.consultations.create(
            title="A hearing", form="meeting", starts_on=date(2029, 5, 2), level="national", approach="whole_of_society"
        ),
        lambda: draft.consultations.update(version=7),
        lambda: VoluntaryReview.objects.update(correction_note="A figure was wrong."),
    ):
        sign(cast, "contributor", link)
        draft.refresh_from_db()
        assert signing.chain_of(draft)[0].state == signing.SIGNED
        change()
        draft.refresh_from_db()
        assert signing.chain_of(draft)[0].state == signing.VOID


def test_p6_the_chain_is_the_focal_points_and_a_signature_its_persons(cast, draft):
    refused = add(cast, cast.contributor, "Legal adviser", who="contributor")
    assert refused.status_code == 403
    assert "A focal point adds to the chain" in refused.text
    assert not SignOff.objects.exists()
    add(cast, cast.contributor, "Legal adviser")
    link = SignOff.objects.get()
    for who in ("focal_point", "other_contributor", "reader"):
        assert cast.client(who).post(url("sign", pk=link.pk), {"seen": "0" * 64}).status_code == 403, who
    assert cast.client("contributor").post(url("sign_take_out", pk=link.pk)).status_code == 403
    assert cast.client("focal_point").post(url("sign_take_out", pk=link.pk)).status_code == 302
    assert not SignOff.objects.exists()


def test_nobody_signs_what_they_may_not_read(cast, draft):
    add(cast, cast.contributor, "Legal adviser")
    VoluntaryReview.objects.update(ministries_read_all=False)
    seen = signing.progress.fingerprint(draft)
    assert cast.client("contributor").post(url("sign", pk=SignOff.objects.get().pk), {"seen": seen}).status_code == 403


# --- who is here


def test_r3_a_soft_notice_says_who_is_editing_and_ends_by_itself(cast, draft):
    answer(draft, "b5", "<p>Text.</p>", changed_by=cast.contributor, changed_at=timezone.now() - timedelta(minutes=2))
    page = cast.client("focal_point").get(f"{FILL}b/").text
    assert f"{cast.contributor.office} is editing this section (2 min ago)" in page
    assert "is editing" not in cast.client("contributor").get(f"{FILL}b/").text
    assert cast.client("other_focal_point").post(f"{FILL}b/leave/").status_code == 404
    assert cast.client("contributor").post(f"{FILL}b/leave/").status_code == 204
    assert "is editing" not in cast.client("focal_point").get(f"{FILL}b/").text, "the tab was closed"
    Answer.objects.update(changed_at=timezone.now() + timedelta(seconds=1))
    assert "is editing" in cast.client("focal_point").get(f"{FILL}b/").text, "and who saves afterwards is back"
    Answer.objects.update(changed_at=timezone.now() - timedelta(minutes=16))
    assert "is editing" not in cast.client("focal_point").get(f"{FILL}b/").text


# --- the ministry's own day


@pytest.mark.parametrize(
    ("day", "lead"),
    [((2030, 1, 20), None), ((2030, 1, 24), 7), ((2030, 1, 30), 1), ((2030, 2, 1), -1), ((2030, 2, 20), None)],
)
def test_r5_a_ministry_is_reminded_of_the_day_that_its_focal_point_gave(cast, draft, day, lead):
    SectionAssignment.objects.update(due_on=date(2030, 1, 31))
    planned = list(SectionDue.plan(datetime(*day, 20, tzinfo=UTC)))
    assert [one.facts["lead"] for one in planned] == ([] if lead is None else [lead])
    for one in planned:
        assert one.confidential()
        assert one.recipients() == [cast.contributor]
        assert not one.irrelevant(cast.contributor)
    SectionAssignment.objects.update(ready_at=timezone.now())
    assert list(SectionDue.plan(datetime(*day, 20, tzinfo=UTC))) == []
