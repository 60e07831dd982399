"""Dialogues and roundtables of the demo: what is known of the real ones, with its source, and a sample of what is not.

What no source says is left out: themes, times and speakers of the dialogues of 2022, the hours of its roundtables
(DOMAIN 6.1, 6.4, 12; the sources stand with each).
"""

from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Organisation, User
from dialogues.choices import Audience, Format, Ground, MeetingKind, Moderation, Part
from dialogues.models import Contribution, DialogueSeries, DiscussionSpace, Meeting
from dialogues.rules import VOICES
from dialogues.steps import announcing, discussing, moderating, planning, sessions
from forum.models import ForumCycle, Milestone
from reference.models import Region

ROADMAP = "IMRF roadmap no. 3, United Nations Network on Migration"
NETWORK = "United Nations Network on Migration"
ROUNDTABLES = {
    1: ("Ensuring that migration is voluntary, orderly and regular", "Drivers of migration and regular routes"),
    2: (
        "Protecting migrants through rights-based border governance",
        "Migration governance, saving lives, reintegration",
    ),
    3: ("Supporting the integration of migrants and their contribution to development", "Inclusion"),
    4: (
        "Data, evidence-based policies and international cooperation",
        "Data, information, evidence-based policies",
    ),
}
"""Title as the Regional Reviews have it (Network, Africa 2024); and as the Roadmap has it."""
NOT_IN_ROADMAP = {4: [23]}
NOTE_ON_23 = (
    "IMRF roadmap no. 3 lists objectives 1, 3, 7 and 17 for this roundtable. Objective 23 belongs to it as well: "
    "A/RES/73/326 has all 23 objectives discussed, and the Regional Reviews group 1, 3, 7, 17 and 23."
)
GROUPING = "Objectives: indicative grouping of A/RES/73/326. Title: Regional Reviews (Network, Africa 2024). Days: {}"
DAYS_2022 = {1: date(2022, 5, 17), 2: date(2022, 5, 17), 3: date(2022, 5, 18), 4: date(2022, 5, 18)}
MILESTONE = {2022: {1: "rt_1_2", 2: "rt_1_2", 3: "rt_3_4_policy", 4: "rt_3_4_policy"}}
DIALOGUES_2022 = (
    ("First dialogue", date(2022, 1, 19)),
    ("Second dialogue", date(2022, 1, 26)),
    ("Third dialogue", date(2022, 2, 2)),
    ("Fourth dialogue", date(2022, 2, 9)),
)
SAMPLE = "Sample: an invented dialogue, to show how one is announced."


def make(people: dict[str, User]) -> None:
    """All of it; what is there already is left as it is."""
    by = people["secretariat"]
    if Meeting.objects.exists():
        return
    for cycle in ForumCycle.objects.filter(year__in=[2022, 2026, 2030]):
        _forum(cycle, by)
    _dialogues_of_2022(by)
    _regional_of_2022(by)
    _samples(people)


def _forum(cycle: ForumCycle, by: User) -> None:
    """Four roundtables, the hearing and the policy debate of one forum (A/RES/73/326)."""
    of_cycle = MILESTONE.get(cycle.year, {})
    for number, (title, in_roadmap) in ROUNDTABLES.items():
        milestone = _milestone(cycle, of_cycle.get(number, "roundtables"))
        meeting = planning.start(
            by=by,
            kind=MeetingKind.ROUNDTABLE,
            cycle=cycle,
            number=number,
            title=f"Roundtable {number}: {title}",
            slug=f"roundtable-{number}-{cycle.year}",
            about=f"The Roadmap calls it “{in_roadmap}”.",
            objectives_note=NOTE_ON_23 if number in NOT_IN_ROADMAP else "",
            milestone=milestone,
            source=GROUPING.format(milestone.source),
        )
        own = meeting.roundtable_objectives.values_list("objective", flat=True)
        planning.take_up(meeting, list(own), by=by, beyond_the_roadmap=NOT_IN_ROADMAP.get(number, []))
        if cycle.year == 2022:
            sessions.add(meeting, by=by, starts_on=DAYS_2022[number], city="New York")
        announcing.announce(meeting, by=by)
    _hearing(cycle, by)
    _policy_debate(cycle, by)


