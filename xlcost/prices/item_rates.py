"""The row of an expense category or a product: equal in name and unit, never converted (spec 3, A4 and A5)."""

from __future__ import annotations

from fractions import Fraction

from xlcost.prices.currency import Rate
from xlcost.prices.price import Price, Unpriced, row_id
from xlcost.prices.setup import ItemRow, Setup, item_of
from xlcost.tables.prices import PriceList

_REASONS = {
    "expense": ("NO_CATEGORY_PRICE", "CATEGORY_UNIT_MISMATCH"),
    "material": ("NO_PRODUCT_PRICE", "PRODUCT_UNIT_MISMATCH"),
}


def choose_item_row(setup: Setup, price: Price, price_list: PriceList) -> ItemRow:
    """The row whose category or product and whose unit are the line's.

    `NO_CATEGORY_PRICE` / `NO_PRODUCT_PRICE` without a row, `..._UNIT_MISMATCH` when there are rows in other units
    only, `DUPLICATE_PRICE_LINE` when two rows carry the same values.
    """
    nothing, other_unit = _REASONS[price.line.class_]
    item, unit = item_of(price.line), setup.unit_of(price.line)
    rows = setup.item_rows(price_list, price.line)
    if not rows:
        raise Unpriced(nothing, item=item or "no name", price_list=price_list.price_list)
    fitting = [row for row in rows if row.unit.casefold() == unit.casefold()]
    if not fitting:
        units = ", ".join(dict.fromkeys(row.unit or "no unit" for row in rows))
        raise Unpriced(other_unit, item=item, units=units, unit=unit or "no unit", price_list=price_list.price_list)
    if len(fitting) > 1:
        ids = ", ".join(map(row_id, fitting))
        raise Unpriced("DUPLICATE_PRICE_LINE", rows=ids, price_list=price_list.price_list)
    price.row = fitting[0]
    price.list_unit = fitting[0].unit
    return fitting[0]


def item_rate(price: Price, row: ItemRow) -> Rate:
    """The price of the row per its unit, `PRICE_IS_ZERO` when it is empty or 0."""
    price.base_rate = row.price
    if not row.price:
        raise Unpriced("PRICE_IS_ZERO", row=row_id(row))
    price.unit_factor = Fraction(1)
    return row.price
