"""What a person can do with their own second factor after typing the password again."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OwnAct:
    """How an act is called, what it does, and whether it is one to think about twice."""

    label: str
    consequence: str
    is_grave: bool = False


NEW_CODES = OwnAct(
    "Make new recovery codes",
    "You get new recovery codes, which are shown this once. The ones that you have now are good"
    " no more.",
)
TURN_OFF = OwnAct(
    "Turn two-factor sign-in off",
    "From now on your password alone lets somebody in as you. The recovery codes are good no more.",
    is_grave=True,
)
