"""What keeps `make run` from starting."""


class CannotStartError(Exception):
    """The portal cannot start; the message is the sentence to show, with what to do next."""
