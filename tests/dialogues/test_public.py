"""What the public reads: announced meetings with their time, versions, cancellation, withdrawal."""

from datetime import UTC, date, datetime, time

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import kept
from dialogues.choices import MeetingKind, Status
from dialogues.models import Contribution, Meeting
from dialogues.steps import announcing, planning, sessions
from publications.models import Publication
from tests.dialogues import builders
from tests.publications.public_tables import only_public_tables

pytestmark = pytest.mark.django_db


def page(cast, address, who="visitor"):
    return cast.client(who).get(address)


def address(meeting):
    return f"/en/{meeting.public_path}"


def test_d1_series_meeting_and_roundtable_lead_to_each_other(cast):
    roundtable = builders.roundtable(cast)
    series = planning.start_series(by=cast.officer, title="Dialogues of 2030", cycle=roundtable.cycle)
    meeting = builders.announced(cast, series=series, roundtable=roundtable)
    shown = page(cast, address(meeting)).text
    assert 'href="/en/roundtables/2030/1/"' in shown
    assert f'href="/en/dialogues/series/{series.slug}/"' in shown
    assert f'href="{address(meeting)}"' in page(cast, address(roundtable)).text
    assert f'href="{address(meeting)}"' in page(cast, f"/en/dialogues/series/{series.slug}/").text
    of_forum = page(cast, "/en/dialogues/forum/2030/").text
    for one in (meeting, roundtable):
        assert f'href="{address(one)}"' in of_forum


def test_d2_the_time_stands_in_the_zone_of_the_city_and_in_the_readers_own_each_with_its_offset(cast):
    meeting = builders.announced(cast)
    cast.member.time_zone = "Asia/Kolkata"
    cast.member.save()
    shown = page(cast, address(meeting), "member").text
    assert "16 January 2030, 09:00 New York (<bdi>UTC−5</bdi>)" in shown
    assert "16 January 2030, 19:30 (<bdi>UTC+5:30</bdi>)" in shown


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (datetime(2030, 1, 16, 13, 59, tzinfo=UTC), "To come"),
        (datetime(2030, 1, 16, 14, 1, tzinfo=UTC), "Now"),
        (datetime(2030, 1, 16, 16, 1, tzinfo=UTC), "Past"),
    ],
)
def test_d2_past_live_and_next_are_said_in_words(cast, now, words):
    meeting = builders.announced(cast)
    with time_machine.travel(now, tick=False):
        shown = page(cast, address(meeting))
        assert shown.context["entry"].status["label"] == words
        assert words in shown.text
        listed = page(cast, "/en/dialogues/forum/2030/").context["series"][0]["entries"][0]
    assert listed.status["label"] == {"To come": "Next"}.get(words, words), "next is a word about all meetings together"


def test_sessions_in_several_cities_each_stand_in_their_own_zone(cast):
    meeting = builders.announced(cast)
    builders.sitting(meeting, cast.officer, starts_on=date(2030, 1, 17), time_of_day=time(10), time_until=time(12),
                     time_zone="Africa/Nairobi", city="Nairobi", languages=["en", "ar"],
                     interpretation=["fr"], room="Gigiri, room 4")  # fmt: skip
    shown = page(cast, address(meeting)).text
    assert "17 January 2030, 10:00 Nairobi (<bdi>UTC+3</bdi>)" in shown
    assert "Gigiri, room 4" in shown
    assert 'lang="ar">العربية' in shown


def test_without_a_session_the_days_are_those_of_the_milestone_marked_as_sure_as_they_are(cast):
    roundtable = builders.draft(cast.officer, kind=MeetingKind.ROUNDTABLE, number=1, title="Roundtable 1")
    roundtable.milestone = roundtable.cycle.milestones.get(code="roundtables")
    roundtable.save()
    announcing.announce(roundtable, by=cast.officer)
    shown = page(cast, "/en/roundtables/2030/1/").text
    assert "7–8 May 2030" in shown
    assert "Provisional" in shown


def test_what_is_written_afterwards_stays_unread_until_the_new_wording_is_published(cast):
    meeting = builders.announced(cast, about="First wording")
    Meeting.objects.filter(pk=meeting.pk).update(about="Second wording")
    assert "Second wording" not in page(cast, address(meeting)).text
    step = reverse("dialogues:step", kwargs={"key": meeting.pk, "step": "revise"})
    assert "differs from what the public reads" in page(cast, meeting.get_absolute_url(), "officer").text
    cast.client("officer").post(step, {"note": "A clearer sentence"})
    shown = page(cast, address(meeting)).text
    assert "Second wording" in shown
    assert "A clearer sentence" in shown
    assert "First wording" in page(cast, f"{address(meeting)}v1/").text


