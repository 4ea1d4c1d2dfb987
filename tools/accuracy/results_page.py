"""The page of results: sections that are measured now, or kept from the last time where data is missing."""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from typing import Final

from tools.accuracy import audience_shares, fake_detection, overlap_error
from tools.accuracy.lookalike_precision import PAGE, Precision
from tools.accuracy.trials import (
    SAMPLE_SIZES,
    TARGET_SIZE,
    Trials,
    coverage_table,
    error_table,
    markdown_table,
)

NOT_MEASURED: Final = "Not measured here: the labelled data is not at hand."
_NOTE: Final = "<!-- Written by `make accuracy`: change the measurement, not this page. -->"


def render_page(seed: int, sections: Mapping[str, str | None], before: str) -> str:
    """What is None is as on the page before."""
    parts = [_head(seed)]
    for name, text in sections.items():
        found = text or _previous_section(name, before) or NOT_MEASURED
        parts.append(f"<!-- {name} -->\n{found.strip()}\n<!-- end of {name} -->")
    return "\n\n".join(parts) + "\n"


def _previous_section(name: str, before: str) -> str | None:
    found = re.search(f"<!-- {name} -->\n(.*?)\n<!-- end of {name} -->", before, re.DOTALL)
    return found[1] if found else None


def _head(seed: int) -> str:
    used = ", ".join(f"{name} {version(name)}" for name in ("numpy", "polars", "pyroaring", "tantivy"))
    return f"""{_NOTE}
# How far the estimates are from the truth

`make accuracy` measures the formulas of [the reference](reference/formulas.md) where the truth is known: in
[the simulated world](world.md), of which every share is known, and on labelled data of real accounts (which
is found through `LIMELIGHT_SHARED_DATA`; where it is missing, those sections stay as they are). The same
seed gives the same page: seed {seed}, Python {sys.version_info.major}.{sys.version_info.minor}, {used}.

Errors are differences between estimate and truth in percentage points, whichever way they go: median / 95th
percentile. "Values" is how many were compared with samples of {TARGET_SIZE:,}."""


def render_targets(found: audience_shares.ShareErrors, overlap: overlap_error.OverlapErrors) -> str:
    """What is asked for, and what was found, whether it was reached or not."""
    people = found.credibility
    rows = [
        ["shares: error at most 2", *_worst(found.shares, 2)],
        ["credibility: error at most 3", *_worst(people, 3)],
        [
            "overlap of independent audience samples: error at most 2",
            *_worst(overlap.percentages, 2),
        ],
        ["intervals of shares hold 93 to 97 of 100 times", *_coverages(found.shares)],
        ["intervals of credibility", *_coverages(people)],
        ["intervals of overlap", *_coverages(overlap.percentages)],
    ]
    return f"""
## At a glance

With samples of {TARGET_SIZE:,}; of errors, the 95th percentile of the worst row below.

{markdown_table(["aim", "found", "reached"], rows)}
"""


def _worst(found: Mapping[str, Mapping[int, Trials]], most: float) -> tuple[str, str]:
    errors = {name: sizes[TARGET_SIZE].quantile(0.95) for name, sizes in found.items()}
    name = max(errors, key=lambda each: errors[each])
    return f"{errors[name]:.2f} ({name})" if len(errors) > 1 else f"{errors[name]:.2f}", _yes_or_no(
        errors[name] <= most
    )


def _coverages(found: Mapping[str, Mapping[int, Trials]]) -> tuple[str, str]:
    held = [hit for sizes in found.values() for hit in sizes[TARGET_SIZE].hits]
    coverage = 100 * sum(held) / len(held)
    return f"{coverage:.1f} %", _yes_or_no(93 <= coverage <= 97)


def _yes_or_no(is_so: bool) -> str:
    return "yes" if is_so else "no"


