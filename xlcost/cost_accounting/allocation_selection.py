"""Which sources an allocation run takes, and in which order (spec 1, 5.4 steps 1 to 4 and Overlap)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from xlcost.books import Books
from xlcost.cost_accounting.allocation_history import registers
from xlcost.cost_accounting.allocation_setup import Sources, place_of, target_place
from xlcost.cost_accounting.open_entries import Entry
from xlcost.problems import Problem, fail, problem
from xlcost.rules.dates import in_range
from xlcost.rules.filters import matches
from xlcost.tables.cost_accounting import (
    CostAllocationSource,
    CostAllocationTarget,
    CostBudgetEntry,
    CostEntry,
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


@dataclass(frozen=True, slots=True)
class RunBefore:
    """What allocation registers that stand hold for the date (and budget) of a run."""

    registers: Mapping[str, int]
    """Source id -> number of the register with its entries."""
    levels: Mapping[int, int]
    """Entry number -> level that wrote it."""

    def hides(self, entry: Entry, source: CostAllocationSource) -> bool:
        """An entry that the source did not find in its own turn, since its level or a higher one wrote it."""
        return self.levels.get(entry.entry_no, 0) >= source.level


def run_before(books: Books, scope: Scope) -> RunBefore:
    """Entries of the date in allocation registers that are neither reversed nor reversals."""
    standing = [register for register in registers(books, scope.budget_name) if register.stands]
    starts = [register.first for register in standing]
    found: dict[str, int] = {}
    levels: dict[int, int] = {}
    for entry in _entries_of_day(books, scope) if standing else []:
        index = bisect_right(starts, entry.entry_no) - 1
        if entry.allocation_id and index >= 0 and entry.entry_no <= standing[index].last:
            found[entry.allocation_id] = standing[index].no
            levels[entry.entry_no] = standing[index].level
    return RunBefore(found, levels)


def _entries_of_day(books: Books, scope: Scope) -> Sequence[Entry]:
    if scope.budget_name:
        rows = books[CostBudgetEntry].rows
        return [row for row in rows if row.date == scope.day and row.budget_name == scope.budget_name]
    return [row for row in books[CostEntry].rows if row.posting_date == scope.day]
