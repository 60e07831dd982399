"""A draft as a Word file: whole, in the review's language, and read back as it was written."""

import io
import time
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn

from reviews import tasks
from reviews.models import DraftCopy
from reviews.steps import copies as steps
from reviews.word import copies as word
from tests import factories

RICH = (
    "<h3>Laws</h3><p>Some <strong>bold</strong> and <em>leaning</em> a<sub>2</sub> b<sup>3</sup> <s>gone</s> &amp; "
    '&lt;x&gt; <a href="https://www.un.org/?a=1&amp;b=2" rel="noopener nofollow">the link</a><br>second line</p>'
    "<ul><li>one<ul><li>deeper</li></ul></li><li>two</li></ul><ol><li>first</li><li>second</li></ol>"
    "<blockquote>Quoted</blockquote><table><tbody><tr><td><p>a</p></td><td><p>b</p></td></tr></tbody></table>"
)
ARABIC = "<p>اتخذت الدولة خطوات لتنفيذ الاتفاق العالمي (A/RES/73/195) في عام 2029.</p><ul><li>قانون جديد</li></ul>"
ANSWERS = {
    "a1": "Directorate & <Migration>", "a3": "2026-06-01", "a4": "en", "b1": RICH, "b3": ["migrants", "academia"],
    "c1": [{"name": "Migration Act", "kind": "law", "year": "2027", "link": "https://a.example/1", "objectives": [5]}],
    "c2": "preparing", "c3": ARABIC, "c4": "<p>地方当局参与了移民政策的制定。</p>", "c6": [1, 3],
    "d0": [5, 23], "d0b": False,
    "f1": [{"source": "Budget", "amount": {"amount": "1250000", "currency": "USD"}, "year": "2029"}],
}  # fmt: skip


@pytest.fixture
def review(cast):
    draft = factories.review(cast)
    for key, value in ANSWERS.items():
        factories.answer(draft, key, value)
    factories.answer(draft, "d2b", ["5(a)"], objective=5)
    factories.answer(draft, "d2a", "<p>Seasonal work scheme.</p>", objective=5)
    factories.answer(draft, "e2", None, standing="not_applicable")
    return draft


def made(review, by, **wanted):
    copy = steps.ask(review, format="docx", by=by, **wanted)
    tasks.work("reviews.DraftCopy", str(copy.pk))
    copy.refresh_from_db()
    assert copy.state == "done", copy.problem
    return copy


def opened(copy):
    with copy.file.open() as file:
        return Document(io.BytesIO(file.read()))


def everything(document) -> str:
    return "\n".join(t.text or "" for t in document.element.body.iter(qn("w:t")))


def test_r24_a_copy_says_what_it_is_to_people_and_to_programs(review, cast):
    copy = made(review, cast.focal_point)
    document = opened(copy)
    assert document.core_properties.identifier == "RV-2030-ZZ;q=new-1;v=1"
    assert "Draft, not submitted · RV-2030-ZZ · copy 1" in document.sections[0].header.paragraphs[0].text
    marks = {mark.get(qn("w:name")) for mark in document.element.body.iter(qn("w:bookmarkStart"))}
    assert {"q_a1", "q_d2a_5", "q_m1_23", "q_h3"} <= marks
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 3"]
    assert "a1  Which body coordinated this review?" in headings
    assert "d2a-23  What was done?" in headings


def test_r15_every_question_answer_and_cell_is_in_the_file(review, cast):
    text = everything(opened(made(review, cast.focal_point)))
    asked = [str(q.label) for s in review.questionnaire.sections.all() for q in s.questions.all()]
    assert [label for label in asked if label not in text] == []
    for said in ("Directorate & <Migration>", "the link", "second line", "deeper", "Quoted", "قانون جديد", "地方当局",
                 "Migration Act", "https://a.example/1", "USD 1,250,000", "Seasonal work scheme.",
                 "[Not applicable]", "1 June 2026"):  # fmt: skip
        assert said in text, said


def test_r24_what_was_written_is_read_back_as_a_form_would_have_sent_it(review, cast):
    boxes = made(review, cast.focal_point).base["boxes"]
    assert boxes["a1"] == ["Directorate & <Migration>", ""]
    assert boxes["a4"] == ["en", ""]
    assert boxes["b3"][0] == ["migrants", "academia"]
    assert boxes["c2"] == ["preparing", ""]
    assert boxes["c6"][0] == ["1", "3"]
    assert boxes["d0"][0] == ["5", "23"]
    assert boxes["d0b"] == ["no", ""]
    assert boxes["d2b-5"][0] == ["5(a)"]
    assert boxes["e2"] == ["", "not_applicable"]
    assert boxes["f1"][0][0]["amount"] == {"amount": "1,250,000", "currency": "USD"}
    assert boxes["c1"][0][0] == {**ANSWERS["c1"][0], "objectives": "5"}
    assert boxes["b1"][0]["html"] == RICH
    assert boxes["c3"][0]["html"] == ARABIC


@pytest.mark.parametrize(("language", "tag"), [("ar", "ar-SA"), ("zh-hans", "zh-CN"), ("ru", "ru-RU")])
def test_r15_a_review_in_another_language_is_set_as_that_language_is(review, cast, language, tag):
    review.answers.filter(question__key="a4").update(value=language)
    document = opened(made(review, cast.focal_point))
    normal = document.styles["Normal"].element
    assert tag in normal.xml
    fonts = normal.rPr.find(qn("w:rFonts"))
    assert fonts.get(qn("w:cs"))
    assert fonts.get(qn("w:eastAsia"))
    turned = document.element.body.xml.count("<w:bidiVisual/>")
    assert bool(turned) == (language == "ar")
    arabic = next(p for p in document.element.body.iter(qn("w:p")) if "اتخذت" in "".join(p.itertext()))
    assert arabic.find(qn("w:pPr")).find(qn("w:bidi")) is not None
    assert arabic.find(f".//{qn('w:rtl')}") is not None


