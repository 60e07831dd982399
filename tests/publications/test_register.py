"""Publishing is freezing: versions, fingerprints, files, withdrawal, what is said today."""

import hashlib
import io
import json
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, models, transaction

from core.models import Act
from forum.models import ForumCycle
from publications import counts, overview, register
from publications.models import (
    Publication,
    PublicationContent,
    PublicationFacet,
    PublishedFile,
    WithdrawnContent,
    canonical,
)
from publications.register import FileToPublish

CANARY = "canary-withdrawn"
STORED = Path(__file__).parent / "data" / "content_v1.json"
STORED_SHA256 = "5e5b15572136e3075a1bc6c87ff0274ba35fecb526c2d0fa0544426b890cf4d9"


def a_file(text: bytes = b"%PDF-1.7 sample", **fields) -> FileToPublish:
    given = {"name": "Review.pdf", "content_type": "application/pdf", "language": "fr", "title": "Annex"}
    return FileToPublish(file=ContentFile(text), **{**given, **fields})


def facets_of_its_app(publication) -> set[tuple[str, str]]:
    return set(publication.facets.exclude(name__in=counts.COLUMNS).values_list("name", "value"))


def test_the_first_version_is_one_and_current(cast, publish):
    cycle = ForumCycle.objects.get(year=2030)
    made = publish(cycle=cycle, organisation=cast.state, principles=[1], note="First.")
    made.refresh_from_db()
    assert (made.version, made.is_current, made.standing, made.note) == (1, True, "original", "First.")
    assert list(made.countries.values_list("pk", flat=True)) == ["ZZ"]
    assert sorted(made.objectives.values_list("pk", flat=True)) == [5, 23]
    assert facets_of_its_app(made) == {("form", "answers")}
    act = Act.objects.get(verb="published")
    assert (act.by, act.reference, act.detail) == (cast.officer, "RV-2030-ZZ", "version 1")


def test_the_next_version_takes_over_and_the_old_one_says_what_it_said(publish):
    first = publish({"schema": 1, "text": "old"})
    second = publish({"schema": 1, "text": "new"}, note="One figure corrected.")
    assert [(v.version, v.is_current) for v in Publication.objects.versions_of("RV-2030-ZZ")] == [(2, True), (1, False)]
    assert PublicationContent.objects.get(publication=first).content["text"] == "old"
    assert PublicationContent.objects.get(publication=second).content["text"] == "new"


def test_the_same_content_again_is_a_new_version_with_the_same_fingerprint(publish):
    first, second = publish(), publish()
    assert (first.version, second.version) == (1, 2)
    assert first.content.sha256 == second.content.sha256


def test_a_translation_belongs_to_the_current_original(publish):
    publish()
    original = publish()
    translation = publish(language="fr", standing="official")
    assert (translation.version, translation.is_current) == (2, True)
    assert list(Publication.objects.current()) == [original]
    with pytest.raises(IntegrityError), transaction.atomic():
        publish(language="fr", standing="courtesy")
    publish()
    translation.refresh_from_db()
    assert not translation.is_current


def test_a_translation_of_nothing_is_refused(publish):
    with pytest.raises(ValueError, match="translation"):
        publish(language="fr", standing="official")


@pytest.mark.parametrize(
    "content", [{"schema": 1, "n": float("nan")}, {"schema": 1, "n": float("inf")}, {"schema": 1, "n": object()}]
)
def test_what_json_cannot_say_is_not_published(publish, content):
    with pytest.raises((ValueError, TypeError)), transaction.atomic():
        publish(content)
    assert not Publication.objects.exists()


