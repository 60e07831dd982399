"""A question that asks for the first few of a list, in order: filled in, read, on paper, in Word, published."""

from reviews import publishing
from reviews.fields import Field
from reviews.models import Answer, Question, Section
from reviews.word.boxes import BOXES_OF, PLACE
from tests.factories import questionnaire_in_force, review
from tests.reviews.filling import FILL, save_one

OPTIONS = [{"value": one, "labels": {"en": one.title()}} for one in ("housing", "health", "school", "work")]


def test_a_ranking_is_filled_in_read_printed_and_frozen_in_its_order(cast, monkeypatch):
    form = questionnaire_in_force(cast)
    monkeypatch.setattr("reviews.models.questionnaire.PartOfQuestionnaire._demand_draft", lambda self: None)
    section = Section.objects.get(questionnaire=form, code="b")
    asked = Question.objects.create(
        section=section, order=5, key="r1", labels={"en": "What matters most?"}, type="ranked", options=OPTIONS, ranks=3
    )
    draft, client = review(cast), cast.client("focal_point")
    blank = client.get(f"/en/reviews/questionnaires/{form.pk}/").text
    assert "1–3: ___ Health" in blank
    page = client.get(f"{FILL}b/").text
    assert [f'id="r1_rank_{place}"' in page for place in (1, 2, 3, 4)] == [True, True, True, False]
    assert save_one(client, "r1", ["work", "", "health"], "0.", section="b").status_code == 200
    stored = Answer.objects.get(question=asked)
    assert stored.value == ["work", "health"]
    page = client.get(f"{FILL}b/").text
    assert page.count('value="work" selected') == page.count('value="health" selected') == 1
    assert save_one(client, "r1", ["work", "work"], "1.", section="b").status_code == 200
    stored.refresh_from_db()
    assert "stands in two places" in stored.problem, "kept as typed, and said"
    save_one(client, "r1", ["work", "health"], "2.", section="b")
    assert "<ol><li>Work</li><li>Health</li></ol>" in client.get(f"{FILL}print/").text
    frozen = next(
        one for part in publishing.content_of(draft)["sections"] for one in part["answers"] if one["key"] == "r1"
    )
    assert (frozen["value"], frozen["plain"]) == (["work", "health"], "1. Work; 2. Health")
    stored.refresh_from_db()
    [[box]] = BOXES_OF["ranked"].write(Field(asked, None, stored, editable=True), lambda url: "", "ltr")
    assert [words in box for words in ("–: Housing", "2: Health", "–: School", "1: Work")] == [True] * 4


def test_b58_the_place_before_a_choice_is_read_in_a_line_of_any_length():
    read = {line: PLACE.match(line) for line in ("1: Housing", "12 ) Housing", "– - : Housing", "_.Housing")}
    assert {line[mark.end() :] for line, mark in read.items()} == {"Housing"}
    assert [mark[1] for mark in read.values()] == ["1", "12", None, None]
    assert PLACE.match("Housing: dear") is PLACE.match("-" + " " * 200_000 + "x") is None
