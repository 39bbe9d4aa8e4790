"""A sheet part cut into what stands before, in and after `sheetData`; elements around it are found and put in order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from xlcost.workbook.references import Area, parse_area, rewrite_references, with_area
from xlcost.workbook.row_map import RowMap
from xlcost.workbook.xml_text import (
    Element,
    attribute,
    content,
    find_element,
    formula_text,
    normalised,
    plain,
    root_prefix,
    tag_pattern,
    with_attribute,
)

_ORDER = (
    "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges scenarios "
    "autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting dataValidations "
    "hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches "
    "ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF picture oleObjects controls "
    "webPublishItems tableParts extLst"
)
_RANK = {name: rank for rank, name in enumerate(_ORDER.split())}
_NAME = re.compile(rb"<([^\s/>!?]+)")


@dataclass(slots=True)
class SheetPart:
    """`head` ends with the start tag of `sheetData`, `tail` begins with its end tag.

    The rows are not copied: they are `xml` from `start` to `end`.
    """

    head: bytes
    xml: bytes
    start: int
    end: int
    tail: bytes
    prefix: str

    @property
    def after(self) -> bytes:
        """The elements after `sheetData`, the end tag of the root included."""
        return self.tail[self.tail.index(b">") + 1 :]

    @after.setter
    def after(self, xml: bytes) -> None:
        self.tail = self.tail[: self.tail.index(b">") + 1] + xml


def split_sheet(xml: bytes) -> SheetPart:
    """Cut the part. Raises ValueError when it has no `sheetData`."""
    xml = normalised(xml)
    prefix = root_prefix(xml)
    name = prefix.encode() + b"sheetData"
    tag = tag_pattern("sheetData", prefix).search(xml)
    if tag is None:
        raise ValueError("sheetData")
    if tag[0].endswith(b"/>"):
        head = xml[: tag.start()] + re.sub(rb"\s*/>\Z", b">", tag[0])
        return SheetPart(head, b"", 0, 0, b"</" + name + b">" + xml[tag.end() :], prefix)
    close = xml.rindex(b"</" + name)
    return SheetPart(xml[: tag.end()], xml, tag.end(), close, xml[close:], prefix)


def children(xml: bytes) -> Iterator[tuple[str, Element]]:
    """The sibling elements of a stretch of XML up to the first end tag that is not theirs: (name, place)."""
    at = 0
    while (at := xml.find(b"<", at)) >= 0 and not xml.startswith(b"</", at):
        match = _NAME.match(xml, at)
        if match is None:
            return
        name = match[1].decode()
        element = _whole(xml, name, at)
        yield name, element
        at = element.end


def _whole(xml: bytes, name: str, at: int) -> Element:
    """The element that begins at `at`, also when it holds others of its name."""
    first = tag_pattern(name).match(xml, at)
    assert first is not None
    if first[0].endswith(b"/>"):
        return Element(at, first.end(), first.end(), first.end())
    depth, position = 1, first.end()
    closing = re.compile(rb"</" + re.escape(name.encode()) + rb"\s*>")
    while True:
        close = closing.search(xml, position)
        assert close is not None
        inner = [m for m in tag_pattern(name).finditer(xml, position, close.start()) if not m[0].endswith(b"/>")]
        depth += len(inner) - 1
        position = close.end()
        if depth == 0:
            return Element(at, first.end(), close.start(), close.end())


def put_element(xml: bytes, name: str, prefix: str, new: bytes) -> bytes:
    """`new` put where the schema wants the element `name` among those after `sheetData`."""
    at = 0
    for found, element in children(xml):
        local = found.removeprefix(prefix)
        if _RANK.get(local, _RANK["controls"]) > _RANK[name]:
            break
        at = element.end
    return xml[:at] + new + xml[at:]


def put_in_list(xml: bytes, name: str, prefix: str, items: bytes, count: int) -> bytes:
    """Items added to a list element such as `hyperlinks`, which is made when it is not there."""
    element = find_element(xml, name, prefix)
    full = (prefix + name).encode()
    counted = name not in ("hyperlinks", "ignoredErrors")
    if element is None:
        stated = b' count="%d"' % count if counted else b""
        return put_element(xml, name, prefix, b"<%s%s>%s</%s>" % (full, stated, items, full))
    tag = xml[element.start : element.open_end]
    if counted:
        tag = with_attribute(tag, "count", str(int(attribute(tag, "count") or 0) + count))
    tag = re.sub(rb"\s*/>\Z", b">", tag)
    return xml[: element.start] + tag + content(xml, element) + items + b"</" + full + b">" + xml[element.end :]


_EMPTIED = ("mergeCells", "hyperlinks", "dataValidations", "conditionalFormatting", "ignoredErrors", "protectedRanges")


def map_ranges(xml: bytes, prefix: str, rows: RowMap, title: str) -> bytes:
    """Every range after `sheetData` that follows the table's rows: merged cells, links, validations, filters."""
    xml = _map_elements(xml, prefix, rows)
    xml = _map_texts(xml, rows, title)
    for name in _EMPTIED:
        xml = _without_empty(xml, name, prefix)
    return xml


