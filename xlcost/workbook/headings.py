"""Columns of a result table under headings that only a run knows: taken over by other headings, or taken out.

Done before the table is written, and only where nothing of the user reads those columns; otherwise they stay, empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from xlcost.workbook.cell_xml import Rendering
from xlcost.workbook.lists import key_of
from xlcost.workbook.model import Place, TableChange, WrittenColumn
from xlcost.workbook.parts import Parts
from xlcost.workbook.references import Area, column_index
from xlcost.workbook.sheet_part import split_sheet
from xlcost.workbook.sheet_patch import rendered_cell
from xlcost.workbook.sheet_rows import Row, Rows, cell_style, split_row
from xlcost.workbook.table_part import TablePart, read_table, sum_element, sum_formula, with_columns
from xlcost.workbook.workbook_part import Sheet
from xlcost.workbook.xml_text import attribute_text, find_element, formula_text, replace_element

Headings = Mapping[int, str | None]
_READS_CELLS = re.compile(r"(worksheets/|charts/|chartEx|pivotCacheDefinition).*\.xml\Z|workbook\.xml\Z")
_OWN_NAMES = re.compile(rb'<(?:\w+:)?definedName\b[^>]*name="_xlnm\.[^>]*>[^<]*')
_ODD = (b'"shared"', b'"array"', b'"dataTable"')
_ODD_TABLE = (b"filterColumn", b"sortState", b"totalsRowFormula")


@dataclass(slots=True)
class _Standing:
    """The table before the change: its part (None for a plain range), its cells, the columns in question."""

    name: str
    table: TablePart | None
    area: Area
    slots: Headings


def with_headings(parts: Parts, sheet: Sheet, change: TableChange) -> TableChange:
    """The change for a table whose columns have their new headings; those that cannot go stay as empty columns."""
    assert change.place is not None
    standing = _standing(parts, sheet, change.place, change.headings)
    if _is_read(parts, sheet, standing, change):
        return _emptied(change, change.headings)
    slots = dict(change.headings)
    going = [index for index in range(standing.area.right, 0, -1) if slots.get(index, "") is None]
    trimmed = {index for at, index in enumerate(going) if index == standing.area.right - at}
    left = {index: heading for index, heading in slots.items() if heading is None and index not in trimmed}
    kept = {index: heading for index, heading in slots.items() if index not in left}
    _rewrite_sheet(parts, sheet, standing, kept)
    if standing.table is not None:
        parts.put(standing.name, with_columns(standing.table, kept))
    columns = [
        replace(found, header=kept.get(found.index) or found.header)
        for found in change.place.columns
        if found.index not in trimmed
    ]
    return _emptied(replace(change, place=replace(change.place, columns=tuple(columns))), left)


def _emptied(change: TableChange, left: Headings) -> TableChange:
    """Old columns that stay are ours and hold nothing."""
    assert change.place is not None
    old = [WrittenColumn(found.header, found.header) for found in change.place.columns if found.index in left]
    written = {key_of(column.header) for column in change.columns}
    old = [column for column in old if key_of(column.header) not in written]
    count = max(map(len, change.appended.values()), default=0)
    blanks = {column.key: [None] * count for column in old}
    return replace(change, columns=[*change.columns, *old], appended={**change.appended, **blanks}, headings={})


def _standing(parts: Parts, sheet: Sheet, place: Place, slots: Headings) -> _Standing:
    for relationship in parts.package.relationships(sheet.part) if place.name else ():
        if relationship.kind == "table":
            table = read_table(parts.read(relationship.target))
            if table.name.casefold() == place.name.casefold():
                return _Standing(relationship.target, table, table.area, slots)
    indexes = [column.index for column in place.columns]
    return _Standing("", None, Area(place.header_row, min(indexes), place.last_row, max(indexes)), slots)


# ---- whether anything reads the columns


def _is_read(parts: Parts, sheet: Sheet, standing: _Standing, change: TableChange) -> bool:
    table = standing.table
    if table is not None and (table.calculated or any(word in table.xml for word in _ODD_TABLE)):
        return True
    names = [name for name in (*parts.package.names, *parts.added) if _READS_CELLS.search(name) and name in parts]
    return any(_mentions(parts.read(name), sheet, standing, own=name == sheet.part) for name in names) or _beside(
        parts, sheet, standing, {found.index for found in change.place.columns} if change.place else set()
    )


def _mentions(xml: bytes, sheet: Sheet, standing: _Standing, *, own: bool) -> bool:
    """A reference to the table by its name, but for its own totals, or to cells of the columns by the sheet's title."""
    xml = _OWN_NAMES.sub(b"", xml)
    if own and any(word in xml for word in _ODD):
        return True
    if standing.table is not None:
        name = standing.table.name
        for header in standing.table.headers if own else ():
            xml = xml.replace(formula_text(sum_formula(name, header)).encode(), b"")
        if f"{name}[".casefold().encode() in xml.lower():
            return True
        if b"worksheetSource" in xml and f'name="{name}"'.casefold().encode() in xml.lower():
            return True
    if b"worksheetSource" in xml and b'sheet="' + attribute_text(sheet.title).encode() + b'"' in xml:
        return True
    title = re.escape(formula_text(sheet.title.replace("'", "''")))
    pattern = rf"(?<!location=\")(?<!location=\"'){title}'?!\$?([A-Z]{{1,3}})\$?\d*(?::\$?([A-Z]{{1,3}}))?"
    return any(_meets(match, standing.slots) for match in re.finditer(pattern.encode(), xml))


