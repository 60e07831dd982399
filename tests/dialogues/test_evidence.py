"""Evidence: a passage of what everybody reads becomes a point for a note, and shows what became of its source."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dialogues.models import EvidencePoint, Meeting, Recording
from dialogues.steps import discussing, evidence, moderating, noting, records
from publications.models import Publication
from reference.models import RegionalCommission
from tests.dialogues import builders
from tests.practices.builders import published_practice

pytestmark = pytest.mark.django_db
QUOTE = "It costs a year of pay."


def typed(note, **more):
    return {"note": str(note.pk), "quote": QUOTE, "objective": "18", "theme": "cost of recognition",
            "form_key": str(uuid.uuid4()), **more}  # fmt: skip


def address(kind, record):
    return reverse("dialogues:mark", args=[kind, record.pk])


def desk(cast, note, who="drafter"):
    return cast.client(who).get(reverse("dialogues:evidence", args=[note.pk]))


def test_a_rapporteur_marks_a_passage_of_a_contribution(cast):
    note = builders.note(cast)
    said = builders.said_for(note, cast)
    page = cast.client("drafter").get(said.get_absolute_url())
    assert address("contribution", said) in page.text
    form = cast.client("drafter").get(address("contribution", said))
    assert QUOTE in form.text
    assert "data-take-passage" in form.text
    key = str(uuid.uuid4())
    for _press in range(2):
        sent = cast.client("drafter").post(address("contribution", said), typed(note, form_key=key))
        assert sent.status_code == 302
    point = EvidencePoint.objects.get()
    assert (point.quote, point.objective_id, point.theme) == (QUOTE, 18, "cost of recognition")
    text = desk(cast, note).text
    for word in (QUOTE, "As it was marked", "Contribution of Demo State", "Objective 18", "Not used yet"):
        assert word in text
    assert said.get_absolute_url() in text


def test_a_passage_stands_word_for_word_in_its_source(cast):
    note = builders.note(cast)
    said = builders.said_for(note, cast)
    wrong = cast.client("drafter").post(address("contribution", said), typed(note, quote="It costs two years."))
    assert wrong.status_code == 400
    assert "These words do not stand in the text." in wrong.text
    assert "It costs two years." in wrong.text, "what was typed is still there"
    across = typed(note, quote="It  costs a year\n of pay.")
    assert cast.client("drafter").post(address("contribution", said), across).status_code == 302, "blanks do not count"


def test_only_what_everybody_reads_can_be_quoted(cast):
    note = builders.note(cast)
    said = builders.said_for(note, cast)
    moderating.hide(said, by=cast.moderator, ground="off_topic", words="Elsewhere.")
    assert cast.client("drafter").get(address("contribution", said)).status_code == 404
    late = cast.client("drafter").post(address("contribution", said), typed(note))
    assert "no longer public" in late.text
    assert not EvidencePoint.objects.exists()


def test_transcripts_and_summaries_are_marked_once_they_are_released(cast):
    note = builders.note(cast)
    meeting = Meeting.objects.get(pk=note.meeting_id)
    recording = records.add_recording(meeting, by=cast.officer, url="https://example.org/1", language="floor",
                                      transcript=f"The chair: {QUOTE}", consent="Asked on the day.")  # fmt: skip
    Meeting.objects.filter(pk=meeting.pk).update(summary=f"<p>Many said: {QUOTE}</p>")
    for kind, record in (("transcript", recording), ("summary", meeting)):
        assert cast.client("drafter").get(address(kind, record)).status_code == 404, kind
    meeting.refresh_from_db()
    records.show(Recording.objects.get(), by=cast.officer)
    records.release_outcome(meeting, by=cast.officer)
    for kind, record in (("transcript", recording), ("summary", meeting)):
        assert address(kind, record) in desk(cast, note).text
        assert cast.client("drafter").post(address(kind, record), typed(note)).status_code == 302, kind
    records.hide(Recording.objects.get(), by=cast.officer)
    assert "Hidden or no longer public" in desk(cast, note).text


def test_a_published_text_is_named_by_its_number(cast):
    note = builders.note(cast)
    practice = published_practice(cast)
    to = reverse("dialogues:mark_publication", args=[note.pk])
    said = {**typed(note), "reference": practice.reference.lower(), "remark": "It halves the time."}
    del said["quote"]
    assert cast.client("drafter").post(to, said).status_code == 302
    point = EvidencePoint.objects.get()
    assert (point.reference, point.version) == (practice.reference, 1)
    assert f"{practice.reference}, version 1" in desk(cast, note).text
    wrong = cast.client("drafter").post(to, {**said, "reference": "PR-9999", "form_key": str(uuid.uuid4())})
    assert "Nothing is public under this number." in wrong.text


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        (lambda cast, said: discussing.rewrite(said, by=cast.focal_point, language="en", text=f"{QUOTE} I know."),
         "Edited since; the passage still stands"),
        (lambda cast, said: discussing.rewrite(said, by=cast.focal_point, language="en", text="It is cheap."),
         "Edited since; the passage is no longer in it"),
        (lambda cast, said: discussing.take_back(said, by=cast.focal_point), "Taken back by its author"),
        (lambda cast, said: moderating.hide(said, by=cast.moderator, ground="hate", words="No."),
         "Hidden or no longer public"),
    ],
)  # fmt: skip
def test_what_became_of_a_source_is_shown_and_the_passage_is_kept(cast, what, sentence):
    note = builders.note(cast)
    point = builders.point(note, cast)
    what(cast, point.contribution)
    text = desk(cast, note).text
    assert sentence in text
    assert QUOTE in text


def test_a_point_that_a_paragraph_rests_on_stays(cast):
    note = builders.note(cast)
    point = builders.point(note, cast)
    one = builders.paragraph(note, cast.drafter, "Dear.", point)
    to = reverse("dialogues:take_out_point", args=[note.pk, point.pk])
    answer = cast.client("drafter").post(to, follow=True)
    assert "A paragraph rests on this point." in answer.text
    noting.remove(one, by=cast.drafter)
    cast.client("drafter").post(to)
    assert not EvidencePoint.objects.exists()


def test_p47_only_drafters_of_the_note_mark_points(cast):
    note = builders.note(cast)
    said = builders.said_for(note, cast)
    for who in ("member", "focal_point", "moderator", "co_chair", "office", "officer"):
        assert cast.client(who).get(address("contribution", said)).status_code == 403, who
        assert cast.client(who).post(address("contribution", said), typed(note)).status_code in (400, 403), who
    assert not EvidencePoint.objects.exists()
    other = builders.note(cast, builders.roundtable(cast, 2), people=False)
    refused = cast.client("drafter").post(address("contribution", said), typed(other))
    assert refused.status_code == 400, "a drafter of one note marks for that alone"


def test_the_evidence_desk_costs_the_same_for_many_points(cast):
    note = builders.note(cast)
    said = builders.said_for(note, cast)
    cast.client("drafter").get(reverse("dialogues:evidence", args=[note.pk]))

    def queries():
        with CaptureQueriesContext(connection) as caught:
            desk(cast, note)
        return len(caught)

    evidence.mark(note, "contribution", said.pk, by=cast.drafter, quote=QUOTE)
    few = queries()
    for _more in range(10):
        evidence.mark(note, "contribution", said.pk, by=cast.drafter, quote=QUOTE)
        builders.contribution(said.space, cast.member, f"Another {_more}.")
    assert queries() == few


def test_d20_published_texts_on_the_objectives_are_offered(cast):
    note = builders.note(cast)
    practice = published_practice(cast)
    publication = Publication.objects.get(reference=practice.reference)
    own = list(note.meeting.roundtable_objectives.values_list("objective", flat=True))
    other = next(number for number in range(1, 24) if number not in own)
    for number, is_offered in ((own[0], True), (other, False)):
        publication.objectives.set([number])
        assert (practice.reference in desk(cast, note).text) == is_offered


def test_d20_counts_by_region_show_who_has_not_been_heard(cast):
    note = builders.note(cast)
    said = builders.said_for(note, cast)  # by the focal point, in a personal capacity
    publication = Publication.objects.get(reference=published_practice(cast).reference)
    cast.state.country.review_regions.set(["ece", "escap"])
    cast.other_state.country.review_regions.set(["ece"])
    builders.contribution(said.space, cast.focal_point, "For my State.", organisation=cast.state)
    builders.contribution(said.space, cast.other_focal_point, "For my own.", organisation=cast.other_state)
    builders.contribution(said.space, cast.owner, "Of an association whose State is not known.")
    publication.objectives.set(note.meeting.roundtable_objectives.values_list("objective", flat=True)[:1])
    publication.facets.get_or_create(name="region", value="eca")
    page = desk(cast, note)
    counted = {one.region: (one.contributions, one.published) for one in page.context["heard"]}
    names = {one.pk: str(one.review_name) for one in RegionalCommission.objects.all()}
    assert {key: counted[name] for key, name in names.items()} == {
        "ece": (3, 0),
        "escap": (2, 0),
        "eca": (0, 1),
        "eclac": (0, 0),
        "escwa": (0, 0),
    }
    assert counted[""] == (1, None), "whose State is not known is said, too"
    assert page.text.count("Not heard yet") == 2
