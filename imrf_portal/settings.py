"""All settings, read from the environment; with none set the portal runs for development.

Development means SQLite, kombu's filesystem broker and e-mail kept in a folder that the demo shows.
With DEBUG off whatever is needed and missing stops the start and is named (`required`).
"""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import Env
from kombu.entity import Queue

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"

SHORTEST_SECRET = 32
DEVELOPMENT_SECRET = "development-only, kept by nobody as a secret"  # noqa: S105

env = Env()
DEBUG = env.bool("DEBUG", False)
FORUM_DEMO = env.bool("FORUM_DEMO", False)
REHEARSAL = env.bool("REHEARSAL", False)  # a rehearsal of the coming forum with invented States (core/rehearsal.py)
REHEARSAL_DAYS = env.int("REHEARSAL_DAYS", 28)  # how long a round is, after which everything is emptied
REHEARSAL_ADDRESSES: list[str] = env.list("REHEARSAL_ADDRESSES", [])  # to whom mail leaves: *@mission.example
TECHNICAL_PAGES = env.bool("TECHNICAL_PAGES", False)  # Django's pages for errors in place of ours: `serve`


def required(name: str, development: str) -> str:
    """The variable `name`, or its development value while DEBUG is on."""
    value = env.str(name, "")
    if value:
        return value
    if DEBUG:
        return development
    raise ImproperlyConfigured(f"Set {name}: with DEBUG off the portal does not start without it.")


SECRET_KEY = required("SECRET_KEY", DEVELOPMENT_SECRET)
if not DEBUG and (len(SECRET_KEY) < SHORTEST_SECRET or SECRET_KEY == DEVELOPMENT_SECRET):
    raise ImproperlyConfigured(f"Set SECRET_KEY to at least {SHORTEST_SECRET} random characters.")
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
SITE_URL = required("SITE_URL", f"http://localhost:{env.int('PORT', 8000)}").rstrip("/")
ALLOWED_HOSTS = required("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [SITE_URL])
PRODUCTION = env.bool("PRODUCTION", False)  # mail leaves for a mail server only from the machine in earnest (F27)
CONTACT_EMAIL = required("CONTACT_EMAIL", "secretariat@demo.example")
VERSION = env.str("VERSION", "unreleased")
RESTORE_TRIED_ON = env.date("RESTORE_TRIED_ON") if env.str("RESTORE_TRIED_ON", "") else None
"""The ISO date of the last restore of a backup that was tried; the operators write it, the status page says it."""
DOI_PREFIX = env.str("DOI_PREFIX", "")  # 10.…, of a registration agency: citations then name https://doi.org/ addresses
LICENCES: dict[str, str] = env.dict("LICENCES", default={})  # by kind of publication: its name, then its address
if wrong := [kind for kind, licence in LICENCES.items() if " https://" not in licence]:
    raise ImproperlyConfigured(f"LICENCES: after its name each licence needs its https address ({', '.join(wrong)}).")
IATI_ORGANISATION = env.str("IATI_ORGANISATION", "")  # under which the keeper of this site reports; none, no file
PRESS_EMAIL = env.str("PRESS_EMAIL", CONTACT_EMAIL)
DATA_EMAIL = env.str("DATA_EMAIL", CONTACT_EMAIL)
REPLY_TO: dict[str, str] = env.dict("REPLY_TO", default={})
REPLY_DOMAIN = env.str("REPLY_DOMAIN", "")
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", not (REHEARSAL or (DEBUG and FORUM_DEMO)))
if not DEBUG and (FORUM_DEMO or not (SECOND_FACTOR_REQUIRED or REHEARSAL)):
    raise ImproperlyConfigured("FORUM_DEMO and SECOND_FACTOR_REQUIRED=0 are for DEBUG only.")
if REHEARSAL_DAYS < 1:
    raise ImproperlyConfigured("REHEARSAL_DAYS: a round of the rehearsal has at least one day.")

# --- Applications -----------------------------------------------------------

INSTALLED_APPS = [
    "imrf_portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_celery_beat",
    "django_filters",
    "django_fsm",
    "django_htmx",
    "django_linear_migrations",
    "rules.apps.AutodiscoverRulesConfig",
    "simple_history",
    "template_partials",
    "core",
    "reference",
    "notifications",
    "accounts",
    "forum",
    "publications",
    "practices",
    "reviews",
    "pledges",
    "dialogues",
    "imrf_portal",
]

MIDDLEWARE = [
    # Headers first, so that a redirect, a refusal and an error made further in carry them too (S18).
    "core.middleware.RequestIdMiddleware",
    "core.middleware.PrivateByDefaultMiddleware",
    "core.middleware.PolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.ReadableInputMiddleware",
    "core.unasked.UnaskedFieldsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "core.middleware.TakenOutMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.middleware.SessionLifeMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "accounts.middleware.TimeZoneMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
]

if REHEARSAL:
    MIDDLEWARE.insert(1, "core.middleware.RehearsalMiddleware")

ROOT_URLCONF = "imrf_portal.urls"
WSGI_APPLICATION = "imrf_portal.wsgi.application"
ASGI_APPLICATION = "imrf_portal.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "imrf_portal.pages.context.frame",
            ],
            "builtins": ["django.templatetags.i18n", "core.templatetags.portal"],
        },
    }
]

