"""The cells of a sheet whose formula calls one of our functions."""

from __future__ import annotations

import re

from xlcost.workbook.formulas import formula_pattern, unshared
from xlcost.workbook.package import Package
from xlcost.workbook.references import column_index
from xlcost.workbook.sheet_part import split_sheet
from xlcost.workbook.sheet_rows import cell_pattern
from xlcost.workbook.xml_text import attribute, plain

_MARK = re.compile(rb"xlcost[._]", re.IGNORECASE)
_LONGEST_MARK = 7
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")
CellKey = tuple[int, int]
"""Sheet row and column number."""


def own_formulas(package: Package, part: str) -> dict[CellKey, str]:
    """Formula text of each such cell, without `=`. Array formulas of several cells are left out.

    A part that is no sheet has none; the reader says what is wrong with it.
    """
    if not _is_marked(package, part):
        return {}
    try:
        return _in_sheet(package.read(part))
    except ValueError:
        return {}


def _in_sheet(xml: bytes) -> dict[CellKey, str]:
    sheet = split_sheet(xml)
    rows = unshared(sheet.xml[sheet.start : sheet.end], sheet.prefix)
    formula = formula_pattern(sheet.prefix)
    found: dict[CellKey, str] = {}
    for cell in cell_pattern(sheet.prefix).finditer(rows):
        match = formula.search(cell[0]) if _MARK.search(cell[0]) else None
        address = _ADDRESS.match(attribute(cell[1] + b">", "r") or "")
        if match is None or not match[2] or address is None:
            continue
        if _in_one_cell(match[1] + b">", address[0]):
            found[int(address[2]), column_index(address[1])] = plain(match[2])
    return found


def _in_one_cell(tag: bytes, address: str) -> bool:
    """A plain formula, or an array formula of one cell, as Excel saves a function that could answer with several."""
    kind = attribute(tag, "t")
    return kind != "dataTable" and (kind != "array" or attribute(tag, "ref") in (address, f"{address}:{address}"))


def _is_marked(package: Package, part: str) -> bool:
    """Whether the name of our functions occurs at all; the part is only streamed, as most sheets are without it."""
    before = b""
    for chunk in package.chunks(part):
        if _MARK.search(before + chunk):
            return True
        before = chunk[-_LONGEST_MARK:]
    return False
