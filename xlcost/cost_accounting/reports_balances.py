"""Matrix of cost types, centers or objects by period: `cost_balances` (spec 1, 9.9)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import Annotated, Any

from xlcost.books import Books
from xlcost.context import work_date
from xlcost.cost_accounting.budget_entries import check_typed_entries
from xlcost.cost_accounting.filters import CostFilters, Entry, EntryTest, outside_calendar, remembered
from xlcost.cost_accounting.reports import percent_column, shows, suppressed
from xlcost.cost_accounting.setup import cost_type_warnings
from xlcost.cost_accounting.sums import Chart, ChartReport, Derived, Sums, cost_type_chart, place_chart
from xlcost.operations import ALL, Result, report
from xlcost.parameters import FilterText, Flag, one_of
from xlcost.problems import fail
from xlcost.rules.dates import date_filter, period_end, period_start
from xlcost.rules.filters import compiled
from xlcost.rules.money import ZERO
from xlcost.tables.cost_accounting import CostBudgetEntry, CostCenter, CostEntry, CostObject, CostType
from xlcost.tables.cost_accounting_results import CostBalanceLine
from xlcost.tables.general_ledger import AccountingPeriod

UNITS = {"Day": "D", "Week": "W", "Month": "M", "Quarter": "Q", "Year": "Y"}
_DAY = timedelta(days=1)
_MOST_PERIODS = 1000
_WHOLE = Decimal(1)
_SHORT = (("Types", "Cost Types"), ("Centers", "Cost Centers"), ("Objects", "Cost Objects"))


class BalanceParameters(CostFilters):
    """Rows, columns and filters of the matrix."""

    rows: Annotated[str, one_of("Cost Types", "Cost Centers", "Cost Objects", aliases=_SHORT)] = "Cost Types"
    """What the rows are."""
    period: Annotated[str, one_of("Month", "Day", "Week", "Quarter", "Year", "Accounting Period")] = "Month"
    """What the columns are."""
    amounts: Annotated[str, one_of("Net Change", "Balance at Date")] = "Net Change"
    """Net change of the periods, or balance at their ends."""
    budget: FilterText = ""
    """Filled = budget and percent beside each period."""
    suppress_zero: Flag = False
    """Leave out posting lines with 0 in all periods."""

    def counts(self) -> EntryTest:
        """Which entries count, dates aside: the filter of the rows chooses lines, the other two choose entries."""
        of_type, in_place = remembered(compiled(self.no_filter)), self.place_test()
        if self.rows == "Cost Types":
            return lambda entry: in_place(entry.cost_center_code, entry.cost_object_code)
        return lambda entry: of_type(entry.cost_type_no)


@dataclass(frozen=True, slots=True)
class Period:
    """One column: its heading and its days."""

    heading: str
    first: date
    last: date


_HEADINGS: dict[str, Callable[[date], str]] = {
    "Month": lambda day: f"{day:%Y-%m}",
    "Quarter": lambda day: f"{day.year} Q{(day.month + 2) // 3}",
    "Year": lambda day: str(day.year),
}


def periods_between(first: date, last: date, unit: str) -> list[Period]:
    """The calendar periods of a unit that meet first..last, the ends cut to it."""
    found: list[Period] = []
    start = period_start(first, UNITS[unit])
    while start <= last:
        end = period_end(start, UNITS[unit])
        heading = _HEADINGS.get(unit, date.isoformat)(start)
        found.append(Period(heading, max(start, first), min(end, last)))
        if len(found) > _MOST_PERIODS:
            raise fail("PLAN_INVALID", why=f"cost_balances would have more than {_MOST_PERIODS} periods")
        start = end + _DAY
    return found


def accounting_periods(books: Books, first: date, last: date) -> list[Period]:
    """The accounting periods that meet first..last; the last one ends where the filter does.

    `REPORT_DATES_MISSING` when there is none.
    """
    starts = sorted(row.starting_date for row in books[AccountingPeriod].rows)
    ends = [start - _DAY for start in starts[1:]] + [max(last, start) for start in starts[-1:]]
    found = [
        Period(start.isoformat(), max(start, first), min(end, last))
        for start, end in zip(starts, ends, strict=True)
        if start <= last and end >= first
    ]
    if not found:
        field = f"An accounting period between {first} and {last}"
        raise fail("REPORT_DATES_MISSING", books[AccountingPeriod].where(), field=field)
    return found


@report(
    "cost_balances",
    BalanceParameters,
    reads={
        CostType: "no name type indentation totaling",
        CostCenter: "code name line_type indentation totaling sorting_order",
        CostObject: "code name line_type indentation totaling sorting_order",
        CostEntry: "cost_type_no posting_date amount cost_center_code cost_object_code allocated",
        CostBudgetEntry: ALL,
        AccountingPeriod: "starting_date closed",
    },
)
def cost_balances(books: Books, parameters: BalanceParameters) -> Result:
    """Net change or balance of cost types, centers or objects by period, beside the budget if one is named.

    Spec 1, 9.9.
    """
    key, chart = _ROWS[parameters.rows](books)
    first, last = _first_and_last(books, parameters)
    periods = _periods(books, parameters.period, first, last)
    actual = _by_period(books[CostEntry].rows, key, parameters, periods)
    figures = {period.heading: chart.figures(own) for period, own in zip(periods, actual, strict=True)}
    derived: dict[str, Derived] = {}
    if parameters.budget:
        check_typed_entries(books)
        of_budget = remembered(compiled(parameters.budget))
        entries = [row for row in books[CostBudgetEntry].rows if of_budget(row.budget_name)]
        planned = _by_period(entries, key, parameters, periods)
        figures, derived = _with_budget(chart, figures, planned)
    made = ChartReport(chart, figures, derived)
    made.show(shows(getattr(parameters, _ROW_FILTERS[parameters.rows]), suppress=suppressed(parameters.suppress_zero)))
    rows = [_line(values, periods) for values in made.rows]
    books[CostBalanceLine].replace(rows, made.formulas)
    return Result({"rows": len(rows), "periods": len(periods)}, cost_type_warnings(books))


def _periods(books: Books, unit: str, first: date, last: date) -> list[Period]:
    if unit == "Accounting Period":
        return accounting_periods(books, first, last)
    try:
        return periods_between(first, last, unit)
    except (ValueError, OverflowError):
        raise outside_calendar(last) from None


def _with_budget(
    chart: Chart, actual: Mapping[str, list[Decimal]], planned: Sequence[Sums]
) -> tuple[dict[str, list[Decimal]], dict[str, Derived]]:
    """Beside each period its budget, and the actual in percent of it as a whole number."""
    figures: dict[str, list[Decimal]] = {}
    derived: dict[str, Derived] = {}
    for (heading, amounts), own in zip(actual.items(), planned, strict=True):
        figures[heading] = amounts
        figures[f"{heading} Budget"] = chart.figures(own)
        derived[f"{heading} Percent"] = percent_column(heading, f"{heading} Budget", _WHOLE)
    return figures, derived


def _line(values: Mapping[str, Any], periods: Sequence[Period]) -> CostBalanceLine:
    headings = [f"{period.heading}{suffix}" for period in periods for suffix in ("", " Budget", " Percent")]
    return CostBalanceLine(
        no=values["no"],
        name=values["name"],
        type=values["type"],
        indentation=values["indentation"],
        periods={heading: values[heading] for heading in headings if values.get(heading) is not None},
    )


_ROWS: Mapping[str, Callable[[Books], tuple[str, Chart]]] = {
    "Cost Types": lambda books: ("cost_type_no", cost_type_chart(books)),
    "Cost Centers": lambda books: ("cost_center_code", place_chart(books, CostCenter)),
    "Cost Objects": lambda books: ("cost_object_code", place_chart(books, CostObject)),
}


def _first_and_last(books: Books, parameters: BalanceParameters) -> tuple[date, date]:
    """The date filter; an open end is that of the calendar year of the work date."""
    if "|" in parameters.date_filter:
        raise fail("PLAN_INVALID", why="cost_balances needs one range of dates")
    first, last = date_filter(parameters.date_filter)
    today = work_date(books)
    first = first or (date(today.year, 1, 1) if today else None)
    last = last or (date(today.year, 12, 31) if today else None)
    if first is None or last is None:
        raise fail("REPORT_DATES_MISSING", field="date_filter")
    if last < first:
        raise fail("REPORT_DATES_ORDER", first=first, last=last)
    return date.fromordinal(first.toordinal()), date.fromordinal(last.toordinal())


def _by_period(
    entries: Iterable[Entry], key: str, parameters: BalanceParameters, periods: Sequence[Period]
) -> Sequence[Sums]:
    """Sums by code for each period, in one pass; closing dates fall out of net changes and into later balances."""
    test = parameters.counts()
    balance = parameters.amounts == "Balance at Date"
    ends = [period.last for period in periods]
    found: list[dict[str, Decimal]] = [{} for _ in periods]
    for entry in entries:
        day = entry.posting_date if isinstance(entry, CostEntry) else entry.date
        code = getattr(entry, key)
        if day is None or not code or not test(entry):
            continue
        index = bisect_left(ends, day)
        if index < len(periods) and (balance or day >= periods[index].first):
            found[index][code] = found[index].get(code, ZERO) + entry.amount
    return list(accumulate(found, _merged)) if balance else found


def _merged(before: Mapping[str, Decimal], more: Mapping[str, Decimal]) -> dict[str, Decimal]:
    merged = dict(before)
    for code, amount in more.items():
        merged[code] = merged.get(code, ZERO) + amount
    return merged


_ROW_FILTERS = {
    "Cost Types": "no_filter",
    "Cost Centers": "cost_center_filter",
    "Cost Objects": "cost_object_filter",
}
