"""Cost and sales rates from price lists given as ranges; the code of the operations answers (spec 3, part A and D)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any

from xlcost.books import Books
from xlcost.functions.coercion import ErrorValue, unknown, wrong
from xlcost.functions.ranges import NO_TABLES, Range, TableRanges
from xlcost.functions.registry import Block, Cell, Tables, function
from xlcost.prices.lines import LineTable, unreadable
from xlcost.prices.price import Line, Price
from xlcost.prices.resolution import resolve
from xlcost.prices.setup import Setup
from xlcost.prices.trace import trace
from xlcost.tables import general_ledger as gl
from xlcost.tables import prices as p
from xlcost.tables.kinds import DAY, NAME, option_kind
from xlcost.tables.projects import Project

PRICE_TABLES = (
    p.PriceList, p.PriceListLink, p.RolePrice, p.RolePriceMarkup, p.PriceOverride, p.CategoryPrice, p.ProductPrice,
    Project, p.OrgUnit, p.Unit, p.Category, p.Product, p.Resource, p.Contract, p.Quote, p.PricingDimension,
    p.PricingParameter, gl.ExchangeRate, gl.Currency, gl.GLSetup,
)  # fmt: skip
SETUP_TABLES = Tables(
    PRICE_TABLES,
    "Price lists, price list links, role prices, projects, org units and whatever else decides the price",
)
LINE_KIND = option_kind(("estimate", "actual"))
SIDE = option_kind(("cost", "sales"))
_LINES: dict[str, LineTable] = {"estimate": p.EstimateLine, "actual": p.ActualLine}
_KIND_HELP = "estimate or actual: which lines these are"

_LINE = "actual_lines[[#Headers],[Line]:[Quantity]],actual_lines[@[Line]:[Quantity]]"
_LISTS = "price_lists[#All],price_list_links[#All]"
_OWNERS = "projects[#All],org_units[#All]"

KindOfLine = Annotated[str, Cell(LINE_KIND, _KIND_HELP)]
Headings = Annotated[Range, Block("Headings of the line's columns, among them Line, Class, Project and Date")]
OneLine = Annotated[Range, Block("Cells of one line, below those headings")]
Lines = Annotated[Range, Block("Lines with their headings in the first row")]
Setups = Annotated[TableRanges, SETUP_TABLES]


@lru_cache(maxsize=16)
def _setup(books: Books) -> Setup:
    return Setup(books)


def _priced(tables: TableRanges, line: Line, side: str) -> Price:
    setup = _setup(tables.books)
    problem = unreadable(tables.books, setup, line)
    if problem is not None:
        raise unknown(problem.sentence) if problem.code == "PROJECT_NOT_FOUND" else wrong(problem.sentence)
    return resolve(setup, line, side)


def _rate(price: Price) -> Decimal | ErrorValue:
    """The rate; a line without a price is `#N/A` with the reason, never a silent 0."""
    return price.unit_rate if price.priced else unknown(price.message).error


def _needed(price: Price) -> Decimal:
    if not price.priced:
        raise unknown(price.message)
    return price.unit_rate


def _lines_of(tables: TableRanges, kind: str, found: Range) -> list[Any]:
    rows: list[Any] = tables.table(_LINES[kind], found).rows
    return rows


def _line(tables: TableRanges, kind: str, headings: Range, cells: Range) -> Line:
    if len(headings.rows) != 1 or len(cells.rows) != 1 or len(headings.rows[0]) != len(cells.rows[0]):
        raise wrong("headings and line are not one row each of the same width; give the same columns of both")
    rows = _lines_of(tables, kind, Range((headings.rows[0], cells.rows[0])))
    if not rows:
        raise wrong("the line is blank; give a line with a class, a project and a date")
    line: Line = rows[0]
    return line


@function(
    "RATE",
    example=f'=XLCOST.RATE("actual",{_LINE},{_LISTS},role_prices[#All],{_OWNERS})',
)
def cost_rate(kind: KindOfLine, headings: Headings, line: OneLine, tables: Setups) -> Decimal:
    """Cost rate of a time, expense or material line, resolved like a run does; #N/A when there is no price."""
    return _needed(_priced(tables, _line(tables, kind, headings, line), "cost"))


@function(
    "SALESRATE",
    example=f'=XLCOST.SALESRATE("actual",{_LINE},{_LISTS},role_prices[#All],{_OWNERS})',
)
def sales_rate(kind: KindOfLine, headings: Headings, line: OneLine, tables: Setups) -> Decimal:
    """Sales rate of a time, expense or material line, resolved like a run does; #N/A when there is no price."""
    return _needed(_priced(tables, _line(tables, kind, headings, line), "sales"))


