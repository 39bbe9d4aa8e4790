"""The acceptance cases of cost accounting, played in memory."""

from __future__ import annotations

from typing import Any

import pytest

from tests.acceptance import cases

CASES = cases.load("cost_accounting")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    assert not cases.play(case)
