"""The workbook that is open in Excel, as the task pane sends it: each Excel Table and each plain sheet with its cells.

{"name": "book.xlsx", "date1904": false, "sheets": ["GL Entries", ...],
 "tables": [{"sheet": .., "name": "gl_entries", "row": 1, "column": 1, "totals": false, "values": [[..], ..]}],
 "ranges": [the same without a name, of sheets that hold no Excel Table]}
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from xlcost.cells import CellError, RawCell
from xlcost.functions.coercion import raw_cell
from xlcost.hosts.officejs.calls import Malformed
from xlcost.tables.kinds import shown
from xlcost.workbook.model import FoundColumn, Place, RawTable


class OpenWorkbook:
    """A `WorkbookFile` over what the task pane sent. `Malformed` for anything else."""

    def __init__(self, book: Any) -> None:
        try:
            self.date1904 = bool(book.get("date1904"))
            self.sheets: Sequence[str] = [_text(each) for each in book["sheets"]]
            self._tables = [_block(each) for each in book["tables"]]
            self._ranges = [_block(each | {"name": ""}) for each in book["ranges"]]
        except (KeyError, TypeError, AttributeError, ValueError, IndexError, OverflowError):
            raise Malformed("the workbook is not as the task pane sends it") from None
        self.sha256 = hashlib.sha256(json.dumps(book, sort_keys=True).encode()).hexdigest()
        self._cells = {_at(place): cells for place, cells in (*self._tables, *self._ranges)}

    def tables(self) -> Sequence[Place]:
        """Every Excel Table."""
        return [place for place, _ in self._tables]

    def plain_range(self, sheet: str) -> Place | None:
        """The range on a sheet without an Excel Table."""
        return next((place for place, _ in self._ranges if place.sheet == sheet and place.columns), None)

    def read(self, place: Place, columns: Collection[int]) -> RawTable:
        """The chosen columns, wholly empty rows left out."""
        first, cells = self._cells[_at(place)]
        body = cells[1 : place.last_row - place.header_row + 1]
        kept = [
            (place.header_row + number, row) for number, row in enumerate(body, 1) if any(c is not None for c in row)
        ]
        return RawTable(
            [number for number, _ in kept], {each: [row[each - first] for _, row in kept] for each in columns}
        )


def _at(place: Place) -> tuple[str, int, int]:
    return place.sheet, place.header_row, place.columns[0].index if place.columns else 0


def _block(found: Mapping[str, Any]) -> tuple[Place, tuple[int, list[list[RawCell]]]]:
    rows = [[_cell(cell) for cell in row] for row in found["values"]]
    top, first = _whole(found["row"]), _whole(found["column"])
    if any(len(row) != len(rows[0]) for row in rows):
        raise ValueError
    header = _header_at(rows) if not found["name"] else 0
    rows, top = rows[header:], top + header
    columns = tuple(FoundColumn(shown(cell), first + at) for at, cell in enumerate(rows[0]) if cell is not None)
    last = top + len(rows) - 1 - bool(found.get("totals"))
    place = Place(_text(found["sheet"]), _text(found["name"]), top, last, columns, bool(found.get("totals")))
    return place, (first, rows)


def _header_at(rows: Sequence[Sequence[RawCell]]) -> int:
    return next((number for number, row in enumerate(rows) if any(cell is not None for cell in row)), 0)


def _cell(value: Any) -> RawCell:
    if isinstance(value, dict):
        return CellError(_text(value["error"]))
    if value is None or isinstance(value, str | float | bool):
        return raw_cell(value)
    raise ValueError


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError
    return value


def _whole(value: Any) -> int:
    if not isinstance(value, float) or not 1 <= value <= 1_048_576:
        raise ValueError
    return int(value)
