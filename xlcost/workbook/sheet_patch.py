"""One table changed inside its sheet: cells, removed, appended and replaced rows, added columns (spec 4, section 3).

Only the rows that change are taken apart; all others keep their bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from xlcost.cells import Value
from xlcost.workbook.cell_xml import NewColumn, Rendering, new_rows, row_heights, rows_xml
from xlcost.workbook.parts import Piece
from xlcost.workbook.references import Area, column_letters
from xlcost.workbook.row_map import RowMap
from xlcost.workbook.sheet_rows import Row, Rows, has_constant, is_filled, split_row

CellMove = Callable[[bytes, int, int, int], bytes]
"""(cell, column, old row, new row) -> the cell at its new place."""


@dataclass(slots=True)
class TableArea:
    """A table in its sheet before the change."""

    header: int
    last: int
    """Last row of the data area; the header row when there is none."""
    left: int
    right: int
    totals: int = 0
    """Row of the totals, 0 if none."""

    @property
    def first(self) -> int:
        """First data row."""
        return self.header + 1

    @property
    def bottom(self) -> int:
        """Last row of the table."""
        return self.totals or self.last


@dataclass(slots=True)
class RowsChange:
    """What is to happen to the rows of one table."""

    area: TableArea
    updates: Mapping[int, Mapping[int, bytes]] = field(default_factory=dict)
    """Sheet row -> column -> the new cell, rendered."""
    removed: Collection[int] = ()
    columns: Sequence[NewColumn] = ()
    count: int = 0
    """Number of new rows."""
    replace: bool = False
    header_cells: Mapping[int, bytes] = field(default_factory=dict)
    """Cells of added columns in the header row."""
    right: int = 0
    """Right edge of the table after columns were added."""
    totals_cells: Mapping[int, bytes] = field(default_factory=dict)
    """New cells of the totals row."""


def last_filled(rows: Rows, area: TableArea) -> int:
    """The last row of the table with a value in it; formulas alone do not count."""
    indexes = rows.between(area.first, area.last)
    for index in reversed(indexes):
        row = split_row(rows.data[rows.start(index) : rows.start(index + 1)], rows.prefix)
        if has_constant(row.within(area.left, area.right), rows.prefix):
            return rows.numbers[index]
    return area.header


def row_map(change: RowsChange, filled: int, is_table: bool) -> RowMap:
    """Where the table's rows go. `filled`: its last row with a value."""
    area = change.area
    removed = tuple(sorted(row for row in set(change.removed) if area.first <= row <= area.last))
    if change.replace:
        new_last = area.header + change.count
    else:
        left = area.last - len(removed)
        filled -= sum(row <= filled for row in removed)
        new_last = max(left, filled + change.count)
    if is_table:
        new_last = max(new_last, area.first)
    new_totals = new_last + (area.totals - area.last) if area.totals else 0
    return RowMap(
        area.left, area.right, area.first, area.last, new_last, area.totals, new_totals,
        () if change.replace else removed, change.replace,
    )  # fmt: skip


