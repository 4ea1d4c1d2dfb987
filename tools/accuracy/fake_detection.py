"""Suspicion on labelled Instagram accounts, of which every other one had no part in its fit."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from limelight.analytics.audience_samples import audience_frame
from limelight.analytics.suspicion import SUSPICION_THRESHOLD, suspicion

FILES: Final = ("instafake-fakeAccountData.json", "instafake-realAccountData.json")
_BOOTSTRAP_ROUNDS: Final = 2_000
_PENALTY: Final = 1.0
Floats = NDArray[np.float64]
_Account = dict[str, Any]


@dataclass(frozen=True)
class DetectionQuality:
    """``refitted`` is how far the published weights are from those that a fit on the other half gives."""

    fakes: int
    real: int
    auc: float
    low: float
    high: float
    duplicates: int
    auc_without_duplicates: float
    sensitivity: float
    specificity: float
    refit_difference: float


def measure_detection(folder: Path, seed: int) -> DetectionQuality:
    """The interval is of the bootstrap: fakes and real accounts drawn again, apart from each other."""
    fakes, real = (_held_out_rows(folder / name) for name in FILES)
    of_fakes, of_real = _scores(fakes), _scores(real)
    low, high = np.quantile(list(_bootstrap(of_fakes, of_real, seed)), (0.025, 0.975))
    used = {_key(row) for name in FILES for row in _training_rows(folder / name)}
    others = [[row for row in rows if _key(row) not in used] for rows in (fakes, real)]
    return DetectionQuality(
        fakes=len(fakes),
        real=len(real),
        auc=area_under_curve(of_fakes, of_real),
        low=float(low),
        high=float(high),
        duplicates=len(fakes) + len(real) - sum(map(len, others)),
        auc_without_duplicates=area_under_curve(*map(_scores, others)),
        sensitivity=float((of_fakes >= SUSPICION_THRESHOLD).mean()),
        specificity=float((of_real < SUSPICION_THRESHOLD).mean()),
        refit_difference=_refit_difference(folder),
    )


def area_under_curve(fakes: Floats, real: Floats) -> float:
    """Under the ROC curve: how often a fake has the higher score of a pair; a tie is half."""
    ordered = np.sort(real)
    lower = np.searchsorted(ordered, fakes, side="left")
    not_higher = np.searchsorted(ordered, fakes, side="right")
    return float((lower + not_higher).mean() / (2 * len(real)))


def _bootstrap(fakes: Floats, real: Floats, seed: int) -> Iterator[float]:
    rng = np.random.default_rng([seed, 2])
    for _ in range(_BOOTSTRAP_ROUNDS):
        yield area_under_curve(rng.choice(fakes, len(fakes)), rng.choice(real, len(real)))


def _training_rows(path: Path) -> list[_Account]:
    rows: list[_Account] = json.loads(path.read_text())
    return rows[::2]


def _held_out_rows(path: Path) -> list[_Account]:
    rows: list[_Account] = json.loads(path.read_text())
    return rows[1::2]


def _key(row: _Account) -> str:
    return json.dumps(row, sort_keys=True)


def _scores(rows: Sequence[_Account]) -> Floats:
    return suspicion(_people(rows)).to_numpy()


def _people(rows: Sequence[_Account]) -> pl.DataFrame:
    """The files have no names, only how long each is and how many digits it has."""
    digits = [row["usernameDigitCount"] for row in rows]
    letters = [row["usernameLength"] - count for row, count in zip(rows, digits, strict=True)]
    return audience_frame(
        {
            "username": ["1" * some + "a" * others for some, others in zip(digits, letters, strict=True)],
            "image_url": ["https://example.com/a.jpg" if row["userHasProfilPic"] else "" for row in rows],
            "content_count": [row["userMediaCount"] for row in rows],
            "following_count": [row["userFollowingCount"] for row in rows],
            "follower_count": [row["userFollowerCount"] for row in rows],
        }
    )


def _refit_difference(folder: Path) -> float:
    """The greatest difference in the log-odds of an account that was left out.

    Logistic regression by Newton's method, both kinds weighing the same, with a penalty of a half on the
    sum of the squared weights: that the published weights follow from the half that they say they do.
    """
    fakes, real = (_training_rows(folder / name) for name in FILES)
    left_out = [row for name in FILES for row in _held_out_rows(folder / name)]
    middle = (_features(fakes).mean(axis=0) + _features(real).mean(axis=0)) / 2
    weights = _fit(_features([*fakes, *real]) - middle, np.repeat([1.0, 0.0], [len(fakes), len(real)]))
    told = weights[0] + (_features(left_out) - middle) @ weights[1:]
    scores = _scores(left_out)
    return float(np.abs(np.log(scores / (1 - scores)) - told).max())


def _features(rows: Sequence[_Account]) -> Floats:
    return np.array(
        [
            [
                row["userHasProfilPic"] == 0,
                row["usernameDigitCount"] / max(1, row["usernameLength"]),
                np.log10(1 + row["userMediaCount"]),
                np.log10((1 + row["userFollowingCount"]) / (1 + row["userFollowerCount"])),
            ]
            for row in rows
        ],
        dtype=np.float64,
    )


def _fit(signs: Floats, is_fake: Floats) -> Floats:
    design = np.column_stack([np.ones(len(signs)), signs])
    kinds = np.where(is_fake == 1, is_fake.mean(), 1 - is_fake.mean())
    importance = 0.5 / kinds
    ridge = _PENALTY * np.diag([0.0, *np.ones(signs.shape[1])])
    weights = np.zeros(design.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (importance * (chance - is_fake)) + ridge @ weights
        bend = (design.T * (importance * chance * (1 - chance))) @ design + ridge
        weights -= np.linalg.solve(bend, slope)
    return weights
