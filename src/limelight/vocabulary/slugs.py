"""Names as index keys."""

from functools import lru_cache

from limelight.kernel.text import tokenize


@lru_cache(maxsize=50_000)
def slug(name: str) -> str:
    """The folded words of a name joined by ``_``: ``Beer, Wine & Spirits`` → ``beer_wine_spirits``."""
    return "_".join(tokenize(name))
