"""The table part of an Excel Table: read, resized in place, or made new."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlcost.workbook.model import WrittenColumn
from xlcost.workbook.references import Area, column_letters, parse_area
from xlcost.workbook.xml_text import (
    DECLARATION,
    MAIN,
    attribute,
    attribute_text,
    content,
    find_element,
    formula_text,
    normalised,
    open_tag,
    plain,
    replace_element,
    root_prefix,
    tag_pattern,
    with_attribute,
    with_children,
)

STYLE = "TableStyleMedium2"
_CELL_LIKE = re.compile(r"[A-Za-z]{1,3}[0-9]+\Z|[Rr][0-9]*(?:[Cc][0-9]*)?\Z|[Cc][0-9]*\Z")


@dataclass(frozen=True, slots=True)
class TablePart:
    """What the writer needs to know of a table part."""

    xml: bytes
    prefix: str
    name: str
    area: Area
    headers: tuple[str, ...]
    header_rows: int
    totals_rows: int
    calculated: Mapping[int, str]
    """Column number -> formula of a calculated column."""
    totals: Mapping[int, str]
    """Column number -> its `totalsRowFunction`."""


def read_table(xml: bytes) -> TablePart:
    """Take a table part apart. Raises ValueError when it names no area."""
    xml = normalised(xml)
    prefix = root_prefix(xml)
    root = tag_pattern("table", prefix).search(xml)
    area = parse_area(attribute(root[0], "ref") or "") if root else None
    if root is None or area is None:
        raise ValueError("table")
    calculated, totals, names, at = {}, {}, [], 0
    for index in range(area.left, area.right + 1):
        element = find_element(xml, "tableColumn", prefix, at)
        if element is None:
            break
        formula = find_element(xml[: element.end], "calculatedColumnFormula", prefix, element.open_end)
        if formula is not None:
            calculated[index] = plain(content(xml, formula))
        names.append(attribute(xml[element.start : element.open_end], "name") or "")
        function = attribute(xml[element.start : element.open_end], "totalsRowFunction")
        if function:
            totals[index] = function
        at = element.end
    headers = int(attribute(root[0], "headerRowCount") or 1)
    count = int(attribute(root[0], "totalsRowCount") or 0)
    name = attribute(root[0], "displayName") or attribute(root[0], "name") or ""
    return TablePart(xml, prefix, name, area, tuple(names), headers, count, calculated, totals)


def resized(table: TablePart, area: Area, headers: Sequence[str]) -> bytes:
    """The part over another area; `headers` are those of columns added at its right edge."""
    xml, prefix = table.xml, table.prefix
    xml = _with_ref(xml, "table", prefix, area)
    filtered = Area(area.top, area.left, area.bottom - table.totals_rows, area.right)
    xml = _with_ref(xml, "autoFilter", prefix, filtered)
    below = Area(filtered.top + 1, filtered.left, filtered.bottom, filtered.right)
    xml = _with_rows(xml, "sortState", prefix, below)
    if headers:
        ids = [int(attribute(tag[0], "id") or 0) for tag in tag_pattern("tableColumn", prefix).finditer(xml)]
        first = max([0, *ids]) + 1
        added = [
            f'<{prefix}tableColumn id="{first + at}" name="{header_text(header)}"/>'
            for at, header in enumerate(headers)
        ]
        xml = with_children(xml, "tableColumns", prefix, "".join(added).encode(), len(added))
    return xml


def with_columns(table: TablePart, headings: Mapping[int, str | None]) -> bytes:
    """The part with other names of columns (by column number); a column without one goes, at the right edge only."""
    xml, prefix, at, gone = table.xml, table.prefix, 0, 0
    for index in range(table.area.left, table.area.right + 1):
        element = find_element(xml, "tableColumn", prefix, at)
        assert element is not None
        heading = headings.get(index, "")
        if heading is None:
            xml, gone = replace_element(xml, element, b""), gone + 1
            continue
        tag = open_tag(xml, element)
        new = with_attribute(tag, "name", None) if heading else tag
        if heading:
            new = new.replace(b"tableColumn", b'tableColumn name="%s"' % header_text(heading).encode(), 1)
        xml = xml[: element.start] + new + xml[element.open_end :]
        at = element.end + len(new) - len(tag)
    area = table.area
    narrower = TablePart(xml, prefix, table.name, area, (), table.header_rows, table.totals_rows, {}, {})
    xml = resized(narrower, Area(area.top, area.left, area.bottom, area.right - gone), ())
    return with_children(xml, "tableColumns", prefix, b"", -gone)


def header_text(header: str) -> str:
    """A header as the `name` of a table column: line breaks as Excel escapes them there."""
    return attribute_text(header.replace("\r\n", "\n").replace("\n", "_x000a_"))


def _with_ref(xml: bytes, name: str, prefix: str, area: Area) -> bytes:
    tag = tag_pattern(name, prefix).search(xml)
    if tag is None:
        return xml
    return xml[: tag.start()] + with_attribute(tag[0], "ref", _two_cells(area)) + xml[tag.end() :]


def _with_rows(xml: bytes, name: str, prefix: str, area: Area) -> bytes:
    """The rows of a `ref` and of those inside it set to the area's, its columns kept."""
    element = find_element(xml, name, prefix)
    if element is None:
        return xml
    rows = rb'ref="\g<1>%d:\g<2>%d"' % (area.top, area.bottom)
    inner = re.sub(rb'\bref="([A-Z]+)\d+:([A-Z]+)\d+"', rows, xml[element.start : element.end])
    return xml[: element.start] + inner + xml[element.end :]


