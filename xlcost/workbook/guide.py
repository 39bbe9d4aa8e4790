"""The `Guide` sheet of a new workbook: what each sheet is for and what belongs into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlcost.cells import Value
from xlcost.workbook.cell_xml import NewColumn, Rendering, column_cells
from xlcost.workbook.references import quoted_sheet
from xlcost.workbook.sheet_extras import linked
from xlcost.workbook.styles import StyleSheet
from xlcost.workbook.xml_text import DECLARATION, MAIN, RELATIONSHIPS

TITLE = "Guide"
_WIDTHS = (28, 68, 62)
_CHARACTERS_A_LINE = 74
_LINE_HEIGHT = 15


@dataclass(frozen=True, slots=True)
class GuideEntry:
    """One sheet of the workbook."""

    sheet: str
    purpose: str
    fill: str = ""
    """What the user fills in, or when a run fills it."""
    group: str = ""
    """Heading under which it stands; entries of one group follow each other."""


@dataclass(frozen=True, slots=True)
class Guide:
    """The texts of the sheet."""

    title: str
    introduction: Sequence[str] = ()
    entries: Sequence[GuideEntry] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    cells: tuple[tuple[Value, int], ...]
    height: int = _LINE_HEIGHT
    link: str = ""


def guide_part(guide: Guide, styles: StyleSheet) -> bytes:
    """The sheet part; its formats are added to `styles`."""
    lines = _lines(guide, styles)
    links = [(f"A{row}", line.link) for row, line in enumerate(lines, 1) if line.link]
    rows = "".join(_row(row, line) for row, line in enumerate(lines, 1))
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>' for at, width in enumerate(_WIDTHS, 1)
    )
    start = (
        f'<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0"/></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="{_LINE_HEIGHT}"/><cols>{columns}</cols><sheetData>{rows}</sheetData>'
    )
    after = linked(b"</worksheet>", "", links).removesuffix(b"</worksheet>")
    end = (
        '<pageMargins left="0.5" right="0.5" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
        '<pageSetup orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;L&amp;F&amp;RPage &amp;P of &amp;N</oddFooter></headerFooter></worksheet>"
    )
    return DECLARATION + start.encode() + after + end.encode()


def _lines(guide: Guide, styles: StyleSheet) -> list[_Line]:
    plain, header = styles.with_number_format(0, "General", wrap=True), styles.header()
    bold, link = styles.variant(0, bold=True), styles.variant(plain, link=True)
    lines = [_Line(((guide.title, styles.title()),), 24)]
    lines += [_Line(((text, 0),)) for text in guide.introduction]
    lines.append(_Line(()))
    lines.append(_Line((("Sheet", header), ("What it is for", header), ("What to do", header)), 20))
    group = ""
    for entry in guide.entries:
        if entry.group != group:
            group = entry.group
            lines.append(_Line(((group, bold),), 22))
        height = _LINE_HEIGHT * max(1, _height(entry.purpose), _height(entry.fill))
        cells = ((entry.sheet, link), (entry.purpose, plain), (entry.fill, plain))
        lines.append(_Line(cells, height, f"{quoted_sheet(entry.sheet)}!A1"))
    return lines


def _height(text: str) -> int:
    return -(-len(text) // _CHARACTERS_A_LINE)


def _row(number: int, line: _Line) -> str:
    rendering = Rendering()
    cells = "".join(
        column_cells(NewColumn(at, [value], style), 0, range(number, number + 1), rendering)[0]
        for at, (value, style) in enumerate(line.cells, 1)
    )
    return f'<row r="{number}" ht="{line.height}" customHeight="1">{cells}</row>'
