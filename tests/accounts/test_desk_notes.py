"""Officers write notes and tasks beside a record; nobody else learns of them (W8)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts import steps
from accounts.models import DeskNote
from notifications.models import Message
from tests.cast import OWN

pytestmark = pytest.mark.django_db
SECRET = "canary of the desk"


def write_url(cast) -> str:
    return reverse("admin:accounts_desknote_write", args=["accounts.organisation", cast.state.pk])


def page_of(cast) -> str:
    return reverse("admin:accounts_organisation_change", args=[cast.state.pk])


def test_w8_a_note_becomes_a_task_that_a_colleague_hears_of_and_settles(cast):
    client, second = cast.client("officer"), cast.second_officer
    assert write_url(cast) in client.get(page_of(cast)).text
    key = "9f0f3c1e-6a0c-4a52-9d35-6e1d9c3a7a11"
    form = {"text": SECRET, "wanted_from": second.pk, "due_on": "2030-02-01", "form_key": key}
    assert SECRET in client.post(write_url(cast), form, follow=True).text
    client.post(write_url(cast), form)
    note = DeskNote.objects.get()
    assert (note.due_on, note.wanted_from, note.title) == (date(2030, 2, 1), second, "Demo State")
    assert Message.objects.get(kind="accounts.task_given").recipient == second
    theirs = cast.client("second_officer")
    assert "Tasks that colleagues gave you" in theirs.get("/admin/").text
    assert "Tasks that colleagues gave you" not in client.get("/admin/").text
    settle = reverse("admin:accounts_desknote_step", args=[note.pk, "settle"])
    assert theirs.post(settle).status_code == 302
    assert theirs.get(reverse("admin:accounts_desknote_changelist") + "?open=mine").context["cl"].result_count == 0
    assert theirs.post(settle).status_code == 403
    assert theirs.post(reverse("admin:accounts_desknote_step", args=[note.pk, "take_up"])).status_code == 302
    note.refresh_from_db()
    assert note.is_open, "X9: settled by mistake is taken up again"


def test_w8_nobody_outside_the_secretariat_reads_writes_or_is_given_one(cast):
    note = steps.write_note(cast.state, SECRET, by=cast.officer)
    for who in ("focal_point", "member", "superuser", "visitor"):
        for url in (write_url(cast), reverse("admin:accounts_desknote_change", args=[note.pk]), page_of(cast)):
            answer = cast.client(who).get(url)
            assert SECRET not in answer.text, (who, url)
            assert url == page_of(cast) or answer.status_code in (302, 403, 404), (who, url)
    for name in ("admin:board", "admin:accounts_membership_contacts"):
        export = cast.prove("officer").get(f"{reverse(name)}?format=csv")
        assert SECRET not in b"".join(export.streaming_content).decode()
    with pytest.raises(PermissionDenied):
        steps.write_note(cast.state, "x", by=cast.focal_point)
    with pytest.raises(PermissionDenied):
        steps.write_note(cast.state, "x", by=cast.officer, wanted_from=cast.focal_point)
    client = cast.client("officer")
    forged = client.post(write_url(cast), {"text": "x", "wanted_from": cast.focal_point.pk})
    assert forged.status_code == 200
    assert DeskNote.objects.count() == 1
    for label, pk in (("accounts.user", cast.member.pk), ("reviews.voluntaryreview", 1), ("accounts.organisation", 0),
                      ("reviews.submission", OWN), ("accounts.organisation", "9" * 30)):  # fmt: skip
        url = reverse("admin:accounts_desknote_write", args=[label, pk])
        assert client.get(url).status_code == 404, label


def test_w8_who_is_mentioned_hears_of_the_note_without_its_words(cast):
    form = {"text": SECRET, "told": [cast.second_officer.pk, cast.head.pk], "wanted_from": cast.head.pk,
            "form_key": "9f0f3c1e-6a0c-4a52-9d35-6e1d9c3a7a12"}  # fmt: skip
    cast.client("officer").post(write_url(cast), form)
    told = Message.objects.get(kind="accounts.mentioned")
    assert told.recipient == cast.second_officer, "whose task it is has that message"
    assert Message.objects.get(kind="accounts.task_given").recipient == cast.head
    note = DeskNote.objects.get()
    shown = cast.client("second_officer").get(reverse("admin:accounts_desknote_change", args=[note.pk])).text
    assert str(cast.second_officer) in shown
    with pytest.raises(PermissionDenied):
        steps.write_note(cast.state, "x", by=cast.officer, told=[cast.focal_point])
