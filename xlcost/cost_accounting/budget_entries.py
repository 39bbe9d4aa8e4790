"""Rows of cost budgets that the user typed: their check, their numbers, their registers (spec 1, 1.9)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from xlcost.books import Books
from xlcost.context import user_id, work_date
from xlcost.cost_accounting.posting import next_budget_entry_no
from xlcost.problems import fail
from xlcost.rules.captions import caption_of
from xlcost.rules.money import ZERO, total
from xlcost.tables.cost_accounting import CostBudgetEntry, CostBudgetName, CostBudgetRegister
from xlcost.tables.general_ledger import GLBudgetEntry, GLBudgetName


def check_typed_entries(books: Books) -> None:
    """Every budget row has date, budget name, cost type, and either a center or an object.

    Raises `BUDGET_ENTRY_FIELD_BLANK`, `BUDGET_ENTRY_NO_CC_OR_CO`, `BUDGET_ENTRY_CC_AND_CO`, in that order.
    """
    for row in books[CostBudgetEntry].rows:
        if not (row.date and row.budget_name and row.cost_type_no) or bool(row.cost_center_code) == bool(
            row.cost_object_code
        ):
            _refuse(books, row)


def _refuse(books: Books, row: CostBudgetEntry) -> None:
    table = books[CostBudgetEntry]
    for column in ("date", "budget_name", "cost_type_no"):
        if not getattr(row, column):
            where = table.where(row, column)
            raise fail("BUDGET_ENTRY_FIELD_BLANK", where, field=caption_of(column), entry_no=row.entry_no)
    where = table.where(row, "cost_center_code")
    if not row.cost_center_code:
        raise fail("BUDGET_ENTRY_NO_CC_OR_CO", where, entry_no=row.entry_no)
    raise fail(
        "BUDGET_ENTRY_CC_AND_CO",
        where,
        entry_no=row.entry_no,
        cost_center_code=row.cost_center_code,
        cost_object_code=row.cost_object_code,
    )


def is_budget(
    books: Books,
    name: str,
    names: type[CostBudgetName] | type[GLBudgetName] = CostBudgetName,
    entries: type[CostBudgetEntry] | type[GLBudgetEntry] = CostBudgetEntry,
) -> bool:
    """Whether there is a budget of the name. Entries are enough, since names without a description need no row."""
    table: Any = books[entries]
    return books[names].get(name) is not None or any(row.budget_name == name for row in table.rows)


def check_source(
    books: Books,
    name: str,
    names: type[CostBudgetName] | type[GLBudgetName] = CostBudgetName,
    entries: type[CostBudgetEntry] | type[GLBudgetEntry] = CostBudgetEntry,
) -> None:
    """A budget to read from is named and exists, else `BUDGET_NO_SOURCE`."""
    if not name or not is_budget(books, name, names, entries):
        raise fail("BUDGET_NO_SOURCE", books[names].where(), budget_name=name or "(blank)")


def register_typed_entries(books: Books) -> None:
    """Check the budget rows, number those without a number and register them, bring changed sums up to date.

    New rows get the next numbers in sheet order. Each run of rows of one budget extends the last register when that
    one is Manual, open, of the same budget and ends directly before, else makes a Manual register.
    """
    check_typed_entries(books)
    table = books[CostBudgetEntry]
    typed = [row for row in table.rows if not row.entry_no]
    number = next_budget_entry_no(books)
    run: list[CostBudgetEntry] = []
    for row in typed:
        if run and run[-1].budget_name != row.budget_name:
            _register_manual(books, run)
            run = []
        table.update(row, entry_no=number, last_modified_by_user=user_id(books), last_date_modified=work_date(books))
        number += 1
        run.append(row)
    if run:
        _register_manual(books, run)
    refresh_register_amounts(books)


def _register_manual(books: Books, run: list[CostBudgetEntry]) -> None:
    table = books[CostBudgetRegister]
    last = max(table.rows, key=lambda row: row.no, default=None)
    first_no, last_no, amount = run[0].entry_no, run[-1].entry_no, total(row.amount for row in run)
    if (
        last is not None
        and last.source == "Manual"
        and not last.closed
        and last.cost_budget_name == run[0].budget_name
        and last.to_cost_budget_entry_no == first_no - 1
    ):
        table.update(
            last,
            to_cost_budget_entry_no=last_no,
            no_of_entries=last.no_of_entries + len(run),
            amount=last.amount + amount,
        )
    else:
        add_register(books, "Manual", run)


def add_register(
    books: Books, source: str, entries: list[CostBudgetEntry], *, gl_first: int = 0, gl_last: int = 0
) -> None:
    """A register for a run of new budget entries of one budget, with count and sum."""
    table = books[CostBudgetRegister]
    table.append(
        CostBudgetRegister(
            no=table.next_number(),
            source=source,
            cost_budget_name=entries[0].budget_name,
            from_budget_entry_no=gl_first,
            to_budget_entry_no=gl_last,
            from_cost_budget_entry_no=entries[0].entry_no,
            to_cost_budget_entry_no=entries[-1].entry_no,
            no_of_entries=len(entries),
            amount=total(row.amount for row in entries),
            closed=False,
            level=0,
            journal_batch_name="",
            processed_date=work_date(books),
            user_id=user_id(books),
        )
    )


def refresh_register_amounts(books: Books) -> None:
    """The amount of every budget register = sum of the entries that it holds now."""
    table = books[CostBudgetRegister]
    for row, amount in _sums(table.rows, books[CostBudgetEntry].rows).items():
        if row.amount != amount:
            table.update(row, amount=amount)


def _sums(
    registers: Iterable[CostBudgetRegister], entries: Iterable[CostBudgetEntry]
) -> Mapping[CostBudgetRegister, Decimal]:
    """Registers hold ranges of numbers that do not overlap."""
    ordered = sorted(registers, key=lambda row: row.from_cost_budget_entry_no)
    starts = [row.from_cost_budget_entry_no for row in ordered]
    sums = dict.fromkeys(ordered, ZERO)
    for entry in entries:
        index = bisect_right(starts, entry.entry_no) - 1
        if index >= 0 and entry.entry_no <= ordered[index].to_cost_budget_entry_no:
            sums[ordered[index]] += entry.amount
    return sums
