"""The portal as on a server (DEBUG off, static files with their hashes), with the bare twins beside its addresses and a
count of queries in each answer."""

import os
import tempfile
from pathlib import Path

os.environ.update(
    DEBUG="0",
    FORUM_DEMO="0",
    SECRET_KEY="for a server that only this machine reaches, and not for long",
    SITE_URL="http://127.0.0.1",
    ALLOWED_HOSTS="127.0.0.1",
    CONTACT_EMAIL="secretariat@portal.example",
    EMAIL_URL="dummy://",
    SSL_REDIRECT="0",
)

from imrf_portal.settings import *  # noqa: F403
from imrf_portal.settings import BASE_DIR, MIDDLEWARE, TEMPLATES

ROOT_URLCONF = "benchmarks.urls"
MIDDLEWARE = ["benchmarks.counting.QueryCountMiddleware", *MIDDLEWARE]
TEMPLATES[0]["DIRS"].append(BASE_DIR / "benchmarks" / "templates")  # type: ignore[attr-defined]
if "BENCH_STATIC" not in os.environ:  # the programs that a run starts share its folder
    os.environ["BENCH_STATIC"] = tempfile.mkdtemp(prefix="imrf-portal-static-")
STATIC_ROOT = Path(os.environ["BENCH_STATIC"])
LOGGING = {"version": 1, "disable_existing_loggers": False}
