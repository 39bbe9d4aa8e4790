"""Every cell of spec 0 section 2 and spec 4 section 2 that is a matter of kinds."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcost.cells import NOT_CALCULATED, CellError, ClosingDate, RawCell
from xlcost.tables import kinds
from xlcost.tables.kinds import CellFault, Kind, Reading, read_column

AMOUNT, RATE = kinds.amount_kind(), kinds.rate_kind()
BASE = kinds.option_kind(("Static", "No of Employees", "Items Sold (Qty.)"))
D = Decimal


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (kinds.CODE, "0010", "0010"),
        (kinds.CODE, " abc ", "ABC"),
        (kinds.CODE, D("8230"), "8230"),
        (kinds.CODE, D("8230.0"), "8230"),
        (kinds.CODE, None, ""),
        (kinds.TEXT, "=1+1", "=1+1"),
        (kinds.TEXT, D("12.50"), "12.5"),
        (AMOUNT, D("1234.5599999999999"), D("1234.56")),
        (AMOUNT, "1234.56", D("1234.56")),
        (AMOUNT, " -7 ", D("-7")),
        (AMOUNT, D("1E3"), D("1000")),
        (AMOUNT, D("-1.0000000000000001E-2"), D("-0.01")),
        (AMOUNT, None, D(0)),
        (RATE, D("0.30000000000000004"), D("0.3")),
        (RATE, D("0.123456789"), D("0.123456789")),
        (RATE, D("12345678901234567"), D("12345678901234567")),
        (kinds.WHOLE, D("17"), 17),
        (kinds.WHOLE, "17", 17),
        (kinds.DAY, D("45961"), date(2025, 10, 31)),
        (kinds.DAY, D("45961.75"), date(2025, 10, 31)),
        (kinds.DAY, D("59"), date(1900, 2, 28)),
        (kinds.DAY, D("61"), date(1900, 3, 1)),
        (kinds.DAY, D("1"), date(1900, 1, 1)),
        (kinds.DAY, date(2026, 1, 2), date(2026, 1, 2)),
        (kinds.DAY, "2026-10-31", date(2026, 10, 31)),
        (kinds.DAY, "C2026-10-31", ClosingDate(2026, 10, 31)),
        (kinds.flag_kind(), True, True),
        (kinds.flag_kind(), "Yes", True),
        (kinds.flag_kind(), "x", True),
        (kinds.flag_kind(), D(1), True),
        (kinds.flag_kind(), D(0), False),
        (kinds.flag_kind(), None, False),
        (kinds.flag_kind(True), None, True),
        (kinds.flag_kind(yes=("all",)), "All", True),
        (kinds.flag_kind(yes=("all",)), "no", False),
        (BASE, "no_of employees", "No of Employees"),
        (BASE, "ITEMS-SOLD (qty)", "Items Sold (Qty.)"),
        (BASE, "", ""),
    ],
)
def test_a_cell_is_read_as_its_kind(kind: Kind, raw: RawCell, value: Any) -> None:
    assert kind.read(raw, Reading()) == value
    assert read_column(kind, [raw, raw], Reading()) == ([value, value], [])


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        (AMOUNT, D("1.005"), "CELL_INVALID"),
        (AMOUNT, "1,234.56", "CELL_INVALID"),
        (AMOUNT, "12 EUR", "CELL_INVALID"),
        (AMOUNT, "NaN", "CELL_INVALID"),
        (AMOUNT, True, "CELL_INVALID"),
        (AMOUNT, D("1E+30"), "CELL_INVALID"),
        (AMOUNT, CellError("#N/A"), "CELL_INVALID"),
        (AMOUNT, CellError("#SPILL!"), "CELL_INVALID"),
        (AMOUNT, NOT_CALCULATED, "FORMULA_NOT_CALCULATED"),
        (kinds.CODE, CellError("#REF!"), "CELL_INVALID"),
        (kinds.CODE, D("1.5"), "CELL_INVALID"),
        (kinds.CODE, D("12345678901234567"), "CELL_INVALID"),
        (kinds.CODE, True, "CELL_INVALID"),
        (kinds.WHOLE, D("1.5"), "CELL_INVALID"),
        (kinds.DAY, "31.10.2026", "CELL_INVALID"),
        (kinds.DAY, D("60"), "CELL_INVALID"),
        (kinds.DAY, D("-1"), "CELL_INVALID"),
        (kinds.DAY, D("0"), "CELL_INVALID"),
        (kinds.DAY, D("2958466"), "CELL_INVALID"),
        (kinds.DAY, True, "CELL_INVALID"),
        (kinds.flag_kind(), "maybe", "CELL_INVALID"),
        (kinds.flag_kind(), D("2"), "CELL_INVALID"),
        (kinds.flag_kind(yes=("all",)), "maybe", "CELL_INVALID"),
        (BASE, "Dynamic", "UNKNOWN_OPTION"),
    ],
)
def test_a_cell_that_cannot_be_read_is_a_fault(kind: Kind, raw: RawCell, code: str) -> None:
    with pytest.raises(CellFault) as fault:
        kind.read(raw, Reading())
    assert fault.value.code == code
    values, faults = read_column(kind, [None, raw], Reading())
    assert values == [kind.blank, kind.blank]
    assert [(each.index, each.raw, each.code) for each in faults] == [(1, raw, code)]


@pytest.mark.parametrize(
    ("serial", "day"), [("0", date(1904, 1, 1)), ("44499", date(2025, 10, 31)), ("58", date(1904, 2, 28))]
)
def test_the_1904_system_counts_1462_days_later(serial: str, day: date) -> None:
    assert kinds.DAY.read(D(serial), Reading(date1904=True)) == day


def test_true_and_one_are_kept_apart_in_a_column() -> None:
    values, faults = read_column(kinds.TEXT, [D(1), True, "1"], Reading())
    assert values == ["1", "TRUE", "1"]
    assert not faults


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_an_amount_survives_the_float_that_excel_stores(amount: Decimal) -> None:
    stored = Decimal(repr(float(amount)))
    noisy = Decimal(float(amount)).quantize(Decimal("1E-10"))
    assert AMOUNT.read(stored, Reading()) == amount
    if abs(amount) < 10**4:
        assert AMOUNT.read(noisy, Reading()) == amount
