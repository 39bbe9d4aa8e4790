"""Posting transactions: refusals, and what a row writes (spec 2, 1.5, 4)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.acceptance.memory import MemoryWorkbook

Row = dict[str, Any]
ITEMS = [
    {"item_no": "FIFO", "costing_method": "FIFO"},
    {"item_no": "AVG", "costing_method": "Average"},
    {"item_no": "SPEC", "costing_method": "Specific"},
    {"item_no": "STD", "costing_method": "Standard", "standard_cost": Decimal(15), "unit_cost": Decimal(15)},
    {"item_no": "BLOCKED", "blocked": True},
    {"item_no": "HOURS", "type": "Service"},
]
BUY: Row = {"transaction_type": "Purchase", "quantity": Decimal(4), "unit_amount": Decimal(10)}
SELL: Row = {"transaction_type": "Sale", "quantity": Decimal(1)}
ORDERS = [
    {"order_no": "PO1", "order_line_no": 10000, "item_no": "AVG", "status": "Released"},
    {"order_no": "PO2", "order_line_no": 10000, "item_no": "AVG", "status": "Finished"},
]


def book(*rows: Row, **tables: Any) -> MemoryWorkbook:
    """A workbook with these transactions, numbered from 1, all of item FIFO unless they say otherwise."""
    numbered = [
        {"line_no": number, "posting_date": f"2024-01-{number:02}", "item_no": "FIFO", "document_no": f"D{number}"}
        | row
        for number, row in enumerate(rows, 1)
    ]
    standing: dict[str, Any] = {"items": ITEMS, "production_orders": ORDERS, "item_transactions": numbered}
    return MemoryWorkbook(standing | tables)


def post(workbook: MemoryWorkbook, **parameters: Any) -> Any:
    """Post and return the outcome."""
    return workbook.run("post_transactions", parameters).outcomes[0]


REFUSED: list[tuple[str, str, Row]] = [
    ("ITEM_NOT_FOUND", "item_no", BUY | {"item_no": "NOBODY"}),
    ("ITEM_BLOCKED", "item_no", BUY | {"item_no": "BLOCKED"}),
    ("ITEM_NOT_INVENTORY", "item_no", BUY | {"item_no": "HOURS"}),
    ("LOCATION_NOT_FOUND", "location_code", BUY | {"location_code": "NOWHERE"}),
    ("LOCATION_NOT_FOUND", "new_location_code", {"transaction_type": "Transfer", "quantity": Decimal(1)}),
    ("QUANTITY_ZERO", "quantity", BUY | {"quantity": Decimal(0)}),
    ("INVOICED_QUANTITY_INVALID", "invoiced_quantity", BUY | {"invoiced_quantity": Decimal(1)}),
    (
        "INVOICED_QUANTITY_INVALID",
        "invoiced_quantity",
        {"transaction_type": "Transfer", "quantity": Decimal(1), "new_location_code": "BLUE"}
        | {"invoiced_quantity": Decimal(0)},
    ),
    (
        "INVOICED_QUANTITY_INVALID",
        "invoiced_quantity",
        {"transaction_type": "Consumption", "quantity": Decimal(1), "order_no": "PO1", "invoiced_quantity": Decimal(0)},
    ),
    ("AMOUNT_MISSING", "amount", {"transaction_type": "Purchase", "quantity": Decimal(1)}),
    ("SERIAL_REQUIRED", "serial_no", BUY | {"item_no": "SPEC"}),
    ("POSTING_DATE_NOT_ALLOWED", "posting_date", BUY | {"posting_date": "2023-12-31"}),
    ("INVENTORY_PERIOD_CLOSED", "posting_date", BUY | {"posting_date": "2024-01-01"}),
    ("REFERENCE_NOT_FOUND", "applies_to_line", SELL | {"applies_to_line": 99}),
    ("REFERENCE_NOT_FOUND", "applies_to_entry", SELL | {"applies_to_entry": 99}),
    ("REFERENCE_NOT_FOUND", "invoices_line", {"transaction_type": "Invoice", "quantity": Decimal(1)}),
    ("REFERENCE_NOT_FOUND", "charge_to_line", {"transaction_type": "Item Charge", "amount": Decimal(1)}),
    ("REFERENCE_WRONG_ITEM", "applies_to_line", SELL | {"item_no": "AVG", "applies_to_line": 1}),
    ("REFERENCE_WRONG_ITEM", "applies_to_line", SELL | {"location_code": "BLUE", "applies_to_line": 1}),
    ("APPLIES_TO_NOT_INBOUND", "applies_to_line", SELL | {"applies_to_line": 2}),
    ("APPLIES_TO_CLOSED", "applies_to_line", SELL | {"quantity": Decimal(4), "applies_to_line": 1}),
    (
        "APPLIES_FROM_NOT_OUTBOUND",
        "applies_from_line",
        {"transaction_type": "Sale Return", "quantity": Decimal(1), "applies_from_line": 1},
    ),
    (
        "APPLIES_FROM_EXCEEDED",
        "applies_from_line",
        {"transaction_type": "Sale Return", "quantity": Decimal(2), "applies_from_line": 2},
    ),
    (
        "INVOICE_EXCEEDS_RECEIPT",
        "quantity",
        {"transaction_type": "Invoice", "quantity": Decimal(1), "invoices_line": 1, "amount": Decimal(1)},
    ),
    (
        "REVALUATION_NOTHING_LEFT",
        "item_no",
        {"transaction_type": "Revaluation", "item_no": "AVG", "unit_cost_revalued": Decimal(1)},
    ),
    ("ORDER_NOT_FOUND", "order_no", {"transaction_type": "Consumption", "quantity": Decimal(1), "order_no": "PO9"}),
    ("ORDER_FINISHED", "order_no", {"transaction_type": "Output", "quantity": Decimal(1), "order_no": "PO2"}),
]


@pytest.mark.parametrize(("code", "column", "row"), REFUSED, ids=[f"{code}-{column}" for code, column, _ in REFUSED])
def test_a_refused_row_leaves_nothing_behind(code: str, column: str, row: Row) -> None:
    """One problem at its cell and one skipped entry; the rows around it are posted; the next run tries again."""
    workbook = book(
        BUY | {"posting_date": "2024-01-02"},
        SELL | {"posting_date": "2024-01-03"},
        {"posting_date": "2024-01-04"} | row,
        SELL | {"posting_date": "2024-01-05"},
        gl_setup=[{"allow_posting_from": "2024-01-01"}],
        inventory_periods=[{"ending_date": "2024-01-01", "closed": True}],
        locations=[{"location_code": "BLUE"}],
    )
    headers = list(dict.fromkeys(header for each in workbook.tables["item_transactions"] for header in each))
    letter = chr(ord("A") + headers.index(column)) if column in headers else ""
    outcome = post(workbook)
    assert outcome.outcome == "ok"
    assert outcome.result.counts["posted"] == 3
    assert outcome.result.counts["refused"] == 1
    (found,) = workbook.tables["problems"]
    assert (found["code"], found["severity"], found["row"]) == (code, "error", 4)
    assert "line_no=3" in found["details"]
    assert found["remedy"]
    assert found["column"] == letter
    (skipped,) = workbook.tables["skipped_entries"]
    assert (skipped["table"], str(skipped["entry_no"]), skipped["will_retry"]) == ("item_transactions", "3", True)
    assert [entry["quantity"] for entry in workbook.tables["item_ledger_entries"]] == [4, -1, -1]
    assert [entry["entry_no"] for entry in workbook.tables["value_entries"]] == [1, 2, 3]
    assert workbook.tables["item_ledger_entries"][0]["remaining_quantity"] == 2
    assert not workbook.tables["item_transactions"][2].get("posted")
    assert post(workbook).result.counts == {"posted": 0, "refused": 1, "created": 0}


def test_rows_that_refer_to_a_refused_row_are_refused() -> None:
    """The invoice of a receipt that was not posted."""
    invoice = {"transaction_type": "Invoice", "quantity": Decimal(1), "invoices_line": 1, "amount": Decimal(1)}
    workbook = book(BUY | {"item_no": "NOBODY", "invoiced_quantity": Decimal(0)}, invoice)
    post(workbook)
    assert [row["code"] for row in workbook.tables["problems"]] == ["ITEM_NOT_FOUND", "REFERENCE_NOT_FOUND"]


def test_posted_rows_are_passed_over() -> None:
    """Also when they are named; nothing left is nothing to do; a changed cell of a posted row changes nothing."""
    workbook = book(BUY, SELL)
    assert post(workbook, lines=[1]).result.counts["posted"] == 1
    workbook.tables["item_transactions"][0]["quantity"] = Decimal(99)
    assert post(workbook, lines="1,2").result.counts["posted"] == 1
    again = post(workbook)
    assert again.outcome == "nothing_to_do"
    row = workbook.tables["item_transactions"][1]
    assert (row["posted"], row["item_ledger_entry_no"], row["value_entry_nos"]) == (True, 2, "2")


def test_lines_are_posted_in_the_order_given() -> None:
    """A line that does not exist is named."""
    workbook = book(BUY, SELL)
    outcome = post(workbook, lines=[2, 1, 7])
    assert [entry["quantity"] for entry in workbook.tables["item_ledger_entries"]] == [-1, 4]
    assert [found.code for found in outcome.result.problems] == ["REFERENCE_NOT_FOUND"]


def test_items_without_item_ledger_entries_are_refused() -> None:
    """Value entries alone do not say what is in stock."""
    imported = [{"entry_no": 1, "item_ledger_entry_no": 1, "item_no": "FIFO", "posting_date": "2024-01-01"}]
    workbook = book(SELL, BUY | {"item_no": "AVG"}, value_entries=imported)
    post(workbook)
    assert [row["code"] for row in workbook.tables["problems"]] == ["ITEM_LEDGER_MISSING"]
    assert len(workbook.tables["item_ledger_entries"]) == 1


def test_imported_history_is_the_opening_state() -> None:
    """Numbers go on after it, its stock is used, and its costs are adjusted."""
    workbook = book(
        SELL | {"quantity": Decimal(3)},
        item_ledger_entries=[
            {"entry_no": 7, "item_no": "FIFO", "posting_date": "2023-12-01", "entry_type": "Purchase", "quantity": 5,
             "remaining_quantity": 5, "invoiced_quantity": 5, "open": True, "completely_invoiced": True},
        ],
        item_application_entries=[
            {"entry_no": 7, "item_ledger_entry_no": 7, "inbound_item_entry_no": 7, "quantity": 5}
        ],
        value_entries=[
            {"entry_no": 9, "item_ledger_entry_no": 7, "item_no": "FIFO", "posting_date": "2023-12-01",
             "item_ledger_entry_type": "Purchase", "cost_amount_actual": 55, "valued_quantity": 5,
             "item_ledger_entry_quantity": 5, "invoiced_quantity": 5, "cost_posted_to_gl": 55},
        ],
    )  # fmt: skip
    post(workbook)
    workbook.run("adjust_cost", {})
    made = workbook.tables["value_entries"][1:]
    assert [row["entry_no"] for row in made] == [10, 11]
    assert sum(row["cost_amount_actual"] for row in made) == -33
    assert workbook.tables["item_ledger_entries"][0]["remaining_quantity"] == 2
    assert workbook.tables["items"][0]["unit_cost"] == 11


def test_history_without_applications_is_left_alone() -> None:
    """What nothing is known of is not corrected, whatever is left of it."""
    workbook = book(
        item_ledger_entries=[
            {"entry_no": 1, "item_no": "FIFO", "posting_date": "2023-12-01", "entry_type": "Purchase", "quantity": 5,
             "invoiced_quantity": 5, "completely_invoiced": True},
            {"entry_no": 2, "item_no": "FIFO", "posting_date": "2023-12-02", "entry_type": "Sale", "quantity": -5,
             "invoiced_quantity": -5, "completely_invoiced": True},
        ],
        value_entries=[
            {"entry_no": 1, "item_ledger_entry_no": 1, "item_no": "FIFO", "posting_date": "2023-12-01",
             "item_ledger_entry_type": "Purchase", "cost_amount_actual": 55, "valued_quantity": 5},
            {"entry_no": 2, "item_ledger_entry_no": 2, "item_no": "FIFO", "posting_date": "2023-12-02",
             "item_ledger_entry_type": "Sale", "cost_amount_actual": -50, "valued_quantity": -5},
        ],
    )  # fmt: skip
    workbook.run("adjust_cost", {})
    assert len(workbook.tables["value_entries"]) == 2


def test_cells_that_cannot_be_read_take_the_row_out() -> None:
    """The other rows are posted; a reference to it finds nothing."""
    workbook = book(BUY | {"quantity": "four"}, BUY)
    outcome = post(workbook)
    assert outcome.result.counts["posted"] == 1
    assert workbook.tables["skipped_entries"][0]["reason_code"] == "CELL_INVALID"


def test_no_value_items_carry_no_cost() -> None:
    """Inventory value zero."""
    workbook = book(BUY, SELL, items=[{"item_no": "FIFO", "inventory_value_zero": True}])
    post(workbook)
    workbook.run("adjust_cost", {})
    assert {row["cost_amount_actual"] for row in workbook.tables["value_entries"]} == {0}


@pytest.mark.parametrize("quantity", [Decimal(2), Decimal(-2)])
def test_a_negative_quantity_turns_the_direction(quantity: Decimal) -> None:
    """A negative sale comes in, a negative transfer goes back."""
    sale = book(SELL | {"quantity": quantity})
    post(sale)
    assert sale.tables["item_ledger_entries"][0]["quantity"] == -quantity
    move = {"transaction_type": "Transfer", "quantity": quantity, "new_location_code": "BLUE"}
    transfer = book(BUY, BUY | {"location_code": "BLUE"}, move)
    post(transfer)
    out, into = transfer.tables["item_ledger_entries"][2:]
    assert (out["quantity"], into["quantity"]) == (-2, 2)
    assert (out["location_code"], into["location_code"]) == (("", "BLUE") if quantity > 0 else ("BLUE", ""))


def test_standard_purchase_writes_direct_cost_and_variance() -> None:
    """Overhead between them where there is some."""
    workbook = book(BUY | {"item_no": "STD"})
    post(workbook)
    found = [
        (row["entry_type"], row["variance_type"], row["cost_amount_actual"]) for row in workbook.tables["value_entries"]
    ]
    assert found == [("Direct Cost", "", 40), ("Variance", "Purchase", 20)]


def test_earliest_valuation_date() -> None:
    """A pure invoice takes its posting date instead; any other row is refused."""
    receipt = BUY | {"invoiced_quantity": Decimal(0), "posting_date": "2024-01-01"}
    invoice = {"transaction_type": "Invoice", "invoices_line": 1, "quantity": Decimal(4), "amount": Decimal(1)}
    workbook = book(receipt, invoice | {"posting_date": "2024-02-01"}, BUY)
    post(workbook, lines=[1])
    workbook.tables["inventory_setup"] = [{"earliest_allowed_valuation_date": "2024-01-15"}]
    post(workbook)
    assert [row["code"] for row in workbook.tables["problems"]] == ["VALUATION_DATE_NOT_ALLOWED"]
    assert workbook.tables["value_entries"][-1]["valuation_date"].isoformat() == "2024-02-01"


def test_charges_on_sales_are_no_inventory_cost() -> None:
    """They never reach the queue; cost of what goes out is negative."""
    charge = {"transaction_type": "Item Charge", "charge_to_line": 2, "amount": Decimal(3), "item_no": ""}
    workbook = book(BUY, SELL, charge)
    post(workbook)
    value = workbook.tables["value_entries"][-1]
    assert (value["inventoriable"], value["cost_amount_actual"], value["cost_amount_non_invtbl"]) == (False, 0, -3)
    assert [row["value_entry_no"] for row in workbook.tables["post_value_entry_to_gl"]] == [1, 2]


@pytest.mark.parametrize("charge_no", ["FREIGHT", ""])
def test_charge_on_goods_moved_adds_to_their_cost_with_and_without_a_code(charge_no: str) -> None:
    """2 at 10 moved to RED, a charge of 4 there: 24.00 leaves with the sale, and the transfer keeps its 20.00."""
    workbook = book(
        {"transaction_type": "Purchase", "quantity": Decimal(2), "unit_amount": Decimal(10), "location_code": "BLUE"},
        {"transaction_type": "Transfer", "quantity": Decimal(2), "location_code": "BLUE", "new_location_code": "RED"},
        {"transaction_type": "Item Charge", "charge_to_line": 2, "amount": Decimal(4), "item_charge_no": charge_no},
        {"transaction_type": "Sale", "quantity": Decimal(2), "location_code": "RED"},
    )
    assert post(workbook).result.counts["posted"] == 4
    workbook.run("adjust_cost", {})
    costs = [entry["cost_amount_actual"] for entry in workbook.tables["item_ledger_entries"]]
    assert costs == [Decimal(20), Decimal(-20), Decimal(24), Decimal(-24)]


def test_charge_on_a_transfer_of_several_receipts_is_divided_by_quantity() -> None:
    """1 and 2 units are moved together: a charge of 1.00 is 0.33 and 0.67, however much of them is sold by then."""
    receipt = {"transaction_type": "Purchase", "unit_amount": Decimal(10), "location_code": "BLUE"}
    workbook = book(
        receipt | {"quantity": Decimal(1)},
        receipt | {"quantity": Decimal(2)},
        {"transaction_type": "Transfer", "quantity": Decimal(3), "location_code": "BLUE", "new_location_code": "RED"},
        {"transaction_type": "Sale", "quantity": Decimal(1), "location_code": "RED"},
        {"transaction_type": "Item Charge", "charge_to_line": 3, "amount": Decimal(1), "item_no": ""},
        {"transaction_type": "Item Charge", "charge_to_entry": 5, "amount": Decimal(2), "item_no": ""},
    )
    assert post(workbook).result.counts["posted"] == 6
    charges = [
        (row["item_ledger_entry_no"], row["valued_quantity"], row["cost_amount_actual"])
        for row in workbook.tables["value_entries"][-3:]
    ]
    assert charges == [(4, 1, Decimal("0.33")), (5, 2, Decimal("0.67")), (5, 2, 2)]
    assert [row["value_entry_nos"] for row in workbook.tables["item_transactions"][-2:]] == ["7..8", "9"]


def test_items_of_no_value_have_neither_overhead_nor_variance_nor_adjustment() -> None:
    """Every receipt has one value entry of 0.00, and what is sold before it comes in costs nothing either."""
    items = [
        {"item_no": "STD", "costing_method": "Standard", "standard_cost": Decimal(15), "unit_cost": Decimal(15),
         "indirect_cost_pct": Decimal(10), "inventory_value_zero": True},
        {"item_no": "FIFO", "costing_method": "FIFO", "unit_cost": Decimal(10), "inventory_value_zero": True},
    ]  # fmt: skip
    charge = {"transaction_type": "Item Charge", "charge_to_line": 1, "amount": Decimal(4), "item_no": ""}
    workbook = book(
        BUY | {"item_no": "STD"}, charge, SELL | {"quantity": Decimal(5)}, BUY | {"quantity": Decimal(2)}, items=items
    )
    assert post(workbook).result.counts == {"posted": 4, "refused": 0, "created": 4}
    assert workbook.run("adjust_cost", {}).outcomes[0].result.counts["created"] == 0
    assert {row["cost_amount_actual"] for row in workbook.tables["value_entries"]} == {0}


def test_an_invoice_balances_a_revaluation_that_is_dated_before_the_earliest_valuation_date() -> None:
    """4 received at standard 15, revalued to 16, invoiced after that day was closed: valued on the invoice's date."""
    receipt = BUY | {"item_no": "STD", "invoiced_quantity": Decimal(0)}
    revaluation = {"transaction_type": "Revaluation", "item_no": "STD", "unit_cost_revalued": Decimal(16)}
    invoice = {"transaction_type": "Invoice", "item_no": "", "invoices_line": 1, "quantity": Decimal(4)}
    workbook = book(receipt, revaluation, invoice | {"amount": Decimal(60), "posting_date": "2024-02-01"})
    post(workbook, lines=[1, 2])
    workbook.tables["inventory_setup"] = [{"earliest_allowed_valuation_date": "2024-01-15"}]
    assert post(workbook).result.counts["refused"] == 0
    balance = workbook.tables["value_entries"][-1]
    assert (balance["entry_type"], balance["cost_amount_expected"]) == ("Revaluation", -4)
    assert balance["valuation_date"].isoformat() == "2024-02-01"


