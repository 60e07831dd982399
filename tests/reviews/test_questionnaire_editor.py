"""The questionnaire editor in admin (W5): written as a draft, released by a second officer, then for ever still."""

import re

import pytest
from django.urls import reverse

from core.workflow import MovedOn
from forum.models import ForumCycle
from reviews.models import Question, Questionnaire, Section
from reviews.steps import questionnaires as steps
from tests.factories import questionnaire_in_force, ready_review

OTHERS = ("fr", "es", "ar", "ru", "zh")


@pytest.fixture
def draft(cast):
    return steps.load_sample("full", ForumCycle.objects.get(year=2030), by=cast.officer)


def page(record) -> str:
    return reverse(f"admin:reviews_{record._meta.model_name}_change", args=[record.pk])


def step(record, name: str) -> str:
    return reverse("admin:reviews_questionnaire_step", args=[record.pk, name])


def wordings(name: str, **texts) -> dict:
    return {f"{name}_{code}": texts.get(code, "") for code in ("en", *OTHERS)}


def columns(*rows: dict) -> dict:
    data = {"columns-TOTAL_FORMS": len(rows), "columns-INITIAL_FORMS": 0}
    for place, row in enumerate(rows):
        data |= wordings(f"columns-{place}-labels", en=row.get("label", ""))
        data |= wordings(f"columns-{place}-options", en=row.get("options", ""))
        data |= {f"columns-{place}-{name}": row.get(name, "") for name in ("key", "type", "ORDER")}
    return data


def question(section, **fields) -> dict:
    data = {"section": section.pk, "order": 10, "key": "x1", "type": "text", "audience": "published", "meaning": ""}
    data |= wordings("labels", en="How many?") | wordings("helps") | wordings("examples")
    data |= wordings("options") | columns()
    return data | fields


def test_w5_an_officer_begins_with_the_sample_and_it_stays_a_sample(cast):
    client = cast.client("officer")
    add = reverse("admin:reviews_questionnaire_add")
    assert client.get(add).status_code == 200
    answer = client.post(add, {"cycle": 2030, "start": "sample full", **wordings("titles")}, follow=True)
    made = Questionnaire.objects.get(cycle=2030)
    assert made.is_sample
    assert "Sample, not an official questionnaire" in answer.content.decode()
    client.post(page(made), wordings("titles", en="Our own words", fr="Nos mots"))
    made.refresh_from_db()
    assert (made.titles, made.is_sample) == ({"en": "Our own words", "fr": "Nos mots"}, True)


def test_w5_an_empty_questionnaire_needs_an_english_title_and_is_no_sample(cast):
    client, add = cast.client("officer"), reverse("admin:reviews_questionnaire_add")
    assert "Write the English title." in client.post(add, {"cycle": 2030, "start": "new"}).content.decode()
    client.post(add, {"cycle": 2030, "start": "new", **wordings("titles", en="Review")})
    made = Questionnaire.objects.get(cycle=2030)
    assert (made.version, made.kind, made.is_sample, made.status) == (1, "new", False, "draft")


def test_w5_the_outline_shows_sections_questions_and_counts_what_is_not_translated(cast, draft):
    body = cast.client("officer").get(page(draft)).content.decode()
    assert "Which body coordinated this review?" in body
    assert "for the secretariat only" in body
    texts = sum(len(one.texts()) for model in (Section, Question) for one in model.objects.all()) + 1
    assert f"{texts} texts to translate." in body
    assert f"<bdi>Français</bdi> <b>{texts}</b>" in body
    draft.titles |= {"fr": "Examen"}
    draft.save()
    assert f"<bdi>Français</bdi> <b>{texts - 1}</b>" in cast.client("officer").get(page(draft)).content.decode()


def test_w5_sections_and_questions_move_by_buttons_that_need_no_script(cast, draft):
    client, move = cast.client("officer"), reverse("admin:reviews_questionnaire_move", args=[draft.pk])
    first, second = draft.sections.all()[:2]
    answer = client.post(move, {"down": f"section-{first.pk}"})
    assert answer.url.endswith(f"#section-{first.pk}")
    assert list(draft.sections.all()[:2]) == [second, first]
    one, two = first.questions.all()[:2]
    client.post(move, {"up": f"question-{two.pk}"})
    assert list(first.questions.all()[:2]) == [two, one]
    client.post(move, {"up": f"question-{two.pk}"})
    assert first.questions.first() == two, "at the top it stays"


@pytest.mark.parametrize("value", ["section-0", "section-x", "answer-1", "", "section-99999999999"])
def test_w5_moving_what_is_not_there_is_not_found(cast, draft, value):
    move = reverse("admin:reviews_questionnaire_move", args=[draft.pk])
    assert cast.client("officer").post(move, {"up": value}).status_code == 404


