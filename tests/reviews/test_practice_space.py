"""Practice spaces: everything may be tried, and nothing of it is sent, published, counted or found (R22)."""

import gzip
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core.models import Act
from forum import steps as plans
from forum.models import ForumCycle, ReminderPlan
from notifications import delivery, outbox
from notifications.models import Message
from publications import dumps
from reference.models import Country
from reviews import board
from reviews.models import Answer, Attachment, Consultation, DraftCopy, VoluntaryReview
from reviews.steps import practice as steps
from reviews.steps import submission as submissions
from reviews.tasks import empty_practice_spaces
from tests import factories
from tests.factories import CANARY
from tests.reviews.mail_samples import submitted
from tests.reviews.test_consultations import entry

FILL = "/en/reviews/practice/zz/fill/"
STRIP = "An invented State; nothing here is sent, published or counted."
PDF = b"%PDF-1.4\n%%EOF\n"
PAGES = [
    "", *(f"{code}/" for code in "abcdefgh"), "consultations/", "consultations/new/", "history/", "print/", "check/",
    "preview/", "copies/", "files/h1/",
]  # fmt: skip
NOT_THERE = [
    "submit/", "team/", "team/invite/", "signatures/", "discard/", "languages/", "meeting/", "rights/", "newer/",
    "a/comments/", "a/agree/",
]  # fmt: skip


def opened(cast, who="focal_point"):
    """The client of `who`, whose practice space has just been opened."""
    factories.questionnaire_in_force(cast)
    client = cast.client(who)
    assert client.post("/en/reviews/practice/").url == FILL
    return client


def write(client, name, text, section="a"):
    seen = next(field.seen for field in client.get(f"{FILL}{section}/").context["fields"] if field.name == name)
    data = {"field": name, name: text, f"{name}-seen": seen, "person": client.session["_auth_user_id"]}
    return client.post(f"{FILL}{section}/answer/", data, headers={"Accept": "application/json"})


@pytest.mark.parametrize("who", ["focal_point", "contributor", "officer"])
def test_r22_teams_of_states_and_officers_practise(cast, who):
    client = opened(cast, who)
    assert "Practice space" in client.get("/en/work/").text
    assert write(client, "a1", CANARY).status_code == 200
    assert CANARY in client.get(f"{FILL}a/").text
    assert client.post("/en/reviews/practice/").url == FILL, "the same space again"
    assert VoluntaryReview.in_practice.count() == 1


def test_r22_no_link_of_its_pages_leads_nowhere(cast):
    client = opened(cast)
    write(client, "a1", "Ministry of the Interior")
    links = set()
    for page in PAGES:
        main = client.get(FILL + page).text.partition("<main")[2].partition("</main>")[0]
        links |= {urljoin(FILL + page, one).partition("#")[0] for one in re.findall(r'href="([^"]+)"', main)}
    ours = {one for one in links if one.startswith(FILL)}
    assert len(ours) > 10
    assert [one for one in sorted(ours) if client.get(one).status_code == 404] == []


@pytest.mark.parametrize("who", ["member", "visitor"])
def test_r22_others_have_no_practice_space(cast, who):
    factories.questionnaire_in_force(cast)
    assert cast.client(who).post("/en/reviews/practice/").status_code in (302, 403)
    assert not VoluntaryReview.in_practice.exists()


def test_r22_every_page_says_that_it_is_practice(cast):
    client = opened(cast)
    for page in PAGES:
        answer = client.get(FILL + page)
        assert answer.status_code == 200, page
        assert STRIP in answer.text, page
        assert "/reviews/2030/zz/" not in answer.text, page
        assert "Visible to your team only" not in answer.text, page
        assert "Let support look" not in answer.text, page
    assert "From the practice space nothing is sent." in client.get(f"{FILL}check/").text


@pytest.mark.parametrize("page", NOT_THERE)
def test_r22_what_would_tell_others_is_not_there(cast, page):
    client = opened(cast)
    assert client.get(FILL + page).status_code == 404
    assert client.post(FILL + page).status_code == 404


def test_r22_no_right_submits_or_manages_it(cast):
    from core.access import allowed

    opened(cast)
    space = VoluntaryReview.in_practice.get()
    for step in ("submit", "manage", "discard", "assess", "publish"):
        for who in (cast.focal_point, cast.officer, cast.head):
            assert not allowed(who, f"reviews.{step}_voluntaryreview", space), step


def test_r22_each_has_their_own(cast):
    write(opened(cast), "a1", CANARY)
    assert CANARY not in opened(cast, "contributor").get(f"{FILL}a/").text
    assert VoluntaryReview.in_practice.count() == 2
    for who in ("officer", "superuser", "other_focal_point"):
        assert cast.client(who).get(f"{FILL}a/").status_code == 404
        assert cast.client(who).get("/en/reviews/2030/zz/fill/a/").status_code == 404


def test_r22_the_review_of_a_state_and_a_practice_space_do_not_meet(cast):
    real = factories.ready_review(cast)
    client = opened(cast)
    assert "Directorate of Migration" not in client.get(f"{FILL}a/").text
    write(client, "a1", "Only tried")
    page = client.get("/en/reviews/2030/zz/fill/a/").text
    assert "Directorate of Migration" in page
    assert "Only tried" not in page
    assert STRIP not in page
    assert not Answer.objects.visible_to(cast.contributor).filter(review__practice_of__isnull=False).exists()
    assert VoluntaryReview.objects.get() == real


