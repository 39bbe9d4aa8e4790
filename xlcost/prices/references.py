"""Price rows that refer to something that does not exist (spec 3, A11)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xlcost.books import Books
from xlcost.problems import Problem, warning
from xlcost.tables.columns import REGISTRY, Row
from xlcost.tables.prices import (
    CategoryPrice,
    PriceList,
    PriceListLink,
    PriceOverride,
    ProductPrice,
    Resource,
    RolePrice,
    RolePriceMarkup,
)

CHECKED: tuple[type[Row], ...] = (
    Resource, PriceList, PriceListLink, RolePrice, RolePriceMarkup, PriceOverride, CategoryPrice, ProductPrice,
)  # fmt: skip
ALWAYS = ("price_lists",)
"""Masters that rows cannot do without; any other is compared with only where it holds rows."""
_NOT_COMPARED = {("category_prices", "unit"), ("product_prices", "unit")}
"""Units of expenses and material are never converted, so that they need no row in Units."""
_OWNERS = {"org_unit": "org_units", "contract": "contracts", "quote": "quotes"}
_PARENTS = {"role_price": "role_prices", "role_price_markup": "role_price_markups"}


def unknown_references(books: Books) -> Iterator[Problem]:
    """One warning for each value that does not exist, at the first row that has it."""
    for row_class in CHECKED:
        table = books.named(row_class.info.id)
        for column in row_class.info.columns:
            master = column.reference.partition(".")[0]
            if master and (row_class.info.id, column.key) not in _NOT_COMPARED:
                rows = [(row, master) for row in table.rows]
                yield from _unknown(books, rows, column.key)
    yield from _unknown(books, [(row, _OWNERS.get(row.owner_type, "")) for row in books[PriceListLink].rows], "owner")
    parents = [(row, _PARENTS[row.parent_type]) for row in books[PriceOverride].rows]
    yield from _unknown(books, parents, "parent", always=True)


def _unknown(books: Books, rows: list[tuple[Any, str]], column: str, always: bool = False) -> Iterator[Problem]:
    reported: set[tuple[str, str]] = set()
    for row, master in rows:
        value = getattr(row, column)
        if not value or not master or (master, value.casefold()) in reported:
            continue
        table = books.named(master)
        if (table.rows or always or master in ALWAYS) and table.get(value) is None:
            reported.add((master, value.casefold()))
            own = books.named(row.info.id)
            facts = {
                "field": own.info.column(column).caption,
                "reference": value,
                "table": REGISTRY[master].info.caption,
            }
            yield warning("REFERENCE_NOT_FOUND", own.where(row, column), **facts)
