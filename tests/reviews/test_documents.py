"""A State that still sends a file (story 9, P63): registered by one officer, released by another."""

import re
import threading

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from core.access import fresh
from notifications.kinds import Kind, written
from notifications.models import Message
from publications.models import Publication
from reviews.forms.documents import ReceivedDocumentForm
from reviews.models import ReceivedDocument, VoluntaryReview
from reviews.notifications.documents import DocumentPublished
from reviews.steps import documents
from reviews.steps import submission as steps
from tests.cast import member
from tests.factories import CANARY, ready_review, review

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
ADD = "admin:reviews_receiveddocument_add"


def form(**fields) -> dict:
    data = {
        "country": "ZZ",
        "round": "forum",
        "year": 2030,
        "cycle": 2030,
        "kind": "new",
        "title": "Review of Demo State",
    }
    data |= {"language": "en", "received_on": "2026-03-04", "web_address": "", "source_title": "", "lead_body": ""}
    return data | {"partners": "", "summary": "", "objectives": [5, 7]} | fields


def pdf(name: str = "review.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


@pytest.fixture
def registered(cast) -> ReceivedDocument:
    cast.state  # noqa: B018 - the State is made when it is first asked for
    answer = cast.client("officer").post(reverse(ADD), form(file=pdf()))
    assert answer.status_code == 302, answer.context["adminform"].errors
    return ReceivedDocument.objects.get()


def page(document) -> str:
    return reverse("admin:reviews_receiveddocument_change", args=[document.pk])


def step(document, name: str) -> str:
    return reverse("admin:reviews_receiveddocument_step", args=[document.pk, name])


def test_the_language_is_chosen_from_a_list_and_what_an_import_brought_stays(cast, registered):
    shown = cast.client("officer").get(page(registered)).text
    assert '<option value="en" selected>English</option>' in shown
    assert '<option value="pt">Portuguese</option>' in shown
    ReceivedDocument.objects.update(language="tet")
    assert '<option value="tet" selected>' in cast.client("officer").get(page(registered)).text
    answer = cast.client("officer").post(reverse(ADD), form(file=pdf(), language="Englisch"))
    assert "language" in answer.context["adminform"].errors


def test_p63_one_officer_registers_and_only_another_releases_with_fresh_proof(cast, registered, client):
    assert registered.registered_by == cast.officer
    assert (registered.file_name, registered.content_type) == ("review.pdf", "application/pdf")
    assert cast.prove("officer").post(step(registered, "release"), {"note": ""}).status_code == 403
    assert "reauthenticate" in cast.client("second_officer").post(step(registered, "release"), {"note": ""}).url
    assert not Publication.objects.exists()
    cast.prove("second_officer").post(step(registered, "release"), {"note": ""})
    published = Publication.objects.get()
    assert (published.reference, published.version) == ("RV-2030-ZZ", 1)
    assert sorted(published.objectives.values_list("pk", flat=True)) == [5, 7]
    body = client.get(reverse("reviews:public", kwargs={"year": 2030, "country": "zz"})).text
    assert "Received as a document" in body
    assert "Submitted by Demo State. Version 1, published on" in body
    assert "4 March 2026" in body, "the day it was received, in words"
    assert "review.pdf" in body
    with published.files.get().file.open() as copy:
        assert copy.read() == PDF
    desk = cast.client("officer").get(page(registered)).text
    assert "/media/" not in desk, "S26: no way to a stored file that leads nowhere"
    assert f"{page(registered).removesuffix('change/')}file/" in desk


def told(**where):
    return Message.objects.filter(kind="reviews.document_published", **where)


def test_the_focal_points_of_the_state_are_told_once_that_it_is_published(cast, registered):
    alternate = member("alternate", cast.state, Role.FOCAL_POINT)
    assert cast.focal_point
    assert cast.contributor
    assert cast.other_focal_point
    page_of_step = cast.prove("second_officer").get(step(registered, "release")).text
    assert alternate.email in page_of_step
    assert not told().exists()
    cast.prove("second_officer").post(step(registered, "release"), {"note": ""})
    assert {one.recipient for one in told()} == {cast.focal_point, alternate}
    DocumentPublished(registered).queue()
    assert told().count() == 2, "nobody hears of it twice"

    letter = written(Kind.of(told(recipient=alternate).get()), alternate)
    assert letter.subject == "Published: RV-2030-ZZ"
    assert "“Review of Demo State”" in letter.text
    assert cast.client("visitor").get(re.search(r"http://[^/]+(/\S*/reviews/\S+)", letter.text)[1]).status_code == 200
    assert letter.unsubscribe_url, "who does not want to hear of it says so"
    alternate.memberships.update(ends_at=timezone.now())
    assert Kind.of(told(recipient=alternate).get()).irrelevant(fresh(alternate))


def test_one_of_a_regional_review_leads_to_its_own_page(cast):
    assert cast.focal_point
    made = ReceivedDocument.objects.create(
        country=cast.state.country, round="regional", year=2024, title="Regional", web_address="https://example.org/a",
        registered_by=cast.officer,
    )  # fmt: skip
    documents.release(made, by=cast.second_officer)
    address = Kind.of(told().get()).url()
    assert cast.client("visitor").get(address.removeprefix(settings.SITE_URL)).status_code == 200


def test_an_officer_may_publish_one_of_many_earlier_documents_without_a_message(cast, registered):
    assert cast.focal_point
    cast.prove("second_officer").post(step(registered, "release"), {"note": "", "notice-send": "no"})
    assert Publication.objects.exists()
    assert not told().exists()


def test_p63_it_neither_sees_nor_touches_a_draft(cast, registered):
    draft = ready_review(cast)
    before = list(VoluntaryReview.objects.values()), list(draft.answers.values())
    documents.release(registered, by=cast.second_officer)
    assert before == (list(VoluntaryReview.objects.values()), list(draft.answers.values()))
    body = cast.client("officer").get(page(registered)).text
    assert CANARY not in body


def test_p63_what_the_state_submits_later_is_the_next_version(cast, registered):
    documents.release(registered, by=cast.second_officer)
    received = steps.submit(ready_review(cast), by=cast.focal_point)
    steps.accept(received, by=cast.officer)
    published = steps.publish(received, by=cast.second_officer)
    assert (published.reference, published.version, published.is_current) == ("RV-2030-ZZ", 2, True)
    assert Publication.objects.get(version=1).is_current is False


def test_p63_whoever_changes_it_answers_for_it_and_somebody_else_releases(cast, registered):
    cast.client("second_officer").post(page(registered), form(title="Corrected title"))
    registered.refresh_from_db()
    assert (registered.title, registered.registered_by) == ("Corrected title", cast.second_officer)
    assert registered.file_name == "review.pdf", "the file stays when none is sent"
    assert cast.prove("second_officer").post(step(registered, "release"), {"note": ""}).status_code == 403
    assert cast.prove("officer").post(step(registered, "release"), {"note": ""}).status_code == 302


def test_p63_what_is_published_is_changed_no_more(cast, registered):
    documents.release(registered, by=cast.second_officer)
    assert cast.client("officer").post(page(registered), form(title="Other")).status_code == 403
    assert cast.prove("officer").post(step(registered, "release"), {"note": ""}).status_code == 403
    assert Publication.objects.count() == 1


def test_p63_an_imported_one_is_confirmed_by_a_first_officer_and_released_by_a_second(cast):
    made = ReceivedDocument.objects.create(
        country=cast.state.country, cycle_id=2026, year=2026, title="Imported", web_address="https://example.org/a"
    )
    assert cast.prove("officer").post(step(made, "release"), {"note": ""}).status_code == 403
    assert "You answer for what the import brought" in cast.client("officer").get(step(made, "confirm")).text
    cast.client("officer").post(step(made, "confirm"), {"note": ""})
    assert cast.prove("officer").post(step(made, "release"), {"note": ""}).status_code == 403
    cast.prove("second_officer").post(step(made, "release"), {"note": ""})
    assert Publication.objects.get().reference == "RV-2026-ZZ"


def test_a_document_without_a_state_is_not_released_and_says_why(cast):
    made = ReceivedDocument.objects.create(year=2026, title="Whose?", registered_by=cast.officer)
    body = cast.prove("second_officer").post(step(made, "release"), {"note": ""}).text
    assert "Say which State it comes from." in body
    assert "Add the file, or the address" in body


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"file": pdf("review.exe")}, "This kind of file is not taken here."),
        ({"file": pdf(content=b"MZ not a pdf")}, "The content is not that of a sound PDF file"),
        ({"file": pdf(content=b"")}, "is empty"),
        ({}, "Add the file, or the address where it is found."),
        ({"web_address": "no address"}, "This is not a web address."),
        ({"web_address": "https://example.org", "received_on": "2022-02-30"}, "There is no such day: 2022-02-30."),
        ({"web_address": "https://example.org", "received_on": "4 March"}, "Write for example"),
        ({"web_address": "https://example.org", "received_on": "2099"}, "2099 is in the future."),
        ({"web_address": "https://example.org", "year": 1999}, "The Compact is of 2018"),
        ({"web_address": "https://example.org", "year": 2026}, "The forum of this cycle is in 2030."),
        ({"web_address": "https://example.org", "title": "A\u202eB"}, "Remove the hidden characters"),
        ({"web_address": "https://example.org", "country": "QQ"}, "Select a valid choice."),
    ],
)
def test_a_mistake_is_named_beside_its_field_and_nothing_is_registered(cast, fields, sentence):
    answer = cast.client("officer").post(reverse(ADD), form(summary="typed and kept", **fields))
    assert answer.status_code == 200
    assert sentence in answer.text
    assert "typed and kept" in answer.text
    assert not ReceivedDocument.objects.exists()


