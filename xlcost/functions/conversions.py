"""Currencies and units (spec 3, A1 and A8)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Annotated

from xlcost.books import Books
from xlcost.exchange import ExchangeRates
from xlcost.functions.coercion import unknown
from xlcost.functions.ranges import TableRanges
from xlcost.functions.registry import Cell, Tables, function
from xlcost.prices.units import UnitFault, Units
from xlcost.rules.money import WIDE
from xlcost.tables.general_ledger import Currency, ExchangeRate, GLSetup
from xlcost.tables.kinds import CODE, DAY, NAME, rate_kind
from xlcost.tables.prices import PricingParameter, Unit

NUMBER = rate_kind()
Rates = Annotated[
    TableRanges,
    Tables(
        (ExchangeRate, Currency, GLSetup, PricingParameter),
        "Exchange rates, and the tables with base currency and rounding",
    ),
]
UnitTable = Annotated[TableRanges, Tables((Unit,), "Units: unit, unit group, base unit, quantity")]


@lru_cache(maxsize=16)
def _exchange(books: Books) -> ExchangeRates:
    return ExchangeRates(books)


@lru_cache(maxsize=16)
def _units(books: Books) -> Units:
    return Units(books[Unit].rows)


@function("CONVERT", example='=XLCOST.CONVERT(100,"EUR","USD","2026-03-01",exchange_rates[#All],gl_setup[#All])')
def convert_currency(
    amount: Annotated[Decimal, Cell(NUMBER, "Amount to convert")],
    from_currency: Annotated[str, Cell(CODE, "Its currency")],
    to_currency: Annotated[str, Cell(CODE, "Currency wanted")],
    on_date: Annotated[dt.date, Cell(DAY, "Day whose rates count")],
    tables: Rates,
) -> Decimal:
    """An amount in another currency by the rates of a day, rounded to that currency; #N/A without a rate."""
    rates = _exchange(tables.books)
    found = rates.converted(amount, from_currency, to_currency, on_date)
    if found is None:
        missing = from_currency if rates.rate(from_currency, on_date) is None else to_currency
        raise unknown(f"currency {missing} has no exchange rate on {on_date.isoformat()}; add one")
    return found


@function("CONVERTUNIT", example='=XLCOST.CONVERTUNIT(2,"Day","Hour",units[#All])')
def convert_unit(
    quantity: Annotated[Decimal, Cell(NUMBER, "Quantity to convert")],
    from_unit: Annotated[str, Cell(NAME, "Its unit")],
    to_unit: Annotated[str, Cell(NAME, "Unit wanted")],
    tables: UnitTable,
) -> Decimal:
    """A quantity in another unit of the same group: 2 days are 16 hours; #N/A when the units do not convert."""
    return _plain(quantity, _factor(tables, from_unit, to_unit))


@function("UNITFACTOR", example='=XLCOST.UNITFACTOR("Day","Hour",units[#All])')
def unit_factor(
    from_unit: Annotated[str, Cell(NAME, "The unit")],
    to_unit: Annotated[str, Cell(NAME, "Unit in which it is expressed")],
    tables: UnitTable,
) -> Decimal:
    """How many of one unit another one is: a day is 8 hours; #N/A when the units do not convert."""
    return _plain(Decimal(1), _factor(tables, from_unit, to_unit))


def _factor(tables: TableRanges, from_unit: str, to_unit: str) -> Fraction:
    # the factor of a price per unit runs against that of a quantity
    found = _units(tables.books).factor(to_unit, from_unit)
    if isinstance(found, UnitFault):
        raise unknown(f"{from_unit} does not convert to {to_unit} ({found.code}, unit {found.unit}); check the units")
    return found


def _plain(quantity: Decimal, factor: Fraction) -> Decimal:
    exact = Fraction(quantity) * factor
    return WIDE.divide(Decimal(exact.numerator), Decimal(exact.denominator))
