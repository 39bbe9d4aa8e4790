"""Whatever stands in the cells, a run ends in findings, never in a fault of xlcost."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.acceptance import cases
from tests.acceptance.memory import MemoryWorkbook
from xlcost.areas import AREAS
from xlcost.close import run_steps
from xlcost.default_plan import default_steps
from xlcost.plan import steps_given
from xlcost.problems import OperationError

JUNK: tuple[Any, ...] = (
    None, "", "x", "#N/A", "0", 0, -1, 1, "1.005", "9" * 30, "2025-02-30", "C2025-12-31", "1900-01-01", "9999-12-31", True, False,
    "=1+1", "..", "*", "A|B", "Total", "..Z", "100000000000", "-0.01", "0.00001", "ÄÖ ß", "a" * 300, "1Y", "CM", 99, "EUR", "2025-06-30",
)  # fmt: skip
CASES = [pytest.param(area, case, id=f"{area}-{case['name']}") for area in AREAS for case in cases.load(area)]


def _spoiled(inputs: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    tables = {name: [dict(row) for row in rows] for name, rows in inputs.items()}
    cells = [(name, index, key) for name, rows in tables.items() for index, row in enumerate(rows) for key in row]
    for name, index, key in chance.sample(cells, min(len(cells), chance.choice((1, 1, 2, 5)))):
        tables[name][index][key] = chance.choice(JUNK)
    if chance.random() < 0.2:
        tables.pop(chance.choice(sorted(tables)))
    return tables


@pytest.mark.parametrize(("area", "case"), CASES)
def test_a_spoiled_case_ends_in_findings(area: str, case: dict[str, Any]) -> None:
    for seed in range(6):
        tables = _spoiled(case["inputs"], random.Random(f"{area}{case['name']}{seed}"))
        book = MemoryWorkbook(tables)
        for step in case["steps"]:
            if "operation" in step:
                book.run(step["operation"], step.get("parameters", {}))
        books = MemoryWorkbook(tables).books()
        report = run_steps(books, default_steps(books))
        assert report.exit_code in {0, 1, 3}


@pytest.mark.parametrize(
    "parameters", [{"report": "cost_statement", "date_filter": "x"}, {"report": "cost_analysis", "columns": "[1]"}]
)
def test_parameters_that_make_no_sense_are_refused(parameters: dict[str, Any]) -> None:
    with pytest.raises(OperationError) as refusal:
        steps_given([("report", parameters)])
    assert refusal.value.code == "PLAN_INVALID"
