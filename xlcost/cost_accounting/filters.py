"""Filters that reports and budget operations share: dates, cost types, centers, objects (spec 1, 9)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, TypeVar

from pydantic import AfterValidator

from xlcost.parameters import CodeText, FilterText, Flag, Parameters
from xlcost.problems import OperationError, fail
from xlcost.rules.dates import apply_formula, date_test
from xlcost.rules.filters import compiled
from xlcost.tables.cost_accounting import CostBudgetEntry, CostEntry

Entry = CostEntry | CostBudgetEntry
EntryTest = Callable[[Entry], bool]
V = TypeVar("V")


def _is_date_filter(text: str) -> str:
    date_test(text)
    return text


def _is_date_formula(text: str) -> str:
    apply_formula(date(2000, 1, 1), text)
    return text


def outside_calendar(day: date) -> OperationError:
    """The error of a period before the year 1 or after the year 9999."""
    return fail("PLAN_INVALID", why=f"a period around {day} leaves the calendar")


DateFilter = Annotated[CodeText, AfterValidator(_is_date_filter)]
"""A date filter that can be read."""
DateFormula = Annotated[CodeText, AfterValidator(_is_date_formula)]
"""A date formula that can be read."""


class CostFilters(Parameters):
    """The filters; blank = everything."""

    date_filter: DateFilter = ""
    """Days, `2026-01-01..2026-01-31`; blank = all."""
    no_filter: FilterText = ""
    """Cost types (G/L accounts where a G/L budget is read); blank = all."""
    cost_center_filter: FilterText = ""
    """Cost centers; blank = all."""
    cost_object_filter: FilterText = ""
    """Cost objects; blank = all."""

    def entry_test(self) -> EntryTest:
        """Dates and places as one test of an entry; reports use `no_filter` for the lines they show."""
        in_dates, in_place = remembered(date_test(self.date_filter)), self.place_test()

        def test(entry: Entry) -> bool:
            day = entry.posting_date if isinstance(entry, CostEntry) else entry.date
            return in_place(entry.cost_center_code, entry.cost_object_code) and (day is None or in_dates(day))

        return test

    def passes(self) -> EntryTest:
        """All filters as one test of an entry."""
        of_type, rest = remembered(compiled(self.no_filter)), self.entry_test()
        return lambda entry: of_type(entry.cost_type_no) and rest(entry)

    def place_test(self) -> Callable[[str, str], bool]:
        """Center and object filter as one test of their codes."""
        of_center, of_object = (
            remembered(compiled(self.cost_center_filter)),
            remembered(compiled(self.cost_object_filter)),
        )
        return lambda center, cost_object: of_center(center) and of_object(cost_object)


class ReportFilters(CostFilters):
    """The filters of a report."""

    budget: FilterText = ""
    """Cost budgets of the budget figures, where the report has any; blank = all budgets."""


class CurrencyFilters(ReportFilters):
    """The filters of a report on actual costs in either currency."""

    amounts_in_arc: Flag = False
    """Amounts in the additional reporting currency."""

    @property
    def amount_column(self) -> str:
        """The column of the cost entries that is summed."""
        return "additional_currency_amount" if self.amounts_in_arc else "amount"


def remembered(test: Callable[[V], bool]) -> Callable[[V], bool]:
    """The same test, asked once per value: codes and days repeat a thousand times in a ledger."""
    known: dict[V, bool] = {}

    def ask(value: V) -> bool:
        found = known.get(value)
        if found is None:
            found = known[value] = test(value)
        return found

    return ask
