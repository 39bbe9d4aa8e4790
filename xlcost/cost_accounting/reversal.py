"""Reversing a register by a mirrored one (spec 1, 6.6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from xlcost.books import Books
from xlcost.context import user_id, work_date
from xlcost.cost_accounting.line_check import LineCheck
from xlcost.cost_accounting.posting import next_cost_entry_no
from xlcost.cost_accounting.registers import check_open, found_register
from xlcost.cost_accounting.setup import checked_setup
from xlcost.operations import ALL, Result, operation
from xlcost.parameters import Day, Parameters, Whole
from xlcost.problems import OperationError, fail
from xlcost.rules.money import total
from xlcost.tables.cost_accounting import CostAccountingSetup, CostEntry, CostEntrySource, CostRegister
from xlcost.tables.general_ledger import GLSetup, UserSetup


class ReversalParameters(Parameters):
    """`no` = register to reverse; `posting_date` blank = each mirrored entry keeps its date."""

    no: Whole = 0
    """Register to reverse."""
    posting_date: Day = None
    """Day of the mirrored entries; blank = that of the entries."""


@operation(
    "reverse_cost_register",
    ReversalParameters,
    reads={
        CostAccountingSetup: ALL,
        CostRegister: ALL,
        CostEntry: ALL,
        CostEntrySource: ALL,
        GLSetup: ALL,
        UserSetup: ALL,
    },
)
def reverse_cost_register(books: Books, parameters: ReversalParameters) -> Result:
    """Post a register that mirrors an open register, and free whatever that register had taken."""
    checked_setup(books)
    register = _reversible(books, parameters.no)
    held = range(register.from_cost_entry_no, register.to_cost_entry_no + 1)
    entries = sorted((row for row in books[CostEntry].rows if row.entry_no in held), key=lambda row: row.entry_no)
    if not entries:
        return Result(nothing_to_do=True, message=f"the entries of register {register.no} were deleted")
    number = books[CostRegister].next_number()
    first_no = next_cost_entry_no(books)
    if register.source == "Allocation":
        _free(books, register.no)
    mirrors = [
        _mirror(books, entry, first_no + index, number, parameters.posting_date) for index, entry in enumerate(entries)
    ]
    _check_dates(books, mirrors)
    _mirror_sources(books, {entry.entry_no: mirror.entry_no for entry, mirror in zip(entries, mirrors, strict=True)})
    books[CostEntry].append(*mirrors)
    new = _mirror_register(books, register, number, mirrors)
    books[CostRegister].append(new)
    books[CostRegister].update(register, reversed_by_register_no=number)
    return Result(
        counts={"created": len(mirrors), "register_no": number}, debit=new.debit_amount, credit=new.credit_amount
    )


def _reversible(books: Books, no: int) -> CostRegister:
    register: CostRegister = found_register(books, CostRegister, no)
    check_open(books, CostRegister, register)
    other = register.reversed_by_register_no or register.reverses_register_no
    if other:
        where = books[CostRegister].where(register, "no")
        raise fail("REGISTER_ALREADY_REVERSED", where, register_no=no, other=other)
    return register


def _free(books: Books, register_no: int) -> None:
    """Entries that the allocation had consumed are open again; the register is noted, so that this can be undone."""
    table = books[CostEntry]
    for entry in [entry for entry in table.rows if entry.allocated_with_journal_no == register_no]:
        freed = f"{entry.freed_from_registers}|{register_no}".removeprefix("|")
        table.update(entry, allocated=False, allocated_with_journal_no=0, freed_from_registers=freed)


def _mirror(books: Books, entry: CostEntry, entry_no: int, register_no: int, day: date | None) -> CostEntry:
    """The mirrored entry. An open entry and its mirror never enter a later base; a consumed entry's mirror does."""
    born_allocated = entry.allocated and not entry.allocated_with_journal_no
    is_open = not entry.allocated
    original: Any = entry  # sheet_row is a field that the type checker does not see
    mirror: CostEntry = replace(
        original,
        sheet_row=0,
        entry_no=entry_no,
        posting_date=day or entry.posting_date,
        amount=-entry.amount,
        debit_amount=entry.credit_amount,
        credit_amount=entry.debit_amount,
        additional_currency_amount=-entry.additional_currency_amount,
        add_currency_debit_amount=entry.add_currency_credit_amount,
        add_currency_credit_amount=entry.add_currency_debit_amount,
        user_id=user_id(books),
        allocated=born_allocated or is_open,
        allocated_with_journal_no=register_no if is_open else 0,
        reversed_by_entry_no=0,
        reversed_entry_no=entry.entry_no,
        freed_from_registers="",
    )
    table = books[CostEntry]
    table.update(entry, reversed_by_entry_no=entry_no)
    if is_open:
        table.update(entry, allocated=True, allocated_with_journal_no=register_no)
    return mirror


def _check_dates(books: Books, mirrors: list[CostEntry]) -> None:
    check = LineCheck(books)
    for day in sorted({mirror.posting_date for mirror in mirrors}):
        outside = check.date(day)
        if outside:
            raise OperationError(outside)


def _mirror_sources(books: Books, mirror_of: dict[int, int]) -> None:
    """Negated source rows make the G/L entries of a transfer outstanding again."""
    table = books[CostEntrySource]
    table.append(
        *(
            CostEntrySource(cost_entry_no=mirror_of[row.cost_entry_no], gl_entry_no=row.gl_entry_no, amount=-row.amount)
            for row in table.rows
            if row.cost_entry_no in mirror_of
        )
    )


def _mirror_register(books: Books, register: CostRegister, number: int, mirrors: list[CostEntry]) -> CostRegister:
    original: Any = register
    return replace(  # type: ignore[no-any-return]
        original,
        sheet_row=0,
        no=number,
        from_cost_entry_no=mirrors[0].entry_no,
        to_cost_entry_no=mirrors[-1].entry_no,
        no_of_entries=len(mirrors),
        debit_amount=total(mirror.debit_amount for mirror in mirrors),
        credit_amount=total(mirror.credit_amount for mirror in mirrors),
        posting_date=mirrors[0].posting_date,
        processed_date=work_date(books),
        user_id=user_id(books),
        reversed_by_register_no=0,
        reverses_register_no=register.no,
    )
