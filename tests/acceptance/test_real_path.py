"""Every acceptance case through the real path: a workbook, `run-workbook`, the saved file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.acceptance import cases
from tests.acceptance.real import RealWorkbook
from xlcost.areas import AREAS

CASES = [pytest.param(case, id=f"{area}-{case['name']}") for area in AREAS for case in cases.load(area)]


@pytest.mark.parametrize("case", CASES)
def test_case_on_a_workbook(case: dict[str, Any], tmp_path: Path) -> None:
    assert not cases.play(case, RealWorkbook(case["inputs"], tmp_path))


@pytest.mark.parametrize("case", CASES)
def test_case_on_plain_ranges(case: dict[str, Any], tmp_path: Path) -> None:
    assert not cases.play(case, RealWorkbook(case["inputs"], tmp_path, plain=True))
