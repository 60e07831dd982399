"""Published files and those of every night, the check of a fingerprint, lists that bodies import, kept searches.

Feeds and nightly files stand outside the languages: `outside_languages` are for the roof to mount so.
"""

from django.urls import path

from publications.views import dumps, embeds, feeds, imports, public, saved

app_name = "publications"
urlpatterns = [
    path("files/<uuid:pk>/", public.file, name="file"),
    path("embed/lists/<slug:kind>/", embeds.newest, name="embed_list"),
    path("embed/records/<slug:reference>/", embeds.record, name="embed_record"),
    path("verify/", public.verify, name="verify"),
    path("data/figure/", dumps.figure, name="figure"),
    path("read/<slug:reference>/v<int:version>/", public.by_number, name="by_number"),
    path("imports/<slug:command>/", imports.send, name="import_send"),
    path("imports/<slug:command>/<int:body>/sheet/", imports.sheet, name="import_sheet"),
    path("imports/<slug:command>/document/", imports.document, name="import_document"),
    path("imports/lists/<uuid:key>/", imports.imported, name="import"),
    path("imports/lists/<uuid:key>/<slug:name>/", imports.step, name="import_step"),
    path("accounts/searches/", saved.searches, name="saved_searches"),
    path("accounts/searches/new/<slug:kind>/", saved.save, name="save_search"),
    path("accounts/searches/<int:pk>/", saved.change, name="change_search"),
    path("accounts/searches/<int:pk>/delete/", saved.delete, name="delete_search"),
]

outside_languages = [
    path("feeds/changes.atom", feeds.changes, name="changes_feed"),
    path("feeds/<slug:kind>.atom", feeds.feed, name="feed"),
    path("oembed", embeds.oembed, name="oembed"),
    path("dumps/newest.<slug:form>.gz", dumps.newest, name="newest_dump"),
    path("dumps/<str:name>.sha256", dumps.checksum, name="dump_checksum"),
    path("dumps/<str:name>", dumps.dump, name="dump"),
]
