"""The Compact and the lists of the United Nations, as counted in the documents."""

import json
from collections import Counter
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from reference.choices import CountryKind, RegionKind
from reference.models import (
    Action,
    Country,
    GuidingPrinciple,
    Objective,
    Region,
    RegionalCommission,
    StakeholderGroup,
    SustainableDevelopmentGoal,
)

pytestmark = pytest.mark.django_db
ACTIONS_BY_OBJECTIVE = [11, 12, 5, 7, 10, 12, 12, 6, 6, 10, 7, 5, 8, 6, 6, 9, 7, 12, 10, 9, 9, 3, 5]
DATA = Path(__file__).resolve().parents[2] / "reference" / "data"


def test_the_compact_has_23_objectives_187_actions_and_10_principles():
    assert list(Objective.objects.values_list("number", flat=True)) == list(range(1, 24))
    assert Action.objects.count() == 187
    assert "".join(GuidingPrinciple.objects.values_list("letter", flat=True)) == "abcdefghij"


def test_each_objective_has_its_actions_lettered_without_a_gap():
    for objective, count in zip(Objective.objects.prefetch_related("actions"), ACTIONS_BY_OBJECTIVE, strict=True):
        letters = [action.letter for action in objective.actions.all()]
        assert letters == list("abcdefghijkl")[:count]
        assert [action.code for action in objective.actions.all()] == [f"{objective.pk}({x})" for x in letters]


def test_objectives_follow_the_paragraphs_of_the_compact():
    assert [o.paragraph - o.number for o in Objective.objects.all()] == [16] * 23


def test_each_objective_is_in_exactly_one_roundtable_and_23_is_in_the_fourth():
    groups = {n: set(Objective.objects.filter(roundtable=n).values_list("pk", flat=True)) for n in range(1, 5)}
    assert groups == {
        1: {2, 5, 6, 12, 18},
        2: {4, 8, 9, 10, 11, 13, 21},
        3: {14, 15, 16, 19, 20, 22},
        4: {1, 3, 7, 17, 23},
    }


def test_there_are_17_goals():
    assert SustainableDevelopmentGoal.objects.count() == 17
    assert SustainableDevelopmentGoal.objects.get(pk=10).name == "Reduced Inequalities"


def test_there_are_193_member_states_and_2_observers():
    assert Country.objects.member_states().count() == 193
    assert set(Country.objects.filter(kind=CountryKind.OBSERVER_STATE).values_list("pk", flat=True)) == {"VA", "PS"}
    assert Country.objects.states().count() == 195


def test_the_demo_state_is_no_state():
    Country.objects.create(code="ZZ", kind=CountryKind.SAMPLE, names={"en": "Demo State"})
    assert Country.objects.states().count() == 195
    assert Country.objects.find("demo state").pk == "ZZ"


def test_no_territory_is_listed():
    assert not Country.objects.filter(pk__in=["HK", "MO", "TW", "PR", "GL", "XK", "EH"]).exists()


def test_a_state_may_belong_to_several_commissions():
    members = {c.pk: c.members.count() for c in RegionalCommission.objects.all()}
    assert members == {"eca": 54, "ece": 56, "eclac": 46, "escap": 53, "escwa": 21}
    assert set(Country.objects.get(pk="FR").commissions.values_list("pk", flat=True)) == {"ece", "eclac", "escap"}
    reviews = {c.pk: c.review_countries.count() for c in RegionalCommission.objects.all()}
    assert reviews == {"eca": 54, "ece": 57, "eclac": 33, "escap": 49, "escwa": 22}


def test_every_state_lies_in_an_m49_region_that_leads_up_to_one_of_five():
    parents = dict(Region.objects.values_list("pk", "parent"))
    tops = Counter()
    for region in Country.objects.states().values_list("region", flat=True):
        top = region
        while parents[top]:
            top = parents[top]
        tops[top] += 1
    assert tops == {"002": 54, "019": 35, "142": 48, "150": 44, "009": 14}
    assert set(tops) == set(Region.objects.filter(kind=RegionKind.REGION).values_list("pk", flat=True))


def test_groups_follow_paragraph_44_and_additions_say_so():
    assert StakeholderGroup.objects.filter(in_compact=True).count() == 13
    assert set(StakeholderGroup.objects.filter(in_compact=False).values_list("pk", flat=True)) == {
        "youth",
        "financial_institutions",
    }


@pytest.mark.parametrize("name", sorted(path.name for path in DATA.glob("*.json")))
def test_no_key_stands_twice_in_a_data_file(name):
    rows = json.loads((DATA / name).read_text(encoding="utf-8"))["rows"]
    keys = [row.get("code", row.get("number")) for row in rows]
    assert len(keys) == len(set(keys)) > 0


def test_the_database_refuses_a_second_letter_and_a_code_in_small_letters():
    with pytest.raises(IntegrityError), transaction.atomic():
        Action.objects.create(code="1(z)", objective_id=1, letter="a", order=99)
    with pytest.raises(IntegrityError), transaction.atomic():
        Country.objects.create(code="zz", kind=CountryKind.SAMPLE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Country.objects.create(code="ZZ", kind=CountryKind.MEMBER_STATE)


def test_an_action_is_found_by_its_address():
    assert Action.objects.by_slug("2a").code == "2(a)"
    assert Action.objects.get(code="23(e)").slug == "23e"
    for wrong in ("2(a)", "99a", "a2", "", "2a/"):
        with pytest.raises(Action.DoesNotExist):
            Action.objects.by_slug(wrong)


def test_a_name_is_shown_in_the_readers_language_and_says_so():
    with override("zh-hans"):
        principle = GuidingPrinciple.objects.get(pk=1)
        assert (principle.name, principle.name.lang, principle.name.is_fallback) == ("以人为中心", "zh-Hans", False)
    with override("ar"):
        assert Country.objects.get(pk="TR").name.dir == "rtl"


def test_an_unconfirmed_title_stays_english_and_says_so():
    with override("ar"):
        title = Objective.objects.get(pk=1).title
        assert title.startswith("Collect and utilize")
        assert (title.lang, title.dir, title.is_fallback) == ("en", "ltr", True)


def test_states_are_sorted_by_their_names_in_the_language_of_the_page():
    with override("fr"):
        names = [str(c.name) for c in Country.objects.states().by_name()]
    assert names[0] == "Afghanistan"
    assert names.index("Allemagne") < names.index("Équateur") < names.index("France")
