"""Workbooks whose sheets hold formulas exactly as asked: with or without saved values, shared, arrays."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter

from tests.hostile.test_files_that_are_none import zip_of

Cells = Mapping[str, Any]
"""Address -> a number, a text, or XML of the cell behind its address: `><f>1+1</f><v>2</v>`."""


def formula(text: str, saved: object = None, more: str = "") -> str:
    """A cell with a formula, its saved number, and more attributes of the formula."""
    value = "" if saved is None else f"<v>{saved}</v>"
    return f"><f{more}>{escape(text)}</f>{value}"


def book(path: Path, sheets: Mapping[str, Cells], names: Mapping[str, str] | None = None) -> Path:
    """A workbook of those sheets, written cell by cell."""
    file = xlsxwriter.Workbook(str(path))
    for title in sheets:
        file.add_worksheet(title)
    for name, text in (names or {}).items():
        file.define_name(name, text)
    file.close()
    archive = zipfile.ZipFile(path)
    parts = {name: archive.read(name) for name in archive.namelist()}
    for number, cells in enumerate(sheets.values(), 1):
        part = f"xl/worksheets/sheet{number}.xml"
        data = f"<sheetData>{_rows(cells)}</sheetData>".encode()
        assert b"<sheetData/>" in parts[part]
        parts[part] = parts[part].replace(b"<sheetData/>", data)
    path.write_bytes(zip_of(*parts.items()))
    return path


def _rows(cells: Cells) -> str:
    rows: dict[int, list[tuple[int, str, str]]] = {}
    for address, value in cells.items():
        letters = address.rstrip("0123456789")
        rows.setdefault(int(address[len(letters) :]), []).append((len(letters), letters, _cell(address, value)))
    return "".join(f'<row r="{row}">{"".join(cell for *_, cell in sorted(rows[row]))}</row>' for row in sorted(rows))


def _cell(address: str, value: str | float | None) -> str:
    if isinstance(value, str) and (">" in value):
        return f'<c r="{address}"{value}</c>'
    if isinstance(value, str):
        return f'<c r="{address}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{address}"/>' if value is None else f'<c r="{address}"><v>{value}</v></c>'


def units(cells: Cells, count: int = 4) -> dict[str, Any]:
    """Cells of a plain range `Units`: Unit, Unit Group, Quantity, Note, More; the rows are given a unit each."""
    heads = dict(zip(("A1", "B1", "C1", "D1", "E1"), ("Unit", "Unit Group", "Quantity", "Note", "More"), strict=True))
    keys = {f"{letter}{row}": f"U{row}" if letter == "A" else "G" for row in range(2, count + 2) for letter in "AB"}
    return {**heads, **keys, **cells}
