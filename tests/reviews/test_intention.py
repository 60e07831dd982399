"""Expected by a day, or only in preparation: said by the focal point, read by State and secretariat (R21, P10, P11)."""

import pytest
from django.urls import reverse

from reviews.models import Intention

ADDRESS = {"year": 2030, "country": "zz"}
PAGE = "/en/reviews/2030/zz/intention/"


def test_p10_the_focal_point_says_changes_and_takes_it_back(cast):
    cast.client("focal_point").post(PAGE, {"expected_on": ""})
    assert Intention.objects.get().expected_on is None
    cast.client("focal_point").post(PAGE, {"expected_on": "15 January 2030"})
    said = Intention.objects.get()
    assert said.expected_on.isoformat() == "2030-01-15"
    assert said.history.count() == 2
    cast.client("focal_point").post(reverse("reviews:intention_take_back", kwargs=ADDRESS))
    assert not Intention.objects.exists()


def test_p10_nobody_else_says_it(cast):
    answers = {"contributor": 403, "reader": 403, "officer": 404, "head": 404, "other_focal_point": 404, "member": 404}
    for who, status in answers.items():
        assert cast.client(who).get(PAGE).status_code == status, who
        assert cast.client(who).post(PAGE, {"expected_on": ""}).status_code == status, who
    assert not Intention.objects.exists()


def test_p11_state_and_secretariat_read_it(cast):
    cast.client("focal_point").post(PAGE, {"expected_on": ""})
    for who, seen in {
        "contributor": 1,
        "reader": 1,
        "officer": 1,
        "head": 1,
        "other_focal_point": 0,
        "member": 0,
    }.items():
        assert Intention.objects.visible_to(getattr(cast, who)).count() == seen, who


@pytest.mark.parametrize("typed", ["31 June 2030", "2 March 2020", "x" * 500, "٣١ February"])
def test_b17_a_day_that_is_none_stays_in_its_box(cast, typed):
    page = cast.client("focal_point").post(PAGE, {"expected_on": typed})
    assert page.context["form"].errors
    assert typed[:40] in page.text


@pytest.mark.parametrize(
    "path", ["9223372036854775808/zz", "20300/zz", "2030/zzz", "2030/ZZ", "-1/zz", "٢٠٣٠/zz", "1999/zz"]
)
def test_b13_an_address_that_is_none_is_missing(cast, path):
    assert cast.client("focal_point").get(f"/en/reviews/{path}/intention/").status_code == 404


def test_b48_taking_back_needs_a_post(cast):
    address = reverse("reviews:intention_take_back", kwargs=ADDRESS)
    assert cast.client("focal_point").get(address).status_code == 405
    assert cast.client("focal_point").post(address).status_code == 404
