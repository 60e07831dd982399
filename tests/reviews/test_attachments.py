"""Files of an answer."""

import contextlib
import io
import resource
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from reviews.models import Answer, Attachment, Question, SectionAssignment
from reviews.publishing import content_of
from tests import factories
from tests.reviews.filling import save_one

FILES = "/en/reviews/2030/zz/fill/files/"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def review(cast):
    return factories.review(cast)


def send(client, name="report.pdf", content=PDF, **more):
    data = {"file": SimpleUploadedFile(name, content), "audience": "published", **more}
    return client.post(f"{FILES}h1/", data)


def test_r19_a_file_is_stored_listed_and_opened_by_the_team(review, cast):
    client = cast.client("focal_point")
    assert "up to 20 MB" in client.get(f"{FILES}h1/").content.decode(), "limits are told before choosing"
    assert send(client).status_code == 302
    stored = Attachment.objects.get()
    assert Answer.objects.get().value == [str(stored.pk)]
    opened = client.get(f"{FILES}{stored.pk}/")
    assert b"".join(opened.streaming_content) == PDF
    assert opened["Content-Disposition"] == 'attachment; filename="report.pdf"'
    assert "sandbox" in opened["Content-Security-Policy"]
    assert "report.pdf" in client.get("/en/reviews/2030/zz/fill/h/").content.decode()
    read = cast.client("reader").get(f"{FILES}{stored.pk}/")
    assert b"".join(read.streaming_content) == PDF


def test_two_files_and_one_taken_out(review, cast):
    client = cast.client("focal_point")
    send(client)
    picture = io.BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    send(client, "map.png", picture.getvalue(), audience="secretariat", language="fr")
    first, second = Attachment.objects.all()
    assert (second.audience, second.language) == ("secretariat", "fr")
    assert client.post(f"{FILES}{first.pk}/take-out/").status_code == 302
    assert Answer.objects.get().value == [str(second.pk)]
    assert client.get(f"{FILES}{first.pk}/").status_code == 404
    assert Attachment.objects.get(pk=first.pk).file.storage.exists(first.file.name), "a submission may rest on it"
    back = f"{FILES}{first.pk}/put-back/"
    assert back in client.get(f"{FILES}h1/").text
    assert cast.client("reader").post(back).status_code == 403
    assert cast.client("officer").post(back).status_code == 404
    assert client.post(back).status_code == 302
    assert Answer.objects.get().value == [str(second.pk), str(first.pk)], "X9: put back"
    client.post(f"{FILES}{first.pk}/take-out/")
    Attachment.objects.filter(pk=first.pk).update(removed_at=timezone.now() - timedelta(days=31))
    assert client.post(back).status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.svg", b"<svg/>"), ("x.html", b"<html>"), ("x.exe", b"MZ"), ("x.docm", b"PK\x03\x04"),
        ("x.html.pdf", b"<html>"), ("x.pdf", b""), ("x.pdf", b"%PDF-1.4 /JavaScript"), ("x.png", b"\x89PNG\r\n"),
        ("x", b"text"),
    ],
)  # fmt: skip
def test_b24_other_kinds_are_refused_with_the_reason(review, cast, name, content):
    refused = send(cast.client("focal_point"), name, content)
    assert refused.status_code == 400
    assert not Attachment.objects.exists()
    assert not Answer.objects.exists()


def test_a_file_over_the_limit_is_refused(review, cast):
    refused = send(cast.client("focal_point"), content=PDF + b" " * 21_000_000)
    assert refused.status_code == 400
    assert "at most 20 MB" in refused.content.decode()


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "C:\\x\\report.pdf", "a" * 200 + ".pdf", 'q"uo\nte.pdf'])
def test_b27_the_shown_name_is_clean_and_the_stored_one_random(review, cast, name):
    send(cast.client("focal_point"), name)
    stored = Attachment.objects.get()
    assert "/" not in stored.name
    assert "\n" not in stored.name
    assert len(stored.name) <= 125
    assert stored.file.name == f"reviews/{stored.pk.hex[:2]}/{stored.pk.hex}"


