"""Further cases from the tests and documents of the reference products; the first of each topic on a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.acceptance import cases
from tests.acceptance.real import RealWorkbook
from xlcost.areas import AREAS

CASES = [case for area in AREAS for case in cases.load(area, cases.FURTHER)]
FIRST = {(case["area"], case["topic"]): case for case in reversed(CASES)}


@pytest.mark.parametrize("case", CASES, ids=[f"{case['area']}-{case['name']}" for case in CASES])
def test_further_case(case: dict[str, Any]) -> None:
    assert not cases.play(case)


@pytest.mark.parametrize("case", FIRST.values(), ids=[f"{area}-{topic}" for area, topic in FIRST])
def test_further_case_on_a_workbook(case: dict[str, Any], tmp_path: Path) -> None:
    assert not cases.play(case, RealWorkbook(case["inputs"], tmp_path))