def test_w5_a_question_is_written_with_choices_in_lines_and_wordings_in_six_languages(cast, draft):
    section = draft.sections.first()
    add = reverse("admin:reviews_question_add") + f"?section={section.pk}"
    client = cast.client("officer")
    assert "Columns, for a table" in client.get(add).content.decode()
    choices = wordings("options", en="yes: Yes\npart: In part", fr="part: En partie")
    labels = wordings("labels", en="Was it done?", ar="هل تم؟")
    answer = client.post(add, question(section, type="single", **labels, **choices))
    assert answer.status_code == 302, answer.context["errors"]
    made = Question.objects.get(key="x1", section=section)
    assert made.labels == {"en": "Was it done?", "ar": "هل تم؟"}
    assert made.options == [
        {"value": "yes", "labels": {"en": "Yes"}},
        {"value": "part", "labels": {"en": "In part", "fr": "En partie"}},
    ]
    assert "part: In part" in client.get(page(made)).content.decode()


def test_r22_an_officer_writes_an_example_of_an_answer_and_it_is_shown_as_one(cast, draft):
    section, client = draft.sections.first(), cast.client("officer")
    data = question(section, **wordings("examples", en="Four hundred."))
    assert client.post(reverse("admin:reviews_question_add"), data).status_code == 302
    assert Question.objects.get(key="x1", section=section).examples == {"en": "Four hundred."}
    blank = client.get(reverse("reviews:blank", args=[draft.pk])).text
    assert re.search(r"Example of an answer, invented:\s*<i[^>]*>Four hundred.", blank)


def test_w5_a_table_is_written_column_by_column_in_the_order_of_its_numbers(cast, draft):
    section = draft.sections.first()
    rows = [
        {"key": "value", "label": "Value", "type": "number", "ORDER": 2},
        {"key": "level", "label": "Level", "type": "single", "options": "national: National", "ORDER": 1},
        {},
    ]
    add = reverse("admin:reviews_question_add")
    answer = cast.client("officer").post(add, question(section, type="table", **columns(*rows)))
    assert answer.status_code == 302, answer.content.decode()
    made = Question.objects.get(key="x1", section=section)
    assert [column["key"] for column in made.columns] == ["level", "value"]
    assert made.columns[0]["options"] == [{"value": "national", "labels": {"en": "National"}}]
    assert "options" not in made.columns[1]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"key": "A 1!"}, "Write a letter, then letters"),
        ({"key": "a1"}, "Another question of this questionnaire has this code."),
        ({"type": "single"}, "Write at least one choice."),
        ({"type": "table"}, "Write at least one column, below."),
        ({"type": "multi", "options_en": "no colon"}, "write a code, a colon, then the words."),
        ({"type": "multi", "options_en": "a: A\na: B"}, "stands twice"),
        ({"type": "multi", "options_en": "a: A", "options_fr": "b: B"}, "there is no choice “b”"),
        ({"type": "boolean", "meaning": "covered"}, "out of a question of type “Objectives of the Compact”"),
        ({"type": "boolean", "meaning": "cleared"}, "Question h2 says this already."),
        ({"labels_en": ""}, "Write the English text"),
        ({"columns-TOTAL_FORMS": "x"}, "ManagementForm data is missing"),
    ],
)
def test_w5_a_mistake_is_named_in_a_sentence_and_what_was_typed_stays(cast, draft, fields, sentence):
    section = draft.sections.first()
    data = question(section, helps_en="typed help") | fields
    answer = cast.client("officer").post(reverse("admin:reviews_question_add"), data)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert "typed help" in answer.content.decode()
    assert not Question.objects.filter(key="x1").exists()


def test_w5_a_column_without_heading_or_with_a_double_code_is_refused(cast, draft):
    section = draft.sections.first()
    add, client = reverse("admin:reviews_question_add"), cast.client("officer")
    rows = [{"key": "a", "type": "text"}]
    assert "Write the English heading" in client.post(add, question(section, **columns(*rows))).content.decode()
    rows = [{"key": "a", "label": "A", "type": "text"}] * 2
    assert "Two columns have the same code." in client.post(add, question(section, **columns(*rows))).content.decode()


def test_w5_the_code_of_a_section_may_not_be_the_address_of_another_page(cast, draft):
    data = {"questionnaire": draft.pk, "order": 5, "code": "team", "repeat": "once"}
    data |= wordings("titles", en="Team") | wordings("introductions")
    add, client = reverse("admin:reviews_section_add"), cast.client("officer")
    assert "is the address of another page" in client.post(add, data).content.decode()
    assert client.post(add, data | {"code": "z"}).status_code == 302
    assert draft.sections.filter(code="z").exists()


