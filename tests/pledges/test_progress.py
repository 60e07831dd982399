"""What became of a pledge: reports of each of its bodies, the chart, the age of information, reminders."""

import uuid
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from core.drafts import token
from core.workflow import NotReady
from notifications import outbox
from notifications.models import Message
from pledges.charts import charts_of
from pledges.choices import Progress
from pledges.models import Pledge, ProgressReport
from pledges.reports import age_in_words, published_of
from pledges.steps import progress, submission
from publications.models import Publication
from tests.cast import organisation
from tests.pledges import builders

pytestmark = pytest.mark.django_db


def joint(cast):
    pledge, asked = builders.joint(cast)
    builders.confirmed(cast, asked)
    return builders.published(cast, pledge)


def told(cast, pledge, **fields):
    """A published report of the body that leads."""
    return progress.publish(builders.report(cast.pledger, pledge, pledge.organisation, **fields), by=cast.pledger)


def public(cast, pledge):
    return cast.client("visitor").get(f"/en/pledges/{pledge.reference}/").content.decode()


def test_p38_a_report_is_written_by_its_body_and_opens_for_nobody_else(cast):
    pledge = joint(cast)
    start = reverse("pledges:report_start", kwargs=pledge.address)
    form = {"organisation": organisation("Demo Development Bank").pk, "form_key": str(uuid.uuid4())}
    for who, code in (("visitor", 401), ("member", 404), ("focal_point", 404), ("officer", 404), ("superuser", 404)):
        assert cast.client(who).post(start, form).status_code == code, who
    assert cast.client("partner").post(start, form).status_code == 400  # not its own body
    first = cast.client("pledger").post(start, form)
    assert first.status_code == 302
    again = cast.client("pledger").post(start, {**form, "form_key": str(uuid.uuid4())})
    assert again.url == first.url  # one report of a body is written at a time
    report = ProgressReport.objects.get()
    for who in ("member", "partner", "officer", "superuser"):
        assert cast.client(who).get(first.url).status_code == 404, who
        assert cast.client(who).post(reverse("pledges:report_publish", args=[report.pk])).status_code == 404, who
    assert cast.client("pledger").get(first.url).status_code == 200
    assert not Publication.objects.of_kind("progress").exists()


def test_p38_whom_the_focal_point_names_reports_for_the_state(cast):
    pledge = builders.published(cast, builders.of_state(cast))
    start = reverse("pledges:report_start", kwargs=pledge.address)
    assert cast.client("contributor").get(start).status_code == 404
    pledge.delegates.add(cast.contributor)
    form = {"organisation": pledge.organisation_id, "form_key": str(uuid.uuid4())}
    written = cast.client("contributor").post(start, form)
    assert written.status_code == 302
    report = ProgressReport.objects.get()
    assert report.for_all
    ProgressReport.objects.update(as_of="2025", progress="in_progress", text="Under way.")
    publish, key = reverse("pledges:report_publish", args=[report.pk]), {"form_key": str(uuid.uuid4())}
    assert "reauthenticate" in cast.client("contributor").post(publish, key).url  # in a State's name: proved again
    assert cast.prove("contributor").post(publish, key).status_code == 302
    assert "Under way." in public(cast, pledge)
    correct = reverse("pledges:report_step", args=[report.pk, "start_correction"])
    assert cast.client("contributor").post(correct).status_code == 302
    pledge.delegates.clear()
    assert cast.client("contributor").get(written.url).status_code == 404


def test_c5_what_is_typed_saves_itself_and_is_published_with_its_number(cast):
    pledge = joint(cast)
    report = progress.start(pledge, pledge.organisation, by=cast.pledger)
    page = reverse("pledges:report_save", args=[report.pk])
    typed = {"as_of": "June 2025", "progress": "in_progress", "figures-1": "4 180", "text": "Two centres are running."}
    for box, text in typed.items():
        name, sent = box.partition("-")[0], {box: text}
        seen = {f"{name}-seen": token(getattr(report, name)), "field": name, "person": cast.pledger.pk}
        answer = cast.client("pledger").post(page, {**sent, **seen})
        assert answer.json()["state"] == "saved", answer.content
    publish = reverse("pledges:report_publish", args=[report.pk])
    assert cast.client("pledger").post(publish, {"form_key": str(uuid.uuid4())}).status_code == 302
    shown = public(cast, pledge)
    assert "4,180 " in shown
    assert "PL-0001-R1" in shown
    assert "In progress" in shown
    publication = Publication.objects.current().get(reference="PL-0001-R1")
    assert publication.part_of == "PL-0001"
    assert "Two centres are running." in cast.client("visitor").get("/en/pledges/PL-0001/R1/").content.decode()
    assert Publication.objects.get(reference="PL-0001", is_current=True).version == 1  # restated, no new version


