"""Exact money: rounding half away from zero and spreading without losing a cent (spec 0 section 2, spec 1, 0)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

ZERO = Decimal(0)
CENT = Decimal("0.01")
WIDE = Context(prec=60, rounding=ROUND_HALF_UP)
"""Arithmetic on money happens in a context wide enough that nothing is rounded before `rounded` says so."""


def rounded(value: Decimal | Fraction, precision: Decimal = CENT) -> Decimal:
    """`value` to the nearest multiple of `precision`, halves away from zero.

    A precision that is a power of ten keeps its number of places; any other (0.05) rounds to its multiples.
    A fraction is rounded exactly.
    """
    if isinstance(value, Fraction):
        return _rounded_fraction(value, precision)
    if precision.as_tuple().digits == (1,):
        return value.quantize(precision, ROUND_HALF_UP, WIDE)
    steps = WIDE.divide(value, precision).quantize(Decimal(1), ROUND_HALF_UP, WIDE)
    return WIDE.multiply(steps, precision).quantize(precision, context=WIDE)


def _rounded_fraction(value: Fraction, precision: Decimal) -> Decimal:
    steps = abs(value) / Fraction(precision)
    whole = (2 * steps.numerator + steps.denominator) // (2 * steps.denominator)
    return WIDE.multiply(Decimal(whole if value >= 0 else -whole), precision)


def total(values: Iterable[Decimal]) -> Decimal:
    """Exact sum, 0 for no values."""
    return sum(values, ZERO)


def debit(amount: Decimal) -> Decimal:
    """The debit side of a signed amount: the amount when positive, else 0."""
    return amount if amount > 0 else ZERO


def credit(amount: Decimal) -> Decimal:
    """The credit side of a signed amount, shown positive: minus the amount when negative, else 0."""
    return -amount if amount < 0 else ZERO


def spread(amount: Decimal, weights: Sequence[Decimal], precision: Decimal = CENT) -> list[Decimal]:
    """Parts of `amount` in proportion to `weights`, each rounded, the rest carried into the next part.

    The parts add up to `amount` exactly when the weights do not add up to 0; then every part is 0.
    """
    whole = total(weights)
    if whole == 0:
        return [ZERO for _ in weights]
    parts: list[Decimal] = []
    handed, target = ZERO, Fraction(0)
    for weight in weights:
        target += Fraction(amount) * Fraction(weight) / Fraction(whole)
        part = rounded(target - Fraction(handed), precision)
        parts.append(part)
        handed += part
    return parts


def plain(value: Decimal) -> str:
    """A number as text without exponent and without superfluous zeros after the point (`1200`, `0.5`, `-3.1`)."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def money(value: Decimal) -> str:
    """An amount for a sentence: at least two places, `,` between thousands (`1,234.50`)."""
    places = max(2, -_exponent(value.normalize(WIDE)))
    return format(value, f",.{places}f")


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
