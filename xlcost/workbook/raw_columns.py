"""The columns of one table, filled from rows as they are read; wholly blank rows are passed over."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from xlcost.cells import RawCell
from xlcost.workbook.cell_grammar import Cell, CellGrammar, Values, is_blank
from xlcost.workbook.model import Place, RawTable
from xlcost.workbook.plain_rows import WIDEST, PlainCells, PlainRow, PlainRows
from xlcost.workbook.sheet_xml import Row

_SAMPLE = 32
"""Cells that tell whether a column goes on with values it has had. Numbers that are new each time are not kept."""


class RawColumns:
    """Collects the columns `wanted` of the table that stands at `place`."""

    def __init__(self, place: Place, wanted: Collection[int], grammar: CellGrammar) -> None:
        self.table = RawTable([], {column: [] for column in sorted(wanted)})
        numbers = [column.index for column in place.columns] + list(wanted)
        self._left, self._right = min(numbers, default=1), max(numbers, default=1)
        self._others = [number for number in range(self._left, self._right + 1) if number not in self.table.cells]
        self._first, self._last = place.header_row + 1, place.last_row
        self._grammar = grammar
        self._values: Values[Cell] = Values(grammar.value)
        self._plain = PlainCells()
        self._plain_values: dict[int, Values[bytes]] = {}

    def splitter(self, prefix: str) -> PlainRows | None:
        """The reader of plain rows for these columns; None when they reach too far to the right."""
        if self._right > WIDEST:
            return None
        self._plain = PlainCells(prefix)
        cell, value = self._plain.cell, self._grammar.value
        for column in range(self._left, self._right + 1):
            self._plain_values[column] = Values(lambda key: value(cell(key)))
        return PlainRows(self._left, self._right, prefix)

    def add(self, rows: Iterable[Row]) -> None:
        """Take rows that were read in the general way."""
        for number, cells in rows:
            if self._first <= number <= self._last and not self._blank(cells):
                self.table.rows.append(number)
                for column, values in self.table.cells.items():
                    values.append(self._values[cells[column]] if column in cells else None)

    def _blank(self, cells: Mapping[int, Cell]) -> bool:
        return all(
            is_blank(self._values[cell]) for column, cell in cells.items() if self._left <= column <= self._right
        )

    def add_plain(self, rows: list[PlainRow]) -> None:
        """Take plain rows; they ascend."""
        if not rows:
            return
        if int(rows[0][0]) < self._first or int(rows[-1][0]) > self._last:
            rows = [row for row in rows if self._first <= int(row[0]) <= self._last]
            if not rows:
                return
        keys = list(zip(*rows, strict=True))
        numbers = list(map(int, keys[0]))
        columns = {column: self._values_of(column, keys[column - self._left + 1]) for column in self.table.cells}
        for index in reversed(self._blank_rows(len(rows), columns, keys)):
            del numbers[index]
            for values in columns.values():
                del values[index]
        self.table.rows += numbers
        for column, values in columns.items():
            self.table.cells[column] += values

    def _values_of(self, column: int, keys: Sequence[bytes]) -> list[RawCell]:
        known = self._plain_values[column]
        new = [key for key in set(keys[:_SAMPLE]) if key not in known]
        if known and len(new) > _SAMPLE // 2:
            numbers = self._plain.numbers(keys)
            if numbers is not None:
                return numbers
        return list(map(known.__getitem__, keys))

    def _blank_rows(
        self, count: int, columns: Mapping[int, list[RawCell]], keys: Sequence[tuple[bytes, ...]]
    ) -> Sequence[int]:
        """Indexes of wholly blank rows; columns that nobody asked for are looked at only where all others are blank."""
        indexes: Sequence[int] = range(count)
        for values in columns.values():
            indexes = [index for index in indexes if is_blank(values[index])]
            if not indexes:
                return indexes
        for column in self._others:
            column_keys, values_of = keys[column - self._left + 1], self._plain_values[column]
            indexes = [index for index in indexes if is_blank(values_of[column_keys[index]])]
        return indexes
