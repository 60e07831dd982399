"""A model form whose fields save themselves: nothing typed is lost, nobody is overwritten (core.drafts)."""

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template import engines
from django.urls import path

from core import autosave
from core.access import allowed
from core.drafts import DraftForm
from core.forms import DayField, LineField
from core.kept_text import text_is_kept
from imrf_portal import urls
from reviews.models import Consultation
from tests.factories import review

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.test_drafts")]

PAGE = "{% for box in form.boxes.values %}{% include 'components/draft_field.html' %}{% endfor %}"


class Draft(DraftForm):
    """Fields of every kind; the log of consultations lends its table."""

    title = LineField(max_length=200)
    starts_on = DayField()
    ends_on = DayField()

    class Meta:
        model = Consultation
        fields = ("title", "form", "starts_on", "ends_on", "participants", "objectives", "summary", "is_public")


def opened(request, pk):
    rows = Consultation.objects.filter(review__country="ZZ").select_for_update(of=("self",))
    return Draft(request.POST or None, instance=get_object_or_404(rows, pk=pk))


@autosave.by_script
def one(request, pk):
    form = opened(request, pk)
    if not allowed(request.user, "reviews.view_voluntaryreview", form.instance.review):
        return autosave.refused("closed", 403)
    return form.answer(request)


@text_is_kept
def page(request, pk):
    with transaction.atomic():
        form = opened(request, pk)
        if request.method == "POST":
            form.take(by=request.user)
            if form.is_whole:
                return redirect(request.path)
        text = engines["django"].from_string(PAGE).render({"form": form}, request)
    response = HttpResponse(text, status=form.status)
    response.form = form
    return response


urlpatterns = [path("draft/<uuid:pk>/", page), path("draft/<uuid:pk>/one/", one), *urls.urlpatterns]


@pytest.fixture
def record(cast):
    made = Consultation.objects.create(
        review=review(cast),
        title="A hearing",
        form="hearing",
        starts_on="2030-01-20",
        level="national",
        approach="both",
    )
    made.objectives.set([5])
    return made


@pytest.fixture
def tab(cast, record):
    """`tab(who)` opens the page; `tab(who).send("title", "text")` is what the script sends."""

    class Tab:
        def __init__(self, who="focal_point"):
            self.person, self.client = getattr(cast, who), cast.client(who)
            self.client.get(f"/draft/{record.pk}/")
            shown = Draft(instance=Consultation.objects.get(pk=record.pk)).boxes
            self.seen = {f"{name}-seen": box.seen for name, box in shown.items()}

        def send(self, name, *values, **more):
            sent = {name: list(values), f"{name}-seen": self.seen[f"{name}-seen"], "field": name}
            return self.client.post(f"/draft/{record.pk}/one/", {**sent, "person": self.person.pk, **more})

        def save(self, **boxes):
            untouched = {"title": "A hearing", "form": "hearing", "starts_on": "2030-01-20", "objectives": ["5"]}
            whole = {**untouched, "is_public": "on", **self.seen, **boxes}
            return self.client.post(f"/draft/{record.pk}/", {k: v for k, v in whole.items() if v is not None})

    return Tab


def stored(record):
    return Consultation.objects.get(pk=record.pk)


def reasons(record):
    return [row.history_change_reason for row in record.history.order_by("history_date", "history_id")]


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("title", ["  Diaspora "], "Diaspora"),
        ("starts_on", ["28 February 2030"], "2030-02-28"),
        ("participants", ["64"], 64),
        ("summary", ["one\r\ntwo"], "one\ntwo"),
        ("is_public", [], False),
    ],
)
def test_one_field_saves_itself(tab, record, name, typed, kept):
    reply = tab().send(name, *typed)
    assert (reply.status_code, reply.json()["state"]) == (200, "saved")
    value = getattr(stored(record), name)
    assert str(value).replace("\r\n", "\n") == str(kept)
    again = tab().send(name, *typed)
    assert again.json()["state"] == "unchanged"


def test_picks_save_themselves_and_may_all_be_taken_out(tab, record):
    desk = tab()
    reply = desk.send("objectives", "7", "5")
    assert set(record.objectives.values_list("pk", flat=True)) == {5, 7}
    desk.seen["objectives-seen"] = reply.json()["seen"]
    assert desk.send("objectives").json()["state"] == "saved"
    assert not record.objectives.exists()


def test_f7_the_same_text_again_changes_nothing(tab, record):
    desk = tab()
    assert desk.send("title", "Mine").json()["state"] == "saved"
    assert desk.send("title", "Mine").json()["state"] == "unchanged"
    assert reasons(record)[1:] == ["saved as typed"]


def test_f3_two_tabs_write_two_fields_and_lose_nothing(tab, record):
    one, other = tab(), tab("alternate")
    one.send("title", "From the first")
    assert other.save(summary="From the second").status_code == 302
    assert (stored(record).title, stored(record).summary) == ("From the first", "From the second")


