"""Several people save at once in one draft, and a ledger of what each was told is compared with the database."""

import os
from urllib.parse import urlsplit

import pytest

from benchmarks import reviews, together
from benchmarks.server import Server
from benchmarks.together import Told


@pytest.mark.processes  # a server and threads that write at once: PostgreSQL only
@pytest.mark.django_db(transaction=True)
def test_f4_five_people_who_save_at_once_lose_nothing(lists, live_server, cast, settings, monkeypatch):
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    monkeypatch.setattr(together, "PEOPLE", 5)
    monkeypatch.setattr(together, "SAVES", 10)
    said = together.report(Server(urlsplit(live_server.url).port or 0, os.getpid()), cast)
    assert "5 people at once: 50 texts acknowledged" in said
    never_written = Told(person=1, name="b1", mark="nobody wrote this", version=1)
    assert together.missing([never_written], reviews.draft(cast)) == [never_written]
