"""The coming forum without its people: taken from one portal as a file, and put into a rehearsal (FEATURES W14).

What is taken is what everybody may read there, and the plans of reminders: dates, pages of text, questionnaires in
force, calls, series and meetings that are announced. Fields are named one by one, so that a new one stays behind until
somebody thinks of it. Left behind are all people, everything that a State or another body wrote, prose that may name
somebody (agendas, concept notes, summaries), and addresses at which people really meet.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from accounts.choices import OrganisationKind
from accounts.models import User
from core.loading import load
from dialogues.choices import MeetingKind
from dialogues.choices import Status as MeetingStatus
from dialogues.models import DialogueSeries, Meeting, Session
from dialogues.steps import announcing, planning, sessions
from forum import steps as forum
from forum.models import ForumCycle, Milestone, PageText, ReminderPlan, TextPage
from practices.choices import CallStatus
from practices.models import CallForPractices
from reviews.models import Question, Questionnaire, Section
from reviews.steps import questionnaires

SCHEMA = 1
CYCLE = ("year", "ordinal", "names", "venues", "time_zone", "starts_on", "ends_on", "dates_provisional", "notes")
MILESTONE = (
    "code", "labels", "kind", "audience", "starts_on", "ends_on", "precision", "time_of_day", "time_until", "of_two",
    "confidence", "source", "notes", "cancelled_on",
)  # fmt: skip
QUESTIONNAIRE = ("kind", "titles", "is_sample")
SECTION = ("order", "code", "titles", "introductions", "repeat")
QUESTION = (
    "order", "key", "labels", "helps", "examples", "type", "required", "audience", "meaning", "words", "options",
    "ranks", "columns", "asked_if",
)  # fmt: skip
CALL = (
    "slug", "title", "about", "criteria", "further_criteria", "opens_on", "closes_on", "time_zone", "applicants",
    "form_version", "musts", "reviewers_un", "reviewers_outside", "review_days", "is_blind", "reviewers_share",
    "disagreement", "status",
)  # fmt: skip
SERIES = ("slug", "title", "about", "language")
MEETING = (
    "kind", "number", "slug", "title", "language", "about", "guiding_questions", "audience", "objectives_note",
    "organisers", "source",
)  # fmt: skip
SITTING = (
    "title", "starts_on", "ends_on", "time_of_day", "time_until", "of_two", "time_zone", "format", "city", "languages",
    "interpretation", "accessibility", "registers_here", "places",
)  # fmt: skip
TEXT = ("language", "title", "body", "source_number")
OF_STATES = (OrganisationKind.STATE, OrganisationKind.MINISTRY)
NOW_AND_THEN = "known-troubles"
"""The page that speaks of the other installation."""


class WrongFileError(ValueError):
    """No file that `take` has written, or one of another version of the portal; says why."""


# --- taken


def take() -> dict[str, Any]:
    """All of it, as JSON has it. Raises LookupError where no forum is loaded."""
    cycle = ForumCycle.objects.current()
    if cycle is None:
        raise LookupError
    known = cycle.milestones.visible_to(AnonymousUser())
    found = {
        "schema": SCHEMA,
        "cycle": _said(cycle, CYCLE),
        "milestones": [_said(one, MILESTONE) for one in known.order_by("pk")],
        "plans": [
            {**_said(one, ("kind", "lead_days")), "milestone": one.milestone.code}
            for one in ReminderPlan.objects.in_force().filter(milestone__in=known).select_related("milestone")
        ],
        "questionnaires": [_questionnaire(one) for one in Questionnaire.objects.in_force(cycle).order_by("pk")],
        "calls": [_call(one) for one in CallForPractices.objects.exclude(status=CallStatus.DRAFT).order_by("pk")],
        "series": [_said(one, SERIES) for one in DialogueSeries.objects.filter(cycle=cycle).order_by("pk")],
        "meetings": [_meeting(one) for one in _meetings(cycle)],
        "texts": [
            {**_said(one, TEXT), "page": one.page_id, "page_names": one.page.names, "page_order": one.page.order}
            for one in PageText.objects.in_force().exclude(page=NOW_AND_THEN).select_related("page").order_by("pk")
        ],
    }
    kept: dict[str, Any] = json.loads(json.dumps(found, cls=DjangoJSONEncoder))
    return kept


def _said(record: Model, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names}


def _questionnaire(form: Questionnaire) -> dict[str, Any]:
    sections = form.sections.prefetch_related("questions").order_by("order")
    return {
        **_said(form, QUESTIONNAIRE),
        "sections": [
            {**_said(section, SECTION), "questions": [_said(one, QUESTION) for one in section.questions.all()]}
            for section in sections
        ],
    }


def _call(call: CallForPractices) -> dict[str, Any]:
    """Without the States that it is about: invented ones could not answer it."""
    groups = call.stakeholder_groups.order_by("pk").values_list("pk", flat=True)
    objectives = call.objectives.order_by("pk").values_list("pk", flat=True)
    return {**_said(call, CALL), "stakeholder_groups": [*groups], "objectives": [*objectives]}


def _meetings(cycle: ForumCycle) -> list[Meeting]:
    """Those announced for the forum, without what a State holds; roundtables before the regional ones of each."""
    found = Meeting.objects.filter(cycle=cycle, status=MeetingStatus.ANNOUNCED)
    found = found.exclude(organisation__kind__in=OF_STATES).select_related("series", "roundtable", "milestone")
    return sorted(found.order_by("started_at"), key=lambda one: one.kind == MeetingKind.REGIONAL_ROUNDTABLE)


def _meeting(meeting: Meeting) -> dict[str, Any]:
    taken_up = meeting.roundtable_objectives.order_by("objective").values_list("objective", "in_roadmap")
    return {
        **_said(meeting, MEETING),
        "series": meeting.series.slug if meeting.series else None,
        "roundtable": meeting.roundtable.slug if meeting.roundtable else None,
        "milestone": meeting.milestone.code if meeting.milestone else None,
        "region": meeting.region_id,
        "objectives": [*meeting.objectives.order_by("pk").values_list("pk", flat=True)],
        "taken_up": [[*row] for row in taken_up],
        "sessions": [_said(one, SITTING) for one in meeting.sessions.filter(cancelled_at=None).order_by("starts_at")],
    }


# --- put in


def check(structure: Any) -> None:
    """Raise WrongFileError unless `structure` has the parts that `take` writes."""
    if not isinstance(structure, dict) or structure.get("schema") != SCHEMA:
        raise WrongFileError(f"This is no file of `rehearsal take`, or none of schema {SCHEMA}.")
    parts = ("milestones", "plans", "questionnaires", "calls", "series", "meetings", "texts")
    if missing := [part for part in parts if not isinstance(structure.get(part), list)]:
        raise WrongFileError(f"The file lacks: {', '.join(missing)}.")


def put(structure: dict[str, Any], *, by: User, another: User) -> None:
    """Make all of it as people make it: proposed by the officer `by`, released by `another`.

    What comes with the software is loaded already. Raises KeyError, ValueError or what a step raises for a file that
    somebody changed.
    """
    load(ForumCycle, [structure["cycle"]], key=("year",), reason="rehearsal")
    cycle = ForumCycle.objects.get(year=structure["cycle"]["year"])
    rows = [{**row, "cycle": cycle.pk} for row in structure["milestones"]]
    load(Milestone, rows, key=("cycle", "code"), reason="rehearsal")
    for row in structure["texts"]:
        _put_text(row, by, another)
    for row in structure["plans"]:
        milestone = cycle.milestones.get(code=row["milestone"])
        plan = ReminderPlan.objects.create(kind=row["kind"], milestone=milestone, lead_days=row["lead_days"])
        forum.put_in_force(forum.propose(plan, by=by), by=another)
    for row in structure["questionnaires"]:
        _put_questionnaire(row, cycle, by, another)
    for row in structure["calls"]:
        call = CallForPractices.objects.create(**_typed(CallForPractices, row, CALL))
        call.stakeholder_groups.set(row["stakeholder_groups"])
        call.objectives.set(row["objectives"])
    for row in structure["series"]:
        planning.start_series(by=by, cycle=cycle, **_typed(DialogueSeries, row, SERIES))
    for row in structure["meetings"]:
        _put_meeting(row, cycle, by)


def _typed(model: type[Model], row: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    fields = {name: model._meta.get_field(name) for name in names}
    return {name: field.to_python(row[name]) for name, field in fields.items()}  # type: ignore[union-attr]


def _put_text(row: dict[str, Any], by: User, another: User) -> None:
    """The words of a page, unless the software brings the same."""
    names = {"names": row["page_names"], "order": row["page_order"]}
    page, _made = TextPage.objects.get_or_create(slug=row["page"], defaults=names)
    there = page.texts.filter(language=row["language"])
    if there.filter(title=row["title"], body=row["body"], status="in_force").exists():
        return
    number = max(there.values_list("number", flat=True), default=0) + 1
    text = PageText.objects.create(page=page, number=number, written_by=by, **_typed(PageText, row, TEXT))
    forum.put_text_in_force(forum.propose_text(text, by=by), by=another)


def _put_questionnaire(row: dict[str, Any], cycle: ForumCycle, by: User, another: User) -> None:
    form = Questionnaire.objects.create(
        cycle=cycle,
        version=questionnaires.next_version(cycle, row["kind"]),
        **_typed(Questionnaire, row, QUESTIONNAIRE),
    )
    for part in row["sections"]:
        section = Section.objects.create(questionnaire=form, **_typed(Section, part, SECTION))
        asked = [Question(section=section, **_typed(Question, one, QUESTION)) for one in part["questions"]]
        Question.objects.bulk_create(asked)
    questionnaires.put_in_force(questionnaires.propose(form, by=by), by=another)


def _put_meeting(row: dict[str, Any], cycle: ForumCycle, by: User) -> None:
    meeting = planning.start(
        by=by,
        cycle=cycle,
        series=DialogueSeries.objects.filter(slug=row["series"]).first(),
        roundtable=Meeting.objects.filter(slug=row["roundtable"]).first(),
        milestone=cycle.milestones.filter(code=row["milestone"]).first(),
        region_id=row["region"],
        **_typed(Meeting, row, MEETING),
    )
    meeting.objectives.set(row["objectives"])
    if row["kind"] == MeetingKind.ROUNDTABLE:
        beyond = [number for number, in_roadmap in row["taken_up"] if not in_roadmap]
        planning.take_up(meeting, [number for number, _in in row["taken_up"]], by=by, beyond_the_roadmap=beyond)
    for sitting in row["sessions"]:
        sessions.add(meeting, by=by, **_typed(Session, sitting, SITTING))
    announcing.announce(meeting, by=by)
