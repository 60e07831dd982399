"""The secretariat's desk: published pledges and reports followed, imported pledges published at once."""

from datetime import date

import pytest
from django.urls import reverse

from pledges.choices import Outcome
from pledges.models import Pledge, PledgeVersion
from pledges.steps import progress, submission
from pledges.steps.import_pledges import PledgeImport
from publications import citations
from publications.models import Publication
from tests.pledges import builders

pytestmark = pytest.mark.django_db

FOLLOWED = "admin:pledges_followedpledge_changelist"


def test_the_desk_shows_whose_report_would_be_welcome_and_no_word_of_a_change(cast):
    pledge = builders.published(cast)
    builders.of_bank(cast, title="A draft")
    changed = submission.start_change(pledge, by=cast.pledger)
    Pledge.objects.filter(pk=changed.pk).update(title="Not public yet", next_report_on=date(2026, 1, 1))
    page = cast.client("officer").get(reverse(FOLLOWED) + "?report=late").content.decode()
    assert "Skills of care workers" in page
    assert "Not public yet" not in page
    assert "A draft" not in page
    assert (
        "Skills of care workers" not in cast.client("officer").get(reverse(FOLLOWED) + "?report=told").content.decode()
    )
    for who in ("pledger", "superuser"):
        assert cast.client(who).get(reverse(FOLLOWED)).status_code in (302, 403, 404), who


def test_the_desk_does_not_show_whether_a_body_has_itself_reminded(cast):
    pledge = builders.published(cast)
    one = reverse("admin:pledges_followedpledge_change", args=[pledge.pk])
    for page in (reverse(FOLLOWED), one):
        shown = cast.client("officer").get(page)
        assert shown.status_code == 200
        assert "eminders" not in shown.text
        assert "is_reminded" not in shown.text


def test_published_reports_are_listed_with_their_evidence_and_drafts_are_not(cast):
    pledge = builders.published(cast)
    named = [{"label": "Register", "url": "https://www.example.org/r"}]
    progress.publish(builders.report(cast.pledger, pledge, pledge.organisation, evidence=named), by=cast.pledger)
    pledge.reports.get().links.update(failures=2)
    builders.report(cast.pledger, pledge, pledge.organisation, text="Still a draft")
    page = cast.client("officer").get(reverse("admin:pledges_followedreport_changelist")).content.decode()
    assert "1, 1 cannot be opened" in page
    assert "1 published progress report" in page
    report = pledge.reports.get(status="published")
    one = cast.client("officer").get(reverse("admin:pledges_followedreport_change", args=[report.pk]))
    assert one.status_code == 200
    draft = pledge.reports.get(status="draft")
    assert (
        cast.client("officer").get(reverse("admin:pledges_followedreport_change", args=[draft.pk])).status_code == 404
    )


@pytest.mark.parametrize("name", ["followedpledge", "followedreport"])
def test_l11_the_desk_asks_as_often_for_many_rows_as_for_one(cast, name, django_assert_max_num_queries):
    def told(title):
        pledge = builders.published(cast, builders.of_bank(cast, title=title))
        progress.publish(builders.report(cast.pledger, pledge, pledge.organisation), by=cast.pledger)

    page = reverse(f"admin:pledges_{name}_changelist")
    told("One")
    cast.client("officer").get(page)
    with django_assert_max_num_queries(15):
        cast.client("officer").get(page)
    for number in range(8):
        told(f"Pledge {number}")
    with django_assert_max_num_queries(15):
        assert "PL-0009" in cast.client("officer").get(page).content.decode()


def imported(number, **row):
    row = {"id": f"row-{number}", "summary": builders.TEXT, "pledger": "Demo Development Bank", **row}
    assert [line.outcome for line in PledgeImport().import_rows([row])] == ["created"]


def test_imported_pledges_that_wait_for_somebody_take_no_place_of_those_that_can_be_published(cast, monkeypatch):
    assert cast.state
    monkeypatch.setattr(submission, "MOST_AT_ONCE", 2)
    for number in range(3):
        imported(number, title=f"The Government of Demo State receives {number} thousand people")
    for number, title in enumerate(("Nurses", "Harbours", "Remittances"), 10):
        imported(number, title=title)
    page = reverse("admin:pledges_pledgeversion_imported")
    shown = cast.prove("officer").get(page).content.decode()
    assert "One press publishes up to 2 of them" in shown
    assert shown.count("Stays in the queue.") == 3
    done = cast.prove("officer").post(page, follow=True).content.decode()
    assert "2 pledges were published." in done
    assert "3 were left in the queue" in done
    shown = Publication.objects.current().of_kind("pledge")
    assert sorted(shown.values_list("title", flat=True)) == ["Harbours", "Nurses"]
    cast.prove("officer").post(page)
    assert shown.filter(title="Remittances").exists()


def test_who_pledges_stands_in_the_queue_as_printed_where_the_body_is_not_on_record(cast):
    imported(1, title="A city welcomes", pledger="Barranquilla")
    listed = reverse("admin:pledges_pledgeversion_changelist")
    assert "Barranquilla" in cast.client("officer").get(listed).content.decode()
    assert "Barranquilla" in cast.prove("officer").get(reverse("admin:pledges_pledgeversion_imported")).content.decode()


def test_what_a_city_pledged_elsewhere_never_stands_in_the_name_of_the_state_where_it_works(cast):
    """B63: whose text it is, as printed; a State is no author of what it did not file."""
    imported(1, title="A city welcomes", pledger="Barranquilla", countries=["Colombia"])
    cast.prove("officer").post(reverse("admin:pledges_pledgeversion_imported"))
    published = Publication.objects.current().get(kind="pledge")
    assert published.authors == ["Barranquilla"]
    assert citations.cite(published).text.startswith("Barranquilla. A city welcomes")
    listed = cast.client("visitor").get("/en/pledges/").content.decode()
    assert '<div class="eyebrow"><span>Barranquilla</span></div>' in listed
    feed = cast.client("visitor").get(reverse("feed", args=["pledge"])).content.decode()
    assert "<name>Barranquilla</name>" in feed
    assert "Colombia" not in feed


def test_all_imported_pledges_are_published_at_once_on_a_fresh_proof_and_false_ones_are_held_back(cast):
    assert cast.state
    assert cast.pledger
    for number in range(3):
        imported(number, title=f"Imported number {number}")
    imported(9, title="The Government of Demo State receives a thousand people")
    builders.submitted(cast)
    page = reverse("admin:pledges_pledgeversion_imported")
    assert (
        "Publish 4 imported pledges"
        in cast.client("officer").get(reverse("admin:pledges_pledgeversion_changelist")).content.decode()
    )
    assert "reauthenticate" in cast.client("officer").post(page).url
    shown = cast.prove("officer").get(page).content.decode()
    assert "4 imported pledges wait." in shown
    assert 'value="Publish up to 4 pledges"' in shown
    assert not Publication.objects.exists()
    done = cast.prove("officer").post(page, follow=True).content.decode()
    assert "3 pledges were published." in done
    assert "1 was left in the queue" in done
    assert Publication.objects.current().of_kind("pledge").count() == 3
    left = PledgeVersion.objects.filter(outcome=Outcome.WAITING)
    assert sorted(one.pledge.is_imported for one in left) == [False, True]
    assert cast.client("pledger").get(page).status_code in (302, 403, 404)
