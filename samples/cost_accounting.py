"""The tables of cost accounting in the sample: journals, allocation over three levels, staff, budget, periods."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from samples.book import Book
from samples.company import OBJECTS
from samples.cost_accounting_data import (
    ACCRUALS,
    BALANCE,
    BATCHES,
    BUDGET,
    BUDGET_NAME,
    DYNAMIC,
    FORMER_STAFF,
    IMPUTED,
    SOURCES,
    STAFF,
    STATIC,
    TEMPLATE,
    WEIGHTED,
    budgeted,
)
from samples.ledger import YEAR

_IS_OBJECT = {code for code, *_ in OBJECTS}


def add_cost_accounting(book: Book) -> None:
    """All sheets, in the order in which a controller reads them."""
    for add in (_periods, _journals, _journal_lines, _employees, _sources, _targets, _budget):
        add(book)


def _periods(book: Book) -> None:
    months = [dt.date(year, month, 1) for year in (YEAR, YEAR + 1) for month in range(1, 13)]
    months.append(dt.date(YEAR + 2, 1, 1))
    rows = [(day, f"{day:%B %Y}", day.month == 1, False) for day in months]
    book.table("Accounting Periods", "accounting_periods", ("Starting Date", "Name", "New Fiscal Year", "Closed"), rows,
               (16, 20, 18, 10))  # fmt: skip


def _journals(book: Book) -> None:
    book.table("Cost Journal Templates", "cost_journal_templates", ("Name", "Description"),
               [(TEMPLATE, "Cost journals")], (14, 34))  # fmt: skip
    headers = ("Journal Template Name", "Name", "Description", "Reason Code", "Delete after Posting")
    rows = [(TEMPLATE, *batch) for batch in BATCHES]
    book.table("Cost Journal Batches", "cost_journal_batches", headers, rows, (24, 14, 40, 14, 22))


def _journal_lines(book: Book) -> None:
    headers = ("Journal Template Name", "Journal Batch Name", "Line No.", "Posting Date", "Document No.", "Cost Type No.",
               "Cost Center Code", "Bal. Cost Type No.", "Bal. Cost Center Code", "Description", "Amount")  # fmt: skip
    widths = (24, 20, 10, 14, 16, 14, 18, 20, 22, 42, 14)
    book.table("Cost Journal Lines", "cost_journal_lines", headers, list(_lines()), widths)


def _lines() -> Iterator[tuple[Any, ...]]:
    number = 0
    for month in range(1, 13):
        day = dt.date(YEAR, month, calendar.monthrange(YEAR, month)[1])
        for cost_type, center, text, amount in IMPUTED:
            number += 10_000
            yield (TEMPLATE, "IMPUTED", number, day, f"IMP{day:%Y-%m}", int(cost_type), center, int(BALANCE[0]),
                   BALANCE[1], text, Decimal(amount))  # fmt: skip
    for number, (cost_type, center, text, amount) in enumerate(ACCRUALS, 1):
        yield (TEMPLATE, "ACCRUALS", number * 10_000, dt.date(YEAR, 12, 31), f"ACC{YEAR}", int(cost_type), center,
               int(BALANCE[0]), BALANCE[1], text, Decimal(amount))  # fmt: skip


def _employees(book: Book) -> None:
    people = [(name, "Active", center) for center, *names in STAFF for name in names]
    rows = [(f"E{number:03}", *person) for number, person in enumerate([*people, *FORMER_STAFF], 101)]
    book.table("Employees", "employees", ("No.", "Name", "Status", "Cost Center Code"), rows, (10, 24, 14, 18))


def _sources(book: Book) -> None:
    headers = ("ID", "Level", "Cost Center Code", "Credit to Cost Type", "Variant", "Reciprocal", "Comment")
    rows = [(id_, level, center, int(credit), variant, reciprocal, comment)
            for id_, level, center, credit, variant, reciprocal, comment in SOURCES]  # fmt: skip
    book.table("Cost Allocation Sources", "cost_allocation_sources", headers, rows, (14, 8, 18, 20, 12, 12, 40))


TARGET_HEADERS = (
    "ID", "Line No.", "Target Cost Type", "Target Cost Center", "Target Cost Object", "Allocation Target Type", "Base",
    "Static Base", "Static Weighting", "Share", "Percent", "No. Filter", "Cost Center Filter", "Cost Object Filter",
    "Date Filter Code", "Percent per Share", "Amount per Share", "Share Updated On",
)  # fmt: skip


def _targets(book: Book) -> None:
    rows = [row for source in SOURCES for row in _targets_of(source[0])]
    widths = (14, 10, 18, 20, 20, 24, 20, 12, 18, 16, 12, 16, 18, 18, 18, 18, 18, 18)
    book.table("Cost Allocation Targets", "cost_allocation_targets", TARGET_HEADERS, rows, widths)


def _targets_of(source: str) -> Iterator[tuple[Any, ...]]:
    for number, target in enumerate(_keys_of(source), 1):
        yield source, number * 10_000, *target


def _keys_of(source: str) -> Iterator[tuple[Any, ...]]:
    if source in STATIC:
        cost_type, rate, shares = STATIC[source]
        kind = "Amount per Share" if rate else "All Costs"
        for place, share in shares:
            yield (int(cost_type), *_place(place), kind, "Static", "", "", Decimal(share), "", "", "", "", "", "",
                   Decimal(rate) if rate else "", "")  # fmt: skip
    elif source in WEIGHTED:
        cost_type, weights = WEIGHTED[source]
        for place, base, weighting in weights:
            yield (int(cost_type), *_place(place), "All Costs", "Static", Decimal(base), Decimal(weighting), "", "", "", "",
                   "", "", "", "", "")  # fmt: skip
    else:
        cost_type, base_name, numbers, dates, percent, places = DYNAMIC[source]
        kind = "Percent per Share" if percent else "All Costs"
        for place in places:
            yield (int(cost_type), *_place(place), kind, base_name, "", "", "", "", numbers, *_place(place), dates,
                   Decimal(percent) if percent else "", "", "")  # fmt: skip


def _place(code: str) -> tuple[str, str]:
    """(center, object), one of them blank."""
    return ("", code) if code in _IS_OBJECT else (code, "")


def _budget(book: Book) -> None:
    book.table("Cost Budget Names", "cost_budget_names", ("Name", "Description"),
               [(BUDGET_NAME, "Plan of the year, agreed in November")], (12, 40))  # fmt: skip
    headers = ("Budget Name", "Cost Type No.", "Date", "Cost Center Code", "Cost Object Code", "Amount")
    rows = [(BUDGET_NAME, int(cost_type), dt.date(YEAR, month, 1), center, cost_object, budgeted(monthly, season, month))
            for cost_type, center, cost_object, monthly, season in BUDGET for month in range(1, 13)]  # fmt: skip
    book.table("Cost Budget Entries", "cost_budget_entries", headers, rows, (14, 14, 14, 18, 18, 16))
