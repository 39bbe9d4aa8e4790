"""A small factory with posting setups: transactions of orders, played up to the general ledger."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.acceptance.memory import MemoryWorkbook
from tests.inventory import ledgers
from tests.inventory.test_production import Row, order, run

ZERO = Decimal(0)
GROUPS = {"inventory_posting_group": "FIN", "gen_prod_posting_group": "PROD"}


def factory(
    items: list[Row], rows: list[Row], orders: list[Row] | None = None, setup: Row | None = None, **tables: Any
) -> MemoryWorkbook:
    """Transactions numbered from 1, dated 15 January unless they say otherwise; order PO1 makes item B."""
    numbered = [
        {"line_no": number, "posting_date": "2024-01-15", "document_no": f"D{number}"} | row
        for number, row in enumerate(rows, 1)
    ]
    standing: dict[str, Any] = {
        "inventory_setup": [{"expected_cost_posting_to_gl": True} | (setup or {})],
        "items": [GROUPS | item for item in items],
        "production_orders": [order("PO1", "B")] if orders is None else orders,
        "item_transactions": numbered,
    }
    return ledgers.workbook([], **(standing | tables))


def capacity(quantity: str, unit_cost: str, number: str = "PO1", **other: Any) -> Row:
    """Capacity used by an order."""
    row = {"transaction_type": "Capacity", "quantity": Decimal(quantity), "direct_unit_cost": Decimal(unit_cost)}
    return row | GROUPS | {"order_type": "Production", "order_no": number} | other


def post(book: MemoryWorkbook, *lines: int) -> None:
    """Post transactions, none of which may be refused."""
    outcome = run(book, "post_transactions", **({"lines": list(lines)} if lines else {}))
    assert not outcome.result.counts["refused"], book.tables.get("problems")


def finish(book: MemoryWorkbook, number: str = "PO1") -> Any:
    """Finish an order on 31 January."""
    return run(book, "finish_production_order", order_no=number, posting_date="2024-01-31")


def to_gl(book: MemoryWorkbook, **parameters: Any) -> Any:
    """Adjust and post to the general ledger."""
    run(book, "adjust_cost")
    return run(book, "post_cost_to_gl", **parameters)


def accounts(book: MemoryWorkbook) -> dict[str, Decimal]:
    """Balance of each G/L account, without zeros."""
    found: dict[str, Decimal] = ledgers.amounts_by(book, "gl_entries", "gl_account_no")
    return found


def values(book: MemoryWorkbook, entry_type: str, item_no: str = "B") -> dict[str, Decimal]:
    """Actual cost of an item by variance type, of one entry type."""
    sums: dict[str, Decimal] = {}
    for row in book.tables["value_entries"]:
        if row["entry_type"] == entry_type and row["item_no"] == item_no:
            sums[row["variance_type"]] = sums.get(row["variance_type"], ZERO) + row["cost_amount_actual"]
    return sums


def differences(book: MemoryWorkbook) -> dict[str, Decimal]:
    """Differences of the reconciliation; what nothing explains must be nothing."""
    run(book, "reconcile", show_warning=True)
    unexplained = [
        row for row in book.tables["reconciliation_causes"] if row["cause"] == "UNEXPLAINED" and row["amount"]
    ]
    assert not unexplained
    return {row["account_type"]: row["difference"] for row in book.tables["reconciliation_totals"] if row["difference"]}


def in_balance(book: MemoryWorkbook) -> None:
    """G/L and inventory agree everywhere, and nothing is to be warned of."""
    assert differences(book) == {}
    assert book.tables["reconciliation_warnings"] == []
    assert [row["cause"] for row in book.tables["reconciliation_causes"] if row["cause"] != "UNEXPLAINED"] == []


def matrix_sums(book: MemoryWorkbook) -> dict[str, Decimal]:
    """Per balance sheet column of the reconciliation matrix: what its rows and its total add up to, without zeros."""
    columns = ("inventory", "inventory_interim", "wip_inventory")
    rows = [row for row in book.tables["reconciliation_matrix"] if row["name"] not in ("G/L Total", "Difference")]
    sums = {column: sum((row[column] for row in rows), ZERO) for column in columns}
    return {column: amount for column, amount in sums.items() if amount}


def wip(book: MemoryWorkbook, **parameters: Any) -> dict[str, Any]:
    """The line of the only order in the WIP report."""
    run(book, "report", report="inventory_valuation_wip", ending_date="2024-12-31", **parameters)
    (line,) = book.tables["inventory_valuation_wip"]
    return line
