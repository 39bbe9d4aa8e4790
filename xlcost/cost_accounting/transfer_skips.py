"""Why a G/L entry is skipped, in words: the cell to mend and the facts (spec 1, 3.1 and 11)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from xlcost.books import Books
from xlcost.catalogue import CODES
from xlcost.cost_accounting.line_check import Line
from xlcost.problems import Fact, Problem, Skipped, Where, problem
from xlcost.tables.cost_accounting import CostAccountingSetup
from xlcost.tables.general_ledger import GLAccount, GLEntry

Facts = dict[str, Fact]
_Describe = Callable[[Books, CostAccountingSetup, GLEntry], tuple[Where, Facts]]


def skip_problem(books: Books, setup: CostAccountingSetup, entry: GLEntry, reason: str) -> Problem:
    """The reason why steps 4 to 7 skip an entry."""
    where, facts = _DESCRIPTIONS[reason](books, setup, entry)
    return problem(reason, where, **entry_facts(entry), **facts)


def entry_facts(entry: GLEntry) -> Facts:
    """The facts that every skipped entry carries."""
    return {"gl_entry_no": entry.entry_no, "gl_account_no": entry.gl_account_no}


def netted_to_zero(books: Books, entry: GLEntry, line: Line) -> Problem:
    """The entries of the line add up to 0."""
    where = books[GLEntry].where(entry, "amount")
    facts = {"cost_type_no": line.cost_type_no, "posting_date": line.posting_date}
    return problem("NETS_TO_ZERO", where, **entry_facts(entry), **facts)


def not_postable(entry: GLEntry, failure: Problem) -> Problem:
    """The line check stopped the line of the entry."""
    return replace(failure, facts={**entry_facts(entry), **failure.facts})


def skipped_row(books: Books, entry: GLEntry, reason: Problem) -> Skipped:
    """The entry as a row of `skipped_entries`."""
    return Skipped(
        reason,
        "gl_entries",
        entry.entry_no,
        entry.posting_date,
        entry.document_no,
        entry.description,
        entry.amount,
        will_retry=CODES[reason.code].retry,
        row_at=books[GLEntry].where(entry),
    )


def _entry_cell(column: str) -> _Describe:
    return lambda books, _setup, entry: (books[GLEntry].where(entry, column), {})


def _before_start(books: Books, setup: CostAccountingSetup, entry: GLEntry) -> tuple[Where, Facts]:
    start = setup.starting_date_for_gl_transfer
    return books[GLEntry].where(entry, "posting_date"), {"starting_date": start}


def _closing_date(books: Books, setup: CostAccountingSetup, entry: GLEntry) -> tuple[Where, Facts]:
    del setup
    return books[GLEntry].where(entry, "posting_date"), {"posting_date": entry.posting_date}


def _account_cell(column: str) -> _Describe:
    def describe(books: Books, setup: CostAccountingSetup, entry: GLEntry) -> tuple[Where, Facts]:
        del setup
        account = books[GLAccount].get(entry.gl_account_no)
        return books[GLAccount].where(account, column), {}

    return describe


def _no_place(books: Books, setup: CostAccountingSetup, entry: GLEntry) -> tuple[Where, Facts]:
    center, cost_object = setup.cost_center_dimension, setup.cost_object_dimension
    facts: Facts = {"cost_center_dimension": center, "cost_object_dimension": cost_object}
    return books[GLEntry].where(entry, center), facts


def _unknown_place(dimension_column: str, fact: str) -> _Describe:
    def describe(books: Books, setup: CostAccountingSetup, entry: GLEntry) -> tuple[Where, Facts]:
        dimension = getattr(setup, dimension_column)
        code = entry.dimensions.get(dimension, "")
        return replace(books[GLEntry].where(entry, dimension), value=code), {fact: code}

    return describe


_DESCRIPTIONS: dict[str, _Describe] = {
    "BEFORE_STARTING_DATE": _before_start,
    "ZERO_AMOUNT": _entry_cell("amount"),
    "ACCOUNT_MISSING": _entry_cell("gl_account_no"),
    "BALANCE_SHEET_ACCOUNT": _account_cell("income_balance"),
    "NO_COST_TYPE": _account_cell("no"),
    "CLOSING_DATE": _closing_date,
    "NO_COST_CENTER_OR_OBJECT": _no_place,
    "UNKNOWN_COST_CENTER": _unknown_place("cost_center_dimension", "cost_center_code"),
    "UNKNOWN_COST_OBJECT": _unknown_place("cost_object_dimension", "cost_object_code"),
}
