"""Whatever a host passes becomes the same Python values, or an error value with a sentence (spec 5, section 3)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xlcost.functions  # noqa: F401  registers the functions
from xlcost.cells import CellError, RawCell
from xlcost.functions.coercion import ErrorValue, Refusal, for_host, raw_cell, value_of
from xlcost.functions.registry import FUNCTIONS, call
from xlcost.tables.kinds import CODE, DAY, rate_kind

HOST_VALUES: list[tuple[str, Any, RawCell]] = [
    ("Calc TRUE", 1.0, Decimal(1)), ("TRUE", True, True), ("serial", 46082.0, Decimal("46082.0")),
    ("empty in Excel", None, None), ("empty in Office.js", "", None), ("left out over COM", -2147352572, None),
    ("error over COM", -2146826246, CellError("#N/A")), ("value error over COM", -2146826273, CellError("#VALUE!")),
    ("error of Office.js", {"error": "#DIV/0!"}, CellError("#DIV/0!")), ("not a number", float("nan"), CellError("#NUM!")),
    ("infinite", float("inf"), CellError("#NUM!")), ("shortest text of a float", 0.1, Decimal("0.1")),
    ("moment", dt.datetime(2026, 3, 1, 14, 30), dt.date(2026, 3, 1)), ("day", dt.date(2026, 3, 1), dt.date(2026, 3, 1)),
    ("text", " a ", " a "), ("answer of ours", ErrorValue("#N/A", "why"), CellError("#N/A")),
]  # fmt: skip


@pytest.mark.parametrize(("value", "cell"), [each[1:] for each in HOST_VALUES], ids=[each[0] for each in HOST_VALUES])
def test_values_of_hosts(value: Any, cell: RawCell) -> None:
    found = raw_cell(value)
    assert type(found) is type(cell)
    assert found == cell


@pytest.mark.parametrize("kind", [CODE, DAY], ids=["key", "date"])
def test_zero_is_never_a_key_or_a_date(kind: Any) -> None:
    with pytest.raises(Refusal) as refused:
        value_of(Decimal(0), kind, "account")
    assert refused.value.error.text == "#VALUE!"
    assert "account is 0 or an empty cell" in refused.value.error.sentence
    assert value_of(Decimal(0), rate_kind(), "amount") == 0


def test_blank_and_left_out_are_the_same() -> None:
    assert (
        call("ROUNDHALF", [1.005, None])
        == call("ROUNDHALF", [1.005])
        == call("ROUNDHALF", [1.005, "  "])
        == Decimal("1.01")
    )


def test_a_range_of_one_cell_is_the_cell() -> None:
    assert call("ROUNDHALF", [((1.005,),), [[None]]]) == Decimal("1.01")
    refused = call("ROUNDHALF", [((1.0, 2.0),)])
    assert isinstance(refused, ErrorValue)
    assert "2 cells" in refused.sentence


def test_an_error_cell_is_passed_on_with_its_argument() -> None:
    refused = call("ROUNDHALF", [{"error": "#DIV/0!"}])
    assert refused == ErrorValue("#VALUE!", "amount shows the error #DIV/0!: #DIV/0!")


def test_too_many_arguments() -> None:
    refused = call("ROUNDHALF", [1.0, 0.01, 3.0])
    assert refused == ErrorValue("#VALUE!", "XLCOST.ROUNDHALF takes 2 arguments, not 3")


def test_answers_for_hosts() -> None:
    assert for_host(dt.date(2026, 3, 1)) == 46082.0
    assert for_host(Decimal("33.33")) == 33.33
    assert for_host(True) is True
    assert for_host(None) == ""


VALUES = st.one_of(
    st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=6), st.dates(),
    st.sampled_from([-2147352572, -2146826246, {"error": "#N/A"}, {}, {"date": "never"}, 1e308, -1e-308, "C2026-12-31", "1e400", (), ((),), "9" * 40]),
)  # fmt: skip
ARGUMENTS = st.lists(st.one_of(VALUES, st.lists(st.lists(VALUES, max_size=3), max_size=3)), max_size=9)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
@settings(max_examples=25, deadline=None)
@given(values=ARGUMENTS)
def test_nothing_that_a_host_passes_breaks_a_function(name: str, values: list[Any]) -> None:
    found = call(name, values)
    cells = [cell for row in found for cell in row] if isinstance(found, list) else [found]
    for cell in cells:
        for_host(cell)
        assert not isinstance(cell, ErrorValue) or (cell.text.startswith("#") and cell.sentence)
