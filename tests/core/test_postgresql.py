"""Before the first question of a request the line to the database is listened to, not asked over (F8)."""

import contextlib
import socket

import pytest
from django.db import connections

from core.postgresql.base import is_silent
from tests.processes import until


def test_a_line_is_silent_until_something_comes_or_it_ends():
    here, there = socket.socketpair()
    with here:
        with there:
            assert is_silent(here.fileno())
            there.send(b"N")
            assert not is_silent(here.fileno())
            assert here.recv(1) == b"N"
            assert is_silent(here.fileno())
        assert not is_silent(here.fileno()), "its end is heard"


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_f8_the_server_is_asked_only_after_it_spoke_unasked(monkeypatch):
    asked = []
    connection = connections["default"]
    connection.ensure_connection()
    line = connection.connection.fileno()
    monkeypatch.setattr(connection, "health_check_enabled", True)
    monkeypatch.setattr(type(connection), "is_usable", lambda _self: not asked.append("SELECT 1"))

    def asked_for(question):
        asked.clear()
        connection.health_check_done = False
        with connection.cursor() as cursor:
            cursor.execute(question)
        return len(asked)

    assert [asked_for("SELECT 2"), asked_for("LISTEN sample")] == [0, 0]
    other = connection.copy()
    with contextlib.closing(other), other.cursor() as cursor:
        cursor.execute("NOTIFY sample")
    until(lambda: not is_silent(line), 10, "a word that nobody asked for")
    assert asked_for("UNLISTEN sample") == 1
