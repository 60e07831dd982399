"""How the web server loads the portal once for all its workers, and how it writes its log: a line a request, without
the key that an address may be (RELIABILITY S23)."""

import gc

from django.urls import reverse

preload_app = True
"""Workers are forked from a server that has loaded the portal: they share its memory, and a new one is there at once
(docs/decisions/workers-share-what-is-loaded.md)."""


def when_ready(server: object) -> None:
    """Load the addresses too, and keep the garbage collector off all this: what it marks would be copied for each."""
    reverse("work")
    gc.collect()
    gc.freeze()


_quiet = {"handlers": ["console"], "level": "INFO", "propagate": False}

logconfig_dict = {
    "loggers": {"gunicorn.error": _quiet, "gunicorn.access": _quiet},
    "formatters": {
        "generic": {"()": "core.logs.QuietFormatter", "fmt": "%(asctime)s [%(process)d] [%(levelname)s] %(message)s"}
    },
}
