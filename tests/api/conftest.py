"""A visitor's program, and records to read."""

from typing import Any

import pytest
from django.test import Client

from publications import register
from tests.publications.conftest import publish

__all__ = ["publish"]


@pytest.fixture
def program() -> Client:
    """Without cookies, as programs are."""
    return Client()


@pytest.fixture
def four(cast, publish) -> list[Any]:
    """A pledge in two versions, a practice in French, a review of both States, and one that was withdrawn."""
    other = cast.other_state.country_id
    pledge = {"kind": "pledge", "path": "pledges/PL-0001/", "organisation": cast.state, "title": "Sample pledge"}
    facets = {"form": ["financial"], "progress": ["no_report"]}
    publish(reference="PL-0001", facets=facets, **pledge)
    made = [
        publish(
            {"schema": 1, "text": "Corrected – “été”, 1e3"}, reference="PL-0001", facets=facets, note="A year", **pledge
        ),
        publish(reference="PR-0001", kind="practice", path="practices/PR-0001/", language="fr", countries=[other]),
        publish(countries=["ZZ", other], objectives=[7], summary="A summary"),
        publish(reference="RV-2030-XX", title="Withdrawn one"),
    ]
    register.withdraw("RV-2030-XX", by=cast.officer, reason="Asked for by its State")
    return made
