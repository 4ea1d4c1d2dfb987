"""Declares a function as a documented formula, with its version, unit and source."""

from collections.abc import Callable
from dataclasses import dataclass
from inspect import cleandoc
from typing import Any, Final, ParamSpec, TypeVar

_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")
_ATTRIBUTE: Final = "__formula__"


@dataclass(frozen=True)
class Formula:
    """``summary`` defines the metric, ``text`` how it is computed; both come from the function's docstring.

    ``version`` changes whenever the same data would give another value.
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
    """Marks a function as the formula of a metric and returns it unchanged."""

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
