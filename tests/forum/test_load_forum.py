"""The forums as announced, loaded without touching what the secretariat has changed."""

import io
import json
from datetime import date

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from forum.models import (
    ChampionCount,
    ChampionMembership,
    ForumCycle,
    ForumDocument,
    Fund,
    FundFigure,
    JointProgramme,
    Milestone,
    PageText,
    Recommendation,
    RegionalReview,
    SecretaryGeneralReport,
    TextPage,
    ThematicArea,
)

pytestmark = pytest.mark.django_db
AROUND = (SecretaryGeneralReport, Recommendation, ChampionMembership, ChampionCount, Fund, ThematicArea, JointProgramme,
          FundFigure, TextPage, PageText)  # fmt: skip


def load_forum(**options):
    out = io.StringIO()
    call_command("load_forum", format="json", stdout=out, **options)
    return json.loads(out.getvalue())


def test_three_forums_are_known():
    assert list(ForumCycle.objects.values_list("year", "starts_on", "ends_on", "dates_provisional")) == [
        (2022, date(2022, 5, 17), date(2022, 5, 20), False),
        (2026, date(2026, 5, 5), date(2026, 5, 8), False),
        (2030, date(2030, 5, 7), date(2030, 5, 10), True),
    ]


def test_every_cycle_has_the_date_for_voluntary_reviews():
    due = [cycle.reviews_due.ends_on for cycle in ForumCycle.objects.all()]
    assert due == [date(2022, 2, 28), date(2026, 2, 28), date(2030, 2, 28)]


def test_every_date_says_where_it_comes_from():
    assert not Milestone.objects.filter(source="").exists()
    assert set(Milestone.objects.filter(cycle=2030).values_list("confidence", flat=True)) == {"provisional", "derived"}


def test_the_earlier_plan_of_2022_is_kept():
    assert ForumCycle.objects.get(year=2022).earlier_dates() == [(date(2022, 5, 10), date(2022, 5, 13))]


def test_two_rounds_of_regional_reviews_have_five_each():
    rounds = {n: set(RegionalReview.objects.filter(round=n).values_list("commission", flat=True)) for n in (2020, 2024)}
    assert rounds == {2020: {"eca", "ece", "eclac", "escap", "escwa"}, 2024: {"eca", "ece", "eclac", "escap", "escwa"}}


def test_loading_again_changes_nothing():
    report = load_forum()
    tables = (ForumCycle, Milestone, ForumDocument, RegionalReview, *AROUND)
    assert [table["unchanged"] for table in report] == [model.objects.count() for model in tables]
    assert not any(table["created"] or table["updated"] or table["kept"] for table in report)


def test_a_date_moved_here_survives_with_the_old_one_kept():
    milestone = Milestone.objects.get(cycle=2030, code="hearing")
    milestone.starts_on = milestone.ends_on = date(2030, 5, 13)
    milestone.save()
    report = load_forum()
    milestone.refresh_from_db()
    assert milestone.starts_on == date(2030, 5, 13)
    assert milestone.earlier_dates() == [(date(2030, 5, 6), date(2030, 5, 6))]
    assert report[1]["kept"] == {"2030 hearing": ["starts_on", "ends_on"]}
    assert milestone.history.count() == 2


def test_a_change_of_words_is_no_move():
    milestone = Milestone.objects.get(cycle=2030, code="hearing")
    milestone.labels = {"en": "Hearing"}
    milestone.save()
    assert milestone.previous_dates == []


def test_the_database_refuses_a_code_twice_and_an_end_before_the_beginning():
    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.create(cycle_id=2030, code="hearing", starts_on=date(2030, 1, 1), ends_on=date(2030, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.create(cycle_id=2030, code="other", starts_on=date(2030, 1, 2), ends_on=date(2030, 1, 1))


def test_what_an_officer_writes_of_a_champion_survives_and_the_report_names_it():
    member = ChampionMembership.objects.get(country="CO")
    member.joined = "2021-06"
    member.save()
    report = next(one for one in load_forum() if one["kept"])
    assert report["kept"] == {"CO": ["joined"]}
    assert ChampionMembership.objects.get(country="CO").joined == "2021-06"