def test_r29_the_fingerprint_is_that_of_the_stored_text(publish):
    made = publish({"schema": 1, "big": 1e16, "small": -0.0, "text": "é \u2028 العربية", "day": "2030-02-28"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT content, sha256 FROM publications_publicationcontent")
        text, sha256 = cursor.fetchone()
    assert hashlib.sha256(text.encode()).hexdigest() == sha256 == made.content.sha256
    read = PublicationContent.objects.get(publication=made)
    assert register.fingerprint(read.content) == sha256


def test_version_one_of_the_schema_reads_for_ever_the_same(publish):
    """Never change the stored example or its fingerprint: they are what was published once."""
    text = STORED.read_text(encoding="utf-8").strip()
    made = publish(json.loads(text))
    read = PublicationContent.objects.get(publication=made)
    assert canonical(read.content) == text
    assert read.sha256 == STORED_SHA256
    assert read.schema == 1


def test_the_contents_order_does_not_change_the_fingerprint():
    assert register.fingerprint({"a": 1, "b": [2]}) == register.fingerprint({"b": [2], "a": 1})
    assert register.fingerprint({"a": 1}) != register.fingerprint({"a": 1.0})


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Publication, {"title": "Other"}),
        (Publication, {"note": "Other"}),
        (Publication, {"summary": "Other"}),
        (Publication, {"version": 7}),
        (Publication, {"reference": "RV-2030-XZ"}),
        (Publication, {"published_at": "2020-01-01T00:00:00Z"}),
        (Publication, {"received_at": "2020-01-01T00:00:00Z"}),
        (PublicationContent, {"content": {"schema": 1, "text": "other"}}),
        (PublicationContent, {"sha256": "0" * 64}),
        (PublishedFile, {"sha256": "0" * 64}),
        (PublishedFile, {"name": "other.pdf"}),
    ],
)
def test_the_database_refuses_to_change_what_is_frozen(publish, model, change):
    publish(files=[a_file()], summary="Short.")
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        model.objects.update(**change)


def test_a_withdrawn_text_in_the_archive_is_frozen_too(cast, publish):
    publish()
    register.withdraw("RV-2030-ZZ", by=cast.officer, reason="Asked.")
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        WithdrawnContent.objects.update(content={"schema": 1})


def test_there_is_one_current_original(publish):
    publish()
    publish()
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.filter(version=1).update(is_current=True)


def test_published_rows_are_not_deleted_while_their_text_stands(publish):
    with pytest.raises(models.ProtectedError):
        publish().delete()


def test_files_are_copies_with_their_own_hash(publish):
    given = a_file(b"sample bytes", name="../../etc/passwd")
    made = publish(files=[given, a_file(b"second", name="2.pdf")])
    first, second = made.files.all()
    assert (first.size, first.sha256) == (12, hashlib.sha256(b"sample bytes").hexdigest())
    assert first.file.name.startswith("publications/")
    assert "passwd" not in first.file.name
    with default_storage.open(first.file.name) as stored:
        assert stored.read() == b"sample bytes"
    assert second.name == "2.pdf"


def test_a_file_of_the_disk_is_left_where_it_is(publish, tmp_path, settings):
    name = default_storage.save("reviews/original.pdf", io.BytesIO(b"kept"))
    stored = PublishedFile(file=name).file
    made = publish(files=[FileToPublish(file=stored, name="Original.pdf", content_type="application/pdf")])
    assert default_storage.exists(name)
    assert made.files.get().file.name != name


def test_p17_a_withdrawal_hides_every_version_and_keeps_reference_title_dates_reason_fingerprint(cast, publish):
    content = {"schema": 1, "text": CANARY}
    first = publish(content, summary=CANARY, files=[a_file()], names={"7": {"name": CANARY}}, title="Kept title")
    publish(content, summary=CANARY, title="Kept title")
    register.restate("RV-2030-ZZ", facts={"said": CANARY}, facets={"form": [CANARY]})
    register.withdraw("RV-2030-ZZ", by=cast.officer, reason=" Asked by the State. ")
    rows = list(Publication.objects.versions_of("RV-2030-ZZ").select_related("content"))
    assert [one.version for one in rows] == [2, 1]
    for row in rows:
        assert row.withdrawn_at
        assert (row.title, row.withdrawal_reason) == ("Kept title", "Asked by the State.")
        assert row.content.sha256 == register.fingerprint(content)
        assert CANARY not in str([row.summary, row.facts, row.content.content, row.content.names])
    assert not PublicationFacet.objects.exists()
    assert not PublishedFile.objects.visible_to(cast.officer).exists()
    assert not Publication.objects.current().exists()
    kept = WithdrawnContent.objects.get(publication=first)
    assert kept.content == content
    assert kept.summary == CANARY
    assert Act.objects.filter(verb="withdrawn").count() == 2


