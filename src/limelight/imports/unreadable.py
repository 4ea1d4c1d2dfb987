"""Why a value of a file cannot be used."""


class UnreadableValue(ValueError):
    """The reason, worded to follow the value: ``is not a number``."""
