"""What refers to a table by its cells from elsewhere and follows it when it grows: names, charts, pivot tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial

from xlcost.workbook.parts import Parts
from xlcost.workbook.references import parse_area, with_area
from xlcost.workbook.row_map import RowMap
from xlcost.workbook.sheet_part import map_formula
from xlcost.workbook.workbook_part import WorkbookPart
from xlcost.workbook.xml_text import attribute, formula_text, plain, with_attribute

_CHART_FORMULA = re.compile(rb"(<(?:\w+:)?f>)([^<]*)(</(?:\w+:)?f>)")
_SOURCE = re.compile(rb"<(?:\w+:)?worksheetSource\b[^>]*>")
Change = Callable[[re.Match[bytes]], bytes]


def follow(parts: Parts, workbook: WorkbookPart, title: str, rows: RowMap) -> None:
    """Defined names, chart and pivot ranges into the sheet `title` follow its table's rows."""
    if not rows.moves:
        return
    workbook.map_names(lambda _name, formula: _mapped(formula, rows, title))
    for name in _of_kind(parts, ("/charts/", "/chartEx")):
        _rewrite(parts, name, _CHART_FORMULA, partial(_chart_formula, rows=rows, title=title))
    for name in _of_kind(parts, ("pivotCacheDefinition",)):
        _rewrite(parts, name, _SOURCE, partial(_pivot_source, rows=rows, title=title))


def _of_kind(parts: Parts, words: tuple[str, ...]) -> Iterable[str]:
    names = [*parts.package.names, *parts.added]
    return [name for name in names if name.endswith(".xml") and any(word in name for word in words) and name in parts]


def _rewrite(parts: Parts, name: str, pattern: re.Pattern[bytes], change: Change) -> None:
    """Changed only where it must be, so that other parts stay raw copies."""
    xml = parts.read(name)
    new = pattern.sub(change, xml)
    if new != xml:
        parts.put(name, new)


def _mapped(formula: str, rows: RowMap, title: str) -> str:
    new = map_formula(formula, rows, title, own_sheet=False)
    return formula if new.count("#REF!") > formula.count("#REF!") else new


def _chart_formula(match: re.Match[bytes], rows: RowMap, title: str) -> bytes:
    text = plain(match[2])
    new = _mapped(text, rows, title)
    return match[0] if new == text else match[1] + formula_text(new).encode() + match[3]


def _pivot_source(match: re.Match[bytes], rows: RowMap, title: str) -> bytes:
    reference = attribute(match[0], "ref")
    area = parse_area(reference or "")
    if area is None or reference is None or (attribute(match[0], "sheet") or "").casefold() != title.casefold():
        return match[0]
    new = rows.area(area)
    return match[0] if new is None or new == area else with_attribute(match[0], "ref", with_area(reference, new))
