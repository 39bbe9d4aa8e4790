"""How long pricing takes: 200,000 time lines, 50 lists, 20,000 role prices with four dimensions.

Run with `python -m tests.bench.bench_prices [LINES]`. Prints seconds, peak memory and how many times longer a scan of
the list's rows for every line would take (measured on a sample of lines).
"""

from __future__ import annotations

import datetime as dt
import resource
import sys
import time
from collections.abc import Callable
from decimal import Decimal

from xlcost import areas
from xlcost.books import Books, Table
from xlcost.prices.matching import Values
from xlcost.prices.operations import ResolveCostParameters, resolve_cost_prices
from xlcost.prices.resolution import resolve
from xlcost.prices.setup import Setup
from xlcost.tables.prices import (
    ActualLine,
    OrgUnit,
    PriceList,
    PriceListLink,
    PriceResult,
    PricingDimension,
    RolePrice,
)
from xlcost.tables.projects import Project

LISTS, ROWS, SAMPLE = 50, 20_000, 200
DIMENSIONS = ("role", "resourcing_company", "resourcing_unit", "grade")
FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 12, 31)


def books_of(lines: int) -> Books:
    """Units, each with a list of its own and a project; rows fill any of the 16 combinations of dimensions."""
    areas.load()
    per_list = ROWS // LISTS
    units = [f"Unit {number}" for number in range(LISTS)]
    return Books(
        [
            Table(PricingDimension, [_dimension(name, number) for number, name in enumerate(DIMENSIONS, 1)]),
            Table(OrgUnit, [OrgUnit(org_unit=unit, name="", currency="USD", company="") for unit in units]),
            Table(PriceList, [_list(unit) for unit in units]),
            Table(PriceListLink, [PriceListLink(owner_type="org_unit", owner=unit, price_list=unit) for unit in units]),
            Table(RolePrice, [row for unit in units for row in _role_prices(unit, per_list)]),
            Table(Project, [_project(unit) for unit in units]),
            Table(ActualLine, [_line(number, units[number % LISTS]) for number in range(lines)]),
        ]
    )


def _dimension(name: str, priority: int) -> PricingDimension:
    row: Callable[..., PricingDimension] = PricingDimension
    return row(dimension=name, applies_to_cost=True, cost_priority=priority)


def _list(unit: str) -> PriceList:
    row: Callable[..., PriceList] = PriceList
    return row(price_list=unit, context="cost", currency="USD", start_date=FIRST, end_date=LAST, time_unit="Hour")


def _project(unit: str) -> Project:
    row: Callable[..., Project] = Project
    return row(project=unit, contracting_unit=unit)


def _values(number: int) -> list[str]:
    """Values of the four dimensions, spread over 40 roles, 4 companies, 25 units and 10 grades."""
    return [f"R{number % 40}", f"C{number // 3 % 4}", f"U{number // 7 % 25}", f"G{number // 11 % 10}"]


def _role_prices(unit: str, rows: int) -> list[RolePrice]:
    """Rows that fill any of the 15 combinations of dimensions, no two with the same values."""
    found: dict[tuple[str, ...], RolePrice] = {}
    number = 0
    while len(found) < rows:
        number += 1
        mask = number % 15 + 1
        filled = [value if mask >> position & 1 else "" for position, value in enumerate(_values(number * 17))]
        found.setdefault(tuple(filled), _role_price(f"{unit} {number}", unit, filled, Decimal(50 + number % 90)))
    return list(found.values())


def _role_price(name: str, unit: str, filled: list[str], price: Decimal) -> RolePrice:
    row: Callable[..., RolePrice] = RolePrice
    return row(
        role_price=name,
        price_list=unit,
        role=filled[0],
        resourcing_company=filled[1],
        resourcing_unit=filled[2],
        price=price,
        dimensions={"grade": filled[3]} if filled[3] else {},
    )


def _line(number: int, unit: str) -> ActualLine:
    values = _values(number * 13)
    row: Callable[..., ActualLine] = ActualLine
    return row(
        line=str(number),
        class_="time",
        project=unit,
        date=FIRST + dt.timedelta(days=number % 365),
        role=values[0],
        resourcing_company=values[1],
        resourcing_unit=values[2],
        unit="Hour",
        quantity=Decimal(number % 12 + 1),
        dimensions={"grade": values[3]},
    )


def seconds(action: Callable[[], object]) -> float:
    """Processor time of one call, which other work on the machine does not lengthen."""
    began = time.process_time()
    action()
    return time.process_time() - began


def scan(setup: Setup, line: ActualLine, rows: list[tuple[Values, RolePrice]]) -> RolePrice | None:
    """The straightforward way: look at every row of the list, keep the best rank."""
    values = setup.values(line, "cost")
    fitting = [
        (tuple(not part for part in row_values), row)
        for row_values, row in rows
        if all(not part or part == value for part, value in zip(row_values, values, strict=True))
    ]
    return min(fitting, key=lambda each: each[0])[1] if fitting else None


def main(lines: int) -> None:
    """Measure and print."""
    books = books_of(lines)
    setup = Setup(books)
    all_lines = books[ActualLine].rows
    matching = seconds(lambda: [resolve(setup, line, "cost") for line in all_lines])
    whole = seconds(lambda: resolve_cost_prices(books, ResolveCostParameters.model_validate({})))
    priced = sum(row.status == "priced" for row in books[PriceResult].rows)
    by_list: dict[str, list[tuple[Values, RolePrice]]] = {}
    for row in books[RolePrice].rows:
        values = tuple(value.casefold() for value in setup.shown_row_values(row, "cost"))
        by_list.setdefault(row.price_list, []).append((values, row))
    sample = all_lines[:: max(1, lines // SAMPLE)]
    scanning = seconds(lambda: [scan(setup, line, by_list[line.project]) for line in sample]) / len(sample) * lines
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{lines:,} lines, {LISTS} lists, {ROWS:,} role prices, {len(DIMENSIONS)} dimensions; {priced:,} priced")
    print(f"resolving {matching:.2f} s; operation with results and trace {whole:.2f} s; peak memory {peak:,.0f} MB")
    print(f"a scan of the rows of the list would take {scanning:.1f} s, {scanning / matching:.0f} times as long")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
