"""A workbook whose own formulas are calculated: read with their values, saved with them (spec 5, section 1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from xlcost.cells import CellError, Formula, RawCell, Value
from xlcost.hosts.batch.calculation import Calculation, error_text
from xlcost.hosts.batch.dependents import Dependents
from xlcost.hosts.batch.dependents import Formula as OwnFormula
from xlcost.hosts.batch.sheet_formulas import is_marked, sheet_formulas
from xlcost.tables.columns import REGISTRY
from xlcost.workbook.model import Place, RawTable, TableChange, WorkbookFile, WrittenColumn
from xlcost.workbook.package import Package
from xlcost.workbook.workbook_parts import defined_names, workbook_parts

Places = Mapping[str, Place]


def calculated(package: Package, file: WorkbookFile, places: Places) -> WorkbookFile:
    """The file with our formulas calculated; the file itself when its tables have none, or it counts from 1904."""
    sheets = {place.sheet for place in places.values()}
    parts = {sheet.title: sheet.part for sheet in workbook_parts(package).sheets if sheet.kind == "worksheet"}
    if file.date1904 or not any(is_marked(package, parts[sheet]) for sheet in sheets if sheet in parts):
        return file
    calculation = Calculation(file, defined_names(package))
    load = _loader(package, parts, [*places.values(), *file.tables()])
    found = Dependents(load, calculation.cells, [sheet for sheet in parts if sheet in sheets])
    calculation.run(found, list(places.values()))
    return CalculatedFile(file, calculation) if calculation.values else file


def _loader(
    package: Package, parts: Mapping[str, str], places: Sequence[Place]
) -> Callable[[str], Iterable[OwnFormula]]:
    """Sheet title -> its formulas, each with the table it stands in."""

    def load(sheet: str) -> Iterable[OwnFormula]:
        around = [(place, _written_by_header(place)) for place in places if place.sheet == sheet]
        for own in sheet_formulas(package, parts[sheet]) if sheet in parts else ():
            yield OwnFormula(sheet, own, _around(around, own.row, own.column))

    return load


def _around(places: Sequence[tuple[Place, set[int]]], row: int, column: int) -> Place | None:
    for place, columns in places:
        if place.header_row < row <= place.last_row and column in columns:
            return place
    return None


def _written_by_header(place: Place) -> set[int]:
    """Columns whose header is theirs alone: a plain range may have a heading twice, and cells are written by it."""
    headers = Counter(column.header for column in place.columns)
    return {column.index for column in place.columns if column.header and headers[column.header] == 1}


class CalculatedFile:
    """A `WorkbookFile` that reads the calculated values in the place of the saved ones."""

    def __init__(self, file: WorkbookFile, calculation: Calculation) -> None:
        self.file, self.calculation = file, calculation
        self.date1904, self.sha256 = file.date1904, file.sha256
        self._values: dict[tuple[str, int], dict[int, RawCell]] = {}
        for (sheet, row, column), value in calculation.values.items():
            self._values.setdefault((sheet, column), {})[row] = value

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
        for column, cells in raw.cells.items():
            values = self._values.get((place.sheet, column))
            if values:
                raw.cells[column] = [values.get(row, cell) for row, cell in zip(raw.rows, cells, strict=True)]
        return raw


Saved = dict[str, list[tuple[int, int, Formula]]]
"""Table id -> row, column and new value of cells whose saved value changes."""


def saved_values(file: WorkbookFile, places: Places) -> Saved:
    """The calculated cells of the tables whose value is another one than the file has."""
    found: Saved = {}
    if not isinstance(file, CalculatedFile):
        return found
    around = {table_id: [(place, _written_by_header(place))] for table_id, place in places.items()}
    for sheet, row, column in sorted(file.calculation.changed):
        for table_id, place in places.items():
            if place.sheet == sheet and _around(around[table_id], row, column):
                value = file.calculation.values[sheet, row, column]
                found.setdefault(table_id, []).append((row, column, _saved(value)))
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
            (row, header_of[column], value)
            for row, column, value in cells
            if row not in change.removed and (row, header_of[column]) not in written
        ]
        if kept and not change.replace:
            by_table[table_id] = _with_updates(change, kept)
    return list(by_table.values())


def _saved(value: RawCell) -> Formula:
    """The formula stays as it stands in the cell, so its text does not count."""
    if isinstance(value, CellError):
        return Formula("", None, error_text(value), stays=True)
    assert value is None or isinstance(value, Decimal | str | bool)
    return Formula("", value, stays=True)


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
