"""How much is measured, in full and in short."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """Numbers of records and rows, and seconds.

    `records` belong to one store; `deep_queue` and `shallow_queue` are the rows that wait for two
    sites, of which `acknowledged` are taken from the deep one; `central_records` stand in the log.
    `growth` is the number of records whose integration must not make a worker grow.
    """

    records: int
    central_records: int
    deep_queue: int
    shallow_queue: int
    acknowledged: int
    rounds: int
    bulk_pushes: int
    growth: int
    fleet_rate: float
    fleet_seconds: float
    step_seconds: float
    push_rate: float
    push_seconds: float
    warm_up_seconds: float
    profile_seconds: float


FULL = Sizes(
    records=1_000_000,
    central_records=1_000_000,
    deep_queue=5_000_000,
    shallow_queue=10_000,
    acknowledged=1_000_000,
    rounds=3,
    bulk_pushes=20,
    growth=100_000,
    fleet_rate=40_000 / 300,
    fleet_seconds=20,
    step_seconds=10,
    push_rate=250,
    push_seconds=25,
    warm_up_seconds=15,
    profile_seconds=4,
)
SHORT = Sizes(
    records=20_000,
    central_records=20_000,
    deep_queue=100_000,
    shallow_queue=10_000,
    acknowledged=20_000,
    rounds=1,
    bulk_pushes=2,
    growth=4_096,
    fleet_rate=20,
    fleet_seconds=4,
    step_seconds=3,
    push_rate=20,
    push_seconds=4,
    warm_up_seconds=2,
    profile_seconds=0.5,
)
