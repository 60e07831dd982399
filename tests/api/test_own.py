"""The reviews of one's own State by a personal token: who gets which sections, and who nothing (RELIABILITY S16)."""

import json
import logging
from datetime import date, timedelta

import pytest

from accounts import steps as accounts
from accounts.models import AccessToken
from core import limits
from core.models import Act
from reviews.models import SectionAssignment
from reviews.steps import submission
from tests.cast import MAKERS
from tests.factories import CANARY, answer, ready_review

OWN, ONE = "/api/v1/own/reviews", "/api/v1/own/reviews/RV-2030-ZZ"
TEAM = {"focal_point", "alternate", "contributor", "other_contributor", "reader"}


def secret_of(person) -> str:
    return AccessToken.issue(person, name="Archive", lasts=timedelta(days=7))[1]


def ask(client, secret: str, address: str = ONE, **more: str):
    return client.get(address, headers={"authorization": f"Bearer {secret}", **more})


def read(client, person) -> dict:
    answer = ask(client, secret_of(person))
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
def review(cast):
    return ready_review(cast)


@pytest.fixture
def limited(cast, review):
    """Ministries read only what is given to them: what is asked of each objective is labour's."""
    type(review).objects.update(ministries_read_all=False)
    section = review.questionnaire.sections.get(code="objectives")
    return SectionAssignment.objects.create(review=review, section=section, organisation=cast.labour)


def test_s16_a_focal_point_lists_the_reviews_of_the_state_and_takes_one_whole(cast, program, review):
    listed = ask(program, secret_of(cast.focal_point), OWN).json()
    (item,) = listed["items"]
    assert (item["reference"], item["status"], listed["next"]) == ("RV-2030-ZZ", "draft", None)
    assert item["url"].endswith(ONE)
    assert item["address"].endswith("/en/reviews/2030/zz/fill/")
    whole = read(program, cast.focal_point)
    assert item.items() <= whole.items()
    assert whole["complete"] is True
    assert whole["content"]["objectives"] == [5, 23]
    assert CANARY in json.dumps(whole["content"])


def test_p2_s16_a_limited_ministry_gets_its_own_sections_and_nothing_of_the_others(cast, program, limited):
    told = read(program, cast.contributor)
    assert {one["code"] for one in told["content"]["sections"]} == {"objectives"}
    assert told["complete"] is False
    assert told["content"]["objectives"] == [5], "those that its own answers are about"
    assert "Seasonal work scheme." in json.dumps(told)
    for other in (CANARY, "Directorate"):
        assert other not in json.dumps(told)
    assert ask(program, secret_of(cast.other_contributor)).status_code == 404
    assert ask(program, secret_of(cast.other_contributor), OWN).json()["items"] == []


def test_p2_s16_the_rights_of_each_request_count(cast, program, limited):
    secret = secret_of(cast.contributor)
    assert ask(program, secret).status_code == 200
    limited.delete()
    assert ask(program, secret).status_code == 404
    type(limited.review).objects.update(ministries_read_all=True)
    assert CANARY in ask(program, secret).text


def test_p2_s16_of_the_log_of_consultations_a_limited_ministry_gets_its_own(cast, program, limited):
    for body, title in ((cast.labour, "Round of labour"), (cast.health, "Round of health")):
        limited.review.consultations.create(
            title=title, form="meeting", starts_on=date(2029, 5, 1), organisation=body, level="national",
            approach="both",
        )  # fmt: skip
    told = json.dumps(read(program, cast.contributor))
    assert "Round of labour" in told
    assert "Round of health" not in told
    assert "Round of health" in json.dumps(read(program, cast.focal_point))


@pytest.mark.parametrize("who", sorted(MAKERS))
def test_s16_the_matrix_again_with_tokens(cast, program, review, who):
    """Even a person who could not make a token, and holds one all the same, gets what the rules of copies give."""
    submission.submit(review, by=cast.focal_point)
    secret = secret_of(getattr(cast, who))
    listed = ask(program, secret, OWN)
    one = ask(program, secret)
    assert [item["reference"] for item in listed.json()["items"]] == (["RV-2030-ZZ"] if who in TEAM else [])
    assert (one.status_code, CANARY in one.text) == ((200, True) if who in TEAM else (404, False))
    for told in (listed, one, program.get(ONE)):
        assert told["Cache-Control"] == "private, no-store"
        assert "Authorization" in told["Vary"]
        assert not [name for name in told.headers if name.startswith("Access-Control-")]
        assert told["Cross-Origin-Resource-Policy"] == "same-origin"
        assert not told.cookies


def test_s16_what_is_not_there_and_what_is_not_ones_own_look_the_same(cast, program, review):
    secret = secret_of(cast.other_focal_point)
    missing = ask(program, secret, "/api/v1/own/reviews/RV-2030-QQ")
    assert missing.status_code == 404
    assert ask(program, secret).json() == missing.json()


def test_s16_a_practice_space_and_a_discarded_draft_are_not_taken(cast, program, review):
    from reviews.steps import drafting

    assert cast.client("focal_point").post("/en/reviews/practice/").status_code == 302
    secret = secret_of(cast.focal_point)
    assert len(ask(program, secret, OWN).json()["items"]) == 1
    assert ask(program, secret, "/api/v1/own/reviews/PRACTICE-ZZ").status_code == 404
    drafting.discard(review, by=cast.focal_point)
    assert ask(program, secret).status_code == 404
    assert ask(program, secret, OWN).json()["items"] == []


