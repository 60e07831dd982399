"""The secretariat looks at publications and decides on rows that an import held back."""

import uuid

import pytest
from django.urls import reverse

from core.access import allowed
from core.models import Act
from publications.models import ImportedRecord, Publication

HELD = {"outcome": "held", "problems": ["It has no title."], "run": uuid.UUID(int=1)}


@pytest.fixture
def held(db):
    return ImportedRecord.objects.create(command="import_reviews", source_id="r-1", raw={"id": "r-1"}, **HELD)


def address(model: str, page: str, *args: object) -> str:
    return reverse(f"admin:publications_{model}_{page}", args=args)


def test_publications_are_listed_and_not_changed(cast, publish):
    made = publish(title="Sample title")
    client = cast.client("officer")
    assert "Sample title" in client.get(address("publication", "changelist")).text
    page = client.get(address("publication", "change", made.pk))
    assert made.content.sha256 in page.text
    assert 'name="title"' not in page.text
    assert client.post(address("publication", "change", made.pk), {"title": "Other"}).status_code == 403
    assert client.get(address("publication", "add")).status_code == 403
    assert client.post(address("publication", "delete", made.pk), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("model", ["publication", "importedrecord"])
def test_l11_the_lists_ask_the_same_number_of_times_with_1_and_30_rows(
    cast, publish, held, django_assert_max_num_queries, model
):
    client = cast.client("officer")

    def count() -> int:
        with django_assert_max_num_queries(15) as asked:
            assert client.get(address(model, "changelist")).status_code == 200
        return len(asked)

    publish()
    client.get(address(model, "changelist"))  # the first request of a login registers it, once
    one = count()
    for n in range(29):
        publish(reference=f"RV-2030-{n:02}")
        ImportedRecord.objects.create(command="import_reviews", source_id=f"s-{n}", raw={}, **HELD)
    assert count() == one


def test_an_officer_decides_on_a_held_row_once(cast, held):
    client, page = cast.client("officer"), address("importedrecord", "change", held.pk)
    assert "It has no title." in client.get(page).text
    assert client.post(page, {"decision": "Asked the State.", "raw": "{}", "outcome": "created"}).status_code == 302
    held.refresh_from_db()
    assert (held.decision, held.decided_by, held.outcome) == ("Asked the State.", cast.officer, "held")
    assert held.raw == {"id": "r-1"}
    assert not ImportedRecord.objects.held().exists()
    assert Act.objects.filter(verb="changed", object_id=str(held.pk), by=cast.officer).exists()
    assert client.post(page, {"decision": "Other."}).status_code == 403


def test_a_row_that_comes_again_changed_waits_for_a_decision_again(cast, held):
    held.decide("Left out.", by=cast.officer)
    held.save()
    again = ImportedRecord.objects.get(pk=held.pk)
    again.run = uuid.uuid4()
    again.save()
    assert again.decision == "Left out."
    again.raw = {"id": "r-1", "title": "Now with one"}
    again.save()
    assert list(ImportedRecord.objects.held()) == [again]
    assert (again.decision, again.decided_by) == ("", None)


def test_what_an_import_brought_is_the_secretariats_alone(cast, held):
    for who in ("member", "focal_point", "superuser", "reviewer", "officer", "head"):
        person = getattr(cast, who)
        listed = ImportedRecord.objects.visible_to(person).exists()
        assert listed == allowed(person, "publications.view_importedrecord", held) == (who in ("officer", "head")), who
    assert cast.client("superuser").get(address("importedrecord", "changelist")).status_code == 403
    assert cast.client("superuser").get(address("importedrecord", "change", held.pk)).status_code in (302, 403, 404)


def test_lists_and_rules_agree_on_publications(cast, publish):
    made = publish()
    for who in ("member", "focal_point", "officer", "superuser"):
        person = getattr(cast, who)
        assert Publication.objects.visible_to(person).filter(pk=made.pk).exists()
        assert allowed(person, "publications.view_publication", made)


def test_the_row_is_read_as_it_came_name_by_name(cast, held):
    held.raw = {"id": "r-1", "title": "<b>عنوان</b>", "length": None, "objectives": [5, "6"]}
    held.save()
    page = cast.client("officer").get(address("importedrecord", "change", held.pk)).text
    for name, value in (
        ("title", "&lt;b&gt;عنوان&lt;/b&gt;"),
        ("length", "null"),
        ("objectives", "[5, &quot;6&quot;]"),
    ):
        assert f'<b>{name}:</b> <span class="anywhere" dir="auto">{value}</span>' in page
