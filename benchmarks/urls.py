"""The portal's addresses and, below /bare/, the twins."""

from django.urls import include, path

from benchmarks import bare

urlpatterns = [
    path("bare/reviews/", bare.published_list),
    path("bare/reviews/<str:reference>/", bare.published_page),
    path("bare/fill/<int:review>/<slug:code>/", bare.fill_page),
    path("bare/save/<int:answer>/", bare.save),
    path("", include("imrf_portal.urls")),
]
