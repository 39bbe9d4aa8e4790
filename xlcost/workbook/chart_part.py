"""A chart beside a result table: the drawing that places it and the chart itself, with its figures saved in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from xlcost.cells import Formula, Value
from xlcost.workbook.cell_xml import number_text
from xlcost.workbook.model import ChartSpec
from xlcost.workbook.references import column_letters, quoted_sheet
from xlcost.workbook.xml_text import DECLARATION, RELATIONSHIPS, attribute_text, cell_text, formula_text

_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
COLOURS = ("1F3864", "2E75B6", "C55A11", "7F7F7F", "548235", "BF9000")
_ROWS_HIGH, _COLUMNS_WIDE = 20, 9


@dataclass(frozen=True, slots=True)
class ChartData:
    """Where the chart's figures stand and what they are."""

    sheet: str
    columns: dict[str, int]
    """Column key -> column number."""
    headers: dict[str, str]
    values: dict[str, Sequence[Value]]
    first: int
    """Sheet row of the first data row."""
    count: int
    header_row: int = 1


def drawing_part(column: int, relation_id: str, name: str) -> bytes:
    """A drawing with one chart whose left edge is `column` (numbered from 0)."""
    xml = (
        f'<xdr:wsDr xmlns:xdr="{_XDR}" xmlns:a="{_A}"><xdr:twoCellAnchor><xdr:from><xdr:col>{column}</xdr:col>'
        "<xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
        f"<xdr:to><xdr:col>{column + _COLUMNS_WIDE}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{1 + _ROWS_HIGH}"
        '</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to><xdr:graphicFrame macro=""><xdr:nvGraphicFramePr>'
        f'<xdr:cNvPr id="2" name="{attribute_text(name)}"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm>'
        '<a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic>'
        f'<a:graphicData uri="{_C}"><c:chart xmlns:c="{_C}" xmlns:r="{RELATIONSHIPS}" r:id="{relation_id}"/>'
        "</a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"
    )
    return DECLARATION + xml.encode()


def chart_part(chart: ChartSpec, data: ChartData) -> bytes:
    """The chart: one series a value column."""
    series = "".join(_series(number, key, chart, data) for number, key in enumerate(chart.values))
    xml = (
        f'<c:chartSpace xmlns:c="{_C}" xmlns:a="{_A}" xmlns:r="{RELATIONSHIPS}"><c:roundedCorners val="0"/><c:chart>'
        f"{_title(chart.title)}"
        f'<c:autoTitleDeleted val="0"/><c:plotArea><c:layout/>{_plot(chart, series)}</c:plotArea>{_legend(chart)}'
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart></c:chartSpace>'
    )
    return DECLARATION + xml.encode()


def _title(text: str) -> str:
    return (
        '<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz="1300" b="1"/></a:pPr><a:r><a:rPr sz="1300" b="1"/>'
        f'<a:t>{formula_text(text)}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>'
    )


def _legend(chart: ChartSpec) -> str:
    if len(chart.values) < 2 and chart.kind != "pie":
        return ""
    return '<c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend>'


def _plot(chart: ChartSpec, series: str) -> str:
    if chart.kind == "pie":
        return f'<c:pieChart><c:varyColors val="1"/>{series}<c:firstSliceAng val="0"/></c:pieChart>'
    axes = '<c:axId val="111111111"/><c:axId val="222222222"/>'
    if chart.kind == "line":
        plot = (
            f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{series}<c:marker val="1"/>{axes}'
            "</c:lineChart>"
        )
    else:
        direction = "bar" if chart.kind == "bar" else "col"
        plot = (
            f'<c:barChart><c:barDir val="{direction}"/><c:grouping val="clustered"/><c:varyColors val="0"/>{series}'
            f'<c:gapWidth val="80"/>{axes}</c:barChart>'
        )
    return plot + _axes(chart.kind == "bar")


