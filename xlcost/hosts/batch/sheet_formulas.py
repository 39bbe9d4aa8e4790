"""The formulas of a sheet by their cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from xlcost.hosts.batch.tree import shape_of
from xlcost.workbook.formulas import formula_pattern
from xlcost.workbook.package import Package
from xlcost.workbook.references import Area, column_index, parse_area
from xlcost.workbook.sheet_part import split_sheet
from xlcost.workbook.xml_text import attribute, plain, tag_pattern

_MARK = re.compile(r"xlcost[._]", re.IGNORECASE)
_RAW_MARK = re.compile(rb"xlcost[._]", re.IGNORECASE)
_FORMULA = re.compile(rb"<(?:[A-Za-z_][\w.\-]*:)?f[\s>/]")
_TEXT = re.compile('"[^"]*"')
_LONGEST_MARK = 64
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")
_MOST_CELLS = 1 << 20
CellKey = tuple[int, int]
"""Sheet row and column number."""


@dataclass(frozen=True, slots=True)
class SheetFormula:
    """A formula and the cell it stands in."""

    row: int
    column: int
    shape: str
    ours: bool
    """Whether it names one of our functions."""
    area: Area | None = None
    """The cells of an array formula of several cells."""
    array: bool = False
    """Whether ranges stand for all their cells in it."""
    dynamic: bool = False
    """Whether the array formula spills over as many cells as its answer has."""


def sheet_formulas(package: Package, part: str) -> list[SheetFormula]:
    """Every formula of a sheet; none of a part that is no sheet: the reader says what is wrong with it."""
    if not _holds(package, part, _FORMULA):
        return []
    try:
        return list(_in_sheet(package.read(part)))
    except ValueError:
        return []


def is_marked(package: Package, part: str) -> bool:
    """Whether the name of our functions occurs at all."""
    return _holds(package, part, _RAW_MARK)


def _holds(package: Package, part: str, sought: re.Pattern[bytes]) -> bool:
    """Whether a part holds the sign; it is only streamed, as most sheets are without it."""
    before = b""
    for chunk in package.chunks(part):
        if sought.search(before + chunk):
            return True
        before = chunk[-_LONGEST_MARK:]
    return False


@cache
def _pattern(prefix: str) -> re.Pattern[bytes]:
    """A cell that begins with a formula, as the schema has it: its start tag, the formula's tag, the formula."""
    start = tag_pattern("c", prefix).pattern.removesuffix(rb"/?>")
    return re.compile(rb"(" + start + rb")>\s*" + formula_pattern(prefix).pattern)


def _in_sheet(xml: bytes) -> Iterator[SheetFormula]:
    sheet = split_sheet(xml)
    shared: dict[str, str] = {}
    for match in _pattern(sheet.prefix).finditer(sheet.xml, sheet.start, sheet.end):
        address = _ADDRESS.match(attribute(match[1] + b">", "r") or "")
        tag = match[2] + b">"
        kind = attribute(tag, "t")
        if address is None or kind == "dataTable":
            continue
        row, column = int(address[2]), column_index(address[1])
        shape = shape_of(plain(match[3]), row, column) if match[3] else ""
        if kind == "shared":
            key = attribute(tag, "si") or ""
            shape = shared.setdefault(key, shape) if shape else shared.get(key, "")
        if shape:
            dynamic = attribute(match[1] + b">", "cm") is not None
            ours = _MARK.search(shape) is not None and _MARK.search(_TEXT.sub("", shape)) is not None
            yield SheetFormula(row, column, shape, ours, _area(tag, kind), kind == "array", dynamic)


def _area(tag: bytes, kind: str | None) -> Area | None:
    area = parse_area(attribute(tag, "ref") or "") if kind == "array" else None
    if area is None or (area.top, area.left) == (area.bottom, area.right):
        return None
    return area


def cells_of(area: Area) -> Iterator[CellKey]:
    """The cells of an array formula, row by row, as many as a table could take."""
    width = area.right - area.left + 1
    for row in range(area.top, min(area.bottom, area.top + _MOST_CELLS // width) + 1):
        for column in range(area.left, area.right + 1):
            yield row, column