def test_f4_a_field_saved_meanwhile_is_a_conflict_and_both_texts_are_kept(tab, record):
    mine, theirs = tab(), tab("alternate")
    theirs.send("summary", "their words")
    reply = mine.send("summary", "my words")
    assert (reply.status_code, reply.json()["state"]) == (409, "conflict")
    assert "their" in reply.json()["panel"]
    assert stored(record).summary == "their words"
    aside = record.history.get(history_change_reason="not kept: summary")
    assert (aside.summary, aside.history_user) == ("my words", mine.person)
    mine.send("summary", "my words")
    assert record.history.filter(history_change_reason="not kept: summary").count() == 1


@pytest.mark.parametrize(("way", "then"), [("mine", "my words"), ("theirs", "their words")])
def test_without_script_each_way_out_of_a_conflict_works(tab, record, way, then):
    mine, theirs = tab(), tab("alternate")
    theirs.send("summary", "their words")
    clash = mine.save(summary="my words")
    assert clash.status_code == 409
    sides = clash.form.boxes["summary"].conflict
    without = {**dict(sides["hidden"]), "summary-seen": None}
    waiting = mine.save(**without)
    assert waiting.status_code == 409, "nothing is chosen yet"
    assert mine.save(**without, keep=f"summary:{way}").status_code == 302
    assert stored(record).summary == then


def test_both_texts_can_be_put_in_the_box(tab, record):
    mine, theirs = tab(), tab("alternate")
    theirs.send("summary", "their words")
    sides = mine.save(summary="my words").form.boxes["summary"].conflict
    both = mine.save(**dict(sides["hidden"]), **{"summary-seen": None}, keep="summary:both")
    assert (both.status_code, stored(record).summary) == (200, "their words")
    assert "their words\n\nmy words" in both.text


def test_a_conflict_of_picks_names_both_choices(tab, record):
    mine, theirs = tab(), tab("alternate")
    theirs.send("objectives", "5", "7")
    reply = mine.send("objectives", "5", "23")
    assert reply.status_code == 409
    assert set(record.objectives.values_list("pk", flat=True)) == {5, 7}
    aside = record.history.get(history_change_reason__startswith="not kept: objectives")
    assert "international cooperation" in aside.history_change_reason


@pytest.mark.parametrize(
    ("name", "typed"),
    [("title", "x" * 201), ("starts_on", "31 February 2030"), ("starts_on", ""), ("objectives", "999"), ("form", "no")],
)
def test_what_cannot_be_stored_is_said_and_stays_in_its_box(tab, record, name, typed):
    before = stored(record)
    reply = tab().send(name, typed)
    assert (reply.status_code, reply.json()["state"]) == (400, "refused")
    assert reply.json()["message"]
    page = tab().save(**{name: typed, "summary": "is saved all the same"})
    assert page.status_code == 400
    assert typed in page.text or name == "objectives"
    assert stored(record).summary == "is saved all the same"
    assert getattr(stored(record), name) == getattr(before, name) or name == "objectives"


def test_what_comes_back_refused_does_not_hide_what_others_stored_meanwhile(tab, record):
    mine, theirs = tab(), tab("alternate")
    theirs.send("title", "Theirs")
    back = mine.save(title="x" * 201)
    again = mine.save(**{"title": "Mine", "title-seen": back.form.boxes["title"].seen})
    assert (again.status_code, stored(record).title) == (409, "Theirs")


def test_what_the_database_refuses_is_said_beside_the_field(tab, record):
    reply = tab().send("ends_on", "1 January 2030")
    assert reply.status_code == 400
    assert stored(record).ends_on is None


def test_one_sitting_of_one_person_is_one_row_of_the_history(tab, record):
    desk = tab()
    for text in ("a", "ab", "abc"):
        desk.seen["summary-seen"] = desk.send("summary", text).json()["seen"]
    tab("alternate").send("title", "Another")
    assert reasons(record)[1:] == ["saved as typed", "saved as typed"]
    assert record.history.first().summary == "abc"


def test_a_script_of_another_login_saves_nothing(tab, record, cast):
    desk = tab()
    assert desk.send("title", "x", person=cast.officer.pk).status_code == 403
    desk.client.logout()
    assert desk.send("title", "x").status_code == 401
    assert stored(record).title == "A hearing"


def test_a_field_that_the_form_does_not_have_is_missing(tab):
    desk = tab()
    desk.seen["review-seen"] = "x"
    assert desk.send("review", "1").status_code == 404


def test_the_page_follows_what_the_script_expects(tab, record, cast):
    page = cast.client("focal_point").get(f"/draft/{record.pk}/").text
    for part in ('data-field="title"', 'name="title-seen"', "data-boxes", "data-line", "data-problem", "data-echo"):
        assert part in page