@contextlib.contextmanager
def no_room_beyond(size):
    """The kernel itself refuses to write a file beyond `size` bytes, in the middle of it, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("in_memory", [True, False], ids=["at its place", "on its way there"])
def test_f20_a_full_disk_leaves_neither_file_nor_row(review, cast, settings, tmp_path, in_memory):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10_000_000 if in_memory else 0
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    client = cast.client("focal_point")
    save_one(client, "a1", "Written before")
    large = PDF + b"%" * 9_000_000
    with no_room_beyond(len(large) - 1_000_000):  # tables of SQLite are smaller
        refused = send(client, content=large)
    assert refused.status_code == 400
    assert "What you wrote is saved" in refused.content.decode()
    assert Answer.objects.get().value == "Written before"
    assert not Attachment.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert send(client, content=large).status_code == 302


def test_f20_a_disk_that_is_nearly_full_is_told_before_it_is(cast, monkeypatch):
    from shutil import _ntuple_diskusage as usage

    for used, told in ((79, False), (80, True)):
        monkeypatch.setattr("shutil.disk_usage", lambda path, used=used: usage(100, used, 100 - used))
        assert (cast.client("visitor").get("/readyz").json()["checks"]["disk"] is False) == told
        assert (f"{used} % full" in cast.client("officer").get("/admin/").text) == told


def test_a_script_is_answered_in_json(review, cast):
    client = cast.client("focal_point")
    data = {"file": SimpleUploadedFile("x.exe", b"MZ"), "audience": "published"}
    reply = client.post(f"{FILES}h1/", data, headers={"Accept": "application/json"})
    assert reply.status_code == 400
    assert "not taken here" in reply.json()["message"]


def test_p2_p18_nobody_else_opens_a_file_of_the_draft(review, cast):
    send(cast.client("focal_point"), audience="secretariat")
    stored = Attachment.objects.get()
    for who in ("other_focal_point", "officer", "head", "superuser", "member"):
        assert cast.client(who).get(f"{FILES}{stored.pk}/").status_code == 404
        assert send(cast.client(who)).status_code == 404
    assert cast.client("visitor").get(f"{FILES}{stored.pk}/").status_code == 302
    type(review).objects.update(ministries_read_all=False)
    assert cast.client("contributor").get(f"{FILES}{stored.pk}/").status_code == 404


def test_p3_a_ministry_sends_files_to_its_own_section_only(review, cast):
    client = cast.client("contributor")
    assert send(client).status_code == 403
    section = review.questionnaire.sections.get(code="h")
    SectionAssignment.objects.create(review=review, section=section, organisation=cast.labour)
    assert send(client).status_code == 302
    type(review).objects.update(status="submitted")
    assert send(client).status_code == 409


@pytest.mark.parametrize("name", ["a1", "zz", "h1-5", "00000000-0000-0000-0000-000000000000"])
def test_b45_a_question_without_files_has_no_such_page(review, cast, name):
    assert cast.client("focal_point").get(f"{FILES}{name}/").status_code == 404


def test_r19_a_file_of_an_answer_that_is_not_given_is_neither_submitted_nor_published(review, cast):
    send(cast.client("focal_point"))
    answer = Answer.objects.get()
    assert [one["name"] for one in content_of(review)["files"]] == ["report.pdf"]
    Answer.objects.filter(pk=answer.pk).update(standing="prefer_not")
    assert content_of(review)["files"] == []


def test_r19_a_file_about_an_objective_that_is_no_longer_covered_stays_with_the_state(review, cast):
    section = review.questionnaire.sections.get(questions__key="d2a")
    question = Question.objects.bulk_create(
        [Question(section=section, order=900, key="d2x", type="file", labels={"en": "Annex"})]
    )[0]
    factories.answer(review, "d0", [5])
    client = cast.client("focal_point")
    data = {"file": SimpleUploadedFile("nine.pdf", PDF), "audience": "published"}
    assert client.post(f"{FILES}{question.key}-5/", data).status_code == 302
    assert [one["name"] for one in content_of(review)["files"]] == ["nine.pdf"]
    review.answers.filter(question__key="d0").update(value=[9])
    assert content_of(review)["files"] == []
