"""Average cost periods (spec 2, 7.1) and the first day on which inventory may be posted (spec 2, 10.1 and 10.2)."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable

from xlcost.books import Books
from xlcost.context import PostingRange
from xlcost.rules.dates import period_end
from xlcost.tables.general_ledger import AccountingPeriod, GLSetup
from xlcost.tables.inventory import InventoryPeriod, InventorySetup

END_OF_TIME = dt.date.max
_DAY = dt.timedelta(days=1)
_UNITS = {"Day": "D", "Week": "W", "Month": "M", "Quarter": "Q"}


class AveragePeriods:
    """The average cost period of a date and the calculation type that governs it."""

    def __init__(self, books: Books) -> None:
        setup = books.one(InventorySetup)
        self._period, self._calc_type = setup.average_cost_period, setup.average_cost_calc_type
        periods = sorted(books[AccountingPeriod].rows, key=lambda row: row.starting_date)
        self._starts = [row.starting_date for row in periods]
        self._years = [row for row in periods if row.new_fiscal_year]
        self._year_starts = [row.starting_date for row in self._years]
        self._ends: dict[dt.date, dt.date] = {}

    def end_of(self, day: dt.date) -> dt.date:
        """Last day of the average cost period that holds the day; never beyond the end of its fiscal year."""
        end = self._ends.get(day)
        if end is None:
            year = self._year_of(day)
            period = (year and year.average_cost_period) or self._period
            unit = _UNITS.get(period)
            end = _calendar_end(day, unit) if unit else _day_before_next(self._starts, day)
            end = self._ends[day] = min(end, _day_before_next(self._year_starts, day))
        return end

    def calc_type(self, day: dt.date) -> str:
        """What one average is taken over on that day: Item, or Item & Location & Variant."""
        year = self._year_of(day)
        return (year and year.average_cost_calc_type) or self._calc_type

    def by_item(self, day: dt.date) -> bool:
        """Whether one average is taken over the whole item on that day."""
        return self.calc_type(day) == "Item"

    def _year_of(self, day: dt.date) -> AccountingPeriod | None:
        index = bisect_right(self._year_starts, day)
        return self._years[index - 1] if index else None


def _calendar_end(day: dt.date, unit: str) -> dt.date:
    try:
        return period_end(day, unit)
    except (OverflowError, ValueError):
        return END_OF_TIME


def _day_before_next(starts: list[dt.date], day: dt.date) -> dt.date:
    index = bisect_right(starts, day)
    return starts[index] - _DAY if index < len(starts) else END_OF_TIME


def closed_until(books: Books) -> dt.date | None:
    """Ending date of the last closed inventory period; None when none is closed."""
    return max((row.ending_date for row in books[InventoryPeriod].rows if row.closed), default=None)


def company_range(books: Books) -> PostingRange:
    """The permitted posting dates of the company, whoever the user is."""
    setup = books.one(GLSetup)
    return PostingRange(setup.allow_posting_from, setup.allow_posting_to)


def correction_date(company: PostingRange, closed: dt.date | None) -> Callable[[dt.date], dt.date]:
    """Posting date of an adjustment, from that of the value entry it corrects (spec 2, 10.2).

    The date itself where the company may post on it and its inventory period is open, else the first open day.
    """
    bounds = [company.first] if company.first else []
    if closed and (company.first is None or closed >= company.first):
        bounds.append(closed + _DAY if closed < END_OF_TIME else closed)
    first_open = max(bounds, default=None)

    def dated(day: dt.date) -> dt.date:
        open_day = company.permits(day) and (closed is None or day > closed)
        return day if open_day or first_open is None else first_open

    return dated
