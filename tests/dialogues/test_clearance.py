"""A note goes from its drafters over each co-chair and the secretariat to the public, and leads back to its sources."""

import io
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from accounts.choices import Role
from accounts.models import Membership, Organisation
from core.drafts import token
from core.workflow import MovedOn, NotReady
from dialogues.steps import clearing, discussing, moderating, noting
from dialogues.tasks import make_word
from notifications.models import Message
from publications.models import Publication
from publications.tasks import make_pdf
from tests.cast import person
from tests.dialogues import builders
from tests.publications.public_tables import only_public_tables

pytestmark = pytest.mark.django_db


def ready(cast):
    """A note of two paragraphs, the second of which rests on a contribution."""
    note = builders.note(cast)
    builders.paragraph(note, cast.drafter, "The roundtable looks at objectives 2, 5, 6, 12 and 18.")
    builders.paragraph(note, cast.second_drafter, "Recognition is dear.", builders.point(note, cast))
    return note


def step(cast, it, who, name, **sent):
    """Take a step as a person does: open its page, send what it holds."""
    client = cast.prove(who) if name in ("publish", "withdraw") else cast.client(who)
    address = reverse("dialogues:note_step", args=[it.pk, name])
    opened = client.get(address)
    if opened.status_code != 200:
        return opened
    return client.post(address, {"seen": builders.anew(it).digest, **sent})


def status(note):
    return builders.anew(note).status


def test_each_co_chair_clears_then_the_secretariat_then_another_publishes(cast):
    note = ready(cast)
    assert step(cast, note, "drafter", "hand_in").status_code == 302
    asked = Message.objects.filter(kind="dialogues.clearance_asked")
    assert {one.recipient_id for one in asked} == {cast.co_chair.pk, cast.second_co_chair.pk}
    for who in ("co_chair", "second_co_chair"):
        assert "Clear the note" in cast.client(who).get("/en/work/").text
        assert status(note) == "with_chairs"
        assert step(cast, note, who, "agree").status_code == 302
        assert "Clear the note" not in cast.client(who).get("/en/work/").text
    assert status(note) == "with_secretariat"
    assert "Clear the note" in cast.client("officer").get("/en/work/").text
    assert step(cast, note, "officer", "clear").status_code == 302
    assert step(cast, note, "officer", "publish").status_code == 403, "who cleared it does not publish it"
    assert step(cast, note, "second_officer", "publish", note="").status_code == 302
    assert status(note) == "published"
    assert Publication.objects.get(kind="note").reference == note.reference


def test_w1_a_note_waits_on_the_desks_of_those_officers_who_can_take_it_on(cast):
    note = ready(cast)
    own = reverse("dialogues:note", args=[note.pk])
    assert cast.second_officer
    builders.cleared(note, cast)
    for desk in ("/en/work/", "/admin/"):
        assert own in cast.client("second_officer").get(desk).text
        assert own not in cast.client("officer").get(desk).text, "who cleared it does not publish it"


def test_p47_nobody_clears_out_of_turn(cast):
    note = ready(cast)
    assert step(cast, note, "co_chair", "agree").status_code == 403, "not handed in"
    assert step(cast, note, "co_chair", "hand_in").status_code == 403
    clearing.hand_in(note, by=cast.drafter)
    for who in ("drafter", "officer", "head"):
        with pytest.raises(PermissionDenied):
            clearing.agree(note, by=getattr(cast, who), seen=note.digest)
    with pytest.raises((MovedOn, PermissionDenied)):
        clearing.clear(note, by=cast.officer, seen=note.digest)
    for who in ("member", "focal_point"):
        assert step(cast, note, who, "agree").status_code == 404


def test_publishing_asks_for_fresh_proof(cast):
    note = builders.cleared(ready(cast), cast)
    answer = cast.client("second_officer").get(reverse("dialogues:note_step", args=[note.pk, "publish"]))
    assert answer.status_code == 302
    assert "reauthenticate" in answer["Location"]


def test_a_change_after_a_clearance_asks_for_it_again(cast):
    note = ready(cast)
    clearing.hand_in(note, by=cast.drafter)
    clearing.agree(note, by=cast.co_chair, seen=note.digest)
    one = note.paragraphs.first()
    sent = {"field": "text", "text": "Another word.", "text-seen": token(one.text), "person": cast.drafter.pk}
    cast.client("drafter").post(reverse("dialogues:save_paragraph", args=[note.pk, one.pk]), sent)
    assert status(note) == "drafting"
    text = cast.client("co_chair").get(note.get_absolute_url()).text
    assert "The wording was changed." in text
    assert "Cleared" not in text
    clearing.hand_in(note, by=cast.drafter)
    assert len(builders.anew(note).chairs_missing) == 2
    asked = Message.objects.filter(kind="dialogues.clearance_asked", recipient=cast.co_chair)
    assert asked.count() == 2


