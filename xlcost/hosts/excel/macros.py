"""What the buttons do: `xw.Book.caller()` in, the same run on the file as `run-workbook`, its report in a message box.

A run needs the file, so the workbook is saved and closed for it and opened again afterwards; a look only needs what
was saved last. Imported by Excel's Python, and by tests over a stand-in for Excel.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import xlwings

from xlcost import commands
from xlcost.book_file import BookFile
from xlcost.explaining import explained
from xlcost.problems import Where
from xlcost.tables.run import ProblemRow, SkippedEntryRow

_LINES = 25
"""Lines that a message box shows."""


def run(run_time: datetime | None = None) -> None:
    """Run the period end on the workbook in front. `run_time` as on the command line."""
    _with_file_closed(partial(_run, run_time=run_time, dry_run=False))


def undo() -> None:
    """Bring the workbook back as it was before the last run."""
    _with_file_closed(commands.restore)


def dry_run() -> None:
    """Show what a run would do to the workbook as it was last saved."""
    _looking(partial(_run, dry_run=True))


def check() -> None:
    """Show the problems that a run would find, and nothing else."""
    _looking(partial(_run, dry_run=True, quiet=True), "No problems.")


def explain() -> None:
    """Tell how the row of the selected cell came about."""
    row, sheet = _selected()

    def work(path: Path) -> int:
        table, key = _row_at(BookFile.open(path), sheet, row)
        return commands.explain(path, table, key, as_json=False) if table else _not_ours(sheet)

    _looking(work)


def go_to_source() -> None:
    """Select the row that the selected row comes from; a skipped entry or a problem leads to the row it is about."""
    row, sheet = _selected()
    found: list[Where] = []

    def work(path: Path) -> int:
        found.extend(_sources(BookFile.open(path), sheet, row))
        return 0

    text = _printed(lambda: commands.guarded(lambda: work(_path(_book()))))
    if found:
        target = _book().sheets[found[0].sheet]
        target.activate()
        target.range((found[0].row, 1)).select()
    else:
        _tell(text or f"Row {row} of sheet {sheet} leads to no other row; use Explain Cell to see how it came about.")


# ---- the workbook in front


def _book() -> xlwings.Book:
    return xlwings.Book.caller().app.books.active


def _path(book: xlwings.Book) -> Path:
    return Path(book.fullname)


def _selected() -> tuple[int, str]:
    cell = _book().app.selection
    return (cell.row, cell.sheet.name) if cell is not None else (0, "")


def _with_file_closed(work: Callable[[Path], int]) -> None:
    book = _book()
    path, books = _path(book), book.app.books
    refusal = _refusal(book)
    if refusal:
        _tell(refusal)
        return
    book.save()
    book.close()
    try:
        text = _printed(lambda: work(path))
    finally:
        books.open(str(path))
    _tell(text, books.active.app)


def _looking(work: Callable[[Path], int], nothing: str = "") -> None:
    book = _book()
    if "://" in book.fullname or not _path(book).exists():
        _tell(_refusal(book))
        return
    text = _printed(lambda: commands.guarded(lambda: work(_path(book))))
    _tell(f"{book.name} as it was last saved:\n\n{text or nothing}")


def _refusal(book: xlwings.Book) -> str:
    if "://" in book.fullname or not _path(book).exists():
        return f"{book.name} is no file on this computer yet; save it to a folder of this computer and try again."
    if book.name == xlwings.Book.caller().name:
        return f"{book.name} holds the buttons itself and cannot be closed for a run; use the add-in's buttons."
    return ""


def _tell(text: str, app: Any = None) -> None:
    lines = text.splitlines()
    if len(lines) > _LINES:
        # the last line says what was written
        lines = [*lines[: _LINES - 2], f"... and {len(lines) - _LINES + 1} lines more", lines[-1]]
    (app or _book().app).alert("\n".join(lines), title="xlcost")


def _printed(work: Callable[[], int]) -> str:
    """What a command prints, on either stream."""
    text = io.StringIO()
    with redirect_stdout(text), redirect_stderr(text):
        work()
    return text.getvalue().strip()


def _run(path: Path, *, dry_run: bool, quiet: bool = False, run_time: datetime | None = None) -> int:
    started_at = run_time or datetime.now().replace(microsecond=0)
    clock = None if run_time else time.monotonic
    return commands.run(
        path, (), output=None, dry_run=dry_run, as_json=False, quiet=quiet, started_at=started_at, clock=clock
    )


# ---- which row is meant


def _row_at(book: BookFile, sheet: str, row: int) -> tuple[str, str]:
    """Table and key of a row of a sheet; blank when it is no row of ours."""
    books = book.books()
    for table_id, place in book.located.places.items():
        if place.sheet == sheet and place.header_row < row <= place.last_row:
            info = books.named(table_id).info
            found = next((each for each in books.named(table_id).rows if each.sheet_row == row), None)
            if found is not None and info.keys:
                return table_id, str(getattr(found, info.keys[-1]))
    return "", ""


def _sources(book: BookFile, sheet: str, row: int) -> list[Where]:
    books = book.books()
    findings: list[ProblemRow | SkippedEntryRow] = [*books[ProblemRow].rows, *books[SkippedEntryRow].rows]
    for found in findings:
        place = book.located.places.get(found.info.id)
        if place is not None and (place.sheet, found.sheet_row) == (sheet, row):
            return [Where(sheet=found.sheet, row=found.row)] if found.sheet and found.row else []
    table, key = _row_at(book, sheet, row)
    steps = explained(books, table, key) if table else []
    places = [step.where for step in steps if step.where.row and (step.where.sheet, step.where.row) != (sheet, row)]
    # a register says when a row was made, not what it comes from
    return sorted(places, key=lambda place: place.table.endswith("_registers"))


def _not_ours(sheet: str) -> int:
    print(f"The selected cell is in no row of a table of xlcost on sheet {sheet}.")
    return 0
