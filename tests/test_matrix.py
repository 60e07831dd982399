"""The permission matrix as addresses: what opens for a visitor, and what a State's draft shows to others."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from html import unescape
from importlib import import_module
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse

from core.access import allowed
from imrf_portal.pages import KINDS
from notifications.models import Message
from reviews.models import Answer, ReviewLanguage, Submission
from reviews.steps import submission as steps
from tests.cast import MAKERS
from tests.factories import CANARY, answer, guest_of, ready_review

PUBLIC = {
    # name of the address: why it opens without signing in
    "home": "home",
    "roadmap": "milestones of the current cycle",
    "roadmap_cycle": "milestones of a cycle",
    "calendar": "milestones for calendar programs",
    "calendar_json": "milestones for programs",
    "calendar_entry": "one milestone for calendar programs",
    "feed": "a public list for feed readers",
    "changes_feed": "what was published, corrected and withdrawn, for feed readers",
    "alive": "for machines",
    "ready": "for machines",
    "policy_reports": "for browsers that tell what the content security policy held back",
    "search": "all that is published",
    **dict.fromkeys(
        (
            "objectives",
            "objective",
            "principles",
            "principle",
            "action",
            "countries",
            "country",
            "regions",
            "region",
            "commission",
            "published_by",
            "coverage",
            "coverage_states",
        ),
        "what is published on a subject",
    ),
    **dict.fromkeys(
        ("secretary_general", "champions", "trust_fund", "stakeholders"), "facts around the forum, with their sources"
    ),
    "api": "what is published, for programs; what lies behind it is tested in tests/api",
    **dict.fromkeys(("about", "text_page", "status", "whats_new", "guides", "guide", "measured"), "about the portal"),
    "report_error": "a reader says what is wrong",
    "changes": "what was published, corrected and withdrawn",
    **dict.fromkeys(
        ("publications:embed_list", "publications:embed_record", "oembed"), "what is published, on other websites"
    ),
    "catalogue": "all data sets, for other catalogues",
    "iati": "published pledges with amounts, for the registry of IATI",
    **dict.fromkeys(("dump", "dump_checksum", "newest_dump"), "all that is published, as nightly files"),
    "data": "what can be taken along, and on what terms",
    "robots": "for search engines",
    "sitemap": "for search engines",
    "sitemap_part": "for search engines",
    "publications:figure": "a figure of what is published, to set beside a text",
    "publications:file": "a published file",
    "publications:verify": "check a fingerprint",
    "publications:by_number": "the way to a published version by its number",
    "accounts:invitation": "an invitation, by its token",
    "accounts:renew": "ask for a new one",
    "accounts:stop_reset": "stop the reset of a second factor, by the link of the letter",
    "notifications:unsubscribe": "by a signed address",
    "design": "components, while DEBUG is on",
    "demo_mail": "mail of the demonstration, where there is one",
}
MATRICES = [import_module(f"tests.{app}.matrix") for app in KINDS]
"""What each kind of record brings: public addresses, and a draft with the canary."""
for matrix in MATRICES:
    PUBLIC |= matrix.PUBLIC
FOREIGN = ("account_", "mfa_", "usersessions_", "admin:")
"""allauth and admin guard their own doors; tests/accounts and test_admin look at them."""
SAVING = {"reviews:answer", "reviews:translate_save"}
"""Where a script saves what is typed: these say who is signed in before they look for a draft (core.autosave)."""
OTHERS = ("visitor", "member", "guest", "other_focal_point", "officer", "head", "superuser", "reviewer", "moderator")


def addresses(resolver=None, space="") -> Iterator[tuple[str, URLPattern]]:
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from addresses(one, inner)
        else:
            yield f"{space}{one.name}", one


def test_p_every_address_that_opens_without_signing_in_is_meant_to():
    open_ones = {
        name
        for name, pattern in addresses()
        if not name.startswith(FOREIGN)
        and not getattr(pattern.callback, "login_required", True)
        # Pages that keep text ask for the sign-in themselves: what was typed before the login ended is not lost (F5).
        and not getattr(pattern.callback, "asks_to_sign_in", False)
    }
    assert open_ones - set(PUBLIC) == set()


@pytest.mark.once
def test_an_address_asks_to_sign_in_unless_it_is_public(cast):
    client = cast.client("visitor")
    for name, pattern in addresses():
        if name in PUBLIC or name.startswith(FOREIGN) or pattern.pattern.converters:
            continue
        assert client.get(reverse(name)).status_code in (302, 405), name


@pytest.mark.parametrize(
    ("matrix", "status"), [(matrix, status) for matrix in MATRICES for status in matrix.STATUSES], ids=str
)
def test_lists_and_rules_agree_for_the_whole_cast(cast, matrix, status):
    draft, rows = matrix.draft(cast), matrix.MODEL.objects
    rows.filter(pk=draft.pk).update(**{"status": status})  # noqa: PIE804 - no step leads to every status
    draft = rows.get(pk=draft.pk)
    for who in MAKERS:
        person = getattr(cast, who)
        listed = rows.visible_to(person).filter(pk=draft.pk).exists()
        assert listed == allowed(person, matrix.VIEW, draft), who


@pytest.mark.once
def test_p1_for_everybody_else_a_draft_is_missing_at_each_of_its_addresses(cast):
    draft = ready_review(cast)
    guest_of(draft, cast.guest, "a", "b", "c")
    seen = {}
    for name, pattern in addresses():
        names = set(pattern.pattern.converters)
        if not name.startswith("reviews:") or not {"year", "country"} <= names or name in {*PUBLIC, *SAVING}:
            continue
        values = {"code": "a", "objective": 5, "number": 1, "name": "accept", "key": "b1", "act": "again"}
        address = (
            reverse(name, kwargs={**draft.address, **{key: values.get(key, 1) for key in names - {"year", "country"}}})
            if _fits(pattern)
            else None
        )
        if address is None:
            continue
        for who in OTHERS:
            for method in ("get", "post"):
                code = getattr(cast.client(who), method)(address).status_code
                if code not in ((302, 401) if who == "visitor" else (404, 405)):
                    seen[who, method, name] = code
    assert seen == {}


def test_p1_autosave_says_the_same_to_outsiders_whether_there_is_a_draft_or_not(cast):
    draft = ready_review(cast)
    ReviewLanguage.objects.create(review=draft, language="fr")
    places = [({"code": "b"}, "reviews:answer"), ({"code": "b", "language": "fr"}, "reviews:translate_save")]
    assert {name for _more, name in places} == SAVING
    for more, name in places:
        for who in (*OTHERS[1:], "focal_point"):
            sent = {"person": str(getattr(cast, who).pk), "field": "b1", "b1": "x", "b1-seen": "1.0"}
            with_draft = cast.client(who).post(reverse(name, kwargs={**draft.address, **more}), sent)
            without = cast.client(who).post(reverse(name, kwargs={"year": 2026, "country": "zz", **more}), sent)
            assert without.status_code == 404, who
            assert (with_draft.status_code == 404) == (who != "focal_point"), who


def _fits(pattern) -> bool:
    return all(type(converter).__name__ != "UUIDConverter" for converter in pattern.pattern.converters.values())


class Asking:
    """A client that notes how often each page that it opens asks the database."""

    def __init__(self, client) -> None:
        self.client = client
        self.asked: dict[str, int] = {}

    def get(self, address: str, **options):
        response, asked = self._ask(address, **options)
        if asked > MOST:  # lists that are kept for a minute may have been read anew just here
            response, asked = self._ask(address, **options)
        if response.status_code == 200:
            self.asked[response.request["PATH_INFO"]] = asked
        return response

    def _ask(self, address: str, **options):
        with CaptureQueriesContext(connection) as queries:
            response = self.client.get(address, **options)
        return response, sum("SAVEPOINT" not in query["sql"] for query in queries)

    def too_often(self) -> dict[str, int]:
        """The pages that ask more than they may: one that is reached by a redirect has that one's queries, too."""
        most = {address: MOST_OF.get(_sort_of(address)[0], MOST) for address in self.asked}
        return {address: asked for address, asked in self.asked.items() if asked > most[address]}


