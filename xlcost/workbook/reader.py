"""A workbook opened for reading: its sheets, its tables, and the exact cells of a table (spec 4, section 2)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from pathlib import Path

from xlcost.workbook.cell_grammar import CellGrammar
from xlcost.workbook.limits import refused
from xlcost.workbook.model import Place, RawTable
from xlcost.workbook.package import Package
from xlcost.workbook.plain_range import first_rows, plain_range
from xlcost.workbook.raw_columns import RawColumns
from xlcost.workbook.shared_strings import shared_strings
from xlcost.workbook.sheet_stream import PLAIN_FROM, sheet_batches
from xlcost.workbook.workbook_parts import excel_tables, workbook_parts


class WorkbookReader:
    """Reads tables out of a package. Streams every sheet; nothing but the asked columns stays in memory."""

    def __init__(self, package: Package, plain_from: int = PLAIN_FROM) -> None:
        self.package = package
        self._plain_from = plain_from
        self._parts = workbook_parts(package)
        self._worksheets = {sheet.title: sheet for sheet in self._parts.sheets if sheet.kind == "worksheet"}
        self.date1904 = self._parts.date1904
        self.sha256 = package.sha256

    @property
    def sheets(self) -> Sequence[str]:
        """Titles of all worksheets, in order."""
        return list(self._worksheets)

    def tables(self) -> Sequence[Place]:
        """Every Excel Table, in the order of the sheets."""
        return [table for sheet in self._worksheets.values() for table in excel_tables(self.package, sheet)]

    def plain_range(self, sheet: str) -> Place | None:
        """The range on a worksheet without an Excel Table (first non-empty row = header); None on an empty one."""
        return plain_range(self.package, self._worksheets[sheet], self._grammar, self._plain_from)

    def first_rows(self, sheet: str, count: int) -> list[Place]:
        """Each of the first `count` non-empty rows of a worksheet as if it were the headers, without reading on."""
        return first_rows(self.package, self._worksheets[sheet], self._grammar, count)

    def read(self, place: Place, columns: Collection[int]) -> RawTable:
        """The chosen columns of the table. Raises `WorkbookRefused` when the sheet is not as it should be."""
        sheet = self._worksheets.get(place.sheet)
        if sheet is None:
            raise refused("FILE_PART_MISSING", self.package.file, part=f"of the sheet {place.sheet}")
        found = RawColumns(place, columns, self._grammar)
        for plain, rows in sheet_batches(self.package, sheet.part, found.splitter, self._plain_from):
            found.add_plain(plain)
            found.add(rows)
        return found.table

    @cached_property
    def _grammar(self) -> CellGrammar:
        part = self._parts.shared_strings
        strings = shared_strings(self.package.chunks(part), self.package.file, part) if part else []
        return CellGrammar(strings)


def open_workbook(path: Path) -> WorkbookReader:
    """The workbook of a file, of any kind that Excel saves as a package (.xlsx, .xlsm, .xltx, .xltm).

    Raises `WorkbookRefused` with one clear sentence for every file that is none.
    """
    return WorkbookReader(Package.open(path))
