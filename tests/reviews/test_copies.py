"""Copies of a draft to print: what they say, who gets them, what a worker's death does to them."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from pypdf import PdfReader

from core import pdf
from core.models import Act
from reviews import jobs, tasks
from reviews.models import DraftCopy, SectionAssignment
from reviews.steps import copies as steps
from reviews.steps import submission
from tests import factories

COPIES = "/en/reviews/2030/zz/fill/copies/"


@pytest.fixture
def review(cast):
    return factories.ready_review(cast)


@pytest.fixture(autouse=True)
def _with_pango(monkeypatch):
    monkeypatch.setattr(pdf, "is_available", lambda: True)


@pytest.fixture
def quick(monkeypatch):
    """A PDF in no time, for tests that do not look into it."""
    monkeypatch.setattr(pdf, "make", lambda *args, **kwargs: pdf.Made(b"%PDF-1.7", 3, ""))


def ask(client, **data):
    return client.post(COPIES, {"format": "pdf", **data})


def work(copy):
    tasks.work("reviews.DraftCopy", str(copy.pk))
    copy.refresh_from_db()
    return copy


def fetch(client, copy) -> bytes:
    response = client.get(f"{COPIES}{copy.pk}/")
    assert response["Content-Disposition"] == f'attachment; filename="{copy.name}"'
    return b"".join(response.streaming_content)


def words(data: bytes) -> list[str]:
    """The text of each page, without spaces."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages]


@pytest.mark.pdf
def test_r15_every_page_of_a_draft_says_that_it_is_one_with_time_and_number(review, cast):
    client = cast.client("focal_point")
    assert ask(client).status_code == 302
    copy = work(DraftCopy.objects.get())
    pages = words(fetch(client, copy))
    assert copy.name == "RV-2030-ZZ-copy-1.pdf"
    assert len(pages) == copy.pages > 1
    for number, page in enumerate(pages, start=1):
        assert "Draft,notsubmitted·RV-2030-ZZ" in page
        assert "NewYork" in page
        assert f"DemoState,copy1,page{number}of{len(pages)}" in page
    text = "".join(pages)
    for said in ("DirectorateofMigration", factories.CANARY, "d2a-5", "Seasonalworkscheme.", "Notanswered"):
        assert said in text


@pytest.mark.pdf
def test_a_section_alone_in_the_language_of_the_review(review, cast):
    review.answers.filter(question__key="a4").update(value="ar")
    factories.answer(review, "c3", "<p>لجنة وزارية مشتركة</p>")
    ask(cast.client("focal_point"), section="c")
    copy = work(DraftCopy.objects.get())
    with copy.file.open() as file:
        data = file.read()
    assert PdfReader(io.BytesIO(data)).trailer["/Root"]["/Lang"] == "ar"
    assert "DirectorateofMigration" not in "".join(words(data))
    assert (copy.codes, copy.language, copy.missing) == (["c"], "ar", "")


def test_p7_a_copy_is_made_with_the_rights_of_that_moment_and_fetched_by_its_person_alone(review, cast, quick):
    type(review).objects.update(ministries_read_all=False)
    assigned = SectionAssignment.objects.create(
        review=review, section=review.questionnaire.sections.get(code="b"), organisation=cast.labour
    )
    ask(cast.client("contributor"))
    copy = work(DraftCopy.objects.get())
    assert copy.codes == ["b"]
    assert fetch(cast.client("contributor"), copy) == b"%PDF-1.7"
    for who in ("focal_point", "reader", "officer", "superuser", "other_focal_point"):
        assert cast.client(who).get(f"{COPIES}{copy.pk}/").status_code == 404, who
    assigned.delete()
    assert cast.client("contributor").get(f"{COPIES}{copy.pk}/").status_code == 404, "it may no longer read b"


def test_p56_taking_a_copy_after_the_submission_is_the_states_own_matter_too(review, cast, quick):
    submission.submit(review, by=cast.focal_point)
    ask(cast.client("focal_point"))
    fetch(cast.client("focal_point"), work(DraftCopy.objects.get()))
    about_copies = Act.objects.filter(verb__contains="copy")
    assert [(act.reference, act.country) for act in about_copies] == [("RV-2030-ZZ", "ZZ")] * 2
    for who in ("officer", "head", "superuser"):
        assert not about_copies.visible_to(getattr(cast, who)).exists(), who
    assert about_copies.visible_to(cast.alternate).count() == 2


def test_p7_nobody_else_asks_and_a_section_that_one_may_not_read_is_not_offered(review, cast):
    for who in ("officer", "superuser", "other_focal_point", "member"):
        assert cast.client(who).get(COPIES).status_code == 404
        assert ask(cast.client(who)).status_code == 404
    type(review).objects.update(ministries_read_all=False)
    assert ask(cast.client("contributor"), section="b").status_code == 400
    assert not DraftCopy.objects.exists()


