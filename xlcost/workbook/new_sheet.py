"""A table that is not in the workbook yet: a sheet of its own, laid out to be read and printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from xlcost.cells import Formula, Value
from xlcost.workbook.cell_xml import NewColumn, Rendering, column_cells, new_rows, number_text, row_heights, rows_xml
from xlcost.workbook.choices import drop_down
from xlcost.workbook.model import TableChange, WrittenColumn
from xlcost.workbook.parts import Piece
from xlcost.workbook.references import LAST_ROW, Area, column_letters
from xlcost.workbook.sheet_extras import MAX_LINKS, link_formula, linked, text_columns
from xlcost.workbook.styles import StyleSheet
from xlcost.workbook.table_part import sum_element
from xlcost.workbook.xml_text import DECLARATION, MAIN, RELATIONSHIPS, attribute_text

HEADER_HEIGHT = 32
_TAB_COLOUR = "FF1F3864"


class NewSheet:
    """The cells and the dressing of one new table; `pieces` is its sheet part."""

    def __init__(self, change: TableChange, name: str, styles: StyleSheet, date1904: bool) -> None:
        self.change, self.name, self.styles = change, name, styles
        self.columns: Sequence[WrittenColumn] = change.columns
        self.count = max(map(len, change.appended.values()), default=0)
        self.last = max(self.count, 1) + 1
        self.totals = self.last + 1 if self.count and any(column.total for column in self.columns) else 0
        self.area = Area(1, 1, self.totals or self.last, len(self.columns))
        letters = {column.key: column_letters(at) for at, column in enumerate(self.columns, 1)}
        self.rendering = Rendering("", date1904, letters, 2)
        self.many_links = len(change.links) > MAX_LINKS
        self.new = [self._column(at, column) for at, column in enumerate(self.columns, 1)]
        self.header_styles = [styles.header(figures=column.figures) for column in self.columns]

    def _column(self, at: int, column: WrittenColumn) -> NewColumn:
        # beside text of several lines the other cells of a row stand at its top, too
        top = self.count > 0 and any(each.wrap for each in self.columns)
        style = self.styles.with_number_format(0, column.number_format, column.wrap, top=top)
        values: Sequence[Value] = self.change.appended.get(column.key, ()) or [None] * self.count
        links = {index: place for (index, key), place in self.change.links.items() if key == column.key}
        if self.many_links:
            values = [link_formula(links[i], v) if i in links else v for i, v in enumerate(values)]
        indents = self.change.indents if column.key == self.change.indented else {}
        bold = set(self.change.bold)
        styles = {
            row: self.styles.variant(style, bold=row in bold, indent=indents.get(row, 0), link=row in links)
            for row in sorted({*bold, *links, *indents})
        }
        return NewColumn(at, values, style, styles, column.width if column.wrap else 0.0)

    # --- the part

    def pieces(self, lists: Mapping[str, str], relation_ids: Mapping[str, str]) -> list[Piece]:
        """The sheet part. `lists`: column key -> formula of its drop-down; `relation_ids`: table, drawing, notes."""
        # formats are asked for here, so that the style sheet is complete before the rows are rendered
        totals = self._totals_row() if self.totals else b""
        body: list[Piece] = [self._rows] if self.count else [self._blank_row()]
        return [self._head() + self._header_row(), *body, totals + self._tail(lists, relation_ids)]

    @property
    def has_formulas(self) -> bool:
        """Whether a cell of it is a formula."""
        return bool(self.totals) or any(isinstance(value, Formula) for column in self.new for value in column.values)

    def _head(self) -> bytes:
        widths = "".join(
            f'<col min="{column.index}" max="{column.index}" width="{written.width:g}" '
            f'{f"style={chr(34)}{column.style}{chr(34)} " if column.style else ""}customWidth="1"/>'
            for column, written in zip(self.new, self.columns, strict=True)
        )
        xml = (
            f'<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}"><sheetPr><tabColor rgb="{_TAB_COLOUR}"/>'
            f'<pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="{self.area}"/><sheetViews><sheetView '
            'workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
            '<selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews>'
            f'<sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols><sheetData>'
        )
        return DECLARATION + xml.encode()

    def _rows(self) -> Iterator[bytes]:
        for rows, cells in new_rows(self.new, 2, self.count, self.rendering):
            yield rows_xml(rows, cells, "", row_heights(self.new, rows.start - 2, len(rows)))

    def _header_row(self) -> bytes:
        heads = enumerate(zip(self.columns, self.header_styles, strict=True), 1)
        names = [NewColumn(at, [column.header], style) for at, (column, style) in heads]
        cells = "".join(column_cells(column, 0, range(1, 2), self.rendering)[0] for column in names)
        return f'<row r="1" ht="{HEADER_HEIGHT}" customHeight="1">{cells}</row>'.encode()

    def _blank_row(self) -> bytes:
        cells = "".join(f'<c r="{column_letters(c.index)}2" s="{c.style}"/>' for c in self.new if c.style)
        return f'<row r="2">{cells}</row>'.encode()

    def _totals_row(self) -> bytes:
        cells = [self._total(column, new) for column, new in zip(self.columns, self.new, strict=True)]
        return f'<row r="{self.totals}">{"".join(cells)}</row>'.encode()

    def _total(self, column: WrittenColumn, new: NewColumn) -> str:
        style = self.styles.variant(new.style, bold=True)
        start = f'<c r="{column_letters(new.index)}{self.totals}"'
        if column.total == "label":
            return start + (self.rendering.body("Total", self.styles.variant(0, bold=True)) or "/>")
        if column.total == "sum":
            total = sum((_amount(value) for value in new.values), Decimal(0))
            return f'{start} s="{style}">{sum_element(self.name, column.header)}<v>{number_text(total)}</v></c>'
        return f'{start} s="{style}"/>'

    # --- what follows the cells

    def _tail(self, lists: Mapping[str, str], relation_ids: Mapping[str, str]) -> bytes:
        after = f"</sheetData>{self._differences()}{self._drop_downs(lists)}</worksheet>".encode()
        after = self._with_links(after)
        title = attribute_text(self.change.title.replace("&", "&&"))
        setup = (
            '<pageMargins left="0.5" right="0.5" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
            '<pageSetup orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
            f"<headerFooter><oddHeader>&amp;L&amp;B{title}</oddHeader>"
            "<oddFooter>&amp;L&amp;F&amp;RPage &amp;P of &amp;N</oddFooter></headerFooter>"
        )
        ignored = self._ignored()
        drawing = f'<drawing r:id="{relation_ids["drawing"]}"/>' if "drawing" in relation_ids else ""
        notes = f'<legacyDrawing r:id="{relation_ids["notes"]}"/>' if "notes" in relation_ids else ""
        table = f'<tableParts count="1"><tablePart r:id="{relation_ids["table"]}"/></tableParts>'
        end = f"{setup}{ignored}{drawing}{notes}{table}</worksheet>".encode()
        return after.removesuffix(b"</worksheet>") + end

    def _differences(self) -> str:
        marked = [
            f"{column_letters(at)}2:{column_letters(at)}{self.last}"
            for at, column in enumerate(self.columns, 1)
            if column.mark_nonzero
        ]
        if not marked:
            return ""
        first = marked[0].split(":")[0]
        return (
            f'<conditionalFormatting sqref="{" ".join(marked)}"><cfRule type="expression" '
            f'dxfId="{self.styles.difference()}" priority="1"><formula>AND(ISNUMBER({first}),{first}&lt;&gt;0)'
            "</formula></cfRule></conditionalFormatting>"
        )

    def _drop_downs(self, lists: Mapping[str, str]) -> str:
        items = [
            drop_down(f"{letters}2:{letters}{LAST_ROW}", lists[column.key], strict=bool(column.choices))
            for at, column in enumerate(self.columns, 1)
            if column.key in lists
            for letters in [column_letters(at)]
        ]
        return f'<dataValidations count="{len(items)}">{"".join(items)}</dataValidations>' if items else ""

    def _with_links(self, after: bytes) -> bytes:
        if self.many_links:
            return after
        at = {column.key: column_letters(index) for index, column in enumerate(self.columns, 1)}
        places = [(f"{at[key]}{row + 2}", place) for (row, key), place in sorted(self.change.links.items())]
        start = b"</sheetData>"
        return start + linked(after.removeprefix(start), "", places)

    def _ignored(self) -> str:
        codes = [at for at, column in enumerate(self.columns, 1) if column.number_format == "@"]
        codes = sorted({*codes, *text_columns(self.new)})
        if not codes:
            return ""
        ranges = " ".join(f"{column_letters(at)}2:{column_letters(at)}{LAST_ROW}" for at in codes)
        return f'<ignoredErrors><ignoredError sqref="{ranges}" numberStoredAsText="1"/></ignoredErrors>'


def _amount(value: Value) -> Decimal:
    number = value.value if isinstance(value, Formula) else value
    if isinstance(number, bool) or not isinstance(number, Decimal | int):
        return Decimal(0)
    return Decimal(number)
