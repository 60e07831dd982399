"""The reading copy: for reviewers who declared, made by a worker, with no author in its properties (FEATURES A17)."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from core import broker
from practices import reading_copy, tasks
from practices.steps import reviewing
from tests.factories import CANARY
from tests.practices.reviewing import invited, reading, reviewer, round_of
from tests.practices.test_assess import PAGE, client_of

pytestmark = pytest.mark.django_db
COPY = f"{PAGE}copy/"


@pytest.fixture
def sent(monkeypatch):
    """Tasks given to workers instead of being sent."""
    given = []
    monkeypatch.setattr(broker, "send", lambda name, calls: given.append((name, calls)))
    return given


def test_a17_the_copy_opens_only_after_the_declaration_and_asks_one_worker(cast, sent):
    round_ = round_of(cast)
    waiting = invited(round_, reviewer(cast, "first"), cast.officer)
    assert client_of(cast, waiting.reviewer).get(COPY).status_code == 404
    one = reading(round_, reviewer(cast, "second"), cast.officer)
    client = client_of(cast, one.reviewer)
    assert [client.get(COPY).status_code for _look in range(2)] == [202, 202]
    assert [name for name, _calls in sent] == ["practices.tasks.make_reading_copy"]


def test_a17_the_officer_looks_at_the_copy_before_anybody_is_asked(cast, sent):
    round_ = round_of(cast)
    address = f"/en/practices/{round_.reference}/round/copy/"
    assert address in cast.client("officer").get(round_.get_absolute_url()).text
    assert cast.client("officer").get(address).status_code == 202
    assert [name for name, _calls in sent] == ["practices.tasks.make_reading_copy"]
    for who in ("owner", "reviewer", "member", "superuser"):
        assert cast.client(who).get(address).status_code == 404, who
    default_storage.save(reading_copy._name(round_.version), ContentFile(b"%PDF-1.7 the text"))
    shown = cast.client("officer").get(address)
    assert shown.getvalue() == b"%PDF-1.7 the text"
    assert 'filename="PR-0001-v1.pdf"' in shown["Content-Disposition"]


@pytest.mark.pdf
def test_a17_the_copy_names_nobody_in_its_properties_and_closes_with_the_review(cast, sent):
    from pypdf import PdfReader

    one = reading(round_of(cast), reviewer(cast, "first"), cast.officer)
    tasks.make_reading_copy(str(one.round.version.pk))
    client = client_of(cast, one.reviewer)
    response = client.get(COPY)
    assert 'filename="PR-0001-v1.pdf"' in response["Content-Disposition"]
    assert response.getvalue().startswith(b"%PDF")
    with reading_copy.file_of(one.round.version) as stored:
        file = PdfReader(stored)
        said = " ".join(map(str, (file.metadata or {}).values()))
        text = "".join(page.extract_text() for page in file.pages)
    assert "Demo" not in said
    assert "practice-owner" not in said
    assert CANARY in " ".join(text.split())
    reviewing.replace(one, by=cast.officer, note="Late.")
    assert client.get(COPY).status_code == 404
