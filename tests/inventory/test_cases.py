"""The acceptance cases of the inventory area, played in memory."""

from __future__ import annotations

from typing import Any

import pytest

from tests.acceptance import cases

CASES = cases.load("inventory")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    """Every check of the case holds."""
    assert not cases.play(case)
