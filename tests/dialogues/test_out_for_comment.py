"""The draft of a background note goes out for comment and comes back (FEATURES D11)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from core.workflow import MovedOn, NotReady
from dialogues.models import CommentPhase, Contribution, DiscussionSpace
from dialogues.steps import clearing, consulting, discussing
from notifications.models import Message
from tests.dialogues import builders

pytestmark = pytest.mark.django_db
SENT = {"language": "en", "text": "Say who pays for it.", "name": "A person", "speaks_as": "personally",
        "form_key": "8e3a1c2a-6b0e-4a55-9d52-0a3f8a7b1c99"}  # fmt: skip


def day(number=10):
    return timezone.localdate() + timedelta(days=number)


def put_out(note, by, **said):
    return consulting.put_out(note, by=by, **{"seen": builders.anew(note).digest, "closes_on": day(), **said})


def address(phase, number=1):
    return reverse("dialogues:comment_on_draft", args=[phase.note.meeting.reference, phase.pk, number])


def test_d11_an_officer_puts_the_draft_out_and_whoever_has_an_account_comments_on_a_paragraph(cast, client):
    note = builders.note(cast)
    point = builders.point(note, cast)
    builders.paragraph(note, cast.drafter, "The roundtable looks at recognition.")
    builders.paragraph(note, cast.drafter, "Recognition is dear.", point)
    builders.discussion(cast, meeting=note.meeting)
    cast.client("member").post(reverse("dialogues:follow", args=[note.meeting.reference]))
    step = reverse("dialogues:note_step", args=[note.pk, "put_out"])
    assert cast.client("drafter").get(step).status_code == 403, "a drafter does not make it public"
    officer = cast.prove("officer")
    assert "Recognition is dear." in officer.get(step).text, "who makes it public sees what it is"
    sent = {"seen": builders.anew(note).digest, "closes_on": day().isoformat()}
    assert officer.post(step, sent).status_code == 302
    phase = CommentPhase.objects.get()
    asked = Message.objects.filter(kind="dialogues.draft_out")
    assert [one.recipient_id for one in asked] == [cast.member.pk]

    assert phase.get_absolute_url() in client.get(f"/en/{note.meeting.public_path}").text
    page = client.get(phase.get_absolute_url()).text
    assert "This is a draft" in page
    assert "It costs a year of pay." in page, "its sources stand with it"
    assert client.get(address(phase)).status_code == 302, "writing needs an account"
    writer = cast.client("owner")
    assert "Recognition is dear." in writer.get(address(phase, 2)).text
    assert writer.get(address(phase, 3)).status_code == 404
    assert writer.post(address(phase, 2), SENT).status_code == 302
    made = Contribution.objects.get(phase=phase)
    assert (made.paragraph, made.space.meeting_id) == (2, note.meeting_id)
    page = client.get(f"{phase.get_absolute_url()}?paragraph=2").text
    assert "Comments on paragraph 2" in page
    assert SENT["text"] in page
    assert SENT["text"] not in client.get(f"{phase.get_absolute_url()}?paragraph=1").text
    assert "On paragraph 2 of the draft note" in client.get(made.space.get_absolute_url()).text
    assert "1 comment" in cast.client("drafter").get(note.get_absolute_url()).text
    discussing.take_back(point.contribution, by=cast.focal_point)
    page = client.get(phase.get_absolute_url()).text
    assert "It costs a year of pay." not in page, "what was taken back is not said again"
    assert "It is no longer public, or no longer says this." in page


def test_d11_the_wording_stays_as_it_went_out_and_is_not_handed_in_meanwhile(cast, client):
    phase = builders.out_for_comment(cast, "The first wording.")
    note = phase.note
    note.paragraphs.update(text="The second wording.")
    assert "The first wording." in client.get(phase.get_absolute_url()).text
    assert put_out(note, cast.officer) == phase, "a second press changes nothing"
    with pytest.raises(NotReady, match="out for comment"):
        clearing.hand_in(note, by=cast.drafter)
    with pytest.raises(PermissionDenied):
        consulting.end(note, by=cast.drafter)
    consulting.end(note, by=cast.officer)
    page = client.get(phase.get_absolute_url()).text
    assert "Comments are closed" in page
    assert address(phase) not in page
    assert phase.get_absolute_url() not in client.get(f"/en/{note.meeting.public_path}").text
    late = cast.client("owner").post(address(phase), SENT)
    assert late.status_code == 400
    assert SENT["text"] in late.text, "the text is kept"
    assert "taken no more" in late.text
    with pytest.raises(MovedOn):
        consulting.end(note, by=cast.officer)
    assert put_out(builders.anew(note), cast.officer) != phase
    clearing_again = builders.anew(note)
    consulting.end(clearing_again, by=cast.officer)
    assert clearing.hand_in(clearing_again, by=cast.drafter).status == "with_chairs"
    with pytest.raises(MovedOn, match="handed in"):
        put_out(note, cast.officer)


def test_d11_comments_end_with_their_day_and_a_draft_of_another_meeting_takes_none(cast, time_machine):
    phase = builders.out_for_comment(cast)
    other = builders.discussion(cast)
    with pytest.raises(NotReady):
        discussing.contribute(other, by=cast.owner, phase=phase, paragraph=1, language="en", text="x", name="A")
    time_machine.move_to(phase.closes_at + timedelta(seconds=1), tick=False)
    assert not phase.is_out
    with pytest.raises(NotReady):
        discussing.contribute(
            phase.note.meeting.discussion, by=cast.owner, phase=phase, paragraph=1, language="en", text="x", name="A"
        )


def test_d11_what_stands_in_the_way_is_said_beside_the_day(cast):
    note = builders.note(cast)
    builders.paragraph(note, cast.drafter, "")
    with pytest.raises(NotReady, match="is empty"):
        put_out(note, cast.officer)
    note.paragraphs.update(text="Recognition is dear.")
    with pytest.raises(NotReady, match="none is open"):
        put_out(note, cast.officer)
    builders.discussion(cast, meeting=note.meeting)
    with pytest.raises(NotReady, match="closes on"):
        put_out(note, cast.officer, closes_on=day(300))
    with pytest.raises(MovedOn, match="changed after you opened"):
        put_out(note, cast.officer, seen="another")
    step = reverse("dialogues:note_step", args=[note.pk, "put_out"])
    for typed in ("", "yesterday", "2020-01-01", "\0"):
        assert cast.prove("officer").post(step, {"seen": note.digest, "closes_on": typed}).status_code == 400
    assert not CommentPhase.objects.exists()


def test_d11_a_draft_of_a_withdrawn_meeting_is_met_by_its_own_people_alone(cast):
    phase = builders.out_for_comment(cast)
    type(phase.note.meeting).objects.filter(pk=phase.note.meeting_id).update(status="withdrawn")
    seen = {who: cast.client(who).get(phase.get_absolute_url()).status_code for who in ("owner", "officer")}
    assert seen == {"owner": 404, "officer": 200}
    listed = {who: CommentPhase.objects.visible_to(getattr(cast, who)).exists() for who in ("owner", "drafter")}
    assert listed == {"owner": False, "drafter": True}


def test_l11_the_page_of_a_draft_asks_the_same_for_many_comments(cast, client, django_assert_max_num_queries):
    phase = builders.out_for_comment(cast, "One.", "Two.")
    space = DiscussionSpace.objects.get(meeting=phase.note.meeting)
    values = {"space": space, "phase": phase, "language": "en", "name": "A", "status": "published"}
    now = timezone.now()
    first = Contribution.objects.create(**values, paragraph=1, text="One.", published_at=now)

    def asked():
        with django_assert_max_num_queries(12) as counted:
            assert client.get(phase.get_absolute_url()).status_code == 200
        return len(counted)

    before = asked()
    Contribution.objects.bulk_create(
        Contribution(**values, paragraph=n % 2 + 1, text=f"T {n}", published_at=now, reply_to=first if n % 3 else None)
        for n in range(29)
    )
    assert asked() == before
