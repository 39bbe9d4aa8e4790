"""Finishing an order adjusts its cost at once where the setup says so (spec 2, 9.4 and 10.4)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.acceptance.memory import MemoryWorkbook
from tests.inventory.shop_floor import accounts, capacity, factory, finish, in_balance, post
from tests.inventory.test_production import Row, buy, costs, make, order, run, use

ITEMS: list[Row] = [{"item_no": "A"}, {"item_no": "B", "unit_cost": Decimal(9)}]
CHARGE = {"transaction_type": "Item Charge", "charge_to_line": 1, "amount": Decimal("1.00"), "item_no": "A"}
ROWS = [buy("A", 10, "100"), use("A", 4, "PO1"), capacity("2", "4"), make("B", 4, "PO1"), CHARGE]
"""Four A of 10.00 and of the charge 0.40, capacity 8.00: 48.40 for four B."""


def made(automatic: str, **tables: Any) -> MemoryWorkbook:
    """Posted without any adjustment; only then the automatic adjustment is set."""
    book = factory(ITEMS, ROWS, **tables)
    post(book)
    book.tables["inventory_setup"][0]["automatic_cost_adjustment"] = automatic
    return book


def test_the_output_takes_the_actual_cost_at_once() -> None:
    """Components are adjusted first, so that the charge is in it; nothing is left to adjust."""
    book = made("Always")
    assert finish(book).result.counts == {"finished": 1, "created": 2}
    assert costs(book, "B") == [Decimal("48.40")]
    assert {row["item_no"]: row["cost_is_adjusted"] for row in book.tables["items"]} == {"A": True, "B": True}
    assert run(book, "adjust_cost").outcome == "nothing_to_do"
    run(book, "post_cost_to_gl")
    assert accounts(book) == {"INVT": 109, "DIRCOST": -109}
    in_balance(book)


def test_automatic_cost_posting_follows() -> None:
    """The correction of the component and the invoice of the output are in the G/L without another run."""
    book = factory(ITEMS, ROWS, setup={"automatic_cost_posting": True})
    post(book)
    book.tables["inventory_setup"][0]["automatic_cost_adjustment"] = "Always"
    finish(book)
    assert accounts(book) == {"INVT": 109, "DIRCOST": -109}
    assert [row["source_code"] for row in book.tables["item_registers"]] == ["ITEMJNL", "INVTADJMT"]
    in_balance(book)


def test_a_failing_post_leaves_the_order_released() -> None:
    """Automatic posting that cannot be done stops the whole operation."""
    book = factory(ITEMS, ROWS, setup={"automatic_cost_posting": True})
    post(book)
    book.tables["inventory_setup"][0]["automatic_cost_adjustment"] = "Always"
    book.tables["inventory_posting_setup"][0]["wip_account"] = ""
    before = len(book.tables["value_entries"])
    failed = book.run("finish_production_order", {"order_no": "PO1", "posting_date": "2024-01-31"}).outcomes[0]
    assert failed.error is not None
    assert failed.error.code == "ACCOUNT_BLANK"
    assert book.tables["production_orders"][0]["status"] == "Released"
    assert len(book.tables["value_entries"]) == before


@pytest.mark.parametrize(
    ("automatic", "work_date", "due"),
    [
        ("Never", "2024-01-31", False),
        ("Day", "2024-02-01", True),
        ("Day", "2024-02-02", False),
        ("Week", "2024-02-07", True),
        ("Month", "2024-02-29", True),
        ("Month", "2024-03-01", False),
        ("Always", "2030-01-01", True),
    ],
)
def test_the_day_of_finishing_decides(automatic: str, work_date: str, due: bool) -> None:
    """Finished on 31 January; a span reaches back from the work date."""
    book = made(automatic, run_options=[{"work_date": work_date}])
    finish(book)
    assert costs(book, "B") == [Decimal("48.40") if due else 0]


def test_a_span_needs_a_work_date() -> None:
    """As for postings."""
    book = made("Month")
    failed = book.run("finish_production_order", {"order_no": "PO1", "posting_date": "2024-01-31"}).outcomes[0]
    assert failed.error is not None
    assert failed.error.code == "WORK_DATE_MISSING"
    assert book.tables["production_orders"][0]["status"] == "Released"


def test_other_items_wait() -> None:
    """Only what the order used and made is adjusted; the order that uses its product is adjusted when it is finished."""
    rows = [*ROWS[:4], use("B", 4, "PO2"), make("C", 1, "PO2"), CHARGE]
    book = factory([*ITEMS, {"item_no": "C"}], rows, [order("PO1", "B"), order("PO2", "C")])
    post(book)
    book.tables["inventory_setup"][0]["automatic_cost_adjustment"] = "Always"
    finish(book, "PO2")
    assert costs(book, "C") == [Decimal("36.00")]
    finish(book)
    assert costs(book, "B") == [Decimal("48.40")]
    run(book, "adjust_cost")
    assert costs(book, "C") == [Decimal("48.40")]
    run(book, "post_cost_to_gl")
    assert accounts(book) == {"INVT": 109, "DIRCOST": -109}
    in_balance(book)


@pytest.mark.parametrize("method", ["FIFO", "Average", "Standard"])
def test_a_late_charge_reaches_what_was_made(method: str) -> None:
    """1.00 on ten A after the order is finished: 0.40 of it are in the output, without another adjustment."""
    charge = CHARGE | {"posting_date": "2024-02-05"}
    book = factory(
        [{"item_no": "A"}, {"item_no": "B", "costing_method": method, "standard_cost": "12"}], [*ROWS[:4], charge]
    )
    book.tables["inventory_setup"][0]["automatic_cost_adjustment"] = "Always"
    post(book, 1, 2, 3, 4)
    finish(book)
    post(book, 5)
    assert sum(row["cost_amount_actual"] for row in book.tables["value_entries"] if row["item_no"] == "A") == Decimal(
        "60.60"
    )
    assert costs(book, "B") == [Decimal(48 if method == "Standard" else "48.40")]
    assert run(book, "adjust_cost").outcome == "nothing_to_do"
