"""Acceptance cases of transfer, links, journal, registers and charts, played in memory."""

from __future__ import annotations

from typing import Any

import pytest

from tests.acceptance import cases

OPERATIONS = {
    "link_cost_types", "transfer_gl", "auto_transfer_gl", "check_gl_postings", "post_cost_journal",
    "close_cost_register", "delete_cost_entries", "delete_old_cost_entries", "delete_cost_budget_entries",
    "reverse_cost_register", "get_cost_types", "get_cost_centers", "get_cost_objects", "indent_cost_types",
    "indent_cost_centers", "indent_cost_objects", "report cost_reconciliation",
}  # fmt: skip
CASES = [case for case in cases.load("cost_accounting") if cases.operations_of(case) & OPERATIONS]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    assert not cases.play(case)
