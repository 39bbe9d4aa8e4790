"""`SUMIFS` and its kin: rows that fit conditions such as `A*`, `>=10`, `<>`; equal values are found by an index."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from xlcost.cells import RawCell
from xlcost.functions.ranges import Range
from xlcost.hosts.batch.everyday.aggregates import added
from xlcost.hosts.batch.everyday.table import everyday
from xlcost.hosts.batch.tree import Uncalculated
from xlcost.hosts.batch.values import DIV, EXACT, VALUE, Fault, check_order, checked, compared, fail, key_of, number_in

Operand = RawCell | Range
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)?(.*)\Z", re.DOTALL)
_ORDERS: Mapping[str, Callable[[int], bool]] = {
    "<": lambda order: order < 0, ">": lambda order: order > 0,
    "<=": lambda order: order <= 0, ">=": lambda order: order >= 0,
}  # fmt: skip


def as_range(value: Operand) -> Range:
    """A single cell as a range."""
    return value if isinstance(value, Range) else Range(((value,),))


@lru_cache(maxsize=64)
def cells_of(found: Range) -> Sequence[RawCell]:
    """The cells of a range, row by row."""
    return found.cells


@lru_cache(maxsize=64)
def index_of(found: Range) -> Mapping[object, Sequence[int]]:
    """Value -> places, counted from 0, row by row; numbers written as text apart from numbers."""
    places: dict[object, list[int]] = {}
    for index, cell in enumerate(cells_of(found)):
        places.setdefault(key_of(cell), []).append(index)
    return places


def wildcards(text: str) -> re.Pattern[str] | None:
    """The expression for `*` and `?` (`~*` means the sign itself); None for a text without them."""
    if not re.search(r"[*?~]", text):
        return None
    parts = re.findall(r"~[*?~]|.", text, re.DOTALL)
    return re.compile("".join({"*": ".*", "?": "."}.get(part, re.escape(part[-1])) for part in parts), re.I | re.S)


def _matching(found: Range, condition: Operand) -> Iterable[int]:
    if isinstance(condition, Range):
        raise Uncalculated("a condition of several cells")
    checked(condition)
    if not isinstance(condition, str):
        # a blank condition means 0
        return _equal(found, Decimal(0) if condition is None else condition)
    match = _CONDITION.match(condition)
    assert match is not None
    operator, sought = match[1] or "=", match[2]
    if not sought:
        return _blanks(found, operator, explicit=bool(match[1]))
    pattern = wildcards(sought)
    if pattern is not None and operator in ("=", "<>"):
        return _like(found, pattern, operator)
    return _against(found, operator, _meaning(sought))


def _like(found: Range, pattern: re.Pattern[str], operator: str) -> Iterable[int]:
    wanted = operator == "="
    return [
        index
        for index, cell in enumerate(cells_of(found))
        if (isinstance(cell, str) and bool(pattern.fullmatch(cell))) == wanted
    ]


def _blanks(found: Range, operator: str, *, explicit: bool) -> Iterable[int]:
    if operator not in ("=", "<>"):
        return []
    cells = enumerate(cells_of(found))
    if operator == "<>":
        return [index for index, cell in cells if cell is not None]
    return [index for index, cell in cells if cell is None or (not explicit and cell == "")]


def _meaning(sought: str) -> RawCell:
    """What a condition's text compares with: a number, a flag or the text."""
    if sought.upper() in ("TRUE", "FALSE"):
        return sought.upper() == "TRUE"
    try:
        return number_in(sought)
    except Fault:
        return sought


def _equal(found: Range, value: RawCell) -> Iterable[int]:
    places = list(index_of(found).get(key_of(value), ()))
    if isinstance(value, Decimal):
        # a number written as text fits too
        return sorted([*places, *_numeric_texts(found).get(key_of(value), ())])
    return places


@lru_cache(maxsize=64)
def _numeric_texts(found: Range) -> Mapping[object, Sequence[int]]:
    places: dict[object, list[int]] = {}
    for text, indexes in index_of(found).items():
        if isinstance(text, str):
            try:
                places.setdefault(key_of(number_in(text)), []).extend(indexes)
            except (Fault, Uncalculated):
                continue
    return places


