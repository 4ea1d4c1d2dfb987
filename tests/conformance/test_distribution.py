"""The groups of tests are of modules that exist."""

from pathlib import Path

import pytest

from tests.distribution import GROUPS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("path", GROUPS)
def test_a_group_has_tests(path: str):
    assert (ROOT / path).exists()
