"""Small workbooks and changes for the tests of the writer."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter

from tests.workbook.handmade import all_places
from xlcost.cells import Value
from xlcost.workbook.model import Place, TableChange, WrittenColumn
from xlcost.workbook.package import Package
from xlcost.workbook.patch import PatchedPackage, apply_changes
from xlcost.workbook.reader import WorkbookReader
from xlcost.workbook.zip_writer import write_package

NO = WrittenColumn("no", "No.", "@")
DAY = WrittenColumn("posting_date", "Posting Date", "yyyy-mm-dd")
AMOUNT = WrittenColumn("amount", "Amount", "#,##0.00;[Red]-#,##0.00")
COLUMNS = (NO, AMOUNT)


def book(build: Any = None, **options: Any) -> Package:
    """A workbook made by `build(workbook)`; without it a plain range `Entries` with three rows and another sheet."""
    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file, {"in_memory": True, **options})
    (build or plain_entries)(workbook)
    workbook.close()
    return Package(file.getvalue(), "book.xlsx")


def plain_entries(workbook: Any) -> None:
    """No., Amount, and a calculated column of the user."""
    sheet = workbook.add_worksheet("Entries")
    sheet.write_row(0, 0, ["No.", "Amount", "Double"])
    for row, (number, amount) in enumerate([("A1", 10), ("A2", 20), ("A3", 30)], 1):
        sheet.write_row(row, 0, [number, amount])
        sheet.write_formula(row, 2, f"=B{row + 1}*2", None, amount * 2)
    workbook.add_worksheet("Other").write(0, 0, "untouched")


def table_entries(workbook: Any, *, totals: bool = False) -> None:
    """The same as an Excel Table `entries` at B3, other things far away."""
    sheet = workbook.add_worksheet("Entries")
    columns: list[dict[str, Any]] = [
        {"header": "No.", **({"total_string": "Total"} if totals else {})},
        {"header": "Amount", **({"total_function": "sum", "total_value": 60} if totals else {})},
        {"header": "Double", "formula": "=[@Amount]*2"},
    ]
    data = [["A1", 10, 20], ["A2", 20, 40], ["A3", 30, 60]]
    last = 6 if totals else 5
    sheet.add_table(2, 1, last, 3, {"name": "entries", "columns": columns, "data": data, "total_row": totals})


def place(package: Package, sheet: str = "Entries") -> Place:
    """Where the table of a sheet stands, as the reader finds it."""
    return next(found for found in all_places(WorkbookReader(package)) if found.sheet == sheet)


def change(
    package: Package, sheet: str = "Entries", columns: Sequence[WrittenColumn] = COLUMNS, **more: Any
) -> TableChange:
    """A change of the table on a sheet."""
    return TableChange("entries", "Entries", place(package, sheet), columns, **more)


def new_table(title: str = "Results", columns: Sequence[WrittenColumn] = COLUMNS, **more: Any) -> TableChange:
    """A table that is not in the workbook yet."""
    return TableChange("results", title, None, columns, **more)


def rows(*values: tuple[Value, ...], keys: Sequence[str] = ("no", "amount")) -> Mapping[str, Sequence[Value]]:
    """Rows turned into the columns that a change holds."""
    return {key: [row[at] for row in values] for at, key in enumerate(keys)}


def written(patched: PatchedPackage) -> Package:
    """The patched workbook as it would be saved, opened again."""
    file = io.BytesIO()
    write_package(patched, file)
    return Package(file.getvalue(), "written.xlsx")


def apply(package: Package, *changes: TableChange) -> Package:
    """Changes applied, written and opened again."""
    return written(apply_changes(package, changes))


def sheet_rows(package: Package, sheet: str = "Entries", columns: Sequence[int] = (1, 2, 3)) -> list[tuple[Any, ...]]:
    """(sheet row, cells...) of every data row, as the reader reads them."""
    reader = WorkbookReader(package)
    table = reader.read(place(package, sheet), columns)
    return [(row, *(table.cells[column][at] for column in columns)) for at, row in enumerate(table.rows)]


def formulas(package: Package, sheet: str = "Entries") -> dict[str, Any]:
    """Every formula of a sheet by its cell, as openpyxl reads them."""
    import openpyxl

    workbook = openpyxl.load_workbook(io.BytesIO(package.data))
    return {cell.coordinate: cell.value for row in workbook[sheet].iter_rows() for cell in row if cell.data_type == "f"}


D = Decimal
