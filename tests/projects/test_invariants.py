"""What holds for any project: balance, repeatability, completion (spec 3, B3 to B8)."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.acceptance.memory import MemoryWorkbook
from tests.projects.books import BALANCE_SHEET, DAY, balances, close_period, cockpit, column, run, workbook

BUILT_IN = ("Completed Contract", "Cost of Sales", "Cost Value", "Sales Value", "POC", "Own")
TASKS = ("1000", "2000", "3000", "4000")
cents = st.integers(-50_00, 900_00).map(lambda units: str(Decimal(units) / 100))
not_negative = st.integers(0, 900_00).map(lambda units: str(Decimal(units) / 100))
departments = st.sampled_from(("", "SALES", "PROD"))


@st.composite
def own_methods(draw: st.DrawFn) -> dict[str, str]:
    costs = draw(st.sampled_from(("at_completion", "cost_of_sales", "cost_value", "invoiced_cost", "usage_cost")))
    sales = draw(
        st.sampled_from(
            ("at_completion", "invoiced_price", "usage_cost", "usage_price", "percentage_of_completion", "sales_value")
        )
    )
    return {"wip_method": "Own", "recognized_costs": costs, "recognized_sales": sales}


def rows(draw: st.DrawFn, amount: st.SearchStrategy[str], fixed: Mapping[str, st.SearchStrategy[Any]]) -> Any:
    row = st.fixed_dictionaries({"task": st.sampled_from(TASKS), "total_cost": amount, "line_amount": amount, **fixed})
    return draw(st.lists(row, max_size=8))


@st.composite
def projects(draw: st.DrawFn) -> MemoryWorkbook:
    tasks = [
        {
            "task": task,
            "task_type": "posting",
            "wip_total": draw(st.sampled_from(("", "", "total", "excluded"))),
            "wip_method": "",
            "DEPARTMENT": draw(departments),
        }
        for task in TASKS
    ]
    ledger = rows(
        draw, cents,
        {"entry_type": st.just("usage"), "type": st.sampled_from(("item", "resource", "gl_account")),
         "DEPARTMENT": departments},
    )  # fmt: skip
    sales = rows(draw, cents, {"entry_type": st.just("sale"), "DEPARTMENT": departments})
    for row in sales:
        row.update(total_cost=str(-Decimal(row["total_cost"])), line_amount=str(-Decimal(row["line_amount"])))
    return workbook(
        method=draw(st.sampled_from(BUILT_IN)),
        per_entry=draw(st.booleans()),
        methods=[draw(own_methods())],
        tasks=tasks,
        planning=rows(draw, not_negative, {"line_type": st.sampled_from(("budget", "billable", "both"))}),
        ledger=[*ledger, *sales],
    )


STATE = ("project_tasks", "projects", "project_ledger_entries", "wip_totals", "wip_entries", "wip_gl_entries",
         "gl_entries", "wip_cockpit", "wip_warnings", "wip_trace")  # fmt: skip


def state(book: MemoryWorkbook) -> dict[str, Any]:
    return copy.deepcopy({name: book.tables.get(name, []) for name in STATE})


@settings(max_examples=30)
@given(projects())
def test_calculating_twice_equals_calculating_once(book: MemoryWorkbook) -> None:
    run(book, "calculate_wip")
    once = state(book)
    run(book, "calculate_wip")
    assert state(book) == once


@settings(max_examples=30)
@given(projects())
def test_a_period_end_that_is_run_again_books_nothing(book: MemoryWorkbook) -> None:
    close_period(book)
    once = state(book)
    _, posted = close_period(book)
    assert posted.outcome == "nothing_to_do"
    assert state(book) == once


@settings(max_examples=30)
@given(projects())
def test_every_booking_balances_and_the_accounts_hold_what_the_entries_say(book: MemoryWorkbook) -> None:
    run(book, "calculate_wip")
    expected: dict[str, Decimal] = {}
    for row in book.tables.get("wip_entries", []):
        for account, amount in ((row["account"], row["amount"]), (row["balancing_account"], -row["amount"])):
            expected[account] = expected.get(account, Decimal(0)) + amount
    run(book, "post_wip", posting_date=DAY)
    assert sum(column(book, "gl_entries", "amount")) == 0
    assert balances(book) == {no: amount for no, amount in expected.items() if amount}
    numbers = column(book, "gl_entries", "entry_no")
    assert numbers == list(range(1, len(numbers) + 1))


@settings(max_examples=30)
@given(projects())
def test_posting_again_without_a_new_calculation_leaves_nothing(book: MemoryWorkbook) -> None:
    close_period(book)
    run(book, "post_wip", posting_date=DAY)
    assert not balances(book)


@settings(max_examples=30)
@given(projects())
def test_completing_takes_all_wip_out(book: MemoryWorkbook) -> None:
    close_period(book)
    run(book, "set_project_status", project="J1", status="completed", work_date=DAY)
    close_period(book)
    assert not set(balances(book)) & set(BALANCE_SHEET)
    figures = cockpit(book)
    assert figures["total_wip_cost_gl"] == figures["total_wip_sales_gl"] == 0
    excluded = {row["task"] for row in book.tables["project_tasks"] if row["wip_total"] == "excluded"}
    counted = [row for row in book.tables["project_ledger_entries"] if row["task"] not in excluded]
    used = sum(Decimal(row["total_cost"]) for row in counted if row["entry_type"] == "usage")
    sold = sum(-Decimal(row["line_amount"]) for row in counted if row["entry_type"] == "sale")
    assert (figures["recog_costs_gl"], figures["recog_sales_gl"]) == (used, sold)


@settings(max_examples=30)
@given(projects())
def test_figures_are_the_sums_of_their_trace(book: MemoryWorkbook) -> None:
    for step in ("calculate_wip", "post_wip"):
        outcome = run(book, step, posting_date=DAY)
        assert "TRACE_DIFFERENCE" not in [found.code for found in outcome.result.problems]
        figures = cockpit(book)
        trace = book.tables.get("wip_trace", [])
        for name in ("total_wip_cost", "total_wip_sales_gl", "recog_costs_gl", "calc_recog_sales", "accum_wip_costs"):
            traced = [row["amount"] for row in trace if row["figure"] == name and row["step"] == 90]
            assert sum(traced) == figures[name]


@settings(max_examples=30)
@given(projects())
def test_totals_hold_the_rows_of_their_tasks(book: MemoryWorkbook) -> None:
    """The eight sums over all totals are the sums of all rows on tasks that are not excluded."""
    run(book, "calculate_wip")
    excluded = {row["task"] for row in book.tables["project_tasks"] if row["wip_total"] == "excluded"}
    lines = [row for row in book.tables["project_planning_lines"] if row["task"] not in excluded]
    entries = [row for row in book.tables["project_ledger_entries"] if row["task"] not in excluded]

    def added(rows: list[dict[str, Any]], name: str, kinds: set[str], kind: str) -> Decimal:
        return sum((Decimal(row[name]) for row in rows if row[kind] in kinds), Decimal(0))

    expected = {
        "budget_cost": added(lines, "total_cost", {"budget", "both"}, "line_type"),
        "budget_price": added(lines, "line_amount", {"budget", "both"}, "line_type"),
        "billable_cost": added(lines, "total_cost", {"billable", "both"}, "line_type"),
        "billable_price": added(lines, "line_amount", {"billable", "both"}, "line_type"),
        "usage_cost": added(entries, "total_cost", {"usage"}, "entry_type"),
        "usage_price": added(entries, "line_amount", {"usage"}, "entry_type"),
        "invoiced_cost": -added(entries, "total_cost", {"sale"}, "entry_type"),
        "invoiced_price": -added(entries, "line_amount", {"sale"}, "entry_type"),
    }
    assert {name: sum(column(book, "wip_totals", name), Decimal(0)) for name in expected} == expected


@settings(max_examples=40)
@given(
    st.sampled_from(BUILT_IN[:-1]), st.booleans(),
    st.lists(not_negative, min_size=8, max_size=8),
)  # fmt: skip
def test_one_task_parks_what_is_not_recognised(method: str, per_entry: bool, amounts: list[str]) -> None:
    """WIP costs = usage - recognised costs; WIP sales = invoiced - recognised sales.

    Sales Value per ledger entry is left out: there the invoices alone are applied beside the accrual. So are
    negative recognised costs, against which the applied costs change their sign.
    """
    assume(not (per_entry and method == "Sales Value"))
    sc, sp, cc, cp, uc, up, ic, ip = amounts
    book = workbook(
        method=method,
        per_entry=per_entry,
        planning=[
            {"task": "1000", "line_type": "budget", "total_cost": sc, "line_amount": sp},
            {"task": "1000", "line_type": "billable", "total_cost": cc, "line_amount": cp},
        ],
        ledger=[
            {"task": "1000", "entry_type": "usage", "total_cost": uc, "line_amount": up},
            {"task": "1000", "entry_type": "sale", "total_cost": f"-{ic}", "line_amount": f"-{ip}"},
        ],
    )
    run(book, "calculate_wip")
    figures = cockpit(book)
    assume(figures["recog_costs"] >= 0)
    assert figures["total_wip_cost"] == Decimal(uc) - figures["recog_costs"]
    assert figures["total_wip_sales"] == Decimal(ip) - figures["recog_sales"]
    assert figures["recog_costs"] == figures["calc_recog_costs"]
    assert figures["recog_sales"] == figures["calc_recog_sales"]
