"""Closing, deleting and reversing registers (spec 1, 6)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.acceptance.memory import MemoryWorkbook
from tests.cost_accounting.world import error_of, gl, line, workbook

LEDGER = ("cost_entries", "cost_entry_sources", "cost_registers")


def register(no: int, **columns: Any) -> dict[str, Any]:
    return {"no": no, "source": "Cost Journal", "from_cost_entry_no": no, "to_cost_entry_no": no, **columns}


def entry(no: int, **columns: Any) -> dict[str, Any]:
    return {
        "entry_no": no, "cost_type_no": "T1", "posting_date": "2026-03-10", "document_no": "J1", "amount": "1.00",
        "debit_amount": "1.00", "cost_center_code": "ADM", **columns,
    }  # fmt: skip


def three_registers(**columns: Any) -> MemoryWorkbook:
    registers = [register(1), register(2, **columns), register(3)]
    return workbook(cost_entries=[entry(1), entry(2), entry(3)], cost_registers=registers)


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (3, 2, "REGISTER_RANGE"),
        (7, 7, "REGISTER_NOT_FOUND"),
        (1, 2, "REGISTER_NOT_LAST"),
        (1, 9, "REGISTER_NOT_LAST"),
        (1, 3, "REGISTER_CLOSED"),
    ],
)
def test_deleting_goes_from_the_end_to_the_last_open_register(first: int, last: int, code: str) -> None:
    book = three_registers(closed=True)
    report = book.run("delete_cost_entries", {"from_register": first, "to_register": last})
    assert error_of(report) == code
    assert len(book.tables["cost_entries"]) == 3
    assert book.run("delete_cost_entries", {"from_register": 3, "to_register": 3}).outcome == "ok"


def test_a_register_below_a_closed_one_counts_as_closed() -> None:
    assert error_of(three_registers(closed=True).run("reverse_cost_register", {"no": 1})) == "REGISTER_CLOSED"
    assert three_registers(closed=True).run("reverse_cost_register", {"no": 3}).outcome == "ok"


def test_closing_closes_everything_below() -> None:
    book = three_registers()
    assert book.run("close_cost_register", {"no": 2}).outcomes[-1].result.counts == {"closed": 2}
    assert [bool(row.get("closed")) for row in book.tables["cost_registers"]] == [True, True, False]
    assert book.run("close_cost_register", {"no": 2}).outcome == "nothing_to_do"
    assert error_of(book.run("close_cost_register", {"no": 9})) == "REGISTER_NOT_FOUND"


def test_deleting_a_journal_does_not_bring_its_lines_back() -> None:
    book = workbook(cost_journal_lines=[line(1, "5.00")])
    book.run("post_cost_journal", {})
    book.run("delete_cost_entries", {"from_register": 1, "to_register": 1})
    assert book.tables["cost_entries"] == []
    assert book.tables["cost_journal_lines"] == []


def test_document_counter_looks_at_both_sides_and_stays_when_none_remains() -> None:
    allocation = {"source": "Allocation"}
    budget = {"no": 1, "from_cost_budget_entry_no": 1, "to_cost_budget_entry_no": 1, **allocation}
    book = workbook(
        {"last_allocation_doc_no": "ALLOC12"},
        cost_entries=[entry(1, document_no="ALLOC9"), entry(2, document_no="ALLOC12")],
        cost_registers=[register(1, **allocation), register(2, **allocation)],
        cost_budget_registers=[budget],
        cost_budget_entries=[
            {"entry_no": 1, "budget_name": "B", "cost_type_no": "T1", "date": "2026-01-01", "cost_center_code": "ADM",
             "document_no": "ALLOC10"}
        ],
    )  # fmt: skip
    setup = book.tables["cost_accounting_setup"][0]
    book.run("delete_cost_entries", {"from_register": 2, "to_register": 2})
    assert setup["last_allocation_doc_no"] == "ALLOC10"
    book.run("delete_cost_budget_entries", {"from_register": 1, "to_register": 1})
    assert setup["last_allocation_doc_no"] == "ALLOC9"
    book.run("delete_cost_entries", {"from_register": 1, "to_register": 1})
    assert setup["last_allocation_doc_no"] == "ALLOC9"


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"year_end": "2024-12-30"}, "OLD_NOT_YEAR_END"),
        ({}, "OLD_NOT_YEAR_END"),
        ({"year_end": "2026-12-31"}, "OLD_TOO_RECENT"),
        ({"year_end": "2020-12-31", "strict": "yes"}, "OLD_NONE"),
    ],
)
def test_old_entries_are_those_of_a_year_that_ended_a_year_ago(parameters: dict[str, str], code: str) -> None:
    book = workbook(cost_entries=[entry(1, posting_date="2025-12-31")])
    assert error_of(book.run("delete_old_cost_entries", parameters)) == code
    assert book.run("delete_old_cost_entries", {"year_end": "2020-12-31"}).outcome == "nothing_to_do"
    assert book.run("delete_old_cost_entries", {"year_end": "2025-12-31"}).outcome == "ok"


def test_numbers_of_deleted_old_journal_entries_never_come_back() -> None:
    book = workbook(cost_journal_lines=[line(1, "5.00", posting_date="2024-03-01")])
    book.run("post_cost_journal", {})
    book.run("delete_old_cost_entries", {"year_end": "2024-12-31"})
    book.tables["cost_journal_lines"] = [line(1, "5.00")]
    book.run("post_cost_journal", {})
    assert [row["entry_no"] for row in book.tables["cost_entries"]] == [3, 4]


def test_reversal_keeps_everything_but_sign_and_day() -> None:
    book = workbook(
        cost_entries=[
            entry(1, allocation_id="S", allocation_description="Key", source_code="X", batch_name="B", gl_entry_no=4,
                  gl_account="10", additional_currency_amount="1.10", add_currency_debit_amount="1.10")
        ],
        cost_registers=[register(1, level=3, journal_batch_name="B", from_gl_entry_no=4, to_gl_entry_no=4)],
    )  # fmt: skip
    book.run("reverse_cost_register", {"no": 1, "posting_date": "2026-04-30"})
    original, mirror = book.tables["cost_entries"]
    kept = ("cost_type_no", "cost_center_code", "document_no", "allocation_id", "allocation_description", "source_code",
            "batch_name", "gl_account")  # fmt: skip
    assert [mirror[column] for column in kept] == [original[column] for column in kept]
    assert mirror["posting_date"].isoformat() == "2026-04-30"
    assert (mirror["amount"], mirror["credit_amount"], mirror["additional_currency_amount"]) == (
        -1,
        1,
        Decimal("-1.10"),
    )
    assert (mirror["reversed_entry_no"], original["reversed_by_entry_no"]) == (1, 2)
    for row in (original, mirror):
        assert (row["allocated"], row["allocated_with_journal_no"]) == (True, 2)
    _, new = book.tables["cost_registers"]
    assert (new["level"], new["journal_batch_name"], new["from_gl_entry_no"], new["reverses_register_no"]) == (
        3,
        "B",
        4,
        1,
    )
    assert error_of(book.run("reverse_cost_register", {"no": 2})) == "REGISTER_ALREADY_REVERSED"
    assert error_of(book.run("reverse_cost_register", {"no": 9})) == "REGISTER_NOT_FOUND"


def test_reversal_obeys_the_permitted_dates() -> None:
    book = three_registers()
    book.tables["gl_setup"] = [{"allow_posting_from": "2026-04-01"}]
    assert error_of(book.run("reverse_cost_register", {"no": 1})) == "JNL_DATE_NOT_ALLOWED"
    assert book.run("reverse_cost_register", {"no": 1, "posting_date": "2026-04-01"}).outcome == "ok"


def test_a_user_without_dates_of_his_own_keeps_those_of_the_company() -> None:
    book = three_registers()
    book.tables["gl_setup"] = [{"allow_posting_from": "2026-04-01"}]
    book.tables["user_setup"] = [{"user_id": "ANNA"}]
    assert error_of(book.run("reverse_cost_register", {"no": 1})) == "JNL_DATE_NOT_ALLOWED"
    book.tables["user_setup"] = [{"user_id": "ANNA", "allow_posting_to": "2026-12-31"}]
    assert book.run("reverse_cost_register", {"no": 1}).outcome == "ok"


SOURCES = [
    {"id": "S1", "level": 1, "cost_center_code": "ADM", "credit_to_cost_type": "T9"},
    {"id": "S2", "level": 2, "cost_center_code": "PROD", "credit_to_cost_type": "T9"},
]
TARGETS = [
    {"id": "S1", "line_no": 1, "target_cost_type": "T9", "target_cost_center": "PROD", "share": "2"},
    {"id": "S1", "line_no": 2, "target_cost_type": "T9", "target_cost_object": "P1", "share": "1"},
    {"id": "S2", "line_no": 1, "target_cost_type": "T9", "target_cost_object": "P1", "share": "1"},
]


def allocated_books(amounts: list[int], journal: bool) -> MemoryWorkbook:
    """Transfer, journal and a two-level allocation: registers 1 to 4."""
    book = workbook(
        cost_types=[{"no": "T1", "gl_account_range": "10"}, {"no": "T2"}, {"no": "T9"}],
        cost_allocation_sources=SOURCES,
        cost_allocation_targets=TARGETS,
        gl_entries=[gl(number, "10", str(Decimal(cents) / 100)) for number, cents in enumerate(amounts, 1)],
        cost_journal_lines=[line(1, "5.00")] if journal else [],
    )
    for operation in ("transfer_gl", "post_cost_journal", "allocate_costs"):
        book.run(operation, {})
    return book


def state(book: MemoryWorkbook) -> dict[str, Any]:
    return {name: [dict(row) for row in book.tables.get(name, [])] for name in LEDGER}


def balances(book: MemoryWorkbook) -> dict[tuple[str, str], Decimal]:
    found: dict[tuple[str, str], Decimal] = {}
    for row in book.tables["cost_entries"]:
        place = row["cost_center_code"], row["cost_object_code"]
        found[place] = found.get(place, Decimal(0)) + row["amount"]
    return {place: amount for place, amount in found.items() if amount}


amounts_drawn = st.lists(st.integers(1, 900), min_size=1, max_size=3)


@settings(max_examples=100, deadline=None)
@given(amounts_drawn, st.booleans(), st.lists(st.integers(1, 4), unique=True, min_size=1, max_size=3))
def test_deleting_reversals_from_the_end_brings_every_state_back(
    amounts: list[int], journal: bool, reversed_numbers: list[int]
) -> None:
    book = allocated_books(amounts, journal)
    states = []
    for number in reversed_numbers:
        states.append(state(book))
        if book.run("reverse_cost_register", {"no": number}).outcome == "error":
            states.pop()
    while states:
        last = max(row["no"] for row in book.tables["cost_registers"])
        assert book.run("delete_cost_entries", {"from_register": int(last), "to_register": int(last)}).outcome == "ok"
        assert comparable(state(book)) == comparable(states.pop())


def comparable(found: dict[str, Any]) -> dict[str, Any]:
    """Blank and missing cells are alike."""
    return {name: [{key: cell for key, cell in row.items() if cell} for row in rows] for name, rows in found.items()}


@settings(max_examples=100, deadline=None)
@given(amounts_drawn, st.booleans())
def test_reversing_both_levels_puts_every_cent_back_and_a_new_run_allocates_it_again(
    amounts: list[int], journal: bool
) -> None:
    book = allocated_books(amounts, journal)
    after = balances(book)
    levels = [int(row["no"]) for row in book.tables["cost_registers"] if row["source"] == "Allocation"]
    for number in reversed(levels):
        assert book.run("reverse_cost_register", {"no": number}).outcome == "ok"
    unallocated = allocated_books(amounts, journal)
    unallocated.run("delete_cost_entries", {"from_register": levels[0], "to_register": levels[-1]})
    assert balances(book) == balances(unallocated)
    book.run("allocate_costs", {})
    assert balances(book) == after


@settings(max_examples=60, deadline=None)
@given(amounts_drawn)
def test_allocating_again_after_deleting_gives_the_same_entries(amounts: list[int]) -> None:
    book = allocated_books(amounts, True)
    before, counter = state(book), book.tables["cost_accounting_setup"][0]["last_allocation_doc_no"]
    levels = [int(row["no"]) for row in book.tables["cost_registers"] if row["source"] == "Allocation"]
    book.run("delete_cost_entries", {"from_register": levels[0], "to_register": levels[-1]})
    assert not any(row["allocated"] for row in book.tables["cost_entries"])
    # nothing is left of the series, so the user sets the counter back
    book.tables["cost_accounting_setup"][0]["last_allocation_doc_no"] = "ALLOC0"
    book.run("allocate_costs", {})
    assert comparable(state(book)) == comparable(before)
    assert book.tables["cost_accounting_setup"][0]["last_allocation_doc_no"] == counter


def test_mirror_of_a_consumed_entry_stays_open_for_the_next_run() -> None:
    book = allocated_books([900], False)
    assert book.run("reverse_cost_register", {"no": 1}).outcome == "ok"
    mirror = book.tables["cost_entries"][-1]
    assert (mirror["amount"], mirror["allocated"]) == (Decimal("-9.00"), False)
    book.run("allocate_costs", {})
    assert balances(book) == {}
