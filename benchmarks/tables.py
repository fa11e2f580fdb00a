"""The printed tables, in Markdown."""

import statistics
from collections.abc import Callable, Sequence

from benchmarks.measuring import Sample, median

HEAD = "| {} | calls/s | p50 ms | p99 ms | longest ms | web µs | database µs | load µs |"
RULE = "|---|---|---|---|---|---|---|---|"
Figure = Callable[[Sample], float]
FIGURES: tuple[tuple[str, Figure], ...] = (
    ("{:,.0f}", lambda sample: sample.outcome.per_second),
    ("{:.1f}", lambda sample: sample.outcome.p50),
    ("{:.1f}", lambda sample: sample.outcome.p99),
    ("{:.1f}", lambda sample: sample.outcome.longest),
    ("{:.0f}", lambda sample: sample.web_cpu),
    ("{:.0f}", lambda sample: sample.database_cpu or 0),
    ("{:.0f}", lambda sample: sample.load_cpu),
)


def print_rows(title: str, rows: Sequence[tuple[str, Sample]]) -> None:
    """One row for each sample."""
    _print_title(title)
    for name, sample in rows:
        _print_row(name, [sample])


def print_rounds(title: str, rounds: Sequence[tuple[Sample, Sample]]) -> None:
    """Medians of discovery and of the constant over all rounds, and the ratio of each round."""
    _print_title(title)
    _print_row("discovery", [discovery for discovery, _ in rounds])
    _print_row("constant", [constant for _, constant in rounds])
    rates = [one.outcome.per_second / other.outcome.per_second for one, other in rounds]
    costs = [other.web_cpu / one.web_cpu for one, other in rounds]
    print(
        f"\nDiscovery's rate is {statistics.median(rates):.2f} of the constant's"
        f" (rounds: {_list(rates)}); by the web server's processor time alone it would be"
        f" {statistics.median(costs):.2f} (rounds: {_list(costs)}).",
        flush=True,
    )


def print_sign_ins(alone: Sample, signing_in: Sample, remembered: Sample) -> None:
    """What sites that must be checked the slow way get, and what that costs the others."""
    outcome = signing_in.outcome
    _print_title("The shared cache is lost: sites that sign in, and sites that are remembered")
    _print_row("remembered, alone", [alone])
    _print_row("remembered, while others sign in", [remembered])
    _print_row("signing in: let in", [signing_in])
    print(
        f"\nOf {outcome.answered + outcome.told_to_wait:,} calls of never-verified sites in"
        f" {outcome.seconds:.0f} seconds, {outcome.answered:,} were let in after the slow check"
        f" ({outcome.per_second:.0f} a second) and {outcome.told_to_wait:,} were answered"
        f" site_auth_timeout ({outcome.told_to_wait / outcome.seconds:.0f} a second, p99"
        f" {outcome.told_to_wait_p99:.1f} ms). Processor time per call is that of both together.",
        flush=True,
    )


def _print_title(title: str) -> None:
    print(f"\n{title}\n\n{HEAD.format('')}\n{RULE}")


def _print_row(name: str, samples: Sequence[Sample]) -> None:
    unanswered = sum(sample.outcome.unanswered for sample in samples)
    if unanswered:
        name = f"{name} ({unanswered} never answered)"
    cells = [text.format(median(samples, figure)) for text, figure in FIGURES]
    print(f"| {name} | {' | '.join(cells)} |", flush=True)


def _list(numbers: Sequence[float]) -> str:
    return ", ".join(f"{number:.2f}" for number in numbers)