def _hearing(cycle: ForumCycle, by: User) -> None:
    milestone = _milestone(cycle, "hearing")
    meeting = planning.start(
        by=by,
        kind=MeetingKind.HEARING,
        cycle=cycle,
        title="Informal interactive multi-stakeholder hearing",
        slug=f"hearing-{cycle.year}",
        about="Hosted by the President of the General Assembly on the day before the Forum.",
        organisers="President of the General Assembly",
        milestone=milestone,
        source=milestone.source,
    )
    if milestone.time_of_day:
        sessions.add(
            meeting,
            by=by,
            starts_on=milestone.starts_on,
            time_of_day=milestone.time_of_day,
            time_until=milestone.time_until,
            city="New York",
        )
    announcing.announce(meeting, by=by)


def _policy_debate(cycle: ForumCycle, by: User) -> None:
    milestone = _milestone(cycle, "rt_3_4_policy" if cycle.year == 2022 else "roundtables")
    meeting = planning.start(
        by=by,
        kind=MeetingKind.POLICY_DEBATE,
        cycle=cycle,
        title="Policy debate",
        slug=f"policy-debate-{cycle.year}",
        about="On the afternoon of the second day; it opens with the technical summaries of the four roundtables.",
        milestone=milestone,
        source=f"A/RES/73/326. Days: {milestone.source}",
    )
    if cycle.year == 2022:
        sessions.add(meeting, by=by, starts_on=date(2022, 5, 18), city="New York")
    announcing.announce(meeting, by=by)


def _dialogues_of_2022(by: User) -> None:
    """Days alone: which dialogue had which theme no source says."""
    cycle = ForumCycle.objects.get(year=2022)
    series = planning.start_series(
        by=by,
        title="Dialogue series 2022",
        slug="dialogue-series-2022",
        about="Four online dialogues before the International Migration Review Forum of 2022.",
        cycle=cycle,
    )
    for place, (title, day) in enumerate(DIALOGUES_2022, start=1):
        meeting = planning.start(
            by=by,
            cycle=cycle,
            title=f"{title}, dialogue series 2022",
            slug=f"dialogue-{place}-2022",
            series=series,
            organisers=NETWORK,
            milestone=_milestone(cycle, f"dialogue_{place}"),
            source=ROADMAP,
        )
        sessions.add(meeting, by=by, starts_on=day, format=Format.ONLINE)
        announcing.announce(meeting, by=by)


def _regional_of_2022(by: User) -> None:
    """Four in March and April, each on the topics of one roundtable; the days no source says."""
    cycle = ForumCycle.objects.get(year=2022)
    for number in ROUNDTABLES:
        meeting = planning.start(
            by=by,
            kind=MeetingKind.REGIONAL_ROUNDTABLE,
            cycle=cycle,
            number=number,
            title=f"Regional virtual roundtable {number}, Latin America and the Caribbean",
            slug=f"regional-roundtable-{number}-2022",
            about="The topics of the roundtable of the same number, in a regional view.",
            organisers="IOM regional offices in Buenos Aires and San José",
            audience=Audience.REGIONAL,
            roundtable=Meeting.objects.get(cycle=cycle, kind=MeetingKind.ROUNDTABLE, number=number),
            region=Region.objects.filter(code="419").first(),
            milestone=_milestone(cycle, "lac_virtual_roundtables"),
            source=ROADMAP,
        )
        announcing.announce(meeting, by=by)


def _samples(people: dict[str, User]) -> None:
    """A sample series for 2030 with a full programme, and a draft of a regional office."""
    by, cycle = people["secretariat"], ForumCycle.objects.get(year=2030)
    series = planning.start_series(by=by, title="Sample: dialogues before the Forum of 2030", cycle=cycle, about=SAMPLE)
    for number, day in ((1, date(2030, 1, 16)), (2, date(2030, 1, 23))):
        meeting = _sample(cycle, number, series, by)
        sessions.add(
            meeting,
            by=by,
            starts_on=day,
            time_of_day=time(9),
            time_until=time(11),
            city="New York",
            format=Format.ONLINE,
            languages=["en", "fr", "es"],
            interpretation=["ar", "zh-hans", "en", "fr", "ru", "es"],
            accessibility="Sample: live captions",
        )
        announcing.announce(meeting, by=by)
        if number == 1:
            _discussion(Meeting.objects.get(pk=meeting.pk), people)
    office = people["regional-office"]
    planning.start(
        by=office,
        kind=MeetingKind.REGIONAL_ROUNDTABLE,
        cycle=cycle,
        title="Sample: regional roundtable in preparation",
        about=SAMPLE,
        organisation=Organisation.objects.get(memberships__user=office),
        is_sample=True,
    )


