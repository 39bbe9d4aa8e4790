"""Explanations of items, movements and value entries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from tests.inventory.histories import History, entry_costs, histories, posted_and_adjusted
from xlcost.operations import EXPLAINERS, Step


def explained(history: History, table: str, key: str) -> Sequence[Step]:
    """The steps for one row after posting and adjusting."""
    return EXPLAINERS[table][0](posted_and_adjusted(history).books(), key)


def history_of(method: str, *rows: dict[str, Any]) -> History:
    """Two receipts and what follows."""
    receipts = [
        {"transaction_type": "Purchase", "quantity": Decimal(2), "amount": Decimal(20)},
        {"transaction_type": "Purchase", "quantity": Decimal(2), "amount": Decimal(30)},
    ]
    history = History(method)
    for number, row in enumerate([*receipts, *rows], 1):
        history.rows.append({"line_no": number, "item_no": "I", "posting_date": date(2024, 1, number)} | row)
    return history


SALE = {"transaction_type": "Sale", "quantity": Decimal(3)}


def test_a_fifo_sale_names_its_receipts() -> None:
    """Each receipt with what it gave, at its cost."""
    steps = explained(history_of("FIFO", SALE), "item_ledger_entries", "3")
    assert steps[0].amount == Decimal("-35.00")
    assert steps[0].where.sheet == "Item Ledger Entries"
    taken = [step for step in steps if " of item ledger entry " in step.text]
    assert [step.amount for step in taken] == [Decimal("-20.00"), Decimal("-15.00")]


def test_an_average_sale_names_its_average() -> None:
    """Value / quantity of the period."""
    steps = explained(history_of("Average", SALE), "item_ledger_entries", "3")
    step = next(step for step in steps if step.text.startswith("Average of the period to 2024-01-03"))
    assert "50.00 for 4 = 12.5 a unit" in step.text
    assert step.amount == Decimal("-37.50")


def test_an_average_is_made_of_what_was_there() -> None:
    """Stock from before the month, its receipts and the earlier sale: 3 at 12.50, 2 at 30, then one sold at 19.50."""
    first = SALE | {"quantity": Decimal(1), "posting_date": date(2024, 1, 31)}
    more = {"transaction_type": "Purchase", "quantity": Decimal(2), "amount": Decimal(60)}
    sale = SALE | {"quantity": Decimal(1)}
    history = history_of(
        "Average",
        first,
        more | {"posting_date": date(2024, 2, 1)},
        sale | {"posting_date": date(2024, 2, 2)},
        sale | {"posting_date": date(2024, 2, 3)},
    )
    history.period = "Month"
    steps = explained(history, "item_ledger_entries", "6")
    at = next(index for index, step in enumerate(steps) if step.text.startswith("Average of the period to 2024-02-29"))
    assert steps[at].amount == Decimal("-19.50")
    assert [(step.text, step.amount) for step in steps[at + 1 :]] == [
        ("3 from before the period", Decimal("37.50")),
        ("2 of item ledger entry 4 (Purchase, 2024-02-01)", Decimal("60.00")),
        ("-1 of item ledger entry 5 (Sale, 2024-02-02)", Decimal("-19.50")),
    ]


@settings(max_examples=100)
@given(histories(methods=("Average",)))
def test_the_parts_of_an_average_add_up_to_it(history: History) -> None:
    """What a decrease is valued by is the sum of what the explanation lists below it."""
    book = posted_and_adjusted(history)
    for entry in book.tables.get("item_ledger_entries", []):
        steps = EXPLAINERS["item_ledger_entries"][0](book.books(), str(entry["entry_no"]))
        for at, step in enumerate(steps):
            if step.text.startswith("Average of the period"):
                parts = [each.amount or 0 for each in steps[at + 1 :] if each.level > step.level]
                cost = Decimal(step.text.split(": ")[1].split(" for ")[0].replace(",", ""))
                assert abs(sum(parts) - cost) <= Decimal("0.01") * len(parts)


def test_an_item_shows_its_layers() -> None:
    """What is left, of which receipt, and the unit cost it makes."""
    steps = explained(history_of("FIFO", SALE), "items", "i")
    assert steps[0].amount == Decimal("15.00")
    assert any(step.text.startswith("1 left of 2 from item ledger entry 2") for step in steps)
    assert any("15.00 / 1" in step.text and step.amount == Decimal("15.00000") for step in steps)


def test_a_value_entry_names_the_row_that_made_it() -> None:
    """A correction names what it corrects, a posting its transaction."""
    history = history_of("FIFO", SALE)
    posted = explained(history, "value_entries", "3")
    assert any(step.text == "Posted from item transaction 3, Sale of 3" for step in posted)
    corrected = explained(history, "value_entries", "4")
    assert any(step.text.startswith("Corrects value entry 3") for step in corrected)


@pytest.mark.parametrize("table", ["items", "item_ledger_entries", "value_entries"])
@pytest.mark.parametrize("key", ["", "x", "99", "-1"])
def test_nothing_to_explain(table: str, key: str) -> None:
    """A key that is not there gives no steps."""
    assert not explained(history_of("FIFO"), table, key)


@settings(max_examples=100)
@given(histories(methods=("FIFO", "LIFO", "Standard"), kinds=("buy", "sell", "sell", "charge"), locations=("",)))
def test_what_supplies_a_decrease_is_its_cost(history: History) -> None:
    """The parts named add up to the cost of the decrease, where all of it is supplied."""
    book = posted_and_adjusted(history)
    costs = entry_costs(book)
    explain = EXPLAINERS["item_ledger_entries"][0]
    for entry in book.tables.get("item_ledger_entries", []):
        if entry["quantity"] < 0 and entry["remaining_quantity"] == 0:
            steps = explain(book.books(), str(entry["entry_no"]))
            parts = [step.amount or 0 for step in steps if " of item ledger entry " in step.text]
            assert sum(parts) == costs[entry["entry_no"]]
