"""Passing cost on from increases to what they supply, where acceptance cases say nothing (spec 2, section 6)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.acceptance.memory import MemoryWorkbook
from tests.inventory.histories import run
from tests.inventory.ledgers import rows

BUY: dict[str, Any] = {"transaction_type": "Purchase", "quantity": 3, "amount": 30}
SEND_BACK: dict[str, Any] = {"transaction_type": "Purchase Return", "quantity": 2, "applies_to_line": 1}


OVERHEAD: dict[str, Any] = {"costing_method": "FIFO", "overhead_rate": 2}


def _adjusted(*given: dict[str, Any], item: dict[str, Any] = OVERHEAD) -> MemoryWorkbook:
    lines = [
        {"line_no": no, "item_no": "I", "posting_date": f"2024-01-{no:02}", "document_no": f"D{no}", **row}
        for no, row in enumerate(given, 1)
    ]
    book = MemoryWorkbook({"items": [{"item_no": "I"} | item], "item_transactions": lines})
    run(book, "post_transactions")
    run(book, "adjust_cost")
    return book


def test_what_is_not_invoiced_of_a_return_is_expected_with_its_overhead() -> None:
    """Bought at 10 and 2 of overhead; two go back, one of them is credited: 12 are still expected."""
    book = _adjusted(
        BUY, SEND_BACK | {"invoiced_quantity": 0}, {"transaction_type": "Invoice", "invoices_line": 2, "quantity": 1}
    )
    returned = rows(book, "value_entries", "item_ledger_entry_no", "entry_type", "cost_amount_actual")
    by_type = {kind: Decimal(0) for _, kind, _ in returned}
    for number, kind, actual in returned:
        by_type[kind] += actual if number == 2 else 0
    assert by_type == {"Direct Cost": -10, "Indirect Cost": -2}
    (stock, back) = rows(book, "item_ledger_entries", "cost_amount_actual", "cost_amount_expected")
    assert (stock, back) == ((36, 0), (-12, -12))


def test_a_return_that_is_not_invoiced_expects_all_of_it() -> None:
    """Two of three at 12 each."""
    book = _adjusted(BUY, SEND_BACK | {"invoiced_quantity": 0})
    assert rows(book, "item_ledger_entries", "cost_amount_actual", "cost_amount_expected")[1] == (0, -24)


def test_a_return_credited_before_and_after_the_receipt_is_invoiced_gives_back_all_overhead() -> None:
    """Three at 10 and 2 go back; the first credit memo knows of no overhead yet, so the second one gives back 6."""
    receipt = BUY | {"invoiced_quantity": 0}
    credit = {"transaction_type": "Invoice", "invoices_line": 2, "quantity": 1}
    invoice = {"transaction_type": "Invoice", "invoices_line": 1, "quantity": 3, "amount": 30}
    back = SEND_BACK | {"quantity": 3, "invoiced_quantity": 0}
    book = _adjusted(receipt, back, credit, invoice, credit | {"quantity": 2})
    overhead = [
        amount
        for number, kind, amount in rows(
            book, "value_entries", "item_ledger_entry_no", "entry_type", "cost_amount_actual"
        )
        if (number, kind) == (2, "Indirect Cost")
    ]
    assert sum(overhead) == -6
    assert rows(book, "item_ledger_entries", "cost_amount_actual", "cost_amount_expected") == [(36, 0), (-36, 0)]


def test_a_return_of_a_standard_receipt_rounds_each_component_on_its_own() -> None:
    """Three at 72.34567 bought at 10: 30.00, 10.33 and 176.71; one goes back for 10.00, 3.44 and 58.90, two for more."""
    item = {"costing_method": "Standard", "standard_cost": "72.34567", "unit_cost": "72.34567"}
    item |= {"indirect_cost_pct": "12.22", "overhead_rate": "2.22"}
    book = _adjusted(BUY, SEND_BACK | {"quantity": 1}, SEND_BACK, item=item)
    costs = [cost for (cost,) in rows(book, "item_ledger_entries", "cost_amount_actual")]
    assert costs == [Decimal("217.04"), Decimal("-72.34"), Decimal("-144.70")]


def test_rounding_waits_until_what_used_the_receipt_up_is_invoiced() -> None:
    """10.00 for three leaves in thirds; the cent goes with the last invoice."""
    sale = {"transaction_type": "Sale", "quantity": 1}
    shipped = sale | {"invoiced_quantity": 0}
    invoice = {"transaction_type": "Invoice", "invoices_line": 4, "quantity": 1}
    item = {"costing_method": "FIFO"}
    waiting = _adjusted(BUY | {"amount": 10}, sale, sale, shipped, item=item)
    assert ("Rounding",) not in rows(waiting, "value_entries", "entry_type")
    settled = _adjusted(BUY | {"amount": 10}, sale, sale, shipped, invoice, item=item)
    assert rows(settled, "value_entries", "entry_type", "cost_amount_actual")[-1] == ("Rounding", Decimal("-0.01"))
