"""Trace and explanations lead from a figure to the rows behind it (spec 3, D)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.acceptance.memory import MemoryWorkbook
from tests.projects.books import DAY, billable, budget, close_period, run, sale, usage, workbook
from xlcost.explaining import explained
from xlcost.operations import Step
from xlcost.problems import OperationError
from xlcost.projects import cockpit, tracing
from xlcost.projects.explain import explain_wip


def book(**more: Any) -> MemoryWorkbook:
    tasks = [{"task": "0500", "wip_total": "excluded"}, {"task": "1000"}, {"task": "1090", "task_type": "total"}]
    ledger = [usage("10", "11"), sale("8", "10"), usage("5", task="0500"), usage("3", posting_date="2026-05-01")]
    planning = [budget("100", "110"), billable("160", "200")]
    return workbook(tasks=tasks, planning=planning, ledger=ledger, **more)


def texts(found: MemoryWorkbook, **wanted: Any) -> list[str]:
    rows = found.tables["wip_trace"]
    return [row["text"] for row in rows if all(row[name] == value for name, value in wanted.items())]


@pytest.mark.parametrize(
    ("method", "figure", "formula"),
    [
        ("Cost of Sales", "recognized_costs", "cost_of_sales: 100 x 10 / 200 = 5.00"),
        ("Cost Value", "recognized_costs", "cost_value: 10 - 10 x 200 / 110 + 10 x 100 / 110 = 0.91"),
        ("POC", "recognized_sales", "percentage_of_completion: 200 x 10 / 100, at most 200 = 20.00"),
        ("Sales Value", "recognized_sales", "sales_value: 11 x 200 / 110 = 20.00"),
        ("Completed Contract", "recognized_costs", "at_completion: 0 = 0.00"),
    ],
)
def test_the_rule_stands_with_its_numbers_filled_in(method: str, figure: str, formula: str) -> None:
    found = book(method=method)
    run(found, "calculate_wip")
    assert texts(found, figure=figure, step=30) == [formula]


def test_a_divisor_of_nought_is_said() -> None:
    found = workbook(ledger=[usage("10")])
    run(found, "calculate_wip")
    assert texts(found, figure="recognized_costs", step=30) == ["cost_of_sales: 0, because billable price is 0"]


def test_rows_left_out_say_why() -> None:
    found = book()
    run(found, "calculate_wip")
    left_out = " | ".join(texts(found, figure="left_out"))
    assert "task 0500 is excluded" in left_out
    assert "left out, after the posting date or outside the filter: usage resource 2026-05-01" in left_out


def test_every_source_row_is_a_link() -> None:
    found = book()
    run(found, "calculate_wip")
    rows = [row for row in found.tables["wip_trace"] if row["figure"] == "usage_cost" and row["entry_no"]]
    assert [(row["entry_no"], row["sheet"], row["row"], row["amount"]) for row in rows] == [
        (1, "Project Ledger Entries", 2, 10)
    ]


def test_types_without_entry_say_why() -> None:
    methods = [{"wip_method": "Own", "recognized_costs": "usage_cost", "recognized_sales": "at_completion",
                "wip_cost": "no"}]  # fmt: skip
    found = book(method="Own", methods=methods)
    run(found, "calculate_wip")
    assert texts(found, figure="applied_costs", step=60) == ["no entry of applied_costs: wip_cost = no"]
    assert texts(found, figure="recognized_sales", step=60) == ["no entry of recognized_sales: sum 0"]
    run(found, "set_project_status", project="J1", status="completed", work_date="2026-01-01")
    run(found, "calculate_wip", posting_date="2026-05-31")
    assert texts(found, figure="applied_sales", step=60) == ["no entry of applied_sales: project_complete"]


def steps(found: MemoryWorkbook, table: str, key: str) -> list[Step]:
    return list(explained(found.books(), table, key))


def test_explanations_from_project_down_to_ledger_rows() -> None:
    found = book()
    run(found, "calculate_wip")
    for table, key in (
        ("projects", "j1"),
        ("wip_totals", "J1/1090"),
        ("wip_entries", "1"),
        ("project_tasks", "J1/1000"),
    ):
        told = steps(found, table, key)
        assert any("cost_of_sales: 100 x 10 / 200 = 5.00" in step.text for step in told), table
    cells = {str(step.where) for step in steps(found, "wip_totals", "J1/1090")}
    assert {"Project Ledger Entries row 2", "Project Planning Lines row 2"} <= cells


def test_a_booking_leads_to_its_gl_entries_and_on() -> None:
    found = book()
    close_period(found)
    told = steps(found, "wip_gl_entries", "2")
    assert [str(step.where) for step in told[1:3]] != ["", ""]
    assert sum((step.amount or Decimal(0)) for step in told[1:3]) == 0
    run(found, "post_wip")
    assert sum("reversed as G/L entry" in step.text for step in steps(found, "wip_gl_entries", "1")) == 2


def test_a_figure_of_the_cockpit_lists_what_it_sums() -> None:
    found = book()
    run(found, "calculate_wip")
    head, *parts = steps(found, "wip_cockpit", "J1 total_wip_cost")
    assert head.amount == sum(step.amount or Decimal(0) for step in parts) == 5
    assert len(steps(found, "wip_cockpit", "J1")) > len(parts) + 1


@pytest.mark.parametrize(
    ("table", "key"),
    [("projects", "J9"), ("wip_totals", "J1/9"), ("wip_totals", "nonsense"), ("wip_entries", "x"),
     ("wip_gl_entries", "77"), ("project_tasks", ""), ("wip_cockpit", "J9")],
)  # fmt: skip
def test_what_is_not_there_is_nothing_to_explain(table: str, key: str) -> None:
    with pytest.raises(OperationError, match="look the key up"):
        steps(book(), table, key)


def test_the_worksheet_function_gets_the_rows_of_one_figure() -> None:
    found = book()
    run(found, "calculate_wip")
    rows = explain_wip(found.books(), " j1 ", "Recognized Costs")
    assert rows
    assert {row.figure for row in rows} == {"recognized_costs"}


def test_the_trace_of_other_projects_stays() -> None:
    found = book()
    found.tables["projects"].append({**found.tables["projects"][0], "project": "J2"})
    found.tables["project_tasks"].append({"project": "J2", "task": "1000", "task_type": "posting"})
    run(found, "calculate_wip")
    first = [row for row in found.tables["wip_trace"] if row["project"] == "J1"]
    run(found, "calculate_wip", project="J2", posting_date="2026-02-28")
    assert [row for row in found.tables["wip_trace"] if row["project"] == "J1"] == first


def test_the_trace_leads_to_the_bookings_whatever_is_calculated_beside() -> None:
    found = book()
    found.tables["projects"].append({**found.tables["projects"][0], "project": "J2"})
    found.tables["project_tasks"].append({"project": "J2", "task": "1000", "task_type": "posting"})
    found.tables["project_ledger_entries"].append(
        usage("7", project="J2", task="1000", entry_no="99", posting_date=DAY)
    )
    close_period(found)
    first = found.tables["wip_trace"]
    behind = {row["entry_no"]: row for row in first if row["step"] == tracing.ENTRY and row["entry_no"]}
    booked = {row["entry_no"]: row for row in found.tables["wip_gl_entries"]}
    assert {row["table"] for row in behind.values()} == {"wip_gl_entries"}
    assert {number: (row["project"], row["figure"], row["amount"]) for number, row in behind.items()} == {
        number: (row["project"], row["type"], row["amount"]) for number, row in booked.items()
    }
    for project in ("J2", ""):
        run(found, "calculate_wip", project=project, posting_date=DAY)
        run(found, "post_wip", project=project, posting_date=DAY)
        assert found.tables["wip_trace"] == first


def test_a_calculation_too_large_for_a_sheet_lists_less_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, left_out in (("LISTED_ROWS", "rows"), ("LISTED_TASKS", "rows, tasks"), ("LISTED_GROUPS", "groups")):
        with monkeypatch.context() as patch:
            patch.setattr(tracing, name, 0)
            found = book()
            outcome = run(found, "calculate_wip")
            shortened = [each for each in outcome.result.problems if each.code == "TRACE_SHORTENED"]
            assert [each.facts["left_out"] for each in shortened] == [left_out]
            assert not [row for row in found.tables["wip_trace"] if row["sheet"] and row["indentation"]]
            assert bool(texts(found, step=30)) == (name != "LISTED_GROUPS")
    monkeypatch.setattr(cockpit, "LISTED_PARTS", 1)
    found = book()
    run(found, "calculate_wip")
    assert not texts(found, step=90)
