"""Copying, transferring and compressing cost budgets (spec 1, 8.1, 8.4 and 8.5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from pydantic import ValidationInfo, field_validator

from xlcost.books import Books
from xlcost.context import user_id, work_date
from xlcost.cost_accounting.budget_entries import (
    add_register,
    check_source,
    check_typed_entries,
    refresh_register_amounts,
    register_typed_entries,
)
from xlcost.cost_accounting.filters import CostFilters, DateFormula
from xlcost.cost_accounting.line_check import Line
from xlcost.cost_accounting.posting import Posting, next_budget_entry_no
from xlcost.cost_accounting.setup import checked_setup
from xlcost.exchange import REPORTING_CURRENCY_READS
from xlcost.operations import ALL, Reads, Result, operation
from xlcost.parameters import Amount, CodeText, Flag, Parameters, Whole
from xlcost.problems import Problem, fail, problem
from xlcost.rules.dates import DateFormulaError, apply_formula
from xlcost.rules.money import CENT, WIDE, rounded, total
from xlcost.tables.cost_accounting import (
    CostAccountingSetup,
    CostBudgetEntry,
    CostBudgetName,
    CostBudgetRegister,
    CostCenter,
    CostEntry,
    CostEntrySource,
    CostObject,
    CostRegister,
    CostType,
)
from xlcost.tables.general_ledger import GLBudgetName, GLSetup, UserSetup

BUDGET_READS: Reads = {CostBudgetEntry: ALL, CostBudgetName: "name", CostBudgetRegister: ALL}
_ONE = Decimal(1)


class BudgetPair(CostFilters):
    """From one budget to another."""

    source_budget: CodeText = ""
    """Budget to read."""
    target_budget: CodeText = ""
    """Budget to write to; it must exist."""
    date_formula: DateFormula = ""
    """Applied to the date of each entry, with several copies to that of the copy before; blank leaves the date."""


class Overrides(BudgetPair):
    """Type, center and object that the copies get instead of their own."""

    cost_type_no: CodeText = ""
    """Cost type instead of the entry's own."""
    cost_center_code: CodeText = ""
    """Cost center instead of the entry's center or object."""
    cost_object_code: CodeText = ""
    """Cost object instead of the entry's center or object."""

    @field_validator("cost_object_code")
    @classmethod
    def _not_both(cls, value: str, info: ValidationInfo) -> str:
        if value and info.data.get("cost_center_code"):
            raise ValueError("is given beside cost_center_code; give one of the two")
        return value

    def place(self, center: str, cost_object: str) -> tuple[str, str]:
        """The given center or object instead of the entry's own; never both."""
        if self.cost_center_code or self.cost_object_code:
            return self.cost_center_code, self.cost_object_code
        return center, cost_object


class CopyParameters(Overrides):
    """What `copy_cost_budget` is told."""

    factor: Amount = _ONE
    """Factor on every amount; not 0."""
    copies: Whole = 1
    """Number of copies; several need a date formula."""


def check_copies(copies: int, date_formula: str) -> None:
    """Copies >= 1 (`BUDGET_COPIES`), more than one needs a formula (`BUDGET_DATE_FORMULA`)."""
    if copies < 1:
        raise fail("BUDGET_COPIES", copies=copies)
    if copies > 1 and not date_formula:
        raise fail("BUDGET_DATE_FORMULA", copies=copies)


def check_target(books: Books, parameters: BudgetPair, names: type[CostBudgetName] | type[GLBudgetName]) -> None:
    """The target is named and exists, else `BUDGET_NO_TARGET`."""
    table = books[names]
    if not parameters.target_budget or table.get(parameters.target_budget) is None:
        raise fail("BUDGET_NO_TARGET", table.where(), budget_name=parameters.target_budget or "(blank)")


def moved(day: date, formula: str) -> date:
    """The date formula applied; a result outside the calendar fails."""
    try:
        return apply_formula(day, formula)
    except DateFormulaError as fault:
        raise fail("PLAN_INVALID", why=str(fault)) from None


def copy_dates(day: date, formula: str, copies: int) -> list[date]:
    """Dates of the copies 1..n: each is the formula applied to the one before, so that copies march on."""
    dates = [day]
    for _ in range(copies):
        dates.append(moved(dates[-1], formula))
    return dates[1:]


def in_reading_order(entries: Iterable[CostBudgetEntry]) -> list[CostBudgetEntry]:
    """By cost type, date and number."""
    return sorted(entries, key=lambda row: (row.cost_type_no, row.date or date.min, row.entry_no))