def test_the_wording_that_was_cleared_stays_cleared_when_it_comes_back(cast):
    note = ready(cast)
    clearing.hand_in(note, by=cast.drafter)
    clearing.agree(note, by=cast.co_chair, seen=note.digest)
    first, second = note.paragraphs.standing()
    noting.move(second, by=cast.drafter, up=True)
    assert len(builders.anew(note).chairs_missing) == 2
    noting.move(second, by=cast.drafter, up=False)
    assert [one.user for one in builders.anew(note).chairs_missing] == [cast.second_co_chair]
    assert first.position == 0


def test_nobody_clears_a_wording_unseen(cast):
    note = ready(cast)
    seen = builders.anew(note).digest
    one = note.paragraphs.first()
    one.text = "Something else."
    one.save()
    clearing.hand_in(note, by=cast.drafter)
    late = cast.client("co_chair").post(reverse("dialogues:note_step", args=[note.pk, "agree"]), {"seen": seen})
    assert late.status_code == 400
    assert "The wording was changed after you opened the page." in late.text
    assert len(builders.anew(note).chairs_missing) == 2


def test_a_co_chair_sends_it_back_with_what_should_change(cast):
    note = ready(cast)
    clearing.hand_in(note, by=cast.drafter)
    empty = step(cast, note, "co_chair", "send_back", note="")
    assert empty.status_code == 400
    step(cast, note, "co_chair", "send_back", note="Say whose figure it is.")
    assert status(note) == "drafting"
    assert "Say whose figure it is." in cast.client("drafter").get(note.get_absolute_url()).text
    told = Message.objects.filter(kind="dialogues.note_returned")
    assert {one.recipient_id for one in told} == {cast.drafter.pk, cast.second_drafter.pk}


def test_drafters_cannot_send_back_what_is_being_cleared(cast):
    note = ready(cast)
    clearing.hand_in(note, by=cast.drafter)
    address = reverse("dialogues:note_step", args=[note.pk, "send_back"])
    assert address not in cast.client("drafter").get(note.get_absolute_url()).text
    assert step(cast, note, "drafter", "send_back", note="A word is missing.").status_code == 403
    with pytest.raises(PermissionDenied):
        clearing.send_back(note, by=cast.drafter, note_to_drafters="A word is missing.")
    assert status(note) == "with_chairs"
    for who in ("co_chair", "officer"):
        assert address in cast.client(who).get(note.get_absolute_url()).text
    assert step(cast, note, "officer", "send_back", note="A word is missing.").status_code == 302
    assert status(note) == "drafting"


def test_handed_in_again_unchanged_each_co_chair_gets_a_message_again(cast):
    note = ready(cast)
    for _turn in range(2):
        clearing.hand_in(note, by=cast.drafter)
        clearing.send_back(note, by=cast.co_chair, note_to_drafters="Whose figure is it?")
    for who in (cast.co_chair, cast.second_co_chair):
        assert Message.objects.filter(kind="dialogues.clearance_asked", recipient=who).count() == 2


def test_a_co_chair_clears_for_the_body_of_that_role_whatever_else_they_are(cast):
    someone = person("chair-with-two-roles")
    for body, role in ((cast.association, Role.STAKEHOLDER), (cast.other_state, Role.ROUNDTABLE_CO_CHAIR)):
        Membership.objects.create(user=someone, organisation=body, role=role)
    note = builders.note(cast, people=False)
    for who, office in ((cast.drafter, "drafter"), (someone, "co_chair")):
        noting.appoint(note, who, office, by=cast.officer)
    builders.paragraph(note, cast.drafter)
    clearing.hand_in(note, by=cast.drafter)
    clearing.agree(note, by=someone, seen=builders.anew(note).digest)
    assert note.clearances.get().body == "Other Demo State"
    text = cast.client("officer").get(note.get_absolute_url()).text
    assert "Other Demo State" in text
    assert "Demo Association of Migrants" not in text


def test_p47_a_co_chair_who_is_an_officer_too_neither_clears_nor_publishes_the_same_wording(cast):
    both = cast.officer
    Membership.objects.create(user=both, organisation=cast.other_state, role=Role.ROUNDTABLE_CO_CHAIR)
    note = builders.note(cast, people=False)
    noting.appoint(note, cast.drafter, "drafter", by=cast.second_officer)
    noting.appoint(note, both, "co_chair", by=cast.second_officer)
    builders.paragraph(note, cast.drafter)
    clearing.hand_in(note, by=cast.drafter)
    clearing.agree(note, by=both, seen=builders.anew(note).digest)
    assert status(note) == "with_secretariat"
    with pytest.raises(PermissionDenied):
        clearing.clear(note, by=both, seen=builders.anew(note).digest)
    clearing.clear(note, by=cast.second_officer, seen=builders.anew(note).digest)
    with pytest.raises(PermissionDenied):
        clearing.publish(note, by=both)


