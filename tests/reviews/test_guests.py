"""A guest reader: a person reads chosen sections of a draft until a day, with an own account, nothing else (U9)."""

import re
import uuid
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.choices import Role
from accounts.models import Membership
from core.models import Act
from notifications.kinds import Kind, written
from notifications.models import Message
from reviews import overview
from reviews.choices import ReviewStatus
from reviews.models import Answer, Attachment, GuestReader, VoluntaryReview
from reviews.steps.guests import NOBODY
from reviews.steps.submission import send_back, submit
from tests.cast import member, person
from tests.factories import CANARY, answer, guest_of, ready_review

IN_C, IN_D = f"{CANARY}-c", f"{CANARY}-d"


@pytest.fixture
def draft(cast):
    review = ready_review(cast)
    answer(review, "c3", f"<p>{IN_C}</p>")
    Answer.objects.filter(question__key="d2a").update(value=f"<p>{IN_D}</p>")
    return review


def url(name, **more):
    return reverse(f"reviews:{name}", kwargs={"year": 2030, "country": "zz", **more})


def page(guest, *more):
    return "/".join([reverse("reviews:guest", args=[guest.pk]).rstrip("/"), *map(str, more), ""])


def invite(cast, draft, *codes, who="focal_point", **fields):
    chosen = draft.questionnaire.sections.filter(code__in=codes or ("b", "c")).values_list("pk", flat=True)
    data = {
        "form_key": uuid.uuid4(),
        "name": "A. Guest",
        "email": cast.guest.email,
        "sections": [*chosen],
        "until": (timezone.localdate() + timedelta(days=30)).isoformat(),
        "message": "Please look at the figures.",
        **fields,
    }
    return cast.prove(who).post(url("guest_invite"), data)


def invited(cast, draft, *codes, **fields):
    answered = invite(cast, draft, *codes, **fields)
    assert answered.status_code == 302, answered.text
    return GuestReader.objects.latest("invited_at")


def test_days_of_a_guest_are_written_as_everywhere(cast, draft):
    guest, theirs, mine = invited(cast, draft), cast.client("guest"), cast.client("focal_point")
    pages = [theirs.get(page(guest)), mine.get(url("guest_invited", pk=guest.pk)), mine.get(url("team"))]
    theirs.post(page(guest))
    pages += [theirs.get(one, follow=True) for one in (page(guest), page(guest, "c"), "/en/work/")]
    last = date_format(guest.until.astimezone(ZoneInfo("America/New_York")))
    for shown in pages:
        assert re.search(rf"[Uu]ntil {last}, 23:59 \(UTC", shown.text), shown.request["PATH_INFO"]
        assert not re.search(r"20\d\d-\d\d-\d\d \d\d:\d\d", shown.text)


def test_u9_a_named_person_reads_the_named_sections_with_an_own_account(cast, draft):
    guest, theirs = invited(cast, draft), cast.client("guest")
    assert cast.client("visitor").get(page(guest)).status_code == 302, "no anonymous link to a draft"
    letter = written(Kind.of(Message.objects.get(kind="reviews.guest_invited")), cast.guest)
    assert page(guest) in letter.text
    assert "Please look at the figures." in letter.text
    assert page(guest) in theirs.get("/en/work/").text

    offer = theirs.get(page(guest))
    assert "Do not pass on what it says" in offer.text
    assert "23:59 (UTC" in offer.text, "the last minute is said with its zone"
    assert CANARY not in offer.text
    assert theirs.get(page(guest, "b")).status_code == 404, "nothing is read before it is taken up"
    listed = theirs.post(page(guest), follow=True)
    assert page(guest, "b") in listed.text
    assert page(guest, "objectives") not in listed.text
    for code, words in (("b", f"{CANARY} steps"), ("c", IN_C)):
        seen = theirs.get(page(guest, code))
        assert words in seen.text
        assert "A draft, for reading only" in seen.text
        assert "data-autosave" not in seen.text
        assert "/reviews/2030/zz/" not in seen.text, "no way from here into the draft"
        assert "no-store" in seen.headers["Cache-Control"]
    assert page(guest) in theirs.get("/en/work/").text


