"""Loading again changes nothing that the secretariat wrote, and says what it did."""

import io

import pytest
from django.core.management import call_command

from core.loading import load
from reference.models import Action, Country, Objective, StakeholderGroup, SustainableDevelopmentGoal
from tests.reference.loading import load_reference

pytestmark = pytest.mark.django_db


def totals(report, name):
    return sum(len(table[name]) if isinstance(table[name], list | dict) else table[name] for table in report)


def test_loading_creates_what_is_missing_and_a_second_run_changes_nothing():
    SustainableDevelopmentGoal.objects.all().delete()
    Action.objects.filter(objective=23).delete()
    first, second = load_reference(), load_reference()
    assert [len(table["created"]) for table in first] == [0, 5, 0, 17, 0, 0, 0, 0]
    assert [table["unchanged"] for table in second] == [23, 187, 10, 17, 29, 5, 195, 15]
    assert totals(second, "created") == totals(second, "updated") == totals(second, "kept") == 0
    assert Objective.history.count() == 23


def test_an_edit_survives_and_is_reported():
    load_reference()
    objective = Objective.objects.get(pk=5)
    objective.short_labels["en"] = "Pathways"
    objective.save()
    report = load_reference()
    objective.refresh_from_db()
    assert objective.short_label == "Pathways"
    assert report[0]["kept"] == {"5": ["short_labels"]}


ROW = {"code": "cooperatives", "order": 1, "names": {"en": "Cooperatives"}, "in_compact": False}


def load_row(**changes):
    """Load the row of a file with one group; returns the report."""
    return load(StakeholderGroup, [{**ROW, **changes}], key=["code"], reason="test")


def test_an_edited_language_does_not_hold_up_another():
    load_row()
    StakeholderGroup.objects.filter(pk="cooperatives").update(names={"en": "Co-operatives"})
    report = load_row(names={"en": "Coops", "fr": "Coopératives"})
    group = StakeholderGroup.objects.get(pk="cooperatives")
    assert group.names == {"en": "Co-operatives", "fr": "Coopératives"}
    assert report.kept == {"cooperatives": ["names"]}


def test_a_value_that_nobody_edited_follows_the_file():
    load_row()
    report = load_row(order=14)
    group = StakeholderGroup.objects.get(pk="cooperatives")
    assert (group.order, report.updated) == (14, ["cooperatives"])
    assert [past.history_change_reason for past in group.history.all()] == ["test", "test"]


def test_a_text_that_left_the_file_leaves_the_row_unless_it_was_edited():
    load_row(names={"en": "Cooperatives", "fr": "Coop", "es": "Coop"})
    group = StakeholderGroup.objects.get(pk="cooperatives")
    group.names["es"] = "Cooperativas"
    group.save()
    load_row()
    group.refresh_from_db()
    assert group.names == {"en": "Cooperatives", "es": "Cooperativas"}


def test_an_alias_added_here_stays_beside_new_ones_of_the_file():
    load_reference()
    country = Country.objects.get(pk="MX")
    country.aliases.append("Estados Unidos Mexicanos")
    country.save()
    row = {"code": "MX", "aliases": [*country.loaded["aliases"], "Mexique"]}
    load(Country, [row], key=["code"], reason="test")
    country.refresh_from_db()
    assert {"Estados Unidos Mexicanos", "Mexique", "United Mexican States"} <= set(country.aliases)


def test_memberships_changed_here_survive():
    load_reference()
    country = Country.objects.get(pk="MX")
    country.commissions.add("ece")
    country.commissions.remove("eclac")
    report = load_reference()
    assert set(country.commissions.values_list("pk", flat=True)) == {"ece"}
    assert next(t for t in report if "MX" in t["kept"])["kept"]["MX"] == ["commissions"]


def test_a_row_that_was_added_here_is_left_alone():
    load_reference()
    StakeholderGroup.objects.create(code="cooperatives", order=16, names={"en": "Cooperatives"})
    report = load_reference()
    assert report[-1]["only_here"] == ["cooperatives"]
    assert StakeholderGroup.objects.filter(pk="cooperatives").exists()


def test_a_dry_run_tells_and_writes_nothing():
    SustainableDevelopmentGoal.objects.all().delete()
    report = load_reference(dry_run=True)
    assert len(report[3]["created"]) == 17
    assert not SustainableDevelopmentGoal.objects.exists()


def test_the_command_speaks_to_people():
    out = io.StringIO()
    call_command("load_reference", stdout=out)
    assert "countries: 0 created, 0 updated, 195 unchanged" in out.getvalue()


def test_loading_again_takes_few_queries(django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        load_reference()
