"""Currencies of prices: exact factors through the base currency, precisions of amounts and rates (spec 3, A8)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from xlcost.books import Books
from xlcost.exchange import ExchangeRates
from xlcost.prices.settings import Settings
from xlcost.rules.money import WIDE, rounded
from xlcost.tables.general_ledger import Currency

Rate = Decimal | Fraction
"""An exact unit rate: a fraction once something was divided."""
FACTOR_PLACES = Decimal("0.0000000001")
"""Factors that do not end are shown with ten places; figures are calculated with the exact factor."""


class Money:
    """Exchange and rounding of prices."""

    def __init__(self, books: Books, settings: Settings) -> None:
        self._rates = ExchangeRates(books)
        self.base = self._rates.base
        self._amount_rounding = settings.amount_rounding
        self._unit_rounding = settings.unit_amount_rounding
        self._currencies = {row.currency: row for row in books[Currency].rows}
        self._factors: dict[tuple[str, str, dt.date], Fraction | None] = {}

    def factor(self, source: str, target: str, day: dt.date) -> Fraction | None:
        """What one unit of `source` is worth in `target` on the day; None when a rate (or a currency) is missing."""
        key = (source, target, day)
        if key not in self._factors:
            known = source == target or (source and target)
            self._factors[key] = self._rates.factor(source, target, day) if known else None
        return self._factors[key]

    def missing(self, source: str, target: str, day: dt.date) -> str:
        """The currency without a rate that keeps `source` from being converted to `target`."""
        return source if self._rates.rate(source, day) is None else target

    def unit_rate(self, rate: Rate, currency: str) -> Decimal:
        """A unit rate, rounded half away from zero to the precision of unit rates."""
        row = self._currencies.get(currency)
        return rounded(rate, (row and row.unit_precision) or self._unit_rounding)

    def amount(self, amount: Rate, currency: str) -> Decimal:
        """An amount, rounded half away from zero to the precision of its currency."""
        row = self._currencies.get(currency)
        return rounded(amount, (row and row.amount_precision) or self._amount_rounding)


def times(rate: Rate, factor: Rate) -> Rate:
    """An exact product: a decimal as long as both are."""
    if isinstance(rate, Decimal) and isinstance(factor, Decimal):
        return WIDE.multiply(rate, factor)
    return Fraction(rate) * Fraction(factor)


def shown_factor(factor: Fraction) -> Decimal:
    """A factor as it is written to a cell: exact when it ends, else with ten places."""
    if factor.denominator == 1:
        return Decimal(factor.numerator)
    return rounded(factor, FACTOR_PLACES).normalize(WIDE)
