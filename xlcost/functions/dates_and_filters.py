"""Period bounds, date formulas and code filters (spec 1, 0)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from xlcost.functions.registry import Cell, function
from xlcost.rules.dates import apply_formula, period_end, period_start
from xlcost.rules.filters import matches
from xlcost.tables.kinds import CODE, DAY, TEXT, option_kind

UNITS = {"Day": "D", "Week": "W", "Month": "M", "Quarter": "Q", "Year": "Y"}
PERIOD = option_kind(tuple(UNITS), aliases=tuple((letter, word) for word, letter in UNITS.items()))


@function("PERIODSTART", example='=XLCOST.PERIODSTART("2026-08-15","Quarter")')
def start_of_period(
    day: Annotated[dt.date, Cell(DAY, "A day of the period")],
    period: Annotated[str, Cell(PERIOD, "Day, Week, Month, Quarter or Year; left out = Month")] = "Month",
) -> dt.date:
    """First day of the calendar day, week, month, quarter or year that holds a day."""
    return period_start(day, UNITS[period])


@function("PERIODEND", example='=XLCOST.PERIODEND("2026-08-15","Quarter")')
def end_of_period(
    day: Annotated[dt.date, Cell(DAY, "A day of the period")],
    period: Annotated[str, Cell(PERIOD, "Day, Week, Month, Quarter or Year; left out = Month")] = "Month",
) -> dt.date:
    """Last day of the calendar day, week, month, quarter or year that holds a day."""
    return period_end(day, UNITS[period])


@function("DATEFORMULA", example='=XLCOST.DATEFORMULA("2026-01-31","1M+CM")')
def date_formula(
    day: Annotated[dt.date, Cell(DAY, "The day to start from")],
    formula: Annotated[str, Cell(CODE, "Terms from left to right: 1M, -2W, CM = end of month, -CQ = start of quarter")],
) -> dt.date:
    """A day moved by a date formula such as 1M+CM; -CM is the start of the month."""
    return apply_formula(day, formula)


@function("FILTERMATCH", example='=XLCOST.FILTERMATCH("8910","8904..8924|9*")')
def filter_match(
    code: Annotated[str, Cell(CODE, "The code; blank is a code too")] = "",
    filter_text: Annotated[str, Cell(TEXT, "Filter: 8904..8924, 9*, <>X, joined with | and &; blank = all")] = "",
) -> bool:
    """Whether a code passes a filter; ranges compare codes as text."""
    return matches(filter_text, code)
