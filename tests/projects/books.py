"""Small projects as workbooks in memory, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from tests.acceptance.memory import MemoryWorkbook
from xlcost.close import Outcome

ACCOUNTS = {
    "wip_costs_account": "WIP-COST",
    "wip_accrued_costs_account": "WIP-ACC-COST",
    "wip_accrued_sales_account": "WIP-ACC-SALES",
    "wip_invoiced_sales_account": "WIP-INV-SALES",
    "project_costs_applied_account": "COST-APPL",
    "item_costs_applied_account": "ITEM-APPL",
    "resource_costs_applied_account": "RES-APPL",
    "gl_costs_applied_account": "GL-APPL",
    "project_costs_adjustment_account": "COST-ADJ",
    "project_sales_applied_account": "SALES-APPL",
    "project_sales_adjustment_account": "SALES-ADJ",
    "recognized_costs_account": "RECOG-COST",
    "recognized_sales_account": "RECOG-SALES",
}
BALANCE_SHEET = tuple(no for no in ACCOUNTS.values() if no.startswith("WIP-"))
DAY = "2026-01-31"
Rows = Sequence[Mapping[str, Any]]


def workbook(
    *,
    method: str = "Cost of Sales",
    per_entry: bool = False,
    tasks: Rows = ({"task": "1000"},),
    planning: Rows = (),
    ledger: Rows = (),
    methods: Rows = (),
    groups: Rows = (),
    **project: Any,
) -> MemoryWorkbook:
    """One project J1 with posting group STD; rows of tasks, planning and ledger name their task only."""
    own = {"project": "J1"}
    return MemoryWorkbook(
        {
            "run_options": [{"period_start": "2026-01-01", "period_end": DAY}],
            "gl_accounts": [{"no": no, "name": no.title()} for no in ACCOUNTS.values()],
            "dimensions": [{"code": "DEPARTMENT"}],
            "project_posting_groups": [{"posting_group": "STD", **ACCOUNTS}, *groups],
            "wip_methods": methods,
            "projects": [
                {
                    **own,
                    "wip_method": method,
                    "wip_posting_method": "per_ledger_entry" if per_entry else "per_project",
                    "posting_group": "STD",
                    "status": "open",
                    "ending_date": None,
                    "blocked": None,
                    "wip_posting_date": None,
                    **project,
                }
            ],
            "project_tasks": [{**own, "task_type": "posting", "wip_total": "", **row} for row in tasks],
            "project_planning_lines": [{**own, "planning_date": DAY, **row} for row in planning],
            "project_ledger_entries": [
                {**own, "entry_no": number, "type": "resource", "posting_date": DAY, **row}
                for number, row in enumerate(ledger, 1)
            ],
        }
    )


def budget(cost: str, price: str, task: str = "1000") -> dict[str, str]:
    """A budget line."""
    return {"task": task, "line_type": "budget", "total_cost": cost, "line_amount": price}


def billable(cost: str, price: str, task: str = "1000") -> dict[str, str]:
    """A billable line."""
    return {"task": task, "line_type": "billable", "total_cost": cost, "line_amount": price}


def usage(cost: str, price: str = "0", task: str = "1000", **more: str) -> dict[str, str]:
    """A usage entry."""
    return {"task": task, "entry_type": "usage", "total_cost": cost, "line_amount": price, **more}


def sale(cost: str, price: str, task: str = "1000", **more: str) -> dict[str, str]:
    """A sale entry; amounts as invoiced, the ledger holds them negative."""
    amounts = {"total_cost": str(-Decimal(cost)), "line_amount": str(-Decimal(price))}
    return {"task": task, "entry_type": "sale", **amounts, **more}


def run(book: MemoryWorkbook, operation: str, **parameters: Any) -> Outcome:
    """Run one operation; its outcome."""
    return book.run(operation, parameters).outcomes[-1]


def close_period(book: MemoryWorkbook, day: str = DAY) -> tuple[Outcome, Outcome]:
    """Calculate and post all projects, as a period end does."""
    return run(book, "calculate_wip", posting_date=day), run(book, "post_wip", posting_date=day)


def column(book: MemoryWorkbook, table: str, name: str) -> list[Any]:
    """The values of a column."""
    return [row.get(name) for row in book.tables.get(table, [])]


def balances(book: MemoryWorkbook) -> dict[str, Decimal]:
    """Balance of every G/L account that is not 0."""
    found: dict[str, Decimal] = {}
    for row in book.tables.get("gl_entries", []):
        found[row["gl_account_no"]] = found.get(row["gl_account_no"], Decimal(0)) + row["amount"]
    return {no: amount for no, amount in found.items() if amount}


def cockpit(book: MemoryWorkbook, project: str = "J1") -> dict[str, Any]:
    """The row of a project in the cockpit."""
    return next(row for row in book.tables["wip_cockpit"] if row["project"] == project)
