"""Django's settings of how people sign in, for how long, and what they need for it."""

from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured

from portal.environment import TwoFactorRequired, env

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

SESSION_IDLE_SECONDS: int = env("SESSION_IDLE_SECONDS")
SESSION_LONGEST_SECONDS: int = env("SESSION_LONGEST_SECONDS")
SESSION_COOKIE_AGE = SESSION_LONGEST_SECONDS
