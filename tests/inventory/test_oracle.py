"""Costs against an oracle that moves every unit by itself."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import event, given, settings

from tests.inventory.histories import STANDARD_COST, History, entry_costs, histories, levelled, posted_and_adjusted
from tests.inventory.oracle import Oracle, Unsure

KINDS = ("buy", "buy", "sell", "sell", "charge", "return")


def _played(history: History) -> History:
    """The history without the rows that are refused, all of it invoiced at once."""
    for row in history.rows:
        row.pop("invoiced_quantity", None)
    book = history.workbook()
    book.run("post_transactions", {})
    posted = {row["line_no"] for row in book.tables.get("item_transactions", []) if row.get("posted")}
    history.rows = [row for row in history.rows if row["line_no"] in posted]
    return levelled(history)


@settings(max_examples=1500)
@given(histories(kinds=KINDS, locations=("",), overhead=False))
def test_costs_are_those_of_the_oracle(history: History) -> None:
    """Every movement costs what it costs when each unit is followed, or each average taken, by itself."""
    history = _played(history)
    try:
        expected = Oracle(history.rows, history.method, history.period, STANDARD_COST).costs()
    except Unsure:
        event("unsure")
        return
    event(history.method)
    found = entry_costs(posted_and_adjusted(history))
    assert {no: Fraction(cost) for no, cost in found.items()} == expected
