"""Published files, and the check of a fingerprint."""

from django.urls import path

from publications import views

app_name = "publications"
urlpatterns = [
    path("files/<uuid:pk>/", views.file, name="file"),
    path("verify/", views.verify, name="verify"),
]
