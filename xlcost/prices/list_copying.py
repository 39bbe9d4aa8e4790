"""Copying a price list and raising its prices: `copy_price_list`, `update_prices` (spec 3, A11)."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from xlcost.books import Books
from xlcost.context import work_date
from xlcost.operations import ALL, Reads, Result, operation
from xlcost.parameters import Amount, CodeText, Day, Parameters, Text, one_of
from xlcost.prices.currency import Money, Rate, times
from xlcost.prices.settings import read_settings
from xlcost.prices.time_rates import percent_factor
from xlcost.prices.units import UnitFault, Units
from xlcost.problems import fail
from xlcost.tables.columns import Row
from xlcost.tables.general_ledger import Currency, ExchangeRate, GLSetup
from xlcost.tables.prices import (
    CLASSES,
    CategoryPrice,
    PriceList,
    PricingParameter,
    ProductPrice,
    RolePrice,
    RolePriceMarkup,
    Unit,
)

_TABS: dict[str, type[RolePrice] | type[CategoryPrice] | type[ProductPrice]] = {
    "time": RolePrice,
    "expense": CategoryPrice,
    "material": ProductPrice,
}
_COPIED: tuple[type[Row], ...] = (RolePrice, RolePriceMarkup, CategoryPrice, ProductPrice)
"""Date-effective overrides are not copied: they belong to the deal and the days they were made for."""
_READS: Reads = {
    **dict.fromkeys(
        (PricingParameter, PriceList, RolePrice, RolePriceMarkup, CategoryPrice, ProductPrice, Unit, Currency), ALL
    ),
    ExchangeRate: ALL,
    GLSetup: "lcy_code",
}


class CopyParameters(Parameters):
    """What is copied and what is different about the copy."""

    price_list: Text = Field(min_length=1, description="The list to copy")
    new_price_list: Text = Field(min_length=1, description="Name of the copy")
    currency: CodeText = Field("", description="Currency of the copy; blank = the same")
    time_unit: Text = Field("", description="Unit of the role prices of the copy; blank = the same")
    start_date: Day = Field(None, description="First day of the copy; blank = the same")
    end_date: Day = Field(None, description="Last day of the copy; blank = the same")


class UpdateParameters(Parameters):
    """Which prices are raised and by how much."""

    price_list: Text = Field(min_length=1, description="The list")
    class_: Annotated[str, one_of("", *CLASSES)] = Field(
        alias="class", min_length=1, description="time, expense or material: which prices of the list"
    )
    percent: Amount = Field(ge=-100, description="Percent by which they rise; negative = fall")


@operation("update_prices", UpdateParameters, reads=_READS)
def update_prices(books: Books, parameters: UpdateParameters) -> Result:
    """Multiply all time, expense or material prices of a list by 1 + percent / 100; counts `updated`.

    Prices are rounded to the precision of unit rates. Rows without a price stay as they are (spec 3, A11).
    """
    price_list = _list(books, parameters.price_list)
    money = Money(books, read_settings(books[PricingParameter]))
    factor = percent_factor(parameters.percent)
    table = books.named(_TABS[parameters.class_].info.id)
    updated = 0
    for row in _rows_of(books, table.row_class, price_list):
        if row.price:
            currency = row.currency or price_list.currency
            table.update(row, price=money.unit_rate(times(row.price, factor), currency))
            updated += 1
    return Result({"updated": updated}, nothing_to_do=not updated)


@operation("copy_price_list", CopyParameters, reads=_READS)
def copy_price_list(books: Books, parameters: CopyParameters) -> Result:
    """Copy a price list with its rows; counts `created`, the new rows of the list without its header.

    Another currency or time unit converts every price, rounded to the precision of unit rates. Overrides and links
    are not copied (spec 3, A11). `PRICE_LIST_EXISTS` when the new name is taken.
    """
    source = _list(books, parameters.price_list)
    if books[PriceList].get(parameters.new_price_list) is not None:
        raise fail("PRICE_LIST_EXISTS", books[PriceList].where(), price_list=parameters.new_price_list)
    header = PriceList(
        price_list=parameters.new_price_list,
        context=source.context,
        currency=parameters.currency or source.currency,
        start_date=parameters.start_date or source.start_date,
        end_date=parameters.end_date or source.end_date,
        time_unit=parameters.time_unit or source.time_unit,
        created_on=work_date(books),
        status=source.status,
        description=source.description,
    )
    conversion = _Conversion.of(books, parameters, source, header)
    copies: list[tuple[type[Row], list[Any]]] = []
    for row_class in _COPIED:
        copies.append((row_class, list(_copies(books, row_class, conversion))))
    for row_class, rows in copies:
        books.named(row_class.info.id).append(*rows)
    books[PriceList].append(header)
    return Result({"created": sum(len(rows) for _, rows in copies)})


def _list(books: Books, name: str) -> PriceList:
    table = books[PriceList]
    found = table.get(name)
    if found is None:
        raise fail("REFERENCE_NOT_FOUND", table.where(), field="Price list", reference=name, table=table.info.caption)
    return found


def _rows_of(books: Books, row_class: type[Row], price_list: PriceList) -> list[Any]:
    return list(books.named(row_class.info.id).by("price_list").get(price_list.price_list.casefold(), ()))


@dataclass(frozen=True, slots=True)
class _Conversion:
    """From the prices of one list to those of its copy."""

    money: Money
    units: Units
    source: PriceList
    target: PriceList
    new_currency: bool
    new_unit: bool
    day: dt.date

    @classmethod
    def of(cls, books: Books, parameters: CopyParameters, source: PriceList, target: PriceList) -> _Conversion:
        day = target.start_date or work_date(books) or dt.date.min
        money = Money(books, read_settings(books[PricingParameter]))
        given = bool(parameters.currency), bool(parameters.time_unit)
        return cls(money, Units(books[Unit].rows), source, target, *given, day)

    def price(self, row: RolePrice | CategoryPrice | ProductPrice) -> dict[str, Any]:
        """The changed cells of a copied row: price, unit, currency."""
        changes: dict[str, Any] = {}
        factor: Rate = Decimal(1)
        if self.new_currency:
            factor = self._exchange(self._currency_of(row))
            changes["currency"] = ""
        if self.new_unit and isinstance(row, RolePrice):
            factor = times(factor, self._per_unit(row.unit or self.source.time_unit))
            changes["unit"] = self.target.time_unit if row.unit else ""
        if row.price is not None and changes:
            currency = changes.get("currency", row.currency) or self.target.currency
            changes["price"] = self.money.unit_rate(times(row.price, factor), currency)
        return changes

    def _currency_of(self, row: RolePrice | CategoryPrice | ProductPrice) -> str:
        """Only role rows of cost and purchase lists are in a currency of their own."""
        own = isinstance(row, RolePrice) and self.source.context != "sales"
        return (row.currency if own else "") or self.source.currency

    def _exchange(self, currency: str) -> Rate:
        factor = self.money.factor(currency, self.target.currency, self.day)
        if factor is None:
            facts = {"from_currency": currency or "no currency", "currency": self.target.currency}
            raise fail("NO_EXCHANGE_RATE", **facts, posting_date=self.day)
        return factor

    def _per_unit(self, unit: str) -> Rate:
        factor = self.units.factor(unit, self.target.time_unit)
        if isinstance(factor, UnitFault):
            units = {"list_unit": unit or "no unit", "line_unit": self.target.time_unit}
            raise fail(factor.code, unit=factor.unit or "no unit", **units)
        return factor


def _copies(books: Books, row_class: type[Row], conversion: _Conversion) -> Iterator[Any]:
    key = row_class.info.keys[0]
    new_id = _free_id({getattr(row, key).casefold() for row in books.named(row_class.info.id).rows})
    replace: Callable[..., Any] = dataclasses.replace
    for row in _rows_of(books, row_class, conversion.source):
        changes = {} if row_class is RolePriceMarkup else conversion.price(row)
        name = new_id(f"{conversion.target.price_list} {getattr(row, key)}")
        target = conversion.target.price_list
        yield replace(row, **{"sheet_row": 0, key: name, "price_list": target} | changes)


def _free_id(taken: set[str]) -> Callable[[str], str]:
    """Gives ids that no row has yet: the wished one, else with a number behind it."""

    def free(wish: str) -> str:
        number, name = 1, wish
        while name.casefold() in taken:
            number += 1
            name = f"{wish} {number}"
        taken.add(name.casefold())
        return name

    return free
