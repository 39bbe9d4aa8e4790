"""Filters that reports and budget operations share: dates, cost types, centers, objects (spec 1, 9)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

from pydantic import AfterValidator

from xlcost.parameters import CodeText, FilterText, Parameters
from xlcost.rules.dates import apply_formula, date_filter, date_test
from xlcost.rules.filters import compiled
from xlcost.tables.cost_accounting import CostBudgetEntry, CostEntry


def _is_date_filter(text: str) -> str:
    date_test(text)
    return text


def _is_date_formula(text: str) -> str:
    apply_formula(date(2000, 1, 1), text)
    return text


DateFilter = Annotated[CodeText, AfterValidator(_is_date_filter)]
"""A date filter that can be read."""
DateFormula = Annotated[CodeText, AfterValidator(_is_date_formula)]
"""A date formula that can be read."""


class CostFilters(Parameters):
    """The filters; blank = everything."""

    date_filter: DateFilter = ""
    no_filter: FilterText = ""
    cost_center_filter: FilterText = ""
    cost_object_filter: FilterText = ""

    def passes(self) -> Callable[[CostEntry | CostBudgetEntry], bool]:
        """All filters as one test of an entry."""
        in_dates, of_type = date_test(self.date_filter), compiled(self.no_filter)
        in_place = self.place_test()

        def test(entry: CostEntry | CostBudgetEntry) -> bool:
            day = entry.posting_date if isinstance(entry, CostEntry) else entry.date
            return (
                of_type(entry.cost_type_no)
                and in_place(entry.cost_center_code, entry.cost_object_code)
                and (day is None or in_dates(day))
            )

        return test

    def place_test(self) -> Callable[[str, str], bool]:
        """Center and object filter as one test of their codes."""
        of_center, of_object = compiled(self.cost_center_filter), compiled(self.cost_object_filter)
        return lambda center, cost_object: of_center(center) and of_object(cost_object)

    @property
    def last_day(self) -> date | None:
        """Upper end of the date filter; None without one."""
        ends = [date_filter(part)[1] for part in self.date_filter.split("|")]
        known = [end for end in ends if end is not None]
        return max(known) if len(known) == len(ends) else None
