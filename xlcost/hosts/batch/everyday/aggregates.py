"""Sums, counts and extremes: what stands in cells is taken as it is, what is given directly as a number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from functools import reduce
from itertools import chain

from xlcost.cells import CellError, RawCell
from xlcost.functions.ranges import Range
from xlcost.hosts.batch.everyday.table import everyday
from xlcost.hosts.batch.values import DIV, EXACT, VALUE, Fault, checked, fail, number

_ZERO = Decimal(0)


def _numbers(values: tuple[RawCell | Range, ...]) -> Iterator[Decimal]:
    return chain.from_iterable(map(_numbers_of, values))


def _numbers_of(value: RawCell | Range) -> Iterator[Decimal]:
    if not isinstance(value, Range):
        yield number(value)
        return
    for row in value.rows:
        for cell in row:
            if isinstance(cell, Decimal):
                yield cell
            elif isinstance(cell, CellError | dt.date):
                yield number(cell)


def added(numbers: Iterator[Decimal]) -> Decimal:
    """The exact sum."""
    return reduce(EXACT.add, numbers, _ZERO)


@everyday("SUM", "r|r*")
def _sum(*values: RawCell | Range) -> Decimal:
    return added(_numbers(values))


@everyday("PRODUCT", "r|r*")
def _product(*values: RawCell | Range) -> Decimal:
    numbers = list(_numbers(values))
    return reduce(EXACT.multiply, numbers) if numbers else _ZERO


@everyday("AVERAGE", "r|r*")
def _average(*values: RawCell | Range) -> Decimal:
    numbers = list(_numbers(values))
    return EXACT.divide(added(iter(numbers)), Decimal(len(numbers))) if numbers else fail(DIV)


@everyday("MIN", "r|r*")
def _min(*values: RawCell | Range) -> Decimal:
    return min(_numbers(values), default=_ZERO)


@everyday("MAX", "r|r*")
def _max(*values: RawCell | Range) -> Decimal:
    return max(_numbers(values), default=_ZERO)


@everyday("COUNT", "r|r*")
def _count(*values: RawCell | Range) -> Decimal:
    return Decimal(sum(map(_counted, values)))


def _counted(value: RawCell | Range) -> int:
    if isinstance(value, Range):
        return sum(isinstance(cell, Decimal | dt.date) for cell in value.cells)
    try:
        number(value)
    except Fault:
        return 0
    return int(value is not None)


@everyday("COUNTA", "r|r*")
def _counta(*values: RawCell | Range) -> Decimal:
    cells = chain.from_iterable(value.cells if isinstance(value, Range) else [value] for value in values)
    return Decimal(sum(cell is not None for cell in cells))


@everyday("SUMPRODUCT", "r|r*", arrays=True)
def _sumproduct(*values: RawCell | Range) -> Decimal:
    ranges = [value if isinstance(value, Range) else Range(((value,),)) for value in values]
    if len({(len(each.rows), len(each.rows[0])) for each in ranges}) != 1:
        fail(VALUE)
    products = (reduce(EXACT.multiply, map(_factor, cells)) for cells in zip(*(e.cells for e in ranges), strict=True))
    return added(products)


def _factor(cell: RawCell) -> Decimal:
    return number(cell) if isinstance(checked(cell), Decimal | dt.date) else _ZERO
