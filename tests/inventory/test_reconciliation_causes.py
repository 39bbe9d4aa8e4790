"""Differences explained in amounts: each seeded fault shows under its own cause (spec 2, 13.5)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.acceptance.memory import MemoryWorkbook
from tests.inventory.ledgers import GENERAL_ACCOUNTS, INVENTORY_ACCOUNTS, amounts_by, rows, value_entry, workbook
from tests.inventory.test_cost_posting import ledgers

Causes = dict[tuple[str, str, str], Decimal]


def _reconcile(book: MemoryWorkbook, **parameters: Any) -> Causes:
    """(account type, account, cause) -> amount; checks that the parts add up and that nothing is unexplained."""
    report = book.run("reconcile", parameters)
    assert report.outcome == "ok", report.outcomes[0].message
    differences = dict(rows(book, "reconciliation_totals", "account_type", "difference"))
    by_kind = amounts_by(book, "reconciliation_causes", "account_type")
    assert by_kind == {kind: amount for kind, amount in differences.items() if amount}
    keys = ("account_type", "gl_account_no", "cause")
    causes = amounts_by(book, "reconciliation_causes", *keys)
    assert amounts_by(book, "reconciliation_cause_rows", *keys) == causes, "rows behind each amount, unexplained 0"
    unexplained = [
        kind for kind, cause in rows(book, "reconciliation_causes", "account_type", "cause") if cause == "UNEXPLAINED"
    ]
    assert len(unexplained) == 15
    attention = any(differences.values()) or book.tables["skipped_entries"]
    assert report.exit_code == (1 if attention else 0)
    return causes


def _posted(entries: list[dict[str, Any]] | None = None, **tables: Any) -> MemoryWorkbook:
    book = workbook(entries or [value_entry(1, "Purchase", "100.00"), value_entry(2, "Sale", "-30.00")], **tables)
    book.run("post_cost_to_gl", {})
    return book


def _line(book: MemoryWorkbook, account: str) -> dict[str, Any]:
    return next(row for row in book.tables["gl_entries"] if row["gl_account_no"] == account)


def test_blocked_account_is_skipped_with_its_reason() -> None:
    accounts = [*INVENTORY_ACCOUNTS.values(), *GENERAL_ACCOUNTS.values()]
    book = _posted(gl_accounts=[{"no": each, "blocked": each == "COGS"} for each in accounts])
    assert _reconcile(book) == {("Inventory", "INVT", "SKIPPED"): 30, ("COGS", "COGS", "SKIPPED"): -30}
    assert set(rows(book, "reconciliation_cause_rows", "reason_code", "table", "entry_no")) == {
        ("ACCOUNT_BLOCKED", "value_entries", 2)
    }
    assert ("SKIPPED", "unblock the account") in rows(book, "reconciliation_causes", "cause", "remedy")


def test_direct_posting_to_the_inventory_account() -> None:
    book = _posted()
    book.tables["gl_entries"].append(
        {"entry_no": 99, "gl_account_no": "INVT", "posting_date": "2024-01-31", "amount": "25"}
    )
    assert _reconcile(book) == {("Inventory", "INVT", "DIRECT_POSTING"): 25}
    (row,) = book.tables["reconciliation_cause_rows"]
    assert (row["table"], row["entry_no"], row["sheet"], row["row"]) == ("gl_entries", 99, "GL Entries", 6)


def test_direct_posting_with_the_document_of_a_value_entry() -> None:
    book = _posted([value_entry(1, "Purchase", "100.00")])
    manual = {**_line(book, "INVT"), "entry_no": 99, "amount": "25", "source_code": "", "system_created": False}
    book.tables["gl_entries"].append({**manual, "value_entry_no": 0})
    assert _reconcile(book) == {("Inventory", "INVT", "DIRECT_POSTING"): 25}


def test_changed_setup_shows_the_old_account_as_wrong() -> None:
    book = _posted()
    book.tables["inventory_posting_setup"][0]["inventory_account"] = "NEW"
    assert _reconcile(book) == {("Inventory", "NEW", "WRONG_ACCOUNT"): -70}


def test_account_that_now_serves_another_kind() -> None:
    book = _posted([value_entry(1, "Purchase", "100.00")])
    book.tables["inventory_posting_setup"][0]["inventory_account"] = "NEW"
    book.tables["general_posting_setup"][0]["cogs_account"] = "INVT"
    assert _reconcile(book) == {("Inventory", "NEW", "WRONG_ACCOUNT"): -100, ("COGS", "INVT", "WRONG_ACCOUNT"): 100}


def test_shared_account_shows_what_belongs_to_the_other_kind() -> None:
    general = {"gen_prod_posting_group": "PROD", **GENERAL_ACCOUNTS, "inventory_adjmt_account": "COGS"}
    entries = [value_entry(1, "Sale", "-30.00"), value_entry(2, "Negative Adjmt.", "-7.00")]
    book = _posted(entries, general_posting_setup=[general])
    assert _reconcile(book) == {
        ("COGS", "COGS", "WRONG_ACCOUNT"): 7,
        ("Inventory Adjmt.", "COGS", "WRONG_ACCOUNT"): 30,
    }


def test_deleted_gl_entry() -> None:
    book = _posted()
    book.tables["gl_entries"].remove(_line(book, "COGS"))
    assert _reconcile(book) == {("COGS", "COGS", "DELETED_ENTRIES"): -30}


def test_deleted_gl_entries_with_their_relations() -> None:
    book = _posted()
    book.tables["gl_entries"] = [row for row in book.tables["gl_entries"] if row["value_entry_no"] != 2]
    book.tables["gl_item_ledger_relation"] = book.tables["gl_item_ledger_relation"][:2]
    assert _reconcile(book) == {("Inventory", "INVT", "DELETED_ENTRIES"): 30, ("COGS", "COGS", "DELETED_ENTRIES"): -30}


def test_blanked_account_counts_as_deleted() -> None:
    book = _posted()
    _line(book, "DIRCOST")["gl_account_no"] = ""
    assert _reconcile(book) == {("Direct Cost Applied", "DIRCOST", "DELETED_ENTRIES"): 100}


def test_deleted_value_entry() -> None:
    book = _posted()
    del book.tables["value_entries"][1]
    assert _reconcile(book) == {("Inventory", "INVT", "DELETED_ENTRIES"): -30, ("COGS", "COGS", "DELETED_ENTRIES"): 30}


def test_gl_entry_dated_in_another_period() -> None:
    book = _posted()
    for row in book.tables["gl_entries"]:
        if row["value_entry_no"] == 2:
            row["posting_date"] = "2024-02-01"
    moved = {("Inventory", "INVT", "POSTING_DATE"): 30, ("COGS", "COGS", "POSTING_DATE"): -30}
    assert _reconcile(book, posting_date_to="2024-01-31") == moved
    assert _reconcile(book, posting_date_from="2024-02-01") == {key: -amount for key, amount in moved.items()}
    assert _reconcile(book) == {}


def test_expected_posting_switched_off() -> None:
    book = _posted([value_entry(1, "Purchase", "0", "40.00"), value_entry(2, "Sale", "-5.00")], expected_posting=False)
    expected = {
        ("Inventory (Interim)", "INVT-I", "EXPECTED_POSTING_OFF"): Decimal(-40),
        ("Invt. Accrual (Interim)", "ACCRUAL-I", "EXPECTED_POSTING_OFF"): Decimal(40),
    }
    assert _reconcile(book) == expected
    book.tables["post_value_entry_to_gl"] = [{"value_entry_no": 1}]
    assert _reconcile(book) == expected, "the same when the entry still waits in the queue"


def test_switched_off_expected_cost_that_was_reversed_says_nothing() -> None:
    entries = [
        value_entry(1, "Purchase", "0", "40.00"),
        value_entry(2, "Purchase", "0", "95.00"),
        value_entry(3, "Purchase", "100.00", "-95.00", item_ledger_entry_no=2),
    ]
    book = _posted(entries, expected_posting=False)
    assert _reconcile(book) == {
        ("Inventory (Interim)", "INVT-I", "EXPECTED_POSTING_OFF"): -40,
        ("Invt. Accrual (Interim)", "ACCRUAL-I", "EXPECTED_POSTING_OFF"): 40,
    }
    assert rows(book, "reconciliation_cause_rows", "entry_no") == [(1,), (1,)]


def test_not_yet_posted_carries_both_amounts() -> None:
    book = workbook([value_entry(1, "Purchase", "100.00", "-95.00")])
    assert _reconcile(book) == {
        ("Inventory", "INVT", "NOT_YET_POSTED"): -100,
        ("Direct Cost Applied", "DIRCOST", "NOT_YET_POSTED"): 100,
        ("Inventory (Interim)", "INVT-I", "NOT_YET_POSTED"): 95,
        ("Invt. Accrual (Interim)", "ACCRUAL-I", "NOT_YET_POSTED"): -95,
    }


def test_entry_posted_in_two_parts() -> None:
    book = _posted([value_entry(1, "Purchase", "88.00")])
    book.tables["value_entries"][0]["cost_amount_actual"] = "100.00"
    book.run("post_cost_to_gl", {})
    assert _reconcile(book) == {}
    for row in book.tables["gl_entries"][2:]:
        row["posting_date"] = "2024-02-10"
    assert _reconcile(book, posting_date_to="2024-01-31") == {
        ("Inventory", "INVT", "POSTING_DATE"): -12,
        ("Direct Cost Applied", "DIRCOST", "POSTING_DATE"): 12,
    }


def test_closing_date_entry() -> None:
    book = _posted()
    closing = {"entry_no": 99, "gl_account_no": "COGS", "posting_date": "C2024-01-31", "amount": "-30"}
    book.tables["gl_entries"].append(closing)
    assert _reconcile(book) == {("COGS", "COGS", "CLOSED_YEAR"): -30}


def test_invalid_combination_is_skipped() -> None:
    book = _posted([value_entry(1, "Sale", "-3.00", entry_type="Variance", variance_type="Purchase")])
    assert _reconcile(book) == {("Inventory", "INVT", "SKIPPED"): 3}


@pytest.mark.parametrize("linked_by", ["value_entry_no", "document"])
def test_export_without_relations(linked_by: str) -> None:
    book = _posted()
    del book.tables["gl_item_ledger_relation"]
    if linked_by == "document":
        for row in book.tables["gl_entries"]:
            row["value_entry_no"] = 0
    assert _reconcile(book) == {}
    book.tables["gl_entries"].append({"entry_no": 9, "gl_account_no": "INVT", "posting_date": "2024-01-31",
                                      "document_no": "D1", "amount": "25"})  # fmt: skip
    assert _reconcile(book) == {("Inventory", "INVT", "DIRECT_POSTING"): 25}
    book.tables["gl_entries"] = [row for row in book.tables["gl_entries"] if row["gl_account_no"] != "COGS"]
    assert _reconcile(book) == {
        ("Inventory", "INVT", "DIRECT_POSTING"): 25,
        ("COGS", "COGS", "DELETED_ENTRIES"): -30,
    }


@pytest.mark.parametrize(
    ("stands", "cause", "over"), [("130.00", "DIRECT_POSTING", 30), ("60.00", "DELETED_ENTRIES", -40)]
)
def test_sums_of_one_document_are_compared(stands: str, cause: str, over: int) -> None:
    entries = [
        value_entry(number, "Purchase", amount, document_no="D", cost_posted_to_gl=amount)
        for number, amount in ((1, "60.00"), (2, "40.00"))
    ]
    day = {"posting_date": "2024-01-31", "document_no": "D"}
    lines = [
        {"entry_no": 1, "gl_account_no": "INVT", "amount": stands, **day},
        {"entry_no": 2, "gl_account_no": "DIRCOST", "amount": "-100.00", **day},
    ]
    assert _reconcile(workbook(entries, gl_entries=lines)) == {("Inventory", "INVT", cause): over}


def test_amount_changed_by_hand_is_unexplained_and_warned_of() -> None:
    book = _posted()
    _line(book, "COGS")["amount"] = Decimal(31)
    report = book.run("reconcile", {})
    assert amounts_by(book, "reconciliation_causes", "account_type", "cause") == {("COGS", "UNEXPLAINED"): 1}
    assert rows(book, "problems", "code", "severity") == [("UNEXPLAINED", "warning")]
    assert report.exit_code == 1


def test_more_rows_than_are_listed_end_in_one_row_with_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xlcost.inventory.reconciliation_split.LISTED_ROWS", 2)
    book = workbook([value_entry(number, "Purchase", f"{number}.00") for number in range(1, 6)])
    _reconcile(book)
    listed = [row for row in book.tables["reconciliation_cause_rows"] if row["account_type"] == "Inventory"]
    assert [(row["table"], row["amount"]) for row in listed] == [
        ("value_entries", -1), ("value_entries", -2), ("3 more rows", -12),
    ]  # fmt: skip


# ---- several faults at once

Fault = Callable[[MemoryWorkbook, int], None]


def _lines_of(book: MemoryWorkbook, number: int) -> list[dict[str, Any]]:
    return [row for row in book.tables.get("gl_entries", []) if row["value_entry_no"] == number]


def _delete_lines(book: MemoryWorkbook, number: int) -> None:
    gone = [id(row) for row in _lines_of(book, number)]
    book.tables["gl_entries"] = [row for row in book.tables.get("gl_entries", []) if id(row) not in gone]


def _delete_one_line(book: MemoryWorkbook, number: int) -> None:
    for row in _lines_of(book, number)[:1]:
        book.tables["gl_entries"].remove(row)


def _blank_account(book: MemoryWorkbook, number: int) -> None:
    for row in _lines_of(book, number)[-1:]:
        row["gl_account_no"] = ""


def _move_account(book: MemoryWorkbook, number: int) -> None:
    for row in _lines_of(book, number)[:1]:
        row["gl_account_no"] = "ELSEWHERE"


def _move_date(book: MemoryWorkbook, number: int) -> None:
    for row in _lines_of(book, number):
        row["posting_date"] = "2024-03-10"


def _post_by_hand(book: MemoryWorkbook, number: int) -> None:
    line = {"entry_no": 1000 + number, "gl_account_no": "INVT", "posting_date": "2024-01-20", "amount": "7.77"}
    book.tables.setdefault("gl_entries", []).append({"value_entry_no": 0, **line})


def _unpost(book: MemoryWorkbook, number: int) -> None:
    """A value entry that was posted in an earlier state of the books: posted amounts and lines are taken back."""
    _delete_lines(book, number)
    relations = book.tables.get("gl_item_ledger_relation", [])
    book.tables["gl_item_ledger_relation"] = [row for row in relations if row["value_entry_no"] != number]
    entry = book.tables["value_entries"][number - 1]
    entry["cost_posted_to_gl"] = entry["expected_cost_posted_to_gl"] = "0"


FAULTS: list[Fault] = [
    _delete_lines, _delete_one_line, _blank_account, _move_account, _move_date, _post_by_hand, _unpost,
]  # fmt: skip


@settings(max_examples=60)
@given(ledgers(), st.data())
def test_any_mix_of_faults_is_explained_to_the_cent(entries: list[dict[str, Any]], data: st.DataObject) -> None:
    book = workbook(entries, expected_posting=data.draw(st.booleans()), dimensions=[{"code": "DEPT"}])
    book.run("post_cost_to_gl", {})
    book.tables["gl_entries"] = book.tables.get("gl_entries", [])
    book.tables["inventory_setup"][0]["expected_cost_posting_to_gl"] = data.draw(st.booleans())
    for number in range(1, len(entries) + 1):
        fault = data.draw(st.sampled_from([None, *FAULTS]))
        if fault:
            fault(book, number)
    period = data.draw(st.sampled_from([{}, {"posting_date_to": "2024-01-31"}, {"posting_date_from": "2024-02-01"}]))
    _reconcile(book, **period)


def _damage(row: dict[str, Any], fault: str) -> dict[str, Any] | None:
    changes = {"": {}, "account": {"gl_account_no": "ELSEWHERE"}, "blank": {"gl_account_no": ""}}
    return None if fault == "deleted" else row | changes.get(fault, {"posting_date": "2024-03-10"})


@settings(max_examples=60)
@given(ledgers(), st.data())
def test_damaged_lines_of_posting_groups_are_explained_to_the_cent(
    entries: list[dict[str, Any]], data: st.DataObject
) -> None:
    book = workbook(entries, dimensions=[{"code": "DEPT"}])
    book.run("post_cost_to_gl", {"method": "per_posting_group", "document_no": "J"})
    faults = st.sampled_from(["", "account", "blank", "deleted", "date"])
    damaged = [_damage(row, data.draw(faults)) for row in book.tables.get("gl_entries", [])]
    book.tables["gl_entries"] = [row for row in damaged if row is not None]
    period = data.draw(st.sampled_from([{}, {"posting_date_to": "2024-01-31"}, {"posting_date_from": "2024-02-01"}]))
    _reconcile(book, **period)
