"""Shares, percents and handing out: the arithmetic of an allocation (spec 1, 5.3 and 5.4 step 5c)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from xlcost.rules.money import CENT, ZERO, rounded, total

SHARE_UNIT = Decimal("0.00001")
"""Shares and percents have five places."""
_HUNDRED = Decimal("100.00000")


def percents(shares: Sequence[Decimal]) -> list[Decimal]:
    """Percents of the lines of one source, in line order, 5 places; they add up to exactly 100.

    What rounding misses or exceeds goes to the last line (highest line number). Shares that add up to 0 give 0.
    """
    whole = Fraction(total(shares))
    if whole == 0:
        return [ZERO for _ in shares]
    found = [rounded(100 * Fraction(share) / whole, SHARE_UNIT) for share in shares]
    found[-1] += _HUNDRED - total(found)
    return found


class Carry:
    """Rounds a series of parts to cents; what rounding leaves over goes into the next part."""

    def __init__(self) -> None:
        self._rest = Fraction(0)

    def rounded(self, exact: Fraction) -> Decimal:
        """The part in cents, the rest of the parts before it included."""
        wanted = self._rest + exact
        part = rounded(wanted, CENT)
        self._rest = wanted - Fraction(part)
        return part


def handed_out(amount: Decimal, portions: Iterable[Decimal]) -> list[Decimal]:
    """The amount over lines of given percents by the carry rule; percents of 100 in all give the whole amount."""
    carry = Carry()
    whole = Fraction(amount) / 100
    return [carry.rounded(whole * Fraction(portion)) for portion in portions]
