"""A draft with answers, its copy in Word, and that copy opened."""

import io

import pytest
from docx import Document

from reviews import tasks
from reviews.steps import copies as steps
from tests import factories
from tests.reviews.test_word_out import ANSWERS


@pytest.fixture
def review(cast):
    draft = factories.review(cast)
    for key, value in ANSWERS.items():
        factories.answer(draft, key, value)
    factories.answer(draft, "d2a", "<p>Seasonal work scheme.</p>", objective=5)
    return draft


@pytest.fixture
def copy(review, cast):
    """A copy of the whole draft, made by the focal point."""
    made = steps.ask(review, format="docx", by=cast.focal_point)
    tasks.work("reviews.DraftCopy", str(made.pk))
    made.refresh_from_db()
    return made


@pytest.fixture
def document(copy):
    with copy.file.open() as file:
        return Document(io.BytesIO(file.read()))
