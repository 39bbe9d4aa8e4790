"""The plain range of a worksheet without an Excel table: its first non-empty row is the header (spec 0, section 1)."""

from __future__ import annotations

from collections.abc import Iterable

from xlcost.cells import CellError, RawCell
from xlcost.workbook.cell_grammar import Cell, CellGrammar, is_blank
from xlcost.workbook.model import FoundColumn, Place
from xlcost.workbook.package import Package
from xlcost.workbook.plain_rows import WIDEST, PlainCells, PlainRow, PlainRows
from xlcost.workbook.sheet_stream import PLAIN_FROM, sheet_batches
from xlcost.workbook.sheet_xml import Row
from xlcost.workbook.workbook_parts import Sheet


def plain_range(package: Package, sheet: Sheet, grammar: CellGrammar, plain_from: int = PLAIN_FROM) -> Place | None:
    """The range from the header to the last row that holds anything between the first and the last header.

    Styled blanks do not count, formulas do. None for a sheet without any content.
    """
    extent = _Extent(sheet.title, grammar)
    for _, rows in sheet_batches(package, sheet.part, lambda prefix: _LastRows(extent, prefix), plain_from):
        extent.add(rows)
    return extent.place()


def first_rows(package: Package, sheet: Sheet, grammar: CellGrammar, count: int) -> list[Place]:
    """Each of the first `count` rows with content as if it were the header, without reading on."""
    found: list[Place] = []
    for _, rows in sheet_batches(package, sheet.part, lambda _prefix: None):
        for row in rows:
            extent = _Extent(sheet.title, grammar)
            extent.add([row])
            found += [place] if (place := extent.place()) else []
            if len(found) == count:
                return found
    return found


class _Extent:
    def __init__(self, title: str, grammar: CellGrammar) -> None:
        self._title = title
        self._grammar = grammar
        self._header_row = 0
        self._columns: tuple[FoundColumn, ...] = ()
        self._last_row = 0

    @property
    def has_header(self) -> bool:
        return bool(self._columns)

    @property
    def left(self) -> int:
        return self._columns[0].index

    @property
    def right(self) -> int:
        return self._columns[-1].index

    def add(self, rows: Iterable[Row]) -> None:
        for number, cells in rows:
            if not self.has_header:
                self._header_row = self._last_row = number
                self._columns = self._headers(cells)
            elif self.holds(cells):
                self._last_row = number

    def _headers(self, cells: dict[int, Cell]) -> tuple[FoundColumn, ...]:
        values = ((column, self._grammar.value(cell)) for column, cell in cells.items())
        return tuple(FoundColumn(_caption(value), column) for column, value in values if not is_blank(value))

    def holds(self, cells: dict[int, Cell]) -> bool:
        """Whether the row has content below the headers."""
        return any(
            self.left <= column <= self.right and (cell.formula or not is_blank(self._grammar.value(cell)))
            for column, cell in cells.items()
        )

    def place(self) -> Place | None:
        if not self.has_header:
            return None
        return Place(self._title, "", self._header_row, self._last_row, self._columns)


def _caption(value: RawCell) -> str:
    return value.text if isinstance(value, CellError) else str(value)


class _LastRows:
    """Of each block only the last row with content counts, so it is looked for from the block's end.

    Where there is odd markup, or a row that does not say its number, the whole block is handed back.
    """

    def __init__(self, extent: _Extent, prefix: str) -> None:
        self._extent = extent
        self._row_start = f"<{prefix}row".encode()
        self._row_end = f"</{prefix}row>".encode()
        self._data_end = f"</{prefix}sheetData".encode()
        self._prefix = prefix
        self._cell = PlainCells(prefix).cell
        self._rows: PlainRows | None = None

    def split(self, block: bytes) -> tuple[list[PlainRow], bytes]:
        """The block's last row; or the whole block, where its last row with content is not plain to see."""
        numbered = block.count(self._row_start) == block.count(self._row_start + b' r="')
        odd = any(markup in block for markup in (b"<!", b"<?", self._data_end))
        if odd or not numbered or not self._extent.has_header or self._extent.right > WIDEST:
            return [], block
        if self._rows is None:
            self._rows = PlainRows(self._extent.left, self._extent.right, self._prefix)
        last: list[PlainRow] = []
        end = len(block)
        while end > 0:
            start = self._start_of_row(block, end)
            rows, rest = self._rows.split(block[start:end])
            if rest:
                return [], block
            last = last or rows[-1:]
            for row in reversed(rows):
                cells = self._cells(row)
                if self._extent.holds(cells):
                    self._extent.add([(int(row[0]), cells)])
                    return last, b""
            end = start
        return last, b""

    def _cells(self, row: PlainRow) -> dict[int, Cell]:
        """The cells of a plain row by column number."""
        keys = enumerate(row[1:-1], self._extent.left)
        return {column: self._cell(key) for column, key in keys if key}

    def _start_of_row(self, block: bytes, end: int) -> int:
        before = block.rfind(self._row_end, 0, end - len(self._row_end))
        return before + len(self._row_end) if before >= 0 else 0
