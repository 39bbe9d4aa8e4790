"""Imported ledgers may hold anything: a run ends with an outcome, never with a fault of the program."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.inventory.histories import History, histories, posted_and_adjusted
from xlcost.operations import EXPLAINERS

LEDGERS = ("item_ledger_entries", "item_application_entries", "value_entries")
NUMBERS = st.integers(-2, 30).map(Decimal)


@settings(max_examples=500)
@given(histories(max_size=8), st.data())
def test_any_ledger_can_be_run(history: History, data: st.DataObject) -> None:
    """Numbers that name nothing, quantities of 0, rows that are gone, circles of applications."""
    book = posted_and_adjusted(history)
    for _ in range(data.draw(st.integers(1, 6))):
        table = book.tables.get(data.draw(st.sampled_from(LEDGERS)))
        if table:
            row: dict[str, Any] = data.draw(st.sampled_from(table))
            column = data.draw(st.sampled_from(sorted(name for name, cell in row.items() if isinstance(cell, Decimal))))
            if data.draw(st.integers(0, 5)) == 0:
                table.remove(row)
            else:
                row[column] = data.draw(NUMBERS)
    book.tables["items"][0]["cost_is_adjusted"] = False
    for number, kind in enumerate(("Sale", "Transfer", "Purchase"), 100):
        row = {"line_no": number, "item_no": "I", "posting_date": "2024-03-01", "transaction_type": kind}
        row |= {"quantity": Decimal(2), "amount": Decimal(3), "new_location_code": "BLUE"}
        book.tables.setdefault("item_transactions", []).append(row)
    for operation in ("post_transactions", "adjust_cost", "calculate_inventory_value"):
        parameters = {"date": "2024-03-31"} if operation == "calculate_inventory_value" else {}
        assert book.run(operation, parameters).outcome in ("ok", "nothing_to_do", "error")
    books = book.books()
    for name in ("items", "item_ledger_entries", "value_entries"):
        for key in ("I", "1", "3"):
            EXPLAINERS[name][0](books, key)