def source_entries(books: Books, budget_name: str, filters: CostFilters) -> list[CostBudgetEntry]:
    """The entries of a budget that pass the filters, in reading order."""
    test = filters.passes()
    return in_reading_order(row for row in books[CostBudgetEntry].rows if row.budget_name == budget_name and test(row))


def copy_text(budget_name: str) -> str:
    """Description of a copied entry."""
    return f"Copy of cost budget {budget_name}"


@operation("copy_cost_budget", CopyParameters, reads=BUDGET_READS)
def copy_cost_budget(books: Books, parameters: CopyParameters) -> Result:
    """Copy a cost budget into another one (or the same), once or several times, by a factor and a date formula.

    Result: `created`. Spec 1, 8.1.
    """
    if not parameters.factor:
        raise fail("BUDGET_FACTOR", factor=parameters.factor)
    check_copies(parameters.copies, parameters.date_formula)
    check_source(books, parameters.source_budget)
    check_target(books, parameters, CostBudgetName)
    register_typed_entries(books)
    number = next_budget_entry_no(books)
    copies: list[CostBudgetEntry] = []
    for entry in source_entries(books, parameters.source_budget, parameters):
        for day in copy_dates(entry.date or date.min, parameters.date_formula, parameters.copies):
            copies.append(_copy(books, entry, parameters, number + len(copies), day))
    return _written(books, "Manual", copies)


def _copy(books: Books, entry: CostBudgetEntry, parameters: CopyParameters, number: int, day: date) -> CostBudgetEntry:
    center, cost_object = parameters.place(entry.cost_center_code, entry.cost_object_code)
    return replace(  # type: ignore[call-arg]  # every row has sheet_row, which `table` adds
        entry,
        sheet_row=0,
        entry_no=number,
        budget_name=parameters.target_budget,
        cost_type_no=parameters.cost_type_no or entry.cost_type_no,
        cost_center_code=center,
        cost_object_code=cost_object,
        date=day,
        amount=rounded(WIDE.multiply(entry.amount, parameters.factor), CENT),
        description=copy_text(parameters.source_budget),
        allocated=False,
        allocated_with_journal_no=0,
        last_modified_by_user=user_id(books),
        last_date_modified=work_date(books),
    )


def _written(books: Books, source: str, entries: list[CostBudgetEntry]) -> Result:
    """New budget entries and their register; without any nothing changes."""
    if not entries:
        books.rollback()
        return Result({"created": 0}, nothing_to_do=True)
    books[CostBudgetEntry].append(*entries)
    add_register(books, source, entries)
    return Result({"created": len(entries)})


class BudgetParameters(Parameters):
    """An operation on one budget."""

    budget_name: CodeText = ""
    """Budget to compress."""


@operation("compress_cost_budget", BudgetParameters, reads=BUDGET_READS)
def compress_cost_budget(books: Books, parameters: BudgetParameters) -> Result:
    """Merge the entries of a cost budget that are equal in type, center, object and date.

    The first entry of a group keeps its text; open and allocated entries stay apart. A merged group that adds up to
    0 is deleted, except the last group, which stays with amount 0. Result: `compressed` (entries merged away).
    Spec 1, 8.5.
    """
    check_source(books, parameters.budget_name)
    register_typed_entries(books)
    table = books[CostBudgetEntry]
    rows = sorted((row for row in table.rows if row.budget_name == parameters.budget_name), key=_compress_order)
    groups = [list(group) for _, group in groupby(rows, key=_compress_key)]
    gone: list[CostBudgetEntry] = []
    for number, group in enumerate(groups, 1):
        if len(group) > 1:
            gone += _merged_away(books, group, is_last=number == len(groups))
    if not gone:
        books.rollback()
        return Result({"compressed": 0}, nothing_to_do=True)
    table.remove(gone)
    refresh_register_amounts(books)
    return Result({"compressed": len(gone)})


def _compress_key(row: CostBudgetEntry) -> tuple[str, str, str, date, bool]:
    return row.cost_type_no, row.cost_center_code, row.cost_object_code, row.date or date.min, row.allocated


def _compress_order(row: CostBudgetEntry) -> tuple[tuple[str, str, str, date, bool], int]:
    return _compress_key(row), row.entry_no


