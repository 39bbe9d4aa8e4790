"""The default period-end plan: over the areas whose tables hold data, in the order of the contract (spec 0, 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xlcost.books import Books
from xlcost.context import work_date
from xlcost.cost_accounting.alignment import PlannedAlignment
from xlcost.cost_accounting.allocation import PlannedAllocation, PlannedKeys
from xlcost.cost_accounting.gl_check import PlannedCheck
from xlcost.cost_accounting.journal import PlannedJournal
from xlcost.parameters import Parameters
from xlcost.plan import PlanStep, make_step
from xlcost.tables.cost_accounting import CostAccountingSetup
from xlcost.tables.run import RunOptions

Condition = Callable[[Books], bool]
Given = Callable[[Books], Mapping[str, Any]]


def holds(*table_ids: str) -> Condition:
    """Whether every one of the tables has rows."""

    def test(books: Books) -> bool:
        tables = [books.named(table_id) for table_id in table_ids]
        return all(table.rows or table.aside or table.problems for table in tables)

    return test


def _either(*conditions: Condition) -> Condition:
    return lambda books: any(condition(books) for condition in conditions)


def _both(*conditions: Condition) -> Condition:
    return lambda books: all(condition(books) for condition in conditions)


def _nothing(_books: Books) -> Mapping[str, Any]:
    return {}


def _period_end(books: Books) -> Mapping[str, Any]:
    options = books.one(RunOptions)
    return _given(date=options.period_end or options.work_date)


def _wip_date(books: Books) -> Mapping[str, Any]:
    options = books.one(RunOptions)
    return _given(posting_date=options.period_end or options.work_date)


def _wip_posting(books: Books) -> Mapping[str, Any]:
    return {**_wip_date(books), "with_method_only": True}


def _statement(books: Books) -> Mapping[str, Any]:
    options = books.one(RunOptions)
    first, last = options.period_start, options.period_end
    dates = f"{first or ''}..{last or ''}" if first or last else ""
    return {"report": "cost_statement", **({"date_filter": dates} if dates else {})}


def _valuation(books: Books) -> Mapping[str, Any]:
    options = books.one(RunOptions)
    return {
        "report": "inventory_valuation",
        **_given(starting_date=options.period_start, ending_date=options.period_end or work_date(books)),
    }


def _given(**parameters: Any) -> dict[str, Any]:
    return {name: value for name, value in parameters.items() if value}


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One line of the default plan: the operation, when it runs, with what, and how it differs from the operation."""

    operation: str
    when: Condition
    given: Given = _nothing
    model: type[Parameters] | None = None


_LINES = _either(holds("actual_lines"), holds("estimate_lines"))
_COST_ACCOUNTING = holds("cost_accounting_setup", "cost_types")
_CHARTS = holds("cost_accounting_setup")
_VALUE_ENTRIES = holds("value_entries")
_WIP = _both(holds("projects"), lambda books: any(row.wip_method for row in books.named("projects").rows))


def _auto_transfer(books: Books) -> bool:
    return _COST_ACCOUNTING(books) and books.one(CostAccountingSetup).auto_transfer_from_gl


def _checks_postings(books: Books) -> bool:
    return _COST_ACCOUNTING(books) and books.one(CostAccountingSetup).check_gl_postings


PLAN: tuple[PlanItem, ...] = (
    PlanItem("resolve_cost_prices", _LINES),
    PlanItem("resolve_sales_prices", _LINES),
    PlanItem("resolve_resource_costs", holds("resource_lines")),
    PlanItem("post_transactions", holds("item_transactions")),
    PlanItem("adjust_cost", holds("item_transactions")),
    PlanItem("post_cost_to_gl", _VALUE_ENTRIES, lambda _books: {"method": "per_entry"}),
    PlanItem("check_gl_postings", _both(_auto_transfer, _checks_postings, _VALUE_ENTRIES), model=PlannedCheck),
    PlanItem("auto_transfer_gl", _both(_auto_transfer, _VALUE_ENTRIES)),
    PlanItem("post_actuals", holds("actual_lines", "project_tasks")),
    PlanItem("calculate_wip", _WIP, _wip_date),
    PlanItem("post_wip", _WIP, _wip_posting),
    PlanItem("check_gl_postings", _checks_postings, model=PlannedCheck),
    PlanItem("auto_transfer_gl", _both(_auto_transfer, _WIP)),
    PlanItem("get_cost_types", _CHARTS, model=PlannedAlignment),
    PlanItem("get_cost_centers", _CHARTS, model=PlannedAlignment),
    PlanItem("get_cost_objects", _CHARTS, model=PlannedAlignment),
    PlanItem("transfer_gl", _COST_ACCOUNTING),
    PlanItem("post_cost_journal", holds("cost_journal_lines"), model=PlannedJournal),
    PlanItem("calculate_allocation_keys", holds("cost_allocation_sources"), _period_end, PlannedKeys),
    PlanItem("allocate_costs", holds("cost_allocation_sources"), _period_end, PlannedAllocation),
    PlanItem("reconcile", _VALUE_ENTRIES, lambda _books: {"show_warning": True}),
    PlanItem("report", _COST_ACCOUNTING, lambda _books: {"report": "cost_reconciliation"}),
    PlanItem("report", _COST_ACCOUNTING, _statement),
    PlanItem("report", _VALUE_ENTRIES, _valuation),
    PlanItem("report", holds("wip_totals"), lambda _books: {"report": "wip_statement"}),
)


def default_steps(books: Books) -> Iterator[PlanStep]:
    """The steps of the default plan. Each condition is asked when its turn comes, after the steps before it ran."""
    for item in PLAN:
        if item.when(books):
            yield make_step(item.operation, item.given(books), model=item.model)
