"""Drop shipments go from the vendor to the customer: they are no stock, and the sale costs what its purchase costs."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.acceptance.memory import MemoryWorkbook
from tests.acceptance.real import RealWorkbook
from tests.inventory.ledgers import GENERAL_ACCOUNTS, INVENTORY_ACCOUNTS

Row = dict[str, Any]
METHODS = ("FIFO", "LIFO", "Average", "Standard", "Specific")
BUY: Row = {"transaction_type": "Purchase", "quantity": 4, "unit_amount": 7, "drop_shipment": True}
SELL: Row = {"transaction_type": "Sale", "quantity": 4, "drop_shipment": True, "applies_to_line": 1}
NAMING = ("applies_to_line", "applies_to_entry", "applies_from_line", "variant_code", "location_code")


def tables(method: str, *rows: Row, **others: Any) -> dict[str, Any]:
    """These transactions of one item, numbered from 1, a day each; Standard at 6."""
    numbered = [
        {"line_no": number, "posting_date": f"2026-01-{number:02}", "item_no": "I", "document_no": f"D{number}"}
        | dict.fromkeys(NAMING)
        | ({"serial_no": "S1"} if method == "Specific" and not {"invoices_line", "charge_to_line"} & row.keys() else {})
        | row
        for number, row in enumerate(rows, 1)
    ]
    item = {"item_no": "I", "costing_method": method, "standard_cost": 6, "unit_cost": 6 if method == "Standard" else 0}
    return {
        "items": [item | {"inventory_posting_group": "FIN", "gen_prod_posting_group": "PROD"}],
        "inventory_setup": [{"expected_cost_posting_to_gl": True, "average_cost_period": "Month"}],
        "inventory_posting_setup": [{"inventory_posting_group": "FIN", **INVENTORY_ACCOUNTS}],
        "general_posting_setup": [{"gen_prod_posting_group": "PROD", **GENERAL_ACCOUNTS}],
        "gl_accounts": [{"no": number} for number in (*INVENTORY_ACCOUNTS.values(), *GENERAL_ACCOUNTS.values())],
        "item_transactions": numbered,
        **others,
    }


def run(method: str, *rows: Row, **others: Any) -> MemoryWorkbook:
    """Posted, adjusted, posted to the G/L and reconciled; nothing refused, no difference, nothing left to adjust."""
    book = MemoryWorkbook(tables(method, *rows, **others))
    done = book.run("post_transactions", {}).outcomes[0].result
    assert [each.code for each in done.problems] == []
    book.run("adjust_cost", {})
    book.run("post_cost_to_gl", {})
    assert book.run("reconcile", {}).outcomes[0].result.counts["differences"] == 0
    assert book.run("adjust_cost", {}).outcomes[0].result.counts["created"] == 0
    return book


def costs(book: Any) -> list[Decimal]:
    """Actual and expected cost of each movement together."""
    found = {int(row["entry_no"]): Decimal(0) for row in book.tables.get("item_ledger_entries", [])}
    for row in book.tables.get("value_entries", []):
        for column in ("cost_amount_actual", "cost_amount_expected"):
            found[int(row["item_ledger_entry_no"])] += Decimal(str(row.get(column) or 0))
    return list(found.values())


def refusals(method: str, *rows: Row) -> list[tuple[str, str]]:
    """Code and column of each refusal."""
    book = MemoryWorkbook(tables(method, *rows))
    found = book.run("post_transactions", {}).outcomes[0].result.problems
    letters = {chr(ord("A") + index): column for index, column in enumerate(book.tables["item_transactions"][0])}
    return [(each.code, letters[each.where.column]) for each in found]


@pytest.mark.parametrize("method", METHODS)
def test_own_stock_and_drop_shipments_never_meet(method: str) -> None:
    own_sale = {"transaction_type": "Sale", "quantity": 2}
    book = run(
        method,
        BUY,
        {"transaction_type": "Purchase", "quantity": 5, "unit_amount": 5},
        own_sale,
        SELL,
        own_sale,
        own_sale,  # only 1 is left, so 1 waits for stock
        BUY | {"quantity": 1},  # and the next drop shipment does not cover it
    )
    own, unit = (30, 6) if method == "Standard" else (25, 5)
    drop = 24 if method == "Standard" else 28
    assert costs(book)[:6] == [drop, own, -2 * unit, -drop, -2 * unit, -2 * unit]
    entries = book.tables["item_ledger_entries"]
    assert [int(row["remaining_quantity"]) for row in entries] == [0, 0, 0, 0, 0, -1, 1]
    assert [row["drop_shipment"] for row in entries] == [True, False, False, True, False, False, True]
    applied = [
        (row["inbound_item_entry_no"], row["outbound_item_entry_no"]) for row in book.tables["item_application_entries"]
    ]
    assert [pair for pair in applied if pair[1]] == [(2, 3), (1, 4), (2, 5), (2, 6)]


def test_a_purchase_not_yet_shipped_is_no_part_of_the_average_nor_of_the_unit_cost() -> None:
    book = run(
        "Average",
        BUY,
        {"transaction_type": "Purchase", "quantity": 5, "unit_amount": 5},
        {"transaction_type": "Sale", "quantity": 2},
    )
    assert costs(book) == [28, 25, -10]
    assert Decimal(str(book.tables["items"][0]["unit_cost"])) == 5
    book.run("report", {"report": "invt_valuation_cost_spec", "valuation_date": "2026-01-31"})
    line = book.tables["invt_valuation_cost_spec"][0]
    assert (Decimal(str(line["remaining_quantity"])), Decimal(str(line["total_cost"]))) == (Decimal(3), Decimal(15))
    book.run("calculate_inventory_value", {"date": "2026-01-31"})
    assert [Decimal(str(each["quantity"])) for each in book.tables["revaluation_lines"]] == [3]


def test_unit_cost_is_not_taken_from_a_drop_shipment_while_there_is_one() -> None:
    item = [{"item_no": "I", "costing_method": "FIFO", "unit_cost": 3}]
    book = MemoryWorkbook(tables("FIFO", BUY, items=item))
    book.run("post_transactions", {})
    book.run("adjust_cost", {})
    assert Decimal(str(book.tables["items"][0]["unit_cost"])) == 3
    assert Decimal(str(book.tables["items"][0]["last_direct_cost"])) == 7


@pytest.mark.parametrize(
    ("method", "cost"), [("FIFO", 33), ("Average", 33), ("LIFO", 33), ("Specific", 33), ("Standard", 24)]
)
def test_received_and_shipped_first_invoiced_later_with_a_late_charge(method: str, cost: int) -> None:
    """4 received at 7, invoiced 1 at 7 and 3 at 8 = 31, freight 2 = 33; Standard stays at 4 x 6."""
    invoice = {"transaction_type": "Invoice", "invoices_line": 1}
    book = run(
        method,
        BUY | {"invoiced_quantity": 0},
        SELL | {"invoiced_quantity": 0},
        invoice | {"quantity": 1, "unit_amount": 7},
        {"transaction_type": "Invoice", "invoices_line": 2, "quantity": 3},
        invoice | {"quantity": 3, "unit_amount": 8},
        {"transaction_type": "Item Charge", "charge_to_line": 1, "amount": 2},
        {"transaction_type": "Invoice", "invoices_line": 2, "quantity": 1},
    )
    assert costs(book) == [cost, -cost]
    book.run("report", {"report": "inventory_valuation", "ending_date": "2026-01-31"})
    line = book.tables["inventory_valuation"][0]
    assert (Decimal(str(line["ending_quantity"])), Decimal(str(line["ending_value"]))) == (Decimal(0), Decimal(0))
    variance = sum(
        Decimal(str(row["cost_amount_actual"]))
        for row in book.tables["value_entries"]
        if row["entry_type"] == "Variance"
    )
    assert variance == (-9 if method == "Standard" else 0)  # 24 - 33


@pytest.mark.parametrize("method", METHODS)
def test_a_returned_drop_shipment_goes_back_to_the_vendor_at_the_cost_it_came(method: str) -> None:
    """2 of 4 at 7 come back and go back: 14, with a freight of 4 that arrives afterwards 2 more (16). Standard: 12."""
    book = run(
        method,
        BUY,
        SELL,
        {"transaction_type": "Sale Return", "quantity": 2, "drop_shipment": True, "applies_from_line": 2},
        {"transaction_type": "Purchase Return", "quantity": 2, "drop_shipment": True, "applies_to_line": 3},
        {"transaction_type": "Item Charge", "charge_to_line": 1, "amount": 4},
    )
    whole = 24 if method == "Standard" else 32
    assert costs(book) == [whole, -whole, whole // 2, -whole // 2]


def test_goods_that_come_back_into_the_own_stock_are_stock_at_the_cost_of_the_drop_shipment() -> None:
    back = {"transaction_type": "Sale Return", "quantity": 1, "applies_from_line": 2}
    for method in ("FIFO", "Average"):
        book = run(method, BUY, SELL, back, {"transaction_type": "Sale", "quantity": 1})
        assert costs(book) == [28, -28, 7, -7]


def test_a_purchase_that_is_not_shipped_goes_back_to_the_vendor_with_its_overhead() -> None:
    item = {
        "item_no": "I",
        "costing_method": "FIFO",
        "indirect_cost_pct": 10,
        "inventory_posting_group": "FIN",
        "gen_prod_posting_group": "PROD",
    }
    back = {"transaction_type": "Purchase Return", "quantity": 4, "drop_shipment": True, "applies_to_line": 1}
    book = run("FIFO", BUY, back, items=[item])
    found = [
        (row["entry_type"], Decimal(str(row["cost_amount_actual"])))
        for row in book.tables["value_entries"]
        if not row.get("adjustment")
    ]
    assert [each for each in found if each[0] == "Indirect Cost"] == [
        ("Indirect Cost", Decimal("2.8")),
        ("Indirect Cost", Decimal("-2.8")),
    ]
    assert costs(book) == [Decimal("30.8"), Decimal("-30.8")]


REFUSED: list[tuple[str, str, tuple[Row, ...]]] = [
    ("DROP_SHIPMENT_NOT_APPLIED", "applies_to_line", (BUY, SELL | {"applies_to_line": 0})),
    ("DROP_SHIPMENT_NOT_APPLIED", "applies_from_line", (BUY, SELL, BUY | {"transaction_type": "Sale Return"})),
    ("DROP_SHIPMENT_NOT_APPLIED", "applies_to_line", (BUY, BUY | {"transaction_type": "Purchase Return"})),
    ("DROP_SHIPMENT_NOT_APPLIED", "applies_to_line", (BUY | {"quantity": -1},)),
    ("DROP_SHIPMENT_NOT_ALLOWED", "drop_shipment", (BUY | {"transaction_type": "Positive Adjmt."},)),
    ("DROP_SHIPMENT_MISMATCH", "applies_to_line", (BUY, SELL | {"drop_shipment": False})),
    ("DROP_SHIPMENT_MISMATCH", "applies_to_line", (BUY | {"drop_shipment": False}, SELL)),
    (
        "DROP_SHIPMENT_MISMATCH",
        "applies_to_entry",
        (BUY, SELL | {"drop_shipment": False, "applies_to_line": 0, "applies_to_entry": 1}),
    ),
    ("APPLIES_TO_CLOSED", "applies_to_line", (BUY, SELL, SELL | {"quantity": 1})),
    ("REFERENCE_WRONG_ITEM", "applies_to_line", (BUY, SELL | {"variant_code": "RED"})),
    ("REFERENCE_WRONG_ITEM", "applies_to_line", (BUY | {"location_code": "A"}, SELL | {"location_code": "B"})),
]


@pytest.mark.parametrize(("code", "column", "rows"), REFUSED)
def test_refusals_name_the_cell(code: str, column: str, rows: tuple[Row, ...]) -> None:
    assert refusals("FIFO", *rows) == [(code, column)]


def test_a_blank_location_fits_any_and_serial_numbers_must_fit() -> None:
    assert refusals("FIFO", BUY | {"location_code": "A"}, SELL) == []
    assert refusals("FIFO", BUY, SELL | {"location_code": "A"}) == []
    assert refusals("Specific", BUY, SELL | {"serial_no": ""}) == [("SERIAL_REQUIRED", "serial_no")]
    assert refusals("Specific", BUY, SELL | {"serial_no": "S2"}) == [("REFERENCE_WRONG_ITEM", "applies_to_line")]


def test_imported_drop_shipments_follow_their_application_whatever_the_average_flag_says() -> None:
    """Own stock 10 at 5; a drop shipment of 4 at 7 sold at 0; the own sale of 2 is worth 10, the drop shipment 28."""
    movements = [("Purchase", 10, 50, False), ("Purchase", 4, 28, True), ("Sale", -4, 0, True), ("Sale", -2, 0, False)]
    entries, values = [], []
    for number, (kind, quantity, cost, drop) in enumerate(movements, 1):
        common = {"entry_no": number, "item_no": "I", "posting_date": "2026-01-05"}
        left = {1: 8}.get(number, 0)
        entries.append(
            common
            | {
                "entry_type": kind,
                "quantity": quantity,
                "remaining_quantity": left,
                "invoiced_quantity": quantity,
                "drop_shipment": drop,
                "completely_invoiced": True,
            }
        )
        values.append(
            common
            | {
                "item_ledger_entry_no": number,
                "item_ledger_entry_type": kind,
                "valued_quantity": quantity,
                "item_ledger_entry_quantity": quantity,
                "invoiced_quantity": quantity,
                "cost_amount_actual": cost,
                "valued_by_average_cost": quantity < 0,
            }
        )
    applications = [
        {
            "entry_no": number,
            "item_ledger_entry_no": own,
            "inbound_item_entry_no": increase,
            "outbound_item_entry_no": decrease,
            "quantity": quantity,
            "posting_date": "2026-01-05",
        }
        for number, (own, increase, decrease, quantity) in enumerate(
            [(1, 1, 0, 10), (2, 2, 0, 4), (3, 2, 3, -4), (4, 1, 4, -2)], 1
        )
    ]
    book = MemoryWorkbook(
        {
            "items": [{"item_no": "I", "costing_method": "Average"}],
            "item_ledger_entries": entries,
            "value_entries": values,
            "item_application_entries": applications,
        }
    )
    book.run("adjust_cost", {})
    assert costs(book) == [50, 28, -28, -10]


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(METHODS[:4]),
    st.lists(st.tuples(st.booleans(), st.integers(1, 5), st.integers(1, 999)), min_size=1, max_size=6),
)
def test_drop_shipments_leave_the_costs_of_the_own_stock_as_they_are(
    method: str, bought: list[tuple[bool, int, int]]
) -> None:
    """Slow comparison: the same history without its drop shipments costs the own movements the same."""
    rows: list[Row] = []
    for drop, quantity, cents in bought:
        line = len(rows) + 1
        rows.append(
            {
                "transaction_type": "Purchase",
                "quantity": quantity,
                "amount": Decimal(cents) / 100,
                "drop_shipment": drop,
            }
        )
        rows.append(
            {
                "transaction_type": "Sale",
                "quantity": quantity if drop else 2,
                "drop_shipment": drop,
                "applies_to_line": line if drop else 0,
            }
        )
    whole = MemoryWorkbook(tables(method, *rows))
    numbered = whole.tables["item_transactions"]
    alone = MemoryWorkbook(tables(method, item_transactions=[row for row in numbered if not row["drop_shipment"]]))
    for book in (whole, alone):
        # a unit cost of its own, since the first purchase of an item without one gives it
        book.tables["items"][0]["unit_cost"] = Decimal(6)
        book.run("post_transactions", {})
        book.run("adjust_cost", {})
    own = [
        (row["document_no"], cost)
        for row, cost in zip(whole.tables["item_ledger_entries"], costs(whole), strict=True)
        if not row["drop_shipment"]
    ]
    entries = alone.tables.get("item_ledger_entries", [])
    assert own == (
        [(row["document_no"], cost) for row, cost in zip(entries, costs(alone), strict=True)] if entries else []
    )
    dropped = [
        cost
        for row, cost in zip(whole.tables["item_ledger_entries"], costs(whole), strict=True)
        if row["drop_shipment"]
    ]
    assert sum(dropped) == 0


def test_through_the_file(tmp_path: Path) -> None:
    book = RealWorkbook(
        tables(
            "Average",
            BUY,
            {"transaction_type": "Purchase", "quantity": 5, "unit_amount": 5},
            {"transaction_type": "Sale", "quantity": 2},
            SELL,
        ),
        tmp_path,
    )
    for operation in ("post_transactions", "adjust_cost", "post_cost_to_gl", "reconcile"):
        last = book.run(operation, {})
        assert last.outcome == "ok"
    assert costs(book) == [28, 25, -10, -28]
    assert last.result["differences"] == 0
