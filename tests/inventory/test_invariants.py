"""What holds for every history of item transactions (spec 2, section 21)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from hypothesis import given, settings

from tests.acceptance.memory import MemoryWorkbook
from tests.inventory.histories import History, entry_costs, grouped, histories, levelled, posted_and_adjusted, run

ZERO = Decimal(0)
Row = Mapping[str, Any]


def rows(book: MemoryWorkbook, table: str) -> list[dict[str, Any]]:
    """Rows of a table, none when the run made none."""
    return book.tables.get(table, [])


def total(found: Sequence[Row], *columns: str) -> Decimal:
    """Sum of columns."""
    return sum((row[column] for row in found for column in columns), ZERO)


@settings(max_examples=1000)
@given(histories())
def test_quantities_and_applications(history: History) -> None:
    """Quantities of values add up to the movement; no increase gives more than it has; nothing is half applied."""
    book = posted_and_adjusted(history)
    values = grouped(rows(book, "value_entries"), "item_ledger_entry_no")
    applied = grouped(rows(book, "item_application_entries"), "inbound_item_entry_no")
    for entry in rows(book, "item_ledger_entries"):
        mine = values[entry["entry_no"]]
        assert total(mine, "item_ledger_entry_quantity") == entry["quantity"]
        assert total(mine, "invoiced_quantity") == entry["invoiced_quantity"]
        assert total(mine, "cost_amount_actual") == entry["cost_amount_actual"]
        assert total(mine, "cost_amount_expected") == entry["cost_amount_expected"]
        assert entry["open"] == (entry["remaining_quantity"] != 0)
        if entry["quantity"] > 0:
            taken = [each for each in applied[entry["entry_no"]] if each["item_ledger_entry_no"] != entry["entry_no"]]
            assert entry["remaining_quantity"] == entry["quantity"] + total(taken, "quantity")
            assert entry["remaining_quantity"] >= 0


@settings(max_examples=600)
@given(histories())
def test_a_second_adjustment_writes_nothing(history: History) -> None:
    """Adjustment is idempotent, also when every item is taken up again."""
    book = posted_and_adjusted(history)
    before = len(rows(book, "value_entries"))
    assert run(book, "adjust_cost") == "nothing_to_do"
    book.tables["items"][0]["cost_is_adjusted"] = False
    for point in rows(book, "avg_cost_adjmt_entry_points"):
        point["cost_is_adjusted"] = False
    run(book, "adjust_cost")
    assert rows(book, "value_entries")[before:] == []


def moved_back_and_sold_short(history: History, book: MemoryWorkbook) -> bool:
    """Whether goods moved there and back between locations, and something was taken before it was there.

    An average by location then leaves out what came back for the earlier decreases of the period (spec 2, 7.3).
    """
    moves = {(row["location_code"], row["new_location_code"]) for row in history.rows if "new_location_code" in row}
    applied = rows(book, "item_application_entries")
    supplies = [row for row in applied if row["item_ledger_entry_no"] == row["outbound_item_entry_no"]]
    short = any(row["outbound_item_entry_no"] < row["inbound_item_entry_no"] for row in supplies)
    return short and any((there, here) in moves for here, there in moves)


def average_below_zero(history: History, book: MemoryWorkbook) -> bool:
    """Whether the last decrease of an average met stock worth less than 0, which leaves it as it is (spec 2, 7.3)."""
    costs = entry_costs(book)
    values = {row["item_ledger_entry_no"]: row for row in reversed(rows(book, "value_entries"))}
    by_item = history.calc_type == "Item"
    pools = grouped(rows(book, "item_ledger_entries"), "item_no" if by_item else "location_code")
    for pool in pools.values():
        decreases = [row for row in pool if values[row["entry_no"]]["valued_by_average_cost"]]
        last = max(
            (row for row in decreases if not (by_item and row["entry_type"] == "Transfer")),
            key=lambda row: (values[row["entry_no"]]["valuation_date"], row["entry_no"]),
            default=None,
        )
        if last and sum(costs[row["entry_no"]] for row in pool) < costs[last["entry_no"]]:
            return True
    return False


def revalued_before_it_counts(book: MemoryWorkbook) -> bool:
    """Whether goods were revalued on a day before they count (4.9.5).

    A decrease of the day from which they count feels it only if it was posted later (8.4), and an average has no
    rounding entry that would take the rest (7.6).
    """
    values = (row for row in rows(book, "value_entries") if row["entry_type"] == "Revaluation")
    return any(row["valuation_date"] > row["posting_date"] for row in values)


FLOWS = ("buy", "buy", "sell", "sell", "charge", "return", "fixed", "transfer", "invoice")


@settings(max_examples=1000)
@given(histories(kinds=(*FLOWS, "revalue")))
def test_an_empty_stock_has_no_value(history: History) -> None:
    """When everything is applied and invoiced and nothing is left, all cost has flowed out, to the cent."""
    book = posted_and_adjusted(levelled(history))
    entries = rows(book, "item_ledger_entries")
    unvalued = history.method == "Average" and (
        average_below_zero(history, book) or moved_back_and_sold_short(history, book) or revalued_before_it_counts(book)
    )
    if all(entry["remaining_quantity"] == 0 for entry in entries) and not unvalued:
        assert all(entry["invoiced_quantity"] == entry["quantity"] for entry in entries)
        assert total(rows(book, "value_entries"), "cost_amount_actual", "cost_amount_expected") == 0


@settings(max_examples=600)
@given(histories())
def test_expected_cost_of_invoiced_movements_is_gone(history: History) -> None:
    """The expected cost of what is invoiced in full adds up to 0; all amounts have two places, unit costs five."""
    book = posted_and_adjusted(history)
    values = grouped(rows(book, "value_entries"), "item_ledger_entry_no")
    for entry in rows(book, "item_ledger_entries"):
        if entry["invoiced_quantity"] == entry["quantity"]:
            assert total(values[entry["entry_no"]], "cost_amount_expected") == 0
    for value in rows(book, "value_entries"):
        for column in ("cost_amount_actual", "cost_amount_expected"):
            assert value[column] == round(value[column], 2)
            assert not str(value[column]).startswith("-0.00")
        assert value["cost_per_unit"] == round(value["cost_per_unit"], 5)


@settings(max_examples=400)
@given(histories(kinds=FLOWS, max_size=9))
def test_it_does_not_matter_when_costs_are_adjusted(history: History) -> None:
    """Adjusting after every transaction ends with the same costs as once at the end, where all is covered."""
    once = posted_and_adjusted(history)
    if any(entry["remaining_quantity"] < 0 for entry in rows(once, "item_ledger_entries")):
        return
    often = history.workbook()
    for row in history.rows:
        run(often, "post_transactions", lines=[row["line_no"]])
        run(often, "adjust_cost")
    assert entry_costs(often) == entry_costs(once)
    history.automatic = "Always"
    at_once = history.workbook()
    run(at_once, "post_transactions")
    assert entry_costs(at_once) == entry_costs(once)
    assert run(at_once, "adjust_cost") == "nothing_to_do"