def test_f28_one_at_a_time_for_each_person(review, cast, quick):
    client = cast.client("focal_point")
    assert ask(client).status_code == 302
    second = ask(client)
    assert second.status_code == 409
    assert "still being made" in second.content.decode()
    assert ask(cast.client("reader")).status_code == 302
    for copy in DraftCopy.objects.all():
        work(copy)
    assert ask(client).status_code == 302
    assert sorted(DraftCopy.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_f29_a_worker_that_is_killed_is_followed_by_one_more_and_then_the_page_says_so(review, cast, quick):
    client = cast.client("focal_point")
    ask(client)
    copies = DraftCopy.objects.all()
    killed = timezone.now() - jobs.LEASE - timedelta(seconds=1)
    copies.update(state="working", tries=1, claimed_at=killed)
    assert "Waiting for its turn" in client.get(COPIES).content.decode()
    copies.update(state="working", tries=2, claimed_at=killed)
    page = client.get(COPIES).content.decode()
    assert "It was tried twice" in page
    assert "hx-get" not in page
    assert work(copies.get()).state == "failed"


def test_f29_a_fault_is_tried_once_more(review, cast, monkeypatch, caplog):
    def broken(*args, **kwargs):
        raise MemoryError(factories.CANARY)

    monkeypatch.setattr(pdf, "make", broken)
    ask(cast.client("focal_point"))
    copy = work(DraftCopy.objects.get())
    assert (copy.state, copy.tries) == ("waiting", 1)
    assert work(copy).state == "failed"
    assert factories.CANARY not in caplog.text
    assert ask(cast.client("focal_point")).status_code == 302, "a failed copy stands in nobody's way"


def test_of_two_workers_one_makes_it(review, cast, monkeypatch):
    ask(cast.client("focal_point"))
    copy = DraftCopy.objects.get()
    made = []

    def make(*args, **kwargs):
        made.append(1)
        tasks.work("reviews.DraftCopy", str(copy.pk))
        return pdf.Made(b"%PDF", 1, "")

    monkeypatch.setattr(pdf, "make", make)
    assert work(copy).state == "done"
    assert made == [1]


def test_the_page_watches_while_one_is_made_and_works_without_script(review, cast, quick):
    client = cast.client("focal_point")
    ask(client)
    waiting = client.get(COPIES).content.decode()
    assert 'hx-trigger="every 2s"' in waiting
    assert "Look again" in waiting
    copy = work(DraftCopy.objects.get())
    part = client.get(COPIES, headers={"HX-Request": "true"}).content.decode()
    assert f'href="{COPIES}{copy.pk}/"' in part
    assert "<html" not in part
    assert "hx-get" not in part


def test_b57_letters_without_a_font_are_named_beside_the_link(review, cast, monkeypatch):
    monkeypatch.setattr(pdf, "make", lambda *args, **kwargs: pdf.Made(b"%PDF", 1, "\U0010fffd"))
    client = cast.client("focal_point")
    ask(client)
    work(DraftCopy.objects.get())
    assert "drawn as boxes: \U0010fffd" in client.get(COPIES).content.decode()


def test_a_file_is_gone_after_an_hour(review, cast, quick):
    ask(cast.client("focal_point"))
    copy = work(DraftCopy.objects.get())
    stored, name = copy.file.storage, copy.file.name
    tasks.look_after_copies()
    assert stored.exists(name)
    DraftCopy.objects.update(asked_at=timezone.now() - steps.KEPT - timedelta(minutes=1))
    tasks.look_after_copies()
    assert not stored.exists(name)
    assert cast.client("focal_point").get(f"{COPIES}{copy.pk}/").status_code == 404
    assert name not in cast.client("focal_point").get(COPIES).content.decode()


def test_asking_and_taking_are_acts_that_the_secretariat_does_not_see(review, cast, quick):
    ask(cast.client("focal_point"))
    copy = work(DraftCopy.objects.get())
    fetch(cast.client("focal_point"), copy)
    acts = Act.objects.filter(verb__in=("asked for copy", "took copy"))
    assert acts.count() == 2
    assert not acts.visible_to(cast.officer).exists()


def test_where_no_pdf_can_be_made_none_is_offered(review, cast, monkeypatch):
    monkeypatch.setattr(pdf, "is_available", lambda: False)
    assert 'value="pdf"' not in cast.client("focal_point").get(COPIES).content.decode()
    assert ask(cast.client("focal_point")).status_code == 400