# --- Data -------------------------------------------------------------------

required("DATABASE_URL", "SQLite in var/")
DATABASES = {
    "default": env.dj_db_url(
        "DATABASE_URL",
        f"sqlite:///{VAR / 'portal.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["ENGINE"] = "core.postgresql"
elif DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    VAR.mkdir(exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    # A file: workers started by tests are other processes and must see the same data.
    DATABASES["default"]["TEST"] = {"NAME": env.str("TEST_SQLITE", str(VAR / "test.sqlite3"))}

REDIS_URL = env.str("REDIS_URL", "")
CACHES = {
    # Limits, presence and one-time things: in the database, so that sign-in survives Redis (F10).
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "fast": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "near": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "near"},  # core.kept.kept
}

MEDIA_ROOT = env.path("MEDIA_ROOT", VAR / "media")
ACCEL_LOCATION = env.str("ACCEL_LOCATION", "")  # where a proxy finds them that hands them out by X-Accel-Redirect
SCANNER = env.str("SCANNER", "")  # a clamd that looks at uploads: tcp://host:3310 or unix:///run/clamav/clamd.ctl
MEDIA_URL = "/media/"  # nothing is served from it: files leave through views that ask (S26)
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 8_000_000  # 2 MB of Arabic sent as %D8%A7…; refused from core.middleware.LARGEST_TEXT on
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
if DEBUG:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns of a folder that is missing
STATICFILES_DIRS = [BASE_DIR / "static", ("guide", BASE_DIR / "docs" / "images")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Queue ------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL or "filesystem://"
CELERY_TASK_DEFAULT_QUEUE = "celery"
# What makes or reads whole documents has a queue of its own: no receipt waits behind forty copies, and a server gives
# it as many processes as leave room for the pages (L6). A worker that is not told which queue takes both.
CELERY_TASK_QUEUES = [Queue("celery"), Queue("documents", routing_key="documents")]
CELERY_TASK_ROUTES = {
    task: {"queue": "documents"}
    for task in (
        "*.tasks.make_*",
        "*.tasks.read_*",
        "reviews.tasks.work",
        "publications.tasks.import_rows",
        "publications.tasks.look_after_dumps",
    )
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_TIME_LIMIT = 90
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
SCHEDULE = [
    # What runs by itself under which name, every so many seconds; no longer worth beginning after the last number.
    ("send-what-is-due", "notifications.tasks.sweep", 60, 55),
    ("look-at-held-files", "core.tasks.look_at_held_files", 60, 55),
    ("look-after-copies", "reviews.tasks.look_after_copies", 60, 55),
    ("look-after-imports", "publications.tasks.look_after_imports", 60, 55),
    ("plan-reminders", "notifications.tasks.plan", 600, 540),
    ("call-the-silent", "reviews.tasks.put_calls_on_the_desk", 600, 540),
    ("reset-lost-factors", "accounts.tasks.reset_lost_factors", 600, 540),
    ("empty-practice", "reviews.tasks.empty_practice_spaces", 3600, 3500),
    ("forget-word", "practices.tasks.forget_word", 3600, 3500),
    ("close-seeking", "pledges.tasks.close_seeking", 3600, 3500),
    ("freeze-figures", "pledges.tasks.freeze_figures", 3600, 3500),
    ("look-at-evidence", "pledges.tasks.look_at_evidence", 3600, 3500),
    ("look-after-dumps", "publications.tasks.look_after_dumps", 3600, 3500),
    ("forget-registrations", "dialogues.tasks.forget_registrations", 86_400, 80_000),
    ("forget-addresses", "forum.tasks.forget_addresses", 86_400, 80_000),
    *([("end-rehearsal", "imrf_portal.tasks.end_rehearsal", 600, 540)] if REHEARSAL else []),
]
CELERY_BEAT_SCHEDULE = {
    name: {"task": task, "schedule": every, "options": {"expires": expires}} for name, task, every, expires in SCHEDULE
}
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
        "global_keyprefix": "rehearsal:" if REHEARSAL else "",  # should both ever be given one Redis
        "visibility_timeout": 3600,
        "socket_timeout": 1,
        "socket_connect_timeout": 1,
        "max_retries": 1,
    }
else:
    for folder in ("messages", "control"):
        (VAR / "queue" / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR / "queue" / "messages"),
        "data_folder_out": str(VAR / "queue" / "messages"),
        "control_folder": str(VAR / "queue" / "control"),
    }

# --- E-mail -----------------------------------------------------------------

EMAIL_HOST = "localhost"
EMAIL_URL = env.str("EMAIL_URL", "")
if (DEBUG or REHEARSAL) and not EMAIL_URL:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR / "mail"
else:
    required("EMAIL_URL", "")
    vars().update(env.dj_email_url("EMAIL_URL"))
if REHEARSAL:  # whatever asks Django for a way to send gets the folder; the carrier lets out what may leave
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = MEDIA_ROOT / "rehearsal-mail"
    if REHEARSAL_ADDRESSES and not (EMAIL_URL and PRODUCTION):
        raise ImproperlyConfigured("REHEARSAL_ADDRESSES: set EMAIL_URL and PRODUCTION=1, or no mail can leave to them.")
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"IMRF Portal <{CONTACT_EMAIL}>")
MAIL_DOMAIN = env.str("MAIL_DOMAIN", "") or urlsplit(SITE_URL).hostname or "localhost"

# --- People -----------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "work"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.LengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.OwnWordsValidator"},
]
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "reset_password": "accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "add_email": "accounts.forms.NewAddressForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "IMRF Portal"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {"add_webauthn": "accounts.forms.AddKeyForm"}
# accounts.middleware notes the last sight once a minute; allauth would at every request.
USERSESSIONS_ADAPTER = "accounts.adapter.LoginsAdapter"
USERSESSIONS_TRACK_ACTIVITY = False

