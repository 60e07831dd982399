"""The addresses behind the door; no part of `imrf_portal.urls`, so that nothing here is loaded before it is needed."""

from django.urls import path
from django.views.generic import RedirectView

from imrf_portal.api import developers
from imrf_portal.api.own import api

urlpatterns = [
    path("api/", RedirectView.as_view(url="/api/docs")),
    path("api/docs", developers.page),
    path("api/v1/openapi.json", developers.document),
    path("api/v1/", api.urls),
]
