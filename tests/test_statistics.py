"""What the Secretary-General's report counts, as a workbook with definitions (FEATURES W12)."""

import io

from openpyxl import load_workbook

from core.models import Act
from forum.models import ForumCycle
from imrf_portal.pages import statistics
from publications import register
from publications.register import Head
from reference.models import RegionalCommission, StakeholderGroup
from reviews import board
from reviews.steps import submission as steps
from tests.factories import ready_review

STATISTICS = "/admin/statistics/?cycle=2030"


def sheets(cast) -> dict[str, list[tuple]]:
    book = load_workbook(io.BytesIO(cast.client("officer").get(STATISTICS).content))
    return {sheet.title: list(sheet.values) for sheet in book}


def cycle() -> ForumCycle:
    return ForumCycle.objects.get(year=2030)


def publish(cast, kind: str, reference: str, content=None, **facets) -> None:
    head = Head(
        reference=reference,
        kind=kind,
        title=f"Sample {reference}",
        language="en",
        cycle=cycle(),
        countries=[cast.state.country_id],
        facets=facets,
    )
    register.publish(head, {"schema": 1, **(content or {})}, by=cast.officer)


def test_w12_submissions_are_counted_by_region_and_month_and_no_state_is_named(cast):
    cast.state.country.review_regions.add(RegionalCommission.objects.get(pk="ece"))
    assert sheets(cast)["By month"] == [("Month", "States", "States so far")]
    steps.submit(ready_review(cast), by=cast.focal_point)
    found = sheets(cast)
    total = len(board.lines(cycle()))
    assert found["By region"][0] == ("Region", "States", "In preparation", "Submitted", "Published")
    assert found["By region"][-1] == ("All States", total, 0, 1, 0)
    region = RegionalCommission.objects.get(pk="ece")
    here = sum(str(region.review_name) in line.regions for line in board.lines(cycle()))
    assert [row for row in found["By region"][1:-1] if row[3]] == [(str(region.review_name), here, 0, 1, 0)]
    assert [row[1:] for row in found["By month"][1:]] == [(1, 1)]
    assert str(cast.state.country) not in str(found)


def test_w12_consultations_and_pledges_are_those_that_are_published(cast):
    group = StakeholderGroup.objects.first()
    one = {"form": "meeting", "approach": "whole_of_society", "stakeholder_groups": [str(group)], "participants": 40}
    told = {"consultations": [one, {**one, "participants": None, "stakeholder_groups": []}]}
    publish(cast, "review", "RV-2030-ZZ", told)
    publish(cast, "review", "RV-2030-XZ", {"consultations": "Told in a document."})
    publish(cast, "review", "RV-2030-XX", {"consultations": ["Told in a list that was imported."]})
    publish(cast, "pledge", "PL-0001", form=["financial", "process"], level=["local"], together=["individual"])
    publish(cast, "pledge", "PL-0002", form=["financial"], together=["common"])
    register.withdraw("PL-0002", by=cast.officer, reason="Asked.")
    found = sheets(cast)
    counted, pledged = dict(found["Consultations"]), dict(found["Pledges by type"])
    assert (counted["Reviews that name consultations"], counted["Consultations"]) == (2, 3)
    assert (counted[f"Stakeholder group: {group}"], counted["Participants in these"]) == (1, 40)
    assert pledged["All pledges"] == 1
    assert {pledged[f"Type: {one}"] for one in ("Financial", "Process")} == {1}
    assert set(dict(found["about"])) >= set(statistics.about(cycle())) - {"Made"}


def test_w12_the_workbook_is_the_secretariats_and_leaves_a_trace(cast):
    assert cast.client("focal_point").get(STATISTICS).status_code in (302, 403, 404)
    assert cast.client("officer").get("/admin/statistics/?cycle=1999").status_code == 400
    sheets(cast)
    assert Act.objects.filter(verb="exported statistics", by=cast.officer).count() == 1
    assert "/admin/statistics/?cycle=2030" in cast.client("officer").get("/admin/board/?cycle=2030").text