def test_a_moved_session_makes_no_version_and_the_page_keeps_the_earlier_time(cast):
    meeting = builders.announced(cast)
    sessions.change(meeting.sessions.get(), by=cast.officer, time_of_day=time(15), time_until=time(17))
    shown = page(cast, address(meeting)).text
    assert "15:00 New York" in shown
    assert "<s>16 January 2030, 09:00</s>" in shown
    assert Publication.objects.filter(reference=meeting.reference).count() == 1
    assert meeting.sessions.get().sequence == 1


def test_a_cancelled_meeting_keeps_its_page_and_says_why(cast):
    meeting = builders.announced(cast)
    announcing.cancel(meeting, by=cast.officer, note="The room is flooded")
    shown = page(cast, address(meeting))
    assert shown.status_code == 200
    assert "The room is flooded" in shown.text
    assert shown.context["entry"].status["label"] == "Cancelled"
    assert "Cancelled" in page(cast, "/en/dialogues/forum/2030/").text


def test_a_session_that_was_called_off_stands_struck_out_with_its_reason(cast):
    meeting = builders.announced(cast)
    client, session = cast.client("officer"), meeting.sessions.get()
    builders.sitting(meeting, cast.officer, starts_on=date(2030, 1, 18))
    off = reverse("dialogues:call_off", kwargs={"key": meeting.pk, "pk": session.pk})
    assert client.post(off, {"note": ""}).status_code == 400
    assert client.post(off, {"note": "No quorum"}).status_code == 302
    shown = page(cast, address(meeting))
    assert "No quorum" in shown.text
    assert shown.context["entry"].days == "18 January 2030"
    assert client.get(reverse("dialogues:session", kwargs={"key": meeting.pk, "pk": session.pk})).status_code == 404


def test_what_was_announced_by_mistake_leaves_a_stub_and_makes_room(cast):
    roundtable = builders.roundtable(cast)
    client = cast.client("officer")
    step = reverse("dialogues:step", kwargs={"key": roundtable.pk, "step": "withdraw"})
    assert client.post(step, {"note": "Wrong forum"}).status_code == 302
    gone = page(cast, address(roundtable))
    assert gone.status_code == 410
    assert "Wrong forum" in gone.text
    assert builders.roundtable(cast).status == Status.ANNOUNCED
    assert page(cast, address(roundtable)).status_code == 200


def test_p40_a_regional_office_cancels_its_own_and_withdraws_nothing(cast):
    meeting = builders.draft(cast.office, organisation=builders.office_of(cast.office))
    announcing.announce(meeting, by=cast.office)
    steps = {"key": meeting.pk}
    client = cast.client("office")
    assert client.get(reverse("dialogues:step", kwargs={**steps, "step": "withdraw"})).status_code == 403
    assert (
        client.post(reverse("dialogues:step", kwargs={**steps, "step": "cancel"}), {"note": "Storm"}).status_code == 302
    )
    assert Meeting.objects.get().status == Status.CANCELLED


def test_d4_a_name_is_public_only_by_consent(cast):
    meeting = builders.draft(cast.officer)
    add = reverse("dialogues:add_participant", kwargs=meeting.address)
    for name, agreed in (("A. Named", "on"), ("B. Silent", "")):
        typed = {"form_key": "", "part": "co_chair", "name": name, "body": f"State of {name[0]}"}
        typed |= {"name_is_public": agreed} if agreed else {}
        form_key = {"form_key": f"00000000-0000-4000-8000-00000000000{len(name)}"}
        assert cast.client("officer").post(add, {**typed, **form_key}).status_code == 302
    announcing.announce(meeting, by=cast.officer)
    shown = page(cast, address(meeting)).text
    assert "A. Named" in shown
    assert "State of B" in shown
    assert "B. Silent" not in shown
    assert "B. Silent" not in page(cast, f"{address(meeting)}?format=json").text


def test_the_address_to_join_is_nowhere_in_public(cast):
    meeting = builders.announced(cast, session={"join_url": "https://meet.example.org/secret-room"})
    for public in (address(meeting), f"{address(meeting)}?format=json", "/en/dialogues/forum/2030/",
                   "/en/dialogues/search/?format=json", "/feeds/dialogue.atom"):  # fmt: skip
        assert b"secret-room" not in b"".join(page(cast, public)), public


