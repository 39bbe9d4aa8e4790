"""Another calculation type or average cost period for what was adjusted before (spec 2, 7.8)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.acceptance.memory import MemoryWorkbook
from tests.inventory.histories import History, histories
from xlcost.rules.dates import period_end

BY_ITEM, BY_PLACE = "Item", "Item & Location & Variant"
Setup = dict[str, Any]


def costs(book: MemoryWorkbook) -> list[Decimal]:
    """Cost of each movement, all value entries."""
    found = {int(row["entry_no"]): Decimal(0) for row in book.tables.get("item_ledger_entries", [])}
    for row in book.tables.get("value_entries", []):
        for column in ("cost_amount_actual", "cost_amount_expected"):
            found[int(row["item_ledger_entry_no"])] += Decimal(str(row[column] or 0))
    return list(found.values())


def switched(rows: list[dict[str, Any]], before: Setup, after: Setup, **tables: Any) -> MemoryWorkbook:
    """Adjusted under `before`, then under `after`; a third run writes nothing."""
    item = {"item_no": "I", "costing_method": "Average"}
    book = MemoryWorkbook({"items": [item], "inventory_setup": [before], "item_transactions": rows, **tables})
    for operation in ("post_transactions", "adjust_cost"):
        book.run(operation, {})
    book.tables["inventory_setup"] = [dict(after)]
    book.run("adjust_cost", {})
    assert book.run("adjust_cost", {}).outcomes[0].outcome == "nothing_to_do"
    return book


def moved(line: int, kind: str, day: str, place: str, quantity: int, amount: int | None = None) -> dict[str, Any]:
    row = {"line_no": line, "transaction_type": kind, "posting_date": day, "item_no": "I", "location_code": place}
    return row | {"quantity": quantity, "amount": amount, "document_no": f"D{line}"}


PLACES = [
    moved(1, "Purchase", "2026-01-05", "A", 10, 100),
    moved(2, "Purchase", "2026-01-05", "B", 10, 200),
    moved(3, "Sale", "2026-01-05", "A", 4),
]
"""By item 300 / 20 x 4 = 60; at place A alone 100 / 10 x 4 = 40."""


@pytest.mark.parametrize(("before", "after", "sold"), [(BY_ITEM, BY_PLACE, -40), (BY_PLACE, BY_ITEM, -60)])
def test_calculation_type_in_both_directions(before: str, after: str, sold: int) -> None:
    column = "average_cost_calc_type"
    book = switched(PLACES, {column: before}, {column: after})
    assert costs(book) == [100, 200, sold]
    places = {str(row["location_code"]) for row in book.tables["avg_cost_adjmt_entry_points"]}
    assert ("" in places) is (after == BY_ITEM)
    assert all(row["cost_is_adjusted"] for row in book.tables["avg_cost_adjmt_entry_points"])


@pytest.mark.parametrize(("year", "sold"), [(BY_PLACE, -40), (BY_ITEM, -60)])
def test_calculation_type_of_the_fiscal_year_wins(year: str, sold: int) -> None:
    other = BY_ITEM if year == BY_PLACE else BY_PLACE
    period = {"starting_date": "2026-01-01", "new_fiscal_year": True, "average_cost_calc_type": other}
    setup = {"average_cost_calc_type": other}
    book = switched(PLACES, setup, setup, accounting_periods=[period])
    book.tables["accounting_periods"][0]["average_cost_calc_type"] = year
    book.run("adjust_cost", {})
    assert costs(book) == [100, 200, sold]
    assert book.run("adjust_cost", {}).outcomes[0].outcome == "nothing_to_do"


DAYS = [
    moved(1, "Purchase", "2026-01-05", "", 10, 100),
    moved(2, "Sale", "2026-01-06", "", 5),
    moved(3, "Purchase", "2026-01-20", "", 10, 200),
]
"""By day 100 / 10 x 5 = 50; by month 300 / 20 x 5 = 75."""


@pytest.mark.parametrize(("before", "after", "sold"), [("Day", "Month", -75), ("Month", "Day", -50)])
def test_period_in_both_directions(before: str, after: str, sold: int) -> None:
    book = switched(DAYS, {"average_cost_period": before}, {"average_cost_period": after})
    assert costs(book) == [100, sold, 200]
    days = [row["valuation_date"] for row in book.tables["avg_cost_adjmt_entry_points"]]
    unit = after[0]
    assert all(isinstance(day, date) and period_end(day, unit) == day for day in days)


setups = st.fixed_dictionaries(
    {
        "average_cost_period": st.sampled_from(("Day", "Week", "Month")),
        "average_cost_calc_type": st.sampled_from((BY_ITEM, BY_PLACE)),
    }
)


@settings(max_examples=60, deadline=None)
@given(
    histories(methods=("Average",), kinds=("buy", "buy", "sell", "sell", "charge", "transfer"), max_size=8),
    setups,
    setups,
)
def test_costs_after_a_switch_are_those_of_the_new_setup_alone(history: History, before: Setup, after: Setup) -> None:
    """Histories that are never sold short: what no increase covers keeps the unit cost of its day."""
    item = history.workbook().tables["items"][0]
    switched_book = switched(history.rows, before, after, items=[item])
    if any(Decimal(str(row["remaining_quantity"])) < 0 for row in switched_book.tables.get("item_ledger_entries", [])):
        return
    alone = MemoryWorkbook({"items": [item], "inventory_setup": [before], "item_transactions": history.rows})
    alone.run("post_transactions", {})
    alone.tables["inventory_setup"] = [dict(after)]
    alone.run("adjust_cost", {})
    assert costs(switched_book) == costs(alone)
