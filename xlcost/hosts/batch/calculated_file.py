"""A workbook whose own formulas are calculated: read with their values, saved with them (spec 5, section 1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from xlcost.cells import CellError, Formula, RawCell, Value
from xlcost.hosts.batch.calculation import Calculation, OwnFormula
from xlcost.hosts.batch.own_formulas import CellKey, own_formulas
from xlcost.tables.columns import REGISTRY
from xlcost.workbook.model import Place, RawTable, TableChange, WorkbookFile, WrittenColumn
from xlcost.workbook.package import Package
from xlcost.workbook.workbook_parts import workbook_parts

Places = Mapping[str, Place]
_SKIPPED = CellError("")


def calculated(package: Package, file: WorkbookFile, places: Places) -> WorkbookFile:
    """The file with our formulas calculated; the file itself when its tables have none, or it counts from 1904."""
    formulas = _formulas(package, places) if not file.date1904 else {}
    if not formulas:
        return file
    calculation = Calculation(file, formulas)
    calculation.run()
    return CalculatedFile(file, calculation)


def _formulas(package: Package, places: Places) -> dict[str, dict[CellKey, OwnFormula]]:
    by_sheet: dict[str, list[Place]] = {}
    for place in places.values():
        by_sheet.setdefault(place.sheet, []).append(place)
    found: dict[str, dict[CellKey, OwnFormula]] = {}
    for sheet in workbook_parts(package).sheets:
        cells = own_formulas(package, sheet.part) if sheet.title in by_sheet else {}
        for (row, column), text in cells.items():
            for place in by_sheet[sheet.title]:
                if place.header_row < row <= place.last_row and column in _written_by_header(place):
                    found.setdefault(sheet.title, {})[row, column] = OwnFormula(place, row, column, text)
    return found


def _written_by_header(place: Place) -> set[int]:
    """Columns whose header is theirs alone: a plain range may have a heading twice, and cells are written by it."""
    headers = Counter(column.header for column in place.columns)
    return {column.index for column in place.columns if column.header and headers[column.header] == 1}


class CalculatedFile:
    """A `WorkbookFile` that reads the calculated values in the place of the saved ones."""

    def __init__(self, file: WorkbookFile, calculation: Calculation) -> None:
        self.file, self.calculation = file, calculation
        self.date1904, self.sha256 = file.date1904, file.sha256

    @property
    def sheets(self) -> Sequence[str]:
        """Titles of all worksheets."""
        return self.file.sheets

    def tables(self) -> Sequence[Place]:
        """Every Excel Table."""
        return self.file.tables()

    def plain_range(self, sheet: str) -> Place | None:
        """The range on a worksheet without an Excel Table."""
        return self.file.plain_range(sheet)

    def read(self, place: Place, columns: Collection[int]) -> RawTable:
        """The chosen columns of the table, calculated cells with their new value."""
        raw = self.file.read(place, columns)
        values = self.calculation.values
        at = {row: index for index, row in enumerate(raw.rows)}
        for sheet, row, column in values:
            if sheet == place.sheet and column in raw.cells and row in at:
                raw.cells[column][at[row]] = values[sheet, row, column]
        return raw


Saved = dict[str, list[tuple[OwnFormula, Formula]]]
"""Table id -> formulas whose saved value changes."""


def saved_values(file: WorkbookFile, places: Places) -> Saved:
    """The formulas of ours whose value is another one than the file has."""
    if not isinstance(file, CalculatedFile):
        return {}
    calculation, found = file.calculation, Saved()
    ids = {id(place): table_id for table_id, place in places.items()}
    for sheet, cells in calculation.formulas.items():
        for (row, column), cell in cells.items():
            value = calculation.values.get((sheet, row, column), _SKIPPED)
            if value is not _SKIPPED and not _equal(calculation.saved_value(sheet, row, column), value):
                found.setdefault(ids[id(cell.place)], []).append((cell, _saved(cell.text, value)))
    return found


def with_saved(changes: Sequence[TableChange], places: Places, saved: Saved) -> list[TableChange]:
    """The changes, and beside them the saved values of formulas whose cell no operation writes."""
    by_table = {change.table: change for change in changes}
    for table_id, cells in saved.items():
        change = by_table.get(table_id) or _no_change(table_id, places[table_id])
        headers = {column.key: column.header for column in change.columns}
        written = {(row, headers[key]) for row, key, _ in change.updates}
        header_of = {column.index: column.header for column in places[table_id].columns}
        kept = [
            (cell.row, header_of[cell.column], value)
            for cell, value in cells
            if cell.row not in change.removed and (cell.row, header_of[cell.column]) not in written
        ]
        if kept and not change.replace:
            by_table[table_id] = _with_updates(change, kept)
    return list(by_table.values())


def _equal(saved: RawCell, new: RawCell) -> bool:
    """Whether the file already says so: hosts save numbers as floats, errors without their reason."""
    if isinstance(saved, Decimal) and isinstance(new, Decimal):
        return float(saved) == float(new)
    if isinstance(saved, CellError) and isinstance(new, CellError):
        return saved.text == _error_text(new)
    return type(saved) is type(new) and saved == new


def _error_text(error: CellError) -> str:
    return error.text.partition(" ")[0]


def _saved(text: str, value: RawCell) -> Formula:
    if isinstance(value, CellError):
        return Formula(text, None, _error_text(value), stays=True)
    assert value is None or isinstance(value, Decimal | str | bool)
    return Formula(text, value, stays=True)


def _no_change(table_id: str, place: Place) -> TableChange:
    return TableChange(table_id, REGISTRY[table_id].info.caption, place, [])


def _with_updates(change: TableChange, updates: Sequence[tuple[int, str, Value]]) -> TableChange:
    keys = {column.header: column.key for column in change.columns}
    columns = [WrittenColumn(header, header) for header in dict.fromkeys(each[1] for each in updates)]
    added = [(row, keys.get(header, header), value) for row, header, value in updates]
    return replace(
        change,
        columns=[*change.columns, *(column for column in columns if column.header not in keys)],
        updates=[*change.updates, *added],
    )
