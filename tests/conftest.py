"""What every test stands on: quick passwords, mail in memory, files in a temporary folder, reference data."""

import pytest
from django.core.cache import caches
from django.core.management import call_command

from reviews import outline
from tests.cast import Cast

REAL_TRANSACTIONS = {"transactional_db", "live_server"}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Tests whose transactions are real come last: each leaves the tables empty. The browser's plugin sorts anew."""
    items.sort(key=lambda item: bool(REAL_TRANSACTIONS & set(item.fixturenames)) or _is_transactional(item))


def _is_transactional(item) -> bool:
    marker = item.get_closest_marker("django_db")
    return marker is not None and bool(marker.kwargs.get("transaction"))


@pytest.fixture(autouse=True)
def _light(settings, tmp_path):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.SECOND_FACTOR_REQUIRED = False
    caches["fast"].clear()
    outline.forget()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The Compact, the lists of the UN, the real forums and the organisations: loaded once, as deployed."""
    with django_db_blocker.unblock():
        _load()


@pytest.fixture
def lists(transactional_db):
    """The same, for a test whose transactions are real: an earlier one of this kind has emptied the tables,
    but not the cache's, where the limits of signing in are counted."""
    caches["default"].clear()
    _load()


def _load() -> None:
    for command in ("load_reference", "load_forum", "load_organisations"):
        call_command(command, verbosity=0)


@pytest.fixture
def cast(db) -> Cast:
    """One person of every role, of the sample State, of another, and of the secretariat."""
    return Cast()