def test_w5_a_part_of_a_draft_is_deleted_after_asking(cast, draft):
    section, client = draft.sections.last(), cast.client("officer")
    url = reverse("admin:reviews_section_delete", args=[section.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"post": "yes"}).status_code == 302
    assert not Section.objects.filter(pk=section.pk).exists()


def test_p19_what_is_in_force_is_shown_in_words_and_changes_by_no_forged_post(cast):
    form = questionnaire_in_force(cast)
    client = cast.client("officer")
    one = Question.objects.get(section__questionnaire=form, key="a4")
    body = client.get(page(one)).content.decode()
    assert "en: English" in body
    assert 'name="labels_en"' not in body
    assert "not a draft" in client.get(page(form)).content.decode()
    section = one.section
    move = reverse("admin:reviews_questionnaire_move", args=[form.pk])
    forged = [
        (page(form), wordings("titles", en="Forged")),
        (page(section), {"questionnaire": form.pk, "order": 1, "code": "q", **wordings("titles", en="Forged")}),
        (page(one), question(section, **wordings("labels", en="Forged"))),
        (reverse("admin:reviews_section_delete", args=[section.pk]), {"post": "yes"}),
        (reverse("admin:reviews_question_delete", args=[one.pk]), {"post": "yes"}),
        (move, {"down": f"section-{section.pk}"}),
    ]
    before = list(Question.objects.values()), list(Section.objects.values())
    for url, data in forged:
        assert client.post(url, data).status_code == 403, url
    adding = client.post(reverse("admin:reviews_question_add"), question(section))
    assert adding.status_code == 200, "the section is not among the choices"
    assert before == (list(Question.objects.values()), list(Section.objects.values()))


def test_p19_the_tables_refuse_too_when_code_forgets_to_ask(cast):
    form = questionnaire_in_force(cast)
    section = form.sections.first()
    with pytest.raises(MovedOn):
        section.save()
    with pytest.raises(MovedOn):
        section.questions.first().delete()
    with pytest.raises(MovedOn):
        Section.objects.create(questionnaire=form, order=1, code="new", titles={"en": "New"})


def test_p20_one_officer_proposes_and_only_another_puts_in_force_with_fresh_proof(cast, draft):
    cast.client("officer").post(step(draft, "propose"), {"note": ""})
    assert Questionnaire.objects.get(pk=draft.pk).status == "proposed"
    assert cast.client("officer").get(page(draft)).status_code == 200
    assert cast.prove("officer").post(step(draft, "put_in_force"), {}).status_code == 403
    asked = cast.client("second_officer").post(step(draft, "put_in_force"), {})
    assert "reauthenticate" in asked.url
    assert Questionnaire.objects.get(pk=draft.pk).status == "proposed"
    shown = cast.prove("second_officer").get(step(draft, "put_in_force")).content.decode()
    assert "What is in force is never edited" in shown
    cast.prove("second_officer").post(step(draft, "put_in_force"), {})
    draft = Questionnaire.objects.get(pk=draft.pk)
    assert (draft.status, draft.proposed_by, draft.released_by) == ("in_force", cast.officer, cast.second_officer)


def test_p20_a_questionnaire_without_a_question_is_not_proposed_and_says_why(cast):
    empty = Questionnaire.objects.create(cycle_id=2030, kind="new", titles={"en": "Empty"})
    body = cast.client("officer").post(step(empty, "propose"), {}).content.decode()
    assert "It has no question yet." in body


def test_w5_a_new_version_of_what_is_in_force_is_a_draft_and_replaces_it_when_released(cast):
    form = questionnaire_in_force(cast)
    assert "Make a new version" in cast.client("officer").get(page(form)).content.decode()
    cast.client("officer").post(step(form, "new_version"), {"note": ""})
    copy = Questionnaire.objects.get(version=2)
    assert (copy.status, copy.is_sample) == ("draft", True)
    assert copy.sections.count() == form.sections.count()
    cast.client("officer").post(step(copy, "propose"), {})
    cast.prove("second_officer").post(step(copy, "put_in_force"), {})
    statuses = dict(Questionnaire.objects.values_list("version", "status"))
    assert statuses == {1: "replaced", 2: "in_force"}