def test_a_link_alone_is_enough(cast):
    cast.state  # noqa: B018 - as above
    cast.client("officer").post(reverse(ADD), form(web_address="https://example.org/review"))
    documents.release(ReceivedDocument.objects.get(), by=cast.second_officer)
    body = cast.client("visitor").get(reverse("reviews:public", kwargs={"year": 2030, "country": "zz"})).text
    assert "https://example.org/review" in body


@pytest.mark.parametrize("who", ["focal_point", "contributor", "superuser", "member", "visitor"])
def test_p63_it_is_the_secretariats_alone_until_it_is_published(cast, registered, who):
    client = cast.client(who)
    file = reverse("admin:reviews_receiveddocument_file", args=[registered.pk])
    for url in (page(registered), file, step(registered, "release"), reverse(ADD)):
        assert client.get(url).status_code in (302, 403, 404), (who, url)
    assert client.post(reverse(ADD), form(file=pdf())).status_code in (302, 403)
    assert ReceivedDocument.objects.count() == 1


def test_p63_the_stored_file_leaves_through_the_desk_and_runs_nothing(cast, registered):
    answer = cast.client("officer").get(reverse("admin:reviews_receiveddocument_file", args=[registered.pk]))
    assert b"".join(answer.streaming_content) == PDF
    assert "attachment" in answer["Content-Disposition"]
    assert "sandbox" in answer["Content-Security-Policy"]