def render_shares(found: audience_shares.ShareErrors) -> str:
    bias = [
        [name, *(f"{sizes[size].bias:+.2f}" for size in SAMPLE_SIZES)]
        for name, sizes in found.credibility.items()
    ]
    return f"""
## Shares of an audience, and its credibility

{found.creators} creators of all platforms with at least {audience_shares.LARGE[0]:,} followers. Of the people
of a sample not everything is known (of 76 % the country, of 68 % the age, and so on): the sizes are of the
samples, not of those of whom it is known. Compared is every share that a report shows,
unless it is of a place that the truth counts among the rest.

{error_table(found.shares)}

Credibility, of followers, of likers and of commenters:

{error_table(found.credibility)}

Its error on average (above 0: too high):

{markdown_table(["", *(f"{size:,}" for size in SAMPLE_SIZES)], bias)}

The signs of fakes in the world are drawn at rates close to those of the labelled accounts that the
detection is corrected by. So this says what sampling and correction do, and not how well fakes of another
kind are found: if sensitivity and specificity are others there, credibility is off by as much as those are,
at any size. Its interval has the doubt about both in it, which is the same for all creators; it does not
shrink with larger samples, which is why it then holds nearly always here.

### How often the 95 % intervals hold

In percent of the values. Which shares are among those shown is decided by the sample itself: with few
people, a city is shown where chance has sent too many, which the interval of a single share does not know
of.

{coverage_table({**found.shares, **found.credibility})}

Of {found.small_creators} small audiences ({audience_shares.SMALL[0]:,} to
{audience_shares.SMALL[1]:,} followers), all of whom are known, and of whom the sample is a considerable part:

{coverage_table(found.complete)}
"""


def render_overlap(found: overlap_error.OverlapErrors) -> str:
    return f"""
## Overlap

{found.groups} groups of two, three or five creators of one country of the world. Their pools are a thousand
times as large as the world's, with the same eagerness to follow, and each creator has the world's rates:
{min(found.sizes):,} to {max(found.sizes):,} followers, whose numbers are spread evenly. Each group is tried
eight times with other samples.

Complete data: what the formula says of all followers and what is counted person by person differ by
{max(found.differences):.4f} points at most, which is rounding; the number of different people is the
same.

Samples, of so many followers of each creator: the share of a creator's followers who follow another of the
group.

{error_table(found.percentages)}

Error of the number of different people, in percent of it:

{error_table(found.unions)}

Independent samples have few followers in common: of 5,000 followers of each of two audiences of two million,
six people of each million that they share. Such overlaps are rough estimates with wide intervals, which still
are too narrow where more than two creators share followers.

### How often the 95 % intervals hold

Of the shares, in percent:

{coverage_table(found.percentages)}

Of the number of different people, whose interval supposes that all creators err alike, and so is wide:

{coverage_table(found.unions)}
"""


def render_suspicion(found: fake_detection.DetectionQuality) -> str:
    rows = [
        ["accounts left out of the fit", f"{found.fakes} fake, {found.real} real"],
        ["area under the ROC curve", f"{found.auc:.3f}"],
        ["95 % interval (bootstrap)", f"{found.low:.3f} to {found.high:.3f}"],
        [
            f"the area without the {found.duplicates} that look just like one of the fit",
            f"{found.auc_without_duplicates:.3f}",
        ],
        ["fakes that are found", f"{100 * found.sensitivity:.1f} %"],
        ["real accounts that are not taken for fakes", f"{100 * found.specificity:.1f} %"],
    ]
    return f"""
## Suspicion

InstaFake: real Instagram accounts, labelled (arXiv:1910.03090). The weights were fitted on every other
account of each file, from the first on; these are the others. A fit on the first half made anew while
measuring gives the published weights: the log-odds of the accounts left out differ by
{found.refit_difference:.4f} at most. The sensitivity and the specificity that correct credibility were
counted on the accounts left out, which the area is not affected by.

{markdown_table(["", "found"], rows)}
"""


def render_lookalikes(found: Sequence[Precision]) -> str:
    return f"""
## Lookalikes in the world

Of the first {PAGE} lookalikes of a creator, how many are of the community that it belongs to most (there
are 78).

{markdown_table(_HEADER, _rows(found))}
"""


def render_graphs(found: Sequence[Precision]) -> str:
    return f"""
## Lookalikes in real graphs

The neighbours of a user of LastFM (mutual follows, Asia) or of a Facebook page (mutual likes) are its
audience. Of the first {PAGE} lookalikes of those with ten neighbours and more, how many are of the same
country, or of the same of four types of page. "As searched" is by the 64 neighbours with the lowest
numbers; beside it stand those with the greatest overlap (common ÷ all) of all neighbours.

{markdown_table(_HEADER, _rows(found))}
"""


_HEADER: Final = ["", "creators", "asked for", f"precision@{PAGE}", "by chance", "shown of 20"]


def _rows(found: Sequence[Precision]) -> Iterator[list[object]]:
    for each in found:
        right = f"{100 * each.precision:.1f} % ± {196 * each.error:.1f}"
        yield [
            each.name,
            f"{each.creators:,}",
            each.asked,
            right,
            f"{100 * each.by_chance:.1f} %",
            f"{each.shown:.1f}",
        ]
