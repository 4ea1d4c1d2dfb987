"""Counting of a tenant's requests."""

from pathlib import Path
from uuid import uuid4

from limelight.api.request_limits import RequestLimiter


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_window_starts_with_its_first_request_and_resets_after_a_minute(tmp_path: Path):
    clock = Clock()
    limit = RequestLimiter(2, tmp_path / "limits", clock)
    one, other = uuid4(), uuid4()
    assert [limit.count(one) for _ in range(3)] == [(1, 60), (0, 60), (-1, 60)]
    assert limit.count(other) == (1, 60)
    clock.now += 59.5
    assert limit.count(one) == (-2, 1)
    clock.now += 0.5
    assert limit.count(one) == (1, 60)


def test_processes_share_the_counter_of_a_data_directory(tmp_path: Path):
    clock, tenant = Clock(), uuid4()
    one, other = (RequestLimiter(3, tmp_path / "limits", clock) for _ in range(2))
    assert [limit.count(tenant)[0] for limit in (one, other, one, other)] == [2, 1, 0, -1]


def test_a_clock_set_back_starts_a_new_window(tmp_path: Path):
    clock, tenant = Clock(), uuid4()
    limit = RequestLimiter(1, tmp_path / "limits", clock)
    limit.count(tenant)
    clock.now -= 3600
    assert limit.count(tenant) == (0, 60)
