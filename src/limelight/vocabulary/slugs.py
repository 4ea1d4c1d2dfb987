"""Names as keys."""

from limelight.kernel.text import words


def slug(name: str) -> str:
    """The folded words of a name joined by ``_``: ``Beer, Wine & Spirits`` → ``beer_wine_spirits``."""
    return "_".join(words(name))
