"""Ranges are read once, told by their headings, and read like tables of a workbook (spec 5, section 4)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

import xlcost.functions  # noqa: F401  registers the functions
from tests.acceptance.memory import MemoryWorkbook
from tests.hosts.golden import RANGES
from tests.prices.build import line, parameters, run, setup
from xlcost.functions.coercion import ErrorValue, Refusal
from xlcost.functions.prices import PRICE_TABLES
from xlcost.functions.ranges import Range, books_of, range_of, recognised, tables_of
from xlcost.functions.registry import call
from xlcost.tables.cost_accounting import CostEntry
from xlcost.tables.prices import RolePrice


def test_equal_content_is_one_range() -> None:
    rows: list[list[Any]] = [["Unit", "Quantity"], ["Hour", None], ["Day", 8.0]]
    assert range_of(rows) is range_of(tuple(tuple(row) for row in rows))
    assert range_of([[1.0]]) is not range_of([[True]])
    assert range_of([[1.0]]) is not range_of([["1.0"]])
    assert range_of([[1.0, 2.0]]) is not range_of([[1.0], [2.0]])


def test_tables_are_parsed_once_however_often_they_are_passed() -> None:
    prices = RANGES["role_prices"]
    first = tables_of([prices, None], PRICE_TABLES)
    assert tables_of([[list(row) for row in prices]], PRICE_TABLES) is first
    dearer = [*prices[:-1], [*prices[-1][:-1], 151.0]]
    assert tables_of([dearer], PRICE_TABLES) is not first


@pytest.mark.parametrize("name", [name for name in RANGES if name in {each.info.id for each in PRICE_TABLES}])
def test_tables_are_told_by_their_headings(name: str) -> None:
    assert recognised(range_of(RANGES[name]), PRICE_TABLES).info.id == name


@pytest.mark.parametrize("rows", [[["Colour", "Taste"]], [[None]], [["No.", "Name"], ["1", "x"]], [[]]])
def test_a_range_that_is_none_of_the_tables(rows: Any) -> None:
    found = Range(tuple(tuple(row) for row in rows))
    with pytest.raises(Refusal) as refused:
        recognised(found, PRICE_TABLES)
    assert refused.value.error.text == "#VALUE!"


def test_a_table_given_twice() -> None:
    with pytest.raises(Refusal, match="given twice"):
        books_of((RolePrice, range_of(RANGES["role_prices"])), (RolePrice, range_of(RANGES["role_prices"][:2])))


def test_headings_as_exports_write_them() -> None:
    rows = [
        ["ENTRY NO", "cost type no.", "Posting date", "Amount", "Colour"],
        [1.0, 8910.0, "2026-01-01", "10.5", "red"],
        [None] * 5,
    ]
    [entry] = books_of((CostEntry, range_of(rows))).books[CostEntry].rows
    assert (entry.cost_type_no, entry.amount) == ("8910", Decimal("10.5"))


def test_a_broken_cell_is_named() -> None:
    rows = [["Entry No.", "Posting Date", "Amount"], [1.0, "2026-01-01", 1.0], [2.0, "2026-01-01", 1.005]]
    refused = call("BALANCE", [rows])
    assert isinstance(refused, ErrorValue)
    assert "row 3 of Cost Entries, column amount has more than 2 decimal places: 1.005" in refused.sentence


@pytest.mark.parametrize("side", ["cost", "sales"])
def test_rates_are_those_of_the_operations(side: str) -> None:
    rows = [
        {"role_price": "R", "price_list": "C", "role": "Developer", "price": 100},
        {"role_price": "RD", "price_list": "C", "role": "Architect", "unit": "Day", "price": 1000},
        {"role_price": "RG", "price_list": "C", "role": "Developer", "grade": "senior", "price": 130},
        {"role_price": "RS", "price_list": "S", "method": "markup_over_cost", "percent": 20},
    ]
    grades = [{"dimension": "role", "cost_priority": 1, "sales_priority": 1, "applies_to_cost": True, "applies_to_sales": True},
              {"dimension": "grade", "cost_priority": 2, "sales_priority": 2, "applies_to_cost": True, "applies_to_sales": True}]  # fmt: skip
    lines = [
        line(1, quantity=3), line(2, role="Architect", unit="Week"), line(3, role="Cook"), line(4, date="2025-01-01"),
        line(5, **{"class": "expense", "entered_unit_cost": "12.5"}), line(6, grade="senior"), line(7, unit="Mile"),
    ]  # fmt: skip
    tables = setup(role_prices=rows, actual_lines=lines, pricing_parameters=parameters(), pricing_dimensions=grades)
    book = run(f"resolve_{side}_prices", tables)
    wanted = [row["unit_rate"] for row in book.tables["price_results"]]
    assert len(set(wanted)) > 3
    found = call(
        "RATES" if side == "cost" else "SALESRATES",
        ["actual", _range(lines), *(_range(each) for name, each in tables.items() if name != "actual_lines")],
    )
    assert isinstance(found, list)
    assert [0 if isinstance(cell, ErrorValue) else cell for [cell] in found] == wanted
    assert MemoryWorkbook(tables).tables["actual_lines"] == lines


def _range(rows: list[dict[str, Any]]) -> list[list[Any]]:
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    return [list(headings), *([row.get(heading) for heading in headings] for row in rows)]
