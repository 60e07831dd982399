"""The addresses of dialogues and roundtables, in the order of the story; the roof mounts them at its root."""

from typing import Any

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from dialogues.views import planning, public, sessions


class _Number(StringConverter):
    """Western digits, as a number."""

    regex = "[1-9][0-9]{0,3}"

    def to_python(self, value: str) -> Any:
        return int(value)


register_converter(_Number, "dialogue_number")

app_name = "dialogues"
urlpatterns = [
    path("dialogues/", public.meetings, name="list"),
    path("dialogues/forum/<dialogue_number:year>/", public.meetings, name="of_forum"),
    path("dialogues/search/", public.search, name="search"),
    path("dialogues/series/<slug:slug>/", public.series, name="series"),
    path("dialogues/planning/", planning.plan, name="planning"),
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
    path("dialogues/<slug:slug>/", public.meeting, name="public"),
    path("dialogues/<slug:slug>/v<dialogue_number:number>/", public.meeting, name="public_version"),
    path("roundtables/<dialogue_number:year>/<dialogue_number:place>/", public.roundtable, name="roundtable"),
    path(
        "roundtables/<dialogue_number:year>/<dialogue_number:place>/v<dialogue_number:number>/",
        public.roundtable,
        name="roundtable_version",
    ),
]
