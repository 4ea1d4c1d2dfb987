"""Every error is documented and has a unique code."""

from collections import Counter
from collections.abc import Iterator

import pytest

import limelight.cli  # noqa: F401 - imports all modules that define errors
from limelight.errors import LimelightError


def descendants(kind: type[LimelightError]) -> Iterator[type[LimelightError]]:
    for child in kind.__subclasses__():
        yield child
        yield from descendants(child)


EVERY = [kind for kind in descendants(LimelightError) if kind.__module__ != LimelightError.__module__]


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.__name__)
def test_an_error_is_documented_and_has_an_error_status(kind: type[LimelightError]):
    assert (kind.__doc__ or "").strip().endswith(".")
    assert 400 <= kind.status < 600


def test_error_codes_are_unique():
    codes = Counter(kind.__name__ for kind in EVERY)
    assert [code for code, count in codes.items() if count > 1] == []
