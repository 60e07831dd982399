"""Evidence that reports name: looked at once a week, told where it is gone, with a copy that its people found (C17)."""

import socket
import threading
import time
from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.urls import reverse
from django.utils import timezone

from core import reachable, web_addresses
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


def test_c17_a_page_that_takes_all_the_time_of_a_task_does_not_hold_up_the_others(cast, monkeypatch):
    reported(cast)
    slow = EvidenceLink.objects.get()
    other = EvidenceLink.objects.create(report=slow.report, url="https://www.example.org/other")
    for minutes, link in ((2, slow), (1, other)):
        EvidenceLink.objects.filter(pk=link.pk).update(due_at=timezone.now() - timedelta(minutes=minutes))
    asked = []

    def answers(address):
        asked.append(address)
        if address == slow.url:
            raise SoftTimeLimitExceeded
        return True

    monkeypatch.setattr(reachable, "answers", answers)
    look_at_evidence()
    look_at_evidence()
    assert asked == [slow.url, other.url]
    slow.refresh_from_db()
    assert (slow.failures, slow.checked_at) == (0, None)
    assert timedelta(hours=23) < slow.due_at - timezone.now() <= timedelta(days=1)


def leads_to(monkeypatch, number):
    """Each name leads to `number`."""
    kind = socket.AF_INET6 if ":" in number else socket.AF_INET
    found = [(kind, socket.SOCK_STREAM, 6, "", (number, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_server_that_says_one_byte_at_a_time_is_not_listened_to_for_ever(scheme, monkeypatch):
    ours, theirs = socket.socketpair()
    monkeypatch.setattr(reachable, "SECONDS", 0.5)
    leads_to(monkeypatch, "8.8.8.8")

    def connect(_address, seconds):
        ours.settimeout(seconds)
        return ours

    def drip():
        # A record of TLS of 16 kB that never is whole; a status and a header that never ends.
        begin = b"\x16\x03\x03\x3f\xff" if scheme == "https" else b"HTTP/1.1 200 OK\r\nX-Slow: "
        try:
            theirs.sendall(begin)
            while True:
                theirs.sendall(b"x")
                time.sleep(0.1)
        except OSError:
            theirs.close()

    monkeypatch.setattr(socket, "create_connection", connect)
    server = threading.Thread(target=drip, daemon=True)
    server.start()
    began = time.monotonic()
    assert reachable.answers(f"{scheme}://www.example.org/") is None
    assert time.monotonic() - began < 5
    server.join(5)
    assert not server.is_alive()


@pytest.mark.parametrize(
    ("why", "verdict"), [(socket.EAI_NONAME, False), (socket.EAI_AGAIN, None), (socket.EAI_FAIL, None)]
)
def test_only_a_name_that_does_not_exist_is_gone(why, verdict, monkeypatch):
    def look_up(*args, **kwargs):
        raise socket.gaierror(why, "no number")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    assert reachable.answers("https://www.example.org/") is verdict


@pytest.mark.parametrize("address", ["http://www.example.org:22/", "https://www.example.org:6379/"])
def test_no_other_port_than_those_of_the_web_is_asked(address, monkeypatch):
    leads_to(monkeypatch, "8.8.8.8")
    monkeypatch.setattr(socket, "create_connection", lambda *args: pytest.fail("asked"))
    assert reachable.answers(address) is None


OWN = ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:10.1.2.3", "::127.0.0.1", "64:ff9b::7f00:1"]
OWN += ["64:ff9b:1::1", "2002:7f00:1::1", "fec0::1", "fe80::1", "fd00::1", "ff0e::1", "224.0.0.1"]


@pytest.mark.parametrize("number", OWN)
def test_a_name_that_leads_into_ones_own_network_is_never_asked(number, monkeypatch):
    leads_to(monkeypatch, number)
    monkeypatch.setattr(socket, "create_connection", lambda *args: pytest.fail("asked"))
    assert reachable.answers("https://www.example.org/") is False


@pytest.mark.parametrize("number", ["8.8.8.8", "::ffff:8.8.8.8", "2001:4860:4860::8888", "2a00:1450::1", "www.un.org"])
def test_numbers_and_names_of_the_open_web_are_asked(number):
    assert web_addresses.is_public(number)


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
