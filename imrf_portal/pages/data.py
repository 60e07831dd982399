"""What anybody can take along, what has changed lately, and what tells search engines where things are."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import index, sitemap
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import downloads, rehearsal
from forum.models import ForumCycle
from imrf_portal.pages import catalogue, iati, overviews
from publications import feeds, lists
from publications.choices import Kind, Standing
from publications.dumps import KEPT
from publications.models import Dump, Publication
from publications.records import licence_of
from publications.views.dumps import as_said
from publications.views.public import cacheable

NEWEST = 50
"""Changes on the page; the feed goes on."""
HOLDERS = {
    Kind.REVIEW: gettext_lazy("The State that submitted it"),
    Kind.REGIONAL_REVIEW: gettext_lazy("The State that submitted it"),
    Kind.PRACTICE: gettext_lazy("The body that submitted it"),
    Kind.PLEDGE: gettext_lazy("The body that pledges"),
    Kind.PROGRESS: gettext_lazy("The body that reports"),
    Kind.PLEDGE_FIGURES: gettext_lazy("The secretariat"),
    Kind.DIALOGUE: gettext_lazy("The secretariat, or the office that holds the meeting"),
    Kind.NOTE: gettext_lazy("Those who drafted it"),
}
"""Whose the text of each kind is."""


@login_not_required
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Every list with its files and its feed, the calendars, and on what terms (FEATURES O8)."""
    offers = [(overview.LABEL, lists.offer_of(overview.KIND)) for overview in overviews()]
    context = {
        "terms": [
            {"label": Kind(one).label, "holder": said, "licence": licence_of(one)} for one, said in HOLDERS.items()
        ],
        "catalogue": _as_catalogue([offer for _label, offer in offers if offer]),
        "lists": [
            {
                "label": label,
                "url": reverse(offer.address),
                "feed": reverse("feed", args=[offer.kind]),
                "files": [{"label": form.upper(), "query": f"?format={form}"} for form in downloads.FORMATS],
            }
            for label, offer in [*offers, (_("Everything together"), lists.offer_of("all"))]
            if offer
        ],
        "dumps": [as_said(one) for one in Dump.objects.visible_to(request.user)[:KEPT]],
        "has_iati": iati.is_there(),
        "years": ForumCycle.objects.order_by("-year").values_list("year", flat=True),
    }
    return render(request, "pages/data.html", context)


def _as_catalogue(offers: list[lists.Offer]) -> dict[str, Any]:
    """The lists as data sets in the words of schema.org, each with its files (FEATURES O11)."""
    return {
        "@context": "https://schema.org",
        "@type": "DataCatalog",
        "name": str(settings.SITE_NAME),
        "url": settings.SITE_URL + reverse("data"),
        "inLanguage": get_language(),
        "dataset": [_as_dataset(offer, offer.listing()) for offer in offers],
    }


def _as_dataset(offer: lists.Offer, listing: lists.Listing) -> dict[str, Any]:
    licence = licence_of(offer.kind)
    return {
        "@type": "Dataset",
        "name": str(listing.title),
        "description": str(listing.lede) or str(listing.title),
        "url": offer.url(),
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": str(settings.SITE_NAME)},
        **({"license": licence.url} if licence else {}),
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": catalogue.TYPES[form],
                "contentUrl": f"{offer.url()}?format={form}",
            }
            for form in downloads.FORMATS
        ],
    }


@login_not_required
@require_safe
def changes(request: HttpRequest) -> HttpResponseBase:
    """What was published, corrected and withdrawn lately, of all kinds (FEATURES O16); three queries."""
    originals = Publication.objects.visible_to(request.user).filter(standing=Standing.ORIGINAL)
    changed = originals.aggregate(changed=Max("changed_at"))["changed"]

    def make() -> HttpResponse:
        return render(request, "pages/changes.html", {"entries": feeds.changes(originals, NEWEST)})

    return cacheable(request, (), make, changed=changed)


# --- for search engines


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Read what is published; leave desks, and selections of lists, alone."""
    if rehearsal.is_on():
        return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")
    places = ["/admin/", "/*/accounts/", "/*/work/", "/*?"]
    lines = ["User-agent: *", *(f"Disallow: {place}" for place in places)]
    lines.append(f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


class Pages(Sitemap):
    """The pages that are always there, in all languages."""

    i18n = alternates = True

    def items(self) -> list[str]:
        """Their names."""
        names = ["home", "roadmap", "objectives", "principles", "countries", "regions", "coverage", "coverage_states"]
        return [*names, "changes", "data"] + [overview.LIST for overview in overviews()]

    def location(self, item: str) -> str:
        """The address in the active language."""
        return reverse(item)


class Published(Sitemap):
    """Everything current, in all languages; 1,000 to a file, which makes 6,000 addresses."""

    i18n = alternates = True
    limit = 6_000

    def items(self) -> Any:
        """In an order that stays."""
        return Publication.objects.current().exclude(path="").order_by("pk").only("path", "changed_at")

    def lastmod(self, item: Publication) -> Any:
        """When its page last changed."""
        return item.changed_at


MAPS = {"pages": Pages, "published": Published}

outside_languages: list[URLPattern] = [
    path("catalogue.<slug:form>", catalogue.catalogue, name="catalogue"),
    path("iati/pledges.xml", iati.activities, name="iati"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", login_not_required(index), {"sitemaps": MAPS, "sitemap_url_name": "sitemap_part"}, "sitemap"),
    path("sitemap-<section>.xml", login_not_required(sitemap), {"sitemaps": MAPS}, name="sitemap_part"),
]


def footer_links() -> list[dict[str, str]]:
    """Places of the foot of every page."""
    places = [
        ("coverage", _("Coverage")),
        ("principles", _("Guiding principles")),
        ("regions", _("Regions")),
        ("changes", _("What has changed")),
        ("data", _("Open data and terms")),
        ("publications:verify", _("Verify a file")),
    ]
    return [{"label": label, "url": reverse(name)} for name, label in places]
