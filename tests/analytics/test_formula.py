"""Formulas as they are published."""

import re
from importlib import import_module
from pkgutil import iter_modules

import pytest

from limelight import analytics
from limelight.analytics.formula import formula, formula_of
from limelight.analytics.formula_registry import FORMULAS


def test_declared_function_is_unchanged():
    def doubled(number: int) -> int:
        """Twice the number.

        2 · n
        """
        return 2 * number

    declared = formula(version="3", unit="pieces", source="a book")(doubled)
    assert declared is doubled
    found = formula_of(declared)
    assert (found.name, found.topic, found.version) == ("doubled", "test_formula", "3")
    assert (found.summary, found.text) == ("Twice the number.", "2 · n")


def test_undeclared_function_raises_key_error():
    with pytest.raises(KeyError):
        formula_of(formula_of)


@pytest.mark.parametrize("each", FORMULAS, ids=lambda each: f"{each.__module__}.{each.__name__}")
def test_every_formula_is_documented(each):
    """One without a docstring or a unit would be an empty entry on the page."""
    found = formula_of(each)
    assert found.summary.endswith(".")
    assert found.unit
    assert found.source
    assert re.fullmatch(r"\d+", found.version)


def test_every_declared_formula_is_registered():
    """Declared and left out, it would be missing from the page alone."""
    modules = [
        import_module(f"limelight.analytics.{module.name}") for module in iter_modules(analytics.__path__)
    ]
    declared = {
        value
        for module in modules
        for value in vars(module).values()
        if callable(value) and "__formula__" in getattr(value, "__dict__", {})
    }
    assert declared == set(FORMULAS)
