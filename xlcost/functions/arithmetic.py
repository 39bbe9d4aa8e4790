"""Rounding and sharing out, exact to the cent (spec 1, 0 and 5.3)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from xlcost.cost_accounting.shares import handed_out, percents
from xlcost.functions.coercion import impossible
from xlcost.functions.registry import Cell, Cells, function
from xlcost.rules.money import CENT, rounded, spread, total
from xlcost.tables.kinds import rate_kind

NUMBER = rate_kind()


def _unit(precision: Decimal) -> Decimal:
    if precision <= 0:
        raise impossible("precision is not above 0; give the smallest unit, such as 0.01")
    return precision


@function("ROUNDHALF", example="=XLCOST.ROUNDHALF(2.345)")
def round_half(
    amount: Annotated[Decimal, Cell(NUMBER, "Amount to round")],
    precision: Annotated[Decimal, Cell(NUMBER, "Smallest unit, such as 0.05; left out = 0.01")] = CENT,
) -> Decimal:
    """Rounds an amount to the nearest multiple of a precision, halves away from zero."""
    return rounded(amount, _unit(precision))


@function("SPREAD", example="=XLCOST.SPREAD(100,{1;1;1})")
def spread_amount(
    amount: Annotated[Decimal, Cell(NUMBER, "Amount to spread")],
    shares: Annotated[list[Decimal], Cells(NUMBER, "Share of each part")],
    precision: Annotated[Decimal, Cell(NUMBER, "Smallest unit of a part; left out = 0.01")] = CENT,
) -> list[Decimal]:
    """Spreads an amount over shares; the parts add up to exactly the amount, the rest is carried on."""
    if not total(shares):
        raise impossible("the shares add up to 0; nothing can be spread over them")
    parts = spread(amount, shares, _unit(precision))
    parts[-1] += amount - total(parts)
    return parts


@function("PERCENTS", example="=XLCOST.PERCENTS({3;3;3})")
def share_percents(
    shares: Annotated[list[Decimal], Cells(NUMBER, "Share of each line")],
) -> list[Decimal]:
    """Percents of shares with five places, as allocation targets have them; they add up to exactly 100."""
    if not total(shares):
        raise impossible("the shares add up to 0; they have no percents")
    return percents(shares)


@function("ALLOCATE", example="=XLCOST.ALLOCATE(1000,{33.33333;33.33333;33.33334})")
def allocate(
    amount: Annotated[Decimal, Cell(NUMBER, "Amount of the source")],
    line_percents: Annotated[list[Decimal], Cells(NUMBER, "Percent of each target")],
) -> list[Decimal]:
    """Hands out an amount over targets by percent in cents, what rounding leaves goes into the next target."""
    return handed_out(amount, line_percents)
