"""The portal's settings, with the bare twins beside its addresses and a count of queries in each answer."""

from imrf_portal.settings import *  # noqa: F403
from imrf_portal.settings import BASE_DIR, MIDDLEWARE, TEMPLATES

DEBUG = False
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "benchmarks.urls"
MIDDLEWARE = ["benchmarks.counting.QueryCountMiddleware", *MIDDLEWARE]
TEMPLATES[0]["DIRS"].append(BASE_DIR / "benchmarks" / "templates")  # type: ignore[attr-defined]
SECURE_SSL_REDIRECT = False
LOGGING = {"version": 1}