class SheetPatch:
    """Puts the pieces of the new sheet data together."""

    def __init__(
        self, rows: Rows, change: RowsChange, moves: RowMap, start: int, rendering: Rendering, move: CellMove
    ) -> None:
        self.rows = rows
        self._formula = b"<" + rows.prefix.encode() + b"f"
        self.change = change
        self.moves = moves
        self.start = start
        """Sheet row of the first new row."""
        self.rendering = rendering
        self.move = move
        self.edits: dict[int, bytes] = {}
        self.formulas = any(column.formula is not None for column in change.columns)
        """Whether a formula was touched, moved or added."""

    def pieces(self) -> list[Piece]:
        """The content of `sheetData`, the new rows still to be rendered."""
        self._header()
        self._updated()
        self._moved()
        self._totals()
        return self._joined()

    # --- single rows

    def _row(self, number: int) -> Row:
        xml = self.edits[number] if number in self.edits else self.rows.get(number)
        self.formulas = self.formulas or self._formula in xml
        return split_row(xml, self.rows.prefix)

    def _put(self, number: int, row: Row) -> None:
        self.edits[number] = row.xml(number, self.rows.prefix)

    def _header(self) -> None:
        if self.change.header_cells:
            row = self._row(self.change.area.header)
            row.cells.update(self.change.header_cells)
            self._put(self.change.area.header, row)

    def _updated(self) -> None:
        for number, cells in self.change.updates.items():
            row = self._row(number)
            row.cells.update(cells)
            self._put(number, row)

    # --- rows that move up or go

    def _moved(self) -> None:
        area = self.change.area
        if self.change.replace:
            for number in self._old_rows(area.first, area.last):
                self._clear(number)
        elif self.moves.removed:
            self._close_gaps(self.moves.removed[0], area.last)

    def _old_rows(self, first: int, last: int) -> list[int]:
        return [self.rows.numbers[index] for index in self.rows.between(first, last)]

    def _clear(self, number: int) -> None:
        """What stands beside the table in a row stays; the row itself goes when nothing does."""
        row = self._row(number)
        beside = row.outside(self.change.area.left, self.change.area.right)
        self.edits[number] = Row(row.attributes if beside else b"", beside).xml(number, self.rows.prefix)

    def _close_gaps(self, first: int, last: int) -> None:
        # cells of added columns belong to the rows that move
        left, right, old = self.change.area.left, self.change.right or self.change.area.right, {}
        for number in self._old_rows(first, last):
            old[number] = self._row(number)
        whole = all(not row.outside(left, right) for row in old.values())
        new: dict[int, Row] = {}
        for number, row in old.items():
            target = self.moves.row(number)
            if target is None:
                continue
            cells = row.within(left, right)
            moved = {c: self.move(cell, c, number, target) for c, cell in cells.items()} if target != number else cells
            new[target] = Row(row.attributes if whole else b"", moved)
        for number in sorted({*old, *new}):
            row = new.get(number, Row())
            if not whole and number in old:
                row.attributes = old[number].attributes
                row.cells.update(old[number].outside(left, right))
            self._put(number, row)

    def _totals(self) -> None:
        area, target = self.change.area, self.moves.new_totals
        if not area.totals:
            return
        row = self._row(area.totals)
        cells = row.within(area.left, area.right)
        if target != area.totals:
            cells = {column: self.move(cell, column, area.totals, target) for column, cell in cells.items()}
            self._put(area.totals, Row(b"", row.outside(area.left, area.right)))
        cells.update(self.change.totals_cells)
        below = self._row(target)
        kept = below.outside(area.left, self.change.right or area.right)
        self._put(target, Row(row.attributes, {**kept, **cells}))

    # --- all of it

    def _joined(self) -> list[Piece]:
        """Kept rows as they lie in the part, edited rows, and the block of new rows, in the order of their numbers."""
        pieces: list[Piece] = []
        kept_from = 0
        first, last = self.start, self.start + self.change.count - 1
        block = self.change.count > 0
        beside = self._beside(first, last) if block else {}
        stops = sorted(number for number in self.edits if not (block and first <= number <= last))
        if block:
            stops = sorted([*stops, first])
        for number in stops:
            at = self.rows.find(number)
            self._keep(pieces, kept_from, at)
            if block and number == first:
                pieces.append(self._block(beside))
                kept_from = self.rows.find(last + 1)
            else:
                pieces.append(self.edits[number])
                kept_from = at + 1 if at < len(self.rows) and self.rows.numbers[at] == number else at
        self._keep(pieces, kept_from, len(self.rows))
        return pieces

    def _keep(self, pieces: list[Piece], first: int, end: int) -> None:
        if first >= end:
            return
        start, stop = self.rows.start(first), self.rows.start(end)
        data = self.rows.data
        pieces.append(lambda: iter((memoryview(data)[start:stop],)))

    def _beside(self, first: int, last: int) -> dict[int, Row]:
        """What else stands in the rows that the new ones take: cells beside the table, and the row's own format."""
        right = self.change.right or self.change.area.right
        numbers = {*self._old_rows(first, last), *(n for n in self.edits if first <= n <= last)}
        found = {}
        for number in numbers:
            row = self._row(number)
            cells = row.outside(self.change.area.left, right)
            if cells or row.attributes:
                found[number] = Row(row.attributes, cells)
        return found

    def _block(self, beside: Mapping[int, Row]) -> Callable[[], Iterator[bytes]]:
        columns = sorted(self.change.columns, key=lambda column: column.index)
        rendering, start, count = self.rendering, self.start, self.change.count

        def render() -> Iterator[bytes]:
            for rows, cells in new_rows(columns, start, count, rendering):
                if beside and any(row in beside for row in rows):
                    pairs = zip(rows, cells, strict=True)
                    yield b"".join(self._combined(row, text, beside.get(row)) for row, text in pairs)
                else:
                    heights = row_heights(columns, rows.start - start, len(rows))
                    yield rows_xml(rows, cells, rendering.prefix, heights)

        return render

    def _combined(self, number: int, cells: str, beside: Row | None) -> bytes:
        p = self.rendering.prefix
        if beside is None:
            return f'<{p}row r="{number}">{cells}</{p}row>'.encode()
        left = b"".join(cell for column, cell in sorted(beside.cells.items()) if column < self.change.area.left)
        right = b"".join(cell for column, cell in sorted(beside.cells.items()) if column > self.change.area.left)
        name = f"{p}row".encode()
        return b'<%s r="%d"%s>%s%s%s</%s>' % (name, number, beside.attributes, left, cells.encode(), right, name)


def filled_cells(rows: Rows, area: Area) -> Iterator[tuple[int, int]]:
    """(row, column) of every cell in the area that holds something."""
    for index in rows.between(area.top, area.bottom):
        row = split_row(rows.data[rows.start(index) : rows.start(index + 1)], rows.prefix)
        for column, cell in sorted(row.within(area.left, area.right).items()):
            if is_filled(cell, rows.prefix):
                yield rows.numbers[index], column


def rendered_cell(value: Value, column: int, row: int, style: int, rendering: Rendering) -> bytes:
    """One cell; blank with its format for None."""
    start = f'<{rendering.prefix}c r="{column_letters(column)}{row}"'
    body = rendering.body(value, style, row)
    if body is None:
        return f'{start} s="{style}"/>'.encode() if style else b""
    return (start + body).encode()
