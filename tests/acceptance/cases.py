"""Acceptance cases: loading them and playing their steps on a workbook."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from tests.acceptance.checks import Last, Tables, failures, fits
from tests.acceptance.memory import MemoryWorkbook
from xlcost.close import RunReport

FOLDER = Path(__file__).parent.parent / "cases"
FURTHER = Path(__file__).parent.parent / "further_cases"
"""Collected by us from the tests and documents of the reference products, in the same format."""


class Workbook(Protocol):
    """What a case needs of a workbook: tables to edit and to look at, and a run of one operation."""

    tables: dict[str, list[dict[str, Any]]]

    def run(self, operation: str, parameters: Mapping[str, Any]) -> RunReport | Last:
        """Run one operation."""


def load(area: str, folder: Path = FOLDER) -> list[dict[str, Any]]:
    """The cases of an area, by name."""
    return [_read(path) for path in sorted((folder / area).glob("*.json"))]


def _read(path: Path) -> dict[str, Any]:
    case: dict[str, Any] = json.loads(path.read_text(), parse_float=Decimal)
    return case


def operations_of(case: Mapping[str, Any]) -> set[str]:
    """Names of the operations that a case runs; reports as `report NAME`."""
    steps = [step for step in case["steps"] if "operation" in step]
    return {
        f"report {step['parameters']['report']}" if step["operation"] == "report" else step["operation"]
        for step in steps
    }


def play(case: Mapping[str, Any], workbook: Workbook | None = None) -> list[str]:
    """Play a case; returns what does not hold."""
    book: Any = workbook or MemoryWorkbook(case["inputs"])
    inputs = {name: [dict(row) for row in rows] for name, rows in case["inputs"].items()}
    last = Last()
    found: list[str] = []
    checks_error = any("error" in check or check.get("outcome") == "error" for check in _all_checks(case))
    for step in case["steps"]:
        if "operation" in step:
            last = _last(book.run(step["operation"], step.get("parameters", {})))
            if last.outcome == "error" and not checks_error:
                found.append(f"{step['operation']} failed: {last.message}")
        elif "check" in step:
            found += _evaluate(case["expected_at"][step["check"]], book.tables, inputs, last)
        else:
            _edit(book.tables, step)
    return found + _evaluate(case.get("expected", []), book.tables, inputs, last)


def _all_checks(case: Mapping[str, Any]) -> list[Any]:
    return [*case.get("expected", []), *(check for checks in case.get("expected_at", {}).values() for check in checks)]


def _evaluate(checks: Any, tables: Tables, inputs: Tables, last: Last) -> list[str]:
    return [failure for check in checks for failure in failures(check, tables, inputs, last)]


def _last(report: RunReport | Last) -> Last:
    if isinstance(report, Last):
        return report
    outcome = report.outcomes[-1]
    error = outcome.error
    message = f"{outcome.message} {error.details}" if error else outcome.message
    return Last(outcome.outcome, error.code if error else "", message, outcome.result.counts)


def _edit(tables: dict[str, list[dict[str, Any]]], step: Mapping[str, Any]) -> None:
    if "set" in step:
        for row in tables.get(step["set"], []):
            if fits(row, step.get("where", {})):
                row.update(step["values"])
    elif "append" in step:
        tables.setdefault(step["append"], []).extend(dict(row) for row in step["rows"])
    else:
        table = step["remove"]
        tables[table] = [row for row in tables.get(table, []) if not fits(row, step.get("where", {}))]
