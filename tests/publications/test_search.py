"""Search in six languages: the same answers on both databases, drafts and withdrawn texts nowhere."""

import io
import json

import pytest
from django.core.exceptions import BadRequest
from django.core.management import call_command
from django.db import connection, transaction

from publications import engines, register, search, words
from publications.models import Publication, SearchText, SearchWord


def found(typed: str) -> list[str]:
    """References, best first."""
    keys, _after = search.matching(Publication.objects.current(), typed).best()
    of_key = dict(Publication.objects.values_list("pk", "reference"))
    return [of_key[key] for key in keys]


def lose_the_index() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TABLE publications_searchindex")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("DROP TABLE publications_searchtext")


@pytest.fixture
def six(publish):
    """A practice in each language."""
    texts = {
        "en": "A model contract and a help line protect domestic workers and their families.",
        "fr": "Les élèves migrants apprennent la langue dans des écoles ouvertes.",
        "es": "Las trabajadoras del hogar conocen sus derechos; protección consular en la frontera.",
        "ru": "Миграция и труд: центр помогает мигрантам найти работу.",
        "ar": "تساعد الهجرة الآمنة العمال والمهاجرين على الوصول إلى الخدمات.",
        "zh-hans": "政府提供领事保护和法律援助。",
    }
    for language, text in texts.items():
        publish({"schema": 1, "text": text}, reference=f"PR-{language}", title="Sample", language=language)


@pytest.mark.parametrize(
    ("typed", "reference"),
    [
        ("worker", "PR-en"),
        ("FAMILY", "PR-en"),
        ("protects", "PR-en"),
        ("élève", "PR-fr"),
        ("eleves", "PR-fr"),
        ("e\u0301le\u0300ves", "PR-fr"),
        ("l’école ouverte", "PR-fr"),
        ("trabajadora", "PR-es"),
        ("proteccion fronteras", "PR-es"),
        ("миграции", "PR-ru"),
        ("миграцией", "PR-ru"),
        ("ЦЕНТР", "PR-ru"),
        ("هجرة", "PR-ar"),
        ("الهجرة", "PR-ar"),
        ("بالهجرة", "PR-ar"),
        ("هِجْرَة", "PR-ar"),
        ("الامنة", "PR-ar"),
        ("领事保护", "PR-zh-hans"),
        ("领", "PR-zh-hans"),
        ("法律 政府", "PR-zh-hans"),
    ],
)
def test_o1_a_word_is_found_in_six_languages_in_its_other_forms_too(six, typed, reference):
    assert found(typed) == [reference]


def test_o1_all_words_have_to_be_in_a_text(six):
    assert found("domestic workers") == ["PR-en"]
    assert found("domestic élèves") == []
    assert found("保领") == []


@pytest.mark.parametrize(
    "typed",
    [
        "x" * 5_000,
        "word " * 1_000,
        "保" * 5_000,
        '"unbalanced',
        "work*",
        "workers OR",
        "a OR",
        "NEAR(a b)",
        "(((((",
        "(a+)+$",
        "title:x",
        "'; DROP TABLE publications_publication; --",
        "<script>alert(1)</script>",
        "& | ! <-> :*",
        "\\",
        "%s %d {}",
        "½ ﷺ ŉ ß İ",
        "🙂",
        "   ",
        "",
    ],
)
def test_b38_what_a_person_types_never_reaches_the_query_language(six, typed):
    assert set(found(typed)) <= {"PR-en"}
    assert Publication.objects.count() == 6


def test_words_of_a_title_weigh_more(publish):
    publish(reference="PR-1", title="Labour", content={"schema": 1, "text": "skills"})
    publish(reference="PR-2", title="Housing", content={"schema": 1, "text": "skills and labour"})
    assert found("labour") == ["PR-1", "PR-2"]


def test_a_text_is_found_by_its_number_its_state_and_the_states_former_names(publish):
    publish(reference="PR-0042", countries=["TR"])
    publish(reference="PR-0043", countries=["FR"])
    assert found("PR-0042") == ["PR-0042"]
    assert found("Turkey") == ["PR-0042"]
    assert found("土耳其") == ["PR-0042"]


def test_codes_and_the_words_of_the_form_are_not_searched(publish):
    section = {
        "title": "Question heading",
        "answers": [
            {"key": "b1", "label": "What was asked", "value": "yes_code", "html": "<p>x</p>", "plain": "Told."}
        ],
    }
    publish({"schema": 1, "sections": [section]})
    assert found("told") == ["RV-2030-ZZ"]
    for typed in ("heading", "asked", "yes", "b1"):
        assert found(typed) == []


def test_only_the_current_version_is_found(publish):
    publish({"schema": 1, "text": "asparagus"})
    publish({"schema": 1, "text": "beetroot"})
    assert found("asparagus") == []
    assert found("beetroot") == ["RV-2030-ZZ"]


def test_a_translation_leads_to_its_original(publish):
    made = publish({"schema": 1, "text": "housing"})
    publish({"schema": 1, "text": "logement"}, language="fr", standing="courtesy")
    assert list(search.matching(Publication.objects.current(), "logements").scores) == [made.pk]
    assert found("housing") == ["RV-2030-ZZ"]


