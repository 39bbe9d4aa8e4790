"""The jobs as xlcost does them, and the unit: inflating the sheet part of the ledger through `zipfile`."""

from __future__ import annotations

import gc
import zipfile
from collections.abc import Sequence
from pathlib import Path

from samples.generate import ENTRY_HEADERS
from tests.bench.big_book import big_book, ledger_parts
from tests.bench.contents import RESULT_ROWS, RESULT_TABLE, result_columns, written_rows
from tests.bench.measure import Jobs, Work, main
from xlcost import areas
from xlcost.book_file import BookFile
from xlcost.cells import Value
from xlcost.tables.general_ledger import GLEntry
from xlcost.workbook.model import Place, TableChange, WrittenColumn
from xlcost.workbook.package import Package
from xlcost.workbook.patch import apply_changes
from xlcost.workbook.reader import open_workbook
from xlcost.workbook.save import save


def inflate(book: Path) -> Work:
    """`T_inf`: the sheet part of the ledger, unpacked and thrown away."""

    def work() -> int:
        with zipfile.ZipFile(book) as file, file.open(ledger_parts(file)[0]) as part:
            return sum(len(chunk) for chunk in iter(lambda: part.read(1 << 20), b"")) and 0

    return work


def read(book: Path) -> Work:
    """Every cell of the ledger, exact."""

    def work() -> int:
        file = open_workbook(book)
        place = next(table for table in file.tables() if table.name == "gl_entries")
        return len(file.read(place, [column.index for column in place.columns]).rows)

    return work


def typed(book: Path) -> Work:
    """The ledger as typed rows: every cell checked by its kind, keys checked, dimensions gathered."""
    areas.load()
    return lambda: len(BookFile.open(book).books()[GLEntry].rows)


def write(book: Path) -> Work:
    """The same number of entries as `book` has, onto a new sheet of a small workbook."""
    small, rows = written_rows(book)
    headers = [WrittenColumn(header, header) for header in ENTRY_HEADERS]
    columns: Sequence[Sequence[Value]] = list(zip(*rows, strict=True))
    appended = dict(zip(ENTRY_HEADERS, columns, strict=True))
    change = TableChange("written_entries", "Written Entries", None, headers, appended=appended)

    def work() -> int:
        _save(Package.open(small), small, change)
        return len(columns[0])

    return work


def rewrite(book: Path) -> Work:
    """New figures into a result table beside the ledger; the ledger is copied as it lies."""

    def work() -> int:
        package = Package.open(book)
        place = next(table for table in open_workbook(book).tables() if table.name == RESULT_TABLE)
        _save(package, book, result_change(place, factor=3))
        return RESULT_ROWS

    return work


def result_change(place: Place | None, factor: int) -> TableChange:
    """The result table with figures that depend on `factor`."""
    columns = result_columns(factor)
    written = [WrittenColumn(header, header, "#,##0.00") for header in columns]
    return TableChange(RESULT_TABLE, "Result", place, written, appended=columns, replace=place is not None)


def make(book: Path) -> Work:
    """`ledgerN.xlsx`: the workbook that is measured, with N entries. No job of the table."""

    def work() -> int:
        entries = int(book.stem.removeprefix("ledger"))
        big_book(book, entries)
        return entries

    return work


def add_result(book: Path) -> Work:
    """A copy of the workbook with the result table that `rewrite` changes. No job of the table."""

    def work() -> int:
        patched = apply_changes(Package.open(book), [result_change(None, factor=2)])
        save(patched, book, run_time="2026-01-08T09:00:00", output=book.with_stem(f"{book.stem}result"))
        return RESULT_ROWS

    return work


def _save(package: Package, book: Path, change: TableChange) -> None:
    output = book.with_suffix(".xlcost.xlsx")
    save(apply_changes(package, [change]), book, run_time="2026-01-08T09:00:00", output=output)


JOBS: Jobs = {
    "make": make,
    "add_result": add_result,
    "inflate": inflate,
    "read": read,
    "typed": typed,
    "write": write,
    "rewrite": rewrite,
}

if __name__ == "__main__":
    gc.disable()  # as the command line does
    main(JOBS)
