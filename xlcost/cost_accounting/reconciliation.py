"""Reconciliation of the G/L with cost accounting, and the control equation (spec 1, 9.10 and 1.6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from xlcost.books import Books
from xlcost.cost_accounting.linking import Links
from xlcost.cost_accounting.transfer_scan import SKIP_ORDER, Scan
from xlcost.cost_accounting.transfer_status import TransferStatus
from xlcost.rules.money import ZERO, total
from xlcost.tables.columns import NOTHING
from xlcost.tables.cost_accounting import CostEntry
from xlcost.tables.cost_accounting_results import CostReconciliationLine
from xlcost.tables.general_ledger import GLAccount, GLEntry

Key = tuple[str, str]
"""G/L account and cost type."""


@dataclass(slots=True)
class _Sums:
    gl_amount: Decimal = ZERO
    transferred: Decimal = ZERO
    outstanding: Decimal = ZERO
    skipped: dict[str, Decimal] = field(default_factory=dict)

    @property
    def difference(self) -> Decimal:
        return self.gl_amount - self.transferred - self.outstanding - total(self.skipped.values())


class _Reconciliation:
    """Adds up every G/L entry once, where the scan or the status says it belongs."""

    def __init__(self, books: Books, links: Links) -> None:
        self._books = books
        self._types = links.types
        self.rows: dict[Key, _Sums] = {}

    def _sums(self, account: str, cost_type: str | None = None) -> _Sums:
        key = (account, self._types.get(account, "") if cost_type is None else cost_type)
        sums = self.rows.get(key)
        if sums is None:
            sums = self.rows[key] = _Sums()
        return sums

    def add_done(self, status: TransferStatus) -> None:
        """Entries transferred by earlier runs, under the cost type that was used then."""
        entries = {entry.entry_no: entry for entry in self._books[CostEntry].rows} if status.amounts else {}
        met: set[int] = set()
        for entry in self._books[GLEntry].rows:
            amount = status.amounts.get(entry.entry_no)
            if not amount and entry.entry_no > status.done_up_to:
                continue
            met.add(entry.entry_no)
            used = entries.get(status.cost_entries.get(entry.entry_no, 0))
            sums = self._sums(entry.gl_account_no, used.cost_type_no if used else None)
            sums.gl_amount += entry.amount
            sums.transferred += amount or entry.amount
        for no, amount in status.amounts.items():
            if amount and no not in met:
                used = entries.get(status.cost_entries[no])
                sums = self._sums(used.gl_account, used.cost_type_no) if used else self._sums("")
                sums.transferred += amount

    def add_skipped(self, scan: Scan) -> None:
        """Entries that were passed over, by reason."""
        reasons = ((entry, found.code) for entry, found in scan.skipped)
        for part in (reasons, scan.out_of_scope):
            for entry, reason in part:
                sums = self._sums(entry.gl_account_no)
                sums.gl_amount += entry.amount
                sums.skipped[reason] = sums.skipped.get(reason, ZERO) + entry.amount

    def add_lines(self, scan: Scan, posted: bool) -> None:
        """Entries of the lines of the scan: transferred just now, or outstanding."""
        for line, entries in zip(scan.lines, scan.sources, strict=True):
            for entry in entries:
                sums = self._sums(entry.gl_account_no, line.cost_type_no)
                sums.gl_amount += entry.amount
                if posted:
                    sums.transferred += entry.amount
                else:
                    sums.outstanding += entry.amount


def write_reconciliation(books: Books, status: TransferStatus, scan: Scan, links: Links, *, posted: bool) -> bool:
    """Write `cost_reconciliation`; whether any difference is not 0.

    `status` is that before the scan's lines were posted; `posted` tells whether they were.
    """
    reconciliation = _Reconciliation(books, links)
    reconciliation.add_done(status)
    reconciliation.add_skipped(scan)
    reconciliation.add_lines(scan, posted)
    found = {reason for sums in reconciliation.rows.values() for reason in sums.skipped}
    reasons = [reason for reason in SKIP_ORDER if reason in found]
    names = {account.no: account.name for account in books[GLAccount].rows}
    rows = [
        _account_line(key, names.get(key[0], ""), reconciliation.rows[key], reasons)
        for key in sorted(reconciliation.rows)
    ]
    control = control_line(books)
    difference = "-".join(["{gl_amount}-{transferred}-{outstanding}", *(f"{{{reason}}}" for reason in reasons)])
    formulas = {(index, "difference"): difference for index in range(len(rows))}
    formulas[len(rows), "difference"] = "{cost_types}-{cost_centers}-{cost_objects}"
    books[CostReconciliationLine].replace([*rows, control], formulas)
    return any(row.difference for row in (*rows, control))


def _account_line(key: Key, name: str, sums: _Sums, reasons: Iterable[str]) -> CostReconciliationLine:
    return CostReconciliationLine(
        line_type="Account",
        gl_account_no=key[0],
        gl_account_name=name,
        cost_type_no=key[1],
        gl_amount=sums.gl_amount,
        transferred=sums.transferred,
        skipped={reason: sums.skipped.get(reason, ZERO) for reason in reasons},
        outstanding=sums.outstanding,
        difference=sums.difference,
        cost_types=None,
        cost_centers=None,
        cost_objects=None,
    )


def control_line(books: Books) -> CostReconciliationLine:
    """Balance of cost types = balance of cost centers + balance of cost objects, over all cost entries."""
    types = centers = objects = ZERO
    for entry in books[CostEntry].rows:
        amount = entry.amount
        if entry.cost_type_no:
            types += amount
        if entry.cost_center_code:
            centers += amount
        if entry.cost_object_code:
            objects += amount
    return CostReconciliationLine(
        line_type="Control",
        gl_account_no="",
        gl_account_name="",
        cost_type_no="",
        gl_amount=None,
        transferred=None,
        skipped=NOTHING,
        outstanding=None,
        difference=types - centers - objects,
        cost_types=types,
        cost_centers=centers,
        cost_objects=objects,
    )
