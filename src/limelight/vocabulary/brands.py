"""Names of consumer brands."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from limelight.kernel.text import fold

_FILE: Final = Path(__file__).parent / "lists" / "brands.txt"


@cache
def brands() -> Sequence[str]:
    """Every brand, in alphabetical order."""
    return tuple(_FILE.read_text("utf-8").splitlines())


@cache
def _by_folded_name() -> dict[str, str]:
    return {fold(name): name for name in brands()}


def brand(name: str) -> str | None:
    """The brand as it is spelled here, whatever the case and diacritics of the name."""
    return _by_folded_name().get(fold(name.strip()))
