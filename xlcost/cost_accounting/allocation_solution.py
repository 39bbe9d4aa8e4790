"""The solution of a reciprocal level as rows: equations, what they give, and step-down beside it (spec 1, 5.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from xlcost.cost_accounting.reciprocal import Served
from xlcost.cost_accounting.reciprocal_level import Ring
from xlcost.rules.money import rounded, total
from xlcost.tables.cost_accounting import CostAllocationSource
from xlcost.tables.cost_accounting_results import CostAllocationSolutionLine


def solution_rows(
    level: Sequence[CostAllocationSource], own: Sequence[Decimal], ring: Ring
) -> list[CostAllocationSolutionLine]:
    """One row a source of the level, in the order of the run."""
    alone = one_after_the_other(own, ring.serves)
    found = []
    for index, source in enumerate(level):
        received: Mapping[str, Decimal] = {
            level[sender].id: amount for sender, amount in sorted(ring.received[index].items())
        }
        found.append(
            CostAllocationSolutionLine(
                level=source.level,
                id=source.id,
                cost_center_code=source.cost_center_code,
                cost_object_code=source.cost_object_code,
                own_cost=own[index],
                received=received,
                total_cost=own[index] + total(received.values()),
                step_down=alone[index],
                equation=_equation(level, index, own[index], ring.serves),
            )
        )
    return found


def one_after_the_other(own: Sequence[Decimal], serves: Sequence[Served]) -> list[Decimal]:
    """What each source would hand on in step-down: it has received from those before it, never from those behind."""
    totals = [Fraction(amount) for amount in own]
    for sender, served in enumerate(serves):
        for receiver, part in served.items():
            if receiver > sender:
                totals[receiver] += part * totals[sender]
    return [rounded(whole) for whole in totals]


def _equation(level: Sequence[CostAllocationSource], index: int, own: Decimal, serves: Sequence[Served]) -> str:
    parts = [
        f"{_percent(served[index])} % of {level[sender].id}"
        for sender, served in enumerate(serves)
        if served.get(index)
    ]
    return " + ".join([f"{own:,.2f}", *parts])


def _percent(part: Fraction) -> str:
    """Percents have 5 places, so the figure is exact."""
    return f"{(Decimal(round(part * 10**7)) / 10**5).normalize():f}"
