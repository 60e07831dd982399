"""The addresses of this app. `outside_languages` are for the roof to mount without a language."""

from django.urls import path

from forum import views

urlpatterns = [
    path("roadmap/", views.roadmap, name="roadmap"),
    path("roadmap/<int:year>/", views.roadmap_cycle, name="roadmap_cycle"),
]

outside_languages = [
    path("calendar/<int:year>.ics", views.calendar_file, name="calendar"),
    path("calendar/<int:year>/<slug:code>.ics", views.calendar_entry, name="calendar_entry"),
]
