"""Workbooks with our functions, bytes changed at random: calculated, or refused in one sentence; nothing else happens."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import pytest

from tests.hostile.test_files_that_are_none import zip_of
from tests.hostile.test_mutations import mutated
from tests.hosts.test_batch import RATE, book, column, run
from xlcost.book_file import BookFile
from xlcost.problems import OperationError
from xlcost.workbook.limits import WorkbookRefused

SHEET = "xl/worksheets/sheet1.xml"
WORDS = [
    b"XLCOST.",
    b"(",
    b")",
    b"[#All]",
    b"[[",
    b"'",
    b"{",
    b"&quot;",
    b't="shared" si="0"',
    b"A1:XFD1048576",
    b"!",
    b"@",
]


@pytest.mark.parametrize("seed", range(40))
def test_changed_formulas(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    archive = zipfile.ZipFile(book(tmp_path / "b.xlsx", {"Rate": RATE}))
    parts = {name: archive.read(name) for name in archive.namelist()}
    xml = bytearray(parts[SHEET])
    for _ in range(3):
        at = chance.choice([xml.find(b"<f>", chance.randrange(len(xml))), chance.randrange(len(xml))])
        word = chance.choice(WORDS)
        xml[at + 3 : at + 3 + chance.randrange(6)] = word
    parts[SHEET] = mutated(bytes(xml), chance) if seed % 2 else bytes(xml)
    path = tmp_path / "changed.xlsx"
    path.write_bytes(zip_of(*parts.items()))
    try:
        BookFile.open(path).books()
    except (WorkbookRefused, OperationError) as refusal:
        assert str(refusal), "a refusal without a sentence"  # noqa: PT017


@pytest.mark.parametrize(
    "formula",
    [
        "=XLCOST.SPREAD(1,A1:XFD1048576)", "=XLCOST.BALANCE(A:XFD)", "=XLCOST.BALANCE(1:1048576)", "=XLCOST.RATE(A0)",
        "=XLCOST.ROUNDHALF(1E400)", "=XLCOST.ROUNDHALF(1,1E-300)", "=XLCOST.ROUNDHALF(" * 300 + "1" + ")" * 300,
        "=XLCOST.SPREAD(1,{1;2", "=XLCOST.DATEFORMULA(\"9999-12-31\",\"9999999999Y\")",
    ],
)  # fmt: skip
def test_formulas_that_ask_for_too_much(tmp_path: Path, formula: str) -> None:
    path = book(tmp_path / "b.xlsx", {"Rate": [formula, *["=XLCOST.ROUNDHALF(1)"] * 4]})
    run(path)
    first, *others = column(path, "Actual Lines", "Rate")
    assert others[:4] == [1] * 4, "one formula that cannot be calculated keeps no other from its value"
    assert first != 1