def _against(found: Range, operator: str, value: RawCell) -> Iterable[int]:
    if operator == "=":
        return _equal(found, value)
    if operator == "<>":
        equal = set(_equal(found, value))
        return [index for index in range(len(cells_of(found))) if index not in equal]
    holds = _ORDERS[operator]
    fitting = []
    for index, cell in enumerate(cells_of(found)):
        if type(cell) is type(value):
            check_order(cell, value)
            if holds(compared(cell, value)):
                fitting.append(index)
    return fitting


def _fitting(pairs: Sequence[Operand]) -> list[int]:
    """Places that fit all (range, condition) pairs; the ranges are of one size."""
    if len(pairs) % 2:
        raise Uncalculated("a condition without its range")
    ranges = [as_range(each) for each in pairs[::2]]
    if len({(len(each.rows), len(each.rows[0])) for each in ranges}) != 1:
        fail(VALUE)
    found: list[int] = []
    for number, (each, condition) in enumerate(zip(ranges, pairs[1::2], strict=True)):
        fits = _matching(each, condition)
        found = list(fits) if not number else _both(found, fits)
    return found


def _both(first: list[int], second: Iterable[int]) -> list[int]:
    others = set(second)
    return [index for index in first if index in others]


def _chosen(values: Range, pairs: Sequence[Operand]) -> list[Decimal]:
    first = as_range(pairs[0])
    if (len(values.rows), len(values.rows[0])) != (len(first.rows), len(first.rows[0])):
        fail(VALUE)
    cells = cells_of(values)
    picked = [checked(cells[index]) for index in _fitting(pairs)]
    return [cell for cell in picked if isinstance(cell, Decimal)]


def _average(numbers: list[Decimal]) -> Decimal:
    return EXACT.divide(added(iter(numbers)), Decimal(len(numbers))) if numbers else fail(DIV)


_REDUCE: Mapping[str, Callable[[list[Decimal]], Decimal]] = {
    "sum": lambda numbers: added(iter(numbers)),
    "average": _average,
    "max": lambda numbers: max(numbers, default=Decimal(0)),
    "min": lambda numbers: min(numbers, default=Decimal(0)),
}


def _answer(how: str, values: Operand, pairs: Sequence[Operand]) -> Decimal:
    """Conditions that are one cell are told by its value, so that equal ones of a column are worked out once."""
    plain = [_condition(each) if index % 2 else as_range(each) for index, each in enumerate(pairs)]
    return _known_answer(how, as_range(values), *plain)


def _condition(given: Operand) -> Operand:
    return given.rows[0][0] if isinstance(given, Range) and len(given.rows) == len(given.rows[0]) == 1 else given


@lru_cache(maxsize=1 << 14, typed=True)
def _known_answer(how: str, values: Range, *pairs: Operand) -> Decimal:
    if how == "count":
        return Decimal(len(_fitting(pairs)))
    return _REDUCE[how](_chosen(values, pairs))


@everyday("SUMIFS", "rrr|r*")
def _sumifs(values: Operand, *pairs: Operand) -> Decimal:
    return _answer("sum", values, pairs)


@everyday("AVERAGEIFS", "rrr|r*")
def _averageifs(values: Operand, *pairs: Operand) -> Decimal:
    return _answer("average", values, pairs)


@everyday("MAXIFS", "rrr|r*")
def _maxifs(values: Operand, *pairs: Operand) -> Decimal:
    return _answer("max", values, pairs)


@everyday("MINIFS", "rrr|r*")
def _minifs(values: Operand, *pairs: Operand) -> Decimal:
    return _answer("min", values, pairs)


@everyday("COUNTIFS", "rr|r*")
def _countifs(*pairs: Operand) -> Decimal:
    return _answer("count", pairs[0], pairs)


@everyday("COUNTIF", "rr")
def _countif(found: Operand, condition: Operand) -> Decimal:
    return _answer("count", found, (found, condition))


@everyday("SUMIF", "rr|r")
def _sumif(found: Operand, condition: Operand, values: Operand = None) -> Decimal:
    return _answer("sum", _same_size(found, values), (found, condition))


@everyday("AVERAGEIF", "rr|r")
def _averageif(found: Operand, condition: Operand, values: Operand = None) -> Decimal:
    return _answer("average", _same_size(found, values), (found, condition))


def _same_size(found: Operand, values: Operand) -> Operand:
    """Excel takes as many cells as the first range has, wherever the other ends."""
    if values is None:
        return found
    first, second = as_range(found), as_range(values)
    if (len(first.rows), len(first.rows[0])) != (len(second.rows), len(second.rows[0])):
        raise Uncalculated("ranges of different size")
    return values
