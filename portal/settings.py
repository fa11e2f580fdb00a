"""Django settings. Everything that may differ between machines comes from `portal.environment`."""

import sys
from typing import Any

import django_stubs_ext
from django.core.exceptions import ImproperlyConfigured

from portal.email_settings import email_settings
from portal.embedded.secret_key import read_or_create_secret_key
from portal.embedded.valkey import cache_url
from portal.environment import BASE_DIR, Mode, data_folder, env, text
from portal.rest_settings import REST_FRAMEWORK as REST_FRAMEWORK
from portal.rest_settings import SPECTACULAR_SETTINGS as SPECTACULAR_SETTINGS
from portal.sign_in_settings import *  # noqa: F403 - Django reads what it names

# Lets classes such as ModelAdmin be written with the type of their model at run time too.
django_stubs_ext.monkeypatch()

try:
    PORTAL_MODE = Mode(env("PORTAL_MODE"))
except ValueError:
    raise ImproperlyConfigured(
        "PORTAL_MODE is neither 'embedded' nor 'production'. Correct it in the environment or .env."
    ) from None
EMBEDDED = PORTAL_MODE is Mode.EMBEDDED
DATA_DIR = data_folder()


def required(name: str) -> str:
    """The setting `name`, which production must have; ImproperlyConfigured says how to give it."""
    value = text(name)
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set. In production mode the portal needs it in the environment or .env;"
            " docs/settings.md says what it means."
        )
    return value


SECRET_KEY: str
if EMBEDDED:
    SECRET_KEY = text("SECRET_KEY") or read_or_create_secret_key(DATA_DIR)
else:
    SECRET_KEY = required("SECRET_KEY")

DEBUG = False
BIND: str = env("PORTAL_BIND")
BIND_IS_LOOPBACK = BIND in {"127.0.0.1", "::1", "localhost"}
PORTAL_URL: str = env("PORTAL_URL").strip().rstrip("/")
ALLOWED_HOSTS: list[str] = env("ALLOWED_HOSTS")
if not ALLOWED_HOSTS and EMBEDDED:
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"] if BIND_IS_LOOPBACK else ["*"]
CSRF_TRUSTED_ORIGINS: list[str] = env("CSRF_TRUSTED_ORIGINS")
TRUSTED_PROXY_COUNT: int = env("TRUSTED_PROXY_COUNT")

INSTALLED_APPS = [
    # Before the portal, whose admin takes their tables out again.
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "portal.apps.PortalConfig",
    "portal.apps.PortalAdminConfig",
    "syncjobs.apps.SyncJobsConfig",
    "sites.apps.SitesConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "simple_history",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "axes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "portal.signing_in.session_limits.SessionLimits",
    "portal.signing_in.second_factor_gate.SecondFactorGate",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.content_security.ContentSecurityPolicy",
    "simple_history.middleware.HistoryRequestMiddleware",
    "portal.doors.DoorOfPeople",
    "portal.api_errors.ExpectedErrors",
    "axes.middleware.AxesMiddleware",
]

# Of `portal.two_stacks`: a site has no session, no form and no messages.
MIDDLEWARE_OF_SITES = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "portal.content_security.ContentSecurityPolicy",
    "portal.doors.DoorOfSites",
    "portal.api_errors.ExpectedErrors",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

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
            ],
        },
    },
]

SQLITE: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA_DIR / "portal.sqlite3",
    "CONN_MAX_AGE": None,
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;"
            "PRAGMA synchronous=NORMAL;"
            "PRAGMA mmap_size=134217728;"
            "PRAGMA cache_size=-20000"
        ),
    },
}
if env("DATABASE_URL") or not EMBEDDED:
    required("DATABASE_URL")
    DATABASES = {"default": env.db_url("DATABASE_URL")}
    if DATABASES["default"].get("ENGINE") != "django.db.backends.postgresql":
        raise ImproperlyConfigured(
            "DATABASE_URL does not name a PostgreSQL database. Write it as postgres://…, or leave"
            " it out in the embedded mode, which keeps a SQLite file in PORTAL_DATA_DIR."
        )
    # Without a kept connection every call to PostgreSQL costs a new one: a factor of eight.
    DATABASES["default"]["CONN_MAX_AGE"] = env("DATABASE_CONNECTION_SECONDS")
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Lets PostgreSQL plan a statement once for a connection and not at every call.
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        {"server_side_binding": True, "prepare_threshold": 5}
    )
else:
    DATABASES = {"default": SQLITE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL: str = env("REDIS_URL") if EMBEDDED else required("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": cache_url(REDIS_URL, DATA_DIR),
        "KEY_PREFIX": "portal",
        # A cache that does not answer must not hold up a site's call.
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 1.0},
    }
}

_MAIL = email_settings(text("EMAIL_URL"))
EMAIL_IS_SET_UP = _MAIL.is_set_up
EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.use_tls, _MAIL.use_ssl
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL: str = env("DEFAULT_FROM_EMAIL")

