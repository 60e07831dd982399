"""Entries of the lists as fields of a form."""

import pytest
from django import forms

from reference import catalogue
from reference.forms import LISTS, PicksField

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", LISTS)
def test_every_list_can_be_picked_from(name):
    form = type("Form", (forms.Form,), {"picks": PicksField(name)})
    first = LISTS[name][0].objects.first()
    sent = form({"picks": [str(first.pk)]})
    assert sent.is_valid()
    assert list(sent.cleaned_data["picks"]) == [first]
    assert f'value="{first.pk}" checked' in str(sent["picks"])


@pytest.mark.parametrize("typed", ["0", "9" * 40, "x", "5; drop", ""])
def test_b13_what_is_not_in_the_list_is_refused(typed):
    form = type("Form", (forms.Form,), {"picks": PicksField("objectives")})
    assert not form({"picks": [typed]}).is_valid()


def test_drawing_two_hundred_states_costs_two_queries_the_list_once_a_minute_and_what_was_chosen(
    django_assert_max_num_queries,
):
    form = type("Form", (forms.Form,), {"picks": PicksField("countries")})
    with django_assert_max_num_queries(2):
        assert str(form({"picks": ["MX"]})["picks"]).count("<input") > 190


def test_each_region_stands_before_its_parts():
    names = [str(entry.label) for entry in catalogue.regions().values()]
    assert names[:2] == ["Africa", "Northern Africa"]
    assert names.index("Sub-Saharan Africa") + 1 == names.index("Eastern Africa")
    assert names.index("Europe") < names.index("Western Europe") < names.index("Oceania")
