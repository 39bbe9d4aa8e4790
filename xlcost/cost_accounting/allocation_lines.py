"""What a source hands out: target lines, the credit line, and their texts (spec 1, 5.4 step 5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from xlcost.books import Books
from xlcost.cost_accounting.allocation_setup import Place, Sources, place_of, share_of, target_place, target_type
from xlcost.cost_accounting.shares import Carry
from xlcost.problems import Fact, Where, fail
from xlcost.rules.money import CENT, money, plain, rounded, total
from xlcost.tables.cost_accounting import (
    CostAllocationSource,
    CostAllocationTarget,
    CostCenter,
    CostObject,
)

DESCRIPTION_LENGTH = 100
KEY_LENGTH = 80
_AND_SO_ON = ", etc."


@dataclass(frozen=True, slots=True)
class AllocationLine:
    """One entry that an allocation is going to write."""

    source: CostAllocationSource
    cost_type_no: str
    place: Place
    amount: Decimal
    description: str
    key: str
    """The allocation key in words."""
    allocated: bool
    where: Where
    """The cell of the center or object."""
    type_cell: Where
    """The cell of the cost type."""


def target_amounts(sources: Sources, source: CostAllocationSource, amount: Decimal) -> list[Decimal]:
    """Amounts of the targets of a source in line order.

    All Costs: percent of the source amount, the rounding rest carried into the next such line. Percent and Amount
    per Share: share times rate, whatever the source amount, outside the carry.
    """
    carry, whole = Carry(), Fraction(amount)
    amounts = []
    for target, percent in zip(sources.targets[source.id], sources.percents(source.id), strict=True):
        kind = target_type(target)
        if kind == "All Costs":
            amounts.append(carry.rounded(whole * Fraction(percent) / 100))
        else:
            amounts.append(_RATES[kind](target))
    return amounts


_RATES: Mapping[str, Callable[[CostAllocationTarget], Decimal]] = {
    "Percent per Share": lambda target: rounded(
        Fraction(share_of(target)) * Fraction(target.percent_per_share) / 100, CENT
    ),
    "Amount per Share": lambda target: rounded(Fraction(share_of(target)) * Fraction(target.amount_per_share), CENT),
}


def lines_of(
    books: Books,
    sources: Sources,
    source: CostAllocationSource,
    base_amount: Decimal,
    amounts: Sequence[Decimal],
    day: date,
    ring: frozenset[Place] = frozenset(),
) -> list[AllocationLine]:
    """The lines to write for a source: its targets without those of amount 0, then the credit line.

    `ring` holds the places of a reciprocal level; what goes there is born allocated. Raises `JNL_CC_UNKNOWN`,
    `ALLOC_CC_BLOCKED`, `JNL_CO_UNKNOWN`, `ALLOC_CO_BLOCKED` or `ALLOC_NO_COST_TYPE`.
    """
    table, all_shares = books[CostAllocationTarget], sources.total_share(source.id)
    written = [(target, amount) for target, amount in zip(sources.targets[source.id], amounts, strict=True) if amount]
    lines = [
        AllocationLine(
            source,
            target.target_cost_type,
            target_place(target),
            amount,
            _from_source(source),
            _key_of(target, all_shares, base_amount)[:KEY_LENGTH],
            target_place(target) in ring,
            table.where(target, "target_cost_center" if target.target_cost_center else "target_cost_object"),
            table.where(target, "target_cost_type"),
        )
        for target, amount in written
    ]
    for line in lines:
        _check(books, line, "target_cost_type")
    credit = _credit_line(books, source, lines, day)
    return [*lines, credit] if credit.amount else lines


def _credit_line(
    books: Books, source: CostAllocationSource, lines: Sequence[AllocationLine], day: date
) -> AllocationLine:
    table = books[CostAllocationSource]
    credit = AllocationLine(
        source,
        source.credit_to_cost_type,
        place_of(source),
        -total(line.amount for line in lines),
        _to_targets([_place_text(line.place) for line in lines]),
        f"Level {source.level}, {day.isoformat()}",
        True,
        table.where(source, "cost_center_code" if source.cost_center_code else "cost_object_code"),
        table.where(source, "credit_to_cost_type"),
    )
    if credit.amount:
        _check(books, credit, "credit_to_cost_type")
    return credit


def _check(books: Books, line: AllocationLine, field: str) -> None:
    center, cost_object = line.place
    if center:
        _check_place(books[CostCenter].get(center), "CC", line, cost_center_code=center)
    if cost_object:
        _check_place(books[CostObject].get(cost_object), "CO", line, cost_object_code=cost_object)
    if not line.cost_type_no:
        raise fail("ALLOC_NO_COST_TYPE", line.type_cell, id=line.source.id, field=field)


def _check_place(row: CostCenter | CostObject | None, short: str, line: AllocationLine, **place: Fact) -> None:
    if row is None:
        raise fail(f"JNL_{short}_UNKNOWN", line.where, id=line.source.id, **place)
    if row.blocked:
        raise fail(f"ALLOC_{short}_BLOCKED", line.where, id=line.source.id, **place)


# ---- texts


def _from_source(source: CostAllocationSource) -> str:
    costs = f"cost types {source.cost_type_range}" if source.cost_type_range else "all costs"
    return _cut(f"Allocation of {costs} of {_kind(place_of(source))}")


def _kind(place: Place) -> str:
    center, cost_object = place
    return f"cost center {center}" if center else f"cost object {cost_object}"


def _place_text(place: Place) -> str:
    center, cost_object = place
    return center or cost_object


def _to_targets(names: Sequence[str]) -> str:
    """`Allocated to SALES, PROD`, cut at a whole name with an etc. mark."""
    text = "Allocated to " + ", ".join(names)
    if len(text) <= DESCRIPTION_LENGTH:
        return text
    cut = text[: DESCRIPTION_LENGTH - len(_AND_SO_ON) + 1]
    head = cut[: cut.rfind(",")] if ", " in cut else cut[:-1]
    return head + _AND_SO_ON


def _cut(text: str) -> str:
    return text if len(text) <= DESCRIPTION_LENGTH else text[: DESCRIPTION_LENGTH - 3] + "..."


def _key_of(target: CostAllocationTarget, all_shares: Decimal, base_amount: Decimal) -> str:
    share = plain(share_of(target))
    kind = target_type(target)
    if kind == "Percent per Share":
        return f"{plain(target.percent_per_share)} % of {share}"
    if kind == "Amount per Share":
        return f"{plain(target.amount_per_share)} for each of {share}"
    return f"Share {share} of {plain(all_shares)} of {money(base_amount)}"