def test_an_officer_clears_with_the_roles_of_this_moment(cast):
    note = ready(cast)
    clearing.hand_in(note, by=cast.drafter)
    for who in ("co_chair", "second_co_chair"):
        clearing.agree(note, by=getattr(cast, who), seen=builders.anew(note).digest)
    assert cast.officer.current_memberships, "read before the role was put right"
    moved = Organisation.objects.create(kind="un_entity", name="Office of the Network", slug="network-office")
    cast.officer.memberships.update(organisation=moved)
    clearing.clear(note, by=cast.officer, seen=builders.anew(note).digest)
    assert note.clearances.get(office="secretariat").body == "Office of the Network"


def test_a_note_that_lacks_something_is_not_handed_in(cast):
    note = builders.note(cast, people=False)
    noting.appoint(note, cast.drafter, "drafter", by=cast.officer)
    refused = step(cast, note, "drafter", "hand_in")
    assert refused.status_code == 400
    assert "It has no paragraph yet." in refused.text
    assert "No co-chair is named for it" in refused.text
    builders.paragraph(note, cast.drafter, "")
    assert "Paragraph 1 is empty" in step(cast, note, "drafter", "hand_in").text


@pytest.mark.parametrize("is_cleared", [False, True])
def test_d11_what_is_cited_is_public(cast, is_cleared):
    note = ready(cast)
    if is_cleared:
        builders.cleared(note, cast)
    said = note.points.get().contribution
    moderating.hide(said, by=cast.moderator, ground="off_topic", words="Elsewhere.")
    run, by = (clearing.publish, cast.second_officer) if is_cleared else (clearing.hand_in, cast.drafter)
    with pytest.raises(NotReady) as refused:
        run(note, by=by)
    assert "Paragraph 2 rests on something that is no longer public" in str(refused.value)
    assert not Publication.objects.filter(kind="note").exists()


# --- what the public reads


def public(cast, note, **asked):
    return cast.client("visitor").get(f"/en/{note.public_path}", asked)


def test_d11_everybody_reads_the_note_with_the_annex_of_its_sources(cast):
    note = ready(cast)
    assert public(cast, note).status_code == 404
    builders.published(note, cast)
    response = public(cast, note)
    assert response.status_code == 200
    text = unescape(response.text)
    said = note.points.get().contribution
    expected = [
        "Recognition is dear.",
        "Annex: sources",
        "It costs a year of pay.",
        "Contribution of Demo State",
        f"/en/dialogues/contributions/{said.pk}/",
        "Roundtable 1",
        'Co-chair, <span dir="auto">Demo State</span>',
    ]
    for words in expected:
        assert words in text
    assert cast.drafter.email not in text
    assert "A person" not in text, "no person is named in the note"
    assert "Read the note" in cast.client("visitor").get(f"/en/{note.meeting.public_path}").text


def test_the_note_is_had_as_json_and_with_its_fingerprint(cast):
    note = ready(cast)
    publication = builders.published(note, cast)
    read = public(cast, note, format="json").json()
    assert read["sha256"] == publication.content.sha256
    assert read["paragraphs"][1] == {"number": 2, "heading": "", "text": "Recognition is dear.", "sources": [1]}
    assert read["sources"][0]["quote"] == "It costs a year of pay."
    assert (read["words"], read["budget"]) == (14, 1000)
    assert [one["by"] for one in read["clearances"]] == ["co_chair", "co_chair", "secretariat"]


def test_d21_who_contributed_sees_where_it_was_used_and_gets_one_message(cast):
    note = ready(cast)
    said = note.points.get().contribution
    assert "What became of it" not in cast.client("visitor").get(said.get_absolute_url()).text
    builders.published(note, cast)
    text = cast.client("visitor").get(said.get_absolute_url()).text
    assert "Cited in paragraph 2 of" in text
    assert f"/en/{note.public_path}#paragraph-2" in text
    told = Message.objects.filter(kind="dialogues.point_used")
    assert [one.recipient_id for one in told] == [cast.focal_point.pk]
    again(cast, note)
    assert told.count() == 1, "once for each note"


def again(cast, note):
    """A further version."""
    one = note.paragraphs.first()
    sent = {"field": "text", "text": "The roundtable looks at five objectives.", "text-seen": token(one.text),
            "person": cast.drafter.pk}  # fmt: skip
    cast.client("drafter").post(reverse("dialogues:save_paragraph", args=[note.pk, one.pk]), sent)
    return builders.published(note, cast)


