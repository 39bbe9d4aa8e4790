"""The chart of a result table that is replaced: it shows the new rows and keeps whatever the user made of it."""

from __future__ import annotations

import re

from xlcost.workbook.chart_part import ChartData, chart_range
from xlcost.workbook.model import ChartSpec
from xlcost.workbook.parts import Parts
from xlcost.workbook.references import column_letters, quoted_sheet
from xlcost.workbook.xml_text import attribute, formula_text, tag_pattern

_FORMULA = re.compile(rb"(<(?:\w+:)?f>)[^<]*(</(?:\w+:)?f>)")
_FRAME = re.compile(rb"<xdr:graphicFrame\b.*?</xdr:graphicFrame>", re.DOTALL)


def chart_name(table: str) -> str:
    """The name by which xlcost finds its chart again."""
    return f"Chart {table}"


def refresh_chart(parts: Parts, sheet_part: str, table: str, chart: ChartSpec, data: ChartData) -> None:
    """Point the chart's series to their rows. A chart that the user deleted or gave other series stays as it is."""
    part = _chart_part(parts, sheet_part, chart_name(table))
    rows = list(chart.rows or range(data.count))
    if not part or not rows:
        return
    xml = parts.read(part)
    wanted = [reference for key in chart.values for reference in _references(key, chart, rows, data)]
    if len(_FORMULA.findall(xml)) == len(wanted):
        texts = iter(wanted)
        parts.put(part, _FORMULA.sub(lambda m: m[1] + formula_text(next(texts)).encode() + m[2], xml))


def _references(key: str, chart: ChartSpec, rows: list[int], data: ChartData) -> tuple[str, str, str]:
    name = f"{quoted_sheet(data.sheet)}!${column_letters(data.columns[key])}${data.header_row}"
    return name, chart_range(chart.categories, rows, data), chart_range(key, rows, data)


def _chart_part(parts: Parts, sheet_part: str, name: str) -> str:
    for drawing in (r.target for r in parts.package.relationships(sheet_part) if r.kind == "drawing"):
        targets = {r.id: r.target for r in parts.package.relationships(drawing)}
        for frame in _FRAME.findall(parts.read(drawing)):
            label = tag_pattern("cNvPr", "xdr:").search(frame)
            chart = tag_pattern("chart", "c:").search(frame)
            if label and chart and attribute(label[0], "name") == name:
                return targets.get(attribute(chart[0], "r:id") or "", "")
    return ""
