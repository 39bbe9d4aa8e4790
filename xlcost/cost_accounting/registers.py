"""Closing registers and deleting their entries from the end (spec 1, 6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from xlcost.books import Books
from xlcost.cost_accounting.budget_entries import check_typed_entries, register_typed_entries
from xlcost.cost_accounting.setup import checked_setup
from xlcost.operations import ALL, Result, operation
from xlcost.parameters import Flag, Parameters, Whole
from xlcost.problems import fail
from xlcost.rules.numbers import number_in
from xlcost.tables.cost_accounting import (
    CostAccountingSetup,
    CostBudgetEntry,
    CostBudgetRegister,
    CostEntry,
    CostEntrySource,
    CostRegister,
)

RegisterClass = type[CostRegister] | type[CostBudgetRegister]


class CloseParameters(Parameters):
    """`no` = last register to close; `budget` for cost budget registers."""

    no: Whole = 0
    """Last register to close; all before it close with it."""
    budget: Flag = False
    """Close a register of cost budget entries instead."""


class RegisterRange(Parameters):
    """Registers to delete with their entries."""

    from_register: Whole = 0
    """First register to delete."""
    to_register: Whole = 0
    """Last register to delete; must be the last there is."""


@operation("close_cost_register", CloseParameters, reads={CostRegister: ALL, CostBudgetRegister: ALL})
def close_cost_register(books: Books, parameters: CloseParameters) -> Result:
    """Close all registers up to a number, so that they are neither deleted nor reversed any more."""
    row_class: RegisterClass = CostBudgetRegister if parameters.budget else CostRegister
    table: Any = books[row_class]
    found_register(books, row_class, parameters.no)
    closing = [row for row in table.rows if row.no <= parameters.no and not row.closed]
    for row in closing:
        table.update(row, closed=True)
    return Result(counts={"closed": len(closing)}, nothing_to_do=not closing)


@operation(
    "delete_cost_entries",
    RegisterRange,
    reads={
        CostAccountingSetup: ALL,
        CostRegister: ALL,
        CostEntry: ALL,
        CostEntrySource: ALL,
        CostBudgetEntry: "entry_no document_no",
        CostBudgetRegister: ALL,
    },
)
def delete_cost_entries(books: Books, parameters: RegisterRange) -> Result:
    """Delete the last registers with their entries; what they consumed becomes open again."""
    checked_setup(books)
    registers: list[CostRegister] = registers_from_the_end(books, CostRegister, parameters)
    for register in registers:
        _free_consumed(books, register)
        if register.reverses_register_no:
            _take_links_off(books, register)
    deleted = _delete(books, registers)
    reset_document_counter(books)
    return Result(counts={"deleted": deleted, "registers": len(registers)})


@operation(
    "delete_cost_budget_entries",
    RegisterRange,
    reads={
        CostAccountingSetup: ALL,
        CostBudgetRegister: ALL,
        CostBudgetEntry: ALL,
        CostRegister: ALL,
        CostEntry: "entry_no document_no",
    },
)
def delete_cost_budget_entries(books: Books, parameters: RegisterRange) -> Result:
    """Delete the last cost budget registers with their entries; what they consumed becomes open again."""
    checked_setup(books)
    check_typed_entries(books)
    registers: list[CostBudgetRegister] = registers_from_the_end(books, CostBudgetRegister, parameters)
    table = books[CostBudgetEntry]
    numbers = {register.no for register in registers if register.source == "Allocation"}
    for entry in table.rows:
        if entry.allocated_with_journal_no in numbers:
            table.update(entry, allocated=False, allocated_with_journal_no=0)
    ranges = [range(row.from_cost_budget_entry_no, row.to_cost_budget_entry_no + 1) for row in registers]
    gone = [entry for entry in table.rows if entry.entry_no and _in_any(entry.entry_no, ranges)]
    table.remove(gone)
    books[CostBudgetRegister].remove(registers)
    reset_document_counter(books)
    register_typed_entries(books)
    return Result(counts={"deleted": len(gone), "registers": len(registers)})


def found_register(books: Books, row_class: RegisterClass, no: int) -> Any:
    """The register of that number, else REGISTER_NOT_FOUND."""
    table: Any = books[row_class]
    register = table.get(no)
    if register is None:
        raise fail("REGISTER_NOT_FOUND", table.where(), register_no=no)
    return register


def check_open(books: Books, row_class: RegisterClass, register: Any) -> None:
    """REGISTER_CLOSED for a closed register, and for one below a closed one, which counts as closed too (1.7)."""
    table: Any = books[row_class]
    if register.no <= max((row.no for row in table.rows if row.closed), default=0):
        raise fail("REGISTER_CLOSED", table.where(register, "closed"), register_no=register.no)


def registers_from_the_end(books: Books, row_class: RegisterClass, parameters: RegisterRange) -> list[Any]:
    """The registers to delete, last first.

    Raises REGISTER_RANGE, REGISTER_NOT_FOUND, REGISTER_NOT_LAST, REGISTER_CLOSED.
    """
    table: Any = books[row_class]
    first_no, last_no = parameters.from_register, parameters.to_register
    if first_no > last_no:
        raise fail("REGISTER_RANGE", table.where(), from_register=first_no, to_register=last_no)
    found_register(books, row_class, first_no)
    last = max(row.no for row in table.rows)
    if last_no != last:
        raise fail("REGISTER_NOT_LAST", table.where(), register_no=last_no, last=last)
    registers = sorted((row for row in table.rows if row.no >= first_no), key=lambda row: -row.no)
    for register in registers:
        check_open(books, row_class, register)
    return registers


def _free_consumed(books: Books, register: CostRegister) -> None:
    """Entries stamped with the register are open again."""
    if register.source != "Allocation" and not register.reverses_register_no:
        return
    table = books[CostEntry]
    for entry in [entry for entry in table.rows if entry.allocated_with_journal_no == register.no]:
        table.update(entry, allocated=False, allocated_with_journal_no=0)


def _take_links_off(books: Books, register: CostRegister) -> None:
    """The reversed register and its entries are as before the reversal; what that register had consumed, too."""
    registers, table = books[CostRegister], books[CostEntry]
    reversed_register = registers.get(register.reverses_register_no)
    if reversed_register is None:
        return
    registers.update(reversed_register, reversed_by_register_no=0)
    mirrors = range(register.from_cost_entry_no, register.to_cost_entry_no + 1)
    for entry in [entry for entry in table.rows if entry.reversed_by_entry_no in mirrors]:
        table.update(entry, reversed_by_entry_no=0)
    number = str(reversed_register.no)
    for entry in [entry for entry in table.rows if entry.freed_from_registers]:
        *earlier, last = entry.freed_from_registers.split("|")
        if last == number:
            table.update(
                entry,
                allocated=True,
                allocated_with_journal_no=reversed_register.no,
                freed_from_registers="|".join(earlier),
            )


def _delete(books: Books, registers: Sequence[CostRegister]) -> int:
    ranges = [range(row.from_cost_entry_no, row.to_cost_entry_no + 1) for row in registers]
    gone = [entry for entry in books[CostEntry].rows if _in_any(entry.entry_no, ranges)]
    books[CostEntry].remove(gone)
    sources = books[CostEntrySource]
    sources.remove([row for row in sources.rows if _in_any(row.cost_entry_no, ranges)])
    books[CostRegister].remove(registers)
    return len(gone)


def _in_any(number: int, ranges: Iterable[range]) -> bool:
    return any(number in each for each in ranges)


def reset_document_counter(books: Books) -> None:
    """Set `last_allocation_doc_no` to the highest document left in allocation registers of both sides (5.5, 6.4)."""
    documents = {
        *_documents(books[CostRegister].rows, books[CostEntry].rows, "from_cost_entry_no", "to_cost_entry_no"),
        *_documents(
            books[CostBudgetRegister].rows,
            books[CostBudgetEntry].rows,
            "from_cost_budget_entry_no",
            "to_cost_budget_entry_no",
        ),
    } - {""}
    if documents:
        setup = books[CostAccountingSetup]
        highest = max(documents, key=lambda code: (number_in(code), code))
        setup.update(books.one(CostAccountingSetup), last_allocation_doc_no=highest)


def _documents(registers: Iterable[Any], entries: Iterable[Any], first: str, last: str) -> set[str]:
    """Document numbers of the entries that allocation registers hold."""
    ranges = [range(getattr(row, first), getattr(row, last) + 1) for row in registers if row.source == "Allocation"]
    if not ranges:
        return set()
    held = {entry.entry_no: entry.document_no for entry in entries}
    return {held[number] for each in ranges for number in each if number in held}
