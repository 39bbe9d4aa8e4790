"""Reconcile inventory with the G/L (spec 2, section 13)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from xlcost.books import Books
from xlcost.inventory.accounts import AccountType
from xlcost.inventory.compression import Compression
from xlcost.inventory.cost_posting import READS
from xlcost.inventory.gl_links import gl_rows
from xlcost.inventory.import_checks import import_warnings
from xlcost.inventory.reconciliation_causes import UNEXPLAINED, Splitter
from xlcost.inventory.reconciliation_matrix import Sums, matrix
from xlcost.inventory.reconciliation_projection import (
    FIELDS,
    Amounts,
    accounts_by_kind,
    counts_as_inventory,
    project,
)
from xlcost.inventory.reconciliation_split import not_split, split_tables
from xlcost.inventory.reconciliation_warnings import Situation, warning_rows, warnings
from xlcost.inventory.wip_write_off import WriteOff
from xlcost.operations import ALL, Result, operation
from xlcost.parameters import Day, FilterText, Flag, Parameters
from xlcost.problems import Problem, problem
from xlcost.rules.dates import in_range
from xlcost.rules.filters import compiled
from xlcost.rules.money import ZERO
from xlcost.tables.general_ledger import AccountingPeriod, DateComprRegister, GLAccount, GLEntry
from xlcost.tables.inventory import GLItemLedgerRelation, InventorySetup, Item, ValueEntry
from xlcost.tables.inventory_results import (
    ReconciliationCause,
    ReconciliationCauseRow,
    ReconciliationGL,
    ReconciliationItem,
    ReconciliationMatrixRow,
    ReconciliationTotal,
    ReconciliationWarning,
)


class ReconcileParameters(Parameters):
    """Which value entries; the G/L side knows only the dates."""

    posting_date_from: Day = None
    """First posting date; blank = open."""
    posting_date_to: Day = None
    """Last posting date; blank = open."""
    item_no: FilterText = ""
    """Filter over items; blank = all."""
    location_code: FilterText = ""
    """Filter over locations; blank = all."""
    show_warning: Flag = False
    """Write the warnings that explain differences."""

    @property
    def whole(self) -> bool:
        """Whether both sides cover the same: no filter on items or locations."""
        return not (self.item_no or self.location_code)

    def in_period(self, day: dt.date) -> bool:
        """Whether a posting date passes."""
        return in_range(day, self.posting_date_from, self.posting_date_to)


@dataclass(slots=True)
class _Sides:
    """Both sides of the reconciliation."""

    entries: list[ValueEntry]
    gl_entries: list[GLEntry]
    items: dict[str, Amounts]
    balances: dict[str, Decimal]
    accounts: dict[AccountType, list[str]]
    sums: Sums = field(init=False)

    def __post_init__(self) -> None:
        of_items: Amounts = {}
        for amounts in self.items.values():
            for column, amount in amounts.items():
                of_items[column] = of_items.get(column, ZERO) + amount
        of_gl = {FIELDS[kind]: self.net_change(kind) for kind in FIELDS}
        self.sums = Sums(of_items, of_gl)

    def net_change(self, kind: AccountType) -> Decimal:
        """Net change of all accounts of a kind."""
        return sum((self.balances.get(number, ZERO) for number in self.accounts[kind]), ZERO)

    @property
    def shared(self) -> dict[str, list[AccountType]]:
        """Accounts with a balance that serve several kinds."""
        kinds: dict[str, list[AccountType]] = {}
        for kind, numbers in self.accounts.items():
            for number in numbers:
                kinds.setdefault(number, []).append(kind)
        return {number: found for number, found in kinds.items() if len(found) > 1 and self.balances.get(number)}


@operation(
    "reconcile",
    ReconcileParameters,
    reads={
        **READS,
        GLEntry: "entry_no gl_account_no posting_date document_no amount source_code system_created value_entry_no"
        " is_closing_date",
        GLItemLedgerRelation: ALL,
        AccountingPeriod: ALL,
        DateComprRegister: ALL,
        Item: "item_no type description inventory_posting_group",
    },
)
def reconcile(books: Books, parameters: ReconcileParameters) -> Result:
    """Compare inventory with the G/L by kind of account, and split every difference by its causes."""
    if not books[ValueEntry].rows and not books[GLEntry].rows:
        return Result(nothing_to_do=True, message="there are neither value entries nor G/L entries")
    sides = _sides(books, parameters)
    differences = {kind: sides.sums.difference(column) for kind, column in FIELDS.items()}
    _write_sides(books, sides)
    situation = _situation(books, sides, differences, parameters)
    found = warnings(situation) if parameters.show_warning and parameters.whole else []
    for code, concerned in found:
        for kind in concerned:
            sides.sums.warnings = {**sides.sums.warnings, kind: [*sides.sums.warnings.get(kind, []), code]}
    books[ReconciliationWarning].replace(warning_rows(situation, found))
    books[ReconciliationMatrixRow].replace(*matrix(sides.sums))
    unexplained = _write_causes(books, parameters, differences)
    differing = [kind for kind, amount in differences.items() if amount]
    return Result(
        counts={"items": len(sides.items), "differences": len(differing), "unexplained": len(unexplained)},
        problems=[*import_warnings(books), *unexplained],
        needs_attention=parameters.whole and bool(differing),
        message=_in_words(parameters, differing),
    )


def _sides(books: Books, parameters: ReconcileParameters) -> _Sides:
    counts = counts_as_inventory(books)
    item_test, location_test = compiled(parameters.item_no), compiled(parameters.location_code)
    entries = [
        entry
        for entry in books[ValueEntry].rows
        if parameters.in_period(entry.posting_date)
        and counts(entry)
        and item_test(entry.item_no)
        and location_test(entry.location_code)
    ]
    gl_entries = [entry for entry in gl_rows(books) if parameters.in_period(entry.posting_date)]
    balances: dict[str, Decimal] = {}
    for line in gl_entries:
        balances[line.gl_account_no] = balances.get(line.gl_account_no, ZERO) + line.amount
    return _Sides(entries, gl_entries, project(entries, WriteOff(books)), balances, accounts_by_kind(books))


def _write_sides(books: Books, sides: _Sides) -> None:
    columns = [column.key for column in ReconciliationItem.info.columns[1:]]
    books[ReconciliationItem].replace(
        ReconciliationItem(item_no=item_no, **{column: amounts.get(column, ZERO) for column in columns})
        for item_no, amounts in sides.items.items()
    )
    numbers = sorted({number for found in sides.accounts.values() for number in found if sides.balances.get(number)})
    books[ReconciliationGL].replace(_account_row(books, sides, number, columns) for number in numbers)
    totals = [
        ReconciliationTotal(
            account_type=kind.name,
            total=sides.sums.items.get(column, ZERO),
            gl_total=sides.sums.gl.get(column, ZERO),
            difference=sides.sums.difference(column),
        )
        for kind, column in FIELDS.items()
    ]
    books[ReconciliationTotal].replace(
        totals, {(index, "difference"): "{gl_total}-{total}" for index in range(len(totals))}
    )


def _account_row(books: Books, sides: _Sides, number: str, columns: Sequence[str]) -> ReconciliationGL:
    account = books[GLAccount].get(number)
    amounts = dict.fromkeys(columns, ZERO)
    for kind, column in FIELDS.items():
        if number in sides.accounts[kind]:
            amounts[column] = sides.balances[number]
    return ReconciliationGL(gl_account_no=number, name=account.name if account else "", **amounts)


def _situation(
    books: Books, sides: _Sides, differences: dict[AccountType, Decimal], parameters: ReconcileParameters
) -> Situation:
    counts = counts_as_inventory(books)
    return Situation(
        books=books,
        differences=differences,
        expected_posting=books.one(InventorySetup).expected_cost_posting_to_gl,
        entries=sides.entries,
        all_entries=[entry for entry in books[ValueEntry].rows if counts(entry)],
        gl_entries=sides.gl_entries,
        gl_inventory=sides.sums.gl.get("inventory", ZERO),
        shared=sides.shared,
        compressed=Compression(books).overlaps(parameters.posting_date_from, parameters.posting_date_to),
    )


def _write_causes(
    books: Books, parameters: ReconcileParameters, differences: dict[AccountType, Decimal]
) -> list[Problem]:
    """Write the split; returns a warning for each kind of account with an amount that nothing explains."""
    if not parameters.whole:
        books[ReconciliationCause].replace([not_split()])
        books[ReconciliationCauseRow].replace([])
        return []
    rows = Splitter(books, parameters.in_period, counts_as_inventory(books)).split()
    causes, cause_rows = split_tables(books, rows, differences)
    books[ReconciliationCause].replace(causes)
    books[ReconciliationCauseRow].replace(cause_rows)
    return [
        problem("UNEXPLAINED", account_type=cause.account_type, amount=cause.amount)
        for cause in causes
        if cause.cause == UNEXPLAINED and cause.amount
    ]


def _in_words(parameters: ReconcileParameters, differing: Sequence[AccountType]) -> str:
    if not parameters.whole:
        return "value entries are filtered by item or location, the G/L is not, so the differences say nothing"
    if not differing:
        return "inventory and G/L agree"
    return f"inventory and G/L differ in {', '.join(kind.name for kind in differing)}; see the causes"