def test_s16_a_token_in_the_header_is_the_only_way_in(cast, program, review):
    secret = secret_of(cast.focal_point)
    said = program.get(ONE).json()
    refused = [
        program.get(ONE),
        program.get(f"{ONE}?token={secret}"),
        program.get(f"{ONE}?authorization=Bearer%20{secret}"),
        program.get(f"{ONE}?access_token={secret}"),
        cast.client("focal_point").get(ONE),
        cast.client("officer").get(ONE),
        ask(program, ""),
        ask(program, f"imrf_{'x' * 43}"),
        ask(program, secret[:-1]),
        ask(program, secret + "x"),
        ask(program, AccessToken.objects.get().hash),
        program.get(ONE, headers={"authorization": secret}),
        program.get(ONE, headers={"authorization": f"Basic {secret}"}),
        program.get(ONE, headers={"x-api-key": secret, "cookie": f"token={secret}"}),
    ]
    for told in refused:
        assert (told.status_code, told.json()) == (401, said)
        assert told["WWW-Authenticate"].startswith("Bearer")
    assert ask(program, secret).status_code == 200


def test_s16_who_is_signed_in_beside_the_token_does_not_matter(cast, review):
    assert ask(cast.client("focal_point"), secret_of(cast.other_focal_point)).status_code == 404
    assert ask(cast.client("officer"), secret_of(cast.focal_point)).status_code == 200


def test_s16_a_token_writes_nothing_gives_no_more_elsewhere_and_opens_no_page(cast, program, review):
    secret = secret_of(cast.focal_point)
    header = {"authorization": f"Bearer {secret}"}
    for method in ("post", "options"):
        answer = getattr(program, method)(ONE, headers={**header, "origin": "https://elsewhere.example"})
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
        assert "Access-Control-Allow-Origin" not in answer
    assert program.head(ONE, headers=header).status_code == 200
    for address in ("/api/v1/publications", "/api/v1/"):
        assert ask(program, secret, address).json() == program.get(address).json()
    for page in ("/en/work/", "/en/reviews/2030/zz/fill/", "/en/accounts/tokens/", "/admin/"):
        assert ask(program, secret, page).status_code == 302, page


def test_p56_s16_each_review_that_is_taken_is_an_act_of_the_state_alone(cast, program, review):
    submission.submit(review, by=cast.focal_point)
    ask(program, secret_of(cast.alternate))
    act = Act.objects.get(verb="took copy")
    token = AccessToken.objects.get()
    assert (act.by, act.country, act.reference, act.detail) == (
        cast.alternate, "ZZ", "RV-2030-ZZ", f"json, token {token.prefix}…",
    )  # fmt: skip
    for who in ("officer", "head", "superuser"):
        assert not Act.objects.filter(pk=act.pk).visible_to(getattr(cast, who)).exists(), who
    assert Act.objects.filter(pk=act.pk).visible_to(cast.focal_point).exists()


def test_b59_s16_each_token_and_failures_from_an_address_have_limits(cast, program, review, monkeypatch):
    secret, other = secret_of(cast.focal_point), secret_of(cast.alternate)
    monkeypatch.setitem(limits.MOST, "own exports", 2)
    monkeypatch.setitem(limits.MOST, "failed tokens", 1)
    codes = [ask(program, secret, OWN).status_code for _time in range(3)]
    assert codes == [200, 200, 429]
    assert "Retry-After" in ask(program, secret, OWN)
    assert ask(program, other, OWN).status_code == 200, "another token is counted by itself"
    assert [ask(program, "wrong", OWN).status_code for _time in range(2)] == [401, 429]
    assert ask(program, other, OWN).status_code == 200, "who guesses stops nobody behind the same address"


def test_s23_s16_no_log_holds_a_token_or_a_word_of_the_draft(cast, program, review, caplog, settings):
    settings.DEBUG = True  # in which Django Ninja would write down a header that it does not understand
    caplog.set_level(logging.DEBUG)
    secret = secret_of(cast.focal_point)
    ask(program, secret)
    ask(program, secret, "/api/v1/own/reviews/RV-2030-QQ")
    accounts.end_logins(cast.focal_point)
    assert ask(program, secret).status_code == 401
    program.get(ONE, headers={"authorization": f"Basic {secret}"})
    program.get(ONE, headers={"authorization": secret})
    portal = [one.getMessage() for one in caplog.records if not one.name.startswith("django.db")]
    assert any(line.startswith(f"missing user={cast.focal_point.pk} GET") for line in portal)
    assert any(line.startswith("no token GET") for line in portal)
    assert not [line for line in portal if secret[12:] in line or CANARY in line]


def test_s16_words_of_a_question_that_is_left_aside_stay(cast, program, review):
    """As in a submission: what is no longer asked is kept by the State and told to nobody."""
    answer(review, "d2a", "<p>Of an objective not covered.</p>", objective=9)
    assert "not covered" not in json.dumps(read(program, cast.focal_point))
