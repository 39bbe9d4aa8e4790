"""Revaluations: proposal, turning it into transactions, posting (spec 2, section 8)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.acceptance.memory import MemoryWorkbook


def book(method: str, *rows: dict[str, Any], **tables: Any) -> MemoryWorkbook:
    """4 at 10 in BLUE and 6 at 12 in RED, then the rows; posted and adjusted."""
    receipts = [
        {"transaction_type": "Purchase", "quantity": Decimal(4), "unit_amount": Decimal(10), "location_code": "BLUE"},
        {"transaction_type": "Purchase", "quantity": Decimal(6), "unit_amount": Decimal(12), "location_code": "RED"},
    ]
    numbered = [
        {"line_no": number, "item_no": "I", "posting_date": f"2024-01-{number:02}"} | row
        for number, row in enumerate([*receipts, *rows], 1)
    ]
    standing: dict[str, Any] = {
        "items": [{"item_no": "I", "costing_method": method, "standard_cost": Decimal(11), "unit_cost": Decimal(11)}],
        "item_transactions": numbered,
    }
    workbook = MemoryWorkbook(standing | tables)
    workbook.run("post_transactions", {})
    workbook.run("adjust_cost", {})
    return workbook


def proposal(workbook: MemoryWorkbook, **parameters: Any) -> list[tuple[Any, ...]]:
    """Place, entry, quantity, value and unit cost of the proposed lines."""
    outcome = workbook.run("calculate_inventory_value", {"date": "2024-01-31"} | parameters).outcomes[0]
    assert outcome.error is None, outcome.message
    columns = (
        "location_code",
        "item_ledger_entry_no",
        "quantity",
        "inventory_value_calculated",
        "unit_cost_calculated",
    )
    return [tuple(row[column] for column in columns) for row in workbook.tables.get("revaluation_lines", [])]


SALE = {"transaction_type": "Sale", "quantity": Decimal(1), "location_code": "BLUE"}


def test_proposal_per_item_location_and_entry() -> None:
    """What is left on the day, as finely as asked for."""
    workbook = book("FIFO", SALE)
    assert proposal(workbook) == [("", 0, 9, 102, Decimal("11.33333"))]
    assert proposal(workbook, by_location=True) == [("BLUE", 0, 3, 30, 10), ("RED", 0, 6, 72, 12)]
    entries = proposal(workbook, calc_per="Item Ledger Entry")
    assert entries == [("BLUE", 1, 3, 30, 10), ("RED", 2, 6, 72, 12)]
    assert proposal(workbook, date="2024-01-02") == [("", 0, 10, 112, Decimal("11.2"))]


def test_what_is_not_invoiced_is_proposed_for_standard_items_only() -> None:
    """Its value may still change; a standard cost does not."""
    receipt = {"transaction_type": "Purchase", "quantity": Decimal(5), "unit_amount": Decimal(1)}
    receipt |= {"invoiced_quantity": Decimal(0)}
    assert proposal(book("FIFO", receipt))[0][2] == 10
    assert proposal(book("Standard", receipt))[0][2] == 15


@pytest.mark.parametrize("method", ["FIFO", "Standard", "Average"])
def test_stock_that_is_still_missing_keeps_an_item_from_being_proposed(method: str) -> None:
    """Whatever its costing method; once the increase is posted, also after the day, nothing stands in the way."""
    missing = {"transaction_type": "Sale", "quantity": Decimal(2), "location_code": "GREEN"}
    workbook = book(method, missing)
    outcome = workbook.run("calculate_inventory_value", {"date": "2024-01-31"}).outcomes[0]
    assert outcome.error is not None and outcome.error.code == "REVAL_OPEN_OUTBOUND"
    assert (outcome.error.where.sheet, outcome.error.where.row) == ("Item Ledger Entries", 4)
    receipt = missing | {"line_no": 4, "item_no": "I", "posting_date": "2024-02-02", "transaction_type": "Purchase"}
    workbook.tables["item_transactions"].append(receipt | {"unit_amount": Decimal(12)})
    workbook.run("post_transactions", {})
    workbook.run("adjust_cost", {})
    assert proposal(workbook)[0][2] == 10


def test_filled_in_lines_become_transactions() -> None:
    """They leave the proposal; the rest stays; the value afterwards is the revalued one."""
    workbook = book("FIFO", SALE)
    proposal(workbook, by_location=True)
    workbook.tables["revaluation_lines"][1]["unit_cost_revalued"] = Decimal(20)
    outcome = workbook.run("apply_revaluation_lines", {}).outcomes[0]
    assert outcome.result.counts == {"created": 1}
    assert [row["location_code"] for row in workbook.tables["revaluation_lines"]] == ["BLUE"]
    workbook.run("post_transactions", {})
    workbook.run("adjust_cost", {})
    red = sum(row["cost_amount_actual"] for row in workbook.tables["value_entries"] if row["location_code"] == "RED")
    assert red == 120
    assert workbook.run("apply_revaluation_lines", {}).outcome == "nothing_to_do"


def test_update_standard_cost() -> None:
    """The revalued unit cost becomes the standard cost; revaluing makes no variance."""
    row = {"transaction_type": "Revaluation", "unit_cost_revalued": Decimal(14), "update_standard_cost": True}
    workbook = book("Standard", row, SALE)
    assert (workbook.tables["items"][0]["standard_cost"], workbook.tables["items"][0]["unit_cost"]) == (14, 14)
    assert workbook.tables["item_ledger_entries"][-1]["cost_amount_actual"] == -14
    revaluations = [row for row in workbook.tables["value_entries"] if row["entry_type"] == "Revaluation"]
    assert sum(row["cost_amount_actual"] for row in revaluations) == 30


@pytest.mark.parametrize("method", ["FIFO", "LIFO", "Average", "Standard"])
def test_an_amount_wins_over_the_unit_cost(method: str) -> None:
    """It is spread over what is left, to the cent."""
    workbook = book(method, {"transaction_type": "Revaluation", "amount": Decimal("1.01")})
    found = [row for row in workbook.tables["value_entries"] if row["entry_type"] == "Revaluation"]
    assert [row["valued_quantity"] for row in found] == [4, 6]
    assert sum(row["cost_amount_actual"] for row in found) == Decimal("1.01")
    assert all(row["partial_revaluation"] for row in found)


@settings(max_examples=150)
@given(
    st.sampled_from(("FIFO", "LIFO", "Average", "Standard")),
    st.integers(1, 3),
    st.integers(0, 3000),
)
def test_the_stock_is_worth_what_it_was_revalued_to(method: str, sold: int, cents: int) -> None:
    """All that is left, to the cent."""
    unit_cost = Decimal(cents) / 100
    sale = SALE | {"quantity": Decimal(sold)}
    workbook = book(method, sale)
    row = {"line_no": 4, "item_no": "I", "posting_date": "2024-01-04", "transaction_type": "Revaluation"}
    workbook.tables["item_transactions"].append(row | {"unit_cost_revalued": unit_cost})
    workbook.run("post_transactions", {})
    workbook.run("adjust_cost", {})
    value = sum(row["cost_amount_actual"] for row in workbook.tables["value_entries"])
    assert abs(value - unit_cost * (10 - sold)) <= Decimal("0.01")


@pytest.mark.parametrize("came_back", [{"transaction_type": "Sale Return"}, {"transaction_type": "Positive Adjmt."}])
def test_invoicing_any_increase_takes_back_the_revaluation_of_its_expected_cost(came_back: dict[str, Any]) -> None:
    """Two at standard 11 not invoiced, revalued to 9: -4 expected, taken back one half an invoice."""
    revalued = {"transaction_type": "Revaluation", "revalues_line": 3, "quantity": 2, "unit_cost_revalued": 9}
    invoice = {"transaction_type": "Invoice", "invoices_line": 3, "quantity": 1}
    row = came_back | {"quantity": 2, "invoiced_quantity": 0}
    for invoices, left in (([], -4), ([invoice], -2), ([invoice, invoice], 0)):
        workbook = book("Standard", row, revalued, *invoices)
        mine = [each for each in workbook.tables["value_entries"] if each["item_ledger_entry_no"] == 3]
        changes = [each["cost_amount_expected"] for each in mine if each["entry_type"] == "Revaluation"]
        assert sum(changes) == left


def test_goods_that_left_after_the_day_take_the_revaluation_along_even_when_valued_before() -> None:
    """4 at 10 on the 1st, sold fixed applied on the 4th, so valued on the 1st; 8.00 are written up on the 1st."""
    workbook = book(
        "FIFO",
        {"transaction_type": "Sale", "posting_date": "2024-01-04", "quantity": Decimal(4)}
        | {"location_code": "BLUE", "applies_to_line": 1},
        {"transaction_type": "Revaluation", "posting_date": "2024-01-01", "location_code": "BLUE"}
        | {"amount": Decimal(8)},
    )
    values = workbook.tables["value_entries"]
    sold = [row["cost_amount_actual"] for row in values if row["item_ledger_entry_type"] == "Sale"]
    assert sum(sold) == -48
    assert not [row for row in values if row["entry_type"] == "Rounding"]


def test_a_line_of_the_blank_location_revalues_no_other_location() -> None:
    """4 at 10 in BLUE, 6 at 12 in RED and 5 at 20 nowhere: the 5 are proposed as a line of their own, and go to 30."""
    workbook = book("FIFO", {"transaction_type": "Purchase", "quantity": Decimal(5), "unit_amount": Decimal(20)})
    assert proposal(workbook, by_location=True)[0] == ("", 0, 5, 100, 20)
    workbook.tables["revaluation_lines"][0]["unit_cost_revalued"] = Decimal(30)
    workbook.run("apply_revaluation_lines", {})
    workbook.run("post_transactions", {})
    revaluations = [row for row in workbook.tables["value_entries"] if row["entry_type"] == "Revaluation"]
    assert [(row["item_ledger_entry_no"], row["cost_amount_actual"]) for row in revaluations] == [(3, 50)]


def test_a_revaluation_of_goods_moved_is_not_felt_by_those_moved_before() -> None:
    """4 and 4 at 7.50 are moved; 60 each for the first ones do not make the second ones dearer (8.4)."""
    receipt = {"transaction_type": "Purchase", "quantity": Decimal(4), "unit_amount": Decimal("7.5"), "item_no": "M"}
    move = {"transaction_type": "Transfer", "quantity": Decimal(4), "item_no": "M", "new_location_code": "GREEN"}
    day = {"posting_date": "2024-02-01"}
    rows = [each | day for each in (receipt, receipt, move, move)]
    rows.append(day | {"transaction_type": "Revaluation", "quantity": Decimal(4), "item_no": "M", "revalues_entry": 6})
    rows[-1] |= {"unit_cost_revalued": Decimal(60), "location_code": "GREEN"}
    items = [{"item_no": no, "costing_method": "Average"} for no in ("I", "M")]
    workbook = book("Average", *rows, items=items)
    costs = [row["cost_amount_actual"] for row in workbook.tables["item_ledger_entries"] if row["item_no"] == "M"]
    assert costs == [30, 30, -30, 240, -30, 30]


@pytest.mark.parametrize("method", ["FIFO", "LIFO", "Average"])
def test_goods_moved_after_the_day_of_a_revaluation_feel_it_when_fixed_applied(method: str) -> None:
    """A fixed application is valued on the day of its increase; until the goods are moved they are still there."""
    move = {"transaction_type": "Transfer", "quantity": Decimal(2), "location_code": "RED", "new_location_code": "BLUE"}
    revaluation = {
        "transaction_type": "Revaluation",
        "quantity": Decimal(6),
        "calc_per": "Item",
        "location_code": "RED",
    }
    revaluation |= {"posting_date": "2024-01-02", "amount": Decimal(6)}
    if method == "Average":
        revaluation |= {"quantity": Decimal(10), "amount": Decimal(10), "location_code": ""}
    workbook = book(method, move | {"applies_to_line": 2}, revaluation)
    costs = [row["cost_amount_actual"] for row in workbook.tables["item_ledger_entries"]]
    assert costs[2:4] == [-26, 26]


def test_a_proposal_for_a_day_before_the_sales_leaves_out_what_they_rounded_off() -> None:
    """3 for 10.00 are sold one by one, which leaves a rounding entry of -0.01: before that they are worth 10.00."""
    sale = SALE | {"location_code": "", "posting_date": "2024-01-20"}
    receipt = {"transaction_type": "Purchase", "quantity": Decimal(3), "amount": Decimal(10), "location_code": ""}
    workbook = book("FIFO", receipt, sale, sale, sale)
    assert workbook.tables["value_entries"][-1]["entry_type"] == "Rounding"
    assert proposal(workbook, date="2024-01-10", calc_per="Item Ledger Entry")[-1][2:4] == (3, 10)


@pytest.mark.parametrize("came_back", [0, 1])
def test_what_a_fixed_sale_took_of_a_revaluation_does_not_change_earlier_sales(came_back: int) -> None:
    """4 at 10, 1 sold; 1 is sold fixed applied on the 3rd, so at 11 after 3.00 for the 3 left on the 1st."""
    place = {"location_code": "BLUE", "quantity": Decimal(1)}
    returned = {"transaction_type": "Sale Return", "posting_date": "2024-01-05", "applies_from_line": 4} | place
    workbook = book(
        "Average",
        {"transaction_type": "Sale", "posting_date": "2024-01-01"} | place,
        {"transaction_type": "Sale", "posting_date": "2024-01-03", "applies_to_line": 1} | place,
        *[returned] * came_back,
        {"transaction_type": "Revaluation", "posting_date": "2024-01-01", "location_code": "BLUE", "amount": 3},
        inventory_setup=[
            {"average_cost_period": "Month", "average_cost_calc_type": "Item & Location & Variant"},
        ],
    )
    costs = [row["cost_amount_actual"] for row in workbook.tables["item_ledger_entries"]]
    assert costs[2:] == [-10, -11, *[11] * came_back]


def test_a_decrease_cannot_be_revalued() -> None:
    """The message speaks of revaluing, not of taking goods from it."""
    row = {"transaction_type": "Revaluation", "quantity": Decimal(1), "revalues_line": 3, "amount": Decimal(5)}
    workbook = book("FIFO", SALE, row)
    workbook.run("post_transactions", {})
    (problem,) = workbook.tables["problems"]
    assert problem["code"] == "APPLIES_TO_NOT_INBOUND"
    assert "is no increase, so it cannot be revalued" in problem["message"]
