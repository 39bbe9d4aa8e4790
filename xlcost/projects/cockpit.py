"""`wip_cockpit`: the figures of every project and the entries that each figure sums (spec 3, B9 and D)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from xlcost.books import Books
from xlcost.problems import Problem, problem
from xlcost.projects.amounts import percent_of
from xlcost.projects.state import in_project_order, made, rows_of
from xlcost.rules.money import ZERO, plain, total
from xlcost.tables.projects import (
    Project,
    ProjectTask,
    WIPCockpit,
    WIPEntry,
    WIPGLEntry,
    WIPTrace,
    WIPWarning,
)  # fmt: skip

LISTED_PARTS = 500_000
"""Up to so many rows the trace lists what is behind the cockpit; beyond it the sheet would overflow."""
STEP = 90
"""Step of the trace rows that carry the entries behind the cockpit."""
COSTS = ("accrued_costs", "applied_costs", "recognized_costs")
SALES = ("accrued_sales", "applied_sales", "recognized_sales")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the cockpit that sums entries: of which types, with which sign, of completions too or not."""

    types: tuple[str, ...]
    sign: int
    with_completion: bool = False


UNPOSTED: Mapping[str, Figure] = {
    "total_wip_cost": Figure(COSTS, -1),
    "total_wip_sales": Figure(SALES, 1),
    "recog_costs": Figure(("recognized_costs",), 1, with_completion=True),
    "recog_sales": Figure(("recognized_sales",), -1, with_completion=True),
}
POSTED: Mapping[str, Figure] = {
    **{f"{name}_gl": figure for name, figure in UNPOSTED.items()},
    "applied_costs_gl": Figure(("applied_costs",), -1),
    "applied_sales_gl": Figure(("applied_sales",), -1),
}
OF_TASKS = {
    "calc_recog_costs": "recognized_costs",
    "calc_recog_sales": "recognized_sales",
    "calc_recog_costs_gl": "recognized_costs_gl",
    "calc_recog_sales_gl": "recognized_sales_gl",
}
"""Figure -> column of the tasks."""
COMBINED = {
    "recog_profit": (("calc_recog_sales", 1), ("calc_recog_costs", -1)),
    "accum_wip_costs": (("total_wip_cost", 1), ("applied_costs_gl", 1)),
    "accum_wip_sales": (("total_wip_sales", 1), ("applied_sales_gl", -1)),
}
"""Figure -> the figures that it adds up."""


@dataclass(frozen=True, slots=True)
class Part:
    """One row behind a figure: what it adds, and where it stands."""

    task: str
    amount: Decimal
    text: str
    table: str
    entry_no: int | None


def refresh(books: Books) -> list[Problem]:
    """Rewrite the cockpit of all projects and its part of the trace; reports figures that differ from their trace."""
    rows: list[WIPCockpit] = []
    traced: list[WIPTrace] = []
    problems: list[Problem] = []
    for project in books[Project].rows:
        parts = _parts(books, project)
        row = _row(books, project)
        rows.append(row)
        traced += [_trace(project, figure, part) for figure, each in parts.items() for part in each]
        traced += _profit_pct(row)
        problems += _differences(row, parts)
    trace = books[WIPTrace]
    kept = [row for row in trace.rows if row.step != STEP]
    if len(traced) > LISTED_PARTS:
        traced = []
        problems.append(problem("TRACE_SHORTENED", left_out="entries"))
    _replace(books, rows, in_project_order(books, [*kept, *traced]))
    return problems


def _replace(books: Books, cockpit: list[WIPCockpit], trace: list[WIPTrace]) -> None:
    if cockpit or books[WIPCockpit].rows:
        books[WIPCockpit].replace(cockpit)
    if trace or books[WIPTrace].rows:
        books[WIPTrace].replace(trace)


# ---- the figures


