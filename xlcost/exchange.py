"""Exchange rates: units of a currency for one unit of the base currency, dated (spec 3, A1; spec 1, 4.4)."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from decimal import Decimal
from fractions import Fraction

from xlcost.books import Books
from xlcost.operations import Reads, When
from xlcost.rules.money import CENT, rounded
from xlcost.tables.general_ledger import Currency, ExchangeRate, GLSetup
from xlcost.tables.prices import PricingParameter

_ALWAYS = date.min


def has_reporting_currency(books: Books) -> bool:
    """Whether the G/L setup names an additional reporting currency."""
    return bool(books.one(GLSetup).additional_reporting_currency)


REPORTING_CURRENCY_READS: Reads = {
    Currency: When(has_reporting_currency, "currency amount_precision"),
    ExchangeRate: When(has_reporting_currency),
    PricingParameter: When(has_reporting_currency, "key value"),
}
"""What an operation reads that keeps amounts in the additional reporting currency, beside the G/L setup."""


class ExchangeRates:
    """The dated rates of a workbook. Conversions go through the base currency and are exact until rounded."""

    def __init__(self, books: Books) -> None:
        parameters = {row.key.casefold(): row.value for row in books[PricingParameter].rows}
        self.base = (parameters.get("base_currency", "") or books.one(GLSetup).lcy_code).strip().upper()
        self._precisions = {row.currency: row.amount_precision for row in books[Currency].rows}
        self._rates: dict[str, list[tuple[date, Decimal]]] = {}
        for row in books[ExchangeRate].rows:
            if row.rate_per_base:
                self._rates.setdefault(row.currency, []).append((row.effective_from or _ALWAYS, row.rate_per_base))
        for rates in self._rates.values():
            rates.sort()

    def rate(self, currency: str, day: date) -> Decimal | None:
        """Units of the currency for one base unit: latest row not after the day; None without one."""
        if not currency or currency == self.base:
            return Decimal(1)
        rates = self._rates.get(currency, [])
        index = bisect_right([effective_from for effective_from, _ in rates], day)
        return rates[index - 1][1] if index else None

    def factor(self, source: str, target: str, day: date) -> Fraction | None:
        """What one unit of `source` is worth in `target`; None when a rate is missing."""
        if source == target:
            return Fraction(1)
        from_rate, to_rate = self.rate(source, day), self.rate(target, day)
        if from_rate is None or to_rate is None:
            return None
        return Fraction(to_rate) / Fraction(from_rate)

    def precision(self, currency: str) -> Decimal:
        """Smallest unit of an amount in the currency, 0.01 unless the currency says otherwise."""
        return self._precisions.get(currency) or CENT

    def converted(self, amount: Decimal, source: str, target: str, day: date) -> Decimal | None:
        """The amount in the target currency, rounded to its precision; None when a rate is missing."""
        factor = self.factor(source, target, day)
        return None if factor is None else rounded(Fraction(amount) * factor, self.precision(target))
