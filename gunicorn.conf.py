"""How the web server writes its log: a line a request, without the key that an address may be (RELIABILITY S23)."""

_quiet = {"handlers": ["console"], "level": "INFO", "propagate": False}

logconfig_dict = {
    "loggers": {"gunicorn.error": _quiet, "gunicorn.access": _quiet},
    "formatters": {
        "generic": {"()": "core.logs.QuietFormatter", "fmt": "%(asctime)s [%(process)d] [%(levelname)s] %(message)s"}
    },
}
