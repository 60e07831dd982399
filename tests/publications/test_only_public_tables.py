"""No public page of this app reads a table that a draft could stand in; and the test that says so can fail."""

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, transaction
from django.test import Client

from accounts.models import User
from publications import register
from publications.models import ImportedRecord, Publication, WithdrawnContent
from publications.register import FileToPublish
from tests.publications.public_tables import ForeignTable, only_public_tables, public_tables


def test_public_pages_read_public_tables_and_nothing_else(cast, publish):
    made = publish(
        organisation=cast.state,
        files=[FileToPublish(file=ContentFile(b"x"), name="x.pdf", content_type="application/pdf")],
    )
    publish(reference="RV-2030-XX")
    register.withdraw("RV-2030-XX", by=cast.officer, reason="Asked.")
    client = Client()
    pages = {
        "/en/samples/": 200,
        "/en/samples/?country=ZZ&objective=5&form=answers": 200,
        "/en/samples/?country=QQ": 400,
        "/en/samples/?format=csv": 200,
        "/en/samples/?format=xlsx": 200,
        "/en/samples/?format=json": 200,
        "/en/samples/RV-2030-ZZ/": 200,
        "/en/samples/RV-2030-ZZ/v1/?format=ris": 200,
        "/en/samples/RV-2030-XX/": 410,
        "/en/samples/RV-2030-QQ/": 404,
        f"/en/files/{made.files.get().pk}/": 200,
        f"/en/verify/?sha256={made.content.sha256}": 200,
    }
    for address, status in pages.items():
        with only_public_tables():
            page = client.get(address)
            b"".join(page)
            assert page.status_code == status, address


@pytest.mark.parametrize("model", [User, ImportedRecord, WithdrawnContent])
def test_a_page_that_reads_another_table_is_found_out(db, model):
    with pytest.raises((ForeignTable, DatabaseError)), transaction.atomic(), only_public_tables():
        model.objects.exists()
    assert not model.objects.filter(pk=0).exists()


def test_afterwards_all_is_as_before(publish):
    publish()
    with only_public_tables():
        assert Publication.objects.count() == 1
    assert User.objects.exists()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'public_pages_%'")
            assert cursor.fetchone() == (0,)


def test_the_list_of_public_tables_holds_nothing_of_people_and_drafts():
    names = public_tables()
    assert {"publications_publication", "publications_publication_countries", "reference_country"} <= names
    assert not [name for name in names if "historical" in name or name.startswith(("reviews_", "notifications_"))]
    assert {name for name in names if name.startswith("accounts_")} == {"accounts_organisation"}
