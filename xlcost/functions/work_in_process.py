"""Recognised costs and sales and the WIP of a project's figures, by method (spec 3, B4 and B5)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any

from xlcost.books import Books
from xlcost.functions.coercion import unknown
from xlcost.functions.ranges import TableRanges
from xlcost.functions.registry import Cell, Tables, function
from xlcost.projects.amounts import NO_ROWS, Amounts
from xlcost.projects.entries import Posting, TaskWork, accrued_costs, compressed, lines_of_task
from xlcost.projects.methods import Method, Methods
from xlcost.projects.recognition import recognise
from xlcost.rules.money import CENT, rounded, total
from xlcost.tables.kinds import NAME, amount_kind
from xlcost.tables.projects import ProjectTask, WIPMethod

AMOUNT = amount_kind()
MethodName = Annotated[
    str, Cell(NAME, "WIP method: Cost Value, Cost of Sales, Sales Value, POC, Completed Contract or own")
]
BudgetCost = Annotated[Decimal, Cell(AMOUNT, "Budgeted cost")]
BudgetPrice = Annotated[Decimal, Cell(AMOUNT, "Budgeted price")]
BillablePrice = Annotated[Decimal, Cell(AMOUNT, "Price of what is to be billed")]
UsageCost = Annotated[Decimal, Cell(AMOUNT, "Cost of the usage so far")]
UsagePrice = Annotated[Decimal, Cell(AMOUNT, "Price of the usage so far")]
InvoicedCost = Annotated[Decimal, Cell(AMOUNT, "Cost of what is invoiced, positive")]
InvoicedPrice = Annotated[Decimal, Cell(AMOUNT, "Price of what is invoiced, positive")]
OwnMethods = Annotated[TableRanges, Tables((WIPMethod,), "WIP methods, where the method is your own")]
_FIGURES = "1000,1500,1500,600,900,300,450"


@lru_cache(maxsize=16)
def _methods(books: Books) -> Methods:
    return Methods(books)


def _method(tables: TableRanges, name: str) -> Method:
    method = _methods(tables.books).get(name)
    if method is None or not method.valid:
        raise unknown(f"{name} is no WIP method; use a built-in one or give the table of WIP methods")
    return method


def _amounts(*figures: Decimal) -> Amounts:
    names = (
        "budget_cost",
        "budget_price",
        "billable_price",
        "usage_cost",
        "usage_price",
        "invoiced_cost",
        "invoiced_price",
    )
    return Amounts(**dict(zip(names, figures, strict=True)))


def _recognised(method: Method, amounts: Amounts) -> tuple[Decimal, Decimal]:
    costs, sales = (recognise(rule, [amounts], amounts, CENT).sum for rule in (method.cost_rule, method.sales_rule))
    return rounded(costs, CENT), rounded(sales, CENT)


@function("RECOGNIZEDCOSTS", example=f'=XLCOST.RECOGNIZEDCOSTS("Cost Value",{_FIGURES})')
def recognized_costs(
    wip_method: MethodName, budget_cost: BudgetCost, budget_price: BudgetPrice, billable_price: BillablePrice,
    usage_cost: UsageCost, usage_price: UsagePrice, invoiced_cost: InvoicedCost, invoiced_price: InvoicedPrice,
    tables: OwnMethods,
) -> Decimal:  # fmt: skip
    """Recognised costs of an open project or WIP total by the rule of its method."""
    given = _amounts(budget_cost, budget_price, billable_price, usage_cost, usage_price, invoiced_cost, invoiced_price)
    return _recognised(_method(tables, wip_method), given)[0]


@function("RECOGNIZEDSALES", example=f'=XLCOST.RECOGNIZEDSALES("POC",{_FIGURES})')
def recognized_sales(
    wip_method: MethodName, budget_cost: BudgetCost, budget_price: BudgetPrice, billable_price: BillablePrice,
    usage_cost: UsageCost, usage_price: UsagePrice, invoiced_cost: InvoicedCost, invoiced_price: InvoicedPrice,
    tables: OwnMethods,
) -> Decimal:  # fmt: skip
    """Recognised sales of an open project or WIP total by the rule of its method."""
    given = _amounts(budget_cost, budget_price, billable_price, usage_cost, usage_price, invoiced_cost, invoiced_price)
    return _recognised(_method(tables, wip_method), given)[1]


@function("WIP", example=f'=XLCOST.WIP("Cost Value",{_FIGURES})')
def work_in_process(
    wip_method: MethodName, budget_cost: BudgetCost, budget_price: BudgetPrice, billable_price: BillablePrice,
    usage_cost: UsageCost, usage_price: UsagePrice, invoiced_cost: InvoicedCost, invoiced_price: InvoicedPrice,
    tables: OwnMethods,
) -> Decimal:  # fmt: skip
    """Work in process of an open project: cost not recognised yet plus sales recognised beyond the invoices."""
    given = _amounts(budget_cost, budget_price, billable_price, usage_cost, usage_price, invoiced_cost, invoiced_price)
    method = _method(tables, wip_method)
    return _on_wip_accounts(method, given, *_recognised(method, given))


def _on_wip_accounts(method: Method, amounts: Amounts, costs: Decimal, sales: Decimal) -> Decimal:
    """What the WIP entries of one task leave on the WIP accounts, which are their balancing accounts."""
    task: Any = ProjectTask
    work = TaskWork(task(project="", task=""), NO_ROWS, amounts, Fraction(costs), Fraction(sales), "")
    posting = Posting(method, per_ledger_entry=False, complete=False)
    lines = [*lines_of_task(posting, work), *accrued_costs(posting, [work])]
    entries = compressed(lines, method, lambda _group, column: column, CENT)
    return -total(entry.amount for entry in entries if entry.balancing_account.startswith("wip_"))
