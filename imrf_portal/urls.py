"""Every address of the portal; the fixed ones are listed in docs/architecture.md."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path

from dialogues.urls import outside_languages as dialogues_calendars
from forum.urls import outside_languages as calendars
from imrf_portal.api.door import door
from imrf_portal.pages import (
    account,
    around,
    coverage,
    data,
    demo_mail,
    design,
    documents,
    errors,
    health,
    home,
    indexes,
    measured,
    policy,
    search,
    status,
    subjects,
    support,
    work,
)
from publications.urls import outside_languages as feeds

Urls = list[URLPattern | URLResolver]

# What is read most is found after the fewest tries.
urlpatterns: Urls = i18n_patterns(
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("reviews/", include("reviews.urls")),
    path("practices/", include("practices.urls")),
    path("pledges/", include("pledges.urls")),
    path("objectives/", indexes.objectives, name="objectives"),
    path("objectives/<int:number>/", subjects.objective, name="objective"),
    path("principles/", indexes.principles, name="principles"),
    path("principles/<int:number>/", subjects.principle, name="principle"),
    path("actions/<slug:slug>/", subjects.action, name="action"),
    path("countries/", indexes.countries, name="countries"),
    path("countries/<slug:code>/", subjects.country, name="country"),
    path("regions/", indexes.regions, name="regions"),
    path("regions/<slug:slug>/", subjects.region, name="region"),
    path("commissions/<slug:code>/", subjects.commission, name="commission"),
    path("organisations/<slug:slug>/", subjects.organisation, name="published_by"),
    path("coverage/", coverage.page, name="coverage"),
    path("coverage/states/", coverage.states, name="coverage_states"),
    path("changes/", data.changes, name="changes"),
    path("data/", data.data, name="data"),
    path("secretary-general/", around.secretary_general, name="secretary_general"),
    path("champions/", around.champions, name="champions"),
    path("trust-fund/", around.trust_fund, name="trust_fund"),
    path("stakeholders/", around.stakeholders, name="stakeholders"),
    path("status/", status.status, name="status"),
    path("whats-new/", documents.whats_new, name="whats_new"),
    path("guides/", documents.guides, name="guides"),
    path("guides/<slug:slug>/", documents.guide, name="guide"),
    path("measured/", measured.page, name="measured"),
    path("work/", work.work, name="work"),
    path("accounts/data/", account.own_data, name="own_data"),
    path("support/", support.let_look, name="support_open"),
    path("support/<uuid:pk>/", support.look, name="support_look"),
    path("support/<uuid:pk>/end/", support.end, name="support_end"),
    path("rehearsal-mail/", demo_mail.rehearsal_mail, name="rehearsal_mail"),
    path("accounts/close/", account.close, name="close_account"),
    path("", include("forum.urls")),
    path("", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("accounts/messages/", include("notifications.urls")),
    path("", include("publications.urls")),
    path("", include("dialogues.urls")),
)

urlpatterns += [
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
    path("policy-reports", policy.reports, name="policy_reports"),
    path("admin/", admin.site.urls),
    re_path("^api/", door, name="api"),
    *calendars,
    *dialogues_calendars,
    *feeds,
    *data.outside_languages,
]

if settings.DEBUG:
    urlpatterns += i18n_patterns(path("design/", design.gallery, name="design"))
if settings.FORUM_DEMO:
    urlpatterns += i18n_patterns(path("demo-mail/", demo_mail.demo_mail, name="demo_mail"))

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.broken
