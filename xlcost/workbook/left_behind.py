"""What cannot follow when a table's rows move: formulas of the user around it, notes on its cells. It is reported."""

from __future__ import annotations

from xlcost.problems import Problem, Where, problem
from xlcost.workbook.formulas import formula_pattern
from xlcost.workbook.references import column_letters, parse_area
from xlcost.workbook.row_map import RowMap
from xlcost.workbook.sheet_part import map_formula
from xlcost.workbook.sheet_patch import TableArea
from xlcost.workbook.sheet_rows import Rows, split_row
from xlcost.workbook.xml_text import attribute, normalised, plain, root_prefix, tag_pattern

_AT_MOST = 20


def formulas_left_behind(rows: Rows, area: TableArea, moves: RowMap, title: str, table: str) -> list[Problem]:
    """Formulas above and below the table that read its cells up to the old last row."""
    formula = formula_pattern(rows.prefix)
    found: list[Problem] = []
    for indexes in (rows.between(1, area.header - 1), rows.between(area.bottom + 1, max(rows.numbers, default=0))):
        for index in indexes:
            xml = rows.data[rows.start(index) : rows.start(index + 1)]
            if b"<" + rows.prefix.encode() + b"f" not in xml:
                continue
            for column, cell in split_row(xml, rows.prefix).cells.items():
                match = formula.search(cell)
                text = plain(match[2] or b"") if match else ""
                if text and map_formula(text, moves, title, own_sheet=True) != text:
                    where = Where(table, title, rows.numbers[index], column_letters(column), f"={text}")
                    found.append(problem("RANGE_NOT_EXTENDED", where, what="A formula of yours", table=table))
            if len(found) >= _AT_MOST:
                return found
    return found


def notes_left_behind(comments: bytes, moves: RowMap, title: str, table: str) -> list[Problem]:
    """Notes on cells whose rows moved or went; they stay at their cells."""
    xml = normalised(comments)
    found = []
    for tag in tag_pattern("comment", root_prefix(xml)).finditer(xml):
        cell = attribute(tag[0], "ref") or ""
        area = parse_area(cell)
        if area is None or not moves.left <= area.left <= moves.right:
            continue
        if moves.first <= area.top <= moves.last and (moves.replaced or moves.row(area.top) != area.top):
            where = Where(table, title, area.top, column_letters(area.left))
            found.append(problem("NOTE_NOT_MOVED", where, cell=cell, table=table))
    return found[:_AT_MOST]