def test_c5_each_partner_reports_its_own_part_and_the_lead_speaks_for_the_whole(cast):
    pledge = joint(cast)
    city = organisation("Demo City")
    progress.publish(builders.report(cast.partner, pledge, city, progress="completed"), by=cast.partner)
    assert Pledge.objects.get(pk=pledge.pk).progress == Progress.NO_REPORT
    assert "for its own part" in public(cast, pledge)
    told(cast, pledge, progress="delayed")
    assert Pledge.objects.get(pk=pledge.pk).progress == Progress.DELAYED
    asked = Message.objects.filter(kind="pledges.progress_published").values_list("recipient__email", flat=True)
    assert set(asked) == {cast.pledger.email, cast.partner.email}


def test_p38_a_correction_is_a_further_version_and_the_old_report_stays(cast):
    pledge = joint(cast)
    told(cast, pledge, figures=[{"target": 1, "value": "5000"}])
    report = progress.start_correction(ProgressReport.objects.get(), by=cast.pledger)
    report.figures = [{"target": 1, "value": "4180"}]
    report.save()
    assert "5,000" in public(cast, pledge)
    page = reverse("pledges:report_publish", args=[report.pk])
    assert cast.client("pledger").post(page, {"form_key": str(uuid.uuid4())}).status_code == 400  # why?
    cast.client("pledger").post(page, {"form_key": str(uuid.uuid4()), "note": "Counted twice"})
    assert "4,180" in cast.client("visitor").get("/en/pledges/PL-0001/R1/").content.decode()
    old = cast.client("visitor").get("/en/pledges/PL-0001/R1/v1/").content.decode()
    assert "5,000" in old
    assert "Counted twice" in old


def test_a_correction_that_is_dropped_says_again_what_the_public_reads(cast):
    pledge = joint(cast)
    told(cast, pledge)
    report = progress.start_correction(ProgressReport.objects.get(), by=cast.pledger)
    report.text, report.figures = "Wrong", []
    report.save()
    cast.client("pledger").post(reverse("pledges:report_step", args=[report.pk, "drop_correction"]))
    report = ProgressReport.objects.get()
    assert (report.text, report.figures) == ("Two centres are running.", [{"target": 1, "value": "4180"}])
    assert report.being_corrected_since is None


def test_p39_a_change_that_is_dropped_says_again_what_the_public_reads(cast):
    money = {"amount": "100", "currency": "USD", "year": "2027", "money": "new", "funding": "secured"}
    pledge = builders.published(cast, builders.of_bank(cast, amounts=[money], seeks="Trainers"))
    before = pledge.commitment()
    pledge = submission.start_change(pledge, by=cast.pledger)
    pledge.text, pledge.targets, pledge.amounts, pledge.seeks = "Other", [], [], ""
    pledge.save()
    pledge.objectives.set([1])
    cast.client("pledger").post(reverse("pledges:step", kwargs={**pledge.address, "step": "drop_change"}))
    pledge = Pledge.objects.get(pk=pledge.pk)
    assert pledge.being_changed_since is None
    assert pledge.commitment() == before
    assert [one.pk for one in pledge.objectives.all()] == [18]
    assert pledge.seeks == "Trainers"


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"as_of": ""}, "for when"),
        ({"as_of": "2099"}, "not come yet"),
        ({"progress": ""}, "how far"),
        ({"period_from": "2025-08"}, "cannot end before"),
        ({"text": "", "figures": []}, "figure"),
        ({"text": "", "progress": "changed"}, "why"),
    ],
)
def test_c5_a_report_says_for_when_how_far_and_why(cast, fields, missing):
    pledge = builders.published(cast)
    report = builders.report(cast.pledger, pledge, pledge.organisation, **fields)
    with pytest.raises(NotReady, match=missing):
        progress.publish(report, by=cast.pledger)
    report.refresh_from_db()
    assert report.reference is None  # a refused report costs no number


