"""Dates: date formulas, period ends, date filters, closing dates (spec 1, 0)."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from xlcost.cells import ClosingDate

DateTest = Callable[[date], bool]
_ISO_DAY = re.compile(r"([Cc]?)(\d{4})-(\d{2})-(\d{2})")


class DateFormulaError(ValueError):
    """A date formula or a date text that cannot be read; the message says which part."""


def parse_day(text: str) -> date:
    """ISO text `2026-10-31`, or a closing date `C2026-10-31`. Anything else raises `DateFormulaError`."""
    match = _ISO_DAY.fullmatch(text.strip())
    try:
        closing, year, month, day_of_month = match.groups() if match else ("", "0", "0", "0")
        day = date(int(year), int(month), int(day_of_month))
    except ValueError:
        raise DateFormulaError(f"{text!r} is no date; write it as 2026-10-31") from None
    return ClosingDate(day.year, day.month, day.day) if closing else day


def month_end(day: date) -> date:
    """Last calendar day of the month."""
    return date(day.year, day.month, monthrange(day.year, day.month)[1])


def month_start(day: date) -> date:
    """First calendar day of the month."""
    return date(day.year, day.month, 1)


def plus_months(day: date, months: int) -> date:
    """Month arithmetic that clips the day: 31 January + 1 month = 28 or 29 February."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def period_start(day: date, unit: str) -> date:
    """Start of the calendar day, week (Monday), month, quarter or year (`D W M Q Y`) that holds `day`."""
    return _STARTS[unit](day)


def period_end(day: date, unit: str) -> date:
    """End of the calendar day, week (Sunday), month, quarter or year (`D W M Q Y`) that holds `day`."""
    return _ENDS[unit](day)


_STARTS: dict[str, Callable[[date], date]] = {
    "D": lambda day: day,
    "W": lambda day: day - timedelta(days=day.weekday()),
    "M": month_start,
    "Q": lambda day: date(day.year, day.month - (day.month - 1) % 3, 1),
    "Y": lambda day: date(day.year, 1, 1),
}
_ENDS: dict[str, Callable[[date], date]] = {
    "D": lambda day: day,
    "W": lambda day: day + timedelta(days=6 - day.weekday()),
    "M": month_end,
    "Q": lambda day: month_end(plus_months(_STARTS["Q"](day), 2)),
    "Y": lambda day: date(day.year, 12, 31),
}
_STEPS: dict[str, Callable[[date, int], date]] = {
    "D": lambda day, n: day + timedelta(days=n),
    "W": lambda day, n: day + timedelta(weeks=n),
    "M": plus_months,
    "Q": lambda day, n: plus_months(day, 3 * n),
    "Y": lambda day, n: plus_months(day, 12 * n),
}
_TERM = re.compile(r"([+-]?)(?:C([DWMQY])|(\d+)([DWMQY]))")


def apply_formula(day: date, formula: str) -> date:
    """Apply `[sign]n[D|W|M|Q|Y]` and `CW/CM/CQ/CY` (`-CM` = start) from left to right. Blank leaves the day.

    Raises `DateFormulaError` for anything else, and for a result outside the calendar.
    """
    text = formula.replace(" ", "").replace("<", "").replace(">", "").upper()
    position = 0
    try:
        while position < len(text):
            match = _TERM.match(text, position)
            if match is None:
                raise DateFormulaError(f"date formula {formula!r} cannot be read at {text[position:]!r}")
            day = _apply_term(day, *match.groups())
            position = match.end()
    except (OverflowError, ValueError) as fault:
        if isinstance(fault, DateFormulaError):
            raise
        raise DateFormulaError(f"date formula {formula!r} leaves the calendar") from None
    return day


def _apply_term(day: date, sign: str, current: str | None, count: str, unit: str) -> date:
    if current:
        return period_start(day, current) if sign == "-" else period_end(day, current)
    return _STEPS[unit](day, -int(count) if sign == "-" else int(count))


def date_filter(text: str) -> tuple[date | None, date | None]:
    """A date filter `a..b`, `a..`, `..b` or a single day as (first, last); blank = no bound.

    A range that ends on a plain day leaves that day's closing date out; write `..C2024-12-31` to take it in.
    """
    plain = text.strip()
    if not plain:
        return None, None
    low, dots, high = plain.partition("..")
    first = parse_day(low) if low.strip() else None
    if not dots:
        return first, first
    return first, parse_day(high) if high.strip() else None


def date_test(text: str) -> DateTest:
    """A date filter, alternatives separated by `|`, as a function of a date."""
    ranges = [date_filter(part) for part in text.split("|")]
    return lambda day: any(in_range(day, first, last) for first, last in ranges)


def in_range(day: date, first: date | None, last: date | None) -> bool:
    """Whether the day lies in first..last; a missing bound is open."""
    return (first is None or first <= day) and (last is None or day <= last)
