"""Imported history: what exports leave out, and dates that the reference product never posts on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.acceptance.memory import MemoryWorkbook
from tests.inventory.test_transactions import BUY, SELL, book, post


def imported(fixed: int = 0, **column: Any) -> MemoryWorkbook:
    """10 at 5 and 10 at 7 on one day, then 10 out at a provisional 50, applied to the first."""
    entries, values = [], []
    for number, (kind, quantity, cost) in enumerate(
        [("Purchase", 10, 50), ("Purchase", 10, 70), ("Sale", -10, -50)], 1
    ):
        common = {"entry_no": number, "item_no": "I", "posting_date": "2026-01-05"}
        entry = {"entry_type": kind, "quantity": quantity, "remaining_quantity": 10 if number == 2 else 0}
        entries.append(
            common | entry | {"invoiced_quantity": quantity, "applies_to_entry": fixed if number == 3 else 0}
        )
        value = {"item_ledger_entry_no": number, "item_ledger_entry_type": kind, "valued_quantity": quantity}
        value |= {"item_ledger_entry_quantity": quantity, "invoiced_quantity": quantity, "cost_amount_actual": cost}
        values.append(common | value | column)
    links = [(1, 1, 0, 10), (2, 2, 0, 10), (3, 1, 3, -10)]
    keys = ("item_ledger_entry_no", "inbound_item_entry_no", "outbound_item_entry_no", "quantity")
    applications = [{"entry_no": no, **dict(zip(keys, link, strict=True))} for no, link in enumerate(links, 1)]
    return MemoryWorkbook(
        {
            "items": [{"item_no": "I", "costing_method": "Average"}],
            "item_ledger_entries": entries,
            "value_entries": values,
            "item_application_entries": applications,
        }
    )


@pytest.mark.parametrize(
    ("fixed", "column", "cost"),
    [(0, {}, -60), (1, {}, -50), (0, {"valued_by_average_cost": False}, -50)],
)
def test_average_is_derived_where_the_column_is_missing(fixed: int, column: dict[str, Any], cost: int) -> None:
    """(50 + 70) / 20 x 10 = 60; a fixed application takes the 50 of its receipt; a column that is there counts."""
    workbook = imported(fixed, **column)
    workbook.run("adjust_cost", {})
    values = [each for each in workbook.tables["value_entries"] if each["item_ledger_entry_no"] == 3]
    assert sum(Decimal(str(each["cost_amount_actual"])) for each in values) == cost
    again = workbook.run("adjust_cost", {})
    assert again.outcomes[0].outcome == "nothing_to_do"
    for row in workbook.tables["items"]:
        row["cost_is_adjusted"] = False
    assert workbook.run("adjust_cost", {}).outcomes[0].result.counts["created"] == 0


def test_finishing_an_order_derives_it_too() -> None:
    """The 10 were used by an order; finishing it adjusts them at once to 60."""
    workbook = imported()
    of_order = {"order_type": "Production", "order_no": "PO1", "order_line_no": 10000}
    workbook.tables["item_ledger_entries"][2] |= of_order | {"entry_type": "Consumption"}
    workbook.tables["value_entries"][2] |= of_order | {"item_ledger_entry_type": "Consumption"}
    workbook.tables["production_orders"] = [
        {"order_no": "PO1", "order_line_no": 10000, "item_no": "P", "status": "Released"}
    ]
    workbook.tables["inventory_setup"] = [{"automatic_cost_adjustment": "Always"}]
    finished = workbook.run("finish_production_order", {"order_no": "PO1", "posting_date": "2026-01-31"})
    assert finished.outcomes[0].result.counts == {"finished": 1, "created": 1}
    assert workbook.tables["value_entries"][-1]["cost_amount_actual"] == -10


def test_a_closing_date_is_no_posting_date_for_items() -> None:
    workbook = book(BUY | {"posting_date": "C2024-12-31"}, BUY)
    (found,) = post(workbook).result.problems
    assert (found.code, str(found.where)) == ("POSTING_DATE_NOT_ALLOWED", "Item Transactions!B2")
    assert workbook.tables["item_transactions"][1]["posted"] is True


def test_imported_value_entries_on_a_closing_date_are_posted_and_reconciled_like_any_other() -> None:
    workbook = book(BUY, SELL)
    post(workbook)
    for row in workbook.tables["value_entries"]:
        row["posting_date"] = "C2024-12-31"
    for operation in ("adjust_cost", "post_cost_to_gl", "reconcile"):
        assert workbook.run(operation, {}).outcome in ("ok", "nothing_to_do")


@pytest.mark.parametrize(
    ("invoiced", "expected"),
    [
        ([0, 0, 0], ["3.33", "3.34", "3.33"]),  # 3.33333 x 1, x 2 = 6.67 less 3.33, x 3 = 10.00 less 6.67
        ([1, 0, 0], ["3.33", "3.34"]),  # the first was invoiced at once, so two receipts remain
        ([0, 1, 0], ["3.33", "3.34"]),
    ],
)
def test_receipts_of_one_order_line_round_as_one(invoiced: list[int], expected: list[str]) -> None:
    """A receipt invoiced at once has no expected cost; one invoiced before the next receipt still counts."""
    buy = {"transaction_type": "Purchase", "quantity": 1, "unit_amount": Decimal("3.33333"), "source_line": "PO1-1"}
    receipts: list[dict[str, Any]] = [buy | {"invoiced_quantity": each} for each in invoiced]
    invoice = {"transaction_type": "Invoice", "quantity": 1, "unit_amount": Decimal("3.50")}
    for rows in (
        receipts,
        [receipts[0], invoice | {"invoices_line": 1}, *receipts[1:]] if not invoiced[0] else receipts,
    ):
        workbook = book(*rows)
        assert post(workbook).result.counts["refused"] == 0
        values = [each for each in workbook.tables["value_entries"] if each["expected_cost"]]
        assert [each["cost_amount_expected"] for each in values] == [Decimal(each) for each in expected]
