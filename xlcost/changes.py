"""From changed books to what is written: one `TableChange` per table, none for a table that stays (spec 0, 1, 6)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import zip_longest
from operator import attrgetter
from typing import Any

from xlcost.books import Books, Table
from xlcost.catalogue import CODES
from xlcost.cells import Formula, Value
from xlcost.links import links_of
from xlcost.loading import match_columns
from xlcost.tables.columns import Column, Row, TableInfo, header_key
from xlcost.unchanged import ReadPlace, differs, matters
from xlcost.workbook.model import ChartSpec, Place, TableChange, WrittenColumn

Places = Mapping[str, Place]


def changes_of(books: Books, places: Places, read: ReadPlace, *, always: bool = False) -> list[TableChange]:
    """What the run has to write; empty when it would change nothing but its own log, unless `always`."""
    found = [(table, table_change(table, places, books)) for table in books.tables()]
    changes = [(table, change) for table, change in found if change is not None]
    if not always and not any(matters(table, change, read, books.reading) for table, change in changes):
        return []
    return [change for table, change in changes if differs(table, change, read, books.reading)]


def table_change(table: Table[Any], places: Places, books: Books) -> TableChange | None:
    """The change of one table; None when it has none."""
    place = places.get(table.info.id)
    updates = table.changed_cells()
    removed = [row.sheet_row for row in table.removed_rows()]
    rows = table.rows if table.replaced else table.new_rows()
    if not (updates or removed or rows or table.replaced):
        return None
    info = table.info
    headings = _new_headings(table, place)
    here = _columns_here(info, place and _under(place, headings), books)
    columns = [column for column in info.columns if not column.spread]
    codes = _spread_codes(info, rows, here, books)
    standing = {column.key for column in columns if place is None or column.key in here}
    cells = _cells(table, rows, columns, codes, standing)
    touched = {column for _, column in updates}
    written = [column for column in columns if _is_written(column, here, touched, cells, place)]
    present = [code for code in codes if place is None or code in here or code in cells]
    captions = {column.key: column.header(books.dimension_codes) for column in written}
    own = [written_column(column, here.get(column.key, captions[column.key])) for column in written]
    taken = {header_key(header) for header in (*captions.values(), *(here.get(column.key, "") for column in columns))}
    spread = [_spread_column(info, code, here.get(code, _code_header(code, taken))) for code in present]
    return TableChange(
        table=info.id,
        title=info.caption,
        place=place,
        columns=_with_total_label([*own, *spread]),
        updates=[(row.sheet_row, column, written_value(getattr(row, column))) for row, column in updates],
        removed=removed,
        appended=_complete(cells, [column.key for column in written], present, len(rows)),
        replace=table.replaced,
        headings=headings,
        links=links_of(table, rows, books, places),
        bold=[index for index, row in enumerate(rows) if info.bold_when and info.bold_when(row)],
        indents=_indents(info, rows),
        indented=info.indented,
        chart=_chart(info, rows),
        description=info.description,
    )


def _code_header(code: str, taken: Collection[str]) -> str:
    """The header of a dimension column: the code, or `Project Code` beside a column of the table named Project."""
    return f"{code.capitalize()} Code" if header_key(code) in taken else code


def _with_total_label(columns: list[WrittenColumn]) -> list[WrittenColumn]:
    """A totals row says what it is in its first column, where that has no sum of its own."""
    totals = {column.total for column in columns}
    if "sum" in totals and "label" not in totals and not columns[0].total:
        columns[0] = replace(columns[0], total="label")
    return columns


def written_column(column: Column, header: str = "") -> WrittenColumn:
    """How a declared column is written."""
    return WrittenColumn(
        key=column.key,
        header=header or column.caption,
        number_format=column.kind.number_format,
        figures=column.kind.figures,
        width=column.width or max(column.kind.width, min(len(column.caption) + 4.0, 22.0)),
        total=column.total,
        choices=column.kind.words,
        choices_from=column.reference,
        note=column.description,
        wrap=column.wrap,
        mark_nonzero=column.mark_nonzero,
    )


def written_value(value: Any) -> Value:
    """A value as the writer takes it: blank text is an empty cell."""
    return None if isinstance(value, str) and not value else value


def _spread_column(info: TableInfo, code: str, header: str) -> WrittenColumn:
    column = next(column for column in info.columns if column.spread)
    return WrittenColumn(
        key=code,
        header=header,
        number_format=column.kind.number_format,
        figures=column.kind.figures,
        width=max(column.kind.width, min(len(header) * 1.3 + 3.0, 44.0)),
        total=column.total,
        mark_nonzero=column.mark_nonzero,
    )


def _columns_here(info: TableInfo, place: Place | None, books: Books) -> dict[str, str]:
    """Column id or spread code -> header, of the columns that stand in the sheet."""
    if place is None:
        return {}
    headers = {found.index: found.header for found in place.columns}
    match = match_columns(info, place, books.dimension_codes)
    here = {key: headers[index] for key, index in (match.columns | match.spread).items()}
    if any(column.spread == "amounts" for column in info.columns):
        # columns of an earlier run under headings that xlcost made: they are ours to replace
        here |= {found.header: found.header for found in place.columns if found.header in CODES}
    return here


def _new_headings(table: Table[Any], place: Place | None) -> dict[int, str | None]:
    """Column number -> heading of this run, None = too many: columns that an earlier run headed otherwise."""
    column = next((column for column in table.info.columns if column.spread == "amounts"), None)
    if column is None or place is None or not table.replaced:
        return {}
    wanted = list(dict.fromkeys(code for row in table.rows for code in getattr(row, column.key)))
    declared = set(match_columns(table.info, place, ()).columns.values())
    others = [found for found in place.columns if found.index not in declared]
    made = column.heading or (lambda _header, _rows: False)
    ours = [found for found in others if found.header in CODES or made(found.header, table.read_rows)]
    users = {header_key(found.header) for found in place.columns if found not in ours}
    here = [found.header for found in sorted(ours, key=lambda found: found.index)]
    if here == wanted[: len(here)] or set(here) == set(wanted) or users & set(map(header_key, wanted)):
        return {}
    pairs = zip_longest(sorted(ours, key=lambda found: found.index), wanted[: len(ours)])
    return {found.index: new for found, new in pairs if found.header != new}


def _under(place: Place, headings: Mapping[int, str | None]) -> Place:
    """The place with its columns under their new headings."""
    columns = [(found, headings.get(found.index, found.header)) for found in place.columns]
    return replace(place, columns=tuple(replace(found, header=new) for found, new in columns if new is not None))


def _spread_codes(info: TableInfo, rows: Sequence[Row], here: Mapping[str, str], books: Books) -> list[str]:
    column = next((column for column in info.columns if column.spread), None)
    if column is None:
        return []
    mappings = {id(found): found for row in rows if (found := getattr(row, column.key))}
    codes = dict.fromkeys(code for found in mappings.values() for code in found)
    declared = {column.key for column in info.columns}
    known = books.dimension_codes if column.spread == "dimensions" else ()
    ordered = [*known, *(code for code in here if code not in declared), *codes]
    return list(dict.fromkeys(ordered))


def _cells(
    table: Table[Any], rows: Sequence[Row], columns: Sequence[Column], codes: Sequence[str], standing: set[str]
) -> dict[str, Sequence[Value]]:
    """Column by column, the cells of the new rows; a column of nothing but blanks is left out, amounts are not."""
    cells: dict[str, Sequence[Value]] = {}
    for column in columns:
        values = list(map(attrgetter(column.key), rows))
        blank = column.kind.blank
        formulas = {index: text for (index, key), text in table.formulas.items() if key == column.key}
        shown = column.key in standing and (isinstance(blank, Decimal) or bool(blank))
        if formulas or shown or any(value != blank for value in values):
            cells[column.key] = _shown_values(column, values, formulas)
    spread = next((column for column in table.info.columns if column.spread), None)
    if spread is not None:
        cells |= _spread_cells(table, rows, spread, codes)
    return cells


def _spread_cells(
    table: Table[Any], rows: Sequence[Row], column: Column, codes: Sequence[str]
) -> dict[str, Sequence[Value]]:
    cells: dict[str, Sequence[Value]] = {}
    for code in codes:
        values = [getattr(row, column.key).get(code) for row in rows]
        formulas = {index: text for (index, key), text in table.formulas.items() if key == code}
        if formulas or any(values):
            cells[code] = _shown_values(column, values, formulas)
    return cells


def _shown_values(column: Column, values: list[Any], formulas: Mapping[int, str]) -> list[Value]:
    if column.kind.name == "number" and column.kind.blank == 0 and not column.is_key:
        # a reference number of 0 means there is none
        values = [value or None for value in values]
    elif isinstance(column.kind.blank, str):
        values = [value or None for value in values]
    for index, text in formulas.items():
        # hosts calculate in binary floats; a difference of 0.00 must not come out as 1E-10 and be marked
        live = f"ROUND({text},2)" if column.mark_nonzero else text
        values[index] = Formula(live, values[index])
    return values


def _is_written(
    column: Column,
    here: Mapping[str, str],
    touched: set[str],
    cells: Mapping[str, Sequence[Value]],
    place: Place | None,
) -> bool:
    key = column.key
    return (place is None and not column.only_filled) or key in here or key in touched or key in cells


def _complete(
    cells: Mapping[str, Sequence[Value]], columns: Sequence[str], codes: Sequence[str], count: int
) -> dict[str, Sequence[Value]]:
    blank: Sequence[Value] = [None] * count
    return {key: cells.get(key, blank) for key in (*columns, *codes)}


def _indents(info: TableInfo, rows: Sequence[Row]) -> dict[int, int]:
    if not info.indented:
        return {}
    level = attrgetter("indentation")
    return {index: level(row) for index, row in enumerate(rows) if level(row)}


def _chart(info: TableInfo, rows: Sequence[Row]) -> ChartSpec | None:
    chart = info.chart
    if chart is None or not rows:
        return None
    shown = tuple(index for index, row in enumerate(rows) if chart.only is None or chart.only(row))
    return ChartSpec(chart.kind, chart.title, chart.categories, chart.values, shown) if shown else None