# --- Browser ----------------------------------------------------------------

# How many proxies stand before the portal: each adds the address it was asked from to X-Forwarded-For. Counted from the
# end, that is whose tries are limited (S4, B53); with none the header is anybody's word and is not read.
PROXIES = env.int("BEHIND_PROXY", 0)
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SECURE_SSL_REDIRECT = not DEBUG and env.bool("SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 0 if DEBUG else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not DEBUG
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "session" if DEBUG else "__Host-session"
CSRF_COOKIE_NAME = "csrf" if DEBUG else "__Host-csrf"
SESSION_COOKIE_AGE = 30 * 24 * 3600  # the longest; shorter lives by role: accounts.middleware
CSRF_FAILURE_VIEW = "imrf_portal.pages.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
        "report-to": "policy",  # core.middleware names the address
    }
}

# --- Languages, time --------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("ar", "العربية"),
    ("zh-hans", "中文"),
    ("en", "English"),
    ("fr", "Français"),
    ("ru", "Русский"),
    ("es", "Español"),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = ["imrf_portal.formats"]

# --- Looks, history, logs ---------------------------------------------------

CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
SIMPLE_HISTORY_HISTORY_ID_USE_UUID = True
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
SITE_NAME = _("IMRF Portal, rehearsal") if REHEARSAL else _("IMRF Portal")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "core.logs.RequestIdFilter"}},
    "formatters": {
        "line": {
            "()": "logging.Formatter" if DEBUG else "core.logs.QuietFormatter",
            "fmt": "{asctime} {levelname} {name} [{request_id}] {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["request_id"], "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO" if DEBUG else "WARNING"},
    "loggers": {
        "portal": {"level": "INFO"},
        "celery": {"level": "INFO"},
        "weasyprint": {"propagate": False},  # it names letters of the text it could not draw
        "fontTools": {"level": "WARNING"},
    },
}
