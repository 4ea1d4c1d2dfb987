"""How a figure is computed, beside the function that computes it: the version, the unit, where it is from."""

from collections.abc import Callable
from dataclasses import dataclass
from inspect import cleandoc
from typing import Any, Final, ParamSpec, TypeVar

_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")
_ATTRIBUTE: Final = "__formula__"


@dataclass(frozen=True)
class Formula:
    """``summary`` says what the figure is, ``text`` how it is computed; both are the function's docstring.

    ``version`` changes whenever the same data would give another figure.
    """

    name: str
    topic: str
    version: str
    unit: str
    source: str
    summary: str
    text: str


def formula(
    *, version: str, unit: str, source: str
) -> Callable[[Callable[_Given, _Found]], Callable[_Given, _Found]]:
    """Declares a function as the formula of a figure; the function itself stays as it is."""

    def declared(function: Callable[_Given, _Found]) -> Callable[_Given, _Found]:
        summary, _, text = cleandoc(function.__doc__ or "").partition("\n")
        topic = function.__module__.rpartition(".")[2]
        described = Formula(function.__name__, topic, version, unit, source, summary, text.strip())
        vars(function)[_ATTRIBUTE] = described
        return function

    return declared


def formula_of(function: Callable[..., Any]) -> Formula:
    """The formula that a function was declared with. Raises KeyError if it was not."""
    found: Formula = vars(function)[_ATTRIBUTE]
    return found
