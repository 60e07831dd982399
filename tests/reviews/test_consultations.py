"""The log of consultations (R13, DOMAIN 4.3): who was asked, who may write, nothing overwritten."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import Act
from reference.models import StakeholderGroup
from reviews.models import Consultation, Section, SectionAssignment, VoluntaryReview
from reviews.steps import submission
from tests.factories import CANARY, ready_review, review

ADDRESS = {"year": 2030, "country": "zz"}
LOG = "/en/reviews/2030/zz/fill/consultations/"


def url(name, **more):
    return reverse(f"reviews:{name}", kwargs={**ADDRESS, **more})


@pytest.fixture
def draft(cast):
    return review(cast)


def give(draft, body, code):
    section = Section.objects.get(questionnaire=draft.questionnaire, code=code)
    return SectionAssignment.objects.create(review=draft, section=section, organisation=body)


def entry(**fields):
    return {
        "form_key": uuid.uuid4(),
        "title": "Diaspora associations",
        "form": "meeting",
        "starts_on": "31 January 2029",
        "ends_on": "",
        "place": "online",
        "level": "national",
        "approach": "whole_of_society",
        "bodies": "",
        "stakeholder_groups": ["migrants", "civil_society"],
        "participants": "64",
        "women": "30",
        "men": "",
        "migrants_part": "Three spoke.",
        "objectives": ["5", "19"],
        "summary": f"{CANARY} summary",
        "use": "Fees were lowered.",
        "is_public": "on",
        **fields,
    }


def log(cast, who="focal_point", **fields):
    return cast.client(who).post(url("consultation_add"), entry(**fields))


def codes():
    return list(StakeholderGroup.objects.values_list("pk", flat=True))


def test_r13_a_consultation_is_logged_with_groups_objectives_and_numbers(cast, draft):
    groups = codes()[:2]
    assert log(cast, stakeholder_groups=groups).status_code == 302
    one = Consultation.objects.get()
    assert set(one.stakeholder_groups.values_list("pk", flat=True)) == set(groups)
    assert list(one.objectives.values_list("pk", flat=True)) == [5, 19]
    assert (one.participants, one.women, one.men, one.is_public) == (64, 30, None, True)
    page = cast.client("focal_point").get(LOG).text
    assert "Diaspora associations" in page
    assert "31 January 2029" in page
    assert Act.objects.get(verb="logged consultation").confidential


def test_r13_whole_of_government_and_of_society_at_a_glance(cast, draft):
    groups = codes()[:3]
    log(cast, stakeholder_groups=groups[:2])
    log(cast, stakeholder_groups=groups[1:], approach="both", bodies="Ministry of Labour\nMinistry of Health")
    log(
        cast,
        stakeholder_groups=[],
        approach="whole_of_government",
        bodies="Ministry of Labour",
        participants="6",
        women="",
    )
    glance = cast.client("focal_point").get(LOG).context["glance"]
    assert (glance["government"], glance["society"]) == (2, 2)
    bodies = [(one["label"], one["value"]) for one in glance["bodies"]]
    assert bodies == [("Ministry of Labour", 2), ("Ministry of Health", 1)]
    assert glance["people"] == 134
    assert [one["words"] for one in glance["groups"]] == ["1 of 3", "2 of 3", "1 of 3"]
    assert len(glance["not_yet"]) == len(codes()) - 3


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "\u00a0 \u200b"),
        ("title", "x" * 201),
        ("title", "turned \u202e round"),
        ("form", "seance"),
        ("form", ""),
        ("level", "galactic"),
        ("approach", "none"),
        ("starts_on", "31 June 2029"),
        ("starts_on", "1/2/2029"),
        ("starts_on", ""),
        ("starts_on", "9999-12-31"),
        ("ends_on", "30 January 2029"),
        ("participants", "-1"),
        ("participants", "1e309"),
        ("participants", "9" * 400),
        ("participants", "a few"),
        ("participants", "20"),
        ("women", "NaN"),
        ("objectives", ["24"]),
        ("objectives", ["9223372036854775808"]),
        ("objectives", ["five"]),
        ("stakeholder_groups", ["martians"]),
        ("summary", "x" * 20_001),
        ("bodies", "e" + "\u0301" * 40),
    ],
)
def test_b8_b11_b17_b19_bad_input_is_said_beside_its_field_and_what_was_typed_stays(cast, draft, field, value):
    page = log(cast, **{"stakeholder_groups": [], field: value})
    assert page.status_code == 400
    assert field in page.context["form"].errors
    assert page.context["form"]["summary"].value() == (value if field == "summary" else f"{CANARY} summary")
    assert not Consultation.objects.exists()


def test_ends_before_it_starts_says_what_to_do(cast, draft):
    page = log(cast, stakeholder_groups=[], ends_on="30 January 2029")
    assert "The last day is before the first. Change one of them." in page.text


def test_f2_a_second_press_logs_it_once(cast, draft):
    key = uuid.uuid4()
    for _press in range(2):
        assert log(cast, stakeholder_groups=[], form_key=key).status_code == 302
    assert Consultation.objects.count() == 1
    assert Act.objects.filter(verb="logged consultation").count() == 1


def test_b43_without_its_key_or_with_a_foreign_one_the_text_stays(cast, draft):
    page = log(cast, stakeholder_groups=[], form_key="")
    assert page.status_code == 400
    assert CANARY in page.text
    assert uuid.UUID(page.context["form"]["form_key"].value())
    theirs = VoluntaryReview.objects.create(
        country=cast.other_state.country, cycle=draft.cycle, kind="new", questionnaire=draft.questionnaire
    )
    foreign = Consultation.objects.create(
        review=theirs, title="Theirs", form="meeting", starts_on="2029-01-01", level="national", approach="both",
        form_key=uuid.uuid4(),
    )  # fmt: skip
    page = log(cast, stakeholder_groups=[], form_key=foreign.form_key)
    assert page.status_code == 400
    assert CANARY in page.text
    assert "Theirs" not in page.text
    assert Consultation.objects.get() == foreign


def test_b42_two_people_at_once_see_both_and_nothing_is_overwritten(cast, draft):
    log(cast, stakeholder_groups=[])
    one = Consultation.objects.get()
    address = url("consultation", pk=one.pk)
    seen = cast.client("alternate").get(address).context["form"]["version"].value()
    cast.client("focal_point").post(address, entry(stakeholder_groups=[], version=seen, summary="By the first"))
    page = cast.client("alternate").post(address, entry(stakeholder_groups=[], version=seen, summary="By the second"))
    assert page.status_code == 409
    assert "By the first" in page.text
    assert "By the second" in page.text
    assert str(cast.focal_point) in page.text
    assert Consultation.objects.get().summary == "By the first"
    again = page.context["form"]["version"].value()
    cast.client("alternate").post(address, entry(stakeholder_groups=[], version=again, summary="Joined"))
    one.refresh_from_db()
    assert (one.summary, one.version) == ("Joined", 3)
    assert {row.summary for row in one.history.all()} >= {"By the first", "Joined"}


def test_f4_the_text_that_lost_a_conflict_is_a_row_of_its_own_and_comes_back_into_the_form(cast, draft):
    log(cast, stakeholder_groups=[])
    one = Consultation.objects.get()
    address = url("consultation", pk=one.pk)
    mine = entry(stakeholder_groups=codes()[:2], objectives=["7"], version=1, summary="By the second")
    cast.client("focal_point").post(address, entry(stakeholder_groups=[], version=1, summary="By the first"))
    for _press in range(2):
        assert cast.client("alternate").post(address, mine).status_code == 409
    aside = one.not_kept.get()  # on the server at once, whatever becomes of the tab, and once
    assert aside.by == cast.alternate
    again = f"{address}?not_kept={aside.pk}"
    assert again in cast.client("focal_point").get(address).text
    page = cast.client("focal_point").get(again)
    form = page.context["form"]
    assert (form["summary"].value(), form["objectives"].value()) == ("By the second", ["7"])
    assert form["stakeholder_groups"].value() == codes()[:2]
    assert "By the first" in page.text
    assert Consultation.objects.get().summary == "By the first"
    assert cast.client("alternate").post(address, {**mine, "version": form["version"].value()}).status_code == 302
    one.refresh_from_db()
    assert (one.summary, one.version, one.not_kept.count()) == ("By the second", 3, 0)


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 30, "٣"])
def test_b13_b45_a_text_that_was_not_kept_is_found_by_its_own_number_alone(cast, draft, number):
    log(cast, stakeholder_groups=[])
    log(cast, stakeholder_groups=[], title="Another")
    one, another = Consultation.objects.order_by("title")
    foreign = another.not_kept.create(typed={"title": ["Of another entry"]}, by=cast.focal_point)
    for wrong in (number, foreign.pk):
        page = cast.client("focal_point").get(f"{url('consultation', pk=one.pk)}?not_kept={wrong}")
        assert page.status_code == 404


@pytest.mark.parametrize("version", ["", "0", "-1", "99", "x", "9" * 30])
def test_b42_a_version_that_is_not_the_present_one_overwrites_nothing(cast, draft, version):
    log(cast, stakeholder_groups=[])
    one = Consultation.objects.get()
    page = cast.client("focal_point").post(
        url("consultation", pk=one.pk), entry(stakeholder_groups=[], version=version, summary="New")
    )
    assert page.status_code in (400, 409)
    assert "New" in page.text
    assert Consultation.objects.get().summary == f"{CANARY} summary"


def test_removed_by_mistake_it_is_put_back(cast, draft):
    log(cast, stakeholder_groups=[])
    one = Consultation.objects.get()
    client = cast.client("focal_point")
    assert client.get(url("consultation_remove", pk=one.pk)).status_code == 405
    for _press in range(2):
        client.post(url("consultation_remove", pk=one.pk))
    page = client.get(LOG)
    assert not page.context["rows"]
    assert "Put back" in page.text
    client.post(url("consultation_put_back", pk=one.pk))
    assert len(client.get(LOG).context["rows"]) == 1
    assert Act.objects.filter(verb="removed consultation").count() == 1


# --- who may


def test_p3_a_ministry_with_a_section_logs_and_changes_its_own(cast, draft):
    log(cast, stakeholder_groups=[])
    give(draft, cast.labour, "c")
    assert log(cast, "contributor", stakeholder_groups=[], title="By Labour").status_code == 302
    own = Consultation.objects.get(title="By Labour")
    other = Consultation.objects.get(title="Diaspora associations")
    assert own.organisation == cast.labour
    client = cast.client("contributor")
    assert client.get(url("consultation", pk=own.pk)).status_code == 200
    assert client.get(url("consultation", pk=other.pk)).status_code == 403
    assert client.post(url("consultation_remove", pk=other.pk)).status_code == 403
    assert Consultation.objects.standing().count() == 2


def test_p3_others_of_the_team_read_and_do_not_write(cast, draft):
    log(cast, stakeholder_groups=[])
    for who in ("other_contributor", "reader"):
        assert CANARY in cast.client(who).get(LOG).text
        assert log(cast, who, stakeholder_groups=[]).status_code == 403
    assert Consultation.objects.count() == 1


def test_p2_a_limited_ministry_reads_its_own_alone(cast, draft):
    VoluntaryReview.objects.update(ministries_read_all=False)
    log(cast, stakeholder_groups=[])
    one = Consultation.objects.get()
    assert cast.client("contributor").get(LOG).status_code == 403
    give(draft, cast.labour, "c")
    log(cast, "contributor", stakeholder_groups=[], title="By Labour", summary="Ours")
    page = cast.client("contributor").get(LOG).text
    assert "By Labour" in page
    assert CANARY not in page
    assert cast.client("contributor").get(url("consultation", pk=one.pk)).status_code == 404
    assert cast.client("contributor").post(url("consultation_put_back", pk=one.pk)).status_code == 404
    give(draft, cast.health, "b")
    assert CANARY in cast.client("other_contributor").get(LOG).text


def test_lists_and_rules_agree_about_consultations(cast, draft):
    from core.access import allowed
    from reviews.sections import log_in

    give(draft, cast.labour, "c")
    log(cast, stakeholder_groups=[])
    log(cast, "contributor", stakeholder_groups=[])
    people = ("focal_point", "contributor", "other_contributor", "reader", "other_focal_point", "officer", "member")
    for everything in (True, False):
        VoluntaryReview.objects.update(ministries_read_all=everything)
        for who in people:
            person = type(cast.focal_point).objects.get(pk=getattr(cast, who).pk)
            for one in Consultation.objects.select_related("review"):
                listed = Consultation.objects.visible_to(person).filter(pk=one.pk).exists()
                asked = allowed(person, "reviews.view_consultation", log_in(one.review, one))
                assert listed == asked, (everything, who, one.organisation_id)


def test_p1_nobody_else_finds_it(cast, draft):
    log(cast, stakeholder_groups=[])
    one = Consultation.objects.get()
    for who in ("member", "other_focal_point", "officer", "head", "superuser"):
        assert log(cast, who, stakeholder_groups=[]).status_code == 404
        for name in ("consultation", "consultation_remove", "consultation_put_back"):
            assert cast.client(who).post(url(name, pk=one.pk), entry()).status_code == 404


def test_b45_an_entry_of_another_state_is_missing_under_ones_own_address(cast, draft):
    log(cast, stakeholder_groups=[])
    one = Consultation.objects.get()
    VoluntaryReview.objects.create(
        country=cast.other_state.country, cycle=draft.cycle, kind="new", questionnaire=draft.questionnaire
    )
    client = cast.client("other_focal_point")
    assert client.get(f"/en/reviews/2030/xz/fill/consultations/{one.pk}/").status_code == 404
    assert client.post(f"/en/reviews/2030/xz/fill/consultations/{one.pk}/remove/").status_code == 404


def test_f6_a_right_taken_meanwhile_gives_the_text_back(cast, draft):
    given = give(draft, cast.labour, "c")
    assert cast.client("contributor").get(url("consultation_add")).status_code == 200
    given.delete()
    page = log(cast, "contributor", stakeholder_groups=[])
    assert page.status_code == 403
    assert CANARY in page.text
    assert not Consultation.objects.exists()


def test_f5_signed_out_in_the_middle_the_text_comes_back(cast, draft):
    page = cast.client("visitor").post(url("consultation_add"), entry(stakeholder_groups=[]))
    assert page.status_code == 401
    assert CANARY in page.text
    assert not Consultation.objects.exists()


def test_b44_after_submission_nothing_is_logged(cast, draft):
    VoluntaryReview.objects.update(status="submitted")
    page = log(cast, stakeholder_groups=[])
    assert page.status_code == 403
    assert CANARY in page.text
    assert "submitted already" in page.text


def test_b31_what_is_typed_is_shown_as_typed(cast, draft):
    log(cast, stakeholder_groups=[], title="<b>{{ 7*7 }}</b>", summary="<script>alert(1)</script>")
    page = cast.client("focal_point").get(LOG).text
    assert "&lt;b&gt;{{ 7*7 }}&lt;/b&gt;" in page
    assert "<script>alert" not in page


def test_l11_the_log_asks_the_same_for_one_entry_and_for_thirty(cast, draft):
    log(cast, stakeholder_groups=codes()[:2])
    few = queries(cast)
    for _more in range(29):
        log(cast, stakeholder_groups=codes()[:3])
    assert queries(cast) <= few <= 20


def queries(cast):
    cast.client("focal_point").get(LOG)
    with CaptureQueriesContext(connection) as caught:
        assert cast.client("focal_point").get(LOG).status_code == 200
    return len(caught)


def test_the_public_finds_which_groups_a_review_says_it_consulted(cast):
    draft = ready_review(cast)
    for is_public, codes in ((True, ["migrants", "trade_unions"]), (False, ["academia"])):
        held = Consultation.objects.create(
            review=draft, title="A hearing", starts_on="2029-05-01", form="meeting", level="national",
            approach="whole_of_society", is_public=is_public,
        )  # fmt: skip
        held.stakeholder_groups.set(StakeholderGroup.objects.filter(code__in=codes))
    received = submission.submit(draft, by=cast.focal_point)
    submission.publish(submission.accept(received, by=cast.officer), by=cast.second_officer)
    visitor = cast.client("visitor")
    page = visitor.get("/en/stakeholders/").text
    assert page.count("Consulted for 1 review") == 2, "and not the group of a consultation that is not public"
    for code, found in (("migrants", 1), ("academia", 0)):
        assert visitor.get(f"/en/reviews/?consulted={code}").context["shown"].count == found, code
    assert visitor.get("/en/reviews/?consulted=nobody").status_code == 400
