"""Deleting old cost entries (spec 1, 6.5)."""

from __future__ import annotations

from xlcost.books import Books
from xlcost.context import needed_work_date
from xlcost.operations import Result, operation
from xlcost.parameters import Day, Flag, Parameters
from xlcost.problems import fail
from xlcost.tables.cost_accounting import CostEntry

_MINIMUM_AGE = 365


class OldEntriesParameters(Parameters):
    """`year_end` = 31 December of the last year to delete."""

    year_end: Day = None
    """31 December; entries dated up to it are deleted."""
    strict: Flag = False
    """Fail with `OLD_NONE` when there is nothing to delete."""


@operation("delete_old_cost_entries", OldEntriesParameters, reads={CostEntry: "entry_no posting_date"})
def delete_old_cost_entries(books: Books, parameters: OldEntriesParameters) -> Result:
    """Delete all cost entries up to a year end at least a year ago; registers and sources of the entries stay."""
    day = parameters.year_end
    table = books[CostEntry]
    if day is None or (day.month, day.day) != (12, 31):
        raise fail("OLD_NOT_YEAR_END", year_end=day or "blank")
    today = needed_work_date(books)
    if today.toordinal() - day.toordinal() < _MINIMUM_AGE:
        raise fail("OLD_TOO_RECENT", year_end=day, work_date=today)
    old = [entry for entry in table.rows if entry.posting_date <= day]
    if not old and parameters.strict:
        raise fail("OLD_NONE", table.where(), year_end=day)
    table.remove(old)
    return Result(counts={"deleted": len(old)}, nothing_to_do=not old)
