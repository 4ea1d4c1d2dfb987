"""The page of formulas that the figures of a report lead to."""

from itertools import groupby

from litestar import get
from litestar.response import Template

from limelight.analytics.catalogue import FORMULAS
from limelight.analytics.formula import formula_of
from limelight.pages.reports.screens import screen


@get("/formulas", include_in_schema=False, sync_to_thread=False)
def show_formulas() -> Template:
    """How every figure is computed, for everybody."""
    topics = groupby(map(formula_of, FORMULAS), key=lambda formula: formula.topic)
    return screen("formulas", topics=[(topic, list(formulas)) for topic, formulas in topics])
