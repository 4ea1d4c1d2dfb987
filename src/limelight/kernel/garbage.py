"""How often Python looks for garbage in processes that handle records."""

import gc
from typing import Final

_THRESHOLDS: Final = (100_000, 20, 20)


def collect_seldom() -> None:
    """Records come by the thousand and are no garbage: looking often takes a third of the time."""
    gc.set_threshold(*_THRESHOLDS)
