"""Prices flow into the project ledger, from there into WIP and the G/L, dimensions included (spec 3, B11)."""

from __future__ import annotations

from typing import Any

from tests.acceptance.memory import MemoryWorkbook
from tests.prices.build import again, line, setup
from tests.projects.books import billable, budget, workbook

STEPS = ("resolve_cost_prices", "resolve_sales_prices", "post_actuals", "calculate_wip", "post_wip")


def book() -> MemoryWorkbook:
    """A project whose costs are parked as WIP until it is complete, with two priced actuals."""
    made = workbook(method="Completed Contract", planning=[budget("2000", "3000"), billable("2000", "3000")])
    [project] = made.tables["projects"]
    tables = setup(
        projects=[{**project, "contracting_unit": "US", "contract": "K", "sales_currency": "USD"}],
        role_prices=[{"role_price": "R", "price_list": "C", "role": "Developer", "price": 100}],
        gl_setup=[{"lcy_code": "USD"}],
        actual_lines=[
            line(1, project="J1", date="2026-01-15", quantity=8, DEPARTMENT="SALES"),
            line(2, project="j1", date="2026-01-20", **{"class": "expense", "entered_unit_cost": 50}),
        ],
    )
    return MemoryWorkbook(made.tables | tables)


def balances(workbook: MemoryWorkbook) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for row in workbook.tables.get("gl_entries", []):
        found[row["gl_account_no"]] = found.get(row["gl_account_no"], 0) + row["amount"]
    return found


def test_priced_actuals_end_as_wip_in_the_ledger() -> None:
    workbook = book()
    for step in STEPS:
        again(workbook, step)
    assert balances(workbook) == {"WIP-COST": 850, "COST-APPL": -850}


def test_running_the_chain_again_changes_nothing() -> None:
    workbook = book()
    for step in STEPS:
        again(workbook, step)
    before = {name: workbook.tables[name] for name in ("project_ledger_entries", "gl_entries", "price_results")}
    for step in STEPS:
        again(workbook, step)
    assert {name: workbook.tables[name] for name in before} == before


def test_a_line_of_next_month_joins_what_is_there() -> None:
    workbook = book()
    for step in STEPS:
        again(workbook, step)
    workbook.tables["actual_lines"].append(line(3, project="J1", date="2026-01-31", quantity=1))
    for step in STEPS:
        again(workbook, step)
    assert balances(workbook) == {"WIP-COST": 950, "COST-APPL": -950}
