"""The nightly files of everything (FEATURES O15)."""

import csv
import gzip
import hashlib
import io
import json
from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from publications import dumps, register
from publications.models import Dump, Publication
from tests.publications.public_tables import only_public_tables


@pytest.fixture
def visitor() -> Client:
    return Client()


def read(visitor, form: str) -> bytes:
    answer = visitor.get(f"/dumps/newest.{form}.gz", follow=True)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/gzip"
    assert "Content-Encoding" not in answer
    name = answer.redirect_chain[0][0]
    packed = b"".join(answer.streaming_content)
    said = visitor.get(f"{name}.sha256").text
    assert said == f"{hashlib.sha256(packed).hexdigest()}  {name.removeprefix('/dumps/')}\n"
    return gzip.decompress(packed)


def test_o15_the_files_hold_every_version_and_the_list_as_it_stands(visitor, publish):
    publish(names={"1": {"name": "Somebody"}})
    publish({"schema": 1, "text": "Déjà"}, title="=Corrected")
    publish(reference="PR-0001", kind="practice", language="fr")
    publish(reference="PR-0001", kind="practice", language="en", standing="courtesy")
    with only_public_tables():
        assert len(list(dumps._versions())) == 4
    dumps.look_after()
    lines = [json.loads(line) for line in read(visitor, "jsonl").splitlines()]
    assert [(one["reference"], one["version"], one["language"], one["current"]) for one in lines[:3]] == [
        ("RV-2030-ZZ", 1, "en", False),
        ("RV-2030-ZZ", 2, "en", True),
        ("PR-0001", 1, "fr", True),
    ]
    assert lines[1]["content"] == {"schema": 1, "text": "Déjà"}
    assert lines[3]["address"].endswith("/en/samples/PR-0001/v1/en/"), "a translation has its own"
    assert register.fingerprint(lines[1]["content"]) == lines[1]["sha256"]
    assert "Somebody" not in json.dumps(lines), "consent can be taken back, a file cannot be called back"
    rows = list(csv.DictReader(io.StringIO(read(visitor, "csv").decode("utf-8-sig"))))
    assert [one["reference"] for one in rows] == ["RV-2030-ZZ", "PR-0001"]
    assert rows[0]["title"] == "'=Corrected", "no spreadsheet runs it"
    page = visitor.get("/en/data/")
    listed = page.context["dumps"][0]
    assert {"records": 4}.items() <= listed.items()
    assert all(file["url"] in page.text for file in listed["files"])
    assert visitor.get("/api/v1/dumps").json()["items"] == [listed]


def test_o15_made_once_a_day_and_ninety_are_kept(visitor, publish):
    publish()
    first = dumps.look_after()
    assert first is not None
    assert dumps.look_after() is None
    assert dumps.make(first.day) == first, "a second worker's files are dropped"
    assert len(default_storage.listdir("dumps")[1]) == 3
    for days in range(1, dumps.KEPT + 5):
        Dump.objects.create(day=first.day - timedelta(days=days), records=0, files=[])
    dumps.look_after()
    assert Dump.objects.count() == dumps.KEPT
    assert min(Dump.objects.values_list("day", flat=True)) == first.day - timedelta(days=dumps.KEPT - 1)


def test_what_is_withdrawn_is_in_no_file_any_more(cast, visitor, publish):
    publish()
    publish(reference="PR-0001", kind="practice")
    made = dumps.look_after()
    assert made is not None
    address = f"/dumps/{made.files[0]['name']}"
    assert b"".join(visitor.get(address))
    register.withdraw("PR-0001", by=cast.officer, reason="Asked")
    for gone in (address, f"{address}.sha256", "/dumps/newest.csv.gz"):
        assert visitor.get(gone).status_code == 404, gone
    assert visitor.get("/en/data/").context["dumps"] == []
    dumps.look_after()
    assert visitor.get(address).status_code == 404, "a withdrawal under way may not have been there to be read"
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        dumps.look_after()
        assert default_storage.exists(made.files[0]["place"]), "under the same name, made anew"
        assert [json.loads(line)["reference"] for line in read(visitor, "jsonl").splitlines()] == ["RV-2030-ZZ"]


def test_the_same_records_make_the_same_file(publish):
    publish()
    files = []
    for _time in range(2):
        files.append(dumps.make(date(2026, 1, 1)).files)
        Dump.objects.all().delete()
    assert [one["sha256"] for one in files[0]] == [one["sha256"] for one in files[1]]


@pytest.mark.parametrize("name", ["x", "publications-2026-99-99.csv.gz", "publications-2026-01-01.csv.gz", "..", "%00"])
def test_b13_a_file_that_is_not_there_is_missing(db, visitor, name):
    assert visitor.get(f"/dumps/{name}").status_code in (400, 404)
    assert Publication.objects.count() == 0


def test_o17_the_same_question_on_the_same_snapshot_gives_the_same_number(cast, visitor, publish):
    figure = "/en/data/figure/"
    publish()
    publish(reference="PR-0001", kind="practice", objectives=[5], facets={"form": ["document"]})
    assert "No snapshot can be counted yet" in visitor.get(figure).text
    made = dumps.look_after()
    publish(reference="PR-0002", kind="practice", objectives=[5])
    asked = f"{figure}?objective=5&record=practice&format=json"
    first = visitor.get(asked).json()
    assert (first["number"], first["snapshot"]) == (1, str(made)), "what came later is not in it"
    assert visitor.get(f"{figure}?objective=5&format=json").json()["number"] == 2
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        dumps.look_after()
        assert visitor.get(asked).json()["number"] == 2
        assert visitor.get(f"{first['address']}&format=json").json() == first
        page = visitor.get(first["address"].replace("http://localhost:8000", ""))
    assert first["sha256"] in page.text
    assert visitor.get(f"{figure}?list=review&form=answers&format=json").json()["number"] == 1
    assert visitor.get(f"{figure}?objective=99").status_code == 400
    assert "Words are not counted here" in visitor.get(f"{figure}?q=work").text
    assert visitor.get(f"{figure}?snapshot=1999-01-01").status_code == 404
    assert "/en/data/figure/?country=ZZ&amp;list=review" in visitor.get("/en/samples/?country=ZZ").text
