"""Every formula of the table of worked ones gives its answer, here and in cells of Calc."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import pytest

from tests.folders import session_folder
from tests.hosts.batch.worked import FIRST, SHEET, WORKED, Worked, workbook
from tests.hosts.test_calc import calculated
from xlcost.book_file import BookFile
from xlcost.cells import CellError
from xlcost.hosts.batch.evaluation import At, Evaluator
from xlcost.hosts.batch.everyday.table import EVERYDAY
from xlcost.hosts.batch.tree import parsed, shape_of
from xlcost.hosts.calc.extension import extension

NUMBERED = list(enumerate(WORKED, FIRST + 1))
ERRORS = ("#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NUM!")


@cache
def in_a_run() -> Mapping[int, Any]:
    """Row -> value, as a run calculates it."""
    file: Any = BookFile.open(workbook(session_folder("run") / "worked.xlsx")).file
    evaluator = Evaluator(file.calculation)
    return {
        row: evaluator.answer(parsed(shape_of(each.formula, row, 3)), At(SHEET, row, 3, None)) for row, each in NUMBERED
    }


@cache
def in_calc() -> Sequence[Sequence[Any]]:
    folder = session_folder("everyday")
    return calculated(folder, workbook(folder / "worked.xlsx"), extension(), SHEET).cells


def named(each: Any) -> str:
    return each.formula if isinstance(each, Worked) else str(each)


@pytest.mark.parametrize(("row", "worked"), NUMBERED, ids=named)
def test_in_a_run(row: int, worked: Worked) -> None:
    found = in_a_run()[row]
    if isinstance(found, CellError):
        found = found.text.partition(" ")[0]
    assert type(found) is type(worked.answer)
    assert found == worked.answer


@pytest.mark.office
@pytest.mark.parametrize(("row", "worked"), [each for each in NUMBERED if each[1].calc], ids=named)
def test_in_calc(row: int, worked: Worked) -> None:
    found, answer = in_calc()[row - 1][2], worked.answer
    if answer in ERRORS:
        assert isinstance(found, dict), found
    elif isinstance(answer, str):
        assert found == answer
    else:
        assert found == pytest.approx(float(answer), abs=1e-12)


def test_every_function_is_worked_through() -> None:
    """But those that only write another one in a different way."""
    text = " ".join(each.formula for each in WORKED)
    assert {name for name in EVERYDAY if f"{name}(" not in text} == {
        "TRUE",
        "FALSE",
        "SINGLE",
        "ISNONTEXT",
        "DATEVALUE",
    }
