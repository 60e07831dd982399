"""A sample background note in drafting: a sample contribution, a passage of it as a point, two paragraphs, a remark."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from core.workflow import signed
from dialogues.choices import MeetingKind, Moderation, NoteOffice, SourceKind
from dialogues.models import BackgroundNote, Contribution, Meeting
from dialogues.steps import discussing, evidence, noting

PASSAGE = "Sample: recognising a diploma takes a year."
SAID = f"{PASSAGE} Sample: those who wait take work below what they have learned."
TEXTS = (
    ("Sample: background", "Sample: this roundtable looks at the objectives named above. An invented text.", False),
    ("", "Sample: a State reports that people wait a year until their diploma is recognised.", True),
)


def make(people: dict[str, User]) -> None:
    """The note of roundtable 2 of 2030, unless there is one already."""
    if BackgroundNote.objects.exists():
        return
    roundtable = Meeting.objects.get(cycle__year=2030, kind=MeetingKind.ROUNDTABLE, number=2)
    officer, drafter = people["secretariat"], people["note-drafter"]
    note = noting.open_note(roundtable, by=officer, is_sample=True)
    noting.appoint(note, drafter, NoteOffice.DRAFTER, by=officer)
    for name in ("co-chair", "second-co-chair"):
        noting.appoint(note, people[name], NoteOffice.CO_CHAIR, by=officer)
    said = _contribution(roundtable, people)
    point = evidence.mark(
        note, SourceKind.CONTRIBUTION, said.pk, by=drafter, quote=PASSAGE, theme="Sample: recognition of skills"
    )
    for heading, text, rests in TEXTS:
        one = noting.add_paragraph(note, by=drafter)
        one.heading, one.text = heading, text
        signed(one, drafter)
        one.save()
        one.points.set([point] if rests else [])
    noting.comment(one, by=people["co-chair"], text="Sample: can a second source be named?")


def _contribution(roundtable: Meeting, people: dict[str, User]) -> Contribution:
    """What the focal point of Demo State says in the discussion of the sample dialogue on its topics."""
    dialogue = Meeting.objects.get(roundtable=roundtable, is_sample=True, kind=MeetingKind.DIALOGUE)
    writer, today = people["focal-point"], timezone.localdate()
    space = discussing.open_space(
        dialogue,
        by=people["secretariat"],
        purpose="Sample: what is said here informs the background note of roundtable 2.",
        opens_on=today - timedelta(days=7),
        closes_on=today + timedelta(days=365),
        moderation=Moderation.AFTER,
        questions=[{"text": "Sample: which priorities should shape the roundtable?", "by": ""}],
        moderators=[(people["secretariat"], ["en", "fr"])],
        reader=people["secretariat-head"],
    )
    body = writer.current_memberships[0].organisation
    return discussing.contribute(
        space,
        by=writer,
        question=space.questions.get(),
        text=SAID,
        language="en",
        name="A person (sample)",
        body=str(body),
        organisation=body,
    )
