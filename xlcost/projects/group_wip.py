"""The WIP of one group of tasks: recognition, lines, entries, doubts (spec 3, B3.6 to B6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from xlcost.books import Books
from xlcost.catalogue.projects import DOUBTS
from xlcost.problems import Problem, Where, problem, shown_fact
from xlcost.projects.amounts import Amounts, Sources, TaskRows, sum_of
from xlcost.projects.entries import (
    Entry,
    Line,
    Posting,
    TaskWork,
    accrued_costs,
    applies_each_sale,
    compressed,
    lines_of_task,
)
from xlcost.projects.groups import Group, posting_group_of
from xlcost.projects.methods import Method, Methods
from xlcost.projects.posting_groups import PostingGroups
from xlcost.projects.recognition import COMPLETE_COSTS, COMPLETE_SALES, Recognised, recognise
from xlcost.rules.money import ZERO, rounded, total
from xlcost.tables.projects import Project, ProjectLedgerEntry, ProjectTask


@dataclass(slots=True)
class Setup:
    """What all groups of a calculation share, and what was found wrong on the way."""

    methods: Methods
    posting_groups: PostingGroups
    precision: Decimal
    day: date
    faults: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def fault(self, code: str, where: Where, **facts: str) -> None:
        """Note a fault; all of them are reported together."""
        self.faults.append(problem(code, where, **facts))


@dataclass(frozen=True, slots=True)
class GroupWIP:
    """All that was calculated for a group."""

    project: Project
    group: Group
    method: Method
    complete: bool
    amounts: Amounts
    works: Sequence[TaskWork]
    costs: Recognised
    sales: Recognised
    lines: Sequence[Line]
    entries: Sequence[Entry]
    doubts: Sequence[tuple[str, str]]
    """Codes and messages of B6."""
    to_post: Mapping[int, Decimal]
    """`id` of a ledger entry -> amount that the next posting takes up."""

    def recognised(self, precision: Decimal) -> Iterator[tuple[int, tuple[Decimal, Decimal]]]:
        """`id` of a task -> its recognised costs and sales as written."""
        for work in self.works:
            yield id(work.task), (rounded(work.costs, precision), rounded(work.sales, precision))

    def values(self, dated: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """The WIP entries as rows, without their numbers."""
        for entry in self.entries:
            yield {
                "project": self.project.project,
                "task": self.group.total.task,
                **dated,
                "type": entry.type,
                "account": entry.account,
                "balancing_account": entry.balancing_account,
                "posting_group": entry.posting_group,
                "amount": entry.amount,
                "project_complete": self.complete,
                "reverse": True,
                "dimensions": dict(entry.dimensions),
            }


@dataclass(slots=True)
class ProjectWIP:
    """What was calculated for a project; nothing is written yet."""

    project: Project
    ending_date: date | None = None
    tasks: Sequence[ProjectTask] = ()
    groups: list[GroupWIP] = field(default_factory=list)


def group_wip(
    books: Books, setup: Setup, sources: Sources, project: Project, group: Group, method: Method, *, complete: bool
) -> GroupWIP:
    """Calculate one group. Missing accounts are noted in `setup`."""
    tasks = group.posting_tasks
    rows = [sources.of(project.project, task.task) for task in tasks]
    each = [found.amounts() for found in rows]
    whole = sum_of(each)
    costs = recognise(COMPLETE_COSTS if complete else method.cost_rule, each, whole, setup.precision)
    sales = recognise(COMPLETE_SALES if complete else method.sales_rule, each, whole, setup.precision)
    names = [setup.posting_groups.name(posting_group_of(project, task)) for task in tasks]
    works = [TaskWork(*parts) for parts in zip(tasks, rows, each, costs.amounts, sales.amounts, names, strict=True)]
    posting = Posting(method, project.wip_posting_method == "per_ledger_entry", complete)
    lines = [line for work in works for line in lines_of_task(posting, work)]
    lines += accrued_costs(posting, works)
    if posting.per_ledger_entry:
        _check_types(books, setup, rows)
    entries = compressed(lines, method, setup.posting_groups.account, setup.precision)
    for entry in entries:
        if setup.posting_groups.lacks(entry):
            where, task = _posting_group_cell(books, project, tasks, entry)
            setup.posting_groups.note(entry, where, project.project, task)
    doubts = list(_doubts(project, whole, costs, sales, setup.precision))
    to_post = _amounts_to_post(works, posting, sales)
    return GroupWIP(project, group, method, complete, whole, works, costs, sales, lines, entries, doubts, to_post)


def _check_types(books: Books, setup: Setup, rows: Sequence[TaskRows]) -> None:
    """Usage without a type has no account of its own to be applied to."""
    table = books[ProjectLedgerEntry]
    for entry in (entry for task in rows for entry in task.usage if not entry.type):
        setup.fault("LEDGER_TYPE_MISSING", table.where(entry, "type"), entry_no=str(entry.entry_no))


# ---- ledger entries that the next posting takes up (B5.5, B8)


def _amounts_to_post(works: Sequence[TaskWork], posting: Posting, sales: Recognised) -> dict[int, Decimal]:
    if not posting.per_ledger_entry:
        return {}
    found: dict[int, Decimal] = {}
    for work in works:
        applies_costs = posting.complete or work.costs or work.amounts.usage_cost
        for entry in work.rows.usage if applies_costs else ():
            found[id(entry)] = entry.total_cost - entry.amt_posted
        for entry in work.rows.sales if applies_each_sale(posting, work) else ():
            found[id(entry)] = entry.line_amount - entry.amt_posted
    return found | _credited(works, sales, found)


def _credited(works: Sequence[TaskWork], sales: Recognised, found: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """Sale entries of a group whose sales were recognised in the G/L and have since been credited in full."""
    if sales.sum or not total(work.task.recognized_sales_gl or ZERO for work in works):
        return {}
    return {
        id(entry): entry.line_amount
        for work in works
        for entry in work.rows.sales
        if entry.line_amount and not entry.amt_posted and not found.get(id(entry))
    }


# ---- where a posting group is named


def _posting_group_cell(
    books: Books, project: Project, tasks: Sequence[ProjectTask], entry: Entry
) -> tuple[Where, str]:
    """The cell that names the posting group of an entry, and the first task that uses the group."""
    name = entry.posting_group.casefold()
    task = next(task for task in tasks if posting_group_of(project, task).casefold() == name)
    row: Project | ProjectTask = task if task.posting_group else project
    return books.named(row.info.id).where(row, "posting_group"), task.task


# ---- doubts (B6)

Doubt = Callable[[Amounts, Decimal, Decimal], bool]
_DOUBTS: Mapping[str, Doubt] = {
    "BILLABLE_PRICE_ZERO": lambda t, _costs, _sales: not t.billable_price,
    "BUDGET_COST_ZERO": lambda t, _costs, _sales: not t.budget_cost,
    "BUDGET_PRICE_ZERO": lambda t, _costs, _sales: not t.budget_price,
    "COST_COMPLETION_OVER_100": lambda t, _costs, _sales: t.usage_cost > t.budget_cost,
    "RECOGNIZED_SALES_NEGATIVE": lambda _t, _costs, sales: sales < 0,
    "RECOGNIZED_COSTS_NEGATIVE": lambda _t, costs, _sales: costs < 0,
}


def _doubts(
    project: Project, whole: Amounts, costs: Recognised, sales: Recognised, precision: Decimal
) -> Iterator[tuple[str, str]]:
    if project.status == "completed":
        return
    recognised = {
        "recognized_costs": rounded(costs.sum, precision),
        "recognized_sales": rounded(sales.sum, precision),
    }
    facts = {name: shown_fact(amount) for name, amount in (whole.by_name() | recognised).items()}
    for code, holds in _DOUBTS.items():
        if holds(whole, recognised["recognized_costs"], recognised["recognized_sales"]):
            yield code, f"{DOUBTS[code].what.format_map(facts)}; {DOUBTS[code].remedy}"
