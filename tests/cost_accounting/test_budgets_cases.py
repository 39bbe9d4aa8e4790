"""Acceptance cases of cost budgets, played in memory."""

from __future__ import annotations

from typing import Any

import pytest

from tests.acceptance import cases

OPERATIONS = {
    "copy_cost_budget",
    "compress_cost_budget",
    "copy_gl_budget_to_cost",
    "copy_cost_budget_to_gl",
    "transfer_budget_to_actual",
}
CASES = [case for case in cases.load("cost_accounting") if cases.operations_of(case) & OPERATIONS]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    assert not cases.play(case)
