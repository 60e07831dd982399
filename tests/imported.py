"""The portal and all that workers need, imported once in the server that the tests' processes are forked from."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "imrf_portal.settings")
django.setup()

import celery.apps.worker  # noqa: E402
import celery.bin.celery  # noqa: E402
import celery.bin.worker  # noqa: E402
import celery.concurrency.prefork  # noqa: E402
import celery.concurrency.solo  # noqa: E402, F401

import imrf_portal.celery  # noqa: E402
import imrf_portal.urls  # noqa: E402, F401
import tests.notifications.kinds  # noqa: E402, F401
