"""Recognition and WIP of figures are those of `calculate_wip` (spec 3, B4 and B5)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xlcost.functions  # noqa: F401  registers the functions
from tests.acceptance.memory import MemoryWorkbook
from tests.projects.books import ACCOUNTS
from xlcost.functions.registry import call
from xlcost.projects.methods import BUILT_IN

FIGURES = st.lists(st.integers(0, 200_000).map(lambda cents: Decimal(cents) / 100), min_size=7, max_size=7)


def _book(method: str, figures: list[Decimal]) -> MemoryWorkbook:
    budget_cost, budget_price, billable_price, usage_cost, usage_price, invoiced_cost, invoiced_price = figures
    line = {"project": "P", "task": "1", "planning_date": "2026-01-01"}
    entry = {"project": "P", "task": "1", "posting_date": "2026-01-01", "type": "resource"}
    return MemoryWorkbook(
        {
            "gl_accounts": [{"no": no} for no in ACCOUNTS.values()],
            "project_posting_groups": [{"posting_group": "STD", **ACCOUNTS}],
            "projects": [{"project": "P", "wip_method": method, "posting_group": "STD"}],
            "project_tasks": [{"project": "P", "task": "1", "wip_total": "total"}],
            "project_planning_lines": [
                {**line, "line_no": 1, "line_type": "budget", "total_cost": budget_cost, "line_amount": budget_price},
                {**line, "line_no": 2, "line_type": "billable", "total_cost": 0, "line_amount": billable_price},
            ],
            "project_ledger_entries": [
                {**entry, "entry_no": 1, "entry_type": "usage", "total_cost": usage_cost, "line_amount": usage_price},
                {**entry, "entry_no": 2, "entry_type": "sale", "total_cost": -invoiced_cost, "line_amount": -invoiced_price},
            ],
        }
    )  # fmt: skip


@pytest.mark.parametrize("method", [method.name for method in BUILT_IN.values()])
@settings(max_examples=15, deadline=None)
@given(figures=FIGURES)
def test_figures_are_those_of_a_run(method: str, figures: list[Decimal]) -> None:
    book = _book(method, figures)
    report = book.run("calculate_wip", {"posting_date": "2026-03-31"})
    assert report.outcome == "ok", report.outcomes[-1].message
    [total] = book.tables["wip_totals"]
    arguments: list[Any] = [method, *map(float, figures)]
    assert call("RECOGNIZEDCOSTS", arguments) == total["recognized_costs"]
    assert call("RECOGNIZEDSALES", arguments) == total["recognized_sales"]
    wip_accounts = {no for column, no in ACCOUNTS.items() if column.startswith("wip_")}
    entries = book.tables.get("wip_entries", [])
    on_wip = -sum((row["amount"] for row in entries if row["balancing_account"] in wip_accounts), Decimal(0))
    assert call("WIP", arguments) == on_wip
