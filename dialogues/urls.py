"""The addresses of dialogues and roundtables, in the order of the story; the roof mounts them at its root.
`outside_languages` are for the roof to mount without a language."""

from typing import Any

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from dialogues.views import (
    calendars,
    consulting,
    discussion,
    evidence,
    following,
    helping,
    moderation,
    notes,
    planning,
    public,
    public_note,
    records,
    registering,
    scheduling,
    sessions,
)


class _Number(StringConverter):
    """Western digits, as a number."""

    regex = "[1-9][0-9]{0,3}"

    def to_python(self, value: str) -> Any:
        return int(value)


class _Reference(StringConverter):
    """DI-0042."""

    regex = "DI-[0-9]{4,8}"


register_converter(_Reference, "dialogue_reference")
register_converter(_Number, "dialogue_number")

app_name = "dialogues"
urlpatterns = [
    path("dialogues/", public.meetings, name="list"),
    path("dialogues/forum/<dialogue_number:year>/", public.meetings, name="of_forum"),
    path("dialogues/search/", public.search, name="search"),
    path("dialogues/series/<slug:slug>/", public.series, name="series"),
    path("dialogues/planning/", planning.plan, name="planning"),
    path("dialogues/planning/calendar/", scheduling.month, name="month"),
    path("dialogues/planning/series/", scheduling.plan_series, name="plan_series"),
    path("dialogues/new/", planning.start, name="start"),
    path("dialogues/drafts/<uuid:key>/", planning.desk, name="desk"),
    path("dialogues/drafts/<uuid:key>/edit/", planning.edit, name="edit"),
    path("dialogues/drafts/<uuid:key>/save/", planning.save, name="save"),
    path("dialogues/drafts/<uuid:key>/steps/<slug:step>/", planning.step, name="step"),
    path("dialogues/drafts/<uuid:key>/people/", planning.add_participant, name="add_participant"),
    path(
        "dialogues/drafts/<uuid:key>/people/<uuid:pk>/remove/", planning.remove_participant, name="remove_participant"
    ),
    path("dialogues/drafts/<uuid:key>/sessions/", sessions.add, name="add_session"),
    path("dialogues/drafts/<uuid:key>/sessions/<uuid:pk>/", sessions.change, name="session"),
    path("dialogues/drafts/<uuid:key>/sessions/<uuid:pk>/call-off/", sessions.call_off, name="call_off"),
    path(
        "dialogues/drafts/<uuid:key>/sessions/<uuid:pk>/registrations/", registering.registrations, name="registrations"
    ),
    path("dialogues/drafts/<uuid:key>/outcome/", records.outcome, name="outcome"),
    path("dialogues/drafts/<uuid:key>/outcome/save/", records.save, name="save_outcome"),
    path("dialogues/drafts/<uuid:key>/outcome/<slug:act>/", records.release_outcome, name="release_outcome"),
    path("dialogues/drafts/<uuid:key>/recordings/", records.add_recording, name="add_recording"),
    path("dialogues/drafts/<uuid:key>/recordings/<uuid:pk>/", records.change_recording, name="recording"),
    path(
        "dialogues/drafts/<uuid:key>/recordings/<uuid:pk>/<slug:act>/", records.act_on_recording, name="recording_act"
    ),
    path("dialogues/drafts/<uuid:key>/files/", records.add_file, name="add_file"),
    path("dialogues/drafts/<uuid:key>/files/<uuid:pk>/<slug:act>/", records.act_on_file, name="file_act"),
    path("dialogues/files/<uuid:pk>/", records.file, name="file"),
    path("dialogues/take-part/<dialogue_reference:reference>/", registering.meeting, name="take_part"),
    path("dialogues/take-part/<dialogue_reference:reference>/follow/", registering.follow, name="follow"),
    path("dialogues/register/<uuid:session>/", registering.register, name="register"),
    path("dialogues/register/<uuid:session>/give-up/", registering.give_up, name="give_up"),
    path("dialogues/drafts/<uuid:key>/discussion/", moderation.set_up, name="set_up_discussion"),
    path("dialogues/discussions/<dialogue_reference:reference>/", discussion.discussion, name="discussion"),
    path("dialogues/discussions/<dialogue_reference:reference>/write/", discussion.contribute, name="contribute"),
    path(
        "dialogues/discussions/<dialogue_reference:reference>/write/<uuid:reply_to>/",
        discussion.contribute,
        name="reply",
    ),
    path(
        "dialogues/discussions/<dialogue_reference:reference>/write/draft/<uuid:phase>/<dialogue_number:paragraph>/",
        discussion.contribute,
        name="comment_on_draft",
    ),
    path("dialogues/notes/out/<uuid:pk>/", consulting.out, name="note_out"),
    path("dialogues/discussions/<dialogue_reference:reference>/moderate/", moderation.queue, name="moderate"),
    path("dialogues/discussions/<dialogue_reference:reference>/moderate/log.csv", helping.log, name="moderation_log"),
    path("dialogues/discussions/<dialogue_reference:reference>/summary/", helping.summarise, name="summarise"),
    path("dialogues/discussions/<dialogue_reference:reference>/hand-over/", helping.hand_over, name="hand_over"),
    path("dialogues/discussions/<dialogue_reference:reference>/follow/", following.follow, name="follow_discussion"),
    path("dialogues/discussions/<dialogue_reference:reference>/feed.atom", following.feed, name="discussion_feed"),
    path("dialogues/contributions/<uuid:pk>/", discussion.contribution, name="contribution"),
    path("dialogues/contributions/<uuid:pk>/file/", discussion.attachment, name="contribution_file"),
    path("dialogues/contributions/<uuid:pk>/change/", discussion.rewrite, name="rewrite"),
    path("dialogues/contributions/<uuid:pk>/take-back/", discussion.take_back, name="take_back"),
    path("dialogues/contributions/<uuid:pk>/appeal/", discussion.appeal, name="appeal"),
    path("dialogues/contributions/<uuid:pk>/approve/", moderation.approve, name="approve"),
    path("dialogues/contributions/<uuid:pk>/hide/", moderation.hide, name="hide"),
    path("dialogues/contributions/<uuid:pk>/restore/", moderation.restore, name="restore_contribution"),
    path("dialogues/contributions/<uuid:pk>/report/", helping.flag, name="flag"),
    path("dialogues/contributions/<uuid:pk>/let-stand/", moderation.let_stand, name="let_stand"),
    path("dialogues/contributions/<uuid:pk>/translate/", helping.translate, name="translate"),
    path("dialogues/calendar/", following.own_calendar, name="own_calendar"),
    path("dialogues/appeals/<uuid:pk>/", moderation.answer, name="answer"),
    path("dialogues/drafts/<uuid:key>/note/", notes.open_note, name="open_note"),
    path("dialogues/evidence/<slug:kind>/<uuid:pk>/", evidence.mark, name="mark"),
    path("dialogues/notes/<uuid:key>/", notes.note, name="note"),
    path("dialogues/notes/<uuid:key>/evidence/", evidence.desk, name="evidence"),
    path("dialogues/notes/<uuid:key>/evidence/published/", evidence.mark_publication, name="mark_publication"),
    path("dialogues/notes/<uuid:key>/evidence/<uuid:pk>/take-out/", evidence.take_out, name="take_out_point"),
    path("dialogues/notes/<uuid:key>/people/", notes.people, name="note_people"),
    path("dialogues/notes/<uuid:key>/people/<int:pk>/end/", notes.end_office, name="end_office"),
    path("dialogues/notes/<uuid:key>/paragraphs/", notes.add_paragraph, name="add_paragraph"),
    path("dialogues/notes/<uuid:key>/paragraphs/<uuid:pk>/", notes.paragraph, name="paragraph"),
    path("dialogues/notes/<uuid:key>/paragraphs/<uuid:pk>/save/", notes.save_paragraph, name="save_paragraph"),
    path("dialogues/notes/<uuid:key>/paragraphs/<uuid:pk>/remark/", notes.comment, name="remark"),
    path("dialogues/notes/<uuid:key>/paragraphs/<uuid:pk>/<slug:act>/", notes.act_on_paragraph, name="paragraph_act"),
    path("dialogues/notes/<uuid:key>/remarks/<int:pk>/settle/", notes.settle, name="settle_remark"),
    path("dialogues/notes/<uuid:key>/steps/<slug:step>/", notes.take_step, name="note_step"),
    path("dialogues/<slug:slug>/note/", public_note.of_meeting, name="public_note"),
    path("dialogues/<slug:slug>/note/v<dialogue_number:number>/", public_note.of_meeting, name="public_note_version"),
    path(
        "roundtables/<dialogue_number:year>/<dialogue_number:place>/note/",
        public_note.of_roundtable,
        name="roundtable_note",
    ),
    path(
        "roundtables/<dialogue_number:year>/<dialogue_number:place>/note/v<dialogue_number:number>/",
        public_note.of_roundtable,
        name="roundtable_note_version",
    ),
    path("dialogues/<slug:slug>/", public.meeting, name="public"),
    path("dialogues/<slug:slug>/v<dialogue_number:number>/", public.meeting, name="public_version"),
    path("roundtables/<dialogue_number:year>/<dialogue_number:place>/", public.roundtable, name="roundtable"),
    path(
        "roundtables/<dialogue_number:year>/<dialogue_number:place>/v<dialogue_number:number>/",
        public.roundtable,
        name="roundtable_version",
    ),
]

outside_languages = [
    path("calendar/dialogues/<dialogue_reference:reference>.ics", calendars.of_meeting, name="meeting_calendar"),
    path(
        "calendar/dialogues/<dialogue_reference:reference>/<uuid:session>.ics",
        calendars.of_session,
        name="session_calendar",
    ),
    path("calendar/dialogues/series/<slug:slug>.ics", calendars.of_series, name="series_calendar"),
    path("calendar/dialogues/forum/<dialogue_number:year>.ics", calendars.of_forum, name="dialogues_calendar"),
    path("calendar/dialogues/own/<slug:secret>.ics", following.of_person, name="own_dialogue_calendar"),
    path(
        "calendar/dialogues/objective/<dialogue_number:number>.ics", calendars.of_objective, name="objective_calendar"
    ),
]
