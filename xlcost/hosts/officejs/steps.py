"""What a run writes, as single steps that the task pane carries out in the open workbook one after the other.

The page knows no rule: it makes a sheet, deletes rows, writes a block of cells, resizes or makes an Excel Table.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from xlcost.cells import ClosingDate, Formula, Value
from xlcost.tables.columns import header_key
from xlcost.workbook.model import Place, TableChange, WrittenColumn

Step = dict[str, Any]
_DAY_ZERO = {False: dt.date(1899, 12, 30).toordinal(), True: dt.date(1904, 1, 1).toordinal()}


def steps_of(changes: Sequence[TableChange], sheets: Sequence[str], *, date1904: bool) -> list[Step]:
    """The steps of all changes. Those named `room` come first: they refuse the run where cells of the user are."""
    taken = set(sheets)
    found = [step for change in changes for step in _Writer(change, taken, date1904).steps()]
    return sorted(found, key=lambda step: step["do"] != "room")


class _Writer:
    """The steps of one table."""

    def __init__(self, change: TableChange, taken: set[str], date1904: bool) -> None:
        self.change = change
        self.epoch = _DAY_ZERO[date1904]
        self.place = change.place or _new_place(change, taken)
        self.columns = _numbers(change.columns, self.place)
        self.last_column = max([*self.columns.values(), *(found.index for found in self.place.columns)])

    def steps(self) -> Iterator[Step]:
        change, place = self.change, self.place
        if change.place is None:
            yield {"do": "sheet", "sheet": place.sheet}
        if place.has_totals:
            yield {"do": "totals", "table": place.name, "shown": False}
        yield from self._updates()
        if change.removed:
            yield {"do": "delete", **self._block(1, 1), "rows": sorted(change.removed, reverse=True)}
        last = place.last_row - len(change.removed)
        added = len(next(iter(change.appended.values()), ()))
        first = place.header_row + 1 if change.replace else last + 1
        end = max(first + added - 1, place.header_row + 1)
        yield from self._room(last + 1 + place.has_totals, end)
        yield from self._headers()
        yield from self._rows(first, added)
        if change.replace and end < last:
            yield {"do": "clear", **self._block(end + 1, last)}
        yield from self._resized(end if change.replace or added else last)

    def _room(self, first: int, end: int) -> Iterator[Step]:
        new = [
            number for number in self.columns.values() if number not in {found.index for found in self.place.columns}
        ]
        if self.change.place is None:
            return
        if end >= first:
            yield {"do": "room", **self._block(first, end)}
        if new:
            yield {
                "do": "room",
                **self._block(self.place.header_row, max(end, self.place.last_row)),
                "column": min(new),
            }

    def _updates(self) -> Iterator[Step]:
        for row, key, value in self.change.updates:
            yield self._write(row, self.columns[key], [value])

    def _headers(self) -> Iterator[Step]:
        there = {found.index for found in self.place.columns}
        for column in self.change.columns:
            number = self.columns[column.key]
            if number not in there:
                yield self._write(self.place.header_row, number, [column.header])

    def _rows(self, first: int, added: int) -> Iterator[Step]:
        for column in self.change.columns if added else ():
            values = self.change.appended.get(column.key, ())
            if len(values):
                step = self._write(first, self.columns[column.key], values)
                yield step | {"format": column.number_format}

    def _resized(self, end: int) -> Iterator[Step]:
        place = self.place
        block = self._block(place.header_row, max(end, place.header_row + 1))
        if self.change.place is None:
            yield {"do": "table", "table": self.change.table, **block}
        elif place.name:
            yield {"do": "resize", "table": place.name, **block}
        if place.has_totals:
            yield {"do": "totals", "table": place.name, "shown": True}

    def _block(self, first: int, last: int) -> Step:
        left = min([found.index for found in self.place.columns] or [1])
        return {
            "sheet": self.place.sheet,
            "row": first,
            "last_row": last,
            "column": left,
            "last_column": self.last_column,
        }

    def _write(self, row: int, column: int, values: Sequence[Value]) -> Step:
        cells = [[self._cell(value)] for value in values]
        return {"do": "write", "sheet": self.place.sheet, "row": row, "column": column, "values": cells}

    def _cell(self, value: Value) -> Any:
        if isinstance(value, Formula):
            # the task pane writes values; the figure is the one that the formula would show
            value = value.value
        if isinstance(value, ClosingDate):
            return f"'{value}"
        if isinstance(value, dt.date):
            return value.toordinal() - self.epoch
        if isinstance(value, bool):
            return value
        if isinstance(value, Decimal | int):
            return float(value)
        # without the apostrophe Excel would read 0510 as a number and =A1 as a formula
        return f"'{value}" if value else ""


def _new_place(change: TableChange, taken: set[str]) -> Place:
    title, number = change.title, 2
    while title.casefold() in {each.casefold() for each in taken}:
        title, number = f"{change.title} ({number})", number + 1
    taken.add(title)
    return Place(title, "", 1, 1, ())


def _numbers(columns: Sequence[WrittenColumn], place: Place) -> dict[str, int]:
    """Column key -> column number; columns that are not there follow the last one."""
    there = {header_key(found.header): found.index for found in place.columns}
    last = max(there.values(), default=0)
    numbers: dict[str, int] = {}
    for column in columns:
        if header_key(column.header) not in there:
            last += 1
        numbers[column.key] = there.get(header_key(column.header), last)
    return numbers