@pytest.mark.parametrize(
    ("typed", "sentence"), [("-1", "Not below zero"), ("1" + "0" * 30, "too large"), ("many", "not a number")]
)
def test_b11_a_figure_that_nothing_has_comes_back_with_a_sentence(cast, typed, sentence):
    pledge = builders.published(cast)
    report = progress.start(pledge, pledge.organisation, by=cast.pledger)
    sent = {"figures-1": typed, "figures-seen": token([])}
    page = cast.client("pledger").post(reverse("pledges:report", args=[report.pk]), sent)
    assert page.status_code == 400
    assert sentence in page.content.decode()
    assert f'value="{typed}"' in page.content.decode()


def test_c5_nothing_has_changed_is_one_press_and_dated(cast):
    pledge = builders.published(cast)
    told(cast, pledge)
    page = reverse("pledges:no_change", kwargs=pledge.address)
    form = {"organisation": pledge.organisation_id, "form_key": str(uuid.uuid4())}
    for _press in range(2):
        assert cast.client("pledger").post(page, form).status_code == 302
    assert ProgressReport.objects.count() == 2  # pressed twice, said once (F2)
    report = ProgressReport.objects.get(reference="PL-0001-R2")
    assert (report.progress, report.is_no_change) == ("in_progress", True)
    assert "Nothing has changed since the last report" in public(cast, pledge)


def test_a_partner_that_has_not_confirmed_or_has_left_reports_nothing(cast):
    pledge, _asked = builders.joint(cast)
    pledge = builders.published(cast, pledge)
    assert cast.client("partner").get(reverse("pledges:report_start", kwargs=pledge.address)).status_code == 403


def test_c12_a_chart_for_each_target_with_its_table_and_without_scripts(cast):
    pledge = builders.of_bank(cast, targets=[builders.TARGET, builders.LAW], starts_on="2024-06")
    pledge = builders.published(cast, pledge)
    told(cast, pledge, as_of="2024-12", figures=[{"target": 1, "value": "900"}])
    told(cast, pledge, figures=[{"target": 1, "value": "4180"}, {"target": 2, "value": "reached"}])
    page = public(cast, pledge)
    assert page.count('<svg class="chart"') == 1
    assert "4,180 people reported for June 2025; the target is 12,000 people" in page
    assert "Reached" in page
    content = Publication.objects.current().get(reference=pledge.reference).content.content
    chart, stage = charts_of(content, published_of(pledge.reference), today=date(2026, 12, 31))
    assert [one.words for one in chart.told] == ["4,180", "900"]
    assert chart.share == 34.8
    assert [point.x for point in chart.points] == sorted(point.x for point in chart.points)
    assert stage.is_stage
    assert stage.latest.value == "reached"


def test_c12_stages_stand_in_the_chart_by_their_days(cast):
    pledge = builders.of_bank(cast, targets=[builders.TARGET, builders.LAW], starts_on="2024-06")
    pledge = builders.published(cast, pledge)
    told(cast, pledge, period_from="2025-01", figures=[{"target": 1, "value": "90"}, {"target": 2, "value": "reached"}])
    content = Publication.objects.current().get(reference=pledge.reference).content.content
    chart, _stage = charts_of(content, published_of(pledge.reference))
    (mark,) = chart.milestones
    assert (mark.name, mark.by_when, mark.words, mark.is_reached) == ("Law in force", "2027", "Reached", True)
    page = public(cast, pledge)
    assert "Law in force, 2027: Reached" in page
    assert "January 2025 – June 2025" in page


def test_c12_a_target_of_zero_or_one_that_falls_is_drawn_too(cast):
    falling = {"indicator": "Waiting weeks", "baseline": "11", "target": "4"}
    rows = [{**builders.TARGET, "baseline": "0", "target": "0"}, {**builders.TARGET, **falling}]
    pledge = builders.published(cast, builders.of_bank(cast, targets=rows))
    told(cast, pledge, figures=[{"target": 1, "value": "0"}, {"target": 2, "value": "6"}])
    assert public(cast, pledge).count('<svg class="chart"') == 2
    content = Publication.objects.current().get(reference=pledge.reference).content.content
    zero, falling = charts_of(content, published_of(pledge.reference))
    assert (zero.share, falling.share) == (100.0, 71.4)


def test_c6_the_age_of_information_is_said_in_words_and_a_filter(cast):
    assert age_in_words(None) == "No report yet"
    assert age_in_words(date(2028, 1, 31), today=date(2029, 3, 30)) == "Last report 13 months ago"
    pledge = builders.published(cast)
    assert "No report yet" in public(cast, pledge)
    visitor = cast.client("visitor")
    assert "1 pledge" in visitor.get("/en/pledges/?reported=none").content.decode()
    told(cast, pledge)
    page = visitor.get("/en/pledges/?reported=none").content.decode()
    assert "Nothing fits this selection" in page


