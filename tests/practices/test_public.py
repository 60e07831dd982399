"""The repository: one practice in its versions, the list with filters and words, what stays true (P31, P58)."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from core import kept
from practices.choices import Status
from practices.models import Practice
from practices.steps import deciding, publication
from publications.models import Publication
from reference import catalogue
from reference.models import Objective
from tests.factories import CANARY
from tests.practices.builders import accepted_practice, published_practice, submitted_practice
from tests.practices.reviewing import complete

pytestmark = pytest.mark.django_db
LIST = "/en/practices/"


def act(draft, name):
    return reverse("practices:act", kwargs={"key": draft.pk, "name": name})


def test_p31_a_practice_is_public_once_published_and_not_before(cast):
    practice = accepted_practice(cast)
    address = f"/en/practices/{practice.reference}/"
    visitor = cast.client("visitor")
    assert visitor.get(address).status_code == 404
    assert CANARY not in visitor.get(LIST).text
    cast.prove("officer").post(reverse("admin:practices_practice_step", args=[practice.pk, "publish"]), {"note": ""})
    page = visitor.get(address)
    assert page.status_code == 200
    assert practice.title in page.text
    assert practice.title in visitor.get(LIST).text


@pytest.mark.parametrize(
    ("query", "found"),
    [("objective=18", 1), ("objective=9", 0), ("goal=8", 1), ("type=programme", 1), ("led_by=academia", 0),
     ("q=passports", 1), ("q=submarine", 0), ("country=ZZ&principle=2", 1)],
)  # fmt: skip
def test_it_is_found_by_facets_and_by_words(cast, query, found):
    practice = published_practice(cast)
    assert cast.client("visitor").get(f"{LIST}?{query}").text.count(f"/practices/{practice.reference}/") == found


def test_the_page_says_the_same_to_programs_and_no_text_leaves_its_block(cast):
    practice = published_practice(cast, title="A </script><script>alert(1)</script> title")
    text = cast.client("visitor").get(f"/en/practices/{practice.reference}/").text
    assert "<script>alert" not in text
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', text)
    said = json.loads(block[1])
    assert said["name"] == "A </script><script>alert(1)</script> title"
    assert said["identifier"] == practice.reference


def test_the_focal_point_of_the_implementer_is_in_no_version(cast):
    contact = {"on_behalf": True, "contact_name": "Contact of record", "contact_email": "contact@demo.example"}
    practice = published_practice(cast, **contact)
    text = cast.client("visitor").get(f"/en/practices/{practice.reference}/?format=json").text
    assert "contact@demo.example" not in text
    assert "Contact of record" not in text


def test_p58_its_people_correct_it_as_a_further_version_and_the_first_says_what_it_said(cast):
    practice = published_practice(cast)
    owner, visitor = cast.client("owner"), cast.client("visitor")
    owner.post(act(practice, "start_correction"))
    Practice.objects.filter(pk=practice.pk).update(title="With a better title")
    assert "With a better title" not in visitor.get(f"/en/practices/{practice.reference}/").text
    assert owner.post(act(practice, "correct"), {"note": ""}).status_code == 400
    owner.post(act(practice, "correct"), {"note": "The title was too long."})
    newest = visitor.get(f"/en/practices/{practice.reference}/").text
    assert "With a better title" in newest
    assert "The title was too long." in newest
    assert "With a better title" not in visitor.get(f"/en/practices/{practice.reference}/v1/").text
    assert not Practice.objects.get(pk=practice.pk).is_editable


def test_p58_its_people_confirm_and_retire_it_and_nobody_else_does(cast):
    practice = published_practice(cast)
    address = f"/en/practices/{practice.reference}/"
    assert cast.client("officer").post(act(practice, "confirm")).status_code == 404
    cast.client("owner").post(act(practice, "confirm"))
    assert "Confirmed as still true" in cast.client("visitor").get(address).text
    cast.client("owner").post(act(practice, "retire"), {"note": "The programme ended."})
    text = cast.client("visitor").get(address).text
    assert "Retired" in text
    assert "The programme ended." in text
    assert Practice.objects.get(pk=practice.pk).status == Status.ARCHIVED
    cast.client("owner").post(act(practice, "take_up_again"))
    assert "The programme ended." not in cast.client("visitor").get(address).text


def test_a27_the_public_page_states_dates_and_counts_and_no_name(cast):
    round_ = complete(cast, resources="")
    deciding.decide(round_, by=cast.officer, verdict="publish", letter="x", summary="x", released=[])
    practice = Practice.objects.get()
    publication.publish(practice, by=cast.second_officer)
    visitor, address = cast.client("visitor"), f"/en/practices/{practice.reference}/"
    text = visitor.get(address).text
    assert "1 from the United Nations, 2 from outside" in text
    assert "Peer reviewed" in text
    assert "Peer reviewed" in visitor.get(f"{LIST}?review=peer_reviewed").text
    for name in ("first@", "second@", "House of first", "Demo UN entity"):
        assert name not in text
    owner = cast.client("owner")
    owner.post(act(practice, "start_correction"))
    owner.post(act(practice, "correct"), {"note": "A year was wrong."})
    assert "Corrected by its people since" in visitor.get(address).text


def test_a27_what_no_report_stands_behind_is_not_called_peer_reviewed(cast):
    practice = published_practice(cast)
    assert ">Peer reviewed" not in cast.client("visitor").get(f"/en/practices/{practice.reference}/").text


def test_a24_after_three_years_without_a_word_the_page_says_since_when(cast):
    practice = published_practice(cast)
    address = f"/en/practices/{practice.reference}/"
    with time_machine.travel(timezone.now() + timedelta(days=3 * 365 + 2), tick=False):
        assert "Not confirmed since" in cast.client("visitor").get(address).text
        assert address in cast.client("visitor").get(f"{LIST}?q=passports").text, "still to be found"
        cast.client("owner").post(act(practice, "confirm"))
        assert "Not confirmed since" not in cast.client("visitor").get(address).text


def test_a18_related_practices_share_objectives_and_those_of_the_same_state_come_first(cast):
    near = published_practice(cast, title="A near one")
    near_reference = near.reference
    far = published_practice(cast, title="A far one")
    shown = published_practice(cast, title="The one shown")
    Publication.objects.get(reference=far.reference).countries.clear()
    text = cast.client("visitor").get(f"/en/practices/{shown.reference}/").text
    related = text.partition('id="related"')[2].partition("</section>")[0]
    assert related.index("A near one") < related.index("A far one")
    assert near_reference in related
    assert "The one shown" not in related


def test_the_list_leads_to_submitting_and_to_the_calls(cast):
    text = cast.client("visitor").get(LIST).text
    assert reverse("practices:start") in text
    assert reverse("practices:calls") in text


def forget() -> None:
    """As if nobody had read anything."""
    kept.forget()
    catalogue.forget()


def test_the_list_takes_the_same_queries_for_one_and_for_thirty(cast, django_assert_max_num_queries):
    published_practice(cast)
    visitor = cast.client("visitor")
    forget()  # the first reader draws what is kept for the next
    with django_assert_max_num_queries(16) as one:
        visitor.get(LIST)
    for _number in range(29):
        published_practice(cast)
    forget()
    with django_assert_max_num_queries(len(one)):
        assert "30 practices" in visitor.get(LIST).text


def test_a_mistyped_word_costs_the_same_queries_for_one_practice_and_for_ten(cast, django_assert_max_num_queries):
    published_practice(cast)
    visitor = cast.client("visitor")
    forget()
    with django_assert_max_num_queries(25) as one:
        assert "Showing results for" in visitor.get(f"{LIST}?q=pasports").text
    for _number in range(9):
        published_practice(cast)
    forget()
    with django_assert_max_num_queries(len(one)):
        assert "10 practices" in visitor.get(f"{LIST}?q=pasports").text


def test_a_withdrawn_practice_was_never_public(cast):
    practice = submitted_practice(cast)
    cast.client("owner").post(act(practice, "withdraw"), {"note": "A partner left."})
    assert not Publication.objects.exists()
    assert cast.client("visitor").get(f"/en/practices/{practice.reference}/").status_code == 404


def test_a18_states_stand_by_region_and_one_alone_needs_no_bars(cast):
    practice = published_practice(cast)
    address = f"/en/practices/{practice.reference}/"
    assert "Where, by region" not in cast.client("visitor").get(address).text
    kept.forget()
    Publication.objects.get(reference=practice.reference).countries.set(["NP", "PT", "FR"])
    text = cast.client("visitor").get(address).text
    where = text[text.index("Where, by region") :]
    bars = dict(re.findall(r'<dt>([^<]+)</dt>\s*<dd class="v">([^<]+)</dd>', where[: where.index("</section>")]))
    assert sorted(bars.values()) == ["1 State", "2 States"]
    assert any("Asia" in label for label in bars)


def test_o5_a_reader_who_has_the_page_gets_it_anew_when_a_related_practice_is_published_or_a_name_corrected(
    cast, monkeypatch
):
    monkeypatch.setattr("core.kept.SECONDS", 0)
    visitor = cast.client("visitor")
    practice = published_practice(cast)
    address = f"/en/practices/{practice.reference}/"
    first = visitor.get(address)["ETag"]
    assert visitor.get(address, headers={"if-none-match": first}).status_code == 304
    published_practice(cast)
    second = visitor.get(address, headers={"if-none-match": first})
    assert second.status_code == 200
    Objective.objects.filter(pk=5).update(names={"en": "Another name"})
    assert visitor.get(address, headers={"if-none-match": second["ETag"]}).status_code == 200
