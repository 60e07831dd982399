"""The OpenAPI document, the page drawn from it, and the examples of docs/api.md, which are run here."""

import re
import shlex
from datetime import timedelta

import jsonschema  # type: ignore[import-untyped]
import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from accounts.models import AccessToken
from imrf_portal.api import developers, openapi
from publications import dumps
from tests.factories import ready_review

ADDRESS = re.compile(r"\{(\w+)\}")


def examples() -> list[tuple[str, int]]:
    """The lines of the guide that call curl, each with the status that it says; 200 where it says none."""
    lines = [line for line in developers.GUIDE.read_text().splitlines() if line.startswith("curl ")]
    parts = [line.partition("  # ") for line in lines]
    return [(command, int(status or 200)) for command, _hash, status in parts]


def test_the_examples_of_the_guide_work(cast, program, four, publish, settings):
    ready_review(cast)
    _token, secret = AccessToken.issue(cast.focal_point, name="x", lasts=timedelta(days=7))
    settings.IATI_ORGANISATION = "XX-REG-123"
    money = {"lead": {"kind": "state", "name": "Demo State"}, "amounts": [{"amount": "5", "currency": "USD"}]}
    said = {"schema": 1, "text": "", "starts_on": "", "ends_on": "", "countries": [], **money}
    publish(said, reference="PL-0002", kind="pledge", facets={"amount": ["USD 5"]})
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):  # what `four` withdrew is no longer under way
        dumps.look_after()
    found = examples()
    assert len(found) >= 15
    for command, status in found:
        words = shlex.split(command)[1:]
        method, headers = "get", {}
        follow = words[0] == "-L"
        words = words[follow:]
        while words[0] in ("-H", "-X"):
            option, value, *words = words
            if option == "-X":
                method = value.lower()
                continue
            name, _colon, text = value.partition(": ")
            headers[name.lower()] = text.replace("imrf_…", secret)
            if text == "{ETag}":
                headers[name.lower()] = program.get(path_of(words[0]))["ETag"]
        (address,) = words
        answer = getattr(program, method)(path_of(address), headers=headers, follow=follow)
        assert answer.status_code == status, command
        b"".join(answer)  # to its end, which closes a file


def path_of(address: str) -> str:
    assert address.startswith(developers.EXAMPLE)
    return address.removeprefix(developers.EXAMPLE).replace(developers.EXAMPLE, settings.SITE_URL)


def test_the_page_for_developers_shows_the_guide_and_every_operation(program, db):
    page = program.get("/api/docs")
    assert page.status_code == 200
    assert settings.SITE_URL + "/api/v1/publications?record=pledge" in page.text
    assert developers.EXAMPLE not in page.text
    for path in openapi.document()["paths"]:
        assert f"GET {path}" in page.text
    for header in ("Content-Security-Policy", "ETag"):
        assert header in page
    sources = re.findall(r'(?:src|href)="(https?://[^"]+)"', page.text)
    assert not [one for one in sources if not one.startswith((settings.SITE_URL, "http://testserver"))]
    assert program.get("/api/").url == "/api/docs"


def test_the_examples_of_the_page_have_the_address_of_the_portal_of_now(program, db, settings):
    for settings.SITE_URL in ("https://one.example", "https://two.example"):
        assert f"{settings.SITE_URL}/api/v1/publications?record=pledge" in program.get("/api/docs").text


def test_the_document_is_what_it_says(program, db):
    document = program.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    identities = [one["get"]["operationId"] for one in document["paths"].values()]
    assert len(identities) == len(set(identities))
    for path, methods in document["paths"].items():
        assert set(methods) == {"get"}
        parameters = methods["get"]["parameters"]
        assert {one["name"] for one in parameters if one["in"] == "path"} == set(ADDRESS.findall(path)), path
        names = [(one["name"], one["in"]) for one in parameters]
        assert len(names) == len(set(names)), path
        assert {"200", "400", "429"} <= set(methods["get"]["responses"])
    for name, schema in document["components"]["schemas"].items():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema.get("description") or name.startswith("Listed_"), name
    for target in re.findall(r'"\$ref": "#/components/schemas/([^"]+)"', program.get("/api/v1/openapi.json").text):
        assert target in document["components"]["schemas"]


@pytest.fixture
def described(program, db):
    """`described("/api/v1/x", "/api/v1/x")`: the answer of an address, held against what the document says of it."""
    document = openapi.document()

    def ask(path: str, address: str, **headers: str):
        answer = program.get(address, headers=headers)
        responses = {str(status): one for status, one in document["paths"][path]["get"]["responses"].items()}
        assert str(answer.status_code) in responses, (address, answer.status_code)
        (kind, said), *_others = responses[str(answer.status_code)]["content"].items()
        assert answer["Content-Type"].startswith(kind), address
        schema = said["schema"]
        whole = {**schema, "components": document["components"]}
        jsonschema.validate(answer.json(), whole, jsonschema.Draft202012Validator)
        return answer

    return ask


def test_every_answer_is_as_the_document_describes_it(described, four):
    locked = [path for path in openapi.document()["paths"] if path.startswith("/api/v1/own/")]
    assert len(locked) == 2
    for path in locked:
        assert described(path, path.replace("{reference}", "RV-2030-ZZ")).status_code == 401
    one = {"reference": {"publications": "PL-0001", "cycles": "2030"}, "number": "1"}
    firsts = {"countries": "MX", "objectives": "5", "principles": "1", "actions": "2a", "regions": "002"}
    firsts |= {"commissions": "ece", "stakeholder-groups": "migrants", **one["reference"]}
    for path in sorted({*openapi.document()["paths"]} - {*locked}):
        name = path.split("/")[3] if path.count("/") > 2 else ""
        address = path.replace("{reference}", firsts.get(name, "x")).replace("{number}", "1")
        answer = described(path, address)
        assert answer.status_code in (200, 404), address
        for value in ("?lang=fr", "?colour=blue"):
            described(path, address + value)
    described("/api/v1/publications/{reference}", "/api/v1/publications/RV-2030-XX")


def test_s16_what_a_token_opens_is_as_the_document_describes_it_and_nothing_else_asks_for_one(cast, described):
    document = openapi.document()
    ready_review(cast)
    _token, secret = AccessToken.issue(cast.focal_point, name="x", lasts=timedelta(days=7))
    (scheme,) = document["components"]["securitySchemes"]
    assert document["components"]["securitySchemes"][scheme] == {"type": "http", "scheme": "bearer"}
    for path, methods in document["paths"].items():
        is_own = path.startswith("/api/v1/own/")
        assert methods["get"].get("security", []) == ([{scheme: []}] if is_own else []), path
        if is_own:
            address = path.replace("{reference}", "RV-2030-ZZ")
            for more, status in (("", 200), ("?lang=fr", 200), ("?colour=blue", 400)):
                assert described(path, address + more, authorization=f"Bearer {secret}").status_code == status
            described(path, path.replace("{reference}", "RV-2030-XX"), authorization=f"Bearer {secret}")


BEHIND = re.compile(r"^\s*(?:from|import) (?:ninja|pydantic|imrf_portal\.api\.(?!door|problems))", re.MULTILINE)


def test_nothing_before_the_door_loads_what_lies_behind_it():
    sources = [path for path in settings.BASE_DIR.glob("*/**/*.py") if not {".venv", "tests"} & set(path.parts)]
    loading = {path for path in sources if BEHIND.search(path.read_text())}
    behind = settings.BASE_DIR / "imrf_portal" / "api"
    assert {path.parent for path in loading} == {behind}
    assert not {behind / "door.py", behind / "problems.py", behind / "__init__.py"} & loading