def test_withdrawing_twice_keeps_the_first_reason(cast, publish):
    publish()
    register.withdraw("RV-2030-ZZ", by=cast.officer, reason="First.")
    register.withdraw("RV-2030-ZZ", by=cast.officer, reason="Second.")
    assert Publication.objects.get().withdrawal_reason == "First."
    assert Act.objects.filter(verb="withdrawn").count() == 1


def test_a_withdrawal_needs_a_reason_and_something_to_withdraw(cast, publish):
    publish()
    with pytest.raises(ValueError, match="reason"):
        register.withdraw("RV-2030-ZZ", by=cast.officer, reason="  ")
    with pytest.raises(ValueError, match="RV-2030-XX"):
        register.withdraw("RV-2030-XX", by=cast.officer, reason="Because.")
    assert Publication.objects.get().withdrawn_at is None


def test_after_a_withdrawal_the_next_version_is_public_and_the_old_ones_stay_hidden(cast, publish):
    publish()
    register.withdraw("RV-2030-ZZ", by=cast.officer, reason="A wrong file.")
    second = publish({"schema": 1, "text": "right"})
    assert second.version == 2
    assert list(Publication.objects.current()) == [second]
    assert Publication.objects.get(version=1).withdrawn_at


def test_what_is_said_today_leaves_the_frozen_text_alone(publish):
    made = publish(facets={"form": ["answers"], "kind": ["new"]})
    before = made.content.sha256
    register.restate("RV-2030-ZZ", facets={"kind": ["update"]}, facts={"confirmed_on": "2031-01-01"})
    register.restate("RV-2030-ZZ", facts={"partners": 3})
    made.refresh_from_db()
    assert made.facts == {"confirmed_on": "2031-01-01", "partners": 3}
    assert facets_of_its_app(made) == {("form", "answers"), ("kind", "update")}
    assert PublicationContent.objects.get(publication=made).sha256 == before
    assert made.changed_at > made.published_at


def test_of_what_is_withdrawn_or_unknown_nothing_is_said(cast, publish):
    made = publish()
    register.withdraw("RV-2030-ZZ", by=cast.officer, reason="Asked.")
    register.restate("RV-2030-ZZ", facts={"n": 1})
    register.restate("RV-2030-XX", facts={"n": 1})
    made.refresh_from_db()
    assert made.facts == {}


def test_all_or_nothing(cast, publish):
    class Broken(ContentFile):
        def chunks(self, chunk_size=None):
            raise OSError("disk full")

    publish()
    with pytest.raises(OSError, match="disk full"):
        publish(files=[a_file(), FileToPublish(file=Broken(b"x"), name="b", content_type="text/plain")])
    assert Publication.objects.get().is_current
    assert not PublishedFile.objects.exists()


def test_a_name_shown_by_consent_is_found_and_erased_without_touching_the_text(cast, publish):
    person = cast.focal_point
    made = publish(names={str(person.pk): {"name": "Ana", "office": "Directorate"}, "999999": {"name": "Other"}})
    found = overview.personal_data(person)["names_shown"]
    assert found == [{"publication": "RV-2030-ZZ v1", "name": "Ana", "office": "Directorate"}]
    overview.erase(person)
    read = PublicationContent.objects.get(publication=made)
    assert read.names == {"999999": {"name": "Other"}}
    assert register.fingerprint(read.content) == read.sha256
    assert overview.personal_data(person)["names_shown"] == []
