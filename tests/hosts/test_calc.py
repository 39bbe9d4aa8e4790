"""The add-in in a real Calc: cells written by us, recalculated, saved and read again (spec 5, section 6)."""

from __future__ import annotations

import json
import os
import subprocess
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook

from tests.folders import session_folder
from tests.hosts.golden import CALLS, GoldenCall
from tests.hosts.golden_workbook import SHEET, answers, formula, golden_workbook
from tests.office import soffice
from xlcost.functions.registry import FUNCTIONS
from xlcost.hosts.calc.extension import extension, folders
from xlcost.hosts.formulas import respelled

_DRIVER = Path(__file__).with_name("calc_driver.py")
_SECONDS = 240


@dataclass(frozen=True)
class InCalc:
    """What Calc made of the golden workbook."""

    answers: Sequence[Any]
    copy: Path
    starts: Sequence[int]


@dataclass(frozen=True)
class Calculated:
    """The cells of a sheet after Calc calculated it with the add-in, the seconds it took, and the copy it saved."""

    cells: list[list[Any]]
    seconds: float
    copy: Path


def calculated(folder: Path, book: Path, added: bytes, sheet: str = SHEET) -> Calculated:
    """Calc opens the book with the add-in, calculates it and saves a copy."""
    addin, copy, found = folder / "functions.oxt", folder / "copy.xlsx", folder / "answers.json"
    addin.write_bytes(added)
    profile = folder / "profile"
    command = ["/usr/bin/python3", str(_DRIVER), soffice(), *map(str, (profile, addin, book, copy, found)), sheet]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        command, env={**environment, "PATH": "/usr/bin:/bin"}, capture_output=True, timeout=_SECONDS, check=False
    )
    assert found.exists(), done.stderr.decode(errors="replace")
    return Calculated(**json.loads(found.read_text()), copy=copy)


@cache
def in_calc() -> InCalc:
    """Calc starts once a session."""
    folder = session_folder("calc")
    starts = golden_workbook(folder / "golden.xlsx")
    found = calculated(folder, folder / "golden.xlsx", extension())
    return InCalc(answers([row[0] for row in found.cells], starts), found.copy, starts)


@pytest.mark.office
def test_the_canary() -> None:
    assert in_calc().answers[0] == pytest.approx(2.35)


@pytest.mark.office
@pytest.mark.parametrize("golden", CALLS, ids=lambda golden: golden.name)
def test_golden_answers(golden: GoldenCall) -> None:
    found = in_calc().answers[golden.number]
    assert golden.is_answer(found), found


@pytest.mark.office
def test_formulas_and_values_survive_saving() -> None:
    calc = in_calc()
    formulas = load_workbook(calc.copy)[SHEET]
    values = load_workbook(calc.copy, data_only=True)[SHEET]
    for golden, start in zip(CALLS, calc.starts, strict=True):
        cell: Any = formulas.cell(start + 1, 1).value
        text = getattr(cell, "text", cell)
        assert respelled(text).startswith(f"=XLCOST.{golden.function}("), (text, formula(golden))
        count = len(golden.answer) if isinstance(golden.answer, list) else 0
        saved = (
            [[values.cell(start + 1 + at, 1).value] for at in range(count)]
            if count
            else values.cell(start + 1, 1).value
        )
        assert golden.is_answer(saved), (golden.name, saved)


@pytest.mark.office
def test_a_cent_turns_it_red(tmp_path: Path) -> None:
    """The cells come from the registry: a rounding that is a cent off gives other cells."""
    spoilt = tmp_path / "spoilt"
    spoilt.mkdir()
    (spoilt / "sitecustomize.py").touch()
    (spoilt / "xlcost_spoilt.py").write_text(_SPOILT)
    calls = [
        golden
        for golden in CALLS
        if golden.function in {"ROUNDHALF", "RATE", "FIFOCOST"} and isinstance(golden.answer, float)
    ]
    starts = golden_workbook(tmp_path / "golden.xlsx", calls)
    added = _with_component_line(extension([str(spoilt), *folders()]), "import xlcost_spoilt")
    cells = calculated(tmp_path, tmp_path / "golden.xlsx", added).cells
    found = answers([row[0] for row in cells], starts, calls)
    assert calls
    for golden, each in zip(calls, found, strict=True):
        assert each == pytest.approx(golden.answer + 0.01), golden.name


_SPOILT = """
from decimal import Decimal

import xlcost.hosts.calc.answers as answers

honest = answers.call


def call(name, values):
    found = honest(name, values)
    return found + Decimal("0.01") if isinstance(found, Decimal) else found


answers.call = call
"""


def _with_component_line(added: bytes, line: str) -> bytes:
    before, after = zipfile.ZipFile(BytesIO(added)), BytesIO()
    with zipfile.ZipFile(after, "w") as archive:
        for name in before.namelist():
            text = before.read(name).decode()
            if name == "component.py":
                text = text.replace("            from xlcost", f"            {line}\n            from xlcost")
            archive.writestr(name, text)
    return after.getvalue()


# ---- the file


def test_same_registry_same_bytes() -> None:
    assert extension(["/somewhere"]) == extension(["/somewhere"])


def test_every_function_has_types_and_help() -> None:
    archive = zipfile.ZipFile(BytesIO(extension(["/somewhere"])))
    idl = archive.read("functions.idl").decode()
    tree = ElementTree.fromstring(archive.read("CalcAddIns.xcu"))
    name = "{http://openoffice.org/2001/registry}name"
    named = {node.get(name): node for node in tree.iter("node")}
    for each in FUNCTIONS.values():
        assert f" {each.name}(" in idl
        texts = [value.text or "" for value in named[each.name].iter("value")]
        assert each.help in texts
        assert all(argument.help in texts for argument in each.arguments)
    for entry in ElementTree.fromstring(archive.read("META-INF/manifest.xml")):
        path = entry.get("{http://openoffice.org/2001/manifest}full-path")
        assert path in archive.namelist()
