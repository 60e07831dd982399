"""The reviewer's page: nothing before the declaration, the text after it, nothing once it is over (P22, P26 to P30)."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Membership, Organisation
from core.drafts import token
from notifications.models import Message
from practices.models import ConflictDeclaration, PeerReview, Practice, ReviewAssignment
from practices.steps import reviewing, submission
from tests.factories import CANARY
from tests.practices.reviewing import GOOD, complete, filed, invited, reading, reviewer, round_of, three

pytestmark = pytest.mark.django_db
PAGE = "/en/practices/PR-0001/assess/"
ROUND_PAGE = "/en/practices/PR-0001/round/"
ADDRESSES = (
    PAGE,
    f"{PAGE}declaration/",
    ROUND_PAGE,
    f"{ROUND_PAGE}ask/",
    f"{ROUND_PAGE}decide/",
    "/en/practices/PR-0001/decision/",
)


def client_of(cast, person):
    client = Client()
    client.force_login(person)
    return client


def page(cast, person, address=PAGE):
    return client_of(cast, person).get(address)


@pytest.fixture
def asked(cast):
    round_ = round_of(cast)
    return invited(round_, reviewer(cast, "first"), cast.officer)


def test_a5_an_invited_person_sees_the_card_and_not_a_word_of_the_text(cast, asked):
    for address in (PAGE, f"{PAGE}declaration/"):
        text = page(cast, asked.reviewer, address).content.decode()
        assert "Skills passports for seasonal workers" in text
        assert "Demo Association of Migrants" in text
        assert CANARY not in text
        assert "Two thousand passports" not in text
        assert "checked" not in text.partition('name="interest"')[2].partition("</fieldset>")[0]


def test_p22_who_opens_which_address(cast, asked):
    conflicted = reviewer(cast, "inside", cast.association).user
    others = {
        "owner": cast.owner, "other_owner": cast.other_owner, "another_reviewer": reviewer(cast, "idle").user,
        "conflicted": conflicted, "focal_point": cast.focal_point, "superuser": cast.superuser,
    }  # fmt: skip
    opened = {
        (who, address): page(cast, person, address).status_code
        for who, person in others.items()
        for address in ADDRESSES
    }
    assert set(opened.values()) == {404}
    assert {page(cast, cast.officer, one).status_code for one in ADDRESSES[:2]} == {404}
    assert [page(cast, cast.officer, one).status_code for one in ADDRESSES[2:]] == [200, 200, 403, 404]
    assert {cast.client("visitor").get(one).status_code for one in ADDRESSES} == {302}


def test_p25_a_recused_officer_is_told_so_and_learns_nothing_else(cast, asked):
    Membership.objects.create(user=cast.second_officer, organisation=cast.association, role=Role.STAKEHOLDER)
    for address in ADDRESSES[2:5]:
        response = page(cast, cast.second_officer, address)
        assert response.status_code == 403
        assert "You are recused" in response.content.decode()
        assert "first@" not in response.content.decode()
    listed = page(cast, cast.second_officer, "/admin/practices/reviewround/").content.decode()
    assert "1 practice hidden: you are recused." in listed
    assert "PR-0001" not in listed
    outbox = Message.objects.visible_to(cast.second_officer).filter(kind="practices.review_invited")
    assert not outbox.exists()


def test_a5_after_none_of_these_the_text_opens(cast, asked):
    client = client_of(cast, asked.reviewer)
    assert client.post(f"{PAGE}declaration/", {"interest": "none"}).status_code == 302
    text = client.get(PAGE).content.decode()
    assert "Two thousand passports" in text
    assert CANARY in text
    assert ConflictDeclaration.objects.get().answer == "none"


def test_nothing_chosen_comes_back_with_a_sentence(cast, asked):
    response = client_of(cast, asked.reviewer).post(f"{PAGE}declaration/", {"words": "I know her a little."})
    text = response.content.decode()
    assert response.status_code == 400
    assert "Choose one of the three." in text
    assert "I know her a little." in text
    assert not ConflictDeclaration.objects.exists()


def test_perhaps_goes_to_another_officer_and_opens_nothing_meanwhile(cast, asked):
    client = client_of(cast, asked.reviewer)
    client.post(f"{PAGE}declaration/", {"interest": "perhaps", "words": "We met at a conference."})
    assert "Two thousand passports" not in client.get(PAGE).content.decode()
    act = f"/en/practices/PR-0001/round/{asked.pk}/clear_tie/"
    assert client_of(cast, cast.officer).post(act, {"note": "Fine."}).status_code == 403
    assert client_of(cast, cast.second_officer).post(act, {"note": "Fine."}).status_code == 302
    assert "Two thousand passports" in client.get(PAGE).content.decode()


def test_why_officers_went_on_with_somebody_or_not_is_read_on_the_desk_whatever_was_declared(cast, asked):
    ReviewAssignment.objects.filter(pk=asked.pk).update(waived_at=timezone.now(), waiver_reason="It ended in 2024.")
    desk, act = "/en/practices/PR-0001/round/", f"/en/practices/PR-0001/round/{asked.pk}/"
    client = client_of(cast, asked.reviewer)
    client.post(f"{PAGE}declaration/", {"interest": "perhaps", "words": "We met at a conference."})
    client_of(cast, cast.second_officer).post(f"{act}clear_tie/", {"note": "A conference is no tie."})
    shown = page(cast, cast.officer, desk).text
    assert "It ended in 2024." in shown
    assert "A conference is no tie." in shown
    assert 'name="words"' not in page(cast, cast.officer, f"{act}date/").text, "nobody would read it"
    client_of(cast, cast.officer).post(f"{act}replace/", {"note": "Two months late."})
    assert "Two months late." in page(cast, cast.officer, desk).text
    assert "Two months late." not in client.get(PAGE, follow=True).text


def test_declining_takes_one_press_and_can_be_taken_back(cast, asked):
    client = client_of(cast, asked.reviewer)
    client.post(f"{PAGE}decline/", {"reason": "time", "suggestion": "A colleague in Geneva"})
    declined = ReviewAssignment.objects.get()
    assert (declined.status, declined.suggestion) == ("declined", "A colleague in Geneva")
    assert "A colleague in Geneva" in page(cast, cast.officer, "/en/practices/PR-0001/round/").content.decode()
    client.post(f"{PAGE}think-again/")
    assert ReviewAssignment.objects.get().status == "invited"


def test_p26_a_declaration_is_made_by_the_invited_person_alone_and_read_by_officers(cast, asked):
    other = invited(asked.round, reviewer(cast, "second"), cast.officer)
    for stranger in (cast.owner, cast.officer, reviewer(cast, "idle").user):
        assert client_of(cast, stranger).post(f"{PAGE}declaration/", {"interest": "none"}).status_code == 404
    assert not ConflictDeclaration.objects.exists()
    client_of(cast, asked.reviewer).post(f"{PAGE}declaration/", {"interest": "perhaps", "words": "We met in Accra."})
    assert "We met in Accra." in page(cast, cast.officer, "/en/practices/PR-0001/round/").content.decode()
    for reader in (cast.owner, other.reviewer):
        for address in ADDRESSES:
            assert "We met in Accra." not in page(cast, reader, address).content.decode()


def save(client, person, name, value, seen=""):
    return client.post(
        f"{PAGE}report/save/", {"field": name, name: value, f"{name}-seen": seen, "person": str(person.pk)}
    )


def seen_of(assignment, name):
    return token(getattr(PeerReview.objects.get(assignment=assignment), name))


def test_p28_the_report_saves_itself_and_only_its_writer_reads_it(cast):
    assignment = reading(round_of(cast), reviewer(cast, "first"), cast.officer)
    client = client_of(cast, assignment.reviewer)
    answer = save(client, assignment.reviewer, "to_author", "Canary of a report", seen_of(assignment, "to_author"))
    assert answer.json()["state"] == "saved"
    assert "Canary of a report" in client.get(PAGE).content.decode()
    assert "Canary of a report" not in page(cast, cast.officer, "/en/practices/PR-0001/round/").content.decode()


def test_a_score_outside_the_scale_is_refused_and_cannot_be_stored(cast):
    assignment = reading(round_of(cast), reviewer(cast, "first"), cast.officer)
    client = client_of(cast, assignment.reviewer)
    for outside in ("4", "-1", "9999", "x"):
        answer = save(client, assignment.reviewer, "relevance", outside, seen_of(assignment, "relevance"))
        assert answer.status_code == 400
    with pytest.raises(IntegrityError), transaction.atomic():
        PeerReview.objects.update(relevance="4")
    with pytest.raises(ValidationError):
        PeerReview(relevance="7").full_clean()


def typed(assignment, **fields):
    sent = {**GOOD, **fields}
    return {**sent, **{f"{name}-seen": seen_of(assignment, name) for name in sent}}


def test_a_report_is_sent_only_whole_and_says_what_is_missing(cast):
    assignment = reading(round_of(cast), reviewer(cast, "first"), cast.officer)
    client = client_of(cast, assignment.reviewer)
    response = client.post(f"{PAGE}report/", {**typed(assignment, relevance="1", maturity=""), "go": "send"})
    text = response.content.decode()
    assert response.status_code == 400
    assert "say why the score is low" in text
    assert "choose a score" in text
    assert "Say who pays for it after 2026." in text
    again = {**typed(assignment, relevance="1", relevance_comment="No objective is named."), "go": "send"}
    assert client.post(f"{PAGE}report/", again).status_code == 302
    assert ReviewAssignment.objects.get().status == "filed"
    assert client.post(f"{PAGE}report/", again).status_code in (302, 404)
    assert (
        Message.objects.filter(kind="practices.review_news", facts__what="filed").values("occasion").distinct().count()
        == 1
    )


def test_a_tie_found_while_reading_closes_at_once_and_seals_the_report(cast):
    assignment = reading(round_of(cast), reviewer(cast, "first"), cast.officer)
    PeerReview.objects.update(to_author="Unfinished words")
    client = client_of(cast, assignment.reviewer)
    client.post(f"{PAGE}tie/")
    for address in (PAGE, f"{PAGE}declaration/"):
        text = client.get(address, follow=True).content.decode()
        assert "Unfinished words" not in text
        assert CANARY not in text
    assert "Unfinished words" not in page(cast, cast.officer, "/en/practices/PR-0001/round/").content.decode()
    assert PeerReview.objects.get().sealed_at


def test_a8_whoever_stepped_aside_reaches_the_text_by_no_address_search_program_or_history(cast):
    round_ = round_of(cast)
    assignment = reading(round_, reviewer(cast, "first"), cast.officer)
    practice, client = round_.practice, client_of(cast, assignment.reviewer)
    client.post(f"{PAGE}declaration/", {"interest": "aside"})
    assignment.refresh_from_db()
    assert assignment.status == "stepped_aside"
    key = {"key": practice.pk}
    meant = [
        *ADDRESSES, f"{PAGE}copy/", f"{PAGE}{assignment.pk}/", f"{PAGE}report/", f"{PAGE}tie/",
        f"{ROUND_PAGE}copy/", "/en/practices/PR-0001/", "/en/practices/PR-0001/v1/", round_.version.get_absolute_url(),
        *(reverse(f"practices:{name}", kwargs=key) for name in ("desk", "preview", "check", "word", "languages")),
        "/en/practices/?q=passports", "/en/search/?q=passports", "/api/v1/practices/", "/api/v1/practices/PR-0001/",
        "/en/work/", "/en/changes/", "/en/accounts/messages/", "/admin/practices/practice/",
        f"/admin/practices/practice/{practice.pk}/change/", f"/admin/practices/practice/{practice.pk}/history/",
        "/admin/practices/reviewround/", f"/admin/practices/reviewround/{round_.pk}/change/",
    ]  # fmt: skip
    for address in meant:
        text = client.get(address, follow=True).text
        assert CANARY not in text, address
        assert "Two thousand passports" not in text, address
    assert client_of(cast, cast.officer).get(round_.version.get_absolute_url()).text.count(CANARY)


def test_a_replaced_reviewers_open_page_cannot_save_and_gives_the_text_back(cast):
    assignment = reading(round_of(cast), reviewer(cast, "first"), cast.officer)
    client, form = client_of(cast, assignment.reviewer), typed(assignment, to_author="Words to copy")
    reviewing.replace(assignment, by=cast.officer, note="Late.")
    answer = save(client, assignment.reviewer, "to_author", "Too late", form["to_author-seen"])
    assert (answer.status_code, answer.json()["state"]) == (409, "refused")
    kept = client.post(f"{PAGE}report/", {**form, "go": "send"})
    assert kept.status_code == 404
    assert "Words to copy" in kept.content.decode()
    assert PeerReview.objects.get().to_author == ""
    assert CANARY not in client.get(PAGE).content.decode()


def test_p29_others_reports_open_after_ones_own_and_without_names(cast):
    round_ = round_of(cast)
    first, second = reviewer(cast, "first"), reviewer(cast, "second")
    filed(round_, first, cast.officer, to_author="From the first one")
    own = reading(round_, second, cast.officer)
    client = client_of(cast, second.user)
    assert "From the first one" not in client.get(PAGE).content.decode()
    PeerReview.objects.filter(assignment=own).update(**GOOD)
    reviewing.file(own, by=second.user)
    text = client.get(PAGE).content.decode()
    assert "From the first one" in text
    assert "I know this field well." in text.partition("Another reviewer")[0]
    assert "I know this field well." not in text.partition("Another reviewer")[2]
    assert "first@" not in text


def test_a_filed_report_can_be_taken_back_until_the_decision(cast):
    assignment = filed(round_of(cast), reviewer(cast, "first"), cast.officer)
    client_of(cast, assignment.reviewer).post(f"{PAGE}report/take-back/")
    assert ReviewAssignment.objects.get().status == "accepted"


def test_b44_a_review_of_a_withdrawn_practice_is_closed(cast):
    assignment = reading(round_of(cast), reviewer(cast, "first"), cast.officer)
    submission.withdraw(Practice.objects.get(), by=cast.owner, note="A partner left.")
    client = client_of(cast, assignment.reviewer)
    text = client.get(PAGE).content.decode()
    assert "withdrawn the practice" in text
    assert CANARY not in text
    assert client.post(f"{PAGE}report/", {**typed(assignment), "go": "send"}).status_code == 404
    assert client_of(cast, cast.officer).get("/en/practices/PR-0001/round/ask/").status_code == 403


def test_b45_an_assignment_of_another_practice_is_none_of_this_one(cast):
    round_ = complete(cast)
    other = round_of(cast, title="Another")
    foreign = round_.assignments.first().pk
    address = f"/en/practices/{other.reference}/round/{foreign}/replace/"
    assert client_of(cast, cast.officer).post(address, {"note": "x"}).status_code == 404


def test_whoever_is_no_peer_reviewer_any_more_sees_nothing(cast, asked):
    Membership.objects.filter(user=asked.reviewer, role=Role.PEER_REVIEWER).delete()
    assert page(cast, asked.reviewer).status_code == 404


def test_the_roster_is_filled_in_by_its_owner(cast):
    profile = reviewer(cast, "first")
    client = client_of(cast, profile.user)
    response = client.post(
        "/en/practices/roster/", {"languages": ["en", "fr"], "objectives": [5], "unavailable_until": "31 March 2031"}
    )
    profile.refresh_from_db()
    assert response.status_code == 302
    assert (profile.languages, str(profile.unavailable_until)) == (["en", "fr"], "2031-03-31")
    assert page(cast, cast.owner, "/en/practices/roster/").status_code == 404
    assert "first" in page(cast, cast.officer, "/admin/practices/reviewerprofile/").content.decode()


def test_the_picker_shows_who_fits_and_who_is_shut_out_before_any_mail(cast):
    round_of(cast)
    three(cast)
    reviewer(cast, "inside", cast.association)
    Organisation.objects.filter(name="House of first").update(country="NP")
    Message.objects.all().delete()
    text = page(cast, cast.officer, "/en/practices/PR-0001/round/ask/").content.decode()
    assert "House of first, Nepal" in text
    assert "inside@" in text.partition("Cannot be invited by anyone")[2]
    assert not Message.objects.exists()


def questions(cast, address):
    client = client_of(cast, cast.officer)
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_desk_and_picker_ask_the_same_number_of_questions_for_few_and_for_many(cast):
    round_ = round_of(cast)
    desk, picker = "/en/practices/PR-0001/round/", "/en/practices/PR-0001/round/ask/"
    for number in range(2):
        invited(round_, reviewer(cast, f"asked-{number}"), cast.officer)
        reviewer(cast, f"free-{number}")
    few = questions(cast, desk), questions(cast, picker)
    for number in range(2, 12):
        invited(round_, reviewer(cast, f"asked-{number}"), cast.officer)
        reviewer(cast, f"free-{number}")
    assert (questions(cast, desk), questions(cast, picker)) == few
