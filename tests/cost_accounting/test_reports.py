"""Cost accounting reports: sums against an oracle, live formulas against their values, dates and findings (spec 1, 9)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cost_accounting.allocation_books import DAY, balances, books_of, codes, done, entry, row, run, source, target
from xlcost.books import Books, Table
from xlcost.cells import ClosingDate
from xlcost.problems import OperationError
from xlcost.tables.columns import Row
from xlcost.tables.cost_accounting import (
    CostBudgetEntry,
    CostBudgetName,
    CostEntry,
    CostJournalBatch,
    CostJournalLine,
    CostJournalTemplate,
    CostRegister,
    CostType,
)
from xlcost.tables.cost_accounting_results import (
    CostAllocationMatrixLine,
    CostAllocationRestLine,
    CostAnalysisLine,
    CostBalanceBudgetLine,
    CostBalanceLine,
    CostJournalCheckLine,
    CostRegisterListLine,
    CostStatementBudgetLine,
    CostStatementLine,
    CostStatementPerPeriodLine,
    CostTypeDetailLine,
)
from xlcost.tables.general_ledger import AccountingPeriod
from xlcost.tables.run import RunOptions

# ---- formulas as a spreadsheet would calculate them

_CELL = re.compile(r"\{([^{}@]+)(?:@(\d+)(?::(\d+))?)?\}")


def cell_of(each: Any, column: str) -> Decimal | None:
    """The value in a column, or under a heading that only the run knows."""
    return each.periods.get(column) if isinstance(each, CostBalanceLine) else getattr(each, column)


def calculated(table: Table[Any], index: int, text: str) -> Decimal:
    """The value of a formula from the values of the cells that it names; blanks are 0."""

    def value(match: re.Match[str]) -> str:
        column, first, last = match.groups()
        low = int(first) if first else index
        cells = [cell_of(table.rows[number], column) or Decimal(0) for number in range(low, int(last or low) + 1)]
        return ",".join(f"D('{cell}')" for cell in cells)

    expression = _CELL.sub(value, text)
    assert "{" not in expression
    expression = re.sub(r"(?<![<>])=", "==", expression)
    names = {
        "D": Decimal,
        "SUM": lambda *values: sum(values, Decimal(0)),
        "IF": lambda test, yes, no: yes() if test else no(),
        "ROUND": lambda number, places: number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP),
    }
    lazy = re.sub(r"IF\(([^,]+),([^,]+),(.+)\)$", r"IF(\1,lambda:\2,lambda:\3)", expression)
    return Decimal(eval(lazy, {**names, "__builtins__": {}}))


def check_formulas(table: Table[Any]) -> int:
    for (index, column), text in table.formulas.items():
        assert calculated(table, index, text) == cell_of(table.rows[index], column), (index, column, text)
    return len(table.formulas)


def reported(books: Books, row_class: type[Row], **parameters: Any) -> Table[Any]:
    """The report table after a run, its formulas checked."""
    done(run(books, "report", {"report": row_class.info.id, **parameters}))
    table = books[row_class]
    check_formulas(table)
    return table


def by_no(table: Table[Any]) -> Mapping[str, Any]:
    return {each.no: each for each in table.rows}


# ---- sums over the chart

CHART = [
    ("1000", "Begin-Total", ""), ("1100", "Cost Type", ""), ("1200", "Begin-Total", ""), ("1210", "Cost Type", ""),
    ("1220", "Cost Type", ""), ("1290", "End-Total", "1200..1290"), ("1300", "Heading", ""), ("1310", "Cost Type", ""),
    ("1900", "End-Total", "1000..1900"), ("2000", "Cost Type", ""), ("9000", "Total", "1100|2000"), ("9999", "Total", ".."),
]  # fmt: skip
POSTING = [no for no, kind, _ in CHART if kind == "Cost Type"]
ENTRIES = st.lists(
    st.tuples(
        st.sampled_from([*POSTING, "1250"]),
        st.sampled_from("ABX"),
        st.decimals(-999, 999, places=2),
        st.dates(date(2025, 1, 1), date(2026, 12, 31)),
    ),
    max_size=10,
)
PARTS = list[tuple[str, str, Decimal, date]]


def chart_books(parts: PARTS = [], budgets: PARTS = [], *more: Row) -> Books:  # noqa: B006  never changed
    books = books_of(
        row(CostBudgetName, name="B"),
        *(entry(number, place, amount, cost_type_no=no, posting_date=day)
          for number, (no, place, amount, day) in enumerate(parts, 1)),
        *(row(CostBudgetEntry, entry_no=number, budget_name="B", cost_type_no=no, amount=amount, date=day,
              **{"cost_object_code" if place == "X" else "cost_center_code": place})
          for number, (no, place, amount, day) in enumerate(budgets, 1)),
        *more,
    )  # fmt: skip
    table = books[CostType]
    table.remove(list(table.rows))
    table.append(*(row(CostType, no=no, type=kind, totaling=totaling) for no, kind, totaling in CHART))
    return books


def expected(parts: PARTS, no: str) -> Decimal:
    kind, totaling = next((kind, totaling) for each, kind, totaling in CHART if each == no)
    del kind
    bounds = {"1200..1290": ("1200", "1290"), "1000..1900": ("1000", "1900"), "..": ("", "~")}
    if totaling == "1100|2000":
        return sum((amount for each, _, amount, _ in parts if each in {"1100", "2000"}), Decimal(0))
    low, high = bounds.get(totaling, (no, no))
    return sum((amount for each, _, amount, _ in parts if low <= each <= high), Decimal(0))


@settings(max_examples=300, deadline=None)
@given(ENTRIES, ENTRIES)
def test_every_line_is_the_sum_of_what_it_covers(parts: PARTS, budgets: PARTS) -> None:
    table = reported(chart_books(parts, budgets), CostStatementBudgetLine, budget="B")
    for each in table.rows:
        assert (each.net_change or 0) == expected(parts, each.no)
        assert (each.budget or 0) == expected(budgets, each.no)
        assert (each.debit or 0) - (each.credit or 0) == (each.net_change or 0)
    totals = {each.no: index for index, each in enumerate(table.rows) if each.type in {"Total", "End-Total"}}
    if all(no != "1250" for no, *_ in (*parts, *budgets)):
        assert all(
            (index, column) in table.formulas for index in totals.values() for column in ("net_change", "budget")
        )


@settings(max_examples=200, deadline=None)
@given(ENTRIES, st.sampled_from(("A", "B", "A|B", "<>A")), st.dates(date(2025, 1, 1), date(2026, 12, 31)))
def test_filters_choose_entries_and_lines(parts: PARTS, centers: str, day: date) -> None:
    wanted = {"A": "A", "B": "B", "A|B": "AB", "<>A": "BX"}[centers]
    inside = [part for part in parts if part[1] in wanted and part[3] <= day]
    table = reported(
        chart_books(parts), CostStatementLine, cost_center_filter=centers, date_filter=f"..{day}", no_filter="1*"
    )
    assert {each.no for each in table.rows} == {no for no, *_ in CHART if no.startswith("1")}
    assert all((each.net_change or 0) == expected(inside, each.no) for each in table.rows)


def test_entries_of_a_missing_type_are_in_the_total_and_warned_of() -> None:
    books = chart_books([("1250", "A", Decimal(5), DAY)])
    outcome = done(run(books, "report", {"report": "cost_statement"}))
    assert "CT_DELETE_BALANCE" in codes(outcome)
    table = books[CostStatementLine]
    assert by_no(table)["1290"].net_change == 5
    assert not any(column == "net_change" and table.rows[index].no == "1290" for index, column in table.formulas)


def test_the_statement_in_the_reporting_currency() -> None:
    books = books_of(entry(1, "A", "5", additional_currency_amount=Decimal("7.125")))
    assert by_no(reported(books, CostStatementLine, amounts_in_arc=True))["100"].net_change == Decimal("7.125")


def test_periods_and_details_in_the_reporting_currency() -> None:
    entries = [entry(1, "A", "5", additional_currency_amount=Decimal(4), posting_date=date(2025, 6, 30)),
               entry(2, "A", "-3", additional_currency_amount=Decimal(-2))]  # fmt: skip
    table = reported(books_of(*entries), CostStatementPerPeriodLine, starting_date="2026-01-01", amounts_in_arc=True)
    assert (by_no(table)["100"].actual, by_no(table)["100"].compare, by_no(table)["100"].percent) == (-2, 4, -50)
    details = reported(books_of(*entries), CostTypeDetailLine, date_filter="2026-01-01..", amounts_in_arc=True).rows
    assert [(each.line_type, each.debit, each.credit, each.balance) for each in details] == [
        ("Opening", None, None, 4), ("Entry", 0, 2, 2), ("Total", 0, 2, 2),
    ]  # fmt: skip


def test_suppressing_zeros_drops_any_line_of_the_budget_statement_but_only_posting_lines_elsewhere() -> None:
    parts = [("1100", "A", Decimal(5), DAY)]
    table = reported(chart_books(parts), CostStatementBudgetLine, suppress_zero=True)
    assert set(by_no(table)) == {"1100", "1900", "9000", "9999"}
    table = reported(chart_books(parts), CostAnalysisLine, suppress_zero=True, columns=[{"cost_center": "A"}])
    assert set(by_no(table)) == {"1100", *(no for no, kind, _ in CHART if kind != "Cost Type")}


def test_percents_have_five_places_where_no_other_rounding_is_named() -> None:
    planned = row(CostBudgetEntry, entry_no=1, budget_name="B", cost_type_no="1100", date=DAY, cost_center_code="A",
                  amount=Decimal(3))  # fmt: skip
    books = chart_books([("1100", "A", Decimal(2), DAY)])
    books[CostBudgetEntry].append(planned)
    assert by_no(reported(books, CostStatementBudgetLine))["1100"].percent == Decimal("66.66667")


@pytest.mark.parametrize(
    "given",
    [
        {"report": "cost_statement_per_period", "starting_date": "0001-01-01"},
        {"report": "cost_statement_per_period", "starting_date": "9999-10-01", "comparison": "Last Half Year"},
        {"report": "cost_balances", "period": "Week", "date_filter": "9999-12-01..9999-12-31"},
        {"report": "cost_balances", "period": "Day", "date_filter": "9999-12-01..9999-12-31"},
        {"report": "cost_balances", "date_filter": "2026-01-01..2026-01-31|2026-03-01..2026-03-31"},
    ],
)
def test_dates_that_make_no_periods_are_refused(given: dict[str, str]) -> None:
    outcome = run(chart_books([("1100", "A", Decimal(1), DAY)]), "report", given)
    assert outcome.error is not None
    assert outcome.error.code == "PLAN_INVALID"


@pytest.mark.parametrize("starts", [[], [date(2027, 1, 1)]])
def test_a_matrix_of_accounting_periods_needs_one_that_meets_the_dates(starts: list[date]) -> None:
    books = chart_books([("1100", "A", Decimal(1), DAY)])
    books[AccountingPeriod].append(*(row(AccountingPeriod, starting_date=day) for day in starts))
    names = {"report": "cost_balances", "period": "Accounting Period", "date_filter": "2026-01-01..2026-12-31"}
    outcome = run(books, "report", names)
    assert outcome.error is not None
    assert outcome.error.code == "REPORT_DATES_MISSING"


@pytest.mark.parametrize(("budget", "sum_"), [("", 7), ("B1", 1), ("B1|B4", 5), ("<>B1", 6), ("b*", 7)])
def test_the_budget_is_a_filter(budget: str, sum_: int) -> None:
    books = chart_books([("1100", "A", Decimal(1), DAY)])
    books[CostBudgetEntry].append(
        *(
            row(CostBudgetEntry, entry_no=number, budget_name=f"B{number}", cost_type_no="1100", date=DAY,
                cost_center_code="A", amount=Decimal(number))
            for number in (1, 2, 4)
        )
    )  # fmt: skip
    assert by_no(reported(books, CostStatementBudgetLine, budget=budget))["1100"].budget == sum_
    year = {"budget": budget, "start": DAY}
    assert by_no(reported(books, CostBalanceBudgetLine, **year))["1100"].year_budget == sum_
    if budget:
        shown = by_no(
            reported(books, CostBalanceLine, period="Year", date_filter="2026-01-01..2026-12-31", budget=budget)
        )
        assert shown["1100"].periods["2026 Budget"] == sum_


def test_the_first_row_of_the_analysis_says_what_its_columns_show() -> None:
    chosen = [{"cost_center": "A"}, {}, {"cost_object": "X*"}]
    table = reported(chart_books([("1100", "A", Decimal(5), DAY)]), CostAnalysisLine, columns=chosen)
    legends = [line.legend for line in table.rows]
    assert legends[0] == "Col1 = cost center A; Col3 = cost object X*"
    assert not any(legends[1:])


def test_analysis_columns_are_centers_or_objects_and_the_rest_counts_entries_without_codes() -> None:
    lost = row(CostEntry, entry_no=9, cost_type_no="100", posting_date=DAY, amount=Decimal(4))
    books = books_of(entry(1, "A", "5"), entry(2, "X", "6"), lost)
    line = by_no(reported(books, CostAnalysisLine, columns=[{"cost_center": "A"}, {"cost_object": "X"}]))["100"]
    assert [line.col1, line.col2, line.col3, line.col7] == [5, 6, 4, 4]
    both = run(books, "report", {"report": "cost_analysis", "columns": [{"cost_center": "A", "cost_object": "X"}]})
    many = run(books, "report", {"report": "cost_analysis", "columns": [{"cost_center": "A"}] * 8})
    assert both.error is not None
    assert many.error is not None


@pytest.mark.parametrize(
    ("comparison", "given_dates", "dates"),
    [
        ("Last Year", {}, ("2024-01-01", "2024-12-31", "2023-01-01", "2023-12-31")),
        ("Last Half Year", {}, ("2024-02-01", "2024-07-31", "2023-08-01", "2024-01-31")),
        ("Last Quarter", {}, ("2024-02-01", "2024-04-30", "2023-11-01", "2024-01-31")),
        ("Last Month", {}, ("2024-02-01", "2024-02-29", "2024-01-01", "2024-01-31")),
        ("Same Period Last Year", {"ending_date": "2024-03-10"}, ("2024-02-29", "2024-03-10", "2023-02-28", "2023-03-10")),
        (
            "Free",
            {"ending_date": "2024-03-10", "compare_start": "2020-01-01", "compare_end": "2020-01-02"},
            ("2024-02-29", "2024-03-10", "2020-01-01", "2020-01-02"),
        ),
    ],
)  # fmt: skip
def test_compared_periods(comparison: str, given_dates: dict[str, str], dates: tuple[str, ...]) -> None:
    parameters = {"comparison": comparison, "starting_date": "2024-02-29", **given_dates}
    first = reported(books_of(), CostStatementPerPeriodLine, **parameters).rows[0]
    found = (first.period_start, first.period_end, first.compare_start, first.compare_end)
    assert tuple(day.isoformat() for day in found) == dates


@pytest.mark.parametrize(
    ("report", "parameters", "code"),
    [
        ("cost_statement_per_period", {}, "REPORT_DATES_MISSING"),
        ("cost_statement_per_period", {"comparison": "Free", "starting_date": "2026-01-01"}, "REPORT_DATES_MISSING"),
        (
            "cost_statement_per_period",
            {"comparison": "Same Period Last Year", "starting_date": "2026-01-02", "ending_date": "2026-01-01"},
            "REPORT_DATES_ORDER",
        ),
        ("cost_balance_budget", {}, "REPORT_DATES_MISSING"),
        ("cost_balance_budget", {"start": "2026-01-02", "end": "2026-01-01"}, "REPORT_DATES_ORDER"),
        ("cost_register_list", {"from_register": 2, "to_register": 1}, "REGISTER_RANGE"),
    ],
)
def test_dates_are_checked(report: str, parameters: dict[str, Any], code: str) -> None:
    outcome = run(books_of(), "report", {"report": report, **parameters})
    assert outcome.error is not None
    assert outcome.error.code == code


def test_a_date_filter_that_cannot_be_read_is_refused_before_anything_runs() -> None:
    with pytest.raises(OperationError, match="YESTERDAY"):
        run(books_of(), "report", {"report": "cost_statement", "date_filter": "yesterday"})


def test_differences_turn_round_by_two_different_tests() -> None:
    """Of the period when the budget is negative, of the year to date when the actual is."""
    parts = [("1100", "A", Decimal(-30), DAY), ("2000", "A", Decimal(30), DAY)]
    budgets = [("1100", "A", Decimal(20), DAY), ("2000", "A", Decimal(-20), DAY)]
    table = by_no(reported(chart_books(parts, budgets), CostBalanceBudgetLine, start="2026-06-01", budget="B"))
    assert (table["1100"].act_diff, table["1100"].ytd_diff) == (-50, 50)
    assert (table["2000"].act_diff, table["2000"].ytd_diff) == (-50, 50)


def test_missing_filters_are_warned_of() -> None:
    outcome = done(run(books_of(), "report", {"report": "cost_balance_budget", "start": "2026-06-01"}))
    assert codes(outcome) == ["REPORT_FILTER_MISSING", "REPORT_FILTER_MISSING"]


# ---- entries


def test_details_open_before_the_filter_and_hide_closing_amounts() -> None:
    closing = ClosingDate(2025, 12, 31)
    rows = [
        entry(1, "A", "5", posting_date=closing), entry(2, "A", "-2", posting_date=date(2026, 3, 3)),
        entry(3, "A", "7", posting_date=ClosingDate(2026, 3, 31)), entry(4, "B", "9", cost_type_no="200", posting_date=closing),
    ]  # fmt: skip

    def lines(**parameters: Any) -> list[tuple[Any, ...]]:
        table = reported(books_of(*rows), CostTypeDetailLine, date_filter="2026-01-01..2026-12-31", **parameters)
        return [(each.no, each.line_type, each.debit, each.credit, each.balance) for each in table.rows]

    assert lines() == [
        ("100", "Opening", None, None, 5), ("100", "Entry", 0, 2, 3), ("100", "Entry", 0, 0, 10), ("100", "Total", 0, 2, 10),
    ]  # fmt: skip
    assert lines(closing_entries=True)[2:] == [("100", "Entry", 7, 0, 10), ("100", "Total", 7, 2, 10)]
    assert [line[:2] for line in lines(with_balance=True)][-2:] == [("200", "Opening"), ("200", "Total")]


@settings(max_examples=200, deadline=None)
@given(ENTRIES)
def test_matrices_by_period_add_up_to_the_statement(parts: PARTS) -> None:
    books = chart_books(parts)
    statement = by_no(reported(books, CostStatementLine))
    span = {"date_filter": "2025-01-01..2026-12-31", "period": "Quarter"}
    changes = by_no(reported(books, CostBalanceLine, **span))
    for no, each in changes.items():
        assert sum(each.periods.values()) == (statement[no].net_change or 0)
    balances_at = by_no(reported(books, CostBalanceLine, amounts="Balance at Date", **span))
    for no, each in balances_at.items():
        running = Decimal(0)
        for heading, amount in each.periods.items():
            running += changes[no].periods.get(heading, Decimal(0))
            assert amount == running


@pytest.mark.parametrize("rows", ["Cost Centers", "centers"])
def test_centers_and_budgets_by_month(rows: str) -> None:
    books = chart_books([("1100", "A", Decimal(5), DAY)], [("1100", "A", Decimal(8), DAY)])
    parameters = {"rows": rows, "budget": "B", "date_filter": "2026-06-01..2026-07-31"}
    line = by_no(reported(books, CostBalanceLine, **parameters))["A"]
    assert dict(line.periods) == {
        "2026-06": 5, "2026-06 Budget": 8, "2026-06 Percent": 63, "2026-07": 0, "2026-07 Budget": 0, "2026-07 Percent": 0,
    }  # fmt: skip


# ---- allocations


def allocated_books() -> Books:
    books = books_of(
        source("S1", "A"), target("S1", 1, "B"), target("S1", 2, "X"), source("S2", "B", level=2),
        target("S2", 1, "C", "3", amount_per_share=Decimal(40)), source("S3", "D", level=2),
        entry(1, "A", "100.01"), entry(2, "B", "20"), entry(3, "D", "6"),
    )  # fmt: skip
    done(run(books, "allocate_costs"))
    return books


def test_the_matrix_agrees_with_the_entries() -> None:
    books = allocated_books()
    rows = reported(books, CostAllocationMatrixLine).rows
    flows = [
        (each.sender_cost_center, each.receiver_cost_center or each.receiver_cost_object, each.amount)
        for each in rows
        if each.amount is not None
    ]
    assert flows == [("A", "B", Decimal("50.01")), ("A", "X", Decimal("50.00")), ("B", "C", 120)]
    after = {each.place: each.costs_after for each in rows if each.line_type == "Place" and each.costs_after}
    entries = books[CostEntry].rows
    assert after == {**balances(entries, "cost_center_code"), **balances(entries, "cost_object_code")}
    for number in (2, 1):
        done(run(books, "reverse_cost_register", {"no": number}))
    rows = reported(books, CostAllocationMatrixLine).rows
    assert {each.amount for each in rows if each.line_type == "Flow"} == {0}


def test_the_rest_tells_what_was_left_or_taken_too_much() -> None:
    rows = reported(allocated_books(), CostAllocationRestLine).rows
    found = [(each.id, each.base_amount, each.handed_on, each.rest, each.over_relieved) for each in rows]
    assert found == [
        ("S1", Decimal("100.01"), Decimal("100.01"), 0, False),
        ("S2", Decimal("70.01"), 120, Decimal("-49.99"), True),
        ("S3", 6, 0, 6, False),
    ]


def test_a_reciprocal_source_has_no_rest() -> None:
    books = books_of(
        source("S1", "A", reciprocal=True), target("S1", 1, "B"), target("S1", 2, "C"),
        source("S2", "B", reciprocal=True), target("S2", 1, "A"), target("S2", 2, "C"),
        entry(1, "A", "100"), entry(2, "B", "50"),
    )  # fmt: skip
    done(run(books, "allocate_costs"))
    rows = reported(books, CostAllocationRestLine).rows
    assert [(each.id, each.base_amount, each.rest) for each in rows] == [("S1", 100, 0), ("S2", 50, 0)]
    assert all(each.received for each in rows)


def test_the_register_list_adds_up_each_register() -> None:
    books = allocated_books()
    totals = [each for each in reported(books, CostRegisterListLine).rows if each.line_type == "Total"]
    assert [(each.register_no, each.debit, each.credit) for each in totals] == [
        (each.no, each.debit_amount, each.credit_amount) for each in books[CostRegister].rows
    ]


# ---- journal check


def test_all_findings_of_a_line_are_listed() -> None:
    line = row(
        CostJournalLine, journal_template_name="T", journal_batch_name="B", line_no=1, cost_type_no="100",
        cost_center_code="A", cost_object_code="NONE", bal_cost_type_no="900", amount=Decimal(0),
    )  # fmt: skip
    second = row(
        CostJournalLine, journal_template_name="T", journal_batch_name="B", line_no=2, cost_type_no="200",
        cost_center_code="B", posting_date=DAY, document_no="D", amount=Decimal(3),
    )  # fmt: skip
    books = books_of(
        line, second, row(CostJournalTemplate, name="T"), row(CostJournalBatch, journal_template_name="T", name="B")
    )
    books[CostType].update(books[CostType].rows[0], blocked=True, type="Heading")
    found = [(each.line_no, each.code) for each in reported(books, CostJournalCheckLine).rows]
    assert found == [
        (1, "POSTING_DATE_MISSING"), (1, "DOCUMENT_NO_MISSING"), (1, "AMOUNT_ZERO"), (1, "COST_TYPE_BLOCKED"),
        (1, "COST_TYPE_NOT_POSTING"), (1, "CENTER_AND_OBJECT"), (1, "OBJECT_UNKNOWN"), (1, "BAL_NO_CENTER_OR_OBJECT"),
        (2, "BATCH_OUT_OF_BALANCE"),
    ]  # fmt: skip
    found = [(each.line_no, each.code) for each in reported(books, CostJournalCheckLine, with_errors=False).rows]
    assert found == [(1, ""), (2, "")]
    assert books.one(RunOptions).work_date == DAY
