"""The tables of the portal itself; Django looks for them here."""

from portal.api_tokens.token_model import ApiToken as ApiToken
