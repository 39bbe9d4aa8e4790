"""The transfer against a slow, independent account of spec 1, 3.1, on random ledgers."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.acceptance.memory import MemoryWorkbook
from tests.cost_accounting.world import reasons_of, workbook

DAYS = ["2025-12-31", "2026-01-01", "2026-01-31", "C2026-01-31", "2026-02-03", "2026-02-20"]
ACCOUNTS = ["10", "20", "21", "30", "40", "90", "99"]
COMBINE = {"T1": "None", "T2": "Day", "T3": "Month"}
ACCOUNT_TYPE = {"10": "T1", "20": "T2", "21": "T2", "30": "T3"}

gl_rows = st.lists(
    st.builds(
        lambda account, day, amount, center, item, document: {
            "gl_account_no": account,
            "posting_date": day,
            "amount": amount,
            "DEP": center,
            "PRJ": item,
            "document_no": document,
            "description": f"{account} {document}",
        },
        st.sampled_from(ACCOUNTS),
        st.sampled_from(DAYS),
        st.sampled_from(["0.00", "1.00", "-1.00", "2.50", "0.01"]),
        st.sampled_from(["", "ADM", "PROD", "NEW"]),
        st.sampled_from(["", "P1", "ADM", "NEW"]),
        st.sampled_from(["", "D1", "D2"]),
    ),
    max_size=14,
).map(lambda rows: [{"entry_no": number, **row} for number, row in enumerate(rows, 1)])
blocked_types = st.sets(st.sampled_from(["T1", "T2", "T3"]), max_size=2)


def ledger(rows: list[dict[str, Any]], blocked: Collection[str] = ()) -> MemoryWorkbook:
    return workbook(
        {"starting_date_for_gl_transfer": "2026-01-01"},
        cost_types=[
            {"no": "T1", "gl_account_range": "10", "combine_entries": "None", "blocked": "T1" in blocked},
            {"no": "T2", "gl_account_range": "20..21", "combine_entries": "Day", "blocked": "T2" in blocked},
            {"no": "T3", "gl_account_range": "30", "combine_entries": "Month", "blocked": "T3" in blocked},
        ],
        gl_accounts=[
            *({"no": no, "name": f"Account {no}"} for no in ("10", "20", "21", "30", "40")),
            {"no": "90", "income_balance": "Balance Sheet"},
        ],
        cost_objects=[{"code": "P1"}, {"code": "ADM"}],
        gl_entries=rows,
    )


class Expected:
    """What the spec says becomes of a ledger."""

    def __init__(self, rows: list[dict[str, Any]], blocked: set[str]) -> None:
        self.reasons: dict[int, str] = {}
        self.groups: list[list[dict[str, Any]]] = []
        for row in sorted(rows, key=lambda row: row["entry_no"]):
            reason = first_reason(row)
            if reason:
                self.reasons[row["entry_no"]] = reason
            else:
                self._take(row)
        for group in list(self.groups):
            self._drop(group, blocked)
        self.groups.sort(key=lambda group: group[-1]["entry_no"])

    def _take(self, row: dict[str, Any]) -> None:
        for group in self.groups:
            if COMBINE[ACCOUNT_TYPE[row["gl_account_no"]]] != "None" and key_of(group[0]) == key_of(row):
                group.append(row)
                return
        self.groups.append([row])

    def _drop(self, group: list[dict[str, Any]], blocked: set[str]) -> None:
        reason = ""
        if sum(Decimal(row["amount"]) for row in group) == 0:
            reason = "NETS_TO_ZERO"
        elif ACCOUNT_TYPE[group[0]["gl_account_no"]] in blocked:
            reason = "JNL_CT_BLOCKED"
        if reason:
            self.groups.remove(group)
            self.reasons.update({row["entry_no"]: reason for row in group})

    @property
    def taken(self) -> set[int]:
        return {row["entry_no"] for group in self.groups for row in group}

    def entries(self) -> list[tuple[Any, ...]]:
        return [entry_of(group) for group in self.groups]


def first_reason(row: dict[str, Any]) -> str:
    account = row["gl_account_no"]
    tests = [
        ("BEFORE_STARTING_DATE", row["posting_date"] == "2025-12-31"),
        ("ZERO_AMOUNT", Decimal(row["amount"]) == 0),
        ("ACCOUNT_MISSING", account == "99"),
        ("BALANCE_SHEET_ACCOUNT", account == "90"),
        ("NO_COST_TYPE", account == "40"),
        ("CLOSING_DATE", row["posting_date"].startswith("C")),
        ("NO_COST_CENTER_OR_OBJECT", not row["DEP"] and not row["PRJ"]),
        ("UNKNOWN_COST_CENTER", row["DEP"] == "NEW"),
        ("UNKNOWN_COST_OBJECT", not row["DEP"] and row["PRJ"] == "NEW"),
    ]
    return next((reason for reason, applies in tests if applies), "")


def line_date(row: dict[str, Any]) -> dt.date:
    day = dt.date.fromisoformat(row["posting_date"])
    if COMBINE[ACCOUNT_TYPE[row["gl_account_no"]]] == "Month":
        return day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return day


def key_of(row: dict[str, Any]) -> tuple[Any, ...]:
    cost_object = "" if row["DEP"] else row["PRJ"]
    return ACCOUNT_TYPE[row["gl_account_no"]], row["DEP"], cost_object, line_date(row)


def entry_of(group: list[dict[str, Any]]) -> tuple[Any, ...]:
    last = group[-1]
    cost_type, center, cost_object, day = key_of(last)
    mode = COMBINE[cost_type].lower()
    text = last["description"] if len(group) == 1 else f"Combined entries per {mode}, {day.isoformat()}"
    amount = sum((Decimal(row["amount"]) for row in group), Decimal(0))
    document = last["document_no"] or "0000"
    return cost_type, center, cost_object, day, amount, text, document, last["entry_no"], last["gl_account_no"]


COLUMNS = (
    "cost_type_no", "cost_center_code", "cost_object_code", "posting_date", "amount", "description", "document_no",
    "gl_entry_no", "gl_account",
)  # fmt: skip


def entries_in(book: MemoryWorkbook) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in COLUMNS) for row in book.tables.get("cost_entries", [])]


def sources_in(book: MemoryWorkbook) -> list[tuple[int, int, Decimal]]:
    rows = book.tables.get("cost_entry_sources", [])
    return [(int(row["cost_entry_no"]), int(row["gl_entry_no"]), row["amount"]) for row in rows]


@settings(max_examples=1000, deadline=None)
@given(gl_rows, blocked_types)
def test_entries_sources_and_skips_are_those_of_the_spec(rows: list[dict[str, Any]], blocked: set[str]) -> None:
    book, expected = ledger(rows, blocked), Expected(rows, blocked)
    report = book.run("transfer_gl", {"list_all": True})
    assert reasons_of(report) == expected.reasons
    assert entries_in(book) == expected.entries()
    assert sources_in(book) == [
        (number, row["entry_no"], Decimal(row["amount"]))
        for number, group in enumerate(expected.groups, 1)
        for row in group
    ]
    assert report.outcome == ("ok" if expected.groups else "nothing_to_do")
    assert_register(book, expected)
    assert_reconciled(book)


def assert_register(book: MemoryWorkbook, expected: Expected) -> None:
    registers = book.tables.get("cost_registers", [])
    assert len(registers) == bool(expected.groups)
    for register in registers:
        amounts = [row["amount"] for row in book.tables["cost_entries"]]
        assert register["debit_amount"] == sum(amount for amount in amounts if amount > 0)
        assert register["credit_amount"] == -sum(amount for amount in amounts if amount < 0)
        assert (register["from_gl_entry_no"], register["to_gl_entry_no"]) == (min(expected.taken), max(expected.taken))
        assert register["no_of_entries"] == len(amounts)


def assert_reconciled(book: MemoryWorkbook) -> None:
    """Every difference is 0, the G/L column holds the whole ledger, and the control equation holds."""
    *accounts, control = book.tables["cost_reconciliation"]
    assert all(row["difference"] == 0 for row in (*accounts, control))
    whole = sum((Decimal(row["amount"]) for row in book.tables.get("gl_entries", [])), Decimal(0))
    assert sum((row["gl_amount"] for row in accounts), Decimal(0)) == whole
    assert control["cost_types"] == control["cost_centers"] + control["cost_objects"]
    entries = book.tables.get("cost_entries", [])
    assert control["cost_types"] == sum((row["amount"] for row in entries), Decimal(0))


@settings(max_examples=150, deadline=None)
@given(gl_rows, st.randoms(use_true_random=False))
def test_row_order_carries_no_meaning(rows: list[dict[str, Any]], random: Any) -> None:
    book, shuffled = ledger(rows), list(rows)
    random.shuffle(shuffled)
    other = ledger(shuffled)
    assert list(reasons_of(book.run("transfer_gl", {})).items()) == list(
        reasons_of(other.run("transfer_gl", {})).items()
    )
    for table in ("cost_entries", "cost_entry_sources", "cost_registers", "cost_reconciliation"):
        assert book.tables.get(table, []) == other.tables.get(table, [])


@settings(max_examples=150, deadline=None)
@given(gl_rows, blocked_types)
def test_a_second_run_adds_nothing(rows: list[dict[str, Any]], blocked: set[str]) -> None:
    book = ledger(rows, blocked)
    book.run("transfer_gl", {})
    before = {name: [dict(row) for row in book.tables.get(name, [])] for name in ("cost_entries", "cost_registers")}
    assert book.run("transfer_gl", {}).outcome == "nothing_to_do"
    assert before == {name: book.tables.get(name, []) for name in before}
    assert_reconciled(book)


@settings(max_examples=150, deadline=None)
@given(gl_rows, blocked_types)
def test_repaired_setup_lets_exactly_the_skipped_entries_through(rows: list[dict[str, Any]], blocked: set[str]) -> None:
    book = ledger(rows, blocked)
    book.run("transfer_gl", {})
    first = {number for _, number, _ in sources_in(book)}
    for row in book.tables["cost_types"]:
        row["blocked"] = False
    book.run("transfer_gl", {})
    assert {number for _, number, _ in sources_in(book)} - first == Expected(rows, set()).taken - first
    assert len(sources_in(book)) == len(Expected(rows, set()).taken)
    assert_reconciled(book)


@settings(max_examples=150, deadline=None)
@given(gl_rows)
def test_reversal_nets_to_zero_and_frees_exactly_what_was_taken(rows: list[dict[str, Any]]) -> None:
    book = ledger(rows)
    if book.run("transfer_gl", {}).outcome == "nothing_to_do":
        return
    taken = entries_in(book)
    book.run("reverse_cost_register", {"no": 1})
    balances: dict[tuple[Any, ...], Decimal] = {}
    for entry in entries_in(book):
        balances[entry[:3]] = balances.get(entry[:3], Decimal(0)) + entry[4]
    assert set(balances.values()) == {Decimal(0)}
    assert all(row["allocated"] for row in book.tables["cost_entries"])
    book.run("transfer_gl", {})
    assert entries_in(book)[2 * len(taken) :] == taken
    assert_reconciled(book)


@settings(max_examples=150, deadline=None)
@given(gl_rows)
def test_deleting_and_repeating_gives_the_same_entries(rows: list[dict[str, Any]]) -> None:
    book = ledger(rows)
    if book.run("transfer_gl", {}).outcome == "nothing_to_do":
        return
    tables = ("cost_entries", "cost_entry_sources", "cost_registers")
    before = {name: [dict(row) for row in book.tables[name]] for name in tables}
    assert book.run("delete_cost_entries", {"from_register": 1, "to_register": 1}).outcome == "ok"
    assert not any(book.tables[name] for name in tables)
    book.run("transfer_gl", {})
    assert before == {name: book.tables[name] for name in tables}
