"""The charts of a report, as SVG that ``report.css`` styles.

Each chart comes with the same data as a table, for screen readers.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.etree.ElementTree import Element, tostring

import pygal
from pygal.style import Style

from limelight.pages.reports import formatting
from limelight.schemas.creator_discovery.profile_analytics import (
    ReportGenderAgeShare,
    ReputationMonth,
    SuddenGrowth,
)

WIDTH: Final = 400
_LABELS: Final = Style(label_font_size=14, major_label_font_size=14)
"""Leaves room for labels at phone size."""
_CHART_OPTIONS: Final[dict[str, Any]] = {
    "js": (),
    "style": _LABELS,
    "width": WIDTH,
    "margin": 6,
    "margin_right": 14,
    "show_legend": False,
    "truncate_label": -1,
    "max_scale": 5,
}
_REMOVED_TAGS: Final = ("defs", "title", "desc")
_KEPT_ATTRIBUTES: Final = ("class", "d", "x", "y", "cx", "cy", "r", "width", "height", "transform")
_MAX_BAND_LABELS: Final = 6
_AXIS_STEPS: Final = 4
_MIN_BAR_FRACTION: Final = 0.02
_MIN_AXIS_MARGIN: Final = 0.1
"""The axis extends at least this fraction of its middle value up and down."""
_PYRAMID_GENDERS: Final = ("FEMALE", "MALE")
_BAND_SUFFIXES: Final = {
    (False, False): "",
    (True, False): ", this creator",
    (False, True): ", the median",
    (True, True): ", this creator and the median",
}
"""Row suffixes of bands, by whether they contain the creator and the median."""


@dataclass(frozen=True)
class ChartTable:
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class LegendItem:
    """``kind`` is a CSS class, ``text`` its meaning."""

    kind: str
    text: str


@dataclass(frozen=True)
class Chart:
    """``svg`` is markup; ``label`` describes the chart in a sentence."""

    svg: str
    label: str
    table: ChartTable
    marks: Sequence[LegendItem] = ()


@dataclass(frozen=True)
class HistogramBin:
    """A band of a histogram, in percent; at the ends one bound is missing."""

    low: float | None
    high: float | None
    count: int

    def holds(self, value: float | None) -> bool:
        if value is None:
            return False
        return (self.low is None or value >= self.low) and (self.high is None or value < self.high)

    @property
    def text(self) -> str:
        if self.low is None:
            return "all" if self.high is None else f"below {formatting.percent(self.high)}"
        if self.high is None:
            return f"{formatting.percent(self.low)} and more"
        return f"{formatting.percent(self.low)} to {formatting.percent(self.high)}"


def growth_chart(
    history: Sequence[ReputationMonth], jumps: Sequence[SuddenGrowth], counted: str
) -> Chart | None:
    """Followers by month, with a dot in months of sudden growth. None for fewer than two known months."""
    known = {month.month: size for month in history if (size := _size(month)) is not None}
    if len(known) < 2:
        return None
    months = _months(min(known), max(known))
    sudden = {jump.month for jump in jumps}
    label = f"{counted} from {formatting.month(months[0])} to {formatting.month(months[-1])}, month by month"
    least, most = _axis(known.values())
    formatter = formatting.axis_formatter(most, (most - least) / _AXIS_STEPS)
    chart = pygal.Line(
        **_CHART_OPTIONS, height=230, dots_size=3, range=(least, most), value_formatter=formatter
    )
    chart.x_labels = [formatting.month(month)[:3] for month in months]
    chart.add("", [known.get(month) for month in months])
    chart.add("", [known.get(month) if month in sudden else None for month in months], dots_size=7)
    rows = [
        (formatting.month(month), formatting.full_number(known[month]) if month in known else "not known")
        for month in months
    ]
    marks = [LegendItem("ring", "a month of sudden growth")] if sudden & set(months) else []
    return Chart(_svg(chart, label), label, ChartTable(("Month", counted), rows), marks)


def histogram_chart(
    bins: Sequence[HistogramBin], value: float | None, median: float | None, subject: str
) -> Chart | None:
    """Peers by a figure, with the creator's own band and the median's. None if there are no peers."""
    if not any(each.count for each in bins):
        return None
    label = f"How many peers have which {subject}"
    chart = pygal.StackedBar(
        **_CHART_OPTIONS, height=220, spacing=4, value_formatter=formatting.compact_number
    )
    chart.x_labels = _band_labels(bins)
    most = max(each.count for each in bins)
    chart.y_labels = _steps(most)
    kinds = [(each.holds(value), each.holds(median)) for each in bins]
    for kind in _BAND_SUFFIXES:
        # Marked bands stay visible even without peers.
        least = most * _MIN_BAR_FRACTION if any(kind) else 0
        heights = [max(each.count, least) for each in bins]
        chart.add("", [each if kind == its else None for its, each in zip(kinds, heights, strict=True)])
    rows = [
        (f"{each.text}{_BAND_SUFFIXES[kind]}", formatting.full_number(each.count))
        for kind, each in zip(kinds, bins, strict=True)
    ]
    table = ChartTable((subject.capitalize(), "Peers"), rows)
    return Chart(_svg(chart, label), label, table, _histogram_marks(value, median))


def age_pyramid(shares: Sequence[ReportGenderAgeShare]) -> Chart | None:
    """Women to the right, men to the left, the youngest at the bottom. None if ages are not known."""
    values = {(share.gender, share.age_range): share.value for share in shares}
    ages = sorted({share.age_range for share in shares if share.gender in _PYRAMID_GENDERS})
    if not ages:
        return None
    label = "The audience by age and gender: women to the right, men to the left"
    chart = pygal.Pyramid(**_CHART_OPTIONS, height=44 + 34 * len(ages), value_formatter=_side)
    chart.x_labels = [_age(age) for age in ages]
    for gender in _PYRAMID_GENDERS:
        chart.add("", [values.get((gender, age), 0) for age in ages])
    genders = sorted({share.gender for share in shares})
    rows = [
        (_age(age), *(_share(values.get((gender, age))) for gender in genders))
        for age in sorted({share.age_range for share in shares})
    ]
    marks = [LegendItem("men", "men"), LegendItem("women", "women")]
    return Chart(_svg(chart, label), label, ChartTable(("Age", *map(gender_name, genders)), rows), marks)


def gender_name(gender: str) -> str:
    return {"FEMALE": "Women", "MALE": "Men"}.get(gender, formatting.capitalised(gender))


def _size(month: ReputationMonth) -> int | None:
    return month.subscriber_count if month.follower_count is None else month.follower_count


def _axis(sizes: Iterable[int]) -> tuple[float, float]:
    """The range of the axis, wide enough for small changes to look small."""
    known = list(sizes)
    middle = (min(known) + max(known)) / 2
    half = max(0.55 * (max(known) - min(known)), _MIN_AXIS_MARGIN * middle, 1)
    return max(middle - half, 0), middle + half


def _months(first: str, last: str) -> list[str]:
    """From one to the other, without gaps."""
    start, end = (int(text[:4]) * 12 + int(text[5:7]) - 1 for text in (first, last))
    return [f"{number // 12}-{number % 12 + 1:02}" for number in range(start, end + 1)]


def _band_labels(bins: Sequence[HistogramBin]) -> list[str]:
    """Where bands begin, at as many as there is room for."""
    step = -(-len(bins) // _MAX_BAND_LABELS)
    return [
        formatting.percent(each.low) if each.low is not None and at % step == step // 2 else ""
        for at, each in enumerate(bins)
    ]


def _steps(most: int) -> list[int]:
    """From nothing to the most in whole steps."""
    step = max(-(-most // _AXIS_STEPS), 1)
    return list(range(0, most + step, step))


def _histogram_marks(value: float | None, median: float | None) -> list[LegendItem]:
    own = (
        [] if value is None else [LegendItem("own", f"this creator: {formatting.rate_percent(value / 100)}")]
    )
    usual = (
        []
        if median is None
        else [LegendItem("median", f"the median: {formatting.rate_percent(median / 100)}")]
    )
    return [*own, *usual, LegendItem("others", "others")]


def _side(value: float) -> str:
    return formatting.percent(abs(value))


def _share(value: float | None) -> str:
    return "not known" if value is None else formatting.percent(value)


def _age(text: str) -> str:
    return text.replace("-", "–") if not text.endswith("-") else f"{text[:-1]}+"


def _svg(chart: Any, label: str) -> str:
    """The SVG without tooltips and inline styles."""
    tree: Element = chart.render_tree()
    said = {"viewBox": tree.get("viewBox", ""), "role": "img", "aria-label": label}
    _prune(tree, _is_seen)
    for element in tree.iter():
        element.attrib = {
            name: _short(value) for name, value in element.attrib.items() if name in _KEPT_ATTRIBUTES
        }
    tree.attrib = {"class": "chart", **said}
    return tostring(tree, encoding="unicode", short_empty_elements=False)


def _prune(element: Element, keeps: Callable[[Element], bool]) -> None:
    for child in list(element):
        if keeps(child):
            _prune(child, keeps)
        else:
            element.remove(child)


def _is_seen(element: Element) -> bool:
    if not isinstance(element.tag, str) or element.tag in _REMOVED_TAGS:
        return False
    if element.tag == "text":
        return bool(element.text)
    is_flat = element.tag == "rect" and 0 in (float(element.get("height", 1)), float(element.get("width", 1)))
    return not is_flat and "tooltip-overlay" not in element.get("class", "")


def _short(value: str) -> str:
    """Coordinates to a tenth."""
    try:
        return f"{float(value):.1f}".removesuffix(".0")
    except ValueError:
        return value