def _meets(match: re.Match[bytes], slots: Headings) -> bool:
    first, last = match[1].decode(), (match[2] or match[1]).decode()
    return any(column_index(first) <= index <= column_index(last) for index in slots)


def _beside(parts: Parts, sheet: Sheet, standing: _Standing, ours: set[int]) -> bool:
    """A formula of the user on the sheet: above, below or beside the table."""
    area = standing.area
    for number, row in _rows(parts, sheet):
        inside = area.top <= number <= area.bottom
        for column, cell in row.cells.items():
            if not (inside and column in ours) and (b"<f" in cell or b":f" in cell):
                return True
    return False


def _rows(parts: Parts, sheet: Sheet) -> Iterator[tuple[int, Row]]:
    part = split_sheet(parts.read(sheet.part))
    rows = Rows(part.xml, part.prefix, part.start, part.end)
    for index, number in enumerate(rows.numbers):
        yield number, split_row(rows.data[rows.start(index) : rows.start(index + 1)], part.prefix)


# ---- the columns themselves


def _rewrite_sheet(parts: Parts, sheet: Sheet, standing: _Standing, slots: Headings) -> None:
    """Headings and totals under their new names; nothing is left of columns that go."""
    part = split_sheet(parts.read(sheet.part))
    rows = Rows(part.xml, part.prefix, part.start, part.end)
    area, table = standing.area, standing.table
    totals = area.bottom if table is not None and table.totals_rows else 0
    indexes = rows.between(area.top, area.bottom)
    pieces = [part.head, part.xml[part.start : rows.start(indexes.start)]]
    for index in indexes:
        number = rows.numbers[index]
        row = split_row(rows.data[rows.start(index) : rows.start(index + 1)], part.prefix)
        for column, heading in slots.items():
            if heading is None:
                row.cells.pop(column, None)
            elif number == area.top:
                style = cell_style(row.cells.get(column, b"")) or 0
                row.cells[column] = rendered_cell(heading, column, number, style, Rendering(part.prefix))
            elif number == totals and table is not None and column in row.cells:
                row.cells[column] = _renamed_total(row.cells[column], table.name, heading, part.prefix)
        pieces.append(row.xml(number, part.prefix))
    pieces += [part.xml[rows.start(indexes.stop) : part.end], part.tail]
    parts.put(sheet.part, b"".join(pieces))


def _renamed_total(cell: bytes, name: str, heading: str, prefix: str) -> bytes:
    element = find_element(cell, "f", prefix)
    return cell if element is None else replace_element(cell, element, sum_element(name, heading, prefix).encode())
