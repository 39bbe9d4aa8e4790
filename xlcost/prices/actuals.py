"""From priced actuals to the project ledger, each line once: the operation `post_actuals` (spec 3, B11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from pydantic import Field

from xlcost.books import Books
from xlcost.catalogue import CODES
from xlcost.exchange import ExchangeRates
from xlcost.operations import ALL, Result, operation
from xlcost.parameters import Parameters, Text
from xlcost.prices.price import CHECKLIST
from xlcost.problems import Fact, Problem, Skipped, Where, fail, problem
from xlcost.rules.money import CENT, ZERO, rounded
from xlcost.tables.columns import NOTHING, header_key
from xlcost.tables.general_ledger import Currency, ExchangeRate, GLSetup
from xlcost.tables.prices import ActualLine, PriceResult, PricingParameter
from xlcost.tables.projects import Project, ProjectLedgerEntry, ProjectTask

_FIVE_PLACES = Decimal("0.00001")
_TYPES = {"time": "resource", "material": "item", "expense": "gl_account"}


class PostActualsParameters(Parameters):
    """Which actual lines are posted."""

    project: Text = Field("", description="Only lines of this project")
    line: Text = Field("", description="Only this line")


class NotPosted(Exception):  # noqa: N818  the line is skipped, which is no error
    """The line cannot be posted yet."""

    def __init__(self, reason: Problem) -> None:
        super().__init__(reason.code)
        self.reason = reason


@operation(
    "post_actuals",
    PostActualsParameters,
    reads={
        **dict.fromkeys((PricingParameter, ActualLine, Currency, ExchangeRate), ALL),
        GLSetup: "lcy_code amount_rounding_precision unit_amount_rounding_precision",
        Project: "project",
        ProjectTask: "project task task_type",
        ProjectLedgerEntry: "entry_no actual_line",
    },
)
def post_actuals(books: Books, parameters: PostActualsParameters) -> Result:
    """Turn every priced actual line into one usage entry of the project ledger; counts `created`, `skipped`.

    A line whose id stands in `actual_line` of an entry is done. A line that is zero or not priced is skipped with its
    reason and taken up again by the next run (spec 3, B11).
    """
    _check_named(books, parameters)
    posting = _Posting(books)
    entries: list[ProjectLedgerEntry] = []
    skipped: list[Skipped] = []
    table = books[ActualLine]
    for line in _open_lines(books, parameters):
        try:
            entries.append(posting.entry(line, posting.next_number + len(entries)))
        except NotPosted as refused:
            reason = refused.reason
            skipped.append(Skipped(reason, line.info.id, line.line, line.date, row_at=table.where(line)))
    books[ProjectLedgerEntry].append(*entries)
    counts = {"created": len(entries), "skipped": len(skipped) + len(table.aside)}
    return Result(counts, skipped=skipped, nothing_to_do=not entries)


def _check_named(books: Books, parameters: PostActualsParameters) -> None:
    """`PROJECT_NOT_FOUND`, `LINE_NOT_FOUND` for what is asked for and not there."""
    if parameters.project and books[Project].get(parameters.project) is None:
        raise fail("PROJECT_NOT_FOUND", books[Project].where(), project=parameters.project)
    table, line = books[ActualLine], parameters.line
    if line and not any(row.line.casefold() == line.casefold() for row in (*table.rows, *table.aside)):
        raise fail("LINE_NOT_FOUND", table.where(), line=line, table=table.info.caption)


def _open_lines(books: Books, parameters: PostActualsParameters) -> Iterator[ActualLine]:
    posted = {entry.actual_line.casefold() for entry in books[ProjectLedgerEntry].rows if entry.actual_line}
    project, line = parameters.project.casefold(), parameters.line.casefold()
    for row in books[ActualLine].rows:
        asked = (not project or row.project.casefold() == project) and (not line or row.line.casefold() == line)
        if asked and row.line.casefold() not in posted:
            yield row


@dataclass(frozen=True, slots=True)
class _Local:
    """Local currency: conversion and rounding."""

    rates: ExchangeRates
    currency: str
    amount_precision: Decimal
    unit_precision: Decimal


class _Posting:
    """What posting a line looks up."""

    def __init__(self, books: Books) -> None:
        self._books = books
        setup, rates = books.one(GLSetup), ExchangeRates(books)
        self._local = _Local(
            rates,
            setup.lcy_code or rates.base,
            max(setup.amount_rounding_precision, CENT),
            setup.unit_amount_rounding_precision or _FIVE_PLACES,
        )
        self.next_number = books[ProjectLedgerEntry].next_number()
        self._results = {
            (row.side, row.line.casefold()): row
            for row in books[PriceResult].rows
            if row.table == ActualLine.info.id and not row.org_unit
        }
        self._codes = {header_key(code): code for code in books.dimension_codes}

    def entry(self, line: ActualLine, entry_no: int) -> ProjectLedgerEntry:
        """The usage entry of a line; raises `NotPosted` with the reason why it has to wait."""
        project = self._books[Project].get(line.project)
        if project is None:
            raise self._refused("PROJECT_NOT_FOUND", line, "project", project=line.project or "(blank)")
        if line.date is None:
            raise self._refused("DATE_MISSING", line, "date")
        cost = self._priced(line)
        rate = self._rate(line, cost.currency, line.date)
        sales = self._results.get(("sales", line.line.casefold()))
        line_amount = ZERO
        if sales is not None and sales.status == "priced":
            sales_rate = self._rate(line, sales.currency, line.date)
            line_amount = rounded(Fraction(sales.amount) * sales_rate, self._local.amount_precision)
        return ProjectLedgerEntry(
            entry_no=entry_no,
            project=project.project,
            task=self._task(line),
            entry_type="usage",
            type=_TYPES[line.class_],
            posting_date=line.date,
            description=_description(line),
            quantity=rounded(line.quantity or ZERO, _FIVE_PLACES),
            unit_cost=rounded(Fraction(cost.unit_rate) * rate, self._local.unit_precision),
            total_cost=rounded(Fraction(cost.amount) * rate, self._local.amount_precision),
            line_amount=line_amount,
            amt_to_post=ZERO,
            amt_posted=ZERO,
            actual_line=line.line,
            dimensions=self._dimensions(line),
        )

    def _priced(self, line: ActualLine) -> PriceResult:
        cost = self._results.get(("cost", line.line.casefold()))
        if cost is None:
            raise self._refused("NOT_PRICED", line, "line", line=line.line)
        if cost.status != "priced":
            raise NotPosted(zero_reason(cost, self._where(line)))
        return cost

    def _rate(self, line: ActualLine, currency: str, day: dt.date) -> Fraction:
        local = self._local.currency
        factor = self._local.rates.factor(currency, local, day) if currency and local else None
        if currency == local:
            return Fraction(1)
        if factor is None:
            facts = {"from_currency": currency or "no currency", "currency": local or "local currency (not set)"}
            raise self._refused("NO_EXCHANGE_RATE", line, "", **facts, posting_date=day)
        return factor

    def _task(self, line: ActualLine) -> str:
        """The task of the line, else the project's first posting task in the order of task numbers as text.

        A task named on the line of a project without a list of tasks is taken as it is.
        """
        tasks = self._books[ProjectTask].by("project").get(line.project.casefold(), [])
        if line.task and not tasks:
            return line.task
        posting = sorted(row.task for row in tasks if row.task_type == "posting")
        if not line.task and posting:
            return posting[0]
        found = next((task for task in posting if line.task and task.casefold() == line.task.casefold()), None)
        if found is None:
            raise self._refused("TASK_NOT_FOUND", line, "task", project=line.project, task=line.task)
        return found

    def _dimensions(self, line: ActualLine) -> Mapping[str, str]:
        """The values of G/L dimensions among the line's columns, as codes."""
        found = {
            self._codes[header_key(name)]: value.strip().upper()
            for name, value in line.dimensions.items()
            if header_key(name) in self._codes
        }
        return found or NOTHING

    def _where(self, line: ActualLine, column: str = "") -> Where:
        return self._books[ActualLine].where(line, column)

    def _refused(self, code: str, row: ActualLine, column: str, **facts: Fact) -> NotPosted:
        return NotPosted(problem(code, self._where(row, column), **facts))


def _description(line: ActualLine) -> str:
    parts = {"time": (line.resource, line.role), "expense": (line.category,), "material": (line.product,)}
    return next((part for part in parts[line.class_] if part), line.class_)


def zero_reason(result: PriceResult, where: Where) -> Problem:
    """The reason of a zero price as it stands in `price_results`, with the message found there."""
    code = result.reason if result.reason in CHECKLIST else "NOT_PRICED"
    remedy = CODES[code].remedy
    what = result.message.replace(f"; {remedy}", "", 1)
    return Problem(code, "warning", what or code, remedy, where, {"line": result.line, "side": result.side})
