"""The demo: accounts by role, an invented State, samples that went through the same steps as anything else."""

import subprocess
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings
from django.urls import reverse

from accounts.models import Membership, User
from core.models import Act
from forum.models import ReminderPlan
from imrf_portal.pages import demo_mail
from notifications.models import Message
from practices.models import ReviewAssignment
from publications.models import Publication
from reviews.models import Questionnaire, ReceivedDocument, Submission, VoluntaryReview
from tests.conftest import LIGHT

PASSWORD = "demo-of-the-tests"
NAMES = {
    "focal-point",
    "ministry",
    "other-state",
    "secretariat",
    "secretariat-head",
    "moderator",
    "peer-reviewer",
    "practice-owner",
    "pledger",
    "partner",
    "reviewer-un",
    "reviewer-outside",
    "regional-office",
    "note-drafter",
    "co-chair",
    "second-co-chair",
}


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    """What the command printed. The demo takes seconds to make: it is made once, in a transaction round the tests of
    this file, each of which takes back its own."""
    printed, around = StringIO(), transaction.atomic()
    around._from_testcase = True  # as Django marks the transaction of a test: a durable one may begin inside
    files = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch, override_settings(**LIGHT, DEBUG=True, MEDIA_ROOT=files):
        patch.setenv("DEMO_PASSWORD", PASSWORD)
        with django_db_blocker.unblock():
            around.__enter__()
            call_command("demo", stdout=printed)
    yield printed.getvalue()
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture
def demo(built, db, settings, monkeypatch) -> str:
    settings.DEBUG = True
    monkeypatch.setenv("DEMO_PASSWORD", PASSWORD)
    return built


def counts() -> list[int]:
    models = (User, Membership, Questionnaire, ReminderPlan, Publication, ReceivedDocument, Submission, Message, Act)
    return [model.objects.count() for model in models]


def test_it_is_refused_outside_debug_mode_before_anything_is_made(settings, monkeypatch):
    settings.DEBUG = False
    monkeypatch.setattr("imrf_portal.management.commands.demo.make_people", pytest.fail)
    with pytest.raises(CommandError, match="debug mode only"):
        call_command("demo")


@pytest.mark.once
def test_its_accounts_are_named_by_role_and_printed_with_one_password(demo):
    assert {f"{name}@demo.example" for name in NAMES} == set(User.objects.values_list("email", flat=True))
    assert all(f"{name}@demo.example" in demo for name in NAMES)
    assert PASSWORD in demo
    assert all(user.check_password(PASSWORD) and user.current_roles for user in User.objects.all())


@pytest.mark.once
def test_without_a_variable_a_password_is_made_up_printed_and_given_to_all(demo, monkeypatch, capsys):
    monkeypatch.delenv("DEMO_PASSWORD")
    call_command("demo")
    password = capsys.readouterr().out.splitlines()[0].rsplit(" ", 1)[1]
    assert password != PASSWORD
    assert all(user.check_password(password) for user in User.objects.all())


def test_run_again_it_changes_nothing(demo):
    before = counts()
    call_command("demo", verbosity=0)
    assert counts() == before


@pytest.mark.once
def test_what_needs_two_officers_was_proposed_by_one_and_released_by_the_other(demo):
    officer, head = (
        User.objects.get(email="secretariat@demo.example"),
        User.objects.get(email="secretariat-head@demo.example"),
    )
    forms = Questionnaire.objects.all()
    assert {(form.cycle_id, form.kind, form.status) for form in forms} == {
        (year, kind, "in_force") for year in (2026, 2030) for kind in ("new", "update")
    }
    for record in [*forms, ReminderPlan.objects.get()]:
        assert (record.proposed_by, record.released_by) == (officer, head)
    assert all(form.is_sample for form in forms)
    assert ReminderPlan.objects.get().lead_days == [60, 30, 14, 7, 1]
    assert ReceivedDocument.objects.get().registered_by == officer


def test_what_is_published_calls_itself_a_sample_and_comes_from_the_invented_state(demo, client):
    published = {"RV-2026-ZZ", "RV-2022-ZZ", "PR-0002", "PL-0001", "PL-0001-R1", "PL-0001-R2", "PL-0001-R3"}
    # What is real, with its source, is looked at in tests/dialogues/test_public.py.
    of_people = Publication.objects.exclude(kind="dialogue")
    assert set(of_people.values_list("reference", flat=True)) == published
    reviews = Publication.objects.of_kind("review")
    assert set(reviews.values_list("countries", flat=True)) == {"ZZ"}
    assert "Sample" in client.get(reverse("pledges:public", kwargs={"reference": "PL-0001"})).content.decode()
    for year in (2026, 2022):
        body = client.get(reverse("reviews:public", kwargs={"year": year, "country": "zz"})).content.decode()
        assert "Demo State" in body
        assert "ample" in body
    assert "Sample text for the secretariat only" not in body


@pytest.mark.once
def test_a_practice_is_published_after_three_reports_and_another_is_being_read(demo, client):
    page = client.get("/en/practices/PR-0002/").text
    assert "Peer reviewed" in page
    assert "1 from the United Nations, 2 from outside" in page
    assert "Sample" in page
    now = ReviewAssignment.objects.filter(round__practice__reference="PR-0003")
    assert sorted(now.values_list("status", flat=True)) == ["accepted", "filed", "invited"]


@pytest.mark.once
def test_the_review_of_2030_is_left_to_be_started(demo):
    assert not VoluntaryReview.objects.filter(cycle=2030).exists()


def test_what_the_demonstration_would_have_sent_is_shown_with_its_links(rf, settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path
    connection = get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=str(tmp_path))
    link = f"{settings.SITE_URL}/en/invitations/a-token/"
    letter = EmailMultiAlternatives("Invitation", f"Open {link}", to=["new@demo.example"], connection=connection)
    letter.attach_alternative("<script>alert(1)</script>", "text/html")
    letter.send()
    request = rf.get("/en/demo-mail/")
    request.user = AnonymousUser()
    page = demo_mail.demo_mail(request).text
    assert f'href="{link}"' in page
    assert "new@demo.example" in page
    assert "<script>alert" not in page


def test_where_a_mail_server_is_named_the_page_says_so_and_shows_no_file(rf, settings, tmp_path, monkeypatch):
    settings.EMAIL_FILE_PATH = ""  # what EMAIL_URL leaves it at
    monkeypatch.chdir(tmp_path)
    (tmp_path / "worker.log").write_text("Subject: not a message\n\nof anybody")
    request = rf.get("/en/demo-mail/")
    request.user = AnonymousUser()
    answer = demo_mail.demo_mail(request)
    assert answer.status_code == 200
    assert "EMAIL_URL names a mail server here" in answer.text
    assert "not a message" not in answer.text


def test_links_in_the_demos_mail_lead_to_the_port_of_its_pages():
    # honcho gives the worker, which writes the mail, another PORT than the web server.
    told = subprocess.run(
        ["make", "--print-data-base", "--dry-run", "run", "PORT=8123"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "run: SITE_URL = http://localhost:$(PORT)" in told.stdout
