"""Evidence that reports name: looked at once a week, told where it is gone, with a copy that its people found (C17)."""

import socket
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core import reachable
from pledges.models import EvidenceLink
from pledges.steps import progress
from pledges.tasks import look_at_evidence
from tests.cast import organisation
from tests.pledges import builders

pytestmark = pytest.mark.django_db

REGISTER = {"label": "The register", "url": "https://www.example.org/register"}


def reported(cast):
    pledge = builders.published(cast)
    report = builders.report(cast.pledger, pledge, pledge.organisation, evidence=[REGISTER])
    progress.publish(report, by=cast.pledger)
    return pledge, pledge.reports.get()


def looked_at(monkeypatch, found):
    """A week later, where each page answers so."""
    monkeypatch.setattr(reachable, "answers", lambda address: found)
    EvidenceLink.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    look_at_evidence()


def pages(cast):
    visitor = cast.client("visitor")
    return [visitor.get(page).content.decode() for page in ("/en/pledges/PL-0001/", "/en/pledges/PL-0001/R1/")]


def test_c17_a_page_that_is_gone_twice_is_marked_to_readers_and_to_its_people(cast, monkeypatch):
    _pledge, report = reported(cast)
    assert not any("Cannot be opened" in page for page in pages(cast))
    looked_at(monkeypatch, found=False)
    assert not any("Cannot be opened" in page for page in pages(cast))  # once is no verdict
    looked_at(monkeypatch, found=False)
    assert all("Cannot be opened" in page for page in pages(cast))
    assert "Evidence of PL-0001-R1 cannot be opened" in cast.client("pledger").get("/en/work/").content.decode()
    page = reverse("pledges:evidence", args=[report.pk])
    for who in ("member", "partner", "officer"):
        assert cast.client(who).get(page).status_code == 404, who
    (link,) = report.links.all()
    refused = cast.client("pledger").post(page, {f"copy-{link.pk}": "http://10.0.0.1/copy"})
    assert refused.status_code == 400
    cast.client("pledger").post(page, {f"copy-{link.pk}": "https://archive.example.org/register"})
    assert all("https://archive.example.org/register" in page for page in pages(cast))
    assert "cannot be opened" not in cast.client("pledger").get("/en/work/").content.decode()
    looked_at(monkeypatch, found=True)
    assert not any("Cannot be opened" in page for page in pages(cast))


def test_c17_a_server_that_refuses_or_is_busy_says_nothing(cast, monkeypatch):
    reported(cast)
    for _week in range(3):
        looked_at(monkeypatch, found=None)
    assert EvidenceLink.objects.get().failures == 0


def test_c17_each_address_is_looked_at_once_a_week(cast, monkeypatch):
    reported(cast)
    looked_at(monkeypatch, found=True)
    link = EvidenceLink.objects.get()
    assert link.due_at - link.checked_at == timedelta(days=7)
    asked = []
    monkeypatch.setattr(reachable, "answers", asked.append)
    look_at_evidence()
    assert asked == []


@pytest.mark.parametrize("number", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1"])
def test_a_name_that_leads_into_ones_own_network_is_never_asked(number, monkeypatch):
    kind = socket.AF_INET6 if ":" in number else socket.AF_INET
    found = [(kind, socket.SOCK_STREAM, 6, "", (number, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    monkeypatch.setattr(socket, "create_connection", lambda *args: pytest.fail("asked"))
    assert reachable.answers("https://www.example.org/") is False


def test_a_redirection_into_ones_own_network_is_not_followed(monkeypatch):
    monkeypatch.setattr(reachable, "_ask", ask_of({"https://www.example.org/": (302, "http://localhost/")}))
    assert reachable.answers("https://www.example.org/") is False


@pytest.mark.parametrize(("status", "verdict"), [(200, True), (404, False), (410, False), (403, None), (503, None)])
def test_only_a_page_that_is_gone_counts_as_gone(status, verdict, monkeypatch):
    moved = {"https://www.example.org/": (301, "/new"), "https://www.example.org/new": (status, "")}
    monkeypatch.setattr(reachable, "_ask", ask_of(moved))
    assert reachable.answers("https://www.example.org/") is verdict


def ask_of(known):
    asking = reachable._ask
    return lambda address: known[address] if address in known else asking(address)


def test_c17_a_partner_looks_after_its_own_report_alone(cast):
    pledge, asked = builders.joint(cast)
    builders.confirmed(cast, asked)
    pledge = builders.published(cast, pledge)
    city = organisation("Demo City")
    progress.publish(builders.report(cast.partner, pledge, city, evidence=[REGISTER]), by=cast.partner)
    page = reverse("pledges:evidence", args=[pledge.reports.get().pk])
    assert cast.client("partner").get(page).status_code == 200
    assert cast.client("pledger").get(page).status_code == 404
