"""A reciprocal level of an allocation: from source amounts to the amounts of all its lines (spec 1, 5.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from xlcost.books import Books
from xlcost.cost_accounting.allocation_setup import Place, Sources, place_of, target_place, target_type
from xlcost.cost_accounting.reciprocal import Served, Singular, solve, way_out
from xlcost.cost_accounting.shares import handed_out
from xlcost.problems import OperationError, Problem, fail, problem
from xlcost.rules.money import ZERO, rounded, total
from xlcost.tables.cost_accounting import CostAllocationSource, CostAllocationTarget


@dataclass(frozen=True, slots=True)
class Ring:
    """The solved level. Lists go with its sources."""

    places: frozenset[Place]
    """Places of the sources that hand their costs on."""
    amounts: list[list[Decimal]]
    """Amounts of the targets of each source, in line order."""
    received: list[dict[int, Decimal]]
    """What each source gets from others: index of the sender -> amount."""
    serves: list[Served]
    """The part of each source that goes to others: index of the receiver -> part."""


def check_level(books: Books, sources: Sources, level: Sequence[CostAllocationSource]) -> bool:
    """Whether the level is reciprocal. Raises `ALLOC_MIXED_LEVEL`, `ALLOC_RECIPROCAL_TYPE`."""
    marked = [source for source in level if source.reciprocal]
    if not marked:
        return False
    table = books[CostAllocationSource]
    other = next((source for source in level if not source.reciprocal), None)
    if other is not None:
        where = table.where(other, "reciprocal")
        raise fail("ALLOC_MIXED_LEVEL", where, level=other.level, id=marked[0].id, other=other.id)
    faults = _faults(books, sources, marked)
    if faults:
        raise OperationError(*faults)
    return True


def _faults(books: Books, sources: Sources, level: Sequence[CostAllocationSource]) -> list[Problem]:
    found: list[Problem] = []
    seen: dict[Place, str] = {}
    table = books[CostAllocationTarget]
    for source in level:
        place = place_of(source)
        if place in seen:
            where = books[CostAllocationSource].where(source, "cost_center_code" if place[0] else "cost_object_code")
            why = f"stands on the same center or object as source {seen[place]}"
            found.append(problem("ALLOC_RECIPROCAL_TYPE", where, id=source.id, why=why))
        seen[place] = source.id
        for line in sources.targets[source.id]:
            if target_type(line) != "All Costs":
                why = f"has the {target_type(line)} line {line.line_no}"
                where = table.where(line, "allocation_target_type")
                found.append(problem("ALLOC_RECIPROCAL_TYPE", where, id=source.id, why=why, line_no=line.line_no))
    return found


def solved(sources: Sources, level: Sequence[CostAllocationSource], own: Sequence[Decimal]) -> Ring:
    """Total cost of each source from the equations, handed out by the carry rule, no cent left on a source.

    A source without shares hands nothing on and is no part of the ring. Raises `ALLOC_SINGULAR`.
    """
    portions = [sources.percents(source.id) for source in level]
    inside = {place_of(source): index for index, source in enumerate(level) if any(portions[index])}
    receivers = [[inside.get(target_place(line)) for line in sources.targets[source.id]] for source in level]
    serves = [_served(receivers[index], portions[index]) for index in range(len(level))]
    try:
        totals = solve([Fraction(amount) for amount in own], serves)
    except Singular:
        raise fail("ALLOC_SINGULAR", level=level[0].level) from None
    amounts = [handed_out(rounded(whole), parts) for whole, parts in zip(totals, portions, strict=True)]
    _settle_cents(own, portions, receivers, serves, amounts)
    return Ring(frozenset(inside), amounts, _received(receivers, amounts), serves)


def _served(receivers: Sequence[int | None], portions: Sequence[Decimal]) -> Served:
    served: dict[int, Fraction] = {}
    for receiver, portion in zip(receivers, portions, strict=True):
        if receiver is not None and portion:
            served[receiver] = served.get(receiver, Fraction(0)) + Fraction(portion) / 100
    return served


def _settle_cents(
    own: Sequence[Decimal],
    portions: Sequence[Sequence[Decimal]],
    receivers: Sequence[Sequence[int | None]],
    serves: Sequence[Served],
    amounts: list[list[Decimal]],
) -> None:
    """Cents by which a source would not end at 0 go to its last target outside the ring.

    A source that has none passes them to the last target on the shortest way out, so those farthest in come first.
    """
    outside = [
        not any(parts) or any(part and to is None for part, to in zip(parts, targets, strict=True))
        for parts, targets in zip(portions, receivers, strict=True)
    ]
    steps = way_out(serves, outside)
    held = list(own)
    for targets, parts in zip(receivers, amounts, strict=True):
        for receiver, amount in zip(targets, parts, strict=True):
            if receiver is not None:
                held[receiver] += amount
    for index in sorted(range(len(own)), key=lambda each: -steps[each]):
        cents = held[index] - total(amounts[index])
        if not cents or not any(portions[index]):
            continue
        line = max(
            number
            for number, receiver in enumerate(receivers[index])
            if portions[index][number] and (-1 if receiver is None else steps[receiver]) == steps[index] - 1
        )
        amounts[index][line] += cents
        receiver = receivers[index][line]
        if receiver is not None:
            held[receiver] += cents


def _received(
    receivers: Sequence[Sequence[int | None]], amounts: Sequence[Sequence[Decimal]]
) -> list[dict[int, Decimal]]:
    received: list[dict[int, Decimal]] = [{} for _ in receivers]
    for sender, targets in enumerate(receivers):
        for receiver, amount in zip(targets, amounts[sender], strict=True):
            if receiver is not None:
                received[receiver][sender] = received[receiver].get(sender, ZERO) + amount
    return received
