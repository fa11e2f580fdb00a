"""What the environment or the `.env` file says: names, types and defaults of every setting.

`docs/settings.md` explains each name in one table; a test compares the two.
"""

import enum
import os
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env(
    PORTAL_ENV_FILE=(str, str(BASE_DIR / ".env")),
    PORTAL_MODE=(str, "embedded"),
    PORTAL_DATA_DIR=(str, str(BASE_DIR / "data")),
    PORTAL_BIND=(str, "127.0.0.1"),
    PORTAL_PORT=(int, 8000),
    PORTAL_URL=(str, ""),
    PORTAL_ADMIN_USERNAME=(str, "admin"),
    PORTAL_ADMIN_PASSWORD=(str, ""),
    SECRET_KEY=(str, ""),
    DATABASE_URL=(str, ""),
    DATABASE_CONNECTION_SECONDS=(int, 600),
    REDIS_URL=(str, ""),
    ALLOWED_HOSTS=(list, []),
    CSRF_TRUSTED_ORIGINS=(list, []),
    HTTPS_ONLY=(bool, True),
    TRUSTED_PROXY_COUNT=(int, 0),
    TIME_ZONE=(str, "UTC"),
    LOG_LEVEL=(str, "INFO"),
    WEB_PROCESSES=(int, 2),
    WEB_THREADS=(int, 4),
    WEB_WAITING_THREADS=(int, 24),
    WORKER_THREADS=(int, 16),
    SYNC_THREADS=(int, 32),
    SYNC_VERSION_MIN=(int, 2),
    SYNC_VERSION_MAX=(int, 14),
    SYNC_TEST_API=(bool, False),
    PUSH_BYTES_MAX=(int, 67_108_864),
    PUSH_RECORDS_MAX=(int, 20_000),
    PUSH_SILENCE_SECONDS=(int, 3_600),
    CONTACT_WRITE_SECONDS=(int, 60),
    WRONG_PASSWORD_LIMIT=(int, 10),
    WRONG_PASSWORD_WINDOW_SECONDS=(int, 300),
    SIGN_IN_LIMIT=(int, 5),
    SIGN_IN_LIMIT_OF_NAME=(int, 50),
    SIGN_IN_LIMIT_OF_ADDRESS=(int, 100),
    SIGN_IN_LOCKOUT_SECONDS=(int, 900),
    SESSION_IDLE_SECONDS=(int, 7_200),
    SESSION_LONGEST_SECONDS=(int, 43_200),
    TWO_FACTOR_REQUIRED=(str, "nobody"),
    LOGIN_LIMIT=(int, 5),
    LOGIN_LIMIT_OF_NAME=(int, 50),
    LOGIN_LIMIT_OF_ADDRESS=(int, 300),
    LOGIN_WINDOW_SECONDS=(int, 900),
    LOGIN_LOCKOUT_SECONDS=(int, 600),
    LOGIN_RETENTION_DAYS=(int, 90),
    OUTGOING_CONNECT_SECONDS=(float, 5.0),
    OUTGOING_READ_SECONDS=(float, 20.0),
    REMOTE_SITE_VERIFY_TLS=(bool, True),
    JOB_ATTEMPTS=(int, 3),
    JOB_RETRY_SECONDS=(int, 15),
    JOB_SILENCE_SECONDS=(int, 120),
    JOB_SWEEP_SECONDS=(int, 10),
    JOB_RETENTION_DAYS=(int, 90),
    PATIENT_SEARCH_RETENTION_DAYS=(int, 730),
    VERIFY_EVERY_HOURS=(int, 24),
    SYNC_LOOK_SECONDS=(float, 2.0),
    SYNC_SILENCE_SECONDS=(int, 900),
    SYNC_WAIT_HOURS=(int, 24),
    LATE_AFTER_HOURS=(int, 24),
    DOWN_AFTER_HOURS=(int, 72),
    ALERT_SETTLE_SECONDS=(int, 300),
    API_CALLS_PER_MINUTE=(int, 600),
    EMAIL_URL=(str, ""),
    DEFAULT_FROM_EMAIL=(str, "portal@localhost"),
)
env.read_env(env("PORTAL_ENV_FILE"))


def text(name: str) -> str:
    """The setting `name` exactly as it was given; for secrets, which may begin with a `$`.

    For django-environ such a value names another variable.
    """
    default: str = env.scheme[name][1]
    return os.environ.get(name, default)


class Mode(enum.StrEnum):
    """How the portal runs: with everything in one folder, or on servers of its own."""

    EMBEDDED = "embedded"
    PRODUCTION = "production"


class TwoFactorRequired(enum.StrEnum):
    """Of whom a second factor is asked when they sign in to the admin."""

    NOBODY = "nobody"
    ADMINISTRATORS = "administrators"
    EVERYBODY = "everybody"


def data_folder() -> Path:
    """The folder of the embedded database, Valkey's file and the secret key; absolute."""
    return Path(env("PORTAL_DATA_DIR")).expanduser().absolute()