def _merged_away(books: Books, group: Sequence[CostBudgetEntry], *, is_last: bool) -> Sequence[CostBudgetEntry]:
    amount = total(row.amount for row in group)
    if not amount and not is_last:
        return group
    books[CostBudgetEntry].update(
        group[0], amount=amount, last_modified_by_user=user_id(books), last_date_modified=work_date(books)
    )
    return group[1:]


class TransferBudgetParameters(CostFilters):
    """Which budget entries become actual costs."""

    budget_name: CodeText = ""
    """Budget to transfer; the date filter must be given too."""
    allocated: Flag | None = None
    """Only entries that are allocated (yes) or open (no); blank = both."""


_TRANSFER_READS: Reads = {
    **BUDGET_READS,
    CostAccountingSetup: ALL,
    CostType: "no type blocked",
    CostCenter: "code line_type blocked",
    CostObject: "code line_type blocked",
    CostEntry: "entry_no cost_type_no posting_date cost_center_code cost_object_code",
    CostEntrySource: "cost_entry_no",
    CostRegister: "no source from_cost_entry_no to_cost_entry_no reversed_by_register_no reverses_register_no",
    GLSetup: "additional_reporting_currency lcy_code allow_posting_from allow_posting_to",
    UserSetup: ALL,
    **REPORTING_CURRENCY_READS,
}


@operation("transfer_budget_to_actual", TransferBudgetParameters, reads=_TRANSFER_READS)
def transfer_budget_to_actual(books: Books, parameters: TransferBudgetParameters) -> Result:
    """Post the entries of a cost budget as actual costs; the budget stays.

    Result: `created`. Warns `BUDGET_ALREADY_TRANSFERRED`. Spec 1, 8.4.
    """
    check_source(books, parameters.budget_name)
    if not parameters.date_filter:
        raise fail("BUDGET_NO_DATES")
    setup = checked_setup(books, source_code="source_code_budget_to_actual")
    check_typed_entries(books)
    register_typed_entries(books)
    entries = [
        row
        for row in source_entries(books, parameters.budget_name, parameters)
        if row.amount and parameters.allocated in {None, row.allocated}
    ]
    warnings = _already_transferred(books, parameters.budget_name, entries)
    posting = Posting(books)
    for entry in entries:
        posting.post(_actual_line(books, entry, setup.source_code_budget_to_actual))
    if posting.is_empty:
        books.rollback()
        return Result({"created": 0}, nothing_to_do=True)
    posted = posting.finish()
    return Result({"created": posted.created}, warnings, debit=posted.debit, credit=posted.credit)


def _actual_line(books: Books, entry: CostBudgetEntry, source_code: str) -> Line:
    table = books[CostBudgetEntry]
    return Line(
        posting_date=entry.date,
        document_no=entry.document_no or "BUDGET",
        amount=entry.amount,
        cost_type_no=entry.cost_type_no,
        cost_center_code=entry.cost_center_code,
        cost_object_code=entry.cost_object_code,
        description=entry.description,
        source_code=source_code,
        allocation_id=entry.allocation_id,
        allocation_description=entry.allocation_description,
        where=lambda column: table.where(entry, "date" if column == "posting_date" else column),
    )


def _already_transferred(books: Books, budget_name: str, entries: Sequence[CostBudgetEntry]) -> list[Problem]:
    """One warning per type, date and place whose costs stand in a Transfer from Budget register already.

    Cost entries do not name their budget, so that of another budget counts too.
    """
    registers = [
        row
        for row in books[CostRegister].rows
        if row.source == "Transfer from Budget" and not row.reversed_by_register_no and not row.reverses_register_no
    ]
    if not registers:
        return []
    index = books[CostEntry].by("cost_type_no", "posting_date", "cost_center_code", "cost_object_code")
    found: dict[tuple[object, ...], Problem] = {}
    for entry in entries:
        key = (entry.cost_type_no, entry.date, entry.cost_center_code, entry.cost_object_code)
        numbers = [row.entry_no for row in index.get(key, [])]
        holder = next(
            (row for row in registers for no in numbers if row.from_cost_entry_no <= no <= row.to_cost_entry_no), None
        )
        if holder is not None and key not in found:
            found[key] = problem(
                "BUDGET_ALREADY_TRANSFERRED",
                books[CostBudgetEntry].where(entry, "amount"),
                budget_name=budget_name,
                cost_type_no=entry.cost_type_no,
                date=entry.date,
                register_no=holder.no,
            )
    return list(found.values())
