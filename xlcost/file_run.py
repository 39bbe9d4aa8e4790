"""A run on a file: read, run the plan in memory, write what changed, save (spec 0, sections 5 to 7; spec 4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xlcost.book_file import BookFile, OpenedBook
from xlcost.books import Books
from xlcost.changes import changes_of
from xlcost.close import Clock, Outcome, Progress, RunReport, cell_problem, refused_plan, run_steps
from xlcost.default_plan import default_steps
from xlcost.hosts.batch.calculated_file import saved_values, with_saved
from xlcost.plan import PlanStep, steps_given, steps_of_plan
from xlcost.problems import OperationError, Problem
from xlcost.tables.run import RunPlanStep
from xlcost.workbook.model import TableChange

Given = Sequence[tuple[str, Mapping[str, Any]]]


@dataclass(slots=True)
class FileRun:
    """What a run on a file found and what it would write."""

    book: BookFile
    books: Books
    report: RunReport
    changes: list[TableChange] = field(default_factory=list)


def run_file(
    path: Path,
    given: Given = (),
    *,
    started_at: str = "",
    clock: Clock | None = None,
    progress: Progress = lambda _name: None,
) -> FileRun:
    """Run operations on the workbook in memory. Nothing is written; `changes` says what would be.

    `given` = (operation, parameters) pairs; without them the workbook's `run_plan`, without that the default plan.
    """
    book = BookFile.open(path)
    return FileRun(book, *run_opened(book, given, started_at=started_at, clock=clock, progress=progress))


def run_opened(
    book: OpenedBook,
    given: Given = (),
    *,
    started_at: str = "",
    clock: Clock | None = None,
    progress: Progress = lambda _name: None,
) -> tuple[Books, RunReport, list[TableChange]]:
    """The same on a workbook that is open in any host: the books after the run, its report, what would be written."""
    books = book.books()
    stamps = {"started_at": started_at, "input_hash": book.file.sha256}
    try:
        steps = steps_given(given) if given else _planned(books)
    except OperationError as error:
        if given:
            raise
        report = refused_plan(books, error, **stamps)
    else:
        report = run_steps(books, steps, clock=clock, progress=progress, **stamps)
    return books, report, _changes(book, books)


def _changes(book: OpenedBook, books: Books) -> list[TableChange]:
    """What is written: the changes of the run, and new saved values of worksheet functions in the tables."""
    places, read = book.located.places, book.file.read
    saved = saved_values(book.file, places)
    return with_saved(changes_of(books, places, read, always=bool(saved)), places, saved)


def _planned(books: Books) -> Iterable[PlanStep]:
    plan = books[RunPlanStep]
    faults = [*plan.problems, *(cell_problem(plan, fault) for fault in plan.cell_problems)]
    if faults:
        raise OperationError(*faults)
    return steps_of_plan(books) if plan.rows else default_steps(books)


def all_problems(report: RunReport) -> list[tuple[Outcome, Problem]]:
    """Every finding of a run with the operation that made it."""
    return [(outcome, found) for outcome in report.outcomes for found in outcome.result.problems]