def _two_cells(area: Area) -> str:
    return f"{column_letters(area.left)}{area.top}:{column_letters(area.right)}{area.bottom}"


def free_name(wanted: str, taken: set[str]) -> str:
    """A table name that Excel accepts and that nothing else in the workbook bears (`taken`: case-folded)."""
    name = re.sub(r"[^\w.]", "_", wanted)
    if not name or not (name[0].isalpha() or name[0] == "_") or _CELL_LIKE.match(name):
        name = "_" + name
    candidate, number = name, 2
    while candidate.casefold() in taken:
        candidate, number = f"{name}_{number}", number + 1
    return candidate


def new_table(
    number: int, name: str, area: Area, columns: Sequence[WrittenColumn], *, totals: bool, description: str = ""
) -> bytes:
    """A table part over `area`, whose last row is the totals row when `totals`."""
    filtered = Area(area.top, area.left, area.bottom - totals, area.right)
    comment = f' comment="{attribute_text(description[:255])}"' if description else ""
    parts = [
        f'<table xmlns="{MAIN}" id="{number}" name="{name}" displayName="{name}"{comment} ref="{_two_cells(area)}" '
        f'{"totalsRowCount" if totals else "totalsRowShown"}="{int(totals)}">',
        f'<autoFilter ref="{_two_cells(filtered)}"/><tableColumns count="{len(columns)}">',
    ]
    for at, column in enumerate(columns):
        total = _total(column) if totals else ""
        formula = formula_text(column.calculated)
        inner = f"><calculatedColumnFormula>{formula}</calculatedColumnFormula></tableColumn>" if formula else "/>"
        parts.append(f'<tableColumn id="{at + 1}" name="{header_text(column.header)}"{total}{inner}')
    parts.append(
        f'</tableColumns><tableStyleInfo name="{STYLE}" showFirstColumn="0" showLastColumn="0" showRowStripes="1" '
        'showColumnStripes="0"/></table>'
    )
    return DECLARATION + "".join(parts).encode()


def _total(column: WrittenColumn) -> str:
    return {"": "", "sum": ' totalsRowFunction="sum"', "label": ' totalsRowLabel="Total"'}[column.total]


_STRUCTURED_SPECIAL = re.compile(r"(['#\[\]@])")


def sum_formula(table: str, header: str) -> str:
    """The formula of a totals cell: the sum of what the filter shows."""
    column = _STRUCTURED_SPECIAL.sub(r"'\1", header)
    return f"SUBTOTAL(109,{table}[{column}])"


def sum_element(table: str, header: str, prefix: str = "") -> str:
    """The same as an `f` element."""
    return f"<{prefix}f>{formula_text(sum_formula(table, header))}</{prefix}f>"
