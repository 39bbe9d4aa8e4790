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
from xlcost.hosts.officejs.open_book import OpenWorkbook
from xlcost.hosts.officejs.steps import steps_of
from xlcost.problems import OperationError, Problem
from xlcost.rules.money import plain
from xlcost.tables.run import ProblemRow, SkippedEntryRow


def run_open(body: Any) -> dict[str, Any]:
    """What the run found, and the steps that write it; none in a dry run. Raises `Malformed`."""
    if not isinstance(body, dict) or not isinstance(body.get("book"), dict):
        raise Malformed("the body holds no workbook")
    run_time = body.get("run_time") or ""
    if not isinstance(run_time, str):
        raise Malformed("the run time is no text")
    file = OpenWorkbook(body["book"])
    try:
        book = OpenedBook.over(Path(str(body["book"].get("name", "book.xlsx"))), file)
        started_at = run_time or datetime.now().replace(microsecond=0).isoformat()
        clock = None if run_time else time.monotonic
        books, report, changes = run_opened(book, started_at=started_at, clock=clock)
    except OperationError as error:
        return _refused(error.problems)
    steps = [] if body.get("dry_run") else steps_of(changes, file.sheets, date1904=file.date1904)
    return {
        "outcome": report.outcome,
        "exit_code": report.exit_code,
        "operations": _operations(report),
        "problems": [_plain(as_dict(row)) for row in books[ProblemRow].rows],
        "skipped": [_plain(as_dict(row)) for row in books[SkippedEntryRow].rows],
        "tables": [change.title for change in changes],
        "steps": steps,
    }


def _operations(report: RunReport) -> list[dict[str, str]]:
    return [{"operation": each.operation, "outcome": each.outcome, "message": each.message} for each in report.outcomes]


def _refused(problems: Sequence[Problem]) -> dict[str, Any]:
    found = [
        {"severity": each.severity, "code": each.code, "message": each.message, "remedy": each.remedy,
         "sheet": each.where.sheet, "row": each.where.row} for each in problems
    ]  # fmt: skip
    empty: dict[str, Any] = {"operations": [], "skipped": [], "tables": [], "steps": []}
    return empty | {"outcome": "error", "exit_code": 3, "problems": found}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {key: plain(value) if isinstance(value, Decimal) else _shown(value) for key, value in row.items()}


def _shown(value: Any) -> Any:
    return value if isinstance(value, int | str | type(None)) else str(value)