LANGUAGE_CODE = "en-gb"
TIME_ZONE: str = env("TIME_ZONE")
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "build" / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Behind https the browser is told to stay there. The sync routes are left out: a redirect turns a
# site's POST into a GET (shared protocol 1.1).
HTTPS_ONLY: bool = env("HTTPS_ONLY") and not EMBEDDED
SECURE_SSL_REDIRECT = HTTPS_ONLY
SECURE_REDIRECT_EXEMPT = [r"^(sync|api)(/|$)", r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS_ONLY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS_ONLY
SECURE_HSTS_PRELOAD = HTTPS_ONLY
SESSION_COOKIE_SECURE = HTTPS_ONLY
CSRF_COOKIE_SECURE = HTTPS_ONLY
SESSION_COOKIE_NAME = "portal_session"
CSRF_COOKIE_NAME = "portal_csrf"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'self'"],
        "object-src": ["'none'"],
    }
}

SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "stream": sys.stderr},
    },
    "root": {"handlers": ["stderr"], "level": env("LOG_LEVEL")},
    # What it says below that has the addresses of webhooks in it, which are secrets.
    "loggers": {"urllib3": {"level": "INFO"}, "axes": {"level": "WARNING"}},
}

# The rules of the portal itself; each is explained in docs/settings.md.
SYNC_VERSION_MIN: int = env("SYNC_VERSION_MIN")
SYNC_VERSION_MAX: int = env("SYNC_VERSION_MAX")
PUSH_BYTES_MAX: int = env("PUSH_BYTES_MAX")
DATA_UPLOAD_MAX_MEMORY_SIZE = PUSH_BYTES_MAX
PUSH_RECORDS_MAX: int = env("PUSH_RECORDS_MAX")
PUSH_SILENCE_SECONDS: int = env("PUSH_SILENCE_SECONDS")
WEB_THREADS: int = env("WEB_THREADS")
WEB_WAITING_THREADS: int = env("WEB_WAITING_THREADS")
SYNC_TEST_API: bool = env("SYNC_TEST_API")
if SYNC_TEST_API and not EMBEDDED:
    raise ImproperlyConfigured(
        "SYNC_TEST_API lets any site change any record and is refused in production mode. Take it"
        " out of the environment or .env."
    )
CONTACT_WRITE_SECONDS: int = env("CONTACT_WRITE_SECONDS")
WRONG_PASSWORD_LIMIT: int = env("WRONG_PASSWORD_LIMIT")
WRONG_PASSWORD_WINDOW_SECONDS: int = env("WRONG_PASSWORD_WINDOW_SECONDS")
LOGIN_LIMIT: int = env("LOGIN_LIMIT")
LOGIN_LIMIT_OF_NAME: int = env("LOGIN_LIMIT_OF_NAME")
LOGIN_LIMIT_OF_ADDRESS: int = env("LOGIN_LIMIT_OF_ADDRESS")
LOGIN_WINDOW_SECONDS: int = env("LOGIN_WINDOW_SECONDS")
LOGIN_LOCKOUT_SECONDS: int = env("LOGIN_LOCKOUT_SECONDS")
LOGIN_RETENTION_DAYS: int = env("LOGIN_RETENTION_DAYS")
OUTGOING_CONNECT_SECONDS: float = env("OUTGOING_CONNECT_SECONDS")
OUTGOING_READ_SECONDS: float = env("OUTGOING_READ_SECONDS")
REMOTE_SITE_VERIFY_TLS: bool = env("REMOTE_SITE_VERIFY_TLS")
JOB_ATTEMPTS: int = env("JOB_ATTEMPTS")
JOB_RETRY_SECONDS: int = env("JOB_RETRY_SECONDS")
JOB_SILENCE_SECONDS: int = env("JOB_SILENCE_SECONDS")
JOB_RETENTION_DAYS: int = env("JOB_RETENTION_DAYS")
PATIENT_SEARCH_RETENTION_DAYS: int = env("PATIENT_SEARCH_RETENTION_DAYS")
VERIFY_EVERY_HOURS: int = env("VERIFY_EVERY_HOURS")
SYNC_LOOK_SECONDS: float = env("SYNC_LOOK_SECONDS")
SYNC_SILENCE_SECONDS: int = env("SYNC_SILENCE_SECONDS")
SYNC_WAIT_HOURS: int = env("SYNC_WAIT_HOURS")
LATE_AFTER_HOURS: int = env("LATE_AFTER_HOURS")
DOWN_AFTER_HOURS: int = env("DOWN_AFTER_HOURS")
API_CALLS_PER_MINUTE: int = env("API_CALLS_PER_MINUTE")
ALERT_SETTLE_SECONDS: int = env("ALERT_SETTLE_SECONDS")
