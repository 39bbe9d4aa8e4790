"""The controller's WIP statement (live totals over groups and projects)."""

from __future__ import annotations

from decimal import Decimal

from tests.acceptance.memory import MemoryWorkbook
from tests.projects.books import billable, budget, close_period, run, sale, usage, workbook
from xlcost.close import run_steps
from xlcost.plan import steps_given
from xlcost.tables.projects import WIPStatement


def two_projects() -> MemoryWorkbook:
    tasks = [{"task": "1000", "wip_total": "total"}, {"task": "2000", "description": "Second half"}]
    book = workbook(
        tasks=tasks,
        planning=[
            budget("100", "150"),
            billable("100", "200"),
            budget("50", "60", "2000"),
            billable("50", "90", "2000"),
        ],
        ledger=[usage("50", "75"), sale("25", "50"), usage("10", task="2000")],
    )
    book.tables["projects"].append({"project": "J2", "wip_method": "POC", "posting_group": "STD"})
    book.tables["project_tasks"].append({"project": "J2", "task": "1000", "task_type": "posting"})
    entry = {**book.tables["project_ledger_entries"][0], "project": "J2", "entry_no": 9}
    book.tables["project_ledger_entries"].append(entry)
    return book


def test_projects_add_up_their_groups_and_the_total_the_projects() -> None:
    book = two_projects()
    close_period(book)
    run(book, "report", report="wip_statement")
    rows = book.tables["wip_statement"]
    assert [(row["project"], row["task"], row["indentation"]) for row in rows] == [
        ("J1", "", 0), ("J1", "1000", 1), ("J1", "2000", 1), ("J2", "", 0), ("J2", "1000", 1), ("", "", 0),
    ]  # fmt: skip
    assert rows[2]["description"] == "Second half"
    for name in ("usage_cost", "wip_costs", "recognized_sales", "profit"):
        assert rows[0][name] == rows[1][name] + rows[2][name]
        assert rows[5][name] == rows[0][name] + rows[3][name]
    # 50 used and 25 recognised on the first task, 10 used and nothing recognised on the second
    assert [row["wip_costs"] for row in rows[:3]] == [35, 25, 10]
    assert rows[0]["cost_completion_pct"] == 40
    assert rows[0]["invoiced_pct"] == Decimal("17.24138")


def test_it_shows_the_calculation_that_waits_and_after_posting_the_last_one_once() -> None:
    book = two_projects()
    close_period(book)
    book.tables["project_ledger_entries"][0]["total_cost"] = "60"
    run(book, "calculate_wip")
    run(book, "report", report="wip_statement", project="j1")
    assert [row["posted_to_gl"] for row in book.tables["wip_statement"]] == [None, False, False, None]
    run(book, "post_wip")
    run(book, "report", report="wip_statement", project="J1")
    assert [row["usage_cost"] for row in book.tables["wip_statement"]] == [70, 60, 10, 70]


def test_totals_and_percents_are_formulas() -> None:
    book = two_projects()
    run(book, "calculate_wip")
    books = book.books()
    run_steps(books, steps_given([("report", {"report": "wip_statement"})]))
    formulas = books[WIPStatement].formulas
    assert formulas[0, "usage_cost"] == "SUM({usage_cost@1:2})"
    assert formulas[5, "usage_cost"] == 'SUMPRODUCT(({task@0:4}="")*{usage_cost@0:4})'
    assert formulas[5, "cost_completion_pct"] == "IF({budget_cost}=0,0,ROUND(100*{usage_cost}/{budget_cost},5))"
    assert (1, "usage_cost") not in formulas


def test_without_a_calculation_there_is_nothing_to_show() -> None:
    assert run(two_projects(), "report", report="wip_statement").outcome == "nothing_to_do"
