"""What a call costs, whatever else the machine does meanwhile."""

from collections.abc import Callable
from time import thread_time


def processor_seconds(call: Callable[[], object], runs: int = 5) -> float:
    """The processor time of the cheapest of several runs, after one that fills caches."""
    call()
    return min(_processor_seconds(call) for _ in range(runs))


def _processor_seconds(call: Callable[[], object]) -> float:
    before = thread_time()
    call()
    return thread_time() - before