def test_an_assembly_is_known_by_its_type() -> None:
    """2 at 10 are put together to one item; nobody says that the order is one of assembly."""
    workbook = book(
        BUY,
        {"transaction_type": "Assembly Consumption", "quantity": Decimal(2), "order_no": "AO1"},
        {"transaction_type": "Assembly Output", "quantity": Decimal(1), "order_no": "AO1", "item_no": "AVG"},
    )
    assert post(workbook).result.counts["posted"] == 3
    workbook.run("adjust_cost", {})
    assert [row["order_type"] for row in workbook.tables["item_ledger_entries"]] == ["", "Assembly", "Assembly"]
    assert workbook.tables["item_ledger_entries"][2]["cost_amount_actual"] == 20


def test_goods_that_were_moved_are_complete_with_their_receipt_and_can_be_revalued() -> None:
    """10 at 12, 4 moved to RED before the invoice: only then are they invoiced in full; 4 x 3 are written up."""
    workbook = book(
        BUY | {"quantity": Decimal(10), "unit_amount": Decimal(12), "invoiced_quantity": Decimal(0)},
        {"transaction_type": "Transfer", "quantity": Decimal(4), "new_location_code": "RED"},
        {"transaction_type": "Revaluation", "location_code": "RED", "unit_cost_revalued": Decimal(15)},
        {"transaction_type": "Invoice", "invoices_line": 1, "quantity": Decimal(10), "amount": Decimal(120)},
        {"transaction_type": "Revaluation", "location_code": "RED", "unit_cost_revalued": Decimal(15)},
        items=[{"item_no": "FIFO", "unit_cost": Decimal(12)}],
    )
    assert post(workbook).result.counts["refused"] == 1
    assert [row["code"] for row in workbook.tables["problems"]] == ["REVALUATION_NOTHING_LEFT"]
    moved = workbook.tables["item_ledger_entries"][1:]
    assert [row["completely_invoiced"] for row in moved] == [True, True]
    assert {row["last_invoice_date"].isoformat() for row in moved} == {"2024-01-04"}
    assert workbook.tables["value_entries"][-1]["cost_amount_actual"] == 12


