"""Balances and budgets of the cost ledger, and the cost type of an account (spec 1, 7.2 and 9)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, TypeVar

from xlcost.books import Books, Table
from xlcost.cost_accounting.filters import CostFilters, Entry
from xlcost.cost_accounting.linking import found_links
from xlcost.cost_accounting.reports import percent_of
from xlcost.functions.coercion import unknown
from xlcost.functions.ranges import Range, TableRanges, rows_of
from xlcost.functions.registry import Block, Cell, Tables, function
from xlcost.rules.money import CENT, total
from xlcost.tables.cost_accounting import CostBudgetEntry, CostEntry, CostType
from xlcost.tables.general_ledger import GLAccount
from xlcost.tables.kinds import CODE, DAY, TEXT

E = TypeVar("E", CostEntry, CostBudgetEntry)
Entries = Annotated[Range, Block("Cost entries with their headings in the first row")]
BudgetEntries = Annotated[Range, Block("Cost budget entries with their headings in the first row")]
TypeFilter = Annotated[str, Cell(TEXT, "Filter over cost types, such as 8904..8924|9*; blank = all")]
CenterFilter = Annotated[str, Cell(TEXT, "Filter over cost centers; blank = all")]
ObjectFilter = Annotated[str, Cell(TEXT, "Filter over cost objects; blank = all")]
FromDate = Annotated[dt.date | None, Cell(DAY, "First day; blank = from the beginning")]
ToDate = Annotated[dt.date | None, Cell(DAY, "Last day; blank = to the end")]
_ACTUAL, _PLAN = "cost_entries[[#Headers],[#Data]]", "cost_budget_entries[[#Headers],[#Data]]"
"""Ledgers in examples: without their totals rows."""
BudgetName = Annotated[str, Cell(CODE, "Cost budget; blank = all budgets")]


@lru_cache(maxsize=16)
def _entries(row_class: type[E], found: Range) -> list[E]:
    """The entries of a range, those alike in all that filters see added up, so that many cells share the sums."""
    sums: dict[tuple[Any, ...], Any] = {}
    day = "posting_date" if row_class is CostEntry else "date"
    for row in rows_of(row_class, found):
        budget = getattr(row, "budget_name", "")
        key = (row.cost_type_no, row.cost_center_code, row.cost_object_code, getattr(row, day), budget)
        sums[key] = sums.get(key, 0) + row.amount
    names = ("cost_type_no", "cost_center_code", "cost_object_code", day, "budget_name")
    made: Any = row_class
    last = None if row_class is CostBudgetEntry else -1
    return [made(amount=amount, **dict(zip(names[:last], key[:last], strict=True))) for key, amount in sums.items()]


def _filters(types: str, centers: str, objects: str, first: dt.date | None, last: dt.date | None) -> CostFilters:
    bounds = [day.isoformat() if day else "" for day in (first, last)]
    days = "..".join(bounds) if any(bounds) else ""
    return CostFilters(date_filter=days, no_filter=types, cost_center_filter=centers, cost_object_filter=objects)


def _sum(entries: list[Any], filters: CostFilters, budget: str = "") -> Decimal:
    passes = filters.passes()
    counted: list[Entry] = [row for row in entries if not budget or row.budget_name == budget]
    return total(row.amount for row in counted if passes(row))


def _both_sums(entries: Range, budget_entries: Range, filters: CostFilters, budget: str) -> tuple[Decimal, Decimal]:
    """Actual and budget by the same filters."""
    return _sum(_entries(CostEntry, entries), filters), _sum(_entries(CostBudgetEntry, budget_entries), filters, budget)


@function("BALANCE", example=f'=XLCOST.BALANCE({_ACTUAL},"8904..8924","ADM","","2026-01-01","2026-12-31")')
def balance(
    entries: Entries,
    cost_types: TypeFilter = "",
    cost_centers: CenterFilter = "",
    cost_objects: ObjectFilter = "",
    from_date: FromDate = None,
    to_date: ToDate = None,
) -> Decimal:
    """Sum of cost entries by filters over cost types, centers, objects and days."""
    return _sum(_entries(CostEntry, entries), _filters(cost_types, cost_centers, cost_objects, from_date, to_date))


@function("BUDGET", example=f'=XLCOST.BUDGET({_PLAN},"B2026","8904..8924","ADM")')
def budget_sum(
    budget_entries: BudgetEntries,
    budget: BudgetName = "",
    cost_types: TypeFilter = "",
    cost_centers: CenterFilter = "",
    cost_objects: ObjectFilter = "",
    from_date: FromDate = None,
    to_date: ToDate = None,
) -> Decimal:
    """Sum of cost budget entries by budget and filters over cost types, centers, objects and days."""
    filters = _filters(cost_types, cost_centers, cost_objects, from_date, to_date)
    return _sum(_entries(CostBudgetEntry, budget_entries), filters, budget)


@function("VARIANCE", example=f'=XLCOST.VARIANCE({_ACTUAL},{_PLAN},"B2026","8904..8924")')
def variance(
    entries: Entries,
    budget_entries: BudgetEntries,
    budget: BudgetName = "",
    cost_types: TypeFilter = "",
    cost_centers: CenterFilter = "",
    cost_objects: ObjectFilter = "",
    from_date: FromDate = None,
    to_date: ToDate = None,
) -> Decimal:
    """Actual less budget, both by the same filters; positive = more was spent than budgeted."""
    filters = _filters(cost_types, cost_centers, cost_objects, from_date, to_date)
    spent, planned = _both_sums(entries, budget_entries, filters, budget)
    return spent - planned


@function("BUDGETPERCENT", example=f'=XLCOST.BUDGETPERCENT({_ACTUAL},{_PLAN},"B2026","8904..8924")')
def budget_percent(
    entries: Entries,
    budget_entries: BudgetEntries,
    budget: BudgetName = "",
    cost_types: TypeFilter = "",
    cost_centers: CenterFilter = "",
    cost_objects: ObjectFilter = "",
    from_date: FromDate = None,
    to_date: ToDate = None,
) -> Decimal:
    """Actual in percent of the budget with two places, both by the same filters; 0 without a budget."""
    filters = _filters(cost_types, cost_centers, cost_objects, from_date, to_date)
    return percent_of(*_both_sums(entries, budget_entries, filters, budget), CENT)


@function("COSTTYPE", example='=XLCOST.COSTTYPE("6150",cost_types[#All])')
def cost_type(
    account: Annotated[str, Cell(CODE, "Number of an income statement account")],
    tables: Annotated[TableRanges, Tables((CostType,), "Cost types with their G/L account ranges")],
) -> str:
    """The cost type whose G/L account range holds an account; #N/A when none does."""
    found = _linked(tables.books, account)
    if not found:
        raise unknown(f"account {account} is in the G/L account range of no cost type; widen a range")
    return found


@lru_cache(maxsize=4096)
def _linked(books: Books, account: str) -> str:
    chart: Any = GLAccount
    only = chart(no=account, income_balance="Income Statement")
    together = Books([Table(CostType, books[CostType].rows), Table(GLAccount, [only])])
    return found_links(together).types.get(account, "")
