"""`POST /run`: the period end on the tables of the open workbook (spec 0, sections 5 and 6)."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from xlcost.book_file import OpenedBook
from xlcost.close import RunReport
from xlcost.console import as_dict
from xlcost.file_run import run_opened
from xlcost.hosts.officejs.calls import Malformed
from xlcost.hosts.officejs.dressing import Dress
from xlcost.hosts.officejs.last_run import LastRuns, key_of
from xlcost.hosts.officejs.open_book import OpenWorkbook
from xlcost.hosts.officejs.steps import steps_of
from xlcost.problems import OperationError, Problem
from xlcost.rules.money import plain
from xlcost.tables.run import ProblemRow, SkippedEntryRow
from xlcost.workbook.model import TableChange


def run_open(body: Any, runs: LastRuns) -> dict[str, Any]:
    """What the run found, and the steps that write it; none in a dry run. `runs` keeps the way back.

    Raises `Malformed`.
    """
    if not isinstance(body, dict) or not isinstance(body.get("book"), dict):
        raise Malformed("the body holds no workbook")
    run_time = body.get("run_time") or ""
    if not isinstance(run_time, str):
        raise Malformed("the run time is no text")
    key, file = key_of(body), OpenWorkbook(body["book"])
    try:
        book = OpenedBook.over(Path(str(body["book"].get("name", "book.xlsx"))), file)
        started_at = run_time or datetime.now().replace(microsecond=0).isoformat()
        clock = None if run_time else time.monotonic
        books, report, changes = run_opened(book, started_at=started_at, clock=clock)
    except OperationError as error:
        return _refused(error.problems)
    tables = [change.title for change in changes]
    steps = [] if body.get("dry_run") else _steps(book, file, changes)
    if steps:
        runs.begun(key, steps, tables, started_at)
    return {
        "outcome": report.outcome,
        "exit_code": report.exit_code,
        "operations": _operations(report),
        "problems": [_plain(as_dict(row)) for row in books[ProblemRow].rows],
        "skipped": [_plain(as_dict(row)) for row in books[SkippedEntryRow].rows],
        "tables": tables,
        "steps": [{name: value for name, value in step.items() if name != "undo"} for step in steps],
    }


def _steps(book: OpenedBook, file: OpenWorkbook, changes: Sequence[TableChange]) -> list[dict[str, Any]]:
    before, places = book.books(), book.located.places
    return steps_of(changes, file, lambda change: Dress.standing(change, before, places))


def _operations(report: RunReport) -> list[dict[str, str]]:
    return [{"operation": each.operation, "outcome": each.outcome, "message": each.message} for each in report.outcomes]


def _refused(problems: Sequence[Problem]) -> dict[str, Any]:
    found = [
        {"severity": each.severity, "code": each.code, "message": each.message, "remedy": each.remedy,
         "sheet": each.where.sheet, "row": each.where.row, "column": each.where.column} for each in problems
    ]  # fmt: skip
    empty: dict[str, Any] = {"operations": [], "skipped": [], "tables": [], "steps": []}
    return empty | {"outcome": "error", "exit_code": 3, "problems": found}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {key: plain(value) if isinstance(value, Decimal) else _shown(value) for key, value in row.items()}


def _shown(value: Any) -> Any:
    return value if isinstance(value, int | str | type(None)) else str(value)