def test_u9_nothing_else_of_the_draft_opens_and_nothing_can_be_written(cast, draft):
    guest, theirs = guest_of(draft, cast.guest, "c"), cast.client("guest")
    for code in ("a", "b", "objectives", "overview", "h", "zzz"):
        assert theirs.get(page(guest, code)).status_code == 404, code
    names = (
        "overview",
        "team",
        "rights",
        "consultations",
        "history",
        "print",
        "copies",
        "check",
        "preview",
        "languages",
    )
    for name in (*names, "sign_offs", "meeting", "guest_invite"):
        assert theirs.get(url(name)).status_code == 404, name
    for name in ("section", "comments", "answer", "agree", "ready", "hand_back"):
        for code in ("b", "c"):
            address = url(name, code=code)
            sent = {"person": cast.guest.pk, "field": "c3", "c3": "x", "c3-seen": "1.0"}
            assert theirs.post(address, sent).status_code == 404, name
    for address in (url("guest_invited", pk=guest.pk), url("guest_end", pk=guest.pk)):
        assert {theirs.get(address).status_code, theirs.post(address).status_code} <= {404, 405}
    assert theirs.post(page(guest, "c"), {"c3": "x"}).status_code in (200, 405)
    assert Answer.objects.get(question__key="c3").value == f"<p>{IN_C}</p>"
    for address in ("/en/search/?q=canary", "/api/v1/reviews", "/en/reviews/"):
        assert CANARY not in theirs.get(address, follow=True).text
    assert Membership.objects.filter(user=cast.guest).count() == 0, "no role is given"


def test_u9_a_section_for_each_objective_and_its_files_are_read_page_by_page(cast, draft):
    guest, theirs = guest_of(draft, cast.guest, "objectives", "h"), cast.client("guest")
    first = theirs.get(page(guest, "objectives"), follow=True)
    assert first.redirect_chain == [(page(guest, "objectives", 5), 302)]
    assert IN_D in first.text
    assert page(guest, "objectives", 23) in first.text
    assert theirs.get(page(guest, "objectives", 7)).status_code == 404, "an objective that the review does not cover"
    sent = SimpleUploadedFile("report.pdf", b"%PDF-1.4\n%%EOF\n")
    assert cast.client("focal_point").post(f"{url('overview')}files/h1/", {"file": sent, "audience": "published"})
    file = Attachment.objects.get()
    assert page(guest, "h", "files", file.pk) in theirs.get(page(guest, "h")).text
    assert b"".join(theirs.get(page(guest, "h", "files", file.pk)).streaming_content).startswith(b"%PDF")
    for code in ("objectives", "c"):
        assert theirs.get(page(guest, code, "files", file.pk)).status_code == 404, "the file of another section"
    assert theirs.get(url("attachment", pk=file.pk)).status_code == 404


@pytest.mark.parametrize(
    "ending",
    [
        lambda _guest, _cast: GuestReader.objects.update(until=timezone.now()),
        lambda guest, cast: cast.client("focal_point").post(url("guest_end", pk=guest.pk)),
        lambda _guest, _cast: VoluntaryReview.objects.update(**{"status": ReviewStatus.SUBMITTED}),  # noqa: PIE804
        lambda _guest, cast: Membership.objects.create(
            user=cast.guest, organisation=cast.secretariat, role=Role.SECRETARIAT_OFFICER, released_at=timezone.now()
        ),
    ],
    ids=["its day has come", "taken away with one press", "submitted", "now works in the secretariat"],
)
def test_u9_it_ends(cast, draft, ending):
    guest, theirs = guest_of(draft, cast.guest, "c", "h"), cast.client("guest")
    assert IN_C in theirs.get(page(guest, "c")).text
    ending(guest, cast)
    for address in (page(guest), page(guest, "c"), page(guest, "h", "files", uuid.uuid4())):
        gone = theirs.get(address, follow=True)
        assert (gone.status_code, CANARY in gone.text) in ((410, False), (404, False), (403, False)), address
    assert page(guest) not in theirs.get("/en/work/", follow=True).text


def test_u9_a_returned_review_is_read_by_those_who_are_invited_anew(cast, draft):
    guest, theirs = guest_of(draft, cast.guest, "c"), cast.client("guest")
    submission = submit(draft, by=cast.focal_point)
    send_back(submission, by=cast.officer, note="Which year?")
    assert theirs.get(page(guest, "c")).status_code == 410
    assert "Ended" in cast.client("focal_point").get(url("team")).text
    again = invited(cast, draft, "c")
    theirs.post(page(again))
    assert IN_C in theirs.get(page(again, "c")).text


