"""Acceptance cases of cost accounting reports, played in memory."""

from __future__ import annotations

from typing import Any

import pytest

from tests.acceptance import cases

CASES = [
    case
    for case in cases.load("cost_accounting")
    if any(name.startswith("report ") and name != "report cost_reconciliation" for name in cases.operations_of(case))
]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    assert not cases.play(case)