def test_what_is_withdrawn_is_found_nowhere_at_once(cast, publish):
    publish({"schema": 1, "text": "asparagus"}, title="Gardening", summary="Vegetables")
    publish({"schema": 1, "text": "asperge"}, language="fr", standing="courtesy")
    register.withdraw("RV-2030-ZZ", by=cast.officer, reason="Asked.")
    for typed in ("asparagus", "asperge", "gardening", "vegetables", "Demo State"):
        assert found(typed) == []
    assert not SearchText.objects.exists()
    assert not SearchWord.objects.exists()
    assert not engines.current().newest(Publication.objects.all(), words.asked("asparagus"), 10)


def test_p17_a_publication_that_fails_leaves_no_word_behind(publish):
    with transaction.atomic():
        publish({"schema": 1, "text": "asparagus"}, title="Gardening")
        transaction.set_rollback(True)
    assert found("asparagus") == []
    assert not SearchWord.objects.exists()


@pytest.mark.parametrize(
    ("title", "language", "typed", "meant"),
    [
        ("Recruitment without fees", "en", "recruitmnet", "recruitment"),
        ("Recruitment without fees", "en", "fees recrutment", "fees recruitment"),
        ("Protección consular", "es", "protecion", "protección"),
        ("Миграция и труд", "ru", "мигрецыя", "миграция"),
        ("الهجرة الآمنة", "ar", "الهجرو", "الهجرة"),
    ],
)
def test_o1_a_typing_mistake_in_a_word_of_a_title_is_forgiven(publish, title, language, typed, meant):
    publish(title=title, language=language)
    result = search.matching(Publication.objects.current(), typed)
    assert result.instead == meant
    assert len(result.scores) == 1


def test_a_known_word_is_not_taken_for_another_and_scripts_are_not_mixed(publish):
    publish(reference="PR-1", title="Housing")
    publish(reference="PR-2", title="Lodging", content={"schema": 1, "text": "mousing"})
    assert search.matching(Publication.objects.current().filter(reference="PR-1"), "mousing").instead == ""
    assert search.matching(Publication.objects.current(), "хоусинг").instead == ""
    assert search.matching(Publication.objects.current(), "2031").instead == ""


def test_b14_a_page_key_belongs_to_its_query(publish):
    for number in range(5):
        publish(reference=f"PR-{number}")
    every = search.matching(Publication.objects.current(), "sample")
    seen, after = every.best(size=2)
    while after:
        keys, after = every.best(after, size=2)
        seen += keys
    assert len(seen) == len(set(seen)) == 5
    _keys, after = every.best(size=2)
    for typed, key in (("review", after), ("sample", "forged"), ("sample", after + "x")):
        with pytest.raises(BadRequest):
            search.matching(Publication.objects.current(), typed).best(key)


def test_the_newest_are_ranked_and_more_are_said(publish, monkeypatch):
    monkeypatch.setattr(search, "MOST", 3)
    for number in range(5):
        publish(reference=f"PR-{number}")
    result = search.matching(Publication.objects.current(), "sample")
    assert result.is_more
    newest = Publication.objects.order_by("-pk").values_list("pk", flat=True)[:3]
    assert set(result.scores) == set(newest)


def test_f23_a_rebuilt_index_answers_as_before(six, cast):
    register.withdraw("PR-ru", by=cast.officer, reason="Asked.")
    before = {typed: found(typed) for typed in ("worker", "eleve", "هجرة", "领事保护", "миграция", "sample")}
    known = set(SearchWord.objects.values_list("word", "count"))
    SearchText.objects.all().delete()
    lose_the_index()
    with pytest.raises(search.IndexLost):
        found("worker")
    out = io.StringIO()
    for _again in range(2):
        call_command("rebuild_search", format="json", stdout=out)
    assert json.loads(out.getvalue().splitlines()[-1])["texts"] == 5
    assert {typed: found(typed) for typed in before} == before
    assert set(SearchWord.objects.values_list("word", "count")) == known


def test_f23_publishing_goes_on_without_an_index(publish):
    lose_the_index()
    made = publish()
    assert Publication.objects.current().get() == made
    call_command("rebuild_search", if_needed=True, stdout=io.StringIO())
    assert found("sample") == ["RV-2030-ZZ"]


def test_f23_while_the_index_is_made_anew_a_search_says_so(publish):
    oldest = publish(reference="PR-1")
    publish(reference="PR-2")
    assert not search.matching(Publication.objects.current(), "sample").is_behind
    SearchText.objects.filter(publication=oldest).delete()
    assert search.matching(Publication.objects.current(), "sample").is_behind


def test_marks_are_set_round_the_words_and_nothing_else_is_markup():
    wanted = [form for one in words.asked("domestic worker") for form in one.forms]
    text = 'For <b>"domestic workers"</b> & others'
    assert words.marked(text, wanted) == (
        "For &lt;b&gt;&quot;<mark>domestic workers</mark>&quot;&lt;/b&gt; &amp; others"
    )
    assert words.marked("提供领事保护。", ["领事", "事保", "保护"]) == "提供<mark>领事保护</mark>。"


def test_a_snippet_is_cut_round_the_first_match():
    passage = f"{'before ' * 100}the <i>asparagus</i> {'after ' * 100}"
    cut = words.snippet(["Nothing here.", passage], words.asked("asparagus")[0].forms)
    assert cut.startswith("… before")
    assert "&lt;i&gt;<mark>asparagus</mark>" in cut
    assert cut.endswith("after …")
    assert len(cut) < 300
    assert words.snippet(["Nothing here."], ["asparagus"]) is None