def test_u9_submitting_ends_nobody_whose_day_had_come_before(cast, draft):
    guest = guest_of(draft, cast.guest, "c")
    GuestReader.objects.update(until=timezone.now() - timedelta(days=1))
    submit(draft, by=cast.focal_point)
    guest.refresh_from_db()
    assert (guest.ended_at, guest.ended_by) == (None, None), "it ended by itself, on its day"
    assert not Act.objects.filter(object_id=str(guest.pk), verb="guest reader ended").exists()


def words_of(answer):
    return re.search("<h1>.*?</div>", answer.text, re.DOTALL)[0]


def test_u9_a_letter_passed_on_and_an_address_made_up_open_nothing(cast, draft):
    open_one, taken = invited(cast, draft), guest_of(draft, person("another"), "c")
    for who in ("member", "other_focal_point", "officer", "head", "superuser", "contributor"):
        theirs = cast.client(who)
        nowhere = theirs.get(f"/en/reviews/guest/{uuid.uuid4()}/")
        assert (nowhere.status_code, CANARY in nowhere.text) == (404, False)
        for guest in (open_one, taken):
            for asked in (theirs.get(page(guest)), theirs.post(page(guest))):
                assert asked.status_code == 404
                assert words_of(asked) == words_of(nowhere), "an invitation of somebody else, or none at all"
            assert theirs.get(page(guest, "c")).status_code == 404
    open_one.refresh_from_db()
    assert open_one.person is None
    cast.client("guest").post(page(open_one))
    cast.guest.emailaddress_set.update(verified=False)
    cast.member.emailaddress_set.create(email=cast.guest.email, verified=True)
    assert cast.client("member").post(page(open_one)).status_code == 404, "who took it up has it, not the next"


def test_u9_a_further_confirmed_address_counts_and_an_unconfirmed_one_does_not(cast, draft):
    guest = invited(cast, draft, email="second@demo.example")
    address = cast.guest.emailaddress_set.create(email="second@demo.example", verified=False)
    assert cast.client("guest").post(page(guest)).status_code == 404
    assert page(guest) not in cast.client("guest").get("/en/work/").text
    address.verified = True
    address.save()
    assert page(guest) in cast.client("guest").get("/en/work/").text
    assert cast.client("guest").post(page(guest)).status_code == 302


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("contributor", "is in your State&#x27;s team already: Ministry contributor, Ministry of Labour"),
        ("reader", "is in your State&#x27;s team already"),
        ("focal_point", "is in your State&#x27;s team already"),
        ("officer", "This is an officer of the secretariat, who reads no draft."),
    ],
)
def test_u9_whoever_reads_in_another_way_is_no_guest_and_the_form_says_why(cast, draft, who, words):
    form = invite(cast, draft, email=getattr(cast, who).email)
    assert form.status_code == 200
    assert words in form.text
    assert "Please look at the figures." in form.text, "what was typed is kept"
    assert not GuestReader.objects.exists()
    assert not Message.objects.filter(kind="reviews.guest_invited").exists()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("email", "a@b.example, c@d.example", "Write one e-mail address"),
        ("name", "  ", "This field is required"),
        ("sections", [], "Choose at least one section."),
        ("sections", [999_999], "999999"),
        ("until", "", "This field is required"),
        ("until", "2020-01-01", "This day has passed"),
        ("until", "2099-12-31", "at most 60 days"),
        ("until", "soon", "soon"),
    ],
)
def test_u9_bad_input_gets_its_message_and_invites_nobody(cast, draft, field, value, words):
    form = invite(cast, draft, **{field: value})
    assert form.status_code == 200
    assert words in form.text
    assert not GuestReader.objects.exists()


def test_u9_pressed_twice_is_once_and_the_same_address_is_told(cast, draft):
    key = uuid.uuid4()
    assert {invite(cast, draft, form_key=key).status_code for _press in range(2)} == {302}
    assert Message.objects.filter(kind="reviews.guest_invited").count() == GuestReader.objects.count() == 1
    assert "is invited as a guest already" in invite(cast, draft, email=cast.guest.email.upper()).text
    GuestReader.objects.update(until=timezone.now())
    again = invited(cast, draft, until=(timezone.localdate() + timedelta(days=60)).isoformat())
    assert again.is_open, "what has ended can be given anew, for 60 days at the longest"