def test_a_further_version_leaves_the_first_readable(cast):
    note = ready(cast)
    builders.published(note, cast)
    one = note.paragraphs.first()
    sent = {"field": "text", "text": "CHANGED", "text-seen": token(one.text), "person": cast.drafter.pk}
    cast.client("drafter").post(reverse("dialogues:save_paragraph", args=[note.pk, one.pk]), sent)
    assert status(note) == "drafting"
    assert "CHANGED" not in public(cast, note).text, "the public reads what was cleared"
    builders.published(note, cast)
    assert "CHANGED" in public(cast, note).text
    first = cast.client("visitor").get(f"/en/{note.public_path}v1/")
    assert "An older version" in first.text
    assert "CHANGED" not in first.text


def test_a_contribution_taken_back_later_leaves_the_frozen_note_and_shows_on_its_desk(cast):
    note = ready(cast)
    said = note.points.get().contribution
    builders.published(note, cast)
    discussing.take_back(said, by=cast.focal_point)
    assert public(cast, note).status_code == 200
    assert "Taken back by its author" in cast.client("drafter").get(note.get_absolute_url()).text


def test_a_published_note_is_withdrawn_with_a_reason_and_can_be_written_on(cast):
    note = ready(cast)
    said = note.points.get().contribution
    assert step(cast, note, "officer", "withdraw", note="Too early.").status_code == 403, "nothing is public"
    builders.published(note, cast)
    assert step(cast, note, "drafter", "withdraw", note="Too early.").status_code == 403
    assert step(cast, note, "officer", "withdraw", note="").status_code == 400
    assert step(cast, note, "officer", "withdraw", note="The figures were wrong.").status_code == 302
    stub = public(cast, note)
    assert stub.status_code == 410
    assert "The figures were wrong." in stub.text
    assert "Recognition is dear." not in stub.text
    assert "What became of it" not in cast.client("visitor").get(said.get_absolute_url()).text
    assert "Read the note" not in cast.client("visitor").get(f"/en/{note.meeting.public_path}").text
    assert status(note) == "drafting"
    builders.paragraph(note, cast.drafter, "The figures were mended.")
    builders.published(note, cast)
    assert "The figures were mended." in public(cast, note).text


def test_the_policy_debate_has_its_note_too(cast):
    note = builders.note(cast, builders.announced(cast, kind="policy_debate", title="Policy debate"))
    builders.paragraph(note, cast.drafter, "Challenges of implementation.")
    builders.published(note, cast)
    response = public(cast, note)
    assert response.status_code == 200
    assert note.public_path == "dialogues/policy-debate/note/"


def test_the_note_is_had_in_word(cast):
    note = ready(cast)
    publication = builders.published(note, cast)
    make_word(publication.pk)
    response = public(cast, note, format="docx")
    assert response.status_code == 200
    document = Document(io.BytesIO(b"".join(response.streaming_content)))
    text = "\n".join(one.text for one in document.paragraphs)
    for words in (note.title, "2. Recognition is dear. [1]", "Annex: sources", "It costs a year of pay."):
        assert words in text
    assert document.core_properties.identifier == f"{note.reference};v=1"
    assert note.reference in document.sections[0].header.paragraphs[0].text
    assert document.styles["Normal"].font.size.pt == 10.5


def test_a_word_file_that_is_not_there_yet_is_asked_of_a_worker(cast):
    note = ready(cast)
    builders.published(note, cast)
    assert public(cast, note, format="docx").status_code == 202


@pytest.mark.pdf
def test_the_note_is_had_as_pdf(cast):
    note = ready(cast)
    publication = builders.published(note, cast)
    make_pdf(publication.pk)
    response = public(cast, note, format="pdf")
    reader = PdfReader(io.BytesIO(b"".join(response.streaming_content)))
    text = "".join("".join(page.extract_text().split()) for page in reader.pages)
    for words in ("2.Recognitionisdear.[1]", "Annex:sources", "Itcostsayearofpay.", f"{note.reference},version1",
                  publication.content.sha256):  # fmt: skip
        assert words in text
    assert reader.outline


def test_public_pages_of_a_note_need_public_tables_alone(cast):
    note = ready(cast)
    publication = builders.published(note, cast)
    make_word(publication.pk)
    with only_public_tables():
        for asked in ({}, {"format": "json"}, {"format": "docx"}):
            response = public(cast, note, **asked)
            assert response.status_code == 200
            assert b"".join(response.streaming_content if response.streaming else [response.content])
        assert cast.client("visitor").get(f"/en/{note.public_path}v1/").status_code == 200
