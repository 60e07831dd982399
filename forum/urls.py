"""The addresses of this app. `outside_languages` are for the roof to mount without a language."""

from django.urls import path

from forum.views import error_report, roadmap, texts

urlpatterns = [
    path("roadmap/", roadmap.roadmap, name="roadmap"),
    path("roadmap/<int:year>/", roadmap.roadmap_cycle, name="roadmap_cycle"),
    path("about/", texts.about, name="about"),
    path("about/<slug:slug>/", texts.text_page, name="text_page"),
    path("report-an-error/", error_report.report_error, name="report_error"),
]

outside_languages = [
    path("calendar/<int:year>.json", roadmap.calendar_json, name="calendar_json"),
    path("calendar/<int:year>.ics", roadmap.calendar_file, name="calendar"),
    path("calendar/<int:year>/<slug:code>.ics", roadmap.calendar_entry, name="calendar_entry"),
]
