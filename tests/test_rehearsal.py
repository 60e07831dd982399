"""A rehearsal of the coming forum: invented States, nothing official, emptied by itself; never a live portal (W14)."""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings as project
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, User
from core import rehearsal
from core.models import Act, Rehearsal
from dialogues.choices import MeetingKind
from dialogues.models import Meeting
from dialogues.steps import announcing, planning, sessions
from forum.choices import Confidence
from forum.models import ForumCycle, ReminderPlan
from forum.steps import propose, put_in_force
from imrf_portal.management import rounds, structure
from imrf_portal.pages import demo_mail
from imrf_portal.tasks import end_rehearsal
from notifications import home
from notifications.delivery import Answer, RehearsalCarrier, carrier
from notifications.kinds import Kind, written
from notifications.models import Message
from practices.models import CallForPractices
from reference.choices import CountryKind
from reviews.models import Answer as Answered
from reviews.models import Questionnaire, VoluntaryReview
from reviews.notifications.reminders import ReviewDue
from reviews.steps import submission as steps
from tests.factories import CANARY, ready_review

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SECRET = "Ambassador A. Name"


@pytest.fixture
def on(settings, tmp_path):
    """A rehearsal, as its settings make it."""
    settings.REHEARSAL = True
    settings.MIDDLEWARE = [*settings.MIDDLEWARE[:1], "core.middleware.RehearsalMiddleware", *settings.MIDDLEWARE[1:]]
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings


@pytest.fixture
def taken(cast):
    """What the live portal gives away, made of a forum in which much has been written already."""
    ready_review(cast)
    cycle, by = ForumCycle.objects.get(year=2030), cast.officer
    due = cycle.reviews_due
    due.ends_on = due.starts_on = date(2030, 2, 14)
    due.save()
    plan = ReminderPlan.objects.create(kind=ReviewDue.name, milestone=due, lead_days=[30, 7])
    put_in_force(propose(plan, by=by), by=cast.second_officer)
    call = CallForPractices.objects.create(
        slug="call-2030", title="Call of 2030", status="open", closes_on="2029-09-30"
    )
    call.countries.set(["MX"])
    CallForPractices.objects.create(slug="not-yet", title="Not yet open")
    series = planning.start_series(by=by, title="Dialogues 2030", cycle=cycle)
    for kind, more in ((MeetingKind.ROUNDTABLE, {"number": 1}), (MeetingKind.DIALOGUE, {"series": series})):
        written = {"about": "What it is about.", "agenda": [{"text": SECRET}], "concept_note": SECRET, "source": "Note"}
        meeting = planning.start(by=by, kind=kind, cycle=cycle, title=f"The {kind}", **written, **more)
        sessions.add(meeting, by=by, starts_on=date(2030, 3, 5), city="New York", join_url="https://meet.example/live")
        announcing.announce(meeting, by=by)
    planning.start(by=by, kind=MeetingKind.DIALOGUE, cycle=cycle, title="Not announced yet")
    unsure = {"labels": {"en": "A day of which the secretariat is not sure"}, "confidence": Confidence.UNCONFIRMED}
    cycle.milestones.create(code="inside", kind=due.kind, starts_on=due.starts_on, ends_on=due.ends_on, **unsure)
    return structure.take()


def make_empty():
    """As a new installation: what the software brings, and nobody."""
    rounds._empty()
    for name in rounds.LISTS:
        call_command(name, verbosity=0)


def begun(taken):
    make_empty()
    return rounds.begin(taken)


def signed_in(account) -> Client:
    client = Client()
    data = {"login": account.email, "password": account.password}
    assert client.post(reverse("account_login"), data).status_code == 302
    return client


def test_w14_the_file_holds_the_forum_and_no_person_nor_anything_that_a_state_wrote(cast, taken):
    text = json.dumps(taken)
    for words in (
        CANARY,
        SECRET,
        "demo.example",
        "Migration office",
        "MX",
        "meet.example",
        "Not yet",
        "Not announced",
        "not sure",
    ):
        assert words not in text, words
    assert {user.email for user in User.objects.all()} & set(text.split('"')) == set()
    assert taken["cycle"]["year"] == 2030
    assert [plan["lead_days"] for plan in taken["plans"]] == [[30, 7]]
    assert "2030-02-14" in text
    assert [call["slug"] for call in taken["calls"]] == ["call-2030"]


