"""Average cost periods, dates of adjustments, closing of inventory periods (spec 2, 7.1, 10)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.acceptance.memory import MemoryWorkbook
from xlcost.context import PostingRange
from xlcost.inventory.periods import AveragePeriods, correction_date

YEAR: list[dict[str, Any]] = [
    {"starting_date": "2023-04-15", "new_fiscal_year": True},
    {"starting_date": "2023-05-10"},
    {"starting_date": "2024-04-15", "new_fiscal_year": True, "average_cost_period": "Week",
     "average_cost_calc_type": "Item & Location & Variant"},
]  # fmt: skip


def periods(period: str, accounting_periods: list[dict[str, Any]]) -> AveragePeriods:
    """The average cost periods of a setup."""
    tables = {"inventory_setup": [{"average_cost_period": period}], "accounting_periods": accounting_periods}
    return AveragePeriods(MemoryWorkbook(tables).books())


@pytest.mark.parametrize(
    ("period", "day", "end"),
    [
        ("Day", "2024-01-10", "2024-01-10"),
        ("Week", "2024-01-10", "2024-01-14"),
        ("Month", "2024-02-10", "2024-02-29"),
        ("Quarter", "2024-02-10", "2024-03-31"),
        ("Accounting Period", "2023-05-01", "2023-05-09"),
        ("Accounting Period", "2023-05-10", "2024-04-14"),
        ("Month", "2024-04-01", "2024-04-14"),
        ("Month", "2024-04-15", "2024-04-21"),
        ("Week", "2024-04-14", "2024-04-14"),
        ("Month", "2023-04-10", "2023-04-14"),
    ],
)
def test_end_of_an_average_cost_period(period: str, day: str, end: str) -> None:
    """Cut at the end of the fiscal year; a fiscal year may have a period of its own."""
    assert periods(period, YEAR).end_of(date.fromisoformat(day)) == date.fromisoformat(end)


def test_without_accounting_periods_nothing_is_cut() -> None:
    """An accounting period without end is the last one."""
    assert periods("Accounting Period", []).end_of(date(2024, 1, 1)) == date.max
    assert periods("Month", []).end_of(date(2024, 1, 1)) == date(2024, 1, 31)


def test_a_fiscal_year_may_have_its_own_calculation_type() -> None:
    """Item before, item, location and variant after."""
    found = periods("Month", YEAR)
    assert found.by_item(date(2024, 4, 14))
    assert not found.by_item(date(2024, 4, 15))


@pytest.mark.parametrize(
    ("first", "last", "closed", "expected"),
    [
        (None, None, None, "2024-02-10"),
        ("2024-02-01", None, None, "2024-02-10"),
        ("2024-03-01", None, None, "2024-03-01"),
        (None, None, "2024-02-29", "2024-03-01"),
        ("2024-03-05", None, "2024-02-29", "2024-03-05"),
        ("2024-01-01", None, "2024-02-29", "2024-03-01"),
        ("2024-02-01", "2024-02-05", None, "2024-02-01"),
    ],
)
def test_posting_date_of_a_correction(first: str | None, last: str | None, closed: str | None, expected: str) -> None:
    """The date itself where it is open, else the first open day; the later of company range and closed period."""
    days = [date.fromisoformat(each) if each else None for each in (first, last, closed)]
    rule = correction_date(PostingRange(days[0], days[1]), days[2])
    assert rule(date(2024, 2, 10)) == date.fromisoformat(expected)


def book(method: str = "FIFO", **tables: Any) -> MemoryWorkbook:
    """Bought in January, sold in January and February."""
    rows = [
        {"transaction_type": "Purchase", "quantity": Decimal(5), "amount": Decimal(50), "posting_date": "2024-01-05"},
        {"transaction_type": "Sale", "quantity": Decimal(2), "posting_date": "2024-01-10"},
        {"transaction_type": "Sale", "quantity": Decimal(2), "posting_date": "2024-02-10"},
    ]
    numbered = [{"line_no": number, "item_no": "I"} | row for number, row in enumerate(rows, 1)]
    standing: dict[str, Any] = {
        "items": [{"item_no": "I", "costing_method": method}],
        "inventory_setup": [{"average_cost_period": "Month"}],
        "inventory_periods": [{"ending_date": day} for day in ("2024-01-31", "2024-02-29", "2024-03-31")],
        "item_transactions": numbered,
    }
    return MemoryWorkbook(standing | tables)


def closed(workbook: MemoryWorkbook) -> list[bool]:
    """Which of the periods are closed."""
    return [bool(row.get("closed")) for row in workbook.tables["inventory_periods"]]


def error(workbook: MemoryWorkbook, operation: str, **parameters: Any) -> str:
    """Code of the error of an operation."""
    found = workbook.run(operation, parameters).outcomes[0].error
    return found.code if found else ""


def test_closing_and_reopening() -> None:
    """Earlier periods close with one, later ones reopen with one."""
    workbook = book()
    workbook.run("post_transactions", {})
    assert error(workbook, "close_inventory_period", ending_date="2024-02-29") == "PERIOD_COST_NOT_ADJUSTED"
    workbook.run("adjust_cost", {})
    assert error(workbook, "close_inventory_period", ending_date="2024-02-29") == ""
    assert closed(workbook) == [True, True, False]
    assert workbook.run("close_inventory_period", {"ending_date": "2024-01-31"}).outcome == "nothing_to_do"
    assert error(workbook, "reopen_inventory_period", ending_date="2024-02-29") == ""
    assert closed(workbook) == [True, False, False]
    assert error(workbook, "close_inventory_period", ending_date="2024-02-28") == "PERIOD_NOT_FOUND"


def test_average_items_go_by_their_periods() -> None:
    """January may be closed while February is still to be adjusted."""
    workbook = book("Average")
    workbook.run("post_transactions", {})
    workbook.run("adjust_cost", {"posting_date_to": "2024-01-31"})
    assert error(workbook, "close_inventory_period", ending_date="2024-01-31") == ""
    assert error(workbook, "close_inventory_period", ending_date="2024-02-29") == "PERIOD_COST_NOT_ADJUSTED"


def test_open_decreases_keep_a_period_open() -> None:
    """What was sold without stock may still change its cost."""
    workbook = book()
    workbook.tables["item_transactions"][0]["quantity"] = Decimal(3)
    workbook.run("post_transactions", {})
    workbook.run("adjust_cost", {})
    assert error(workbook, "close_inventory_period", ending_date="2024-01-31") == ""
    assert error(workbook, "close_inventory_period", ending_date="2024-02-29") == "PERIOD_OPEN_OUTBOUND"


def test_finished_orders_keep_a_period_open() -> None:
    """Until they are adjusted."""
    order = {"order_no": "PO", "order_line_no": 1, "item_no": "I"}
    output = {"line_no": 9, "item_no": "I", "transaction_type": "Output", "quantity": Decimal(1), "order_no": "PO"}
    workbook = book(production_orders=[order])
    workbook.tables["item_transactions"].append(output | {"posting_date": "2024-01-20"})
    workbook.run("post_transactions", {})
    workbook.run("adjust_cost", {})
    workbook.run("finish_production_order", {"order_no": "PO", "posting_date": "2024-01-31"})
    assert error(workbook, "close_inventory_period", ending_date="2024-01-31") == "PERIOD_ORDER_NOT_ADJUSTED"
    workbook.run("adjust_cost", {})
    assert error(workbook, "close_inventory_period", ending_date="2024-01-31") == ""


def test_an_adjustment_on_a_day_the_user_may_not_post_is_an_error() -> None:
    """Nothing is written then, and the message leads to what keeps the user from that day."""
    tables: dict[str, Any] = {
        "user_setup": [{"user_id": "ANNA", "allow_posting_from": "2024-02-01"}],
        "items": [{"item_no": "I", "costing_method": "FIFO", "unit_cost": Decimal(1)}],
    }
    workbook = book(**tables)
    workbook.run("post_transactions", {})
    workbook.tables["item_transactions"].append(
        {"line_no": 4, "item_no": "I", "transaction_type": "Item Charge", "charge_to_line": 1, "amount": Decimal(5),
         "posting_date": "2024-02-20"}
    )  # fmt: skip
    workbook.run("post_transactions", {})
    before = len(workbook.tables["value_entries"])
    workbook.tables["run_options"] = [{"user_id": "ANNA"}]
    found = workbook.run("adjust_cost", {}).outcomes[0].error
    assert found is not None and found.code == "POSTING_DATE_NOT_ALLOWED"
    assert str(found.where) == "User Setup!B2"
    assert len(workbook.tables["value_entries"]) == before


@pytest.mark.parametrize("span", ["Day", "Week", "Month", "Quarter", "Year"])
def test_automatic_adjustment_by_span(span: str) -> None:
    """A posting inside the span back from the work date is adjusted at once."""
    workbook = book(inventory_setup=[{"automatic_cost_adjustment": span}], run_options=[{"work_date": "2024-02-11"}])
    charge = {
        "transaction_type": "Item Charge",
        "charge_to_line": 1,
        "amount": Decimal(5),
        "posting_date": "2024-02-11",
    }
    workbook.tables["item_transactions"].append({"line_no": 4, "item_no": "I"} | charge)
    workbook.run("post_transactions", {})
    adjusted = {row["item_ledger_entry_no"] for row in workbook.tables["value_entries"] if row["adjustment"]}
    # the charge belongs to the movement of 5 January, more than a month back
    expected = {2, 3} if span in ("Quarter", "Year") else set()
    assert adjusted == expected


def test_automatic_adjustment_needs_a_work_date() -> None:
    """A span back from today has no meaning without today."""
    workbook = book(inventory_setup=[{"automatic_cost_adjustment": "Week"}])
    assert error(workbook, "post_transactions") == "WORK_DATE_MISSING"


@pytest.mark.parametrize(("before", "after"), [("Month", "Day"), ("Day", "Month"), ("Week", "Month")])
def test_another_average_cost_period_takes_effect(before: str, after: str) -> None:
    """A changed setup is as if it had always been so."""
    rows = [
        {"transaction_type": "Purchase", "quantity": Decimal(4), "amount": Decimal(4), "posting_date": "2024-01-02"},
        {"transaction_type": "Sale", "quantity": Decimal(1), "posting_date": "2024-01-03"},
        {"transaction_type": "Purchase", "quantity": Decimal(4), "amount": Decimal(40), "posting_date": "2024-01-04"},
        {"transaction_type": "Sale", "quantity": Decimal(1), "posting_date": "2024-01-20"},
        {"transaction_type": "Purchase", "quantity": Decimal(4), "amount": Decimal(8), "posting_date": "2024-01-31"},
        {
            "transaction_type": "Transfer",
            "quantity": Decimal(2),
            "posting_date": "2024-02-01",
            "new_location_code": "B",
        },
        {"transaction_type": "Sale", "quantity": Decimal(1), "posting_date": "2024-02-01", "location_code": "B"},
    ]
    numbered = [{"line_no": number, "item_no": "I"} | row for number, row in enumerate(rows, 1)]

    def costs(*setups: dict[str, Any]) -> list[Decimal]:
        workbook = book("Average", item_transactions=[dict(row) for row in numbered])
        for setup in setups:
            workbook.tables["inventory_setup"] = [setup]
            workbook.run("post_transactions", {})
            workbook.run("adjust_cost", {})
        return [row["cost_amount_actual"] for row in workbook.tables["item_ledger_entries"]]

    old = {"average_cost_period": before, "average_cost_calc_type": "Item"}
    new = {"average_cost_period": after, "average_cost_calc_type": "Item & Location & Variant"}
    assert costs(old, new) == costs(new)
    assert costs(new, old) == costs(old)
