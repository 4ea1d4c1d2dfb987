"""What a queue is declared in: how much of it goes on at once, and how fast."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rate:
    """So many handlers may start within so many seconds."""

    limit: int
    seconds: float


@dataclass(frozen=True)
class Queue:
    """Where promised work waits for its turn.

    ``concurrency`` is what one worker runs at once, ``per_partition`` what all workers together run at
    once for one partition: a tenant, say, so that none starves the others. ``coalesces`` says that of
    several equal calls which wait to be handed over one is enough, since it sees what all were about.
    """

    name: str
    concurrency: int = 20
    per_partition: int | None = None
    rate: Rate | None = None
    partition_rate: Rate | None = None
    coalesces: bool = False
    poll_seconds: float = 1.0

    @property
    def is_partitioned(self) -> bool:
        return self.per_partition is not None or self.partition_rate is not None
