"""What the transfer would do with every G/L entry that is not done: line or skip reason (spec 1, 3.1 steps 3 to 10).

Nothing is changed here, so that the reconciliation and explanations use the same rules as the transfer itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter

from xlcost.books import Books
from xlcost.catalogue import CODES
from xlcost.cells import ClosingDate
from xlcost.cost_accounting.line_check import Line, LineCheck
from xlcost.cost_accounting.linking import Links
from xlcost.cost_accounting.transfer_skips import netted_to_zero, not_postable, skip_problem
from xlcost.cost_accounting.transfer_status import TransferStatus
from xlcost.problems import Problem
from xlcost.reporting_currency import ReportingCurrency
from xlcost.rules.dates import month_end
from xlcost.tables.cost_accounting import CostAccountingSetup, CostCenter, CostObject, CostType
from xlcost.tables.general_ledger import GLAccount, GLEntry

SKIP_ORDER = (
    "BEFORE_STARTING_DATE", "ZERO_AMOUNT", "ACCOUNT_MISSING", "BALANCE_SHEET_ACCOUNT", "NO_COST_TYPE", "CLOSING_DATE",
    "NO_COST_CENTER_OR_OBJECT", "UNKNOWN_COST_CENTER", "UNKNOWN_COST_OBJECT", "NETS_TO_ZERO",
    "JNL_CT_UNKNOWN", "JNL_CT_BLOCKED", "JNL_CT_TYPE", "JNL_DATE_NOT_ALLOWED", "NO_EXCHANGE_RATE",
)  # fmt: skip
"""Skip reasons in the order in which they are tested; the first that applies counts."""
OUT_OF_SCOPE = frozenset(reason for reason in SKIP_ORDER if CODES[reason].out_of_scope)

Verdict = tuple[str, CostType | None]
"""Skip reason of an account, or blank and its cost type."""


@dataclass(slots=True)
class Scan:
    """What the next transfer would do with every entry that is not done."""

    lines: list[Line] = field(default_factory=list)
    """Lines to post, in order of their G/L entry number."""
    sources: list[list[GLEntry]] = field(default_factory=list)
    """The G/L entries behind each line."""
    skipped: list[tuple[GLEntry, Problem]] = field(default_factory=list)
    """Entries skipped for a reason that somebody must act on, in entry order."""
    out_of_scope: list[tuple[GLEntry, str]] = field(default_factory=list)
    """Entries skipped by design, with the reason."""
    failed_lines: list[Problem] = field(default_factory=list)
    """What the line check found, in the order of the lines."""
    first_gl_entry_no: int = 0
    """Lowest entry examined."""


class Scanner:
    """The rules of one scan, prepared so that an entry costs a few dictionary lookups."""

    def __init__(self, books: Books, setup: CostAccountingSetup, links: Links) -> None:
        self._books = books
        self._setup = setup
        self._verdicts = account_verdicts(books, links)
        self._centers = frozenset(row.code for row in books[CostCenter].rows)
        self._objects = frozenset(row.code for row in books[CostObject].rows)
        self._check = LineCheck(books)
        self._currency = ReportingCurrency(books)
        self._type_failures: dict[str, Problem | None] = {}
        self._day_failures: dict[date, Problem | None] = {}

    def scan(self, status: TransferStatus) -> Scan:
        """All entries that are not done, in entry order whatever the order of the rows."""
        scan = Scan()
        groups: dict[tuple[str, str, str, date], int] = {}
        amounts, done_up_to = status.amounts, status.done_up_to
        for entry in sorted(self._books[GLEntry].rows, key=attrgetter("entry_no")):
            no = entry.entry_no
            if no <= done_up_to or amounts.get(no):
                continue
            if not scan.first_gl_entry_no:
                scan.first_gl_entry_no = no
            reason, cost_type, center, cost_object = self.verdict(entry)
            if not reason and cost_type is not None:
                self._take(scan, groups, entry, cost_type, center, cost_object)
            elif reason in OUT_OF_SCOPE:
                scan.out_of_scope.append((entry, reason))
            else:
                scan.skipped.append((entry, skip_problem(self._books, self._setup, entry, reason)))
        self._keep_sound_lines(scan)
        return scan

    def verdict(self, entry: GLEntry) -> tuple[str, CostType | None, str, str]:
        """Steps 4 to 7 for one entry: reason (blank = taken), cost type, center, object."""
        start = self._setup.starting_date_for_gl_transfer
        if start is not None and entry.posting_date < start:
            return "BEFORE_STARTING_DATE", None, "", ""
        if not entry.amount:
            return "ZERO_AMOUNT", None, "", ""
        reason, cost_type = self._verdicts.get(entry.gl_account_no, _MISSING)
        if reason:
            return reason, None, "", ""
        if entry.posting_date.__class__ is ClosingDate:
            return "CLOSING_DATE", None, "", ""
        center = entry.dimensions.get(self._setup.cost_center_dimension, "")
        if center:
            return "" if center in self._centers else "UNKNOWN_COST_CENTER", cost_type, center, ""
        cost_object = entry.dimensions.get(self._setup.cost_object_dimension, "")
        if not cost_object:
            return "NO_COST_CENTER_OR_OBJECT", None, "", ""
        return "" if cost_object in self._objects else "UNKNOWN_COST_OBJECT", cost_type, "", cost_object

    def _take(
        self,
        scan: Scan,
        groups: dict[tuple[str, str, str, date], int],
        entry: GLEntry,
        cost_type: CostType,
        center: str,
        cost_object: str,
    ) -> None:
        """Steps 8 and 9: a new line, or the entry is combined into a line of the same key."""
        mode = cost_type.combine_entries
        day = entry.posting_date
        if mode == "Month":
            day = month_end(day)
        if mode != "None":
            key = (cost_type.no, center, cost_object, day)
            index = groups.setdefault(key, len(scan.lines))
            if index < len(scan.lines):
                combine(scan.lines[index], entry, mode)
                scan.sources[index].append(entry)
                return
        scan.lines.append(
            Line(
                posting_date=day,
                document_no=entry.document_no or "0000",
                amount=entry.amount,
                cost_type_no=cost_type.no,
                cost_center_code=center,
                cost_object_code=cost_object,
                description=entry.description,
                source_code=self._setup.source_code_gl_to_ca,
                gl_entry_no=entry.entry_no,
                gl_account=entry.gl_account_no,
                additional_currency_amount=entry.additional_currency_amount,
                add_currency_debit_amount=entry.add_currency_debit_amount,
                add_currency_credit_amount=entry.add_currency_credit_amount,
            )
        )
        scan.sources.append([entry])

    def _keep_sound_lines(self, scan: Scan) -> None:
        """Groups that net to 0 and lines that fail the line check are skipped with all their entries (steps 9, 10)."""
        pairs = list(zip(scan.lines, scan.sources, strict=True))
        pairs.sort(key=lambda pair: pair[0].gl_entry_no)
        scan.lines, scan.sources = [], []
        for line, entries in pairs:
            failure = self._failure(line) if line.amount else None
            if not line.amount:
                scan.skipped += [(entry, netted_to_zero(self._books, entry, line)) for entry in entries]
            elif failure is not None:
                scan.failed_lines.append(failure)
                scan.skipped += [(entry, not_postable(entry, failure)) for entry in entries]
            else:
                scan.lines.append(line)
                scan.sources.append(entries)
        scan.skipped.sort(key=lambda each: each[0].entry_no)

    def _failure(self, line: Line) -> Problem | None:
        no, day = line.cost_type_no, line.posting_date
        assert day is not None, "G/L entries without a date are set aside on reading"
        if no not in self._type_failures:
            self._type_failures[no] = self._check.cost_type(no)
        if day not in self._day_failures:
            self._day_failures[day] = self._check.date(day) or self._currency.missing(day)
        return self._type_failures[no] or self._day_failures[day]


def combine(line: Line, entry: GLEntry, mode: str) -> None:
    """Add an entry to a line: amounts add up, document and number become those of the entry, text says combined."""
    line.amount += entry.amount
    line.additional_currency_amount += entry.additional_currency_amount
    line.add_currency_debit_amount += entry.add_currency_debit_amount
    line.add_currency_credit_amount += entry.add_currency_credit_amount
    line.description = f"Combined entries per {mode.lower()}, {line.posting_date}"
    line.document_no = entry.document_no or "0000"
    line.gl_entry_no, line.gl_account = entry.entry_no, entry.gl_account_no


_MISSING: Verdict = ("ACCOUNT_MISSING", None)


def account_verdicts(books: Books, links: Links) -> dict[str, Verdict]:
    """What step 5 says of each account: only income statement accounts with an existing cost type are taken."""
    types = {row.no: row for row in books[CostType].rows}

    def verdict(account: GLAccount) -> Verdict:
        if account.income_balance == "Balance Sheet":
            return "BALANCE_SHEET_ACCOUNT", None
        cost_type = types.get(links.types.get(account.no, ""))
        return ("", cost_type) if cost_type else ("NO_COST_TYPE", None)

    return {account.no: verdict(account) for account in books[GLAccount].rows}
