"""Shares of dynamic bases against a slow oracle; date codes; stale shares (spec 1, 5.2)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cost_accounting.allocation_books import DAY, books_of, codes, done, entry, row, run, source, target
from xlcost.cells import ClosingDate
from xlcost.cost_accounting.allocation import PlannedKeys
from xlcost.cost_accounting.base_totals import Answer, Fact, Question, answers
from xlcost.cost_accounting.date_codes import DATE_CODES, NoPeriod, Periods, date_range
from xlcost.rules.dates import in_range
from xlcost.rules.filters import matches
from xlcost.tables.cost_accounting import CostAllocationTarget, CostBudgetEntry, CostBudgetName, Employee
from xlcost.tables.general_ledger import AccountingPeriod, GLBudgetEntry, GLEntry
from xlcost.tables.inventory import ValueEntry

MANY = settings(max_examples=1000, deadline=None)
CODE = st.sampled_from(("A", "AB", "B", "C", ""))
FILTER = st.sampled_from(("", "", "A", "B", "A*", "A..B", "<>A", "B|C", "..AB", "B..", "<>A&<>B", "?", "''"))
DAYS = st.one_of(
    st.dates(date(2026, 1, 1), date(2026, 1, 9)),
    st.just(ClosingDate(2026, 1, 4)),
    st.none(),
)
FACTS = st.lists(st.tuples(CODE, CODE, CODE, CODE, DAYS, st.decimals(-99, 99, places=2)), max_size=12)
RANGES = st.sampled_from(
    (
        (None, None),
        (date(2026, 1, 1), date(2026, 1, 4)),
        (date(2026, 1, 4), date(2026, 1, 9)),
        (date(2026, 1, 3), date(2026, 1, 3)),
    )
)
QUESTIONS = st.lists(st.builds(Question, st.tuples(FILTER, FILTER, FILTER, FILTER), RANGES), min_size=1, max_size=5)


def slowly(facts: list[Fact], question: Question) -> Answer:
    """Every row looked at for every question."""
    first, last = question.days
    found = [
        fact
        for fact in facts
        if all(matches(text, code) for text, code in zip(question.filters, fact[:4], strict=True))
        and (in_range(fact[4], first, last) if fact[4] is not None else question.days == (None, None))
    ]
    days = [fact[4] for fact in found if fact[4] is not None]
    return Answer(sum((fact[5] for fact in found), Decimal(0)), max(days, default=None))


@MANY
@given(FACTS, QUESTIONS)
def test_shares_equal_a_scan_of_all_rows(facts: list[Fact], questions: list[Question]) -> None:
    assert answers(facts, questions) == [slowly(facts, question) for question in questions]


PERIODS = Periods.of((date(year, month, 1), month == 7) for year in (2023, 2024, 2025, 2026) for month in range(1, 13))


@MANY
@given(st.dates(date(2025, 1, 1), date(2026, 6, 30)), st.sampled_from(sorted(DATE_CODES)))
def test_every_date_code_is_a_whole_stretch_of_its_unit(day: date, code: str) -> None:
    first, last = date_range(code, day, PERIODS)
    assert first is not None
    assert last is not None
    length = (last - first).days + 1
    unit = code.removeprefix("Last ").removesuffix(" of Last Year")
    assert {"Week": {7}, "Month": {28, 29, 30, 31}, "Period": {28, 29, 30, 31}}.get(unit, {365, 366}).issuperset(
        {length}
    )
    if code.endswith("of Last Year"):
        assert (first.year, first.month) == (day.year - 1, day.month)
    elif code.startswith("Last "):
        assert last < day
        assert in_range(last + timedelta(days=1), *date_range(unit, last + timedelta(days=1), PERIODS))
        assert date_range(unit, last, PERIODS) == (first, last)
    else:
        assert first <= day <= last


def test_blank_code_and_no_periods_mean_everything() -> None:
    assert date_range("", DAY, PERIODS) == (None, None)
    assert date_range("Week", DAY, Periods((), ())) == (None, None)


@pytest.mark.parametrize("code", sorted(DATE_CODES))
def test_the_last_fiscal_year_must_be_followed_by_another(code: str) -> None:
    periods = Periods.of((date(2026, month, 1), month == 1) for month in range(1, 13))
    with pytest.raises(NoPeriod, match="ALLOC_NO_PERIOD"):
        date_range(code, date(2026, 5, 5), periods)


def test_last_year_that_the_periods_do_not_hold_fails_with_source_and_line() -> None:
    periods = [
        row(AccountingPeriod, starting_date=date(2026, month, 1), new_fiscal_year=month in {1, 12}) for month in (1, 12)
    ]
    line = target("S", 7, "B", base="Cost Type Entries", date_filter_code="Last Fiscal Year")
    outcome = run(books_of(source("S", "A"), line, *periods), "calculate_allocation_keys")
    assert outcome.error is not None
    assert (outcome.error.code, outcome.error.facts["id"], outcome.error.facts["line_no"]) == (
        "ALLOC_NO_PREVIOUS_YEAR", "S", 7,
    )  # fmt: skip


@pytest.mark.parametrize("code", ["Period of Last Year", "Last Fiscal Year"])
@pytest.mark.parametrize(
    "before",
    [[(date(2024, 6, 1), False)], [(date(2025, 3, 1), True)]],
    ids=["no earlier fiscal year", "no period a year ago"],
)
def test_codes_of_last_year_need_the_period_a_year_ago_and_an_earlier_fiscal_year(
    code: str, before: list[tuple[date, bool]]
) -> None:
    periods = Periods.of([*before, (date(2025, 5, 1), True), (date(2026, 5, 1), True)])
    with pytest.raises(NoPeriod, match="ALLOC_NO_PREVIOUS_YEAR"):
        date_range(code, date(2025, 6, 16), periods)


def test_a_period_before_the_first_one_is_missing() -> None:
    with pytest.raises(NoPeriod, match="ALLOC_NO_PERIOD"):
        date_range("Last Period", date(2026, 5, 5), Periods.of([(date(2026, 1, 1), True), (date(2027, 1, 1), True)]))


@pytest.mark.parametrize("code", ["Last Week", "Last Month", "Month of Last Year", "Last Year", "Period of Last Year"])
def test_there_is_no_year_before_the_first_of_the_calendar(code: str) -> None:
    with pytest.raises(NoPeriod, match="ALLOC_NO_PREVIOUS_YEAR"):
        date_range(code, date(1, 1, 1), Periods.of([(date(1, 1, 1), True), (date(2, 1, 1), True)]))


def share(base: str, *rows: Any, **filters: str) -> Decimal:
    """The share of one line with that base over the rows."""
    line = target("S", 1, "B", "0", base=base, **filters)
    books = books_of(source("S", "A"), line, *rows)
    done(run(books, "calculate_allocation_keys"))
    found: Decimal = books[CostAllocationTarget].rows[0].share
    return found


def test_bases_count_what_they_are_named_after() -> None:
    dimensions = {"DEPARTMENT": "A", "PROJECT": "X"}
    gl = [row(GLEntry, entry_no=1, gl_account_no="100", posting_date=DAY, amount=Decimal(5), dimensions=dimensions)]
    budget = [row(GLBudgetEntry, budget_name="B1", gl_account_no="100", date=DAY, amount=Decimal(6))]
    assert share("G/L Entries", *gl, cost_center_filter="A", cost_object_filter="X", no_filter="1*") == 5
    assert share("G/L Entries", *gl, cost_center_filter="B") == 0
    assert share("G/L Budget Entries", *budget, group_filter="B1") == 6
    assert share("G/L Budget Entries", *budget, group_filter="B2") == 0
    names = [row(CostBudgetName, name="B1")]
    planned = row(
        CostBudgetEntry, budget_name="B1", cost_type_no="100", date=DAY, amount=Decimal(8), cost_center_code="A"
    )
    assert share("Cost Budget Entries", *names, planned, no_filter="100") == 8
    assert share("Cost Type Entries", entry(1, "A", "-9"), entry(2, "X", "2"), cost_object_filter="<>X") == 9


def test_item_bases_keep_sales_and_purchases_apart() -> None:
    rows = [
        row(ValueEntry, entry_no=1, item_no="I", item_ledger_entry_type="Sale", posting_date=DAY,
            inventory_posting_group="G", invoiced_quantity=Decimal("-2.5"), sales_amount_actual=Decimal(30)),
        row(ValueEntry, entry_no=2, item_no="I", item_ledger_entry_type="Purchase", posting_date=DAY,
            inventory_posting_group="H", invoiced_quantity=Decimal(7), purchase_amount_actual=Decimal(70)),
    ]  # fmt: skip
    assert share("Items Sold (Qty.)", *rows) == Decimal("2.5")
    assert share("Items Purchased (Qty.)", *rows, no_filter="I", group_filter="H") == 7
    assert share("Items Sold (Amount)", *rows, group_filter="G") == 30
    assert share("Items Purchased (Amount)", *rows, group_filter="G") == 0


def test_employees_ignore_dates_and_numbers() -> None:
    staff = [row(Employee, no=f"E{number}", cost_center_code="A") for number in range(3)]
    staff.append(row(Employee, no="E9", cost_center_code="A", status="Terminated"))
    assert share("No of Employees", *staff, date_filter_code="Week", no_filter="NOBODY", group_filter="NOBODY") == 3


def test_a_static_line_takes_base_times_weighting_and_keeps_a_typed_share() -> None:
    lines = [
        target("S", 1, "B", "4", static_base=Decimal("2.50"), static_weighting=Decimal("0.33333")),
        target("S", 2, "C", "4", static_base=Decimal("2.50")),
    ]
    books = books_of(source("S", "A"), *lines)
    outcome = done(run(books, "calculate_allocation_keys"))
    assert [line.share for line in books[CostAllocationTarget].rows] == [Decimal("0.83333"), 4]
    assert outcome.result.counts["calculated"] == 0
    assert [line.share_updated_on for line in books[CostAllocationTarget].rows] == [None, None]


def test_an_id_leaves_other_sources_alone() -> None:
    lines = [target(id, 1, "B", "0", base="Cost Type Entries") for id in ("S", "T")]
    books = books_of(source("S", "A"), source("T", "B"), *lines, entry(1, "A", "3"))
    outcome = done(run(books, "calculate_allocation_keys", {"id": "T"}))
    assert outcome.result.counts["calculated"] == 1
    assert [(line.share, line.share_updated_on) for line in books[CostAllocationTarget].rows] == [
        (Decimal(0), None),
        (Decimal(3), DAY),
    ]


def test_a_source_that_does_not_exist_is_named() -> None:
    outcome = run(books_of(source("S", "A")), "calculate_allocation_keys", {"id": "NONE"})
    assert outcome.error is not None
    assert (outcome.error.code, outcome.error.severity) == ("REFERENCE_NOT_FOUND", "error")
    assert "NONE" in outcome.error.sentence


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"share": Decimal(-1)}, "CELL_INVALID"),
        ({"percent_per_share": Decimal(1), "amount_per_share": Decimal(1)}, "CELL_INVALID"),
        ({"base": "No of Employees", "static_base": Decimal(1)}, "TARGET_STATIC_ONLY"),
        ({"target_cost_object": "X"}, "ALLOC_CC_AND_CO"),
    ],
)
@pytest.mark.parametrize("operation", ["calculate_allocation_keys", "allocate_costs"])
def test_what_may_not_be_typed_is_refused(operation: str, values: dict[str, Any], code: str) -> None:
    outcome = run(books_of(source("S", "A"), target("S", 1, "B", **values)), operation)
    assert outcome.error is not None
    assert outcome.error.code == code


def test_a_target_without_source_is_ignored_with_a_warning() -> None:
    books = books_of(source("S", "A"), target("GONE", 1, "B"), target("S", 1, "B"), entry(1, "A", "3"))
    outcome = done(run(books, "allocate_costs"))
    assert "TARGET_NO_SOURCE" in codes(outcome)
    assert outcome.result.counts["created"] == 2


def stale(*rows: Any, **values: Any) -> bool:
    line = target("S", 1, "B", base="Cost Type Entries", no_filter="100", **values)
    return "SHARES_STALE" in codes(run(books_of(source("S", "A"), line, *rows), "allocate_costs"))


def test_shares_are_stale_when_their_base_has_later_rows() -> None:
    late = entry(1, "A", "3")
    yesterday = DAY - timedelta(days=1)
    assert stale(late)
    assert stale(late, share_updated_on=yesterday)
    assert not stale(late, share_updated_on=DAY)
    assert not stale(late, share_updated_on=yesterday, cost_center_filter="B")
    assert not stale(entry(1, "A", "3", posting_date=yesterday), share_updated_on=yesterday)


def test_planned_keys_wait_until_something_is_open() -> None:
    line = target("S", 1, "B", "5", base="Cost Type Entries", no_filter="100")
    books = books_of(source("S", "A"), line, entry(1, "C", "3"))
    assert done(run(books, "calculate_allocation_keys", PlannedKeys())).result.nothing_to_do
    assert books[CostAllocationTarget].rows[0].share == 5
    books = books_of(source("S", "A"), line, entry(1, "A", "3"))
    assert done(run(books, "calculate_allocation_keys", PlannedKeys())).result.counts["calculated"] == 1


def test_planned_keys_compute_a_rate_per_dynamic_share_once() -> None:
    line = target("S", 1, "B", "5", base="No of Employees", amount_per_share=Decimal(2))
    books = books_of(source("S", "A"), line, row(Employee, no="E"))
    assert done(run(books, "calculate_allocation_keys", PlannedKeys())).result.counts["calculated"] == 1
    assert done(run(books, "calculate_allocation_keys", PlannedKeys())).result.nothing_to_do
