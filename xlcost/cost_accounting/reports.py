"""Reports over the chart of cost types (spec 1, 9.1 to 9.5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, cast

from xlcost.books import Books
from xlcost.cost_accounting.budget_entries import check_typed_entries
from xlcost.cost_accounting.filters import (
    CurrencyFilters,
    Entry,
    EntryTest,
    ReportFilters,
    outside_calendar,
    remembered,
)
from xlcost.cost_accounting.setup import cost_type_warnings
from xlcost.cost_accounting.shares import SHARE_UNIT
from xlcost.cost_accounting.sums import (
    ChartLine,
    ChartReport,
    Derived,
    LineFigures,
    Sums,
    cost_type_chart,
    credit_of,
    debit_of,
    sums,
)
from xlcost.operations import ALL, Reads, Result, report
from xlcost.parameters import Day, FilterText, Flag, Parameters, one_of
from xlcost.problems import Problem, fail, problem
from xlcost.rules.dates import in_range, month_end, month_start, plus_months
from xlcost.rules.filters import compiled
from xlcost.rules.money import ZERO, rounded
from xlcost.tables.cost_accounting import CostBudgetEntry, CostEntry, CostType
from xlcost.tables.cost_accounting_results import (
    CostAnalysisLine,
    CostBalanceBudgetLine,
    CostStatementBudgetLine,
    CostStatementLine,
    CostStatementPerPeriodLine,
)
from xlcost.tables.general_ledger import AccountingPeriod

STATEMENT_READS: Reads = {
    CostType: "no name type indentation totaling",
    CostEntry: "cost_type_no posting_date amount cost_center_code cost_object_code additional_currency_amount",
    AccountingPeriod: "starting_date closed",
}
_BUDGET_READS: Reads = {**STATEMENT_READS, CostBudgetEntry: ALL}
_TENTH = Decimal("0.1")
Keep = Callable[[ChartLine, LineFigures], bool]


def percent_of(part: Decimal, whole: Decimal, unit: Decimal) -> Decimal:
    """`part` in percent of `whole`, rounded to the unit; 0 when the whole is 0."""
    return rounded(100 * Fraction(part) / Fraction(whole), unit) if whole else ZERO


def percent_column(part: str, whole: str, unit: Decimal) -> Derived:
    """A percent of two figures of the row."""
    places = -int(unit.as_tuple().exponent)
    return Derived(
        lambda row: percent_of(row[part], row[whole], unit),
        f"IF({{{whole}}}=0,0,ROUND({{{part}}}*100/{{{whole}}},{places}))",
    )


def write_chart_report(
    books: Books,
    row_class: type[Any],
    own: Mapping[str, Sums],
    derived: Mapping[str, Derived],
    keep: Keep,
    constant: Mapping[str, Any] | None = None,
    on_first_row: Mapping[str, Any] | None = None,
) -> Result:
    """Write the report table from the sums by cost type: a row per line to keep, live formulas for totals."""
    chart = cost_type_chart(books)
    made = ChartReport(chart, {column: chart.figures(amounts) for column, amounts in own.items()}, derived)
    made.show(keep)
    rows = [
        row_class(**values, **(constant or {}), **(on_first_row or {} if index == 0 else {}))
        for index, values in enumerate(made.rows)
    ]
    books[row_class].replace(rows, made.formulas)
    return Result({"rows": len(rows)}, cost_type_warnings(books))


def shows(no_filter: str, *, suppress: str = "") -> Keep:
    """Lines to keep: number in the filter; `suppress` leaves out lines whose figures are all 0.

    `any` = whatever their type, `posting` = posting lines only, blank = none.
    """
    of_type = compiled(no_filter)

    def keep(line: ChartLine, figures: LineFigures) -> bool:
        if not of_type(line.no):
            return False
        droppable = suppress == "any" or (suppress == "posting" and line.is_posting)
        return not droppable or any(figures.values())

    return keep


def suppressed(flag: bool) -> str:
    """Reports that drop zeros drop posting lines only; headings and totals stay."""
    return "posting" if flag else ""


def actual_sums(books: Books, tests: Mapping[str, EntryTest], amount: str = "amount") -> dict[str, Sums]:
    """Column -> sums of the cost entries that pass its test."""
    return dict(zip(tests, sums(books[CostEntry].rows, list(tests.values()), amount=amount), strict=True))


def budget_sums(books: Books, tests: Mapping[str, EntryTest], budget: str) -> dict[str, Sums]:
    """Column -> sums of the entries of the budgets in a filter that pass its test."""
    check_typed_entries(books)
    of_budget = remembered(compiled(budget))
    entries = [row for row in books[CostBudgetEntry].rows if of_budget(row.budget_name)]
    return dict(zip(tests, sums(entries, list(tests.values())), strict=True))


# ---- 9.1


class StatementParameters(CurrencyFilters):
    """Filters of the statement."""


@report("cost_statement", StatementParameters, reads=STATEMENT_READS)
def cost_statement(books: Books, parameters: StatementParameters) -> Result:
    """Net change by cost type, with totals. Spec 1, 9.1."""
    own = actual_sums(books, {"net_change": parameters.entry_test()}, parameters.amount_column)
    derived = {"debit": debit_of("net_change"), "credit": credit_of("net_change")}
    return write_chart_report(books, CostStatementLine, own, derived, shows(parameters.no_filter))


# ---- 9.2


class StatementBudgetParameters(ReportFilters):
    """Filters of the statement against budget."""

    suppress_zero: Flag = False
    """Leave out every line, totals too, where net change and budget are 0."""


@report("cost_statement_budget", StatementBudgetParameters, reads=_BUDGET_READS)
def cost_statement_budget(books: Books, parameters: StatementBudgetParameters) -> Result:
    """Net change against budget by cost type. Spec 1, 9.2."""
    test = parameters.entry_test()
    own = {**actual_sums(books, {"net_change": test}), **budget_sums(books, {"budget": test}, parameters.budget)}
    derived = {
        "debit": debit_of("net_change"),
        "credit": credit_of("net_change"),
        "percent": percent_column("net_change", "budget", SHARE_UNIT),
    }
    keep = shows(parameters.no_filter, suppress="any" if parameters.suppress_zero else "")
    return write_chart_report(books, CostStatementBudgetLine, own, derived, keep)


# ---- 9.3


class AnalysisColumn(Parameters):
    """A cost center or a cost object; neither = entries without codes."""

    cost_center: FilterText = ""
    cost_object: FilterText = ""


MOST_COLUMNS = 7


class AnalysisParameters(ReportFilters):
    """Columns and filters of the analysis."""

    columns: tuple[AnalysisColumn, ...] = ()
    """Up to seven, as `[{"cost_center": "ADM"}, {"cost_object": "PAINT"}]`."""
    suppress_zero: Flag = False
    """Leave out posting lines with 0 in all columns."""


@report("cost_analysis", AnalysisParameters, reads=STATEMENT_READS)
def cost_analysis(books: Books, parameters: AnalysisParameters) -> Result:
    """Net change by cost type for up to seven cost centers or objects. Spec 1, 9.3."""
    if len(parameters.columns) > MOST_COLUMNS:
        raise fail("PLAN_INVALID", why=f"cost_analysis has at most {MOST_COLUMNS} columns")
    columns = [*parameters.columns, *[AnalysisColumn()] * (MOST_COLUMNS - len(parameters.columns))]
    in_scope = parameters.entry_test()
    tests = {f"col{number}": _column_test(column, in_scope) for number, column in enumerate(columns, 1)}
    own = actual_sums(books, tests)
    keep = shows(parameters.no_filter, suppress=suppressed(parameters.suppress_zero))
    return write_chart_report(books, CostAnalysisLine, own, {}, keep, on_first_row={"legend": _legend(parameters)})


def _legend(parameters: AnalysisParameters) -> str:
    """What the columns show: `Col1 = cost center ADM; Col2 = cost object PAINT`."""
    chosen = [
        f"Col{number} = "
        + (f"cost center {column.cost_center}" if column.cost_center else f"cost object {column.cost_object}")
        for number, column in enumerate(parameters.columns, 1)
        if column.cost_center or column.cost_object
    ]
    return "; ".join(chosen)


def _column_test(column: AnalysisColumn, in_scope: EntryTest) -> EntryTest:
    if column.cost_center and column.cost_object:
        raise fail("PLAN_INVALID", why="a column of cost_analysis names both a cost center and a cost object")
    if not column.cost_center and not column.cost_object:
        return lambda entry: not entry.cost_center_code and not entry.cost_object_code and in_scope(entry)
    of_center, of_object = compiled(column.cost_center), compiled(column.cost_object)
    if column.cost_center:
        return lambda entry: bool(entry.cost_center_code) and of_center(entry.cost_center_code) and in_scope(entry)
    return lambda entry: bool(entry.cost_object_code) and of_object(entry.cost_object_code) and in_scope(entry)


# ---- 9.4

Span = tuple[date | None, date | None]
_DAY = timedelta(days=1)


def _year(start: date, years_back: int) -> Span:
    year = start.year - years_back
    return date(year, 1, 1), date(year, 12, 31)


def _months(start: date, months: int, back: int) -> Span:
    first = plus_months(month_start(start), -back)
    return first, plus_months(first, months) - _DAY


def _whole_periods(months: int) -> Callable[[date, date | None], tuple[Span, Span]]:
    return lambda start, _end: (_months(start, months, 0), _months(start, months, months))


def _same_period(start: date, end: date | None) -> tuple[Span, Span]:
    return (start, end), (plus_months(start, -12), plus_months(end, -12) if end else None)


COMPARISONS: dict[str, Callable[[date, date | None], tuple[Span, Span]]] = {
    "Last Year": lambda start, _end: (_year(start, 0), _year(start, 1)),
    "Last Half Year": _whole_periods(6),
    "Last Quarter": _whole_periods(3),
    "Last Month": _whole_periods(1),
    "Same Period Last Year": _same_period,
}
"""Comparison -> the period and the one compared with, from the starting and ending date; Free takes all as given."""


class PerPeriodParameters(CurrencyFilters):
    """Periods and filters of the statement per period."""

    comparison: Annotated[str, one_of(*COMPARISONS, "Free")] = "Last Year"
    """What the period is compared with; Free takes all four dates as given."""
    starting_date: Day = None
    """A day of the period, or its first day with Same Period Last Year and Free."""
    ending_date: Day = None
    """Last day, for Same Period Last Year and Free."""
    compare_start: Day = None
    """First day compared with, for Free."""
    compare_end: Day = None
    """Last day compared with, for Free."""
    amounts: Annotated[str, one_of("Net Change", "Balance")] = "Net Change"
    """Net change of the periods, or balance at their ends."""
    suppress_zero: Flag = False
    """Leave out posting lines where both are 0."""


@report("cost_statement_per_period", PerPeriodParameters, reads=STATEMENT_READS)
def cost_statement_per_period(books: Books, parameters: PerPeriodParameters) -> Result:
    """A period against another one by cost type. Spec 1, 9.4."""
    dates = _four_dates(parameters)
    in_scope = parameters.entry_test()
    from_start = parameters.amounts == "Net Change"
    tests = {
        "actual": in_days(in_scope, dates["period_start"] if from_start else None, dates["period_end"]),
        "compare": in_days(in_scope, dates["compare_start"] if from_start else None, dates["compare_end"]),
    }
    derived = {
        "actual_debit": debit_of("actual"),
        "actual_credit": credit_of("actual"),
        "compare_debit": debit_of("compare"),
        "compare_credit": credit_of("compare"),
        "difference": Derived(lambda row: row["actual"] - row["compare"], "{actual}-{compare}"),
        "percent": percent_column("actual", "compare", _TENTH),
    }
    own = actual_sums(books, tests, parameters.amount_column)
    keep = shows(parameters.no_filter, suppress=suppressed(parameters.suppress_zero))
    return write_chart_report(books, CostStatementPerPeriodLine, own, derived, keep, dates)


def in_days(in_scope: EntryTest, first: date | None, last: date | None) -> EntryTest:
    """The test with a range of days; an end on a plain day leaves its closing date out."""

    def test(entry: Entry) -> bool:
        day = entry.posting_date if isinstance(entry, CostEntry) else entry.date
        return day is not None and in_range(day, first, last) and in_scope(entry)

    return test


def _four_dates(parameters: PerPeriodParameters) -> dict[str, date]:
    """Period and compared period. `REPORT_DATES_MISSING`, `REPORT_DATES_ORDER`."""
    start, end = parameters.starting_date, parameters.ending_date
    rule = COMPARISONS.get(parameters.comparison)
    if start is None:
        raise fail("REPORT_DATES_MISSING", field="starting_date")
    try:
        spans = rule(start, end) if rule else ((start, end), (parameters.compare_start, parameters.compare_end))
    except (ValueError, OverflowError):
        raise outside_calendar(start) from None
    names = {"period_start": "starting_date", "period_end": "ending_date"}
    dates = dict(
        zip(("period_start", "period_end", "compare_start", "compare_end"), (*spans[0], *spans[1]), strict=True)
    )
    return checked_dates(dates, names)


def checked_dates(dates: Mapping[str, date | None], names: Mapping[str, str]) -> dict[str, date]:
    """All dates given, and in each pair the end not before the start; `names` are those of the parameters."""
    for key, day in dates.items():
        if day is None:
            raise fail("REPORT_DATES_MISSING", field=names.get(key, key))
    found = cast("dict[str, date]", dict(dates))
    days = list(found.values())
    for first, last in zip(days[::2], days[1::2], strict=True):
        if last < first:
            raise fail("REPORT_DATES_ORDER", first=first, last=last)
    return found


# ---- 9.5


class BalanceBudgetParameters(ReportFilters):
    """Dates, budget and filters of the balance against budget."""

    start: Day = None
    """First day of the period."""
    end: Day = None
    """Blank = end of the month of the start."""
    year_start: Day = None
    """Blank = 1 January of the start."""
    year_end: Day = None
    """Blank = 31 December of the start."""
    suppress_zero: Flag = False
    """Leave out posting lines where all five amounts are 0."""


def _difference(actual: str, budget: str, turned_by: str) -> Derived:
    """Actual - budget, turned round when the figure `turned_by` is negative."""

    def value(row: LineFigures) -> Decimal:
        difference = row[actual] - row[budget]
        return -difference if row[turned_by] < 0 else difference

    formula = f"IF({{{turned_by}}}<0,{{{budget}}}-{{{actual}}},{{{actual}}}-{{{budget}}})"
    return Derived(value, formula)


_BALANCE_BUDGET_DERIVED = {
    "act_diff": _difference("act", "act_budget", "act_budget"),
    "act_pct": percent_column("act", "act_budget", _TENTH),
    "ytd_diff": _difference("ytd", "ytd_budget", "ytd"),
    "ytd_pct": percent_column("ytd", "ytd_budget", _TENTH),
    "share_year_act_pct": percent_column("ytd", "year_budget", _TENTH),
    "share_year_bud_pct": percent_column("ytd_budget", "year_budget", _TENTH),
}


@report("cost_balance_budget", BalanceBudgetParameters, reads=_BUDGET_READS)
def cost_balance_budget(books: Books, parameters: BalanceBudgetParameters) -> Result:
    """Period, year to date and year against budget by cost type. Spec 1, 9.5."""
    dates = _balance_dates(parameters)
    in_scope = parameters.entry_test()
    period = in_days(in_scope, dates["start"], dates["end"])
    to_date = in_days(in_scope, dates["year_start"], dates["end"])
    year = in_days(in_scope, dates["year_start"], dates["year_end"])
    own: dict[str, Sums] = {
        **actual_sums(books, {"act": period, "ytd": to_date}),
        **budget_sums(books, {"act_budget": period, "ytd_budget": to_date, "year_budget": year}, parameters.budget),
    }
    keep = shows(parameters.no_filter, suppress=suppressed(parameters.suppress_zero))
    result = write_chart_report(books, CostBalanceBudgetLine, own, _BALANCE_BUDGET_DERIVED, keep)
    result.problems += _missing_filters(parameters)
    return result


def _balance_dates(parameters: BalanceBudgetParameters) -> dict[str, date]:
    start = parameters.start
    if start is None:
        raise fail("REPORT_DATES_MISSING", field="Start")
    return checked_dates(
        {
            "start": start,
            "end": parameters.end or month_end(start),
            "year_start": parameters.year_start or date(start.year, 1, 1),
            "year_end": parameters.year_end or date(start.year, 12, 31),
        },
        {},
    )


def _missing_filters(parameters: BalanceBudgetParameters) -> list[Problem]:
    found = []
    if not parameters.cost_center_filter and not parameters.cost_object_filter:
        found.append(problem("REPORT_FILTER_MISSING", field="Filter for cost centers or cost objects"))
    if not parameters.budget:
        found.append(problem("REPORT_FILTER_MISSING", field="Budget"))
    return found