def test_r14_a_section_or_the_questions_alone(review, cast):
    section = review.questionnaire.sections.get(code="c")
    text = everything(opened(made(review, cast.focal_point, section=section)))
    assert "Migration Act" in text
    assert "Which body coordinated" not in text
    blank = made(review, cast.focal_point, with_answers=False)
    text = everything(opened(blank))
    assert "Which body coordinated" in text
    assert "d2a-5" in text
    assert "Migration Act" not in text
    assert blank.base["boxes"]["c1"] == [[], ""]


def test_r14_the_blank_form_in_word_is_public_in_the_languages_it_is_written_in(review, cast):
    client, form = cast.client("visitor"), review.questionnaire
    page = client.get(f"/en/reviews/questionnaires/{form.pk}/").content.decode()
    address = f"/en/reviews/questionnaires/{form.pk}/en.docx"
    assert address in page
    assert "fr.docx" not in page, "the sample is written in English alone"
    assert client.get(address).status_code == 202
    tasks.make_blank(form.pk, "en")
    response = client.get(address)
    document = Document(io.BytesIO(b"".join(response.streaming_content)))
    assert response["Content-Disposition"] == 'attachment; filename="2030-new-v1-en.docx"'
    assert document.core_properties.identifier == "2030;q=new-1;v=0;l=en"
    text = everything(document)
    assert "Which body coordinated" in text
    assert "Migration Act" not in text
    for wrong in ("xx", "EN", "zh-hant"):
        assert client.get(f"/en/reviews/questionnaires/{form.pk}/{wrong}.docx").status_code == 404


def test_r14_a_draft_of_a_questionnaire_has_no_file(cast):
    from forum.models import ForumCycle
    from reviews.steps import questionnaires

    draft = questionnaires.load_sample("full", ForumCycle.objects.get(year=2030), by=cast.officer)
    for who in ("visitor", "officer"):
        assert cast.client(who).get(f"/en/reviews/questionnaires/{draft.pk}/en.docx").status_code == 404


def test_p7_what_a_ministry_may_not_read_is_not_in_its_copy(review, cast):
    type(review).objects.update(ministries_read_all=False)
    from reviews.models import SectionAssignment

    section = review.questionnaire.sections.get(code="b")
    SectionAssignment.objects.create(review=review, section=section, organisation=cast.labour)
    text = everything(opened(made(review, cast.contributor)))
    assert "the link" in text
    assert "Migration Act" not in text
    assert "Directorate" not in text


def test_the_form_on_the_page_asks_for_word(review, cast):
    client = cast.client("focal_point")
    page = client.get("/en/reviews/2030/zz/fill/copies/").content.decode()
    assert 'value="docx"' in page
    assert client.post("/en/reviews/2030/zz/fill/copies/", {"format": "docx", "blank": "on"}).status_code == 302
    assert DraftCopy.objects.get().with_answers is False


def test_b57_200_kb_twelve_columns_and_broken_letters_are_whole(review, cast):
    long = f"<p>{'word ' * 40_000}end\x0b</p>"
    review.answers.filter(question__key="b1").update(value=long)
    cells = "".join(f"<td><p>cell{n}end</p></td>" for n in range(12))
    review.answers.filter(question__key="c4").update(value=f"<table><tbody><tr>{cells}</tr></tbody></table>")
    copy = made(review, cast.focal_point)
    text = everything(opened(copy))
    assert text.count("word ") == 40_000
    assert all(f"cell{n}end" in text for n in range(12))


def test_the_file_is_well_formed_and_nothing_in_it_is_fetched(review, cast):
    copy = made(review, cast.focal_point)
    with copy.file.open() as file, zipfile.ZipFile(file) as package:
        assert package.testzip() is None
        relations = package.read("word/_rels/document.xml.rels").decode()
    external = [part for part in relations.split("<Relationship ") if 'TargetMode="External"' in part]
    assert all("/hyperlink" in part for part in external)


def test_60_pages_are_written_in_less_than_three_times_the_bare_library(review, cast):
    texts = [f"<p>{'Paragraph of a review that goes on. ' * 12}</p>" for _n in range(220)]
    review.answers.filter(question__key="b1").update(value="".join(texts))
    copy = DraftCopy(review=review, by=cast.focal_point, number=1, format="docx", language="en")
    copy.codes = [section.code for section in review.questionnaire.sections.all()]
    word.of_draft(copy, cast.focal_point)
    start = time.process_time()
    written = word.of_draft(copy, cast.focal_point)
    ours = time.process_time() - start
    document = Document(io.BytesIO(written.data))
    lines = [paragraph.text for paragraph in document.element.body.iter(qn("w:p")) for paragraph in [_Text(paragraph)]]
    start = time.process_time()
    bare = Document()
    for line in lines:
        bare.add_paragraph(line)
    bare.save(io.BytesIO())
    theirs = time.process_time() - start
    assert ours < 3 * theirs, (ours, theirs, len(lines))


class _Text:
    def __init__(self, paragraph) -> None:
        self.text = "".join(t.text or "" for t in paragraph.iter(qn("w:t")))
