"""Which sources an allocation run takes, and in which order (spec 1, 5.4 steps 1 to 4 and Overlap)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from xlcost.books import Books
from xlcost.cost_accounting.allocation_setup import Sources, place_of, target_place
from xlcost.problems import Problem, fail, problem
from xlcost.rules.dates import in_range
from xlcost.rules.filters import matches
from xlcost.tables.cost_accounting import (
    CostAllocationSource,
    CostAllocationTarget,
    CostBudgetEntry,
    CostBudgetRegister,
    CostEntry,
    CostRegister,
    CostType,
)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a run covers."""

    from_level: int
    to_level: int
    day: date
    variant: str = ""
    budget_name: str = ""

    def covers(self, source: CostAllocationSource) -> bool:
        """Level in range and variant equal; `*` = every variant."""
        in_levels = self.from_level <= source.level <= self.to_level
        return in_levels and self.variant in {"*", source.variant}

    def takes(self, source: CostAllocationSource) -> bool:
        """Covered, valid on the date, not blocked, and meant for this kind of run."""
        kind = "Budget" if self.budget_name else "Actual"
        return (
            self.covers(source)
            and in_range(self.day, source.valid_from, source.valid_to)
            and not source.blocked
            and source.allocation_source_type in {"Both", kind}
        )


def check_complete(books: Books, sources: Sources, covered: Iterable[CostAllocationSource]) -> None:
    """Every source covered, blocked and out-of-date ones too, and each of its targets has a center or an object."""
    for source in covered:
        if place_of(source) == ("", ""):
            table = books[CostAllocationSource]
            raise fail("ALLOC_SOURCE_INCOMPLETE", table.where(source, "cost_center_code"), id=source.id)
        for target in sources.targets[source.id]:
            if target_place(target) == ("", ""):
                where = books[CostAllocationTarget].where(target, "target_cost_center")
                raise fail("ALLOC_TARGET_INCOMPLETE", where, id=source.id, line_no=target.line_no)


def run_order(source: CostAllocationSource) -> tuple[int, date, date, str, str]:
    """Sort key: level, valid_from, valid_to, cost_type_range, id; blank dates first."""
    return (
        source.level, source.valid_from or date.min, source.valid_to or date.min, source.cost_type_range, source.id,
    )  # fmt: skip


def overlaps(books: Books, selected: Sequence[CostAllocationSource]) -> list[Problem]:
    """`SOURCES_OVERLAP` for each pair of one variant and place whose cost type ranges have a type in common."""
    groups: dict[tuple[str, str, str], list[CostAllocationSource]] = {}
    for source in selected:
        groups.setdefault((source.variant, *place_of(source)), []).append(source)
    types = [row.no for row in books[CostType].rows]
    found = []
    for group in groups.values():
        for one, other in combinations(group, 2):
            if _common(one.cost_type_range, other.cost_type_range, types):
                where = books[CostAllocationSource].where(other, "cost_type_range")
                found.append(problem("SOURCES_OVERLAP", where, id=one.id, other=other.id))
    return found


def _common(one: str, other: str, types: Sequence[str]) -> bool:
    if one == other or not one or not other:
        return True
    return any(matches(one, no) and matches(other, no) for no in types)


def already_run(books: Books, scope: Scope) -> Mapping[str, int]:
    """Source id -> the open allocation register that holds its entries for this date (and budget)."""
    if scope.budget_name:
        return _already_run_budget(books, scope)
    registers = [
        (row.from_cost_entry_no, row.to_cost_entry_no, row.no)
        for row in books[CostRegister].rows
        if row.source == "Allocation" and not row.reversed_by_register_no and not row.reverses_register_no
    ]
    days = books[CostEntry].by("posting_date").get(scope.day, []) if registers else []
    return _holders(registers, [(row.entry_no, row.allocation_id) for row in days])


def _already_run_budget(books: Books, scope: Scope) -> Mapping[str, int]:
    registers = [
        (row.from_cost_budget_entry_no, row.to_cost_budget_entry_no, row.no)
        for row in books[CostBudgetRegister].rows
        if row.source == "Allocation" and row.cost_budget_name == scope.budget_name
    ]
    entries = [
        (row.entry_no, row.allocation_id)
        for row in books[CostBudgetEntry].rows
        if row.date == scope.day and row.budget_name == scope.budget_name
    ]
    return _holders(registers, entries)


def _holders(registers: Sequence[tuple[int, int, int]], entries: Iterable[tuple[int, str]]) -> dict[str, int]:
    held: dict[str, int] = {}
    for entry_no, allocation_id in entries:
        if allocation_id:
            no = next((no for first, last, no in registers if first <= entry_no <= last), 0)
            if no:
                held[allocation_id] = max(no, held.get(allocation_id, 0))
    return held
