"""An earlier review that is a Word file: its contents beside the form, its parts taken over on a yes (R12)."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from docx import Document

from core.models import Act
from forum.models import ForumCycle
from publications import register
from reviews import tasks
from reviews.models import EarlierDocument, ReceivedDocument, Section, SectionAssignment, VoluntaryReview
from reviews.steps import copies, documents, drafting
from tests.factories import CANARY, answer, questionnaire_in_force

FILL = "/en/reviews/2030/zz/fill/"
SEND = f"{FILL}earlier/word-documents/"


def word(*blocks) -> bytes:
    """A file of (level, heading) and of paragraphs."""
    document = Document()
    for block in blocks:
        if isinstance(block, tuple):
            document.add_heading(block[1], level=block[0])
        else:
            document.add_paragraph(block)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


REVIEW_OF_2022 = word(
    "Prepared in spring.",
    (1, "Achievements"),
    "Two laws were passed.",
    (2, "At the border"),
    "Three posts were opened.",
    (1, "Annexes"),
)


def begin(cast, data=REVIEW_OF_2022, name="review-2022.docx") -> VoluntaryReview:
    """An update of what the State sent by e-mail for 2022."""
    state = cast.state.country
    received = ReceivedDocument(
        country=state, cycle=ForumCycle.objects.get(year=2022), round="forum", year=2022,
        title="Review of 2022", language="en", received_on="2022-03-04", file_name=name,
        content_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document", sha256="0" * 64,
    )  # fmt: skip
    received.file.save(name, ContentFile(data), save=False)
    public = documents.release(documents.save(received, by=cast.officer), by=cast.second_officer)
    form = questionnaire_in_force(cast)
    review = drafting.start(state, form, by=cast.focal_point, earlier=public)
    work()
    return review


def work():
    for one in EarlierDocument.objects.filter(state="waiting"):
        tasks.work("reviews.EarlierDocument", str(one.pk))


@pytest.fixture
def review(cast):
    return begin(cast)


def send(client, data, name="own.docx"):
    return client.post(SEND, {"file": SimpleUploadedFile(name, data)})


def address(one=None):
    return f"{SEND}{(one or EarlierDocument.objects.get()).pk}/"


def text_of(review, key):
    return review.answers.get(question__key=key).value


def test_r12_the_contents_of_a_published_word_file_stand_beside_each_section(cast, review):
    for page in ("earlier/", "c/"):
        text = cast.client("focal_point").get(FILL + page).text
        assert "review-2022.docx" in text, page
        assert text.index("Achievements</li>") < text.index("At the border</li>") < text.index("Annexes</li>"), page


def test_r12_a_part_is_taken_over_on_a_yes_under_the_question_that_the_person_names(cast, review):
    client = cast.client("focal_point")
    page = client.get(address()).text
    assert "Two laws were passed." in page
    assert "Before the first heading" in page
    assert not review.answers.exists(), "nothing is taken before somebody says yes"
    client.post(address(), {"into-1": "b1", "into-0": ""})
    assert text_of(review, "b1") == "<h3>Achievements</h3><p>Two laws were passed.</p>"
    assert review.answers.count() == 1
    client.post(address(), {"into-1": "b1"})
    assert text_of(review, "b1").count("Two laws") == 1, "a second press takes nothing twice"
    assert "Taken over into b1." in client.get(address()).text
    assert Act.objects.get(verb="took over from an earlier document").confidential


def test_r12_what_stands_is_kept_and_the_part_is_put_after_it(cast, review):
    answer(review, "b1", "<p>Written today.</p>")
    cast.client("focal_point").post(address(), {"into-1": "b1", "into-2": "b1"})
    text = text_of(review, "b1")
    assert text.index("Written today.") < text.index("Two laws") < text.index("Three posts")
    assert review.answers.model.history.filter(history_user=cast.focal_point).exists()


def test_r12_what_cannot_be_put_is_said_beside_it_and_the_rest_is_taken(cast, review):
    answer(review, "c3", None, standing="not_applicable")
    reply = cast.client("focal_point").post(address(), {"into-1": "b1", "into-2": "c3"})
    assert reply.status_code == 400
    assert "This question cannot take it now." in reply.text
    assert text_of(review, "b1")
    assert review.answers.get(question__key="c3").standing == "not_applicable"


def test_r12_a_ministry_takes_parts_into_its_own_section_alone(cast, review):
    section = Section.objects.get(questionnaire=review.questionnaire, code="c")
    SectionAssignment.objects.create(review=review, section=section, organisation=cast.labour)
    client = cast.client("contributor")
    page = client.get(address()).text
    assert 'value="c3"' in page
    assert 'value="b1"' not in page
    client.post(address(), {"into-1": "b1", "into-2": "c3"})
    assert [one.question.key for one in review.answers.select_related("question")] == ["c3"]


def test_r12_a_file_that_was_sent_is_seen_by_its_sender_alone_and_kept_for_a_month(cast, review):
    EarlierDocument.objects.all().delete()
    client = cast.client("focal_point")
    data = word((1, "Chapter"), CANARY)
    reply = send(client, data)
    work()
    assert CANARY in client.get(reply.url).text
    assert send(client, data).url == reply.url, "the very same file is the one that is there"
    assert cast.client("alternate").get(reply.url).status_code == 404
    one = EarlierDocument.objects.get()
    assert not one.file, "what was read is kept, the file is not"
    EarlierDocument.objects.update(asked_at=timezone.now() - timedelta(days=31))
    copies.forget_returned()
    assert not EarlierDocument.objects.exists()


def test_p1_nobody_outside_the_team_meets_an_earlier_document(cast, review):
    for who in ("officer", "head", "superuser", "other_focal_point", "member"):
        assert cast.client(who).get(address()).status_code == 404, who
        assert send(cast.client(who), REVIEW_OF_2022).status_code == 404, who


def test_p17_once_the_earlier_review_is_withdrawn_its_contents_stand_nowhere(cast, review):
    register.withdraw("RV-2022-ZZ", by=cast.officer, reason="Asked for by the State.")
    client = cast.client("focal_point")
    assert client.get(address()).status_code == 404
    assert "Achievements</li>" not in client.get(f"{FILL}c/").text


def test_b22_b23_files_that_are_not_opened_are_refused_beside_the_box(cast, review):
    def rezipped(**extra):
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(REVIEW_OF_2022)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                new.writestr(name, extra.get(name, old.read(name)))
            for name in extra.keys() - set(old.namelist()):
                new.writestr(name, extra[name])
        return out.getvalue()

    entity = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><document/>'
    client = cast.client("focal_point")
    for name, data, words in (
        ("entity.docx", rezipped(**{"word/document.xml": entity}), "defines entities"),
        ("bomb.docx", rezipped(**{"word/document.xml": b" " * 210_000_000}), "Save it anew"),
        ("macro.docx", rezipped(**{"word/vbaProject.bin": b"x"}), "holds a program"),
        ("old.doc", b"\xd0\xcf\x11\xe0" + b"x" * 100, "old format"),
        ("not.docx", b"plain words", "Save it anew"),
    ):
        reply = send(client, data, name)
        assert reply.status_code == 400, name
        assert words in reply.text, name
        assert "invalid-feedback" in reply.text, name
    assert EarlierDocument.objects.count() == 1, "only the published one"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (word("No heading at all."), "The file has no headings."),
        (word(*((1, f"Chapter {n}") for n in range(401))), "more than 400 headings"),
        (b"not a file of Word", "cannot be read"),
    ],
)
def test_a_published_file_that_cannot_be_read_says_so_and_stays_beside_the_form(cast, data, words):
    begin(cast, data)
    client = cast.client("focal_point")
    assert words in client.get(address()).text
    assert "review-2022.docx" in client.get(f"{FILL}earlier/").text


def test_the_contents_that_word_makes_itself_are_no_part(cast):
    document = Document(io.BytesIO(REVIEW_OF_2022))
    style = document.styles.add_style("toc 1", 1)
    document.paragraphs[0].insert_paragraph_before("Achievements ........ 3", style=style)
    out = io.BytesIO()
    document.save(out)
    begin(cast, out.getvalue())
    assert "........" not in str(EarlierDocument.objects.get().parts)