def test_u9_one_person_sends_no_more_than_forty_letters_in_a_day_also_where_each_is_taken_away_again(cast, draft):
    for number in range(40):
        guest_of(draft, person(f"guest-{number}"), "c", invited_by=cast.focal_point, ended_at=timezone.now())
    assert "At most 40 invitations a day" in invite(cast, draft).text
    GuestReader.objects.update(invited_at=timezone.now() - timedelta(days=1))
    assert invited(cast, draft).is_open


def test_u9_focal_points_alone_invite_see_and_end(cast, draft):
    guest = guest_of(draft, cast.guest, "c")
    for who, refused in (("contributor", 403), ("reader", 403), ("other_focal_point", 404), ("officer", 404)):
        client = cast.prove(who)
        assert client.get(url("guest_invite")).status_code == refused, who
        assert invite(cast, draft, who=who).status_code == refused
        assert client.get(url("guest_invited", pk=guest.pk)).status_code == refused
        assert client.post(url("guest_end", pk=guest.pk)).status_code == refused
    assert GuestReader.objects.get().is_open
    kept = member("stand-in", cast.state, Role.FOCAL_POINT, withheld="team", stands_in_for="Migration office")
    client = Client()
    client.force_login(kept, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(url("guest_end", pk=guest.pk)).status_code == 403, "U8: the team was kept back"
    session = cast.client("focal_point").session
    session["account_authentication_methods"] = []
    session.save()
    assert "reauthenticate" in cast.client("focal_point").post(url("guest_invite")).url, "S11"


def test_u9_the_state_reads_on_the_team_page_who_was_let_in_what_was_read_and_who_ended_it(cast, draft):
    guest = invited(cast, draft, "c")
    mine, theirs = cast.client("alternate"), cast.client("guest")
    assert "Invited, until" in mine.get(url("team")).text
    theirs.post(page(guest))
    theirs.get(page(guest, "c"))
    assert "Reads until" in mine.get(url("team")).text
    mine.post(url("guest_end", pk=guest.pk))
    assert "has ended already" in mine.post(url("guest_end", pk=guest.pk), follow=True).text
    log = mine.get(url("guest_invited", pk=guest.pk)).text
    told = ("Taken away", "Policy and enabling environment", "Accepted", "Invited")
    assert [log.split("What happened")[1].index(words) for words in told] == sorted(
        log.split("What happened")[1].index(words) for words in told
    ), "the newest first"
    acts = Act.objects.filter(object_id=str(guest.pk))
    assert set(acts.values_list("country", "confidential")) == {("ZZ", True)}
    for who in ("officer", "head", "superuser"):
        assert not Act.objects.visible_to(getattr(cast, who)).filter(object_id=str(guest.pk)).exists()
        assert not Message.objects.visible_to(getattr(cast, who)).filter(kind="reviews.guest_invited").exists()


def test_u9_a_guest_who_closes_the_account_leaves_the_record_and_no_name(cast, draft):
    guest = guest_of(draft, cast.guest, "c")
    assert overview.personal_data(cast.guest)["drafts_read_as_a_guest"][0]["email"] == cast.guest.email
    overview.erase(cast.guest)
    guest.refresh_from_db()
    assert (guest.is_open, guest.name, cast.guest.email in guest.email) == (False, "", False)
    assert "A former guest" in cast.client("focal_point").get(url("team")).text


def test_u9_an_invitation_that_nobody_took_goes_with_the_account_of_a_further_confirmed_address(cast, draft):
    guest = invited(cast, draft, email="second@demo.example")
    another = invited(cast, draft, email="third@demo.example")
    cast.guest.emailaddress_set.create(email="Second@demo.example", verified=True)
    cast.guest.emailaddress_set.create(email="third@demo.example", verified=False)
    assert [one["email"] for one in overview.personal_data(cast.guest)["drafts_read_as_a_guest"]] == [guest.email]
    assert cast.prove("guest").post(reverse("close_account")).status_code == 302
    for one in (guest, another):
        one.refresh_from_db()
    assert (guest.is_open, guest.name, guest.email) == (False, "", NOBODY)
    assert (another.is_open, another.email) == (True, "third@demo.example"), (
        "an address that was never shown to be theirs"
    )
