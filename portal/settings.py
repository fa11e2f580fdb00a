"""Django settings. Everything that may differ between machines comes from `portal.environment`."""

import sys
from datetime import timedelta
from typing import Any

import django_stubs_ext
from django.core.exceptions import ImproperlyConfigured

from portal.email_settings import email_settings
from portal.embedded.secret_key import read_or_create_secret_key
from portal.embedded.valkey import cache_url
from portal.environment import BASE_DIR, Mode, TwoFactorRequired, data_folder, env, text

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

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "portal.signing_in.backend.PeopleBackend",
]
LOGIN_URL = "admin:login"

# Lockouts of people of this admin: `portal.signing_in.lockouts`.
SIGN_IN_LIMIT: int = env("SIGN_IN_LIMIT")
SIGN_IN_LIMIT_OF_NAME: int = env("SIGN_IN_LIMIT_OF_NAME")
SIGN_IN_LIMIT_OF_ADDRESS: int = env("SIGN_IN_LIMIT_OF_ADDRESS")
SIGN_IN_LOCKOUT_SECONDS: int = env("SIGN_IN_LOCKOUT_SECONDS")
AXES_HANDLER = "portal.signing_in.attempt_keeping.AttemptKeeping"
AXES_CLIENT_IP_CALLABLE = "portal.signing_in.subjects.address_to_count"
AXES_USERNAME_CALLABLE = "portal.signing_in.subjects.name_to_count"
AXES_LOCKOUT_CALLABLE = "portal.signing_in.lockouts.answer"
AXES_COOLOFF_TIME = timedelta(seconds=SIGN_IN_LOCKOUT_SECONDS)
# The handler counts how far beyond the limits somebody is.
AXES_FAILURE_LIMIT = 0
# After a sign-in the wrong passwords of this name at this address are forgotten, and no others.
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# Otherwise somebody could keep somebody else out for ever by trying on.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

try:
    TWO_FACTOR_REQUIRED = TwoFactorRequired(env("TWO_FACTOR_REQUIRED"))
except ValueError:
    raise ImproperlyConfigured(
        "TWO_FACTOR_REQUIRED is none of 'nobody', 'administrators' and 'everybody'. Correct it in"
        " the environment or .env."
    ) from None
OTP_TOTP_ISSUER = "Open mSupply portal"

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
SESSION_IDLE_SECONDS: int = env("SESSION_IDLE_SECONDS")
SESSION_LONGEST_SECONDS: int = env("SESSION_LONGEST_SECONDS")
SESSION_COOKIE_AGE = SESSION_LONGEST_SECONDS
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

# A view that says nothing else is for those who may do what it names.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "portal.api_tokens.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["syncjobs.rest.permissions.RequiresScope"],
    "DEFAULT_THROTTLE_CLASSES": ["syncjobs.rest.throttles.CallsPerMinute"],
    "DEFAULT_PARSER_CLASSES": ["syncjobs.rest.strict_json.StrictJsonParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "syncjobs.rest.strict_json.AlwaysJson",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "portal.rest_errors.answer_error",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Open mSupply configuration portal",
    "DESCRIPTION": "Sites, stores, jobs, set-aside records and users of sites, for programs.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    # The validator of others is never asked about this portal.
    "SWAGGER_UI_SETTINGS": {"validatorUrl": None, "defaultModelsExpandDepth": 0},
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "JobKind": "syncjobs.choices.JobKind",
        "AskedKind": "syncjobs.choices.ScheduledKind",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "syncjobs.rest.schema.document_errors",
    ],
}

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
