"""Explanations of WIP figures, from the trace down to planning and ledger rows (spec 3, D)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from xlcost.books import Books
from xlcost.operations import ALL, Step, explains
from xlcost.problems import NOWHERE, Where, shown_fact
from xlcost.projects.cockpit import COMBINED, OF_TASKS, POSTED, UNPOSTED
from xlcost.projects.cockpit import STEP as COCKPIT_STEP
from xlcost.projects.tracing import ENTRY as ENTRY_STEP
from xlcost.tables.columns import Row
from xlcost.tables.general_ledger import GLEntry
from xlcost.tables.projects import (
    Project,
    ProjectLedgerEntry,
    ProjectTask,
    WIPCockpit,
    WIPEntry,
    WIPGLEntry,
    WIPTotal,
    WIPTrace,
)  # fmt: skip

READS = {WIPTrace: ALL, Project: ALL, WIPTotal: ALL, WIPEntry: ALL, WIPGLEntry: ALL, WIPCockpit: ALL}
_FIGURES = (*UNPOSTED, *POSTED, *OF_TASKS, *COMBINED)
_ENTRY_FIGURES = {
    "recognized_costs": ("recognized_costs",),
    "recognized_sales": ("recognized_sales",),
    "applied_costs": ("recognized_costs", "usage_cost"),
    "applied_sales": ("recognized_sales", "invoiced_price", "usage_price"),
    "accrued_costs": ("recognized_costs", "usage_cost"),
    "accrued_sales": ("recognized_sales", "invoiced_price"),
}
"""Type of WIP entry -> the figures of the calculation that it is made of."""


def explain_wip(books: Books, project: str, figure: str = "") -> list[WIPTrace]:
    """The rows of `wip_trace` of a project, of one figure or of all: what `EXPLAIN_WIP` shows."""
    rows = books[WIPTrace].by("project").get(project.strip().casefold(), [])
    wanted = figure.strip().casefold().replace(" ", "_")
    return [row for row in rows if not wanted or row.figure == wanted]


@explains("projects", reads=READS)
def explain_project(books: Books, key: str) -> list[Step]:
    """Every figure of a project: its cockpit, then the calculation of each group."""
    project = books[Project].get(key)
    if project is None:
        return []
    return [
        Step(f"Project {project.project}, status {project.status}", books[Project].where(project)),
        *_cockpit(books, project.project),
        *_traced(books, _calculation(books, project.project, lambda _row: True)),
    ]


@explains("wip_cockpit", reads=READS)
def explain_cockpit(books: Books, key: str) -> list[Step]:
    """The figures of a project with the entries that each of them sums. Key: `PROJECT`, or `PROJECT FIGURE`."""
    name, figure = _split(books, key)
    return _cockpit(books, name, figure)


@explains("wip_totals", reads=READS)
def explain_total(books: Books, key: str) -> list[Step]:
    """How a WIP total came about. Key: `PROJECT/TASK` with the total task."""
    name, _, task = key.rpartition("/")
    rows = books[WIPTotal].by("project", "task").get((name.strip().casefold(), task.strip().casefold()), [])
    if not rows:
        return []
    total = rows[-1]
    head = Step(
        f"WIP total {total.project}/{total.task} on {total.posting_date} by method {total.wip_method}"
        f"{', posted' if total.posted_to_gl else ', not posted'}",
        books[WIPTotal].where(total),
        total.recognized_sales - total.recognized_costs,
    )
    return [head, *_traced(books, _calculation(books, total.project, lambda row: row.total_task == total.task))]


@explains("wip_entries", reads=READS)
def explain_entry(books: Books, key: str) -> list[Step]:
    """How a WIP entry came about. Key: its number."""
    entry = books[WIPEntry].get(int(key)) if key.isdecimal() else None
    return [_entry_step(books, entry, "WIP entry"), *_behind(books, entry)] if entry else []


@explains("wip_gl_entries", reads={**READS, GLEntry: "entry_no"})
def explain_booking(books: Books, key: str) -> list[Step]:
    """A booking of WIP: its G/L entries, its reversal, and how the amount came about. Key: its number."""
    booking = books[WIPGLEntry].get(int(key)) if key.isdecimal() else None
    if booking is None:
        return []
    behind = _behind(books, booking) if _is_traced(books, booking) else _total_behind(books, booking)
    return [_entry_step(books, booking, "WIP G/L entry"), *_gl_steps(books, booking), *behind]


@explains("project_tasks", reads={**READS, ProjectTask: ALL})
def explain_task(books: Books, key: str) -> list[Step]:
    """How the recognised amounts of a task came about. Key: `PROJECT/TASK`."""
    name, _, number = key.rpartition("/")
    task = books[ProjectTask].get(name.strip(), number.strip())
    if task is None:
        return []
    head = Step(f"Task {task.project}/{task.task} of type {task.task_type}", books[ProjectTask].where(task))
    groups = {row.total_task for row in explain_wip(books, task.project) if row.task == task.task}
    own = _calculation(books, task.project, lambda row: row.total_task in groups and row.task in ("", task.task))
    return [head, *_traced(books, own)]


# ---- steps


def _entry_step(books: Books, row: WIPEntry | WIPGLEntry, what: str) -> Step:
    where = books.named(row.info.id).where(row, "amount")
    text = f"{what} {row.entry_no}: {row.type} of {row.project}/{row.task}, {row.account} against"
    return Step(f"{text} {row.balancing_account}", where, row.amount)


def _gl_steps(books: Books, booking: WIPGLEntry) -> list[Step]:
    numbers = [("booked", booking.gl_entry_no), ("booked", booking.balancing_gl_entry_no)]
    if booking.reversed:
        numbers += [("reversed", booking.reversal_gl_entry_no), ("reversed", booking.reversal_balancing_gl_entry_no)]
    steps = []
    for word, number in numbers:
        entry = books[GLEntry].get(number)
        where = books[GLEntry].where(entry, "amount") if entry else NOWHERE
        steps.append(Step(f"{word} as G/L entry {number}", where, entry.amount if entry else None, 1))
    return steps


def _is_traced(books: Books, booking: WIPGLEntry) -> bool:
    """Whether the trace, which holds the last calculation only, is that of the booking."""
    rows = books[WIPTrace].by("project").get(booking.project.casefold(), [])
    own = (WIPGLEntry.info.id, booking.entry_no)
    return any(row.step == ENTRY_STEP and (row.table, row.entry_no) == own for row in rows)


def _total_behind(books: Books, booking: WIPGLEntry) -> list[Step]:
    """Of an older calculation the WIP total is left."""
    found = books[WIPTotal].by("project", "task").get((booking.project.casefold(), booking.task.casefold()), [])
    totals = [
        row
        for row in found
        if (row.posting_date, row.document_no) == (booking.wip_posting_date, booking.document_no) and row.posted_to_gl
    ]
    text = f"calculated on {booking.wip_posting_date}; a later calculation has replaced its trace"
    if not totals:
        return [Step(text, level=1)]
    total = totals[-1]
    text += f": recognised costs {shown_fact(total.recognized_costs)}, sales {shown_fact(total.recognized_sales)}"
    return [Step(text, books[WIPTotal].where(total), level=1)]


def _behind(books: Books, entry: WIPEntry | WIPGLEntry) -> list[Step]:
    figures = _ENTRY_FIGURES.get(entry.type, ())
    return _traced(
        books,
        _calculation(books, entry.project, lambda row: row.total_task == entry.task and row.figure in figures),
    )


def _calculation(books: Books, project: str, wanted: Callable[[WIPTrace], bool]) -> list[WIPTrace]:
    return [row for row in explain_wip(books, project) if row.step != COCKPIT_STEP and wanted(row)]


def _traced(books: Books, rows: Iterable[WIPTrace]) -> list[Step]:
    return [Step(row.text, _where(books, row), row.amount, 1 + row.indentation) for row in rows]


def _where(books: Books, trace: WIPTrace) -> Where:
    """The cell that a trace row speaks of."""
    if trace.row:
        return Where(trace.table, trace.sheet, trace.row)
    row_class = _KEYED.get(trace.table)
    if row_class is None or not trace.entry_no:
        return NOWHERE
    row: Any = books[row_class].get(trace.entry_no)
    # WIP entries go when they are posted, and their numbers are given to others
    same = row is not None and row.project.casefold() == trace.project.casefold()
    return books[row_class].where(row) if same else NOWHERE


_KEYED: dict[str, type[Row]] = {
    each.info.id: each for each in (WIPEntry, WIPGLEntry, ProjectLedgerEntry)
}  # fmt: skip


def _cockpit(books: Books, project: str, figure: str = "") -> list[Step]:
    row = books[WIPCockpit].by("project").get(project.casefold(), [None])[0]
    if row is None:
        return []
    steps: list[Step] = []
    for name in [figure] if figure else _FIGURES:
        parts = [each for each in explain_wip(books, project, name) if each.step == COCKPIT_STEP]
        if parts or figure:
            steps.append(
                Step(f"{name} of project {row.project}", books[WIPCockpit].where(row, name), getattr(row, name))
            )
            steps += _traced(books, parts)
    return steps


def _split(books: Books, key: str) -> tuple[str, str]:
    """`PROJECT FIGURE` as its two parts; a key that is a project is no figure."""
    name, _, figure = key.rpartition(" ")
    known: Sequence[str] = _FIGURES
    if books[WIPCockpit].by("project").get(key.casefold()) or figure not in known:
        return key, ""
    return name.strip(), figure
