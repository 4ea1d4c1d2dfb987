"""The counting of a tenant's requests."""

from uuid import uuid4

from limelight.api.limits import RateLimit


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_minute_begins_with_its_first_request_and_all_come_back_at_its_end():
    clock = Clock()
    limit = RateLimit(2, clock)
    one, other = uuid4(), uuid4()
    assert [limit.take(one) for _ in range(3)] == [(1, 60), (0, 60), (-1, 60)]
    assert limit.take(other) == (1, 60)
    clock.now += 59.5
    assert limit.take(one) == (-2, 1)
    clock.now += 0.5
    assert limit.take(one) == (1, 60)
