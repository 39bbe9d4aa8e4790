"""The operation `resolve_resource_costs` (spec 3, part C)."""

from __future__ import annotations

import datetime as dt
from functools import partial

from pydantic import Field

from xlcost.books import Books
from xlcost.context import work_date
from xlcost.operations import ALL, Result, operation
from xlcost.parameters import Parameters, Text
from xlcost.prices.resources import CostLines, result_of, trace
from xlcost.prices.results import Part, Resolved, write
from xlcost.problems import Problem, Skipped, fail, problem
from xlcost.tables.general_ledger import Currency, ExchangeRate, GLSetup
from xlcost.tables.prices import PricingParameter, Resource, ResourceCostLine, ResourceLine, Unit


class ResourceCostParameters(Parameters):
    """Which resource lines are costed."""

    line: Text = Field("", description="Only this line")


@operation(
    "resolve_resource_costs",
    ResourceCostParameters,
    reads={
        **dict.fromkeys(
            (PricingParameter, Resource, ResourceCostLine, ResourceLine, Unit, Currency, ExchangeRate), ALL
        ),
        GLSetup: "lcy_code",
    },
)
def resolve_resource_costs(books: Books, parameters: ResourceCostParameters) -> Result:
    """Find the cost of every resource line: its cost line, else the resource card.

    Writes `price_results`, `price_trace` and `price_summary`; counts `priced`, `zero`, `skipped` (spec 3, C).
    """
    table = books[ResourceLine]
    lines = CostLines(books)
    asked = [row for row in table.rows if not parameters.line or row.line.casefold() == parameters.line.casefold()]
    if parameters.line and not asked:
        raise fail("LINE_NOT_FOUND", table.where(), line=parameters.line, table=table.info.caption)
    found: list[Resolved] = []
    skipped: list[Skipped] = []
    today = work_date(books)
    for row in asked:
        day = row.date or today
        reason = _unreadable(books, lines, row, day)
        if reason is None:
            cost = lines.cost(row, day)
            found.append(Resolved(result_of(cost), partial(trace, cost)))
        else:
            skipped.append(Skipped(reason, row.info.id, row.line, row.date, row_at=table.where(row)))
    return write(books, Part("cost", "", (ResourceLine,), parameters.line), found, skipped)


def _unreadable(books: Books, lines: CostLines, row: ResourceLine, day: dt.date | None) -> Problem | None:
    """Why a line cannot be costed; the date matters only where a cost line has dates."""
    table = books[ResourceLine]
    if row.resource.casefold() not in lines.resources:
        return problem("RESOURCE_NOT_FOUND", table.where(row, "resource"), resource=row.resource or "(blank)")
    if day is None and lines.dated:
        return problem("DATE_MISSING", table.where(row, "date"), line=row.line)
    return None
