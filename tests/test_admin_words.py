"""What the secretariat's desk says: in words of people, at the box that is meant, with no mark against a State."""

import re
from datetime import UTC, datetime

import pytest
from django.contrib import admin
from django.urls import reverse

from core.models import Act
from dialogues.models import Session
from forum.models import ForumCycle, Milestone, PageText
from notifications.models import MailPause
from pledges.steps import progress
from reference.models import Country
from reviews.models import Questionnaire, ReceivedDocument, Section
from reviews.steps import submission as steps
from tests.dialogues import builders
from tests.factories import questionnaire_in_force, ready_review
from tests.forum.builders import saved_plan
from tests.pledges import builders as pledges

pytestmark = pytest.mark.django_db
INSIDE = {"reviews.Section", "reviews.Question"}
"""Parts of a questionnaire: reached from its page, without a list of their own."""


def page(cast, name, /, *args, **query):
    return cast.client("officer").get(reverse(f"admin:{name}", args=args), query).text


def sent(cast, name, /, *args, **data):
    return cast.client("officer").post(reverse(f"admin:{name}", args=args), data).text


def test_every_list_of_the_desk_says_what_it_is_for():
    silent = [model._meta.label for model, page in admin.site._registry.items() if not page.about]
    assert set(silent) == INSIDE


# --- what is wrong stands at its box


def test_a_code_that_is_taken_is_said_at_the_code(cast):
    draft = Questionnaire.objects.create(cycle_id=2030, kind="new", titles={"en": "Draft"})
    Section.objects.create(questionnaire=draft, order=10, code="a", titles={"en": "First"})
    text = sent(
        cast, "reviews_section_add", questionnaire=draft.pk, code="a", titles_en="Again", order=20, repeat="once"
    )
    row = re.search(r'<div class="form-row errors field-code">.*?</div>', text, re.DOTALL)
    assert row
    assert "already exists" in row[0]
    assert Section.objects.count() == 1


def test_a_form_that_comes_back_lists_what_is_wrong_with_the_way_there(cast):
    text = sent(cast, "forum_milestone_add", starts_on="31 June 2029", labels_en="Kept", code="kept")
    assert '<a href="#id_starts_on">First day: There is no such day: 31 June 2029' in text
    told = re.search(r'<h2 id="error-summary">(\d+) places in this form need another look</h2>', text)
    assert told
    assert int(told[1]) == len(set(re.findall(r'<li><a href="(#id_[^"]+)">', text)))
    assert "Everything you typed is still here." in text
    assert "Please correct" not in text
    assert "<title>Error: " in text
    assert 'value="31 June 2029"' in text


def test_a_step_that_comes_back_lists_what_is_wrong_too(cast):
    plan = saved_plan()
    step = reverse("admin:forum_reminderplan_step", args=[plan.pk, "propose"])
    text = cast.client("officer").post(step, {"note": "x" * 20_000}).text
    assert re.search(r'<a href="#id_note">[^<]*20000', text)


def test_pages_of_accounts_tell_of_each_mistake_with_the_way_to_its_box(client, cast):
    wrong = {"login": "nobody", "password": ""}
    text = client.post(reverse("account_login"), wrong).text
    assert 'class="error-summary"' in text
    assert '<a href="#id_password">' in text
    own = cast.client("member")
    for name, box in (("account_change_password", "oldpassword"), ("account_email", "email")):
        text = own.post(reverse(name), {"email": "x", "action_add": "", "oldpassword": "x"}).text
        assert f'<a href="#id_{box}">' in text, name
        assert "Please correct" not in text


