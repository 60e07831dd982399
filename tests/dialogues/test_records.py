"""What came of a meeting: nothing of it is in public before it is released, and all is taken back at once."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dialogues.models import MeetingFile, Recording
from dialogues.steps import records
from tests.dialogues import builders

pytestmark = pytest.mark.django_db

SECRET = "https://video.example.org/unreleased"


def public_texts(cast, meeting):
    page = f"/en/{meeting.public_path}"
    addresses = (page, f"{page}?format=json", "/en/dialogues/forum/2030/", "/en/dialogues/search/?format=json",
                 "/feeds/dialogue.atom", f"/calendar/dialogues/{meeting.reference}.ics")  # fmt: skip
    for address in addresses:
        answer = cast.client("visitor").get(address)
        yield address, (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


def recording(**typed):
    values = {"form_key": str(uuid.uuid4()), "url": SECRET, "language": "fr", "minutes": 102, "has_captions": "on",
              "transcript": "First line.\nSecond line.", "consent": "Asked at the beginning"}  # fmt: skip
    return {**values, **typed}


def test_d5_the_address_of_a_recording_is_nowhere_before_its_release_and_after_it_was_hidden(cast):
    meeting = builders.announced(cast)
    client, add = cast.client("officer"), reverse("dialogues:add_recording", kwargs=meeting.address)
    assert client.post(add, recording(consent="")).status_code == 400
    said = recording()
    for _press in range(2):
        assert client.post(add, said).status_code == 302
    made = Recording.objects.get()
    assert [address for address, text in public_texts(cast, meeting) if SECRET in text] == []
    act = {"key": meeting.pk, "pk": made.pk}
    client.post(reverse("dialogues:recording_act", kwargs={**act, "act": "show"}))
    shown = cast.client("visitor").get(f"/en/{meeting.public_path}").text
    assert f'<a href="{SECRET}" rel="noopener external" lang="fr">Français</a>' in shown
    assert "102 minutes" in shown
    assert "With captions" in shown
    assert "Second line." in shown
    assert "<iframe" not in shown
    assert "<video" not in shown
    client.post(reverse("dialogues:recording_act", kwargs={**act, "act": "hide"}))
    assert [address for address, text in public_texts(cast, meeting) if SECRET in text] == []


def test_p40_a_regional_office_keeps_recordings_of_its_own_and_an_officer_releases_the_summary(cast):
    own = builders.draft(cast.office, organisation=builders.office_of(cast.office))
    foreign = builders.draft(cast.officer)
    client = cast.client("office")
    assert client.post(reverse("dialogues:add_recording", kwargs=own.address), recording()).status_code == 302
    for name in ("add_recording", "add_file", "outcome"):
        assert client.get(reverse(f"dialogues:{name}", kwargs=foreign.address)).status_code == 404
    release = reverse("dialogues:release_outcome", kwargs={"key": own.pk, "act": "release"})
    assert client.post(release).status_code == 403
    with pytest.raises(PermissionDenied):
        records.show(Recording(meeting=foreign), by=cast.office)


def test_d12_the_outcome_is_read_as_it_was_released_and_what_is_written_after_waits(cast):
    meeting = builders.announced(cast)
    meeting.summary = "<p>What was said</p>"
    meeting.key_points = [{"objective": "18", "point": "Recognition costs too much"}]
    meeting.attendance = [{"group": "Member States", "number": 84}]
    meeting.save()
    client, page = cast.client("officer"), reverse("dialogues:outcome", kwargs=meeting.address)
    assert "What was said" not in cast.client("visitor").get(f"/en/{meeting.public_path}").text
    assert "Nothing of it yet" in client.get(page).text
    client.post(reverse("dialogues:release_outcome", kwargs={"key": meeting.pk, "act": "release"}))
    shown = cast.client("visitor").get(f"/en/{meeting.public_path}").text
    for words in ("What was said", "Recognition costs too much", "Member States", "84"):
        assert words in shown
    type(meeting).objects.filter(pk=meeting.pk).update(summary="<p>Half a sentence</p>")
    builders.sitting(meeting, cast.officer, starts_on=builders.DAY.replace(day=20))  # restates what is public
    assert "Half a sentence" not in cast.client("visitor").get(f"/en/{meeting.public_path}").text
    assert "waits for the next release" in client.get(page).text
    client.post(reverse("dialogues:release_outcome", kwargs={"key": meeting.pk, "act": "hide"}))
    assert "What was said" not in cast.client("visitor").get(f"/en/{meeting.public_path}").text


def test_the_outcome_saves_itself_and_a_wrong_number_stays_in_its_box(cast):
    meeting = builders.announced(cast)
    page = reverse("dialogues:outcome", kwargs=meeting.address)
    seen = cast.client("officer").get(page).text.split('name="attendance-seen" value="')[1].split('"')[0]
    typed = {"attendance-0-group": "Member States", "attendance-0-number": "many", "attendance-seen": seen}
    answer = cast.client("officer").post(page, typed)
    assert answer.status_code == 400
    assert "Row 1, People" in answer.text
    assert 'value="Member States"' in answer.text
    typed["attendance-0-number"] = "84"
    assert cast.client("officer").post(page, typed).status_code == 302
    meeting.refresh_from_db()
    assert meeting.attendance == [{"group": "Member States", "number": 84}]


def test_s26_a_file_leaves_for_the_public_only_once_released(cast):
    meeting = builders.announced(cast)
    add = reverse("dialogues:add_file", kwargs=meeting.address)
    wrong = SimpleUploadedFile("notes.exe", b"MZ")
    assert "This kind of file is not taken" in cast.client("officer").post(
        add, {"title": "Slides", "language": "en", "file": wrong}).text  # fmt: skip
    text = SimpleUploadedFile("notes.txt", b"What was shown")
    assert cast.client("officer").post(add, {"title": "Slides", "language": "en", "file": text}).status_code == 302
    row = MeetingFile.objects.get()
    address = reverse("dialogues:file", args=[row.pk])
    for who in ("visitor", "member", "office"):
        assert cast.client(who).get(address).status_code == 404
    assert read(cast.client("officer"), address) == b"What was shown"
    records.show(row, by=cast.officer)
    assert read(cast.client("visitor"), address) == b"What was shown"
    assert address in cast.client("visitor").get(f"/en/{meeting.public_path}").text
    records.remove_file(row, by=cast.officer)
    assert cast.client("visitor").get(address).status_code == 404
    assert address not in cast.client("visitor").get(f"/en/{meeting.public_path}").text


def read(client, address):
    """The bytes of a file."""
    return b"".join(client.get(address).streaming_content)