def test_both_halves_of_a_transfer_count_from_the_same_day() -> None:
    """4 at 10 and 4 at 20; the first are moved on the 10th, fixed applied: on the 5th there are still 8 for 120.00."""
    workbook = book(
        BUY,
        BUY | {"posting_date": "2024-01-01", "unit_amount": Decimal(20)},
        {"transaction_type": "Transfer", "posting_date": "2024-01-10", "quantity": Decimal(4)}
        | {"new_location_code": "RED", "applies_to_line": 1},
        SELL | {"posting_date": "2024-01-05", "quantity": Decimal(2)},
        items=[{"item_no": "FIFO", "costing_method": "Average"}],
        inventory_setup=[{"average_cost_period": "Day", "average_cost_calc_type": "Item"}],
    )
    post(workbook)
    workbook.run("adjust_cost", {})
    values = workbook.tables["value_entries"]
    assert {row["valuation_date"].isoformat() for row in values[2:4]} == {"2024-01-01"}
    sold = [row["cost_amount_actual"] for row in values if row["item_ledger_entry_type"] == "Sale"]
    assert sum(sold) == -30


def test_unit_costs_of_a_standard_purchase_add_up_to_the_standard_cost() -> None:
    """33 for 1 799.70 at standard 52.34567: a variance of 72.29, of which 2.19069 a piece, not 72.29 / 33."""
    standard = Decimal("52.34567")
    workbook = book(
        BUY | {"quantity": Decimal(33), "unit_amount": None, "amount": Decimal("1799.70")},
        items=[{"item_no": "FIFO", "costing_method": "Standard", "standard_cost": standard, "unit_cost": standard}],
    )
    post(workbook)
    values = workbook.tables["value_entries"]
    assert [row["cost_amount_actual"] for row in values] == [Decimal("1799.70"), Decimal("-72.29")]
    assert [row["cost_per_unit"] for row in values] == [Decimal("54.53636"), Decimal("-2.19069")]


