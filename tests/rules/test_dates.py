from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcost.cells import ClosingDate
from xlcost.rules.dates import (
    DateFormulaError,
    apply_formula,
    date_filter,
    date_test,
    parse_day,
    period_end,
    period_start,
)


@pytest.mark.parametrize(
    ("start", "formula", "expected"),
    [
        ("2025-01-31", "1M", "2025-02-28"),
        ("2024-01-31", "1M", "2024-02-29"),
        ("2025-01-31", "1M+1M", "2025-03-28"),
        ("2025-06-16", "CM", "2025-06-30"),
        ("2025-06-16", "-CM", "2025-06-01"),
        ("2025-06-18", "CW", "2025-06-22"),
        ("2025-06-18", "-CW", "2025-06-16"),
        ("2025-05-18", "CQ", "2025-06-30"),
        ("2025-05-18", "-CY", "2025-01-01"),
        ("2025-05-18", "-1D", "2025-05-17"),
        ("2025-05-18", "2W", "2025-06-01"),
        ("2024-02-29", "-1Y", "2023-02-28"),
        ("2025-05-18", "-CM+1Q-1D", "2025-07-31"),
        ("2025-05-18", "", "2025-05-18"),
    ],
)
def test_date_formulas(start: str, formula: str, expected: str) -> None:
    assert apply_formula(date.fromisoformat(start), formula) == date.fromisoformat(expected)


@pytest.mark.parametrize("formula", ["M", "1X", "CM1", "--1D", "9999Y"])
def test_a_formula_that_cannot_be_read_is_refused(formula: str) -> None:
    with pytest.raises(DateFormulaError):
        apply_formula(date(2025, 1, 1), formula)


def test_a_closing_date_stands_between_two_days() -> None:
    last, closing, first = date(2024, 12, 31), ClosingDate(2024, 12, 31), date(2025, 1, 1)
    assert last < closing < first
    assert first > closing > last
    assert sorted([first, closing, last]) == [last, closing, first]
    assert closing != last
    assert len({closing, last, ClosingDate(2024, 12, 31)}) == 2
    assert str(closing) == "C2024-12-31"


def test_a_filter_that_ends_on_the_plain_day_leaves_the_closing_date_out() -> None:
    closing = parse_day("C2024-12-31")
    assert not date_test("2024-01-01..2024-12-31")(closing)
    assert date_test("2024-01-01..C2024-12-31")(closing)
    assert date_test("..2023-12-31|2024-12-31..")(closing)
    assert date_filter("2024-05-01") == (date(2024, 5, 1), date(2024, 5, 1))
    assert date_filter("") == (None, None)


@pytest.mark.parametrize("text", ["20241231", "31.12.2024", "2024-13-01", "2024-W01-1", "tomorrow", ""])
def test_only_iso_dates_are_read(text: str) -> None:
    with pytest.raises(DateFormulaError):
        parse_day(text)


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.sampled_from("DWMQY"))
def test_a_day_lies_in_its_period(day: date, unit: str) -> None:
    assert period_start(day, unit) <= day <= period_end(day, unit)
    assert period_end(period_start(day, unit), unit) == period_end(day, unit)
