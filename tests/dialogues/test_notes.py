"""A background note: written by two from points, remarked upon, long as people count; seen by its own people alone."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.drafts import token
from dialogues.models import BackgroundNote, NoteComment, NoteParagraph
from dialogues.models.notes import count_words
from dialogues.steps import noting
from tests.cast import MAKERS
from tests.dialogues import builders, matrix
from tests.factories import CANARY
from tests.test_matrix import crawl

pytestmark = pytest.mark.django_db
READERS = ("drafter", "second_drafter", "co_chair", "second_co_chair", "officer", "second_officer", "head")
WRITERS = ("drafter", "second_drafter", "head")


def page(cast, note, who="drafter"):
    return cast.client(who).get(note.get_absolute_url())


def at(name, one, *more):
    return reverse(f"dialogues:{name}", args=[one.note_id, one.pk, *more])


def saved(cast, who, one, text, seen):
    person = getattr(cast, who)
    sent = {"field": "text", "text": text, "text-seen": token(seen), "person": person.pk}
    return cast.client(who).post(at("save_paragraph", one), sent)


# --- people


def test_the_secretariat_opens_a_note_and_names_its_people(cast):
    meeting = builders.roundtable(cast)
    desk = cast.client("officer").get(meeting.get_absolute_url())
    assert "Open a background note" in desk.text
    opened = cast.client("officer").post(reverse("dialogues:open_note", args=[meeting.pk]))
    note = BackgroundNote.objects.get()
    assert note.reference == meeting.reference.replace("DI", "BN")
    assert opened["Location"] == reverse("dialogues:note_people", args=[note.pk])
    to = reverse("dialogues:note_people", args=[note.pk])
    assert cast.client("officer").post(to, {"email": cast.drafter.email, "office": "drafter"}).status_code == 302
    for typed, sentence in (
        ({"email": "nobody@demo.example", "office": "drafter"}, "There is no account with this address."),
        ({"email": cast.member.email, "office": "drafter"}, "does not have the role"),
        ({"email": cast.drafter.email, "office": "co_chair"}, "does not have the role"),
    ):
        refused = cast.client("officer").post(to, typed)
        assert refused.status_code == 400
        assert sentence in refused.text
        assert typed["email"] in refused.text
    assert page(cast, note).status_code == 200
    named = note.appointments.get()
    cast.client("officer").post(reverse("dialogues:end_office", args=[note.pk, named.pk]))
    assert page(cast, note).status_code == 404, "from that moment on"


def test_a_dialogue_or_a_draft_has_no_note(cast):
    for meeting in (builders.announced(cast), builders.draft(cast.officer, kind="policy_debate")):
        answer = cast.client("officer").post(reverse("dialogues:open_note", args=[meeting.pk]), follow=True)
        assert "belongs to a roundtable or to the policy debate" in answer.text
    assert not BackgroundNote.objects.exists()


def test_p47_a_draft_is_met_by_its_drafters_co_chairs_and_the_secretariat_alone(cast):
    note = builders.note(cast)
    one = builders.paragraph(note, cast.drafter, f"{CANARY} text", builders.point(note, cast))
    remark = noting.comment(one, by=cast.co_chair, text=f"{CANARY} remark")
    get = [note.get_absolute_url(), reverse("dialogues:evidence", args=[note.pk])]
    write = [at("paragraph", one), reverse("dialogues:mark_publication", args=[note.pk])]
    post = [at("save_paragraph", one), at("remark", one), at("paragraph_act", one, "remove"),
            reverse("dialogues:settle_remark", args=[note.pk, remark.pk]),
            reverse("dialogues:add_paragraph", args=[note.pk]),
            reverse("dialogues:note_people", args=[note.pk])]  # fmt: skip
    for who in MAKERS:
        client, reads = cast.client(who), who in READERS
        assert BackgroundNote.objects.visible_to(getattr(cast, who)).exists() == reads, who
        assert NoteParagraph.objects.visible_to(getattr(cast, who)).exists() == reads, who
        assert NoteComment.objects.visible_to(getattr(cast, who)).exists() == reads, who
        assert [client.get(address).status_code for address in get] == [200 if reads else 404] * 2, who
        writes = 200 if who in WRITERS else 403 if reads else 404
        assert [client.get(address).status_code for address in write] == [writes] * 2, who
        if not reads:
            person = {"person": getattr(cast, who).pk, "field": "text"}
            assert {client.post(address, person).status_code for address in post} == {404}, who
    one.refresh_from_db()
    assert one.removed_at is None


@pytest.mark.parametrize("who", ["focal_point", "office"])
@pytest.mark.once
def test_p47_nobody_else_meets_the_words_of_a_draft(cast, who):
    """As all whom the crawl of tests/test_matrix.py walks as."""
    starts = ["/en/", "/en/work/", "/en/dialogues/", *matrix.beside(cast)]
    met = [address for address, text in crawl(cast.client(who), starts) if CANARY in text]
    assert met == []


def test_p47_twin_of_the_crawl_a_drafter_meets_the_words(cast):
    note = builders.note(cast)
    builders.paragraph(note, cast.drafter, f"{CANARY} text")
    assert any(CANARY in text for _address, text in crawl(cast.client("drafter"), ["/en/work/"]))


def test_admin_lists_notes_by_state_and_never_their_words(cast):
    note = builders.note(cast)
    one = builders.paragraph(note, cast.drafter, f"{CANARY} text")
    noting.comment(one, by=cast.co_chair, text=f"{CANARY} remark")
    client = cast.client("officer")
    for address in ("backgroundnote/", f"backgroundnote/{note.pk}/change/", "noteappointment/"):
        response = client.get(f"/admin/dialogues/{address}", follow=True)
        assert response.status_code == 200
        assert CANARY not in response.text
        assert note.reference in response.text
    assert "Being drafted" in client.get("/admin/dialogues/backgroundnote/?status__exact=drafting").text


def test_the_role_ends_and_with_it_the_note(cast):
    note = builders.note(cast)
    cast.drafter.memberships.all().delete()
    assert page(cast, note).status_code == 404
    one = builders.paragraph(note, cast.second_drafter)
    assert saved(cast, "drafter", one, "Late.", one.text).status_code == 404


# --- writing


def test_two_write_one_note(cast):
    note = builders.note(cast)
    point = builders.point(note, cast)
    added = cast.client("drafter").post(reverse("dialogues:add_paragraph", args=[note.pk]))
    one = NoteParagraph.objects.get()
    assert added["Location"] == at("paragraph", one)
    sent = {"heading": "Background", "heading-seen": token(""), "text": "Recognition is dear.", "text-seen": token(""),
            "points": [str(point.pk)], "points-seen": token([]), "done": "1"}  # fmt: skip
    assert cast.client("drafter").post(at("paragraph", one), sent)["Location"] == note.get_absolute_url()
    answer = saved(cast, "second_drafter", one, "Recognition is too dear.", "Recognition is dear.")
    assert answer.json()["state"] == "saved"
    text = page(cast, note, "co_chair").text
    for words in (
        "Background",
        "Recognition is too dear.",
        "Rests on 1 point",
        "It costs a year of pay.",
        "5 of about 1,000 words",
    ):
        assert words in text
    assert "Used in paragraph 1" in cast.client("drafter").get(reverse("dialogues:evidence", args=[note.pk])).text


def test_f4_nobodys_text_is_lost_where_two_write_one_paragraph(cast):
    note = builders.note(cast)
    one = builders.paragraph(note, cast.drafter, "As it was.")
    assert saved(cast, "drafter", one, "The first wording.", "As it was.").json()["state"] == "saved"
    late = saved(cast, "second_drafter", one, "The second wording.", "As it was.")
    assert late.status_code == 409
    assert "The first wording." in late.json()["panel"].replace("</del>", "").replace("<del>", "")
    kept = set(one.history.values_list("text", flat=True))
    assert {"The first wording.", "The second wording."} <= kept
    one.refresh_from_db()
    assert one.text == "The first wording."


def test_paragraphs_move_and_what_is_taken_out_can_be_put_back(cast):
    note = builders.note(cast)
    first, second = (builders.paragraph(note, cast.drafter, text) for text in ("First.", "Second."))
    cast.client("drafter").post(at("paragraph_act", second, "up"))
    assert [one.text for one in note.paragraphs.standing()] == ["Second.", "First."]
    cast.client("drafter").post(at("paragraph_act", first, "remove"))
    assert "Put it back" in page(cast, note).text
    cast.client("drafter").post(at("paragraph_act", first, "put-back"))
    assert note.paragraphs.standing().count() == 2
    assert cast.client("drafter").post(at("paragraph_act", first, "sideways")).status_code == 404


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 0),
        ("The co-chair’s 1,000 words – not more.", 6),
        ("L’accès aux services, aujourd’hui", 4),
        ("移民的权利", 5),
        ("حقوق المهاجرين", 2),
        ("Права мигрантов и 3.5%", 4),
    ],
)
def test_words_are_counted_as_people_count_them(text, number):
    assert count_words(text) == number


def test_a_note_over_its_budget_says_so(cast):
    note = builders.note(cast)
    builders.paragraph(note, cast.drafter, "word " * 990)
    assert "more than agreed" not in page(cast, note).text
    builders.paragraph(note, cast.drafter, "word " * 30)
    text = page(cast, note).text
    assert "1,020 of about 1,000 words" in text
    assert "20 words more than agreed" in text


def test_remarks_stand_beside_their_paragraph_until_somebody_settles_them(cast):
    note = builders.note(cast)
    one = builders.paragraph(note, cast.drafter)
    key = str(uuid.uuid4())
    for _press in range(2):
        cast.client("co_chair").post(at("remark", one), {"text": "Whose figure is it?", "form_key": key})
    remark = NoteComment.objects.get()
    assert "Whose figure is it?" in page(cast, note).text
    empty = cast.client("co_chair").post(at("remark", one), {"text": "", "form_key": str(uuid.uuid4())})
    assert empty.status_code == 400
    cast.client("drafter").post(reverse("dialogues:settle_remark", args=[note.pk, remark.pk]))
    assert "Settled" in page(cast, note).text
    assert "Whose figure is it?" in page(cast, note).text, "it stays readable"


@pytest.mark.parametrize("bad", ["x" * 5001, "word " * 1200])
def test_a_paragraph_that_is_too_long_stays_in_its_box(cast, bad):
    one = builders.paragraph(builders.note(cast), cast.drafter, "Short.")
    sent = {"text": bad, "text-seen": token("Short."), "heading": "", "heading-seen": token("")}
    answer = cast.client("drafter").post(at("paragraph", one), sent)
    assert answer.status_code == 400
    assert bad.strip() in answer.text
    one.refresh_from_db()
    assert one.text == "Short."


def test_markup_is_text(cast):
    note = builders.note(cast)
    one = builders.paragraph(note, cast.drafter, "")
    saved(cast, "drafter", one, "<script>alert(1)</script>", "")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page(cast, note).text


def test_a_note_costs_the_same_for_many_paragraphs(cast):
    note = builders.note(cast)

    def queries():
        with CaptureQueriesContext(connection) as caught:
            page(cast, note)
        return len(caught)

    one = builders.paragraph(note, cast.drafter, "Text.", builders.point(note, cast))
    noting.comment(one, by=cast.co_chair, text="A remark.")
    page(cast, note)
    few = queries()
    for number in range(10):
        more = builders.paragraph(note, cast.drafter, f"Text {number}.", *note.points.all())
        noting.comment(more, by=cast.second_co_chair, text="A remark.")
    assert queries() == few


def test_my_work_says_what_waits(cast):
    builders.note(cast)
    assert "Write the note" in cast.client("drafter").get("/en/work/").text
    for who in ("co_chair", "officer", "member"):
        text = cast.client(who).get("/en/work/").text
        assert "Write the note" not in text, who
        assert "Clear the note" not in text, who
