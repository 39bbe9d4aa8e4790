"""Allocations that stand in the ledger: documents with sender, targets and what they took up (spec 1, 5.4)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xlcost.books import Books
from xlcost.cost_accounting.allocation_setup import Place, place_of
from xlcost.cost_accounting.open_entries import Entry
from xlcost.rules.money import total
from xlcost.tables.cost_accounting import CostAllocationSource, CostBudgetRegister, CostRegister


@dataclass(frozen=True, slots=True)
class AllocationRegister:
    """A register of source Allocation, of actual or budget costs."""

    no: int
    level: int
    first: int
    last: int
    stands: bool
    """Neither reversed nor a reversal."""


@dataclass(frozen=True, slots=True)
class Document:
    """What one source handed out in one register."""

    register: AllocationRegister
    id: str
    sender: Place
    targets: Sequence[Entry]
    entries: Sequence[Entry]

    @property
    def handed_on(self) -> Decimal:
        """Sum of the target lines."""
        return total(entry.amount for entry in self.targets)


def registers(books: Books, budget: str) -> list[AllocationRegister]:
    """The allocation registers of the actual costs, or of a cost budget, in order of their entries."""
    if budget:
        found = [
            AllocationRegister(row.no, row.level, row.from_cost_budget_entry_no, row.to_cost_budget_entry_no, True)
            for row in books[CostBudgetRegister].rows
            if row.source == "Allocation" and row.cost_budget_name == budget
        ]
    else:
        found = [_actual_register(row) for row in books[CostRegister].rows if row.source == "Allocation"]
    return sorted(found, key=lambda each: each.first)


def _actual_register(row: CostRegister) -> AllocationRegister:
    stands = not row.reversed_by_register_no and not row.reverses_register_no
    return AllocationRegister(row.no, row.level, row.from_cost_entry_no, row.to_cost_entry_no, stands)


def documents(books: Books, entries: Iterable[Entry], budget: str) -> list[Document]:
    """The entries of allocation registers by register, document and source, in entry order."""
    held = registers(books, budget)
    starts = [each.first for each in held]
    groups: dict[tuple[int, str, str], list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: entry.entry_no):
        index = bisect_right(starts, entry.entry_no) - 1
        if index >= 0 and entry.entry_no <= held[index].last:
            groups.setdefault((index, entry.document_no, entry.allocation_id), []).append(entry)
    places = {row.id: place_of(row) for row in books[CostAllocationSource].rows}
    return [_document(held[index], id, places, group) for (index, _, id), group in groups.items()]


def _document(register: AllocationRegister, id: str, places: dict[str, Place], entries: Sequence[Entry]) -> Document:
    """The last entry is the credit line if it balances the others; without one the sender is the source as set up."""
    *targets, last = entries
    if targets and last.amount == -total(entry.amount for entry in targets):
        return Document(register, id, (last.cost_center_code, last.cost_object_code), targets, entries)
    return Document(register, id, places.get(id, ("", "")), entries, entries)
