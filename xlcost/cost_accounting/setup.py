"""Checks of the setup tables, before an operation reads them (spec 1, 0 "Setup checks", 1.1, 1.4, 1.5)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from xlcost.books import Books
from xlcost.problems import Problem, fail, warning
from xlcost.rules.captions import caption_of
from xlcost.rules.money import ZERO
from xlcost.tables.cost_accounting import CostAccountingSetup, CostCenter, CostEntry, CostObject, CostType
from xlcost.tables.general_ledger import AccountingPeriod

DIMENSIONS = ("cost_center_dimension", "cost_object_dimension")
SOURCE_CODES = (
    "source_code_gl_to_ca",
    "source_code_cost_journal",
    "source_code_cost_allocation",
    "source_code_budget_to_actual",
)
CHARTS: tuple[type[CostType] | type[CostCenter] | type[CostObject], ...] = (CostType, CostCenter, CostObject)


def checked_setup(books: Books, *, source_code: str = "", dimensions: bool = False) -> CostAccountingSetup:
    """The setup row, checked. `dimensions` for operations that read dimensions; `source_code` names its own column.

    Raises SETUP_DIMENSION_BLANK, SETUP_SAME_DIMENSION, SETUP_SOURCE_CODE_BLANK, SETUP_SAME_SOURCE_CODE (spec 1, 1.1).
    """
    table = books[CostAccountingSetup]
    setup = books.one(CostAccountingSetup)
    if dimensions:
        check_dimensions(books)
    if source_code and not getattr(setup, source_code):
        raise fail("SETUP_SOURCE_CODE_BLANK", table.where(setup, source_code), field=caption_of(source_code))
    seen: dict[str, str] = {}
    for column in SOURCE_CODES:
        code = getattr(setup, column)
        if code and code in seen:
            where = table.where(setup, column)
            other = caption_of(seen[code])
            raise fail("SETUP_SAME_SOURCE_CODE", where, field=caption_of(column), other=other, source_code=code)
        seen[code] = column
    return setup


def check_dimensions(books: Books) -> None:
    """Both dimensions are named and differ, else SETUP_DIMENSION_BLANK, SETUP_SAME_DIMENSION."""
    table, setup = books[CostAccountingSetup], books.one(CostAccountingSetup)
    for column in DIMENSIONS:
        if not getattr(setup, column):
            raise fail("SETUP_DIMENSION_BLANK", table.where(setup, column), field=caption_of(column))
    if setup.cost_center_dimension == setup.cost_object_dimension:
        where = table.where(setup, DIMENSIONS[1])
        raise fail("SETUP_SAME_DIMENSION", where, dimension_code=setup.cost_object_dimension)


def check_charts(books: Books, *charts: type[Any]) -> None:
    """Only Total and End-Total lines have a totaling, else `CHART_TOTALING_TYPE`. Default: all three charts."""
    for chart in charts or CHARTS:
        table = books[chart]
        for row in table.rows:
            if row.totaling and line_type(row) not in {"Total", "End-Total"}:
                where = table.where(row, "totaling")
                raise fail("CHART_TOTALING_TYPE", where, code=code_of(row), type=line_type(row))


def code_of(row: Any) -> str:
    """Key of a chart row: number of a cost type, code of a cost center or object."""
    return row.no if isinstance(row, CostType) else row.code


def line_type(row: Any) -> str:
    """Type of a chart row."""
    return row.type if isinstance(row, CostType) else row.line_type


def cost_type_warnings(books: Books) -> list[Problem]:
    """Warnings on entries whose cost type is gone or takes no postings (spec 1, 1.4): CT_DELETE_*, CT_IN_USE."""
    balances: dict[str, Decimal] = {}
    suspects: dict[str, list[CostEntry]] = {}
    types = {row.no: row for row in books[CostType].rows}
    for entry in books[CostEntry].rows:
        no = entry.cost_type_no
        row = types.get(no)
        if row is None or row.type != "Cost Type":
            balances[no] = balances.get(no, ZERO) + entry.amount
            suspects.setdefault(no, []).append(entry)
    found: list[Problem] = []
    for no in sorted(suspects):
        row = types.get(no)
        found += _missing_type(books, no, suspects[no], balances[no]) if row is None else _in_use(books, row, suspects)
    return found


def _in_use(books: Books, row: CostType, suspects: dict[str, list[CostEntry]]) -> list[Problem]:
    count = sum(1 for entry in suspects[row.no] if not entry.allocated)
    where = books[CostType].where(row, "type")
    return [warning("CT_IN_USE", where, cost_type_no=row.no, type=row.type, count=count)] if count else []


def _missing_type(books: Books, no: str, entries: list[CostEntry], balance: Decimal) -> list[Problem]:
    table = books[CostEntry]
    found: list[Problem] = []
    if balance:
        where = table.where(entries[0], "cost_type_no")
        found.append(warning("CT_DELETE_BALANCE", where, cost_type_no=no, balance=balance))
    first_open = first_open_day(books)
    late = next((entry for entry in entries if first_open is None or entry.posting_date >= first_open), None)
    if late is not None:
        where = table.where(late, "cost_type_no")
        number, day = late.entry_no, late.posting_date
        found.append(warning("CT_DELETE_OPEN_YEAR", where, cost_type_no=no, entry_no=number, posting_date=day))
    return found


def first_open_day(books: Books) -> date | None:
    """Start of the first accounting period that is not closed; None if there is none."""
    return min((row.starting_date for row in books[AccountingPeriod].rows if not row.closed), default=None)
