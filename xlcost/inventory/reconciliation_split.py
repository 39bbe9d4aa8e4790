"""The split of the differences as tables: causes, and the rows behind them (spec 2, 13.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from xlcost.books import Books
from xlcost.catalogue import CODES
from xlcost.inventory.accounts import AccountType
from xlcost.inventory.reconciliation_causes import (
    CAUSES,
    CLOSED_YEAR,
    COMPRESSION,
    DELETED_ENTRIES,
    DIRECT_POSTING,
    EXPECTED_POSTING_OFF,
    NOT_YET_POSTED,
    POSTING_DATE,
    SKIPPED,
    UNEXPLAINED,
    WRONG_ACCOUNT,
    CauseRow,
)
from xlcost.inventory.reconciliation_projection import FIELDS
from xlcost.rules.money import ZERO, total
from xlcost.tables.general_ledger import GLEntry
from xlcost.tables.inventory import ValueEntry
from xlcost.tables.inventory_results import ReconciliationCause, ReconciliationCauseRow

LISTED_ROWS = 20_000
"""Rows listed a cause, so that a ledger of a million rows still fits on the sheet; the rest is one row."""

REMEDIES = {
    DELETED_ENTRIES: "restore the G/L entries or their account number",
    COMPRESSION: "compare the sums that date compression made with the value entries of the days they stand for",
    WRONG_ACCOUNT: "move the amount to the account of today's setup, or give each kind its own account",
    POSTING_DATE: "correct the posting date, or reconcile without a date filter",
    CLOSED_YEAR: "reconcile up to the day before the closing date",
    SKIPPED: "mend what the reason names and run post_cost_to_gl",
    EXPECTED_POSTING_OFF: "switch on expected cost posting, or wait for the invoices",
    NOT_YET_POSTED: "run post_cost_to_gl",
    DIRECT_POSTING: "reverse the posting and enter it in inventory",
    UNEXPLAINED: "compare the G/L entries of the account with the value entries",
}

Key = tuple[int, str, int, str]
"""Order of the kind, account, order of the cause, reason code."""


def not_split() -> ReconciliationCause:
    """The row that says why nothing is split."""
    return ReconciliationCause(
        account_type="",
        gl_account_no="",
        cause="",
        reason_code="",
        amount=ZERO,
        rows=0,
        remedy="differences are not split while value entries are filtered by item or location, since the G/L is not;"
        " run reconcile without these filters",
    )


def split_tables(
    books: Books, rows: Sequence[CauseRow], differences: Mapping[AccountType, Decimal]
) -> tuple[list[ReconciliationCause], list[ReconciliationCauseRow]]:
    """Causes in the order of kinds and causes, `UNEXPLAINED` last of each kind, and the rows in the same order."""
    kinds = list(FIELDS)
    grouped: dict[Key, list[CauseRow]] = {}
    for row in rows:
        if row.kind in FIELDS and row.amount:
            key = (kinds.index(row.kind), row.gl_account_no, CAUSES.index(row.cause), row.reason_code)
            grouped.setdefault(key, []).append(row)
    causes: list[ReconciliationCause] = []
    details: list[ReconciliationCauseRow] = []
    # rows that cancel out explain nothing
    keys = [key for key in sorted(grouped) if total(row.amount for row in grouped[key])]
    for index, kind in enumerate(kinds):
        explained = ZERO
        for key in keys:
            if key[0] == index:
                cause = _cause(kind, grouped[key])
                explained += cause.amount
                causes.append(cause)
                details += _details(books, grouped[key])
        causes.append(_unexplained(kind, differences[kind] - explained))
    return causes, details


def _cause(kind: AccountType, rows: Sequence[CauseRow]) -> ReconciliationCause:
    first = rows[0]
    remedy = CODES[first.reason_code].remedy if first.reason_code else REMEDIES[first.cause]
    return ReconciliationCause(
        account_type=kind.name,
        gl_account_no=first.gl_account_no,
        cause=first.cause,
        reason_code=first.reason_code,
        amount=total(row.amount for row in rows),
        rows=len(rows),
        remedy=remedy,
    )


def _unexplained(kind: AccountType, amount: Decimal) -> ReconciliationCause:
    return ReconciliationCause(
        account_type=kind.name,
        gl_account_no="",
        cause=UNEXPLAINED,
        reason_code="",
        amount=amount,
        rows=0,
        remedy=REMEDIES[UNEXPLAINED] if amount else "",
    )


def _details(books: Books, rows: Sequence[CauseRow]) -> list[ReconciliationCauseRow]:
    ordered = sorted(rows, key=lambda row: (isinstance(row.source, GLEntry), row.source.entry_no))
    found = [_detail(books, row) for row in ordered[:LISTED_ROWS]]
    rest = ordered[LISTED_ROWS:]
    if rest:
        found.append(_rest(rest))
    return found


def _detail(books: Books, row: CauseRow) -> ReconciliationCauseRow:
    source = row.source
    at = books[GLEntry].where(source) if isinstance(source, GLEntry) else books[ValueEntry].where(source)
    return ReconciliationCauseRow(
        account_type=row.kind.name,
        gl_account_no=row.gl_account_no,
        cause=row.cause,
        reason_code=row.reason_code,
        table=source.info.id,
        entry_no=source.entry_no,
        posting_date=source.posting_date,
        document_no=source.document_no,
        amount=row.amount,
        sheet=at.sheet if at.row else "",
        row=at.row,
    )


def _rest(rows: Sequence[CauseRow]) -> ReconciliationCauseRow:
    first = rows[0]
    return ReconciliationCauseRow(
        account_type=first.kind.name,
        gl_account_no=first.gl_account_no,
        cause=first.cause,
        reason_code=first.reason_code,
        table=f"{len(rows)} more rows",
        entry_no=0,
        posting_date=None,
        document_no="",
        amount=total(row.amount for row in rows),
        sheet="",
        row=0,
    )
