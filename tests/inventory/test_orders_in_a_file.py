"""Both options of production orders on the real path: a workbook file, its own plan, the command line."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
from click.testing import CliRunner

from tests.acceptance.real import read_book, write_book
from tests.inventory.shop_floor import capacity, factory
from tests.inventory.test_production import Row, buy, make, order, use
from xlcost.cli import cli

GLUE = {"item_no": "GLUE", "type": "Non-Inventory", "unit_cost": Decimal("2.50")}
PLAN = [
    ("post_transactions", ""),
    ("adjust_cost", ""),
    ("post_cost_to_gl", ""),
    ("finish_production_order", "order_no=PO1"),
    ("finish_production_order", "order_no=PO2"),
    ("adjust_cost", ""),
    ("post_cost_to_gl", ""),
    ("reconcile", "show_warning=yes"),
    ("report", "report=inventory_valuation_wip"),
]


def written(path: Path, setup: Row) -> None:
    """PO1 makes two B of four A and glue for 10.00; PO2 uses three A and capacity of 8.00 and makes nothing."""
    rows = [buy("A", 10, "100"), use("A", 4, "PO1"), make("B", 2, "PO1"), use("A", 3, "PO2"), capacity("2", "4", "PO2")]
    rows += [use("GLUE", 4, "PO1")] if setup.get("include_non_inventory_cost") else []
    orders = [order("PO1", "B"), order("PO2", "B")]
    book = factory([{"item_no": "A"}, {"item_no": "B", "unit_cost": Decimal(9)}, GLUE], rows, orders, setup)
    plan = [{"step": step, "operation": name, "parameters": given} for step, (name, given) in enumerate(PLAN, 1)]
    write_book(path, book.tables | {"run_plan": plan, "run_options": [{"work_date": "2024-01-31"}]})


def close(path: Path) -> dict[str, Any]:
    """What the command line says of a run of the workbook's plan."""
    arguments = ["run-workbook", str(path), "--json", "--run-time", "2024-02-01T08:00:00"]
    finished = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert finished.exit_code == 0, finished.stdout
    found: dict[str, Any] = json.loads(finished.stdout)
    return found


def balances(path: Path) -> dict[str, Decimal]:
    """Balance of each G/L account, without zeros."""
    sums: dict[str, Decimal] = {}
    for row in read_book(path)["gl_entries"]:
        sums[row["gl_account_no"]] = sums.get(row["gl_account_no"], Decimal(0)) + Decimal(str(row["amount"]))
    return {account: amount for account, amount in sums.items() if amount}


def headers(path: Path) -> list[Any]:
    """Headers of the value entries."""
    return [cell.value for cell in openpyxl.load_workbook(path)["Value Entries"][1]]


def test_both_options_together(tmp_path: Path) -> None:
    """Stock: 30.00 of A and two B for 40.00 and 10.00 of glue. Inventory Adjmt.: 38.00. A second run writes nothing."""
    path = tmp_path / "orders.xlsx"
    written(path, {"include_non_inventory_cost": True, "finish_order_without_output": True})
    found = close(path)
    assert found["problems"] == []
    assert balances(path) == {"INVT": 80, "DIRNI": -10, "ADJMT": 38, "DIRCOST": -108}
    assert "WIP Written Off" in headers(path)
    tables = read_book(path)
    assert {row["difference"] for row in tables["reconciliation_totals"]} == {0}
    lines = {row["order_no"]: (row["output"], row["as_of_end"]) for row in tables["inventory_valuation_wip"]}
    assert lines == {"PO1": (-40, 0), "PO2": (-38, 0)}
    before = path.read_bytes()
    close(path)
    assert path.read_bytes() == before


def test_without_them_there_is_no_trace_but_a_warning(tmp_path: Path) -> None:
    """The 38.00 of PO2 stay in WIP, the value entries have no new column, and the user is told."""
    path = tmp_path / "orders.xlsx"
    written(path, {})
    (warned,) = close(path)["problems"]
    assert warned["code"] == "ORDER_WITHOUT_OUTPUT"
    assert "38.00" in warned["message"]
    assert "Production Orders!" in warned["message"]
    assert balances(path) == {"INVT": 70, "WIP": 38, "DIRCOST": -108}
    assert "WIP Written Off" not in headers(path)
