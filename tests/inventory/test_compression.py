"""Date compression: the sum that stands for deleted G/L entries is named as such and cancels them out (spec 2, 13)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.memory import MemoryWorkbook
from tests.acceptance.real import RealWorkbook
from tests.inventory.ledgers import rows
from tests.inventory.test_reconciliation_causes import _posted, _reconcile

REGISTER = {"no": 1, "table_name": "G/L Entry", "starting_date": "2024-01-01", "ending_date": "2024-01-31"}


def compressed(amount: int = 70, **register: Any) -> MemoryWorkbook:
    """100 bought and 30 sold; the two lines of the inventory account gave way to one sum of `amount`."""
    book = _posted(date_compr_registers=[REGISTER | register])
    kept = [row for row in book.tables["gl_entries"] if row["gl_account_no"] != "INVT"]
    book.tables["gl_entries"] = [
        *kept,
        {"entry_no": 90, "gl_account_no": "INVT", "posting_date": "2024-01-31", "amount": amount}
        | {"source_code": "COMPRGL", "document_no": "COMPR", "system_created": True},
    ]
    return book


def test_sums_of_compression_cancel_the_deleted_entries() -> None:
    assert _reconcile(compressed()) == {}


def test_what_does_not_cancel_stands_under_compression() -> None:
    assert _reconcile(compressed(75)) == {("Inventory", "INVT", "COMPRESSION"): Decimal(5)}


def test_a_deleted_entry_outside_of_the_compressed_period_stays_deleted() -> None:
    causes = _reconcile(compressed(75, starting_date="2023-01-01", ending_date="2023-12-31"))
    assert causes[("Inventory", "INVT", "DELETED_ENTRIES")] == -70


@pytest.mark.parametrize(
    ("register", "warned"),
    [
        ({}, True),
        ({"table_name": "", "table_id": 5802}, True),
        ({"table_name": "Vendor Ledger Entry"}, False),
        ({"starting_date": "2024-02-01", "ending_date": "2024-02-29"}, False),
    ],
)
def test_warning_where_a_register_overlaps_the_filter(register: dict[str, Any], warned: bool) -> None:
    book = compressed(75, **register)
    book.run("reconcile", {"show_warning": True, "posting_date_from": "2024-01-01", "posting_date_to": "2024-01-31"})
    codes = [code for (code,) in rows(book, "reconciliation_warnings", "code")]
    assert ("COMPRESSION" in codes) is warned


def test_through_the_file(tmp_path: Path) -> None:
    real = RealWorkbook(compressed(75).tables, tmp_path)
    real.run("reconcile", {"show_warning": True})
    assert [row["code"] for row in real.tables["reconciliation_warnings"]] == ["COMPRESSION"]
    causes = {row["cause"]: row["amount"] for row in real.tables["reconciliation_causes"] if row["amount"]}
    assert causes == {"COMPRESSION": 5}
