"""Values looked up in ranges; equal ones are found by an index of the range."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from xlcost.cells import RawCell
from xlcost.functions.ranges import Range
from xlcost.hosts.batch.everyday.conditions import Operand, as_range, cells_of, index_of, wildcards
from xlcost.hosts.batch.everyday.table import everyday
from xlcost.hosts.batch.tree import Uncalculated
from xlcost.hosts.batch.values import NA, REF, VALUE, check_order, checked, compared, fail, flag, key_of, whole


@lru_cache(maxsize=64)
def _column(found: Range, index: int) -> Range:
    return Range(tuple((row[index],) for row in found.rows))


@lru_cache(maxsize=64)
def _row(found: Range, index: int) -> Range:
    return Range((found.rows[index],))


def _exact(value: RawCell, found: Range, *, patterns: bool = True) -> int:
    """Place of the first equal value, -1 without one; `*` and `?` in a text stand for any signs."""
    checked(value)
    pattern = wildcards(value) if patterns and isinstance(value, str) else None
    if pattern is not None:
        cells = enumerate(cells_of(found))
        return next((index for index, cell in cells if isinstance(cell, str) and pattern.fullmatch(cell)), -1)
    return index_of(found).get(key_of(Decimal(0) if value is None else value), (-1,))[0]


def _up_to(value: RawCell, found: Range) -> int:
    """Place of the last value not above the sought one in an ascending range, -1 without one."""
    last = -1
    before: RawCell = None
    for index, cell in enumerate(cells_of(found)):
        if type(cell) is not type(value):
            continue
        check_order(cell, value)
        if before is not None and compared(before, cell) > 0:
            raise Uncalculated("a search in a range that is not sorted")
        before = cell
        if compared(cell, value) <= 0:
            last = index
    return last


@everyday("MATCH", "sr|s")
def _match(value: RawCell, found: Operand, kind: RawCell = Decimal(1)) -> Decimal:
    where, how = as_range(found), whole(kind)
    if len(where.rows) > 1 and len(where.rows[0]) > 1:
        fail(NA)
    if how < 0:
        raise Uncalculated("the function MATCH in a descending range")
    index = _up_to(_sought(value), where) if how else _exact(value, where)
    return Decimal(index + 1) if index >= 0 else fail(NA)


def _sought(value: RawCell) -> RawCell:
    return Decimal(0) if checked(value) is None else value


@everyday("VLOOKUP", "srs|s")
def _vlookup(value: RawCell, found: Operand, column: RawCell, nearest: RawCell = True) -> RawCell:
    where, index = as_range(found), whole(column)
    _inside(index, len(where.rows[0]))
    keys = _column(where, 0)
    row = _up_to(_sought(value), keys) if _near(nearest) else _exact(value, keys)
    return where.rows[row][index - 1] if row >= 0 else fail(NA)


@everyday("HLOOKUP", "srs|s")
def _hlookup(value: RawCell, found: Operand, row: RawCell, nearest: RawCell = True) -> RawCell:
    where, index = as_range(found), whole(row)
    _inside(index, len(where.rows))
    keys = _row(where, 0)
    column = _up_to(_sought(value), keys) if _near(nearest) else _exact(value, keys)
    return where.rows[index - 1][column] if column >= 0 else fail(NA)


def _near(nearest: RawCell) -> bool:
    return nearest is not None and flag(nearest)


def _inside(index: int, size: int) -> None:
    if index < 1:
        fail(VALUE)
    if index > size:
        fail(REF)


@everyday("XLOOKUP", "srr|rss", ranges=True)
def _xlookup(
    value: RawCell, found: Operand, values: Operand, missing: Operand = None, how: RawCell = None, order: RawCell = None
) -> Operand:
    where, answers, kind = as_range(found), as_range(values), whole(how)
    if kind not in (0, 2) or (order is not None and whole(order) != 1):
        raise Uncalculated("the function XLOOKUP with this way of searching")
    index = _exact(value, where, patterns=kind == 2)
    if index < 0:
        return missing if missing is not None else fail(NA)
    down = len(where.rows[0]) == 1
    if (len(answers.rows) if down else len(answers.rows[0])) != len(cells_of(where)):
        fail(VALUE)
    return _one(_row(answers, index) if down else _column(answers, index))


@everyday("INDEX", "rs|s", ranges=True)
def _index(found: Operand, row: RawCell, column: RawCell = None) -> Operand:
    where, down, right = as_range(found), whole(row), whole(column)
    if column is None and len(where.rows) == 1:
        down, right = (1, down) if down else (0, 0)
    if down < 0 or right < 0:
        fail(VALUE)
    if down > len(where.rows) or right > len(where.rows[0]):
        fail(REF)
    if column is None and len(where.rows[0]) == 1:
        right = 1
    rows = where.rows[down - 1 : down] if down else where.rows
    return _one(Range(tuple(each[right - 1 : right] if right else each for each in rows)))


def _one(found: Range) -> Operand:
    return found.rows[0][0] if len(found.rows) == 1 and len(found.rows[0]) == 1 else found
