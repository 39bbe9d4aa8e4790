"""From transactions to the G/L: what holds for every history (spec 2, section 21)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import assume, given, settings

from tests.acceptance.memory import MemoryWorkbook
from tests.inventory.histories import LOCATIONS, History, histories, run
from tests.inventory.ledgers import GENERAL_ACCOUNTS, INVENTORY_ACCOUNTS, amounts_by, rows

GROUPS = {"inventory_posting_group": "FIN", "gen_prod_posting_group": "PROD"}


def _workbook(history: History, *, automatic: bool = False) -> MemoryWorkbook:
    book = history.workbook()
    book.tables["items"][0] |= GROUPS
    book.tables["inventory_setup"][0]["automatic_cost_posting"] = automatic
    book.tables["inventory_posting_setup"] = [
        {"location_code": location, "inventory_posting_group": "FIN", **INVENTORY_ACCOUNTS} for location in LOCATIONS
    ]
    book.tables["general_posting_setup"] = [{"gen_prod_posting_group": "PROD", **GENERAL_ACCOUNTS}]
    accounts = [*INVENTORY_ACCOUNTS.values(), *GENERAL_ACCOUNTS.values()]
    book.tables["gl_accounts"] = [{"no": number} for number in accounts]
    return book


def _closed(history: History, **parameters: Any) -> MemoryWorkbook:
    book = _workbook(history)
    for operation in ("post_transactions", "adjust_cost"):
        run(book, operation)
    run(book, "post_cost_to_gl", **parameters)
    return book


def _gl(book: MemoryWorkbook) -> dict[Any, Decimal]:
    return amounts_by(book, "gl_entries", "gl_account_no", "posting_date")


@settings(max_examples=150)
@given(histories())
def test_reconciliation_after_a_period_end_shows_no_difference(history: History) -> None:
    book = _closed(history)
    assert book.tables.get("post_value_entry_to_gl", []) == []
    if "gl_entries" not in book.tables:
        return
    run(book, "reconcile", show_warning=True)
    assert {difference for (difference,) in rows(book, "reconciliation_totals", "difference")} == {0}
    assert book.tables["reconciliation_warnings"] == book.tables["reconciliation_cause_rows"] == []
    run(book, "report", report="inventory_valuation", ending_date="2024-12-31")
    ending = sum(value for (value,) in rows(book, "inventory_valuation", "ending_value"))
    assert ending == sum(cost for (cost,) in rows(book, "value_entries", "cost_amount_actual"))
    assert ending == sum(amount for (account, _), amount in _gl(book).items() if account == "INVT")
    assert run(book, "post_cost_to_gl") == "nothing_to_do"


@settings(max_examples=100)
@given(histories())
def test_automatic_posting_and_posting_in_stages_give_what_the_batch_gives(history: History) -> None:
    batch = _closed(history)
    automatic = _workbook(history, automatic=True)
    staged = _workbook(history)
    for operation in ("post_transactions", "adjust_cost"):
        run(automatic, operation)
        run(staged, operation)
        run(staged, "post_cost_to_gl", method="per_posting_group", document_no="J")
    assert _gl(automatic) == _gl(staged) == _gl(batch)
    assert automatic.tables.get("post_value_entry_to_gl", []) == []
    assert run(automatic, "post_cost_to_gl") == "nothing_to_do"


def _revalues_what_was_used(history: History, book: MemoryWorkbook) -> bool:
    """Whether a revaluation of what was left on a day meets decreases posted before it and valued by other dates.

    The increase then loses more or less than the revaluation entry says of its remaining units (spec 2, 8.4).
    """
    dated = [row["posting_date"] for row in history.rows]
    revalued = [n for n, row in enumerate(history.rows) if row["transaction_type"] == "Revaluation"]
    values = rows(book, "value_entries", "valued_quantity", "valuation_date", "posting_date")
    moved = any(quantity < 0 and valued != posted for quantity, valued, posted in values)
    return any(moved or dated[n] < max(dated[: n + 1]) for n in revalued)


@settings(max_examples=100)
@given(histories(methods=("FIFO", "LIFO", "Standard")))
def test_cost_specification_and_valuation_agree_up_to_rounding(history: History) -> None:
    """Both say what the stock is worth, up to a cent or two a movement, while no decrease waits for its supply."""
    book = _closed(history)
    remaining = rows(book, "item_ledger_entries", "remaining_quantity")
    assume(all(quantity >= 0 for (quantity,) in remaining))
    assume(not _revalues_what_was_used(history, book))
    movements = len(remaining)
    run(book, "report", report="inventory_valuation", ending_date="2024-12-31", include_expected_cost=True)
    run(book, "report", report="invt_valuation_cost_spec", valuation_date="2024-12-31")
    (valued, *_) = rows(book, "inventory_valuation", "ending_expected_quantity", "ending_expected_value") or [(0, 0)]
    (specified, *_) = rows(book, "invt_valuation_cost_spec", "remaining_quantity", "total_cost") or [(0, 0)]
    assert valued[0] == specified[0]
    assert abs(valued[1] - specified[1]) <= Decimal("0.02") * (movements + 1)
