"""From the draft to the secretariat: checks, the number, one press and two, withdrawing (RELIABILITY P23)."""

import pytest
from django.urls import reverse

from core.workflow import NotReady
from notifications.models import Message
from practices import checks
from practices.choices import CallStatus, Status
from practices.models import CallForPractices, Practice, PracticeVersion
from practices.steps import submission
from publications.register import fingerprint
from tests.practices.builders import practice, ready_practice

pytestmark = pytest.mark.django_db
KEY = "0b0f4a56-7a3f-4b06-a5f0-0f5a6f1d2c3b"


def page(draft, at="desk", **parts):
    return reverse(f"practices:{at}", kwargs={"key": draft.pk, **parts})


def codes(draft, *, blocks=None):
    return {one.code for one in checks.checks_of(draft) if blocks in (None, one.blocks)}


def test_a_ready_practice_has_nothing_to_mend(cast):
    assert codes(ready_practice(cast)) == set()


def test_an_empty_one_is_told_all_that_is_missing_and_is_not_submitted(cast):
    draft = practice(cast)
    needed = {"no_title", "no_summary", "no_main_objectives", "no_type", "no_scope", "no_starts_on", "no_end"}
    assert codes(draft, blocks=True) == {*needed, "no_implementer", "no_consent"}
    with pytest.raises(NotReady):
        submission.submit(draft, by=cast.owner)
    answer = cast.client("owner").post(page(draft, "submit"), {"form_key": KEY, "note": "Please"})
    assert answer.status_code == 409
    assert "Please" in answer.text


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"starts_on": "2012", "ends_on": "2014", "is_ongoing": False}, "after_compact"),
        ({"stage": "begun"}, "carried_out"),
        ({"title": "A TITLE IN CAPITALS"}, "title"),
        ({"title": "x" * 151}, "title"),
        ({"innovation": "<p></p>"}, "innovation"),
    ],
)
def test_a_criterion_is_advice_until_a_call_makes_it_a_must(cast, fields, code):
    draft = ready_practice(cast, **fields)
    assert codes(draft, blocks=False) == {code}
    call = CallForPractices.objects.create(slug="c", title="A call", about="x", musts=[code], status=CallStatus.OPEN)
    draft.call = call
    assert codes(draft, blocks=True) == {code}


@pytest.mark.parametrize(
    ("text", "found"),
    [("A help line (HL) run by HL", []), ("What the ILO and the UN did", ["ILO"]),
     ("With IOM and (ILO), again IOM", ["IOM"])],
)  # fmt: skip
def test_a1_letters_that_are_nowhere_written_out_are_hinted_at(text, found):
    assert checks.acronyms(text) == found


def test_december_2018_itself_is_not_before_the_compact(cast):
    assert "after_compact" not in codes(ready_practice(cast, starts_on="2017", ends_on="2018", is_ongoing=False))
    assert "after_compact" in codes(ready_practice(cast, starts_on="2017", ends_on="2018-11", is_ongoing=False))


def test_submitting_gives_the_number_freezes_the_text_and_sends_one_receipt(cast):
    draft = ready_practice(cast)
    assert cast.officer
    sent = {"form_key": KEY, "note": ""}
    for _press in range(2):
        assert cast.client("owner").post(page(draft, "submit"), sent).status_code == 302
    version = PracticeVersion.objects.get()
    stored = Practice.objects.get(pk=draft.pk)
    assert (stored.status, stored.reference, version.number) == (Status.SUBMITTED, "PR-0001", 1)
    assert version.sha256 == fingerprint(version.content)
    assert version.content["main_objectives"][0]["number"] == 18
    assert [one.kind for one in Message.objects.order_by("kind")] == ["practices.receipt", "practices.received"]


def test_a_text_that_was_submitted_is_not_saved_any_more(cast):
    draft = ready_practice(cast)
    submission.submit(draft, by=cast.owner)
    sent = {"title": "Other", "title-seen": "x", "field": "title", "person": cast.owner.pk}
    answer = cast.client("owner").post(page(draft, "save"), sent)
    assert (answer.status_code, answer.json()["state"]) == (409, "refused")
    assert "PR-0001" in cast.client("owner").get(page(draft)).text


def test_bodies_become_rows_with_the_organisation_that_has_their_very_name(cast):
    draft = ready_practice(cast)
    draft.participants = [
        {"name": "Other Demo Association", "part": "partner", "kind": "civil_society", "country": "Demo State"},
        {"name": "Nobody knows it", "part": "donor", "kind": "", "country": "Atlantis"},
    ]
    draft.save()
    assert cast.other_association
    submission.submit(draft, by=cast.owner)
    rows = [(row.name, row.part, row.organisation_id, row.country_id) for row in draft.bodies.all()]
    assert rows == [
        ("Demo Association of Migrants", "lead", cast.association.pk, None),
        ("Other Demo Association", "partner", cast.other_association.pk, "ZZ"),
        ("Nobody knows it", "donor", None, None),
    ]


def test_p23_withdrawing_needs_a_reason_and_leaves_number_date_and_reason(cast):
    draft = ready_practice(cast)
    submission.submit(draft, by=cast.owner)
    client = cast.client("owner")
    assert client.post(page(draft, "act", name="withdraw"), {"note": ""}).status_code == 400
    client.post(page(draft, "act", name="withdraw"), {"note": "A partner left."})
    text = client.get(page(draft)).text
    assert "PR-0001" in text
    assert "A partner left." in text
    assert Practice.objects.get(pk=draft.pk).status == Status.WITHDRAWN


def test_my_work_lists_the_drafts_of_the_organisation_with_the_same_queries_for_one_and_for_thirty(
    cast, django_assert_max_num_queries
):
    client = cast.client("owner")
    practice(cast, title="Draft 0")
    client.get("/en/work/")
    with django_assert_max_num_queries(60) as one:
        client.get("/en/work/")
    for number in range(1, 30):
        practice(cast, title=f"Draft {number}")
    with django_assert_max_num_queries(len(one)):
        assert "Draft 29" in client.get("/en/work/").text