def test_public_pages_read_public_tables_alone(cast):
    roundtable = builders.roundtable(cast)
    series = planning.start_series(by=cast.officer, title="Dialogues of 2030", cycle=roundtable.cycle)
    meeting = builders.announced(cast, series=series, roundtable=roundtable)
    client = cast.client("visitor")
    with only_public_tables():
        for one in ("/en/dialogues/", "/en/dialogues/forum/2030/", "/en/dialogues/search/", address(meeting),
                    address(roundtable), f"/en/dialogues/series/{series.slug}/"):  # fmt: skip
            assert client.get(one).status_code == 200, one


def test_l11_the_pages_ask_the_same_for_one_meeting_and_for_many(cast):
    roundtable = builders.roundtable(cast)
    series = planning.start_series(by=cast.officer, title="Dialogues of 2030", cycle=roundtable.cycle)

    def asked():
        counts = []
        for one in ("/en/dialogues/forum/2030/", f"/en/dialogues/series/{series.slug}/", address(roundtable)):
            kept.forget()
            with CaptureQueriesContext(connection) as queries:
                assert page(cast, one).status_code == 200
            counts.append(len(queries))
        return counts

    builders.announced(cast, series=series, roundtable=roundtable)
    few = asked()
    for day in range(17, 29):
        builders.announced(cast, series=series, roundtable=roundtable, session={"starts_on": date(2030, 1, day)})
        builders.sitting(roundtable, cast.officer, starts_on=date(2030, 2, day - 10))
    assert asked() == few


def test_whatever_a_title_holds_it_is_shown_as_text(cast):
    meeting = builders.announced(cast, title="<script>alert(1)</script> & حوار")
    shown = page(cast, address(meeting)).text
    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; حوار" in shown


def test_the_lists_of_the_secretariat_open_and_their_steps_are_the_sites_own(cast):
    meeting = builders.draft(cast.officer)
    client = cast.client("officer")
    for name in ("meeting", "session", "dialogueseries"):
        assert client.get(f"/admin/dialogues/{name}/").status_code == 200
    step = f"/admin/dialogues/meeting/{meeting.pk}/transition/announce/"
    assert "Public, beside the version." in client.get(step).text
    assert client.post(step, {"note": ""}).status_code == 302
    assert Meeting.objects.get().status == Status.ANNOUNCED
    assert "Public, beside the version." in client.get(step.replace("announce", "revise")).text
    assert "Everybody reads it." in client.get(step.replace("announce", "cancel")).text
    assert cast.client("office").get("/admin/dialogues/meeting/").status_code in (302, 403)


def test_the_demo_shows_the_real_facts_with_their_source_and_nothing_invented(cast):
    from imrf_portal.management.samples import dialogues as samples

    people = {"secretariat": cast.officer, "regional-office": cast.office, "moderator": cast.moderator,
              "practice-owner": cast.owner, "focal-point": cast.focal_point, "pledger": cast.pledger,
              "secretariat-head": cast.head}  # fmt: skip
    samples.make(people)
    samples.make(people)
    of_2022 = page(cast, "/en/dialogues/forum/2022/").text
    for day in ("19 January 2022", "26 January 2022", "2 February 2022", "9 February 2022"):
        assert day in of_2022
    first = page(cast, "/en/dialogues/dialogue-1-2022/")
    assert "IMRF roadmap no. 3" in first.text
    assert first.context["content"]["people"] == first.context["recordings"] == []
    fourth = page(cast, "/en/roundtables/2022/4/")
    assert [one["number"] for one in fourth.context["content"]["objectives"]] == [1, 3, 7, 17, 23]
    assert "not in the Roadmap’s list" in fourth.text
    assert "Objective 23 belongs to it as well" in fourth.text
    assert "not in the Roadmap’s list" not in page(cast, "/en/roundtables/2022/3/").text
    assert page(cast, "/en/dialogues/hearing-2022/").context["entry"].sittings[0].fact["has_time"]
    for one in Publication.objects.filter(kind="dialogue", title__startswith="Sample"):
        assert one.content.content["sample"] is True
    for one in Contribution.objects.all():
        assert one.space.meeting.is_sample


def test_the_menu_knows_that_a_roundtable_belongs_to_dialogues(cast):
    shown = page(cast, "/en/roundtables/2030/1/").text
    assert '<a href="/en/dialogues/" aria-current="page">Dialogues</a>' in shown
    assert shown.split('class="site-nav"')[1].split("</nav>")[0].count("aria-current") == 1