MOST = 20
"""So often a page may ask (L11); lists have their own tests, with fewer."""
MOST_OF = {
    "work": 35,
    "admin:index": 55,
    "admin:notifications_message_calendar": 30,
    "admin:notifications_announcement_add": 30,
}
"""What asks all kinds of records, of messages or of recipients at once."""
OF_A_SORT = 2
"""Addresses that a crawl opens of one view asked by the same parameters: 193 States have the same page."""


def crawl(client, starts: list[str], always: str = "/zz/") -> Iterator[tuple[str, str]]:
    """Every sort of page that `client` reaches by links from `starts`, with its text, and all that the pattern
    `always` finds; to the end."""
    waiting, known = deque(starts), set(starts)
    sorts: Counter[tuple[str, ...]] = Counter()
    while waiting:
        address = waiting.popleft()
        response = client.get(address, follow=True)
        text = b"".join(response.streaming_content) if response.streaming else response.content
        page = text.decode("utf-8", "replace")
        yield address, page
        for link in re.findall(r'(?:href|src)="(/[^"#]*)', page):
            if link in known or link.startswith(("/static/", "/en/accounts/logout")) or not _is_english(link):
                continue
            known.add(link)
            sort = _sort_of(unescape(link))
            sorts[sort] += 1
            if sorts[sort] <= OF_A_SORT or re.search(always, link, re.IGNORECASE):
                waiting.append(unescape(link))


