"""A cost budget as a grid of periods, out of the ledger and back into it (spec 1, 8.6)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any

from xlcost.books import Books
from xlcost.context import user_id, work_date
from xlcost.cost_accounting.budget_entries import (
    add_register,
    check_source,
    check_typed_entries,
    refresh_register_amounts,
    register_typed_entries,
)
from xlcost.cost_accounting.budgets import BUDGET_READS
from xlcost.cost_accounting.filters import CostFilters, outside_calendar
from xlcost.cost_accounting.line_check import LineCheck
from xlcost.cost_accounting.posting import next_budget_entry_no
from xlcost.operations import ALL, Result, operation
from xlcost.parameters import CodeText, Day, Parameters, Whole, one_of
from xlcost.problems import Fact, Problem, Skipped, fail, problem
from xlcost.rules.captions import caption_of
from xlcost.rules.dates import plus_months
from xlcost.rules.money import CENT, ZERO, rounded, total
from xlcost.tables.cost_accounting import CostBudgetEntry, CostBudgetName, CostCenter, CostObject, CostType
from xlcost.tables.cost_accounting_results import BUDGET_GRID_PERIODS, PERIOD_LENGTHS, CostBudgetGridLine
from xlcost.tables.general_ledger import GLSetup, UserSetup

PERIOD_COLUMNS = [f"period_{number}" for number in range(1, BUDGET_GRID_PERIODS + 1)]
_MONTHS = {"Month": 1, "Quarter": 3, "Year": 12}
_DAYS = {"Day": 1, "Week": 7}


def period_starts(first: date, length: str, count: int) -> list[date]:
    """First days of `count` periods of a length; months are counted from the first day, clipped each for itself."""
    try:
        if length in _DAYS:
            return [first + timedelta(days=_DAYS[length] * number) for number in range(count)]
        return [plus_months(first, _MONTHS[length] * number) for number in range(count)]
    except (ValueError, OverflowError):
        raise outside_calendar(first) from None


class ExportParameters(CostFilters):
    """What the grid shows."""

    budget_name: CodeText = ""
    """Budget to show."""
    starting_date: Day = None
    """First day of period 1; blank = 1 January of the work date."""
    periods: Whole = 12
    """Number of periods, 1 to 24."""
    period_length: Annotated[str, one_of("Month", *(word for word in PERIOD_LENGTHS if word != "Month"))] = "Month"
    """Length of a period."""


@operation("export_cost_budget", ExportParameters, reads={**BUDGET_READS, CostType: "no name"})
def export_cost_budget(books: Books, parameters: ExportParameters) -> Result:
    """Write a cost budget as a grid: a row a cost type, center and object, a column a period, amounts summed.

    Result: `rows`. Spec 1, 8.6.
    """
    check_source(books, parameters.budget_name)
    if not 1 <= parameters.periods <= BUDGET_GRID_PERIODS:
        raise fail("PLAN_INVALID", why=f"periods {parameters.periods} is not between 1 and {BUDGET_GRID_PERIODS}")
    today = work_date(books)
    first = parameters.starting_date or (date(today.year, 1, 1) if today else None)
    if first is None:
        raise fail("REPORT_DATES_MISSING", field="starting_date")
    check_typed_entries(books)
    starts = period_starts(first, parameters.period_length, parameters.periods + 1)
    rows = _grid_rows(books, parameters, starts)
    formulas = {(index, "row_total"): f"SUM({{period_1}}:{{{PERIOD_COLUMNS[-1]}}})" for index in range(len(rows))}
    books[CostBudgetGridLine].replace(rows, formulas)
    return Result({"rows": len(rows)}, nothing_to_do=not rows)


def _grid_rows(books: Books, parameters: ExportParameters, starts: Sequence[date]) -> list[CostBudgetGridLine]:
    test = parameters.passes()
    sums: dict[tuple[str, str, str], list[Decimal]] = {}
    for entry in books[CostBudgetEntry].rows:
        if entry.budget_name != parameters.budget_name or entry.date is None or not test(entry):
            continue
        index = bisect_right(starts, date.fromordinal(entry.date.toordinal())) - 1
        if 0 <= index < len(starts) - 1:
            key = entry.cost_type_no, entry.cost_center_code, entry.cost_object_code
            sums.setdefault(key, [ZERO] * BUDGET_GRID_PERIODS)[index] += entry.amount
    return [
        _grid_line(books, parameters, key, starts[0], amounts) for key, amounts in sorted(sums.items()) if any(amounts)
    ]


def _grid_line(
    books: Books,
    parameters: ExportParameters,
    key: tuple[str, str, str],
    first: date,
    amounts: Sequence[Decimal],
) -> CostBudgetGridLine:
    cost_type = books[CostType].get(key[0])
    amounts_by_period: dict[str, Any] = dict(zip(PERIOD_COLUMNS, amounts, strict=True))
    return CostBudgetGridLine(
        budget_name=parameters.budget_name,
        cost_type_no=key[0],
        name=cost_type.name if cost_type else "",
        cost_center_code=key[1],
        cost_object_code=key[2],
        starting_date=first,
        period_length=parameters.period_length,
        periods=parameters.periods,
        row_total=total(amounts),
        **amounts_by_period,
    )


class ImportParameters(Parameters):
    """How the grid becomes budget entries."""

    budget_name: CodeText = ""
    """Target; blank = the budget named on each row."""
    mode: Annotated[str, one_of("Replace", "Add")] = "Replace"
    """Replace = the entries of the budget in the periods of the grid give way; Add = they stay."""


@operation(
    "import_cost_budget",
    ImportParameters,
    reads={
        **BUDGET_READS,
        CostBudgetGridLine: "budget_name cost_type_no cost_center_code cost_object_code starting_date period_length"
        f" periods {' '.join(PERIOD_COLUMNS)}",
        CostType: "no type blocked",
        CostCenter: "code line_type blocked",
        CostObject: "code line_type blocked",
        GLSetup: "allow_posting_from allow_posting_to",
        UserSetup: ALL,
    },
)
def import_cost_budget(books: Books, parameters: ImportParameters) -> Result:
    """Read the budget grid back: an entry for each cell that is not 0, dated on the first day of its period.

    Rows whose cost type takes no postings are skipped and listed; a budget that does not exist is created.
    Result: `created`, `deleted`, `skipped`. Spec 1, 8.6.
    """
    register_typed_entries(books)
    made = _Import(books, parameters)
    for row in books[CostBudgetGridLine].rows:
        made.take(row)
    return made.write()


class _Import:
    """The entries that a grid stands for, and the periods that it covers, by budget."""

    def __init__(self, books: Books, parameters: ImportParameters) -> None:
        self._books, self._parameters = books, parameters
        self._check = LineCheck(books)
        self._entries: dict[str, list[CostBudgetEntry]] = {}
        self._spans: dict[str, list[tuple[date, date]]] = {}
        self._skipped: list[Skipped] = []
        self._kept: set[tuple[str, str, str, str]] = set()
        """Budget, type, center and object of skipped rows, whose old entries stay."""

    def take(self, row: CostBudgetGridLine) -> None:
        """One row of the grid; a faulty one is skipped and listed."""
        budget = self._parameters.budget_name or row.budget_name
        fault = _fault(self._books, row, budget, self._check)
        if fault or row.starting_date is None:
            self._skipped += [_skipped(self._books, row, fault)] if fault else []
            self._kept.add((budget, row.cost_type_no, row.cost_center_code, row.cost_object_code))
            return
        starts = period_starts(row.starting_date, row.period_length, BUDGET_GRID_PERIODS + 1)
        amounts = [rounded(getattr(row, column), CENT) for column in PERIOD_COLUMNS]
        last = max([row.periods, *(number for number, amount in enumerate(amounts, 1) if amount)])
        self._spans.setdefault(budget, []).append((starts[0], starts[last]))
        self._entries.setdefault(budget, []).extend(
            _entry(self._books, row, budget, day, amount)
            for day, amount in zip(starts, amounts, strict=False)
            if amount
        )

    def write(self) -> Result:
        """Old entries of the periods covered give way, new ones get numbers and a Manual register a budget."""
        gone = self._replaced() if self._parameters.mode == "Replace" else []
        created = sum(len(entries) for entries in self._entries.values())
        counts = {"created": created, "deleted": len(gone), "skipped": len(self._skipped)}
        if not created and not gone:
            self._books.rollback()
            return Result(counts, skipped=self._skipped, nothing_to_do=True)
        table, names = self._books[CostBudgetEntry], self._books[CostBudgetName]
        number = next_budget_entry_no(self._books)
        table.remove(gone)
        for budget, entries in self._entries.items():
            if names.get(budget) is None:
                names.append(CostBudgetName(name=budget, description=""))
            numbered = [_numbered(entry, number + index) for index, entry in enumerate(entries)]
            number += len(numbered)
            table.append(*numbered)
            if numbered:
                add_register(self._books, "Manual", numbered)
        refresh_register_amounts(self._books)
        return Result(counts, skipped=self._skipped)

    def _replaced(self) -> list[CostBudgetEntry]:
        return [
            row
            for row in self._books[CostBudgetEntry].rows
            if row.date is not None
            and (row.budget_name, row.cost_type_no, row.cost_center_code, row.cost_object_code) not in self._kept
            and any(first <= row.date < end for first, end in self._spans.get(row.budget_name, []))
        ]


def _fault(books: Books, row: CostBudgetGridLine, budget: str, check: LineCheck) -> Problem | None:
    where = books[CostBudgetGridLine].where
    for column, value in (("budget_name", budget), ("starting_date", row.starting_date)):
        if not value:
            return problem("JNL_FIELD_BLANK", where(row, column), field=caption_of(column))
    if not 1 <= row.periods <= BUDGET_GRID_PERIODS:
        facts: dict[str, Fact] = {"why": "is not between 1 and 24", "shown": f": {row.periods}", "value": row.periods}
        return problem("CELL_INVALID", where(row, "periods"), field=caption_of("periods"), **facts)
    fault = check.cost_type(row.cost_type_no, where(row, "cost_type_no"))
    if fault:
        return fault
    center, cost_object = row.cost_center_code, row.cost_object_code
    if not center and not cost_object:
        return problem("JNL_NO_CC_OR_CO", where(row, "cost_center_code"), cost_type_no=row.cost_type_no)
    if center and cost_object:
        places: dict[str, Fact] = {"cost_center_code": center, "cost_object_code": cost_object}
        return problem("JNL_CC_AND_CO", where(row, "cost_center_code"), cost_type_no=row.cost_type_no, **places)
    if center and books[CostCenter].get(center) is None:
        return problem("JNL_CC_UNKNOWN", where(row, "cost_center_code"), cost_center_code=center)
    if cost_object and books[CostObject].get(cost_object) is None:
        return problem("JNL_CO_UNKNOWN", where(row, "cost_object_code"), cost_object_code=cost_object)
    return None


def _skipped(books: Books, row: CostBudgetGridLine, reason: Problem) -> Skipped:
    table = books[CostBudgetGridLine]
    amount = total(rounded(getattr(row, column), CENT) for column in PERIOD_COLUMNS)
    key = f"{row.cost_type_no} {row.cost_center_code or row.cost_object_code}".strip()
    return Skipped(reason, table.info.id, key, row.starting_date, amount=amount, row_at=table.where(row))


def _entry(books: Books, row: CostBudgetGridLine, budget: str, day: date, amount: Decimal) -> CostBudgetEntry:
    return CostBudgetEntry(
        entry_no=0,
        budget_name=budget,
        cost_type_no=row.cost_type_no,
        date=day,
        cost_center_code=row.cost_center_code,
        cost_object_code=row.cost_object_code,
        amount=amount,
        description="Budget grid",
        last_modified_by_user=user_id(books),
        last_date_modified=work_date(books),
    )


def _numbered(entry: CostBudgetEntry, number: int) -> CostBudgetEntry:
    return replace(entry, entry_no=number)
