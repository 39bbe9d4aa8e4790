"""The acceptance cases of the area, played in memory."""

from __future__ import annotations

from typing import Any

import pytest

from tests.acceptance import cases

CASES = cases.load("prices")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    assert not cases.play(case)
