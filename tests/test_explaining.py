"""A G/L entry leads back into the area that made it (spec 3, D)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.acceptance.memory import MemoryWorkbook
from tests.projects.books import close_period, run, usage, workbook
from xlcost import explaining
from xlcost.explaining import explained


def told(found: MemoryWorkbook, key: str) -> list[tuple[int, str]]:
    return [(step.level, step.text) for step in explained(found.books(), "gl_entries", key)]


def test_a_wip_entry_leads_to_its_booking_and_on_to_the_ledger_rows() -> None:
    found = workbook(ledger=[usage("10"), usage("3", posting_date="2026-02-10")], method="Completed Contract")
    close_period(found)
    [booking] = found.tables["wip_gl_entries"]
    for number in (booking["gl_entry_no"], booking["balancing_gl_entry_no"]):
        steps = told(found, str(number))
        assert any(level == 1 and text.startswith(f"WIP G/L entry {booking['entry_no']}: ") for level, text in steps)
        assert any(text.startswith("usage resource 2026-01-31") for _, text in steps)


def test_an_older_booking_is_not_explained_by_the_last_calculation() -> None:
    found = workbook(ledger=[usage("10"), usage("3", posting_date="2026-02-10")], method="Completed Contract")
    close_period(found)
    close_period(found, "2026-02-28")
    first, last = found.tables["wip_gl_entries"]
    assert (first["amount"], last["amount"]) == (Decimal(-10), Decimal(-13))
    for number in (first["gl_entry_no"], first["reversal_gl_entry_no"]):
        texts = " | ".join(text for _, text in told(found, str(number)))
        assert "calculated on 2026-01-31; a later calculation has replaced its trace" in texts
        assert "2026-02-10" not in texts
    assert any("usage resource 2026-02-10" in text for _, text in told(found, str(last["gl_entry_no"])))


def _stock(count: int) -> dict[str, Any]:
    """One G/L entry made of so many value entries."""
    entry = {"gl_account_no": "2110", "posting_date": "2026-01-05", "amount": count, "entry_no": 7}
    values = [
        {"entry_no": number, "item_no": "BOLT", "posting_date": "2026-01-05", "cost_amount_actual": 1,
         "item_ledger_entry_no": number, "item_ledger_entry_type": "Purchase"}
        for number in range(1, count + 1)
    ]  # fmt: skip
    relations = [{"gl_entry_no": 7, "value_entry_no": number, "gl_register_no": 1} for number in range(1, count + 1)]
    return {"gl_entries": [entry], "value_entries": values, "gl_item_ledger_relation": relations}


def test_an_inventory_entry_leads_to_its_value_entries() -> None:
    few = told(MemoryWorkbook(_stock(2)), "7")
    assert [text.startswith("Value entry ") for _, text in few[-2:]] == [True, True]
    assert len(told(MemoryWorkbook(_stock(1)), "7")) >= 2


def test_of_many_origins_the_first_are_shown_and_the_others_counted() -> None:
    steps = told(MemoryWorkbook(_stock(explaining.LISTED_ORIGINS + 5)), "7")
    assert steps[-1][1] == "... and 5 more rows that it was made of"


def test_an_entry_of_neither_ends_where_it_did() -> None:
    found = MemoryWorkbook(
        {"gl_entries": [{"gl_account_no": "8230", "posting_date": "2026-01-05", "amount": 5, "entry_no": 7}]}
    )
    run(found, "calculate_wip")
    assert not [text for _, text in told(found, "7") if "alue entry" in text or "WIP" in text]
