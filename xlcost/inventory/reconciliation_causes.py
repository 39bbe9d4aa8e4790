"""Every difference between inventory and G/L split in amounts by cause, with the rows behind them (spec 2, 13.5).

An amount is what a row adds to G/L total less value entry total. Three passes cover everything that can differ:
posted value entries against the G/L entries linked with them, the same without links, and what is not posted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from xlcost.books import Books
from xlcost.cells import ClosingDate
from xlcost.inventory.accounts import AccountType, combination_of
from xlcost.inventory.assessment import Assessor
from xlcost.inventory.compression import Compression
from xlcost.inventory.gl_links import GLLinks, written_by_cost_posting
from xlcost.inventory.queue import current_queue
from xlcost.inventory.reconciliation_projection import Leg, accounts_by_kind, legs
from xlcost.inventory.wip_write_off import WriteOff, write_off_legs, written_off
from xlcost.rules.money import ZERO, total
from xlcost.tables.general_ledger import GLEntry
from xlcost.tables.inventory import ValueEntry

DELETED_ENTRIES, WRONG_ACCOUNT, POSTING_DATE, CLOSED_YEAR = (
    "DELETED_ENTRIES", "WRONG_ACCOUNT", "POSTING_DATE", "CLOSED_YEAR",
)  # fmt: skip
SKIPPED, EXPECTED_POSTING_OFF, NOT_YET_POSTED = "SKIPPED", "EXPECTED_POSTING_OFF", "NOT_YET_POSTED"
DIRECT_POSTING, UNEXPLAINED = "DIRECT_POSTING", "UNEXPLAINED"
COMPRESSION = "COMPRESSION"
CAUSES = (
    DELETED_ENTRIES, COMPRESSION, WRONG_ACCOUNT, POSTING_DATE, CLOSED_YEAR, SKIPPED, EXPECTED_POSTING_OFF,
    NOT_YET_POSTED, DIRECT_POSTING, UNEXPLAINED,
)  # fmt: skip

Source = ValueEntry | GLEntry
DayTest = Callable[[dt.date], bool]


@dataclass(frozen=True, slots=True)
class CauseRow:
    """One source row and what it adds to the difference of a kind of account."""

    kind: AccountType
    gl_account_no: str
    cause: str
    source: Source
    amount: Decimal
    reason_code: str = ""


@dataclass(slots=True)
class _Expectation:
    """One amount that a posted value entry should have in the G/L."""

    entry: ValueEntry
    kind: AccountType
    amount: Decimal
    account: str
    """The account that today's setup names; blank when it names none."""


@dataclass(slots=True)
class _Placed:
    """An expectation and the account where its G/L line stands; `foreign` = not one of its kind."""

    expected: _Expectation
    foreign: bool
    line_in: bool
    """Whether the line is dated inside the period."""


@dataclass(slots=True)
class _Account:
    """G/L lines of a bundle on one account, and what should make them up."""

    lines: list[GLEntry] = field(default_factory=list)
    placed: list[_Placed] = field(default_factory=list)