def test_r22_no_list_count_reminder_api_or_export_contains_it(cast):
    client = opened(cast, "officer")
    write(client, "a1", CANARY)
    logged = client.post(f"{FILL}consultations/new/", entry(title=CANARY, stakeholder_groups=[]), follow=True)
    assert CANARY in logged.text
    addresses = [
        "/en/", "/en/work/", "/en/reviews/", "/en/countries/", "/en/coverage/states/", "/en/changes/",
        "/api/v1/publications?record=review", "/api/v1/countries", "/en/reviews/?format=csv", "/en/search/?q=Invented",
        "/admin/", "/en/accounts/data/",
    ]  # fmt: skip
    for reader in (cast.client("visitor"), cast.client("second_officer")):
        for address in addresses:
            answer = reader.get(address, follow=True)
            assert answer.status_code == 200, address
            text = b"".join(answer).decode(errors="replace")
            assert "Invented State" not in text, address
            assert CANARY not in text, address
    form = factories.questionnaire_in_force(cast)
    assert not Country.objects.filter(pk="ZZ").exists()
    assert "ZZ" not in {line.country.pk for line in board.lines(form.cycle)}
    assert board.filed(form.cycle) == set()
    assert not VoluntaryReview.objects.exists()
    assert not Act.objects.visible_to(cast.second_officer).filter(reference__contains="PRACTICE").exists()
    assert not Act.objects.filter(country="ZZ").exists()
    assert not Message.objects.exists()
    assert mail.outbox == []
    assert CANARY not in cast.prove("officer").get(reverse("own_data")).text


def test_r22_neither_the_nightly_files_nor_a_reminder_hold_it(cast):
    write(opened(cast), "a1", CANARY)
    accepted = submissions.accept(submitted(cast), by=cast.officer)
    submissions.publish(accepted, by=cast.second_officer)
    assert dumps.make(timezone.now().date())
    for form in ("jsonl", "csv"):
        packed = b"".join(cast.client("visitor").get(f"/dumps/newest.{form}.gz", follow=True).streaming_content)
        text = gzip.decompress(packed).decode()
        assert "RV-2030-ZZ" in text, "what is published is there"
        assert "Invented State" not in text
        assert "PRACTICE" not in text
    due = ForumCycle.objects.get(year=2030).reviews_due
    made = ReminderPlan.objects.create(kind="reviews.due", milestone=due, lead_days=[14])
    plans.put_in_force(plans.propose(made, by=cast.officer), by=cast.second_officer)
    point = cast.other_focal_point
    opened(cast, "other_focal_point")
    with time_machine.travel(datetime(2030, 2, 14, 15, tzinfo=UTC), tick=False):
        outbox.plan()
        delivery.deliver(limit=100)
    [letter] = [one for one in mail.outbox if one.to == [point.email] and "voluntary review" in one.subject]
    assert "Invented State" not in letter.body
    assert "/practice/" not in letter.body
    assert "no submitted review of Other Demo State yet" in letter.body.replace("\n", " ")


def test_r22_a_copy_is_asked_for_and_a_consultation_logged(cast, django_capture_on_commit_callbacks):
    client = opened(cast)
    write(client, "a1", "Tried")
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{FILL}copies/", {"format": "docx"}).status_code == 302
    assert DraftCopy.objects.get().review.is_practice
    assert client.post(f"{FILL}consultations/new/", entry(stakeholder_groups=[])).status_code == 302
    logged = Consultation.objects.get()
    address = f"{FILL}consultations/{logged.pk}/"
    assert client.post(f"{address}remove/").status_code == 302
    assert client.post(f"{address}put-back/").status_code == 302
    assert not Message.objects.exists()
    assert not Consultation.objects.visible_to(cast.alternate).exists()


def test_r22_it_is_emptied_with_its_history_and_files(cast, django_capture_on_commit_callbacks):
    client = opened(cast)
    write(client, "a1", CANARY)
    client.post(f"{FILL}files/h1/", {"file": SimpleUploadedFile("tried.pdf", PDF), "audience": "published"})
    file = Attachment.objects.get().file
    review = VoluntaryReview.in_practice.get()
    before = timezone.now() - timedelta(hours=25)
    VoluntaryReview.in_practice.update(used_at=before)
    empty_practice_spaces()
    assert VoluntaryReview.in_practice.exists(), "somebody has written in it today"
    review.answers.update(changed_at=before)
    with django_capture_on_commit_callbacks(execute=True):
        empty_practice_spaces()
    assert not VoluntaryReview.in_practice.exists()
    assert not VoluntaryReview.history.exists()
    assert not Answer.history.exists()
    assert not file.storage.exists(file.name)
    assert client.get(FILL).status_code == 404
    assert "Open the practice space" in client.get("/en/reviews/practice/").text


def test_r22_it_is_emptied_on_request_by_whose_it_is_alone(cast):
    opened(cast)
    officer = opened(cast, "officer")
    assert officer.post("/en/reviews/practice/empty/").status_code == 302
    assert VoluntaryReview.in_practice.get().practice_of == cast.focal_point
    assert officer.post("/en/reviews/practice/empty/").status_code == 404
    with pytest.raises(PermissionDenied):
        steps.empty(VoluntaryReview.in_practice.get(), by=cast.officer)
