"""The probable cause of all differences together, as the reference product names it (spec 2, 13.4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xlcost.books import Books
from xlcost.cells import ClosingDate
from xlcost.inventory import accounts as kinds
from xlcost.inventory.accounts import AccountType
from xlcost.inventory.reconciliation_projection import FIELDS
from xlcost.inventory.wip_write_off import WriteOff
from xlcost.problems import problem
from xlcost.rules.money import ZERO, total
from xlcost.tables.general_ledger import AccountingPeriod, GLEntry
from xlcost.tables.inventory import ValueEntry
from xlcost.tables.inventory_results import ReconciliationWarning

_OF_EXPECTED_COST = (kinds.INTERIM, kinds.WIP, kinds.ACCRUAL, kinds.COGS_INTERIM)
_BALANCE_SHEET = (kinds.INVENTORY, kinds.INTERIM, kinds.WIP, kinds.ACCRUAL, kinds.COGS_INTERIM)


@dataclass(slots=True)
class Situation:
    """What the warnings look at."""

    books: Books
    differences: dict[AccountType, Decimal]
    expected_posting: bool
    entries: Sequence[ValueEntry]
    """Value entries of the period."""
    all_entries: Sequence[ValueEntry]
    gl_entries: Sequence[GLEntry]
    """G/L entries of the period, with those on a blank account."""
    gl_inventory: Decimal
    """Net change of the inventory accounts."""
    shared: dict[str, list[AccountType]]
    """Accounts with a balance that serve several kinds."""
    compressed: bool = False
    """Whether date compression reached into the period."""

    def differing(self) -> list[AccountType]:
        """Kinds of account that differ."""
        return [kind for kind, amount in self.differences.items() if amount]


def _cost_not_posted(situation: Situation) -> bool:
    if any(entry.cost_amount_actual and not entry.cost_posted_to_gl for entry in situation.entries):
        return True
    return bool(WriteOff(situation.books).waiting(situation.entries))


def _closed_fiscal_year(situation: Situation) -> bool:
    if all(kind in _BALANCE_SHEET for kind in situation.differing()):
        return False
    periods = sorted(situation.books[AccountingPeriod].rows, key=lambda period: period.starting_date)

    def closed(entry: GLEntry) -> bool:
        day = entry.posting_date.toordinal()
        before = [period for period in periods if period.starting_date.toordinal() <= day]
        return bool(before) and before[-1].closed

    return any(
        closed(entry)
        for entry in situation.gl_entries
        if isinstance(entry.posting_date, ClosingDate) or entry.is_closing_date
    )


def _deleted_accounts(situation: Situation) -> bool:
    return any(not entry.gl_account_no for entry in situation.gl_entries)


def _posting_date(situation: Situation) -> bool:
    value = total(entry.cost_amount_actual for entry in situation.all_entries if entry.item_ledger_entry_type)
    return value == situation.gl_inventory


def _direct_posting(situation: Situation) -> bool:
    return total(situation.differences.values()) != ZERO


_FIRST_THAT_APPLIES: tuple[tuple[str, Callable[[Situation], bool]], ...] = (
    ("COST_NOT_POSTED", _cost_not_posted),
    ("COMPRESSION", lambda situation: situation.compressed),
    ("CLOSED_FISCAL_YEAR", _closed_fiscal_year),
    ("DELETED_ACCOUNTS", _deleted_accounts),
    ("POSTING_DATE", _posting_date),
    ("DIRECT_POSTING", _direct_posting),
)
"""In the order of the spec."""


def warnings(situation: Situation) -> list[tuple[str, list[AccountType]]]:
    """Codes with the kinds of account concerned: expected cost, then the first cause, then shared accounts."""
    found: list[tuple[str, list[AccountType]]] = []
    differing = situation.differing()
    interim = [kind for kind in differing if kind in _OF_EXPECTED_COST]
    if interim and not situation.expected_posting:
        found.append(("EXPECTED_COST_SETUP", interim))
    if any(kind is not kinds.INTERIM for kind in differing):
        code = next((code for code, applies in _FIRST_THAT_APPLIES if applies(situation)), "")
        if code:
            found.append((code, differing))
    if situation.shared:
        concerned = {kind for kinds_of in situation.shared.values() for kind in kinds_of}
        found.append(("SIMILAR_ACCOUNTS", [kind for kind in FIELDS if kind in concerned]))
    return found


def warning_rows(situation: Situation, found: Sequence[tuple[str, list[AccountType]]]) -> list[ReconciliationWarning]:
    """The warnings with what to do about them."""
    accounts = ", ".join(sorted(situation.shared))
    return [
        ReconciliationWarning(
            code=code,
            message=problem(code, accounts=accounts).sentence,
            account_types=", ".join(kind.name for kind in concerned),
        )
        for code, concerned in found
    ]
