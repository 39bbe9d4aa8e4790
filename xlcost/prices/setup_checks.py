"""Findings in the price setup: warnings that stop nothing, one a finding (spec 3, A11)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import Any

from xlcost.books import Books
from xlcost.prices.dimensions import SIDES, column_getter
from xlcost.prices.overrides import SCOPES, outside_list
from xlcost.prices.price import method_of, row_id
from xlcost.prices.price_lists import PARAMETERS, Owner
from xlcost.prices.references import unknown_references
from xlcost.prices.settings import unknown_settings
from xlcost.prices.setup import Setup
from xlcost.problems import Problem, warning
from xlcost.tables.prices import (
    CategoryPrice,
    Company,
    OrgUnit,
    PriceList,
    PriceListLink,
    PriceOverride,
    PricingDimension,
    PricingParameter,
    ProductPrice,
    RolePrice,
    RolePriceMarkup,
    Unit,
)
from xlcost.tables.projects import Project

Check = Callable[[Books, Setup], Iterator[Problem]]
ITEM_PRICES: tuple[type[CategoryPrice] | type[ProductPrice], ...] = (CategoryPrice, ProductPrice)
ALLOWED_CONTEXTS = {
    "org_unit": ("cost",),
    "contract": ("sales",),
    "quote": ("sales",),
    "customer": ("sales",),
    "vendor": ("purchase",),
    "subcontract": ("purchase",),
    "parameters": ("cost", "sales", "purchase"),
}
"""Who may be given which kind of list."""


def setup_problems(books: Books, setup: Setup) -> list[Problem]:
    """All findings, check by check, each in row order."""
    return [found for check in _CHECKS for found in check(books, setup)]


def _settings(books: Books, setup: Setup) -> Iterator[Problem]:
    """Misspelt keys, and the base currency that two currencies need."""
    table = books[PricingParameter]
    yield from unknown_settings(table)
    tables = (OrgUnit, PriceList, RolePrice, Project)
    used = sorted({row.currency for each in tables for row in books.named(each.info.id).rows if row.currency})
    if len(used) > 1 and not setup.money.base:
        yield warning("BASE_CURRENCY_MISSING", table.where(), currencies=", ".join(used))


# ---- dimensions


def _priorities(books: Books, setup: Setup) -> Iterator[Problem]:
    table = books[PricingDimension]
    rows = {row.dimension: row for row in table.rows}
    for side in SIDES:
        for one, other in combinations(setup.dimensions.of(side) if rows else (), 2):
            if one.priority == other.priority:
                where = table.where(rows[other.name], f"{side}_priority")
                facts = {
                    "row": one.name,
                    "other_row": other.name,
                    "side": side,
                    "priority": str(one.priority or "(blank)"),
                }
                yield warning("PRIORITY_NOT_UNIQUE", where, **facts)


def _dimensions_off(books: Books, setup: Setup) -> Iterator[Problem]:
    """A dimension of no side whose column is still filled: rows that used to differ may now collide."""
    for row_class in (RolePrice, RolePriceMarkup):
        table = books.named(row_class.info.id)
        for name in setup.dimensions.switched_off:
            getter = column_getter(row_class, name)
            filled = [row for row in table.rows if getter(row)]
            if filled:
                where = table.where(filled[0], name)
                facts = {"table": table.info.caption, "dimension": name, "row": _id(filled[0])}
                yield warning("DIMENSION_OFF", where, rows=len(filled), **facts)


# ---- rows of lists


def _duplicates(books: Books, setup: Setup) -> Iterator[Problem]:
    """Rows of one list that carry the same values in the dimensions of its side."""
    for price_list in books[PriceList].rows:
        side = price_list.context
        if side not in SIDES:
            continue
        for rows in setup.role_rows(price_list, side).duplicates():
            yield from _same_values(books, price_list, rows)
        if setup.dimensions.has_markups(side):
            for markups in setup.markup_rows(price_list, side).duplicates():
                yield from _same_values(books, price_list, markups)
    for row_class in ITEM_PRICES:
        for rows in _by_item_and_unit(books.named(row_class.info.id).rows):
            yield from _same_values(books, setup.lists.by_name.get(rows[0].price_list.casefold()), rows)


def _by_item_and_unit(rows: Iterable[Any]) -> list[list[Any]]:
    found: dict[tuple[str, str, str], list[Any]] = {}
    for row in rows:
        item = row.category if isinstance(row, CategoryPrice) else row.product
        found.setdefault((row.price_list.casefold(), item.casefold(), row.unit.casefold()), []).append(row)
    return [group for group in found.values() if len(group) > 1]


def _same_values(books: Books, price_list: PriceList | None, rows: Sequence[Any]) -> Iterator[Problem]:
    if price_list is None:
        return
    table = books.named(rows[0].info.id)
    for other in rows[1:]:
        facts = {"rows": f"{_id(rows[0])}, {_id(other)}", "price_list": price_list.price_list}
        other_row = str(table.where(other))
        yield warning("DUPLICATE_PRICE_LINE", table.where(rows[0]), **facts, other_row=other_row)


def _currencies(books: Books, setup: Setup) -> Iterator[Problem]:
    """A currency of its own is allowed on role rows of cost and purchase lists only."""
    for row_class in (RolePrice, *ITEM_PRICES):
        table = books.named(row_class.info.id)
        for row in table.rows:
            price_list = setup.lists.by_name.get(row.price_list.casefold())
            if price_list is None or row.currency in {"", price_list.currency}:
                continue
            if row_class is not RolePrice or price_list.context == "sales":
                facts = {"row": _id(row), "currency": row.currency, "price_list": price_list.price_list}
                where = table.where(row, "currency")
                yield warning("ROW_CURRENCY", where, **facts, list_currency=price_list.currency)


def _methods(books: Books, _setup: Setup) -> Iterator[Problem]:
    for row_class in (RolePrice, *ITEM_PRICES):
        table = books.named(row_class.info.id)
        for row in table.rows:
            method = method_of(row)
            field = {"price_per_unit": "percent", "at_cost": "price", "markup_over_cost": "price"}.get(method)
            if field and getattr(row, field):
                yield warning("METHOD_FIELDS", table.where(row, field), row=row_id(row), method=method, field=field)


# ---- overrides


def _overrides(books: Books, setup: Setup) -> Iterator[Problem]:
    table = books[PriceOverride]
    parents = {
        "role_price": {row.role_price.casefold(): row.price_list for row in books[RolePrice].rows},
        "role_price_markup": {row.role_price_markup.casefold(): row.price_list for row in books[RolePriceMarkup].rows},
    }
    for row in table.rows:
        name = parents[row.parent_type].get(row.parent.casefold())
        price_list = setup.lists.by_name.get(name.casefold()) if name else None
        if price_list is None:
            continue
        if outside_list(row, price_list):
            since = row.effective_from.isoformat() if row.effective_from else "on no date"
            facts = {"row": row.override, "effective_from": since, "price_list": price_list.price_list}
            yield warning("OVERRIDE_OUTSIDE_LIST", table.where(row, "effective_from"), **facts)
        if (row.scope_type or row.scope) and row.scope_type not in SCOPES.get(price_list.context, ()):
            scope = f"{row.scope_type or 'no type'} {row.scope}".strip()
            where = table.where(row, "scope_type")
            yield warning("OVERRIDE_SCOPE", where, row=row.override, scope=scope, context=price_list.context)


# ---- lists and their owners


def _list_dates(books: Books, setup: Setup) -> Iterator[Problem]:
    table = books[PriceList]
    for row in table.rows:
        if row.start_date and row.end_date and row.end_date < row.start_date:
            yield warning("LIST_DATES_REVERSED", table.where(row, "end_date"), price_list=row.price_list)
        elif not setup.settings.open_dates and row.status == "active" and not (row.start_date and row.end_date):
            column = "end_date" if row.start_date else "start_date"
            yield warning("LIST_DATES_EMPTY", table.where(row, column), lists=row.price_list)


def _owners(books: Books, setup: Setup) -> Iterator[Problem]:
    """Kinds and currencies of the lists of one owner."""
    table = books[PriceListLink]
    for link in table.rows:
        row = setup.lists.by_name.get(link.price_list.casefold())
        if row is None:
            continue
        owner, where = str(Owner(link.owner_type, link.owner)), table.where(link, "price_list")
        if row.context not in ALLOWED_CONTEXTS.get(link.owner_type, ()):
            facts = {"price_list": row.price_list, "context": row.context or "nameless", "owner": owner}
            yield warning("CONTEXT_NOT_ALLOWED", where, **facts)
        elif link.owner_type == "org_unit" and not setup.settings.multi_currency_cost:
            currency = setup.unit_currency(link.owner)
            if row.currency != currency and link.owner.casefold() in setup.org_units:
                facts = {"lists": row.price_list, "list_currency": row.currency, "owner": owner, "currency": currency}
                yield warning("LIST_CURRENCY_MISMATCH", where, **facts)


def _overlaps(books: Books, setup: Setup) -> Iterator[Problem]:
    """Active lists of one owner and kind whose dates overlap; those of the parameters only in one currency.

    With the multi-currency switch the currency of a cost list no longer tells the parameters' lists apart.
    """
    table = books[PriceListLink]
    owners: dict[tuple[str, str], list[tuple[PriceListLink, PriceList]]] = {}
    for link in table.rows:
        row = setup.lists.by_name.get(link.price_list.casefold())
        if row is not None and row.status == "active":
            owner = "" if link.owner_type == PARAMETERS.type else link.owner.casefold()
            owners.setdefault((link.owner_type, owner), []).append((link, row))
    for linked in owners.values():
        for (_, row), (link, other) in combinations(linked, 2):
            period = _overlap(row, other, setup.settings.open_dates)
            if period and row.context == other.context and not _told_apart(setup, link, row, other):
                lists = f"{row.price_list}, {other.price_list}"
                first = str(books[PriceList].where(row))
                yield warning("LIST_OVERLAP", table.where(link, "price_list"), lists=lists, period=period, row=first)


def _told_apart(setup: Setup, link: PriceListLink, row: PriceList, other: PriceList) -> bool:
    if link.owner_type != PARAMETERS.type or row.currency == other.currency:
        return False
    return row.context != "cost" or not setup.settings.multi_currency_cost


def _overlap(row: PriceList, other: PriceList, open_dates: bool) -> str:
    """The days that two lists share, blank for none; lists without dates share none unless they are open."""
    bounds = (row.start_date, row.end_date, other.start_date, other.end_date)
    if not open_dates and None in bounds:
        return ""
    start = max(row.start_date or date.min, other.start_date or date.min)
    end = min(row.end_date or date.max, other.end_date or date.max)
    if start > end:
        return ""
    return f"{'' if start == date.min else start.isoformat()}..{'' if end == date.max else end.isoformat()}"


# ---- units and companies


def _unit_chains(books: Books, setup: Setup) -> Iterator[Problem]:
    table = books[Unit]
    for row in table.rows:
        if row.base_unit:
            for column, why in _chain_fault(setup, row):
                yield warning("UNIT_CHAIN", table.where(row, column), unit=row.unit, why=why)


def _chain_fault(setup: Setup, row: Unit) -> Iterator[tuple[str, str]]:
    """Column at fault and what is wrong with a unit that is a multiple of another."""
    chain = setup.units.chain(row.unit)
    if row.quantity is None or row.quantity <= 0:
        yield "quantity", "has a quantity that is empty, 0 or less"
    elif row.base_unit not in setup.units:
        yield "base_unit", f"is a multiple of {row.base_unit}, which does not exist"
    elif not isinstance(chain, tuple):
        yield "base_unit", "has a chain of base units that is circular or broken"
    elif not chain[1]:
        yield "base_unit", "has a base unit with a quantity of 0"


def _unit_currencies(books: Books, setup: Setup) -> Iterator[Problem]:
    """The contracting unit and the company that owns the project keep one currency (A7)."""
    companies = books[Company]
    seen: set[tuple[str, str]] = set()
    for project in books[Project].rows:
        unit = setup.org_units.get(project.contracting_unit.casefold())
        company = companies.get(project.owning_company) if project.owning_company else None
        if unit is None or company is None or (unit.org_unit, company.company) in seen:
            continue
        seen.add((unit.org_unit, company.company))
        if company.accounting_currency not in {"", unit.currency}:
            facts = {"owner": unit.org_unit, "currency": unit.currency, "company": company.company}
            where = books[OrgUnit].where(unit, "currency")
            yield warning("UNIT_CURRENCY", where, **facts, accounting_currency=company.accounting_currency)


def _references(books: Books, _setup: Setup) -> Iterator[Problem]:
    yield from unknown_references(books)


def _id(row: Any) -> str:
    return str(getattr(row, row.info.keys[0]))


_CHECKS: tuple[Check, ...] = (
    _settings, _references, _priorities, _dimensions_off, _duplicates, _currencies, _methods, _overrides,
    _list_dates, _owners, _overlaps, _unit_chains, _unit_currencies,
)  # fmt: skip
