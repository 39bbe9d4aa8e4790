"""Which G/L entries are transferred already, by which cost entry, and whether they changed (spec 1, 3.1 and 3.2)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from xlcost.books import Books
from xlcost.problems import Problem, warning
from xlcost.tables.cost_accounting import CostAccountingSetup, CostEntry, CostEntrySource, CostRegister
from xlcost.tables.general_ledger import GLEntry

TRANSFER = "Transfer from G/L"


@dataclass(slots=True)
class TransferStatus:
    """What stands in `cost_entry_sources` by G/L entry, and up to where history without sources counts as done."""

    amounts: dict[int, Decimal]
    """G/L entry -> its amounts in the sources, added up; 0 once a reversal cancelled them."""
    cost_entries: dict[int, int]
    """G/L entry -> the latest cost entry that holds it."""
    done_up_to: int
    """Entries numbered up to this one were transferred by a register without sources."""

    def is_done(self, gl_entry_no: int) -> bool:
        """Whether the entry must not be transferred again."""
        return gl_entry_no <= self.done_up_to or bool(self.amounts.get(gl_entry_no))


def transfer_status(books: Books) -> TransferStatus:
    """The status of every G/L entry, read off the sources and the registers in one pass."""
    amounts: dict[int, Decimal] = {}
    latest: dict[int, int] = {}
    for source in books[CostEntrySource].rows:
        no = source.gl_entry_no
        if no in amounts:
            amounts[no] += source.amount
            if source.cost_entry_no > latest[no]:
                latest[no] = source.cost_entry_no
        else:
            amounts[no] = source.amount
            latest[no] = source.cost_entry_no
    history = history_registers(books)
    return TransferStatus(amounts, latest, history[-1].to_gl_entry_no if history else 0)


def history_registers(books: Books) -> list[CostRegister]:
    """Transfer registers made elsewhere: without sources, neither reversed nor a reversal; in number order."""
    numbers = sorted({source.cost_entry_no for source in books[CostEntrySource].rows})
    return sorted(
        (
            register
            for register in books[CostRegister].rows
            if register.source == TRANSFER
            and not register.reversed_by_register_no
            and not register.reverses_register_no
            and bisect_left(numbers, register.from_cost_entry_no)
            == bisect_right(numbers, max(register.to_cost_entry_no, register.from_cost_entry_no))
        ),
        key=lambda register: register.no,
    )


class RegisterOf:
    """Finds the register that holds a cost entry number."""

    def __init__(self, books: Books) -> None:
        self._registers = sorted(books[CostRegister].rows, key=lambda row: row.from_cost_entry_no)
        self._starts = [row.from_cost_entry_no for row in self._registers]

    def find(self, cost_entry_no: int) -> CostRegister | None:
        """The register, None for a number that no register holds."""
        index = bisect_right(self._starts, cost_entry_no) - 1
        if index < 0 or self._registers[index].to_cost_entry_no < cost_entry_no:
            return None
        return self._registers[index]

    def number(self, cost_entry_no: int) -> int:
        """Number of the register, 0 without one."""
        register = self.find(cost_entry_no)
        return register.no if register else 0


def changed_entries(books: Books, status: TransferStatus, setup: CostAccountingSetup) -> list[Problem]:
    """GL_ENTRY_CHANGED for entries whose amount, center or object is no longer what was transferred (spec 1, 3.2)."""
    by_no = {entry.entry_no: entry for entry in books[CostEntry].rows}
    center_code, object_code = setup.cost_center_dimension, setup.cost_object_dimension
    found: list[Problem] = []
    changes: list[_Change] = []
    for gl_entry in books[GLEntry].rows:
        amount = status.amounts.get(gl_entry.entry_no)
        if not amount:
            continue
        if amount != gl_entry.amount:
            changes.append((gl_entry, "Amount", "amount", amount, gl_entry.amount))
        cost_entry = by_no.get(status.cost_entries[gl_entry.entry_no])
        if cost_entry is None:
            continue
        center = gl_entry.dimensions.get(center_code, "")
        cost_object = "" if center else gl_entry.dimensions.get(object_code, "")
        if center != cost_entry.cost_center_code:
            changes.append((gl_entry, "Cost center", center_code, cost_entry.cost_center_code, center))
        if cost_object != cost_entry.cost_object_code:
            changes.append((gl_entry, "Cost object", object_code, cost_entry.cost_object_code, cost_object))
    registers = RegisterOf(books)
    for gl_entry, field, column, then, now in changes:
        where = books[GLEntry].where(gl_entry, column)
        number = registers.number(status.cost_entries[gl_entry.entry_no])
        facts = {"then": then or "blank", "now": now or "blank"}
        entry_no = gl_entry.entry_no
        found.append(warning("GL_ENTRY_CHANGED", where, gl_entry_no=entry_no, field=field, register_no=number, **facts))
    return found


_Change = tuple[GLEntry, str, str, Decimal | str, Decimal | str]
"""G/L entry, what changed, column of the cell, value then, value now."""


def starting_date_warning(books: Books, status: TransferStatus, setup: CostAccountingSetup) -> list[Problem]:
    """SETUP_STARTING_DATE_LOCKED when entries dated before the starting date are transferred already (spec 1, 1.1)."""
    start = setup.starting_date_for_gl_transfer
    if start is None:
        return []
    registers = RegisterOf(books)
    numbers = {
        registers.number(status.cost_entries[entry.entry_no])
        for entry in books[GLEntry].rows
        if entry.posting_date < start and status.amounts.get(entry.entry_no)
    }
    numbers |= _history_before(books, start, registers)
    first = min(numbers - {0}, default=0)
    if not first:
        return []
    where = books[CostAccountingSetup].where(setup, "starting_date_for_gl_transfer")
    return [warning("SETUP_STARTING_DATE_LOCKED", where, starting_date=start, register_no=first)]


def _history_before(books: Books, start: date, registers: RegisterOf) -> set[int]:
    history = {register.no for register in history_registers(books)}
    if not history:
        return set()
    early = {registers.number(row.entry_no) for row in books[CostEntry].rows if row.posting_date < start}
    return early & history