def test_b17_a_day_is_read_at_the_desk_as_people_write_it(cast):
    words = {f"{name}_{code}": "" for name in ("names", "venues", "notes") for code in ("ar", "zh", "fr", "ru", "es")}
    sent(cast, "forum_forumcycle_add", **words, year=2034, names_en="Fourth", ordinal=4, venues_en="", notes_en="",
         time_zone="America/New_York", starts_on="8 May 2034", ends_on="11 May 2034")  # fmt: skip
    assert str(ForumCycle.objects.get(pk=2034).starts_on) == "2034-05-08"


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"kind": "state"}, "country", "Choose the country"),
        ({"kind": "state", "country": "ZZ"}, "country", "This State is on record already."),
        ({"kind": "ministry", "country": "ZZ", "name": "MINISTRY of Labour"}, "name", "has a ministry of this name"),
        ({"kind": "stakeholder", "slug": "a b"}, "slug", "digits and hyphens alone"),
    ],
)
def test_a_body_that_cannot_be_so_is_said_at_the_box(cast, given, field, words):
    cast.labour.name = "Ministry of Labour"
    cast.labour.save()
    text = sent(cast, "accounts_organisation_add", **{"name": "New", "slug": "new", **given})
    row = re.search(rf'<div class="form-row errors field-{field}">.*?</div>', text, re.DOTALL)
    assert row
    assert words in row[0]
    assert "Constraint" not in text


def test_a_deadline_before_the_opening_is_said_at_the_deadline(cast):
    text = sent(cast, "practices_callforpractices_add", title="Call", slug="call", opens_on="2029-03-01",
                closes_on="1 February 2029")  # fmt: skip
    assert re.search(r'errors field-closes_on">.*?The deadline is before the day', text, re.DOTALL)


def test_a_forum_that_ends_before_it_begins_is_said_at_the_last_day(cast):
    text = sent(cast, "forum_forumcycle_add", year=2034, starts_on="2034-05-08", ends_on="2034-05-01")
    assert re.search(r'errors field-ends_on">.*?The last day is before the first', text, re.DOTALL)


def test_the_english_text_is_not_kept_as_its_translation(cast):
    source = PageText.objects.in_force().filter(language="en").first()
    text = sent(cast, "forum_pagetext_add", page=source.page_id, language="fr", title="Titre",
                **{"body-html": source.body, "body": ""})  # fmt: skip
    assert "This is still the English text." in text
    assert not PageText.objects.filter(language="fr").exists()


def test_a_file_that_has_to_be_chosen_again_is_said(cast):
    assert "Choose a file again" in sent(cast, "reviews_receiveddocument_add", title="No file")


# --- words, not what is stored


def test_states_are_picked_by_name_and_not_by_code(cast):
    offered = re.findall(r'<option value="([A-Z]{2})"', page(cast, "forum_championmembership_add"))
    assert offered == [state.pk for state in Country.objects.by_name()]


def test_no_red_mark_stands_against_a_state_that_was_not_invited(cast):
    name = cast.state.name
    text = page(cast, "accounts_organisation_changelist", q="ZZ")
    assert name in text
    assert "icon-no" not in text


def test_a_plan_in_force_is_read_as_words(cast):
    plan = saved_plan(kind="reviews.due")
    plan.__class__.objects.filter(pk=plan.pk).update(status="in_force")
    text = page(cast, "forum_reminderplan_change", plan.pk)
    assert "[60" not in text
    assert ", ".join(map(str, plan.lead_days)) in text
    assert f'<div class="readonly">{plan.kind}</div>' not in text


def test_a_text_in_force_is_shown_as_readers_see_it(cast):
    text = PageText.objects.in_force().first()
    shown = page(cast, "forum_pagetext_change", text.pk)
    assert text.body[:40] in shown
    assert f"{text.page}, English, version {text.number}" in shown


def test_days_of_published_reports_are_words(cast):
    pledge = pledges.published(cast)
    report = progress.publish(pledges.report(cast.pledger, pledge, pledge.organisation), by=cast.pledger)
    for name, record in (("followedpledge", pledge), ("followedreport", report)):
        assert not re.search(r">\d{4}-\d\d-\d\d", page(cast, f"pledges_{name}_change", record.pk))


def test_language_and_day_of_a_received_document_are_words(cast):
    document = ReceivedDocument.objects.create(
        country_id=cast.state.country_id, cycle_id=2030, year=2030, title="By e-mail", language="fr",
        status="published", received_on="2029-05", web_address="https://example.org/", registered_by=cast.head,
    )  # fmt: skip
    text = page(cast, "reviews_receiveddocument_change", document.pk)
    assert ("Français" in text, "May 2029" in text) == (True, True)


