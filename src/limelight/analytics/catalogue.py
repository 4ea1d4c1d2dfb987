"""Every formula of this room: what the page of formulas is written from."""

from collections.abc import Callable
from typing import Any, Final

FORMULAS: Final[tuple[Callable[..., Any], ...]] = ()
