"""Filling a section through HTTP answer by answer, as the script of the page does."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from core import autosave, limits
from reviews.answers import History
from reviews.models import Answer, Clearance, SectionAssignment
from tests import factories
from tests.reviews.filling import FILL, answer, counted, save_one


@pytest.fixture
def review(cast):
    return factories.review(cast)


def test_r1_one_answer_one_post(review, cast):
    client = cast.client("focal_point")
    reply = save_one(client, "a1", "Directorate", "0.")
    assert reply.status_code == 200
    data = reply.json()
    assert data["state"] == "saved"
    assert data["seen"].startswith("1.")
    assert save_one(client, "a1", "Directorate of Migration", data["seen"]).json()["seen"].startswith("2.")
    assert answer("a1").version == 2


def test_what_was_understood_is_said_back(review, cast):
    client = cast.client("focal_point")
    assert save_one(client, "a3", "31.5.2029").json()["echo"] == "Understood as 31 May 2029"
    unread = save_one(client, "a3", "1/2/2030", "1.").json()
    assert unread["state"] == "saved"
    assert "two ways" in unread["problem"]


def test_f7_a_lost_reply_is_no_conflict(review, cast):
    client = cast.client("focal_point")
    first, again = save_one(client, "a1", "text").json(), save_one(client, "a1", "text").json()
    assert first["seen"] == again["seen"]
    assert answer("a1").version == 1


def test_f4_b42_the_slower_of_two_gets_both_texts(review, cast):
    save_one(cast.client("alternate"), "a1", "theirs")
    clash = save_one(cast.client("focal_point"), "a1", "mine")
    assert clash.status_code == 409
    assert clash.json()["state"] == "conflict"
    assert "theirs" in clash.json()["panel"]
    assert History.objects.filter(value="mine", history_change_reason="not kept").exists()


def test_f5_signed_out_is_401_in_json(review):
    reply = Client().post(f"{FILL}a/answer/", {"field": "a1", "a1": "x"})
    assert reply.status_code == 401
    assert reply.json()["state"] == "refused"


def test_f5_a_fresh_token_is_given_after_signing_in_again(review, cast):
    reply = cast.client("focal_point").get(f"{FILL}a/answer/")
    assert reply.json()["token"]
    assert reply.json()["person"] == str(cast.focal_point.pk)


def test_a_tab_of_one_person_does_not_save_as_another(review, cast):
    reply = save_one(cast.client("focal_point"), "a1", "x", person=str(cast.alternate.pk))
    assert reply.status_code == 403
    assert answer("a1") is None


@pytest.mark.parametrize("name", ["zz9", "", "a1-5", "d2a-5", "b1", "a1-seen", "A1", "h1' OR 1=1"])
def test_b45_an_unknown_question_is_404(review, cast, name):
    assert save_one(cast.client("focal_point"), name, "x").status_code == 404


@pytest.mark.parametrize("name", ["d2a", "d2a-0", "d2a-24", "d2a-05", "d2a-٥", "d2a--5"])
def test_b13_an_objective_that_is_none_is_404(review, cast, name):
    assert save_one(cast.client("focal_point"), name, "x", section="objectives").status_code == 404


def test_b19_b9_what_is_refused_is_said_and_nothing_is_stored(review, cast):
    client = cast.client("focal_point")
    for name, text in (("a4", "klingon"), ("a1", "x" * 600), ("a1", "left\u202eright")):
        reply = save_one(client, name, text)
        assert reply.status_code == 400
        assert reply.json()["message"]
    assert not Answer.objects.exists()


def test_b9_two_megabytes_are_refused_not_a_500(review, cast):
    assert save_one(cast.client("focal_point"), "a1", "x" * 2_100_000).status_code in (400, 413)


def test_b62_after_submission_409_after_clearance_403(review, cast):
    section = review.questionnaire.sections.get(code="a")
    SectionAssignment.objects.create(review=review, section=section, organisation=cast.labour)
    client = cast.client("contributor")
    assert save_one(client, "a1", "x").status_code == 200
    Clearance.objects.create(review=review, section=section, by=cast.focal_point, office="Office", fingerprint="")
    assert save_one(client, "a1", "y", "1.").status_code == 403
    type(review).objects.update(status="submitted")
    assert save_one(cast.client("focal_point"), "a1", "z", "1.").status_code == 409
    assert answer("a1").value == "x"


def test_b62_too_many_at_once_are_told_when_to_come_back(review, cast, monkeypatch):
    monkeypatch.setattr(autosave, "MOST_IN_WINDOW", 3)
    client = cast.client("focal_point")
    replies = [save_one(client, "a1", f"text {number}", f"{number}.") for number in range(4)]
    assert [reply.status_code for reply in replies] == [200, 200, 200, 429]
    assert 1 <= int(replies[-1]["Retry-After"]) <= 60


def test_b48_autosave_takes_get_and_post_only(review, cast):
    assert cast.client("focal_point").put(f"{FILL}a/answer/").status_code == 405


@pytest.mark.parametrize("who", ["focal_point", "contributor"])
def test_an_autosave_takes_at_most_ten_queries(review, cast, who):
    section = review.questionnaire.sections.get(code="a")
    SectionAssignment.objects.create(review=review, section=section, organisation=cast.labour)
    client = cast.client(who)
    person = str(getattr(cast, who).pk)
    client.get(f"{FILL}a/")
    for number, text in enumerate(("first", "second", "third")):
        sql = counted(lambda number=number, text=text: save_one(client, "a1", text, f"{number}.", person=person))
        signing = [one for one in sql if "django_session" in one or "accounts_" in one.split("FROM")[-1][:30]]
        assert len(sql) <= 10, "\n".join(sql)
        assert len(signing) <= 4
    other = cast.client("alternate")
    other.get(f"{FILL}a/")
    sql = counted(lambda: save_one(other, "a1", "by another", "3.", person=str(cast.alternate.pk)))
    assert len(sql) <= 10, "a new row of the history"


def test_f10_saving_goes_on_without_the_fast_cache(review, cast, monkeypatch):
    class Away:
        def incr(self, *args):
            raise ConnectionError

        add = incr

    monkeypatch.setattr(limits, "caches", {"fast": Away()})
    assert save_one(cast.client("focal_point"), "a1", "text").status_code == 200


def test_nothing_of_an_answer_goes_into_the_logs(review, cast, caplog):
    caplog.set_level("DEBUG", logger="portal")
    save_one(cast.client("focal_point"), "a1", factories.CANARY)
    save_one(cast.client("reader"), "a1", factories.CANARY, "1.")
    assert factories.CANARY not in caplog.text
    assert Session.objects.exists()