@function(
    "RATES",
    example=f'=XLCOST.RATES("actual",actual_lines[[#All],[Line]:[Quantity]],{_LISTS},role_prices[#All],{_OWNERS})',
)
def cost_rates(kind: KindOfLine, lines: Lines, tables: Setups) -> list[Decimal | ErrorValue]:
    """Cost rates of all lines of a range as a column; #N/A for a line without a price."""
    return _column(tables, kind, lines, "cost", _rate)


@function(
    "SALESRATES",
    example=f'=XLCOST.SALESRATES("actual",actual_lines[[#All],[Line]:[Quantity]],{_LISTS},role_prices[#All],{_OWNERS})',
)
def sales_rates(kind: KindOfLine, lines: Lines, tables: Setups) -> list[Decimal | ErrorValue]:
    """Sales rates of all lines of a range as a column; #N/A for a line without a price."""
    return _column(tables, kind, lines, "sales", _rate)


def _column(
    tables: TableRanges, kind: str, lines: Range, side: str, answer: Callable[[Price], Decimal | ErrorValue]
) -> list[Decimal | ErrorValue]:
    """One answer a row of the range; a blank row in between answers #N/A, so that rows stay side by side."""
    found: dict[int, Decimal | ErrorValue] = {}
    setup = _setup(tables.books)
    for line in _lines_of(tables, kind, lines):
        problem = unreadable(tables.books, setup, line)
        found[line.sheet_row] = unknown(problem.sentence).error if problem else answer(resolve(setup, line, side))
    blank = unknown("the line is blank").error
    return [found.get(number, blank) for number in range(2, len(lines.rows) + 1)]


@function(
    "EXPLAIN",
    example=f'=XLCOST.EXPLAIN("cost","actual",{_LINE},{_LISTS},role_prices[#All],{_OWNERS})',
)
def explain_price(
    side: Annotated[str, Cell(SIDE, "cost or sales")],
    kind: KindOfLine,
    headings: Headings,
    line: OneLine,
    tables: Setups,
) -> str:
    """How the price of a line came about, or why it has none, from the chosen list to the amount."""
    price = _priced(tables, _line(tables, kind, headings, line), side)
    return "; ".join(entry.sentence for entry in trace(_setup(tables.books), price) if entry.step >= 20)


# ---- single values instead of lines

ProjectName = Annotated[str, Cell(NAME, "Project whose lists count")]
OnDate = Annotated[dt.date, Cell(DAY, "Day for which the rate is asked")]
UnitName = Annotated[str, Cell(NAME, "Unit of the rate; left out = that of the list, category or product")]


def _single_rate(tables: TableRanges, class_: str, project: str, day: dt.date, unit: str, **what: str) -> Decimal:
    values: dict[str, Any] = {"line": "1", "class_": class_, "project": project, "date": day, "unit": unit, **what}
    return _needed(_priced(tables, p.ActualLine(**values), "cost"))


@function(
    "TIMERATE",
    example=f'=XLCOST.TIMERATE("P","2026-03-01","Developer","Hour","",{_LISTS},role_prices[#All],{_OWNERS},units[#All])',
)
def time_rate(
    project: ProjectName,
    on_date: OnDate,
    role: Annotated[str, Cell(NAME, "Role")],
    unit: Annotated[str, Cell(NAME, "Unit of the rate, such as Hour")],
    resourcing_unit: Annotated[str, Cell(NAME, "Unit of the resource; blank = not known")] = "",
    tables: Setups = NO_TABLES,
) -> Decimal:
    """Cost rate of time of a role on a project; #N/A when there is no price."""
    return _single_rate(tables, "time", project, on_date, unit, role=role, resourcing_unit=resourcing_unit)


@function(
    "EXPENSERATE",
    example=f'=XLCOST.EXPENSERATE("P","2026-03-01","Travel","Mile",{_LISTS},category_prices[#All],{_OWNERS})',
)
def expense_rate(
    project: ProjectName,
    on_date: OnDate,
    category: Annotated[str, Cell(NAME, "Category of the expense")],
    unit: UnitName = "",
    tables: Setups = NO_TABLES,
) -> Decimal:
    """Cost rate of an expense category on a project; #N/A when there is no price."""
    return _single_rate(tables, "expense", project, on_date, unit, category=category)


@function(
    "MATERIALRATE",
    example=f'=XLCOST.MATERIALRATE("P","2026-03-01","Cable","Metre",{_LISTS},product_prices[#All],{_OWNERS})',
)
def material_rate(
    project: ProjectName,
    on_date: OnDate,
    product: Annotated[str, Cell(NAME, "Product")],
    unit: UnitName = "",
    tables: Setups = NO_TABLES,
) -> Decimal:
    """Cost rate of a product on a project; #N/A when there is no price."""
    return _single_rate(tables, "material", project, on_date, unit, product=product)
