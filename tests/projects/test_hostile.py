"""Broken cells: the operation stops or skips with the cell named, and nothing is written half."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.acceptance.memory import MemoryWorkbook
from tests.projects.books import billable, budget, close_period, column, run, sale, usage, workbook


def book() -> MemoryWorkbook:
    return workbook(
        planning=[budget("100", "150"), billable("100", "200")], ledger=[usage("50", "75"), sale("25", "50")]
    )


BROKEN: list[tuple[str, str, Any, str]] = [
    ("projects", "status", "half done", "UNKNOWN_OPTION"),
    ("projects", "ending_date", "soon", "CELL_INVALID"),
    ("projects", "blocked", "perhaps", "CELL_INVALID"),
    ("projects", "project", "", "KEY_BLANK"),
    ("project_tasks", "wip_total", "subtotal", "UNKNOWN_OPTION"),
    ("project_tasks", "task_type", "#REF!", "CELL_INVALID"),
    ("project_ledger_entries", "total_cost", "1,000.00", "CELL_INVALID"),
    ("project_ledger_entries", "line_amount", "0.005", "CELL_INVALID"),
    ("project_ledger_entries", "posting_date", "", "CELL_INVALID"),
    ("project_ledger_entries", "entry_type", "", "CELL_INVALID"),
    ("project_ledger_entries", "entry_no", "2", "KEY_DUPLICATE"),
    ("project_posting_groups", "posting_group", "", "KEY_BLANK"),
]


@pytest.mark.parametrize(("table", "name", "value", "code"), BROKEN, ids=[f"{row[0]}.{row[1]}" for row in BROKEN])
def test_a_broken_cell_stops_the_calculation_and_is_named(table: str, name: str, value: Any, code: str) -> None:
    broken = book()
    broken.tables[table][0][name] = value
    before = copy.deepcopy({key: rows for key, rows in broken.tables.items() if rows})
    outcome = run(broken, "calculate_wip")
    assert (outcome.outcome, outcome.result.problems[0].code) == ("error", code)
    where = outcome.result.problems[0].where
    assert (where.table, where.row, bool(where.column)) == (table, 2, True)
    assert {key: broken.tables[key] for key in before} == before
    assert not broken.tables.get("wip_entries")


def test_a_broken_planning_line_is_skipped_and_listed() -> None:
    broken = book()
    broken.tables["project_planning_lines"][1]["total_cost"] = "#DIV/0!"
    outcome = run(broken, "calculate_wip")
    assert outcome.outcome == "ok"
    assert [entry.table for entry in outcome.result.skipped] == ["project_planning_lines"]
    assert column(broken, "wip_totals", "billable_price") == [0]


@pytest.mark.parametrize("table", ["wip_gl_entries", "wip_totals"])
def test_broken_history_stops_the_next_period(table: str) -> None:
    broken = book()
    close_period(broken)
    name = "type" if table == "wip_gl_entries" else "posted_to_gl"
    broken.tables[table][0][name] = "nonsense"
    entries = len(broken.tables["gl_entries"])
    assert [outcome.outcome for outcome in close_period(broken, "2026-02-28")] == ["error", "error"]
    assert len(broken.tables["gl_entries"]) == entries


def test_no_tables_at_all_is_nothing_to_do() -> None:
    empty = MemoryWorkbook({"run_options": [{"period_end": "2026-01-31"}]})
    for operation in ("calculate_wip", "post_wip"):
        assert run(empty, operation).outcome == "nothing_to_do"
    assert run(empty, "report", report="wip_to_gl").outcome == "nothing_to_do"


def test_tables_without_rows_of_a_project_give_noughts_and_no_entries() -> None:
    bare = workbook(tasks=())
    assert run(bare, "calculate_wip").outcome == "ok"
    assert not bare.tables.get("wip_totals")
    assert not bare.tables.get("wip_entries")
