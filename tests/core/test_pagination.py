"""Pages by key."""

import pytest
from django.core.exceptions import BadRequest
from django.core.signing import Signer

from core.models import Act
from core.pagination import page_of, signer
from reference.models import Objective

pytestmark = pytest.mark.django_db


@pytest.fixture
def acts(cast):
    record = Objective.objects.first()
    return [Act.objects.log(f"act {number}", record) for number in range(7)]


def walk(order, size=3):
    after, seen = "", []
    while True:
        page = page_of(Act.objects.all(), after, order=order, size=size)
        seen += [act.pk for act in page.rows]
        if not page.after:
            return seen
        after = page.after


@pytest.mark.parametrize("order", ["at", "verb", "id"])
def test_pages_hold_every_row_once_newest_first(acts, order):
    assert walk(order) == [act.pk for act in reversed(acts)]


def test_rows_of_one_moment_are_parted_by_their_number(acts):
    Act.objects.all().update(at=acts[0].at)
    assert walk("at", size=2) == [act.pk for act in reversed(acts)]


def test_a_page_costs_one_query(acts, django_assert_num_queries):
    with django_assert_num_queries(1):
        page_of(Act.objects.all(), "", order="at", size=3)


FORGED = ["x", "-1", "99999999999999999999", "abc:def", "WzEsMl0:x", ":", "é", "W10:" + "a" * 5000]


@pytest.mark.parametrize("key", FORGED)
def test_b14_a_forged_key_is_refused(acts, key):
    with pytest.raises(BadRequest, match="not one of ours"):
        page_of(Act.objects.all(), key, order="at")


def test_b14_a_key_of_another_list_or_another_use_is_refused(acts):
    other = page_of(Objective.objects.all(), "", order="number", size=3).after
    by_verb = page_of(Act.objects.all(), "", order="verb", size=3).after
    foreign = Signer(salt="another use").sign_object(["core.Act.at", "2030-01-01", 1])
    strange = [signer.sign_object(made) for made in ([1, 2], "text", {"a": 1}, None)]
    for key in (other, by_verb, foreign, *strange):
        with pytest.raises(BadRequest):
            page_of(Act.objects.all(), key, order="at")
