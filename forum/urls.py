"""The addresses of this app. `outside_languages` are for the roof to mount without a language."""

from django.urls import path

from forum.views import roadmap

urlpatterns = [
    path("roadmap/", roadmap.roadmap, name="roadmap"),
    path("roadmap/<int:year>/", roadmap.roadmap_cycle, name="roadmap_cycle"),
]

outside_languages = [
    path("calendar/<int:year>.ics", roadmap.calendar_file, name="calendar"),
    path("calendar/<int:year>/<slug:code>.ics", roadmap.calendar_entry, name="calendar_entry"),
]
