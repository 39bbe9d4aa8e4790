"""What a value entry would post: its G/L lines, or why it cannot be posted (spec 2, 11.3 to 11.6)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from xlcost.books import Books
from xlcost.context import posting_range
from xlcost.inventory.account_setup import Account, AccountSetup, Finding
from xlcost.inventory.accounts import ADJUSTMENT, MAY_BE_EXPECTED, PAIRS, WIP, AccountType, Pair, Pairs, combination_of
from xlcost.inventory.reporting_costs import PostedInAcy, posted_in_acy
from xlcost.inventory.wip_write_off import WriteOff
from xlcost.problems import Fact, Problem, Where, problem
from xlcost.reporting_currency import ReportingCurrency, reporting_currency
from xlcost.rules.money import ZERO
from xlcost.tables.inventory import InventorySetup, Item, ValueEntry


@dataclass(slots=True)
class Line:
    """One side of an account pair."""

    kind: AccountType
    balancing: AccountType
    account: Account
    amount: Decimal
    inventory_posting_group: str
    acy: Decimal
    """Amount in the additional reporting currency; it stands alone where only the ACY cost was adjusted."""

    @property
    def negative(self) -> bool:
        """Whether it is a credit."""
        return (self.amount or self.acy) < 0


@dataclass(slots=True)
class Assessed:
    """A value entry with the amounts left to post, its lines, and what stands in the way of the entry itself."""

    entry: ValueEntry
    actual: Decimal = ZERO
    expected: Decimal = ZERO
    write_off: Decimal = ZERO
    """What is left to be moved from WIP to Inventory Adjmt."""
    in_acy: PostedInAcy | None = None
    actual_acy: Decimal = ZERO
    expected_acy: Decimal = ZERO
    write_off_acy: Decimal = ZERO
    written_off: Decimal | None = None
    """What the entry says of that once it is posted."""
    lines: list[Line] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def has_acy(self) -> bool:
        """Whether anything is left to post in ACY."""
        return bool(self.actual_acy or self.expected_acy or self.write_off_acy)

    @property
    def posted(self) -> dict[str, Decimal | None]:
        """What changes in the entry once it is posted: posted amounts become cost amounts, for the pairs it has."""
        posted: dict[str, Decimal | None] = {}
        if self.actual:
            posted["cost_posted_to_gl"] = self.entry.cost_amount_actual
        if self.expected:
            posted["expected_cost_posted_to_gl"] = self.entry.cost_amount_expected
        if self.write_off or self.write_off_acy:
            posted["wip_written_off"] = self.written_off
        return posted | (self._posted_acy(self.in_acy) if self.in_acy else {})

    def _posted_acy(self, in_acy: PostedInAcy) -> dict[str, Decimal | None]:
        posted: dict[str, Decimal | None] = {
            "cost_amount_actual_acy": in_acy.actual,
            "cost_amount_expected_acy": in_acy.expected,
        }
        if self.actual or self.actual_acy:
            posted["cost_posted_to_gl_acy"] = in_acy.actual
        if self.expected or self.expected_acy:
            posted["expected_cost_posted_to_gl_acy"] = in_acy.expected
        return posted

    @property
    def silent(self) -> bool:
        """Nothing to say about it: not inventoriable, or without any amount."""
        return not (self.lines or self.findings)


class Assessor:
    """Assesses value entries against the setup of a workbook as it stands."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self.accounts = AccountSetup(books)
        self.expected_posting = books.one(InventorySetup).expected_cost_posting_to_gl
        self._write_off = WriteOff(books)
        self._currency = reporting_currency(books)
        self._range = posting_range(books)
        self._permitted: dict[dt.date, bool] = {}

    def assess(self, entry: ValueEntry) -> Assessed:
        """The lines of an entry. Both amounts may be left to post; then there are two pairs."""
        found = Assessed(entry)
        if not entry.inventoriable or not self._has_amounts(entry):
            return found
        self._check_expected(found)
        if self._currency:
            self._add_acy(found, self._currency)
        if found.findings:
            return found
        found.actual = entry.cost_amount_actual - entry.cost_posted_to_gl
        if self.expected_posting:
            found.expected = entry.cost_amount_expected - entry.expected_cost_posted_to_gl
        found.write_off = self._write_off.left(entry)
        if not (found.actual or found.expected or found.write_off or found.has_acy):
            found.findings.append(self._finding("NOTHING_TO_POST", entry, "cost_posted_to_gl"))
            return found
        self._add_lines(found, PAIRS.get(combination_of(entry), Pairs()))
        return found

    def blocking(self, assessed: Assessed) -> Finding | None:
        """The first reason why an entry cannot be posted, None when it can. A line that fails stops all its lines."""
        if assessed.findings:
            return assessed.findings[0]
        for line in assessed.lines:
            if line.account.findings:
                return line.account.findings[0]
        return self.date_finding(assessed.entry)

    def line_findings(self, line: Line, entry: ValueEntry) -> list[Finding]:
        """Everything that stands in the way of a line; what cannot be checked without a setup row is left out."""
        findings = list(line.account.findings)
        date_finding = self.date_finding(entry)
        if date_finding and not any(each.code.endswith("SETUP_MISSING") for each in findings):
            findings.append(date_finding)
        return findings

    def date_finding(self, entry: ValueEntry) -> Finding | None:
        """Whether the posting date is outside the permitted ones of the user."""
        day = entry.posting_date
        permitted = self._permitted.get(day)
        if permitted is None:
            permitted = self._permitted[day] = self._range.permits(day)
        if permitted:
            return None
        return Finding("POSTING_DATE_NOT_ALLOWED", self._where(entry, "posting_date"), {"posting_date": day})

    def reason(self, finding: Finding, entry: ValueEntry) -> Problem:
        """The finding as a problem, with the key facts of the entry (spec 2, 11.6)."""
        return problem(finding.code, finding.where, **(entry_facts(entry) | finding.facts))

    def description(self, entry: ValueEntry) -> str:
        """The item with its description, for the list of skipped entries."""
        item = self._books[Item].get(entry.item_no)
        return " ".join(part for part in (entry.item_no, item.description if item else "") if part)

    def _has_amounts(self, entry: ValueEntry) -> bool:
        return bool(
            entry.cost_amount_actual
            or entry.cost_amount_expected
            or entry.cost_posted_to_gl
            or entry.expected_cost_posted_to_gl
            or (self._currency and (entry.cost_amount_actual_acy or entry.cost_amount_expected_acy))
        )

    def _add_acy(self, found: Assessed, currency: ReportingCurrency) -> None:
        """What is left to post in the additional reporting currency."""
        in_acy = posted_in_acy(currency, found.entry)
        if in_acy is None:
            where, facts = self._where(found.entry, "posting_date"), currency.facts(found.entry.posting_date)
            found.findings.append(Finding("NO_EXCHANGE_RATE", where, facts))
            return
        found.in_acy = in_acy
        found.actual_acy = in_acy.actual - in_acy.actual_posted
        found.write_off_acy = self._write_off.left_in_acy(currency, found.entry, in_acy.actual)
        if self.expected_posting:
            found.expected_acy = in_acy.expected - in_acy.expected_posted

    def _check_expected(self, found: Assessed) -> None:
        entry = found.entry
        if entry.entry_type not in MAY_BE_EXPECTED:
            if entry.expected_cost:
                found.findings.append(self._finding("EXPECTED_FLAG_NOT_ALLOWED", entry, "expected_cost"))
            if entry.cost_amount_expected:
                found.findings.append(self._finding("EXPECTED_AMOUNT_NOT_ALLOWED", entry, "cost_amount_expected"))
        elif entry.expected_cost and not self.expected_posting and not entry.expected_cost_posted_to_gl:
            setup = self._books[InventorySetup]
            at = setup.where(setup.rows[0] if setup.rows else None, "expected_cost_posting_to_gl")
            found.findings.append(Finding("EXPECTED_COST_POSTING_OFF", at, {}))

    def _add_lines(self, found: Assessed, pairs: Pairs) -> None:
        parts = (
            ("expected", (found.expected, found.expected_acy), pairs.interim),
            ("actual", (found.actual, found.actual_acy), pairs.actual),
        )
        for part, amounts, pair in parts:
            if not any(amounts):
                continue
            if pair is None:
                found.lines.clear()
                combination: Fact = _in_words(found.entry, part)
                at = self._where(found.entry, "entry_type")
                found.findings.append(Finding("COMBINATION_NOT_ALLOWED", at, {"combination": combination}))
                return
            self._add_pair(found, pair, *amounts)
        if found.write_off or found.write_off_acy:
            self._add_pair(found, (ADJUSTMENT, WIP), found.write_off, found.write_off_acy)
            found.written_off = self._write_off.moved(found.entry)

    def _add_pair(self, found: Assessed, pair: Pair, amount: Decimal, acy: Decimal) -> None:
        debit, credit = pair
        found.lines.append(self._line(found.entry, debit, credit, amount, acy))
        found.lines.append(self._line(found.entry, credit, debit, -amount, -acy))

    def _line(
        self, entry: ValueEntry, kind: AccountType, balancing: AccountType, amount: Decimal, acy: Decimal
    ) -> Line:
        group = self.accounts.inventory_posting_group(entry, kind)
        return Line(kind, balancing, self.accounts.account(entry, kind), amount, group, acy)

    def _finding(self, code: str, entry: ValueEntry, column: str) -> Finding:
        return Finding(code, self._where(entry, column), {})

    def _where(self, entry: ValueEntry, column: str) -> Where:
        return self._books[ValueEntry].where(entry, column)


def entry_facts(entry: ValueEntry) -> dict[str, Fact]:
    """The key facts of a value entry."""
    return {
        "value_entry_no": entry.entry_no,
        "item_no": entry.item_no,
        "item_ledger_entry_type": entry.item_ledger_entry_type,
        "entry_type": entry.entry_type,
        "source_no": entry.source_no,
        "inventory_posting_group": entry.inventory_posting_group,
        "location_code": entry.location_code,
        "gen_bus_posting_group": entry.gen_bus_posting_group,
        "gen_prod_posting_group": entry.gen_prod_posting_group,
        "expected_cost": entry.expected_cost,
    }


def _in_words(entry: ValueEntry, part: str) -> str:
    movement, entry_type, variance = combination_of(entry)
    return ", ".join((movement.strip(), f"{variance} {entry_type}".strip(), f"{part} cost"))
