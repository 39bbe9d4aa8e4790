"""The rate of time: the best row, its override, units, markups (spec 3, A3)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from xlcost.prices.currency import Rate, times
from xlcost.prices.matching import Match
from xlcost.prices.overrides import OverrideChoice
from xlcost.prices.price import Price, Unpriced, row_id
from xlcost.prices.setup import Setup
from xlcost.prices.units import UnitFault
from xlcost.rules.money import WIDE, ZERO
from xlcost.tables.prices import PriceList, PriceOverride, RolePrice

_ONE = Decimal(1)


def choose_role_row(setup: Setup, price: Price, price_list: PriceList) -> RolePrice:
    """The row for the line's dimension values, its override noted (A3, A3.1).

    `NO_ROLE_PRICE` without one, `DUPLICATE_PRICE_LINE` when several rows carry the same values.
    """
    side = price_list.context
    price.values = setup.values(price.line, side)
    match = price.match = setup.role_rows(price_list, side).best(price.values)
    if not match.rows:
        raise Unpriced("NO_ROLE_PRICE", price_list=price_list.price_list, **_missing(setup, price, price_list))
    row = _only(match, price_list, "role_price")
    assert isinstance(row, RolePrice)
    price.row = row
    price.overriding = _overriding(setup, price, price_list, "role_price", row_id(row))
    return row


def rate_per_unit(setup: Setup, price: Price, row: RolePrice, price_list: PriceList) -> Rate:
    """The rate per unit of the line, in the currency of the row: base, unit, markup (A3.2 to A3.4)."""
    override = price.overriding.applied[0] if price.overriding.applied else None
    base = override.price if override else row.price
    price.base_rate = base
    price.list_unit = (override.unit if override else "") or row.unit or price_list.time_unit
    if not base:
        raise Unpriced("PRICE_IS_ZERO", row=override.override if override else row_id(row))
    factor = setup.units.factor(price.list_unit, price.line.unit)
    if isinstance(factor, UnitFault):
        units = {"list_unit": price.list_unit or "no unit", "line_unit": price.line.unit or "no unit"}
        raise Unpriced(factor.code, unit=factor.unit or "no unit", **units)
    price.unit_factor = factor
    return times(base if factor == 1 else Fraction(base) * factor, _markup_factor(setup, price, price_list))


def _markup_factor(setup: Setup, price: Price, price_list: PriceList) -> Decimal:
    """1 + percent / 100 of the markup row for the line, 1 without one (A3.2)."""
    side = price_list.context
    if not setup.dimensions.has_markups(side):  # type: ignore[arg-type]
        return _ONE
    price.markup_values = setup.values(price.line, side, markups=True)
    match = price.markup = setup.markup_rows(price_list, side).best(price.markup_values)
    if not match.rows:
        return _ONE
    row = _only(match, price_list, "role_price_markup")
    choice = price.markup_overriding = _overriding(setup, price, price_list, "role_price_markup", row.role_price_markup)
    replaced = choice.applied[0].percent if choice.applied else None
    price.markup_percent = (row.percent if replaced is None else replaced) or ZERO
    return percent_factor(price.markup_percent)


def percent_factor(percent: Decimal) -> Decimal:
    """1 + percent / 100, exactly."""
    return WIDE.add(_ONE, percent.scaleb(-2, WIDE))


def _only(match: Match[Any], price_list: PriceList, key: str) -> Any:
    if len(match.rows) > 1:
        rows = ", ".join(getattr(row, key) for row in match.rows)
        raise Unpriced("DUPLICATE_PRICE_LINE", rows=rows, price_list=price_list.price_list)
    return match.rows[0]


def _overriding(setup: Setup, price: Price, price_list: PriceList, parent_type: str, parent: str) -> OverrideChoice:
    if not setup.overrides:
        return price.overriding
    scopes = setup.scopes(price.line, price.project, price_list.context)
    assert price.line.date is not None
    choice = setup.overrides.choose(parent_type, parent, price_list, price.line.date, scopes)
    if len(choice.applied) > 1:
        rows = ", ".join(_id(row) for row in choice.applied)
        raise Unpriced("DUPLICATE_PRICE_LINE", rows=rows, price_list=price_list.price_list)
    return choice


def _id(row: PriceOverride) -> str:
    return row.override


def _missing(setup: Setup, price: Price, price_list: PriceList) -> dict[str, str]:
    """What the line asked for, and the rows that come closest."""
    side = price_list.context
    names = setup.names(side, markups=False)
    values = zip(names, setup.shown_values(price.line, side), strict=True)
    near = [
        f"{row.role_price} differs in {', '.join(names[position] for position in positions)}"
        for row, positions in setup.role_rows(price_list, side).nearest(price.values)
    ]
    return {
        "values": ", ".join(f"{name}={value or 'blank'}" for name, value in values) or "this line",
        "closest": "; ".join(near) or "none",
    }
