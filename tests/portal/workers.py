"""Whether the worker of the tests is there yet."""

from syncjobs.worker_state import forget_worker_state, worker_state
from tests.support.waiting import wait_for


def wait_for_worker(*, is_there: bool = True) -> None:
    """Waits until a worker answers, or until none does any more."""

    def has_come() -> bool:
        forget_worker_state()
        return worker_state().worker_answers == is_there

    wait_for(has_come, 30, "The start of the worker" if is_there else "The end of the worker")
