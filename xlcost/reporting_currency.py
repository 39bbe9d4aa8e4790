"""Amounts in the additional reporting currency, ARC or ACY (spec 1, 4.4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from xlcost.books import Books
from xlcost.exchange import ExchangeRates, has_reporting_currency
from xlcost.problems import NOWHERE, Fact, Problem, Where, problem
from xlcost.rules.money import CENT, ZERO, rounded
from xlcost.tables.general_ledger import GLSetup


def reporting_currency(books: Books) -> ReportingCurrency | None:
    """The additional reporting currency of the G/L setup; None when there is none."""
    return ReportingCurrency(books) if has_reporting_currency(books) else None


class ReportingCurrency:
    """Converts from the company's currency; `code` is blank when no ARC is set, and then nothing is converted."""

    def __init__(self, books: Books) -> None:
        setup = books.one(GLSetup)
        self.code, self._lcy = setup.additional_reporting_currency, setup.lcy_code
        self._rates = ExchangeRates(books) if self.code else None
        self.precision = self._rates.precision(self.code) if self._rates else CENT
        self._factors: dict[date, Fraction | None] = {}

    def factor(self, day: date) -> Fraction | None:
        """What one unit of the company's currency is worth on the day; None without a rate."""
        if day not in self._factors:
            self._factors[day] = self._rates.factor(self._lcy, self.code, day) if self._rates else None
        return self._factors[day]

    def missing(self, day: date, where: Where = NOWHERE) -> Problem | None:
        """NO_EXCHANGE_RATE when an ARC is set that has no rate on the day."""
        if not self.code or self.factor(day) is not None:
            return None
        return problem("NO_EXCHANGE_RATE", where, **self.facts(day))

    def facts(self, day: date) -> dict[str, Fact]:
        """What a message about a missing rate names."""
        return {"from_currency": self._lcy, "currency": self.code, "posting_date": day}

    def amount(self, amount: Decimal, day: date) -> Decimal:
        """The amount in the reporting currency, rounded to its precision; the rate must be there."""
        return rounded(self.converted(amount, day), self.precision) + ZERO if amount else ZERO

    def converted(self, amount: Decimal, day: date) -> Fraction:
        """The same, not rounded."""
        factor = self.factor(day)
        if factor is None:
            raise ValueError(f"no rate on {day}")
        return Fraction(amount) * factor