def _sample(cycle: ForumCycle, number: int, series: DialogueSeries, by: User) -> Meeting:
    written: dict[str, Any] = {
        "about": SAMPLE,
        "concept_note": "<p>Sample text: what the dialogue is to find out, and what becomes of it.</p>",
        "guiding_questions": [
            {"question": "Sample: which priorities should shape the roundtable?", "by": ""},
            {"question": "Sample: which progress and innovations should be highlighted?", "by": ""},
        ],
        "agenda": [
            {"time": "09:00", "item": "Sample: opening", "who": "Moderator"},
            {"time": "09:15", "item": "Sample: panel and discussion", "who": ""},
            {"time": "10:45", "item": "Sample: conclusions", "who": "Rapporteur"},
        ],
    }
    roundtable = Meeting.objects.get(cycle=cycle, kind=MeetingKind.ROUNDTABLE, number=number)
    meeting = planning.start(
        by=by,
        cycle=cycle,
        title=f"Sample: dialogue on the topics of roundtable {number}",
        series=series,
        organisers="The secretariat",
        roundtable=roundtable,
        is_sample=True,
        **written,
    )
    meeting.objectives.set(roundtable.roundtable_objectives.values_list("objective", flat=True))
    planning.add_participant(meeting, by=by, part=Part.CO_CHAIR, body="Demo State (sample)")
    planning.add_participant(meeting, by=by, part=Part.CO_CHAIR, body="Other Demo State (sample)")
    return meeting


def _discussion(meeting: Meeting, people: dict[str, User]) -> None:
    """A sample discussion: in three languages, a reply, one that waits, one that was hidden and is appealed."""
    today, moderator, writer = timezone.localdate(), people["moderator"], people["practice-owner"]
    asked = [{"text": one["question"], "by": one["by"]} for one in meeting.guiding_questions]
    space = discussing.open_space(
        meeting,
        by=people["secretariat"],
        purpose="Sample: contributions inform the dialogue and the background note of its roundtable.",
        opens_on=today - timedelta(days=7),
        closes_on=today + timedelta(days=365),
        moderation=Moderation.AFTER,
        questions=asked,
        moderators=[(moderator, ["en", "fr", "ar"])],
        reader=people["secretariat-head"],
    )
    first = _said(space, people["focal-point"], text="Sample: recognising skills takes long; a year is common.")
    _said(space, writer, text="Exemple : les personnes formées attendent, et perdent leur métier.", language="fr",
          reply_to=first)  # fmt: skip
    _said(space, writer, text="مثال: تبدأ الحوارات من تجربة المهاجرين أنفسهم.", language="ar", question=asked[1])
    _said(space, writer, text="Пример: этот текст ещё не прочитан.", language="ru", question=asked[1])
    off_topic = _said(space, people["pledger"], text="Sample: a text about something else.")
    moderating.hide(off_topic, by=moderator, ground=Ground.OFF_TOPIC, words="Sample: please write to the question.")
    appeal = "Sample: it is about the costs of migration."
    discussing.appeal(off_topic.decisions.get(), by=people["pledger"], words=appeal)


def _said(space: DiscussionSpace, by: User, *, language: str = "en", question: Any = None, **more: Any) -> Contribution:
    """A contribution on behalf of the body of `by`, to the first question unless `question` says otherwise."""
    body = next(one.organisation for one in by.current_memberships if one.role in VOICES)
    text = question["text"] if question else space.questions.all()[0].text
    said = {"language": language, "question": space.questions.get(text=text), "name": "A person (sample)", **more}
    return discussing.contribute(space, by=by, body=str(body), organisation=body, **said)


def _milestone(cycle: ForumCycle, code: str) -> Milestone:
    return Milestone.objects.select_related("cycle").get(cycle=cycle, code=code)