def _axes(lying: bool) -> str:
    """Categories read downwards in a bar chart, as they do in the table."""
    order, across, up = ("maxMin", "l", "t") if lying else ("minMax", "b", "l")
    return (
        f'<c:catAx><c:axId val="111111111"/><c:scaling><c:orientation val="{order}"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{across}"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:crossAx val="222222222"/><c:crosses val="autoZero"/>'
        '<c:auto val="0"/><c:lblOffset val="100"/></c:catAx><c:valAx><c:axId val="222222222"/><c:scaling>'
        f'<c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="{up}"/><c:majorGridlines><c:spPr>'
        '<a:ln w="6350"><a:solidFill><a:srgbClr val="D9D9D9"/></a:solidFill></a:ln></c:spPr></c:majorGridlines>'
        '<c:numFmt formatCode="#,##0" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        '<c:tickLblPos val="nextTo"/><c:crossAx val="111111111"/><c:crosses val="autoZero"/></c:valAx>'
    )


def _series(number: int, key: str, chart: ChartSpec, data: ChartData) -> str:
    rows = list(chart.rows or range(data.count))
    colour = COLOURS[number % len(COLOURS)]
    fill = f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
    shape = "" if chart.kind == "pie" else f"<c:spPr>{fill}</c:spPr>"
    if chart.kind == "line":
        shape = f'<c:spPr><a:ln w="28575">{fill}</a:ln></c:spPr><c:marker><c:symbol val="none"/></c:marker>'
    inverted = '<c:invertIfNegative val="0"/>' if chart.kind in ("column", "bar") else ""
    smooth = '<c:smooth val="0"/>' if chart.kind == "line" else ""
    name = f"{quoted_sheet(data.sheet)}!${column_letters(data.columns[key])}${data.header_row}"
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/><c:tx><c:strRef><c:f>{formula_text(name)}</c:f>'
        f'<c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{cell_text(data.headers[key])}</c:v></c:pt></c:strCache>'
        f"</c:strRef></c:tx>{shape}{inverted}<c:cat>{_texts(chart.categories, rows, data)}</c:cat>"
        f"<c:val>{_figures(key, rows, data)}</c:val>{smooth}</c:ser>"
    )


def chart_range(key: str, rows: Sequence[int], data: ChartData) -> str:
    """The cells of some data rows of a column; rows that do not follow one another as a union."""
    letters = column_letters(data.columns[key])
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    sheet = quoted_sheet(data.sheet)
    areas = [f"{sheet}!${letters}${data.first + low}:${letters}${data.first + high}" for low, high in runs]
    return areas[0] if len(areas) == 1 else f"({','.join(areas)})"


def _texts(key: str, rows: Sequence[int], data: ChartData) -> str:
    points = "".join(
        f'<c:pt idx="{at}"><c:v>{cell_text(_shown(value))}</c:v></c:pt>'
        for at, value in enumerate(_picked(key, rows, data))
        if value is not None
    )
    reference = formula_text(chart_range(key, rows, data))
    return f'<c:strRef><c:f>{reference}</c:f><c:strCache><c:ptCount val="{len(rows)}"/>{points}</c:strCache></c:strRef>'


def _figures(key: str, rows: Sequence[int], data: ChartData) -> str:
    points = "".join(
        f'<c:pt idx="{at}"><c:v>{number_text(value)}</c:v></c:pt>'
        for at, value in enumerate(_picked(key, rows, data))
        if isinstance(value, Decimal | int)
    )
    reference = formula_text(chart_range(key, rows, data))
    return (
        f"<c:numRef><c:f>{reference}</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        f'<c:ptCount val="{len(rows)}"/>{points}</c:numCache></c:numRef>'
    )


def _picked(key: str, rows: Sequence[int], data: ChartData) -> list[Value]:
    values = data.values.get(key) or [None] * data.count
    picked = [values[row] for row in rows]
    return [value.value if isinstance(value, Formula) else value for value in picked]


def _shown(value: Value) -> str:
    return number_text(value) if isinstance(value, Decimal) else str(value)
