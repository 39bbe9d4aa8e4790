"""One change of a table that stands in the workbook: its sheet, its table part, and what follows from its new size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import itemgetter

from xlcost.cells import Formula, Value
from xlcost.problems import Problem, Where, problem
from xlcost.workbook.cell_xml import NewColumn, Rendering
from xlcost.workbook.chart_part import ChartData
from xlcost.workbook.formulas import LostReference, cell_mover, copied_formula, unshared, with_saved_value
from xlcost.workbook.left_behind import formulas_left_behind, notes_left_behind
from xlcost.workbook.lists import key_of
from xlcost.workbook.model import Place, TableChange, WrittenColumn
from xlcost.workbook.parts import Parts, Piece
from xlcost.workbook.references import LAST_ROW, Area, cell_name, column_letters
from xlcost.workbook.refusals import no_room
from xlcost.workbook.row_map import RowMap
from xlcost.workbook.sheet_extras import MAX_LINKS, link_formula, linked, numbers_as_text, widened, with_dimension
from xlcost.workbook.sheet_part import SheetPart, areas_of, map_ranges, split_sheet, without_areas
from xlcost.workbook.sheet_patch import (
    RowsChange,
    SheetPatch,
    TableArea,
    filled_cells,
    last_filled,
    rendered_cell,
    row_map,
)
from xlcost.workbook.sheet_rows import Row, Rows, cell_style, split_row
from xlcost.workbook.styles import StyleSheet
from xlcost.workbook.table_part import TablePart, read_table, resized
from xlcost.workbook.totals import saved_number, sum_of, with_saved_number
from xlcost.workbook.workbook_part import Sheet
from xlcost.workbook.xml_text import attribute, tag_pattern

_SAMPLED_ROWS = 200


@dataclass(slots=True)
class Patched:
    """The outcome for one table."""

    moves: RowMap
    pieces: list[Piece]
    formulas: bool
    """A formula was touched, moved or added: the calculation chain is out of date."""
    notes: list[Problem]


class ExistingTable:
    """The table of one change, as it stands, and the steps of changing it; `write` puts the outcome into `parts`."""

    def __init__(self, parts: Parts, sheet: Sheet, change: TableChange, styles: StyleSheet, date1904: bool) -> None:
        assert change.place is not None
        self.parts, self.sheet, self.change, self.styles = parts, sheet, change, styles
        self.place: Place = change.place
        self.part: SheetPart = split_sheet(parts.read(sheet.part))
        self.table_name, self.table = self._table()
        self.area = self._area()
        self.index, self.added = _columns(change, self.place, self.area.right)
        self.right = self.area.right + len(self.added)
        self.rows = Rows(self.part.xml, self.part.prefix, self.part.start, self.part.end)
        self.filled = self.area.header if change.replace else last_filled(self.rows, self.area)
        count = max(map(len, change.appended.values()), default=0)
        self.rows_change = RowsChange(
            self.area, removed=change.removed, count=count, replace=change.replace, right=self.right
        )
        self.moves = row_map(self.rows_change, self.filled, self.table is not None)
        self.start = self._start()
        letters = {key: column_letters(column) for key, column in self.index.items()}
        self.rendering = Rendering(self.part.prefix, date1904, letters, self.area.first)
        self._samples: list[Row] | None = None

    def _table(self) -> tuple[str, TablePart | None]:
        if self.place.name:
            for relationship in self.parts.package.relationships(self.sheet.part):
                if relationship.kind == "table":
                    table = read_table(self.parts.read(relationship.target))
                    if table.name.casefold() == self.place.name.casefold():
                        return relationship.target, table
        return "", None

    def _area(self) -> TableArea:
        if self.table is None:
            columns = [column.index for column in self.place.columns]
            return TableArea(
                self.place.header_row, self.place.last_row, min(columns, default=1), max(columns, default=0)
            )
        area, totals = self.table.area, self.table.totals_rows
        header = area.top if self.table.header_rows else area.top - 1
        return TableArea(header, area.bottom - totals, area.left, area.right, area.bottom if totals else 0)

    def _start(self) -> int:
        if self.change.replace:
            return self.area.first
        return self.filled + 1 - sum(row <= self.filled for row in self.moves.removed)

    # --- what stands in the way

    def obstacles(self) -> list[Problem]:
        """Everything that keeps the change from being written."""
        bottom = self.moves.new_totals or self.moves.new_last
        if bottom > LAST_ROW or self.right > 16_384:
            where = Where(self.change.table, self.sheet.title)
            return [problem("TOO_MANY_ROWS", where, table=self.change.table, rows=bottom - self.area.header)]
        below = Area(self.area.bottom + 1, self.area.left, bottom, self.right)
        beside = Area(self.area.header, self.area.right + 1, max(bottom, self.area.bottom), self.right)
        wanted = [area for area in (below, beside) if area.top <= area.bottom and area.left <= area.right]
        return [found for area in wanted for found in self._in_the_way(area)]

    def _in_the_way(self, area: Area) -> list[Problem]:
        title, table = self.sheet.title, self.change.table
        for row, column in filled_cells(self.rows, area):
            return [no_room(table, title, row, column, f"Cell {cell_name(row, column)} of {title}")]
        for merged in areas_of(self.part.after, "mergeCell", self.part.prefix):
            if merged.meets(area):
                return [no_room(table, title, merged.top, merged.left, f"The merged cells {merged} of {title}")]
        for name, other in self._other_tables():
            if other.meets(area):
                return [no_room(table, title, other.top, other.left, f"The table {name} of {title}")]
        return []

    def _other_tables(self) -> list[tuple[str, Area]]:
        found = []
        for relationship in self.parts.package.relationships(self.sheet.part):
            if relationship.kind == "table" and relationship.target != self.table_name:
                table = read_table(self.parts.read(relationship.target))
                found.append((table.name, table.area))
        return found

    # --- formats

    def _sample(self) -> list[Row]:
        """Rows whose formats new ones take: the first ones of a table that is replaced, the last one of any other."""
        if self._samples is None:
            first, last = self.area.first, self.area.last
            if not self.change.replace and self.filled >= first:
                first = last = self.filled
            indexes = self.rows.between(first, last)[:_SAMPLED_ROWS]
            rows = self.rows
            self._samples = [split_row(rows.data[rows.start(i) : rows.start(i + 1)], rows.prefix) for i in indexes]
        return self._samples

    def _body_style(self, column: int, written: WrittenColumn | None) -> int:
        counts = Counter(cell_style(row.cells[column]) or 0 for row in self._sample() if column in row.cells)
        if counts:
            return counts.most_common(1)[0][0]
        style = self._column_style(column)
        if style or written is None:
            return style
        return self.styles.with_number_format(0, written.number_format, written.wrap)

    def _column_style(self, column: int) -> int:
        for tag in tag_pattern("col", self.part.prefix).finditer(self.part.head):
            if int(attribute(tag[0], "min") or 0) <= column <= int(attribute(tag[0], "max") or 0):
                return int(attribute(tag[0], "style") or 0)
        return 0

    def _style_for(self, value: Value, style: int, written: WrittenColumn) -> int:
        """A day in a cell that is not formatted as one would show as a number."""
        if type(value) is date and not self.styles.is_date(style):
            return self.styles.with_number_format(style, written.number_format)
        return style

    # --- cells

    def _updates(self) -> dict[int, dict[int, bytes]]:
        written = {column.key: column for column in self.change.columns}
        cells: dict[int, dict[int, bytes]] = {}
        body: dict[str, int] = {}
        standing: dict[int, bytes] = {}
        for row, key, value in sorted(self.change.updates, key=itemgetter(0)):
            column = self.index[key]
            if row not in cells:
                standing = split_row(self.rows.get(row), self.rows.prefix).cells
            old = standing.get(column, b"") if column <= self.area.right else b""
            if key not in body:
                body[key] = self._body_style(column, written[key])
            style = cell_style(old)
            style = self._style_for(value, body[key] if style is None else style, written[key])
            cell = rendered_cell(value, column, row, style, self.rendering)
            if isinstance(value, Formula) and value.stays:
                cell = with_saved_value(old, cell, self.part.prefix)
            cells.setdefault(row, {})[column] = cell
        return cells

    def _new_columns(self) -> list[NewColumn]:
        keys = {column: key for key, column in self.index.items() if key in self.change.appended}
        written = {column.key: column for column in self.change.columns}
        return [
            self._ours(column, written[keys[column]]) if column in keys else self._users(column)
            for column in range(self.area.left, self.right + 1)
        ]

    def _ours(self, column: int, written: WrittenColumn) -> NewColumn:
        values = self.change.appended[written.key]
        first = next((value for value in values if type(value) is date), None)
        style = self._style_for(first, self._body_style(column, written), written)
        variants = self._variants(written.key, style)
        if self.change.replace and (variants or self.change.bold or self.change.indents):
            style = self.styles.variant(style)
        links = {index: place for (index, key), place in self.change.links.items() if key == written.key}
        room = MAX_LINKS - self._link_count()
        if len(self.change.links) > room:
            values = [link_formula(links[i], v) if i in links else v for i, v in enumerate(values)]
        return NewColumn(column, values, style, variants, written.width if written.wrap else 0.0)

    def _link_count(self) -> int:
        return sum(1 for _ in tag_pattern("hyperlink", self.part.prefix).finditer(self.part.after))

    def _variants(self, key: str, style: int) -> dict[int, int]:
        change = self.change
        linked_rows = {index for index, column in change.links if column == key}
        indents = change.indents if key == change.indented else {}
        bold = set(change.bold)
        return {
            row: self.styles.variant(style, bold=row in bold, indent=indents.get(row, 0), link=row in linked_rows)
            for row in sorted({*bold, *linked_rows, *indents})
        }

    def _users(self, column: int) -> NewColumn:
        """A column of the user: its formula if it is calculated, else blank cells in its format."""
        style = self._body_style(column, None)
        formula = self._calculated(column)
        return NewColumn(column, [] if formula else [None] * self.rows_change.count, style, formula=formula)

    def _calculated(self, column: int) -> Callable[[int], bytes] | None:
        last = self.filled if self.filled >= self.area.first else self.area.last
        if self.change.replace:
            last = self.area.first
        cell = _cell_at(self.rows, last, column)
        formula = copied_formula(cell, last, self.part.prefix)
        in_table = self.table is not None and column in self.table.calculated
        if formula is None or in_table:
            return formula
        # without a declared formula the column counts as calculated only if the row next to it agrees
        other = last + 1 if self.change.replace else last - 1
        if not self.area.first <= other <= self.area.last:
            return formula
        neighbour = copied_formula(_cell_at(self.rows, other, column), other, self.part.prefix)
        return formula if neighbour is not None and neighbour(last) == formula(last) else None

    # --- writing

    def prepare(self) -> list[Problem]:
        """Render what is small, and find what cannot be written."""
        problems = self.obstacles()
        if problems:
            return problems
        self._unshare()
        change = self.rows_change
        change.updates = self._updates()
        change.columns = self._new_columns() if change.count else self._formula_row()
        change.header_cells = self._header_cells()
        change.totals_cells = self._totals_cells()
        move = cell_mover(self.moves, self.sheet.title, self.part.prefix)
        self.patch = SheetPatch(self.rows, change, self.moves, self.start, self.rendering, move)
        self.patch.formulas |= any(isinstance(v, Formula) for c in change.columns for v in c.values)
        try:
            self.pieces = self.patch.pieces()
        except LostReference as lost:
            what = f"The formula ={lost} of {self.sheet.title}, which reads a row to be removed,"
            return [no_room(self.change.table, self.sheet.title, self.area.first, self.area.left, what)]
        return []

    def _formula_row(self) -> Sequence[NewColumn]:
        """A replaced table without rows keeps one, blank but for the user's formulas."""
        if not self.change.replace or not any(self._calculated(c) for c in self._user_columns()):
            return ()
        self.rows_change.count = 1
        self.moves = row_map(self.rows_change, self.filled, self.table is not None)
        return [self._users(column) for column in self._user_columns()]

    def _user_columns(self) -> list[int]:
        ours = set(self.index.values())
        return [column for column in range(self.area.left, self.area.right + 1) if column not in ours]

    def _unshare(self) -> None:
        """Shared formulas are written out when a cell of the changed rows takes part in one."""
        touched = [row for row, _, _ in self.change.updates] + list(self.moves.removed[:1])
        if self.change.replace:
            touched.append(self.area.first)
        if self.area.totals:
            touched.append(self.area.totals)
        if self.rows_change.count and self.filled >= self.area.first:
            touched.append(max(self.filled - 1, self.area.first))
        if not touched:
            return
        whole = bool(self.moves.removed) or self.change.replace
        last = self.area.bottom if whole else max(touched)
        indexes = self.rows.between(min(touched), max(last, max(touched)))
        data = self.rows.data
        if data.find(b'"shared"', self.rows.start(indexes.start), self.rows.start(indexes.stop)) >= 0:
            data = unshared(data[self.part.start : self.part.end], self.part.prefix)
            self.rows = Rows(data, self.part.prefix)
            self._samples = None

    def _header_cells(self) -> dict[int, bytes]:
        style = cell_style(_cell_at(self.rows, self.area.header, self.area.right)) or 0
        return {
            self.area.right + 1 + at: rendered_cell(
                column.header, self.area.right + 1 + at, self.area.header, style, self.rendering
            )
            for at, column in enumerate(self.added)
        }

    def _totals_cells(self) -> dict[int, bytes]:
        """Totals that can be carried on exactly get their new saved value; Excel calculates them anyway."""
        if self.table is None or not self.area.totals:
            return {}
        cells = {}
        for key, column in self.index.items():
            cell = _cell_at(self.rows, self.area.totals, column)
            if self.table.totals.get(column) == "sum" and cell:
                total = self._new_total(key, column, saved_number(cell, self.part.prefix))
                if total is not None:
                    cells[column] = with_saved_number(self._moved_total(cell, column), total, self.part.prefix)
        return cells

    def _moved_total(self, cell: bytes, column: int) -> bytes:
        move = cell_mover(self.moves, self.sheet.title, self.part.prefix)
        return move(cell, column, self.area.totals, self.moves.new_totals)

    def _new_total(self, key: str, column: int, before: Decimal | None) -> Decimal | None:
        total = sum_of(self.change.appended.get(key, ()))
        if self.change.replace:
            return total
        for row in self.moves.removed:
            total -= saved_number(_cell_at(self.rows, row, column), self.part.prefix) or 0
        for row, updated, value in self.change.updates:
            if updated == key:
                total += sum_of([value]) - (saved_number(_cell_at(self.rows, row, column), self.part.prefix) or 0)
        return None if before is None else before + total

    def write(self) -> Patched:
        """Put the sheet and the table part among the changed parts."""
        part, prefix, title = self.part, self.part.prefix, self.sheet.title
        after = part.after
        if self.change.replace and self.area.last >= self.area.first:
            gone = Area(self.area.first, self.area.left, self.area.last, self.area.right)
            for name in ("mergeCell", "hyperlink"):
                after = without_areas(after, name, prefix, gone)
        if self.moves.moves:
            after = map_ranges(after, prefix, self.moves, title)
        after = self._with_links(after)
        after = numbers_as_text(after, prefix, self.rows_change.columns, self.start, self.rows_change.count)
        part.after = after
        # the headings of a user's sheet are in one line, those of our own sheets wrap
        widths = [max(column.width, len(column.header) * 1.1 + 2) for column in self.added]
        head = widened(part.head, prefix, self.area.right + 1, widths)
        bottom = self.moves.new_totals or self.moves.new_last
        head = with_dimension(head, prefix, Area(self.area.header, self.area.left, bottom, self.right))
        pieces: list[Piece] = [head, *self.pieces, part.tail]
        self.parts.put(self.sheet.part, pieces)
        if self.table is not None:
            area = Area(self.table.area.top, self.area.left, bottom, self.right)
            if area != self.table.area:
                self.parts.put(self.table_name, resized(self.table, area, [column.header for column in self.added]))
        return Patched(self.moves, pieces, self.patch.formulas, self._notes())

    def chart_data(self) -> ChartData:
        """Where the new rows stand, for the table's chart."""
        headers = {column.key: column.header for column in self.change.columns}
        values = dict(self.change.appended)
        count = self.rows_change.count
        return ChartData(self.sheet.title, self.index, headers, values, self.start, count, self.area.header)

    def _notes(self) -> list[Problem]:
        """What does not follow the table's rows."""
        if not self.moves.moves:
            return []
        table, title = self.change.table, self.sheet.title
        around = formulas_left_behind(self.rows, self.area, self.moves, title, table)
        comments = [r.target for r in self.parts.package.relationships(self.sheet.part) if r.kind == "comments"]
        parts = [self.parts.read(name) for name in comments]
        return around + [note for xml in parts for note in notes_left_behind(xml, self.moves, title, table)]

    def _with_links(self, after: bytes) -> bytes:
        if len(self.change.links) > MAX_LINKS - self._link_count():
            return after
        places = [
            (cell_name(self.start + index, self.index[key]), location)
            for (index, key), location in sorted(self.change.links.items())
        ]
        return linked(after, self.part.prefix, places)


def _columns(change: TableChange, place: Place, right: int) -> tuple[dict[str, int], list[WrittenColumn]]:
    """Column key -> column number, and the columns to add at the right edge."""
    exact = {column.header: column.index for column in reversed(place.columns)}
    alike = {key_of(column.header): column.index for column in reversed(place.columns)}
    index: dict[str, int] = {}
    added: list[WrittenColumn] = []
    for column in change.columns:
        found = exact.get(column.header) or alike.get(key_of(column.header)) or alike.get(key_of(column.key))
        if found is None:
            added.append(column)
            found = right + len(added)
        index[column.key] = found
    return index, added


def _cell_at(rows: Rows, row: int, column: int) -> bytes:
    xml = rows.get(row)
    return split_row(xml, rows.prefix).cells.get(column, b"") if xml else b""