def test_the_history_of_a_record_says_acts_as_the_log_does(cast):
    milestone = Milestone.objects.first()
    Act.objects.log("put_in_force", milestone, by=cast.head)
    text = page(cast, "forum_milestone_history", milestone.pk)
    assert ("put in force" in text, "put_in_force" in text) == (True, False)


def test_since_when_mail_is_paused_is_said_in_the_zone_of_the_page(cast):
    MailPause.objects.create(pk=1)
    MailPause.objects.update(
        paused=True, changed_at=datetime(2029, 1, 1, 12, tzinfo=UTC), changed_by=cast.head, note="a flood"
    )
    text = page(cast, "notifications_message_pause")
    assert "7:00 EST" in text
    assert "UTC" not in text


def test_an_empty_column_is_filtered_in_words(cast):
    for name in ("practices_reviewround", "publications_publication", "publications_importedrecord",
                 "accounts_organisation"):  # fmt: skip
        assert "Not empty" not in page(cast, f"{name}_changelist")


def test_drafts_are_no_filter_of_a_list_without_drafts(cast):
    assert "status__exact=draft" not in page(cast, "practices_practice_changelist")


def test_a_status_is_not_called_a_state_where_states_are_meant(cast):
    for name in ("notifications_message", "accounts_invitation", "publications_importrun"):
        assert "By state" not in page(cast, f"{name}_changelist")


def test_a_state_is_called_a_state_where_reviews_are_kept(cast):
    for name in ("submission", "intention", "receiveddocument"):
        model = next(one for one in admin.site._registry if one._meta.model_name == name)
        assert model._meta.get_field("country").verbose_name == "State"


def test_mail_about_a_state_names_it(cast):
    steps.submit(ready_review(cast), by=cast.focal_point)
    assert str(cast.state.country) in re.findall(
        r'field-concerned">([^<]*)<', page(cast, "notifications_message_changelist")
    )


def test_a_figure_of_the_fund_is_written_in_groups(cast):
    shown = page(cast, "forum_fundfigure_changelist")
    assert "12,000,000" in shown
    assert not re.search(r"\d\.00<", shown)


def test_a_reminder_is_not_said_to_go_whatever_happens(cast):
    address = cast.focal_point.email
    plan = saved_plan(kind="reviews.due", status="proposed", proposed_by=cast.officer)
    text = cast.client("head").get(reverse("admin:forum_reminderplan_step", args=[plan.pk, "put_in_force"])).text
    assert address in text
    assert "It always goes" not in text


def test_the_title_of_a_step_that_came_back_says_so(cast):
    step = reverse("admin:accounts_user_step", args=[cast.focal_point.pk, "reset_factor"])
    assert "<title>Error: " in cast.prove("officer").post(step, {"called": ""}).text


# --- the way on


def test_the_day_page_leads_to_the_planning_of_dialogues(cast):
    assert reverse("dialogues:planning") in cast.client("officer").get("/admin/").text


def test_a_new_version_opens_where_it_is_written(cast):
    old = questionnaire_in_force(cast)
    answer = cast.prove("officer").post(reverse("admin:reviews_questionnaire_step", args=[old.pk, "new_version"]))
    made = Questionnaire.objects.get(version=old.version + 1)
    assert answer.url == reverse("admin:reviews_questionnaire_change", args=[made.pk])


def test_the_log_is_filtered_by_acts_and_records_in_words(cast):
    Act.objects.log("send_to_review", cast.officer, by=cast.officer, detail="co_chair")
    Act.objects.log("put_in_force", Milestone.objects.first(), by=cast.officer)
    shown = page(cast, "core_act_changelist")
    for words in (">send to review<", ">person<", "By record", ">co chair<"):
        assert words in shown
    for code in ("content type", ">send_to_review<", "co_chair"):
        assert code not in shown


def test_days_and_zones_of_sessions_are_words(cast):
    builders.sitting(builders.draft(cast.officer), cast.officer)
    shown = page(cast, "dialogues_session_changelist")
    assert "New York" in shown
    assert "America/New_York<" not in shown
    assert f"{builders.DAY:%Y-%m-%d}" not in str(Session.objects.get())