def test_a_corrected_invoice_shows_its_unit_cost_without_the_expected_cost_that_it_takes_back() -> None:
    """2 of 4 shipped pieces are invoiced at 10, the receipt costs 12: -4.00 actual and 4.00 expected, 2.00 a piece."""
    workbook = book(
        BUY | {"unit_amount": Decimal(12)},
        SELL | {"quantity": Decimal(4), "unit_cost": Decimal(10), "invoiced_quantity": Decimal(0)},
        {"transaction_type": "Invoice", "invoices_line": 2, "quantity": Decimal(2)},
    )
    post(workbook)
    workbook.run("adjust_cost", {})
    corrected = workbook.tables["value_entries"][-1]
    assert (corrected["cost_amount_actual"], corrected["cost_amount_expected"]) == (-4, 4)
    assert corrected["cost_per_unit"] == 2


def test_what_came_in_for_nothing_leaves_the_unit_cost() -> None:
    """A receipt invoiced at 0 is no price."""
    workbook = book(BUY | {"unit_amount": Decimal(0)}, items=[{"item_no": "FIFO", "unit_cost": Decimal(10)}])
    assert post(workbook).result.counts["posted"] == 1
    item = workbook.tables["items"][0]
    assert (item["unit_cost"], item.get("last_direct_cost") or 0) == (Decimal(10), 0)


