"""Cost shares breakdown (spec 2, 14.4)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.acceptance.memory import MemoryWorkbook
from tests.inventory.ledgers import rows, value_entry

Row = dict[str, Any]
PARTS = ("direct_cost", "indirect_cost", "material", "capacity", "capacity_overhead", "material_overhead", "variance")


def _movement(number: int, kind: str, quantity: int, item: str = "ITEM", **other: Any) -> Row:
    return {"entry_no": number, "item_no": item, "entry_type": kind, "quantity": quantity,
            "posting_date": "2024-01-10", **other}  # fmt: skip


def _applied(number: int, entry: int, inbound: int, outbound: int, quantity: int) -> Row:
    return {"entry_no": number, "item_ledger_entry_no": entry, "inbound_item_entry_no": inbound,
            "outbound_item_entry_no": outbound, "quantity": quantity, "posting_date": "2024-01-10"}  # fmt: skip


def _shares(
    what: str, movements: list[Row], applications: list[Row], entries: list[Row], **other: Any
) -> MemoryWorkbook:
    book = MemoryWorkbook(
        {
            "items": [{"item_no": "ITEM"}, {"item_no": "PART"}],
            "item_ledger_entries": movements,
            "item_application_entries": applications,
            "value_entries": entries,
            "production_orders": [{"order_no": "P1", "item_no": "ITEM"}],
            **other,
        }
    )
    parameters = {"print": what, "starting_date": "2024-01-01", "ending_date": "2024-01-31"}
    report = book.run("report", {"report": "cost_shares_breakdown", **parameters})
    assert report.outcome == "ok"
    return book


ORDER = {"order_type": "Production", "order_no": "P1"}
MADE = [
    _movement(1, "Purchase", 10, "PART"),
    _movement(2, "Consumption", -4, "PART", **ORDER),
    _movement(3, "Output", 2, **ORDER),
    _movement(4, "Sale", -1),
]
LINKS = [_applied(1, 2, 1, 2, -4), _applied(2, 4, 3, 4, -1)]
COSTS = [
    value_entry(1, "Purchase", "100.00", item_no="PART"),
    value_entry(2, "Purchase", "10.00", item_no="PART", item_ledger_entry_no=1, entry_type="Indirect Cost"),
    value_entry(3, "Consumption", "-44.00", item_no="PART", item_ledger_entry_no=2, **ORDER),
    value_entry(4, "", "15.00", **ORDER),
    value_entry(5, "", "1.50", entry_type="Indirect Cost", **ORDER),
    value_entry(6, "Output", "60.50", item_ledger_entry_no=3, **ORDER),
    value_entry(7, "Output", "6.00", item_ledger_entry_no=3, entry_type="Indirect Cost", **ORDER),
    value_entry(8, "Output", "-2.00", item_ledger_entry_no=3, entry_type="Variance", variance_type="Capacity", **ORDER),
]  # fmt: skip


def test_output_rolls_up_what_its_order_used() -> None:
    book = _shares("Sale", MADE, LINKS, COSTS)
    half = ("-30.25", "-3.00", "-20.00", "-7.50", "-0.75", "-5.00", "1.00")
    assert rows(book, "cost_shares_breakdown", "item_no", "quantity", *PARTS) == [
        ("ITEM", Decimal(-1), *map(Decimal, half))
    ]


def test_sales_have_the_sign_of_their_entries() -> None:
    """Sold goods are negative, goods that come back positive; together they are what is sold."""
    movements = [_movement(1, "Purchase", 10), _movement(2, "Sale", -6), _movement(3, "Sale", 2)]
    links = [_applied(1, 2, 1, 2, -6), _applied(2, 3, 3, 2, 2)]
    entries = [
        value_entry(1, "Purchase", "40.00"),
        value_entry(2, "Sale", "-24.00"),
        value_entry(3, "Sale", "8.00"),
    ]
    book = _shares("Sale", movements, links, entries)
    columns = ("quantity", "direct_cost", "material")
    assert rows(book, "cost_shares_breakdown", *columns) == [(Decimal(-4), Decimal("-16.00"), Decimal("-16.00"))]


def test_stock_of_parts_and_products() -> None:
    book = _shares("Inventory", MADE, LINKS, COSTS)
    assert rows(book, "cost_shares_breakdown", "item_no", "quantity", "material", "material_overhead") == [
        ("ITEM", Decimal(1), Decimal("20.00"), Decimal("5.00")),
        ("PART", Decimal(6), Decimal("60.00"), Decimal("6.00")),
    ]


ASSEMBLED = [
    row | ({"entry_type": f"Assembly {row['entry_type']}", "order_type": "Assembly"} if "order_no" in row else {})
    for row in MADE
]
ASSEMBLY_COSTS = [row | ({"order_type": "Assembly"} if "order_no" in row else {}) for row in COSTS]


def test_assembled_item_is_broken_down_like_a_produced_one() -> None:
    """Material of the components, capacity of the resources; a production order of the same number has no part in it."""
    other = [value_entry(9, "", "99.00", **ORDER)]
    book = _shares("Inventory", ASSEMBLED, LINKS, [*ASSEMBLY_COSTS, *other])
    assert rows(book, "cost_shares_breakdown", "item_no", "quantity", *PARTS)[0] == (
        "ITEM", Decimal(1), *map(Decimal, ("30.25", "3.00", "20.00", "7.50", "0.75", "5.00", "-1.00"))
    )  # fmt: skip


def test_assembly_is_never_in_process() -> None:
    book = _shares("WIP Inventory", ASSEMBLED[:2], LINKS[:1], [row for row in ASSEMBLY_COSTS if row["entry_no"] <= 5])
    assert rows(book, "cost_shares_breakdown", "order_no") == []


def test_work_in_process_is_usage_less_output() -> None:
    unfinished = [row for row in MADE if row["entry_type"] != "Output"]
    book = _shares("WIP Inventory", unfinished, LINKS[:1], [row for row in COSTS if row["entry_no"] <= 5])
    assert rows(book, "cost_shares_breakdown", "order_no", "material", "material_overhead", "capacity") == [
        ("P1", Decimal("40.00"), Decimal("4.00"), Decimal("15.00"))
    ]


def test_subcontracted_work_is_told_by_its_transaction() -> None:
    transaction = {"line_no": 1, "transaction_type": "Capacity", "posting_date": "2024-01-10", "subcontracting": True,
                   "posted": True, "value_entry_nos": "4..5"}  # fmt: skip
    book = _shares("WIP Inventory", MADE[:1], [], [COSTS[0], *COSTS[3:5]], item_transactions=[transaction])
    assert rows(book, "cost_shares_breakdown", "subcontracted", "capacity", "capacity_overhead") == [
        (Decimal("15.00"), Decimal("0.00"), Decimal("1.50"))
    ]


def test_transfer_hands_the_shares_on() -> None:
    movements = [_movement(1, "Purchase", 10), _movement(2, "Transfer", -4), _movement(3, "Transfer", 4)]
    links = [_applied(1, 2, 1, 2, -4), _applied(2, 3, 3, 2, 4)]
    entries = [
        value_entry(1, "Purchase", "70.00"),
        value_entry(2, "Purchase", "10.00", item_ledger_entry_no=1, entry_type="Indirect Cost"),
        value_entry(3, "Transfer", "-32.00", item_ledger_entry_no=2),
        value_entry(4, "Transfer", "32.00", item_ledger_entry_no=3),
    ]
    book = _shares("Inventory", movements, links, entries)
    assert rows(book, "cost_shares_breakdown", "quantity", "material", "material_overhead") == [
        (Decimal(10), Decimal("70.00"), Decimal("10.00"))
    ]


@pytest.mark.parametrize("quantity", [-4, 4])
def test_circle_of_applications_ends(quantity: int) -> None:
    movements = [_movement(1, "Sale", -4), _movement(2, "Sale", 4)]
    links = [_applied(1, 1, 2, 1, -4), _applied(2, 2, 2, 1, abs(quantity))]
    entries = [value_entry(1, "Sale", "-8.00"), value_entry(2, "Sale", "8.00")]
    book = _shares("Sale", movements, links, entries)
    assert sum(amount for (amount,) in rows(book, "cost_shares_breakdown", "quantity")) == 0


def test_average_items_are_left_out_and_details_name_the_movement() -> None:
    book = _shares(
        "Inventory", MADE, LINKS, COSTS, items=[{"item_no": "ITEM"}, {"item_no": "PART", "costing_method": "Average"}]
    )
    assert [item for (item,) in rows(book, "cost_shares_breakdown", "item_no")] == ["ITEM"]
    parameters = {"report": "cost_shares_breakdown", "print": "Inventory", "ending_date": "2024-01-31"}
    book.run("report", {**parameters, "show_details": True})
    assert rows(book, "cost_shares_breakdown", "item_ledger_entry_no", "quantity") == [(3, Decimal(1))]


REVALUED = [
    value_entry(1, "Purchase", "100.00", posting_date="2024-01-10"),
    value_entry(2, "Sale", "-60.00", posting_date="2024-01-10"),
    value_entry(3, "Purchase", "-8.00", item_ledger_entry_no=1, entry_type="Revaluation", posting_date="2024-01-20",
                valued_quantity=4, partial_revaluation=True),
    value_entry(4, "Sale", "-8.00", item_ledger_entry_no=4, posting_date="2024-01-25"),
]  # fmt: skip


def test_partial_revaluation_belongs_to_what_was_left_then() -> None:
    """10 bought at 10, 6 sold, the 4 left revalued by -8, 1 sold: 8 each for that one and for the 3 in stock (8.4)."""
    movements = [_movement(1, "Purchase", 10), _movement(2, "Sale", -6), _movement(4, "Sale", -1)]
    links = [_applied(1, 2, 1, 2, -6), _applied(2, 4, 1, 4, -1)]
    columns = ("quantity", "material", "revaluation")
    book = _shares("Sale", movements, links, REVALUED)
    assert rows(book, "cost_shares_breakdown", *columns) == [(Decimal(-7), Decimal("-70.00"), Decimal("2.00"))]
    book = _shares("Inventory", movements, links, REVALUED)
    assert rows(book, "cost_shares_breakdown", *columns) == [(Decimal(3), Decimal("30.00"), Decimal("-6.00"))]


def test_earlier_posted_sale_valued_after_a_partial_revaluation_feels_it() -> None:
    """4 of 4 left are revalued by -8 after a sale of 1 was posted that is valued later than the revaluation."""
    movements = [_movement(1, "Purchase", 4), _movement(2, "Sale", -1)]
    sold_later = [*REVALUED[:1], {**REVALUED[1], "posting_date": "2024-01-21"}, REVALUED[2]]
    book = _shares("Sale", movements, [_applied(1, 2, 1, 2, -1)], sold_later)
    assert rows(book, "cost_shares_breakdown", "material", "revaluation") == [(Decimal("-25.00"), Decimal("2.00"))]
