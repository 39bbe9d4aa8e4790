"""Cells of a workbook as its file has them."""

from __future__ import annotations

from collections.abc import Sequence

from xlcost.cells import RawCell
from xlcost.workbook.model import FoundColumn, Place, WorkbookFile
from xlcost.workbook.references import LAST_ROW


class SheetCells:
    """Cells by sheet, row and column; a column is read when it is first asked for."""

    def __init__(self, file: WorkbookFile) -> None:
        self._file = file
        self._columns: dict[str, dict[int, dict[int, RawCell]]] = {}
        self._last: dict[str, int] = {}

    def prepare(self, sheet: str, columns: Sequence[int]) -> None:
        """Read those columns of a sheet in one pass, as far as they are not known."""
        known = self._columns.setdefault(sheet, {})
        missing = sorted({column for column in columns if column not in known})
        if not missing:
            return
        found = tuple(FoundColumn("", column) for column in missing)
        raw = self._file.read(Place(sheet, "", 0, LAST_ROW, found), missing)
        for column in missing:
            known[column] = dict(zip(raw.rows, raw.cells[column], strict=True))
        self._last[sheet] = max([self._last.get(sheet, 0), *raw.rows[-1:]])

    def value(self, sheet: str, row: int, column: int) -> RawCell:
        """One cell."""
        if column not in self._columns.get(sheet, ()):
            self.prepare(sheet, [column])
        return self._columns[sheet][column].get(row)

    def last_row(self, sheet: str) -> int:
        """Last row with anything in the columns that were read."""
        return self._last.get(sheet, 0)
