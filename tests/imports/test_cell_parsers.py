"""Cell parsers accept all spellings of a value and reject other values."""

from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limelight.imports import cell_parsers
from limelight.imports.cell_parsers import ColumnSample
from limelight.imports.columns import CREATOR_COLUMNS, POST_COLUMNS, Column
from limelight.imports.date_parsing import is_month_first, parse_datetime
from limelight.imports.number_parsing import detect_decimal_mark, parse_number
from limelight.imports.rejects import UnreadableValue
from limelight.kernel.platforms import PlatformKey
from tests.examples import examples

COUNTS = st.integers(min_value=0, max_value=10**12)
INSTANTS = st.integers(min_value=10**8, max_value=4 * 10**9).map(lambda at: datetime.fromtimestamp(at, UTC))
MAGNITUDES = st.sampled_from([("K", 3), ("m", 6), (" Mio", 6), ("Mrd.", 9), ("B+", 9)])
NUMBERLIKE = st.from_regex(r"[-+~]?[\d.,' %/:|\[\]{}\"#@a-zE]{1,20}", fullmatch=True)


def sample(
    *cells: Any, header: str = "column", platform: PlatformKey = PlatformKey.INSTAGRAM
) -> ColumnSample:
    return ColumnSample(header, cells, platform)


@given(COUNTS)
def test_grouped_counts_are_parsed(count: int):
    grouped = f"{count:,}"
    spellings = [grouped.replace(",", sign) for sign in ",. '\u00a0\u202f’"]
    for written in (str(count), f"{count}.00", *spellings):
        assert cell_parsers.count_parser(sample())(written) == count


@given(st.integers(min_value=1, max_value=9999), MAGNITUDES)
def test_magnitudes_are_exact(tenths: int, magnitude: tuple[str, int]):
    word, zeros = magnitude
    for mark in ".,":
        written = f"{tenths // 10}{mark}{tenths % 10}{word}"
        assert parse_number(written) == Decimal(tenths) * 10**zeros / 10


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12,34,567", 1234567),
        ("1 Cr", 10**7),
        ("2 lakh", 200_000),
        ("12.5万", 125_000),
        ("1.5E+06", 1_500_000),
        ("~3,4 Mio", 3_400_000),
    ],
)
def test_international_counts_are_parsed(written: str, value: int):
    assert cell_parsers.count_parser(sample())(written) == value


def test_the_column_decides_the_decimal_mark():
    assert cell_parsers.count_parser(sample("153.333"))("153.333") == 153333
    assert cell_parsers.count_parser(sample("153.333", "20.5"))("153.333") == 153
    assert cell_parsers.count_parser(sample("1,5", "2.000"))("2.000") == 2000
    assert detect_decimal_mark(["1.5", "1,5"]) is None


@pytest.mark.parametrize(
    "written", ["many", "1,2,3", "12 34", "1.2.3.4", "m", "-5", "9" * 30, "1e99", True, [1], {}]
)
def test_invalid_counts_are_rejected(written: Any):
    with pytest.raises(UnreadableValue):
        cell_parsers.count_parser(sample())(written)


def test_fractions_and_percents():
    assert cell_parsers.fraction_parser(sample("1.39%"))("1.39%") == 0.0139
    assert cell_parsers.fraction_parser(sample("0.05", "0.1"))("0.05") == 0.05
    assert cell_parsers.fraction_parser(sample("0.5", "3.1"))("0.5") == 0.005
    assert cell_parsers.fraction_parser(sample("0.5", header="ER (%)"))("0.5") == 0.005


@given(INSTANTS)
def test_datetimes_are_parsed_in_every_format(moment: datetime):
    seconds = int(moment.timestamp())
    for form in ("%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%B %d, %Y %H:%M:%S"):
        assert parse_datetime(f"{moment:{form}}", month_first=False) == moment
    assert parse_datetime(f"{moment:%m/%d/%Y %I:%M:%S %p}", month_first=True) == moment
    for epoch in (seconds, str(seconds), seconds * 1000, str(seconds * 10**6)):
        assert parse_datetime(epoch, month_first=False) == moment


@pytest.mark.parametrize(
    "written",
    [
        "5. März 2021",
        "5 mars 2021",
        "5 de marzo de 2021",
        "2021年3月5日",
        "March 5th, 2021",
        "05/03/21",
        "20210305",
    ],
)
def test_dates_with_month_names_are_parsed(written: str):
    assert parse_datetime(written, month_first=False) == datetime(2021, 3, 5, tzinfo=UTC)


def test_the_column_decides_between_day_and_month_first():
    assert is_month_first(["10/16/17 22:59", "10/2/17 12:41"])
    assert not is_month_first(["2/10/17", "16/10/17"])
    assert not is_month_first(["2/10/17", "3/10/17"])


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("a|b c|a", ("a", "b c")),
        ("['a', \"b c\"]", ("a", "b c")),
        ('["a", "b c"]', ("a", "b c")),
        ("#a #b", ("a", "b")),
        ("a; b", ("a", "b")),
        ("[a, b]", ("a", "b")),
        (["a", {"name": "b"}], ("a", "b")),
        ("[]", ()),
    ],
)
def test_lists(written: Any, names: tuple[str, ...]):
    assert cell_parsers.parse_names(written) == names


def test_shares():
    assert cell_parsers.parse_shares("Food: 12.5 | #Travel = 3%") == {"food": 12.5, "travel": 3.0}
    assert cell_parsers.parse_shares('{"Food": 12.5}') == {"food": 12.5}
    assert cell_parsers.parse_shares("#food #travel") == {"food": 0.0, "travel": 0.0}


def test_handles_are_parsed_from_names_and_urls():
    read = cell_parsers.handle_parser(sample())
    assert (
        read("@lena.marlow")
        == read("https://www.instagram.com/lena.marlow/")
        == read("lena.marlow")
        == "lena.marlow"
    )
    with pytest.raises(UnreadableValue, match="not the address of a profile"):
        read("https://example.com/lena")


def test_rounded_ids_are_rejected():
    assert (
        cell_parsers.parse_identifier(145647315578475.0)
        == cell_parsers.parse_identifier("145647315578475.0")
        == "145647315578475"
    )
    with pytest.raises(UnreadableValue, match="lost digits"):
        cell_parsers.parse_identifier("1.45647E+14")


def test_contacts():
    assert cell_parsers.parse_emails("Mail: lena@example.org; mailto:b@example.net") == (
        "lena@example.org",
        "b@example.net",
    )
    assert cell_parsers.parse_phones("+49 (30) 123-4567") == ("+49301234567",)
    with pytest.raises(UnreadableValue):
        cell_parsers.parse_phones("call me")


def test_text_is_cleaned():
    assert cell_parsers.parse_text("a &amp; b\\nc\x00") == "a & b\nc"
    assert cell_parsers.parse_text("AT&T, R&copy") == "AT&T, R&copy"


@pytest.mark.parametrize("column", [*CREATOR_COLUMNS, *POST_COLUMNS], ids=lambda column: column.field)
@settings(max_examples=examples(25))
@given(
    value=st.one_of(
        st.text(min_size=1),
        NUMBERLIKE,
        st.integers(),
        st.floats(),
        st.booleans(),
        st.lists(st.text(), min_size=1),
        st.dictionaries(st.text(), st.floats(), min_size=1),
    )
)
def test_any_value_is_parsed_or_rejected_with_a_reason(column: Column, value: Any):
    read = column.parser(sample(value))
    with suppress(UnreadableValue):
        read(value)