class Splitter:
    """Splits the differences of a period. `counts` tells which value entries belong to the totals."""

    def __init__(self, books: Books, in_period: DayTest, counts: Callable[[ValueEntry], bool]) -> None:
        self._books = books
        self._in_period = in_period
        self._counts = counts
        self._assessor = Assessor(books)
        self._write_off = WriteOff(books)
        self._compression = Compression(books)
        self._accounts = accounts_by_kind(books)
        self._kinds: dict[str, list[AccountType]] = {}
        for kind, numbers in self._accounts.items():
            for number in numbers:
                self._kinds.setdefault(number, []).append(kind)
        self.rows: list[CauseRow] = []

    def split(self) -> list[CauseRow]:
        """All rows of all causes but `UNEXPLAINED`, which is what remains."""
        links = GLLinks(self._books)
        entries = self._books[ValueEntry].by("entry_no")
        for bundle in links.bundles():
            members = [entries[number][0] for number in bundle]
            if not self._stands_as_expected(members, links):
                self._split_bundle(members, links)
        self._split_unlinked(links)
        for line in links.orphans:
            self._add_line(line, line.amount, DELETED_ENTRIES)
        self._split_unposted()
        return self.rows

    # ---- posted entries with their G/L entries

    def _stands_as_expected(self, members: list[ValueEntry], links: GLLinks) -> bool:
        """Quick test by kind of account: the lines in the period are what the entries in the period should give."""
        balance: dict[AccountType, Decimal] = {}
        lines: dict[int, GLEntry] = {}
        for entry in members:
            lines.update((line.entry_no, line) for line in links.lines[entry.entry_no])
            if self._in_period(entry.posting_date):
                for kind, amount in self._posted_legs(entry):
                    balance[kind] = balance.get(kind, ZERO) - amount
        for line in lines.values():
            if self._in_period(line.posting_date):
                for kind in self._kinds.get(line.gl_account_no, ()):
                    balance[kind] = balance.get(kind, ZERO) + line.amount
        return not any(balance.values())

    def _posted_legs(self, entry: ValueEntry) -> list[Leg]:
        if not self._counts(entry):
            return []
        found = legs(combination_of(entry), entry.cost_posted_to_gl, entry.expected_cost_posted_to_gl)
        return found + write_off_legs(written_off(entry))

    def _expectations(self, entry: ValueEntry) -> list[_Expectation]:
        return [
            _Expectation(entry, kind, amount, self._assessor.accounts.account(entry, kind).no)
            for kind, amount in self._posted_legs(entry)
        ]

    def _split_bundle(self, members: list[ValueEntry], links: GLLinks) -> None:
        accounts: dict[str, _Account] = {}
        seen: set[int] = set()
        for entry in members:
            for line in links.lines[entry.entry_no]:
                if line.entry_no not in seen:
                    seen.add(line.entry_no)
                    accounts.setdefault(line.gl_account_no, _Account()).lines.append(line)
        for entry in members:
            self._place_entry(entry, links.lines[entry.entry_no], accounts)
        broken = "" in accounts or any(entry.entry_no in links.broken for entry in members)
        misplaced = any(placed.foreign for account in accounts.values() for placed in account.placed)
        rest_cause = DELETED_ENTRIES if broken else WRONG_ACCOUNT if misplaced else ""
        for number in sorted(accounts):
            self._split_account(number, accounts[number], rest_cause)

    def _place_entry(self, entry: ValueEntry, lines: list[GLEntry], accounts: Mapping[str, _Account]) -> None:
        """Find the line of each expectation: one of its kind, else any other; without one it is deleted."""
        free = [line for line in lines if line.gl_account_no]
        homeless: list[_Expectation] = []
        expectations = self._expectations(entry)
        # equal amounts choose first, so that a leg of another amount does not take their line
        for each in sorted(expectations, key=lambda each: not any(line.amount == each.amount for line in free)):
            line = self._line_of_kind(each, free)
            if line is None:
                homeless.append(each)
                continue
            free = [other for other in free if other is not line]
            self._place(each, line, accounts, foreign=False)
        of_kinds = {number for each in expectations for number in self._own_accounts(each)}
        strange = [line for line in free if line.gl_account_no not in of_kinds]
        for each in homeless:
            line = _most_alike(each, strange)
            if line is not None:
                strange = [other for other in strange if other is not line]
                self._place(each, line, accounts, foreign=True)
            if self._in_period(entry.posting_date):
                cause = DELETED_ENTRIES if line is None else WRONG_ACCOUNT
                self._add(each.kind, each.account, cause, entry, -each.amount)

    def _own_accounts(self, expected: _Expectation) -> set[str]:
        """Accounts on which a line of that kind may stand."""
        return {expected.account, *self._accounts.get(expected.kind, ())}

    def _line_of_kind(self, expected: _Expectation, lines: Iterable[GLEntry]) -> GLEntry | None:
        named = [line for line in lines if line.gl_account_no == expected.account]
        return _most_alike(
            expected, named or [line for line in lines if line.gl_account_no in self._own_accounts(expected)]
        )

    def _place(self, expected: _Expectation, line: GLEntry, accounts: Mapping[str, _Account], *, foreign: bool) -> None:
        placed = _Placed(expected, foreign, self._in_period(line.posting_date))
        accounts[line.gl_account_no].placed.append(placed)

    def _split_account(self, number: str, account: _Account, rest_cause: str) -> None:
        kinds = self._kinds.get(number, [])
        for placed in account.placed:
            self._split_placed(number, kinds, placed)
        stands = total(line.amount for line in account.lines if self._in_period(line.posting_date))
        explained = total(placed.expected.amount for placed in account.placed if placed.line_in)
        everything = total(line.amount for line in account.lines)
        if not account.placed:
            cause = rest_cause or WRONG_ACCOUNT
        elif everything == total(placed.expected.amount for placed in account.placed):
            cause = POSTING_DATE
        else:
            cause = rest_cause
        if cause and stands != explained:
            for kind in kinds:
                self._add(kind, number, cause, account.lines[-1], stands - explained)

    def _split_placed(self, number: str, kinds: Iterable[AccountType], placed: _Placed) -> None:
        expected = placed.expected
        entry_in = self._in_period(expected.entry.posting_date)
        for kind in kinds:
            if kind is not expected.kind or placed.foreign:
                if placed.line_in:
                    self._add(kind, number, WRONG_ACCOUNT, expected.entry, expected.amount)
            elif placed.line_in != entry_in:
                amount = expected.amount if placed.line_in else -expected.amount
                self._add(kind, number, POSTING_DATE, expected.entry, amount)

    # ---- posted entries and G/L entries that nothing links

    def _split_unlinked(self, links: GLLinks) -> None:
        keyed: dict[tuple[str, dt.date, str], tuple[list[_Expectation], list[GLEntry]]] = {}
        for entry in self._books[ValueEntry].rows:
            if entry.entry_no in links.lines or not self._in_period(entry.posting_date):
                continue
            if entry.cost_posted_to_gl or entry.expected_cost_posted_to_gl or entry.wip_written_off:
                for each in self._expectations(entry):
                    if entry.entry_no in links.broken:
                        self._add(each.kind, each.account, DELETED_ENTRIES, entry, -each.amount)
                    else:
                        key = (each.account, entry.posting_date, entry.document_no)
                        keyed.setdefault(key, ([], []))[0].append(each)
        for line in links.free:
            if line.gl_account_no and self._in_period(line.posting_date):
                key = (line.gl_account_no, line.posting_date, line.document_no)
                keyed.setdefault(key, ([], []))[1].append(line)
        for expected, lines in keyed.values():
            self._compare(expected, lines)

    def _compare(self, expected: list[_Expectation], lines: list[GLEntry]) -> None:
        """Both sides of one account, date and document; what is over on one side goes on down the list of causes."""
        over_expected, over_lines = _without_equals(expected, lines)
        should = total(each.amount for each in over_expected)
        stands = total(line.amount for line in over_lines)
        over = stands - should
        if not over:
            self._share(expected, [])
        elif not over_expected or not over_lines or should * stands < 0:
            self._share(expected, over_expected)
            for each in over_expected:
                self._add(each.kind, each.account, DELETED_ENTRIES, each.entry, -each.amount)
            for line in over_lines:
                self._add_line(line, line.amount)
        elif over * stands > 0:
            self._share(expected, [])
            self._add_line(over_lines[-1], over)
        else:
            last = over_expected[-1]
            self._share(expected, [])
            self._add(last.kind, last.account, DELETED_ENTRIES, last.entry, over)

    def _share(self, expected: list[_Expectation], without: list[_Expectation]) -> None:
        """On an account that serves several kinds each also shows what belongs to the others."""
        left_out = {id(each) for each in without}
        for each in expected:
            others = [kind for kind in self._kinds.get(each.account, ()) if kind is not each.kind]
            if others and id(each) not in left_out:
                for kind in others:
                    self._add(kind, each.account, WRONG_ACCOUNT, each.entry, each.amount)

    def _add_line(self, line: GLEntry, amount: Decimal, cause: str = "") -> None:
        """A G/L entry that no value entry explains; what cost posting wrote itself stays unexplained."""
        if not self._in_period(line.posting_date):
            return
        if not cause and self._compression.made(line):
            cause = COMPRESSION
        elif isinstance(line.posting_date, ClosingDate) or line.is_closing_date:
            cause = cause or CLOSED_YEAR
        elif not written_by_cost_posting(line):
            cause = cause or DIRECT_POSTING
        for kind in self._kinds.get(line.gl_account_no, ()) if cause else ():
            self._add(kind, line.gl_account_no, cause, line, amount)

    # ---- what is not posted

    def _split_unposted(self) -> None:
        queued = {entry.entry_no for entry in current_queue(self._books).entries}
        counted = [
            entry
            for entry in self._books[ValueEntry].rows
            if self._counts(entry)
            and self._in_period(entry.posting_date)
            and (any(_left(entry)) or self._write_off.left(entry))
        ]
        if not self._assessor.expected_posting:
            self._split_expected(counted)
        for entry in counted:
            actual, expected = _left(entry)
            expected = expected if self._assessor.expected_posting else ZERO
            write_off = self._write_off.left(entry)
            waits = entry.entry_no in queued and (actual or expected or write_off)
            reason = self._skip_reason(entry) if waits else ""
            cause = SKIPPED if reason else NOT_YET_POSTED
            self._add_unposted(entry, actual, expected, cause, reason)
            self._add_legs(entry, write_off_legs(write_off), cause, reason)

    def _split_expected(self, entries: Iterable[ValueEntry]) -> None:
        """Expected amounts that are switched off; receipts and invoices of one movement that cancel say nothing."""
        by_movement: dict[int, list[ValueEntry]] = {}
        for entry in entries:
            by_movement.setdefault(entry.item_ledger_entry_no, []).append(entry)
        for members in by_movement.values():
            if total(_left(entry)[1] for entry in members):
                for entry in members:
                    self._add_unposted(entry, ZERO, _left(entry)[1], EXPECTED_POSTING_OFF)

    def _skip_reason(self, entry: ValueEntry) -> str:
        finding = self._assessor.blocking(self._assessor.assess(entry))
        return finding.code if finding else ""

    def _add_unposted(
        self, entry: ValueEntry, actual: Decimal, expected: Decimal, cause: str, reason_code: str = ""
    ) -> None:
        self._add_legs(entry, legs(combination_of(entry), actual, expected), cause, reason_code)

    def _add_legs(self, entry: ValueEntry, found: Iterable[Leg], cause: str, reason_code: str) -> None:
        for kind, amount in found:
            account = self._assessor.accounts.account(entry, kind).no
            self._add(kind, account, cause, entry, -amount, reason_code)

    def _add(
        self, kind: AccountType, account: str, cause: str, source: Source, amount: Decimal, reason_code: str = ""
    ) -> None:
        if cause == DELETED_ENTRIES and self._compression.holds(source):
            cause = COMPRESSION  # what is missing stands in a sum, so that both cancel out
        self.rows.append(CauseRow(kind, account, cause, source, amount, reason_code))


