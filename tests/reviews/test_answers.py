"""The engine: versions, conflicts, history."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import BadRequest
from django.db import connection
from django.utils import timezone

from reviews import answers
from reviews.answers import Conflict, History, Saved, Unchanged
from reviews.models import Answer, Clearance, Question
from reviews.sections import section_in
from tests import factories


class Desk:
    """One person's desk at question `key`."""

    def __init__(self, review, key="a1", section="a"):
        self.review, self.section = review, section
        self.question = Question.objects.get(section__questionnaire=review.questionnaire, key=key)

    def seen(self):
        return answers.token(answers.find(self.review, self.question, None), self.question)

    def save(self, text, by, seen=None, standing=""):
        place = section_in(self.review, self.section)
        seen = seen or self.seen()
        return answers.save(place, self.question, None, raw=text, standing=standing, seen=seen, by=by)

    def history(self):
        rows = History.objects.filter(review_id=self.review.pk, question_id=self.question.pk).order_by("history_date")
        return [(row.value, row.history_change_reason or "") for row in rows]


@pytest.fixture
def desk(cast):
    return Desk(factories.review(cast))


def test_a_first_answer_is_version_one(desk, cast):
    saved = desk.save("Directorate", cast.focal_point)
    assert isinstance(saved, Saved)
    stored = Answer.objects.get(question=desk.question)
    assert (stored.value, stored.version, stored.standing, stored.changed_by) == (
        "Directorate", 1, "answered", cast.focal_point,
    )  # fmt: skip


def test_f3_a_box_left_alone_reverts_nobody(desk, cast):
    desk.save("first", cast.focal_point)
    old = desk.seen()
    desk.save("second", cast.contributor)
    assert isinstance(desk.save("first", cast.focal_point, seen=old), Unchanged)
    assert Answer.objects.get(question=desk.question).value == "second"


def test_f7_the_same_save_again_is_recognised(desk, cast):
    seen = desk.seen()
    desk.save("text", cast.focal_point, seen=seen)
    again = desk.save("text", cast.focal_point, seen=seen)
    assert isinstance(again, Unchanged)
    assert again.answer.version == 1
    assert len(desk.history()) == 1


def test_b42_a_stale_version_is_a_conflict_and_both_texts_are_kept(desk, cast):
    seen = desk.seen()
    desk.save("theirs", cast.contributor, seen=seen)
    clash = desk.save("mine", cast.focal_point, seen=seen)
    assert isinstance(clash, Conflict)
    assert clash.theirs.value == "theirs"
    assert desk.history() == [("theirs", ""), ("mine", "not kept")]
    desk.save("mine", cast.focal_point, seen=seen)
    assert len(desk.history()) == 2, "the same text again is the same row"


def test_keeping_mine_leaves_theirs_in_the_history(desk, cast):
    seen = desk.seen()
    desk.save("theirs", cast.contributor, seen=seen)
    clash = desk.save("mine", cast.focal_point, seen=seen)
    place = section_in(desk.review, "a")
    kept = answers.keep_mine(place, clash.theirs, clash.mine, desk.seen(), cast.focal_point)
    assert isinstance(kept, Saved)
    assert Answer.objects.get(question=desk.question).value == "mine"
    assert desk.history() == [("theirs", ""), ("mine", "kept after a conflict")]


def test_one_sitting_is_one_row_and_another_person_starts_a_new_one(desk, cast):
    for text in ("a", "ab", "abc"):
        desk.save(text, cast.focal_point)
    desk.save("abcd", cast.contributor)
    desk.save("abcde", cast.focal_point)
    assert desk.history() == [("abc", ""), ("abcd", ""), ("abcde", "")]


def test_ten_minutes_later_a_row_of_its_own(desk, cast):
    desk.save("a", cast.focal_point)
    Answer.objects.update(changed_at=timezone.now() - timedelta(minutes=11))
    desk.save("ab", cast.focal_point)
    assert [text for text, _reason in desk.history()] == ["a", "ab"]


def test_a_change_voids_the_agreement_visibly_and_starts_a_row(desk, cast):
    desk.save("a", cast.focal_point)
    Clearance.objects.create(
        review=desk.review, section=desk.question.section, by=cast.focal_point, office="Office", fingerprint=""
    )
    desk.save("ab", cast.focal_point)
    clearance = Clearance.objects.get()
    assert clearance.voided_by == cast.focal_point
    assert [text for text, _reason in desk.history()] == ["a", "ab"]


def test_what_cannot_be_read_is_kept_as_typed(cast):
    desk = Desk(factories.review(cast), key="a3")
    desk.save("1/2/2030", cast.focal_point)
    stored = Answer.objects.get()
    assert stored.value == "1/2/2030"
    assert "two ways" in stored.problem
    desk.save("1 February 2030", cast.focal_point)
    stored.refresh_from_db()
    assert (stored.value, stored.problem) == ("2030-02-01", "")


def test_not_applicable_counts_as_answered_and_keeps_the_text(desk, cast):
    desk.save("text", cast.focal_point)
    desk.save("text", cast.focal_point, standing="not_applicable")
    stored = Answer.objects.get()
    assert (stored.standing, stored.value) == ("not_applicable", "text")


def test_a_forged_token_is_refused(desk, cast):
    for seen in (".", "x", "-1.abc", "9" * 30 + ".a"):
        with pytest.raises(BadRequest):
            answers.save(
                section_in(desk.review, "a"),
                desk.question,
                None,
                raw="x",
                standing="",
                seen=seen or ".",
                by=cast.focal_point,
            )


def test_f4_what_is_saved_between_reading_and_writing_is_not_overwritten(desk, cast, monkeypatch):
    desk.save("before", cast.focal_point)
    seen, read = desk.seen(), answers.read

    def while_another_saves(*asked):
        monkeypatch.setattr(answers, "read", read)
        desk.save("theirs", cast.contributor, seen=seen)
        return read(*asked)

    monkeypatch.setattr(answers, "read", while_another_saves)
    clash = desk.save("mine", cast.focal_point, seen=seen)
    assert isinstance(clash, Conflict)
    assert Answer.objects.get(question=desk.question).value == "theirs"
    assert ("mine", "not kept") in desk.history()


@pytest.mark.processes  # threads that write at once: PostgreSQL only
@pytest.mark.django_db(transaction=True)
def test_f4_two_ministries_in_the_same_second_lose_nothing(lists, cast):
    desk = Desk(factories.review(cast))
    people = (cast.focal_point, cast.contributor)
    for number in range(50):
        seen, texts = desk.seen(), [f"{person.pk} wrote in round {number}" for person in people]
        together, outcomes = threading.Barrier(2), []

        def write(text, person, seen=seen, together=together, outcomes=outcomes):
            together.wait()
            outcomes.append(type(desk.save(text, person, seen=seen)).__name__)
            connection.close()

        threads = [threading.Thread(target=write, args=pair) for pair in zip(texts, people, strict=True)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == ["Conflict", "Saved"]
        assert {text for text, _reason in desk.history()} >= set(texts)
