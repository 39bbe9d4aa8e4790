"""Automatic cost posting while transactions are posted and adjusted (spec 2, 11.11 and 21)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings

from tests.acceptance.memory import MemoryWorkbook
from tests.inventory.histories import History, histories
from tests.inventory.histories import run as run_operation

ACCOUNTS = {
    "inventory_account": "INVT",
    "inventory_account_interim": "INVTI",
    "wip_account": "WIP",
}
COSTS = {
    "cogs_account": "COGS",
    "cogs_account_interim": "COGSI",
    "inventory_adjmt_account": "ADJMT",
    "invt_accrual_account_interim": "ACCRUAL",
    "direct_cost_applied_account": "DIRECT",
    "overhead_applied_account": "OVERHEAD",
    "purchase_variance_account": "VARIANCE",
}
ZERO = Decimal(0)


@settings(max_examples=200)
@given(histories(max_size=10))
def test_what_is_written_is_posted(history: History) -> None:
    """Posted amounts are cost amounts, nothing waits, and the inventory accounts hold the inventory value."""
    book = history.workbook()
    book.tables["inventory_setup"][0]["automatic_cost_posting"] = True
    book.tables["inventory_posting_setup"] = [{"location_code": each} | ACCOUNTS for each in ("", "BLUE", "RED")]
    book.tables["general_posting_setup"] = [{"gen_bus_posting_group": "", "gen_prod_posting_group": ""} | COSTS]
    book.tables["gl_accounts"] = [{"no": no} for no in (*ACCOUNTS.values(), *COSTS.values())]
    run_operation(book, "post_transactions")
    run_operation(book, "adjust_cost")
    values, lines = book.tables.get("value_entries", []), book.tables.get("gl_entries", [])
    assert all(value["cost_posted_to_gl"] == value["cost_amount_actual"] for value in values)
    assert all(value["expected_cost_posted_to_gl"] == value["cost_amount_expected"] for value in values)
    assert not book.tables.get("post_value_entry_to_gl")
    for account, column in (("INVT", "cost_amount_actual"), ("INVTI", "cost_amount_expected")):
        posted = sum((line["amount"] for line in lines if line["gl_account_no"] == account), ZERO)
        assert posted == sum((value[column] for value in values), ZERO)
    assert run_operation(book, "post_cost_to_gl") == "nothing_to_do"


@pytest.mark.parametrize("operation", ["post_transactions", "adjust_cost", "finish_production_order"])
@pytest.mark.parametrize("automatic", [True, False])
def test_a_faulty_posting_setup_stops_only_what_posts_at_once(operation: str, automatic: bool) -> None:
    """Elsewhere the fault is a warning, at the same cell."""
    book = MemoryWorkbook(
        {
            "inventory_setup": [{"automatic_cost_posting": automatic}],
            "general_posting_setup": [{"gen_prod_posting_group": "RETAIL", "blocked": "perhaps"}],
            "production_orders": [{"order_no": "P1", "order_line_no": 1, "item_no": "I"}],
            "items": [{"item_no": "I"}],
            "run_options": [{"work_date": "2024-01-31"}],
        }
    )
    report = book.run(operation, {"order_no": "P1"} if operation == "finish_production_order" else {})
    found = [(row["code"], row["severity"], row["sheet"], row["column"]) for row in book.tables["problems"]]
    assert (report.outcomes[0].outcome == "error") == automatic
    severity = "error" if automatic else "warning"
    assert ("CELL_INVALID", severity, "General Posting Setup", "B") in found


def test_a_setup_row_given_twice_stops_what_posts_at_once() -> None:
    """Which of the two rows holds would be guessed."""
    book = MemoryWorkbook(
        {
            "inventory_setup": [{"automatic_cost_posting": True}],
            "inventory_posting_setup": [{"inventory_account": "2110"}, {"inventory_account": "2120"}],
            "items": [{"item_no": "I"}],
            "run_options": [{"work_date": "2024-01-31"}],
        }
    )
    report = book.run("post_transactions", {})
    assert report.outcomes[0].outcome == "error"
    found = [(row["code"], row["row"]) for row in book.tables["problems"]]
    assert found == [("KEY_DUPLICATE", 2), ("KEY_DUPLICATE", 3)]
