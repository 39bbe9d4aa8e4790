"""A sheet that is no table: texts, cells to fill in, and formulas, each cell where its maker put it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from xlcost.cells import Value
from xlcost.workbook.cell_xml import NewColumn, Rendering, column_cells
from xlcost.workbook.choices import drop_down, inline_list
from xlcost.workbook.references import column_letters
from xlcost.workbook.styles import StyleSheet
from xlcost.workbook.xml_text import DECLARATION, MAIN, RELATIONSHIPS

INPUT_COLOUR = "FFF2CC"
"""Light yellow: cells that the user fills in."""
_TAB_COLOUR = "FFBF8F00"
_DATE, _AMOUNT, _PERCENT, _RATE = "yyyy-mm-dd", "#,##0.00", "0.00", "#,##0.00###"


@dataclass(frozen=True, slots=True)
class FormCell:
    """One cell: its value (a `Formula` is live) and the name of its look."""

    value: Value
    look: str = "text"
    choices: tuple[str, ...] = ()
    """Words that a drop-down offers."""


@dataclass(frozen=True, slots=True)
class FormSheet:
    """The sheet: (row, column) -> cell, both numbered from 1."""

    title: str
    widths: Sequence[float]
    cells: Mapping[tuple[int, int], FormCell]


_HEIGHTS = {"title": 24, "heading": 32}
_LOOKS: Mapping[str, Callable[[StyleSheet], int]] = {
    "text": lambda _styles: 0,
    "title": lambda styles: styles.title(),
    "bold": lambda styles: styles.variant(0, bold=True),
    "heading": lambda styles: styles.header(),
    "figure heading": lambda styles: styles.header(figures=True),
    **{
        f"{name}{kind}": lambda styles, code=code, fill=fill: _in(styles, code, fill)  # type: ignore[misc]
        for kind, fill in ((" input", INPUT_COLOUR), ("", ""))
        for name, code in (
            ("code", "@"), ("date", _DATE), ("amount", _AMOUNT), ("percent", _PERCENT), ("rate", _RATE),
            ("flag", "General"),
        )
    },
}  # fmt: skip
"""Look -> its cell format; `code input` and the like are cells to fill in."""


def _in(styles: StyleSheet, code: str, fill: str) -> int:
    style = styles.with_number_format(0, code)
    return styles.filled(style, fill) if fill else style


def form_part(form: FormSheet, styles: StyleSheet) -> bytes:
    """The sheet part; its formats are added to `styles`."""
    rendering = Rendering()
    rows: dict[int, list[tuple[int, FormCell]]] = {}
    for (row, column), cell in sorted(form.cells.items()):
        rows.setdefault(row, []).append((column, cell))
    written = "".join(_row(row, cells, styles, rendering) for row, cells in rows.items())
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width:g}" customWidth="1"/>' for at, width in enumerate(form.widths, 1)
    )
    return (
        DECLARATION
        + (
            f'<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}"><sheetPr><tabColor rgb="{_TAB_COLOUR}"/>'
            '<pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView showGridLines="0" workbookViewId="0"/>'
            f'</sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetData>{written}</sheetData>'
            f"{_drop_downs(form)}"
            '<pageMargins left="0.5" right="0.5" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
            '<pageSetup orientation="landscape" fitToWidth="1" fitToHeight="0"/></worksheet>'
        ).encode()
    )


def _row(row: int, cells: Sequence[tuple[int, FormCell]], styles: StyleSheet, rendering: Rendering) -> str:
    written = "".join(
        column_cells(NewColumn(at, [cell.value], _LOOKS[cell.look](styles)), 0, range(row, row + 1), rendering)[0]
        for at, cell in cells
    )
    height = max((_HEIGHTS.get(cell.look, 0) for _, cell in cells), default=0)
    size = f' ht="{height}" customHeight="1"' if height else ""
    return f'<row r="{row}"{size}>{written}</row>'


def _drop_downs(form: FormSheet) -> str:
    places: dict[tuple[str, ...], list[str]] = {}
    for (row, column), cell in sorted(form.cells.items()):
        if cell.choices:
            places.setdefault(cell.choices, []).append(f"{column_letters(column)}{row}")
    items = [drop_down(" ".join(cells), inline_list(words), strict=True) for words, cells in places.items()]
    return f'<dataValidations count="{len(items)}">{"".join(items)}</dataValidations>' if items else ""