def _sort_of(link: str) -> tuple[str, ...]:
    """The view that answers, and the names of the parameters."""
    parts = urlsplit(link)
    try:
        view = resolve(parts.path).view_name
    except Resolver404:
        view = parts.path
    return (view, *sorted(name for name, _value in parse_qsl(parts.query)))


def _is_english(link: str) -> bool:
    return link.startswith(("/en/", "/admin/", "/calendar/", "/healthz", "/readyz"))


@pytest.mark.parametrize("who", OTHERS)
@pytest.mark.once
def test_p1_nobody_else_meets_the_words_of_a_draft_or_learns_that_it_exists_and_l11_no_page_asks_too_often(cast, who):
    starts = ["/en/", "/en/work/", "/admin/", "/en/roadmap/", *(page for matrix in MATRICES for page in matrix.STARTS)]
    for matrix in MATRICES:
        if who not in getattr(matrix, "READ_BY", ()):
            matrix.draft(cast)
            starts += matrix.beside(cast) if hasattr(matrix, "beside") else []
    own = f"/(zz|organisation/{cast.state.pk})/|zz-"
    client = Asking(cast.client(who))
    met = [address for address, page in crawl(client, starts, own) if CANARY in page]
    assert met == []
    if who in ("visitor", "officer"):
        assert client.too_often() == {}


@pytest.mark.parametrize("who", ["focal_point", "owner"])
@pytest.mark.once
def test_twin_of_the_crawl_whose_draft_it_is_meets_the_canary_and_l11_no_page_of_theirs_asks_too_often(cast, who):
    for matrix in MATRICES:
        matrix.draft(cast)
    client = Asking(cast.client(who))
    assert [address for address, page in crawl(client, ["/en/work/"]) if CANARY in page]
    assert client.too_often() == {}


def test_p1_no_part_of_a_draft_is_registered_in_admin():
    hidden = {
        "voluntaryreview",
        "answer",
        "sectionassignment",
        "clearance",
        "consultation",
        "attachment",
        "guestreader",
    }
    registered = {model._meta.model_name for model in admin.site._registry}
    assert {name for name in registered if name.removeprefix("historical") in hidden} == set()


def test_p1_no_message_about_a_draft_is_visible_to_the_secretariat(cast):
    draft = ready_review(cast)
    steps.submit(draft, by=cast.focal_point)
    for who in ("officer", "head", "superuser"):
        assert not Message.objects.visible_to(getattr(cast, who)).filter(confidential=True).exists()


def test_s23_an_error_in_a_draft_is_logged_without_its_words(cast, caplog, monkeypatch):
    draft = ready_review(cast)

    def broken(*args, **kwargs):
        raise RuntimeError("a fault")

    monkeypatch.setattr("reviews.views.check.checks.problems_of", broken)
    client = cast.client("focal_point")
    client.raise_request_exception = False
    response = client.get(reverse("reviews:check", kwargs=draft.address))
    assert response.status_code == 500
    assert CANARY not in caplog.text
    assert CANARY not in response.text


def test_p45_ids_of_another_state_open_nothing(cast):
    draft = ready_review(cast)
    one = answer(draft, "c3", f"<p>{CANARY}</p>")
    other = cast.client("other_focal_point")
    for address in (f"/en/reviews/2030/zz/fill/c/?answer={one.pk}", f"/en/reviews/2030/xz/fill/c/?answer={one.pk}"):
        assert CANARY not in other.get(address, follow=True).text
    assert Answer.objects.get(pk=one.pk).version == 1
    assert not Submission.objects.exists()
