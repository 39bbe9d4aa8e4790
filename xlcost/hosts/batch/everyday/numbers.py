"""Rounding and arithmetic on single numbers."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, ROUND_UP, Decimal

from xlcost.cells import RawCell
from xlcost.hosts.batch.everyday.table import everyday
from xlcost.hosts.batch.values import DIV, EXACT, NUM, fail, number, settled, stepped, whole

_MOST_PLACES = 300


def _rounded(value: RawCell, places: RawCell, rounding: str) -> Decimal:
    exact, digits = settled(number(value)), whole(places)
    if -exact.as_tuple().exponent <= digits or not exact:  # type: ignore[operator]
        return exact
    exact = stepped(exact)
    if digits < -_MOST_PLACES:
        return Decimal(0)
    unit = Decimal(1).scaleb(-digits)
    units = exact.scaleb(digits, EXACT).to_integral_value(rounding)
    return EXACT.multiply(units, unit)


@everyday("ROUND", "ss")
def rounded(value: RawCell, places: RawCell) -> Decimal:
    """The number with so many places, halves away from zero."""
    return _rounded(value, places, ROUND_HALF_UP)


@everyday("ROUNDUP", "ss")
def _roundup(value: RawCell, places: RawCell) -> Decimal:
    return _rounded(value, places, ROUND_UP)


@everyday("ROUNDDOWN", "ss")
def _rounddown(value: RawCell, places: RawCell) -> Decimal:
    return _rounded(value, places, ROUND_DOWN)


@everyday("TRUNC", "s|s")
def _trunc(value: RawCell, places: RawCell = None) -> Decimal:
    return _rounded(value, places, ROUND_DOWN)


@everyday("INT", "s")
def _int(value: RawCell) -> Decimal:
    return stepped(value).to_integral_value(ROUND_FLOOR)


@everyday("ABS", "s")
def _abs(value: RawCell) -> Decimal:
    return number(value).copy_abs()


@everyday("SIGN", "s")
def _sign(value: RawCell) -> Decimal:
    found = number(value)
    return Decimal((found > 0) - (found < 0))


@everyday("MOD", "ss")
def _mod(value: RawCell, divisor: RawCell) -> Decimal:
    left, right = stepped(value), stepped(divisor)
    if not right:
        fail(DIV)
    times = stepped(EXACT.divide(left, right)).to_integral_value(ROUND_FLOOR)
    return EXACT.subtract(left, EXACT.multiply(times, right))


@everyday("QUOTIENT", "ss")
def _quotient(value: RawCell, divisor: RawCell) -> Decimal:
    left, right = number(value), number(divisor)
    return stepped(EXACT.divide(left, right)).to_integral_value(ROUND_DOWN) if right else fail(DIV)


@everyday("POWER", "ss")
def _power(value: RawCell, exponent: RawCell) -> Decimal:
    base, by = number(value), number(exponent)
    if not base and by <= 0:
        fail(DIV if by else NUM)
    return EXACT.power(base, by)


@everyday("SQRT", "s")
def _sqrt(value: RawCell) -> Decimal:
    found = number(value)
    return EXACT.sqrt(found) if found >= 0 else fail(NUM)


def _multiple(value: RawCell, significance: RawCell, rounding: str) -> Decimal:
    left, unit = stepped(value), stepped(significance)
    if left > 0 > unit:
        fail(NUM)
    if not left:
        return Decimal(0)
    if not unit:
        return Decimal(0) if rounding == ROUND_CEILING else fail(DIV)
    return EXACT.multiply(stepped(EXACT.divide(left, unit)).to_integral_value(rounding), unit)


@everyday("CEILING", "ss")
def _ceiling(value: RawCell, significance: RawCell) -> Decimal:
    return _multiple(value, significance, ROUND_CEILING)


@everyday("FLOOR", "ss")
def _floor(value: RawCell, significance: RawCell) -> Decimal:
    return _multiple(value, significance, ROUND_FLOOR)


@everyday("MROUND", "ss")
def _mround(value: RawCell, multiple: RawCell) -> Decimal:
    left, unit = stepped(value), stepped(multiple)
    if not left or not unit:
        return Decimal(0)
    if (left > 0) != (unit > 0):
        fail(NUM)
    return EXACT.multiply(stepped(EXACT.divide(left, unit)).to_integral_value(ROUND_HALF_UP), unit)
