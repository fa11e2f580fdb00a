"""Why something was changed, as the history keeps it."""


def with_reason(act: str, reason: str) -> str:
    """What was done, such as "Enabled", and the reason of the person after it if there is one."""
    return f"{act}: {reason}" if reason else act
