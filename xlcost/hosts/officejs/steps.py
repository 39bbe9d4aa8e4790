"""What a run writes, as single steps that the task pane carries out in the open workbook one after the other.

The page knows no rule: it makes a sheet, deletes rows, writes a block of cells, resizes or makes an Excel Table. Each
step has in `undo` the steps that take it back. A block of cells is
{"sheet", "row", "last_row", "column", "last_column"}; what is written stands in `values` and, where the cells hold
formulas, once more in `formulas`.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from xlcost.cells import ClosingDate, Formula, Value
from xlcost.hosts.officejs.dressing import Dress, dressed, look_of, runs
from xlcost.hosts.officejs.open_book import Block, OpenWorkbook
from xlcost.tables.columns import header_key
from xlcost.workbook.cell_xml import Rendering, number_text, serial
from xlcost.workbook.model import Place, TableChange, WrittenColumn
from xlcost.workbook.references import column_letters, moved_formula
from xlcost.workbook.sheet_extras import link_formula
from xlcost.workbook.table_part import sum_formula

Step = dict[str, Any]
MOST_LINKS = 20_000
"""Excel takes links one by one; a table with more of them gets formulas that do the same."""
_LONGEST_TEXT = 32_767


def steps_of(
    changes: Sequence[TableChange], file: OpenWorkbook, old_dress: Callable[[TableChange], Dress] = lambda _: Dress()
) -> list[Step]:
    """The steps of all changes. Those named `room` come first: they refuse the run where cells of the user are.

    `old_dress` tells the links and bold rows of a result table as it stands, for the way back.
    """
    taken = set(file.sheets)
    found = [step for change in changes for step in _Writer(change, taken, file, old_dress).steps()]
    return sorted(found, key=lambda step: step["do"] != "room")


@dataclass(slots=True)
class _Rows:
    """Where the rows of a table stand before and after the change."""

    change: TableChange
    place: Place
    block: Block
    count: int = field(init=False)
    """New rows."""
    filled: int = field(init=False)
    first: int = field(init=False)
    """Row of the first new one, after rows went."""
    gone: list[int] = field(init=False)
    """Rows to be deleted; an Excel Table keeps a row."""
    standing: int = field(init=False)
    """Last row once these are gone."""
    end: int = field(init=False)
    """Last row of the table afterwards, without the totals row."""

    def __post_init__(self) -> None:
        change, top = self.change, self.place.header_row + 1
        is_table = bool(self.place.name) or change.place is None
        least = top if is_table else top - 1
        self.count = len(next(iter(change.appended.values()), ()))
        self.filled = self.block.last_filled(top, self.place.last_row)
        self.gone = sorted(change.removed)
        if self.place.name and self.gone and len(self.gone) > self.place.last_row - top:
            self.gone = self.gone[1:]
        self.standing = self.place.last_row - len(self.gone)
        if change.replace:
            self.first, self.end = top, max(top + self.count - 1, least)
            return
        self.first = self.filled - sum(row <= self.filled for row in change.removed) + 1
        self.end = max(self.standing, self.first + self.count - 1, least)

    def after(self, row: int) -> int:
        """Where a row of the table that stays stands afterwards."""
        return row - bisect_left(self.gone, row)


class _Writer:
    """The steps of one table."""

    def __init__(
        self, change: TableChange, taken: set[str], file: OpenWorkbook, old_dress: Callable[[TableChange], Dress]
    ) -> None:
        self.change, self.old_dress = change, old_dress
        self.place = change.place or _new_place(change, taken)
        self.block = file.block(self.place)
        self.date1904 = file.date1904
        self.columns = _numbers(change.columns, self.place)
        self.there = {found.index for found in self.place.columns}
        self.left = min(self.there or {1})
        self.last_column = max([*self.columns.values(), *self.there, 1])
        self.rows = _Rows(change, self.place, self.block)
        letters = {key: column_letters(number) for key, number in self.columns.items()}
        self.rendering = Rendering("", file.date1904, letters, self.place.header_row + 1)
        self.links_as_formulas = len(change.links) > MOST_LINKS

    def steps(self) -> Iterator[Step]:
        change, place, rows = self.change, self.place, self.rows
        if change.place is None:
            yield {"do": "sheet", "sheet": place.sheet, "undo": [{"do": "drop", "sheet": place.sheet}]}
        moves = self._moves()
        if place.has_totals and moves:
            yield self._totals_row(shown=False)
        yield from self._updates()
        yield from self._deletes()
        yield from self._room()
        yield from self._headers()
        if change.replace and change.place and place.last_row > place.header_row:
            old = self._block(place.header_row + 1, place.last_row)
            yield {"do": "clear", **old, "undo": [self._as_it_was(old)]}
        yield from self._new_rows(rows.first, rows.count)
        yield from self._sized()
        if place.has_totals and moves:
            yield self._totals_row(shown=True)
        yield from self._dress()

    # ---- rows that stand

    def _updates(self) -> Iterator[Step]:
        """Cells of one column that follow one another are one step."""
        by_column: dict[str, dict[int, Value]] = {}
        for row, key, value in self.change.updates:
            by_column.setdefault(key, {})[row] = value
        formats = {column.key: column.number_format for column in self.change.columns}
        for key, values in by_column.items():
            for first, last in runs(values):
                found = [values[row] for row in range(first, last + 1)]
                step = self._write(first, self.columns[key], found) | {"check_row": self.rows.after(first)}
                if any(type(value) is dt.date for value in found):
                    step |= {"format": formats[key], "only_general": True}
                block = self._cells(first, last, self.columns[key])
                yield step | {"undo": [self._as_it_was(block)]}

    def _deletes(self) -> Iterator[Step]:
        for row in set(self.change.removed) - set(self.rows.gone):
            kept = self._block(row, row)
            yield {"do": "clear", **kept, "undo": [self._as_it_was(kept)]}
        for first, last in reversed(runs(self.rows.gone)):
            gone = self._block(first, last)
            yield {"do": "delete", **gone, "undo": [{"do": "insert", **gone}, self._as_it_was(gone)]}

    def _as_it_was(self, block: Step) -> Step:
        rows = range(block["row"], block["last_row"] + 1)
        columns = range(block["column"], block["last_column"] + 1)
        step = {"do": "write", **block, "values": [[self.block.value(row, each) for each in columns] for row in rows]}
        if any((row, each) in self.block.formulas for row in rows for each in columns):
            step["formulas"] = [[self.block.entry(row, each) for each in columns] for row in rows]
        return step

    # ---- new rows

    def _room(self) -> Iterator[Step]:
        """What has to be empty: below the table as far as it grows, and beside it for new columns."""
        place, totals = self.place, self.place.has_totals
        if self.change.place is None:
            return
        grown = self.rows.end - self.rows.standing
        last = place.last_row + totals
        blocks = [self._block(last + 1, last + grown)] if grown > 0 else []
        if self.last_column > max(self.there, default=0):
            beside = self._block(place.header_row, max(last, self.rows.end + totals))
            blocks.append(beside | {"column": max(self.there, default=0) + 1})
        for block in blocks:
            yield {"do": "room", **block, "undo": [{"do": "wipe", **block}]}

    def _headers(self) -> Iterator[Step]:
        for column in self.change.columns:
            number = self.columns[column.key]
            if number not in self.there:
                row = self.place.header_row
                yield self._write(row, number, [column.header]) | {"undo": [self._emptied(row, row, number)]}

    def _new_rows(self, first: int, count: int) -> Iterator[Step]:
        sample = self._sample_row()
        for column in self.change.columns if count else ():
            values = self._linked(column.key, self.change.appended.get(column.key, ()))
            if values:
                number = self.columns[column.key]
                step = self._write(first, number, values)
                # in a cell of text a formula would be text, too
                step["format"] = (
                    "General" if "formulas" in step and column.number_format == "@" else column.number_format
                )
                step["undo"] = [self._emptied(first, first + count - 1, number)]
                if sample and number in self.there:
                    step |= {"like": sample, "day": any(type(value) is dt.date for value in values)}
                yield step
        yield from self._users_formulas(first, max(count, int(self.change.replace)))

    def _linked(self, key: str, values: Sequence[Value]) -> Sequence[Value]:
        if not self.links_as_formulas:
            return values
        links = {index: place for (index, column), place in self.change.links.items() if column == key}
        return [link_formula(links[at], value) if at in links else value for at, value in enumerate(values)]

    def _sample_row(self) -> int:
        """The row whose formats new rows take: the first of a table that is replaced, the last one of any other."""
        top = self.place.header_row + 1
        if self.change.place is None or self.place.last_row < top:
            return 0
        return top if self.change.replace or self.rows.filled < top else self.rows.after(self.rows.filled)

    def _users_formulas(self, first: int, count: int) -> Iterator[Step]:
        """Calculated columns of the user go on in the new rows."""
        ours = set(self.columns.values())
        for number in sorted(self.there - ours) if count else ():
            found = self._calculated(number)
            if found is not None:
                row, text = found
                texts = [[f"={moved_formula(text[1:], at - row)}"] for at in range(first, first + count)]
                block = self._cells(first, first + count - 1, number)
                yield {"do": "write", **block, "formulas": texts, "like": self._sample_row(),
                       "undo": [self._emptied(first, first + count - 1, number)]}  # fmt: skip

    def _calculated(self, column: int) -> tuple[int, str] | None:
        """A formula of the column and its row, if the row next to it has the same one."""
        top, replace = self.place.header_row + 1, self.change.replace
        row = top if replace else max(self.rows.filled, top)
        text = self.block.formulas.get((row, column))
        other = row + 1 if replace else row - 1
        if text is not None and top <= other <= self.place.last_row:
            neighbour = self.block.formulas.get((other, column), "=")
            if moved_formula(neighbour[1:], row - other) != text[1:]:
                return None
        if text is None:
            return None
        # rows that go move up what stands below them
        return self.rows.after(row), f"={moved_formula(text[1:], self.rows.after(row) - row)}"

    # ---- the table

    def _moves(self) -> bool:
        """Whether the table ends elsewhere or rows in it go."""
        rows = self.rows
        return bool(rows.gone) or rows.standing != rows.end or self.last_column > max(self.there, default=0)

    def _sized(self) -> Iterator[Step]:
        place, end = self.place, self.rows.end
        block = self._block(place.header_row, end)
        if self.change.place is None:
            yield {"do": "table", "table": self.change.table, **block}
            yield look_of(self.change, place.sheet, self.columns, self.rows.count)
            yield from self._totals_of_new_table(end)
        elif place.name and self._moves():
            old = block | {"last_row": self.rows.standing, "last_column": max(self.there)}
            resize = {"do": "resize", "table": place.name}
            yield {**resize, **block, "undo": [{**resize, **old}]}

    def _totals_row(self, *, shown: bool) -> Step:
        step = {"do": "totals", "table": self.place.name}
        return {**step, "shown": shown, "undo": [{**step, "shown": not shown}]}

    def _totals_of_new_table(self, end: int) -> Iterator[Step]:
        if not self.rows.count or not any(column.total for column in self.change.columns):
            return
        yield {"do": "totals", "table": self.change.table, "shown": True}
        values = [self._total(column) for column in self.change.columns]
        step = self._write(end + 1, 1, [])
        cells = [[self._cell(value) for value in values]]
        formulas = [[self._entry(value, end + 1) for value in values]]
        yield step | self._block(end + 1, end + 1) | {"values": cells, "formulas": formulas}

    def _total(self, column: WrittenColumn) -> Value:
        if column.total == "label":
            return "Total"
        if column.total != "sum":
            return None
        numbers = [self._number(value) for value in self.change.appended.get(column.key, ())]
        return Formula(sum_formula(self.change.table, column.header), sum(numbers, Decimal(0)))

    @staticmethod
    def _number(value: Value) -> Decimal:
        number = value.value if isinstance(value, Formula) else value
        return Decimal(number) if isinstance(number, Decimal | int) and not isinstance(number, bool) else Decimal(0)

    def _dress(self) -> Iterator[Step]:
        change, rows, place = self.change, self.rows, self.place
        block = self._block(rows.first, rows.first + max(rows.count, 1) - 1)
        new = Dress.of(change, links=not self.links_as_formulas)
        if change.place is None or not change.replace:
            if new:
                back = dressed(Dress(), block, self.columns, self._reset(new), plain=True)
                yield dressed(new, block, self.columns, self._reset(new), plain=bool(change.place)) | {"undo": [back]}
            return
        old = self.old_dress(change).with_few_links(MOST_LINKS)
        if new or old:
            # a table that shrinks leaves no links below
            last, reset = max(block["last_row"], place.last_row), self._reset(new, old)
            was = self._block(place.header_row + 1, last)
            back = dressed(old, was, self.columns, reset, plain=True)
            yield dressed(new, block | {"last_row": last}, self.columns, reset, plain=True) | {"undo": [back]}

    def _reset(self, *dresses: Dress) -> Step:
        """Columns whose links and indents give way to the new ones."""
        links = {self.columns[key] for dress in dresses for _, key in dress.links if key in self.columns}
        return {"link_columns": sorted(links), "indent_column": self.columns.get(self.change.indented, 0)}

    # ---- cells

    def _block(self, first: int, last: int) -> Step:
        return {
            "sheet": self.place.sheet,
            "row": first,
            "last_row": last,
            "column": self.left,
            "last_column": self.last_column,
        }

    def _cells(self, first: int, last: int, column: int) -> Step:
        return self._block(first, last) | {"column": column, "last_column": column}

    def _emptied(self, first: int, last: int, column: int) -> Step:
        return {"do": "clear", **self._cells(first, last, column)}

    def _write(self, row: int, column: int, values: Sequence[Value]) -> Step:
        block = self._cells(row, row + len(values) - 1, column)
        step = {"do": "write", **block, "values": [[self._cell(value)] for value in values]}
        if any(isinstance(value, Formula) for value in values):
            step["formulas"] = [[self._entry(value, at)] for at, value in enumerate(values, row)]
        return step

    def _entry(self, value: Value, row: int) -> Any:
        return f"={self.rendering.formula(value.text, row)}" if isinstance(value, Formula) else self._cell(value)

    def _cell(self, value: Value) -> Any:
        if isinstance(value, Formula):
            value = value.value
        if isinstance(value, ClosingDate):
            return f"'{value}"
        if isinstance(value, dt.date):
            number = serial(value, self.date1904)
            return number if number > 0 else f"'{value.isoformat()}"
        if isinstance(value, bool):
            return value
        if isinstance(value, Decimal | int):
            return float(number_text(value))
        # without the apostrophe Excel would read 0510 as a number and =A1 as a formula
        return f"'{value[:_LONGEST_TEXT]}" if value else ""


def _new_place(change: TableChange, taken: set[str]) -> Place:
    title, number = change.title, 2
    while title.casefold() in {each.casefold() for each in taken}:
        title, number = f"{change.title} ({number})", number + 1
    taken.add(title)
    return Place(title, "", 1, 1, ())


def _numbers(columns: Sequence[WrittenColumn], place: Place) -> dict[str, int]:
    """Column key -> column number; columns that are not there follow the last one."""
    there = {header_key(found.header): found.index for found in reversed(place.columns)}
    last = max(there.values(), default=0)
    numbers: dict[str, int] = {}
    for column in columns:
        found = there.get(header_key(column.header)) or there.get(header_key(column.key))
        if found is None:
            last += 1
            found = last
        numbers[column.key] = found
    return numbers
