"""The portal's addresses and, below /bare/, the twins."""

from django.urls import path

from benchmarks import bare
from core import limits
from imrf_portal.urls import *  # noqa: F403
from imrf_portal.urls import urlpatterns as portal

limits.MOST["search"] = 100_000  # all readers of a run ask from one address

urlpatterns = [
    path("bare/reviews/", bare.published_list),
    path("bare/reviews/<str:reference>/", bare.published_page),
    path("bare/practices/", bare.published_list, {"kind": "practice"}),
    path("bare/practices/<str:reference>/", bare.published_page, {"template": "bare/practice.html"}),
    path("bare/pledges/", bare.published_list, {"kind": "pledge"}),
    path("bare/pledges/<str:reference>/", bare.published_page, {"template": "bare/pledge.html"}),
    path("bare/home/", bare.home),
    path("bare/objectives/<int:number>/", bare.objective),
    path("bare/search/", bare.search),
    path("bare/discussions/<str:reference>/", bare.discussion),
    path("bare/meetings/<str:reference>/", bare.meeting),
    path("bare/fill/<int:review>/<slug:code>/", bare.fill_page),
    path("bare/compared/<str:old>/<str:new>/", bare.compared),
    path("bare/check/<int:review>/<str:old>/", bare.check_page),
    path("bare/save/<int:answer>/", bare.save),
    *portal,
]