def _left(entry: ValueEntry) -> tuple[Decimal, Decimal]:
    """Actual and expected amount that are not posted."""
    return (
        entry.cost_amount_actual - entry.cost_posted_to_gl,
        entry.cost_amount_expected - entry.expected_cost_posted_to_gl,
    )


def _most_alike(expected: _Expectation, lines: list[GLEntry]) -> GLEntry | None:
    """The line with the same amount, else one of the same sign, else the first."""

    def unlikeness(line: GLEntry) -> tuple[bool, bool]:
        return line.amount != expected.amount, (line.amount > 0) != (expected.amount > 0)

    return min(lines, key=unlikeness, default=None)


def _without_equals(expected: list[_Expectation], lines: list[GLEntry]) -> tuple[list[_Expectation], list[GLEntry]]:
    """Both sides without the pairs of equal amount."""
    waiting: dict[Decimal, int] = {}
    for line in lines:
        waiting[line.amount] = waiting.get(line.amount, 0) + 1
    over_expected, matched = [], dict.fromkeys(waiting, 0)
    for each in expected:
        if matched.get(each.amount, 0) < waiting.get(each.amount, 0):
            matched[each.amount] += 1
        else:
            over_expected.append(each)
    over_lines = []
    for line in lines:
        if matched[line.amount]:
            matched[line.amount] -= 1
        else:
            over_lines.append(line)
    return over_expected, over_lines