_SINGLE = ("mergeCell", "hyperlink", "autoFilter", "sortState", "sortCondition")
_MANY = ("dataValidation", "conditionalFormatting", "ignoredError", "protectedRange")


def _map_elements(xml: bytes, prefix: str, rows: RowMap) -> bytes:
    for name in _SINGLE:
        extend = name not in ("mergeCell", "hyperlink")
        xml = _mapped(xml, name, prefix, "ref", partial(map_list, rows=rows, extend=extend))
    for name in _MANY:
        xml = _mapped(xml, name, prefix, "sqref", partial(map_list, rows=rows))
    return xml


def _mapped(xml: bytes, name: str, prefix: str, key: str, change: Callable[[str], str]) -> bytes:
    """The attribute of each such element changed; an element left with nothing goes."""
    out, at = [], 0
    while (element := find_element(xml, name, prefix, at)) is not None:
        tag = xml[element.start : element.open_end]
        before = attribute(tag, key)
        after = change(before) if before else before
        out.append(xml[at : element.start])
        if after or not before:
            tag = tag if after == before else with_attribute(tag, key, after)
            out.append(tag + xml[element.open_end : element.end])
        at = element.end
    return b"".join(out) + xml[at:]


def map_list(text: str, rows: RowMap, *, extend: bool = True) -> str:
    """A blank-separated list of ranges after the move; those that lost all their rows go."""
    mapped = []
    for part in text.split():
        area = parse_area(part)
        new = rows.area(area, extend=extend and (":" in part or rows.first == rows.last)) if area else None
        if area is None or new == area:
            mapped.append(part)
        elif new is not None:
            mapped.append(with_area(part, new))
    return " ".join(mapped)


def map_formula(formula: str, rows: RowMap, title: str, *, own_sheet: bool, extend: bool = True) -> str:
    """The formula with its references into the table mapped; `own_sheet`: those without a sheet name mean this one."""

    def one(sheet: str | None, reference: str) -> str | None:
        area = parse_area(reference)
        ours = own_sheet if sheet is None else sheet.casefold() == title.casefold()
        if area is None or not ours:
            return reference
        new = rows.area(area, extend=extend and ":" in reference)
        if new == area:
            return reference
        return None if new is None else with_area(reference, new)

    return rewrite_references(formula, one)


_FORMULA = re.compile(rb"(<(?:\w+:)?(?:formula[12]?|f)>)([^<]*)(</)")
_SQREF = re.compile(rb"(<\w+:sqref>)([^<]*)(</)")


def _map_texts(xml: bytes, rows: RowMap, title: str) -> bytes:
    def formula(match: re.Match[bytes]) -> bytes:
        text = plain(match[2])
        new = map_formula(text, rows, title, own_sheet=True)
        return match[0] if new == text else match[1] + formula_text(new).encode() + match[3]

    def ranges(match: re.Match[bytes]) -> bytes:
        text = match[2].decode()
        return match[1] + (map_list(text, rows) or text).encode() + match[3]

    return _SQREF.sub(ranges, _FORMULA.sub(formula, xml))


def _without_empty(xml: bytes, name: str, prefix: str) -> bytes:
    """A list without items goes, its count is made right."""
    element = find_element(xml, name, prefix)
    if element is None or element.empty:
        return xml
    inner = content(xml, element)
    if not inner.strip():
        return xml[: element.start] + xml[element.end :]
    tag = xml[element.start : element.open_end]
    if attribute(tag, "count") is None:
        return xml
    tag = with_attribute(tag, "count", str(sum(1 for _ in children(inner))))
    return xml[: element.start] + tag + xml[element.open_end :]


def areas_of(xml: bytes, name: str, prefix: str, key: str = "ref") -> Iterator[Area]:
    """Areas that elements of one name cover."""
    for match in tag_pattern(name, prefix).finditer(xml):
        for part in (attribute(match[0], key) or "").split():
            area = parse_area(part)
            if area is not None:
                yield area


def without_areas(xml: bytes, name: str, prefix: str, gone: Area) -> bytes:
    """The elements of one name (`mergeCell`, `hyperlink`) that touch an area taken out."""
    parent = {"mergeCell": "mergeCells", "hyperlink": "hyperlinks"}[name]

    def kept(text: str) -> str:
        area = parse_area(text)
        return "" if area is not None and area.meets(gone) else text

    return _without_empty(_mapped(xml, name, prefix, "ref", kept), parent, prefix)
