"""Report `wip_statement`: the last calculation of every project on one page, with live totals and a chart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from xlcost.books import Books
from xlcost.operations import ALL, Result, report
from xlcost.parameters import Parameters, Text
from xlcost.projects.amounts import percent_of
from xlcost.projects.cockpit import COSTS, SALES
from xlcost.projects.state import made, project_named, rows_of, standing
from xlcost.rules.money import ZERO, total
from xlcost.tables.projects import Project, ProjectTask, WIPEntry, WIPGLEntry, WIPStatement, WIPTotal

OF_TOTAL = ("budget_cost", "usage_cost", "recognized_costs", "billable_price", "invoiced_price", "recognized_sales")
SUMMED = (*OF_TOTAL, "wip_costs", "wip_sales", "profit")
PERCENTS = {
    "cost_completion_pct": ("usage_cost", "budget_cost"),
    "invoiced_pct": ("invoiced_price", "billable_price"),
}
"""Column -> the part and the whole."""
Formulas = dict[tuple[int, str], str]


class StatementParameters(Parameters):
    """Parameters of the report."""

    project: Text = ""
    """Blank = all projects with a calculation."""


@report(
    "wip_statement",
    StatementParameters,
    reads={Project: "project", ProjectTask: "project task description", WIPTotal: ALL, WIPEntry: ALL, WIPGLEntry: ALL},
)
def wip_statement(books: Books, parameters: StatementParameters) -> Result:
    """The last WIP calculation of every project: budget, usage, recognised, invoiced and parked amounts."""
    projects = [project_named(books, parameters.project)] if parameters.project else books[Project].rows
    rows: list[WIPStatement] = []
    formulas: Formulas = {}
    project_rows: list[int] = []
    for project in projects:
        groups = _groups(books, project)
        if groups:
            project_rows.append(len(rows))
            head = _added(groups, project=project.project, description=project.project)
            for column in SUMMED:
                formulas[len(rows), column] = f"SUM({{{column}@{len(rows) + 1}:{len(rows) + len(groups)}}})"
            rows += [head, *groups]
    if rows:
        last = len(rows) - 1
        for column in SUMMED:
            # rows without a task are projects; naming each of them could be longer than a formula may be
            formulas[len(rows), column] = f'SUMPRODUCT(({{task@0:{last}}}="")*{{{column}@0:{last}}})'
        rows.append(_added((rows[index] for index in project_rows), description="Total"))
    for index in range(len(rows)):
        formulas[index, "profit"] = "{recognized_sales}-{recognized_costs}"
        for column, (part, whole) in PERCENTS.items():
            formulas[index, column] = f"IF({{{whole}}}=0,0,ROUND(100*{{{part}}}/{{{whole}}},5))"
    books[WIPStatement].replace(rows, formulas)
    return Result({"rows": len(rows)}, nothing_to_do=not rows)


def latest_totals(books: Books, project: Project) -> list[WIPTotal]:
    """The last calculation of a project: the totals not posted, else those of the last posting."""
    totals = rows_of(books[WIPTotal], project)
    current = [row for row in totals if not row.posted_to_gl]
    if current or not totals:
        return current
    when = (totals[-1].posting_date, totals[-1].document_no)
    # a group that was posted twice under one date stands there twice; the later one counts
    return list({row.task: row for row in totals if (row.posting_date, row.document_no) == when}.values())


def _groups(books: Books, project: Project) -> list[WIPStatement]:
    totals = latest_totals(books, project)
    waiting = any(not row.posted_to_gl for row in totals)
    entries: Sequence[WIPEntry | WIPGLEntry] = (
        rows_of(books[WIPEntry], project) if waiting else standing(books, project)
    )
    return [_group(books, row, [entry for entry in entries if entry.task == row.task]) for row in totals]


def _group(books: Books, row: WIPTotal, entries: Iterable[WIPEntry | WIPGLEntry]) -> WIPStatement:
    task = books[ProjectTask].get(row.project, row.task)
    parked = [entry for entry in entries if not entry.project_complete]
    return made(
        WIPStatement,
        project=row.project,
        task=row.task,
        description=(task.description if task else "") or row.task,
        wip_method=row.wip_method,
        posting_date=row.posting_date,
        posted_to_gl=row.posted_to_gl,
        **{column: getattr(row, column) for column in OF_TOTAL},
        cost_completion_pct=row.cost_completion_pct,
        invoiced_pct=row.invoiced_pct,
        wip_costs=-total(entry.amount for entry in parked if entry.type in COSTS) or ZERO,
        wip_sales=total(entry.amount for entry in parked if entry.type in SALES),
        profit=row.recognized_sales - row.recognized_costs,
        indentation=1,
    )


def _added(rows: Iterable[WIPStatement], **values: str) -> WIPStatement:
    every = list(rows)
    sums: dict[str, Decimal] = {column: total(getattr(row, column) for row in every) for column in SUMMED}
    percents = {column: percent_of(sums[part], sums[whole]) for column, (part, whole) in PERCENTS.items()}
    return made(WIPStatement, **values, **sums, **percents)
