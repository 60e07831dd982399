"""What every test stands on: quick passwords, mail in memory, files in a temporary folder, reference data."""

from collections import defaultdict
from pathlib import Path
from time import time

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import TransactionTestCase
from django.utils import timezone, translation

from core import kept, limits
from reference import catalogue
from reviews import outline
from tests import as_deployed
from tests.cast import Cast


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """`make fast` leaves out what needs a database; SQLite, the second one, what asks it nothing new
    (docs/decisions/0004-tests-bring-their-own-servers.md). What is long comes first among its like."""
    inputs = defaultdict(list)
    for item in items:
        needs_one = "db" in item.fixturenames or item.get_closest_marker("django_db")
        item.add_marker(pytest.mark.database if needs_one else pytest.mark.once)
        inputs[item.nodeid.partition("[")[0]].append(item)
    for same in inputs.values():
        for item in same[1:-1]:
            item.add_marker(pytest.mark.once)
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_configure():
    """Templates of samples lie beside the tests: found from the start, for another list of folders would have every
    template of the portal read and parsed anew, before each test that sets it and after."""
    settings.TEMPLATES[0]["DIRS"].extend(sorted(Path(__file__).parent.glob("*/templates")))


@pytest.fixture(autouse=True)
def _django_set_urlconf(request, monkeypatch):
    """`pytest.mark.urls` as the plugin's, but addresses once drawn up are kept: there are hundreds."""
    if mark := request.node.get_closest_marker("urls"):
        monkeypatch.setattr(settings, "ROOT_URLCONF", *mark.args)


LIGHT = {
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
    "STORAGES": {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
    "SECOND_FACTOR_REQUIRED": False,
}
"""Settings of every test, beside a folder for its files."""


@pytest.fixture(autouse=True)
def _light(settings, tmp_path, monkeypatch):
    for name, value in LIGHT.items():
        setattr(settings, name, value)
    settings.MEDIA_ROOT = tmp_path / "media"
    translation.activate(settings.LANGUAGE_CODE)  # a page of the test before may have left its own language,
    timezone.deactivate()  # and its reader's zone
    kept.forget()
    catalogue.forget()
    now = time()
    monkeypatch.setattr(limits, "time", lambda: now)  # no test stands on both sides of a full minute
    outline.forget()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_keepdb):
    """A run that was killed leaves SQLite's log behind, which makes a new file unreadable."""
    if connection.vendor == "sqlite" and not django_db_keepdb:
        name = Path(connection.settings_dict["TEST"]["NAME"])
        for log in name.parent.glob(f"{name.name}-*"):
            log.unlink()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tables filled as deployed, once; a test whose transactions are real leaves them so."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        as_deployed.finish_tables()
        as_deployed.load()
        tables = as_deployed.keep()
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: as_deployed.restore(tables))
        yield
        as_deployed.leave()


@pytest.fixture
def lists(transactional_db):
    """For a test whose transactions are real: no memory of who signed in how often."""
    caches["default"].clear()


@pytest.fixture
def cast(db) -> Cast:
    """One person of every role, of the sample State, of another, and of the secretariat."""
    return Cast()