def test_w14_it_begins_in_an_empty_database_with_the_same_forum_and_invented_states(cast, taken, on):
    keys = {*Questionnaire.objects.in_force(2030).get(kind="new").sections.values_list("questions__key", flat=True)}
    made = begun(taken)
    form = Questionnaire.objects.in_force(2030).get(kind="new")
    assert {*form.sections.values_list("questions__key", flat=True)} == keys
    assert form.proposed_by_id != form.released_by_id, "made as people make it, by two"
    cycle = ForumCycle.objects.get(year=2030)
    assert cycle.reviews_due.ends_on == date(2030, 2, 14), "the date of the live portal, not of the software"
    assert ReminderPlan.objects.in_force().get().lead_days == [30, 7]
    assert CallForPractices.objects.get().title == "Call of 2030"
    roundtable = Meeting.objects.get(kind=MeetingKind.ROUNDTABLE)
    assert (roundtable.number, roundtable.sessions.get().join_url, roundtable.agenda) == (1, "", [])
    assert [*roundtable.roundtable_objectives.values_list("objective", flat=True)]
    assert Meeting.objects.get(kind=MeetingKind.DIALOGUE).series.title == "Dialogues 2030"
    assert not VoluntaryReview.objects.exists()
    states = Membership.objects.filter(role="focal_point").values_list("organisation__country__kind", flat=True)
    assert len(states) == 8
    assert set(states) == {CountryKind.SAMPLE}
    assert {account.email.split("@")[1] for account in made} == {"rehearsal.example"}
    assert len({account.password for account in made}) == len(made), "no account opens another"
    focal_point = next(account for account in made if account.email.startswith("focal-point-xa"))
    assert "Rehearsal State A" in signed_in(focal_point).get("/en/work/").text


def test_w14_when_a_round_is_over_everything_is_emptied_once_and_accounts_stay(cast, taken, on):
    made = {account.email: account for account in begun(taken)}
    client = signed_in(made["focal-point-xb@rehearsal.example"])
    form = Questionnaire.objects.in_force(2030).get(kind="new")
    VoluntaryReview.objects.create(country_id="XB", cycle_id=2030, kind="new", questionnaire=form)
    User.objects.create_user("guest@mission.example", "a-long-enough-passphrase")
    default_storage.save("reviews/aa/file", ContentFile(b"x"))
    home.look()
    end_rehearsal()
    assert VoluntaryReview.objects.exists(), "its round goes on"
    Rehearsal.objects.update(emptied_at=rehearsal.last_end() - timedelta(minutes=1))
    last = Act.objects.order_by("pk").last().pk
    end_rehearsal()
    assert not VoluntaryReview.objects.exists()
    assert not User.objects.filter(email="guest@mission.example").exists()
    assert not default_storage.exists("reviews/aa/file")
    assert not home.look(), "it is not taken for a restored database, and mail is not paused"
    assert Act.objects.order_by("pk").first().pk > last, "an address of the round before means nothing else now"
    assert Questionnaire.objects.in_force(2030).filter(kind="new").exists()
    assert client.get("/en/work/").status_code == 302, "its logins have ended"
    assert "Rehearsal State B" in signed_in(made["focal-point-xb@rehearsal.example"]).get("/en/work/").text
    ids = set(User.objects.values_list("pk", flat=True))
    end_rehearsal()
    assert set(User.objects.values_list("pk", flat=True)) == ids


def test_w14_a_live_portal_is_never_emptied(cast, taken, on, tmp_path):
    file = tmp_path / "forum.json"
    file.write_text(json.dumps(taken))
    people = User.objects.count()
    with pytest.raises(CommandError, match="accounts or files here"):
        call_command("rehearsal", "begin", str(file))
    with pytest.raises(CommandError, match="no rehearsal"):
        call_command("rehearsal", "end-round")
    end_rehearsal()
    on.REHEARSAL = False
    for act in ("begin", "end-round"):
        with pytest.raises(CommandError, match="REHEARSAL=1"):
            call_command("rehearsal", act, str(file))
    Rehearsal.objects.create(structure=taken, emptied_at=timezone.now() - timedelta(days=900))
    end_rehearsal()
    assert User.objects.count() == people
    assert Answered.objects.exists()
    on.REHEARSAL = True
    Rehearsal.objects.all().delete()
    rounds._empty()
    default_storage.save("reviews/aa/file", ContentFile(b"x"))
    with pytest.raises(CommandError, match="accounts or files here"):
        call_command("rehearsal", "begin", str(file))
    assert default_storage.exists("reviews/aa/file")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": 1}', '{"schema": 99, "meetings": []}'])
def test_w14_a_file_of_another_kind_is_refused_and_nothing_is_made(on, tmp_path, text):
    file = tmp_path / "forum.json"
    file.write_text(text)
    with pytest.raises(CommandError, match=r"forum\.json"):
        call_command("rehearsal", "begin", str(file))
    with pytest.raises(CommandError, match="Name the file"):
        call_command("rehearsal", "take")
    assert not Rehearsal.objects.exists()


