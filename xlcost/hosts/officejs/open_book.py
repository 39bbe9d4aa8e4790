"""The workbook that is open in Excel, as the task pane sends it: our tables and plain sheets with their cells.

{"name": "book.xlsx", "date1904": false, "sheets": ["GL Entries", ...],
 "tables": [{"sheet": .., "name": "gl_entries", "row": 1, "column": 1, "totals": false, "values": [[..], ..],
             "formulas": [[row, column, "=A2*2"], ..]}],
 "ranges": [the same without a name, of sheets that hold no Excel Table]}

`formulas` are counted from 0 within `values`, which hold what the formulas show. Tables that are not ours come with
their header only.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xlcost.cells import CellError, RawCell
from xlcost.functions.coercion import raw_cell
from xlcost.hosts.officejs.calls import Malformed
from xlcost.tables.columns import REGISTRY, header_key
from xlcost.tables.kinds import shown
from xlcost.workbook.model import FoundColumn, Place, RawTable


@dataclass(frozen=True, slots=True)
class Block:
    """The cells of one table or range as they came, header first; `top` and `left` in the sheet."""

    top: int
    left: int
    rows: Sequence[Sequence[Any]]
    formulas: Mapping[tuple[int, int], str]
    """(sheet row, column number) -> formula with its `=`."""

    def value(self, row: int, column: int) -> Any:
        """What has to be typed into the cell to have its value; blank outside the block."""
        at, across = row - self.top, column - self.left
        if not (0 <= at < len(self.rows) and 0 <= across < len(self.rows[at])):
            return ""
        return _typed(self.rows[at][across])

    def entry(self, row: int, column: int) -> Any:
        """What has to be typed into the cell to have it as it was: its formula, else its value."""
        formula = self.formulas.get((row, column))
        return self.value(row, column) if formula is None else formula

    def last_filled(self, first: int, last: int) -> int:
        """The last of the rows that holds a value which is no formula; the row before `first` when none does."""
        for row in range(last, first - 1, -1):
            cells = enumerate(self.rows[row - self.top] if row - self.top < len(self.rows) else (), self.left)
            if any(cell is not None and (row, column) not in self.formulas for column, cell in cells):
                return row
        return first - 1


def _typed(value: Any) -> Any:
    if isinstance(value, str):
        # without the apostrophe Excel would read 0510 as a number and =A1 as a formula
        return f"'{value}" if value else ""
    if isinstance(value, dict):
        return value["error"]
    return "" if value is None else value


class OpenWorkbook:
    """A `WorkbookFile` over what the task pane sent. `Malformed` for anything else."""

    def __init__(self, book: Any) -> None:
        try:
            self.date1904 = bool(book.get("date1904"))
            self.sheets: Sequence[str] = [_text(each) for each in book["sheets"]]
            tables = [_block(each) for each in book["tables"]]
            ranges = [_block(each | {"name": ""}) for each in book["ranges"]]
        except (KeyError, TypeError, AttributeError, ValueError, IndexError, OverflowError):
            raise Malformed("the workbook is not as the task pane sends it") from None
        self.sha256 = hashlib.sha256(json.dumps(book, sort_keys=True).encode()).hexdigest()
        self._tables, self._ranges = [place for place, _, _ in tables], [place for place, _, _ in ranges]
        self._cells = {_at(place): (block, cells) for place, block, cells in (*tables, *ranges)}

    def tables(self) -> Sequence[Place]:
        """Every Excel Table."""
        return self._tables

    def plain_range(self, sheet: str) -> Place | None:
        """The range on a sheet without an Excel Table."""
        return next((place for place in self._ranges if place.sheet == sheet and place.columns), None)

    def read(self, place: Place, columns: Collection[int]) -> RawTable:
        """The chosen columns, wholly empty rows left out."""
        block, cells = self._cells[_at(place)]
        body = cells[1 : place.last_row - place.header_row + 1]
        kept = [
            (place.header_row + number, row) for number, row in enumerate(body, 1) if any(c is not None for c in row)
        ]
        return RawTable(
            [number for number, _ in kept], {each: [row[each - block.left] for _, row in kept] for each in columns}
        )

    def block(self, place: Place) -> Block:
        """The cells of the table as they came; an empty block for an empty sheet."""
        found = self._cells.get(_at(place))
        return found[0] if found else Block(1, 1, [], {})


def which_are_ours(body: Any) -> dict[str, Any]:
    """`POST /tables`: which names of Excel Tables and titles of sheets are those of our tables. Raises `Malformed`."""
    if not isinstance(body, dict):
        raise Malformed("the body is no object")
    ours = {header_key(row_class.info.id) for row_class in REGISTRY.values()}
    found: dict[str, Any] = {}
    for kind in ("tables", "sheets"):
        names = body.get(kind)
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise Malformed(f"{kind} is no list of names")
        found[kind] = [header_key(name) in ours for name in names]
    return found


def _at(place: Place) -> tuple[str, int, int]:
    return place.sheet, place.header_row, place.columns[0].index if place.columns else 0


def _block(found: Mapping[str, Any]) -> tuple[Place, Block, list[list[RawCell]]]:
    cells = [[_cell(cell) for cell in row] for row in found["values"]]
    top, left = _whole(found["row"]), _whole(found["column"])
    if any(len(row) != len(cells[0]) for row in cells):
        raise ValueError
    formulas = {
        (top + _count(row), left + _count(column)): _text(text) for row, column, text in found.get("formulas", ())
    }
    header = _header_at(cells) if not found["name"] else 0
    columns = tuple(FoundColumn(shown(cell), left + at) for at, cell in enumerate(cells[header]) if cell is not None)
    block = Block(top, left, found["values"], formulas)
    first, totals = top + header, bool(found.get("totals"))
    last = top + len(cells) - 1 - totals
    if not found["name"] and columns:
        last = _last_of_range(cells[header:], first, left, columns)
    place = Place(_text(found["sheet"]), _text(found["name"]), first, last, columns, totals)
    return place, block, cells[header:]


def _last_of_range(cells: Sequence[Sequence[RawCell]], first: int, left: int, columns: Sequence[FoundColumn]) -> int:
    """The last row of a plain range that holds anything between its first and its last header."""
    low, high = columns[0].index - left, columns[-1].index - left + 1
    for at in range(len(cells) - 1, 0, -1):
        if any(cell is not None for cell in cells[at][low:high]):
            return first + at
    return first


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


def _count(value: Any) -> int:
    if not isinstance(value, float) or not 0 <= value <= 1_048_576:
        raise ValueError
    return int(value)