@pytest.mark.parametrize("who", ["focal_point", "contributor", "superuser", "member"])
def test_p20_nobody_outside_the_secretariat_opens_the_editor(cast, draft, who):
    client = cast.client(who)
    for url in (page(draft), page(draft.sections.first()), reverse("admin:reviews_questionnaire_add")):
        assert client.get(url).status_code in (302, 403, 404)
    move = reverse("admin:reviews_questionnaire_move", args=[draft.pk])
    assert client.post(move, {"down": f"section-{draft.sections.first().pk}"}).status_code in (302, 403, 404)


def test_w5_the_outline_costs_the_same_however_long_it_is(cast, draft, django_assert_max_num_queries):
    client = cast.client("officer")
    client.get(page(draft))
    with django_assert_max_num_queries(20):
        client.get(page(draft))


def test_r25_what_a_new_version_drops_is_shown_to_officers_alike_whoever_has_begun_and_to_states_that_have(cast):
    form = questionnaire_in_force(cast)
    new = steps.new_version(form, by=cast.officer)
    asked = Question.objects.filter(section__questionnaire=new)
    asked.get(key="b1").delete()
    other = asked.get(key="a1")
    other.labels, other.required = {"en": "Who answers?"}, not other.required
    other.save()
    Question.objects.create(section=other.section, order=990, key="x9", labels={"en": "Added"}, type="text")
    steps.propose(new, by=cast.officer)
    client = cast.prove("second_officer")

    def seen() -> list[str]:
        pages = [client.get(page(new)).text, client.get(step(new, "put_in_force")).text]
        return [re.sub(r'csrfmiddlewaretoken" value="[^"]+|data-login-ends="[0-9]+', "", one) for one in pages]

    before = seen()
    assert "1 question is no longer asked (b1), 1 is new, 1 is asked otherwise." in before[1]
    assert "<b>No longer asked</b>: b1" in before[0]
    draft = ready_review(cast)
    assert seen() == before, "P1"
    mine = cast.client("focal_point")
    newer = reverse("reviews:newer", kwargs=draft.address)
    assert mine.get(newer).status_code == 404
    assert newer not in mine.get(draft.get_absolute_url()).text
    client.post(step(new, "put_in_force"))
    draft.refresh_from_db()
    assert draft.questionnaire_id == form.pk
    assert newer in mine.get(draft.get_absolute_url()).text
    told = mine.get(newer).text
    assert "Asked otherwise</b>: a1 Who answers? (" in told
    assert "another wording" in told
    assert draft.answers.filter(question__key="b1").exists(), "nothing is lost"


def test_r25_a_questionnaire_is_copied_for_the_next_forum_with_its_codes(cast):
    form = questionnaire_in_force(cast)
    following = ForumCycle.objects.exclude(pk=form.cycle_id).first()
    client, url = cast.client("officer"), step(form, "duplicate")
    assert client.post(url, {"cycle": 1}).status_code == 200, "no such forum: said beside the box"
    client.post(url, {"cycle": following.pk, "note": "for the next"})
    copy = Questionnaire.objects.get(cycle=following)
    assert (copy.status, copy.version, copy.is_sample) == ("draft", 1, form.is_sample)
    every = Question.objects.order_by("section__order", "order")
    first, second = (list(every.filter(section__questionnaire=one).values_list("key", "type")) for one in (form, copy))
    assert first == second
    assert cast.client("focal_point").post(url, {"cycle": following.pk}).status_code in (302, 403)
    assert Questionnaire.objects.count() == 2


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("a4 en", "Write it as"),
        ("zz = yes", "is no question with choices that comes before"),
        ("h2 = yes", "is no question with choices that comes before"),
        ("a4 = tlh", "a4 cannot be answered with tlh."),
    ],
)
def test_r23_an_officer_reads_beside_the_box_what_is_wrong_with_a_condition(cast, draft, condition, words):
    one = draft.sections.get(code="c").questions.get(key="c3")
    data = question(one.section, key="c3", order=one.order, type="long")
    client = cast.client("officer")
    assert words in client.post(page(one), data | {"asked_if": condition}).content.decode()
    assert client.post(page(one), data | {"asked_if": "a4 = en, fr"}).status_code == 302
    one.refresh_from_db()
    assert one.asked_if == "a4 = en, fr"
    draft.sections.get(code="a").questions.filter(key="a4").update(type="text")
    assert any(gap.startswith("Question c3: ") for gap in draft.gaps())


@pytest.mark.parametrize("which", [{"meaning": "covered"}, {"type": "consultations"}])
def test_r23_what_the_portal_reads_is_always_asked(draft, which):
    found = Question.objects.filter(section__questionnaire=draft, **which)
    assert found.update(asked_if="a4 = en")
    assert f"{found.get().key}: The portal reads the answer to this question" in " ".join(draft.gaps())
