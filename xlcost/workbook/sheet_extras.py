"""What goes with a sheet's cells: its dimension, column widths, hyperlinks, and marks for numbers that are text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xlcost.cells import Formula, Value
from xlcost.workbook.cell_xml import NewColumn
from xlcost.workbook.references import Area, column_letters, parse_area
from xlcost.workbook.sheet_part import put_in_list
from xlcost.workbook.xml_text import attribute, attribute_text, find_element, tag_pattern, with_attribute

MAX_LINKS = 65_530
"""Hyperlinks that a sheet can hold; with more Excel repairs the file."""
_NUMBER_LIKE = re.compile(r"\s*[-+]?[0-9][0-9.,]*\s*\Z")


def link_formula(location: str, value: Value) -> Value:
    """A link as a formula, for sheets that hold too many hyperlinks; its saved value is the cell's."""
    if not isinstance(value, str | int) or isinstance(value, bool):
        return value
    shown = '"' + value.replace('"', '""') + '"' if isinstance(value, str) else str(value)
    doubled = location.replace('"', '""')
    return Formula(f'HYPERLINK("#{doubled}",{shown})', value) if "{" not in shown + doubled else value


def linked(after: bytes, prefix: str, places: Sequence[tuple[str, str]]) -> bytes:
    """Hyperlinks to places in the workbook: (cell, location)."""
    if not places:
        return after
    items = [
        f'<{prefix}hyperlink ref="{cell}" location="{attribute_text(location)}" display="{attribute_text(location)}"/>'
        for cell, location in places
    ]
    return put_in_list(after, "hyperlinks", prefix, "".join(items).encode(), len(items))


def text_columns(columns: Sequence[NewColumn]) -> list[int]:
    """Columns in which a text looks like a number."""
    return [
        column.index
        for column in columns
        if any(isinstance(value, str) and _NUMBER_LIKE.match(value) for value in set(filter(_is_text, column.values)))
    ]


def _is_text(value: Value) -> bool:
    return isinstance(value, str)


def numbers_as_text(after: bytes, prefix: str, columns: Sequence[NewColumn], first: int, count: int) -> bytes:
    """Codes such as `0510` are text on purpose: no green corner in their cells."""
    if not count:
        return after
    areas = [Area(first, index, first + count - 1, index) for index in text_columns(columns)]
    known = [
        area
        for tag in tag_pattern("ignoredError", prefix).finditer(after)
        if attribute(tag[0], "numberStoredAsText") in ("1", "true")
        for area in map(parse_area, (attribute(tag[0], "sqref") or "").split())
        if area is not None
    ]
    areas = [area for area in areas if not any(area.within(one) for one in known)]
    if not areas:
        return after
    ranges = " ".join(map(str, areas))
    item = f'<{prefix}ignoredError sqref="{ranges}" numberStoredAsText="1"/>'
    return put_in_list(after, "ignoredErrors", prefix, item.encode(), 1)


def with_dimension(head: bytes, prefix: str, used: Area) -> bytes:
    """The stated dimension made to hold the used area."""
    tag = tag_pattern("dimension", prefix).search(head)
    area = parse_area(attribute(tag[0], "ref") or "") if tag else None
    if tag is None or area is None or used.within(area):
        return head
    whole = Area(
        min(area.top, used.top), min(area.left, used.left), max(area.bottom, used.bottom), max(area.right, used.right)
    )
    return head[: tag.start()] + with_attribute(tag[0], "ref", str(whole)) + head[tag.end() :]


def widened(head: bytes, prefix: str, first: int, widths: Sequence[float]) -> bytes:
    """Widths for added columns, unless the sheet says something about these columns already."""
    if not widths:
        return head
    taken = [
        (int(attribute(tag[0], "min") or 0), int(attribute(tag[0], "max") or 0))
        for tag in tag_pattern("col", prefix).finditer(head)
    ]
    items = [
        (column, f'<{prefix}col min="{column}" max="{column}" width="{width:g}" customWidth="1"/>')
        for column, width in enumerate(widths, first)
        if not any(low <= column <= high for low, high in taken)
    ]
    if not items:
        return head
    new = "".join(item for _, item in items).encode()
    element = find_element(head, "cols", prefix)
    if element is None:
        tag = tag_pattern("sheetData", prefix).search(head)
        assert tag is not None
        name = f"{prefix}cols".encode()
        return head[: tag.start()] + b"<%s>%s</%s>" % (name, new, name) + head[tag.start() :]
    for tag in tag_pattern("col", prefix).finditer(head):
        if int(attribute(tag[0], "min") or 0) > first:
            return head[: tag.start()] + new + head[tag.start() :]
    return head[: element.close] + new + head[element.close :]


__all__ = ["MAX_LINKS", "column_letters", "link_formula", "linked", "numbers_as_text", "widened", "with_dimension"]
