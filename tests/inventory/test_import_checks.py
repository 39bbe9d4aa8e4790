"""Imported ledgers that name something that is not there (spec 2, 4.12)."""

from __future__ import annotations

import pytest

from tests.inventory.ledgers import value_entry, workbook


def test_one_warning_a_kind_at_its_first_row() -> None:
    entries = [
        value_entry(1, "Purchase", "5"),
        value_entry(2, "Purchase", "5"),
        value_entry(3, "Purchase", "5", item_no=""),
    ]
    book = workbook(
        [*entries, value_entry(4, "", "5", item_no="")],
        item_ledger_entries=[
            {"entry_no": 1, "item_no": "ITEM", "posting_date": "2024-01-31", "entry_type": "Purchase"}
        ],
        gl_item_ledger_relation=[{"gl_entry_no": 7, "value_entry_no": 1}, {"gl_entry_no": 8, "value_entry_no": 99}],
    )
    found = book.run("reconcile", {}).outcomes[0].result.problems
    assert [(each.code, each.severity, each.facts["count"], each.where.sheet, each.where.row) for each in found] == [
        ("VALUE_ENTRY_WITHOUT_ITEM", "warning", 1, "Value Entries", 4),
        ("ITEM_LEDGER_ENTRY_MISSING", "warning", 2, "Value Entries", 3),
        ("RELATION_ENTRY_MISSING", "warning", 2, "GL Item Ledger Relation", 2),
        ("RELATION_ENTRY_MISSING", "warning", 1, "GL Item Ledger Relation", 3),
    ]
    assert all(each.where.column for each in found)


@pytest.mark.parametrize("operation", ["post_cost_to_gl", "adjust_cost"])
def test_posting_and_adjusting_warn_of_the_value_entries_too(operation: str) -> None:
    """Not of relations, which only a reconciliation follows."""
    movement = {"entry_no": 1, "item_no": "ITEM", "posting_date": "2024-01-31", "entry_type": "Purchase"}
    book = workbook(
        [value_entry(1, "Purchase", "5"), value_entry(2, "Purchase", "5")],
        item_ledger_entries=[movement],
        gl_item_ledger_relation=[{"gl_entry_no": 7, "value_entry_no": 1}],
    )
    found = book.run(operation, {}).outcomes[0].result.problems
    assert [each.code for each in found] == ["ITEM_LEDGER_ENTRY_MISSING"]
