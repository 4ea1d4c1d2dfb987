"""The page of measured errors."""

import numpy as np
import pytest
from tools.accuracy.fake_detection import area_under_curve
from tools.accuracy.results_page import NOT_MEASURED, render_page
from tools.accuracy.trials import Trials

from limelight.analytics.intervals import Interval


def test_sections_without_data_stay_as_they_were():
    """To measure where the labelled data is missing would erase what was found with it."""
    before = render_page(1, {"shares": "old shares", "suspicion": "old suspicion"}, "")
    after = render_page(1, {"shares": "new shares", "suspicion": None, "graphs": None}, before)
    assert "old suspicion" in after
    assert "new shares" in after
    assert "old shares" not in after
    assert after.count(NOT_MEASURED) == 1


def test_a_hit_is_a_truth_within_the_interval():
    trials = Trials()
    for truth in (9.0, 10.0, 12.5):
        trials.add(10.0, truth, Interval(9.5, 12.0))
    assert trials.coverage == pytest.approx(100 / 3)
    assert (trials.quantile(1), trials.bias) == (2.5, pytest.approx(-0.5))


def test_the_area_counts_pairs_and_ties_half():
    assert area_under_curve(np.array([0.9, 0.4]), np.array([0.1, 0.4])) == (2 + 1 + 0.5) / 4
