"""Allocation sources with their targets, checked before any operation uses them (spec 1, 1.10 and 1.11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from xlcost.books import Books
from xlcost.cost_accounting.bases import BASES
from xlcost.cost_accounting.shares import SHARE_UNIT, percents
from xlcost.problems import Fact, OperationError, Problem, problem
from xlcost.rules.money import WIDE, ZERO, plain, rounded, total
from xlcost.tables.cost_accounting import CostAllocationSource, CostAllocationTarget

Place = tuple[str, str]
"""Cost center and cost object, one of them blank."""


@dataclass(slots=True)
class Sources:
    """The sources of a workbook and their targets in line order."""

    rows: list[CostAllocationSource]
    targets: dict[str, list[CostAllocationTarget]]
    warnings: list[Problem] = field(default_factory=list)

    def percents(self, source_id: str) -> list[Decimal]:
        """Percents of the targets of a source, from the shares as they stand."""
        return percents([share_of(target) for target in self.targets[source_id]])

    def total_share(self, source_id: str) -> Decimal:
        """Sum of the shares of a source."""
        return total(share_of(target) for target in self.targets[source_id])


def place_of(source: CostAllocationSource) -> Place:
    """Where the costs of a source sit."""
    return source.cost_center_code, source.cost_object_code


def target_place(target: CostAllocationTarget) -> Place:
    """Who receives the costs of a target line."""
    return target.target_cost_center, target.target_cost_object


def target_type(target: CostAllocationTarget) -> str:
    """All Costs, Percent per Share or Amount per Share; a blank type follows from the rate that is filled."""
    if target.allocation_target_type:
        return target.allocation_target_type
    if target.percent_per_share:
        return "Percent per Share"
    return "Amount per Share" if target.amount_per_share else "All Costs"


def is_dynamic(target: CostAllocationTarget) -> bool:
    """Whether the share is computed from rows of the workbook."""
    return target.base in BASES


def static_share(target: CostAllocationTarget) -> Decimal | None:
    """Base × weighting of a static line with both filled; None for other lines."""
    if is_dynamic(target) or not target.static_base or not target.static_weighting:
        return None
    return rounded(WIDE.multiply(target.static_base, target.static_weighting), SHARE_UNIT)


def share_of(target: CostAllocationTarget) -> Decimal:
    """The share as it stands; a static line without one, whose keys were not calculated yet, has base × weighting."""
    return target.share or static_share(target) or ZERO


def checked_sources(books: Books) -> Sources:
    """Sources and targets after the checks of their tables; targets without a source are left out with a warning.

    Raises `ALLOC_CC_AND_CO`, `TARGET_STATIC_ONLY`, or `CELL_INVALID` for a number that is out of its range; all
    faults are reported together.
    """
    source_table, target_table = books[CostAllocationSource], books[CostAllocationTarget]
    targets: dict[str, list[CostAllocationTarget]] = {row.id: [] for row in source_table.rows}
    found = Sources(source_table.rows, targets)
    for target in target_table.rows:
        if target.id in targets:
            targets[target.id].append(target)
        else:
            where = target_table.where(target, "id")
            found.warnings.append(problem("TARGET_NO_SOURCE", where, id=target.id, line_no=target.line_no))
    for lines in targets.values():
        lines.sort(key=lambda line: line.line_no)
    faults = [*_source_faults(books), *_target_faults(books, targets)]
    if faults:
        raise OperationError(*faults, *found.warnings)
    return found


def _source_faults(books: Books) -> Iterator[Problem]:
    table = books[CostAllocationSource]
    for row in table.rows:
        if row.cost_center_code and row.cost_object_code:
            where = table.where(row, "cost_object_code")
            yield problem(
                "ALLOC_CC_AND_CO",
                where,
                id=row.id,
                cost_center_code=row.cost_center_code,
                cost_object_code=row.cost_object_code,
            )
        if not 1 <= row.level <= 99:
            yield _out_of_range(books, row, "level", row.level, "is not between 1 and 99")


def _target_faults(books: Books, targets: dict[str, list[CostAllocationTarget]]) -> Iterator[Problem]:
    for lines in targets.values():
        for row in lines:
            if row.target_cost_center and row.target_cost_object:
                where = books[CostAllocationTarget].where(row, "target_cost_object")
                yield problem(
                    "ALLOC_CC_AND_CO",
                    where,
                    id=row.id,
                    cost_center_code=row.target_cost_center,
                    cost_object_code=row.target_cost_object,
                    line_no=row.line_no,
                )
            yield from _number_faults(books, row)


def _number_faults(books: Books, row: CostAllocationTarget) -> Iterator[Problem]:
    table = books[CostAllocationTarget]
    for column in ("static_base", "static_weighting"):
        if is_dynamic(row) and getattr(row, column):
            where = table.where(row, column)
            yield problem("TARGET_STATIC_ONLY", where, id=row.id, line_no=row.line_no, field=column, base=row.base)
    for column in ("static_base", "static_weighting", "share", "percent_per_share", "amount_per_share"):
        value = getattr(row, column)
        if value and value < 0:
            yield _out_of_range(books, row, column, value, "is negative")
    if row.percent_per_share and row.amount_per_share:
        yield _out_of_range(
            books, row, "amount_per_share", row.amount_per_share, "stands beside a percent per share; only one counts"
        )


def _out_of_range(
    books: Books, row: CostAllocationSource | CostAllocationTarget, column: str, value: int | Decimal, why: str
) -> Problem:
    table = books[type(row)]
    facts: dict[str, Fact] = {"id": row.id, "value": value}
    shown = f': "{plain(Decimal(value))}"'
    return problem(
        "CELL_INVALID", table.where(row, column), field=table.info.column(column).caption, why=why, shown=shown, **facts
    )
