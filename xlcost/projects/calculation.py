"""`calculate_wip`: the WIP of projects as totals, entries and warnings (spec 3, B2 to B6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator

from xlcost.books import Books
from xlcost.context import needed_work_date
from xlcost.operations import ALL, Result, operation
from xlcost.parameters import CodeText, DateFilterText, Day, Parameters, Text
from xlcost.problems import OperationError, Problem, fail, problem, warning
from xlcost.projects import cockpit, tracing
from xlcost.projects.amounts import DayTest, Sources, percent_of
from xlcost.projects.group_wip import GroupWIP, ProjectWIP, Setup, group_wip
from xlcost.projects.groups import Group, fingerprint, groups_of, settings, tasks_of
from xlcost.projects.methods import Method, Methods
from xlcost.projects.posting_groups import PostingGroups
from xlcost.projects.state import (
    clear,
    completion_posted,
    in_project_order,
    last_posting_dates,
    latest,
    project_named,
    reopen_edited,
    rewrite,
    rows_of,
    set_amounts_to_post,
    unposted_totals,
)  # fmt: skip
from xlcost.rules.dates import date_test
from xlcost.rules.money import CENT, ZERO, rounded
from xlcost.tables.general_ledger import GLSetup
from xlcost.tables.projects import (
    Project,
    ProjectLedgerEntry,
    ProjectPlanningLine,
    ProjectPostingGroup,
    ProjectTask,
    WIPEntry,
    WIPGLEntry,
    WIPMethod,
    WIPTotal,
    WIPWarning,
)  # fmt: skip


def _checked(text: str) -> str:
    date_test(text)
    return text


DateFilter = Annotated[DateFilterText, AfterValidator(_checked)]


class CalculateParameters(Parameters):
    """Parameters of `calculate_wip`."""

    project: Text = ""
    """Blank = all projects with a WIP method."""
    posting_date: Day = None
    """Blank = work date."""
    document_no: CodeText = ""
    """Blank = `WIP-` and the posting date."""
    posting_date_filter: DateFilter = ""
    """Ledger entries that count; blank = up to the posting date."""
    planning_date_filter: DateFilter = ""
    """Planning lines that count; blank = all."""


PROJECT_COLUMNS = "project wip_method wip_posting_method posting_group status ending_date blocked wip_posting_date"
READS = {
    Project: PROJECT_COLUMNS,
    ProjectTask: ALL,
    ProjectPostingGroup: ALL,
    WIPMethod: ALL,
    WIPTotal: ALL,
    WIPEntry: ALL,
    WIPGLEntry: ALL,
}


@operation(
    "calculate_wip",
    CalculateParameters,
    reads={
        **READS,
        ProjectLedgerEntry: ALL,
        ProjectPlanningLine: "project task line_type planning_date total_cost line_amount",
        GLSetup: "amount_rounding_precision",
    },
)
def calculate_wip(books: Books, parameters: CalculateParameters) -> Result:
    """Calculate work in process of projects: recognised costs and sales, WIP entries and warnings."""
    day = parameters.posting_date or needed_work_date(books)
    setup = Setup(Methods(books), PostingGroups(books), _precision(books), day)
    document_no = parameters.document_no or default_document(day)
    chosen, problems = _chosen(books, parameters.project)
    reopen_edited(books, chosen)
    frozen = [project for project in chosen if completion_posted(books, project)]
    left_alone = {id(project) for project in frozen}
    problems += [*setup.methods.warnings]
    wanted = _calculable(
        books, [project for project in chosen if id(project) not in left_alone], parameters.project, problems
    )
    sources = _sources(books, wanted, parameters, day)
    calculated = [_calculate(books, setup, sources, project) for project in _with_ending_dates(books, wanted, day)]
    _raise(setup, _posting_method_faults(books, calculated))
    problems += setup.warnings + _unknown_rows(books, wanted, sources, everything=not parameters.project)
    clear(books, frozen)
    entries = _write(books, setup, calculated, document_no)
    problems += tracing.write(books, setup, sources, calculated, entries)
    problems += cockpit.refresh(books)
    counts = {"calculated": len(calculated), "created": sum(map(len, entries))}
    return Result(counts, problems, nothing_to_do=not calculated)


def _precision(books: Books) -> Decimal:
    """Smallest unit of an amount: that of the G/L setup, but not finer than the cent that amount columns hold."""
    return max(books.one(GLSetup).amount_rounding_precision, CENT)


def default_document(day: date) -> str:
    """Document number of WIP entries and reversals for which none is given."""
    return f"WIP-{day.isoformat()}"


# ---- which projects


def _chosen(books: Books, name: str) -> tuple[list[Project], list[Problem]]:
    """The project asked for, or all that have a WIP method."""
    if name:
        return [project_named(books, name)], []
    return [project for project in books[Project].rows if project.wip_method], []


def _calculable(books: Books, projects: Iterable[Project], name: str, problems: list[Problem]) -> list[Project]:
    """Projects that may be calculated. A blocked one is left out with a warning, or an error when it was named."""
    table, found = books[Project], []
    for project in projects:
        if project.blocked and not name:
            problems.append(warning("PROJECT_BLOCKED", table.where(project, "blocked"), project=project.project))
        elif project.blocked:
            raise fail("PROJECT_BLOCKED", table.where(project, "blocked"), project=project.project)
        elif not project.wip_method:
            raise fail("NO_WIP_METHOD", table.where(project, "wip_method"), project=project.project)
        else:
            found.append(project)
    return found


def _with_ending_dates(books: Books, projects: Sequence[Project], day: date) -> list[ProjectWIP]:
    """A completed project without an ending date ends on the later of the posting date and its last entry."""
    missing = [project for project in projects if project.status == "completed" and project.ending_date is None]
    last = last_posting_dates(books, missing)
    ends = {id(project): latest(day, last.get(project.project.casefold())) for project in missing}
    return [ProjectWIP(project, ending_date=ends.get(id(project), project.ending_date)) for project in projects]


# ---- what they are calculated from


def _sources(books: Books, projects: Sequence[Project], parameters: CalculateParameters, day: date) -> Sources:
    ledger = _filter(parameters.posting_date_filter) if parameters.posting_date_filter else _up_to(day)
    planning = _filter(parameters.planning_date_filter) if parameters.planning_date_filter else _always
    return Sources(books, {project.project.casefold() for project in projects}, ledger, planning)


def _up_to(last: date) -> DayTest:
    return lambda day: day is not None and day <= last


def _filter(text: str) -> DayTest:
    test = date_test(text)
    return lambda day: day is not None and test(day)


def _always(_day: date | None) -> bool:
    return True


def _unknown_rows(books: Books, projects: Sequence[Project], sources: Sources, *, everything: bool) -> list[Problem]:
    """Rows that belong to no task or no project: one warning a task or project."""
    found: list[Problem] = []
    tasks = books[ProjectTask].by("project", "task")
    names = {project.project.casefold(): project.project for project in projects}
    for (project, task), rows in sources.rows.items():
        if (project, task) not in tasks:
            first = rows.first()
            where = books.named(first.info.id).where(first, "task")
            found.append(problem("TASK_UNKNOWN", where, project=names[project], task=first.task, rows=len(rows)))
    known = books[Project].by("project")
    for name, row in sources.other.items() if everything else ():
        if name not in known:
            where = books.named(row.info.id).where(row, "project")
            found.append(problem("PROJECT_UNKNOWN", where, project=row.project))
    return found


# ---- one project


def _calculate(books: Books, setup: Setup, sources: Sources, found: ProjectWIP) -> ProjectWIP:
    project = found.project
    ended = found.ending_date is not None and setup.day >= found.ending_date
    complete = project.status == "completed" and ended
    found.tasks = tasks_of(books, project.project)
    groups, _ = groups_of(project, found.tasks)
    _check_tasks(books, setup, found.tasks, groups)
    _check_method(books, setup, project, groups)
    for group in groups:
        method = _method_of(books, setup, project, group)
        if method is not None:
            found.groups.append(group_wip(books, setup, sources, project, group, method, complete=complete))
    return found


def _check_tasks(books: Books, setup: Setup, tasks: Iterable[ProjectTask], groups: Iterable[Group]) -> None:
    """Settings of tasks that have no effect."""
    table, totals = books[ProjectTask], {id(group.total) for group in groups}
    for task in tasks:
        facts = {"project": task.project, "task": task.task}
        if task.wip_total == "excluded" and task.task_type != "posting":
            setup.warnings.append(problem("WIP_TOTAL_NOT_ALLOWED", table.where(task, "wip_total"), **facts))
        if task.wip_method and id(task) not in totals:
            setup.warnings.append(problem("TASK_METHOD_IGNORED", table.where(task, "wip_method"), **facts))


def _check_method(books: Books, setup: Setup, project: Project, groups: Sequence[Group]) -> None:
    """Totals keep the method of their first calculation; one method on all of them that is not the project's."""
    methods = {group.method.casefold() for group in groups}
    if project.wip_method and len(methods) == 1 and project.wip_method.casefold() not in methods:
        facts = {"project": project.project, "wip_method": project.wip_method}
        where = books[Project].where(project, "wip_method")
        used = {"task": groups[0].total.task, "used": groups[0].method}
        setup.warnings.append(problem("PROJECT_METHOD_UNUSED", where, **facts, **used))


