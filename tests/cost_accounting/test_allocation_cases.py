"""Acceptance cases of allocation keys and allocation runs, played in memory."""

from __future__ import annotations

from typing import Any

import pytest

from tests.acceptance import cases

OPERATIONS = {"calculate_allocation_keys", "allocate_costs"}
CASES = [case for case in cases.load("cost_accounting") if cases.operations_of(case) & OPERATIONS]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    assert not cases.play(case)
