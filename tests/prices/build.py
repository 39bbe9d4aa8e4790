"""Price setups in a few words: tables as dicts of columns, one list and one project unless a test says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.acceptance.memory import MemoryWorkbook

Rows = list[dict[str, Any]]
YEAR = {"start_date": "2026-01-01", "end_date": "2026-12-31"}
PARAMETERS: Rows = [{"key": "deployment", "value": "core"}, {"key": "base_currency", "value": "USD"}]
UNITS: Rows = [
    {"unit": "Hour", "unit_group": "Time"},
    {"unit": "Day", "unit_group": "Time", "base_unit": "Hour", "quantity": 8},
    {"unit": "Week", "unit_group": "Time", "base_unit": "Day", "quantity": 5},
    {"unit": "Mile", "unit_group": "Distance"},
]


def parameters(**values: Any) -> Rows:
    """The standard parameters with some more."""
    return [*PARAMETERS, *({"key": key, "value": value} for key, value in values.items())]


def price_list(name: str, context: str = "cost", **columns: Any) -> dict[str, Any]:
    """A list in dollars over the year 2026, priced per hour."""
    return {"price_list": name, "context": context, "currency": "USD", "time_unit": "Hour", **YEAR, **columns}


def link(name: str, owner_type: str = "org_unit", owner: str = "US") -> dict[str, Any]:
    """A link of a list to its owner."""
    return {"owner_type": owner_type, "owner": owner, "price_list": name}


def line(number: int | str = 1, **columns: Any) -> dict[str, Any]:
    """A line of one hour of a developer on 1 March 2026."""
    standard = {"class": "time", "project": "P", "date": "2026-03-01", "unit": "Hour", "quantity": 1}
    time = {} if columns.get("class", "time") != "time" else {"role": "Developer"}
    return {"line": str(number), **standard, **time, **columns}


def setup(**tables: Rows) -> dict[str, Rows]:
    """A workbook of one unit, one project with a contract, a cost list C and a sales list S; tables replace these."""
    return {
        "pricing_parameters": PARAMETERS,
        "org_units": [{"org_unit": "US", "currency": "USD"}],
        "projects": [{"project": "P", "contracting_unit": "US", "contract": "K", "sales_currency": "USD"}],
        "price_lists": [price_list("C"), price_list("S", "sales")],
        "price_list_links": [link("C"), link("S", "contract", "K")],
        "units": UNITS,
        **tables,
    }


def run(operation: str, tables: Mapping[str, Rows], **given: Any) -> MemoryWorkbook:
    """The workbook after one operation, which must not fail."""
    book = MemoryWorkbook(tables)
    again(book, operation, **given)
    return book


def again(book: MemoryWorkbook, operation: str, **given: Any) -> None:
    """Run one more operation on a workbook."""
    report = book.run(operation, given)
    assert report.outcome != "error", report.outcomes[-1].message


def results(book: MemoryWorkbook, *columns: str) -> list[Any]:
    """Columns of `price_results`, as text where they are no numbers; a single column as plain values."""
    rows = [tuple(row[column] for column in columns) for row in book.tables["price_results"]]
    return [row[0] for row in rows] if len(columns) == 1 else rows


def codes(book: MemoryWorkbook, code: str = "") -> list[str]:
    """Codes of the problems of the last run, or the messages of one code."""
    rows = book.tables.get("problems", [])
    return [row["message"] for row in rows if row["code"] == code] if code else [row["code"] for row in rows]
