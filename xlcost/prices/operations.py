"""The operations `resolve_cost_prices` and `resolve_sales_prices` (spec 3, A10)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated

from pydantic import Field

from xlcost.books import Books
from xlcost.operations import ALL, Reads, Result, operation
from xlcost.parameters import Parameters, Text, one_of
from xlcost.prices.lines import LINES, readable_lines
from xlcost.prices.price import Price
from xlcost.prices.resolution import resolve
from xlcost.prices.results import Part, Resolved, result_of, write
from xlcost.prices.setup import Setup
from xlcost.prices.setup_checks import setup_problems
from xlcost.prices.trace import trace
from xlcost.problems import Problem, fail, warning
from xlcost.tables.general_ledger import Currency, ExchangeRate, GLSetup
from xlcost.tables.prices import (
    ActualLine,
    Category,
    CategoryPrice,
    Company,
    Contract,
    EstimateLine,
    OrgUnit,
    PriceList,
    PriceListLink,
    PriceOverride,
    PricingDimension,
    PricingParameter,
    Product,
    ProductPrice,
    Quote,
    Resource,
    Role,
    RolePrice,
    RolePriceMarkup,
    Unit,
    UnitGroup,
)
from xlcost.tables.projects import Project

TableName = Annotated[str, one_of("", "estimate_lines", "actual_lines")]
SETUP_READS: Reads = {
    **dict.fromkeys(
        (
            PricingParameter, Company, OrgUnit, Role, Resource, Category, Product, UnitGroup, Unit, PricingDimension,
            PriceList, PriceListLink, RolePrice, RolePriceMarkup, PriceOverride, CategoryPrice, ProductPrice,
            Contract, Quote, Currency, ExchangeRate,
        ),
        ALL,
    ),
    GLSetup: "lcy_code",
    Project: "project contracting_unit owning_company currency customer quote contract sales_currency",
}  # fmt: skip
"""What every price is made of."""
_READS: Reads = {**SETUP_READS, EstimateLine: ALL, ActualLine: ALL}


class ResolveParameters(Parameters):
    """Which lines are priced."""

    table: TableName = Field("", description="Only the lines of this table: estimate_lines or actual_lines")
    line: Text = Field("", description="Only this line")


class ResolveCostParameters(ResolveParameters):
    """Which lines are costed, and in whose view."""

    org_unit: Text = Field("", description="The view of this unit's own cost list, as for intercompany work")


@operation("resolve_cost_prices", ResolveCostParameters, reads=_READS)
def resolve_cost_prices(books: Books, parameters: ResolveCostParameters) -> Result:
    """Find the cost price of every estimate and actual line, or the reason why there is none.

    Writes `price_results`, `price_trace` and `price_summary`; counts `priced`, `zero`, `skipped` (spec 3, A2 to A10).
    """
    return _resolve(books, parameters, "cost", _known_unit(books, parameters.org_unit))


@operation("resolve_sales_prices", ResolveParameters, reads=_READS)
def resolve_sales_prices(books: Books, parameters: ResolveParameters) -> Result:
    """Find the sales price of every estimate and actual line, or the reason why there is none.

    Cost-plus methods resolve the cost of the line themselves (spec 3, A6 and A10).
    """
    return _resolve(books, parameters, "sales", "")


def _known_unit(books: Books, name: str) -> str:
    if not name:
        return ""
    found = books[OrgUnit].get(name)
    if found is None:
        where = books[OrgUnit].where()
        raise fail("REFERENCE_NOT_FOUND", where, field="Unit", reference=name, table=OrgUnit.info.caption)
    return found.org_unit


def _resolve(books: Books, parameters: ResolveParameters, side: str, org_unit: str) -> Result:
    tables = [each for each in LINES if parameters.table in {"", each.info.id}]
    setup = Setup(books)
    lines, skipped = readable_lines(books, setup, tables, parameters.line)
    if parameters.line and not lines and not skipped:
        names = " or ".join(each.info.caption for each in tables)
        raise fail("LINE_NOT_FOUND", books[tables[0]].where(), line=parameters.line, table=names)
    prices = [resolve(setup, line, side, org_unit) for line in lines]
    found = [Resolved(result_of(setup, price), partial(trace, setup, price)) for price in prices]
    problems = [*setup_problems(books, setup), *_missing_rates(books, setup, prices)]
    return write(books, Part(side, org_unit, tuple(tables), parameters.line), found, skipped, problems)


def _missing_rates(books: Books, setup: Setup, prices: Sequence[Price]) -> list[Problem]:
    """One warning a currency without a rate, where only the project's amount needs it (A8.1)."""
    found: dict[str, Problem] = {}
    where = books[ExchangeRate].where()
    for price in prices:
        source, target, day = price.currency, price.project_currency, price.line.date
        if price.priced and price.project_rate is None and source and target and day is not None:
            missing = setup.money.missing(source, target, day)
            if missing not in found:
                facts = {"from_currency": source, "currency": target}
                found[missing] = warning("NO_EXCHANGE_RATE", where, **facts, posting_date=day)
    return list(found.values())