def test_c7_the_reports_of_a_withdrawn_pledge_are_withdrawn_with_it(cast):
    pledge = builders.published(cast)
    told(cast, pledge)
    submission.withdraw(pledge, by=cast.pledger, note="Ended")
    assert cast.client("visitor").get("/en/pledges/PL-0001/R1/").status_code == 410
    assert cast.client("pledger").get(reverse("pledges:report_start", kwargs=pledge.address)).status_code == 403


def due(now):
    return [one for one in outbox.plan(now) if one.kind == "pledges.report_due"]


def test_c11_one_message_for_all_pledges_six_months_and_one_month_before(cast):
    first, second = builders.published(cast), builders.published(cast, builders.of_bank(cast, title="Another"))
    Pledge.objects.update(next_report_on=date(2028, 9, 20))
    assert due(datetime(2028, 4, 10, tzinfo=UTC)) == []
    (message,) = due(datetime(2028, 3, 10, tzinfo=UTC))
    assert message.facts["pledges"] == [first.reference, second.reference]
    assert due(datetime(2028, 3, 11, tzinfo=UTC)) == []  # once a month
    assert len(due(datetime(2028, 8, 1, tzinfo=UTC))) == 1


def test_c11_whoever_has_reported_switched_off_or_ended_is_left_in_peace(cast):
    pledge = builders.published(cast)
    Pledge.objects.update(next_report_on=date(2028, 9, 20))
    at = datetime(2028, 8, 1, tzinfo=UTC)
    with time_machine.travel(datetime(2028, 7, 30, tzinfo=UTC)):
        told(cast, Pledge.objects.get(pk=pledge.pk))
        assert due(at) == []
    later = datetime(2029, 8, 1, tzinfo=UTC)
    page = reverse("pledges:plan_reports", kwargs=pledge.address)
    cast.client("pledger").post(page, {"next_report_on": "20 September 2029"})
    assert due(later) == []  # switched off
    Pledge.objects.update(is_reminded=True, progress="completed")
    assert due(later) == []
    Pledge.objects.update(progress="in_progress")
    assert len(due(later)) == 1


def test_c11_before_each_forum_all_that_is_under_way_is_asked_for(cast):
    builders.published(cast)
    Pledge.objects.update(next_report_on=None)
    assert due(datetime(2029, 10, 15, tzinfo=UTC)) == []
    assert len(due(datetime(2029, 11, 15, tzinfo=UTC))) == 1  # the forum is in May 2030


def test_an_overdue_report_is_an_invitation_on_my_work(cast):
    builders.published(cast)
    Pledge.objects.update(next_report_on=date(2026, 1, 1))
    page = cast.client("pledger").get("/en/work/").content.decode()
    assert "A report would be welcome" in page


def test_the_page_asks_as_often_for_twelve_reports_as_for_one(cast, django_assert_max_num_queries):
    pledge = joint(cast)
    told(cast, pledge)
    with django_assert_max_num_queries(16):
        public(cast, pledge)
    for month in range(1, 6):
        told(cast, pledge, as_of=f"2024-0{month}")
    with django_assert_max_num_queries(16):
        assert "PL-0001-R6" in public(cast, pledge)
    desk = cast.client("pledger").get(pledge.get_absolute_url()).context["reports"]
    days = [one.as_of for one in desk]
    assert days == sorted(days, reverse=True), "the newest day first, whenever it was written"


@pytest.mark.parametrize("table", [ProgressReport, ProgressReport.history.model])
def test_a_release_that_knows_no_period_still_writes_reports_while_the_next_one_is_rolled_out(cast, table):
    pledge = builders.published(cast)
    builders.report(cast.pledger, pledge, pledge.organisation)
    known = [one.column for one in table._meta.concrete_fields if one.name != "period_from"]
    columns = ", ".join(map(connection.ops.quote_name, known))
    name = connection.ops.quote_name(table._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {name}")  # noqa: S608 - names of ours
        rows = cursor.fetchall()
        cursor.execute(f"DELETE FROM {name}")  # noqa: S608
        places = ", ".join(["%s"] * len(known))
        cursor.executemany(f"INSERT INTO {name} ({columns}) VALUES ({places})", rows)  # noqa: S608
    assert rows
    assert set(table.objects.values_list("period_from", flat=True)) == {""}
