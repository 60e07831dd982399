"""Addresses of published files."""

from django.urls import path

from publications import views

app_name = "publications"
urlpatterns = [
    path("files/<uuid:pk>/", views.file, name="file"),
]
