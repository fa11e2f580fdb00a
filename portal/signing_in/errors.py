"""What can be wrong with a second factor."""

from sites.errors import PortalError


class SecondFactorError(PortalError):
    """Something about a second factor that the person can put right."""

    code = "second_factor_refused"


class CodeWrongError(SecondFactorError):
    """A code that does not fit, or was used already."""

    code = "second_factor_code_wrong"


class CodeTooSoonError(SecondFactorError):
    """After wrong codes the next one is looked at only after a pause."""

    code = "second_factor_code_too_soon"


class NoPhoneToConfirmError(SecondFactorError):
    """No key waits for its first code."""

    code = "second_factor_not_begun"


class SecondFactorRequiredError(SecondFactorError):
    """This person must have a second factor."""

    code = "second_factor_required"
    http_status = 403