def test_p63_a_state_that_sent_its_review_by_mail_can_still_fill_it_in_here(cast, registered):
    documents.release(registered, by=cast.second_officer)
    draft = review(cast)
    assert cast.client("focal_point").get(reverse("reviews:overview", kwargs=draft.address)).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_b44_what_is_changed_at_the_moment_of_release_comes_before_it_or_not_at_all(lists, cast, monkeypatch):
    cast.state  # noqa: B018 - the State is made when it is first asked for
    cast.client("officer").post(reverse(ADD), form(web_address="https://example.org/review"))
    document, second = ReceivedDocument.objects.get(), cast.second_officer
    asked, released, clean = threading.Event(), threading.Event(), ReceivedDocumentForm.clean

    def slow(self):
        asked.set()
        released.wait(2)
        return clean(self)

    def release():
        asked.wait(10)
        documents.release(document, by=second)
        released.set()
        connections.close_all()

    monkeypatch.setattr(ReceivedDocumentForm, "clean", slow)
    other = threading.Thread(target=release)
    other.start()
    cast.client("officer").post(page(document), form(title="Changed", web_address="https://example.org/review"))
    other.join(30)
    document.refresh_from_db()
    assert document.status == "published"
    assert Publication.objects.get().title == document.title


def test_the_year_follows_from_the_forum_and_objectives_carry_their_number(cast):
    assert cast.state
    url = reverse("admin:reviews_receiveddocument_add")
    assert "8. Save lives" in cast.client("officer").get(url).text
    cast.client("officer").post(url, form(web_address="https://example.org/review", year="", cycle=2026))
    assert ReceivedDocument.objects.get().year == 2026
    answer = cast.client("officer").post(url, form(web_address="https://example.org/other", year="", cycle=""))
    assert "Choose the forum, or write the year of the Regional Review." in answer.text
    assert ReceivedDocument.objects.count() == 1