def _row(books: Books, project: Project) -> WIPCockpit:
    entries = rows_of(books[WIPEntry], project)
    booked = rows_of(books[WIPGLEntry], project)
    current = [row for row in booked if not row.reversed]
    tasks = rows_of(books[ProjectTask], project)
    sums = {name: _sum(figure, entries) for name, figure in UNPOSTED.items()}
    sums |= {name: _sum(figure, current) for name, figure in POSTED.items()}
    sums |= {name: total(getattr(task, column) or ZERO for task in tasks) for name, column in OF_TASKS.items()}
    sums |= {name: total(sign * sums[of] for of, sign in parts) for name, parts in COMBINED.items()}
    return WIPCockpit(
        project=project.project,
        wip_method=project.wip_method,
        wip_posting_method=project.wip_posting_method,
        posting_group=project.posting_group,
        status=project.status,
        wip_posting_date=project.wip_posting_date,
        ending_date=project.ending_date,
        recog_profit_pct=percent_of(sums["recog_profit"], sums["calc_recog_sales"]),
        entries_exist=bool(entries),
        completion_calculated=any(row.project_complete for row in entries),
        completion_posted=any(row.project_complete for row in booked),
        warnings=len(rows_of(books[WIPWarning], project)),
        **sums,
    )


def _sum(figure: Figure, entries: Iterable[WIPEntry | WIPGLEntry]) -> Decimal:
    counted = (row.amount for row in entries if _counts(figure, row))
    return figure.sign * total(counted) or ZERO


def _counts(figure: Figure, row: WIPEntry | WIPGLEntry) -> bool:
    return row.type in figure.types and (figure.with_completion or not row.project_complete)


# ---- what is behind them


def _parts(books: Books, project: Project) -> dict[str, list[Part]]:
    parts: dict[str, list[Part]] = {}
    for row in rows_of(books[WIPEntry], project):
        _add(parts, UNPOSTED, row, f"{row.type}, not posted")
    for booked in rows_of(books[WIPGLEntry], project):
        if not booked.reversed:
            _add(parts, POSTED, booked, f"{booked.type}, booked on {booked.posting_date}")
    for task in rows_of(books[ProjectTask], project):
        for name, column in OF_TASKS.items():
            amount: Decimal | None = getattr(task, column)
            if amount:
                part = Part(task.task, amount, f"{column} of task {task.task}", ProjectTask.info.id, None)
                parts.setdefault(name, []).append(part)
    for name, of in COMBINED.items():
        combined = list(_combined(parts, of))
        if combined:
            parts[name] = combined
    return parts


def _add(parts: dict[str, list[Part]], figures: Mapping[str, Figure], row: WIPEntry | WIPGLEntry, text: str) -> None:
    for name, figure in figures.items():
        if _counts(figure, row):
            part = Part(row.task, figure.sign * row.amount, text, row.info.id, row.entry_no)
            parts.setdefault(name, []).append(part)


def _combined(parts: Mapping[str, list[Part]], of: Iterable[tuple[str, int]]) -> Iterator[Part]:
    for name, sign in of:
        for part in parts.get(name, ()):
            yield Part(part.task, sign * part.amount, f"{name}: {part.text}", part.table, part.entry_no)


def _trace(project: Project, figure: str, part: Part) -> WIPTrace:
    own = part.table == ProjectTask.info.id
    return made(
        WIPTrace,
        project=project.project,
        task=part.task if own else "",
        total_task="" if own else part.task,
        figure=figure,
        step=STEP,
        text=part.text,
        amount=part.amount,
        table=part.table,
        entry_no=part.entry_no,
    )


def _profit_pct(row: WIPCockpit) -> list[WIPTrace]:
    if not row.recog_profit_pct:
        return []
    text = f"100 x {plain(row.recog_profit)} / {plain(row.calc_recog_sales)} = {plain(row.recog_profit_pct)}"
    amount = row.recog_profit_pct
    return [made(WIPTrace, project=row.project, figure="recog_profit_pct", step=STEP, text=text, amount=amount)]


def _differences(row: WIPCockpit, parts: Mapping[str, list[Part]]) -> list[Problem]:
    found: list[Problem] = []
    for figure in (*UNPOSTED, *POSTED, *OF_TASKS, *COMBINED):
        amount: Decimal = getattr(row, figure)
        traced = total(part.amount for part in parts.get(figure, ()))
        if amount != traced:
            found.append(problem("TRACE_DIFFERENCE", project=row.project, figure=figure, amount=amount, traced=traced))
    return found