def _method_of(books: Books, setup: Setup, project: Project, group: Group) -> Method | None:
    """The method of a group; None with a fault noted when there is none that may be used."""
    method = setup.methods.get(group.method)
    row: ProjectTask | Project = group.total if group.total.wip_method else project
    where = books.named(row.info.id).where(row, "wip_method")
    if method is None:
        setup.fault("WIP_METHOD_NOT_FOUND", where, wip_method=group.method)
    elif not method.valid:
        setup.fault("WIP_METHOD_NOT_VALID", where, wip_method=method.name)
    elif project.wip_posting_method == "per_ledger_entry" and not method.writes_all:
        where = books[Project].where(project, "wip_posting_method")
        facts = {"project": project.project, "wip_method": method.name}
        setup.fault("POSTING_METHOD_NOT_ALLOWED", where, **facts)
    else:
        return method
    return None


def _posting_method_faults(books: Books, calculated: Sequence[ProjectWIP]) -> list[Problem]:
    """Projects that left posting per ledger entry although some of their ledger has been posted."""
    per_project = {
        each.project.project.casefold(): each.project
        for each in calculated
        if each.project.wip_posting_method == "per_project"
    }
    faults: dict[str, Problem] = {}
    for entry in books[ProjectLedgerEntry].rows:
        if entry.amt_posted and (project := per_project.get(entry.project.casefold())):
            where = books[Project].where(project, "wip_posting_method")
            facts: dict[str, Any] = {"project": project.project, "entry_no": entry.entry_no}
            faults.setdefault(project.project, problem("POSTING_METHOD_CHANGED", where, **facts))
    return list(faults.values())


