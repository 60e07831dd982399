"""Addresses with a sample list and page, and a quick way to publish."""

from typing import Any

import pytest
from django.conf import settings

from publications import lists, register
from publications.models import Publication
from publications.register import Head
from tests.cast import Cast
from tests.publications.urls import LISTING


@pytest.fixture(autouse=True)
def _sample_pages(monkeypatch):
    monkeypatch.setattr(settings, "ROOT_URLCONF", "tests.publications.urls")  # kept, as in tests/conftest.py
    monkeypatch.setitem(lists._offers, "review", lists.Offer("review", "samples", lambda: LISTING, ["review"]))


@pytest.fixture
def publish(cast: Cast):
    """`publish()` makes a review of Demo State for 2030; named parts of the head replace these."""

    def make(content: dict[str, Any] | None = None, *, files: Any = (), names: Any = None, **head: Any) -> Publication:
        reference = head.setdefault("reference", "RV-2030-ZZ")
        head = {
            "kind": "review",
            "title": f"Sample review {reference}",
            "language": "en",
            "path": f"samples/{reference}/",
            "countries": [cast.state.country_id],
            "objectives": [5, 23],
            "facets": {"form": ["answers"]},
            **head,
        }
        note = head.pop("note", "")
        content = content or {"schema": 1, "text": "What we did."}
        return register.publish(Head(**head), content, files=files, names=names, by=cast.officer, note=note)

    return make
