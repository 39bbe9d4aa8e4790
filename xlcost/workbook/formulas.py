"""Formulas of cells that move or give way: shared ones are written out, references follow the table's rows."""

from __future__ import annotations

import re
from collections.abc import Callable

from xlcost.workbook.references import column_index, moved_formula, parse_area, with_area
from xlcost.workbook.row_map import RowMap
from xlcost.workbook.sheet_part import map_formula
from xlcost.workbook.sheet_rows import addressed, cell_pattern
from xlcost.workbook.xml_text import attribute, find_element, formula_text, plain, tag_pattern, with_attribute

_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")


class LostReference(ValueError):  # noqa: N818 - a verdict on the sheet
    """A formula that stays reads a row that goes."""


def formula_pattern(prefix: str) -> re.Pattern[bytes]:
    """An `f` element: its start tag, its text."""
    start = tag_pattern("f", prefix).pattern.removesuffix(rb"/?>")
    return re.compile(rb"(" + start + rb")(?:/>|>([^<]*)</" + prefix.encode() + rb"f>)")


def unshared(data: bytes, prefix: str) -> bytes:
    """Every shared formula of a sheet written out in its own cell, so that cells can move one by one."""
    formula = formula_pattern(prefix)
    masters: dict[str, tuple[str, int, int]] = {}

    def one(match: re.Match[bytes]) -> bytes:
        found = formula.search(match[0])
        if found is None or attribute(found[1] + b">", "t") != "shared":
            return match[0]
        address = _ADDRESS.match(attribute(match[1] + b">", "r") or "")
        if address is None:
            return match[0]
        column, row, key = column_index(address[1]), int(address[2]), attribute(found[1] + b">", "si") or ""
        if found[2]:
            masters[key] = plain(found[2]), row, column
        text, first_row, first_column = masters.get(key, ("", row, column))
        own = moved_formula(text, row - first_row, column - first_column)
        name = prefix.encode() + b"f"
        new = b"<%s>%s</%s>" % (name, formula_text(own).encode(), name)
        return match[0][: found.start()] + new + match[0][found.end() :]

    return cell_pattern(prefix).sub(one, data)


def with_saved_value(old: bytes, new: bytes, prefix: str) -> bytes:
    """The old cell, its formula as it was, with the saved value of the new one; the value alone where none stands."""
    start, formula = cell_pattern(prefix).match(old), formula_pattern(prefix).search(old)
    if start is None or formula is None:
        # a cell that an array formula of another cell fills
        return formula_pattern(prefix).sub(b"", new, count=1)
    tag = with_attribute(start[1] + b">", "t", attribute(new[: new.index(b">") + 1], "t"))
    value = find_element(new, "v", prefix)
    saved = new[value.start : value.end] if value else b""
    return tag + formula[0] + saved + b"</" + prefix.encode() + b"c>"


def cell_mover(rows: RowMap, title: str, prefix: str) -> Callable[[bytes, int, int, int], bytes]:
    """Moves cells: (cell, column, old row, new row) -> the cell there. Raises LostReference."""
    formula = formula_pattern(prefix)

    def move(cell: bytes, column: int, old: int, new: int) -> bytes:
        cell = addressed(cell, new, column)
        found = formula.search(cell)
        if found is None:
            return cell
        tag = _moved_ref(found[1], new - old)
        text = plain(found[2] or b"")
        mapped = map_formula(text, rows, title, own_sheet=True)
        if mapped.count("#REF!") > text.count("#REF!"):
            raise LostReference(text)
        raw = found[2] or b"" if mapped == text else formula_text(mapped).encode()
        return cell[: found.start()] + tag + b">" + raw + b"</" + prefix.encode() + b"f>" + cell[found.end() :]

    return move


def _moved_ref(tag: bytes, by: int) -> bytes:
    area = parse_area(attribute(tag + b">", "ref") or "")
    if area is None:
        return tag
    moved = type(area)(area.top + by, area.left, area.bottom + by, area.right)
    return with_attribute(tag + b">", "ref", with_area(attribute(tag + b">", "ref") or "", moved))[:-1]


def copied_formula(cell: bytes, row: int, prefix: str) -> Callable[[int], bytes] | None:
    """The formula of a cell as it reads in other rows of its column; None when the cell has none to copy."""
    found = formula_pattern(prefix).search(cell)
    if found is None or not found[2] or attribute(found[1] + b">", "t") in ("array", "dataTable"):
        return None
    text = plain(found[2])
    name = prefix.encode() + b"f"
    if moved_formula(text, 1) == text:
        fixed = b"<%s>%s</%s>" % (name, formula_text(text).encode(), name)
        return lambda _row: fixed
    return lambda target: b"<%s>%s</%s>" % (name, formula_text(moved_formula(text, target - row)).encode(), name)