def _raise(setup: Setup, faults: Iterable[Problem]) -> None:
    """All faults of the setup together, missing accounts first."""
    every = [*setup.posting_groups.faults, *setup.methods.faults, *setup.faults, *faults]
    if every:
        raise OperationError(*every)


# ---- writing


def _write(books: Books, setup: Setup, calculated: Sequence[ProjectWIP], document_no: str) -> list[list[WIPEntry]]:
    """Write everything that was calculated; returns the WIP entries of each project."""
    dated = {"posting_date": setup.day, "document_no": document_no}
    recognised: dict[int, tuple[Decimal, Decimal]] = {}
    to_post: dict[int, Decimal] = {}
    for each in calculated:
        books[Project].update(each.project, wip_posting_date=setup.day, ending_date=each.ending_date)
        for group in each.groups:
            settings(books, group.group)
            recognised.update(group.recognised(setup.precision))
            to_post.update(group.to_post)
        for task in each.tasks:
            costs, sales = recognised.get(id(task), (ZERO, ZERO))
            books[ProjectTask].update(task, recognized_costs=costs, recognized_sales=sales)
    set_amounts_to_post(books, {each.project.project.casefold() for each in calculated}, to_post)
    rewrite(
        books[WIPTotal],
        [
            (unposted_totals(books, each.project), [_total(each, group, setup, dated) for group in each.groups])
            for each in calculated
        ],
    )
    entries = [
        (rows_of(books[WIPEntry], each.project), [values for group in each.groups for values in group.values(dated)])
        for each in calculated
    ]
    _write_warnings(books, calculated)
    return rewrite(books[WIPEntry], entries, "entry_no")


def _total(found: ProjectWIP, group: GroupWIP, setup: Setup, dated: dict[str, Any]) -> dict[str, Any]:
    amounts = group.amounts
    return {
        "project": found.project.project,
        "task": group.group.total.task,
        "wip_method": group.method.name,
        **dated,
        **amounts.by_name(),
        "recognized_costs": rounded(group.costs.sum, setup.precision),
        "recognized_sales": rounded(group.sales.sum, setup.precision),
        "cost_completion_pct": percent_of(amounts.usage_cost, amounts.budget_cost),
        "invoiced_pct": percent_of(amounts.invoiced_price, amounts.billable_price),
        "posted_to_gl": False,
        "task_setup": fingerprint(found.project, group.group, setup.methods),
    }


def _write_warnings(books: Books, calculated: Sequence[ProjectWIP]) -> None:
    table = books[WIPWarning]
    names = {each.project.project.casefold() for each in calculated}
    kept = [row for row in table.rows if row.project.casefold() not in names]
    new = [
        WIPWarning(project=each.project.project, task=group.group.total.task, code=code, message=message)
        for each in calculated
        for group in each.groups
        for code, message in group.doubts
    ]
    if new or len(kept) != len(table.rows):
        table.replace(in_project_order(books, [*kept, *new]))
