"""The queue: it carries keys of rows that wait, never the matter itself (docs/decisions)."""

import logging.config
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "imrf_portal.settings")

app = Celery("imrf_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_as_the_portal_does(**_signal: Any) -> None:
    """A worker writes the same quiet lines as the web (S23); left alone Celery brings formatters of its own."""
    logging.config.dictConfig(settings.LOGGING)