@pytest.mark.parametrize(
    "price", [{"unit_amount": Decimal(60)}, {"amount": Decimal(240)}], ids=["unit amount", "amount"]
)
def test_unit_cost_left_by_a_positive_adjustment_is_its_direct_cost(price: Row) -> None:
    """Its value holds the overhead, the last direct cost does not; so the next decrease is issued at the direct cost."""
    dear = {
        "item_no": "DEAR",
        "costing_method": "Average",
        "indirect_cost_pct": Decimal(10),
        "overhead_rate": Decimal(2),
    }
    found = {"transaction_type": "Positive Adjmt.", "item_no": "DEAR", "quantity": Decimal(4)}
    workbook = book(found | price, SELL | {"item_no": "DEAR"}, items=[dear])
    post(workbook)
    item = workbook.tables["items"][0]
    assert (item["unit_cost"], item["last_direct_cost"]) == (60, 60)
    assert [row["cost_amount_actual"] for row in workbook.tables["value_entries"]] == [272, -60]


def test_unit_cost_of_an_empty_stock_is_that_of_the_decrease_valued_last() -> None:
    """Posted first, but dated last: it went out at 10, what was posted after it at 20."""
    dear = {"location_code": "BLUE", "posting_date": "2024-01-02"}
    workbook = book(
        BUY | {"unit_amount": Decimal(10), "posting_date": "2024-01-01"},
        BUY | {"unit_amount": Decimal(20)} | dear,
        SELL | {"quantity": Decimal(4), "posting_date": "2024-01-20"},
        SELL | {"quantity": Decimal(4)} | dear,
    )
    assert post(workbook).result.counts["posted"] == 4
    workbook.run("adjust_cost", {})
    assert next(row for row in workbook.tables["items"] if row["item_no"] == "FIFO")["unit_cost"] == 10
