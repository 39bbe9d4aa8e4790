"""A workbook that exists only in memory: tables as lists of dicts, run through the operations like a file is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from xlcost.books import Books, Table
from xlcost.cells import CellError, ClosingDate, RawCell
from xlcost.close import RunReport, run_steps
from xlcost.loading import load_books
from xlcost.plan import steps_given
from xlcost.tables.columns import TableInfo
from xlcost.tables.kinds import Reading
from xlcost.workbook.model import FoundColumn, Place, RawTable

Rows = list[dict[str, Any]]


class MemoryWorkbook:
    """Tables of a workbook as plain data. A run reads them afresh and leaves its results in them."""

    def __init__(self, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        self.tables: dict[str, Rows] = {name: [dict(row) for row in rows] for name, rows in tables.items()}

    def books(self) -> Books:
        """The tables, read as a run reads them."""

        def fetch(info: TableInfo) -> Any:
            rows = self.tables.get(info.id)
            if not rows:
                return None
            headers = list(dict.fromkeys(header for row in rows for header in row))
            columns = tuple(FoundColumn(header, index) for index, header in enumerate(headers, 1))
            place = Place(info.caption, info.id, 1, 1 + len(rows), columns)

            def read(numbers: Sequence[int]) -> RawTable:
                cells = {number: [_raw(row.get(headers[number - 1])) for row in rows] for number in numbers}
                return RawTable(list(range(2, 2 + len(rows))), cells)

            return place, read

        return load_books(fetch, Reading())

    def run(self, operation: str, parameters: Mapping[str, Any]) -> RunReport:
        """Run one operation; what it wrote is in `tables` afterwards."""
        books = self.books()
        report = run_steps(books, steps_given([(operation, parameters)]))
        for table in books.tables():
            if table.replaced or table.new_rows() or table.changed_cells() or table.removed_rows():
                self.tables[table.info.id] = self._written(table)
        return report

    def _written(self, table: Table[Any]) -> Rows:
        before = self.tables.get(table.info.id, [])
        if table.replaced:
            return [_as_dict(table, row) for row in table.rows]
        for row, column in table.changed_cells():
            before[row.sheet_row - 2][column] = _as_dict(table, row)[column]
        gone = {row.sheet_row for row in table.removed_rows()}
        kept = [row for number, row in enumerate(before, 2) if number not in gone]
        return kept + [_as_dict(table, row) for row in table.new_rows()]


def _raw(value: Any) -> RawCell:
    if isinstance(value, str) and value.startswith("#"):
        return CellError(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Decimal(str(value))
    return value or None if isinstance(value, str) else value


def _as_dict(table: Table[Any], row: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column in table.info.columns:
        value = getattr(row, column.key)
        if column.spread:
            found.update({_code_header(table, code): each for code, each in value.items()})
        elif isinstance(value, ClosingDate):
            found[column.key] = value.isoformat()
        elif isinstance(value, int) and not isinstance(value, bool):
            found[column.key] = Decimal(value)
        elif column.alias and column.key.upper() in getattr(row, "dimensions", {}):
            found[column.alias] = value
        else:
            found[column.key] = value
    return found


def _code_header(table: Table[Any], code: str) -> str:
    """A dimension beside a column of its name is headed as a run heads it."""
    column = next((each for each in table.info.columns if each.key.upper() == code and not each.alias), None)
    return f"{code} Code" if column else code


def shown(value: Any) -> str:
    """A cell as text, dates in ISO form."""
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)
