"""The way back from a run of the task pane: what the server keeps of it, and for how many workbooks."""

from __future__ import annotations

from typing import Any

from xlcost.hosts.officejs.last_run import MOST_BOOKS, LastRuns, way_back

STEP: dict[str, Any] = {"do": "write", "sheet": "S", "row": 2, "last_row": 2, "column": 1, "last_column": 1,
                        "values": [[1.0]], "undo": [{"do": "clear"}]}  # fmt: skip


def begun(runs: LastRuns, key: str, at: str = "2026-01-31T12:00:00") -> None:
    runs.begun(key, [STEP], ["S"], at)


def test_only_what_was_written_is_offered() -> None:
    runs = LastRuns()
    begun(runs, "a")
    assert runs.answer({"key": "a"}) == {"run": None}
    found = runs.answer({"key": "a", "did": "written"})["run"]
    assert found["tables"] == ["S"] and runs.answer({"key": "a"})["run"] == found
    assert runs.answer({"key": "b"}) == {"run": None}


def test_a_run_that_failed_leaves_the_one_before_it() -> None:
    runs = LastRuns()
    begun(runs, "a", "2026-01-01T00:00:00")
    runs.answer({"key": "a", "did": "written"})
    begun(runs, "a", "2026-02-01T00:00:00")
    failed = runs.answer({"key": "a", "did": "failed"})["run"]
    assert failed["at"] == "2026-02-01T00:00:00"
    assert runs.answer({"key": "a"})["run"]["at"] == "2026-01-01T00:00:00"
    assert runs.answer({"key": "a", "did": "undone"}) == {"run": None}


def test_the_oldest_workbook_goes() -> None:
    runs = LastRuns()
    for number in range(MOST_BOOKS + 2):
        begun(runs, str(number))
        runs.answer({"key": str(number), "did": "written"})
    kept = [number for number in range(MOST_BOOKS + 2) if runs.answer({"key": str(number)})["run"]]
    assert kept == list(range(2, MOST_BOOKS + 2)) and not runs.pending


def test_steps_are_taken_back_from_the_last_to_the_first() -> None:
    found = way_back([{"do": "sheet", "sheet": "S", "undo": [{"do": "drop"}]}, STEP, {"do": "look", "sheet": "S"}])
    assert found["steps"] == [{"do": "clear", "of": 1}, {"do": "drop", "of": 0}]
    assert found["checks"][0] == {"sheet": "S", "only": True, "last_row": 2, "last_column": 1}


def test_a_cell_above_rows_that_went_is_looked_for_where_it_went() -> None:
    [check] = way_back([{**STEP, "row": 9, "last_row": 9, "check_row": 7}])["checks"]
    assert (check["row"], check["last_row"]) == (7, 7)
