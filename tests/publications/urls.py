"""The portal's addresses, and a plain list of publications to test what all lists share."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import ngettext

from imrf_portal.urls import urlpatterns as portal
from publications import citations, views
from publications.filters import Facet
from publications.models import Publication

LISTING = views.Listing(
    name="samples",
    title="Sample list",
    counted=lambda n: ngettext("%(n)d review", "%(n)d reviews", n) % {"n": n},
    empty="Reviews will stand here.",
    kinds=["review"],
    columns=["country", "region", "objective", "principle", "cycle", "year", "language", "body", "group"],
    facets=[Facet("form", "Form", {"answers": "Filled in here", "document": "Received as a document"})],
)


@login_not_required
def sample_list(request: HttpRequest) -> HttpResponseBase:
    """As a sibling app would write it."""

    def rows():
        return Publication.objects.visible_to(request.user).current().of_kind("review")

    return views.whole_list(request, LISTING.kinds, rows, lambda: LISTING)


@login_not_required
def sample_page(request: HttpRequest, reference: str, number: int | None = None) -> HttpResponseBase:
    """A reading page with the shared parts."""
    versions = list(Publication.objects.versions_of(reference).select_related("content", "organisation"))
    chosen = [one for one in versions if (one.is_current if number is None else one.version == number)]
    if not chosen:
        raise Http404
    publication = chosen[0]
    if publication.withdrawn_at:
        return views.withdrawn(request, publication)
    if cited := views.citation_file(request, publication):
        return cited

    def make() -> HttpResponseBase:
        context = {
            "publication": publication,
            "versions": versions,
            "content": publication.content.content,
            "citation": citations.cite(publication),
            "work": citations.cite(publication, every_version=True),
        }
        return render(request, "publications/sample.html", context)

    return views.cacheable(request, [one.pk for one in versions], make, changed=max(v.changed_at for v in versions))


urlpatterns = [
    *i18n_patterns(
        path("samples/", sample_list, name="samples"),
        path("samples/<str:reference>/", sample_page, name="sample"),
        path("samples/<str:reference>/v<int:number>/", sample_page, name="sample_version"),
    ),
    *portal,
]
