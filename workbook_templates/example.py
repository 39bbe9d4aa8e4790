"""The example of live functions: a few rows in the tables that the formulas ask, and every live sheet over them.

The rows are those of the golden table of the tests, so that every figure shown has been proved in all hosts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from tests.hosts.golden import RANGES
from xlcost.cells import Formula, Value
from xlcost.functions.coercion import ErrorValue
from xlcost.functions.registry import call
from xlcost.live_sheets import SHEETS, entries
from xlcost.live_sheets.layout import laid_out, tables_asked
from xlcost.live_sheets.prices import TABLES
from xlcost.tables.columns import TableInfo, header_key
from xlcost.templates import empty_tables, guide, tables_of
from xlcost.workbook.model import TableChange, WrittenColumn
from xlcost.workbook.template import new_workbook

LINES = "estimate_lines"
_MOVEMENTS = "item_ledger_entries"
_QUANTITY = RANGES[_MOVEMENTS][0].index("Quantity")
ROWS = {
    **RANGES,
    LINES: RANGES["actual_lines"],
    _MOVEMENTS: [
        [*RANGES[_MOVEMENTS][0], "Entry Type"],
        *([*row, "Purchase" if row[_QUANTITY] > 0 else "Sale"] for row in RANGES[_MOVEMENTS][1:]),
    ],
}
ADDED = (("RATE", "Cost Rate Now"), ("SALESRATE", "Sales Rate Now"))
"""Calculated columns of the user beside the lines: function, heading."""


def build(path: Path) -> None:
    """Write the example; a file that is there is replaced."""
    wanted = {*tables_asked(SHEETS), LINES}
    infos = [info for info in tables_of([]) if info.id in wanted]
    forms = [laid_out(sheet, ROWS, example=True) for sheet in SHEETS]
    tables = [_filled(change, info) for change, info in zip(empty_tables(infos), infos, strict=True)]
    path.unlink(missing_ok=True)
    new_workbook(path, tables, guide(infos, entries(SHEETS)), forms)


def _filled(change: TableChange, info: TableInfo) -> TableChange:
    rows = ROWS.get(info.id)
    if rows is None:
        return change
    at = {header_key(str(heading)): number for number, heading in enumerate(rows[0])}
    columns = {column.key: at.get(header_key(column.header)) for column in change.columns}
    appended: dict[str, Sequence[Value]] = {
        key: [_value(row[number]) for row in rows[1:]] for key, number in columns.items() if number is not None
    }
    change = replace(change, appended=appended)
    return _with_rates(change) if info.id == LINES else change


def _with_rates(change: TableChange) -> TableChange:
    headings, *lines = ROWS[LINES]
    columns, appended = list(change.columns), dict(change.appended)
    for function, heading in ADDED:
        line = f"{LINES}[[#Headers],[Line]:[Quantity]],{LINES}[[#This Row],[Line]:[Quantity]]"
        text = (
            f'XLCOST.{function}("estimate",{line},{",".join(f"{each.table}[[#Headers],[#Data]]" for each in TABLES)})'
        )
        columns.append(WrittenColumn(function, heading, "#,##0.00", 16.0, calculated=text))
        tables = [ROWS.get(each.table) for each in TABLES]
        answers = [call(function, ["estimate", [headings], [line], *tables]) for line in lines]
        appended[function] = [
            Formula(text, None, error=each.text) if isinstance(each, ErrorValue) else Formula(text, Decimal(str(each)))
            for each in answers
        ]
    return replace(change, columns=columns, appended=appended)


def _value(cell: object) -> Value:
    if isinstance(cell, float):
        return Decimal(repr(cell))
    assert cell is None or isinstance(cell, str | bool)
    return cell
