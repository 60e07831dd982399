"""The secretariat's desk: what it opens to whom, and what a forged request to it does."""

import re

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.urls import NoReverseMatch, reverse

from core.admin import PortalAdmin
from core.models import Act
from forum import steps
from forum.models import Milestone
from reference.models import Objective
from tests.factories import CANARY, ready_review
from tests.forum.builders import saved_plan

pytestmark = pytest.mark.django_db

PEOPLE_WITHOUT_DESK = ("visitor", "member", "focal_point", "contributor", "reviewer", "moderator")


def registry():
    return list(admin.site._registry.items())


def url(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def name_of(model):
    return model._meta.label


def pages(client, record):
    model = type(record)
    return {page: client.get(url(model, page, record.pk)).status_code for page in ("change", "history", "delete")}


# --- who comes in, and what is there


@pytest.mark.parametrize("who", PEOPLE_WITHOUT_DESK)
def test_s2_the_desk_has_the_door_of_the_site(cast, who):
    client = cast.client(who)
    response = client.get("/admin/", follow=True)
    if who == "visitor":
        assert response.redirect_chain[-1][0].startswith("/en/accounts/login/?next=")
    else:
        assert response.status_code == 403
    assert 'type="password"' not in cast.client(who).get("/admin/login/").text
    assert cast.client(who).post("/admin/login/", {"username": "a", "password": "b"}).status_code in (302, 403)


def test_every_page_of_admin_is_ours(cast):
    assert [name_of(model) for model, page in registry() if not isinstance(page, PortalAdmin)] == []


@pytest.mark.parametrize(
    "table", ["account.EmailAddress", "account.EmailConfirmation", "mfa.Authenticator", "usersessions.UserSession",
              "auth.Group", "django_celery_beat.CrontabSchedule", "sessions.Session", "admin.LogEntry"],
)  # fmt: skip
def test_addresses_factors_logins_and_schedules_of_libraries_are_at_no_desk(cast, table):
    assert table not in {name_of(model) for model, _page in registry()}
    app, model = table.lower().split(".")
    for who in ("head", "superuser"):
        assert cast.client(who).get(f"/admin/{app}/{model}/").status_code == 404


def test_a_library_that_registers_its_table_later_is_not_let_in():
    class Stock(admin.ModelAdmin):
        pass

    admin.site.register(LogEntry, Stock)
    admin.site.register(LogEntry)
    assert LogEntry not in admin.site._registry


def test_p1_a_superuser_alone_opens_accounts_log_mail_and_schedule_and_nothing_else(cast):
    saved_plan()
    client = cast.client("superuser")
    opened = {name_of(model) for model, _page in registry() if client.get(url(model, "changelist")).status_code == 200}
    assert {"accounts.User", "core.Act", "django_celery_beat.PeriodicTask"} <= opened
    assert opened <= {
        "accounts.User",
        "accounts.Membership",
        "accounts.Invitation",
        "core.Act",
        "notifications.Message",
        "django_celery_beat.PeriodicTask",
    }
    assert client.post(url(Objective, "change", 1), {"names_en": "x"}).status_code in (403, 404)


@pytest.mark.parametrize("who", ["officer", "head", "superuser"])
@pytest.mark.once
def test_p1_no_list_shows_a_draft(cast, who):
    draft = ready_review(cast)
    client = cast.client(who)
    for model, _page in registry():
        for address in (url(model, "changelist"), url(model, "changelist") + f"?q={CANARY}"):
            text = re.sub(rf'(href|value)="[^"]*{CANARY}[^"]*"', "", client.get(address).text)  # what was asked for
            assert CANARY not in text, name_of(model)
            assert f"RV-{draft.cycle_id}-ZZ" not in text, name_of(model)


def test_every_list_of_admin_begins_from_what_one_may_see_or_says_itself_where(cast):
    for model, page in registry():
        own = type(page).get_queryset is not PortalAdmin.get_queryset
        assert own or hasattr(model._default_manager.all(), "visible_to"), name_of(model)


def test_no_action_on_many_at_once_is_offered_unless_a_page_declares_it(cast, rf):
    request = rf.get("/admin/")
    request.user = cast.head
    declared = {name_of(model): list(page.get_actions(request)) for model, page in registry()}
    assert {name: actions for name, actions in declared.items() if "delete_selected" in actions} == {}


def test_nothing_is_deleted_but_the_draft_of_a_plan(cast, rf):
    request = rf.get("/admin/")
    request.user = cast.head
    for model, page in registry():
        record = model._default_manager.first()
        if record is not None:
            assert not page.has_delete_permission(request, record), name_of(model)
            assert cast.client("head").post(url(model, "delete", record.pk), {"post": "yes"}).status_code in (403, 404)
            assert model._default_manager.filter(pk=record.pk).exists()
    assert admin.site._registry[type(saved_plan())].has_delete_permission(request, saved_plan())


# --- history and log


def test_p2_what_one_may_not_see_answers_as_what_does_not_exist(cast):
    plan, client = saved_plan(), cast.client("superuser")
    missing = type(plan)(pk=999_999)
    assert client.get(url(type(plan), "history", plan.pk)).status_code == 404
    assert pages(client, plan) == pages(client, missing)
    assert pages(cast.client("officer"), plan) == {"change": 200, "history": 200, "delete": 200}
    assert pages(cast.client("officer"), missing) == {"change": 404, "history": 404, "delete": 404}


def test_p2_the_history_page_says_who_and_when_and_not_what(cast):
    objective = Objective.objects.first()
    Act.objects.log("changed", objective, by=cast.officer, detail="2 rows")
    text = cast.client("officer").get(url(Objective, "history", objective.pk)).text
    assert "changed (2 rows)" in text
    assert str(cast.officer) in text


def test_p56_a_change_in_admin_is_an_act_without_words_and_no_entry_of_djangos_log(cast):
    milestone = Milestone.objects.get(cycle=2030, code="hearing")
    page = cast.client("officer").get(url(Milestone, "change", milestone.pk))
    form = page.context["adminform"].form
    data = {bound.html_name: bound.value() or "" for bound in form if not isinstance(bound.value(), dict)}
    languages = ("en", "ar", "zh", "fr", "ru", "es")
    data |= {f"{name}_{code}": "" for name in ("labels", "notes") for code in languages} | {"labels_en": CANARY}
    response = cast.client("officer").post(url(Milestone, "change", milestone.pk), data)
    assert response.status_code == 302, response.context["errors"]
    act = Act.objects.get(verb="changed", object_id=str(milestone.pk))
    assert act.by == cast.officer
    assert CANARY not in f"{act.reference} {act.detail} {act}"
    assert not LogEntry.objects.exists()
    assert milestone.history.first().history_user == cast.officer


def test_p56_the_log_hides_acts_on_drafts_but_never_ones_own(cast):
    draft = ready_review(cast)
    Act.objects.all().delete()
    Act.objects.log("opened draft", draft, by=cast.focal_point)
    Act.objects.log("own act", draft, by=cast.officer)
    Act.objects.log("public act", Objective.objects.first(), by=cast.focal_point)
    seen = {
        who: set(Act.objects.visible_to(getattr(cast, who)).values_list("verb", flat=True))
        for who in ("focal_point", "other_focal_point", "contributor", "officer", "head", "superuser", "member")
    }
    assert seen == {
        "focal_point": {"opened draft", "own act", "public act"},
        "other_focal_point": set(),
        "contributor": set(),
        "officer": {"own act", "public act"},
        "head": {"public act"},
        "superuser": {"public act"},
        "member": set(),
    }
    for who in ("head", "superuser"):
        text = cast.client(who).get(url(Act, "changelist")).text
        assert "public act" in text
        assert "opened draft" not in text
        hidden = Act.objects.get(verb="opened draft")
        assert pages(cast.client(who), hidden) == pages(cast.client(who), Act(pk=999_999))
        assert pages(cast.client(who), hidden)["change"] == 404


def test_p56_an_act_is_read_and_never_written(cast):
    act = Act.objects.log("an act", Objective.objects.first(), by=cast.officer)
    for who in ("head", "superuser"):
        client = cast.client(who)
        assert client.get(url(Act, "change", act.pk)).status_code == 200
        assert client.post(url(Act, "change", act.pk), {"verb": "another"}).status_code == 403
        assert client.get(url(Act, "add")).status_code == 403
        assert client.post(url(Act, "delete", act.pk), {"post": "yes"}).status_code == 403
    act.refresh_from_db()
    assert act.verb == "an act"


# --- forged requests


def test_p1_there_is_no_address_that_tells_whether_a_record_exists(cast):
    draft = ready_review(cast)
    kind = ContentType.objects.get_for_model(draft).pk
    with pytest.raises(NoReverseMatch):
        reverse("admin:view_on_site", args=[kind, draft.pk])
    for who in ("head", "superuser"):
        assert cast.client(who).get(f"/admin/r/{kind}/{draft.pk}/").status_code == 404


def test_s11_the_password_is_changed_by_the_sites_own_page(cast):
    for who in ("head", "superuser"):
        for method in ("get", "post"):
            response = getattr(cast.client(who), method)("/admin/password_change/", {"new_password1": "x"})
            assert response["Location"] == reverse("account_change_password")


@pytest.mark.parametrize("action", ["delete_selected", "make_published", "", "__class__"])
def test_b61_a_forged_action_does_nothing(cast, action):
    plan, before = saved_plan(), Milestone.objects.count()
    for model in (type(plan), Milestone):
        chosen = list(model.objects.values_list("pk", flat=True)[:3])
        form = {"action": action, "_selected_action": chosen, "select_across": "1", "post": "yes"}
        assert cast.client("head").post(url(model, "changelist"), form).status_code in (200, 302, 403)
    assert type(plan).objects.filter(pk=plan.pk).exists()
    assert Milestone.objects.count() == before


@pytest.mark.parametrize("field", ["email", "password", "status", "x", "pk__gt"])
def test_b61_a_forged_field_to_return_is_refused(cast, field):
    plan = saved_plan()
    for query in (f"?_to_field={field}", f"?_to_field={field}&_popup=1"):
        for address in (url(type(plan), "change", plan.pk), url(type(plan), "changelist"), url(type(plan), "add")):
            response = cast.client("officer").get(address + query)
            assert response.status_code in (400, 200), address
            assert "Disallowed" not in response.text
    response = cast.client("officer").get(url(type(plan), "change", plan.pk) + f"?_to_field={field}")
    assert response.status_code == 400


@pytest.mark.parametrize("page", ["history", "change", "delete"])
@pytest.mark.parametrize("who", ["head", "superuser"])
def test_b61_a_draft_has_no_address_here_nor_its_history(cast, who, page):
    draft = ready_review(cast)
    for name in ("reviews/voluntaryreview", "reviews/answer", "reviews/historicalanswer"):
        assert cast.client(who).get(f"/admin/{name}/{draft.pk}/{page}/").status_code == 404


def test_b61_a_popup_opens_nothing_more(cast):
    plan = saved_plan()
    assert cast.client("superuser").get(url(type(plan), "change", plan.pk) + "?_popup=1").status_code in (403, 404)
    assert cast.client("superuser").get(url(type(plan), "add") + "?_popup=1").status_code == 403


@pytest.mark.parametrize(
    "query",
    ["password__startswith=a", "logins_ended=0", "memberships__user__password__startswith=a", "is_superuser=1",
     "date_joined__gt=2000-01-01", "email__contains=demo", "id__gt=0"],
)  # fmt: skip
def test_b61_a_column_cannot_be_read_letter_by_letter_through_the_address(cast, query):
    from accounts.models import User

    response = cast.client("head").get(f"{url(User, 'changelist')}?{query}")
    assert response.status_code in (302, 400)


@pytest.mark.parametrize("query", ["o=abc", "o=99.-99", "p=99999999999", "p=-1", "all=", "e=1", "at__year=abc",
                                   "at__year=999999", "verb=a&verb=b", "content_type__id__exact=abc"])  # fmt: skip
def test_b14_b16_odd_pages_orders_and_filters_of_a_list_are_no_error(cast, query):
    assert cast.client("head").get(f"{url(Act, 'changelist')}?{query}", follow=True).status_code in (200, 400, 404)


def test_b41_b61_list_editable_ids_and_fields_that_no_form_has_change_nothing(cast):
    milestone = Milestone.objects.get(cycle=2030, code="hearing")
    hidden = Act.objects.log("an act", milestone, by=None)
    form = {
        "form-TOTAL_FORMS": "1",
        "form-INITIAL_FORMS": "1",
        "form-0-id": str(hidden.pk),
        "form-0-verb": "forged",
        "form-0-code": "forged",
        "_save": "Save",
    }
    for model in (Act, Milestone, Objective):
        assert cast.client("head").post(url(model, "changelist"), form).status_code in (200, 302, 403)
    hidden.refresh_from_db()
    milestone.refresh_from_db()
    assert (hidden.verb, milestone.code) == ("an act", "hearing")


@pytest.mark.parametrize("total", ["1000000", "-1", "x", ""])
def test_b46_a_forged_number_of_rows_in_a_table_of_admin_makes_none(cast, total):
    from accounts.models import Membership, User

    assert cast.head
    before = Membership.objects.count()
    form = {"email": cast.member.email, "memberships-TOTAL_FORMS": total, "memberships-INITIAL_FORMS": "-3",
            "memberships-7-role": "secretariat_admin", "memberships-7-organisation": cast.secretariat.pk}  # fmt: skip
    for who in ("head", "superuser"):
        assert cast.client(who).post(url(User, "change", cast.member.pk), form).status_code in (200, 302, 400, 403)
    assert Membership.objects.count() == before


def test_b45_a_form_offers_and_takes_only_what_one_may_see(cast, rf, monkeypatch):
    from forum.models import ReminderPlan

    page = admin.site._registry[ReminderPlan]
    request = rf.get("/admin/")
    request.user = cast.officer
    monkeypatch.setattr("forum.querysets.SureQuerySet.visible_to", lambda self, user: self.none())
    field = page.formfield_for_dbfield(ReminderPlan._meta.get_field("milestone"), request)
    assert not field.queryset.exists()


@pytest.mark.parametrize("who", ["officer", "superuser"])
def test_b45_the_list_behind_a_choice_field_is_what_one_may_see(cast, who):
    response = cast.client(who).get("/admin/autocomplete/?app_label=reviews&model_name=answer&field_name=review&term=")
    assert response.status_code in (403, 404)


def test_the_schedule_is_looked_at_by_heads_and_the_operator(cast):
    from django_celery_beat.models import IntervalSchedule, PeriodicTask

    every = IntervalSchedule.objects.create(every=1, period="minutes")
    task = PeriodicTask.objects.create(name="sweep", task="notifications.tasks.sweep", interval=every, args='["x"]')
    assert pages(cast.client("officer"), task) == {"change": 403, "history": 403, "delete": 403}
    for who in ("head", "superuser"):
        client = cast.client(who)
        assert client.get(url(PeriodicTask, "change", task.pk)).status_code == 200
        assert client.post(url(PeriodicTask, "change", task.pk), {"task": "os.system"}).status_code == 403
    task.refresh_from_db()
    assert task.task == "notifications.tasks.sweep"


def test_l11_lists_of_the_log_cost_the_same_with_one_and_with_thirty(cast, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, record = cast.client("head"), Objective.objects.first()
    Act.objects.log("an act", record, by=cast.officer)
    client.get(url(Act, "changelist"))
    with CaptureQueriesContext(connection) as one:
        client.get(url(Act, "changelist"))
    for _number in range(30):
        Act.objects.log("an act", record, by=cast.focal_point)
    assert len(one) <= 15
    with django_assert_num_queries(len(one)):
        assert len(re.findall("an act", client.get(url(Act, "changelist")).text)) > 30


def test_the_history_of_a_record_whose_key_admin_writes_in_its_own_letters_opens(cast):
    from reference.models import StakeholderGroup

    group = StakeholderGroup.objects.get(pk="faith_based_organizations")
    page = cast.client("officer").get(url(StakeholderGroup, "change", "faith_5Fbased_5Forganizations"))
    assert page.status_code == 200
    history = cast.client("officer").get(url(StakeholderGroup, "history", "faith_5Fbased_5Forganizations"))
    assert str(group) in history.text


def test_a_list_says_its_name_and_what_it_is_for_and_an_empty_one_says_so(cast):
    shown = cast.client("officer").get("/admin/reviews/receiveddocument/").text
    assert "<h1>Documents received by e-mail</h1>" in shown
    assert "One officer registers, another releases" in shown
    assert "Nothing is here yet." in shown


def test_an_entry_of_the_log_says_its_act_in_words_and_leads_to_the_record(cast):
    plan = saved_plan()
    steps.propose(plan, by=cast.officer)
    steps.put_in_force(plan, by=cast.second_officer)
    shown = cast.client("officer").get("/admin/core/act/").text
    assert "put in force" in shown
    assert url(type(plan), "change", plan.pk) in shown
    assert "session" not in shown.partition("By content type")[2]


def test_moments_are_shown_with_the_day_first_and_their_zone(cast):
    plan = saved_plan()
    steps.propose(plan, by=cast.officer)
    shown = cast.client("officer").get("/admin/core/act/").text
    assert re.search(r"\d{1,2} \w{3} 20\d\d, \d\d:\d\d (UTC|E[SD]T)", shown)
