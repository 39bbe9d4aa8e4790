"""Ranges given to worksheet functions: read once, remembered by their content, seen as tables (spec 5, section 4)."""

from __future__ import annotations

import hashlib
import marshal
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any, TypeVar

from xlcost.books import Books, Table
from xlcost.cells import RawCell
from xlcost.functions.coercion import is_range, raw_cell, wrong
from xlcost.loading import load_books
from xlcost.tables.columns import Row, TableInfo, header_key
from xlcost.tables.kinds import Reading, shown
from xlcost.workbook.model import FoundColumn, Place, RawTable

R = TypeVar("R", bound=Row)
_REMEMBERED = 256


@dataclass(frozen=True, slots=True, eq=False)
class Range:
    """Rows of raw cells. Ranges of equal content are one object, so it is its own key in memos."""

    rows: tuple[tuple[RawCell, ...], ...]

    @property
    def cells(self) -> list[RawCell]:
        """All cells, row by row."""
        return [cell for row in self.rows for cell in row]


_ranges: OrderedDict[bytes, Range] = OrderedDict()


def range_of(value: object) -> Range:
    """What a host passes for a range; a single value is a range of one cell."""
    if isinstance(value, Range):
        return value
    rows = _rows(value)
    key = content_key(rows)
    found = _ranges.get(key)
    if found is None:
        found = _ranges[key] = Range(tuple([tuple(map(raw_cell, row)) for row in rows]))
        if len(_ranges) > _REMEMBERED:
            _ranges.popitem(last=False)
    else:
        _ranges.move_to_end(key)
    return found


def _rows(value: object) -> tuple[tuple[object, ...], ...]:
    if not is_range(value):
        return ((value,),)
    rows: Sequence[Any] = value  # type: ignore[assignment]
    if not any(is_range(row) for row in rows):
        return (tuple(rows),)
    return tuple([tuple(row) for row in rows])


def content_key(rows: tuple[object, ...]) -> bytes:
    """A short key of nested tuples of cells; it tells 1, 1.0 and TRUE apart."""
    try:
        # version 2 has no references, so that equal content has equal bytes; types are kept apart
        text = marshal.dumps(rows, 2)  # type: ignore[arg-type]
    except ValueError:
        text = repr(rows).encode()
    return hashlib.blake2b(text, digest_size=20).digest()


def single(value: object) -> RawCell:
    """What a host passes for one cell; a range of one cell is that cell."""
    if isinstance(value, Range):
        cells = value.cells
    elif is_range(value):
        cells = range_of(value).cells
    else:
        return raw_cell(value)
    if len(cells) != 1:
        raise wrong(f"a range of {len(cells)} cells stands where one value is needed; give one cell")
    return cells[0]


# ---- ranges as tables


def recognised(found: Range, candidates: Sequence[type[Row]]) -> type[Row]:
    """The table whose headings the first row has: all its key columns, and more headings than any other."""
    headings = {header_key(shown(cell)) for cell in found.rows[0] if cell is not None}
    fits = [(_known(each.info, headings), each) for each in candidates if _has_keys(each.info, headings)]
    best = max((count for count, _ in fits), default=0)
    chosen = [each for count, each in fits if count == best and best]
    if len(chosen) == 1:
        return chosen[0]
    names = ", ".join(each.info.caption for each in (chosen or candidates))
    heads = ", ".join(shown(cell) for cell in found.rows[0][:6])
    why = "could be several tables" if chosen else "is none of the tables that are expected"
    raise wrong(f"the range headed {heads} {why} ({names}); give it with its headings in the first row")


def _known(info: TableInfo, headings: set[str]) -> int:
    return sum(header_key(column.caption) in headings or header_key(column.key) in headings for column in info.columns)


def _has_keys(info: TableInfo, headings: set[str]) -> bool:
    needed = [column for column in info.columns if column.required]
    return all(header_key(column.key) in headings or header_key(column.caption) in headings for column in needed)


class TableRanges:
    """Books over ranges, read as tables of a workbook are."""

    def __init__(self, ranges: Iterable[tuple[type[Row], Range]]) -> None:
        self._given: dict[str, Range] = {}
        for row_class, found in ranges:
            if row_class.info.id in self._given:
                raise wrong(f"{row_class.info.caption} is given twice; give each table once")
            self._given[row_class.info.id] = found
        self._one_at_a_time = Lock()
        self.books: Books = load_books(self._fetch, Reading())

    def _fetch(self, info: TableInfo) -> tuple[Place, Callable[[Sequence[int]], RawTable]] | None:
        found = self._given.get(info.id)
        return None if found is None else _as_table(info, found)

    def table(self, row_class: type[R], found: Range) -> Table[R]:
        """One more range, read with the dimensions of these books but not kept."""
        with self._one_at_a_time:
            kept = dict(self._given)
            self._given[row_class.info.id] = found
            try:
                return checked(self.books.load(row_class))
            finally:
                self._given = kept


@lru_cache(maxsize=64)
def books_of(*ranges: tuple[type[Row], Range]) -> TableRanges:
    """Ranges as tables, remembered by their content. `#VALUE!` for a cell that cannot be read."""
    found = TableRanges(ranges)
    for row_class, _ in ranges:
        checked(found.books[row_class])
    return found


NO_TABLES = TableRanges(())


def _as_table(info: TableInfo, found: Range) -> tuple[Place, Callable[[Sequence[int]], RawTable]]:
    columns = tuple(FoundColumn(shown(cell), index) for index, cell in enumerate(found.rows[0], 1) if shown(cell))
    rows = found.rows[1:]
    place = Place(info.caption, info.id, 1, len(found.rows), columns)

    def read(numbers: Sequence[int]) -> RawTable:
        kept = [(number, row) for number, row in enumerate(rows, 2) if any(cell is not None for cell in row)]
        return RawTable([number for number, _ in kept], {each: [row[each - 1] for _, row in kept] for each in numbers})

    return place, read


def checked(table: Table[R]) -> Table[R]:
    """The table, when all its cells can be read; `#VALUE!` names the first that cannot."""
    for problem in table.problems:
        raise wrong(problem.sentence)
    for fault in table.cell_problems:
        column = fault.column
        text = shown(fault.raw)
        place = f"row {fault.row.sheet_row} of {table.info.caption}, column {column}"
        raise wrong(f"{place} {fault.why}" + (f": {text}" if text else ""))
    return table


def rows_of(row_class: type[R], found: Range) -> list[R]:
    """The rows of one range as a table of that class."""
    return books_of((row_class, found)).books[row_class].rows


def tables_of(values: Iterable[object], candidates: Sequence[type[Row]]) -> TableRanges:
    """Books over ranges whose tables are told by their headings; ranges without any cell are passed over."""
    ranges = [range_of(value) for value in values if value is not None]
    filled = [each for each in ranges if any(cell is not None for cell in each.cells)]
    return books_of(*((recognised_once(each, tuple(candidates)), each) for each in filled))


recognised_once = lru_cache(maxsize=1024)(recognised)
