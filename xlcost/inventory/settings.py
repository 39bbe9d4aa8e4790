"""What the setup tables say, looked up once an operation (spec 2, section 2)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from xlcost.books import Books
from xlcost.context import PostingRange, posting_range, work_date
from xlcost.inventory.periods import AveragePeriods, closed_until, company_range
from xlcost.reporting_currency import ReportingCurrency, reporting_currency
from xlcost.rules.money import ZERO, rounded
from xlcost.tables.general_ledger import GLSetup
from xlcost.tables.inventory import InventorySetup, Item, StockkeepingUnit


@dataclass(frozen=True, slots=True)
class Settings:
    """Rounding, permitted dates, average periods and switches of one run."""

    books: Books
    setup: InventorySetup
    amount_unit: Decimal
    unit_cost_unit: Decimal
    user_range: PostingRange
    company_range: PostingRange
    closed_until: dt.date | None
    work_date: dt.date | None
    average: AveragePeriods
    reporting_currency: ReportingCurrency | None
    """The additional reporting currency (ACY); None where costs are kept in the company's currency only."""

    def amount(self, value: Decimal | Fraction) -> Decimal:
        """Rounded to the amount precision; 0 has no sign."""
        return rounded(value, self.amount_unit) + ZERO

    def unit_cost(self, value: Decimal | Fraction) -> Decimal:
        """Rounded to the unit amount precision."""
        return rounded(value, self.unit_cost_unit) + ZERO

    def in_acy(self) -> Settings:
        """The same with amounts in the reporting currency, which there must be."""
        assert self.reporting_currency is not None, "asked for only where there is one"
        return replace(self, amount_unit=self.reporting_currency.precision)

    def standard_cost(self, item: Item, location_code: str, variant_code: str) -> Decimal:
        """The standard cost of the stockkeeping unit where there is one, else of the item."""
        unit = self._stockkeeping_unit(item, location_code, variant_code)
        return unit.standard_cost if unit else item.standard_cost

    def _stockkeeping_unit(self, item: Item, location_code: str, variant_code: str) -> StockkeepingUnit | None:
        units = self.books[StockkeepingUnit]
        return units.get(item.item_no, location_code, variant_code) if units.rows else None

    def issue_cost(self, item: Item, location_code: str, variant_code: str, day: dt.date) -> Decimal:
        """Provisional unit cost of a decrease and of an increase without a price (spec 2, 4.3 and 4.4)."""
        if item.costing_method == "Standard":
            return self.standard_cost(item, location_code, variant_code)
        if not self.average.by_item(day):
            unit = self._stockkeeping_unit(item, location_code, variant_code)
            if unit:
                return unit.unit_cost
        return item.unit_cost


def settings_of(books: Books) -> Settings:
    """The settings of these books."""
    gl_setup = books.one(GLSetup)
    return Settings(
        books,
        books.one(InventorySetup),
        gl_setup.amount_rounding_precision,
        gl_setup.unit_amount_rounding_precision,
        posting_range(books),
        company_range(books),
        closed_until(books),
        work_date(books),
        AveragePeriods(books),
        reporting_currency(books),
    )
