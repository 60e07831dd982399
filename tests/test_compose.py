"""docker-compose.yml and the Dockerfile, checked without Docker."""

import json
import re
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from django.apps import apps
from ruamel.yaml import YAML

from imrf_portal.celery import app

ROOT = Path(__file__).resolve().parent.parent
COMPOSE = YAML(typ="safe").load(ROOT / "docker-compose.yml")
SERVICES = COMPOSE["services"]
IMAGES = [service["image"] for service in SERVICES.values()]
OURS = [name for name, service in SERVICES.items() if "build" in service]
PROGRAMS = {script.name for script in entry_points(group="console_scripts")} | {"python"}
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def test_it_follows_the_compose_specification():
    checker = f"{sys.executable} -m check_jsonschema --builtin-schema vendor.compose-spec docker-compose.yml"
    done = subprocess.run(checker.split(), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_waits_only_for_services_that_are_there(name):
    for other, wait in SERVICES[name].get("depends_on", {}).items():
        healthy = wait["condition"] == "service_healthy"
        assert other in SERVICES
        assert "test" in SERVICES[other].get("healthcheck", {}) or not healthy, f"{other} has no test of its health"


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_mounts_only_what_is_declared(name):
    volumes = {mount.partition(":")[0] for mount in SERVICES[name].get("volumes", [])}
    configs = {config["source"] for config in SERVICES[name].get("configs", [])}
    assert volumes <= COMPOSE["volumes"].keys()
    assert configs <= COMPOSE["configs"].keys()


@pytest.mark.parametrize("image", [*IMAGES, *re.findall("^FROM (.+)", DOCKERFILE, re.MULTILINE)])
def test_an_image_has_a_fixed_tag(image):
    assert re.fullmatch(r"[a-z-]+:\d+\.\d+(\.\d+)?(-[a-z-]+)?", image)


@pytest.mark.parametrize("name", OURS)
def test_a_command_starts_with_a_program_of_the_lock_or_of_the_checkout(name):
    default = json.loads(re.search(r"^CMD (\[.+\])", DOCKERFILE.replace("\\\n", ""), re.MULTILINE)[1])
    program = SERVICES[name].get("command", default)[0]
    assert program in PROGRAMS or (ROOT / program).is_file()


@pytest.mark.parametrize("name", [name for name in SERVICES if name not in {"migrate", "beat"}])
def test_a_service_that_can_be_asked_is_asked_for_its_health(name):
    assert SERVICES[name]["healthcheck"]["test"]


def test_web_and_worker_can_be_many():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert not any("container_name" in service for service in SERVICES.values())


def test_l6_documents_are_made_apart_from_mail_and_every_queue_has_its_workers():
    app.loader.import_default_modules()
    queues = {name: app.amqp.router.route({}, name)["queue"].name for name in app.tasks if ".tasks." in name}
    apart = {name for name, queue in queues.items() if queue == "documents"}
    assert {"reviews.tasks.work", "reviews.tasks.make_word", "publications.tasks.make_pdf"} <= apart
    assert {
        "publications.tasks.import_rows",
        "practices.tasks.read_word",
        "publications.tasks.look_after_dumps",
    } <= apart
    assert not [name for name in apart if name.startswith("notifications.")]
    served = {word for one in SERVICES.values() for word in one.get("command", []) if word.startswith("--queues=")}
    assert served == {f"--queues={queue}" for queue in queues.values()}
    assert SERVICES["documents"]["cpu_shares"] < 1024, "the pages come first"


def test_every_variable_that_must_be_set_says_what_it_is():
    text = (ROOT / "docker-compose.yml").read_text()
    assert set(re.findall(r"\$\{(\w+)(?!\w|:-)", text)) == set(re.findall(r"\$\{(\w+):\?[^}]+", text))


def test_the_image_does_not_run_as_root():
    assert re.findall(r"^USER (\w+)", DOCKERFILE, re.MULTILINE)[-1] != "root"


def test_the_image_holds_every_app_of_ours():
    ours = {Path(one.path).name for one in apps.get_app_configs() if Path(one.path).parent == ROOT}
    let_in = {line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text().splitlines()}
    assert ours - let_in == set()


def test_the_production_lock_holds_the_versions_that_are_tested():
    def pins(name):
        return set(re.findall(r"^([a-z0-9.\[\]-]+==\S+)", (ROOT / name).read_text(), re.MULTILINE))

    assert {pin.partition("==")[0] for pin in pins("requirements-production.lock") - pins("requirements.lock")} == {
        "sentry-sdk"
    }


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-production.lock"])
def test_a_lock_names_no_host(name):
    assert "://" not in (ROOT / name).read_text()