def test_w14_every_page_and_letter_says_so_and_no_machine_takes_any_of_it(cast, on):
    on.REHEARSAL_DAYS = 7
    ready_review(cast)
    banner = "Nothing here is official:"
    for who, address in (
        ("visitor", "/en/"), ("visitor", "/ar/reviews/"), ("visitor", "/en/nowhere/"), ("officer", "/admin/"),
        ("focal_point", "/en/work/"), ("focal_point", "/en/reviews/2030/zz/fill/b/"),
    ):  # fmt: skip
        page = cast.client(who).get(address)
        assert banner in page.text, address
        assert "(UTC" in page.text.split(banner)[1][:200], "when everything is emptied, with the zone"
        assert page.headers["X-Robots-Tag"] == "noindex, nofollow", address
    steps.submit(VoluntaryReview.objects.get(), by=cast.focal_point)
    receipt = Kind.of(Message.objects.filter(kind="reviews.receipt").first())
    letter = written(receipt, cast.focal_point)
    assert banner in letter.text
    assert banner in letter.html
    assert "Rehearsal:" in cast.client("visitor").get("/en/").text.split("</title>")[0]
    assert cast.client("visitor").get("/robots.txt").text == "User-agent: *\nDisallow: /\n"
    for address in (
        "/sitemap.xml",
        "/feeds/changes.atom",
        "/feeds/review.atom",
        "/catalogue.jsonld",
        "/dumps/newest.jsonl.gz",
    ):
        assert cast.client("visitor").get(address).status_code == 404, address
    for address in ("/en/changes/", "/en/reviews/", "/en/objectives/5/", "/en/data/"):
        assert "Atom feed" not in cast.client("visitor").get(address).text, "no page leads to what is not there"
    assert "Rehearsal. Draft</p>" in render_to_string("pdf.html", {"mark": "Draft"})
    on.REHEARSAL = False
    assert ">Draft</p>" in render_to_string("pdf.html", {"mark": "Draft"})
    assert banner not in cast.client("visitor").get("/en/").text


def test_w14_rounds_follow_one_another_from_a_sunday_on():
    assert rehearsal.BEGIN.strftime("%A %H:%M %Z") == "Sunday 03:00 UTC"


@pytest.mark.parametrize(("days", "last", "following"), [(7, 22, 29), (28, 1, 29), (1, 28, 29)])
def test_w14_a_round_ends_at_the_same_hour(settings, days, last, following):
    settings.REHEARSAL_DAYS = days
    now = datetime(2026, 3, 29, 2, 59, tzinfo=UTC)
    assert (rehearsal.last_end(now).day, rehearsal.next_end(now).day) == (last, following)
    assert rehearsal.last_end(now + timedelta(minutes=1)).day == following


class Kept:
    """A way that notes what it was given."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def connect(self) -> None:
        pass

    def hand_over(self, email) -> Answer:
        self.given += email.to
        return Answer("sent", "")


def test_w14_mail_leaves_to_those_alone_who_have_signed_up_for_it(on):
    on.REHEARSAL_ADDRESSES = ["*@mission.example", "A.Name@ministry.example"]
    kept, out = Kept(), Kept()
    way = RehearsalCarrier(kept, out)
    addresses = [
        "x@mission.example", "X@Mission.Example", "a.name@ministry.example", "b@ministry.example",
        "x@mission.example.org", "x@other-mission.example",
    ]  # fmt: skip
    for address in addresses:
        way.hand_over(EmailMessage(to=[address]))
    assert (out.given, kept.given) == (addresses[:3], addresses[3:])
    assert carrier().out is None, "F27: a machine whose database belongs to another lets nothing out"
    on.PRODUCTION = True
    home.claim()
    assert carrier().out is not None


def test_w14_what_stayed_is_read_by_whom_it_was_for_and_never_the_way_into_another_account(cast, on):
    client = cast.client("focal_point")
    on.EMAIL_FILE_PATH.mkdir()
    cast.member.emailaddress_set.create(email="Second@mission.example", verified=True)
    letters = [(cast.focal_point.email, "own"), (cast.member.email, "reset"), ("new@ministry.example", "invited")]
    letters += [("second@mission.example", "resetoffurther"), (cast.member.email.upper(), "resetofcapitals")]
    for number, (address, subject) in enumerate(letters):
        text = bytes(EmailMessage(subject, "text", to=[address]).message()) + b"\n" + demo_mail.RULE + b"\n"
        (on.EMAIL_FILE_PATH / f"{number}.log").write_bytes(text)
    page = client.get("/en/rehearsal-mail/").text
    assert [subject in page.split("Mail that did not leave")[-1] for _address, subject in letters] == [
        True,
        False,
        True,
        False,
        False,
    ]
    assert cast.client("visitor").get("/en/rehearsal-mail/").status_code == 302
    on.REHEARSAL = False
    assert client.get("/en/rehearsal-mail/").status_code == 404


def test_w14_the_settings_of_a_server_need_no_second_factor_and_send_into_a_folder(tmp_path):
    asked = "from django.conf import settings as s; print(s.EMAIL_BACKEND, s.SECOND_FACTOR_REQUIRED, *s.MIDDLEWARE[:2])"
    server = {
        "SECRET_KEY": "x" * 50, "SITE_URL": "https://try.example", "ALLOWED_HOSTS": "try.example", "REHEARSAL": "1",
        "CONTACT_EMAIL": "a@try.example", "DATABASE_URL": f"sqlite:///{tmp_path}/db", "MEDIA_ROOT": str(tmp_path),
        "EMAIL_URL": "smtp://mail.try.example:25", "DJANGO_SETTINGS_MODULE": "imrf_portal.settings",
    }  # fmt: skip
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    run = subprocess.run(
        [sys.executable, "-c", asked], env={**kept, **server}, cwd=project.BASE_DIR, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    backend, factor, _first, second = run.stdout.split()
    assert backend.endswith("filebased.EmailBackend")
    assert factor == "False"
    assert second == "core.middleware.RehearsalMiddleware"
