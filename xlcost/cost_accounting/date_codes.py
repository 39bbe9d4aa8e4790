"""Date codes of dynamic allocation bases: the range of days that a code means on a work date (spec 1, 5.2)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from xlcost.rules.dates import month_end, month_start, period_end, period_start, plus_months

Range = tuple[date | None, date | None]
"""First and last day; None = open."""
EVERYTHING: Range = (None, None)
_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)


class NoPeriod(Exception):  # noqa: N818  a gap in the user's accounting periods; the caller makes a problem of it
    """A date code that the accounting periods do not reach; the argument is the code of the problem."""


@dataclass(frozen=True, slots=True)
class Periods:
    """First days of the accounting periods and of the fiscal years, ascending."""

    starts: tuple[date, ...]
    years: tuple[date, ...]

    @classmethod
    def of(cls, periods: Iterable[tuple[date, bool]]) -> Periods:
        """From pairs of first day and whether a fiscal year begins with it, in any order."""
        ordered = sorted(periods)
        return cls(tuple(first for first, _ in ordered), tuple(first for first, new_year in ordered if new_year))


def date_range(code: str, work_date: date, periods: Periods) -> Range:
    """Days that the date code means; ends are plain days, so the closing date of the last day is out.

    A blank code, or no accounting periods at all, means everything. Otherwise a period after the work date and a
    fiscal year that begins later must exist, whatever the code: `NoPeriod` ("ALLOC_NO_PERIOD"), as for a period that
    the code means and that is missing. A previous year that is missing is `NoPeriod` ("ALLOC_NO_PREVIOUS_YEAR").
    """
    if not code or not periods.starts:
        return EVERYTHING
    if not periods.years or periods.years[-1] <= work_date:
        raise NoPeriod("ALLOC_NO_PERIOD")
    try:
        return DATE_CODES[code](work_date, periods)
    except (ValueError, OverflowError):  # a work date at the ends of the calendar
        raise NoPeriod("ALLOC_NO_PREVIOUS_YEAR") from None


def _holding(starts: tuple[date, ...], day: date, back: int, fault: str) -> Range:
    """The stretch between two first days that holds `day`, or the one `back` stretches before it."""
    index = bisect_right(starts, day) - 1 - back
    if index < 0 or index + 1 >= len(starts):
        raise NoPeriod(fault)
    return starts[index], starts[index + 1] - _DAY


def _week(work_date: date, _periods: Periods) -> Range:
    return period_start(work_date, "W"), period_end(work_date, "W")


def _last_week(work_date: date, periods: Periods) -> Range:
    return _week(work_date - _WEEK, periods)


def _month(day: date, _periods: Periods) -> Range:
    return month_start(day), month_end(day)


def _year(day: date, _periods: Periods) -> Range:
    return date(day.year, 1, 1), date(day.year, 12, 31)


def _months_back(months: int) -> Callable[[date, Periods], Range]:
    return lambda work_date, periods: _month(plus_months(month_start(work_date), -months), periods)


def _of_last_year(work_date: date, periods: Periods) -> tuple[Range, Range]:
    """The period of a year ago and the last fiscal year; the codes that mean one of them need both."""
    fault = "ALLOC_NO_PREVIOUS_YEAR"
    period = _holding(periods.starts, plus_months(work_date, -12), 0, fault)
    return period, _holding(periods.years, work_date, 1, fault)


DATE_CODES: dict[str, Callable[[date, Periods], Range]] = {
    "Week": _week,
    "Last Week": _last_week,
    "Month": _month,
    "Last Month": _months_back(1),
    "Month of Last Year": _months_back(12),
    "Year": _year,
    "Last Year": lambda work_date, periods: _year(date(work_date.year - 1, 1, 1), periods),
    "Period": lambda work_date, periods: _holding(periods.starts, work_date, 0, "ALLOC_NO_PERIOD"),
    "Last Period": lambda work_date, periods: _holding(periods.starts, work_date, 1, "ALLOC_NO_PERIOD"),
    "Period of Last Year": lambda work_date, periods: _of_last_year(work_date, periods)[0],
    "Fiscal Year": lambda work_date, periods: _holding(periods.years, work_date, 0, "ALLOC_NO_PERIOD"),
    "Last Fiscal Year": lambda work_date, periods: _of_last_year(work_date, periods)[1],
}
"""Date code -> range of days, all counted from the work date."""
