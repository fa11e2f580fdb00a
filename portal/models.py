"""The tables of the portal itself; Django looks for them here."""

from portal.api_tokens.token_model import ApiToken as ApiToken
from portal.signing_in.lockout_model import SignInLockout as SignInLockout
