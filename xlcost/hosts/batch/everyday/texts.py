"""Functions on texts."""

from __future__ import annotations

import re
from decimal import Decimal

from xlcost.cells import RawCell
from xlcost.functions.ranges import Range
from xlcost.hosts.batch.everyday.dates import written_day
from xlcost.hosts.batch.everyday.numbers import rounded
from xlcost.hosts.batch.everyday.table import everyday
from xlcost.hosts.batch.tree import Uncalculated
from xlcost.hosts.batch.values import VALUE, checked, fail, flag, number, number_in, text, whole
from xlcost.workbook.xml_text import TEXT_LIMIT

_ZEROS = re.compile(r"0{1,15}")
_DAY_FORMAT = re.compile(r"(?:yyyy|mm|dd|[-/. ])+")


def _count(value: RawCell, least: int = 0) -> int:
    found = whole(value)
    return found if found >= least else fail(VALUE)


@everyday("LEFT", "s|s")
def _left(value: RawCell, count: RawCell = Decimal(1)) -> str:
    return text(value)[: _count(count)]


@everyday("RIGHT", "s|s")
def _right(value: RawCell, count: RawCell = Decimal(1)) -> str:
    found, length = text(value), _count(count)
    return found[max(len(found) - length, 0) :]


@everyday("MID", "sss")
def _mid(value: RawCell, start: RawCell, count: RawCell) -> str:
    first = _count(start, 1) - 1
    return text(value)[first : first + _count(count)]


@everyday("LEN", "s")
def _len(value: RawCell) -> Decimal:
    return Decimal(len(text(value).encode("utf-16-le", "surrogatepass")) // 2)


@everyday("TRIM", "s")
def _trim(value: RawCell) -> str:
    return " ".join(part for part in text(value).split(" ") if part)


@everyday("UPPER", "s")
def _upper(value: RawCell) -> str:
    return text(value).upper()


@everyday("LOWER", "s")
def _lower(value: RawCell) -> str:
    return text(value).lower()


@everyday("EXACT", "ss")
def _exact(left: RawCell, right: RawCell) -> bool:
    return text(left) == text(right)


@everyday("REPT", "ss")
def _rept(value: RawCell, times: RawCell) -> str:
    found, count = text(value), _count(times)
    return found * count if len(found) * count <= TEXT_LIMIT else fail(VALUE)


@everyday("SUBSTITUTE", "sss|s")
def _substitute(value: RawCell, old: RawCell, new: RawCell, which: RawCell = None) -> str:
    found, sought = text(value), text(old)
    if not sought:
        return found
    if which is None:
        return found.replace(sought, text(new))
    parts, index = found.split(sought), _count(which, 1)
    if index >= len(parts):
        return found
    return sought.join(parts[:index]) + text(new) + sought.join(parts[index:])


@everyday("FIND", "ss|s")
def _find(sought: RawCell, value: RawCell, start: RawCell = Decimal(1)) -> Decimal:
    at = text(value).find(text(sought), _count(start, 1) - 1)
    return Decimal(at + 1) if at >= 0 else fail(VALUE)


@everyday("VALUE", "s")
def _value(value: RawCell) -> Decimal:
    found = checked(value)
    if isinstance(found, bool):
        fail(VALUE)
    return number_in(found) if isinstance(found, str) else number(found)


@everyday("CONCATENATE", "s|s*")
def _concatenate(*values: RawCell) -> str:
    return _short("".join(map(text, values)))


@everyday("CONCAT", "r|r*")
def _concat(*values: RawCell | Range) -> str:
    return _short("".join(map(text, _cells(values))))


@everyday("TEXTJOIN", "ssr|r*")
def _textjoin(delimiter: RawCell, skip: RawCell, *values: RawCell | Range) -> str:
    parts = list(map(text, _cells(values)))
    return _short(text(delimiter).join(part for part in parts if part) if flag(skip) else text(delimiter).join(parts))


def _cells(values: tuple[RawCell | Range, ...]) -> list[RawCell]:
    return [cell for value in values for cell in (value.cells if isinstance(value, Range) else [value])]


def _short(found: str) -> str:
    return found if len(found) <= TEXT_LIMIT else fail(VALUE)


@everyday("TEXT", "ss")
def _text(value: RawCell, pattern: RawCell) -> str:
    form = text(pattern)
    if isinstance(checked(value), str | bool):
        raise Uncalculated("the function TEXT of a text or flag")
    if _ZEROS.fullmatch(form):
        whole_number = rounded(value, Decimal(0))
        return ("-" if whole_number < 0 else "") + f"{abs(int(whole_number)):0{len(form)}d}"
    if _DAY_FORMAT.fullmatch(form):
        return written_day(value, form)
    raise Uncalculated(f'the function TEXT with the format "{form}"')
