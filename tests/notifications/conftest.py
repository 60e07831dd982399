"""The sample kinds with their templates, and no broker unless a test starts one."""

import pytest
from django.contrib.auth import get_user_model

from notifications import outbox
from tests.notifications import kinds


@pytest.fixture(autouse=True)
def nudged(monkeypatch):
    """What would have been told to the workers."""
    told: list[str] = []
    monkeypatch.setattr(outbox, "nudge", told.extend)
    return told


@pytest.fixture
def capitals(db):
    """Three people who get reminders."""
    return make_people(3)


def make_people(count: int) -> list:
    model = get_user_model()
    made = [model(email=f"person{n:03}{kinds.CAPITAL}", name=f"Person Number{n:03}") for n in range(count)]
    model.objects.bulk_create(made)
    return list(kinds.people())
